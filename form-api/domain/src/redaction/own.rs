//! Whether something that was found is the sender's own: by what they left of themselves, or because their letter says so.

use privacy::forms::plain_number;
use privacy::{Kind, Known};

/// As far back as a sentence introduces what it says of its writer.
const BEFORE: usize = 12;

/// What introduces a name, a place and a number as the writer's own.
const NAMED: [&str; 4] = ["我叫", "我是", "我名叫", "本人"];
const LIVES: [&str; 6] = ["我家", "家住", "我住", "本人住", "住址", "住在"];
const REACHED: [&str; 6] = ["我的", "我电话", "我手机", "本人", "联系我", "找我"];

/// It is the sender's own.
pub(super) fn is_own(text: &str, (start, end): (usize, usize), kind: Kind, known: &Known) -> bool {
    let found = &text[start..end];
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (plain, number) = (bare(found), plain_number(found));
    let is_left = known.own.iter().any(|own| {
        let own_bare = bare(own);
        let own_number = plain_number(own);
        (!own_bare.is_empty() && (plain == own_bare || plain.contains(&own_bare)))
            || (own_number.chars().count() >= 7 && own_number == number)
    });
    is_left || introduces(kind).iter().any(|word| clause_before(text, start).contains(word))
}

fn introduces(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::PersonName | Kind::KnownName => &NAMED,
        Kind::Address => &LIVES,
        Kind::PossibleName | Kind::PossibleNumber | Kind::Status => &[],
        _ => &REACHED,
    }
}

/// What stands before a place in the same clause.
fn clause_before(text: &str, start: usize) -> String {
    let clause = text[..start].rsplit(|c| "，。！？；、\n".contains(c)).next().unwrap_or_default();
    let from = clause.chars().count().saturating_sub(BEFORE);
    clause.chars().skip(from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_sender_left_or_says_of_themselves_is_theirs() {
        let known = Known { own: vec!["尉迟翀".into(), "14012345678".into()], ..Known::default() };
        for (text, found, kind, is_theirs) in [
            ("找尉迟翀就行", "尉迟翀", Kind::KnownName, true),
            ("电话140 1234 5678", "140 1234 5678", Kind::Mobile, true),
            ("我叫欧阳翮", "欧阳翮", Kind::PersonName, true),
            ("我家住水口村三组12号", "水口村三组12号", Kind::Address, true),
            ("包工头欧阳翮没来", "欧阳翮", Kind::PersonName, false),
            ("灯在水口村三组12号门口", "水口村三组12号", Kind::Address, false),
            ("公开栏上写的14012345679", "14012345679", Kind::Mobile, false),
            ("我叫他来，欧阳翮没来", "欧阳翮", Kind::PersonName, false),
        ] {
            let start = text.find(found).expect("it stands there");
            assert_eq!(is_own(text, (start, start + found.len()), kind, &known), is_theirs, "{text}");
        }
    }
}
