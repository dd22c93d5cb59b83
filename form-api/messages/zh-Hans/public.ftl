# 群众看到的话：写信、回执、查询进度、自己的信，以及程序为这些页面拼出来的词条。
# 办件台的话在 desk.ftl；state-、kind-、event-、role- 两边共用。

letter-date = { $y }年{ $m }月{ $d }日
letter-optional = （可以不填）

## 来信类型
kind-inquiry = 咨询
kind-inquiry-hint = 问政策、问手续、问事情该找谁。五个工作日内答复。
kind-complaint = 投诉
kind-complaint-hint = 事情没办好、不满意，要求改正。
kind-suggestion = 建议
kind-suggestion-hint = 您觉得可以怎么做得更好。
kind-help_request = 求助
kind-help_request-hint = 遇到难处，需要镇里村里帮一把。
kind-report = 举报
kind-report-hint = 反映违纪违法的人和事。永远不公开，被举报的人看不到这封信，也不会由他来办。
kind-thanks = 感谢
kind-thanks-hint = 谁帮了您，告诉我们一声。

## 公开不公开
consent-no = 不公开
consent-no-hint = 只有办这件事的工作人员看得到，答复只给您一个人。
consent-anonymised = 去掉个人信息以后可以公开
consent-anonymised-hint = 去掉姓名、电话、住址和看得出是谁的内容，由两个人先后把关，才放到网上。
consent-ask_first = 公开以前先问我
consent-ask_first-hint = 请留下电话或邮箱。没有问到您，就不公开。

## 表单里的项目和出错时的话
field-kind = 来信类型
field-title = 标题
field-text = 信的内容
field-village = 哪个村的事
field-office = 写给哪个办公室
field-consent = 可不可以公开
field-name = 怎么称呼您
field-phone = 电话
field-email = 电子邮箱
field-address = 住址
field-guardian = 家长（监护人）同意
field-rules = 看过来信须知和隐私告知

why-missing = “{ $field }”还没有填写或勾选。
why-too_short = “{ $field }”太短了，至少写 { $bound } 个字。
why-too_long = “{ $field }”太长了，最多 { $bound } 个字。写不下的，可以分成两封。
why-malformed = “{ $field }”的写法不对，请检查有没有写错或多写。不想留，可以空着。
why-unknown = “{ $field }”选的这一项没有，请重新选一个。

## 写信
mailbox-title = 我要写信
mailbox-lead = 不用注册，不用验证手机。写完马上拿到编号和查询码，办到哪一步、怎么答复的，凭它们来看。
mailbox-urgent = 有人受伤、起火、正在发生危险，请先打 110、119、120；停水、汛情等急事，请打民心电话：
mailbox-old_form = 这一页打开得太久，已经过期，信还没有寄出。您写的都还在，请检查以后再点一次“寄出”。
mailbox-errors = 还没有寄出，有几处要改
mailbox-errors-hint = 您写的都还在。点下面的话，直接到要改的地方。
mailbox-what = 写什么
mailbox-what-hint = 一封信写一件事，方便分给对的人，也方便您查。
mailbox-title-hint = 一句话说清是什么事，2 到 60 个字。例如“上学路上的路灯三天没亮”。
mailbox-text-hint = 写清时间、地点和经过，最多一万字。不要写身份证号、银行卡号，也请不要写别人的电话和病情。
mailbox-where = 哪里的事，归谁管
mailbox-where-hint = 不清楚就不选，我们来分。
mailbox-village-none = 不填
mailbox-office-none = 不清楚，请帮我转
mailbox-consent = 可不可以公开
mailbox-consent-hint = 不选，就是不公开。同意公开，也不是同意公开姓名；以后改了主意，打个电话就撤下来。举报和未满十四岁的孩子写的信，一律不公开。
mailbox-reply = 怎么找得到您
mailbox-reply-hint = 全部可以不填，不填也照样办。填了会加密存放，打开看一次就记录一次。
mailbox-name-hint = 可以只写姓，例如“王先生”“李阿姨”。
mailbox-phone-hint = 要核实情况的时候打给您。座机、手机都可以。
mailbox-email-hint = 有新进展时发一封通知，里面不写信的内容。
mailbox-address-hint = 要上门看的事才需要写。
mailbox-side = 写信以前和以后
mailbox-before = 写信以前看看
mailbox-after = 寄出以后会怎样
mailbox-other = 不想打字
mailbox-other-text = 打民心电话说，或者写在纸上投进村里的民意信箱，也可以托民情联络员带来，都登记在同一本台账上。
mailbox-last = 最后确认
mailbox-under_14 = 我还没有满十四岁
mailbox-guardian_agrees = 家长（监护人）知道我写这封信，并且同意
mailbox-guardian-hint = 没有满十四岁的，两项都要勾选。
mailbox-rules-read = 我看过了来信须知和隐私告知
mailbox-rules-links = 点开看：
mailbox-rules-link = 来信须知
mailbox-privacy-link = 隐私告知
mailbox-send = 寄出
mailbox-send-hint = 点一次就好。寄出以后马上显示编号和查询码。

## 回执
receipt-title = 信已收到
receipt-lead = 您的信已经寄到，有了编号。下面这张回执请写下来、拍下来或者打印出来。
receipt-slip = 来信回执
receipt-number = 信件编号
receipt-code = 查询码
receipt-once = 查询码只显示这一次，请写下来或打印；不要告诉别人。
receipt-about = 信的标题
receipt-kind = 来信类型
receipt-received = 收到时间
receipt-due = 答复期限
receipt-due-value = { $date }以前答复您
receipt-due-open = 随放假通知确定，最晚不超过{ $date }
receipt-where = 到哪里查
receipt-where-value = 或者打民心电话报编号：
receipt-print = 打印回执
receipt-track = 去查询进度
receipt-next = 接下来会怎样
receipt-step-1 = 登记：一个工作日以内，有人看您的信，记进台账，分给一个办公室。
receipt-step-2 = 受理：办公室接下来办。不归镇里管的，告诉您该找谁。
receipt-step-3 = 办理：缺什么情况，会在“查询进度”里问您，请留意。
receipt-step-4 = 答复：写好的答复由另一个人审核过，才发给您。办不完要延期的，只能延一次，会告诉您理由。
receipt-step-5 = 办结：不满意可以再反映。您同意了的，去掉个人信息以后才公开。
receipt-contact = 有进展时会给您留的邮箱发通知；邮件里不写信的内容，也不写查询码。
receipt-no_contact = 您没有留邮箱，请过几天凭编号和查询码来看答复。编号或查询码丢了，请打民心电话或者到综合办窗口。
receipt-again = 同一件事不用再写一封，不会因此办得更快。

## 查询进度
search-title = 站内搜索
track-title = 查询进度
track-lead = 写上回执里的信件编号和查询码，看信办到哪一步、怎么答复的。
track-number = 信件编号
track-number-hint = 形如 2026-1234-5678，短横可以不写。
track-code = 查询码
track-code-hint = 三组、每组六位，大小写都可以，短横可以不写。
track-go = 查询
track-number_form = 信件编号的写法不对。编号是十二位数字，前四位是年份，请照回执再写一遍。
track-code_form = 查询码的写法不对，多半是抄错了一位。查询码是十八位字母和数字，请照回执再写一遍。
track-no_match = 没有找到。编号和查询码要是同一张回执上的，请两样都再核对一遍。
track-error = 没有查到
track-lost = 回执丢了怎么办
track-lost-text = 查询码在系统里不留底，也不能用邮件找回。请带身份证件到党政综合办公室，或者打民心电话，核实身份以后另办。

## 自己的信
own-number = 编号 { $number }
own-now = 现在到了
own-holder = 承办办公室
own-received = 收到
own-due = 答应答复的日子
own-due-open = 随放假通知确定，最晚不超过
own-late = 已经过了答应的日子，督查办公室正在催办。也可以直接打民心电话，报编号就行。
own-outcome = 处理结果的理由
own-extension = 为什么延期
own-answer = 答复
own-answered-on = 答复日期：
own-public = 这封信和答复去掉个人信息以后，已经公开在这里。
own-public-link = 看公开的页面
own-messages = 我们问、您答
own-question = 我们问
own-reply = 您答
own-inform = 补充情况
own-inform-hint = 把问到的情况写在这里。交来以后，信马上回到台账接着办。
own-inform-go = 交给办公室
own-timeline = 办理经过
own-letter = 您写的信
own-withdraw = 我想撤回这封信
own-withdraw-text = 撤回以后不再办理，也不会答复；来信仍按规定存档。
own-withdraw-sure = 我确定撤回
own-withdraw-go = 撤回
own-leave = 看完请关掉这一页。这一页半小时以后失效，要再看，请重新输入编号和查询码。

## 办到哪一步
state-submitted = 待登记
state-submitted-hint = 信已经收到，一个工作日以内有人看、有人登记。
state-registered = 已登记
state-registered-hint = 已经记进台账，正在看归哪个办公室办。
state-needs_information = 待补充
state-needs_information-hint = 办这件事还缺一点情况，请看下面的问题，写好交给我们。等您补充的时候，期限照常计算。
state-declined = 不予受理
state-declined-hint = 这件事没有受理，理由和可以走的路写在下面。
state-referred_out = 已转出
state-referred_out-hint = 这件事归别的单位办，转到了哪里、怎么联系，写在下面。
state-merged = 已并案
state-merged-hint = 和前面一封信说的是同一件事，合在一起办，理由写在下面。
state-accepted = 已受理
state-accepted-hint = 已经有办公室接下来办。
state-analysis_village = 村级分析
state-analysis_village-hint = 村两委正在商量怎么办，办不了的写上意见送到镇里。
state-analysis_office = 办公室分析
state-analysis_office-hint = 办公室正在商量怎么办，有镇领导参加。
state-analysis_joint = 党政联席分析
state-analysis_joint-hint = 已经送到党政联席会，逐件定办法。
state-handling = 办理中
state-handling-hint = 正在办，办好了答复您。
state-replied = 待审核
state-replied-hint = 答复已经写好，正由另一个人审核，通过以后您就能看到。
state-reviewed = 已答复
state-reviewed-hint = 答复已经审核通过，就在这一页。
state-closed = 已办结
state-closed-hint = 这件事已经办结。又有新情况，可以打民心电话报编号，请求再办一次。
state-withdrawn = 已撤回
state-withdrawn-hint = 您撤回了这封信，不再办理。

## 经过
event-received = 收到来信
event-registered = 登记入台账
event-information_requested = 请写信人补充情况
event-information_provided = 写信人补充了情况
event-declined = 不予受理
event-referred_out = 转给别的单位办
event-merged = 并入前面一封信
event-accepted = 受理，由{ $office }办理
event-transferred = 改由{ $office }办理
event-analysed_by_village = 村级分析
event-analysed_by_office = 办公室分析
event-analysed_by_joint_meeting = 党政联席分析
event-handling_began = 开始办理
event-extended = 延期答复 { $due }
event-due_date_settled = 放假安排公布，答复期限定为 { $due }
event-answered = 写好答复，交审核
event-reviewed = 答复审核通过，可以查看
event-sent_back = 答复退回重办
event-closed = 办结
event-reopened = 重新办理
event-withdrawn_by_sender = 写信人撤回
event-nominated = 提名公开
event-redacted = 写好公开文本
event-redaction_returned = 公开文本退回修改
event-published = 公开
event-retracted = 撤下公开
event-contact_opened = { $role }查看了联系方式，理由：{ $reason }
event-leak_override_asked = 说明理由，请另一位审批人放行网站检查发现的 { $found } 处
event-leak_override_granted = 另一位审批人同意放行网站检查发现的 { $found } 处
event-hidden_from_named = 对信里提到的人和办公室回避

role-registrar = 登记人员
role-handler = 承办人
role-reviewer = 审核人
role-redactor = 脱敏编辑
role-approver = 发布审批人
role-supervisor = 督查人员
role-administrator = 管理员

missing-sure = 没有勾选“我确定撤回”，信还在照常办理。要撤回，请回上一页勾选以后再点。
missing-information = 没有写补充的情况，什么都没有交。请回上一页写好再交。
