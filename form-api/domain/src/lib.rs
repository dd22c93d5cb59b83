//! The domain: what a letter is, who may do what with it, and in which order.
//!
//! Everything here is a value or a pure function. Deliberately absent: the web, the database, mail, files and the
//! clock (the moment is always an argument), so that every rule can be read and tested alone.

mod abuse;
mod accused;
mod act;
mod answer;
mod answer_doubts;
mod awaited;
mod box_opening;
mod deadline;
mod elsewhere;
mod email;
mod feedback;
mod figures;
pub mod forms;
mod household;
mod ledger;
mod marks;
mod mediation;
mod meeting;
mod named;
mod news;
mod pass_phrase;
mod person;
mod phone;
mod placeholder;
mod progress;
mod rating;
mod received;
mod redaction;
mod request;
mod rights;
mod similar;
mod spot_check;
mod staff;
mod state;
mod subject;
mod submission;
mod supervision;
mod together;
mod told;
mod township;
mod visibility;
mod visit;

pub use abuse::{Remark, Signs, TurnedAway};
pub use accused::{Accused, OfficeNames, named_offices, read_accused};
pub use act::Act;
pub use answer::{Answer, AnswerFault, check_answer, fingerprint as answer_fingerprint};
pub use answer_doubts::{AnswerDoubt, answer_doubts};
pub use awaited::awaited;
pub use box_opening::{BoxStanding, box_agrees, box_standing, last_box_day};
pub use deadline::{
    DueDate, Limits, due_date, extend_due, shanghai_date, shanghai_datetime, shanghai_midnight,
    shanghai_minute,
};
pub use elsewhere::{Elsewhere, elsewhere};
pub use feedback::{FeedbackMedium, FeedbackState, MOST_LETTERS, can_be_fed_back};
pub use figures::{Counted, count_approvals, count_figures};
pub use household::{HouseholdFacts, HouseholdKind, HouseholdName};
pub use ledger::{Export, LedgerEntry, Month, TableFormat, masked_beginning};
pub use marks::{Mark, marks_of};
pub use mediation::{
    AgreementManner, DisputeKind, MediationDays, MediationOutcome, MediationPart, MediationSource,
    MediationStanding, MediationState, PartDays, confirmation_until,
};
pub use meeting::{
    Attendance, ItemOutcome, Lacking, Meeting, MeetingLevel, MeetingState, OffCadence, next_meeting,
    parse_time,
};
pub use named::{Closely, Exclusion, Member, named_members, names_village_leaders};
pub use news::{Hands, News};
pub use pass_phrase::{read_pass_phrase, read_sign_in_name};
pub use person::{Personal, SenderContact};
pub use placeholder::find_placeholder;
pub use progress::Week;
pub use rating::{NewRating, RatingFault, RawRating};
pub use received::{MOST_DAYS_BACK, ReceivedFault, received_at};
pub use redaction::{
    AcceptedRisk, Applied, Decided, Decision, Doubt, DoubtKind, Draft, KeptSpan, Part, Place, Proposal,
    Reading, RedactedText, RedactionRecord, Remaining, Rewritten, Risk, RiskFound, Setting, Unfit, Way,
    apply, apply_part, check, find_doubts, find_risks, found_word, kept_by, learn, propose, rewrite,
};
pub use request::{RequestAbout, RequestKind, publication_under};
pub use rights::{DENIALS, Denial, Grant, Who, grants};
pub use similar::Shelf;
pub use spot_check::{CheckVerdict, is_drawn};
pub use staff::{Role, Roles, Viewer};
pub use state::{
    Because, Case, Facts, PublicationState, Refused, State, Step, next, next_publication, open_steps,
    settle_at_once,
};
pub use subject::{OwnedSubject, Subject, SubjectKind};
pub use submission::{
    Channel, Consent, Field, Invalid, NewSubmission, RawSubmission, SubmissionKind, Why, clean_text,
    email_as_kept, is_dash, is_unseen, parse_contact, parse_title, phone_as_kept, search_text, title_from,
};
pub use supervision::{Measure, UnitFigures, UnitLetter, UnitsBy, count_units};
pub use together::{COMPARED, Likeness, MOST_TOGETHER, STEPS_ON_THE_WAY, STEPS_TOGETHER};
pub use told::{Bounce, CallOutcome, Carrier, HELD_UP_HOURS, MailState, NotifyBy};
pub use township::TownshipId;
pub use visibility::{Letter, Record, Relation, Sight};
pub use visit::{SheetLevel, SuggestionArea, Verdict, VisitMatter, VisitQuota};
