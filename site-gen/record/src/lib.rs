//! What may be public, and its one written form: TOML front matter between `+++` lines, then Markdown.
//!
//! The privacy boundary of the whole product is a type of this room: [`PublicReply`] has no field for a
//! person. Deliberately absent: reading folders (`load`) and anything that knows of letters, cases or staff.

mod calendar;
mod figures;
mod kind;
mod kinds;
pub mod problem;
mod regular;
mod reply;
mod schedule;
mod source;
mod stored_reply;
pub mod stray;
mod toml_error;
mod unit;
mod unit_tree;

pub use calendar::{CalendarMissing, WorkCalendar};
pub use figures::{Approvals, Figures, Part, SMALLEST_SHOWN, Total, rate_in_tenths};
pub use kind::{AgeLimit, Attachment, Column, Fault, Kind, Record, Reference, ReportLine, Target};
pub use kinds::*;
pub use regular::{Occurrence, RegularDay};
pub use reply::quoted;
pub use reply::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Round, Tombstone};
pub use schedule::{HeldBack, Schedule, Times};
pub use source::{Source, is_slug};
pub use source::{empty_in, parse_minute, plain_lines, unseen_in};
pub use stored_reply::{
    Fingerprint, ReplyFacts, StoredRecord, StoredReply, Texts, fingerprint_of, first_half,
};
pub use toml_error::toml_problem;
pub use unit::{Liaison, Office, OfficeRole, Units, Village};
pub use unit_tree::{Unit, UnitKind, UnitTree};

/// Makes an enum of words: the same word in files, URLs, the database and message keys.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word back.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }
    };
}
