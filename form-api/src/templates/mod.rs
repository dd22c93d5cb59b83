//! Templates, found by walking and embedded. The mailbox's public pages extend the theme's own frame, so that they look
//! like the rest of the site; the desk has a frame of its own.
//!
//! Deliberately absent: words (message files) and decisions (view structs).

pub(crate) mod similar;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use include_dir::{Dir, include_dir};
use record::Article;
use serde::Serialize;
use site_gen::messages::Messages;
use site_gen::qr::Qr;
use site_gen::site::Site;
use site_gen::theme::Theme;
use site_gen::urls::path_of;
use site_gen::view::{ColumnWords, Frame as SiteFrame, NotFoundView, Shell};
use tera::{Context, Tera, Value};

use self::similar::{Answers, Library};
use crate::messages;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Everything that can be rendered.
#[derive(Debug)]
pub struct Pages {
    desk: Tera,
    public: Tera,
    words: Messages,
    /// Replaced when the content is read again, and with every publication.
    content: RwLock<Arc<Content>>,
    /// The code of the address where letters are followed: on every receipt the same.
    track_code: OnceLock<Option<Qr>>,
}

/// The content, and what is made of it once somebody asks.
#[derive(Debug)]
struct Content {
    site: Arc<Site>,
    library: OnceLock<Library>,
    /// The frames of the service's pages, by template, path and title: there are as many as kinds of pages.
    frames: RwLock<HashMap<(String, String, String), Arc<Frame>>>,
    /// Empty forms, by what they were opened with.
    forms: RwLock<HashMap<String, Arc<Stencil>>>,
}

impl Content {
    fn new(site: Site) -> Arc<Self> {
        Arc::new(Self {
            site: Arc::new(site),
            library: OnceLock::new(),
            frames: RwLock::default(),
            forms: RwLock::default(),
        })
    }
}

/// What is around a page of the service, rendered once, and what its own part may see of it.
#[derive(Debug)]
struct Frame {
    shell: Value,
    around: Stencil,
}

/// A page with holes: what is the same for everybody is rendered once.
#[derive(Debug)]
pub(crate) struct Stencil {
    /// One more than there are holes.
    parts: Vec<String>,
}

impl Stencil {
    /// Of a page that was rendered with this mark in the place of each hole.
    fn cut(page: &str, mark: &str) -> Self {
        Self { parts: page.split(mark).map(str::to_owned).collect() }
    }

    /// The page with the same text in every hole.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.parts.join(text)
    }
}

/// Forms that are kept ready; links on the site open a few dozen.
const FORMS: usize = 256;

fn embedded(folder: &str) -> Vec<(String, String)> {
    TEMPLATES
        .find(&format!("{folder}/*.html"))
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let file = entry.as_file()?;
            Some((file.path().to_str()?.to_owned(), speak_at_once(file.contents_utf8()?)))
        })
        .collect()
}

/// Begin and end of what differs in a page of the service from one request to the next.
const MAIN: (&str, &str) = ("{% block main %}", "{% endblock main %}");

/// Name of the template of that part.
fn main_of(template: &str) -> String {
    format!("{}.main.html", template.trim_end_matches(".html"))
}

/// The templates of the service's own pages, each as its frame with a place left open and its main part: the frame with all
/// that the theme puts into it is then rendered once for all requests.
fn public_templates() -> Vec<(String, String)> {
    let mut templates = Vec::new();
    for (name, text) in embedded("public") {
        let parts =
            text.split_once(MAIN.0).and_then(|(before, rest)| Some((before, rest.split_once(MAIN.1)?)));
        match parts {
            Some((before, (main, after))) => {
                templates.push((main_of(&name), main.to_owned()));
                let (begin, end) = MAIN;
                templates.push((name, format!("{before}{begin}{{{{ main }}}}{end}{after}")));
            }
            None => templates.push((name, text)),
        }
    }
    templates
}

/// Puts messages that depend on nothing into the text of a template, as the template itself would have shown them. One with
/// a character that is shown otherwise than it is written is left to the template.
fn speak_at_once(text: &str) -> String {
    const BEGIN: &str = "{{ say(key=\"";
    const END: &str = "\") }}";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        out.push_str(before);
        let call = after.split_once(END).filter(|(key, _)| !key.contains(['"', '\n']));
        let spoken = call.map(|(key, behind)| (messages::speak(key), behind));
        match spoken.filter(|(said, _)| !said.contains(['{', '}', '&', '<', '>', '"', '\''])) {
            Some((said, behind)) => {
                out.push_str(&said);
                rest = behind;
            }
            None => {
                out.push_str(BEGIN);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn desk_templates() -> Result<Tera, tera::Error> {
    let mut tera = Tera::default();
    tera.register_function("say", messages::template_function());
    tera.add_raw_templates(embedded("desk"))?;
    Ok(tera)
}

impl Pages {
    /// Loads the embedded templates onto a theme.
    ///
    /// # Errors
    /// A template that does not fit its theme.
    pub fn new(theme: &Theme, site: Site) -> anyhow::Result<Self> {
        let public = theme.tera_with(&public_templates(), |tera| {
            tera.register_function("say", messages::template_function());
        })?;
        Ok(Self {
            desk: desk_templates()?,
            public,
            words: theme.words()?,
            content: RwLock::new(Content::new(site)),
            track_code: OnceLock::new(),
        })
    }

    /// The content has been read again, or something was published.
    pub fn replace_site(&self, site: Site) {
        *self.content.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Content::new(site);
    }

    fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The code of the address where letters are followed, which the settings fix.
    pub(crate) fn track_code(&self, track_url: &str) -> Option<Qr> {
        self.track_code.get_or_init(|| Qr::of(track_url)).clone()
    }

    /// The theme's words.
    #[must_use]
    pub fn words(&self) -> &Messages {
        &self.words
    }

    /// The content as it was last read.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.content().site)
    }

    /// What is published already and may answer a letter at once.
    pub(crate) fn answers(&self, title: &str, text: &str) -> Answers {
        let content = self.content();
        content.library.get_or_init(|| Library::new(&content.site)).answers(&content.site, title, text)
    }

    /// Those of the slugs that the site has: one that it does not have could neither be shown nor published.
    pub(crate) fn published_policies<'a>(&self, slugs: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        let site = self.site();
        slugs.into_iter().filter(|slug| site.policy(slug).is_some()).cloned().collect()
    }

    /// A page of the desk in its frame, which is none on the sign-in page only.
    ///
    /// # Errors
    /// What the template asks for and does not get.
    pub fn desk<V: Serialize>(
        &self,
        template: &str,
        frame: Option<impl Serialize>,
        view: &V,
    ) -> Result<String, tera::Error> {
        let mut context = Context::new();
        context.insert("view", view);
        context.insert("frame", &frame);
        self.desk.render(template, &context)
    }

    /// A public page of the service at `path` below the site's root.
    ///
    /// # Errors
    /// What the template asks for and does not get.
    pub fn public<V: Serialize>(
        &self,
        template: &str,
        path: &str,
        title: &str,
        view: &V,
    ) -> Result<String, tera::Error> {
        let frame = self.frame(template, path, title)?;
        let mut context = Context::new();
        context.insert_value("shell", frame.shell.clone());
        context.insert("view", view);
        Ok(frame.around.fill(&self.public.render(&main_of(template), &context)?))
    }

    fn frame(&self, template: &str, path: &str, title: &str) -> Result<Arc<Frame>, tera::Error> {
        let content = self.content();
        let place = (template.to_owned(), path.to_owned(), title.to_owned());
        if let Some(frame) = content.frames.read().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Ok(Arc::clone(frame));
        }
        let mut context = Context::new();
        let shell = Value::from_serializable(&Shell::of_service(&content.site, &self.words, path, title));
        context.insert_value("shell", shell.clone());
        // Random, so that no text of the township's can hold it.
        let mark = crate::store::new_id();
        context.insert("main", &mark);
        let around = Stencil::cut(&self.public.render(template, &context)?, &mark);
        let frame = Arc::new(Frame { shell, around });
        content.frames.write().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&frame));
        Ok(frame)
    }

    /// A page of the theme's own that the service fills.
    ///
    /// # Errors
    /// What the template asks for and does not get.
    pub(crate) fn of_theme<V: Serialize>(
        &self,
        template: &str,
        shell: &Shell,
        view: &V,
    ) -> Result<String, tera::Error> {
        let mut context = Context::new();
        context.insert("shell", shell);
        context.insert("view", view);
        self.public.render(template, &context)
    }

    /// A form that is empty but for what it was opened with, ready to be filled with its token; made with `render`, which is
    /// given what to put in the token's place.
    ///
    /// # Errors
    /// What the template asks for and does not get.
    pub(crate) fn empty_form<E>(
        &self,
        opened_with: &str,
        render: impl FnOnce(&str) -> Result<String, E>,
    ) -> Result<Arc<Stencil>, E> {
        let content = self.content();
        if let Some(form) = content.forms.read().unwrap_or_else(PoisonError::into_inner).get(opened_with) {
            return Ok(Arc::clone(form));
        }
        // Random, so that no text of the township's can hold it.
        let mark = crate::store::new_id();
        let form = Arc::new(Stencil::cut(&render(&mark)?, &mark));
        let mut forms = content.forms.write().unwrap_or_else(PoisonError::into_inner);
        if forms.len() < FORMS {
            forms.insert(opened_with.to_owned(), Arc::clone(&form));
        }
        Ok(form)
    }

    /// The theme's page for an address where there is nothing.
    ///
    /// # Errors
    /// What the template asks for and does not get.
    pub fn not_found(&self, public_url: &str) -> Result<String, tera::Error> {
        let (site, about) = (self.site(), ColumnWords::new(&self.words, &Article::KIND.column));
        let frame = SiteFrame::new(&site);
        let shell = Shell::not_found(&frame, &about.column_type, &path_of(public_url));
        self.of_theme("404.html", &shell, &NotFoundView {})
    }
}

/// A page for what does not work; it needs neither theme nor session, so that it can always be shown.
pub(crate) fn error_page(sentence: &str) -> String {
    sorry_page(&serde_json::json!({ "sentence": sentence, "typed": [], "written": [] }))
}

/// The same with what was typed.
pub(crate) fn sorry_page(view: &impl Serialize) -> String {
    static TERA: LazyLock<Tera> =
        LazyLock::new(|| desk_templates().expect("a test renders every desk template"));
    let mut context = Context::new();
    context.insert("view", view);
    context.insert("frame", &Option::<()>::None);
    TERA.render("desk/error.html", &context).unwrap_or_default()
}
