//! The columns of a roster and the headings under which offices keep them.

use super::consent;

const BRACKETS: [char; 4] = ['（', '(', '【', '['];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Name,
    Post,
    Level,
    Office,
    Villages,
    Phone,
    Mobile,
    MobileConsent,
    Duties,
    Topics,
    Hours,
    Promise,
    Verified,
    Order,
    Slug,
}

/// Each column with its headings: the first is the template's own. Longer headings are tried first.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Name, &["姓名", "干部姓名", "名字"]),
    (Column::Post, &["岗位", "职务", "岗位职务", "现任职务", "工作岗位"]),
    (Column::Level, &["镇还是村", "级别", "类别", "层级"]),
    (Column::Office, &["办公室", "所在办公室", "科室", "所属科室", "部门", "单位"]),
    (Column::Villages, &["村", "驻村", "联系村", "包村", "所在村", "包联村"]),
    (Column::Phone, &["办公电话", "联系电话", "电话", "座机", "办公室电话", "固定电话"]),
    (Column::Mobile, &["手机", "手机号", "手机号码", "移动电话"]),
    (Column::MobileConsent, &["同意公开手机的日期", "手机公开同意日期", "同意日期"]),
    (Column::Duties, &["职责", "分工", "工作分工", "分管工作", "工作职责", "主要职责"]),
    (Column::Topics, &["可以找我办", "服务事项", "办理事项", "群众可以找他办"]),
    (Column::Hours, &["值班时间", "办公时间", "工作时间"]),
    (Column::Promise, &["服务承诺", "承诺", "我的承诺"]),
    (Column::Verified, &["核对日期", "最近核对", "核实日期", "更新日期"]),
    (Column::Order, &["排序", "序号", "顺序"]),
    (Column::Slug, &["网址名", "拼音"]),
];

impl Column {
    /// All columns, in the order of the template.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        HEADINGS.iter().map(|(column, _)| *column)
    }

    /// Several lines may stand in a cell.
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Self::Villages | Self::Duties | Self::Topics)
    }

    /// The template's heading.
    pub(super) fn heading(self) -> &'static str {
        HEADINGS.iter().find(|(column, _)| *column == self).map_or("", |(_, headings)| headings[0])
    }

    /// What a heading stands for. Blanks and what stands in brackets do not count (办公电话（区号-号码）), unless it may
    /// take back that a mobile is public.
    pub(super) fn of(heading: &str) -> Option<Self> {
        Self::of_words(heading).filter(|_| !Self::is_withheld(heading))
    }

    /// 手机（内部掌握，不公开）, 同意日期（入党）: whatever stands there, it is no public mobile and no consent to it.
    pub(super) fn is_withheld(heading: &str) -> bool {
        let brackets = heading.find(BRACKETS).map_or("", |at| &heading[at..]);
        matches!(Self::of_words(heading), Some(Self::Mobile | Self::MobileConsent))
            && !consent::is_plain(brackets)
    }

    fn of_words(heading: &str) -> Option<Self> {
        let bare = bare_heading(heading);
        HEADINGS.iter().find(|(_, headings)| headings.contains(&bare.as_str())).map(|(column, _)| *column)
    }
}

/// A heading without blanks, marks and what stands in brackets.
pub(super) fn bare_heading(heading: &str) -> String {
    let words = heading.split(BRACKETS).next().unwrap_or_default();
    words.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '：' | ':')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_as_offices_write_them() {
        for (heading, column) in [
            ("姓 名", Column::Name),
            ("岗位\n职务", Column::Post),
            ("*办公电话（区号-号码）", Column::Phone),
            ("手机号：", Column::Mobile),
            ("手机（11位）", Column::Mobile),
        ] {
            assert_eq!(Column::of(heading), Some(column), "{heading}");
        }
        for heading in ["备注", "手机（内部掌握，不公开）", "同意日期（入党）"] {
            assert_eq!(Column::of(heading), None);
        }
    }

    #[test]
    fn no_heading_stands_for_two_columns() {
        let mut all: Vec<&str> = HEADINGS.iter().flat_map(|(_, headings)| headings.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
