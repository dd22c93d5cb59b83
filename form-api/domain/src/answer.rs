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
    /// Another recent case has the same answer, word for word.
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

/// Checks an answer. `others` are recent answers of other cases.
///
/// # Errors
/// The first fault found.
pub fn check_answer<'a>(
    text: &str,
    others: impl IntoIterator<Item = &'a str>,
) -> Result<Answer, AnswerFault> {
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
    if length >= SAME_FROM && others.into_iter().any(|other| search_text(other) == search_text(&text)) {
        return Err(AnswerFault::SameAsAnother);
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
        assert!(check_answer(GOOD, []).is_ok());
        assert_eq!(check_answer(" \n", []), Err(AnswerFault::Empty));
        assert_eq!(check_answer("已 阅。", []), Err(AnswerFault::SaysNothing));
        assert_eq!(check_answer("您好，您的来信已转有关部门办理。", []), Err(AnswerFault::SaysNothing));
    }

    #[test]
    fn the_same_text_for_another_letter_is_refused_also_with_other_spaces() {
        let other = GOOD.replace('，', "， ");
        assert_eq!(check_answer(GOOD, [other.as_str()]), Err(AnswerFault::SameAsAnother));
    }
}
