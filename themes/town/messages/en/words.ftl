# Words put together with words of the data; dates and commas.
date-full = { $y }-{ $m }-{ $d }
date-month = Month { $m }
date-day = { $d }
list-comma = ,{" "}

kind-inquiry = Inquiry
kind-complaint = Complaint
kind-suggestion = Suggestion
kind-help_request = Request for help
kind-thanks = Thanks

status-in_force = In force
status-amended = Amended
status-repealed = Repealed

event-outreach_day = Outreach day
event-joint_office_day = Joint office day
event-town_hall_meeting = Town-hall meeting
event-field_research_stay = Field research stay

event_status-planned = Planned
event_status-over = Past, outcome not recorded yet
event_status-held = Held
event_status-cancelled = Cancelled

rating-very_satisfied = Very satisfied
rating-satisfied = Satisfied
rating-fairly_satisfied = Fairly satisfied
rating-dissatisfied = Dissatisfied
rating-very_dissatisfied = Very dissatisfied

scope-township = The whole township
scope-village = This village
scope-group = This villager group

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
