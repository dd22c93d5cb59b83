# 服务的状况：form-api status、每天早上给管理员的邮件。

status-well = 一切正常。
status-not_now = 数据库现在写不进去，收不了信。
status-full = 磁盘没有空位了，收不了信。
status-trouble = 后台工作“{ $job }”发现 { $count } 处要处理，办件台首页写着是哪些。
status-failing = { $count } 条通知发过，没有发出去，还在重试；原因在服务的日志里。
status-calls = { $count } 条通知没有送到，等人打电话告诉写信人。
status-late = { $count } 件来信超过了答复期限。
status-little_room = 磁盘空位不到 2 GB。
status-no_backup = 还没有备份过：请运行 form-api backup。
status-old_backup = 上一次备份是 { $at }，已经超过两天。
status-letters = 等答复的来信：{ $count } 件
status-messages = 等着发的通知：{ $count } 条
status-room = 磁盘空位：{ $gib } GB
status-backup = 上一次备份：{ $at }
status-drill = 上一次恢复演练：{ $at }
status-no_drill = 还没有做过恢复演练：form-api restore 备份 --drill
status-old_drill = 上一次恢复演练是 { $at }，已经超过半个月。
status-backup_elsewhere = 备份：由 PostgreSQL 自己的工具做，这里看不到

status-mail-well = { $site }：一切正常（{ $day }）
status-mail-wrong = { $site }：{ $count } 项要看一看（{ $day }）
status-mail-foot = 有事时每天早上发这封信；没有事时每星期一发一封。星期一没有收到，说明服务停了，或者信发不出来。

job-morning_mail = 早上给管理员的邮件
job-attachments-lost = { $count } 个附件找不到文件：请运行 form-api check-attachments 看是哪些。
