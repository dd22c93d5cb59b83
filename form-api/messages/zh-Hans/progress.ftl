# 工作进展单：办公室一周的事，由办件记录生成，只补一句话。

progress-title = 工作进展单
progress-own = 本办公室的工作进展单
progress-list-hint = 各办公室这一周交没交。按办公室的次序排，不排名次。
progress-week = { $first } 到 { $last }
progress-previous = 上一周
progress-next = 下一周
progress-office = 办公室
progress-state = 交了没有
progress-handed_in = 已交
progress-missing = 还没交
progress-letters = 这一周办的事
progress-nothing = 这一周办件上没有新的进展。
progress-in_hand = 现在在办
progress-late = 其中超期
progress-figures = 这一周
progress-remark-title = 补充说明
progress-no_remark = 没有补充
progress-by = 交单人
progress-sign = 办公室负责人（签名）：
progress-hand_in = 交这一周的
progress-hand_in-hint = 上面的内容由办件记录自动生成，不用再填。办完没办完都要交；迟几天交也一样。交了以后不能改。
progress-remark = 补充一句（可以不写）
progress-remark-hint = 比如下周打算、要协调的事。不写来信人的姓名和电话。

progress_kind-transferred = 转来
progress_kind-handling_began = 开始办理
progress_kind-information_requested = 请来信人补充
progress_kind-analysed_by_village = 交村里分析
progress_kind-analysed_by_office = 办公室分析
progress_kind-analysed_by_joint_meeting = 交党政联席会
progress_kind-extended = 延期
progress_kind-answered = 写了答复
progress_kind-reviewed = 答复发出
progress_kind-sent_back = 答复退回重写
progress_kind-closed = 办结
progress_kind-reopened = 重新办理

act-read_progress = 看各办公室的工作进展单
act-write_progress = 交本办公室的工作进展单

event-progress_handed_in = 交了工作进展单

today-ways = 还有：
today-progress = 上周的工作进展单还没交
