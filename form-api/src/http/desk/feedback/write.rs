//! GET and POST the form of a new feedback. Its letters are ticked among those of a search, of a topic or of a meeting's agenda,
//! or their numbers are typed.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use super::address;
use super::view::{FeedbackFill, form_of, refused_as_unfit};
use crate::case::forms::{FEEDBACK, Sent};
use crate::case::{Act, MOST_LETTERS};
use crate::context::Context;
use crate::http::desk::record_form::{Notice, RefusedRecord};
use crate::http::desk::record_form::{hidden, lead_to, row_id};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::FormView;
use crate::http::pages::respond::{self, aside_with, html};
use crate::messages::speak_with;
use crate::seal::parse_submission_no;
use crate::steps::{self, StepError};
use crate::store::{self, CaseFile, StoreError};

/// Where the letters come from: each adds to the others.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Wanted {
    /// A letter to begin with.
    #[serde(default)]
    number: String,
    /// All letters of a topic.
    #[serde(default)]
    topic: String,
    /// What a search finds.
    #[serde(default)]
    q: String,
    /// Row id of a meeting: the letters of its agenda.
    #[serde(default)]
    meeting: String,
}

impl Wanted {
    /// As the form brings it along.
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name| hidden(pairs, name).to_owned();
        Self { number: text("number"), topic: text("topic"), q: text("q"), meeting: text("meeting") }
    }

    fn pairs(&self) -> [(&'static str, &str); 4] {
        [("number", &self.number), ("topic", &self.topic), ("q", &self.q), ("meeting", &self.meeting)]
    }
}

/// Letters that can be ticked, and those that are.
#[derive(Default)]
struct Offered {
    letters: Vec<CaseFile>,
    ticked: Vec<String>,
}

async fn offered(
    app: &Context,
    session: &Session,
    wanted: &Wanted,
    more: &[String],
) -> Result<Offered, ApiError> {
    let viewer = session.staff.viewer();
    let most = i64::try_from(MOST_LETTERS).unwrap_or(i64::MAX);
    let (mut ticked, mut others): (Vec<String>, Vec<String>) = (more.to_vec(), Vec::new());
    if !wanted.number.is_empty() {
        let case = store::find_case(&app.db, &viewer, &wanted.number).await?;
        viewer.check(Act::WriteFeedback, &case.letter())?;
        ticked.push(case.submission.submission_no);
        if let Some(topic) = &case.topic {
            others.extend(store::list_numbers_of_topic(&app.db, &viewer, topic, most).await?);
        }
    }
    if !wanted.topic.is_empty() {
        ticked.extend(store::list_numbers_of_topic(&app.db, &viewer, &wanted.topic, most).await?);
    }
    if !wanted.meeting.is_empty() {
        let meeting = match store::find_meeting(&app.db, &viewer, &wanted.meeting).await {
            Err(StoreError::NotFound) => return Err(ApiError::NotFound),
            found => found?,
        };
        let items = store::list_items(&app.db, &viewer, &meeting.id).await?;
        ticked.extend(items.into_iter().map(|item| item.submission_no));
    }
    if !wanted.q.trim().is_empty() {
        let q = parse_submission_no(&wanted.q).unwrap_or_else(|| wanted.q.clone());
        let found = store::search_cases(&app.db, &viewer, &q, None, MOST_LETTERS).await?;
        others.extend(found.rows.into_iter().map(|row| row.submission_no));
    }
    let all: Vec<String> = ticked.iter().cloned().chain(others).collect();
    let (letters, _) = steps::find_letters(&session.desk_without_form(), &all).await?;
    Ok(Offered { letters, ticked })
}

#[derive(Serialize)]
struct FormPageView<'a> {
    form: FormView,
    wanted: &'a Wanted,
    /// How many letters can be ticked; a search may have found others too.
    offered: usize,
    notice: Option<Notice>,
}

fn render(
    app: &Context,
    session: &Session,
    (id, wanted): (&str, &Wanted),
    offered: Offered,
    refused: Option<(&RefusedRecord, &ApiError)>,
) -> Result<HttpResponse, ApiError> {
    let fill = FeedbackFill {
        app,
        letters: &offered.letters,
        ticked: offered.ticked,
        feedback: None,
        office: session.staff.office.as_deref(),
    };
    let came = refused.map(|(came, _)| came);
    let form = (FEEDBACK.word.to_owned(), address(id));
    let mut form = FormView::new(&FEEDBACK, form, &fill, came.map(RefusedRecord::came_back)).fill_page();
    for (name, value) in wanted.pairs().into_iter().filter(|(_, value)| !value.is_empty()) {
        form = form.carry(name, value.to_owned());
    }
    let notice = came.map(|came| came.notice(&[FEEDBACK.word]));
    let view = FormPageView { form, wanted, offered: offered.letters.len(), notice };
    let body = app.pages.desk("desk/feedback_form.html", Some(session.frame()), &view)?;
    Ok(match refused {
        Some((_, refusal)) => respond::page(refusal.status_code(), body),
        None => html(body),
    })
}

/// GET the form, under an id of its own.
///
/// # Errors
/// [`ApiError::Forbidden`] for who answers no letters; [`ApiError::NotFound`] for a letter or a meeting that is not theirs.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::WriteFeedback)?;
    let offered = offered(&app, &session, &wanted, &[]).await?;
    render(&app, &session, (&store::new_id(), &wanted), offered, None)
}

/// The numbers that were ticked or typed, each once.
fn numbers(sent: &Sent) -> Vec<String> {
    let typed = sent.text("numbers").split(|c: char| c.is_whitespace() || "，、；,;".contains(c));
    let typed = typed.filter(|word| !word.is_empty());
    let typed = typed.map(|word| parse_submission_no(word).unwrap_or_else(|| word.to_owned()));
    sent.all("letters").cloned().chain(typed).collect::<BTreeSet<_>>().into_iter().collect()
}

/// POST it: the way to its page, or the form again, filled.
///
/// # Errors
/// As [`show`]; [`ApiError::ForgedForm`].
pub(crate) async fn save(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::WriteFeedback)?;
    let id = row_id(&id)?.to_owned();
    let came = Came::read(&FEEDBACK, &form)?;
    let wanted = Wanted::of(&form);
    let numbers = numbers(&came.sent);
    let posting = form.posting(address(&id));
    let mut unfit = None;
    let step = async {
        let (session, sent, id, numbers) = (session.clone(), came.sent.clone(), id.clone(), numbers.clone());
        // Its text is read closely.
        let written = aside_with(move || async move {
            Ok::<_, ApiError>(
                steps::write_feedback(session.desk(&posting), &id, &numbers, &form_of(&sent)).await,
            )
        })
        .await?;
        match written {
            Err(StepError::Unfit(found)) => {
                unfit = Some(found);
                Err(ApiError::BadRequest("missing-feedback_kept".to_owned()))
            }
            other => other.map_err(ApiError::from),
        }
    };
    let Some(refusal) = came.submit(&session, step).await? else { return Ok(lead_to(&address(&id))) };
    let ticked: Vec<String> = came.sent.all("letters").cloned().collect();
    let refused = match (&unfit, &refusal) {
        (Some(unfit), _) => refused_as_unfit(&FEEDBACK, &came.sent, unfit),
        (None, ApiError::BadRequest(key)) if key == "unknown-feedback_letters" => {
            let (_, others) = steps::find_letters(&session.desk_without_form(), &numbers).await?;
            let sentence = speak_with("feedback-not_taken", &[("numbers", others.join("、"))]);
            RefusedRecord::of_field(&FEEDBACK, came.sent.clone(), FEEDBACK.fault(key), sentence)
        }
        _ => RefusedRecord::new(&FEEDBACK, came.sent.clone(), &refusal),
    };
    let offered = offered(&app, &session, &wanted, &ticked).await?;
    render(&app, &session, (&id, &wanted), offered, Some((&refused, &refusal)))
}
