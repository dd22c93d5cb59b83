//! 农户: found before somebody knocks, with the day of the last visit; entered once, and corrected.

use actix_web::{HttpResponse, ResponseError as _, web};
use serde::{Deserialize, Serialize};

use super::visits::{VisitLine, visit_lines};
use crate::case::forms::HOUSEHOLD;
use crate::case::{Act, HouseholdKind, HouseholdName, Viewer, search_text};
use crate::context::Context;
use crate::http::desk::record_form::{Notice, RecordFill, RefusedRecord, has_next, lead_to, row_id, rows_of};
use crate::http::desk::steps::Came;
use crate::http::extract::form::Form;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{Fill as _, FormView, words_of};
use crate::http::pages::respond::{self, aside, html};
use crate::http::pages::views::{Choice, village_name};
use crate::messages::speak;
use crate::steps::{self, OnRecord, Township};
use crate::store::{self, HouseholdRow, HouseholdsWanted};

/// So many households are looked through for a name: more than a township has.
const SEARCHED: i64 = 20_000;

/// Which households are wanted.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    village: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: u32,
}

/// A household as pages show it.
#[derive(Clone, Serialize)]
pub(super) struct HouseholdView {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) name: String,
    group: String,
    house: String,
    village: String,
    village_id: String,
    kinds: Vec<String>,
    last_visited_on: Option<String>,
}

impl HouseholdView {
    pub(super) fn new(township: &Township, row: &HouseholdRow) -> Result<Self, ApiError> {
        let who = steps::open_household(township, row)?;
        Ok(Self::of(township, row, who))
    }

    fn of(township: &Township, row: &HouseholdRow, who: HouseholdName) -> Self {
        Self {
            id: row.id.clone(),
            version: row.version,
            name: who.name,
            group: who.group,
            house: who.house,
            village: village_name(township, Some(&row.village)).unwrap_or_default(),
            village_id: row.village.clone(),
            kinds: row.kinds.iter().map(|kind| speak(&format!("household_kind-{}", kind.as_str()))).collect(),
            last_visited_on: row.last_visited_on.map(|day| day.to_string()),
        }
    }

    /// Where it is, in a line.
    pub(super) fn address(&self) -> String {
        [self.village.as_str(), &self.group, &self.house].concat()
    }
}

#[derive(Serialize)]
struct HouseholdsView {
    rows: Vec<HouseholdView>,
    q: String,
    village: String,
    kind: String,
    /// What is asked for, as another page of the list says it.
    others: String,
    villages: Vec<Choice>,
    kinds: Vec<Choice>,
    page: u32,
    has_next: bool,
}

/// GET the households where this person may visit.
///
/// # Errors
/// [`ApiError::Forbidden`] for who visits nobody.
pub(crate) async fn list(
    app: web::Data<Context>,
    session: Session,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let page = wanted.page.max(1);
    let q = search_text(wanted.q.trim());
    let asked = HouseholdsWanted {
        village: Some(wanted.village.as_str()).filter(|village| !village.is_empty()),
        kind: HouseholdKind::parse(&wanted.kind),
        page: if q.is_empty() { rows_of(page) } else { (SEARCHED, 0) },
    };
    let found = store::list_households(&app.db, &session.staff.viewer(), asked).await?;
    let township = std::sync::Arc::clone(&app.township);
    let mut rows = aside(move || open_all(&township, &found, &q)).await?;
    if !wanted.q.trim().is_empty() {
        let (most, from) = rows_of(page);
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        rows = rows.into_iter().skip(from).take(most).collect();
    }
    let fill = RecordFill::new(&app, &session, Vec::new());
    let view = HouseholdsView {
        has_next: has_next(&mut rows),
        rows,
        q: wanted.q.clone(),
        village: wanted.village.clone(),
        kind: wanted.kind.clone(),
        others: serde_urlencoded::to_string([
            ("q", &wanted.q),
            ("village", &wanted.village),
            ("kind", &wanted.kind),
        ])
        .unwrap_or_default(),
        villages: fill.choices(crate::case::forms::Choices::Villages),
        kinds: words_of(crate::case::forms::Choices::HouseholdKinds),
        page,
    };
    Ok(html(app.pages.desk("desk/households.html", Some(session.frame()), &view)?))
}

/// Opens the rows, and leaves out those in which the searched word stands nowhere.
fn open_all(township: &Township, rows: &[HouseholdRow], q: &str) -> Result<Vec<HouseholdView>, ApiError> {
    let mut found = Vec::new();
    for row in rows {
        let who = steps::open_household(township, row)?;
        let is_wanted = q.is_empty()
            || [&who.name, &who.group, &who.house].iter().any(|text| search_text(text).contains(q));
        if is_wanted {
            found.push(HouseholdView::of(township, row, who));
        }
    }
    Ok(found)
}

#[derive(Serialize)]
struct HouseholdFormView {
    form: FormView,
    is_new: bool,
    notice: Option<Notice>,
}

/// GET the form of a new household, under an id of its own.
///
/// # Errors
/// As [`list`].
pub(crate) async fn show_new(app: web::Data<Context>, session: Session) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let own = session.staff.office.clone().unwrap_or_default();
    let on = OnRecord { id: &store::new_id(), version: 0 };
    html_form(&app, &session, on, vec![("village".to_owned(), own)], None)
}

/// GET the form with what is known.
///
/// # Errors
/// [`ApiError::NotFound`] also for a household of another village.
pub(crate) async fn show_edit(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let row = store::find_household(&app.db, &session.staff.viewer(), &id).await?;
    let who = steps::open_household(&app.township, &row)?;
    let mut values = vec![
        ("name".to_owned(), who.name),
        ("village".to_owned(), row.village.clone()),
        ("group".to_owned(), who.group),
        ("house".to_owned(), who.house),
    ];
    values.extend(row.kinds.iter().map(|kind| ("kinds".to_owned(), kind.as_str().to_owned())));
    html_form(&app, &session, OnRecord { id: &row.id, version: row.version }, values, None)
}

fn html_form(
    app: &Context,
    session: &Session,
    on: OnRecord<'_>,
    values: Vec<(String, String)>,
    refused: Option<(&RefusedRecord, &ApiError)>,
) -> Result<HttpResponse, ApiError> {
    let fill = RecordFill::new(app, session, values);
    let came = refused.map(|(came, _)| came);
    let mut form = fill.show(&HOUSEHOLD, (format!("/desk/households/{}", on.id), on.version), came);
    form.stand_out();
    let view = HouseholdFormView {
        form,
        is_new: on.version == 0,
        notice: came.map(|came| came.notice(&[HOUSEHOLD.word])),
    };
    let body = app.pages.desk("desk/household_form.html", Some(session.frame()), &view)?;
    Ok(match refused {
        Some((_, refusal)) => respond::page(refusal.status_code(), body),
        None => html(body),
    })
}

/// POST a household: the way to its page, or the form again, filled.
///
/// # Errors
/// As [`list`]; [`ApiError::ForgedForm`].
pub(crate) async fn save(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let came = Came::read(&HOUSEHOLD, &form)?;
    let on = OnRecord { id: row_id(&id)?, version: came.version };
    let address = format!("/desk/households/{}", on.id);
    let posting = form.posting(address.as_str());
    let step = steps::save_household(session.desk(&posting), on, &came.sent);
    match came.submit(&session, step).await? {
        None => Ok(lead_to(&address)),
        Some(refusal) => {
            let mut refused = RefusedRecord::new(&HOUSEHOLD, came.sent.clone(), &refusal);
            let mut on = on;
            if matches!(refusal, ApiError::Stale) {
                refused = refused.saying(speak(if on.version == 0 {
                    "record-sent_before"
                } else {
                    "record-stale"
                }));
                on.version = store::find_household(&app.db, &session.staff.viewer(), on.id).await?.version;
            }
            html_form(&app, &session, on, Vec::new(), Some((&refused, &refusal)))
        }
    }
}

/// A line of what a sheet says.
#[derive(Serialize)]
pub(super) struct FactLine {
    label: String,
    value: String,
}

/// What the last sheet says, with its day.
#[derive(Serialize)]
pub(super) struct FactsView {
    pub(super) lines: Vec<FactLine>,
    as_of: String,
}

pub(super) fn fact_lines(facts: &crate::case::HouseholdFacts) -> Vec<FactLine> {
    let line = |name: &&str| FactLine { label: speak(&format!("visit-{name}")), value: facts.value(name) };
    let lines = crate::case::HouseholdFacts::FIELDS.iter().map(line);
    lines.filter(|line| !line.value.is_empty()).collect()
}

/// What the last sheet of a household says.
pub(super) async fn last_facts(
    app: &Context,
    viewer: &Viewer,
    id: &str,
) -> Result<Option<FactsView>, ApiError> {
    let Some((facts_id, sealed, as_of)) = store::find_last_facts(&app.db, viewer, id).await? else {
        return Ok(None);
    };
    let facts = steps::open_facts(&app.township, &facts_id, &sealed)?;
    Ok(Some(FactsView { lines: fact_lines(&facts), as_of: as_of.to_string() }))
}

#[derive(Serialize)]
struct OneHouseholdView {
    household: HouseholdView,
    address: String,
    facts: Option<FactsView>,
    visits: Vec<VisitLine>,
    page: u32,
    has_next: bool,
}

/// GET a household: what is known, and its visits as far as this person may see them.
///
/// # Errors
/// [`ApiError::NotFound`] also for a household of another village.
pub(crate) async fn show(
    app: web::Data<Context>,
    session: Session,
    id: web::Path<String>,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, ApiError> {
    session.must_hold(Act::VisitHouseholds)?;
    let viewer = session.staff.viewer();
    let row = store::find_household(&app.db, &viewer, &id).await?;
    let household = HouseholdView::new(&app.township, &row)?;
    let page = wanted.page.max(1);
    let mut visits = store::list_visits(&app.db, &viewer, Some(&row.id), false, rows_of(page)).await?;
    let view = OneHouseholdView {
        has_next: has_next(&mut visits),
        visits: visit_lines(&app, &session, &visits).await?,
        facts: last_facts(&app, &session.staff.viewer(), &row.id).await?,
        address: household.address(),
        household,
        page,
    };
    Ok(html(app.pages.desk("desk/household.html", Some(session.frame()), &view)?))
}
