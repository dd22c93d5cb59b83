//! Health, disability and welfare of a person.
//!
//! Every finding is for a person to decide: 低保 is a rule of the township in one sentence and the misfortune
//! of one household in the next. So a word is reported only when the words around it speak of somebody.

use super::context::{Within, after, any_at, before, holds_any};
use super::lexicon::{CONDITIONS, lexicon};
use super::{Kind, Span};

#[rustfmt::skip]
const OF_SOMEBODY: &[&str] = &[
    "我", "本人", "他", "她", "其", "父", "母", "妻", "丈夫", "老伴", "儿", "女", "爷", "奶", "患", "得了",
    "确诊", "查出", "诊断", "身患", "村民", "某", "家中", "家里", "岁", "爱人", "老公", "老婆", "哥", "弟",
    "姐", "妹",
];

/// Finds conditions of a person.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut at = 0;
    while at < chars.len() {
        match lexicon().starts_condition(chars[at]).then(|| any_at(chars, at, CONDITIONS)).flatten() {
            Some(length) => {
                let to = at + length;
                if holds_any(before(chars, at, 16, Within::Sentence), OF_SOMEBODY)
                    || holds_any(after(chars, to, 4, Within::Clause), &["患者", "病人", "证"])
                {
                    out.push(Span { from: at, to, kind: Kind::Status, sure: false });
                }
                at = to;
            }
            None => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::normalized::Normalized;

    fn count(text: &str) -> usize {
        let mut spans = Vec::new();
        find(Normalized::new(text).chars(), &mut spans);
        assert!(spans.iter().all(|span| !span.sure));
        spans.len()
    }

    #[test]
    fn a_condition_counts_only_when_it_is_somebodys() {
        assert_eq!(count("我父亲身患肝癌，家中是低保户"), 2);
        assert_eq!(count("请公布今年的低保标准"), 0);
    }
}
