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
use super::slot_words::NO_ROLES;
use super::text_index::List;

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
    let (chars, index) = (shape.chars, shape.index);
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
    if index.ends(at, List::Named) {
        return Left::Named;
    }
    if index.ends(at, List::Title) {
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
    if index.ends(at, List::Towards) || index.ends(verb, List::Towards) {
        return Left::Towards;
    }
    if index.ends(at, List::Counted) {
        return Left::Counted;
    }
    if index.ends(at, List::Is) {
        return Left::Is;
    }
    if shape.ends_a_word(at) {
        return Left::Word;
    }
    match c {
        '和' | '与' | '跟' | '同' | '被' | '由' | '向' | '对' | '把' | '让' | '及' | '将' | '替' | '给'
        | '找' | '问' | '帮' | '请' => Left::With,
        '是' => Left::Is,
        c if shape.lexicon.is_before_names(c) => Left::Before,
        _ => Left::Other,
    }
}

/// What stands at `end`, behind a place.
pub(super) fn right(shape: &Shape, end: usize) -> Right {
    let (chars, index) = (shape.chars, shape.index);
    let Some(&c) = chars.get(end) else { return Right::End };
    if matches!(c, '(' | ',') && index.starts(end + 1, List::Personal) {
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
    if c == '家' && !index.starts(end, List::NoHousehold) {
        return Right::Household;
    }
    if index.starts(end, List::Owner) || index.starts(end, List::Belonging) {
        return Right::Owner;
    }
    if index.starts(end, List::Title) || index.starts(end, List::Address) && shape.longest_word_at(end) > 1 {
        return Right::Title;
    }
    if index.starts(end, List::Office) {
        return Right::Office;
    }
    if index.starts(end, List::Does) {
        return Right::Does;
    }
    match c {
        '的' => return Right::Of,
        '和' | '与' | '跟' | '同' | '及' if shape.longest_word_at(end) < 2 => return Right::Joined,
        _ => {}
    }
    if index.starts(end, List::Follower) {
        return Right::Follower;
    }
    if index.starts(end, List::Person) {
        return Right::Role;
    }
    if shape.longest_word_at(end) > 1 {
        return Right::Word;
    }
    if shape.lexicon.may_follow(c) { Right::MayFollow } else { Right::Other }
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

fn cue_before(shape: &Shape, at: usize, wanted: Cue) -> bool {
    shape.index.ends(at, wanted.into())
        && (at.saturating_sub(5)..at).any(|from| {
            shape.lexicon.cues_at(shape.chars, from).any(|(length, cue)| from + length == at && cue == wanted)
        })
}

/// Where a word starts that ends right before `at` and says who somebody is: 邻居, 承包人, 收费员, 舅妈.
fn role_before(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    if at == 0 || !is_han(chars[at - 1]) {
        return None;
    }
    let is_cue = shape.index.ends(at, List::Person) || shape.index.ends(at, List::Label);
    if is_cue
        && let Some(from) = (at.saturating_sub(5)..at).find(|&from| {
            shape
                .lexicon
                .cues_at(chars, from)
                .any(|(length, cue)| from + length == at && matches!(cue, Cue::Person | Cue::Label))
        })
    {
        return Some(from);
    }
    if !shape.lexicon.ends_a_role(chars[at - 1]) {
        return None;
    }
    (at.saturating_sub(4)..at - 1).find(|&from| {
        let is_role = |no: &&str| !no.chars().eq(chars[from..at].iter().copied());
        shape.is_known_word(from, at) && NO_ROLES.iter().all(is_role)
    })
}
