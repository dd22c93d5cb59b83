//! Forms of records (households, visits, mediations …): what township and record put into them, and how they come back.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

use crate::case::forms::{Choices, Fault, Field, Form, Sent};
use crate::case::{Act, Relation, shanghai_date};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::{Fill, FormView, Refused, Said, SummaryLine, summary, words_of};
use crate::http::pages::views::{Choice, offices, villages};
use crate::store::Staff;

/// A form of a record before anybody has typed.
pub(super) struct RecordFill<'a> {
    app: &'a Context,
    session: &'a Session,
    /// Whom one can choose; none where nobody is.
    staff: &'a [Staff],
    /// What stands in its fields.
    values: Vec<(String, String)>,
    /// What this record alone offers to be chosen: its parts, or its months.
    parts: Vec<Choice>,
}

impl Fill for RecordFill<'_> {
    fn choices(&self, choices: Choices) -> Vec<Choice> {
        let today = shanghai_date(self.app.now());
        let viewer = self.session.staff.viewer();
        match choices {
            Choices::Villages => {
                let is_everywhere = viewer.reach(Act::VisitHouseholds).has(Relation::AnyVillage);
                let mut all = villages(&self.app.township, today);
                all.retain(|village| is_everywhere || viewer.office.as_deref() == Some(&village.value));
                all
            }
            Choices::Offices => offices(&self.app.township, today)
                .into_iter()
                .map(|office| Choice { hint: String::new(), ..office })
                .collect(),
            Choices::Staff => {
                let others = self.staff.iter().filter(|one| one.id != viewer.staff_id && !one.is_disabled);
                let choice = |one: &Staff| Choice {
                    value: one.id.clone(),
                    label: one.display_name.clone(),
                    hint: String::new(),
                };
                others.map(choice).collect()
            }
            Choices::WrittenParts | Choices::RecentMonths => self.parts.clone(),
            other => words_of(other),
        }
    }

    fn value(&self, _: &Form, field: &Field) -> Vec<String> {
        let own = self.values.iter().filter(|(name, _)| name == field.name);
        own.map(|(_, value)| value.clone()).collect()
    }

    fn today(&self) -> String {
        shanghai_date(self.app.now()).to_string()
    }
}

impl<'a> RecordFill<'a> {
    /// With what stands in its fields.
    pub(super) const fn new(app: &'a Context, session: &'a Session, values: Vec<(String, String)>) -> Self {
        Self { app, session, staff: &[], values, parts: Vec::new() }
    }

    /// And these can be chosen in it.
    pub(super) fn naming(self, staff: &'a [Staff]) -> Self {
        Self { staff, ..self }
    }

    /// And these parts or months.
    pub(super) fn with_parts(self, parts: Vec<Choice>) -> Self {
        Self { parts, ..self }
    }

    /// A form that leads to `action`, over a version of its record.
    pub(super) fn show(
        &self,
        form: &'static Form,
        (action, version): (String, i64),
        refused: Option<&RefusedRecord>,
    ) -> FormView {
        let own = refused.filter(|refused| refused.form == form.word).map(|refused| &refused.refused);
        let shown = FormView::new(form, (form.word.to_owned(), action), self, own);
        shown.carry("version", version.to_string())
    }
}

/// A form that came back, with what is said of it.
pub(super) struct RefusedRecord {
    form: &'static str,
    refused: Refused,
    sentence: String,
}

impl RefusedRecord {
    pub(super) fn new(form: &'static Form, sent: Sent, refusal: &ApiError) -> Self {
        let faults: Vec<Fault> = match refusal {
            ApiError::Form(faults) => faults.clone(),
            ApiError::BadRequest(key) => form.fault(key).into_iter().collect(),
            _ => Vec::new(),
        };
        Self {
            form: form.word,
            refused: Refused { sent, faults: faults.into_iter().map(Said::from).collect() },
            sentence: refusal.sentence(),
        }
    }

    /// The form came back.
    pub(super) fn is_of(&self, form: &Form) -> bool {
        self.form == form.word
    }

    /// The same with another sentence: what happened is of this record, and what comes next is of this form.
    pub(super) fn saying(self, sentence: String) -> Self {
        Self { sentence, ..self }
    }

    /// One of which something is said that no message says by itself.
    pub(super) fn of_field(form: &'static Form, sent: Sent, fault: Option<Fault>, sentence: String) -> Self {
        let said = fault.map(|fault| Said { sentence: sentence.clone(), ..Said::from(fault) });
        Self { form: form.word, refused: Refused { sent, faults: said.into_iter().collect() }, sentence }
    }

    /// As what stands in its fields again.
    pub(super) const fn came_back(&self) -> &Refused {
        &self.refused
    }

    /// What stands on top of the page. Where the form itself is not there any more, what was typed stands with it.
    pub(super) fn notice(&self, shown: &[&'static str]) -> Notice {
        let lines = summary(self.form, &self.refused.faults);
        let sentence = if lines.is_empty() { Some(self.sentence.clone()) } else { None };
        let typed = if shown.contains(&self.form) { Vec::new() } else { self.refused.sent.pairs() };
        let is_written = |value: &String| !value.is_ascii();
        let typed = typed.into_iter().map(|(_, value)| value).filter(is_written).collect();
        Notice { lines, sentence, typed }
    }
}

/// What is wrong, on top of a page.
#[derive(Default, Serialize)]
pub(super) struct Notice {
    /// Each with the way to its field.
    lines: Vec<SummaryLine>,
    /// Where it is none of a field.
    sentence: Option<String>,
    /// What was typed into a form that is not there any more.
    typed: Vec<String>,
}

/// Rows on one page of a list.
const PAGE: i64 = 50;

/// Where a list begins that shows this page (from 1), and what is asked for: one row more than fits, to know whether there is
/// another page.
pub(super) fn rows_of(page: u32) -> (i64, i64) {
    (PAGE + 1, i64::from(page.max(1) - 1) * PAGE)
}

/// Takes the row off that only said that there is another page.
pub(super) fn has_next<T>(rows: &mut Vec<T>) -> bool {
    let has_next = i64::try_from(rows.len()).is_ok_and(|n| n > PAGE);
    if has_next {
        rows.pop();
    }
    has_next
}

/// A hidden field of a form; empty where nothing came.
pub(super) fn hidden<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
}

/// An id as pages and telephones make them: 128 random bits in lower-case hex.
///
/// # Errors
/// [`ApiError::NotFound`] for anything else.
pub(super) fn row_id(id: &str) -> Result<&str, ApiError> {
    let is_id = id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if is_id { Ok(id) } else { Err(ApiError::NotFound) }
}

pub(super) fn lead_to(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, address)).finish()
}
