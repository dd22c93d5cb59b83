//! What may be public, and its one written form: TOML front matter between `+++` lines, then Markdown.
//!
//! The privacy boundary of the whole product is a type of this room: [`PublicReply`] has no field for a person.
//! Deliberately absent: reading folders (`load`) and anything that knows of letters, cases or staff.

mod article;
mod calendar;
mod contact;
mod event;
mod figures;
mod filed;
mod hiding;
mod improvement;
mod policy;
pub mod problem;
mod refusal;
mod regular;
mod reply;
mod showing;
mod source;
pub mod stray;
mod unit;
mod unit_tree;
mod written;

pub use article::Article;
pub use calendar::{CalendarMissing, WorkCalendar};
pub use contact::{Contact, ContactLevel};
pub use contact::{is_landline, is_mobile};
pub use event::{Attendance, Event, EventKind, EventStatus};
pub use figures::{Approvals, Figures, Part, SMALLEST_SHOWN, Total};
pub use filed::first_half;
pub use filed::{Filed, FiledReply, Print, ReplyFacts, Texts, print_of};
pub use improvement::Improvement;
pub use policy::{Attachment, Change, DocumentStatus, PolicyDocument, PolicyExplanation, Question};
pub use refusal::toml_problem;
pub use regular::{Occurrence, RegularDay};
pub use reply::quoted;
pub use reply::{FeedbackScope, PublicKind, PublicRecord, PublicReply, Rating, Round, Tombstone};
pub use showing::{HeldBack, Showing, Timed};
pub use source::{Source, is_slug};
pub use source::{empty_in, parse_minute, plain_lines};
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
