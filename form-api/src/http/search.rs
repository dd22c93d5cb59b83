//! Search for browsers without scripts: the same index, asked by the same code, gives the same results as the search
//! page of the site. Deliberately absent: the database. Only what is public can be found, and nothing is written down.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use site_gen::search::{Folder, Question, query};
use site_gen::view::{AnswerView, Shell};

use crate::context::Context;
use crate::http::pages::{ApiError, respond};
use crate::messages::speak;

/// What the form sends. Every field may be missing or empty.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Search {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    column: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    village: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    office: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    year: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    kind: String,
    #[serde(skip_serializing_if = "is_zero")]
    from: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(from: &usize) -> bool {
    *from == 0
}

impl Search {
    fn question(&self) -> Question {
        let all = [
            ("column", &self.column),
            ("village", &self.village),
            ("office", &self.office),
            ("year", &self.year),
            ("kind", &self.kind),
        ];
        let chosen = all.into_iter().filter(|(_, value)| !value.is_empty());
        Question {
            text: self.q.trim().to_owned(),
            marks: chosen.map(|(by, value)| format!("{by}:{value}")).collect(),
            from: self.from,
        }
    }

    /// The address of the portion that begins at `from`, after the question mark.
    fn at(&self, from: usize) -> String {
        serde_urlencoded::to_string(Self { from, ..self.clone() }).unwrap_or_default()
    }
}

/// GET what was asked for. Two tries: the site may be changed in the middle of a question.
///
/// # Errors
/// [`ApiError::Internal`].
pub async fn show(app: web::Data<Context>, asked: web::Query<Search>) -> Result<HttpResponse, ApiError> {
    let question = asked.question();
    let mut view = site_gen::render::search_view(&app.pages.site(), app.pages.words(), &question);
    let folder = app.settings.paths.site.clone();
    let answer = web::block(move || {
        let ask = || query(&Folder(&folder), &question);
        ask().or_else(|_| ask())
    })
    .await;
    let status = match answer {
        Ok(Ok(answer)) => {
            view.answer = Some(AnswerView::new(answer, |from| asked.at(from)));
            StatusCode::OK
        }
        Ok(Err(error)) => {
            tracing::error!(file = %error, "the search index could not be read");
            view.failed = true;
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(_) => {
            view.failed = true;
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    let shell = Shell::of_service(&app.pages.site(), app.pages.words(), "search", &speak("search-title"));
    Ok(respond::page(status, app.pages.of_theme("search.html", &shell, &view)?))
}
