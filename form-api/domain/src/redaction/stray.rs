//! Letters that a shortcut has typed into a text: a few Latin letters right at its edge, stuck to a Chinese one.

/// What people write so: B超, T恤, U盘; and short words of daily life.
const WORDS: [&str; 22] = [
    "app", "pad", "gdp", "spa", "dna", "pda", "gps", "pos", "atm", "vip", "ktv", "ppt", "pdf", "ok", "qq",
    "pc", "ai", "ip", "id", "tv", "hr", "pk",
];
const BEHIND_ONE: &str = "超光恤盘股歌座栋区级类型证照幢轴形字线";
/// The letters that decide on the desk's pages.
const KEYS: &str = "asgdknpy";

/// The stray letters at the edges of a text, the first ones found.
pub(super) fn stray_letters(text: &str) -> Option<String> {
    let text = text.trim();
    let is_letter = |c: &char| c.is_ascii_alphabetic();
    let front: String = text.chars().take_while(is_letter).collect();
    let back: String =
        text.chars().rev().take_while(is_letter).collect::<Vec<_>>().into_iter().rev().collect();
    let after = text.chars().nth(front.chars().count());
    let ahead = text.chars().rev().nth(back.chars().count());
    let is_chinese = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    if is_chinese(after)
        && is_stray(&front)
        && !(front.len() == 1 && after.is_some_and(|c| BEHIND_ONE.contains(c)))
    {
        return Some(front);
    }
    (is_chinese(ahead) && is_stray(&back)).then_some(back)
}

fn is_stray(letters: &str) -> bool {
    let lower = letters.to_ascii_lowercase();
    let is_typed_by_keys = lower.chars().all(|c| KEYS.contains(c));
    !letters.is_empty() && !WORDS.contains(&lower.as_str()) && (letters.len() <= 2 || is_typed_by_keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_a_key_left_at_an_edge_are_noticed() {
        for (text, found) in [
            ("a我是水口村的村民", "a"),
            ("aas我是水口村的村民", "aas"),
            ("路灯已经修好，谢谢。n", "n"),
            ("S村口路灯", "S"),
            (" k您好！", "k"),
            ("路灯已经修好ps", "ps"),
        ] {
            assert_eq!(stray_letters(text).as_deref(), Some(found), "{text}");
        }
    }

    #[test]
    fn words_that_people_write_are_not() {
        for text in [
            "B超室在哪里",
            "T恤",
            "app打不开",
            "QQ群",
            "WiFi太慢",
            "A4纸",
            "路灯 OK",
            "5G信号差",
            "加了QQ",
            "English",
            "a",
            "",
        ] {
            assert_eq!(stray_letters(text), None, "{text}");
        }
    }
}
