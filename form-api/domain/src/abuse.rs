//! What a machine may say of a letter that looks like one of many: a remark with a weight. By default it stops nobody; staff read
//! it when they register the letter. What its sender said that it is, a petition for example, is kept beside it and weighs
//! nothing.
//!
//! Deliberately absent: anything about who sent it or what it says, and a puzzle for people.

use record::words;

use super::elsewhere::Elsewhere;

words! {
    /// What was noticed when a letter came.
    Remark {
        /// A field that no person sees was filled in.
        Honeypot => "honeypot",
        /// The form came back sooner than anybody types.
        TooFast => "too_fast",
        /// The same text came several times within the hour: a machine, or neighbours who agree.
        SameText => "same_text",
        /// The browser was asked for a proof of work and brought none: a machine, or a person without scripts.
        NoProof => "no_proof",
        /// The sender chose that it is a petition.
        MeantPetition => "meant_petition",
        /// The sender chose that it is a request for information.
        MeantInformationRequest => "meant_information_request",
        /// The sender chose that it is a report to the discipline office.
        MeantDisciplineReport => "meant_discipline_report",
    }
}

impl From<Elsewhere> for Remark {
    fn from(door: Elsewhere) -> Self {
        match door {
            Elsewhere::Petition => Self::MeantPetition,
            Elsewhere::InformationRequest => Self::MeantInformationRequest,
            Elsewhere::DisciplineReport => Self::MeantDisciplineReport,
        }
    }
}

impl Remark {
    /// How much it says. Two of the weak ones say less than the strong one.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Honeypot => 3,
            Self::SameText => 2,
            Self::TooFast | Self::NoProof => 1,
            Self::MeantPetition | Self::MeantInformationRequest | Self::MeantDisciplineReport => 0,
        }
    }

    /// The door that the sender chose, where it is that.
    #[must_use]
    pub fn meant(self) -> Option<Elsewhere> {
        Elsewhere::ALL.iter().copied().find(|door| Self::from(*door) == self)
    }

    /// The weights of all together: the score.
    #[must_use]
    pub fn score(remarks: &[Self]) -> u32 {
        remarks.iter().map(|remark| remark.weight()).sum()
    }

    /// As they are stored.
    #[must_use]
    pub fn to_words(remarks: &[Self]) -> Vec<&'static str> {
        remarks.iter().map(|remark| remark.as_str()).collect()
    }

    /// As they were stored; a word of another version is left out.
    #[must_use]
    pub fn from_words<W: AsRef<str>>(words: &[W]) -> Vec<Self> {
        words.iter().filter_map(|word| Self::parse(word.as_ref())).collect()
    }
}

/// Nobody reads the form and writes five characters in less, milliseconds.
const FASTEST_MS: i64 = 3_000;

/// What can be noticed of a letter at the door.
#[derive(Clone, Copy, Debug)]
pub struct Signs {
    /// The unseen field holds something.
    pub is_trapped: bool,
    /// From the handing out of the form to its coming back, milliseconds.
    pub took_ms: i64,
    /// The same text has come several times.
    pub is_repeated: bool,
    /// Whether the proof of work was brought; none where none is asked for.
    pub has_proof: Option<bool>,
}

impl Signs {
    /// What is to be remarked.
    #[must_use]
    pub fn remarks(self) -> Vec<Remark> {
        let noticed = [
            (self.is_trapped, Remark::Honeypot),
            (self.took_ms < FASTEST_MS, Remark::TooFast),
            (self.is_repeated, Remark::SameText),
            (self.has_proof == Some(false), Remark::NoProof),
        ];
        noticed.into_iter().filter(|(is, _)| *is).map(|(_, remark)| remark).collect()
    }
}

words! {
    /// Why something was turned away; it is counted by day, and nothing else of it is kept.
    TurnedAway {
        /// Too many letters from one address prefix.
        Letters => "letters",
        /// Too many previews from one address prefix.
        Previews => "previews",
        /// Too many files from one address prefix.
        Files => "files",
        /// Too many look-ups from one address prefix.
        LookUps => "look_ups",
        /// Too many look-ups of one letter number.
        Guesses => "guesses",
        /// Too many sign-ins from one address prefix.
        SignIns => "sign_ins",
        /// One text, sent far too often.
        SameText => "same_text",
        /// The score was as high as the township does not take.
        Score => "score",
        /// A form older than a day.
        OldForm => "old_form",
        /// A form that was not handed out here, or was changed.
        ForgedForm => "forged_form",
        /// A number and code that do not fit.
        WrongCode => "wrong_code",
        /// A number or code that cannot be one.
        MalformedCode => "malformed_code",
        /// A sign-in with a wrong name or pass phrase.
        WrongPhrase => "wrong_phrase",
        /// A letter with fields that are missing or wrong.
        Invalid => "invalid",
        /// A file of a kind that is not taken.
        FileKind => "file_kind",
        /// A file that is cut off or damaged.
        FileBroken => "file_broken",
        /// A file that is too large, or one too many.
        FileTooLarge => "file_too_large",
        /// A letter whose files are not there any more.
        MissingFiles => "missing_files",
        /// A program's letter without a key that makes it one letter.
        NoKey => "no_key",
        /// A program's letter under the key of another one.
        KeyUsed => "key_used",
        /// A program's letter in another media type.
        MediaType => "media_type",
        /// A form that cannot be read.
        Unreadable => "unreadable",
        /// A form that is not UTF-8, or stacks marks.
        Encoding => "encoding",
        /// A form that is too large.
        TooLarge => "too_large",
        /// A form that came too slowly.
        TooSlow => "too_slow",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_without_scripts_is_remarked_on_less_than_a_filled_trap() {
        let person = Signs { is_trapped: false, took_ms: 60_000, is_repeated: false, has_proof: Some(false) };
        let machine = Signs { is_trapped: true, took_ms: 10, is_repeated: true, has_proof: None };
        assert_eq!(person.remarks(), [Remark::NoProof]);
        assert_eq!(machine.remarks(), [Remark::Honeypot, Remark::TooFast, Remark::SameText]);
        assert!(Remark::score(&person.remarks()) < Remark::Honeypot.weight());
        assert_eq!(Remark::score(&machine.remarks()), 6);
        assert_eq!(Signs { has_proof: None, ..person }.remarks(), []);
    }

    #[test]
    fn remarks_read_back_and_those_of_another_version_are_left_out() {
        let remarks = [Remark::Honeypot, Remark::NoProof];
        assert_eq!(Remark::from_words(&Remark::to_words(&remarks)), remarks);
        assert_eq!(Remark::from_words(&["honeypot", "unheard_of"]), [Remark::Honeypot]);
        assert_eq!(Remark::from_words::<&str>(&[]), []);
    }
}
