//! Health, disability and welfare of a person.
//!
//! Every finding is for a person to decide: 低保 is a rule of the township in one sentence and the misfortune
//! of one household in the next. So a word is reported only when the words around it speak of somebody.

use super::context::{Within, after, before, holds_any};
use super::lexicon::CONDITIONS;
use super::word_set::WordSet;
use super::{Kind, Span};
use std::sync::LazyLock;

#[rustfmt::skip]
const OF_SOMEBODY: &[&str] = &[
    "我", "本人", "他", "她", "其", "父", "母", "妻", "丈夫", "老伴", "儿", "女", "爷", "奶", "患", "得了",
    "确诊", "查出", "诊断", "身患", "村民", "某", "家中", "家里", "岁", "爱人", "老公", "老婆", "哥", "弟",
    "姐", "妹", "孩", "娃", "宝", "妈", "爸",
];

/// Finds conditions of a person.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut at = 0;
    while at < chars.len() {
        match CONDITION_WORDS.at(chars, at) {
            Some(length) => {
                let to = at + length;
                if holds_any(before(chars, at, 16, Within::Sentence), OF_SOMEBODY)
                    || holds_any(after(chars, to, 4, Within::Clause), &["患者", "病人", "证"])
                {
                    out.push(Span { from: at, to, kind: Kind::Status, sure: false });
                }
                at = to;
            }
            None => {
                if let Some(length) = SINGLED.at(chars, at) {
                    out.push(Span { from: at, to: at + length, kind: Kind::Status, sure: false });
                }
                at += 1;
            }
        }
    }
    classes(chars, out);
}

/// Words that single one person or one house out.
#[rustfmt::skip]
const SINGLED_OUT: &[&str] = &[
    "唯一一", "唯一的", "就一位", "就一个人", "只有一位", "独一家", "那一户", "那一间", "那户", "那家人", "那栋", "的那家", "最里面一户",
    "最里面那", "头一家", "第一家", "第二家", "第三家", "第四家", "最后一家", "就是我家", "三胞胎", "双胞胎", "老兵", "赤脚医生", "老会计",
    "撑船的", "楼上那家", "对门那家", "楼上邻居", "独苗", "全镇就", "全村就", "村里就",
];

static CONDITION_WORDS: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(CONDITIONS));
static SINGLED: LazyLock<WordSet> = LazyLock::new(|| WordSet::new(SINGLED_OUT));

/// A class at a school: 五年级二班, 201班.
fn classes(chars: &[char], out: &mut Vec<Span>) {
    let is_number = |c: char| c.is_ascii_digit() || super::digits::han_digit(c).is_some();
    for at in 1..chars.len() {
        let length = match chars[at] {
            '年' if chars.get(at + 1) == Some(&'级') => 2,
            '班' => 1,
            _ => continue,
        };
        let number = chars[..at].iter().rev().take_while(|c| is_number(**c)).count();
        // 加开一班 is a bus; a class of one digit stands behind its school's year.
        let is_of_year = chars[..at - number].last().is_some_and(|c| matches!(c, '级' | '初' | '高' | '('));
        let counted = length == 2 && number > 0
            || length == 1
                && (number > 1 || number > 0 && is_of_year)
                && chars.get(at + 1).is_none_or(|c| !matches!(c, '车' | '次' | '岗' | '子'));
        if counted {
            out.push(Span { from: at - number, to: at + length, kind: Kind::Status, sure: false });
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

    #[test]
    fn a_class_is_no_bus() {
        for class in ["孩子在五年级", "她在201班", "六年级二班的家长"] {
            assert!(count(class) > 0, "{class}");
        }
        for bus in ["下午加开一班，途经柳家村", "赶集日多发两班。", "头班车六点"] {
            assert_eq!(count(bus), 0, "{bus}");
        }
    }
}
