//! Places where somebody lives, from the group of a village down to the room.
//!
//! A finding covers the part below village and estate: `3组12号`, `5栋2单元301室`, `12-3-1201`. Village names
//! stay; whether village and size of the village together identify somebody is asked by the guard in the
//! desk. Deliberately absent: addresses of offices and road numbers without a word of living there, which
//! stay.

use super::context::{Within, after, any_at, before, holds_any, is_han, skip_spaces};
use super::digits::han_digit;
use super::word_set::WordMap;
use super::{Kind, Span};
use std::sync::LazyLock;

/// Finds addresses.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut at = 0;
    while at < chars.len() {
        let found =
            starts_number(chars, at).then(|| chain(chars, at).or_else(|| dashed(chars, at))).flatten();
        match found {
            Some(span) => {
                at = span.to;
                out.push(span);
            }
            None => at += 1,
        }
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || han_digit(c).is_some() || matches!(c, '十' | '百')
}

fn starts_number(chars: &[char], at: usize) -> bool {
    let previous = at.checked_sub(1).map(|i| chars[i]);
    match chars[at] {
        '第' | '附' => true,
        c if is_numeral(c) => !previous.is_some_and(|p| is_numeral(p) || matches!(p, '第' | '附' | '.')),
        c if c.is_ascii_alphabetic() || matches!(c, '甲' | '乙' | '丙') => {
            !previous.is_some_and(|p| p.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// How far down a unit of an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Group,
    Yard,
    Building,
    Entrance,
    Floor,
    House,
    Room,
}

struct Unit {
    level: Level,
    end: usize,
}

const UNITS: &[(&str, Level)] = &[
    ("村民小组", Level::Group),
    ("居民小组", Level::Group),
    ("小组", Level::Group),
    ("组", Level::Group),
    ("生产队", Level::Group),
    ("队", Level::Group),
    ("社", Level::Group),
    ("号楼", Level::Building),
    ("号栋", Level::Building),
    ("号院", Level::Yard),
    ("#楼", Level::Building),
    ("#", Level::Building),
    ("栋", Level::Building),
    ("幢", Level::Building),
    ("座", Level::Building),
    ("弄", Level::Yard),
    ("巷", Level::Yard),
    ("排", Level::Yard),
    ("区", Level::Yard),
    ("期", Level::Yard),
    ("单元", Level::Entrance),
    ("门", Level::Entrance),
    ("梯", Level::Entrance),
    ("层", Level::Floor),
    ("楼", Level::Floor),
    ("街坊", Level::Yard),
    ("门牌", Level::House),
    ("号房", Level::Room),
    ("号室", Level::Room),
    ("号", Level::House),
    ("户", Level::House),
    ("室", Level::Room),
    ("房", Level::Room),
];

static UNIT_WORDS: LazyLock<WordMap<Level>> =
    LazyLock::new(|| WordMap::new(UNITS.iter().map(|(word, level)| (word.chars().collect(), *level))));

/// One unit: 第, a number (`12`, `十二`, `A`, `12-3`), and its word.
fn unit(chars: &[char], at: usize) -> Option<Unit> {
    let mut i = at + usize::from(matches!(chars.get(at), Some('第' | '附')));
    let start = i;
    while chars.get(i).is_some_and(|&c| {
        is_numeral(c) || c.is_ascii_alphabetic() && i < start + 3 || matches!(c, '甲' | '乙' | '丙')
    }) {
        i += 1;
    }
    if i == start || i - start > 6 {
        return None;
    }
    if chars.get(i) == Some(&'-') && chars.get(i + 1).is_some_and(char::is_ascii_digit) {
        let more = (i + 1..chars.len()).find(|&k| !chars[k].is_ascii_digit()).unwrap_or(chars.len());
        if more - i <= 5 && any_at(chars, more, &["号", "户", "室", "房"]).is_some() {
            i = more;
        }
    }
    let word = skip_spaces(chars, i);
    let mut units = UNIT_WORDS.at(chars, word);
    units.next().map(|(length, level)| Unit { level: *level, end: word + length })
}

/// Units that follow one another downwards, and a bare room number at the end.
fn chain(chars: &[char], at: usize) -> Option<Span> {
    let first = unit(chars, at)?;
    if is_not_a_place(chars, at, first.end) {
        return None;
    }
    let (mut end, mut level, mut count) = (first.end, first.level, 1);
    let mut bare = false;
    let mut next = skip_joint(chars, end);
    while let Some(unit) = unit(chars, next) {
        // A street number may stand above a building: 88号3栋.
        let street = count == 1 && level == Level::House && unit.level < Level::House || chars[next] == '附';
        if unit.level <= level && !street {
            break;
        }
        (end, level, count) = (unit.end, unit.level, count + 1);
        next = skip_joint(chars, end);
    }
    if level < Level::Room && level != Level::Yard {
        let room = (next..chars.len())
            .find(|&i| {
                !(chars[i].is_ascii_digit() || han_digit(chars[i]).is_some() || chars[i] == '-' && i > next)
            })
            .unwrap_or(chars.len());
        let spoken = chars[next..room].iter().any(|c| han_digit(*c).is_some());
        let digits = chars[next..room].iter().filter(|c| **c != '-').count();
        let digits = if spoken && !(3..=4).contains(&digits) { 0 } else { digits };
        let least = match level {
            Level::Group => 1,
            Level::House => 3,
            _ => 2,
        };
        let free = !chars.get(room).is_some_and(|&c| {
            matches!(
                c,
                '年' | '月'
                    | '.'
                    | '%'
                    | '元'
                    | '万'
                    | '平'
                    | '米'
                    | '多'
                    | '余'
                    | '人'
                    | '个'
                    | '亩'
                    | '-'
                    | '㎡'
                    | 'm'
                    | '吨'
                    | '块'
            )
        });
        if (least..=7).contains(&digits) && free && (level != Level::Group || says_home(chars, at)) {
            (end, level, count, bare) = (room, Level::Room, count + 1, true);
        }
    }
    // 五楼东户: the side of the stairs.
    if let Some(side) = any_at(chars, end, &["东户", "西户", "中户", "左户", "右户", "之"])
        && count > 1
    {
        let number = (end + side..chars.len()).find(|&i| !is_numeral(chars[i])).unwrap_or(chars.len());
        if chars[end] != '之' || number > end + side {
            (end, level) = (number, Level::Room);
        }
    }
    let household = level >= Level::House;
    // 3层 says how high a house is.
    if level == Level::Floor && chars[end - 1] == '层' {
        return None;
    }
    if count >= 2 && (household || level >= Level::Entrance) {
        if is_office_place(chars, at) {
            return None;
        }
        let sure = household || bare || level > Level::Entrance;
        return Some(Span { from: at, to: end, kind: Kind::Address, sure });
    }
    let home = says_home(chars, at);
    let hamlet = level == Level::House && chars[end - 1] == '号' && at > 0 && HAMLETS.contains(chars[at - 1]);
    if household && !counts(chars, at, end) && (home || hamlet) && !is_office_place(chars, at) {
        return Some(Span { from: at, to: end, kind: Kind::Address, sure: home });
    }
    let names_home =
        says_home(chars, at) && at > 0 && matches!(chars[at - 1], '村' | '区' | '寨' | '庄' | '屯' | '社');
    (names_home && matches!(level, Level::Group | Level::Building)).then_some(Span {
        from: at,
        to: end,
        kind: Kind::Address,
        sure: false,
    })
}

/// Last characters of the names of villages and hamlets, whose houses have numbers and no streets.
const HAMLETS: &str = "村湾庄屯寨坪坝冲岭坡垭塘沟洼边脚屋宅弄巷组社垸畈圩岙坞峪家园苑城";

fn skip_joint(chars: &[char], at: usize) -> usize {
    let next = skip_spaces(chars, at);
    if chars.get(next) == Some(&'-') && chars.get(next + 1).is_some_and(|&c| is_numeral(c)) {
        next + 1
    } else {
        next
    }
}

/// `3月12号`, `〔2026〕12号`, `1号线`, `第3号令`, `一户一`: numbers of other things.
fn is_not_a_place(chars: &[char], at: usize, end: usize) -> bool {
    let previous = at.checked_sub(1).map_or(' ', |i| chars[i]);
    // 二期1区: the stage of an estate, not of a paper.
    let stage = previous == '期' && at > 1 && is_numeral(chars[at - 2]);
    !stage
        && matches!(
            previous,
            '月' | '〕'
                | ']'
                | '】'
                | '字'
                | '执'
                | '初'
                | '终'
                | '共'
                | '每'
                | '约'
                | '达'
                | '计'
                | '型'
                | '期'
                | '发'
                | '函'
                | '标'
                | '线'
        )
        || previous == ')'
            && before(chars, at, 6, Within::Sentence).iter().filter(|c| c.is_ascii_digit()).count() == 4
        || any_at(chars, end, OTHER_COUNTED).is_some() && !opens_a_unit(chars, end)
}

/// 五栋一单元: the numeral belongs to the next unit. 一户一室 is a rule for many.
fn opens_a_unit(chars: &[char], end: usize) -> bool {
    chars[end] == '一' && !matches!(chars[end - 1], '户' | '室' | '房') && unit(chars, end).is_some()
}

#[rustfmt::skip]
const HOME_WORDS: &[&str] = &[
    "家在", "家就在", "家庭", "户籍", "门牌", "现居", "老家", "户口", "籍贯", "我家", "村民", "我是", "居于",
    "居:", "业主", "寄到", "地址",
];

/// Whether 住 stands in the window as a word of its own, not in 住建局 or 住宅.
fn lives(window: &[char]) -> bool {
    window
        .iter()
        .enumerate()
        .any(|(i, &c)| c == '住' && !window.get(i + 1).is_some_and(|&next| "建房宅院宿户保".contains(next)))
}

/// Whether the clause says that somebody lives here.
fn says_home(chars: &[char], at: usize) -> bool {
    let lead = before(chars, at, 24, Within::Clause);
    let tail = after(chars, at, 16, Within::Clause);
    lives(lead)
        || holds_any(lead, HOME_WORDS)
        || holds_any(tail, &["村民", "居民", "住户", "业主", "户主", "人家", "租客"])
        || lead.last() == Some(&'(')
}

/// 40户 and 三房 are amounts: a household or room alone needs its group, an ordinal or a longer number.
fn counts(chars: &[char], at: usize, end: usize) -> bool {
    let short = end - at < 4;
    match chars[end - 1] {
        '户' => chars[at] != '第' && !(at > 0 && chars[at - 1] == '组'),
        '房' | '室' => short,
        _ => false,
    }
}

/// Whether the words before speak of an office or a firm.
fn is_office_place(chars: &[char], at: usize) -> bool {
    let lead = before(chars, at, 18, Within::Clause);
    let home = lives(lead) || lead.contains(&'家');
    !home
        && (holds_any(lead, OFFICE_WORDS)
            || holds_any(after(chars, at, 16, Within::Clause), &["政府", "大厅", "办公", "窗口"]))
}

/// `12-3-1201` after the name of an estate or a word of living there.
fn dashed(chars: &[char], at: usize) -> Option<Span> {
    let letter = usize::from(chars[at].is_ascii_alphabetic());
    if at == 0 || !chars.get(at + letter).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let mut lengths = Vec::new();
    let mut i = at + letter;
    loop {
        let end = (i..chars.len()).find(|&k| !chars[k].is_ascii_digit()).unwrap_or(chars.len());
        if end == i {
            return None;
        }
        lengths.push(end - i);
        if lengths.len() > 4 {
            return None;
        }
        i = end;
        if chars.get(i) != Some(&'-') || !chars.get(i + 1).is_some_and(char::is_ascii_digit) {
            break;
        }
        i += 1;
    }
    let shaped = matches!(lengths[..], [1..=3, 3..=4] | [1..=3, 1..=2, 2..=5] | [1..=3, 1..=2, 1..=2, 1..=4]);
    let free = !chars
        .get(i)
        .is_some_and(|&c| c.is_ascii_alphanumeric() || matches!(c, '年' | '月' | '日' | '%' | '元' | '万'));
    let previous = chars[at - 1];
    let estate = matches!(
        previous,
        '苑' | '园'
            | '城'
            | '区'
            | '府'
            | '湾'
            | '庭'
            | '居'
            | '寓'
            | '里'
            | '坊'
            | '阁'
            | '郡'
            | '馆'
            | '墅'
            | '都'
            | '邸'
            | '轩'
            | '院'
            | '楼'
            | '厦'
            | '庄'
            | '岸'
            | '家'
            | '村'
            | '期'
            | '座'
            | '境'
            | '景'
            | '山'
            | '谷'
            | '墨'
            | '堡'
            | '洲'
            | '岛'
            | '香'
            | '房'
            | '汇'
            | '庐'
            | '舍'
    );
    let lead = before(chars, at, 16, Within::Clause);
    let home = lives(lead) || holds_any(lead, &["家在", "家就在", "地址", "业主", "房号", "门牌"]);
    // 231-2495 is a telephone unless an estate stands before it.
    if lengths == [3, 4] && !estate {
        return None;
    }
    let i = i + any_at(chars, i, &["室", "房", "号", "户"]).unwrap_or(0);
    (shaped && free && (estate || home && (is_han(previous) || matches!(previous, ':' | ' ' | '('))))
        .then_some(Span { from: at, to: i, kind: Kind::Address, sure: true })
}

/// Words after a number that make it something else than a place.
#[rustfmt::skip]
const OTHER_COUNTED: &[&str] = &[
    "线", "令", "文", "机", "型", "车", "病", "井", "一", "公告", "通知", "门店", "段", "标", "工单", "来信",
    "信", "案", "图", "长", "口", "泵", "涵", "桥", "杆", "台区", "变压器", "矿", "坝", "坑", "点位",
    "公交", "机井", "闸", "编", "前", "以前", "之前", "晚", "下午", "上午", "早",
];

/// Words of offices and firms.
#[rustfmt::skip]
const OFFICE_WORDS: &[&str] = &[
    "中心", "政府", "大厅", "服务", "公司", "学校", "医院", "局", "委员会", "办公", "窗口", "大院", "机关",
    "银行",
];

#[cfg(test)]
mod tests {
    use super::find;
    use crate::Kind;
    use crate::normalized::Normalized;

    fn found(text: &str) -> Vec<(Kind, String, bool)> {
        let normalized = Normalized::new(text);
        let mut spans = Vec::new();
        find(normalized.chars(), &mut spans);
        spans
            .into_iter()
            .map(|span| {
                let (start, end) = normalized.original(span.from, span.to);
                (span.kind, text[start..end].to_owned(), span.sure)
            })
            .collect()
    }

    fn one(text: &str, part: &str) {
        assert_eq!(found(text), [(Kind::Address, part.to_owned(), true)], "{text}");
    }

    #[test]
    fn a_household_is_found_in_village_and_estate() {
        one("家住水口村三组十二号，", "三组十二号");
        one("水口村第5村民小组27号", "第5村民小组27号");
        one("住石桥村118号", "118号");
        one("禾溪花园 5 栋 2 单元 301 室", "5 栋 2 单元 301 室");
        one("禾溪花园5栋2单元301", "5栋2单元301");
        one("禾溪花园12-3-1201", "12-3-1201");
        one("建设路8号3栋2单元5楼", "8号3栋2单元5楼");
        one("禾溪苑A2栋1106", "A2栋1106");
        one("住长乐路88弄12号501室", "88弄12号501室");
        one("住12号院3号楼2门501", "12号院3号楼2门501");
        one("住禾溪家园7-2-301室", "7-2-301室");
        one("地址：水口村八组21号附1号", "八组21号附1号");
    }

    #[test]
    fn a_group_alone_is_for_a_person_to_decide() {
        assert_eq!(found("我是水口村三组村民"), [(Kind::Address, "三组".to_owned(), false)]);
    }

    #[test]
    fn public_numbers_stay() {
        for text in [
            "国办发〔2017〕47号",
            "3月12号",
            "地铁1号线",
            "镇便民服务中心地址：建设路6号2楼",
            "一户一室",
            "全村共512户",
            "2026-10-13",
            "省道3号线2号口",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
