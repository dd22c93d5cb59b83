# 政策解读。
nav-policies = 政策解读
column-policies = 政策解读
column_is-policies = 用大白话讲清楚镇里的政策：谁能办、怎么办、找谁办，并附原文件和效力状态。
column_type-policies = 政策解读
feed-policies = { $site }：政策解读

policies-documents = 看政策文件目录
policies-none = 还没有政策解读。
policies-in_force_hint = 照它办
policies-amended_hint = 有些条款改了，以页面上写的为准
policies-repealed_hint = 不再执行，留着备查
attachment-title = 附件
attachment-facts = （{ $kind }，{ $size }）
policy-by = { $office }解读
policy-questions = 大家常问
policy-changes = 这项政策改过什么
policy-replies = 依据这项政策的答复
policy-replies_none = 还没有依据这项政策的公开答复。
policy-side = 找谁问、文件在哪里
policy-ask = 没讲清楚？问这里
policy-document = 依据的文件
policy-topics = 和这些事有关
