//! Health, disability and welfare of a person.
//!
//! Every finding is for a person to decide: 低保 is a rule of the township in one sentence and the misfortune of one
//! household in the next. So a word is reported only when the words around it speak of somebody.

use super::context::{Within, after, any_at, before, holds_any};
use super::lexicon::lexicon;
use super::{Kind, Span};

#[rustfmt::skip]
pub(super) const CONDITIONS: &[&str] = &[
    "精神分裂", "抑郁症", "精神病", "精神障碍", "智力残疾", "肢体残疾", "视力残疾", "听力残疾", "一级残疾",
    "二级残疾", "三级残疾", "四级残疾", "残疾人", "残疾", "聋哑", "失明", "瘫痪", "癌症", "肝癌", "肺癌",
    "胃癌", "乳腺癌", "肠癌", "白血病", "尿毒症", "肿瘤", "艾滋病", "肝炎", "肺结核", "糖尿病", "高血压",
    "心脏病", "脑梗", "脑瘫", "中风", "癫痫", "自闭症", "尘肺", "再障", "透析", "化疗", "流产", "不孕",
    "低保户", "低保金", "五保户", "特困户", "贫困户", "低保", "孤儿", "吸毒", "戒毒", "刑满释放", "社区矫正",
];

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
