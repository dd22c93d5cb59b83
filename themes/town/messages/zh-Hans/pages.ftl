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

## 联心卡
contacts-jump = 本页目录
contacts-by_topic = 按要办的事找
contacts-by_topic_hint = 先找和您的事最像的词，点开，再打后面的电话。找不到，就打民心电话，我们帮您转。
contacts-find = 写一两个字就能缩小，例如“水”“路”“低保”
contacts-find_none = 没有这个词。换个说法试试，或者打民心电话，我们帮您转。
contacts-by_sound = 按拼音第一个字母
contacts-other_sound = 其他
contacts-by_unit = 按办公室和村找
contacts-people = { $n } 人
contacts-unit = { $what }的介绍
contacts-none = 联心卡还没有录入，请先打民心电话。
contact-topics = 可以找我办
contact-duties = 我负责
contact-promise = 我的承诺
contact-mobile = 手机
contact-hours = 值班时间
contact-office = 所在办公室
contact-villages = 联系的村
contact-verified = 电话最近一次核对：
contact-write = 给这里写信
contact-stale = 这个号码很久没有核对了。打不通，请打民心电话，我们帮您转，也请告诉我们一声。
contact-stale_short = 号码待核对

## 村和办公室
people-none = 这里的联心卡还没有录入，请先打民心电话。
unit-address = 地址
villages-none = 村的资料还没有录入。
village-committee = 村委会
village-groups = 村民小组
village-groups_line = 村民小组：{ $groups }
village-write = 写信说{ $village }的事
village-instructor = 驻村工作指导员
village-instructor_hint = 镇里派到村里的人，每周到村，村里的事可以先找他（她）。
village-people = 村干部
village-township_people = 联系本村的镇干部
village-liaisons = 民情联络员
village-liaisons_hint = 就在身边的人，有话可以托他们带，不用自己写。姓名和简介经本人书面同意公开。
liaisons-none = 这个村还没有公布民情联络员。
village-replies = 这个村的公开答复
village-replies_all = { $village }的全部答复
village-side = 村里的基本情况
village-mailbox = 民意信箱在哪里
village-sorting = { $day }开箱，信当天登记。
village-facts = 基本情况
village-population = 人口
village-population_value = { $people } 人，{ $households } 户
village-events = 接下来的日子
offices-none = 办公室的资料还没有录入。
office-topics = 这些事找这里
office-write = 给这个办公室写信
office-people = 办公室里的人
office-policies = 这里解读的政策
office-replies = 这里办的答复
office-replies_all = 全部答复
office-side = 电话、地址和时间
office-reach = 怎么找到这里
office-hours = 办公时间

## 政策
policies-documents = 看政策文件目录
policies-none = 还没有政策解读。
policies-in_force_hint = 照它办
policies-amended_hint = 有些条款改了，以页面上写的为准
policies-repealed_hint = 不再执行，留着备查
attachment-title = 附件
attachment-facts = （{ $kind }，{ $size }）
policy-by = { $office }解读
policy-questions = 大家常问
policy-changes = 这项政策改过什么
policy-replies = 依据这项政策的答复
policy-replies_none = 还没有依据这项政策的公开答复。
policy-side = 找谁问、文件在哪里
policy-ask = 没讲清楚？问这里
policy-document = 依据的文件
policy-topics = 和这些事有关
document-name = 文件
document-number = 文号
document-status = 效力
document-issued_by = 发文单位
document-issued_on = 印发日期
document-effective_on = 施行日期
document-expires_on = 有效期至
document-amended_by = 修改它的文件
document-repealed_by = 废止它的文件
document-notice_amended = 这份文件有些条款已经修改
document-notice_repealed = 这份文件已经不再执行，留着备查
document-notice_expired = 有效期到：
document-notice_see = 现在看：
document-changed = 这份文件修改或者废止了
document-policies = 这份文件的解读
document-policies_none = 这份文件还没有解读。

## 答复公开
replies-none = 这里还没有公开的答复。
replies-of = 答复公开：{ $what }
replies-of_kind = 答复公开：{ $kind }
replies-total = 已经公开 { $n } 件来信和答复。
replies-how = 公开的信都经写信人同意，去掉了看得出是谁的内容，由两个人先后把关。举报永远不公开。
replies-older_page = 第 { $n } 页，越往后的信越早。
replies-pages = 翻页
replies-newer = 较新的答复
replies-older = 较早的答复
replies-filters = 缩小范围
replies-by_year = 按年份看
replies-by_topic = 按事项看
replies-topics_lead = 来信说的事，件数多的在前面。点开就是这件事的全部答复。
replies-topic_count = { $n } 件
replies-by_kind = 按类型看
replies-by_village = 按村看
replies-by_office = 按办公室看
reply_column-number = 编号
reply_column-state = 状态
reply_column-answered = 已答复
reply_column-received = 来信时间
reply_column-replied = 答复时间
reply_column-rating = 满意度
reply_column-unrated = 没有评价
reply-whole_town = 全镇
reply-by = { $office }答复
reply-same_day = （当天）
reply-took = （{ $days ->
    [0] 其间没有工作日
   *[other] { $days } 个工作日
}）
reply-number = 编号 { $number }
reply-letter = 来信
reply-sender = 写信人
reply-answer = 答复
reply-policies = 依据的政策
reply-improvements = 因为这封信改了规矩
reply-side = 办理经过和电话
reply-course = 办理经过
reply-received = 收到来信
reply-replied = 答复写信人
reply-published = 公开
reply-unit = 受理和答复单位
reply-rating = 写信人评价
reply-scope = 这件事关系到
reply-collective = 一并答复 { $n } 封
reply-letters = 一并答复
reply-letters_value = { $n } 封来信
reply-ask = 还想问，找这里
reply_round-open_again = 正在重新办理
reply_round-answered_again = 已经重新办理
reply_round-second = 重新办理后的答复
reply_said-open_again = 这件事正在重新办理。下面是第一次的答复，办理结果以新的答复为准。
reply_said-answered_again = 这件事重新办理过，写信人已经收到新的答复。下面是第一次的答复。
reply_said-second = 这件事重新办理过一次。下面是重新办理以后的答复。
reply-consent_note = 来信经写信人同意公开，姓名、电话、住址等已经去掉，意思没有改动。
tombstone-title = 这封信不再公开
tombstone-text = 编号 { $number } 的来信和答复已经撤下，内容不再显示。
tombstone-since = 撤下日期：
tombstone-others = 看其他答复

## 沟通日历
events-none = 近期没有安排。
events-coming = 接下来
events-past = 已经过去的
events-past_none = 还没有往期记录。
event_page-side = 时间和地点
event_page-when = 时间
event_page-where = 地点
event_page-chair = 主持
event_page-office = 牵头办公室
event_page-village = 所在村
event_page-attendance = 参加的人
event_page-attended = { $role }：{ $n }
event_page-published = 发布
event_page-moved_from = 改期了，原定日期：

## 完善制度
improvements-none = 还没有登记因来信修改的规定。
improvement-before = 原来
improvement-after = 现在
improvement-document = 写进了这份文件
improvement-replies = 起因是这些来信
improvement-replies_none = 起因的来信没有公开。

## 其他
page-updated = 最近更新：
redirect-text = 这一页搬到了新的地址，马上带您过去。没有动的话，请点：
not_found-title = 没有找到这一页
not_found-text = 地址可能写错了，或者这一页已经搬走。可以从下面这些地方重新找。
not_found-contacts = 按要办的事找干部电话
not_found-replies = 看公开的答复
not_found-track = 查自己的信办到哪一步
not_found-line = 还是找不到，打民心电话：

## 打印的联心卡
sheet-open = 打印联心卡，每户一张
sheet-hint = 按浏览器的“打印”，纸张选 A4、边距选“无”：一页 { $n } 张，沿虚线剪开，每户一张。网站上的电话改了，请重新打印发放。
sheet-box = 民意信箱：
sheet-more = 还有 { $n } 位村干部，电话看村的网页
sheet-code = { $village }的网页
sheet-verified = 电话核对日期：
