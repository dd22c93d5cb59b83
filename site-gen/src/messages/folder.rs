//! The messages of a theme's folder, `messages/<language>/*.ftl`. Read here and not by `ArcLoader`, which
//! gives up at the first folder or file that a file manager has left among them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_templates::{FluentBundle, LanguageIdentifier, Loader};

use super::{CHINESE, UNKNOWN};
use crate::stray::read_all;

type Parts<'a> = HashMap<Cow<'static, str>, FluentValue<'a>>;

/// The messages of one folder. A message that its language does not have is looked for in Chinese.
pub(crate) struct FolderMessages(HashMap<LanguageIdentifier, FluentBundle<FluentResource>>);

impl FolderMessages {
    /// Reads a folder.
    ///
    /// # Errors
    /// A file that is no list of messages, a folder that is named by no language.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let mut bundles = HashMap::new();
        for (file, bytes) in read_all(folder)?.into_iter().filter(|(file, _)| file.ends_with(".ftl")) {
            let shown = || folder.join(&file).display().to_string();
            let language = file.split_once('/').map_or(file.trim_end_matches(".ftl"), |(first, _)| first);
            let language: LanguageIdentifier =
                language.parse().map_err(|error| anyhow!("{}：{error}", shown()))?;
            let text = String::from_utf8(bytes).with_context(shown)?;
            let resource = FluentResource::try_new(text).map_err(|(_, errors)| {
                anyhow!("{}：{}", shown(), errors.first().map(ToString::to_string).unwrap_or_default())
            })?;
            let bundle = bundles.entry(language.clone()).or_insert_with(|| {
                let mut bundle = FluentBundle::new_concurrent(vec![language]);
                bundle.set_use_isolating(false);
                bundle
            });
            bundle.add_resource(resource).map_err(|errors| {
                anyhow!("{}：{}", shown(), errors.first().map(ToString::to_string).unwrap_or_default())
            })?;
        }
        Ok(Self(bundles))
    }

    fn find(&self, language: &LanguageIdentifier, key: &str, parts: Option<&Parts<'_>>) -> Option<String> {
        let bundle = self.0.get(language)?;
        let pattern = match key.split_once('.') {
            Some((message, attribute)) => bundle.get_message(message)?.get_attribute(attribute)?.value(),
            None => bundle.get_message(key)?.value()?,
        };
        let parts: Option<FluentArgs<'_>> =
            parts.map(|parts| parts.iter().map(|(name, value)| (name.clone(), value.clone())).collect());
        let mut errors = Vec::new();
        let said = bundle.format_pattern(pattern, parts.as_ref(), &mut errors);
        errors.is_empty().then(|| said.into_owned())
    }
}

impl Loader for FolderMessages {
    fn lookup_complete(&self, language: &LanguageIdentifier, key: &str, parts: Option<&Parts<'_>>) -> String {
        self.try_lookup_complete(language, key, parts).unwrap_or_else(|| format!("{UNKNOWN}: {key:?}"))
    }

    fn try_lookup_complete(
        &self,
        language: &LanguageIdentifier,
        key: &str,
        parts: Option<&Parts<'_>>,
    ) -> Option<String> {
        self.find(language, key, parts).or_else(|| self.find(&CHINESE, key, parts))
    }

    fn locales(&self) -> Box<dyn Iterator<Item = &LanguageIdentifier> + '_> {
        Box::new(self.0.keys())
    }
}
