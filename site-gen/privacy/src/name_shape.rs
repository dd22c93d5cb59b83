//! What a name looks like: whether the characters at a place can be one, and where it ends.
//!
//! A name is a surname and one or two characters, or parts joined by dots. Shape alone never makes a name; it
//! is weighed by what stands before and after, and an ordinary word is not a name without more. Deliberately
//! absent: cues and decisions ([`super::names`]).

use super::context::{is_han, skip_spaces};
use super::lexicon::{Cue, Lexicon, lexicon};
use super::name_words::NO_NAMES;
use super::text_index::{List, TextIndex};
use super::word_set::WordSet;
use super::words::{is_function_word, words};
use std::sync::LazyLock;

static NO_NAME_WORDS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(NO_NAMES));

/// The score from which a name that nothing introduces is worth a look by a person.
pub(super) const WORTH_A_LOOK: u8 = 4;

/// A place where a name may stand.
pub(super) struct Name {
    pub(super) end: usize,
    /// How well the name fits: what follows it, and whether its characters make names.
    pub(super) score: u8,
    /// What follows ends the name beyond doubt.
    pub(super) closed: bool,
}

/// No name has more parts between dots.
const MOST_PARTS: usize = 6;

/// Reads shapes of names in a normalized text.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) chars: &'a [char],
    pub(super) index: &'a TextIndex<'a>,
    pub(super) lexicon: &'static Lexicon,
    ends_part: EndsPart,
}

/// Whether no part of a name with a dot goes on at a place: asked of whoever knows what stands around names.
pub(super) type EndsPart = fn(&Shape<'_>, usize) -> bool;

impl<'a> Shape<'a> {
    pub(super) fn new(index: &'a TextIndex<'a>, ends_part: EndsPart) -> Self {
        Self { chars: index.chars, index, lexicon: lexicon(), ends_part }
    }

    /// The best name that starts at `at`. With `any_surname`, two to four characters up to a mark count as
    /// well.
    pub(super) fn name_at(&self, at: usize, any_surname: bool) -> Option<Name> {
        if let Some(end) = self.dotted_end(at) {
            return Some(Name { end, score: 9, closed: true });
        }
        if let Some(end) = self.undotted_end(at) {
            return Some(Name { end, score: 9, closed: true });
        }
        let surname = self.lexicon.surname_len(self.chars, at);
        let mut best: Option<Name> = None;
        if surname > 0 {
            // 濮阳 may be all of a name.
            let lengths: &[(usize, usize)] =
                if surname == 2 { &[(2, 2), (2, 1), (1, 1)] } else { &[(1, 2), (1, 1)] };
            for &(surname, given) in lengths {
                let end = at + surname + given;
                let Some(part) = self.chars.get(at + surname..end) else { continue };
                if part.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                    continue;
                }
                let (after, closed) = self.end_score(end);
                let cut = self.cuts_a_name(end);
                // A word that starts here is as good as a mark when the characters before it make names.
                let word = u8::from(!cut && self.longest_word_at(end) > 1);
                let after =
                    after.max(word + word * u8::from(part.iter().all(|&c| self.lexicon.given_weight(c) > 1)));
                let likely: i8 = part.iter().map(|&c| self.lexicon.given_weight(c).min(1)).sum();
                let loose = self.chars[end - 1..end].iter().any(|&c| !self.lexicon.in_given(c));
                let cost = u8::from(cut) * 2 + u8::from(loose && given == 2) * 2;
                let score = (after * 2 + u8::try_from(likely).unwrap_or(0) + u8::from(given == 2))
                    .saturating_sub(cost);
                if best.as_ref().is_none_or(|known| score > known.score) {
                    best = Some(Name { end, score, closed });
                }
            }
        }
        if any_surname && best.as_ref().is_none_or(|name| !name.closed) {
            let end = self.run_end(at);
            let part = &self.chars[at.min(end)..end];
            let plain = !part.iter().any(|&c| self.lexicon.never_given(c));
            if (2..=4).contains(&part.len()) && plain && !self.is_word(at, end) {
                return Some(Name { end, score: 3, closed: true });
            }
        }
        best
    }

    /// The end of the Chinese characters from `at` on.
    pub(super) fn run_end(&self, at: usize) -> usize {
        // No name is longer; a look ahead over a text without marks stays short.
        let most = self.chars.len().min(at + 8);
        (at..most).find(|&i| !is_han(self.chars[i])).unwrap_or(most)
    }

    /// How clearly a name ends here: 3 at a mark or the end, 2 before a word that follows names, 1 before a
    /// word that may also be part of a name; and whether it ends beyond doubt.
    pub(super) fn end_score(&self, end: usize) -> (u8, bool) {
        let Some(&next) = self.chars.get(end) else { return (3, true) };
        if next == '·' {
            return (0, false);
        }
        if !is_han(next) || self.index.starts(end, List::Owner) || self.joins_another(end) {
            return (3, true);
        }
        if self.index.starts(end, List::Follower)
            || self.index.starts(end, List::Office)
            || self.index.starts(end, List::Person)
        {
            return (2, false);
        }
        (u8::from(self.lexicon.may_follow(next)), false)
    }

    /// Whether a second name is joined here: 和 and a surname.
    fn joins_another(&self, at: usize) -> bool {
        matches!(self.chars.get(at), Some('和' | '与' | '及'))
            && (self.lexicon.surname_len(self.chars, at + 1) > 0 || self.undotted_end(at + 1).is_some())
            && self.longest_word_at(at + 1) < 2
            && self.chars.get(at + 2).is_some_and(|&c| is_han(c) && !self.lexicon.never_given(c))
    }

    /// Whether a fact about a person follows the name: a telephone, a home, a sex, a number.
    pub(super) fn facts_follow(&self, end: usize) -> bool {
        let at = (end..self.chars.len().min(end + 3))
            .find(|&i| !matches!(self.chars[i], ',' | '(' | ':' | ' ' | '、'))
            .unwrap_or(end);
        self.chars.get(at).is_some_and(char::is_ascii_digit)
            || self.index.starts(at, List::Fact)
            || self.index.starts(end, List::Owner)
    }

    /// The full name that ends right before `end`, if the characters make one.
    pub(super) fn name_before(&self, end: usize) -> Option<(usize, usize)> {
        let end = if end > 0 && self.chars[end - 1] == ' ' { end - 1 } else { end };
        // Longest first: a compound surname, then three characters, then two.
        for length in [4, 3, 2] {
            let Some(start) = end.checked_sub(length) else { continue };
            let surname = self.lexicon.surname_len(self.chars, start);
            if surname == 0 || length - surname > 2 || length == surname || length == 4 && surname == 1 {
                continue;
            }
            let given = &self.chars[start + surname..end];
            if given.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                continue;
            }
            let free = self.starts_freely(start);
            let likely = given.iter().all(|&c| self.lexicon.in_given(c));
            let wordy = surname == 1 && self.lexicon.is_wordy(self.chars[start]);
            let cut = self.cuts_a_word(start) || self.cuts_a_word(end);
            if (free || likely && !wordy && !cut)
                && (length == 2 || !self.is_word(start, start + 2) || likely && free)
            {
                return Some((start, end));
            }
        }
        None
    }

    /// Whether a name may start here: after a mark, or after a word that names follow.
    pub(super) fn starts_freely(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return true };
        let c = self.chars[before];
        !is_han(c) || self.lexicon.is_before_names(c)
    }

    /// Whether the characters are an ordinary word.
    pub(super) fn is_word(&self, start: usize, end: usize) -> bool {
        self.index.is_word(start, end) || self.is_no_name(start, end)
    }

    /// Whether the characters are, or begin with, a word that stands where names stand and never is one.
    pub(super) fn is_no_name(&self, start: usize, end: usize) -> bool {
        self.index.starts(start, List::NoName)
            && NO_NAME_WORDS.at(self.chars, start).is_some_and(|length| start + length <= end + 1)
            // 管一管
            || self
                .chars
                .get(start..end)
                .is_some_and(|part| part.len() == 3 && part[0] == part[2] && part[1] == '一')
    }

    /// Whether the characters are in the list of ordinary words.
    pub(super) fn is_known_word(&self, start: usize, end: usize) -> bool {
        self.index.is_word(start, end)
    }

    /// Whether the characters are a word that says who somebody is, and so name nobody: 房东, 孙子, 河长.
    pub(super) fn is_role(&self, start: usize, end: usize) -> bool {
        let says_who = |cue| matches!(cue, Cue::Person | Cue::Office | Cue::Label);
        self.lexicon.cues_at(self.chars, start).any(|(length, cue)| start + length == end && says_who(cue))
    }

    /// Whether a place, a brand or somebody of history is called so ([`super::public_names`]).
    pub(super) fn is_public_name(&self, start: usize, end: usize) -> bool {
        let city = |at| self.index.starts(at, List::City);
        let listed = |at: usize| self.chars.get(at) == Some(&'、');
        let among_cities = start.checked_sub(1).is_some_and(|mark| {
            self.index.ends(start, List::TowardsAPlace)
                || listed(mark) && self.index.ends(mark, List::City)
                || listed(end) && city(end + 1)
        });
        self.index.starts(start, List::KnownToAll) || city(start) && among_cities
    }

    /// Whether the characters are a word of grammar or time, which nobody is called by.
    pub(super) fn is_function_word(&self, start: usize, end: usize) -> bool {
        self.chars.get(start..end).is_some_and(is_function_word)
    }

    /// Whether some ordinary word is written with the character.
    pub(super) fn words_use(&self, c: char) -> bool {
        words().use_char(c)
    }

    /// The length of the longest ordinary word that starts here; 0 when none does.
    pub(super) fn longest_word_at(&self, at: usize) -> usize {
        self.index.longest_word_at(at)
    }

    /// Whether an ordinary word of two or more characters starts the name, or starts inside it and runs on.
    pub(super) fn starts_word(&self, start: usize, end: usize) -> bool {
        let first = self.longest_word_at(start);
        let surname = self.lexicon.surname_len(self.chars, start);
        first > surname.max(1) && (surname != 2 || first > 2)
            || start + surname < end && {
                let inner = self.longest_word_at(start + surname);
                start + surname + inner > end
            }
    }

    /// Whether the name begins like an ordinary word and goes on where that word ends: 周天 and 鹏. Then the
    /// word is chance, if what follows ends the name.
    pub(super) fn outgrows_a_word(&self, start: usize, end: usize) -> bool {
        let surname = self.lexicon.surname_len(self.chars, start);
        let first = self.longest_word_at(start);
        let inner = self.longest_word_at(start + surname);
        start + first < end
            && start + surname + inner <= end
            && self.sounds_like_a_name(start, end)
            && self.end_score(end).0 >= 2
    }

    /// Whether the characters after the surname make names and little else.
    pub(super) fn sounds_like_a_name(&self, start: usize, end: usize) -> bool {
        let surname = self.lexicon.surname_len(self.chars, start);
        surname > 0
            && !self.lexicon.is_particle(self.chars[start])
            && self.chars[start + surname..end].iter().all(|&c| self.lexicon.in_given(c))
    }

    /// Whether an ordinary word lies across this place.
    pub(super) fn cuts_a_word(&self, at: usize) -> bool {
        self.index.cuts_a_word(at)
    }

    /// Whether the two characters before a place and the one after make a word: 居民|区.
    pub(super) fn joins_a_word(&self, at: usize) -> bool {
        at.checked_sub(2).is_some_and(|start| self.index.is_word(start, at + 1))
    }

    /// Whether an ordinary word lies across the end of a name; 书 and 本人 are not a book.
    pub(super) fn cuts_a_name(&self, end: usize) -> bool {
        self.cuts_a_word(end) && !self.index.starts(end, List::Owner)
    }

    /// The name that starts here although nothing introduces it, when its characters, and what stands around
    /// it, fit.
    pub(super) fn free_name_at(&self, at: usize) -> Option<Name> {
        let surname = self.lexicon.surname_len(self.chars, at);
        let first = *self.chars.get(at + surname)?;
        if surname == 0
            || !is_han(first)
            || self.lexicon.never_given(first)
            || self.lexicon.is_particle(self.chars[at])
        {
            return None;
        }
        let word = self.longest_word_at(at);
        // A word at the start is no hindrance where the name fills the place between two marks: 周天 and one
        // more.
        let alone = word == 2 && surname == 1 && self.stands_alone(at, at + 3);
        if word > surname && !alone
            || self.is_no_name(at, at + 1)
            || self.cuts_a_word(at)
            || self.follows_a_count(at)
        {
            return None;
        }
        if self.index.starts(at + surname, List::Office) || self.index.starts(at + surname, List::Address) {
            return None;
        }
        let left = if self.starts_freely(at) { 2 } else { i8::from(self.ends_a_word(at)) };
        let mut best: Option<(i8, Name)> = None;
        for given in [2, 1] {
            let end = at + surname + given;
            let Some(part) = self.chars.get(at + surname..end) else { continue };
            if part.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                continue;
            }
            let likely: i8 = part.iter().map(|&c| self.lexicon.given_weight(c)).sum();
            // Characters that are no word together, behind a common surname at the start of a clause: worth a
            // look, although neither of them is known from names.
            let strange = given == 2
                && left == 2
                && self.lexicon.is_common_surname(self.chars[at])
                && self.longest_word_at(at + surname) == 0
                && self.longest_word_at(end - 1) == 0
                && !self.cuts_a_word(end);
            if likely == 0 && !strange
                || self.index.starts(end - 1, List::PlaceEnd)
                || self.place_follows(end)
            {
                continue;
            }
            let (after, closed) = self.end_score(end);
            let cut = self.cuts_a_name(end);
            let after = after.max(u8::from(!cut && self.longest_word_at(end) > 1));
            let mut weight = left + 2 * i8::try_from(after).unwrap_or(0) + likely;
            weight += if given == 2 { 1 } else { -1 };
            weight += if closed && self.facts_follow(end) { 2 } else { 0 };
            weight += if surname == 2 { 2 } else { i8::from(self.lexicon.is_common_surname(self.chars[at])) };
            // 晟飏 can hardly be anything but a given name.
            weight += i8::from(part.iter().all(|&c| !words().use_char(c)));
            // 严娟住 is a name and a verb.
            weight -= if given == 2 && self.lexicon.given_weight(self.chars[end - 1]) == 0 { 2 } else { 0 };
            weight -= if self.lexicon.is_wordy(self.chars[at]) { 2 } else { 0 };
            weight -= if self.index.is_word(at + surname, end) { 2 } else { 0 };
            weight -= if cut { 2 } else { 0 };
            weight -= if self.is_no_name(at, end) { 9 } else { 0 };
            weight -= if self.longest_word_at(at + surname) > given { 3 } else { 0 };
            if strange {
                weight = weight.max(i8::try_from(WORTH_A_LOOK).unwrap_or(i8::MAX));
            }
            if best.as_ref().is_none_or(|(known, _)| weight > *known) {
                best = Some((weight, Name { end, score: u8::try_from(weight.max(0)).unwrap_or(0), closed }));
            }
        }
        best.map(|(_, name)| name)
    }

    /// Whether there are marks on both sides.
    fn stands_alone(&self, start: usize, end: usize) -> bool {
        let mark = |at: usize| self.chars.get(at).is_none_or(|&c| !is_han(c));
        start.checked_sub(1).is_none_or(mark) && self.run_end(start) == end && mark(end)
    }

    /// Whether what follows makes a place of the characters before it.
    pub(super) fn place_follows(&self, end: usize) -> bool {
        self.index.starts(end, List::Place)
    }

    /// Whether a place, a firm or a document is called so: 禹泰教育, 楚政发〔2008〕15号.
    pub(super) fn is_part_of_a_place(&self, from: usize, to: usize) -> bool {
        let year = self.chars.get(to + 1..to + 5).is_some_and(|year| year.iter().all(char::is_ascii_digit));
        year && matches!(self.chars.get(to), Some('(' | '〔' | '[' | '【'))
            || self.place_follows(to)
            || self.ends_a_place(from, to)
    }

    /// Whether the last characters are those of places: 蒋家咀, 刘湾.
    pub(super) fn ends_a_place(&self, start: usize, end: usize) -> bool {
        end > start + 1 && self.index.ends(end, List::PlaceEnd)
    }

    /// Whether a short number stands right before: 3余台, 7时至.
    pub(super) fn follows_a_count(&self, at: usize) -> bool {
        let digits = self.chars[..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        (1..5).contains(&digits)
    }

    pub(super) fn ends_a_word(&self, at: usize) -> bool {
        self.index.ends_a_word(at)
    }

    /// The place of the name around the dot at `dot`: from where the characters of transliterated names
    /// begin, to where `ends` says that no part can go on.
    pub(super) fn dotted_name(&self, dot: usize, ends: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
        let mut start = dot;
        while start > 0 && dot - start < 8 && self.lexicon.in_dotted(self.chars[start - 1]) {
            start -= 1;
        }
        if start == dot && dot > 0 && is_han(self.chars[dot - 1]) {
            start -= 1;
        }
        let (mut end, mut dot) = (None, dot);
        for _ in 0..MOST_PARTS {
            let part = dot + 1;
            let mut at = part;
            while at < self.chars.len() && at - part < 8 && is_han(self.chars[at]) && !(at > part && ends(at))
            {
                at += 1;
            }
            if at == part {
                break;
            }
            end = Some(at);
            if self.chars.get(at) != Some(&'·') {
                break;
            }
            dot = at;
        }
        let first = self.chars[start..].iter().position(|&c| c == '·').unwrap_or(0);
        // 元/年·人, 三期·滨河苑: units and estates have a dot too.
        let whole = |end: &usize| {
            first > 1
                && end - start - first > 2
                && !self.ends_a_place(start, *end)
                && !self.place_follows(*end)
        };
        end.filter(whole).map(|end| (start, end))
    }

    /// The end of a name with a dot that starts at `at` and that a cue introduced.
    pub(super) fn dotted_end(&self, at: usize) -> Option<usize> {
        let dot = (at..self.chars.len().min(at + 9)).find(|&k| !is_han(self.chars[k]))?;
        if self.chars[dot] != '·' || dot == at {
            return None;
        }
        self.dotted_name(dot, |at| (self.ends_part)(self, at)).map(|(_, end)| end)
    }

    /// The end of a transliterated name without its dot: three to eight of its characters, one of the usual
    /// pairs at its start and, beyond three characters, another at its end.
    pub(super) fn undotted_end(&self, at: usize) -> Option<usize> {
        let core = |at: usize| self.index.starts(at, List::TranslitCore);
        if !self.chars.get(at).is_some_and(|&c| self.lexicon.in_translit(c)) {
            return None;
        }
        let end = (at..self.chars.len().min(at + 8))
            .find(|&i| !self.lexicon.in_translit(self.chars[i]))
            .unwrap_or(self.chars.len().min(at + 8));
        let place = self.place_follows(end) || self.longest_word_at(at) > 2;
        match end - at {
            3 => (core(at) || core(at + 1)) && !place,
            4..=8 => core(at) && core(end - 2) && !place,
            _ => false,
        }
        .then_some(end)
    }

    pub(super) fn skip_spaces(&self, at: usize) -> usize {
        skip_spaces(self.chars, at)
    }
}
