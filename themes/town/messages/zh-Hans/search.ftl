# 站内搜索。
search-label = 查字词
search-placeholder = 查电话、政策、答复
search-go = 搜索
search-lead = 在联心卡、政策、答复和活动里找字词，几个词用空格隔开就都要有。
search-hint = 写一两个要紧的词就行，例如：路灯、低保 材料
search-filters = 缩小范围
search-any = 不限
search_by-column = 栏目
search_by-village = 村
search_by-office = 办公室
search_by-year = 年份
search_by-kind = 来信类别
search-found = 搜索结果
search-busy = 正在找……
search-count = 找到 { $n } 条，相关页面在前，答复由新到旧。
search-at_most = 最多 { $n } 条，相关页面在前，答复由新到旧。
search-none = 没有找到。换个短一点的词试试，或者打民心电话问。
search-more = 再看一些
search-narrow_first = 这一批里没有，后面还可以接着找。
search-failed = 搜索暂时用不了，请过一会儿再试，或者打民心电话问。
search-on_disk = 这是从电脑里的文件夹打开的页面，在这里搜不了。可以从上面的栏目里一页一页找；要搜索，请到网站上来，写网站的人可以用 site-gen serve 打开。
search-needs_script = 这个浏览器没有开脚本，不能在这里搜索。可以从“答复公开”里按村、办公室和事项找，或者打民心电话问。

column-search = 站内搜索
column_is-search = 在联心卡、政策、答复、活动和各村各办公室里查字词。
column_type-search = 概况信息
