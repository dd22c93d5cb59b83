//! What a reviewer is asked to look at in an answer: parts that a good one has and this one seems to lack. None of it is a refusal: a
//! short answer may be the right one, and a person decides.
//!
//! Deliberately absent: what is refused (`answer`), style and tone.

use super::submission::search_text;

record::words! {
    /// What an answer seems to lack; the message key is `answer_doubt-<word>`.
    AnswerDoubt {
        /// It is one sentence.
        OneSentence => "one_sentence",
        /// A phrase that any letter could be answered with, and little beside it.
        Evasive => "evasive",
        /// No result, and no day on which there will be one.
        NoResult => "no_result",
        /// Nobody to ask: no telephone number.
        NoContact => "no_contact",
    }
}

/// Phrases that promise nothing.
const EVASIVE: [&str; 10] = [
    "高度重视",
    "正在研究",
    "按规定办理",
    "按相关规定",
    "积极协调",
    "尽快处理",
    "适时",
    "进一步加强",
    "请耐心等待",
    "向上级反映",
];

/// From so many characters on an answer says more than its phrases.
const LONG: usize = 120;

/// Words of a result.
const RESULT: [&str; 12] =
    ["已", "完成", "修好", "解决", "发放", "恢复", "同意", "不能", "无法", "不符合", "予以", "不予"];

/// Digits of the shortest telephone number.
const NUMBER: usize = 7;

/// What somebody should look at before the answer goes out.
#[must_use]
pub fn answer_doubts(text: &str) -> Vec<AnswerDoubt> {
    let bare = search_text(text);
    let length = bare.chars().filter(|c| c.is_alphanumeric()).count();
    let sentences = text.split(['。', '！', '？', '；', '\n']).filter(|part| says_something(part)).count();
    let has_day = bare.contains('月') && bare.contains('日')
        || ["天内", "日内", "月底", "周内", "年底"].iter().any(|one| bare.contains(one));
    let is_doubtful = |doubt: &AnswerDoubt| match doubt {
        AnswerDoubt::OneSentence => sentences < 2,
        AnswerDoubt::Evasive => length < LONG && EVASIVE.iter().any(|phrase| bare.contains(phrase)),
        AnswerDoubt::NoResult => !has_day && !RESULT.iter().any(|word| bare.contains(word)),
        AnswerDoubt::NoContact => !has_number(&bare),
    };
    AnswerDoubt::ALL.iter().copied().filter(is_doubtful).collect()
}

/// More than a greeting.
fn says_something(sentence: &str) -> bool {
    sentence.chars().filter(|c| c.is_alphanumeric()).count() >= 6
}

fn has_number(text: &str) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || c == '-';
    text.split(|c| !is_of_number(c)).any(|part| part.chars().filter(char::is_ascii_digit).count() >= NUMBER)
}

#[cfg(test)]
mod tests {
    use super::AnswerDoubt::{Evasive, NoContact, NoResult, OneSentence};
    use super::*;

    #[test]
    fn a_whole_answer_raises_no_doubt() {
        let good = "您好！您反映的二组机耕路积水一事，我们九月三日到现场看过，是涵管堵塞。已安排清理，九月底前完工；\
                    如有疑问，请拨打农业农村办公室电话 0880-5512360。";
        assert_eq!(answer_doubts(good), []);
    }

    #[test]
    fn what_it_seems_to_lack_is_named() {
        let phrase = "您好，您反映的问题我们高度重视，正在研究，请耐心等待，感谢您对我们工作的支持和理解";
        assert_eq!(answer_doubts(phrase), [OneSentence, Evasive, NoResult, NoContact]);
        let no_number = "您反映的路灯我们到现场看过，是接头坏了。九月三日换好接头，当晚亮灯。";
        assert_eq!(answer_doubts(no_number), [NoContact]);
        let no_result = "您反映的路灯我们到现场看过，是接头坏了。有疑问请拨打 0880-5512360。";
        assert_eq!(answer_doubts(no_result), [NoResult]);
    }

    #[test]
    fn a_phrase_in_a_long_answer_is_no_doubt() {
        let long = format!(
            "我们高度重视。{}。已修好。电话 5512360。",
            "我们到现场看过每一根灯杆和每一处接头".repeat(8)
        );
        assert_eq!(answer_doubts(&long), []);
    }
}
