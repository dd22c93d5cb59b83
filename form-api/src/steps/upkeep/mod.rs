//! What the service does by itself.

pub(super) mod count_turned_away;
pub(super) mod erase_mail_addresses;
pub(super) mod mend_lists;
pub(super) mod name_report_readers;
pub(super) mod note_drill;
pub(super) mod note_restored;
pub(super) mod rehash_identifiers;
pub(super) mod settle_due_dates;
pub(super) mod take_back_again;
