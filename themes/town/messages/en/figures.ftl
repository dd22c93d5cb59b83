# Figures. figure-<item> is its name, figure_is-<item> its definition, figure_of-<item> the small words beside the large number.
figures-title = Letters handled in { $year }
figures-year = { $year }
figures-years = Other years
figures-period = Letters that came from 1 January to day { $d } of month { $m }, as they stood when they were counted:
figures-until = Letters up to
figures-counted_at = Counted at
figures-whole = The whole year, and definitions
figures-whole_fold = Every figure and what it means
figures-figure = Item
figures-value = Number
figures-meaning = How it is counted
figures_by-month = By month of receipt
figures_by-kind = By kind
figures_by-channel = By the way they came
figures_by-office = By office
figures_by-approval = Public letters read before approval
figures-no_office = Not yet with an office
figures-former_office = A unit that no longer exists ({ $what })
figures-hidden = * stands for a number below 3, which is not told so that nobody can be recognised; numbers that would give it away are hidden too.
figures-days_unknown = For { $n } answers the time is not counted: the holidays of that year are not known.
# In a sentence.
figures-sentence = { $received } letters came this year; { $answered } have been answered.
figures-sentence_on_time = { $tens ->
    [10] {" "}Every letter that was due was answered in time.
    [0] {" "}Of the letters that were due, fewer than one in ten were answered in time.
   *[other] {" "}Of ten letters that were due, { $tens } were answered in time.
}
figures-sentence_days = {" "}Half of the answers took { $n } working days or less.
figures-most = {" "}had the most letters: { $n }.
figures-table = Show the numbers
figures-left_out = Not in the table:{" "}
figures-left_out_end = . They had no letters, or too few to be shown.
figures-and = ,{" "}
figures-take = Take it with you
figures-take_hint = The numbers in these two files are those of this page. The table opens in any spreadsheet.
chart-months = Letters received each month, and those answered
chart_is-months = Bar chart: letters received each month and how many of them were answered. The numbers are in the table by month of receipt.
chart-kinds = Letters by kind
chart_is-kinds = Bar chart: inquiries, complaints, suggestions, requests for help, reports and thanks. The numbers are in the table by kind.

figure-received = Received
figure_is-received = Letters that came in any way: web, phone, counter, paper slip, visit. One letter is one. The sum of valid, duplicate, declined and withdrawn ones
figure_of-received = letters, however they came
figure-valid = Valid
figure_is-valid = Without duplicates, declined ones and those their senders withdrew
figure-duplicates = Duplicates
figure_is-duplicates = About the same matter as an earlier letter, and answered together with it
figure-invalid = Declined
figure_is-invalid = The sender was told why
figure-withdrawn = Withdrawn
figure_is-withdrawn = By the sender, before the answer
figure-referred = Referred
figure_is-referred = Valid ones that belong to another body; the sender was told to which
figure-answered = Answered
figure_is-answered = Valid ones whose sender can read the answer
figure-answer_rate = Answer rate
figure_is-answer_rate = Answered ÷ (valid − referred)
figure_of-answer_rate = { $n } of { $of } that are the township's own
figure-on_time = On time
figure_is-on_time = Answered by the promised day (after an extension, by the later one)
figure-overdue = Overdue
figure_is-overdue = The promised day had passed and there was no answer when it was counted
figure-on_time_rate = On-time rate
figure_is-on_time_rate = On time ÷ (answered + overdue): leaving a letter lie only makes it worse
figure_of-on_time_rate = { $n } of { $of } that were due, those left lying included
figure-approved = Letters approved
figure-median_seconds = From opening the page to approval, median (seconds)
figure-median_days = Median time
figure_is-median_days = Working days from receipt to answer: the one in the middle
figure_of-median_days = working days; half of the letters took no more
figure-p90_days = Nine in ten
figure_is-p90_days = Nine of ten took no more working days
figure-rated = Rated
figure_is-rated = Answers that their senders rated; of two ratings the later one
figure-unrated = Not rated
figure_is-unrated = Answers that their senders did not rate
figure-very_satisfied = Very satisfied
figure_is-very_satisfied = The sender's rating
figure-satisfied = Satisfied
figure_is-satisfied = The sender's rating
figure-fairly_satisfied = Fairly satisfied
figure_is-fairly_satisfied = The sender's rating
figure-dissatisfied = Dissatisfied
figure_is-dissatisfied = The sender's rating, counted as a bad one
figure-very_dissatisfied = Very dissatisfied
figure_is-very_dissatisfied = The sender's rating, counted as a bad one
figure-satisfaction_rate = Satisfaction rate
figure_is-satisfaction_rate = (Very satisfied + satisfied + fairly satisfied) ÷ rated; those not rated do not count
figure_of-satisfaction_rate = { $n } of { $of } who rated
figure-solved = Said to be solved
figure_is-solved = The sender said with the rating that the matter is solved
figure-resolution_rate = Resolution rate
figure_is-resolution_rate = Said to be solved ÷ those of whom it was said; the sender says it, not the office

figures-month = Month { $what }

kind-report = Report

channel-web = Web
channel-phone = Phone
channel-counter = Counter
channel-paper_slip = Paper slip
channel-home_visit = Home visit
channel-liaison = Through a liaison
channel-transferred_in = Passed on by others
channel-imported = Imported

nav-figures = Figures
column-figures = Figures
column_is-figures = How many letters came, how many were answered, in time or not, after how many days and to whose satisfaction, counted each month.
column_type-figures = 数据发布
