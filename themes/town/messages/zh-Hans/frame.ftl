# 每一页的页头、导航和页脚。
frame-skip = 跳到正文
frame-nav = 主导航
frame-hant = 繁體版
frame-crumbs = 当前位置
frame-hotline = 民心电话
frame-national = 全国统一热线
frame-write = 我要写信
frame-track = 查询进度
frame-elder = 长辈版
frame-elder_more = ：字大一些
# 钟点中间的横线前后不断行。
frame-dash = { "\u2060" }—{ "\u2060" }
frame-usual = 回到普通版
frame-read = 读给我听
frame-read_stop = 不读了
frame-print = 打印这一页
frame-paper_address = 网页地址：
frame-paper_printed = 打印日期：{ $y }年{ $m }月{ $d }日
frame-pages = 关于本站
frame-data = 订阅和开放数据
frame-error_report = 我为政府网站找错
frame-marks = 网站信息
frame-sponsor = 主办单位
frame-operator = 承办单位
frame-contact = 联系方式
frame-site_id = 网站标识码
frame-conac = 党政机关网站标识

nav-home = 首页
nav-contacts = 联心卡
nav-villages = 各村
nav-offices = 各办公室
nav-policies = 政策解读
nav-replies = 答复公开
nav-events = 沟通日历
nav-improvements = 完善制度
nav-figures = 数据发布
