# Feeds, downloads and files for programs.

## Feeds and open data
data-lead = No need to look every day: subscribe, and your reader tells you of new replies, policies and events.
data-feeds = Subscribe
data-feeds_hint = Add one of these addresses to your reader. Each has the latest 20 entries; replies that were taken down are not among them.
data-feeds_none = This site has no address of its own yet, so it cannot be subscribed to.
data-replies = Data of public replies
data-replies_hint = Replies that are public, one a line (JSON): how each was handled, without the texts, which stand on the pages themselves.
data-replies_index = A list for programs, one file a line (JSON), with how many replies each holds; when its version is another one, the file may be another one:
data-download = Download { $file }
data-figures = Data of the figures
data-figures_hint = Counted once a month, the same as on the page of figures.
data-figures_page = See charts and definitions
data-columns = Each line has these members, always under these names and in this order
data-column = Member
data-meaning = Meaning
data-submission_no = Letter number
data-title = Title
data-kind = Kind: inquiry, complaint, suggestion, help_request, thanks
data-topic = What it is about
data-village = Village; empty for the whole township
data-office = Office that handled it
data-scope = Whom it concerns: township, village, group
data-received_on = Day on which the letter came
data-replied_on = Day on which its sender was answered
data-published_at = When it was published (Beijing time)
data-working_days = Working days it took; empty where the holidays of that year are not known
data-letters = How many letters it answers
data-rating = The sender's rating, from very_satisfied to very_dissatisfied; empty when there is none
data-url = The page of this reply
data-round = Which answer it is: first (the only one), open_again (being worked on again), answered_again (answered again since), second (the answer after that)
data-updated_at = When it last changed (Beijing time)

column-data = Feeds and open data
column_is-data = Subscribe to replies, policies and events; download the data of public replies.
column_type-data = 概况信息
