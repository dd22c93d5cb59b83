# What programs are told (/api/v1, /open311/v2) when they ask for English. The keys are those of ../zh-Hans; what is
# missing here is said in Chinese.

problem-not_found = Not found
problem-not_found-detail = Nothing public is here. Check the address and the number.
problem-no_match = Number and code do not fit
problem-no_match-detail = Nothing was found. Number and query code must be those of one receipt; check both.
problem-method = Method not allowed
problem-method-detail = This address does not have this method. The header Allow names those that it has.
problem-query = A parameter cannot be read
problem-query-detail = The parameter { $name } is missing, doubled or malformed. /api/v1/openapi.json describes it.
problem-json = The content cannot be read
problem-json-detail = Line { $line }, column { $column } cannot be read: it is not JSON, or not what /api/v1/openapi.json describes. Nothing was kept; mend it and send it again.
problem-form = The form cannot be read
problem-form-detail = Send application/x-www-form-urlencoded in UTF-8 with each field once. Nothing was kept.
problem-encoding = Wrong encoding
problem-encoding-detail = The text is not UTF-8 (perhaps GBK); it was not taken, for it would be kept with holes. Send it in UTF-8.
problem-marks = Too many stacked marks
problem-marks-detail = The text holds a long stack of combining marks and was not taken. Remove them and send it again.
problem-media_type = Wrong media type
problem-media_type-detail = Send Content-Type: application/json in UTF-8. Nothing was kept.
problem-invalid = Some fields are wrong
problem-invalid-detail = It was not taken and nothing was kept. Everything that is to be mended is in errors.
problem-idempotency_key = The Idempotency-Key is missing
problem-idempotency_key-detail = Put a random value that is used once (16 to 128 visible ASCII characters, for example a UUID) into the header Idempotency-Key. Send a letter again with the same value and it is taken once.
problem-idempotency_key_used = The Idempotency-Key was used before
problem-idempotency_key_used-detail = This Idempotency-Key came with another letter; this one was not taken. Send it again with a new random value.
problem-score = Not taken
problem-score-detail = This letter looks as if a machine had sent it and was not taken. If it is a person's, call the township's hotline and it will be written down for you.
problem-stale = Changed in between
problem-stale-detail = Something else changed at the same moment and nothing was kept. Send it again.
problem-too_large = Too large
problem-too_large-detail = More than 256 KiB; it was not taken. A letter has 10,000 characters at most; send two.
problem-too_slow = Too slow
problem-too_slow-detail = It did not arrive whole and nothing was kept. Send it again a little later.
problem-too_many = Too many requests
problem-too_many-detail = Too much is arriving; this request was not done. Try again in a few minutes.
problem-internal = Something went wrong here
problem-internal-detail = It was not done. Try again a little later; if it happens again, tell the administrator the number { $id }.

field-submission_no = letter number
field-query_code = query code
field-kind = kind
field-title = title
field-text = text
field-village = village
field-office = office
field-consent = consent
field-name = name
field-phone = telephone
field-email = e-mail
field-address = address
field-told_by = how to be told
field-guardian = a guardian's agreement
field-rules = rules and privacy notice read

why-missing = { $field } is missing.
why-too_short = { $field } is too short: { $bound } characters at least.
why-too_long = { $field } is too long: { $bound } characters at most.
why-malformed = { $field } does not have the form that it should have. It may be left out.
why-not_mobile = To be told by text message, give a mobile number of eleven digits.
why-unknown = { $field } names nothing that is here.

track-number_form = The letter number is malformed: it has twelve digits and begins with the year.
track-code_form = The query code has a typing mistake: it has eighteen letters and digits, as on the receipt.

kind-inquiry = Inquiry
kind-inquiry-hint = Ask about a policy, a procedure or whom to turn to. Answered within five working days.
kind-complaint = Complaint
kind-complaint-hint = Something was not done well and should be mended.
kind-suggestion = Suggestion
kind-suggestion-hint = How something could be done better.
kind-help_request = Request for help
kind-help_request-hint = A difficulty in which the township or the village should help.
kind-report = Report of misconduct
kind-report-hint = Never published; whoever it names does not see it and does not handle it.
kind-thanks = Thanks
kind-thanks-hint = Tell us who has helped you.

state-submitted = Waits to be registered
state-registered = Registered
state-needs_information = The office has a question
state-declined = Not taken up
state-referred_out = Referred to another body
state-merged = Joined with an earlier letter
state-accepted = Taken up
state-analysis_village = Discussed in the village
state-analysis_office = Discussed in the office
state-analysis_joint = Discussed in the joint meeting
state-handling = Being worked on
state-replied = The answer is being reviewed
state-reviewed = Answered
state-closed = Closed
state-withdrawn = Taken back by its sender

# Open311 (GeoReport v2)
open311-notice = Received. It is answered by { $day } at the latest. Number and query code open its page at { $url }; the code is given this once: write it down.
open311-attribute-title = Title: what the letter is about
open311-attribute-village = Village
open311-attribute-office = The office that should answer
open311-attribute-rules_read = The rules and the privacy notice were read
open311-attribute-under_14 = The sender is under 14
open311-attribute-guardian_agrees = The sender is under 14 and a guardian agrees to the letter
open311-attribute-told_by_sms = Tell me by text message (give a mobile number)
open311-yes = yes
open311-contact = { $name }, telephone { $number }
open311-key_service = No key is needed.
open311-coordinates = The coordinates cannot be read: lat is between -90 and 90, long between -180 and 180, both together.
