//! The word that stands for a person, so that the sentence can still be read: 邻居尉迟翀家 becomes 邻居家, 我叫尉迟翀
//! becomes 我叫某某, and 尉迟翀老师 becomes 一位老师.
//!
//! Deliberately absent: grammar. Only the words right before and behind a name are looked at.

/// Words that say who somebody is: behind them no other word for the person is needed.
#[rustfmt::skip]
const RELATIONS: &[&str] = &[
    "邻居", "隔壁", "村民", "居民", "群众", "业主", "租户", "房东", "爱人", "丈夫", "妻子", "老公", "老婆", "老伴", "儿子",
    "女儿", "儿媳", "女婿", "父亲", "母亲", "爸爸", "妈妈", "公公", "婆婆", "岳父", "岳母", "哥哥", "弟弟", "姐姐", "妹妹",
    "孙子", "孙女", "外孙", "爷爷", "奶奶", "外公", "外婆", "叔叔", "伯伯", "婶婶", "舅舅", "姑姑", "侄子", "侄女", "孩子",
    "老人", "老汉", "大爷", "大妈", "大叔", "大娘", "阿姨", "亲戚", "朋友", "同学", "同事", "同村", "学生", "老师", "医生",
    "司机", "师傅", "老板", "干部", "书记", "主任", "村长", "组长", "会计", "党员", "老乡", "户主", "店主", "负责人",
];

/// Words before a name that say that a name follows.
#[rustfmt::skip]
const NAMING: &[&str] = &[
    "我叫", "名叫", "叫做", "名字叫", "名字是", "姓名", "姓名:", "姓名：", "姓名是", "署名", "署名:", "署名：", "联系人",
    "联系人:", "联系人：", "来信人:", "来信人：", "写信人:", "写信人：", "反映人:", "反映人：", "我是", "本人", "叫",
];

/// Titles that follow a name.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "老师", "医生", "大夫", "书记", "主任", "村长", "镇长", "会计", "同志", "师傅", "老板", "大爷", "大妈", "大叔", "大娘",
    "阿姨", "奶奶", "爷爷", "叔叔", "先生", "女士", "经理", "校长", "院长", "所长", "警官", "干部", "组长", "老人", "同学",
];

/// What stands for a person between these words; `neutral` is 群众, or 群众甲 where there are several.
pub(super) fn word_between<'a>(before: &str, behind: &str, neutral: &'a str) -> std::borrow::Cow<'a, str> {
    let before = before.trim_end_matches([' ', '\u{3000}']);
    let one_of_several = neutral.strip_prefix("群众").filter(|stem| !stem.is_empty());
    if NAMING.iter().any(|word| before.ends_with(word)) {
        return one_of_several.map_or("某某".into(), |stem| format!("某{stem}").into());
    }
    let title = TITLES.iter().find(|title| behind.starts_with(**title));
    if RELATIONS.iter().any(|word| before.ends_with(word)) {
        // 邻居尉迟翀老师: 邻居老师 reads well too.
        return one_of_several.map_or("".into(), |stem| stem.to_owned().into());
    }
    match title {
        Some(_) => "一位".into(),
        None => neutral.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(before: &str, behind: &str, neutral: &str) -> String {
        format!("{before}{}{behind}", word_between(before, behind, neutral))
    }

    #[test]
    fn a_sentence_without_the_name_can_be_read() {
        for (before, behind, neutral, whole) in [
            ("邻居", "家的墙要倒了", "群众", "邻居家的墙要倒了"),
            ("我叫", "，住在河边", "群众", "我叫某某，住在河边"),
            ("我叫", "，住在河边", "群众甲", "我叫某甲，住在河边"),
            ("邻居", "也知道", "群众乙", "邻居乙也知道"),
            ("请", "老师说说", "群众", "请一位老师说说"),
            ("", "您好！", "群众", "群众您好！"),
            ("昨天", "来过", "群众乙", "昨天群众乙来过"),
            ("我儿子 ", "上学", "群众", "我儿子 上学"),
        ] {
            assert_eq!(read(before, behind, neutral), whole);
        }
    }
}
