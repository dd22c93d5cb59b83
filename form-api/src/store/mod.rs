//! All SQL of the program, one text for both databases, one file for each thing that is kept.
//!
//! A function that writes takes a [`Tx`]; one that asks takes anything that implements [`Ask`]. Deliberately absent:
//! rules (they stand in `domain`), the web and mail; and any way to see a case without a [`crate::case::Viewer`] but the
//! sender's own letter number and query code.

mod approvals;
mod attachments;
mod backlog;
mod batches;
mod boxes;
mod calendar_feeds;
mod calls;
mod case_notes;
mod cases;
mod corrections;
mod db;
mod deployment_info;
mod events;
mod feedbacks;
mod jobs;
mod ledger;
mod letters_of;
mod many;
mod marks;
mod mediations;
mod meeting_items;
mod meeting_points;
mod meetings;
mod notes;
mod open_cases;
mod outbox;
mod progress_sheets;
mod public_figures;
mod public_replies;
mod queue;
mod queue_entries;
mod ratings;
mod redactions;
mod report_readers;
mod requests;
mod search_index;
mod settled_calls;
mod staff;
mod statistics_rows;
mod subject;
mod submissions;
mod survey;
mod taken_back;
mod team_assessments;
mod tries;
mod trouble;
mod turned_away;
mod unread;
mod used_forms;
mod vault;
mod visible;

pub use crate::seal::new_id;
pub use approvals::{Approval, add_approval, list_approvals};
pub use attachments::{
    Attachment, BelongsTo, NewAttachment, add_attachments, find_attachment, list_attachment_ids,
    list_attachments, list_pending_attachments, remove_attachments, remove_pending_attachment,
    remove_pending_attachments_before, sum_pending_attachments, take_held_attachments,
    take_pending_attachment, touch_pending_attachments,
};
pub use backlog::{Backlog, find_backlog};
pub use batches::{Batch, add_batch, find_batch, forget_batches, list_beside};
pub use boxes::{
    BoxOpening, NewBoxOpening, SlipRow, add_box_opening, add_box_slip, close_box, find_box_opening,
    list_box_openings, list_box_slips, list_public_boxes,
};
pub use calendar_feeds::{find_calendar_feed, find_calendar_owner, remove_calendar_feed, set_calendar_feed};
pub use calls::{
    Call, OpenCall, add_call, add_calls_of_late, add_calls_of_waiting, end_call_of, end_calls, list_calls,
};
pub use case_notes::{
    Beside, Message, Opinion, add_exclusions, add_message, add_opinion, list_exclusions, list_messages,
    list_opinions, list_passing, list_said, pass_question,
};
pub use cases::{
    CaseFile, MergedLetter, PublicCase, add_cases, count_letters, find_case, find_case_beside, find_case_id,
    find_public_case, has_same_answer, lead_merged, list_cases_without_due_date, list_merged,
    list_numbers_of_topic, list_taken_down, lock_case, move_merged, release_assigned, release_merged,
    save_case, save_off_the_site, save_taken_down, set_answer_fingerprint, touch_case,
};
pub use corrections::{
    Correctable, ProposedCorrection, StoredCorrection, add_correction, drop_proposed_correction,
    erase_correction_reasons, find_proposed_correction, list_corrections, propose_correction,
};
pub(crate) use db::args;
pub use db::{Arg, Ask, Db, OpenTx, Pools, Row, Tx};
pub use deployment_info::{
    find_deployment_info, find_keys_fingerprint, set_deployment_info, set_keys_fingerprint, try_to_write,
};
pub use events::{
    EventRow, KeptText, NewEvent, NewEventText, add_event_texts, add_events, advance_event_head,
    count_event_texts, erase_event_texts, erase_event_texts_of_work, find_event_head, has_event,
    has_event_of, list_events_after, list_events_of, list_events_of_installation,
};
pub use feedbacks::{
    FeedbackFile, FeedbackRow, add_feedback, count_feedback_letters, find_feedback, list_feedback_cases,
    list_feedbacks, list_feedbacks_of_case, note_told, save_feedback,
};
pub use jobs::{
    JobKey, JobRow, Lease, Lessee, RunEnd, SITE_JOB, check_lease, end_lease, find_job, list_jobs,
    make_job_due, renew_lease, set_job_trouble, take_lease,
};
pub use ledger::list_ledger;
pub use marks::{
    HashedMark, LeakOverride, MarksOfForm, add_marks, add_marks_of_many, ask_overrides,
    erase_override_reasons, grant_overrides, list_marks, list_overrides, list_sender_marks,
};
pub use mediations::{
    MediationRow, NewMediation, NewPart, PartRow, add_mediation, add_mediation_part, add_mediator,
    erase_mediation_part, find_mediation, link_mediation, list_letters_of_mediation, list_mediation_parts,
    list_mediations, list_mediations_of_case, list_mediators, list_waiting_mediations, next_mediation_no,
};
pub use meeting_items::{
    ItemRow, MeetingOfCase, SettledItem, WaitingCase, add_items, find_item, has_said_something,
    list_item_exclusions, list_item_opinions, list_items, list_meetings_of_case, list_open_items,
    list_waiting_cases, settle_item,
};
pub use meeting_points::{
    PointRow, add_point, answer_point, count_open_points, find_meeting_of_point, list_points,
    set_case_of_point,
};
pub use meetings::{
    ListedMeeting, MeetingFile, add_meeting, count_meeting_events, find_last_meeting, find_meeting,
    find_next_planned, list_meetings, save_meeting,
};
pub use notes::{Note, add_note, erase_notes, list_notes};
pub use open_cases::{OpenCase, list_open_cases};
pub use outbox::{
    BouncedMail, Delivery, DueMail, LISTED_MESSAGES, NewMail, OutboxRow, add_mails, find_next_attempt,
    list_mail_of, list_mailed_numbers, list_outbox, list_outbox_for, mark_bounced, mark_failed, mark_sent,
    stop_mail, take_due_mail,
};
pub use progress_sheets::{
    ProgressRow, ProgressSheetRow, add_progress_sheet, count_in_hand, list_progress, list_progress_sheets,
};
pub use public_figures::{PublicFigures, list_public_figures, save_public_figures};
pub use public_replies::{
    PublicChange, PublicRecords, UnreadableRow, add_public_reply, count_public_records, find_public_change,
    find_public_change_head, list_public_changes, list_public_records, list_public_replies_received,
    rate_public_reply, set_public_round, withdraw_public_reply,
};
pub use queue::{PageFrom, Queue, QueuePage, QueueRow, count_queues, list_queue};
pub use queue_entries::{add_up_queue_counts, list_misplaced, mend_queue_counts, mend_queue_entries};
pub use ratings::{StoredRating, add_rating, list_ratings, note_supervision};
pub use redactions::{
    StoredRedaction, approve_redaction, erase_returned_reason, find_redaction, return_redaction,
    save_redaction,
};
pub use report_readers::{has_report_reader, has_unread_report, list_report_readers, set_report_readers};
pub use requests::{
    RequestAnswer, StoredRequest, WaitingRequest, add_request, answer_request, correct_contact,
    erase_contact, extend_request, list_requests, list_waiting_requests,
};
pub use search_index::{Found, list_unsearched, mend_search_index, search_cases, search_code};
pub use settled_calls::{
    add_settled_call, count_unread_calls, has_settled_before, list_unread_calls, note_check,
};
pub use staff::{
    NewStaff, Staff, add_session, add_staff, count_staff, disable_staff, find_session, find_sign_in,
    find_staff, list_staff, remove_session, remove_sessions_of, reset_pass_phrase, touch_session,
};
pub use statistics_rows::{find_first_receipt, list_statistics_rows, list_unit_letters};
pub use submissions::{
    CodeHash, NewLetter, SealedParts, StoredSubmission, add_submissions, count_submissions,
    erase_mail_address, find_by_idempotency_key, find_by_number, find_by_source_id, find_code_hash,
    find_submission, list_accusing, list_mail_addresses_of_before, list_submissions_after,
    replace_query_code, searched, set_consent, set_mail_state,
};
pub use survey::{
    HouseholdRow, HouseholdsWanted, NewHousehold, NewSuggestion, NewVisit, SuggestionRow, VisitRow,
    add_facts, add_household, add_suggestion, add_visit, add_visit_case, answer_suggestion,
    correct_household, correct_visit, count_visited_households, find_facts, find_household, find_last_facts,
    find_own_suggestion, find_own_visit, find_suggestion, find_visit, list_companions, list_households,
    list_suggestions, list_visit_cases, list_visits, list_visits_between, next_sheet_no, next_suggestion_no,
    pass_sheet_on, set_companions, tell_suggestion,
};
pub use taken_back::{
    Lasting, Openness, find_case_of_number, find_last_event_at, find_openness, keep_attachments,
    list_disabled_staff, list_lasting_events, remove_all_sessions, renumber_public_changes,
};
pub use team_assessments::{
    NewTeamAssessment, TeamAssessmentRow, add_team_assessment, correct_team_assessment,
    count_unread_team_assessments, find_team_assessment, list_team_assessments, read_team_assessment,
};
pub use tries::{
    TriedAt, Tries, forget_tries_at, forget_tries_before, forget_tries_of, lock_tries, note_tries,
};
pub use trouble::Trouble;
pub use turned_away::{TurnedAwayRow, add_turned_away, list_turned_away};
pub use unread::{
    Unread, add_unread, list_cases_with_near_request, list_unread, note_near_told, remove_all_unread,
    remove_unread, remove_unread_of,
};
pub use used_forms::{
    HeldForm, UsedForm, drop_held_form, find_held_form, find_used_form, forget_held_forms, forget_used_forms,
    hold_form, use_form,
};
pub use vault::{
    SealedRow, SealingFor, VaultCopy, add_vault_copy, find_sealing_key, find_sealing_keys, find_staff_key,
    list_sealed_letters, list_sealed_requests, list_vault_copies, put_sealed, remove_retired_copies,
    remove_staff_key, set_sealing_key, set_staff_key,
};

/// What a question to the store, or a write, can come back with.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such thing, or not for this viewer: the two are never told apart.
    #[error("not found")]
    NotFound,
    /// Somebody else saved it in between.
    #[error("changed by somebody else in between")]
    Stale,
    /// Another process has taken the duty over.
    #[error("another process has taken this duty over")]
    Lapsed,
    /// A value that must be unique is there already.
    #[error("there already")]
    Duplicate,
    /// The database file is not sound.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The database address is neither `sqlite:` nor `postgres://`, or the database cannot do this.
    #[error("the database address must start with sqlite: or postgres://")]
    Unknown,
    /// A stored word that this program does not know: written by a newer one, or by hand.
    #[error("column {column} holds a word that this version does not know")]
    Word {
        /// Which column.
        column: &'static str,
    },
    /// Its tables were made before the first release.
    #[error("the tables have a form of before the first release")]
    OlderSchema,
    /// A migration could not be applied.
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database itself.
    #[error("the database refused: {0}")]
    Database(sqlx::Error),
    /// The transaction that several shared: none of it was written.
    #[error("{0}")]
    Shared(std::sync::Arc<StoreError>),
}

impl StoreError {
    /// One row holds what cannot be read: it is left out and named, and keeps no other from being read.
    #[must_use]
    pub const fn is_of_one_row(&self) -> bool {
        matches!(
            self,
            Self::Word { .. } | Self::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_))
        )
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) if cause.is_unique_violation() => Self::Duplicate,
            _ => Self::Database(error),
        }
    }
}

/// What can be read of rows; one that cannot is left out, and the log says so.
///
/// # Errors
/// Whatever is wrong with more than one row.
fn readable<T>(rows: impl Iterator<Item = Result<T, StoreError>>) -> Result<Vec<T>, StoreError> {
    let mut read = Vec::new();
    for row in rows {
        match row {
            Ok(row) => read.push(row),
            Err(error) if error.is_of_one_row() => {
                tracing::error!(%error, "a row cannot be read and is left out")
            }
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// The number behind the last one of a year: `2026-00031` behind `2026-00030`.
fn number_after(last: &str, year: i16) -> String {
    let before = last.rsplit_once('-').and_then(|(_, number)| number.parse::<u32>().ok()).unwrap_or(0);
    format!("{year}-{:05}", before + 1)
}

#[cfg(test)]
mod tests {
    use super::number_after;

    #[test]
    fn numbers_of_a_year_begin_at_one_and_stand_in_their_order() {
        assert_eq!(number_after("", 2026), "2026-00001");
        assert_eq!(number_after("2026-00009", 2026), "2026-00010");
    }
}
