# 数据发布。figure-<项> 是名字，figure_is-<项> 是口径，figure_of-<项> 是大字旁边的小字。
figures-title = { $year } 年办信情况
figures-year = { $year } 年
figures-years = 别的年份
figures-period = 数的是 1 月 1 日到 { $m } 月 { $d } 日收到的信，看的是统计那一刻办到哪里。统计时间：
figures-until = 收信截止
figures-counted_at = 统计时间
figures-whole = 全年合计和口径
figures-whole_fold = 每个数是多少、怎么算的
figures-figure = 项
figures-value = 数
figures-meaning = 怎么算的
figures_by-month = 按收信月份
figures_by-kind = 按类型
figures_by-channel = 按来信方式
figures_by-office = 按承办单位
figures_by-approval = 选登来信的把关
figures-no_office = 还没有分办
figures-former_office = 已经撤并的单位（{ $what }）
figures-hidden = * 是少于 3 的数，不公开，免得看得出是谁的信；会由此推算出它的那个数也不显示。
figures-days_unknown = 有 { $n } 件答复的用时没有算：那一年的放假安排没有编入。
# 一句话说完。
figures-sentence = 今年收到 { $received } 封信，已经答复 { $answered } 封。
figures-sentence_on_time = { $tens ->
    [10] 到期的信都按期答复了。
    [0] 到期的信按期答复的不到一成。
   *[other] 到期的信，十封里有 { $tens } 封按期答复。
}
figures-sentence_days = 一半的答复在 { $n } 个工作日以内。
figures-most = 最多，收到 { $n } 封。
figures-table = 看数字表
figures-left_out = 没有列进表的：
figures-left_out_end = 。没有来信，或者少到不能公开。
figures-and = 、
figures-take = 拿去核对
figures-take_hint = 下面两个文件里的数和这一页一样。表格文件可以直接用 Excel 或 WPS 打开。
chart-months = 每月收到的信和其中已经答复的
chart_is-months = 条形图：每月收到多少封信，其中多少已经答复。数字在下面“按收信月份”的表里。
chart-kinds = 各类信有多少
chart_is-kinds = 条形图：咨询、投诉、建议、求助、举报、感谢各收到多少封。数字在下面“按类型”的表里。

figure-received = 收到
figure_is-received = 网上、电话、窗口、纸条、走访等各种方式收到的信，一封算一件；等于有效、重复、不予受理、撤回的和
figure_of-received = 封信，不论怎么来的
figure-valid = 有效
figure_is-valid = 去掉重复、不予受理和写信人撤回的
figure-duplicates = 重复
figure_is-duplicates = 说的是同一件事，并到先来的一件里，一起答复
figure-invalid = 不予受理
figure_is-invalid = 写明理由告诉了写信人
figure-withdrawn = 撤回
figure_is-withdrawn = 写信人自己在答复以前撤回
figure-referred = 转出
figure_is-referred = 有效的里面，归别的单位办、已经告诉写信人去处的
figure-answered = 已答复
figure_is-answered = 有效的里面，写信人已经看得到答复的
figure-answer_rate = 答复率
figure_is-answer_rate = 已答复 ÷（有效 − 转出）
figure_of-answer_rate = 本镇该办的 { $of } 件，答复了 { $n } 件
figure-on_time = 按期答复
figure_is-on_time = 在答应的那一天或者以前答复的（延期一次的按延期后的日子）
figure-overdue = 超期没答复
figure_is-overdue = 答应的日子过了，统计时还没有答复的
figure-on_time_rate = 按期率
figure_is-on_time_rate = 按期答复 ÷（已答复 + 超期没答复）：拖着不办只会更低
figure_of-on_time_rate = 到期的 { $of } 件，按期 { $n } 件；拖着没办的也算在里面
figure-approved = 批准公开的来信
figure-median_seconds = 从打开公开页到批准，中位数（秒）
figure-median_days = 用时中位数
figure_is-median_days = 从收到到答复的工作日，从短到长排，排在正中的那一件
figure_of-median_days = 个工作日，一半的信不超过
figure-p90_days = 九成用时
figure_is-p90_days = 十件里有九件不超过这么多工作日
figure-rated = 已评价
figure_is-rated = 已答复的里面，写信人评价过的；评价过两次的看后一次
figure-unrated = 没有评价
figure_is-unrated = 已答复的里面，写信人没有评价的
figure-very_satisfied = 非常满意
figure_is-very_satisfied = 写信人评价
figure-satisfied = 满意
figure_is-satisfied = 写信人评价
figure-fairly_satisfied = 基本满意
figure_is-fairly_satisfied = 写信人评价
figure-dissatisfied = 不满意
figure_is-dissatisfied = 写信人评价，算差评
figure-very_dissatisfied = 非常不满意
figure_is-very_dissatisfied = 写信人评价，算差评
figure-satisfaction_rate = 满意率
figure_is-satisfaction_rate = （非常满意 + 满意 + 基本满意）÷ 已评价；没有评价的不算在里面
figure_of-satisfaction_rate = { $of } 人评价，{ $n } 人满意或者基本满意
figure-solved = 说解决了
figure_is-solved = 评价时写信人说事情解决了的
figure-resolution_rate = 解决率
figure_is-resolution_rate = 说解决了 ÷ 说了解决没有的，由写信人说，不由单位说

figures-month = { $what } 月

kind-report = 举报

channel-web = 网上写信
channel-phone = 电话
channel-counter = 窗口
channel-paper_slip = 纸条
channel-home_visit = 入户走访
channel-liaison = 联络员代交
channel-transferred_in = 别处转来
channel-imported = 旧信导入

nav-figures = 数据发布
column-figures = 数据发布
column_is-figures = 收到多少封信、答复多少、是不是按期、用了几天、满不满意，每月统计一次，口径写在旁边。
column_type-figures = 数据发布
