//! What an answer must be before it may go to review.
//!
//! Real mailboxes were shamed for answers like "read" or "passed on", for one text sent to hundreds of letters and
//! for answers that belonged to another letter. This room refuses what a machine can see of that; the rest is the
//! reviewer's. Deliberately absent: style and tone, which a person judges.

use super::submission::{clean_text, search_text};

/// Fewer characters than this cannot say what was found, on what ground, and who to ask.
const LEAST: usize = 30;
const MOST: usize = 10_000;
/// From this length on, an answer that stands word for word in another case is a template.
const SAME_FROM: usize = 40;
/// Whole answers that say nothing: compared after white space and punctuation are gone.
const SAYS_NOTHING: [&str; 6] = ["已阅", "已收到", "已转办", "正在办理", "请到窗口咨询", "按规定办理"];

/// An answer that may go to review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer(String);

impl Answer {
    /// The text, in Markdown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for two answers that say the same word for word, whatever their spaces; none for one that is too short
    /// to be a template.
    #[must_use]
    pub fn fingerprint(&self) -> Option<String> {
        fingerprint(&self.0)
    }
}

/// Why an answer is refused; the message key is `answer-<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// Nothing was written.
    #[error("the answer is empty")]
    Empty,
    /// Fewer than 30 characters, or a phrase that says nothing.
    #[error("the answer says too little")]
    SaysNothing,
    /// More than 10,000 characters.
    #[error("the answer is too long")]
    TooLong,
    /// Another case has the same answer, word for word.
    #[error("another case has the same answer")]
    SameAsAnother,
}

impl AnswerFault {
    /// The last part of the message key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::SaysNothing => "says_nothing",
            Self::TooLong => "too_long",
            Self::SameAsAnother => "same_as_another",
        }
    }
}

/// As [`Answer::fingerprint`], for an answer that was given elsewhere and is not checked here.
#[must_use]
pub fn fingerprint(text: &str) -> Option<String> {
    let text = search_text(&clean_text(text));
    let length = text.chars().filter(|c| c.is_alphanumeric()).count();
    (length >= SAME_FROM).then(|| blake3::hash(text.as_bytes()).to_hex().to_string())
}

/// Checks an answer by itself. That another case has the same one, its fingerprint tells.
///
/// # Errors
/// The first fault found; never [`AnswerFault::SameAsAnother`].
pub fn check_answer(text: &str) -> Result<Answer, AnswerFault> {
    let text = clean_text(text);
    if text.is_empty() {
        return Err(AnswerFault::Empty);
    }
    let bare: String = search_text(&text).chars().filter(|c| c.is_alphanumeric()).collect();
    let length = bare.chars().count();
    if length < LEAST || SAYS_NOTHING.contains(&bare.as_str()) {
        return Err(AnswerFault::SaysNothing);
    }
    if text.chars().count() > MOST {
        return Err(AnswerFault::TooLong);
    }
    Ok(Answer(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "您好！您反映的二组机耕路积水一事，我们九月三日到现场看过，是涵管堵塞。已安排清理，九月底前完工；\
                        如有疑问，请拨打农业农村办公室电话 0880-5512360。";

    #[test]
    fn an_answer_says_something_of_its_own() {
        assert!(check_answer(GOOD).is_ok());
        assert_eq!(check_answer(" \n"), Err(AnswerFault::Empty));
        assert_eq!(check_answer("已 阅。"), Err(AnswerFault::SaysNothing));
        assert_eq!(check_answer("您好，您的来信已转有关部门办理。"), Err(AnswerFault::SaysNothing));
    }

    #[test]
    fn an_answer_is_measured_in_letters_and_bounded_in_characters() {
        let of = |count: usize| check_answer(&"灯".repeat(count));
        assert_eq!(of(LEAST - 1), Err(AnswerFault::SaysNothing));
        assert_eq!(
            check_answer(&"灯，".repeat(LEAST - 1)),
            Err(AnswerFault::SaysNothing),
            "signs say nothing"
        );
        assert!(of(LEAST).is_ok() && of(MOST).is_ok());
        assert_eq!(of(MOST + 1), Err(AnswerFault::TooLong));
        assert_eq!(of(LEAST).expect("an answer").as_str(), "灯".repeat(LEAST));
    }

    #[test]
    fn every_fault_has_its_sentence() {
        let words =
            [AnswerFault::Empty, AnswerFault::SaysNothing, AnswerFault::TooLong, AnswerFault::SameAsAnother];
        let words = words.map(AnswerFault::as_str);
        assert_eq!(words, ["empty", "says_nothing", "too_long", "same_as_another"]);
    }

    #[test]
    fn the_same_words_have_one_fingerprint_also_with_other_spaces() {
        let of = |text: &str| check_answer(text).expect("an answer").fingerprint();
        assert!(of(GOOD).is_some());
        assert_eq!(of(GOOD), of(&GOOD.replace('，', "， ")));
        assert_eq!(of(GOOD), fingerprint(GOOD));
        assert_ne!(of(GOOD), of(&GOOD.replace("九月三日", "九月四日")));
    }

    #[test]
    fn what_is_too_short_to_be_a_template_is_never_the_same() {
        let short = "您好，路灯已经修好了，共换灯泡两只，如有问题请拨打村委会的电话，谢谢您。";
        let length = short.chars().filter(|c| c.is_alphanumeric()).count();
        assert!((LEAST..SAME_FROM).contains(&length), "{length}");
        assert_eq!(check_answer(short).expect("an answer").fingerprint(), None);
    }
}
