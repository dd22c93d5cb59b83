//! What a mediation's pages show of its rows.

use serde::Serialize;

use crate::case::MediationPart;
use crate::case::forms::{Field, FieldKind, mediation_form};
use crate::context::Context;
use crate::http::pages::ApiError;
use crate::http::pages::form_view::words_of;
use crate::http::pages::views::{Choice, paragraphs, staff_name};
use crate::messages::{speak, speak_with};
use crate::steps::{self, Answers};
use crate::store::{self, MediationRow, PartRow, Staff};

/// What stands in the head of the file, or beside its part, and not among what was written.
const ELSEWHERE: [&str; 3] = ["happened_on", "village", "staff"];

/// Something that was written into a form.
#[derive(Serialize)]
pub(super) struct AnswerView {
    name: &'static str,
    label: String,
    paragraphs: Vec<String>,
}

/// A part of the file.
#[derive(Serialize)]
pub(super) struct PartView {
    number: usize,
    part: &'static str,
    label: String,
    happened_on: String,
    by: Option<String>,
    is_erased: bool,
    /// The parties sign it on paper.
    is_signed: bool,
    answers: Vec<AnswerView>,
}

/// Who can be asked to mediate.
pub(super) async fn mediators(app: &Context) -> Result<Vec<Staff>, ApiError> {
    let mut staff = store::list_staff(&app.db).await?;
    staff.retain(steps::can_mediate);
    Ok(staff)
}

/// What the application says; nothing once it is erased.
pub(super) fn application_of(app: &Context, row: &MediationRow) -> Result<Answers, ApiError> {
    let open = |sealed: &Vec<u8>| steps::open_mediation_part(&app.township, &row.id, sealed);
    Ok(row.sealed_application.as_ref().map(open).transpose()?.unwrap_or_default())
}

fn label_of(part: MediationPart) -> String {
    speak(&format!("mediation_part-{}", part.as_str()))
}

/// The parts in their order.
pub(super) fn part_views(
    app: &Context,
    parts: &[PartRow],
    staff: &[Staff],
) -> Result<Vec<PartView>, ApiError> {
    let mut views = Vec::with_capacity(parts.len());
    for (at, row) in parts.iter().enumerate() {
        let open = |sealed: &Vec<u8>| steps::open_mediation_part(&app.township, &row.id, sealed);
        let pairs = row.sealed_answers.as_ref().map(open).transpose()?;
        views.push(PartView {
            number: at + 1,
            part: row.part.as_str(),
            label: label_of(row.part),
            happened_on: row.happened_on.to_string(),
            by: staff_name(staff, Some(&row.written_by)),
            is_erased: pairs.is_none(),
            is_signed: matches!(
                row.part,
                MediationPart::Application | MediationPart::Talk | MediationPart::Agreement
            ),
            answers: answers(row.part, &pairs.unwrap_or_default()),
        });
    }
    Ok(views)
}

fn answers(part: MediationPart, pairs: &Answers) -> Vec<AnswerView> {
    let fields = mediation_form(part).fields.iter().filter(|field| !ELSEWHERE.contains(&field.name));
    let shown = fields.filter_map(|field| {
        let value = pairs.iter().find(|(name, _)| name == field.name).map(|(_, value)| value.as_str())?;
        // A sentence that was ticked stands on paper as it is.
        let label = speak(if field.kind == FieldKind::Tick { "mediation-ticked" } else { field.label });
        Some(AnswerView { name: field.name, label, paragraphs: said(field, value) })
    });
    shown.collect()
}

fn said(field: &Field, value: &str) -> Vec<String> {
    match field.kind {
        FieldKind::Choice => {
            let words = words_of(field.choices);
            words.into_iter().filter(|word| word.value == value).map(|word| word.label).collect()
        }
        FieldKind::Tick => vec![speak(field.label)],
        _ => paragraphs(&value.replace('\r', "")),
    }
}

/// The parts whose words can be erased.
pub(super) fn part_choices(parts: &[PartRow]) -> Vec<Choice> {
    let written = parts.iter().enumerate().filter(|(_, row)| row.sealed_answers.is_some());
    let choice = |(at, row): (usize, &PartRow)| Choice {
        value: row.id.clone(),
        label: speak_with(
            "mediation-part-line",
            &[
                ("number", (at + 1).to_string()),
                ("part", label_of(row.part)),
                ("day", row.happened_on.to_string()),
            ],
        ),
        hint: String::new(),
    };
    written.map(choice).collect()
}
