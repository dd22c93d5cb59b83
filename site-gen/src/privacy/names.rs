//! Names of persons, by the words around them.
//!
//! A name is looked for where a text introduces one: after 我叫, 联系人, 村民 or 父亲, before 本人, 名下 or 敬上, and in
//! the lists that continue from there. A name found once is then found everywhere in the text. A name next to an
//! office (镇长…, …书记) belongs to somebody acting in duty and stays, everywhere in the text.
//!
//! Deliberately absent: names that the site or a case knows ([`super::known`]).

use super::context::{Within, any_at, before, holds_any, is_han, skip_spaces, stands_at};
use super::lexicon::{Cue, Lexicon, lexicon};
use super::{Kind, Span};

/// Finds names of private persons.
pub(super) fn find(chars: &[char], out: &mut Vec<Span>) {
    let mut search =
        Search { chars, lexicon: lexicon(), found: Vec::new(), officials: Vec::new(), addressed: Vec::new() };
    for at in 0..chars.len() {
        search.look_at(at);
    }
    search.spread();
    search.report(out);
}

struct Search<'a> {
    chars: &'a [char],
    lexicon: &'static Lexicon,
    /// Places of names of private persons, and whether the context leaves no doubt.
    found: Vec<(usize, usize, bool)>,
    /// Places of names of officials in duty.
    officials: Vec<(usize, usize)>,
    /// Surname and form of address: 李大爷.
    addressed: Vec<(usize, usize)>,
}

/// A place where a name may stand.
struct Name {
    end: usize,
    /// How well the name fits: what follows it, and whether its characters make names.
    score: u8,
    /// What follows ends the name beyond doubt.
    closed: bool,
}

impl Search<'_> {
    fn look_at(&mut self, at: usize) {
        let c = self.chars[at];
        if c == '·' {
            self.dotted(at);
            return;
        }
        if !is_han(c) && c != '(' && c != ',' {
            return;
        }
        let lexicon = self.lexicon;
        let mut introduced = false;
        for (length, cue) in lexicon.cues_at(self.chars, at) {
            match cue {
                Cue::Label | Cue::Person if !introduced => {
                    introduced = self.after_cue(at, at + length, cue);
                }
                Cue::Office => self.beside_office(at, at + length),
                Cue::Owner => self.before_owner(at),
                Cue::Address => self.before_address(at, at + length),
                Cue::Label | Cue::Person => {}
            }
        }
    }

    /// Reads the names after a cue; true when there was one.
    fn after_cue(&mut self, cue_at: usize, cue_end: usize, cue: Cue) -> bool {
        let label = cue == Cue::Label;
        let (start, marked) = self.skip_to_name(cue_end);
        let Some(name) = self.name_at(start, label && marked) else { return false };
        let word = self.is_word(start, name.end);
        let strict = !label || !marked && word;
        let least = if strict { 4 } else { 2 };
        if name.score < least || word && !self.facts_follow(name.end) && !(label && marked) {
            return false;
        }
        if self.office_follows(name.end) || self.is_office_before(cue_at) && !label {
            self.officials.push((start, name.end));
            return true;
        }
        self.found.push((start, name.end, label || name.closed));
        self.list_from(name.end);
        true
    }

    /// Skips what may stand between a cue and a name: 是, 叫, a colon, an opening bracket. True when such a mark
    /// says that a name must follow.
    fn skip_to_name(&self, from: usize) -> (usize, bool) {
        let mut at = from;
        let mut marked = false;
        while at < from + 6 {
            match any_at(
                self.chars,
                at,
                &[
                    "姓名", "名字", "名叫", "叫做", ":", "(", "\"", "“", "「", "【", " ", "是", "叫", "为",
                    "_", "\n", ",",
                ],
            ) {
                Some(length) => {
                    let c = self.chars[at];
                    if matches!(c, '\n' | ',') && (marked || at > from || c == '\n') {
                        // Only one comma directly after the cue: "申请人，张某".
                        break;
                    }
                    marked |= !matches!(c, ' ' | ',');
                    at += length;
                }
                None => break,
            }
        }
        (at, marked)
    }

    /// The best name that starts at `at`. With `any_surname`, two to four characters up to a mark count as well.
    fn name_at(&self, at: usize, any_surname: bool) -> Option<Name> {
        if let Some(end) = self.dotted_end(at, true) {
            return Some(Name { end, score: 9, closed: true });
        }
        let surname = self.lexicon.surname_len(self.chars, at);
        let mut best: Option<Name> = None;
        if surname > 0 {
            for given in [2, 1] {
                let end = at + surname + given;
                let Some(part) = self.chars.get(at + surname..end) else { continue };
                if part.iter().any(|&c| !is_han(c) || self.lexicon.never_given(c)) {
                    continue;
                }
                let (after, closed) = self.end_score(end);
                let likely = part.iter().filter(|&&c| self.lexicon.in_given(c)).count();
                let score = after * 2 + u8::try_from(likely).unwrap_or(0) + u8::from(given == 2);
                if best.as_ref().is_none_or(|known| score > known.score) {
                    best = Some(Name { end, score, closed });
                }
            }
        }
        if any_surname && best.as_ref().is_none_or(|name| !name.closed) {
            let end = (at..self.chars.len()).find(|&i| !is_han(self.chars[i])).unwrap_or(self.chars.len());
            let part = &self.chars[at.min(end)..end];
            let plain = !part.iter().any(|&c| self.lexicon.never_given(c));
            let (after, closed) = self.end_score(end);
            if (2..=4).contains(&part.len()) && plain && closed && !self.is_no_name(at, end) {
                return Some(Name { end, score: after, closed });
            }
        }
        best
    }

    /// How clearly a name ends here: 3 at a mark or the end, 2 before a word that follows names, 1 before a word that
    /// may also be part of a name.
    fn end_score(&self, end: usize) -> (u8, bool) {
        let Some(&next) = self.chars.get(end) else { return (3, true) };
        if next == '·' {
            return (0, false);
        }
        if !is_han(next) {
            return (3, true);
        }
        if self.lexicon.stands(self.chars, end, Cue::Owner) || self.joins_another(end) {
            return (3, true);
        }
        if any_at(self.chars, end, FOLLOWERS).is_some()
            || self.lexicon.stands(self.chars, end, Cue::Office)
            || self.lexicon.stands(self.chars, end, Cue::Person)
        {
            return (2, false);
        }
        (
            u8::from(matches!(
                next,
                '家' | '和'
                    | '强'
                    | '一'
                    | '应'
                    | '同'
                    | '会'
                    | '来'
                    | '成'
                    | '长'
                    | '为'
                    | '可'
                    | '能'
                    | '以'
                    | '利'
                    | '多'
                    | '全'
                    | '自'
                    | '正'
                    | '想'
                    | '认'
                    | '提'
                    | '做'
                    | '是'
                    | '请'
                    | '希'
            )),
            false,
        )
    }

    /// Whether a second name is joined here: 和 and a surname.
    fn joins_another(&self, at: usize) -> bool {
        matches!(self.chars[at], '和' | '与' | '及')
            && self.lexicon.surname_len(self.chars, at + 1) > 0
            && self.chars.get(at + 2).is_some_and(|&c| is_han(c) && !self.lexicon.never_given(c))
    }

    /// Whether a fact about a person follows the name: a telephone, a home, a sex, a number.
    fn facts_follow(&self, end: usize) -> bool {
        let at = (end..self.chars.len().min(end + 3))
            .find(|&i| !matches!(self.chars[i], ',' | '(' | ':' | ' ' | '、'))
            .unwrap_or(end);
        self.chars.get(at).is_some_and(char::is_ascii_digit)
            || any_at(self.chars, at, FACTS).is_some()
            || self.lexicon.stands(self.chars, end, Cue::Owner)
    }

    /// Continues a list: 张某、李某和王某.
    fn list_from(&mut self, mut end: usize) {
        loop {
            let Some(length) = any_at(self.chars, end, &["、", ",", "和", "与", "及", "以及", " ", "跟"])
            else {
                return;
            };
            let start = skip_spaces(self.chars, end + length);
            let comma = self.chars[end] == ',' || self.chars[end] == ' ';
            let Some(name) = self.name_at(start, false) else { return };
            let fits = name.score >= 4 && name.closed && !self.is_word(start, name.end);
            if !fits && (comma || name.score < 4) {
                return;
            }
            if self.office_follows(name.end) {
                self.officials.push((start, name.end));
                return;
            }
            self.found.push((start, name.end, !comma));
            end = name.end;
        }
    }

    /// A name before or after an office is that of somebody in duty.
    fn beside_office(&mut self, office_at: usize, office_end: usize) {
        if self.chars.get(office_end) == Some(&'·') {
            return;
        }
        if let Some(place) = self.name_before(office_at) {
            self.officials.push(place);
        }
        let start = skip_spaces(self.chars, office_end);
        let start = start + usize::from(matches!(self.chars.get(start), Some(':' | '(')));
        if let Some(name) = self.name_at(start, false)
            && name.score >= 4
        {
            self.officials.push((start, name.end));
            // 局长张某、李某 are both in duty.
            if self.chars.get(name.end) == Some(&'、')
                && let Some(next) = self.name_at(name.end + 1, false)
                && next.score >= 5
            {
                self.officials.push((name.end + 1, next.end));
            }
        }
    }

    /// The full name that ends right before `end`, if the characters make one.
    fn name_before(&self, end: usize) -> Option<(usize, usize)> {
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
            if !given.iter().all(|&c| self.lexicon.in_given(c)) && !self.starts_freely(start) {
                continue;
            }
            if surname == 1 && self.lexicon.is_wordy(self.chars[start]) && !self.starts_freely(start) {
                continue;
            }
            return Some((start, end));
        }
        None
    }

    /// Whether a name may start here: after a mark, or after a word that names follow.
    fn starts_freely(&self, start: usize) -> bool {
        let Some(before) = start.checked_sub(1) else { return true };
        let c = self.chars[before];
        !is_han(c)
            || matches!(
                c,
                '与' | '和'
                    | '及'
                    | '由'
                    | '向'
                    | '对'
                    | '把'
                    | '被'
                    | '将'
                    | '给'
                    | '让'
                    | '叫'
                    | '是'
                    | '经'
                    | '因'
                    | '的'
                    | '找'
                    | '请'
                    | '为'
                    | '从'
                    | '到'
                    | '在'
                    | '了'
                    | '有'
                    | '入'
                    | '于'
                    | '民'
                    | '人'
                    | '主'
            )
    }

    fn before_owner(&mut self, owner_at: usize) {
        let Some((start, end)) = self.name_before(owner_at) else { return };
        let free = self.starts_freely(start);
        if free || !self.is_word(start, end) {
            self.found.push((start, end, free));
        }
    }

    fn before_address(&mut self, at: usize, end: usize) {
        let Some(mut start) = at.checked_sub(1) else { return };
        let mut surname = self.lexicon.surname_len(self.chars, start) == 1;
        if at >= 2 && self.lexicon.surname_len(self.chars, at - 2) == 2 {
            (start, surname) = (at - 2, true);
        }
        let short = end - at == 1;
        if !surname || short && self.chars[at] != '某' {
            return;
        }
        if !self.lexicon.is_wordy(self.chars[start]) || self.starts_freely(start) {
            self.addressed.push((start, end));
        }
    }

    /// Names with a dot: the parts are made of the characters of transliterated names.
    fn dotted(&mut self, dot: usize) {
        let mut start = dot;
        while start > 0 && dot - start < 7 && self.lexicon.in_translit(self.chars[start - 1]) {
            start -= 1;
        }
        if self.chars[start] == '和' && start > 0 && is_han(self.chars[start - 1]) {
            start += 1;
        }
        if start == dot {
            return;
        }
        if let Some(end) = self.dotted_end(start, false)
            && !self.found.iter().any(|&(from, to, _)| from <= start && end <= to)
        {
            self.found.push((start, end, true));
        }
    }

    /// The end of a dotted name that starts at `at`. When a cue `introduced` it, its first part may be made of any
    /// characters.
    fn dotted_end(&self, at: usize, introduced: bool) -> Option<usize> {
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
                if self.chars[i] == '和'
                    && i > part
                    && !self.chars.get(i + 1).is_some_and(|&c| self.lexicon.in_translit(c))
                {
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

    /// Whether a bracket after the name puts it into an office: 某某（镇农业服务中心）.
    fn office_follows(&self, end: usize) -> bool {
        let at = skip_spaces(self.chars, end);
        if self.lexicon.stands(self.chars, at, Cue::Office) && !stands_at(self.chars, at, "老师") {
            return true;
        }
        if self.chars.get(at) != Some(&'(') {
            return false;
        }
        let close = (at..self.chars.len().min(at + 24)).find(|&i| self.chars[i] == ')').unwrap_or(at);
        holds_any(
            &self.chars[at..close],
            &[
                "中心",
                "政府",
                "办公室",
                "局",
                "委",
                "站",
                "科",
                "办",
                "所",
                "处",
                "队",
                "工会",
                "书记",
                "镇长",
                "主任",
                "镇",
                "街道",
            ],
        ) && !holds_any(&self.chars[at..close], &["住", "身份证", "村民", "户"])
    }

    fn is_office_before(&self, at: usize) -> bool {
        holds_any(before(self.chars, at, 3, Within::Clause), &["书记", "镇长", "局长", "主任"])
    }

    /// Whether the characters are also an ordinary word or start one with what follows.
    fn is_word(&self, start: usize, end: usize) -> bool {
        end - start == 2 && self.lexicon.is_wordy(self.chars[start]) || self.is_no_name(start, end)
    }

    fn is_no_name(&self, start: usize, end: usize) -> bool {
        any_at(self.chars, start, NO_NAMES).is_some_and(|length| start + length <= end + 1)
    }

    /// Finds every other mention of the names found so far.
    fn spread(&mut self) {
        let mut names: Vec<(Vec<char>, bool)> = Vec::new();
        for &(start, end, sure) in &self.found {
            let name = &self.chars[start..end];
            if !names.iter().any(|(known, _)| known == name) && !self.is_official(name) {
                names.push((name.to_vec(), sure));
            }
        }
        for (name, sure) in names {
            let wordy = name.len() == 2 && self.lexicon.is_wordy(name[0]);
            for at in 0..self.chars.len() {
                if self.chars[at] == name[0]
                    && self.chars[at..].starts_with(&name)
                    && !self.found.iter().any(|&(from, to, _)| from <= at && at + name.len() <= to)
                    && (!wordy || self.starts_freely(at) && self.end_score(at + name.len()).0 >= 2)
                {
                    self.found.push((at, at + name.len(), sure));
                }
            }
        }
    }

    fn is_official(&self, name: &[char]) -> bool {
        self.officials.iter().any(|&(start, end)| &self.chars[start..end] == name)
    }

    fn report(&self, out: &mut Vec<Span>) {
        for &(from, to, sure) in &self.found {
            let inside_official = self.officials.iter().any(|&(start, end)| from < end && start < to);
            if !inside_official && !self.is_official(&self.chars[from..to]) {
                out.push(Span { from, to, kind: Kind::PersonName, sure });
            }
        }
        for &(from, to) in &self.addressed {
            if !self.officials.iter().any(|&(start, end)| from < end && start < to) {
                out.push(Span { from, to, kind: Kind::PersonName, sure: false });
            }
        }
    }
}

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
    "擅自", "私自", "违法", "使用", "用", "由", "先生", "女士", "同志", "们", "这", "那", "等", "驾", "所",
    "拒", "承", "购", "租", "联系", "电话", "敬", "拜", "之", "报警", "随", "占", "建", "修", "今年", "年",
    "出生", "生于", "身份", "了", "和我", "以及", "告", "找", "让", "叫", "表示", "认为", "提出", "要求",
    "同意", "负责", "牵头", "家住", "家里", "家门", "家中", "家的", "还", "是", "几", "每", "当时", "非",
    "仍", "遂", "起来", "收", "支付", "退", "有", "携",
];

/// What follows a label without being a name, and words that begin like a name.
const NO_NAMES: &[&str] = &[
    "匿名", "保密", "不详", "同上", "详见", "市民", "村民", "居民", "群众", "网友", "业主", "全体", "广大",
    "任何", "安全", "万分", "路过", "方便", "方面", "常年", "经常", "时间", "时候", "高考", "安排", "安置",
    "成立", "成为", "管理", "单位", "房屋", "都是", "家长", "能否", "应该", "应当", "相关", "有关", "高度",
    "明确", "全部", "全家", "和谐", "平时", "平均", "关注", "关系", "关于", "解决", "任务", "权益", "那么",
    "那些", "那个", "后来", "后续", "强烈", "强行", "强制", "高速", "高价", "金额", "白天", "万元", "公司",
    "公共", "公安", "国家", "法院", "法律", "农村", "农业", "农民", "农户", "黄金", "温度", "水库", "水电",
    "水费", "海关", "车位", "车辆", "东西", "东边", "南边", "西边", "北边", "时常", "时任", "曾经", "曾多",
    "计划", "单独", "简单", "连续", "连夜", "连接", "向上", "向政", "向有", "应有", "从来", "从事", "本人",
    "本村", "本地", "支持", "支付", "元旦", "全村", "全县", "全国", "全市", "全镇", "全区", "双方", "当地",
    "年龄", "种植", "种地", "同时", "同意", "果树", "包括", "包村", "代表", "代理", "党员", "党委", "左右",
    "路口", "马路", "马上", "文化", "师傅", "富裕", "承诺", "承包", "房子", "谢谢", "程序", "时段", "严重",
    "严格", "常务", "常住", "于是", "和平", "齐全", "祝您", "祝愿", "易于", "安心", "项目", "史上", "古代",
    "毛坯", "石材", "江边", "江南", "河南", "河北", "湖南", "湖北", "云南", "海南", "广东", "广西", "陈述",
    "周边", "周围", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "何时", "何种", "何处",
    "许多", "田地", "田间", "金融", "金钱", "宋体", "沈阳", "徐州", "郑州", "苏州", "杭州", "黄色", "白色",
    "红色",
];

#[cfg(test)]
mod tests {
    use super::find;
    use crate::privacy::shadow::Shadow;

    fn found(text: &str) -> Vec<String> {
        let shadow = Shadow::new(text);
        let mut spans = Vec::new();
        find(shadow.chars(), &mut spans);
        let mut names: Vec<(usize, String)> = spans
            .into_iter()
            .map(|span| {
                let (start, end) = shadow.original(span.from, span.to);
                (start, text[start..end].to_owned())
            })
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn a_name_is_found_after_its_cue() {
        for (text, name) in [
            ("我叫林秋月，家住水口村", "林秋月"),
            ("联系人：尹禾，电话", "尹禾"),
            ("我是水口村村民罗春山，今年", "罗春山"),
            ("举报人欧阳禾青反映", "欧阳禾青"),
            ("户主：古丽尼莎·买买提，", "古丽尼莎·买买提"),
            ("我父亲梁柏舟的身份证", "梁柏舟"),
            ("姓名：禾田", "禾田"),
            ("电话已告知卢成本人", "卢成"),
            ("此致\n敬礼\n唐小满 敬上", "唐小满"),
        ] {
            assert_eq!(found(text), [name], "{text}");
        }
    }

    #[test]
    fn a_list_of_names_is_read_to_its_end() {
        assert_eq!(found("当事人林秋月、尹禾和罗春山。"), ["林秋月", "尹禾", "罗春山"]);
    }

    #[test]
    fn a_name_found_once_is_found_everywhere() {
        assert_eq!(found("我叫林秋月。昨天干部对林秋月说"), ["林秋月", "林秋月"]);
    }

    #[test]
    fn officials_in_duty_stay() {
        for text in [
            "镇长卢云舟同志带队到现场查看",
            "请卢云舟书记过问",
            "联系人：卢云舟（镇农业服务中心）",
            "王书记您好",
            "由副镇长卢云舟牵头负责",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ordinary_words_after_a_cue_are_no_names() {
        for text in
            ["村民方便出行", "业主任何时候", "我儿子马上要上学", "群众安全", "居民周边环境", "孩子高考"]
        {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_surname_with_a_form_of_address_is_reported() {
        assert_eq!(found("村里的罗大爷说"), ["罗大爷"]);
    }
}
