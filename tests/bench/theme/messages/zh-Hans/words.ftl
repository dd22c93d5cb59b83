feed-replies = { $site }：最新答复
feed-replies_of = { $site }：{ $what }的最新答复
feed-policies = { $site }：政策解读
feed-events = { $site }：活动
feed-improvements = { $site }：完善制度
reply-letter = 来信
reply-answer = 答复
