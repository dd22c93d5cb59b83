//! The theme's words for files that no template writes: feeds, calendars, cards. Templates ask the same
//! message files with `t(key=…)`. Deliberately absent: any word of its own.

mod folder;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::loader::MultiLoader;
use fluent_templates::{LanguageIdentifier, Loader as _, langid};

pub(crate) use folder::FolderMessages;

/// The words of a theme and of those that it changes.
pub(crate) type MessageFiles = MultiLoader<FolderMessages>;

/// What the loader says instead of a message that there is not.
pub(crate) const UNKNOWN: &str = "Unknown localization key";

/// The language of the site.
pub(crate) const CHINESE: LanguageIdentifier = langid!("zh-Hans");

/// That of its English frame.
pub(crate) const ENGLISH: LanguageIdentifier = langid!("en");

/// The theme's messages.
pub struct Messages {
    loader: MessageFiles,
    language: LanguageIdentifier,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Messages").finish()
    }
}

impl Messages {
    /// Words out of loaded messages.
    pub(crate) fn new(loader: MessageFiles, language: LanguageIdentifier) -> Self {
        Self { loader, language }
    }

    /// A message. One that the theme does not have is shown as its key, so that it is noticed.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.loader.try_lookup(&self.language, key).unwrap_or_else(|| key.to_owned())
    }

    /// A message with its parts.
    #[must_use]
    pub fn t_with(&self, key: &str, parts: &[(&'static str, &str)]) -> String {
        let parts: HashMap<Cow<'static, str>, FluentValue<'_>> =
            parts.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        self.loader.try_lookup_with_args(&self.language, key, &parts).unwrap_or_else(|| key.to_owned())
    }
}
