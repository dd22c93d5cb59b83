## 一起办：内容差不多的来信，一张表办几封

together-title = 一起办
together-lead = 内容差不多的来信，一步可以一起办。每封信照样各记一笔、各自核对：哪封不能办，会逐封说明，其他的不受影响。不合适的，去掉勾。
together-full = 一次最多 { $most } 封，后面可能还有。办完这些，再办其余的。
together-steps = 这些信现在能办的事
together-same = 这一段话会分别寄给下面勾选的每位写信人。请只写对每个人都对的话，不要提到某一封信里的人和事。
together-answer = 要审核的答复，勾选的每封信都是这一段
together-letters = 勾选的来信（{ $count } 封）
together-others = 这一步现在办不了的（{ $count } 封）
together-others-hint = 还没到这一步，已经办过，或者要一封一封地办。
together-others-review = 还没到这一步，是你自己写的答复，或者答复和上面的不一样，要一封一封地看。
together-nothing = 这里没有现在能由你一起办的来信。
together-done = { $step }：办好 { $count } 封。
together-gone = 其中 { $count } 封从现在起你看不到了。
together-refused = 没有办的，和原因：
together-lost = 另有 { $count } 封没有办：它们现在不在你能看到的来信里。
together-report = 举报和还没认清反映的是谁的信，要一封一封地办。
together-other_answer = 这封信的答复和其他的不一样，要单独审核。
together-tick = 勾选：{ $title }
together-ticked = 一起办勾选的
together-all = 从这里起全部一起办（一次最多 { $most } 封）
together-alike = 一起办和它差不多的来信
