//! The kinds of records that people write, one file each, and the table of them: a new kind is a file here, a
//! line in each of the two lists below, and its pages in `site-gen/src/render/columns`.

/// A record with the fields that all of them have, beside its own: the file's name, whether and how long it
/// is on the site, where it stood before, and the text below the front matter. (A flattened struct would let
/// unknown keys pass.)
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $record:ident named $name:ident {
            $($(#[$own:meta])* pub $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Deserialize, PartialEq, Eq)]
        #[serde(deny_unknown_fields)]
        pub struct $record {
            /// In URLs: the file's name.
            #[serde(skip)]
            pub $name: String,
            $($(#[$own])* pub $field: $type,)+
            /// Still being written: it is not on the site.
            #[serde(default)]
            pub draft: bool,
            /// The first day on the site.
            #[serde(default, deserialize_with = "crate::source::day_or_none")]
            pub publish_on: Option<jiff::civil::Date>,
            /// The last day on the site; of a document, the last day on which it holds.
            #[serde(default, deserialize_with = "crate::source::day_or_none")]
            pub expires_on: Option<jiff::civil::Date>,
            /// Addresses at which it stood before, relative to the root.
            #[serde(default)]
            pub aliases: Vec<String>,
            /// The text below the front matter, in Markdown.
            #[serde(skip)]
            pub body: String,
        }
    };
}

/// The parts of [`Record`](crate::kind::Record) that give or set one field: named are the one that holds the
/// file's name and the one that holds the title.
macro_rules! common_fields {
    ($name:ident, $title:ident) => {
        fn kind(&self) -> &'static $crate::kind::Kind {
            &Self::KIND
        }

        fn slug(&self) -> &str {
            &self.$name
        }

        fn title(&self) -> &str {
            &self.$title
        }

        fn body(&self) -> &str {
            &self.body
        }

        fn aliases(&self) -> &[String] {
            &self.aliases
        }

        fn set_place(&mut self, slug: &str, body: &str) {
            (self.$name, self.body) = (slug.to_owned(), body.to_owned());
        }
    };
}

/// [`Record::times`](crate::kind::Record::times): when the record was published and last changed, and its
/// common fields.
macro_rules! times {
    ($own:ident => $published_at:expr, $updated:expr) => {
        fn times(&self) -> $crate::schedule::Times {
            let $own = self;
            $crate::schedule::Times {
                published_at: $published_at,
                updated: $updated,
                draft: self.draft,
                publish_on: self.publish_on,
                expires_on: self.expires_on,
            }
        }
    };
}

mod article;
mod contact;
mod document;
mod event;
mod explanation;
mod improvement;

pub use article::Article;
pub use contact::{Contact, ContactLevel, EARLIEST_CONSENT, is_landline, is_mobile};
pub use document::{DocumentStatus, PolicyDocument};
pub use event::{Attendance, Event, EventKind, EventStatus};
pub use explanation::{Change, PolicyExplanation, Question};
pub use improvement::Improvement;

use serde::de::DeserializeOwned;

use super::kind::{Column, Kind, Record};
use super::reply::PublicReply;
use super::unit::{Office, Village};

/// The columns of records, units and replies, in the order of the navigation.
pub const COLUMNS: [&Column; 9] = [
    &Contact::KIND.column,
    &Village::COLUMN,
    &Office::COLUMN,
    &PolicyExplanation::KIND.column,
    &PolicyDocument::KIND.column,
    &PublicReply::COLUMN,
    &Event::KIND.column,
    &Improvement::KIND.column,
    &Article::KIND.column,
];

/// Reads the records of one kind.
pub trait KindReader {
    /// All of a kind, in any order.
    fn read<R: Record + DeserializeOwned>(&mut self, kind: &'static Kind) -> Vec<R>;
}

/// Makes [`Records`] of the table: a list for each kind.
macro_rules! kinds {
    ($($(#[$doc:meta])* $list:ident: $record:ty),+ $(,)?) => {
        /// All records that people wrote, each kind in the order of its list.
        #[derive(Clone, Debug, Default)]
        pub struct Records {
            $($(#[$doc])* pub $list: Vec<$record>),+
        }

        /// Every kind, in the order of the table.
        pub const KINDS: &[&Kind] = &[$(&<$record>::KIND),+];

        impl Records {
            /// Reads all kinds.
            pub fn read(reader: &mut impl KindReader) -> Self {
                Self { $($list: reader.read(&<$record>::KIND)),+ }
            }

            /// All of them, kind by kind.
            pub fn iter(&self) -> impl Iterator<Item = &dyn Record> {
                std::iter::empty()$(.chain(self.$list.iter().map(|record| record as &dyn Record)))+
            }

            /// Leaves out what `is_kept` does not want.
            pub fn retain(&mut self, mut is_kept: impl FnMut(&dyn Record) -> bool) {
                $(self.$list.retain(|record| is_kept(record));)+
            }

            /// Puts each kind in the order of its list.
            pub fn sort(&mut self) {
                $(self.$list.sort_by(Record::compare);)+
            }
        }
    };
}

kinds! {
    /// By their `order`.
    contacts: Contact,
    /// Newest first.
    documents: PolicyDocument,
    /// Newest first.
    policies: PolicyExplanation,
    /// By their begin.
    events: Event,
    /// Newest first.
    improvements: Improvement,
    /// By their `order`.
    articles: Article,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_column_and_no_two_share_a_word_or_a_place() {
        for kind in KINDS {
            assert!(COLUMNS.contains(&&kind.column), "{}", kind.word);
        }
        for (at, column) in COLUMNS.iter().enumerate() {
            let others = || COLUMNS[at + 1..].iter();
            assert!(others().all(|one| one.word != column.word && one.path != column.path), "{column:?}");
            assert!(column.path.is_empty() || column.path.ends_with('/'), "{column:?}");
        }
    }
}
