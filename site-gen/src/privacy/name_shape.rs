//! What a name looks like: whether the characters at a place can be one, and where it ends.
//!
//! A name is a surname and one or two characters, or parts joined by dots. Shape alone never makes a name; it is
//! weighed by what stands before and after, and an ordinary word is not a name without more.
//! Deliberately absent: cues and decisions ([`super::names`]).

use super::context::{any_at, is_han, skip_spaces};
use super::lexicon::{Cue, Lexicon, TRANSLIT_CORES, lexicon};
use super::words::{Words, words};

/// A place where a name may stand.
pub(super) struct Name {
    pub(super) end: usize,
    /// How well the name fits: what follows it, and whether its characters make names.
    pub(super) score: u8,
    /// What follows ends the name beyond doubt.
    pub(super) closed: bool,
}

/// Reads shapes of names in a shadow.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) chars: &'a [char],
    pub(super) lexicon: &'static Lexicon,
    words: &'static Words,
}

impl<'a> Shape<'a> {
    pub(super) fn new(chars: &'a [char]) -> Self {
        Self { chars, lexicon: lexicon(), words: words() }
    }

    /// The best name that starts at `at`. With `any_surname`, two to four characters up to a mark count as well.
    pub(super) fn name_at(&self, at: usize, any_surname: bool) -> Option<Name> {
        if let Some(end) = self.dotted_end(at, true) {
            return Some(Name { end, score: 9, closed: true });
        }
        if let Some(end) = self.undotted_end(at) {
            return Some(Name { end, score: 9, closed: true });
        }
        let surname = self.lexicon.surname_len(self.chars, at);
        let mut best: Option<Name> = None;
        if surname > 0 {
            // 濮阳 may be all of a name.
            let lengths: &[(usize, usize)] = if surname == 2 { &[(2, 2), (2, 1), (1, 1)] } else { &[(1, 2), (1, 1)] };
            for &(surname, given) in lengths {
                let end = at + surname + given;
                let Some(part) = self.chars.get(at + surname..end) else { continue };
                if part.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                    continue;
                }
                let (after, closed) = self.end_score(end);
                let cut = self.cuts_a_word(end);
                let after = after.max(u8::from(!cut && self.words.longest_at(self.chars, end) > 1));
                let likely: i8 = part.iter().map(|&c| self.lexicon.given_weight(c).min(1)).sum();
                let loose = self.chars[end - 1..end].iter().any(|&c| !self.lexicon.in_given(c));
                let cost = u8::from(cut) * 2 + u8::from(loose && given == 2) * 2;
                let score = (after * 2 + u8::try_from(likely).unwrap_or(0) + u8::from(given == 2)).saturating_sub(cost);
                if best.as_ref().is_none_or(|known| score > known.score) {
                    best = Some(Name { end, score, closed });
                }
            }
        }
        if any_surname && best.as_ref().is_none_or(|name| !name.closed) {
            let end = self.run_end(at);
            let part = &self.chars[at.min(end)..end];
            let plain = !part.iter().any(|&c| self.lexicon.never_given(c));
            if (2..=4).contains(&part.len()) && plain && !self.is_word(at, end) {
                return Some(Name { end, score: 3, closed: true });
            }
        }
        best
    }

    /// The end of the Chinese characters from `at` on.
    fn run_end(&self, at: usize) -> usize {
        (at..self.chars.len()).find(|&i| !is_han(self.chars[i])).unwrap_or(self.chars.len())
    }

    /// How clearly a name ends here: 3 at a mark or the end, 2 before a word that follows names, 1 before a word that
    /// may also be part of a name; and whether it ends beyond doubt.
    pub(super) fn end_score(&self, end: usize) -> (u8, bool) {
        let Some(&next) = self.chars.get(end) else { return (3, true) };
        if next == '·' {
            return (0, false);
        }
        if !is_han(next) || self.lexicon.stands(self.chars, end, Cue::Owner) || self.joins_another(end) {
            return (3, true);
        }
        if any_at(self.chars, end, FOLLOWERS).is_some()
            || self.lexicon.stands(self.chars, end, Cue::Office)
            || self.lexicon.stands(self.chars, end, Cue::Person)
        {
            return (2, false);
        }
        (u8::from(MAY_FOLLOW.contains(next)), false)
    }

    /// Whether a second name is joined here: 和 and a surname.
    fn joins_another(&self, at: usize) -> bool {
        matches!(self.chars.get(at), Some('和' | '与' | '及'))
            && self.lexicon.surname_len(self.chars, at + 1) > 0
            && self.words.longest_at(self.chars, at + 1) < 2
            && self.chars.get(at + 2).is_some_and(|&c| is_han(c) && !self.lexicon.never_given(c))
    }

    /// Whether a fact about a person follows the name: a telephone, a home, a sex, a number.
    pub(super) fn facts_follow(&self, end: usize) -> bool {
        let at = (end..self.chars.len().min(end + 3))
            .find(|&i| !matches!(self.chars[i], ',' | '(' | ':' | ' ' | '、'))
            .unwrap_or(end);
        self.chars.get(at).is_some_and(char::is_ascii_digit)
            || any_at(self.chars, at, FACTS).is_some()
            || self.lexicon.stands(self.chars, end, Cue::Owner)
    }

    /// The full name that ends right before `end`, if the characters make one.
    pub(super) fn name_before(&self, end: usize) -> Option<(usize, usize)> {
        let end = if end > 0 && self.chars[end - 1] == ' ' { end - 1 } else { end };
        // Longest first: a compound surname, then three characters, then two.
        for length in [4, 3, 2] {
            let Some(start) = end.checked_sub(length) else { continue };
            let surname = self.lexicon.surname_len(self.chars, start);
            if surname == 0 || length - surname > 2 || length == surname || length == 4 && surname == 1 {
                continue;
            }
            let given = &self.chars[start + surname..end];
            if given.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                continue;
            }
            let free = self.starts_freely(start);
            let likely = given.iter().all(|&c| self.lexicon.in_given(c));
            let wordy = surname == 1 && self.lexicon.is_wordy(self.chars[start]);
            let cut = self.cuts_a_word(start) || self.cuts_a_word(end);
            if (free || likely && !wordy && !cut) && (length == 2 || !self.is_word(start, start + 2) || likely && free) {
                return Some((start, end));
            }
        }
        None
    }

    /// Whether a name may start here: after a mark, or after a word that names follow.
    pub(super) fn starts_freely(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return true };
        let c = self.chars[before];
        !is_han(c) || BEFORE_NAMES.contains(c)
    }

    /// Whether the characters are an ordinary word.
    pub(super) fn is_word(&self, start: usize, end: usize) -> bool {
        self.chars.get(start..end).is_some_and(|part| self.words.has(part)) || self.is_no_name(start, end)
    }

    /// Whether the characters are, or begin with, a word that stands where names stand and never is one.
    pub(super) fn is_no_name(&self, start: usize, end: usize) -> bool {
        any_at(self.chars, start, NO_NAMES).is_some_and(|length| start + length <= end + 1)
            // 管一管
            || self.chars.get(start..end).is_some_and(|part| part.len() == 3 && part[0] == part[2])
    }

    /// Whether an ordinary word of two or more characters starts the name, or starts inside it and runs on.
    pub(super) fn starts_word(&self, start: usize, end: usize) -> bool {
        let first = self.words.longest_at(self.chars, start);
        let surname = self.lexicon.surname_len(self.chars, start);
        first > surname.max(1) && (surname != 2 || first > 2)
            || start + surname < end && {
                let inner = self.words.longest_at(self.chars, start + surname);
                start + surname + inner > end
            }
    }

    /// Whether the characters after the surname make names and little else.
    pub(super) fn sounds_like_a_name(&self, start: usize, end: usize) -> bool {
        let surname = self.lexicon.surname_len(self.chars, start);
        surname > 0
            && !self.lexicon.is_particle(self.chars[start])
            && self.chars[start + surname..end].iter().all(|&c| self.lexicon.in_given(c))
    }

    /// Whether an ordinary word lies across this place.
    pub(super) fn cuts_a_word(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at).any(|start| {
            (at + 1 - start..=4).any(|length| {
                self.chars.get(start..start + length).is_some_and(|word| self.words.has(word))
            })
        })
    }

    /// The name that starts here although nothing introduces it, when its characters, and what stands around it, fit.
    pub(super) fn free_name_at(&self, at: usize) -> Option<Name> {
        let surname = self.lexicon.surname_len(self.chars, at);
        let first = *self.chars.get(at + surname)?;
        if surname == 0 || !is_han(first) || self.lexicon.never_given(first) || self.lexicon.is_particle(self.chars[at]) {
            return None;
        }
        let word = self.words.longest_at(self.chars, at);
        if word > surname || self.is_no_name(at, at + 1) || self.cuts_a_word(at) || self.follows_a_count(at) {
            return None;
        }
        if self.lexicon.stands(self.chars, at + surname, Cue::Office) || self.lexicon.stands(self.chars, at + surname, Cue::Address) {
            return None;
        }
        let left = if self.starts_freely(at) { 2 } else { i8::from(self.ends_a_word(at)) };
        let mut best: Option<(i8, Name)> = None;
        for given in [2, 1] {
            let end = at + surname + given;
            let Some(part) = self.chars.get(at + surname..end) else { continue };
            if part.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                continue;
            }
            let likely: i8 = part.iter().map(|&c| self.lexicon.given_weight(c)).sum();
            let (after, closed) = self.end_score(end);
            if any_at(self.chars, end, PLACES).is_some() || any_at(self.chars, end - 1, PLACE_ENDS).is_some() || likely == 0 {
                continue;
            }
            let cut = self.cuts_a_word(end);
            let after = after.max(u8::from(!cut && self.words.longest_at(self.chars, end) > 1));
            let mut weight = left + 2 * i8::try_from(after).unwrap_or(0) + likely;
            weight += if given == 2 { 1 } else { -1 };
            weight += if surname == 2 { 2 } else { 0 };
            // 严娟住 is a name and a verb.
            weight -= if given == 2 && self.lexicon.given_weight(self.chars[end - 1]) == 0 { 2 } else { 0 };
            weight -= if self.lexicon.is_wordy(self.chars[at]) { 2 } else { 0 };
            weight -= if self.words.has(part) { 2 } else { 0 };
            weight -= if cut { 2 } else { 0 };
            weight -= if self.is_no_name(at, end) { 9 } else { 0 };
            weight -= if self.words.longest_at(self.chars, at + surname) > given { 3 } else { 0 };
            if best.as_ref().is_none_or(|(known, _)| weight > *known) {
                best = Some((weight, Name { end, score: u8::try_from(weight.max(0)).unwrap_or(0), closed }));
            }
        }
        best.map(|(_, name)| name)
    }

    /// Whether a short number stands right before: 3余台, 7时至.
    fn follows_a_count(&self, at: usize) -> bool {
        let digits = self.chars[..at].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        (1..5).contains(&digits)
    }

    fn ends_a_word(&self, at: usize) -> bool {
        (2..=4).any(|length| at.checked_sub(length).is_some_and(|start| self.words.has(&self.chars[start..at])))
    }

    /// The start of the dotted name around the dot at `dot`, made of the characters of transliterated names.
    pub(super) fn dotted_start(&self, dot: usize) -> Option<usize> {
        let mut start = dot;
        while start > 0 && dot - start < 7 && self.lexicon.in_translit(self.chars[start - 1]) {
            start -= 1;
        }
        if self.chars[start] == '和' && start > 0 && is_han(self.chars[start - 1]) {
            start += 1;
        }
        (start < dot).then_some(start)
    }

    /// The end of a dotted name that starts at `at`. When a cue `introduced` it, its first part may be made of any
    /// characters.
    pub(super) fn dotted_end(&self, at: usize, introduced: bool) -> Option<usize> {
        let mut i = at;
        let mut last = None;
        if introduced {
            let dot = (at..self.chars.len().min(at + 8))
                .find(|&k| !is_han(self.chars[k]) || self.lexicon.never_given(self.chars[k]))?;
            if self.chars[dot] != '·' || dot == at {
                return None;
            }
            i = dot + 1;
        }
        loop {
            let part = i;
            while i < self.chars.len() && i - part < 8 && self.lexicon.in_translit(self.chars[i]) {
                // 和 joins two people unless it is inside the part.
                if self.chars[i] == '和' && i > part && self.joins_another(i) {
                    break;
                }
                i += 1;
            }
            if i == part {
                return last;
            }
            if introduced || part > at {
                last = Some(i);
            }
            if self.chars.get(i) != Some(&'·') {
                return last;
            }
            i += 1;
        }
    }

    /// The end of a transliterated name without its dot: three to eight of its characters, one of the usual pairs
    /// at its start and, beyond three characters, another at its end.
    pub(super) fn undotted_end(&self, at: usize) -> Option<usize> {
        let core = |at: usize| any_at(self.chars, at, TRANSLIT_CORES).is_some();
        if !self.chars.get(at).is_some_and(|&c| self.lexicon.in_translit(c)) {
            return None;
        }
        let end = (at..self.chars.len().min(at + 8))
            .find(|&i| !self.lexicon.in_translit(self.chars[i]))
            .unwrap_or(self.chars.len().min(at + 8));
        let place = any_at(self.chars, end, PLACES).is_some() || self.words.longest_at(self.chars, at) > 2;
        match end - at {
            3 => (core(at) || core(at + 1)) && !place,
            4..=8 => core(at) && core(end - 2) && !place,
            _ => false,
        }
        .then_some(end)
    }

    /// Skips spaces.
    pub(super) fn skip_spaces(&self, at: usize) -> usize {
        skip_spaces(self.chars, at)
    }
}

/// Words that may also be the last character of a name.
const MAY_FOLLOW: &str = "家和强一应同会来成长为可能以利多全自正想认提做是请希属依坚修承伙跪携谎曾";

/// Characters after which a name often starts.
const BEFORE_NAMES: &str = "与和及由向对把被将给让叫是经因的找请为从到在了有入于民人主名称若但现判同代帮替随跟但归";

/// What makes a place of the characters before it.
const PLACES: &[&str] = &[
    "路", "街", "村", "镇", "乡", "县", "市", "区", "湾", "沟", "港", "桥", "巷", "组", "河", "山", "庙", "寺", "岭", "坪", "坝", "塘", "洞", "寨", "庄", "园", "苑", "中学", "小学", "学校",
    "大道", "派出所", "社区", "小区", "花园", "大厦", "广场", "医院", "公司", "集团", "酒店", "超市", "银行", "国际", "新城", "名苑", "名城", "府邸", "地铁", "车站", "站", "高速", "机场", "大学",
    "水库", "工业园", "屋场", "院子", "冲", "垸", "洲", "岗", "坡", "屯", "堡", "店", "厂", "楼", "幼儿园", "片区", "段", "线", "省", "州", "岛", "湖", "江", "峪", "垴", "庭院", "华府", "公馆", "置业", "地产", "物业", "食品",
    "科技", "建设", "商贸", "实业", "投资", "教育", "文化", "农业", "生态",
];

/// Last characters of names of places and shops that look like names of persons.
const PLACE_ENDS: &[&str] = &[
    "桥", "咀", "岗", "湖", "沟", "湾", "坪", "坝", "塘", "洞", "寨", "庄", "园", "苑", "村", "镇", "港", "寺", "庙", "坡", "屯", "堡", "冲", "家", "线", "城", "店", "区", "路", "街",
    "巷", "井", "口", "沙", "石", "贷", "房", "铺", "楼", "站",
];

/// Words that open a fact about a person.
const FACTS: &[&str] = &[
    "电话",
    "身份证",
    "住",
    "男",
    "女",
    "手机",
    "系",
    "出生",
    "生于",
    "家",
    "联系",
    "QQ",
    "微信",
    "车牌",
    "卡号",
    "账",
    "现年",
    "今年",
    "年龄",
    "汉族",
    "党员",
    "号码",
    "开户",
];

/// Words and characters that follow a name in a sentence.
const FOLLOWERS: &[&str] = &[
    "的", "在", "于", "与", "及", "对", "向", "把", "被", "将", "从", "给", "说", "称", "系", "住", "现",
    "因", "男", "女", "已", "未", "不", "没", "就", "也", "都", "又", "却", "要", "曾", "去", "到", "至",
    "反映", "举报", "开着", "开车", "此", "其", "上述", "即", "则", "并", "再", "带", "签", "患", "打了",
    "擅自", "私自", "违法", "使用", "用", "由", "先生", "女士", "同志", "这", "那", "等", "驾", "所",
    "拒", "承", "购", "租", "联系", "电话", "敬", "拜", "之", "报警", "随", "占", "建", "修", "今年", "年",
    "出生", "生于", "身份", "了", "和我", "以及", "告", "找", "让", "叫", "表示", "认为", "提出", "要求",
    "同意", "负责", "牵头", "家住", "家里", "家门", "家中", "家的", "还", "是", "几", "每", "当时", "非",
    "仍", "遂", "起来", "收", "支付", "退", "有", "携",
];

/// What follows a label without being a name, and words that begin like a name.
const NO_NAMES: &[&str] = &[
    "匿名", "保密", "家里", "尚有", "承诺", "居民", "公摊", "不详", "同上", "详见", "市民", "村民", "居民", "群众", "网友", "业主", "全体", "广大",
    "任何", "安全", "万分", "路过", "方便", "方面", "常年", "经常", "时间", "时候", "高考", "安排", "安置",
    "成立", "成为", "管理", "单位", "房屋", "都是", "家长", "能否", "应该", "应当", "相关", "有关", "高度",
    "明确", "全部", "全家", "和谐", "平时", "平均", "关注", "关系", "关于", "解决", "任务", "权益", "那么",
    "那些", "那个", "后来", "后续", "强烈", "强行", "强制", "高速", "高价", "金额", "白天", "万元", "公司",
    "公共", "公安", "国家", "法院", "法律", "农村", "农业", "农民", "农户", "黄金", "温度", "水库", "水电",
    "水费", "海关", "车位", "车辆", "东西", "东边", "南边", "西边", "北边", "时常", "时任", "曾经", "曾多",
    "计划", "单独", "简单", "连续", "连夜", "连接", "向上", "向政", "向有", "应有", "从来", "从事", "本人",
    "本村", "本地", "支持", "支付", "元旦", "全村", "全县", "全国", "全市", "全镇", "全区", "双方", "当地",
    "年龄", "种植", "种地", "同时", "同意", "果树", "包括", "包村", "代表", "代理", "党员", "党委", "左右",
    "路口", "马路", "文化", "师傅", "富裕", "承诺", "承包", "房子", "谢谢", "程序", "时段", "严重",
    "严格", "常务", "常住", "于是", "和平", "齐全", "祝您", "祝愿", "易于", "安心", "项目", "史上", "古代",
    "毛坯", "石材", "江边", "江南", "河南", "河北", "湖南", "湖北", "云南", "海南", "广东", "广西", "陈述",
    "周边", "周围", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "何时", "何种", "何处",
    "许多", "田地", "田间", "金融", "金钱", "宋体", "沈阳", "徐州", "郑州", "苏州", "杭州", "黄色", "白色",
    "红色",
];

