### 民心电话和抽查用的文字。

desk-nav-hotline = 接电话
entry-more = 标题、村、办公室、邮箱等，用得着才填
enter-received_on = 哪一天收到的
enter-received_on-hint = 昨天的电话、上星期二开的信箱，写当天的日子，期限从那一天算起。最早一个月以前。
unknown-received_day = 收到的日子看不明白。请写成 2026-11-23 这样。
unknown-received_future = 收到的日子还没有到。请写今天或者以前的日子。
unknown-received_long_ago = 收到的日子在一个月以前。请写一个月以内的日子；搁得更久的，写今天，把原来的日子写进正文。

## 接电话

hotline-title = 接电话
hotline-lead = 民心电话打进来，边听边记。当场答得了的，把答复也写下，这件事就答复、办结了；答不了的，答复空着，转给办公室，和别的来信一样办。
hotline-kind = 哪一类
hotline-text = 问的什么、要什么
hotline-answer = 当场怎么答复的
hotline-answer-hint = 写了就当场办结，写清依据、怎么办、有疑问找谁。答不了的空着。抽到的由另一个人再看一遍。
hotline-same = 别的来电问过同样的事，同样的答复就是对的，照样办结
hotline-title-hint = 空着就用上面的头一句。
hotline-rules = 已经把来信须知和隐私告知说给来电人听
hotline-go = 记下，出回执
call_kind-inquiry = 咨询类
call_kind-suggestion = 意见建议类
call_kind-complaint = 投诉类
missing-unnamed_call = 来电里提到了镇里的人或者办公室，不能由接电话的人当场办结，还没有记下。请把“当场怎么答复的”清空再交：照普通来信转办，被提到的人看不到它。
receipt-next_call = 接下一个电话
receipt-settled = 电话里已经当场答复

## 抽查

today-checks = 电话当场答复，抽到要看的
checks-title = 抽查电话答复
checks-lead = 接电话的人当场答复并办结的，每人的第一件都抽，往后五件抽一件，由另一个人再看一遍。妥当的，点一下就过；不妥的，写明哪里不妥，这件事就重新办理，来电人看得到你写的话。
checks-none = 没有抽到要看的。
checks-answer = 当场的答复
checks-typed = 这一件已经不在这里了，你刚才写的是：
check-verdict = 答复妥当吗
check-sound = 妥当
check-faulty = 不妥，重新办理
check-text = 哪里不妥
check-text-hint = 选了“不妥”才要写。来电人看得到。
check-go = 交抽查意见
missing-check_verdict = 还没有选妥当不妥当。
missing-check_text = 请写明哪里不妥、要怎么办。什么都没有改动，写的都还在。
missing-drawn_call = 这一件没有抽到，或者别人已经看过了。什么都没有改动。

act-settle_at_once = 电话当场答复
act-spot_check = 抽查电话答复
event-settled_at_once = 电话里当场答复，办结
event-spot_checked = 抽查电话答复
