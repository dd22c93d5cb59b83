# Search.
search-label = Words to look for
search-placeholder = Phones, policies, replies
search-go = Search
search-lead = Looks through cards, policies, replies and events. Several words with blanks between them must all be there.
search-hint = One or two Chinese words that matter are enough.
search-filters = Narrow down
search-any = Any
search_by-column = Section
search_by-village = Village
search_by-office = Office
search_by-year = Year
search_by-kind = Kind of letter
search-found = Results
search-busy = Searching …
search-count = { $n } found: matching pages first, then replies from new to old.
search-at_most = At most { $n }: matching pages first, then replies from new to old.
search-none = Nothing found. Try a shorter word, or call the township hotline.
search-more = Show more
search-narrow_first = None in this batch; there is more to look through.
search-failed = Search does not work right now. Try again in a while, or call the township hotline.
search-on_disk = This page was opened from a folder on a disk, where it cannot search. Look through the columns above; to search, visit the web site, or open it with site-gen serve if you write it.
search-needs_script = This browser runs no scripts, so it cannot search here. Look under public replies by village, office or topic, or call the township hotline.

column-search = Search
column_is-search = Find words in contact cards, policies, replies, events, villages and offices.
column_type-search = 概况信息
