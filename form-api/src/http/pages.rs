//! Templates, found by walking and embedded. The mailbox's public pages extend the theme's own frame, so that they look
//! like the rest of the site; the desk has a frame of its own.
//!
//! Deliberately absent: words (message files) and decisions (view structs).

use std::sync::{Arc, LazyLock, OnceLock, RwLock};

use include_dir::{Dir, include_dir};
use serde::Serialize;
use site_gen::site::Site;
use site_gen::theme::Theme;
use site_gen::view::{NotFoundView, Shell, path_of};
use tera::{Context, Tera};

use super::ApiError;
use super::answers::{Answers, Library};
use super::session::Session;
use super::texts;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Everything that can be rendered.
#[derive(Debug)]
pub struct Pages {
    desk: Tera,
    public: Tera,
    /// Replaced when the content is read again, and with every publication.
    content: RwLock<Arc<Content>>,
}

/// The content, and what is made of it once somebody asks.
#[derive(Debug)]
struct Content {
    site: Arc<Site>,
    library: OnceLock<Library>,
}

impl Content {
    fn new(site: Site) -> Arc<Self> {
        Arc::new(Self { site: Arc::new(site), library: OnceLock::new() })
    }
}

#[derive(Serialize)]
struct DeskFrame<'a> {
    name: &'a str,
    csrf: &'a str,
    sees_mail: bool,
    sees_requests: bool,
    sees_turned_away: bool,
    may_enter: bool,
}

fn embedded(folder: &str) -> Vec<(String, String)> {
    TEMPLATES
        .find(&format!("{folder}/*.html"))
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let file = entry.as_file()?;
            Some((file.path().to_str()?.to_owned(), file.contents_utf8()?.to_owned()))
        })
        .collect()
}

fn desk_templates() -> Result<Tera, tera::Error> {
    let mut tera = Tera::default();
    tera.register_function("say", texts::template_function());
    tera.add_raw_templates(embedded("desk"))?;
    Ok(tera)
}

impl Pages {
    /// Loads the embedded templates onto a theme.
    ///
    /// # Errors
    /// A template that does not fit its theme.
    pub fn new(theme: &Theme, site: Site) -> anyhow::Result<Self> {
        let public = theme.tera_with(&embedded("public"), |tera| {
            tera.register_function("say", texts::template_function());
        })?;
        Ok(Self { desk: desk_templates()?, public, content: RwLock::new(Content::new(site)) })
    }

    /// The content has been read again, or something was published.
    pub fn replace_site(&self, site: Site) {
        *self.content.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Content::new(site);
    }

    fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The content as it was last read.
    #[must_use]
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.content().site)
    }

    /// What is published already and may answer a letter at once.
    pub(super) fn answers(&self, title: &str, text: &str) -> Answers {
        let content = self.content();
        content.library.get_or_init(|| Library::new(&content.site)).answers(&content.site, title, text)
    }

    /// Those of the slugs that the site has: one that it does not have could neither be shown nor published.
    pub(super) fn published_policies<'a>(&self, slugs: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        let site = self.site();
        slugs.into_iter().filter(|slug| site.policy(slug).is_some()).cloned().collect()
    }

    /// A page of the desk; `session` is none on the sign-in page only.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub fn desk<V: Serialize>(
        &self,
        template: &str,
        session: Option<&Session>,
        view: &V,
    ) -> Result<String, ApiError> {
        let mut context = Context::new();
        context.insert("view", view);
        let frame = session.map(|session| {
            use crate::case::Role;
            let roles = &session.staff.roles;
            DeskFrame {
                name: &session.staff.display_name,
                csrf: &session.csrf,
                may_enter: roles.has(Role::Registrar),
                sees_requests: roles.has(Role::Approver) || roles.has(Role::Supervisor),
                sees_turned_away: roles.has(Role::Administrator),
                sees_mail: roles.has(Role::Administrator) || roles.has(Role::Supervisor),
            }
        });
        context.insert("frame", &frame);
        Ok(self.desk.render(template, &context)?)
    }

    /// A public page of the service at `path` below the site's root.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub fn public<V: Serialize>(
        &self,
        template: &str,
        path: &str,
        title: &str,
        view: &V,
    ) -> Result<String, ApiError> {
        let site = self.site();
        let mut context = Context::new();
        context.insert("shell", &Shell::of_service(&site, path, title));
        context.insert("view", view);
        Ok(self.public.render(template, &context)?)
    }

    /// The theme's page for an address where there is nothing.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub fn not_found(&self, public_url: &str) -> Result<String, ApiError> {
        let mut context = Context::new();
        context.insert("shell", &Shell::not_found(&self.site(), &path_of(public_url)));
        context.insert("view", &NotFoundView {});
        Ok(self.public.render("404.html", &context)?)
    }
}

/// A page for what does not work; it needs neither theme nor session, so that it can always be shown.
pub(super) fn error_page(sentence: &str) -> String {
    static TERA: LazyLock<Tera> =
        LazyLock::new(|| desk_templates().expect("a test renders every desk template"));
    let mut context = Context::new();
    context.insert("view", &serde_json::json!({ "sentence": sentence }));
    context.insert("frame", &Option::<()>::None);
    TERA.render("desk/error.html", &context).unwrap_or_else(|_| sentence.to_owned())
}
