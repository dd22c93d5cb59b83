feed-replies = { $site }：最新答复
feed-replies_of = { $site }：{ $what }的最新答复
feed-policies = { $site }：政策解读
feed-events = { $site }：活动
feed-improvements = { $site }：完善制度
reply-letter = 来信
reply-answer = 答复

# 栏目。
column-replies = 答复公开
column-policies = 政策解读
column-documents = 政策文件
column-contacts = 联心卡
column-villages = 各村
column-offices = 各办公室
column-events = 沟通日历
column-improvements = 完善制度
column-about = 关于本站
column-figures = 数据发布
column-search = 站内搜索
column-data = 订阅和开放数据

column_is-contacts = 镇村干部的姓名、岗位、电话和分工，按要办的事、办公室和村查找。
column_is-villages = 每个村的驻村工作指导员、村干部、民情联络员、意见箱和公开答复。
column_is-offices = 镇里各办公室管什么、电话、地址和办公时间。
column_is-policies = 用大白话讲清楚镇里的政策：谁能办、怎么办、找谁办，并附原文件和效力状态。
column_is-documents = 政策解读所依据的文件原文、文号和效力状态。
column_is-replies = 经来信人同意、隐去个人信息后公开的来信和答复。
column_is-events = 民情沟通日、集中办公日、民情恳谈会和蹲点调研的时间、地点和结果。
column_is-improvements = 因为群众来信而修改的规定：原来怎样，现在怎样。
column_is-about = 联心网是什么、怎样用、怎样保护写信人。
column_is-figures = 收到多少封信、答复多少、是不是按期、用了几天、满不满意，每月统计一次，口径写在旁边。
column_is-search = 在联心卡、政策、答复、活动和各村各办公室里查字词。
column_is-data = 用阅读器订阅答复、政策和活动，下载公开答复的数据。

# 栏目类型，只用政府网站发展指引里的词。
column_type-home = 首页
column_type-contacts = 机构职能
column_type-villages = 概况信息
column_type-offices = 机构职能
column_type-policies = 政策解读
column_type-documents = 政策文件
column_type-replies = 咨询投诉
column_type-events = 工作动态
column_type-improvements = 回应关切
column_type-about = 概况信息
column_type-figures = 数据发布
column_type-search = 概况信息
column_type-data = 概况信息

contact-title = { $name }（{ $post }）
contact-description = { $title }的岗位、电话、分工和值班时间。
replies-year = { $year }年
replies-title_of = { $column }：{ $what }
replies-title_of_page = { $title }（第 { $n } 页）
topics-title = { $column }：按事项看
sheet-title = { $village }联心卡（打印）
