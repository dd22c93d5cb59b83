//! A theme: a folder with `theme.toml`, `templates/`, `static/` and `messages/`. Templates and assets are
//! found by walking; nothing lists them. A theme that `extends` another one has all that the other has, its
//! own files in the place of those with the same path, and its own messages in the place of those with the
//! same key. Deliberately absent: any template in code.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, Result, bail};
use fluent_templates::{FluentLoader, LanguageIdentifier};
use record::problem::Problem;
use serde::Deserialize;
use tera::{Function as _, Kwargs, State, Tera, TeraResult, Value};

use crate::messages::{CHINESE, ENGLISH, FolderMessages, MessageFiles, Messages, UNKNOWN};
use crate::qr::Qr;
use crate::stray::read_all;

/// `theme.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    #[serde(rename = "name")]
    _name: String,
    /// The theme that this one changes: a folder, from this one.
    #[serde(default)]
    extends: Option<PathBuf>,
}

/// How the refusal of a message begins that there is not.
const MISSING: &str = "主题里没有";

/// So many themes may extend each other.
const DEPTH: usize = 8;

/// The folders that a theme is made of, the outermost first and its own last.
///
/// # Errors
/// A folder that is no theme, themes that extend each other.
pub fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = vec![folder.to_owned()];
    while let Some(last) = folders.last() {
        let file = last.join("theme.toml");
        let text = fs::read_to_string(&file)
            .with_context(|| format!("{} 不是主题文件夹：读不到 theme.toml", last.display()))?;
        let theme = toml::from_str::<ThemeFile>(&text).with_context(|| file.display().to_string())?;
        let Some(base) = theme.extends else { break };
        if folders.len() == DEPTH {
            bail!("{}：主题一层套一层，绕了圈：检查 extends", file.display());
        }
        let base = last.join(base);
        folders.push(base);
    }
    folders.reverse();
    Ok(folders)
}

/// The files of a part of all folders; those of later folders stand in the place of earlier ones.
fn overlaid(folders: &[PathBuf], part: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let mut files = BTreeMap::new();
    for folder in folders {
        files.extend(read_all(&folder.join(part))?);
    }
    Ok(files.into_iter().collect())
}

/// A file of `static/`, copied to `assets/`.
#[derive(Clone)]
pub struct Asset {
    /// Relative to `assets/`, with `/`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What a page is made with: templates, and the words for files that no template writes.
#[derive(Debug)]
pub struct Renderer {
    /// Templates.
    pub tera: Tera,
    pub words: Messages,
    theme: Theme,
    /// The same in English, once a page has asked for it.
    english: OnceLock<Box<Self>>,
}

impl Renderer {
    /// The same templates with the theme's English words. A word that it does not have in English stays
    /// Chinese.
    ///
    /// # Errors
    /// A template or a message that cannot be read, with file and line.
    pub(crate) fn in_english(&self) -> Result<&Self> {
        if self.english.get().is_none() {
            // Two threads may make it at once: one of them is kept.
            let _ = self.english.set(Box::new(self.theme.renderer_in(&ENGLISH)?));
        }
        self.english.get().map(|renderer| &**renderer).context("the English words were just made")
    }
}

/// A loaded theme.
#[derive(Clone)]
pub struct Theme {
    folder: PathBuf,
    /// Where its words are: its own first, then those of the themes that it changes.
    messages: Vec<PathBuf>,
    templates: Vec<(String, String)>,
    /// Files to copy.
    pub assets: Vec<Asset>,
    /// Changes whenever a template, a message or an asset does.
    pub fingerprint: blake3::Hash,
}

impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Theme").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Theme {
    /// Reads a theme's folder.
    ///
    /// # Errors
    /// A folder that is no theme, a file that cannot be read.
    pub fn load(folder: &Path) -> Result<Self> {
        let folders = folders(folder)?;
        let templates = overlaid(&folders, "templates")?
            .into_iter()
            .map(|(path, bytes)| {
                let text = String::from_utf8(bytes).with_context(|| format!("模板 {path} 不是 UTF-8"))?;
                Ok((path, text))
            })
            .collect::<Result<Vec<_>>>()?;
        if templates.is_empty() {
            bail!("{} 里没有模板", folder.join("templates").display());
        }
        let assets: Vec<Asset> =
            overlaid(&folders, "static")?.into_iter().map(|(path, bytes)| Asset { path, bytes }).collect();
        let mut hasher = blake3::Hasher::new();
        let words: Vec<PathBuf> =
            folders.iter().rev().map(|one| one.join("messages")).filter(|one| one.is_dir()).collect();
        let messages: Vec<(String, Vec<u8>)> =
            words.iter().map(|folder| read_all(folder)).collect::<Result<Vec<_>>>()?.concat();
        let templates_bytes = templates.iter().map(|(path, text)| (path, text.as_bytes()));
        for (path, bytes) in
            templates_bytes.chain(messages.iter().map(|(path, bytes)| (path, bytes.as_slice())))
        {
            hasher.update(path.as_bytes()).update(&[0]).update(&bytes.len().to_le_bytes()).update(bytes);
        }
        // A new program may render the same view in another way: its sources count too (build script).
        hasher.update(env!("SITE_GEN_SOURCES").as_bytes());
        Ok(Self {
            folder: folder.to_owned(),
            messages: words,
            templates,
            assets,
            fingerprint: hasher.finalize(),
        })
    }

    /// All that pages are made with.
    ///
    /// # Errors
    /// A template or a message that cannot be read, with file and line.
    pub fn renderer(&self) -> Result<Renderer> {
        self.renderer_in(&CHINESE)
    }

    /// Its words alone, which cost less.
    ///
    /// # Errors
    /// A message that cannot be read.
    pub fn words(&self) -> Result<Messages> {
        Ok(Messages::new(self.messages()?, CHINESE))
    }

    fn renderer_in(&self, language: &LanguageIdentifier) -> Result<Renderer> {
        // Files to copy are not asked of it.
        let theme = Self { assets: Vec::new(), ..self.clone() };
        Ok(Renderer {
            tera: self.tera_in(language, &[], |_| {})?,
            words: Messages::new(self.messages()?, language.clone()),
            theme,
            english: OnceLock::new(),
        })
    }

    /// A message of the theme stands in the place of the one with its key in the theme that it changes.
    fn messages(&self) -> Result<MessageFiles> {
        let load = |folder: &PathBuf| {
            FolderMessages::load(folder).map_err(|error| anyhow::anyhow!("主题的文字读不出来：{error:#}"))
        };
        Ok(MessageFiles::from_iter(self.messages.iter().map(load).collect::<Result<Vec<_>>>()?))
    }

    /// What the template engine refuses, as a problem of the template's file; none for an error that is of no
    /// template.
    pub(crate) fn problem_of(&self, error: &anyhow::Error) -> Option<Problem> {
        const REMEDY: &str = "改主题里的模板或者文字；不是自己改的，就换回原来的主题";
        let text = format!("{error:#}");
        let (name, line) = if let Some((_, place)) = text.split_once("\n --> ") {
            let mut parts = place.lines().next().unwrap_or_default().split(':');
            (parts.next()?.to_owned(), parts.next().and_then(|line| line.parse().ok()))
        } else {
            (text.split_once("Template '")?.1.split_once('\'')?.0.to_owned(), None)
        };
        let folders = folders(&self.folder).unwrap_or_default();
        let own = folders.iter().rev().map(|folder| folder.join("templates").join(&name));
        let file = own.into_iter().find(|file| file.is_file()).unwrap_or_else(|| PathBuf::from(&name));
        let what = match (text.split_once(MISSING), text.split_once("error: ")) {
            (Some((_, rest)), _) => format!("{MISSING}{}", rest.lines().next().unwrap_or_default()),
            (None, Some((_, rest))) => rest.lines().next().unwrap_or_default().to_owned(),
            (None, None) => text.lines().next().unwrap_or_default().to_owned(),
        };
        let what = what.trim_start_matches("模板有错误：");
        Some(Problem::new(file.display().to_string(), format!("模板有错误：{what}"), REMEDY).at(line))
    }

    /// The theme's templates together with others that extend them; `prepare` registers what those need.
    ///
    /// # Errors
    /// A template that cannot be read, with file and line.
    pub fn tera_with(&self, extra: &[(String, String)], prepare: impl FnOnce(&mut Tera)) -> Result<Tera> {
        self.tera_in(&CHINESE, extra, prepare)
    }

    fn tera_in(
        &self,
        language: &LanguageIdentifier,
        extra: &[(String, String)],
        prepare: impl FnOnce(&mut Tera),
    ) -> Result<Tera> {
        let mut tera = Tera::default();
        let speaker = FluentLoader::new(self.messages()?).with_default_lang(language.clone());
        tera.register_function("t", move |arguments: Kwargs, state: &State<'_>| -> TeraResult<Value> {
            let key = arguments.must_get::<&str>("key")?.to_owned();
            let said = speaker.call(arguments, state)?;
            if said.as_str().is_some_and(|said| said.starts_with(UNKNOWN)) {
                return Err(tera::Error::message(format!(
                    "{MISSING}“{key}”这条文字：加进 messages，或者改模板"
                )));
            }
            Ok(said)
        });
        // Drawn where it is shown: whether a page is to be made again follows from the text alone.
        tera.register_function("qr", |arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            Ok(Value::from_serializable(&Qr::of(arguments.must_get("text")?)))
        });
        prepare(&mut tera);
        let spoken: Vec<(&str, String)> = self
            .templates
            .iter()
            .chain(extra)
            .map(|(name, text)| (name.as_str(), speak_at_once(&tera, text)))
            .collect();
        let all = spoken.iter().map(|(name, text)| (*name, text.as_str()));
        tera.add_raw_templates(all).map_err(|error| anyhow::anyhow!("模板有错误：{error}"))?;
        Ok(tera)
    }
}

/// Puts messages that depend on nothing into the text of a template, as the template itself would have shown
/// them: most of a frame is made of them. A message that looks like a template, or that the theme does not
/// have, is left to it.
fn speak_at_once(tera: &Tera, text: &str) -> String {
    const BEGIN: &str = "{{ t(key=\"";
    const END: &str = "\") }}";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        out.push_str(before);
        let Some((key, behind)) = after.split_once(END).filter(|(key, _)| !key.contains(['"', '\n'])) else {
            out.push_str(BEGIN);
            rest = after;
            continue;
        };
        let call = format!("{BEGIN}{key}{END}");
        let said = tera.render_str(&call, &tera::Context::new(), true);
        match said.ok().filter(|said| !said.contains(['{', '}'])) {
            Some(said) => out.push_str(&said),
            None => out.push_str(&call),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}
