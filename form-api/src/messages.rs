//! The words of the interface, from message files: Simplified Chinese is the source. English has what programs are told
//! (`http/api`); what it lacks is said in Chinese.
//! Deliberately absent: any sentence in code.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{FluentLoader, Loader, langid, static_loader};

static_loader! {
    static MESSAGES = {
        locales: "./messages",
        fallback_language: "zh-Hans",
        // Isolation marks around values would be shown as boxes by old phones.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The template function `t(key="…")`.
pub(crate) fn template_function() -> impl tera::Function<tera::TeraResult<tera::Value>> {
    FluentLoader::new(&*MESSAGES).with_default_lang(langid!("zh-Hans"))
}

/// A message.
#[must_use]
pub fn speak(key: &str) -> String {
    MESSAGES.lookup(&langid!("zh-Hans"), key)
}

/// A message with values in it.
#[must_use]
pub fn speak_with(key: &str, values: &[(&'static str, String)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.clone()))).collect();
    MESSAGES.lookup_with_args(&langid!("zh-Hans"), key, &values)
}

/// A language in which programs are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The source, and what is spoken unless something else is asked for.
    Chinese,
    /// For clients of other systems.
    English,
}

impl Language {
    /// What a client asks for (RFC 9110, 12.5.4): the one with the larger weight, Chinese where it says neither.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let weight = |language: &str| {
            asked
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';').map(str::trim);
                    let primary = parts.next()?.split('-').next()?;
                    let q =
                        parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
                    primary.eq_ignore_ascii_case(language).then_some(q.unwrap_or(0.0_f32))
                })
                .fold(0.0, f32::max)
        };
        if weight("en") > weight("zh") { Self::English } else { Self::Chinese }
    }

    /// BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }
}

/// A message in a language.
#[must_use]
pub fn speak_in(key: &str, language: Language, values: &[(&'static str, String)]) -> String {
    let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
        values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.clone()))).collect();
    let language = match language {
        Language::Chinese => langid!("zh-Hans"),
        Language::English => langid!("en"),
    };
    MESSAGES.lookup_with_args(&language, key, &values)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_client_is_answered_in_the_language_that_it_prefers() {
        for (asked, language) in [
            ("", Language::Chinese),
            ("en", Language::English),
            ("en-GB,en;q=0.9", Language::English),
            ("zh-CN, en;q=0.5", Language::Chinese),
            ("zh;q=0.4, en;q=0.5", Language::English),
            ("fr, de", Language::Chinese),
            ("en;q=0", Language::Chinese),
            ("en;q=a", Language::Chinese),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(asked));
            assert_eq!(Language::of(&headers), language, "{asked}");
        }
    }
}
