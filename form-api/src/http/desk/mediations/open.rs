//! The form that opens a mediation.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use super::view::mediators;
use crate::case::forms::MEDIATION;
use crate::case::{Act, shanghai_date};
use crate::context::Context;
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, hidden, lead_to, row_id};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, html};
use crate::steps;
use crate::store;

/// From which letter it is opened.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    letter: String,
}

#[derive(Serialize)]
struct OpenView {
    form: FormView,
    letter: String,
    notice: Option<Notice>,
}

async fn form_page(
    app: &Context,
    session: &Session,
    (id, letter): (&str, &str),
    values: Vec<(String, String)>,
    refused: Option<&RefusedRecord>,
) -> Result<String, ApiError> {
    let staff = mediators(app).await?;
    let fill = RecordFill::new(app, session, values).naming(&staff);
    let mut form = fill.show(&MEDIATION, (format!("/desk/mediations/{id}"), 0), refused);
    form.stand_out();
    if !letter.is_empty() {
        form = form.carry("letter", letter.to_owned());
    }
    let notice = refused.map(|came| came.notice(&[MEDIATION.word]));
    let view = OpenView { form, letter: letter.to_owned(), notice };
    Ok(app.pages.desk("desk/mediation_form.html", Some(session.frame()), &view)?)
}

/// GET the form, under an id of its own.
///
/// # Errors
/// [`ApiError::Forbidden`] for who mediates nothing; [`ApiError::NotFound`] for a letter that is not theirs.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::OpenMediation)?;
    let mut village = session.staff.office.clone().unwrap_or_default();
    if !wanted.letter.is_empty() {
        let case = store::find_case(&app.db, &session.staff.viewer(), &wanted.letter).await?;
        village = case.submission.village.unwrap_or(village);
    }
    let values = vec![
        ("happened_on".to_owned(), shanghai_date(app.now()).to_string()),
        ("village".to_owned(), village),
    ];
    Ok(html(form_page(&app, &session, (&store::new_id(), &wanted.letter), values, None).await?))
}

/// POST it: the way to its file, or the form again, filled.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn send(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::OpenMediation)?;
    let id = row_id(&id)?;
    let came = Came::read(&MEDIATION, &form)?;
    let letter = hidden(&form, "letter");
    let address = format!("/desk/mediations/{id}");
    let posting = form.posting(address.as_str());
    let of_letter = Some(letter).filter(|letter| !letter.is_empty());
    let step = steps::open_mediation(session.desk(&posting), id, of_letter, &came.sent);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let refused = RefusedRecord::new(&MEDIATION, came.sent.clone(), &refusal);
            let body = form_page(&app, &session, (id, letter), Vec::new(), Some(&refused)).await?;
            Ok(respond::page(refusal.status_code(), body))
        }
    }
}
