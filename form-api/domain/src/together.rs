//! Look-alike letters that are worked on together: which steps can be taken for many at once, and which letters are alike.
//!
//! Deliberately absent: anything that becomes public. A text for everybody is read letter by letter.

use std::collections::HashSet;

use super::state::Step;
use super::submission::search_text;

/// Steps that can be taken for several letters with one form, in the order in which they are offered.
pub const STEPS_TOGETHER: [Step; 9] = [
    Step::Register,
    Step::Accept,
    Step::Handle,
    Step::Answer,
    Step::Review,
    Step::Close,
    Step::Transfer,
    Step::Assign,
    Step::PickUp,
];

/// As many of them, from the first on, move a letter towards its answer; the others are beside the way and are chosen, not offered first.
pub const STEPS_ON_THE_WAY: usize = 6;

/// So many letters at once, at most.
pub const MOST_TOGETHER: usize = 200;

/// Of a letter as much is compared: people who copy a text copy its beginning.
pub const COMPARED: usize = 300;

/// So much of two letters is the same where one was copied from the other.
const COPIED: f32 = 0.6;

/// So much of two titles is the same where they name one matter …
const SAME_TITLE: f32 = 0.7;

/// … and so much of what is written below them.
const SAME_MATTER: f32 = 0.2;

/// What of a letter is compared with others.
#[derive(Clone, Debug)]
pub struct Likeness {
    title: HashSet<[char; 2]>,
    text: HashSet<[char; 2]>,
}

impl Likeness {
    /// Of a letter.
    #[must_use]
    pub fn new(title: &str, text: &str) -> Self {
        let beginning: String = text.chars().take(COMPARED).collect();
        Self { title: pairs(title), text: pairs(&beginning) }
    }

    /// The two are about one matter, in much the same words.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        let of_text = shared(&self.text, &other.text);
        of_text >= COPIED || (shared(&self.title, &other.title) >= SAME_TITLE && of_text >= SAME_MATTER)
    }
}

fn pairs(text: &str) -> HashSet<[char; 2]> {
    let chars: Vec<char> = search_text(text).chars().filter(|c| c.is_alphanumeric()).collect();
    chars.windows(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// The part of two sets that both have (Dice), from 0 to 1.
fn shared(one: &HashSet<[char; 2]>, other: &HashSet<[char; 2]>) -> f32 {
    let all = one.len() + other.len();
    if all == 0 { 0.0 } else { 2.0 * one.intersection(other).count() as f32 / all as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "我们小区从上周三开始天天停水，到晚上十点才来一点，老人孩子用水都成问题，请尽快查一查是什么原因。";

    #[test]
    fn a_copied_letter_is_like_its_model_and_a_letter_of_the_same_matter_too() {
        let model = Likeness::new("小区天天停水", TEXT);
        assert!(model.is_like(&Likeness::new("请解决停水", &TEXT.replace("上周三", "上周四"))));
        let own_words = "小区从上周三起天天停水，家里做饭都没有水，晚上十点以后才有，什么时候能修好？";
        assert!(model.is_like(&Likeness::new("我们小区天天停水", own_words)));
    }

    #[test]
    fn another_matter_is_not_like_it_whatever_the_title() {
        let model = Likeness::new("小区天天停水", TEXT);
        let other = "村口的路灯坏了半个月，晚上走路看不见，请派人来修一下。";
        assert!(!model.is_like(&Likeness::new("路灯坏了", other)));
        assert!(!model.is_like(&Likeness::new("小区天天停水", other)));
        assert!(!Likeness::new("", "").is_like(&Likeness::new("", "")), "nothing is like nothing");
    }

    #[test]
    fn nothing_public_is_decided_for_many_at_once() {
        assert!(STEPS_TOGETHER.iter().all(|step| !step.is_of_publication()));
        assert_eq!(STEPS_TOGETHER[STEPS_ON_THE_WAY - 1], Step::Close, "what follows is beside the way");
        assert!(!STEPS_TOGETHER.contains(&Step::AskConsent) && !STEPS_TOGETHER.contains(&Step::Decline));
    }
}
