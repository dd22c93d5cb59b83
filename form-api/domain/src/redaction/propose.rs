//! What is proposed for each finding of a letter, what a person decided, and the text that comes of the two.
//!
//! A person who is named ten times is one proposal, so that one decision covers them in title, letter and answer.
//! Deliberately absent: the check; a text that was made here still has to pass it.

use privacy::{Kind, Known};
use record::Units;
use record::words;
use serde::{Deserialize, Serialize};

use super::readable::word_between;
use super::{Draft, KeptSpan, Part, Reading, found_word, is_claim, is_name, learn};

words! {
    /// What can be done with a finding.
    Way {
        /// A neutral word stands in its place.
        Replace => "replace",
        /// 张某, 欧阳某: the surname stays, and nothing shows how long the name was.
        Surname => "surname",
        /// House becomes village, village becomes township, a date of birth becomes a decade.
        Generalise => "generalise",
        /// Nothing stands in its place.
        Drop => "drop",
        /// It stays, for a reason that is recorded.
        Keep => "keep",
    }
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// In which part.
    #[serde(with = "part_word")]
    pub part: Part,
    /// First byte in that part.
    pub start: usize,
    /// Byte behind the last one.
    pub end: usize,
}

mod part_word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Part;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    pub(super) fn serialize<S: Serializer>(part: &Part, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(part.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Part, D::Error> {
        let word = String::deserialize(from)?;
        Part::parse(&word).ok_or_else(|| D::Error::custom("an unknown part"))
    }
}

/// One thing to decide: a person, a number, a place, wherever it stands in the three parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// As it stands where it is found first.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// The rules are sure; else a person should look.
    pub sure: bool,
    /// Where, in the order of reading.
    pub places: Vec<Place>,
    /// A neutral word that keeps the sentence readable.
    pub neutral: String,
    /// Surname and 某, for names that have one.
    pub surname: Option<String>,
    /// Something wider of the same kind.
    pub general: Option<String>,
}

impl Proposal {
    /// What would stand in its place, if this way can be taken. [`Way::Keep`] leaves what is there.
    #[must_use]
    pub fn word(&self, way: Way) -> Option<&str> {
        match way {
            Way::Replace => Some(&self.neutral),
            Way::Surname => self.surname.as_deref(),
            Way::Generalise => self.general.as_deref(),
            Way::Drop => Some(""),
            Way::Keep => Some(&self.text),
        }
    }

    /// What is decided as long as nobody has decided: what may be a name stays, all else goes.
    #[must_use]
    pub fn suggested(&self) -> Decision {
        let way = if is_claim(self.kind) { Way::Replace } else { Way::Keep };
        self.decide(way, "", "").unwrap_or_else(|| Decision {
            way: Way::Drop,
            word: String::new(),
            reason: String::new(),
        })
    }

    /// A decision on this proposal; none when the way cannot be taken. A word of one's own goes with
    /// [`Way::Replace`] only, a reason with [`Way::Keep`] only.
    #[must_use]
    pub fn decide(&self, way: Way, word: &str, reason: &str) -> Option<Decision> {
        let offered = self.word(way)?;
        let own = word.trim();
        Some(Decision {
            way,
            word: if way == Way::Replace && !own.is_empty() { own } else { offered }.to_owned(),
            reason: if way == Way::Keep { reason.trim().to_owned() } else { String::new() },
        })
    }

    /// What is recorded of a decision. No found text is among it: the places lead to the letter, which is restricted.
    #[must_use]
    pub fn record(&self, decision: &Decision) -> Decided {
        Decided {
            kind: found_word(self.kind).to_owned(),
            sure: self.sure,
            places: self.places.clone(),
            decision: decision.clone(),
        }
    }
}

/// What to do with one proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// How.
    #[serde(with = "way_word")]
    pub way: Way,
    /// What stands in its place. With [`Way::Keep`] it is not used: what stood there stays as it is.
    pub word: String,
    /// Why it may stay.
    pub reason: String,
}

mod way_word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Way;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
    pub(super) fn serialize<S: Serializer>(way: &Way, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(way.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Way, D::Error> {
        let word = String::deserialize(from)?;
        Way::parse(&word).ok_or_else(|| D::Error::custom("an unknown way"))
    }
}

/// A proposal and what became of it, as the public text remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Word of the kind, see [`found_word`].
    pub kind: String,
    /// The rules were sure.
    pub sure: bool,
    /// Where it stood in the letter and the answer as they were.
    pub places: Vec<Place>,
    /// What was decided.
    pub decision: Decision,
}

/// Everything in the three parts that points to a person, in the order of reading.
///
/// `small_village` is the number of inhabitants below which a village is not named (the k-test of the masking rules).
#[must_use]
pub fn propose(
    draft: &Draft,
    known: &Known,
    units: &Units,
    small_village: u32,
    reading: Reading,
) -> Vec<Proposal> {
    let known = &learn(draft, known, reading);
    let mut proposals: Vec<(String, Proposal)> = Vec::new();
    for part in Part::ALL {
        let text = draft.part(*part);
        for finding in reading.scan(text, known) {
            let found = &text[finding.start..finding.end];
            let key = key_of(found, finding.kind, known);
            let place = Place { part: *part, start: finding.start, end: finding.end };
            if let Some((_, before)) = proposals.iter_mut().find(|(other, _)| *other == key) {
                before.places.push(place);
                before.sure |= finding.sure;
                continue;
            }
            let proposal = Proposal {
                text: found.to_owned(),
                kind: finding.kind,
                sure: finding.sure,
                places: vec![place],
                neutral: neutral_word(finding.kind).to_owned(),
                surname: surname_word(found, finding.kind),
                general: general_word(found, finding.kind, units, small_village),
            };
            proposals.push((key, proposal));
        }
    }
    let mut proposals: Vec<Proposal> = proposals.into_iter().map(|(_, proposal)| proposal).collect();
    tell_people_apart(&mut proposals);
    proposals
}

/// What is the same to a reader has the same key: a known person in any form, a number however it is spaced.
fn key_of(found: &str, kind: Kind, known: &Known) -> String {
    if !is_name(kind) {
        let core: String = found.chars().filter(|c| c.is_alphanumeric()).collect();
        return format!("{} {core}", found_word(kind));
    }
    let is = |name: &str| {
        let only = Known { names: vec![name.to_owned()], ..Known::default() };
        privacy::scan(found, &only).iter().any(|finding| finding.kind == Kind::KnownName)
    };
    let person = known.names.iter().find(|name| is(name)).map_or(found, String::as_str);
    format!("person {person}")
}

/// 群众 for one person; where a text speaks of several, 群众甲, 群众乙, … keeps them apart.
fn tell_people_apart(proposals: &mut [Proposal]) {
    const STEMS: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    let people = || |proposal: &&mut Proposal| is_name(proposal.kind);
    if proposals.iter_mut().filter(people()).count() < 2 {
        return;
    }
    for (person, stem) in proposals.iter_mut().filter(people()).zip(STEMS) {
        person.neutral.push_str(stem);
    }
}

/// A word that keeps the sentence readable.
const fn neutral_word(kind: Kind) -> &'static str {
    match kind {
        Kind::PersonName | Kind::KnownName | Kind::PossibleName => "群众",
        Kind::Mobile | Kind::Landline => "（联系电话略）",
        Kind::KnownNumber => "（联系方式略）",
        Kind::IdCard | Kind::Passport => "（证件号码略）",
        Kind::BankCard | Kind::Account => "（账号略）",
        Kind::PossibleNumber => "（号码略）",
        Kind::Plate => "（车牌号略）",
        Kind::Email => "（邮箱略）",
        Kind::Qq | Kind::WeChat => "（网络账号略）",
        Kind::Address => "某处",
        Kind::BirthDate => "某年某月",
        Kind::Coordinates => "（位置略）",
        Kind::Status => "（个人情况略）",
    }
}

fn surname_word(found: &str, kind: Kind) -> Option<String> {
    if !is_name(kind) && kind != Kind::PossibleName {
        return None;
    }
    privacy::surname(found).map(|surname| format!("{surname}某"))
}

/// An address shrinks to its village, when that has inhabitants enough for one of them not to stand out; a date of birth
/// to its decade.
fn general_word(found: &str, kind: Kind, units: &Units, small_village: u32) -> Option<String> {
    match kind {
        Kind::Address => {
            let village = units.villages().iter().find(|village| found.contains(&village.name));
            Some(match village {
                Some(village) if village.population >= small_village && found != village.name => {
                    village.name.clone()
                }
                _ if found.contains('村') || found.contains("社区") => "某村".to_owned(),
                _ => return None,
            })
        }
        Kind::BirthDate => {
            let digits: String = found.chars().filter(char::is_ascii_digit).take(4).collect();
            let decade = digits.strip_prefix("19").or_else(|| digits.strip_prefix("20"))?.chars().next()?;
            let century = if digits.starts_with("19") { "" } else { "本世纪" };
            Some(format!("{century}{decade}0年代"))
        }
        Kind::Status => general_status(found).map(str::to_owned),
        _ => None,
    }
}

/// What says as much as a reader needs of somebody's circumstances: that there is an illness, not which.
fn general_status(found: &str) -> Option<&'static str> {
    let has = |words: &[&str]| words.iter().any(|word| found.contains(word));
    match () {
        () if has(&["低保", "五保", "特困", "贫困", "救济", "残保", "孤儿"]) => {
            Some("家庭困难")
        }
        () if has(&["吸", "戒毒", "刑", "牢", "劳改", "前科", "矫正", "被拘"]) => {
            Some("有过一些经历")
        }
        () if has(&["离婚", "离过婚", "单亲", "上门女婿", "收养", "领养", "胞胎", "未婚"]) => {
            Some("家庭情况特殊")
        }
        () if has(&["年级", "班"]) => Some("某年级"),
        () if has(&["那", "家", "户", "唯一", "就一", "独"]) => Some("某户"),
        () if has(&["信耶稣", "法轮功", "赌债", "同性恋"]) => None,
        () => Some("身体有病"),
    }
}

/// The text that the decisions make of a draft, and where in it the words of the decisions stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The text.
    pub text: String,
    /// Proposal, first byte, byte behind the last one; in order.
    pub slots: Vec<(usize, usize, usize)>,
}

/// Carries out decisions on one part. Decisions that are missing at the end of the list are as suggested.
#[must_use]
pub fn apply_part(draft: &Draft, part: Part, proposals: &[Proposal], decisions: &[Decision]) -> Applied {
    let text = draft.part(part);
    let mut places: Vec<(usize, Place)> = proposals
        .iter()
        .enumerate()
        .flat_map(|(at, proposal)| proposal.places.iter().map(move |place| (at, *place)))
        .filter(|(_, place)| place.part == part)
        .collect();
    places.sort_by_key(|(_, place)| place.start);
    let mut applied = Applied::default();
    let mut from = 0;
    for (at, place) in places {
        applied.text.push_str(&text[from..place.start]);
        let start = applied.text.len();
        let decision = decisions.get(at).cloned().unwrap_or_else(|| proposals[at].suggested());
        let is_neutral = decision.way == Way::Replace && decision.word == proposals[at].neutral;
        if decision.way == Way::Keep {
            applied.text.push_str(&text[place.start..place.end]);
        } else if is_neutral && (is_name(proposals[at].kind) || proposals[at].kind == Kind::PossibleName) {
            let word = word_between(&applied.text, &text[place.end..], &decision.word).into_owned();
            applied.text.push_str(&word);
        } else {
            applied.text.push_str(&decision.word);
        }
        applied.slots.push((at, start, applied.text.len()));
        from = place.end;
    }
    applied.text.push_str(&text[from..]);
    applied
}

/// Carries out decisions, one for each proposal. The proposals must come from [`propose`] on the same draft.
#[must_use]
pub fn apply(draft: &Draft, proposals: &[Proposal], decisions: &[Decision]) -> Draft {
    let mut changed = Draft::default();
    for part in Part::ALL {
        *changed.part_mut(*part) = apply_part(draft, *part, proposals, decisions).text;
    }
    changed
}

/// What the decisions keep, with the reasons: each form in which it stands. Without a reason nothing is kept.
#[must_use]
pub fn kept_by(draft: &Draft, proposals: &[Proposal], decisions: &[Decision]) -> Vec<KeptSpan> {
    let mut kept: Vec<KeptSpan> = Vec::new();
    for (proposal, decision) in proposals.iter().zip(decisions) {
        if decision.way != Way::Keep || decision.reason.is_empty() {
            continue;
        }
        for place in &proposal.places {
            let text = &draft.part(place.part)[place.start..place.end];
            let span = KeptSpan::new(text, &decision.reason);
            if !kept.iter().any(|before| before.text == span.text) {
                kept.push(span);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        Units::parse(
            r#"
            [[village]]
            id = "da"
            name = "大桥村"
            population = 2400
            households = 600
            groups = ["一组"]
            instructor = "x"
            committee_phone = ""
            address = ""
            mailbox_point = ""
            intro = ""
            [[village]]
            id = "xiao"
            name = "小桥村"
            population = 90
            households = 30
            groups = ["一组"]
            instructor = "x"
            committee_phone = ""
            address = ""
            mailbox_point = ""
            intro = ""
            "#,
        )
        .expect("two villages")
    }

    fn draft() -> Draft {
        Draft {
            title: "尉迟翀家门口的路灯".into(),
            letter: "我叫尉迟翀，电话14012345678，也可以打140-1234-5678。邻居上官翾也知道。".into(),
            answer: "尉迟 翀您好，路灯已修好。".into(),
        }
    }

    fn proposals() -> Vec<Proposal> {
        propose(&draft(), &Known::default(), &units(), 300, Reading::Close)
    }

    #[test]
    fn one_person_is_one_proposal_in_all_parts_and_two_are_kept_apart() {
        let people: Vec<Proposal> = proposals().into_iter().filter(|found| is_name(found.kind)).collect();
        assert_eq!(people.len(), 2, "{people:?}");
        assert_eq!(people[0].places.len(), 3, "title, letter and answer: {people:?}");
        assert_eq!((people[0].neutral.as_str(), people[1].neutral.as_str()), ("群众甲", "群众乙"));
        assert_eq!(people[1].surname.as_deref(), Some("上官某"));
        let decisions: Vec<Decision> = proposals().iter().map(Proposal::suggested).collect();
        let text = apply(&draft(), &proposals(), &decisions);
        assert_eq!(text.answer, "群众甲您好，路灯已修好。");
    }

    #[test]
    fn a_number_is_one_proposal_however_it_is_spaced() {
        let numbers: Vec<Proposal> =
            proposals().into_iter().filter(|found| found.kind == Kind::Mobile).collect();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
        assert_eq!(numbers[0].places.len(), 2);
    }

    #[test]
    fn an_address_shrinks_to_a_village_that_is_large_enough() {
        let general = |text: &str| general_word(text, Kind::Address, &units(), 300);
        assert_eq!(general("大桥村三组12号").as_deref(), Some("大桥村"));
        assert_eq!(general("小桥村一组").as_deref(), Some("某村"));
        assert_eq!(general("3栋2单元"), None);
        let decade = |text: &str| general_word(text, Kind::BirthDate, &units(), 300);
        assert_eq!(decade("1976年5月3日").as_deref(), Some("70年代"));
        let status = |text: &str| general_word(text, Kind::Status, &units(), 300);
        assert_eq!(status("尿毒症").as_deref(), Some("身体有病"));
        assert_eq!(status("低保户").as_deref(), Some("家庭困难"));
        assert_eq!(status("五年级").as_deref(), Some("某年级"));
        assert_eq!(status("信耶稣"), None, "nothing wider is as true");
    }

    #[test]
    fn a_decision_takes_only_what_its_way_has_room_for() {
        let proposal = &proposals()[0];
        let own = proposal.decide(Way::Replace, " 一位老人 ", "unused").expect("always possible");
        assert_eq!((own.word.as_str(), own.reason.as_str()), ("一位老人", ""));
        assert_eq!(proposal.decide(Way::Generalise, "", ""), None);
        let kept = vec![proposal.decide(Way::Keep, "x", " 村务公开 ").expect("always possible")];
        let spans = kept_by(&draft(), &proposals(), &kept);
        assert!(spans.iter().all(|span| span.reason == "村务公开"), "{spans:?}");
        assert_eq!(spans.len(), 2, "each form in which the name stands: {spans:?}");
    }
}
