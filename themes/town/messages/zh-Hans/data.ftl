# 订阅、下载和给程序读的文件。

## 订阅和开放数据
data-lead = 不用天天来看：订阅以后，有新的答复、政策和活动，阅读器会告诉您。
data-feeds = 订阅
data-feeds_hint = 把下面的地址加到阅读器里就行，每个地址有最新的 20 条，撤下的答复不在里面。
data-feeds_none = 网站还没有正式网址，暂时不能订阅。
data-replies = 公开答复的数据
data-replies_hint = 已经公开的答复，一行一件（JSON），只有办理情况，不含来信和答复的正文；正文在各件自己的页面上。
data-replies_index = 给程序用的目录，一行一个文件（JSON），写明各有几件；version 变了，那个文件就可能变了：
data-download = 下载 { $file }
data-figures = 办信情况的数据
data-figures_hint = 每月统计一次的数字，和“数据发布”页面上的一样。
data-figures_page = 看图表和口径
data-columns = 每一行有这些项，名称和顺序不变
data-column = 项
data-meaning = 意思
data-submission_no = 信件编号
data-title = 标题
data-kind = 类型：inquiry 咨询、complaint 投诉、suggestion 建议、help_request 求助、thanks 感谢
data-topic = 说的是什么事
data-village = 村；空着是全镇
data-office = 办理的办公室
data-scope = 关系到谁：township 全镇、village 本村、group 本组
data-received_on = 收到来信的日期
data-replied_on = 答复写信人的日期
data-published_at = 公开的时间（北京时间）
data-working_days = 用了几个工作日；空着是当年的放假安排没有编入
data-letters = 一并答复了几封信
data-rating = 写信人评价，从 very_satisfied 非常满意到 very_dissatisfied 非常不满意；空着是没有评价
data-url = 这件答复的网页
data-round = 第几次的答复：first 只答复过一次、open_again 正在重新办理、answered_again 已经重新办理、second 重新办理后的答复
data-updated_at = 最后一次改动的时间（北京时间）

column-data = 订阅和开放数据
column_is-data = 用阅读器订阅答复、政策和活动，下载公开答复的数据。
column_type-data = 概况信息
