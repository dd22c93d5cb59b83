# 完善制度。
nav-improvements = 完善制度
column-improvements = 完善制度
column_is-improvements = 因为群众来信而修改的规定：原来怎样，现在怎样。
column_type-improvements = 回应关切
feed-improvements = { $site }：完善制度

improvements-none = 还没有登记因来信修改的规定。
improvement-before = 原来
improvement-after = 现在
improvement-document = 写进了这份文件
improvement-replies = 起因是这些来信
improvement-replies_none = 起因的来信没有公开。
