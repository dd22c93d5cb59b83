//! Characters in their other form: traditional and simplified (OpenCC). Deliberately absent: names, which are converted
//! as names (`render/hant`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;

/// A converter. Its dictionaries are built in.
pub(crate) fn converter(which: &'static OnceLock<OpenCC>, config: BuiltinConfig) -> &'static OpenCC {
    which.get_or_init(|| OpenCC::from_config(config).expect("the dictionaries are built in"))
}

/// A text in simplified characters: in those the rules know names.
#[must_use]
pub fn in_simplified(text: &str) -> String {
    static TO_SIMPLIFIED: OnceLock<OpenCC> = OnceLock::new();
    converter(&TO_SIMPLIFIED, BuiltinConfig::T2s).convert(text)
}

/// Each traditional character with its simplified form, without regard to the word in which it stands: for a search that
/// a browser can do in the same way.
pub(crate) fn to_simplified() -> &'static BTreeMap<char, char> {
    static TABLE: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let all: Vec<char> = ('\u{3400}'..='\u{4DBF}').chain('\u{4E00}'..='\u{9FFF}').collect();
        let lines: String = all.iter().flat_map(|c| [*c, '\n']).collect();
        let converted = in_simplified(&lines);
        let forms = all.into_iter().zip(converted.lines());
        let form = |(own, form): (char, &str)| Some((own, form.chars().next()?));
        forms.filter_map(form).filter(|(own, form)| own != form).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_traditional_character_has_its_simplified_form() {
        let table = to_simplified();
        for (traditional, simplified) in
            "農業補貼長衝沖佔魁裏裡羣啟".chars().zip("农业补贴长冲冲占魁里里群启".chars())
        {
            assert_eq!(table.get(&traditional).copied().unwrap_or(traditional), simplified);
        }
        assert!((3000..6000).contains(&table.len()), "{}", table.len());
        assert!("路灯水费补贴".chars().all(|c| !table.contains_key(&c)));
    }
}
