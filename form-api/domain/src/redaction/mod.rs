//! From a private letter to a public text: what is proposed, what a person decides, and the check that nothing which
//! a machine can see is left.
//!
//! | file | what |
//! | --- | --- |
//! | `propose` | what is proposed for each finding, and what is decided |
//! | `rewrite` | another decision after the text was edited by hand |
//! | `readable` | the word for a person that leaves its sentence readable |
//! | `guard`, `stray` | what may point to a person although nobody is named; what a key typed at the edge of a text |
//! | `own` | what of a finding is the sender's own |
//! | `doubts` | what an approver is asked about |
//! | this one | the parts of a text, and the check |
//!
//! [`RedactedText`] can be made only by [`check`]; publication takes nothing else. Deliberately absent: the finding
//! itself (`privacy`, which the site's own check uses too), so that the desk and the gate never differ.

mod doubts;
mod guard;
mod own;
mod propose;
mod readable;
mod rewrite;
mod stray;

use std::collections::HashSet;

use privacy::{Finding, Kind, Known};
use serde::{Deserialize, Serialize};

pub use doubts::{Doubt, DoubtKind, find_doubts};
pub use guard::{AcceptedRisk, Risk, RiskFound, Setting, find_risks};
pub use propose::{Applied, Decided, Decision, Place, Proposal, Way, apply, apply_part, kept_by, propose};
pub use rewrite::{Rewritten, rewrite};

use record::words;

use super::submission::clean_text;

words! {
    /// A part of the public text.
    Part {
        /// The title.
        Title => "title",
        /// The letter.
        Letter => "letter",
        /// The answer.
        Answer => "answer",
    }
}

/// A text that is meant to become public and has not been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// The letter.
    pub letter: String,
    /// The answer, in Markdown.
    pub answer: String,
}

impl Draft {
    /// As it is kept: cleaned, and the title on one line.
    #[must_use]
    pub fn clean(&self) -> Self {
        Self {
            title: clean_text(&self.title).replace('\n', " "),
            letter: clean_text(&self.letter),
            answer: clean_text(&self.answer),
        }
    }

    /// One part.
    #[must_use]
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Title => &self.title,
            Part::Letter => &self.letter,
            Part::Answer => &self.answer,
        }
    }

    fn part_mut(&mut self, part: Part) -> &mut String {
        match part {
            Part::Title => &mut self.title,
            Part::Letter => &mut self.letter,
            Part::Answer => &mut self.answer,
        }
    }
}

/// Something that was found and kept, because a person said why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSpan {
    /// The text itself, wherever it stands.
    pub text: String,
    /// Why it may stay.
    pub reason: String,
}

impl KeptSpan {
    /// A span as it is compared and stored: without blanks at its ends, which nobody means.
    #[must_use]
    pub fn new(text: &str, reason: &str) -> Self {
        Self { text: clean_text(text), reason: reason.trim().to_owned() }
    }

    fn is_for(&self, found: &str) -> bool {
        self.text == found || bare(&self.text) == bare(found)
    }
}

/// Spaces and line breaks do not tell one span from another: cleaning a text moves them.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Something that still points to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Where.
    pub part: Part,
    /// First byte in that part.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
}

impl Remaining {
    /// The words themselves, in the text that was checked.
    #[must_use]
    pub fn text_in<'a>(&self, draft: &'a Draft) -> &'a str {
        draft.part(self.part).get(self.start..self.end).unwrap_or_default()
    }
}

/// Why a text is not yet fit to be public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfit {
    /// A part is empty; nothing else was looked at.
    pub is_empty: bool,
    /// What still points to a person, in the order of reading.
    pub remaining: Vec<Remaining>,
    /// Risks that nobody has accepted.
    pub risks: Vec<RiskFound>,
    /// Among what remains is something of the sender's own that somebody wanted to keep.
    pub keeps_own: bool,
}

impl std::fmt::Display for Unfit {
    /// Kinds and risks, never the text itself.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<&str> = self.remaining.iter().map(|place| found_word(place.kind)).collect();
        let risks: Vec<&str> = self.risks.iter().map(|found| found.risk.as_str()).collect();
        write!(f, "empty {}, found {kinds:?}, risks {risks:?}", self.is_empty)
    }
}

/// How a text came to be: with it, a later reader can see what was found and why it was treated so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedactionRecord {
    /// Every proposal with what became of it.
    pub decided: Vec<Decided>,
    /// Findings that stay, with the reason.
    pub kept: Vec<KeptSpan>,
    /// Risks that were accepted, with the reason.
    pub risks: Vec<AcceptedRisk>,
}

/// A public text that has passed the check. There is no other way to make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactedText {
    draft: Draft,
    record: RedactionRecord,
    /// What was found in the texts and let stand, exactly as it stands there.
    stays: Vec<String>,
    rules_version: u32,
}

impl RedactedText {
    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.draft.title
    }

    /// The letter.
    #[must_use]
    pub fn letter(&self) -> &str {
        &self.draft.letter
    }

    /// The answer, in Markdown.
    #[must_use]
    pub fn answer(&self) -> &str {
        &self.draft.answer
    }

    /// What stands in the text although it looks like personal data: kept with a reason, or the 张某 that was chosen.
    #[must_use]
    pub fn stays(&self) -> Vec<String> {
        let surnames = self.record.decided.iter().filter(|one| one.decision.way == Way::Surname);
        let words = surnames.map(|one| clean_text(&one.decision.word));
        let kept = self.record.kept.iter().map(|span| span.text.clone());
        let mut stays: Vec<String> = self.stays.iter().cloned().chain(kept).chain(words).collect();
        let mut seen = HashSet::new();
        stays.retain(|text| !text.is_empty() && seen.insert(text.clone()));
        stays.sort();
        stays.dedup();
        stays.retain(|text| Part::ALL.iter().any(|part| self.draft.part(*part).contains(text)));
        stays
    }

    /// Proposals, decisions and reasons.
    #[must_use]
    pub fn record(&self) -> &RedactionRecord {
        &self.record
    }

    /// The rules that found nothing more.
    #[must_use]
    pub const fn rules_version(&self) -> u32 {
        self.rules_version
    }
}

/// How closely a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// By rules alone, in microseconds: for what is only shown to the sender.
    Quick,
    /// With the learnt tagger too, in milliseconds: for what may become public.
    Close,
}

impl Reading {
    fn scan(self, text: &str, known: &Known) -> Vec<Finding> {
        match self {
            Self::Quick => privacy::scan(text, known),
            Self::Close => privacy::scan_with_names(text, known),
        }
    }
}

/// What is known of a case once its own texts have been read: a name that is sure in one part is looked for in all of
/// them, so that a letter which says 我叫… takes the name out of the answer too.
#[must_use]
pub fn learn(draft: &Draft, known: &Known, reading: Reading) -> Known {
    let mut learnt = known.clone();
    for part in Part::ALL {
        let text = draft.part(*part);
        for finding in reading.scan(text, known) {
            let name = &text[finding.start..finding.end];
            if finding.kind == Kind::PersonName
                && finding.sure
                && !learnt.names.iter().any(|known| known == name)
            {
                learnt.names.push(name.to_owned());
            }
        }
    }
    learnt
}

/// A word that may be a name, or digits that may be a number, are worth a look, and are marked for it; they are no claim
/// that has to be answered.
const fn is_claim(kind: Kind) -> bool {
    !matches!(kind, Kind::PossibleName | Kind::PossibleNumber)
}

const fn is_name(kind: Kind) -> bool {
    matches!(kind, Kind::PersonName | Kind::KnownName)
}

/// The word of a kind in message keys `found-<word>`: what a person reads does not tell a name that was known before
/// from one that was found.
#[must_use]
pub const fn found_word(kind: Kind) -> &'static str {
    match kind {
        Kind::PersonName | Kind::KnownName => "person",
        Kind::PossibleName => "possible_name",
        Kind::PossibleNumber => "possible_number",
        Kind::KnownNumber => "known_number",
        Kind::Mobile => "mobile",
        Kind::Landline => "landline",
        Kind::IdCard => "id_card",
        Kind::Passport => "passport",
        Kind::BankCard => "bank_card",
        Kind::Account => "account",
        Kind::Plate => "plate",
        Kind::Email => "email",
        Kind::Qq => "qq",
        Kind::WeChat => "wechat",
        Kind::Address => "address",
        Kind::BirthDate => "birth_date",
        Kind::Coordinates => "coordinates",
        Kind::Status => "health",
    }
}

/// Whether a person has let this stay with a reason.
fn is_kept(found: &str, kept: &[KeptSpan]) -> bool {
    kept.iter().any(|span| span.is_for(found))
}

/// The same, or as the 张某 that they chose for a name.
fn may_stay(found: &str, kept: &[KeptSpan], decided: &[Decided]) -> bool {
    let is_surname = |one: &Decided| one.decision.way == Way::Surname && one.decision.word == found;
    is_kept(found, kept) || decided.iter().any(is_surname)
}

/// The only door to a public text: reads the draft again with the same rules and refuses what is left. What a person
/// kept, and a risk that a person accepted, may stay with a reason; a reason of white space is none.
///
/// # Errors
/// [`Unfit`]: everything that stands in the way.
pub fn check(
    draft: &Draft,
    known: &Known,
    setting: &Setting<'_>,
    record: RedactionRecord,
) -> Result<RedactedText, Box<Unfit>> {
    let draft = draft.clean();
    if draft.title.is_empty() || draft.letter.is_empty() || draft.answer.is_empty() {
        return Err(Box::new(Unfit { is_empty: true, ..Unfit::default() }));
    }
    let RedactionRecord { decided, mut kept, risks: mut accepted } = record;
    kept = kept.iter().map(|span| KeptSpan::new(&span.text, &span.reason)).collect();
    kept.retain(|span| !span.reason.is_empty() && !span.text.is_empty());
    accepted.retain(|risk| !risk.reason.trim().is_empty());
    let (mut remaining, mut stays, mut keeps_own) = (Vec::new(), Vec::new(), false);
    for part in Part::ALL {
        let text = draft.part(*part);
        for finding in Reading::Close.scan(text, known).into_iter().filter(|one| is_claim(one.kind)) {
            let Finding { start, end, kind, .. } = finding;
            let found = &text[start..end];
            // The page says that the sender's own details are gone: no reason keeps one.
            let is_own = is_kept(found, &kept) && own::is_own(text, (start, end), kind, known);
            keeps_own |= is_own;
            if !is_own && may_stay(found, &kept, &decided) {
                stays.push(text[start..end].to_owned());
            } else {
                remaining.push(Remaining { part: *part, start, end, kind });
            }
        }
    }
    let mut risks = find_risks(&draft, setting);
    risks.retain(|found| !accepted.iter().any(|risk| risk.risk == found.risk.as_str()));
    if remaining.is_empty() && risks.is_empty() {
        let record = RedactionRecord { decided, kept, risks: accepted };
        Ok(RedactedText { draft, record, stays, rules_version: privacy::RULES_VERSION })
    } else {
        Err(Box::new(Unfit { is_empty: false, remaining, risks, keeps_own }))
    }
}

#[cfg(test)]
mod tests {
    use record::{FeedbackScope, Units};

    use super::*;

    fn draft() -> Draft {
        Draft {
            title: "二组路灯不亮".into(),
            letter: "我叫尉迟翀，电话14012345678。尉迟翀家门口的路灯坏了。".into(),
            answer: "尉迟翀您好，路灯已于九月修好，感谢提醒。".into(),
        }
    }

    fn checked(
        draft: &Draft,
        scope: FeedbackScope,
        record: RedactionRecord,
    ) -> Result<RedactedText, Box<Unfit>> {
        let units = Units::default();
        let setting = Setting { units: &units, small_village: 300, village: None, scope };
        check(draft, &Known::default(), &setting, record)
    }

    fn as_proposed() -> Draft {
        let proposals = propose(&draft(), &Known::default(), &Units::default(), 300, Reading::Close);
        let decisions: Vec<Decision> = proposals.iter().map(Proposal::suggested).collect();
        apply(&draft(), &proposals, &decisions)
    }

    #[test]
    fn a_letter_as_it_came_is_refused_and_passes_once_every_proposal_is_taken() {
        assert!(checked(&draft(), FeedbackScope::Township, RedactionRecord::default()).is_err());
        let text = checked(&as_proposed(), FeedbackScope::Township, RedactionRecord::default())
            .expect("nothing is left");
        assert!(!text.letter().contains('翀') && !text.answer().contains('翀'), "{text:?}");
        assert!(!text.letter().contains("1401234"));
    }

    #[test]
    fn a_kept_span_needs_a_reason() {
        let public = Draft { letter: "村办电话是14012345678吗？".into(), ..as_proposed() };
        let keep = |reason: &str| RedactionRecord {
            kept: vec![KeptSpan { text: "14012345678".into(), reason: reason.into() }],
            ..RedactionRecord::default()
        };
        assert!(checked(&public, FeedbackScope::Township, keep(" ")).is_err());
        let text = checked(&public, FeedbackScope::Township, keep("村务公开栏公布的号码")).expect("kept");
        assert_eq!(text.record().kept.len(), 1);
    }

    #[test]
    fn no_reason_keeps_the_senders_own_name_and_the_refusal_says_so() {
        let public = Draft { letter: "名单：\n尉迟翀\n上官翾\n以上。".into(), ..as_proposed() };
        let keep = |text: &str| RedactionRecord {
            kept: ["尉迟翀", "上官翾"]
                .iter()
                .filter(|name| text.contains(**name))
                .map(|name| KeptSpan { text: (*name).into(), reason: "村里公布过".into() })
                .collect(),
            ..RedactionRecord::default()
        };
        let known = Known { own: vec!["尉迟翀".into()], ..Known::default() };
        let units = Units::default();
        let setting =
            Setting { units: &units, small_village: 300, village: None, scope: FeedbackScope::Township };
        let of =
            |text: &str| check(&public, &known, &setting, keep(text)).expect_err("the sender's own name");
        assert!(of("尉迟翀、上官翾").keeps_own);
        assert!(!of("上官翾").keeps_own, "it is found, and nobody kept it");
    }

    #[test]
    fn what_is_kept_is_stored_without_blanks_at_its_ends_and_stands_as_it_is_written() {
        let public = Draft {
            letter: "名单：\n尉迟翀\n\n上官翾\n以上。经手人尉迟翀。".into(),
            ..as_proposed()
        };
        let keep = |text: &str| KeptSpan { text: text.into(), reason: "村里公布过".into() };
        let record = RedactionRecord {
            kept: vec![keep("尉迟翀\n"), keep("\u{3000}上官翾 "), keep(" \n"), keep("尉迟翀")],
            ..RedactionRecord::default()
        };
        let text = checked(&public, FeedbackScope::Township, record).expect("kept");
        assert!(
            text.stays().iter().all(|kept| !kept.is_empty() && kept.trim() == kept),
            "{:?}",
            text.stays()
        );
        assert!(text.stays().contains(&"尉迟翀".to_owned()), "{:?}", text.stays());
        assert!(text.record().kept.iter().all(|span| span.text.trim() == span.text && !span.text.is_empty()));
    }

    #[test]
    fn a_risk_needs_a_reason() {
        let accept = |reason: &str| RedactionRecord {
            risks: vec![AcceptedRisk { risk: "narrow_scope".into(), reason: reason.into() }],
            ..RedactionRecord::default()
        };
        let unfit = checked(&as_proposed(), FeedbackScope::Village, accept("")).expect_err("no reason");
        assert_eq!(unfit.risks.len(), 1);
        let text =
            checked(&as_proposed(), FeedbackScope::Village, accept("全村都用这条路")).expect("accepted");
        assert_eq!(text.record().risks.len(), 1);
    }

    #[test]
    fn an_empty_part_is_refused() {
        let empty = Draft { answer: " ".into(), ..as_proposed() };
        let unfit = checked(&empty, FeedbackScope::Township, RedactionRecord::default()).expect_err("empty");
        assert!(unfit.is_empty);
    }

    #[test]
    fn a_public_text_is_what_was_checked_and_nothing_else() {
        let written = Draft { title: " 二组路灯\n不亮 ".into(), ..as_proposed() };
        let text =
            checked(&written, FeedbackScope::Township, RedactionRecord::default()).expect("nothing is left");
        assert_eq!(text.title(), "二组路灯 不亮", "on one line");
        assert_eq!(text.letter(), written.clean().letter);
        assert_eq!(text.answer(), written.clean().answer);
        assert_eq!(text.rules_version(), privacy::RULES_VERSION);
    }

    #[test]
    fn each_part_must_say_something() {
        for part in Part::ALL {
            let mut public = as_proposed();
            *public.part_mut(*part) = " \n".into();
            let unfit =
                checked(&public, FeedbackScope::Township, RedactionRecord::default()).expect_err("empty");
            assert!(unfit.is_empty && unfit.remaining.is_empty(), "{}", part.as_str());
        }
        let unfit =
            checked(&draft(), FeedbackScope::Township, RedactionRecord::default()).expect_err("a name");
        assert!(!unfit.is_empty && !unfit.remaining.is_empty());
    }

    #[test]
    fn what_is_left_is_told_with_its_place_and_the_log_reads_only_its_kind() {
        let public = Draft { letter: "请打14012345678。".into(), ..as_proposed() };
        let unfit =
            checked(&public, FeedbackScope::Village, RedactionRecord::default()).expect_err("a number");
        let place = &unfit.remaining[0];
        assert_eq!((place.part, &public.letter[place.start..place.end]), (Part::Letter, "14012345678"));
        assert_eq!(unfit.to_string(), "empty false, found [\"mobile\"], risks [\"narrow_scope\"]");
    }

    #[test]
    fn one_thing_that_is_left_is_enough_to_refuse_a_text() {
        let named = Draft { letter: "请打14012345678。".into(), ..as_proposed() };
        let unfit =
            checked(&named, FeedbackScope::Township, RedactionRecord::default()).expect_err("a number");
        assert!(unfit.risks.is_empty() && unfit.remaining.len() == 1);
        let narrow = checked(&as_proposed(), FeedbackScope::Village, RedactionRecord::default());
        let unfit = narrow.expect_err("a risk");
        assert!(unfit.remaining.is_empty() && unfit.risks.len() == 1);
    }

    #[test]
    fn an_accepted_risk_lets_no_other_risk_pass() {
        let accept = |risk: &str| RedactionRecord {
            risks: vec![AcceptedRisk { risk: risk.into(), reason: "全村都用这条路".into() }],
            ..RedactionRecord::default()
        };
        assert!(checked(&as_proposed(), FeedbackScope::Village, accept("narrow_scope")).is_ok());
        assert!(checked(&as_proposed(), FeedbackScope::Village, accept("exact_date")).is_err());
    }

    fn decided(way: Way, word: &str) -> Decided {
        let decision = Decision { way, word: word.into(), reason: String::new() };
        Decided { kind: "person".into(), sure: true, places: Vec::new(), decision }
    }

    #[test]
    fn only_what_a_person_let_stand_may_stay() {
        let kept = [KeptSpan::new(" 村办 电话\n", " 公布过 ")];
        assert_eq!((kept[0].text.as_str(), kept[0].reason.as_str()), ("村办 电话", "公布过"));
        assert!(may_stay("村办 电话", &kept, &[]));
        assert!(may_stay("村办电话", &kept, &[]), "blanks do not tell one span from another");
        assert!(!may_stay("村办", &kept, &[]) && !may_stay("村办电话", &[], &[]));
        let surname = [decided(Way::Surname, "张某")];
        assert!(may_stay("张某", &[], &surname));
        assert!(!may_stay("李某", &[], &surname));
        assert!(!may_stay("张某", &[], &[decided(Way::Keep, "张某")]), "only the surname that was chosen");
    }

    #[test]
    fn what_stays_is_named_once_in_order_and_only_where_it_stands() {
        let draft =
            Draft { title: "题".into(), letter: "尉迟翀和张某来过。".into(), answer: "答".into() };
        let keep = |text: &str| KeptSpan::new(text, "公布过");
        let record = RedactionRecord {
            decided: vec![
                decided(Way::Surname, "张某"),
                decided(Way::Surname, "李某"),
                decided(Way::Keep, "来过"),
                decided(Way::Surname, ""),
            ],
            kept: vec![keep("尉迟翀"), keep("上官翾")],
            risks: Vec::new(),
        };
        let text = RedactedText { draft, record, stays: vec!["尉迟翀".into()], rules_version: 1 };
        assert_eq!(text.stays(), ["尉迟翀", "张某"]);
    }

    #[test]
    fn a_name_that_is_sure_in_one_part_is_looked_for_in_all() {
        let known = Known { names: vec!["上官翾".into()], ..Known::default() };
        let text = Draft {
            letter: "我叫尉迟翀，她叫上官翾。我叫尉迟翀。电话14012345678。".into(),
            ..draft()
        };
        let learnt = learn(&text, &known, Reading::Quick);
        assert_eq!(learnt.names, ["上官翾", "尉迟翀"], "each once, and no number");
        let nobody =
            Draft { title: "路灯".into(), letter: "路灯坏了。".into(), answer: "修好了。".into() };
        assert_eq!(learn(&nobody, &known, Reading::Close).names, known.names);
    }

    #[test]
    fn a_close_reading_is_sure_of_names_that_the_rules_doubt() {
        let text = "后来厍禾碳来过";
        let names = |reading: Reading| {
            let found = reading.scan(text, &Known::default());
            found.into_iter().filter(|finding| finding.kind == Kind::PersonName).count()
        };
        assert_eq!((names(Reading::Quick), names(Reading::Close)), (0, 1));
    }

    #[test]
    fn a_word_that_may_be_a_name_needs_no_answer() {
        assert!(!is_claim(Kind::PossibleName) && !is_claim(Kind::PossibleNumber));
        assert!([Kind::PersonName, Kind::KnownName, Kind::Mobile, Kind::Address].into_iter().all(is_claim));
        assert!(is_name(Kind::PersonName) && is_name(Kind::KnownName));
        assert!(!is_name(Kind::PossibleName) && !is_name(Kind::Mobile));
    }

    #[test]
    fn each_kind_has_its_word_and_a_known_name_is_a_name_like_any() {
        assert_eq!(found_word(Kind::KnownName), found_word(Kind::PersonName));
        let kinds = [
            (Kind::PersonName, "person"),
            (Kind::PossibleName, "possible_name"),
            (Kind::PossibleNumber, "possible_number"),
            (Kind::KnownNumber, "known_number"),
            (Kind::Mobile, "mobile"),
            (Kind::Landline, "landline"),
            (Kind::IdCard, "id_card"),
            (Kind::Email, "email"),
            (Kind::Address, "address"),
            (Kind::Status, "health"),
        ];
        for (kind, word) in kinds {
            assert_eq!(found_word(kind), word);
        }
    }
}
