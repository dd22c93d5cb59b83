# 由数据里的词拼出来的词条，以及日期和顿号。
date-full = { $y }年{ $m }月{ $d }日
date-month = { $m }月
date-day = { $d }
list-comma = 、

kind-inquiry = 咨询
kind-complaint = 投诉
kind-suggestion = 建议
kind-help_request = 求助
kind-thanks = 感谢

status-in_force = 现行有效
status-amended = 已经修改
status-repealed = 已经废止

event-outreach_day = 民情沟通日
event-joint_office_day = 集中办公日
event-town_hall_meeting = 民情恳谈会
event-field_research_stay = 蹲点调研

event_status-planned = 将要举行
event_status-over = 日子已过，结果还没有登记
event_status-held = 已经举行
event_status-cancelled = 已经取消

rating-very_satisfied = 非常满意
rating-satisfied = 满意
rating-fairly_satisfied = 基本满意
rating-dissatisfied = 不满意
rating-very_dissatisfied = 非常不满意

scope-township = 全镇
scope-village = 本村
scope-group = 本组

weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日
