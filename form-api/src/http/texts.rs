//! The words of the interface, from message files: Simplified Chinese is the source, other languages can follow.
//! Deliberately absent: any sentence in code.

use std::borrow::Cow;
use std::collections::HashMap;

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
pub(super) fn template_function() -> impl tera::Function<tera::TeraResult<tera::Value>> {
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
