//! What a roster says of a consent beside the number and its day: in a column of its own, in a remark, in the heading, in
//! a note on a cell. Whatever may take a consent back is a doubt, and a mobile in doubt is not taken.
//!
//! Deliberately absent: understanding. A sentence that only may mean no counts as one, and a person looks at it.

use super::column::bare_heading;

/// Words of consent, and of its end.
const WORDS: [&str; 17] = [
    "同意", "公开", "公布", "公示", "撤回", "撤销", "收回", "取消", "保密", "外传", "对外", "不再", "停用",
    "停机", "注销", "换号", "内部",
];

/// Work that is called so.
const WORK: [&str; 7] = ["政务公开", "村务公开", "党务公开", "财务公开", "事务公开", "信息公开", "公开栏"];

/// Answers that can only be yes.
const YES: [&str; 10] =
    ["是", "同意", "公开", "已同意", "同意公开", "书面同意", "本人同意", "可公开", "可以公开", "√"];

/// What may stand in brackets behind 手机 or 同意日期 and changes nothing of its meaning.
const PLAIN: [&str; 13] = [
    "",
    "必填",
    "选填",
    "可不填",
    "没有不填",
    "公开",
    "本人同意公开",
    "本人书面同意公开",
    "书面",
    "位",
    "位号码",
    "年月日",
    "格式",
];

/// Headings of columns that a roster may have beside ours, whose cells say nothing of a consent.
#[rustfmt::skip]
const HARMLESS: [&str; 30] = [
    "序号", "编号", "性别", "民族", "学历", "文化程度", "学位", "专业", "毕业院校", "出生年月", "出生日期", "年龄", "籍贯",
    "政治面貌", "入党时间", "入党年月", "参加工作时间", "工作时间", "任职时间", "任现职时间", "职级", "编制", "照片", "邮箱",
    "电子邮箱", "邮编", "地址", "办公地址", "房间号", "办公室号",
];

/// Headings of columns for whatever somebody wants to say.
const REMARKS: [&str; 5] = ["备注", "说明", "其他", "其它", "备考"];

/// Words of a remark that may be about the number.
#[rustfmt::skip]
const ABOUT_NUMBERS: [&str; 15] = [
    "手机", "号码", "电话", "上网", "网上", "愿意", "工作群", "群内", "家属", "不", "勿", "莫", "拒", "仅", "未经",
];

/// Words of no, and words of what is not to be done with a number: together they keep a whole sheet's numbers back.
const NO: [&str; 10] = ["不", "勿", "禁", "非", "内部", "保密", "仅限", "限于", "谢绝", "机密"];
const TO_PUBLISH: [&str; 14] = [
    "公开", "上网", "网上", "对外", "外传", "外泄", "公布", "公示", "发布", "转发", "掌握", "使用", "内部",
    "保密",
];

/// Words of somebody who does not hold the post any more, or not yet.
#[rustfmt::skip]
const NOT_IN_POST: [&str; 26] = [
    "离职", "离任", "离岗", "退休", "退居", "调离", "调出", "调走", "已调", "已故", "去世", "病故", "辞职", "辞去", "免职", "已免",
    "停职", "撤职", "卸任", "不在岗", "拟任", "待任", "借调", "辞退", "开除", "退养",
];

/// Whether a cell below a heading that is none of ours says nothing of a consent: by the heading, or as a remark that speaks of
/// something else. A heading that nobody knows (授权书, 有效期至) may ask for one.
pub(super) fn is_harmless(heading: &str, text: &str) -> bool {
    let bare = bare_heading(heading);
    let text: String = text.split_whitespace().collect();
    let is_about_numbers = || speaks(&text) || ABOUT_NUMBERS.iter().any(|word| text.contains(word));
    text.is_empty()
        || HARMLESS.contains(&bare.as_str())
        || REMARKS.contains(&bare.as_str()) && !is_about_numbers()
}

/// Whether a title, a foot or a sheet's name may keep back what stands in the whole table.
pub(super) fn withholds(text: &str) -> bool {
    let rest = without_work(text);
    NO.iter().any(|word| rest.contains(word)) && TO_PUBLISH.iter().any(|word| rest.contains(word))
}

/// Whether a remark may say that somebody does not hold the post.
pub(super) fn speaks_of_leaving(text: &str) -> bool {
    let text: String = text.split_whitespace().collect();
    NOT_IN_POST.iter().any(|word| text.contains(word))
}

/// Whether a post is not held any more, or not yet. 退休 alone may be the work: 离退休干部工作站.
pub(super) fn is_not_held(post: &str) -> bool {
    ["已免", "已退", "已调", "已离", "已辞", "拟任", "待任", "离任", "卸任", "原任", "前任"]
        .iter()
        .any(|word| post.contains(word))
}

fn without_work(text: &str) -> String {
    let text = text.split_whitespace().collect::<String>();
    WORK.iter().fold(text, |text, work| text.replace(work, ""))
}

/// Whether a text may be about a consent.
pub(super) fn speaks(text: &str) -> bool {
    let rest = without_work(text);
    WORDS.iter().any(|word| rest.contains(word))
}

/// Whether a cell below a heading that asks for a consent leaves no doubt.
pub(super) fn allows(heading: &str, cell: &str) -> bool {
    let asks_for_no = ["不", "撤", "收回", "取消", "停", "未", "保密", "勿"];
    let cell: String = cell.split_whitespace().collect();
    if asks_for_no.iter().any(|word| heading.contains(word)) {
        cell.is_empty()
    } else {
        YES.contains(&cell.as_str())
    }
}

/// Whether what a heading says in brackets changes nothing.
pub(super) fn is_plain(brackets: &str) -> bool {
    let words: String = brackets.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).collect();
    let words = words.trim_end_matches('的');
    PLAIN.contains(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubt_is_whatever_may_mean_no() {
        for text in ["手机6月起不再公开", "本人6月已收回同意", "不要对外", "同意书已作废，撤回"]
        {
            assert!(speaks(text), "{text}");
        }
        for text in ["", "负责村务公开", "6月退休", "政务公开、信息公开"] {
            assert!(!speaks(text), "{text}");
        }
        for (heading, cell) in [
            ("是否同意公开手机", "否"),
            ("是否同意公开", "已撤回"),
            ("是否同意公开", ""),
            ("撤回同意日期", "2026-06-01"),
            ("是否撤回", "是"),
            ("不公开", "是"),
            ("是否公开手机", "不同意"),
        ] {
            assert!(!allows(heading, cell), "{heading} {cell}");
        }
        for (heading, cell) in
            [("是否同意公开手机", "是"), ("是否公开", " 同意 "), ("撤回同意日期", ""), ("不公开", "")]
        {
            assert!(allows(heading, cell), "{heading} {cell}");
        }
        assert!(
            ["（选填）", "(11位)", "本人书面同意公开的", "2026-03-20", "YYYY-MM-DD"]
                .iter()
                .all(|one| is_plain(one))
        );
        assert!(["（内部掌握，不公开）", "（入党）", "不公开的"].iter().all(|one| !is_plain(one)));
    }
}
