//! From a private letter to a public text: what is proposed, what a person decides, and the check that nothing which
//! a machine can see is left.
//!
//! [`RedactedText`] can be made only by [`check`]; publication takes nothing else. Deliberately absent: the finding
//! itself (`site_gen::privacy`, which the site's own check uses too), so that the desk and the gate never differ.

use serde::{Deserialize, Serialize};
use site_gen::privacy::{self, Finding, Kind, Known};

use super::state::words;
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
    fn part(&self, part: Part) -> &str {
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

/// What to do with one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Put this in its place.
    Replace(String),
    /// Leave it, for this reason.
    Keep {
        /// Recorded with the text.
        reason: String,
    },
}

/// One finding with what is proposed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Where.
    pub part: Part,
    /// First byte in that part.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// The rules are sure; else a person should look.
    pub sure: bool,
    /// What would stand in its place.
    pub replacement: String,
}

/// Something that was found and kept, because a person said why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSpan {
    /// The text itself, wherever it stands.
    pub text: String,
    /// Why it may stay.
    pub reason: String,
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

/// A public text that has passed the check. There is no other way to make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactedText {
    draft: Draft,
    kept: Vec<KeptSpan>,
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

    /// What was kept, and why.
    #[must_use]
    pub fn kept(&self) -> &[KeptSpan] {
        &self.kept
    }

    /// The rules that found nothing more.
    #[must_use]
    pub const fn rules_version(&self) -> u32 {
        self.rules_version
    }
}

/// What is known of a case once its own texts have been read: a name that is sure in one part is looked for in all of
/// them, so that a letter which says 我叫… takes the name out of the answer too.
#[must_use]
pub fn learn(draft: &Draft, known: &Known) -> Known {
    let mut learnt = known.clone();
    for part in Part::ALL {
        let text = draft.part(*part);
        for finding in privacy::scan(text, known) {
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

/// Everything in the three parts that points to a person, in the order of reading, each with a neutral replacement.
/// The same person has the same replacement in all parts, and no replacement shows how long a name was.
#[must_use]
pub fn propose(draft: &Draft, known: &Known) -> Vec<Proposal> {
    let known = &learn(draft, known);
    let found: Vec<(Part, Finding)> = Part::ALL
        .iter()
        .flat_map(|part| privacy::scan(draft.part(*part), known).into_iter().map(|finding| (*part, finding)))
        .filter(|(_, finding)| is_claim(finding.kind))
        .collect();
    let mut people: Vec<&str> = Vec::new();
    for (part, finding) in &found {
        let name = &draft.part(*part)[finding.start..finding.end];
        if is_name(finding.kind) && !people.contains(&name) {
            people.push(name);
        }
    }
    found
        .iter()
        .map(|(part, finding)| {
            let text = &draft.part(*part)[finding.start..finding.end];
            let replacement = match finding.kind {
                kind if is_name(kind) => person_word(&people, text),
                kind => neutral_word(kind).to_owned(),
            };
            Proposal {
                part: *part,
                start: finding.start,
                end: finding.end,
                kind: finding.kind,
                sure: finding.sure,
                replacement,
            }
        })
        .collect()
}

/// 群众 for one person; where a text speaks of several, 群众甲, 群众乙, … keeps them apart.
fn person_word(people: &[&str], name: &str) -> String {
    const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    let at = people.iter().position(|known| *known == name).unwrap_or(0);
    match (people.len(), STEMS.get(at)) {
        (0 | 1, _) | (_, None) => "群众".to_owned(),
        (_, Some(stem)) => format!("群众{stem}"),
    }
}

/// A word that may be a name is worth a look, and is marked for it; it is no claim that has to be answered.
const fn is_claim(kind: Kind) -> bool {
    !matches!(kind, Kind::PossibleName)
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

/// A word that keeps the sentence readable.
const fn neutral_word(kind: Kind) -> &'static str {
    match kind {
        Kind::PersonName | Kind::KnownName | Kind::PossibleName => "群众",
        Kind::Mobile | Kind::Landline | Kind::KnownNumber => "（联系电话略）",
        Kind::IdCard | Kind::Passport => "（证件号码略）",
        Kind::BankCard | Kind::Account => "（账号略）",
        Kind::Plate => "（车牌号略）",
        Kind::Email => "（邮箱略）",
        Kind::Qq | Kind::WeChat => "（网络账号略）",
        Kind::Address => "某处",
        Kind::BirthDate => "某年某月",
        Kind::Coordinates => "（位置略）",
        Kind::Status => "（个人情况略）",
    }
}

/// Carries out decisions. They must come from [`propose`] on the same draft.
#[must_use]
pub fn redact(draft: &Draft, decisions: &[(Proposal, Decision)]) -> (Draft, Vec<KeptSpan>) {
    let mut changed = draft.clone();
    let mut kept = Vec::new();
    let mut from_behind: Vec<&(Proposal, Decision)> = decisions.iter().collect();
    from_behind.sort_by_key(|(proposal, _)| std::cmp::Reverse((proposal.part, proposal.start)));
    for (proposal, decision) in from_behind {
        match decision {
            Decision::Replace(word) => {
                changed.part_mut(proposal.part).replace_range(proposal.start..proposal.end, word);
            }
            Decision::Keep { reason } => kept.push(KeptSpan {
                text: draft.part(proposal.part)[proposal.start..proposal.end].to_owned(),
                reason: reason.clone(),
            }),
        }
    }
    (changed, kept)
}

/// The only door to a public text: reads the draft again with the same rules and refuses what is left. What a person
/// kept with a reason may stay; a reason of white space is none.
///
/// # Errors
/// Everything that remains, in the order of reading. An empty list means that a part is empty.
pub fn check(draft: &Draft, known: &Known, kept: &[KeptSpan]) -> Result<RedactedText, Vec<Remaining>> {
    let draft = Draft {
        title: clean_text(&draft.title).replace('\n', " "),
        letter: clean_text(&draft.letter),
        answer: clean_text(&draft.answer),
    };
    if draft.title.is_empty() || draft.letter.is_empty() || draft.answer.is_empty() {
        return Err(Vec::new());
    }
    let kept: Vec<KeptSpan> =
        kept.iter().filter(|span| !span.reason.trim().is_empty() && !span.text.is_empty()).cloned().collect();
    let remaining: Vec<Remaining> = Part::ALL
        .iter()
        .flat_map(|part| {
            let text = draft.part(*part);
            let kept = &kept;
            privacy::scan(text, known)
                .into_iter()
                .filter(|finding| is_claim(finding.kind))
                .filter(move |finding| !kept.iter().any(|span| span.text == text[finding.start..finding.end]))
                .map(|finding| Remaining {
                    part: *part,
                    start: finding.start,
                    end: finding.end,
                    kind: finding.kind,
                })
        })
        .collect();
    if remaining.is_empty() {
        Ok(RedactedText { draft, kept, rules_version: privacy::RULES_VERSION })
    } else {
        Err(remaining)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            title: "二组路灯不亮".into(),
            letter: "我叫尉迟翀，电话14012345678。尉迟翀家门口的路灯坏了。".into(),
            answer: "尉迟翀您好，路灯已于九月修好，感谢提醒。".into(),
        }
    }

    fn accept_all(draft: &Draft, known: &Known) -> Draft {
        let decisions: Vec<(Proposal, Decision)> = propose(draft, known)
            .into_iter()
            .map(|proposal| {
                let word = proposal.replacement.clone();
                (proposal, Decision::Replace(word))
            })
            .collect();
        redact(draft, &decisions).0
    }

    #[test]
    fn a_letter_as_it_came_is_refused_and_passes_once_every_proposal_is_taken() {
        let known = Known::default();
        assert!(check(&draft(), &known, &[]).is_err());
        let clean = accept_all(&draft(), &known);
        let text = check(&clean, &known, &[]).expect("nothing is left");
        assert!(!text.letter().contains('翀') && !text.answer().contains('翀'), "{text:?}");
        assert!(!text.letter().contains("1401234"));
    }

    #[test]
    fn a_kept_span_needs_a_reason() {
        let known = Known::default();
        let public =
            Draft { letter: "村办电话是14012345678吗？".into(), ..accept_all(&draft(), &known) };
        let keep = |reason: &str| [KeptSpan { text: "14012345678".into(), reason: reason.into() }];
        assert!(check(&public, &known, &keep(" ")).is_err());
        let text = check(&public, &known, &keep("村务公开栏公布的号码")).expect("kept with a reason");
        assert_eq!(text.kept().len(), 1);
    }

    #[test]
    fn an_empty_part_is_refused() {
        let empty = Draft { answer: " ".into(), ..accept_all(&draft(), &Known::default()) };
        assert_eq!(check(&empty, &Known::default(), &[]), Err(Vec::new()));
    }

    #[test]
    fn one_person_has_one_word_in_all_parts_and_two_are_kept_apart() {
        assert_eq!(person_word(&["尉迟翀"], "尉迟翀"), "群众");
        assert_eq!(person_word(&["尉迟翀", "上官翾"], "上官翾"), "群众乙");
    }
}
