//! What an event says beside its kind: words of enums, numbers, days and ids. The list is closed and no entry can hold free
//! text, so that nothing a person typed gets into the chain, where it could never be erased.
//!
//! Written as lines `name value`, in ASCII; `docs/event-log.md` has the form.

use jiff::civil::Date;
use record::Rating;

use record::words;

use crate::case::{
    Bounce, Channel, CheckVerdict, Consent, Export, MediationPart, RequestKind, Risk, Role, SubmissionKind,
    TableFormat,
};
use crate::seal::KeyId;

/// The id of a row, an office, a village or a key: lower-case letters, digits and strokes. A number of digits alone, as
/// people have them, is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id(String);

impl Id {
    const LONGEST: usize = 80;

    /// Takes an id; `None` for what is none.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_id_byte = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        let is_hex = matches!(text.len(), 16 | 32) && text.bytes().all(|b| b.is_ascii_hexdigit());
        let has_letter = text.bytes().any(|b| b.is_ascii_lowercase());
        let is_id = text.len() <= Self::LONGEST && text.bytes().all(is_id_byte) && (is_hex || has_letter);
        is_id.then(|| Self(text.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<KeyId> for Id {
    fn from(id: KeyId) -> Self {
        Self(id.show())
    }
}

words! {
    /// What gave the township's key back when somebody was granted a copy.
    KeySource {
        /// Somebody who holds a copy typed their pass phrase.
        PassPhrase => "pass_phrase",
        /// Two slips.
        Shares => "shares",
    }
}

words! {
    /// What of a letter was corrected.
    CorrectedPart {
        /// Its kind.
        Kind => "kind",
        /// Its title.
        Title => "title",
        /// Its village.
        Village => "village",
    }
}

/// A value of a detail: how it is written, and read back.
trait Value: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! values {
    (numbers: $($number:ty),+; enums: $($word:ty),+) => {
        $(impl Value for $number {
            fn write(&self) -> String {
                self.to_string()
            }
            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        })+
        $(impl Value for $word {
            fn write(&self) -> String {
                self.as_str().to_owned()
            }
            fn read(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        })+
    };
}

values! {
    numbers: usize, u32, u64, i64, i16, Date;
    enums: Channel, CheckVerdict, Consent, CorrectedPart, Export, KeySource, MediationPart, Rating, RequestKind, Risk, Role, SubmissionKind, TableFormat
}

impl Value for bool {
    fn write(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

impl Value for Id {
    fn write(&self) -> String {
        self.0.clone()
    }

    fn read(text: &str) -> Option<Self> {
        Self::new(text)
    }
}

impl Value for Bounce {
    fn write(&self) -> String {
        self.status().to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        Self::read(text)
    }
}

macro_rules! details {
    ($($(#[$doc:meta])* $detail:ident($value:ty) => $name:literal),+ $(,)?) => {
        /// One thing that an event says.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Detail { $($(#[$doc])* $detail($value)),+ }

        impl Detail {
            fn name(&self) -> &'static str {
                match self { $(Self::$detail(_) => $name),+ }
            }

            fn value(&self) -> String {
                match self { $(Self::$detail(value) => value.write()),+ }
            }

            fn read(name: &str, value: &str) -> Option<Self> {
                match name {
                    $($name => <$value>::read(value).map(Self::$detail),)+
                    _ => None,
                }
            }
        }
    };
}

details! {
    /// The way in which something came in.
    Channel(Channel) => "channel",
    /// The kind of letter.
    LetterKind(SubmissionKind) => "letter_kind",
    /// The promised day.
    DueOn(Date) => "due_on",
    /// The day is the latest possible one, until the year's holidays are known.
    IsCeiling(bool) => "is_ceiling",
    /// From so many staff members and offices the letter was hidden.
    HiddenFrom(usize) => "hidden_from",
    /// The office that leads from now on.
    Office(Id) => "office",
    /// The office that led before.
    OfficeBefore(Id) => "office_before",
    /// So many files came along.
    Files(u64) => "files",
    /// So many files were erased.
    FilesErased(usize) => "files_erased",
    /// A role: in which somebody acted, or one of those that they were given.
    Role(Role) => "role",
    /// The gate found so many places.
    Found(usize) => "found",
    /// Why a message came back: three numbers with dots, or a reply code.
    Status(Bounce) => "status",
    /// The grade.
    Grade(Rating) => "grade",
    /// Whether the matter is solved.
    IsSolved(bool) => "is_solved",
    /// 0, and 1 after the case was opened again.
    Round(i64) => "round",
    /// What the sender asked for.
    Request(RequestKind) => "request",
    /// What the sender allows.
    Consent(Consent) => "consent",
    /// The rules that a public text was checked by.
    Rules(u32) => "rules",
    /// So many findings were decided.
    Decided(usize) => "decided",
    /// So many findings were kept.
    Kept(usize) => "kept",
    /// A risk that was accepted.
    Risk(Risk) => "risk",
    /// Who approves was asked about so many places.
    Doubts(usize) => "doubts",
    /// Seconds from opening the page to approving it.
    Seconds(i64) => "seconds",
    /// The answer came by the promised day.
    IsOnTime(bool) => "is_on_time",
    /// The day of a meeting.
    HeldOn(Date) => "held_on",
    /// The day of a visit.
    VisitedOn(Date) => "visited_on",
    /// A part of a mediation.
    MediationPart(MediationPart) => "mediation_part",
    /// A meeting.
    Meeting(Id) => "meeting",
    /// So many cases on an agenda.
    Items(usize) => "items",
    /// The answer rests on so many policies.
    Policies(usize) => "policies",
    /// A staff member.
    Staff(Id) => "staff",
    /// A key, by the beginning of its hash.
    Key(Id) => "key",
    /// The key before it.
    KeyBefore(Id) => "key_before",
    /// What gave the key back.
    KeySource(KeySource) => "key_source",
    /// So many rows were sealed again.
    SealedAgain(usize) => "sealed_again",
    /// So many letters.
    Letters(usize) => "letters",
    /// What was corrected.
    Corrected(CorrectedPart) => "corrected",
    /// So many staff members read reports first.
    Readers(usize) => "readers",
    /// The answer says what another one says, and that is meant.
    IsSame(bool) => "is_same",
    /// What somebody says who read the answer afterwards.
    Check(CheckVerdict) => "check",
    /// A year.
    Year(i16) => "year",
    /// The last day that was counted.
    Until(Date) => "until",
    /// Which table left the desk.
    Export(Export) => "export",
    /// In which form.
    Format(TableFormat) => "format",
    /// The first day that it is about.
    From(Date) => "from",
    /// So many rows.
    Rows(usize) => "rows",
}

impl Detail {
    /// The lines of an event's details, in their order.
    pub(super) fn write_all(details: &[Self]) -> String {
        details.iter().map(|detail| format!("{} {}\n", detail.name(), detail.value())).collect()
    }

    /// Reads the lines back; `None` for a line that this program does not know, or that it would write in another way.
    pub(super) fn read_all(lines: &str) -> Option<Vec<Self>> {
        let details = lines
            .lines()
            .map(|line| line.split_once(' ').and_then(|(name, value)| Self::read(name, value)))
            .collect::<Option<Vec<_>>>()?;
        (Self::write_all(&details) == lines).then_some(details)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_hold_no_name_no_number_of_a_person_and_no_sentence() {
        for id in ["zonghe", "da-ping_2", "0123456789012345", &"ab".repeat(16)] {
            assert_eq!(Id::new(id).as_ref().map(Id::as_str), Some(id));
        }
        for no_id in ["", "14012339071", "110101199003070011", "张三", "a b", "a\nb", "A", &"a".repeat(81)]
        {
            assert_eq!(Id::new(no_id), None, "{no_id}");
        }
    }

    #[test]
    fn details_read_back_and_only_as_they_are_written() {
        let details = [
            Detail::DueOn(jiff::civil::date(2026, 12, 7)),
            Detail::IsCeiling(true),
            Detail::Files(3),
            Detail::Role(Role::Registrar),
            Detail::Role(Role::Handler),
            Detail::Status(Bounce::parse("5.1.1").expect("a status")),
            Detail::Office(Id::new("zonghe").expect("an id")),
            Detail::Risk(Risk::NarrowScope),
        ];
        let lines = Detail::write_all(&details);
        assert_eq!(Detail::read_all(&lines).as_deref(), Some(details.as_slice()));
        assert_eq!(Detail::read_all(""), Some(Vec::new()));
        for wrong in [
            "files 03\n",
            "files 3",
            "files +3\n",
            "files 3\r\n",
            "files\n",
            "reason 张三\n",
            "role emperor\n",
            "\n",
        ] {
            assert_eq!(Detail::read_all(wrong), None, "{wrong:?}");
        }
    }
}
