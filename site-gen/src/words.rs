//! The theme's words for files that no template writes: feeds, calendars, cards. Templates ask the same message files
//! with `t(key=…)`. Deliberately absent: any word of its own.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader as _};
use pinyin::ToPinyin as _;

use crate::theme::Messages;

/// How a Chinese text sounds, in letters for an address; what has no sound is left out.
pub(crate) fn sound(text: &str) -> String {
    let mut sound = String::new();
    for c in text.chars() {
        match c.to_pinyin() {
            Some(syllable) => sound.extend(syllable.plain().chars().filter(char::is_ascii_alphabetic)),
            None => sound.extend(c.to_lowercase().filter(char::is_ascii_alphanumeric)),
        }
    }
    sound.truncate(40);
    sound
}

/// The theme's messages.
pub struct Words {
    loader: Messages,
    language: LanguageIdentifier,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Words").finish()
    }
}

impl Words {
    /// Words out of loaded messages.
    pub(crate) fn new(loader: Messages, language: LanguageIdentifier) -> Self {
        Self { loader, language }
    }

    /// A message. One that the theme does not have is shown as its key, so that it is noticed.
    #[must_use]
    pub fn speak(&self, key: &str) -> String {
        self.loader.try_lookup(&self.language, key).unwrap_or_else(|| key.to_owned())
    }

    /// A message with its parts.
    #[must_use]
    pub fn speak_with(&self, key: &str, parts: &[(&'static str, &str)]) -> String {
        let parts: HashMap<Cow<'static, str>, FluentValue<'_>> =
            parts.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        self.loader.try_lookup_with_args(&self.language, key, &parts).unwrap_or_else(|| key.to_owned())
    }
}
