### 办件台用的全部文字。模板和程序里不写汉字，都在这里。

## 框架

desk-product = 联心
desk-product-sub = 办件台
desk-skip = 跳到正文
desk-nav = 主导航
desk-nav-cases = 办件
desk-nav-enter = 录入来信
desk-nav-requests = 请求
desk-nav-mail = 通知
desk-nav-turned_away = 挡下的
desk-nav-site = 网站
desk-sign-out = 退出
desk-choose = 请选择
desk-nobody = 不选工作人员
desk-no-office = 不选办公室
desk-office-topics = （{ $topics }）
desk-number-like = 例如 2026-0123-4567
desk-to-case = 回到来信 { $number }

## 登录

sign_in-title = 登录办件台
sign_in-lead = 供本乡镇工作人员使用。群众写信、查信不用登录，请到网站首页。
sign_in-name = 登录名
sign_in-phrase = 口令
sign_in-phrase-hint = 管理员发给你的那一串小写字母，连同短横一起输入。
sign_in-go = 登录
sign_in-lost = 忘了口令，或换了岗位，请找管理员重新发一个。用完请点右上角“退出”。
sign_in-old_form = 登录页打开得太久，已经失效。请重新输入口令，再点“登录”。
sign_in-wrong = 登录名或口令不对，没有登录。请检查大小写和空格后再试；连着错了几次的，要停一会儿，错得越多停得越久，最长一小时。还是不行，请找管理员重发口令。

## 列表

queue-lists = 办件列表
queue-caption = 办件，最先到期的排在最前面
queue-search-label = 按编号或标题、内容里的词查找
queue-search-hint = 编号、标题或内容里的词
queue-search = 查找
queue-found = 查找“{ $q }”
queue-found-count = 找到 { $count } 件。
queue-found-none = 没有找到。请换个词，或者只输入编号的一部分。查找只包括你能看到的来信。
queue-search-end = 结束查找
queue-col-title = 标题
queue-col-number = 编号
queue-col-state = 类型和进度
queue-col-place = 承办和所在村
queue-col-received = 收到
queue-col-due = 答复期限
queue-late = 已超期
queue-no-office = 未分办
queue-no-due = 无
queue-none = 这里现在没有来信。列表名后面的数字是件数。
queue-pages = 翻页
queue-page = 第 { $page } 页
queue-previous = 上一页
queue-next = 下一页

list-new = 待登记
list-new-hint = 刚收到、还没有人看过的来信。看完写上主题，登记。
list-registered = 待受理
list-registered-hint = 已登记，等着受理并分给一个办公室，或者等写信人补充情况。
list-open = 办理中
list-open-hint = 已受理，正在分析或者办理，或者并到别的信里一起办。最先到期的在最前面。
list-review = 待审核
list-review-hint = 承办人已写好答复，等另一个人审核。审核通过，写信人才能看到。
list-answered = 待办结
list-answered-hint = 写信人已经能看到答复。没有遗留事项的，办结归档。
list-overdue = 已超期
list-overdue-hint = 过了答复期限、写信人还没有收到答复的来信，请先办这些。
list-supervision = 需督办
list-supervision-hint = 写信人说没有解决或者不满意的来信。第一次的已经自动重新办理。看过、过问了，记一笔，就不再列在这里。
list-publishable = 可公开
list-publishable-hint = 已办结、写信人同意隐去个人信息后公开，还没有人提名的来信；要先问写信人的，还没有问的也在这里。
list-redaction = 待脱敏
list-redaction-hint = 已提名公开，等着写一份看不出是谁的公开文本。
list-approval = 待发布审批
list-approval-hint = 公开文本已写好，等另一个人看过并批准。
list-published = 已公开
list-published-hint = 网站上能看到的办理结果。
list-all = 全部
list-all-hint = 你能看到的全部来信。

## 办件

case-under-14 = 未满 14 周岁
case-received = 收到
case-due = 答复期限
case-no-due = 未定，等放假安排公布后自动算出
case-ceiling = 最迟
case-lead = 承办
case-topic = 主题
case-no-topic = 登记时写
case-village = 所在村
case-no-village = 未填
case-addressed = 写给
case-channel = 来信方式
case-consent = 是否同意公开
case-merged-into = 并入
case-merged = 并到这一件里的信，各要答复：答完才能办结。
case-merged-unanswered = 还没有答复
case-elsewhere = 归这里办的，照常受理；不归这里办的，请“转出”，把去处告诉写信人：
case-public = 公开
case-public-page = 网站上的页面
case-hidden-from = 已回避
case-outcome-reason = 告诉写信人的话：
case-extension-reason = 延期的理由：
case-redo-reason = 退回或重新办理的理由，请照此修改答复
case-to-steps = 直接看现在可以做什么
case-letter = 来信
case-files = 附件
file-caution-macros = 带宏（文件里有程序）：先打电话问清楚来信人，打开时不要点“启用内容”。
file-caution-hollow = 里面几乎是空的，不像真的文件，可能打不开：先不要打开，请来信人重新发一份。
case-files-hint = 照片已经重新生成，其他文件是写信人传来的原样：打开以前请想一想，不要启用宏。附件不公开。
case-steps = 现在可以做
case-no-steps = 这封信现在没有需要你做的事。
case-waits-for-sender = 正在等写信人补充情况。补充以后，这封信会回到“待受理”，再受理。期限照常计算，不因补充而停。
case-preview = 先看公开页的样子（在新页打开）
case-sender = 写信人
case-messages = 与写信人的往来
case-message-office = 我们问
case-message-sender = 写信人答
case-opinions = 分析意见
case-opinions-hint = 只供内部使用：不公开，写信人也看不到。
case-leader-attended = 有领导到会
case-leader-absent = 没有领导到会
case-written-by = { $name } 记录
case-answer = 答复
case-answered-by = { $name } 起草
case-reviewed-by = { $name } 审核
case-not-reviewed = 还没有审核，写信人看不到
case-on-time = 按期
case-too-late = 超期答复
case-ratings = 写信人的评价
case-supervision = 督办：
case-timeline = 经过

## 写信人的联系方式

contact-title = 写信人的联系方式
contact-open = 打开联系方式
contact-open-hint = 联系方式平时是封着的。打开一次记一次，写信人查信时会看到：什么岗位、为什么打开。
contact-reason = 为什么打开
contact-reason-like = 例如：核实路灯的位置
contact-open-go = 打开，并记录
contact-phrase = 您的口令
contact-phrase-hint = 和登录时的一样。没有口令，服务器自己也打不开。
contact-sealed = 写信人留了联系方式。只有得到授权的登记人员和承办人，用自己的口令才能打开。
contact-none = 写信人没有留联系方式，只能凭编号和查询码在网站上看答复。
contact-once = 只显示这一次，请不要抄到别处或者截图转发。这次打开已经记录，写信人看得到。
contact-name = 姓名
contact-phone = 电话
contact-email = 邮箱
contact-address = 住址
contact-not-left = 没有留

## 回避

exclude-title = 信里提到了本单位的人
exclude-hint = 选定以后，这个人或这个办公室就看不到这封信了，查找也找不到。在这里不能恢复，请看清楚再点。
exclude-staff = 被提到的工作人员
exclude-office = 被提到的办公室
exclude-go = 让其回避

## 步骤

step-register = 登记
step-register-hint = 信看完了，写上主题，记入收信台账。下一步是受理。
step-register-text = 主题（一两个词）
step-register-like = 例如：农村公路
step-request_information = 请写信人补充情况
step-request_information-hint = 只问办这件事缺不了的情况。写信人查信时看到问题，在网站上回答；期限不停。
step-request_information-text = 要问的问题
step-request_information-files = 一起给他的附件
step-request_information-files-hint = 例如要填的表、要他认的照片。写信人凭查询码可以下载；不要放别人的个人信息。
step-provide_information = 记下写信人说的
step-provide_information-hint = 写信人在电话里、窗口上说的，或者交来的纸条、照片，记在这里。照原话写；写信人查信时看得到，也看得到是工作人员记下的。
step-provide_information-text = 他说了什么
step-provide_information-files = 他交来的附件
step-provide_information-files-hint = 例如纸条的照片、他带来的材料。和网上传来的一样处理，不公开。
step-said-channel = 他怎么说的
step-enter_consent = 记下公开意愿
step-enter_consent-hint = 写信人在电话里、窗口上改了主意，或者回答了公不公开，照他说的记。写信人查信时看得到。
step-ask_consent = 问写信人公不公开
step-ask_consent-hint = 他说过公开以前先问他。点了以后，他查信时看到这个问题，也按他选的办法告诉他；要听电话的请打给他，再在“记下公开意愿”里记。只问一次，没有回答就不公开。
step-decline = 不予受理
step-decline-hint = 写信人会看到理由。理由要写明依据，并告诉他还可以去哪里。
step-decline-text = 不受理的理由，以及还可以怎么办
step-refer_out = 转出
step-refer_out-hint = 不归本乡镇管的事，转给管的单位。写信人会看到你写的去处。
step-refer_out-text = 转到哪个单位，地址或电话是多少
step-merge = 并案
step-merge-hint = 和前面一封信说的是同一件事，由那件的办公室一起办。两封信各有各的编号，都查得到，也都要答复：这一封没有答复，那一件不能办结。
step-merge-number = 前面那封信的编号
step-merge-text = 告诉写信人的话
step-accept = 受理
step-accept-hint = 定一个办公室承办，只定一个。受理后写信人能看到由谁承办。
step-accept-office = 承办的办公室
step-accept-addressed = 写信人写给：{ $office }。
step-transfer = 转办
step-transfer-hint = 换一个办公室承办。期限不变，写信人能看到换了谁。
step-transfer-office = 换成哪个办公室
step-transfer-text = 为什么要换
step-analyse_village = 记录村级分析
step-analyse_village-hint = 村“两委”会议（每周二）议过的，把意见记下来。意见只供内部使用。
step-analyse_village-text = 会议的意见
step-analyse_office = 记录办公室分析
step-analyse_office-hint = 办公室分析会（每月一次）议过的，把意见记下来。意见只供内部使用。
step-analyse_office-text = 会议的意见；没有领导到会的，写明原因
step-analyse_joint = 记录党政联席会分析
step-analyse_joint-hint = 党政联席会议过的，把意见记下来。意见只供内部使用。
step-analyse_joint-text = 会议的意见
step-analyse-held-on = 开会的日子
step-analyse-leader = 有乡镇领导到会
step-handle = 开始办理
step-handle-hint = 写信人会看到“办理中”。要开会研究的，先在下面记录分析意见；不用开会的，直接开始办。
step-extend = 延期
step-extend-hint = 每次办理只能延一次，写信人会看到理由和新的期限。
step-extend-text = 为什么要延期
step-answer = 交审核
step-answer-hint = 写好后交另一个人审核，审核通过写信人才能看到。
step-answer-text = 给写信人的答复
step-answer-text-hint = 至少三十个字。写清三件事：查到了什么，按什么办、什么时候办完，有疑问打哪个电话。空一行就是另起一段。不写别人的姓名和电话。
step-answer-policies = 依据的政策
step-answer-policies-hint = 勾选以后，写信人在答复下面看到标题、文号和现在有没有效；公开时照此带上，还可以改。
step-review = 审核通过
step-review-hint = 点了以后写信人马上能看到答复。先看：是不是答了他问的事，依据和期限对不对，有没有写到别人的私事。
step-redo = 退回重办
step-redo-hint = 答复退给承办人修改，写信人看不到这一步。
step-redo-text = 哪里要改
step-close = 办结
step-close-hint = 答复已经到了写信人那里，没有遗留事项了，归档。
step-reopen = 重新办理
step-reopen-hint = 答复以后又有新情况的，用原来的编号再办一次。只能一次，期限重新算，已经公开的内容不动。
step-reopen-text = 为什么要再办（写信人看得到）
step-rate = 评价
step-rate-hint = 替写信人录入：纸条上写的、回访时说的评价。一次答复只录一次。没有解决或者不满意的，马上重新办理（只有一次），督查办公室会看到。
step-rate-channel = 怎么评价的
step-supervise = 督办
step-supervise-hint = 写信人对答复不满意，或者说没有解决。过问以后记一笔，这封信就不再列在“需督办”里。只供内部使用，写信人只看到督查办公室过问了。
step-supervise-text = 怎么过问的，有什么要求
step-renew_code = 换查询码
step-renew_code-hint = 写信人丢了查询码，核实是他本人（或者他托的人）以后，换一个新的，原来的马上作废。新的只显示这一次，请当面交给他，或者在电话里念给他听。这件事和怎么核实的，写信人都看得到。
step-recognised-channel = 他怎么来的
step-recognised = 已经核实，是写信人本人或者他托的人
step-renew_code-text = 怎么核实的（不要写证件号码）
step-withdraw = 替写信人撤回
step-withdraw-hint = 写信人打电话来或者到窗口，说不办了：核实是他本人以后撤回。撤回以后不再办理，附件马上删除，不能恢复；信的文字存档。
step-withdraw-text = 怎么核实的（不要写证件号码）
step-nominate = 提名公开
step-nominate-hint = 大家也关心的事，提名公开。接着要写一份看不出是谁的公开文本，由另一个人批准。
step-redact = 脱敏
step-redact-hint = 对照原信，写一份看不出是谁的公开文本。系统先把姓名、电话等换掉，你再检查。
step-redact-go = 去写公开文本
step-return = 退回修改
step-return-hint = 公开文本退给写的人修改，不会出现在网站上。
step-return-text = 哪里要改
step-publish = 批准发布
step-publish-hint = 点了以后马上出现在网站上。先看公开页的样子：有没有哪里还看得出是谁。自己写的公开文本要由另一个人批准。
step-retract = 撤下公开
step-retract-hint = 网站上的标题、来信和答复马上撤下，只留编号和“已撤下”。
step-retract-text = 为什么撤下（只存档，不公开）

## 脱敏

redact-title = 脱敏：写公开文本
redact-lead = 系统在原文里找出可能看得出是谁的地方，每处先定一个处理办法，您逐条看、逐条定。最后请通读公开文本：没找出来的地方，凡是村里人一看就知道是谁的，也要改。
redact-returned = 审批人退回了这份文本，理由是：
redact-proposals = 找出 { $count } 处，请逐条定
redact-proposals-hint = 同一个人、同一个号码只定一次，标题、来信和答复里一起改。“可能”的，由您判断。
redact-proposals-none = 没有找出什么。请仍然通读一遍。
redact-keys = 键盘：N 下一条，P 上一条，A 换成，S 只留姓，G 概括，D 删去，K 保留（接着写理由），Ctrl+Enter 交审批。光标在文字框里时，这些键照常打字，按 Esc 回到列表。
redact-places = { $count } 次：{ $parts }
redact-unsure = 可能
redact-own-word = “{ $text }”换成什么
redact-reason = 理由
redact-apply = 按以上决定改公开文本
redact-apply-hint = 只改决定变了的地方，您手工改过的不动；还没有保存。
redact-left_alone = 有 { $count } 处您已经手工改过，决定变了也没有动它，请看一看。
redact-proposals_changed = 原文里找出的地方和刚才不一样了，没有保存。您写的文本还在，请再看一遍下面的各条。
way-replace = 换成
way-surname = 只留姓：{ $word }
way-generalise = 概括为：{ $word }
way-drop = 删去
way-keep = 保留，理由
redact-remaining = 公开文本里还有 { $count } 处可能看得出是谁，没有保存
redact-remaining-hint = 请在公开文本里改掉；确实要保留的，在这里写明理由，再交一次。不想保留了，把理由清空。
redact-found = 公开文本里剩下的
redact-found-in = { $kind }，在{ $part }里
redact-keep-reason = 保留“{ $text }”的理由（改掉了就不用填）
redact-risks = 不提名字也可能看得出是谁
redact-risks-hint = 能改的请在公开文本里改掉，改好后再交一次，这里就不再列出。确实要这样公开的，每条写明理由，审批人会看到。
redact-risks-missing = 有 { $count } 条风险没有改，也没有写理由，没有保存
redact-risk-reason = 仍要这样公开的理由（改掉了就不用填）
risk-village_and_group = 村名加上小组或门牌
risk-village_and_group-hint = 一个小组几十户，加上事情就能对上人。去掉小组、门牌，或者不写村名。
risk-occupation_and_age = 村名加上职业和年龄
risk-occupation_and_age-hint = 一个村里同年龄、同行当的往往只有一个人。年龄或职业至少去掉一样。
risk-small_village = 写出了人口少的村
risk-small_village-hint = 人口少的村，写出村名，加上事情经过，容易看出是谁。改写成“某村”，或者不勾选“写出村名”。
risk-unique_post = 村名加上只有一个人担任的职务
risk-unique_post-hint = 写了职务就等于写了名字。改成“村干部”“工作人员”这类说法。
risk-exact_date = 具体日子加上大家记得的事
risk-exact_date-hint = 出事、住院、办喜事办丧事的日子，村里人都记得。只写到月份。
risk-narrow_scope = 只涉及一个村或一个小组
risk-narrow_scope-hint = 范围小的答复一般不上网，在村务公开栏或当面反馈。确实要上网的，写明理由。
redact-original = 原文
redact-mark = （{ $number } { $kind }）
public_part-title = 公开的标题
public_part-letter = 公开的来信
public_part-answer = 公开的答复
redact-about = 归类
redact-scope = 这份答复对哪些人有用
redact-name-village = 公开时写出村名：{ $village }
redact-name-village-hint = 不勾选，就只写“本乡镇”。
redact-go = 检查并交审批
redact-go-hint = 系统再查一遍，查不出问题才交给另一个人审批。批准以前，网站上看不到。
redact-leave = 先不写，回到来信

part-title = 标题
part-letter = 来信
part-answer = 答复

scope-township = 全乡镇
scope-township-hint = 政策、收费、办事手续这类，全乡镇的人都用得上。
scope-village = 一个村
scope-village-hint = 只和一个村的人有关，例如村里的路、水、灯。
scope-group = 一个村民小组
scope-group-hint = 只和一个小组有关。人少，更要当心看出是谁。

found-person = 姓名
found-possible_name = 可能是姓名
found-known_number = 来信人的号码或邮箱
found-known_number-own = 您留的号码或邮箱
found-mobile = 手机号
found-landline = 电话
found-id_card = 身份证号
found-passport = 护照号
found-bank_card = 银行卡号
found-account = 账号
found-plate = 车牌号
found-email = 邮箱
found-qq = QQ 号
found-wechat = 微信号
found-address = 住址
found-birth_date = 出生日期
found-coordinates = 位置坐标
found-health = 个人情况

## 录入来信

enter-title = 录入来信
enter-lead = 电话里说的、窗口递的、信箱里投的纸条、走访和联络员带回的、别处转来的，都在这里录入。和网上来信一样有编号和查询码、一样计算期限、一样可以评价。
enter-errors = 还没有录入，有几处要改。填的都还在，点下面的话直接到要改的地方。
enter-text-hint = 照原话写，不要替他概括。不要写身份证号、银行卡号。
enter-consent-hint = 要问本人。没有问到的，选“不公开”。
enter-told_by = 怎么告诉写信人
enter-told_by-hint = 问他一句：有了答复，发邮件、打电话，还是他自己来查。
enter-contact-hint = 下面几项本人愿意留才填，全部可以空着。填了会加密存放。
enter-under_14 = 本人没有满十四岁
enter-guardian = 家长（监护人）知道这件事，并且同意
enter-form_used = 用这张表已经录入过一封信。这一次填的和那封不一样，还没有录入：确实是另一封，请看一遍，再点“录入”。
enter-missing-rules = 还没有把来信须知和隐私告知说给本人听。说过、或者给他看过以后，请勾选。
enter-missing-guardian = 本人没有满十四岁的，要家长（监护人）同意。问过以后请勾选。
enter-rules = 已经把来信须知和隐私告知说给本人听，或者给他看过
enter-go = 录入，出回执

## 写信人的请求

requests-title = 写信人的请求
requests-lead = 请求撤下公开的答复，请求更正或者删除个人信息。最先到期的排在最前面；点开来信，在“写信人的请求”里答复。
requests-col-kind = 请求什么
requests-col-asked = 提出
requests-none = 现在没有等着答复的请求。
case-requests = 写信人的请求
request-enter = 替写信人提出请求
request-enter-hint = 他在电话里或者窗口上提的，核实是他本人以后记在这里，和他自己在网上提的一样办、一样答复。
request-enter-kind = 请求什么
request-enter-text = 他怎么说的
request-enter-contact = 更正联系方式的，只填要更正的几项；填了会封存，交出去以后这里看不到。
request-enter-go = 记下请求

## 邮件

mails-title = 通知
mails-lead = 发给写信人的邮件和短信，只说“有新消息，请到网站查看”，不写来信和答复的内容。这里也不显示收信地址和号码。
mails-col-mail = 通知
mails-col-created = 写好
mails-col-sent = 发出
mails-col-attempts = 试发次数
mails-col-error = 服务器的回话
mails-col-carrier = 方式
mails-col-delivery = 状态
mails-no-error = 无
mails-no-number = 不显示
mails-none = 还没有通知。写信人留了邮箱，或者要短信通知，才会有。

mail-receipt = 收到来信
mail-question = 请补充情况
mail-extension = 延期
mail-answer = 已经答复
mail-reopening = 重新办理
mail-outcome = 处理结果
mail-merged = 并案
mail-consent_question = 问公不公开
mail-withdrawal = 撤回
mail-request_answer = 答复请求
mail-code_renewed = 换查询码
carrier-mail = 邮件
carrier-sms = 短信
delivery-waiting = 等待发出
delivery-failed = 没有发出去，稍后再发
delivery-sent = 已经发出
delivery-bounced = 被退回
delivery-stopped = 不再发出
case-remarks = 收信时程序注意到的（只供登记时参考，不影响办理）
remark-honeypot = 填了人看不见的一栏，多半是机器
remark-too_fast = 打开表单不到三秒就交回来了
remark-same_text = 一小时以内同样的内容来了好几封：可能是机器，也可能是几家人一起写的
remark-no_proof = 浏览器没有做工作量证明：可能是机器，也可能没有开脚本
case-wants_call = 写信人要听电话：有了答复、要补充、要延期，请打他留的号码告诉他。
case-told = 给写信人的通知
case-bounced = 发给写信人的邮件被退回，不会再发。有新进展请打电话告诉他；没有留电话的，等他凭编号和查询码来看。

## 由谁、从哪里来

actor-resident = 写信人
actor-system = 系统

channel-web = 网上写信
channel-phone = 电话
channel-counter = 窗口
channel-paper_slip = 纸条
channel-home_visit = 入户走访
channel-liaison = 联络员代交
channel-transferred_in = 别处转来
channel-imported = 旧信导入

publication-none = 未公开
publication-candidate = 拟公开
publication-redacted = 待发布审批
publication-published = 已公开
publication-withdrawn = 已撤下

## 没办成的时候：先说发生了什么，再说怎么办

error-title = 这一步没有办成
error-back = 要改刚才填的内容，请按浏览器的“后退”。
error-to-desk = 去办件台
error-to-site = 去网站首页

error-not_found = 没有找到这一页或这封信，也可能是你不能看它。请核对编号，或者从列表里重新打开。
error-not_signed_in = 你还没有登录，或者登录已经过期。请重新登录，再做一次。
error-method = 这个地址只能打开来看，不能往里交东西，什么都没有改动。请从首页重新打开要用的那一页。
error-condition = 浏览器要的那一段或者那一版已经没有了。请重新打开这一页。
error-forbidden = 你的岗位不能看这一页。需要看的话，请找管理员调整岗位。
error-forged_form = 这张表已经失效，什么都没有改动。请回到来信的页面刷新一下，再填一次。
error-stale = 你打开这封信以后，有别人动过它，所以你刚才的操作没有保存。请先把写好的内容复制下来，重新打开这封信，看清楚变化再做。
error-too_many = 操作太频繁，系统先停一停。请过几分钟再试。
error-internal = 系统出了问题，刚才的操作没有完成。请过一会儿再试；还是不行，请把编号 { $id } 告诉管理员。
error-unreadable_form = 没有读懂这张表，可能网络中断了。请回上一页检查，再提交一次。
error-too_large = 内容太长，没有收下。一封信最多一万字，写不下的请分成两封。请回上一页删短以后再提交，您写的还在那里。
error-files_too_large = 附件太大，没有收下，什么都没有保存。附件最多九个，每个不超过 20 MB。请回上一页去掉几个再提交，您写的还在那里。
error-too_slow = 网络太慢，这张表没有收全，什么都没有保存。请换个地方或者过一会儿，回上一页再提交一次。
error-encoding = 这张表的文字编码不对（不是 UTF-8，可能是 GBK），没有收下，免得存成乱码。请用新一点的浏览器打开这一页，再写一次；也可以打民心电话。
error-no_length = 交来的内容没有写明长度（Content-Length），没有收下。请写明长度，再提交一次。
error-packed = 交来的内容是压缩过的（Content-Encoding），没有收下。请不要压缩，再提交一次。
error-marks = 文字里有一长串叠在一起的符号，没有收下。请回上一页删掉以后再提交，您写的还在那里。

refused-state = 现在不能做“{ $step }”：这封信已经到了别的一步。请重新打开这封信，按页面上列出的来做。
refused-reopened_before = 不能做“{ $step }”：这封信已经重新办理过一次了。有新情况，请写信人另写一封。
refused-rated_before = 不能再做“{ $step }”：这次答复已经评价过了，一次答复只评价一次。
refused-extended_before = 不能做“{ $step }”：这次办理已经延过一次期了。请在现在的期限里答复；确有困难，先答复查到的情况。
refused-is_report = 不能做“{ $step }”：举报一律不公开。请按举报的规定办理。
refused-no_consent = 不能做“{ $step }”：写信人不同意公开。只答复他本人就行。
refused-ask_first = 不能做“{ $step }”：写信人要求公开前先问他，现在还没有他的同意。不公开，只答复他本人。
refused-under_14 = 不能做“{ $step }”：写信人未满 14 周岁，他的信不公开。只答复他本人就行。
refused-merged_unanswered = 不能做“{ $step }”：并到这一件里的信还有没答复的。请先打开它们写好答复、审核通过，再来办结。
refused-asked_before = 不能再做“{ $step }”：已经问过写信人一次，只问一次。没有回答，就不公开。
refused-not_closed = 不能做“{ $step }”：这封信还没有办结。请登记人员先办结，再来公开。
refused-same_person = 不能由你做“{ $step }”：这份文字是你自己写的，要由另一个人来看。请告诉审核或审批的同事。
refused-role = 你的岗位不能做“{ $step }”，什么都没有改动。请交给负责这一步的同事，或者找管理员调整岗位。

answer-empty = 答复是空的，没有交出去。请写好答复再交。
answer-says_nothing = 答复太短，或者只说了“已收到”“已转办”之类的话，没有交出去。请写清查到了什么、怎么办、有疑问找谁，至少 30 个字。
answer-too_long = 答复超过 10000 字，没有交出去。请把要紧的留下，其余的说明到哪里看。
answer-same_as_another = 这份答复和另一封信的答复一字不差，没有交出去。请针对这封信说的事来写。

missing-topic = 没有写主题，没有保存。请写一两个词，例如“农村公路”。
missing-question = 没有写要问的问题，没有发出去。请写清楚缺什么情况。
missing-recognised_channel = 没有选是打电话来的还是到窗口来的，这一步没有做。请选了再做。
missing-recognised = 没有勾选“已经核实”，这一步没有做。请先核实，再做。
missing-reason = 没有写理由，这一步没有做。请写上理由再做；告诉写信人的，要写得他看得懂。
missing-opinion = 没有写会议的意见，没有保存。请写上意见再交。
missing-supervision = 没有写怎么过问的，没有保存。请写一句再交。
missing-request_kind = 没有选请求什么，没有保存。请选一个再交。
missing-granted = 没有选同意还是不同意，没有保存。请选一个再交。
missing-request_answer = 没有写给写信人的答复，没有保存。请写清楚办了什么，或者为什么不能办。
missing-named = 没有选被提到的人或办公室，什么都没有改动。请选一个再点“让其回避”。
missing-public_text = 公开的标题、来信或答复是空的，没有保存。请把三处都写上，再保存一次。
missing-answer = 这封信还没有审核过的答复，不能公开。请先答复、审核、办结。
missing-office = 这封信没有承办的办公室，这一步没有做。请登记人员先定一个办公室。
missing-sign_in_name = 没有写登录名，没有保存。请写上登录名。
missing-vault_right = 您还没有打开联系方式的授权，什么都没有打开。请已经有授权的同事，或者管理机器的人，用 vault grant 给您授权。
missing-display_name = 没有写姓名，没有保存。请写上在办件台显示的姓名。

unknown-pass_phrase = 口令不对，什么都没有打开。请输入您登录办件台用的口令；连着错几次，登录也会停一会儿。
unknown-pass_phrase_for_now = 口令连着错了几次，先停一会儿，什么都没有打开。请过几分钟再试。
unknown-office = 没有这个办公室，这一步没有做。请从列表里选一个。
unknown-channel = 没有选来信或评价的方式，没有保存。请从列表里选一个。
unknown-day = 开会的日子不对，没有保存。请写成 2026-11-23 这样，而且不能晚于今天。
unknown-case = 没有找到这个编号的另一封信，没有并案。请核对编号；不能并入自己，也不能并入已经并给别人的信。
unknown-staff = 没有这位工作人员，什么都没有改动。请从列表里选一位。
unknown-scope = 没有选答复对哪些人有用，没有保存。请回上一页选一个。

named-in-case = 信里提到了这个办公室，不能由它承办。请换一个办公室。
unfit = 公开文本里还有地方看得出是谁，没有发布。请退回修改，改好后再批准。

case-typed = 你刚才写的内容没有保存，先抄下来：
case-kept = 脱敏时查到、说明理由后保留的内容
queue-calendar-missing = { $year } 年的放假安排还没有放进工作日历。期限跨年的来信暂时只有最迟日期；国务院通知公布后，请管理员把 calendar/{ $year }.toml 放进内容文件夹，期限会在当天夜里自动算定。
redact-policies = 答复依据的政策解读（可不选）
error-leaks = 网站检查在要公开的页面里发现了不该公开的内容，没有发布。请退回修改；确实要公开的，写明理由，由另一位审批人发布。
leaks-title = 网站检查发现的（只写在哪里、是哪一种，不重复内容）
leaks-reason = 仍要公开的理由
leaks-ask = 请另一位审批人放行
leaks-asked = { $by }请求放行网站检查发现的内容，理由是：
leaks-asked-hint = 同意的，由另一位审批人点“批准发布”；不同意的，退回修改。
missing-leaks = 网站检查没有发现什么，可以直接发布。
queue-site-trouble = 网站有内容不该公开，或者没有更新。按下面说的改好，再发布任何一件就会更新；已批准的不会丢：

## 挡下的
turned_away-title = 挡下的
turned_away-lead = 最近六十天没有收下的表单，按天、按原因只记次数，不记地址和内容。
turned_away-col-day = 日期
turned_away-col-reason = 原因
turned_away-col-times = 次数
turned_away-none = 最近六十天没有挡下什么。
turned_away-letters = 同一网段寄信太多
turned_away-previews = 同一网段预览太多
turned_away-files = 同一网段附件太多
turned_away-look_ups = 同一网段查询太多
turned_away-guesses = 同一封信查询太多
turned_away-sign_ins = 登录太多
turned_away-same_text = 同样的内容寄了太多次
turned_away-score = 可疑的分数太高
turned_away-old_form = 表单过期，或者已经寄过一封信
turned_away-forged_form = 表单不是这里发出的，或者被改过
turned_away-wrong_code = 编号和查询码对不上
turned_away-malformed_code = 编号或查询码的写法不对
turned_away-wrong_phrase = 登录名或口令不对
turned_away-invalid = 信没有填全，或者有几处要改
turned_away-file_kind = 附件的类型不收
turned_away-file_broken = 附件打不开
turned_away-file_too_large = 附件太大或太多
turned_away-missing_files = 附件已经不在，要重新选
turned_away-no_key = 程序寄信没有带 Idempotency-Key
turned_away-key_used = 程序寄信用了另一封信的 Idempotency-Key
turned_away-media_type = 程序寄信的内容类型不对
turned_away-unreadable = 表单读不懂
turned_away-encoding = 文字编码不对
turned_away-too_large = 太长
turned_away-too_slow = 太慢
