//! What people are called beside their names: nicknames, names by kin, given names alone, names in Latin
//! letters. All are questions: a person has to decide.
//!
//! Deliberately absent: names with a surname ([`super::names`]).

use super::context::is_han;
use super::name_shape::Shape;
use super::slots::{self, Left, Right};
use super::word_set::WordSet;
use super::{Kind, Span};
use std::sync::LazyLock;

/// Adds what may be somebody's by-name.
pub(super) fn find(shape: &Shape, out: &mut Vec<Span>) {
    for (at, &c) in shape.chars.iter().enumerate() {
        let end = if c.is_ascii_uppercase() || c.is_ascii_lowercase() {
            latin_end(shape, at)
        } else if is_han(c) {
            by_kin_end(shape, at).or_else(|| old_or_young_end(shape, at)).or_else(|| called_end(shape, at))
        } else {
            None
        };
        if let Some(to) = end {
            out.push(Span { from: at, to, kind: Kind::PossibleName, sure: false });
        }
    }
}

/// 小芳她妈, 三毛他爹.
fn by_kin_end(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    (at + 2..=at + 3).find_map(|end| {
        let kin = KIN.at(chars, end)?;
        let own = chars[at..end].iter().all(|&c| is_han(c) && !shape.lexicon.never_given(c));
        let starts = at == 0 || !is_han(chars[at - 1]) || slots::left(shape, at).strength() > 0;
        (own && starts).then_some(end + kin)
    })
}

static KIN: LazyLock<WordSet> = LazyLock::new(|| {
    WordSet::new(&["她妈", "他妈", "他爹", "她爹", "他爸", "她爸", "他娘", "她娘", "他爷", "他奶", "他叔"])
});

/// 老王头, 小罗子, 阿强, 二狗子.
fn old_or_young_end(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    if !matches!(chars[at], '老' | '小' | '大' | '阿' | '二' | '三') {
        return None;
    }
    let next = *chars.get(at + 1)?;
    let last = chars.get(at + 2).copied().unwrap_or(' ');
    let free = at == 0 || !is_han(chars[at - 1]) || slots::left(shape, at).strength() > 0;
    let surname = shape.lexicon.surname_len(chars, at + 1) == 1 && !shape.lexicon.is_particle(next);
    let word = shape.longest_word_at(at) > 1;
    match chars[at] {
        '老' if surname && matches!(last, '头' | '汉' | '太' | '伯' | '哥' | '五' | '六' | '七' | '八') => {
            Some(at + 3)
        }
        '老' | '小' | '大' if surname && free && !word && slots::right(shape, at + 2).strength() > 1 => {
            Some(at + 2)
        }
        '小' if surname && last == '子' => Some(at + 3),
        '阿' if is_han(next) && free && !word && slots::right(shape, at + 2).strength() > 0 => Some(at + 2),
        '二' | '三' | '大'
            if matches!(next, '狗' | '愣' | '柱' | '蛋' | '牛' | '胖' | '虎') && last == '子' =>
        {
            Some(at + 3)
        }
        _ => None,
    }
}

/// Two to four characters behind 叫 or a child of somebody: 叫东方的, 孙女妞妞.
fn called_end(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    // The sides are looked up only where the characters can be a name.
    if at == 0
        || shape.longest_word_at(at) > 2
        || chars.get(at + 1).is_none_or(|&c| !is_han(c))
        || shape.lexicon.never_given(chars[at])
    {
        return None;
    }
    let left = slots::left(shape, at);
    if !matches!(left, Left::Named | Left::TheirRole | Left::Role) {
        return None;
    }
    let twice = chars.get(at + 1) == Some(&chars[at]);
    (at + 2..=at + 4).find(|&end| {
        let Some(name) = chars.get(at..end) else { return false };
        let own = name.iter().all(|&c| is_han(c) && !shape.lexicon.never_given(c));
        let transliterated = name.iter().all(|&c| shape.lexicon.in_translit(c));
        let right = slots::right(shape, end);
        let ends = match left {
            Left::Named => right.strength() > 0 && chars[at - 1] != ':',
            _ => {
                (twice
                    || transliterated
                    || name.iter().all(|&c| shape.lexicon.given_weight(c) > 1) && end == at + 2)
                    && !matches!(right, Right::Other | Right::MayFollow)
            }
        };
        own && ends && !shape.is_function_word(at, end) && !shape.is_no_name(at, end)
    })
}

/// A name in Latin letters: two words with capitals, or what stands behind a word of naming.
fn latin_end(shape: &Shape, at: usize) -> Option<usize> {
    let chars = shape.chars;
    if at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let word_end =
        |from: usize| (from..chars.len()).find(|&i| !chars[i].is_ascii_alphabetic()).unwrap_or(chars.len());
    let first = word_end(at);
    let second = word_end((first + 1).min(chars.len()));
    let is_name = |from: usize, to: usize| {
        to - from > 1
            && chars[from].is_ascii_uppercase()
            && chars[from + 1..to].iter().all(char::is_ascii_lowercase)
    };
    let spaced = matches!(chars.get(first), Some(' ' | '·' | '-')) && second > first + 1;
    if spaced && is_name(at, first) && is_name(first + 1, second) {
        return Some(second);
    }
    let from = (0..at).rev().find(|&i| chars[i] != ' ').map_or(0, |last| last + 1);
    let introduced = from > 0
        && (matches!(slots::left(shape, from), Left::Named | Left::TheirRole)
            || super::context::ends_with_any(
                &chars[from.saturating_sub(3)..from],
                &["我是", "写作", "罗马字", "拼音", "英文名"],
            ));
    (introduced && first - at > 3 && !chars.get(first).is_some_and(|c| c.is_ascii_digit() || *c == '@'))
        .then_some(first)
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, scan};

    #[test]
    fn a_by_name_is_a_question() {
        for (text, part) in [
            ("老王头占了路", "老王头"),
            ("小芳她妈天天骂", "小芳她妈"),
            ("小罗子占了路", "小罗子"),
            ("叫东方的那个人", "东方"),
            ("我孙女妞妞上学", "妞妞"),
            ("我叫 Luo Chunshan，", "Luo Chunshan"),
            ("菲佣Maria Santos工资没给", "Maria Santos"),
        ] {
            let found: Vec<(Kind, &str)> = scan(text, &Known::default())
                .into_iter()
                .map(|one| (one.kind, &text[one.start..one.end]))
                .collect();
            assert!(
                found.iter().any(|one| one.0 == Kind::PossibleName && one.1.contains(part)),
                "{text}: {found:?}"
            );
        }
        for text in ["老百姓都知道", "请用Windows系统"] {
            let found = scan(text, &Known::default());
            assert_eq!(found, [], "{text}");
        }
    }
}
