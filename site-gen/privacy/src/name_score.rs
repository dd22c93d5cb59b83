//! How likely the characters of a place are a name of a person: shape, slot and tagger, each one of a few
//! classes, summed up by weights.
//!
//! Deliberately absent: what follows from it ([`super::name_weight`]).

use super::context::is_han;
use super::name_shape::Shape;
use super::slots::{self, Left, Right};

/// A place that may be a name, told by classes.
pub(super) struct Candidate {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) left: Left,
    pub(super) right: Right,
    /// The number of each feature that holds.
    pub(super) features: [usize; FEATURES],
}

/// The places after the last of names that may start at `at`.
pub(super) fn ends(shape: &Shape, at: usize, mut found: impl FnMut(usize)) {
    let chars = shape.chars;
    let surname = shape.lexicon.surname_len(chars, at);
    if surname == 0 {
        return;
    }
    for given in 1..=2 {
        let Some(part) = chars.get(at + surname..at + surname + given) else { return };
        if part.iter().any(|&c| !is_han(c) || shape.lexicon.never_given(c)) {
            return;
        }
        found(at + surname + given);
    }
}

pub(super) const LEFTS: usize = 21;
pub(super) const RIGHTS: usize = 22;
/// So many features tell a place.
const FEATURES: usize = 18;

/// Tells a place by classes; `cost` is the tagger's, if it was asked.
pub(super) fn candidate(shape: &Shape, from: usize, to: usize, left: Left, cost: Option<f32>) -> Candidate {
    let chars = shape.chars;
    let lexicon = shape.lexicon;
    let right = slots::right(shape, to);
    let surname = lexicon.surname_len(chars, from);
    let given = &chars[from + surname..to];
    let weight: i8 = given.iter().map(|&c| lexicon.given_weight(c)).sum();
    let first = chars[from];
    let of = match () {
        () if surname == 2 => 0,
        () if lexicon.is_common_surname(first) => 1,
        () if lexicon.is_particle(first) => 2,
        () if lexicon.is_wordy(first) => 3,
        () => 4,
    };
    let whole = shape.is_known_word(from, to);
    let crossed = !whole && shape.starts_word(from, to);
    let tagger = match cost {
        None => 6,
        Some(cost) if cost <= 0.01 => 0,
        Some(cost) if cost < 1.5 => 1,
        Some(cost) if cost < 3.0 => 2,
        Some(cost) if cost < 5.0 => 3,
        Some(cost) if cost < 8.0 => 4,
        Some(_) => 5,
    };
    let strong_left =
        matches!(left, Left::Named | Left::TheirRole | Left::Role | Left::Title | Left::Towards);
    let strong_right = matches!(right, Right::Household | Right::Owner | Right::Does);
    let marked = (left as usize) < 8 && (right as usize) < 9;
    let mut features = [0; FEATURES];
    features[..2].copy_from_slice(&[left as usize, LEFTS + right as usize]);
    let (mut base, mut next) = (LEFTS + RIGHTS, 2);
    let mut one = |index: usize, size: usize| {
        features[next] = base + index;
        (base, next) = (base + size, next + 1);
    };
    one(of, 5);
    one(usize::try_from(weight.clamp(0, 4)).unwrap_or(0) + if given.len() == 2 { 5 } else { 0 }, 10);
    one(tagger, 7);
    one(
        if whole {
            1
        } else if crossed {
            2
        } else {
            0
        },
        3,
    );
    one(usize::from(given.len() == 2 && shape.is_known_word(from + surname, to)), 2);
    one(usize::from(shape.cuts_a_word(from)), 2);
    one(usize::from(shape.cuts_a_word(to)), 2);
    one(usize::from(given.iter().all(|&c| !shape.words_use(c))), 2);
    one(usize::from(shape.is_no_name(from, to)), 2);
    one(usize::from(shape.place_follows(to)) + 2 * usize::from(shape.ends_a_place(from, to)), 4);
    one(usize::from(shape.follows_a_count(from)), 2);
    // A word in a slot, and a slot on both sides.
    one(usize::from(strong_left) + 2 * usize::from(strong_right) + 4 * usize::from(whole || crossed), 8);
    one(usize::from(marked) * (1 + usize::from(given.len() == 2) + 2 * usize::from(whole)), 5);
    one(if whole || crossed { tagger + 1 } else { 0 }, 8);
    one(usize::from(shape.facts_follow(to)), 2);
    // The longer or the shorter of two names at one place.
    let longer = given.len() == 1
        && chars.get(to).is_some_and(|&c| is_han(c) && !lexicon.never_given(c) && lexicon.in_given(c));
    one(
        usize::from(longer)
            * (1 + usize::from(!matches!(
                right,
                Right::Does | Right::Follower | Right::Household | Right::Owner
            ))),
        3,
    );
    Candidate { from, to, left, right, features }
}

/// Eighths of a logit, fitted by logistic regression to letters whose names were drawn anew, so that no weight
/// knows a name. One line for each class, in the order of [`candidate`].
#[rustfmt::skip]
const WEIGHTS: &[i16] = &[
    // left: in the order of `Left`
    18, 10, 11, 8, 16, 7, 13, -9, 0, 21, 20, 11, -3, 20, -13, 15, 10, -6, 1, -3, -21,
    // right: in the order of `Right`
    19, 11, 11, 9, -3, 21, 3, 23, -22, -1, 10, 16, 7, 0, 24, 11, -4, 32, -5, 1, 8, -25,
    // surname: of two characters, common, particle, word, other
    5, 9, -11, -5, 7,
    // given name: 0 to 4 points, of one character, then of two
    -17, -4, -3, 0, 0, 1, -13, 4, 22, 28,
    // tagger: sees it, below 1.5, 3, 5, 8, above, not asked
    16, 2, 3, -3, -6, -13, 2,
    // no word, a word, a word runs across an end
    2, -3, -10,
    // the given name is a word
    5, -36,
    // a word runs across the start
    4, -16,
    // a word runs across the end
    7, -20,
    // no word is written with the given name
    -4, -4,
    // a word that never is a name
    2, -31,
    // place: none, follows, ends so, both
    0, -24, -21, -30,
    // a number stands before
    -4, -21,
    // strong left, strong right, and the same for words
    -2, 5, -5, 18, -10, 18, 11, 32,
    // between marks: no, of two, three, and the same for words
    -4, -9, -8, 8, -16,
    // a word, and the tagger
    2, 1, 0, 8, 4, 7, -3, -12,
    // a fact follows
    -6, 8,
    // one character more fits: no, behind a clear end, behind none
    -3, -6, -13,
];

/// The sum of nothing.
const BIAS: i32 = -20;

/// What a word in a clear slot gains: 丈夫强迫在, 砸到掌声家. A word of grammar gains nothing.
pub(super) fn slot_gain(shape: &Shape, candidate: &Candidate, cost: Option<f32>) -> i32 {
    let (from, to) = (candidate.from, candidate.to);
    if shape.is_function_word(from, to) || shape.is_no_name(from, to) {
        return 0;
    }
    let chars = shape.chars;
    let is_cue = shape.lexicon.cues_at(chars, from).any(|(length, _)| from + length == to);
    if is_cue || shape.cuts_a_word(from) || shape.is_part_of_a_place(from, to) {
        return 0;
    }
    let (left, right) = (candidate.left.strength(), candidate.right.strength());
    let strength = if left == 0 || right == 0 { 0 } else { left + right };
    let liked = cost.is_some_and(|cost| cost < 4.0);
    let whole = shape.is_known_word(from, to);
    if whole || shape.starts_word(from, to) && shape.outgrows_a_word(from, to) {
        return match (strength, liked) {
            (5.., _) => 48,
            (4, true) => 32,
            (4, false) | (3, true) => 16,
            _ => 0,
        };
    }
    if shape.starts_word(from, to) { 0 } else { i32::from(strength.saturating_sub(2)) * 12 }
}

/// The sum of the weights, in eighths of a logit: 0 is as likely as not.
pub(super) fn score(candidate: &Candidate) -> i32 {
    BIAS + candidate.features.iter().map(|&feature| i32::from(WEIGHTS[feature])).sum::<i32>()
}
