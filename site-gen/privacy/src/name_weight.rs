//! Weighs the places where names may stand against one another, over the whole text.
//!
//! Names of officials stay, a name that is certain at one place is a name at all places, and a name that
//! nothing introduces is weighed with all its mentions. Deliberately absent: how the places were found
//! ([`super::names`]).

use super::context::{Within, before, holds_any};
use super::name_shape::{Shape, WORTH_A_LOOK};
use super::slots::{self, Right};
use super::text_index::List;
use super::{Kind, Span};
use std::collections::{HashMap, HashSet};

/// A name in the normalized text.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) sure: bool,
}

/// All places of a text that the name rules noticed.
pub(super) struct Noticed<'a> {
    pub(super) shape: Shape<'a>,
    /// Names of private persons.
    pub(super) found: Vec<Place>,
    /// Places that look like a name and have nothing that introduces it, with their score.
    pub(super) free: Vec<(Place, u8)>,
    /// Names of officials in duty.
    pub(super) officials: Vec<(usize, usize)>,
    /// Surname and form of address: 李大爷.
    pub(super) addressed: Vec<(usize, usize)>,
    /// Every place that has the shape of a name, in the order of the text, with its score.
    pub(super) scored: Vec<(Place, i32)>,
}

impl Noticed<'_> {
    /// Whether a word of grammar stands here and the sentence goes on: 我儿子马上要上学.
    fn runs_on(&self, place: Place) -> bool {
        let right = slots::right(&self.shape, place.to);
        self.shape.is_function_word(place.from, place.to)
            && matches!(right, Right::Follower | Right::Word | Right::MayFollow | Right::Other | Right::Does)
    }

    /// Joins what was found: names of officials stay, names found once are found everywhere, free names are
    /// weighed.
    pub(super) fn report(mut self, out: &mut Vec<Span>) {
        let shape = self.shape;
        let chars = shape.chars;
        let officials: HashSet<&[char]> = self.officials.iter().map(|&(from, to)| &chars[from..to]).collect();
        let mut taken = vec![false; chars.len() + 1];
        for &(from, to) in &self.officials {
            taken[from..to].fill(true);
        }
        self.found.sort_by_key(|place| (std::cmp::Reverse(place.sure), place.from));
        let mut names: HashMap<&[char], bool> = HashMap::new();
        let take = |place: Place, kind: Kind, taken: &mut Vec<bool>, out: &mut Vec<Span>| {
            let name = &chars[place.from..place.to];
            if !place.sure && STAND_INS.iter().any(|stand_in| name == stand_in) {
                return false;
            }
            if kind == Kind::PersonName && !place.sure && is_doubtful(&shape, place) {
                return false;
            }
            if taken[place.from..place.to].iter().any(|&taken| taken) || officials.contains(name) {
                return false;
            }
            taken[place.from..place.to].fill(true);
            out.push(Span { from: place.from, to: place.to, kind, sure: place.sure });
            true
        };
        // They still stand in the order of the text.
        let score_of = |place: Place| {
            let at = self.scored.binary_search_by_key(&(place.from, place.to), |(one, _)| (one.from, one.to));
            at.ok().map(|at| self.scored[at].1)
        };
        for &place in &self.found {
            if !place.sure && self.shape.is_part_of_a_place(place.from, place.to) {
                continue;
            }
            if !place.sure && self.runs_on(place) {
                continue;
            }
            let slot = slots::left(&self.shape, place.from);
            let asked = slot.strength() > 1;
            if !place.sure && !asked && score_of(place).is_some_and(|score| score < DOUBT) {
                continue;
            }
            if take(place, Kind::PersonName, &mut taken, out) {
                let sure = names.entry(&chars[place.from..place.to]).or_insert(false);
                *sure |= place.sure;
            }
        }
        self.scored.sort_by_key(|&(place, score)| (std::cmp::Reverse(score), place.from));
        let places: HashSet<&[char]> = self
            .scored
            .iter()
            .filter(|(place, _)| self.shape.is_part_of_a_place(place.from, place.to))
            .map(|(place, _)| &chars[place.from..place.to])
            .collect();
        for &(place, score) in &self.scored {
            if places.contains(&chars[place.from..place.to]) {
                continue;
            }
            if score >= LIKELY && take(place, Kind::PersonName, &mut taken, out) {
                names.entry(&chars[place.from..place.to]).or_insert(false);
            }
        }
        // 甲、乙和丙: beside a name in a list stands another.
        let joint = |at: usize| chars.get(at).is_some_and(|c| matches!(c, '、' | '和' | '与' | '及' | '跟'));
        for _ in 0..2 {
            for &(place, _) in self.scored.iter().filter(|(_, score)| *score >= LISTED) {
                let before = place.from > 1 && joint(place.from - 1) && taken[place.from - 2];
                let behind = joint(place.to) && taken[place.to + 1];
                if (before || behind)
                    && !places.contains(&chars[place.from..place.to])
                    && take(place, Kind::PersonName, &mut taken, out)
                {
                    names.entry(&chars[place.from..place.to]).or_insert(false);
                }
            }
        }
        // A name that nothing introduces is weighed with all its mentions: the best one, and how many there
        // are.
        let mut mentions: HashMap<&[char], (u8, u8)> = HashMap::new();
        for (place, score) in &self.free {
            let (best, count) = mentions.entry(&chars[place.from..place.to]).or_insert((0, 0));
            *best = score.max(best).to_owned();
            *count = count.saturating_add(1);
        }
        for &(place, score) in &self.free {
            let name = &chars[place.from..place.to];
            if places.contains(name) {
                continue;
            }
            let (best, count) = mentions.get(name).copied().unwrap_or((score, 1));
            let many = if self.shape.lexicon.is_common_surname(name[0]) {
                count.min(5) / 2
            } else {
                u8::from(count > 1)
            };
            let listed = chars[..place.from].ends_with(&['、']) || chars.get(place.to) == Some(&'、');
            if best + many + u8::from(listed) >= FREE_ENOUGH && take(place, Kind::PersonName, &mut taken, out)
            {
                names.entry(name).or_insert(false);
            }
        }
        // Most places start none of the names; one bit for each first character says so at once.
        let bit = |c: char| 1_u64 << (u32::from(c) % 64);
        let firsts = names.keys().filter_map(|name| name.first()).fold(0, |bits, &c| bits | bit(c));
        for at in (0..chars.len()).filter(|&at| firsts & bit(chars[at]) != 0) {
            for length in [4, 3, 2] {
                let Some(name) = chars.get(at..at + length) else { continue };
                if let Some(&sure) = names.get(name) {
                    let word = length == 2
                        && (self.shape.is_word(at, at + length) || self.shape.lexicon.is_wordy(name[0]));
                    let certain =
                        !word || self.shape.starts_freely(at) && self.shape.end_score(at + length).0 >= 2;
                    if certain {
                        take(Place { from: at, to: at + length, sure }, Kind::PersonName, &mut taken, out);
                    }
                }
            }
        }
        for &(from, to) in &self.addressed {
            take(Place { from, to, sure: false }, Kind::PersonName, &mut taken, out);
        }
        for &place in self.found.iter().filter(|place| !self.runs_on(**place)) {
            take(place, Kind::PossibleName, &mut taken, out);
        }
        for &(place, score) in &self.scored {
            if score >= LOOK && !self.runs_on(place) {
                take(place, Kind::PossibleName, &mut taken, out);
            }
        }
        for &(place, score) in &self.free {
            if score >= WORTH_A_LOOK {
                take(place, Kind::PossibleName, &mut taken, out);
            }
        }
    }
}

/// Whether the place is a name at most for a person to decide, where no slot says that a private person is meant:
/// a public name, somebody of an office, or an ordinary word that is hardly ever a name.
fn is_doubtful(shape: &Shape, Place { from, to, .. }: Place) -> bool {
    let (left, right) = (slots::left(shape, from), slots::right(shape, to));
    if matches!(right, Right::Household | Right::Owner) {
        return false;
    }
    let public = shape.is_public_name(from, to) && left.strength() < 2;
    // 群众宣传了: what has been done is a verb; 农忙时: when; 居民户口簿: a thing of three characters.
    let word = shape.is_known_word(from, to)
        && left.strength() < 3
        && (to - from > 2 || matches!(shape.chars.get(to), Some('了' | '着' | '过' | '时')));
    // 品牌：康佳、李宁; 荣威车.
    let brand = shape.chars[to - 1] == '车'
        || holds_any(before(shape.chars, from, 24, Within::Sentence), &["品牌", "牌子"])
            && left.strength() < 2;
    public || word || brand || shape.index.ends(from, List::Body)
}

/// The score from which a place is reported as a name ([`super::name_score`]; 8 is one logit).
const LIKELY: i32 = 0;
/// The same beside another name in a list.
const LISTED: i32 = -20;
/// The score from which a place is worth a look.
const LOOK: i32 = -20;
/// Below it, what another rule took for a name without being sure is worth no more than a look.
const DOUBT: i32 = -30;

/// Names that stand for nobody, in sayings and examples.
const STAND_INS: [[char; 2]; 4] = [['张', '三'], ['李', '四'], ['王', '五'], ['赵', '六']];
/// The score from which a name that nothing introduces is reported.
const FREE_ENOUGH: u8 = 9;

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, scan};

    fn found(text: &str, kind: Kind) -> Vec<&str> {
        let found = scan(text, &Known::default()).into_iter().filter(|one| one.kind == kind);
        found.map(|one| &text[one.start..one.end]).collect()
    }

    #[test]
    fn a_public_name_is_a_question_unless_a_person_is_meant() {
        for text in ["家里用的王老吉、陈克明都过期了", "途经黄冈、许昌、商丘", "民政办万志平主持"]
        {
            assert_eq!(found(text, Kind::PersonName), [""; 0], "{text}");
        }
        assert_eq!(found("民政办万志平主持", Kind::PossibleName), ["万志平"]);
        for (text, name) in
            [("邻居许昌家的狗", "许昌"), ("户主：陈克明", "陈克明"), ("我儿子万志平，", "万志平")]
        {
            assert_eq!(found(text, Kind::PersonName), [name], "{text}");
        }
    }

    #[test]
    fn a_verb_a_thing_and_a_role_are_no_names() {
        for text in ["向群众宣传了新政策", "凭居民户口簿和结婚证到窗口领", "包工头与房东都逃了"]
        {
            assert_eq!(found(text, Kind::PersonName), [""; 0], "{text}");
        }
    }
}
