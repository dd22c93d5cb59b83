# 各页的话。

## 首页
home-title = 有事找得到人，写信看得见答复
home-write_hint = 不用注册，写完马上拿到编号和查询码
home-track_hint = 凭编号和查询码，看信办到哪一步了
home-find = 我要找人
home-find_hint = 按要办的事、办公室和村，查姓名和电话
home-line_note = 不会上网也不要紧：打这个电话，或者把信投进村里的民意信箱，和网上写信一样登记、一样答复。
home-replies = 最近的答复
home-replies_all = 全部 { $n } 件
home-events = 接下来的日子
home-events_all = 看全部
home-offices = 这件事归谁管
home-topics_all = 按要办的事找人
home-policies = 政策怎么说
home-policies_all = 全部政策解读
home-improvements = 改了哪些规矩
home-improvements_all = 全部
home-villages = 我是哪个村的
home-villages_all = 各村介绍

## 其他
page-updated = 最近更新：
redirect-text = 这一页搬到了新的地址，马上带您过去。没有动的话，请点：
not_found-title = 没有找到这一页
not_found-text = 地址可能写错了，或者这一页已经搬走。可以从下面这些地方重新找。
not_found-contacts = 按要办的事找干部电话
not_found-replies = 看公开的答复
not_found-track = 查自己的信办到哪一步
not_found-on_disk = 这是从电脑里的文件夹打开的页面，上面的链接在这里都打不开。请打开同一个文件夹里的
not_found-line = 还是找不到，打民心电话：

nav-home = 首页
column-about = 关于本站
column_is-about = 联心网是什么、怎样用、怎样保护写信人。
column_type-home = 首页
column_type-about = 概况信息
