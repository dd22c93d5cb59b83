//! Names of persons, by the words around them.
//!
//! A name is looked for where a text introduces one: after 我叫, 联系人, 村民 or 父亲, before 本人, 名下 or
//! 敬上, and in the lists that continue from there; then wherever surname, characters and neighbours fit so
//! well that a person should decide. A name found once is found everywhere in the text. A name next to an
//! office (镇长…, …书记) belongs to somebody acting in duty and stays, everywhere in the text.
//!
//! Deliberately absent: names that the site or a case knows ([`super::known`]), and how a name is shaped
//! ([`super::name_shape`]).

use super::context::{Within, any_at, before, ends_with_any, holds_any, is_han, stands_at};
use super::lexicon::Cue;
use super::name_shape::{Name, Shape, WORTH_A_LOOK};
use super::name_weight::{Noticed, Place};
use super::tagger::Tagged;
use super::text_index::List;
use super::{Span, name_score, slots, tagger_merge};
use std::collections::HashMap;

/// Finds names of private persons. `tagged` are the places that the tagger takes for names.
pub(super) fn find(shape: Shape<'_>, tagged: &[Tagged], out: &mut Vec<Span>) {
    let noticed = Noticed {
        shape,
        found: Vec::new(),
        free: Vec::new(),
        officials: Vec::new(),
        addressed: Vec::new(),
        scored: Vec::new(),
    };
    let mut search = Search { shape, noticed };
    for at in 0..shape.chars.len() {
        search.look_at(at);
    }
    tagger_merge::weigh(&mut search.noticed, tagged);
    search.noticed.scored = scored(&shape, tagged);
    search.noticed.report(out);
}

/// Every place that has the shape of a name, with its score.
fn scored(shape: &Shape, tagged: &[Tagged]) -> Vec<(Place, i32)> {
    let mut costs: HashMap<(usize, usize), f32> = HashMap::new();
    for one in tagged {
        let cost = costs.entry((one.from, one.to)).or_insert(one.cost);
        *cost = cost.min(one.cost);
    }
    let mut scored = Vec::new();
    for from in 0..shape.chars.len() {
        let mut left = None;
        name_score::ends(shape, from, |to| {
            if shape.is_role(from, to) {
                return;
            }
            let left = *left.get_or_insert_with(|| slots::left(shape, from));
            let cost = costs.get(&(from, to)).copied();
            // A word outside of any slot that the tagger does not doubt: most places, and never a name.
            let plain = left.strength() == 0 && cost.is_none_or(|cost| cost > 1.5);
            if plain && (shape.longest_word_at(from) > 1 || shape.cuts_a_word(from)) {
                return;
            }
            let candidate = name_score::candidate(shape, from, to, left, cost);
            let score = name_score::score(&candidate) + name_score::slot_gain(shape, &candidate, cost);
            scored.push((Place { from, to, sure: false }, score));
        });
    }
    scored
}

struct Search<'a> {
    shape: Shape<'a>,
    noticed: Noticed<'a>,
}

impl Search<'_> {
    fn look_at(&mut self, at: usize) {
        let chars = self.shape.chars;
        let c = chars[at];
        if c == '·' {
            self.dotted(at);
            return;
        }
        if !is_han(c) && c != '(' && c != ',' {
            return;
        }
        let lexicon = self.shape.lexicon;
        let mut introduced = false;
        for (length, cue) in lexicon.cues_at(chars, at) {
            match cue {
                Cue::Label | Cue::Person | Cue::Report if !introduced => {
                    introduced = self.after_cue(at, at + length, cue);
                }
                Cue::Office => self.beside_office(at, at + length),
                Cue::Owner => self.before_owner(at),
                Cue::Address => self.before_address(at, at + length),
                Cue::Label | Cue::Person | Cue::Report => {}
            }
        }
        if c == '姓' {
            self.split_name(at);
        }
        if let Some(end) = self.shape.undotted_end(at) {
            let covered = self.noticed.found.last().is_some_and(|place| place.to > at);
            if end - at > 3 && !covered {
                self.add(at, end, false);
            }
        }
        if let Some(name) = self.shape.free_name_at(at) {
            if self.office_follows(name.end) && chars.get(name.end) == Some(&'(') {
                self.noticed.officials.push((at, name.end));
            }
            self.noticed.free.push((Place { from: at, to: name.end, sure: false }, name.score));
        }
    }

    fn add(&mut self, from: usize, to: usize, sure: bool) {
        self.noticed.found.push(Place { from, to, sure });
    }

    /// Reads the names after a cue; true when there was one.
    fn after_cue(&mut self, cue_at: usize, cue_end: usize, cue: Cue) -> bool {
        let (start, marked) = self.skip_to_name(cue_end);
        let label = cue == Cue::Label && marked;
        // 我叫 asks for a name as a colon does, but for a surname with it: one also calls an ambulance.
        let told = label || cue == Cue::Label && self.shape.chars[cue_end - 1] == '叫';
        let fitting =
            self.shape.name_at(start, label).filter(|name| self.fits(start, name, cue, told, cue_at));
        let Some(name) = fitting else {
            return self.look_at_rest(start, cue)
                || cue == Cue::Label && (self.odd_name(start) || self.look_after(start));
        };
        if self.office_follows(name.end) || cue != Cue::Label && self.is_office_before(cue_at) {
            self.noticed.officials.push((start, name.end));
            return true;
        }
        // Where the name ends in doubt, its last character may be missing.
        let ends = name.closed || !self.shape.cuts_a_word(name.end) && self.shape.end_score(name.end).0 > 1;
        // 居民申请身份证, 干部都有责任: a word in the place of a name is for a person to decide, unless a
        // colon asks.
        let plain = self.shape.is_word(start, name.end)
            || self.shape.lexicon.is_particle(self.shape.chars[start])
            || self.shape.joins_a_word(cue_end);
        self.add(start, name.end, (name.closed || cue == Cue::Label && ends) && (label || !plain));
        self.list_from(name.end);
        true
    }

    /// After a label, a surname and one or two characters up to a mark are a name even when the characters
    /// are otherwise never found in one.
    fn odd_name(&mut self, start: usize) -> bool {
        let end = self.shape.run_end(start);
        let odd = (2..=3).contains(&end.saturating_sub(start))
            && self.shape.lexicon.surname_len(self.shape.chars, start) > 0
            && !self.shape.is_word(start, end)
            && !self.shape.starts_word(start, end);
        if odd {
            self.add(start, end, false);
        }
        odd
    }

    /// After a cue, a surname and one or two characters that end like a name are one, whatever the
    /// characters, when no word is made of them; a word is worth a look: 住户高峰。
    fn look_at_rest(&mut self, start: usize, cue: Cue) -> bool {
        let shape = &self.shape;
        let surname = shape.lexicon.surname_len(shape.chars, start);
        if surname == 0 {
            return false;
        }
        let facts = |end| shape.end_score(end).1 && shape.facts_follow(end);
        let odd = |end| shape.chars[start + surname..end].iter().any(|&c| shape.lexicon.never_given(c));
        let end = [2, 1].map(|given| start + surname + given).into_iter().find(|&end| {
            let (after, closed) = shape.end_score(end);
            let fits =
                shape.chars.get(start + surname..end).is_some_and(|given| given.iter().all(|&c| is_han(c)));
            let no_name = shape.is_no_name(start, end) || shape.lexicon.is_particle(shape.chars[start]);
            fits && after > 0 && (facts(end) || !no_name && (!odd(end) || cue == Cue::Label && closed))
        });
        let Some(end) = end else { return false };
        let plain = shape.is_word(start, end) || shape.starts_word(start, end) || shape.cuts_a_name(end);
        let name = shape.end_score(end).0 > 1 && !plain && (facts(end) || !odd(end));
        // A word that only runs on is a word: 我儿子马上要上学.
        let ends = shape.end_score(end).1 || any_at(shape.chars, end, &["在", "住"]).is_some();
        if name {
            self.add(start, end, false);
        } else if ends || !plain {
            self.noticed.free.push((Place { from: start, to: end, sure: false }, WORTH_A_LOOK));
        }
        name
    }

    /// After a label, a surname that stands before no word is worth a look.
    fn look_after(&mut self, start: usize) -> bool {
        let shape = &self.shape;
        let surname = shape.lexicon.surname_len(shape.chars, start);
        let end = start + surname + 1;
        let name = surname > 0
            && shape.chars.get(end - 1).is_some_and(|&c| shape.lexicon.in_given(c))
            && !shape.is_word(start, end)
            && !shape.starts_word(start, end);
        if name {
            self.noticed.free.push((Place { from: start, to: end, sure: false }, WORTH_A_LOOK));
        }
        false
    }

    /// Whether a name after a cue may be taken for one.
    fn fits(&self, start: usize, name: &Name, cue: Cue, marked_label: bool, cue_at: usize) -> bool {
        if name.score == 9 {
            return true;
        }
        let shape = &self.shape;
        // 来信人：周一帆 is more than Monday.
        let more = marked_label
            && name.closed
            && name.end - start == 3
            && shape.lexicon.surname_len(shape.chars, start) == 1
            && shape.longest_word_at(start) < 3;
        if shape.is_no_name(start, name.end) && !more {
            return false;
        }
        if shape.is_word(start, name.end) {
            let named = cue_at > 0 && matches!(shape.chars[cue_at - 1], '的' | '我' | '和');
            let likely = named && cue == Cue::Person || cue == Cue::Label;
            let ends = name.closed || any_at(shape.chars, name.end, &["在", "住"]).is_some();
            return marked_label
                || name.closed && shape.facts_follow(name.end)
                || likely && ends && shape.sounds_like_a_name(start, name.end);
        }
        if marked_label {
            return name.score >= 2;
        }
        let starts_word = shape.starts_word(start, name.end);
        let wordy = shape.lexicon.is_wordy(shape.chars[start]);
        let certain = name.closed && shape.facts_follow(name.end);
        let mine = cue_at > 0 && matches!(shape.chars[cue_at - 1], '我' | '和' | '的' | '其' | '与');
        let wanted = if cue == Cue::Label || mine { 5 } else { 6 };
        if starts_word && (mine || cue == Cue::Label) && shape.outgrows_a_word(start, name.end) {
            return true;
        }
        if starts_word
            || wordy && !certain && (name.score < wanted || shape.lexicon.is_particle(shape.chars[start]))
        {
            return certain && !shape.lexicon.is_particle(shape.chars[start]);
        }
        let common = shape.lexicon.is_common_surname(shape.chars[start]);
        name.score >= if mine && common { 3 } else { 4 }
    }

    /// Skips what may stand between a cue and a name: 是, 叫, a colon, an opening bracket. True when such a
    /// mark says that a name must follow.
    fn skip_to_name(&self, from: usize) -> (usize, bool) {
        const FILL: &[&str] = &[
            "姓名", "名字", "名叫", "叫做", ":", "(", "\"", "“", "「", "【", " ", "是", "叫", "为", "_", ",",
        ];
        let chars = self.shape.chars;
        let mut at = from;
        let mut marked = false;
        while at < from + 6 {
            let Some(length) = any_at(chars, at, FILL) else { break };
            // Only a comma directly after the cue: "申请人，张某".
            if chars[at] == ',' && at > from {
                break;
            }
            marked |= !matches!(chars[at], ' ' | ',');
            at += length;
        }
        (at, marked)
    }

    /// Continues a list: 张某、李某和王某.
    fn list_from(&mut self, mut end: usize) {
        let chars = self.shape.chars;
        while let Some(length) =
            any_at(chars, end, &["、", ",", "和", "与", "及", "以及", " ", "跟", ")、", "),"])
        {
            let start = self.shape.skip_spaces(end + length);
            let weak = matches!(chars[end], ',' | ' ' | ')');
            let Some(name) = self.shape.name_at(start, false) else { break };
            let plain = self.shape.is_word(start, name.end) || self.shape.starts_word(start, name.end);
            let common = self.shape.lexicon.is_common_surname(self.shape.chars[start]);
            let wanted = if weak || !common { 4 } else { 3 };
            if name.score < wanted || weak && (plain || !name.closed) || plain && !name.closed {
                break;
            }
            if self.office_follows(name.end) {
                self.noticed.officials.push((start, name.end));
                break;
            }
            self.add(start, name.end, !weak && !plain && name.closed);
            end = name.end;
        }
    }

    /// A name before or after an office is that of somebody in duty.
    fn beside_office(&mut self, office_at: usize, office_end: usize) {
        let chars = self.shape.chars;
        // 户主任某 is a household head, not a director.
        if stands_at(chars, office_at, "主任")
            && office_at > 0
            && matches!(
                chars[office_at - 1],
                '户' | '业' | '车' | '房' | '店' | '雇' | '失' | '货' | '船' | '事'
            )
        {
            return;
        }
        if let Some(place) = self.shape.name_before(office_at) {
            self.noticed.officials.push(place);
        }
        let start = self.shape.skip_spaces(office_end);
        let start = start + usize::from(matches!(chars.get(start), Some(':' | '(')));
        if let Some(name) = self.shape.name_at(start, false)
            && name.score >= 4
        {
            self.noticed.officials.push((start, name.end));
            // 局长张某、李某 are both in duty.
            if chars.get(name.end) == Some(&'、')
                && let Some(next) = self.shape.name_at(name.end + 1, false)
                && next.score >= 5
            {
                self.noticed.officials.push((name.end + 1, next.end));
            }
        }
    }

    fn before_owner(&mut self, owner_at: usize) {
        if self.addressee(owner_at) {
            return;
        }
        let Some((start, end)) = self.shape.name_before(owner_at) else {
            self.look_before(owner_at);
            return;
        };
        let shape = &self.shape;
        let free = shape.starts_freely(start);
        let word = shape.is_word(start, end) || shape.starts_word(start, end);
        let particle = shape.lexicon.is_particle(shape.chars[start]);
        if !word && !particle {
            self.add(start, end, free);
        } else if free {
            self.noticed.free.push((Place { from: start, to: end, sure: false }, WORTH_A_LOOK));
        }
    }

    /// Between a mark and what stands after names, a surname and one or two characters are worth a look.
    fn look_before(&mut self, end: usize) {
        let shape = &self.shape;
        let start = (end.saturating_sub(4)..end)
            .rev()
            .find(|&at| !is_han(shape.chars[at]))
            .map_or(0, |mark| mark + 1);
        let surname = shape.lexicon.surname_len(shape.chars, start);
        if surname > 0 && (1..=2).contains(&end.saturating_sub(start + surname)) && !shape.is_word(start, end)
        {
            self.noticed.free.push((Place { from: start, to: end, sure: false }, WORTH_A_LOOK));
        }
    }

    /// "我姓张，名小满", "姓张叫小满": surname and given name with words between them.
    fn split_name(&mut self, at: usize) {
        let chars = self.shape.chars;
        let surname = self.shape.lexicon.surname_len(chars, at + 1);
        let surname_end = at + 1 + surname;
        let Some(joint) = any_at(chars, surname_end, SURNAME_JOINTS) else {
            return;
        };
        let start = surname_end + joint;
        let start = start
            + usize::from(chars.get(start) == Some(&'一'))
                * usize::from(chars.get(start + 1) == Some(&'个'))
                * 3;
        if surname == 0
            || self.shape.lexicon.surname_len(chars, start) > 0
                && chars[start..].starts_with(&chars[at + 1..surname_end])
        {
            return;
        }
        let given = [2, 1].into_iter().find(|&given| {
            chars
                .get(start..start + given)
                .is_some_and(|part| part.iter().all(|&c| is_han(c) && !self.shape.lexicon.never_given(c)))
                && self.shape.end_score(start + given).0 >= 2
        });
        if let Some(given) = given {
            self.add(at + 1, surname_end, true);
            self.add(start, start + given, true);
        }
    }

    /// "某某同志：" at the start of a line is the person addressed, whatever the surname.
    fn addressee(&mut self, at: usize) -> bool {
        let chars = self.shape.chars;
        if !stands_at(chars, at, "同志:") && !stands_at(chars, at, "敬上") {
            return false;
        }
        let end = if chars[..at].ends_with(&[' ']) { at - 1 } else { at };
        let floor = end.saturating_sub(5);
        let start = (floor..end).rev().find(|&i| !is_han(chars[i])).map_or(floor, |i| i + 1);
        let named = (2..=4).contains(&(end - start))
            && (!self.shape.is_word(start, end) || self.shape.sounds_like_a_name(start, end))
            && !self.shape.index.starts(start, List::Office);
        if named {
            self.add(start, end, true);
        }
        named
    }

    fn before_address(&mut self, at: usize, end: usize) {
        let shape = &self.shape;
        let Some(mut start) = at.checked_sub(1) else { return };
        let mut surname = shape.lexicon.surname_len(shape.chars, start) == 1;
        if at >= 2 && shape.lexicon.surname_len(shape.chars, at - 2) == 2 {
            (start, surname) = (at - 2, true);
        }
        let short = end - at == 1;
        if !surname || short && shape.chars[at] != '某' || shape.cuts_a_word(at) || shape.cuts_a_word(start)
        {
            return;
        }
        if !shape.lexicon.is_wordy(shape.chars[start]) || shape.starts_freely(start) {
            self.noticed.addressed.push((start, end));
        }
    }

    /// Names with a dot: the parts run to the first character that cannot be in one.
    fn dotted(&mut self, dot: usize) {
        let known = self.noticed.found.iter().rev().take(8).any(|place| place.from < dot && dot < place.to);
        if !known
            && let Some((start, end)) = self.shape.dotted_name(dot, |at| slots::ends_part(&self.shape, at))
        {
            let start = slots::start_of_part(&self.shape, start, dot);
            self.add(start, end, true);
        }
    }

    /// Whether a bracket after the name puts it into an office: 某某（镇农业服务中心）.
    fn office_follows(&self, end: usize) -> bool {
        let chars = self.shape.chars;
        let at = self.shape.skip_spaces(end);
        if self.shape.index.starts(at, List::Office) {
            return true;
        }
        if chars.get(at) != Some(&'(') {
            return false;
        }
        let close = (at..chars.len().min(at + 24)).find(|&i| chars[i] == ')').unwrap_or(at);
        let inside = &chars[at..close];
        holds_any(inside, OFFICE_WORDS) && !holds_any(inside, &["住", "身份证", "村民", "户", "之", "岁"])
    }

    fn is_office_before(&self, at: usize) -> bool {
        ends_with_any(before(self.shape.chars, at, 3, Within::Clause), &["书记", "镇长", "局长", "主任"])
    }
}

/// What stands between a surname and a given name that are told apart.
#[rustfmt::skip]
const SURNAME_JOINTS: &[&str] = &[
    ",名字叫", ",名叫", ",单名", ",全名", ",名", ",叫", "名叫", "单名", "名", "叫", ", 名", ", 叫", " 名",
    " 叫",
];

/// Words that put the person before a bracket into an office.
#[rustfmt::skip]
const OFFICE_WORDS: &[&str] = &[
    "中心", "政府", "办公室", "局", "委", "站", "科", "办", "所", "处", "队", "工会", "书记", "镇长", "主任",
    "镇", "街道",
];

#[cfg(test)]
mod tests {
    use crate::Span;
    use crate::name_shape::Shape;
    use crate::normalized::Normalized;
    use crate::text_index::TextIndex;

    fn find(chars: &[char], out: &mut Vec<Span>) {
        super::find(Shape::new(&TextIndex::read(chars), crate::slots::ends_part), &[], out);
    }

    fn found(text: &str) -> Vec<String> {
        let normalized = Normalized::new(text);
        let mut spans = Vec::new();
        find(normalized.chars(), &mut spans);
        let mut names: Vec<(usize, String)> = spans
            .into_iter()
            .map(|span| {
                let (start, end) = normalized.original(span.from, span.to);
                (start, text[start..end].to_owned())
            })
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn a_name_is_found_after_its_cue() {
        for (text, name) in [
            ("我叫林秋月，家住水口村", "林秋月"),
            ("联系人：尹禾，电话", "尹禾"),
            ("我是水口村村民罗春山，今年", "罗春山"),
            ("举报人欧阳禾青反映", "欧阳禾青"),
            ("户主：古丽尼莎·买买提，", "古丽尼莎·买买提"),
            ("我叔叔梁柏舟的身份证", "梁柏舟"),
            ("姓名：禾田", "禾田"),
            ("工作人员找到卢成本人", "卢成"),
            ("此致\n敬礼\n唐小满 敬上", "唐小满"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    #[test]
    fn a_list_of_names_is_read_to_its_end() {
        assert_eq!(found("当事人林秋月、尹禾和罗春山。"), ["林秋月", "尹禾", "罗春山"]);
    }

    #[test]
    fn a_name_found_once_is_found_everywhere() {
        assert_eq!(found("我叫林秋月。昨天干部对林秋月说"), ["林秋月", "林秋月"]);
    }

    #[test]
    fn officials_in_duty_stay() {
        for text in [
            "请镇长卢云舟同志到村里看看",
            "请卢云舟书记过问",
            "联系人：卢云舟（水利站）",
            "王书记您好",
            "副镇长卢云舟已经安排人手",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ordinary_words_after_a_cue_are_no_names() {
        for text in
            ["村民方便出行", "业主任何时候", "我儿子马上要上学", "群众安全", "居民周边环境", "孩子高考"]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_word_in_the_place_of_a_name_is_never_sure() {
        for text in ["请问居民申请身份证要几天", "我老婆和小孩一家人", "离居民区太远，"]
        {
            let normalized = Normalized::new(text);
            let mut spans = Vec::new();
            find(normalized.chars(), &mut spans);
            assert!(spans.iter().all(|span| !span.sure), "{text}");
        }
    }

    #[test]
    fn a_surname_with_a_form_of_address_is_reported() {
        assert_eq!(found("村里的罗大爷说"), ["罗大爷"]);
    }
}
