//! What a resident sees before a letter is sent: what the office will read, and what everybody would read if it were
//! published, by the same rules that the desk's redaction begins with. Deliberately absent: a letter that is kept; it
//! travels in the page's own hidden fields.

use serde::Serialize;

use crate::case::{self, Decision, Draft, NewSubmission, Part, Proposal, Reading, Way};
use crate::context::Context;
use crate::http::mailbox::files::Held;
use crate::http::mailbox::form::LetterForm;
use crate::http::mailbox::intake::{self, OtherDoor};
use crate::http::pages::{ApiError, FileView, views};
use crate::messages::{Language, speak, speak_with};
use crate::steps::{Promise, known_of_sender};
use crate::templates::similar::Answers;

/// A piece of the public text.
#[derive(Debug, Serialize, PartialEq, Eq)]
struct Piece {
    text: String,
    /// It stands for something that was taken out.
    is_taken: bool,
}

#[derive(Serialize)]
struct PublicView {
    title: Vec<Piece>,
    /// By paragraphs, as the office reads it.
    letter: Vec<Vec<Piece>>,
    /// A sentence for each thing that was taken out.
    found: Vec<String>,
}

/// A way in which the sender can be reached, as it was typed.
#[derive(Serialize)]
struct ContactRow {
    label: String,
    value: String,
}

#[derive(Serialize)]
struct PreviewView<'a> {
    /// What the next post brings back.
    fields: Vec<Field<'a>>,
    kind: String,
    title: &'a str,
    paragraphs: Vec<String>,
    village: Option<String>,
    office: Option<String>,
    /// Whom or what it is about.
    accused: &'a str,
    /// Who will not see it, as far as that is known.
    promise: Option<String>,
    consent: String,
    /// Why it is never published, whatever was chosen.
    never: Option<String>,
    contact: Vec<ContactRow>,
    /// How the sender wants to be told, where they chose.
    notify_by: Option<String>,
    /// Files that will be sent.
    files: &'a [FileView],
    /// Their row ids, for the confirmation.
    attached: String,
    public: Option<PublicView>,
    /// Personal data in a letter that is not to be public: who does not need to read it should not have to.
    noticed: Vec<String>,
    answers: Answers,
    elsewhere: Option<OtherDoor>,
    /// What the browser has still to prove, where that is asked for.
    challenge: Option<String>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'static str,
    value: &'a str,
}

/// Renders the page for a letter that could be sent as it is.
///
/// # Errors
/// [`ApiError::Internal`] for a template that fails.
pub(crate) fn page(
    app: &Context,
    form: &LetterForm,
    letter: &NewSubmission,
    held: &Held,
    promise: Option<Promise>,
) -> Result<String, ApiError> {
    let view = PreviewView {
        fields: form.filled().into_iter().map(|(name, value)| Field { name, value }).collect(),
        kind: speak(&format!("kind-{}", letter.kind.as_str())),
        title: &letter.title,
        paragraphs: views::paragraphs(&letter.text),
        village: views::village_name(&app.township, letter.village.as_deref()),
        office: views::office_name(&app.township, letter.office.as_deref()),
        accused: &letter.accused,
        promise: promise.map(|promise| speak(&format!("preview-accused-{}", promise.as_str()))),
        consent: speak(&format!("consent-{}", letter.consent.as_str())),
        never: views::never_public(letter.kind, letter.under_14),
        contact: contact_rows(form),
        notify_by: form.notify_by().map(views::notify_by),
        files: &held.files,
        attached: held.ids(),
        elsewhere: intake::other_door(
            app,
            form.meant(),
            (letter.kind, &letter.title, &letter.text),
            Language::Chinese,
        ),
        challenge: form.challenge(app).filter(|_| !form.has_proof()).map(|challenge| challenge.to_json()),
        answers: app.pages.answers(&letter.title, &letter.text),
        noticed: if letter.may_be_published() { Vec::new() } else { noticed(app, letter) },
        public: letter.may_be_published().then(|| public_view(app, letter)),
    };
    Ok(app.pages.public("public/preview.html", "mailbox/", &speak("preview-title"), &view)?)
}

/// From the form itself, not from the parsed letter: there they are personal data, which nobody needs to open here.
fn contact_rows(form: &LetterForm) -> Vec<ContactRow> {
    form.filled()
        .into_iter()
        .filter(|(name, value)| {
            matches!(*name, "name" | "phone" | "email" | "address") && !value.trim().is_empty()
        })
        .map(|(name, typed)| {
            // What is kept is what will be called and written to: here a mistake can still be seen.
            let kept = match name {
                "phone" => case::phone_as_kept(typed),
                "email" => case::email_as_kept(typed),
                _ => None,
            };
            let value = kept.unwrap_or_else(|| typed.to_owned());
            ContactRow { label: speak(&format!("field-{name}")), value }
        })
        .collect()
}

/// The letter as it would be read for publication, and what is found in it.
fn read(app: &Context, letter: &NewSubmission) -> (Draft, Vec<Proposal>) {
    let township = &app.township;
    let draft = Draft { title: letter.title.clone(), letter: letter.text.clone(), answer: String::new() };
    let known = known_of_sender(township, &letter.contact);
    let proposals = case::propose(&draft, &known, &township.units, township.small_village, Reading::Quick);
    (draft, proposals)
}

fn noticed(app: &Context, letter: &NewSubmission) -> Vec<String> {
    let (_, proposals) = read(app, letter);
    let found = proposals.iter().filter(|proposal| proposal.suggested().way != Way::Keep);
    found
        .map(|proposal| {
            speak_with("preview-noticed-one", &[("kind", what(proposal)), ("text", proposal.text.clone())])
        })
        .collect()
}

fn public_view(app: &Context, letter: &NewSubmission) -> PublicView {
    let (draft, proposals) = read(app, letter);
    let decisions: Vec<Decision> = proposals.iter().map(Proposal::suggested).collect();
    let found = proposals.iter().zip(&decisions).filter(|(_, decision)| decision.way != Way::Keep);
    PublicView {
        title: pieces(&draft, Part::Title, &proposals, &decisions),
        letter: in_paragraphs(pieces(&draft, Part::Letter, &proposals, &decisions)),
        found: found.map(|(proposal, decision)| what_became(proposal, decision)).collect(),
    }
}

/// What was found, said to whom it is theirs.
fn what(proposal: &Proposal) -> String {
    match case::found_word(proposal.kind) {
        "known_number" => speak("found-known_number-own"),
        word => speak(&format!("found-{word}")),
    }
}

fn what_became(proposal: &Proposal, decision: &Decision) -> String {
    let kind = what(proposal);
    let values = [("kind", kind), ("text", proposal.text.clone()), ("word", decision.word.clone())];
    speak_with(if decision.word.is_empty() { "preview-dropped" } else { "preview-becomes" }, &values)
}

/// The public text in pieces: what stands for something that was taken out is marked.
fn pieces(draft: &Draft, part: Part, proposals: &[Proposal], decisions: &[Decision]) -> Vec<Piece> {
    let applied = case::apply_part(draft, part, proposals, decisions);
    let piece = |text: &str, is_taken| Piece { text: text.to_owned(), is_taken };
    let mut pieces = Vec::new();
    let mut from = 0;
    let is_taken = |at: &usize| decisions.get(*at).is_none_or(|decision| decision.way != Way::Keep);
    for (_, start, end) in applied.slots.iter().filter(|(at, ..)| is_taken(at)) {
        pieces.push(piece(&applied.text[from..*start], false));
        pieces.push(piece(&applied.text[*start..*end], true));
        from = *end;
    }
    pieces.push(piece(&applied.text[from..], false));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// Pieces by paragraphs, which begin where [`views::paragraphs`] begins them.
fn in_paragraphs(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut paragraphs = vec![Vec::new()];
    for Piece { text, is_taken } in pieces {
        for (at, text) in text.split("\n\n").enumerate() {
            if at > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(paragraph) = paragraphs.last_mut().filter(|_| !text.is_empty()) {
                paragraph.push(Piece { text: text.to_owned(), is_taken });
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use privacy::Known;
    use record::Units;

    use super::*;

    #[test]
    fn what_was_taken_out_is_marked_and_the_rest_reads_on() {
        let draft = Draft {
            title: "路灯".into(),
            letter: "我叫尉迟翀，电话14012345678。路灯坏了。".into(),
            answer: String::new(),
        };
        let proposals = case::propose(&draft, &Known::default(), &Units::default(), 300, Reading::Quick);
        let decisions: Vec<Decision> = proposals.iter().map(Proposal::suggested).collect();
        let pieces = pieces(&draft, Part::Letter, &proposals, &decisions);
        let marked: Vec<&str> =
            pieces.iter().filter(|piece| piece.is_taken).map(|piece| piece.text.as_str()).collect();
        assert_eq!(marked, ["某某", "（联系电话略）"]);
        let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(text, case::apply(&draft, &proposals, &decisions).letter);
    }

    #[test]
    fn the_public_text_has_the_paragraphs_of_the_letter() {
        let piece = |text: &str, is_taken| Piece { text: text.into(), is_taken };
        let letter =
            vec![piece("路灯坏了。\n\n我叫", false), piece("群众", true), piece("。\n请看看。\n\n", false)];
        let paragraphs = in_paragraphs(letter);
        let second = vec![piece("我叫", false), piece("群众", true), piece("。\n请看看。", false)];
        assert_eq!(paragraphs, [vec![piece("路灯坏了。", false)], second]);
    }
}
