//! The slots of a sentence in which people are named: what stands before and behind a place, as a grammar over
//! words.
//!
//! 邻居＿家的, 把地转给＿, 户主：＿, ＿夫妇: what fills such a slot is a person whatever its characters, and an
//! ordinary word elsewhere is a word. A slot is told by two sides, each one of a few classes. A side is read
//! from lists of words and from their form: whoever does something is a word that ends in 人, 者 or 员,
//! whoever belongs to somebody is a word of kinship behind 我, 他 or 的.
//!
//! Deliberately absent: whole sentences, and what the characters in the slot are ([`super::name_shape`]).

use super::context::is_han;
use super::lexicon::Cue;
use super::name_shape::Shape;
use super::name_words::{BEFORE_NAMES, FOLLOWERS, MAY_FOLLOW};
use super::word_set::WordSet;
use std::sync::LazyLock;

/// What stands before a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Start,
    Stop,
    Comma,
    List,
    Colon,
    Bracket,
    Space,
    Mark,
    Digit,
    /// 叫, 姓名, 名字是.
    Named,
    /// 我儿子, 他母亲, 村里的司机.
    TheirRole,
    /// 邻居, 司机, 承包人.
    Role,
    /// 老师, 医生, 律师.
    Title,
    /// 镇长, 主任.
    Office,
    /// 转给, 找, 举报.
    Towards,
    /// 和, 被, 由, 对.
    With,
    Is,
    /// 两位, 一名.
    Counted,
    /// A character after which names often stand.
    Before,
    /// An ordinary word ends here.
    Word,
    Other,
}

/// What stands behind a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    End,
    Stop,
    Comma,
    List,
    Colon,
    Close,
    Open,
    Space,
    Mark,
    Digit,
    /// 家的, 家里, 家三口.
    Household,
    /// 名下, 夫妇, 母女, 三家.
    Owner,
    /// 说, 骂, 签字, 没拿到.
    Does,
    Of,
    Joined,
    /// Another word that follows names.
    Follower,
    /// 老师, 师傅, 大爷.
    Title,
    Office,
    Role,
    /// An ordinary word starts here.
    Word,
    MayFollow,
    Other,
}

/// What stands before `at`.
pub(super) fn left(shape: &Shape, at: usize) -> Left {
    let (chars, lists) = (shape.chars, &*LISTS);
    let Some(before) = at.checked_sub(1) else { return Left::Start };
    let c = chars[before];
    match c {
        '\n' => return Left::Start,
        '。' | '!' | '?' | ';' => return Left::Stop,
        ',' => return Left::Comma,
        '、' => return Left::List,
        ':' | ' ' | '(' | '"' | '“' if role_before(shape, before).is_some() => {
            return if c == ':' { Left::Named } else { Left::Role };
        }
        ':' => return Left::Colon,
        '(' | '"' | '“' | '「' | '【' | '《' | '[' | '<' | '@' | '—' => return Left::Bracket,
        ' ' => return Left::Space,
        c if c.is_ascii_alphanumeric() => return Left::Digit,
        c if !is_han(c) => return Left::Mark,
        _ => {}
    }
    if lists.named.before(chars, at) {
        return Left::Named;
    }
    if lists.titles_before.before(chars, at) {
        return Left::Title;
    }
    if cue_before(shape, at, Cue::Office) {
        return Left::Office;
    }
    if let Some(from) = role_before(shape, at) {
        let theirs = from.checked_sub(1).is_some_and(|owner| {
            matches!(chars[owner], '我' | '他' | '她' | '其' | '的' | '你' | '俺' | '咱' | '们')
        });
        return if theirs { Left::TheirRole } else { Left::Role };
    }
    let verb = at - usize::from(matches!(c, '了' | '过' | '到'));
    if lists.towards.before(chars, at) || lists.towards.before(chars, verb) {
        return Left::Towards;
    }
    if lists.counted.before(chars, at) {
        return Left::Counted;
    }
    if lists.is.before(chars, at) {
        return Left::Is;
    }
    if shape.ends_a_word(at) {
        return Left::Word;
    }
    match c {
        '和' | '与' | '跟' | '同' | '被' | '由' | '向' | '对' | '把' | '让' | '及' | '将' | '替' | '给'
        | '找' | '问' | '帮' | '请' => Left::With,
        '是' => Left::Is,
        c if BEFORE_NAMES.contains(c) => Left::Before,
        _ => Left::Other,
    }
}

/// What stands at `end`, behind a place.
pub(super) fn right(shape: &Shape, end: usize) -> Right {
    let (chars, lists) = (shape.chars, &*LISTS);
    let Some(&c) = chars.get(end) else { return Right::End };
    if matches!(c, '(' | ',') && lists.personal.at(chars, end + 1).is_some() {
        return Right::Owner;
    }
    match c {
        '\n' => return Right::End,
        '。' | '!' | '?' | ';' => return Right::Stop,
        ',' => return Right::Comma,
        '、' => return Right::List,
        ':' => return Right::Colon,
        ')' | '"' | '”' | '」' | '】' | '》' | ']' | '>' => return Right::Close,
        '(' => return Right::Open,
        ' ' => return Right::Space,
        c if c.is_ascii_alphanumeric() => return Right::Digit,
        c if !is_han(c) => return Right::Mark,
        _ => {}
    }
    if c == '家' && lists.no_households.at(chars, end).is_none() {
        return Right::Household;
    }
    if shape.lexicon.stands(chars, end, Cue::Owner) || lists.owners.at(chars, end).is_some() {
        return Right::Owner;
    }
    if lists.titles.at(chars, end).is_some()
        || shape.lexicon.stands(chars, end, Cue::Address) && shape.longest_word_at(end) > 1
    {
        return Right::Title;
    }
    if shape.lexicon.stands(chars, end, Cue::Office) {
        return Right::Office;
    }
    if lists.does.at(chars, end).is_some() {
        return Right::Does;
    }
    match c {
        '的' => return Right::Of,
        '和' | '与' | '跟' | '同' | '及' if shape.longest_word_at(end) < 2 => return Right::Joined,
        _ => {}
    }
    if lists.followers.at(chars, end).is_some() {
        return Right::Follower;
    }
    if shape.lexicon.stands(chars, end, Cue::Person) {
        return Right::Role;
    }
    if shape.longest_word_at(end) > 1 {
        return Right::Word;
    }
    if MAY_FOLLOW.contains(c) { Right::MayFollow } else { Right::Other }
}

/// How strongly a side says that somebody is named: from 0 to 3.
impl Left {
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Named | Self::TheirRole => 3,
            Self::Role | Self::Title | Self::Towards => 2,
            Self::Office | Self::Word | Self::Other | Self::Digit | Self::Mark => 0,
            _ => 1,
        }
    }
}

impl Right {
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Household | Self::Owner | Self::Title => 3,
            Self::Does => 2,
            Self::Word | Self::MayFollow | Self::Other | Self::Mark | Self::Digit | Self::Office => 0,
            _ => 1,
        }
    }
}

/// Whether no part of a name with a dot goes on at `at`.
pub(super) fn ends_part(shape: &Shape<'_>, at: usize) -> bool {
    let c = shape.chars[at];
    let side = right(shape, at);
    if matches!(
        side,
        Right::Household
            | Right::Owner
            | Right::Title
            | Right::Office
            | Right::Does
            | Right::Role
            | Right::Of
    ) {
        return true;
    }
    if NOT_IN_DOTTED.contains(c) {
        return true;
    }
    if shape.lexicon.in_dotted(c) {
        // 和 joins two people unless it is inside the part.
        return side == Right::Joined
            && shape.chars.get(at + 1..).is_some_and(|rest| {
                rest.iter()
                    .take(9)
                    .position(|&c| c == '·')
                    .is_some_and(|dot| rest[..dot].iter().all(|&c| is_han(c)))
            });
    }
    // A character of grammar inside a part stands between characters of such names up to a mark.
    let rest = shape.run_end(at + 1);
    let inside = rest > at + 1 && shape.chars[at + 1..rest].iter().all(|&c| shape.lexicon.in_dotted(c));
    matches!(side, Right::Word | Right::Joined)
        || matches!(side, Right::Follower | Right::MayFollow) && !inside
}

/// Where the first part of a name with a dot starts: `start` is where the characters of such names begin. A
/// part goes further back to the nearest word behind which people are named, or to a mark.
pub(super) fn start_of_part(shape: &Shape, start: usize, dot: usize) -> usize {
    let chars = shape.chars;
    let opens = |at: usize| {
        let side = left(shape, at);
        !matches!(side, Left::Word | Left::Other | Left::Digit | Left::Mark)
    };
    // 和 and 是 may be taken for the first character.
    let first = (start..dot.saturating_sub(1)).take(4).filter(|&at| at > start).find(|&at| {
        matches!(
            left(shape, at),
            Left::Named | Left::TheirRole | Left::Role | Left::Title | Left::Towards | Left::Is
        ) || matches!(chars[at - 1], '和' | '与' | '是' | '的')
            && (at - 1 == 0 || is_han(chars[at - 2]) || chars[at - 1] == '是')
    });
    if let Some(first) = first {
        return first;
    }
    if opens(start) {
        return start;
    }
    (dot.saturating_sub(8)..start)
        .rev()
        .take_while(|&at| is_han(chars[at]))
        .find(|&at| opens(at))
        .unwrap_or(start)
}

/// Characters that end a part of a name with a dot.
const NOT_IN_DOTTED: &str = "的是了说被把将给您你我他她这问吗呢吧啊";

/// The lists of this room, by the side from which they are asked.
struct Lists {
    named: WordSet,
    titles_before: WordSet,
    titles: WordSet,
    towards: WordSet,
    counted: WordSet,
    is: WordSet,
    no_households: WordSet,
    owners: WordSet,
    personal: WordSet,
    does: WordSet,
    followers: WordSet,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    named: WordSet::by_end(NAMED),
    titles_before: WordSet::by_end(TITLES),
    titles: WordSet::by_start(TITLES),
    towards: WordSet::by_end(TOWARDS),
    counted: WordSet::by_end(COUNTED),
    is: WordSet::by_end(&["我是", "本人", "我们是"]),
    no_households: WordSet::by_start(NO_HOUSEHOLDS),
    owners: WordSet::by_start(OWNERS),
    personal: WordSet::by_start(PERSONAL),
    does: WordSet::by_start(DOES),
    followers: WordSet::by_start(FOLLOWERS),
});

fn cue_before(shape: &Shape, at: usize, wanted: Cue) -> bool {
    (at.saturating_sub(5)..at).any(|from| {
        shape.lexicon.cues_at(shape.chars, from).any(|(length, cue)| from + length == at && cue == wanted)
    })
}

/// Where a word starts that ends right before `at` and says who somebody is: 邻居, 承包人, 收费员, 舅妈.
fn role_before(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    if at == 0 || !is_han(chars[at - 1]) {
        return None;
    }
    if let Some(from) = (at.saturating_sub(5)..at).find(|&from| {
        shape
            .lexicon
            .cues_at(chars, from)
            .any(|(length, cue)| from + length == at && matches!(cue, Cue::Person | Cue::Label))
    }) {
        return Some(from);
    }
    if !ROLE_ENDS.contains(chars[at - 1]) {
        return None;
    }
    (at.saturating_sub(4)..at - 1).find(|&from| {
        let word = &chars[from..at];
        shape.is_known_word(word) && !NO_ROLES.iter().any(|no| no.chars().eq(word.iter().copied()))
    })
}

/// Last characters of words that say who somebody is.
const ROLE_ENDS: &str =
    "人者员户主匠嫂婶娘妻夫父母婆公爷奶姐妹哥弟姑舅姨叔伯侄甥孙媳婿友徒客贩农工兵师女伴邻";

/// Words with such an end that name nobody.
#[rustfmt::skip]
const NO_ROLES: &[&str] = &[
    "别人", "有人", "没人", "个人", "本人", "工作人员", "人员", "为人", "让人", "令人", "无人", "他人", "客户", "窗户",
    "账户", "落户", "自主", "民主", "为主", "做主", "施工", "开工", "手工", "人工", "加工", "分工", "大师", "男女",
    "成员", "动员", "或者", "不公", "办公", "作者", "记者", "子女", "儿女", "妇女", "诸侯", "功夫", "工夫", "大夫",
];

/// Words behind which a name must follow.
#[rustfmt::skip]
const NAMED: &[&str] = &[
    "叫", "名叫", "叫做", "姓名", "名字是", "名为", "名字叫", "大名", "小名", "外号", "绰号", "真名",
];

/// Titles of people who serve the public or the neighbours; in duty only where an office says so.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "老师", "医生", "大夫", "护士", "律师", "教授", "教练", "师傅", "老板", "经理", "同学", "班长",
];

/// Words of what is done towards somebody.
#[rustfmt::skip]
const TOWARDS: &[&str] = &[
    "转给", "转让给", "送给", "退给", "交给", "发给", "付给", "打给", "卖给", "租给", "借给", "包给", "判给", "分给", "留给",
    "送交", "转交", "还给", "嫁给", "告诉", "通知", "举报", "投诉", "感谢", "认识", "见过", "看见", "遇到", "碰到", "转告",
    "打了", "骂了", "问过", "找过", "找到", "问了", "联系", "委托", "指使", "怂恿", "殴打", "撞了", "撞到", "起诉", "控告",
    "状告", "检举", "反映", "抓走", "带走", "不给", "先给", "只给", "都给", "推给", "借了", "欠了", "帮助", "收件", "抄送",
    "敬请", "请找", "请问", "查一查", "查查", "表扬", "亏得", "多亏", "幸亏", "听说", "凭什么", "属于", "归还", "落款",
];

/// Words that count people.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "一位", "两位", "三位", "一名", "两名", "那位", "这位", "其中", "包括", "分别是", "分别为", "有:", "此人",
];

/// 家 that is no household of the person before it.
#[rustfmt::skip]
const NO_HOUSEHOLDS: &[&str] = &[
    "家乡", "家电", "家具", "家装", "家政", "家纺", "家私", "家园", "家畜", "家禽", "家湾", "家村", "家坝", "家沟", "家冲",
    "家坪", "家桥", "家咀", "家塘", "家山", "家河", "家庄", "家寨", "家岭", "家湖", "家坡", "家屯", "家洼", "家集", "家店",
    "家渡", "家港", "家巷", "家界", "家口", "家长", "家庭", "家居", "家属", "家用",
];

/// What belongs to people alone.
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "夫妇", "夫妻", "父子", "母子", "母女", "父女", "兄弟", "姐妹", "姐弟", "兄妹", "一家", "两口", "全家", "名下", "本人",
    "二人", "两人", "三人", "四人", "两家", "三家", "四家", "两户", "三户", "四户", "一户", "一人", "等人", "亲启", "亲收",
    "启:", "收)", "泣告", "敬上", "叩", "他爹", "她妈", "他妈", "她爹", "的地", "的牛", "的房", "的儿", "的女", "的父", "的母",
    "的妻", "的丈", "的老婆", "的老公", "的媳", "的账", "的名", "的电话", "的身份", "的户口", "的车", "的鱼塘", "的稻", "的狗",
    "的鸡", "的猪", "的羊", "的坟", "的墙", "的店", "的钱", "的手机", "的孩子", "的低保", "女儿", "儿子", "母亲", "父亲",
    "妈妈", "爸爸", "丈夫", "妻子", "老婆", "老公", "奶奶", "爷爷", "媳妇", "同意", "代签", "代笔", "执笔",
];

/// What a bracket or a comma adds about a person.
#[rustfmt::skip]
const PERSONAL: &[&str] = &["之", "男", "女", "身份证", "电话", "手机", "住", "系", "已故", "汉族", "手印"];

/// What only a person does.
#[rustfmt::skip]
const DOES: &[&str] = &[
    "说", "讲", "骂", "称", "答应", "承认", "拒绝", "拒不", "签字", "签了", "签名", "签的", "代收", "代签", "来过", "去过", "没拿",
    "没领", "没有签", "没签", "没来", "没去", "不在", "不肯", "不来", "不去", "不识字", "不说", "不知", "不让", "不给", "借钱", "借走", "借了",
    "欠了", "欠我", "欠钱", "打人", "打了", "打我", "动手", "占道", "占了", "霸占", "拿走", "拿了", "拿到", "收了", "收走", "领了", "领到",
    "种了", "种的", "挖了", "砍了", "拆了", "修了", "盖了", "承包", "包了", "租了", "买了", "卖了", "卖给", "养了", "养的", "开车",
    "开着", "开的", "开了", "驾驶", "驾车", "骑车", "骑着", "超速", "倒在", "摔", "去世", "过世", "病了", "住院", "死了", "走了",
    "回来", "告诉", "告我", "问我", "找我", "托我", "叫我", "让我", "教我", "带我", "带着", "带人", "带头", "帮我", "看见", "看到", "看过",
    "听见", "知道", "认为", "觉得", "反映", "投诉", "举报", "报警", "报了", "参加", "到场", "在场", "到庭", "出面", "垫付", "付了",
    "交了", "交给", "送来", "送到", "送我", "提着", "背着", "抱着", "拿着", "还在", "今年", "去年", "现年", "生前", "家住", "住在",
    "表示", "要求", "同志", "负责", "不满", "口头", "当年", "当时也", "两次", "三次", "擅自", "私自", "强行", "多次", "伙同", "唆使",
    "殴打", "辱骂", "威胁", "阻拦", "拦着", "堵", "偷", "抢", "骗", "撞", "咬", "哭", "喊", "跪", "砸", "踩", "剁肉", "也签", "也没", "也不",
    "也来", "也说", "合伙", "不退", "不还", "不认", "打死", "报了", "参与", "知情", "托人", "拿着", "砌",
    "违建", "养狗", "养鸡", "都没", "都不", "就没", "却", "非要", "死活", "硬说", "竟", "偏", "来写",
    "来报", "来电", "来信", "转走",
];
