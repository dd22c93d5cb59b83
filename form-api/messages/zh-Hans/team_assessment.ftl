# 团队分析单：驻村工作指导员每月写一份村班子的情况，只给镇领导看。

team_assessments-title = 团队分析单
team_assessments-hint = 每个月一份，写村班子这个月的情况。只有写的人和镇领导看得到；办件里找不到，不打分，不排名。
team_assessments-new = 写这个月的
team_assessments-none = 还没有。
team_assessments-unread = 镇领导还没看
team_assessment-month = 哪个月
team_assessment-village = 村
team_assessment-by = 填写人
team_assessment-duties = 班子履职：这个月做了什么，哪些没做到
team_assessment-unity = 团结配合
team_assessment-difficulties = 困难，需要镇里支持的
team_assessment-advice = 建议
team_assessment-hint = 写事情，不写家长里短；不打分。点到名字的镇领导，也看不到这一份。镇领导看过以前，可以改。
team_assessment-save = 交镇领导
team_assessment-correct = 更正
team_assessment-read = 看过了
team_assessment-read-hint = 看过以后，填写人就不能再改了。
team_assessment-word = 给填写人的话（可以不写）
team_assessment-leader = 镇领导意见
team_assessment-sign = 镇领导（签名）：

missing-team_assessment_month = 请选月份。
missing-team_assessment_duties = 请写班子履职的情况，几句话也行。
unknown-team_assessment_month = 只能写这个月或上个月的，每个月一份。这个月已经写过的，请在原来那份上更正。

act-write_team_assessment = 写团队分析单
act-read_team_assessment = 看团队分析单
act-answer_team_assessment = 记下看过团队分析单

event-team_assessed = 写了团队分析单
event-team_assessment_corrected = 更正了团队分析单
event-team_assessment_read = 看过了团队分析单

today-team_assessments = 团队分析单，镇领导还没看
