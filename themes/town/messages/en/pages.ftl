# What pages say.

## Home
home-title = Find the person, write a letter, see the answer
home-write_hint = No account needed; you get a number and a query code at once
home-track_hint = See with number and code how far your letter is
home-find = Find a person
home-find_hint = Names and numbers by matter, office and village
home-line_note = Not online? Call this number, or put a letter into your village's box: it is registered and answered in the same way.
home-replies = Latest replies
home-replies_all = All { $n }
home-events = Coming days
home-events_all = See all
home-offices = Who is in charge
home-topics_all = Find a person by matter
home-policies = What policies say
home-policies_all = All policies explained
home-improvements = Rules improved
home-improvements_all = All
home-villages = My village
home-villages_all = All villages

## Others
page-updated = Last changed:
redirect-text = This page has moved, and we are taking you there. If nothing happens, follow:
not_found-title = There is no such page
not_found-text = The address may be mistyped, or the page has moved. You can look from here.
not_found-contacts = Find a number by matter
not_found-replies = Public replies
not_found-track = See how far your letter is
not_found-on_disk = This page was opened from a folder on a disk, where none of the links above work. Open the file beside it:
not_found-line = Still not found? Call the township hotline:

## Contact cards on paper

nav-home = Home
column-about = About this site
column_is-about = What this site is, how it is used, and how it protects those who write.
column_type-home = 首页
column_type-about = 概况信息
