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

## Contact cards
contacts-jump = On this page
contacts-by_topic = By matter
contacts-by_topic_hint = Look for the words closest to your matter, open them and call the number. If none fits, call the township hotline.
contacts-find = One or two Chinese characters narrow it down
contacts-find_none = No such word. Try another one, or call the township hotline.
contacts-by_sound = By the first letter of the Chinese sound
contacts-other_sound = Other
contacts-by_unit = By office and village
contacts-people = { $n } people
contacts-unit = About { $what }
contacts-none = There are no contact cards yet. Please call the township hotline.
contact-topics = Ask me about
contact-duties = My duties
contact-promise = My promise
contact-mobile = Mobile
contact-hours = Hours
contact-office = Office
contact-villages = Villages
contact-verified = Number last confirmed:
contact-write = Write to this office
contact-stale = Nobody has confirmed this number for a long time. If it does not answer, call the township hotline, and tell us.
contact-stale_short = Number to be confirmed

## Villages and offices
people-none = There are no contact cards here yet. Please call the township hotline.
unit-address = Address
villages-none = There are no villages here yet.
village-committee = Village committee
village-groups = Villager groups
village-groups_line = Villager groups: { $groups }
village-write = Write about { $village }
village-instructor = Village instructor
village-instructor_hint = Sent to the village by the township and there every week: ask them first.
village-people = Village cadres
village-township_people = Township cadres for this village
village-liaisons = Liaisons
village-liaisons_hint = People of the village who pass on what you want to say. They agreed in writing to be named.
liaisons-none = This village has not named its liaisons yet.
village-replies = Public replies for this village
village-replies_all = All replies for { $village }
village-side = About the village
village-mailbox = Where the letter box is
village-sorting = Opened { $day }; letters are registered on the same day.
village-facts = Facts
village-population = Population
village-population_value = { $people } people, { $households } households
village-events = Coming days
offices-none = There are no offices here yet.
office-topics = Ask here about
office-write = Write to this office
office-people = People of this office
office-policies = Policies explained here
office-replies = Replies by this office
office-replies_all = All replies
office-side = Phone, address and hours
office-reach = How to reach us
office-hours = Office hours

## Policies
policies-documents = List of policy documents
policies-none = There are no policies explained yet.
policies-in_force_hint = It applies
policies-amended_hint = Some articles have changed; the page says which
policies-repealed_hint = It no longer applies and is kept for reference
attachment-title = Attachments
attachment-facts = ({ $kind }, { $size })
policy-by = Explained by { $office }
policy-questions = Common questions
policy-changes = What has changed
policy-replies = Replies that rest on this policy
policy-replies_none = No public reply rests on this policy yet.
policy-side = Whom to ask, and the document
policy-ask = Not clear? Ask here
policy-document = The document
policy-topics = Related matters
document-name = Document
document-number = Number
document-status = Status
document-issued_by = Issued by
document-issued_on = Issued on
document-effective_on = In force from
document-expires_on = In force until
document-amended_by = Amended by
document-repealed_by = Repealed by
document-notice_amended = Some articles of this document have been amended
document-notice_repealed = This document no longer applies and is kept for reference
document-notice_expired = It applied until:
document-notice_see = See now:
document-changed = This document amended or repealed
document-policies = Explanations of this document
document-policies_none = This document has not been explained yet.

## Public replies
replies-none = There are no public replies here yet.
replies-of = Public replies: { $what }
replies-of_kind = Public replies: { $kind }
replies-total = { $n } letters and replies are public.
replies-how = Letters are published with their senders' consent, without what would tell who they are, and after two people have looked at them. Reports are never published.
replies-older_page = Page { $n }: the further on, the older.
replies-pages = Pages
replies-newer = Newer replies
replies-older = Older replies
replies-filters = Narrow down
replies-by_year = By year
replies-by_topic = By topic
replies-topics_lead = What letters are about, the most frequent first. Each leads to all replies on it.
replies-topic_count = { $n }
replies-by_kind = By kind
replies-by_village = By village
replies-by_office = By office
reply_column-number = No.
reply_column-state = State
reply_column-answered = Answered
reply_column-received = Received
reply_column-replied = Answered on
reply_column-rating = Rating
reply_column-unrated = Not rated
reply-whole_town = The whole township
reply-by = Answered by { $office }
reply-same_day = (the same day)
reply-took = ({ $days ->
    [0] no working day in between
    [one] 1 working day
   *[other] { $days } working days
})
reply-number = No. { $number }
reply-letter = Letter
reply-sender = Sender
reply-answer = Answer
reply-policies = Policies it rests on
reply-improvements = Rules improved because of it
reply-side = How it was handled, and whom to call
reply-course = How it was handled
reply-received = Letter received
reply-replied = Sender answered
reply-published = Published
reply-unit = Accepted and answered by
reply-rating = Sender's rating
reply-scope = Whom it concerns
reply-collective = Answers { $n } letters
reply-letters = Answers
reply-letters_value = { $n } letters
reply-ask = More questions? Ask here
reply_round-open_again = Being worked on again
reply_round-answered_again = Worked on again since
reply_round-second = Answer after a second look
reply_said-open_again = This matter is being worked on again. Below is the first answer; the new one will be what counts.
reply_said-answered_again = This matter was worked on again, and the sender has a new answer. Below is the first one.
reply_said-second = This matter was worked on again. Below is the answer after that.
reply-consent_note = Published with the sender's consent; name, phone, address and the like are taken out, the meaning is unchanged.
tombstone-title = This letter is no longer public
tombstone-text = Letter { $number } and its answer were taken down.
tombstone-since = Taken down on:
tombstone-others = See other replies

## Calendar
events-none = Nothing is planned.
events-coming = Coming
events-past = Past
events-past_none = There are no past events yet.
event_page-side = When and where
event_page-when = When
event_page-where = Where
event_page-chair = Chair
event_page-office = Lead office
event_page-village = Village
event_page-attendance = Who came
event_page-attended = { $role }: { $n }
event_page-published = Published
event_page-moved_from = Moved from:

## Rules improved
improvements-none = No rule has been changed because of letters yet.
improvement-before = Before
improvement-after = Now
improvement-document = Written into this document
improvement-replies = Because of these letters
improvement-replies_none = The letters behind it are not public.

## Others
page-updated = Last changed:
redirect-text = This page has moved, and we are taking you there. If nothing happens, follow:
not_found-title = There is no such page
not_found-text = The address may be mistyped, or the page has moved. You can look from here.
not_found-contacts = Find a number by matter
not_found-replies = Public replies
not_found-track = See how far your letter is
not_found-line = Still not found? Call the township hotline:

## Contact cards on paper
sheet-open = Print contact cards, one for each household
sheet-hint = Print on A4 without margins: { $n } to a page, cut along the dashed lines, one for each household. Print again when a number on this site changes.
sheet-box = Letter box:
sheet-more = { $n } more; see the page of the village
sheet-code = The page of { $village }
sheet-verified = Numbers confirmed on:
