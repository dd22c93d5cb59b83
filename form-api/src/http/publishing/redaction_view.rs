//! What the redaction page shows: the proposals, the private letter with its findings marked, and the public text beside
//! it. Deliberately absent: reading the form and taking the step (`redaction`).

use record::FeedbackScope;
use serde::{Deserialize, Serialize};

use crate::case::{
    self, AcceptedRisk, Decision, Draft, KeptSpan, Part, Proposal, Remaining, RiskFound, Unfit, Way,
};
use crate::context::Context;
use crate::http::extract::session::Session;
use crate::http::pages::ApiError;
use crate::http::pages::views::{self, Choice, PolicyChoice, policy_choices};
use crate::messages::{speak, speak_with};
use crate::store::CaseFile;

/// The public text as the form holds it.
pub(crate) struct Shown {
    pub(crate) draft: Draft,
    /// One for each proposal; the words of these stand in the draft.
    pub(crate) decisions: Vec<Decision>,
    /// Whether a person made the decision, one for each.
    pub(crate) is_decided: Vec<bool>,
    pub(crate) topic: String,
    /// None until somebody has said.
    pub(crate) scope: Option<FeedbackScope>,
    /// None until somebody has said.
    pub(crate) name_village: Option<bool>,
    pub(crate) policies: Vec<String>,
    /// Findings in the public text itself that stay, beside those that a decision keeps.
    pub(crate) kept: Vec<KeptSpan>,
    pub(crate) risks: Vec<AcceptedRisk>,
}

/// Reasons that are offered for a risk: words of message keys `risk-answer-<word>`.
pub(crate) const RISK_ANSWERS: [&str; 3] = ["many", "public", "harmless"];

/// What is said at the top of the page.
#[derive(Default)]
pub(crate) struct Said {
    /// Why the text was not taken.
    pub(crate) unfit: Option<Box<Unfit>>,
    /// Why it was not handed on, in a sentence.
    pub(crate) refused: Option<String>,
    /// Questions of the page that have no answer.
    pub(crate) unanswered: Vec<&'static str>,
    /// Why the approver gave it back.
    pub(crate) returned_reason: Option<String>,
    /// Places that were written over by hand and stayed so.
    pub(crate) left_alone: usize,
    /// The letter is read differently now than when the page was made: the decisions were not applied.
    pub(crate) proposals_changed: bool,
}

/// Which proposals the page was made with, and the decisions whose words stand in its text.
#[derive(Serialize, Deserialize)]
pub(crate) struct AppliedField {
    pub(crate) digest: String,
    pub(crate) decisions: Vec<Decision>,
}

/// What tells one list of proposals from another.
pub(crate) fn digest(proposals: &[Proposal]) -> String {
    let places: Vec<_> = proposals.iter().map(|proposal| (proposal.kind, &proposal.places)).collect();
    blake3::hash(format!("{places:?}").as_bytes()).to_hex().as_str()[..16].to_owned()
}

/// A piece of a text, marked or not.
#[derive(Serialize)]
struct Piece {
    text: String,
    /// What it is, when something was found there.
    mark: Option<String>,
    /// Number of its proposal, from 1.
    number: usize,
}

#[derive(Serialize)]
struct WayView {
    value: &'static str,
    label: String,
    chosen: bool,
    /// The sentence as it would read: what stands before the place, in it, and behind it.
    reads: [String; 3],
}

#[derive(Serialize)]
struct ProposalView {
    at: usize,
    text: String,
    kind: String,
    sure: bool,
    /// Where it stands, in words.
    places: String,
    ways: Vec<WayView>,
    word: String,
    reason: String,
    /// It is kept without the reason that it needs.
    wants_reason: bool,
    is_decided: bool,
    /// It was sent without a decision.
    is_missing: bool,
    /// What the machine would do; it decides nothing.
    suggested: &'static str,
    /// It may stay without a reason: it is a question, not a find.
    is_question: bool,
}

/// Something in the public text that still points to a person, or that was kept there.
#[derive(Serialize)]
struct FoundView {
    text: String,
    /// Kind and part; empty for what was kept before.
    place: String,
    reason: String,
}

#[derive(Serialize)]
struct RiskView {
    answers: Vec<AnswerView>,
    word: &'static str,
    label: String,
    hint: String,
    example: String,
    reason: String,
    is_missing: bool,
}

/// A reason that is offered.
#[derive(Serialize)]
struct AnswerView {
    value: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Serialize)]
struct PageView<'a> {
    submission_no: &'a str,
    version: i64,
    applied: String,
    proposals: Vec<ProposalView>,
    original_title: Vec<Piece>,
    original_letter: Vec<Piece>,
    original_answer: Vec<Piece>,
    title: &'a str,
    letter: &'a str,
    answer: &'a str,
    topic: &'a str,
    scope: Option<&'static str>,
    scopes: Vec<Choice>,
    village: Option<String>,
    name_village: Option<bool>,
    policies: Vec<PolicyChoice>,
    /// Sentences of `missing-<word>`.
    unanswered: Vec<String>,
    refused: Option<String>,
    undecided: usize,
    found: Vec<FoundView>,
    found_new: usize,
    risks: Vec<RiskView>,
    risks_missing: usize,
    returned_reason: Option<String>,
    missing: bool,
    /// Something of the sender's own was to be kept.
    keeps_own: bool,
    left_alone: usize,
    proposals_changed: bool,
}

/// Renders the page.
///
/// # Errors
/// [`ApiError::Internal`] for a template that fails.
pub(crate) fn page(
    app: &Context,
    session: &Session,
    case: &CaseFile,
    original: &Draft,
    proposals: &[Proposal],
    shown: &Shown,
    said: Said,
) -> Result<String, ApiError> {
    let letter = &case.submission;
    let village = letter.village.as_deref().and_then(|id| app.township.units.village(id));
    // Until somebody has said what the page will name, the risks are told for the case that it names it.
    let named = letter.village.as_deref().filter(|_| shown.name_village != Some(false));
    let scope = shown.scope.unwrap_or(FeedbackScope::Township);
    let risks = case::find_risks(&shown.draft, &app.township.setting(named, scope));
    let is_refused = said.unfit.is_some() || !said.unanswered.is_empty();
    let (found, found_new) = found_views(shown, said.unfit.as_deref());
    let risks: Vec<RiskView> = risks.into_iter().map(|risk| risk_view(risk, shown, is_refused)).collect();
    let applied = AppliedField { digest: digest(proposals), decisions: shown.decisions.clone() };
    let view = PageView {
        submission_no: &letter.submission_no,
        version: case.version,
        applied: serde_json::to_string(&applied).expect("words are JSON"),
        proposals: proposals
            .iter()
            .zip(&shown.decisions)
            .enumerate()
            .map(|(at, _)| proposal_view(at, original, proposals, shown, is_refused))
            .collect(),
        original_title: pieces(original, Part::Title, proposals),
        original_letter: pieces(original, Part::Letter, proposals),
        original_answer: pieces(original, Part::Answer, proposals),
        title: &shown.draft.title,
        letter: &shown.draft.letter,
        answer: &shown.draft.answer,
        topic: &shown.topic,
        scope: shown.scope.map(FeedbackScope::as_str),
        scopes: views::choices(FeedbackScope::ALL.iter().map(|scope| scope.as_str()), "scope"),
        village: village.map(|village| village.name.clone()),
        name_village: shown.name_village,
        policies: policy_choices(app, &shown.policies),
        found,
        found_new,
        risks_missing: risks.iter().filter(|risk| risk.is_missing).count(),
        risks,
        returned_reason: said.returned_reason,
        keeps_own: said.unfit.as_ref().is_some_and(|unfit| unfit.keeps_own),
        missing: said.unfit.is_some_and(|unfit| unfit.is_empty),
        left_alone: said.left_alone,
        proposals_changed: said.proposals_changed,
        undecided: shown.is_decided.iter().filter(|is_decided| !**is_decided).count(),
        refused: said.refused,
        unanswered: said.unanswered.iter().map(|word| speak(&format!("missing-{word}"))).collect(),
    };
    Ok(app.pages.desk("desk/redact.html", Some(session.frame()), &view)?)
}

fn proposal_view(
    at: usize,
    original: &Draft,
    proposals: &[Proposal],
    shown: &Shown,
    is_refused: bool,
) -> ProposalView {
    let (proposal, decision) = (&proposals[at], &shown.decisions[at]);
    let is_decided = shown.is_decided[at];
    let way_view = |way: Way| {
        let word = proposal.word(way)?.to_owned();
        let mut decisions = shown.decisions.clone();
        if decision.way != way {
            decisions[at] = proposal.decide(way, "", "")?;
        }
        Some(WayView {
            value: way.as_str(),
            label: speak_with(&format!("way-{}", way.as_str()), &[("word", word)]),
            chosen: is_decided && decision.way == way,
            reads: sentence(original, proposals, &decisions, at),
        })
    };
    let own = decision.way == Way::Replace;
    let mut parts: Vec<Part> = proposal.places.iter().map(|place| place.part).collect();
    parts.dedup();
    let parts: Vec<String> = parts.iter().map(|part| speak(&format!("part-{}", part.as_str()))).collect();
    ProposalView {
        at,
        text: proposal.text.clone(),
        kind: speak(&format!("found-{}", case::found_word(proposal.kind))),
        sure: proposal.sure,
        places: speak_with(
            "redact-places",
            &[("count", proposal.places.len().to_string()), ("parts", parts.join("、"))],
        ),
        ways: Way::ALL.iter().filter_map(|way| way_view(*way)).collect(),
        // The offered word follows from each sentence: only one's own stands in the field.
        word: if own && decision.word != proposal.neutral { decision.word.clone() } else { String::new() },
        reason: decision.reason.clone(),
        wants_reason: is_refused
            && decision.way == Way::Keep
            && decision.reason.is_empty()
            && proposal.suggested().way != Way::Keep,
        is_decided,
        is_missing: is_refused && !is_decided,
        suggested: proposal.suggested().way.as_str(),
        is_question: proposal.suggested().way == Way::Keep,
    }
}

/// The first sentence that a proposal stands in, as the decisions make it.
fn sentence(original: &Draft, proposals: &[Proposal], decisions: &[Decision], at: usize) -> [String; 3] {
    let Some(place) = proposals[at].places.first() else { return <[String; 3]>::default() };
    let applied = case::apply_part(original, place.part, proposals, decisions);
    let Some((_, start, end)) = applied.slots.iter().find(|(own, ..)| *own == at).copied() else {
        return <[String; 3]>::default();
    };
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '；' | '\n' | '!' | '?');
    let text = &applied.text;
    let from = text[..start]
        .rfind(is_end)
        .map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    let to = text[end..].find(is_end).map_or(text.len(), |at| {
        end + at + text[end + at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8)
    });
    [text[from..start].to_owned(), text[start..end].to_owned(), text[end..to].to_owned()]
}

/// The letter as it came, in pieces: what a proposal is about is marked with its number.
fn pieces(original: &Draft, part: Part, proposals: &[Proposal]) -> Vec<Piece> {
    let text = original.part(part);
    let mut places: Vec<(usize, usize, usize)> = proposals
        .iter()
        .enumerate()
        .flat_map(|(at, proposal)| proposal.places.iter().map(move |place| (at, place)))
        .filter(|(_, place)| place.part == part)
        .map(|(at, place)| (place.start, place.end, at))
        .collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for (start, end, at) in places {
        pieces.push(Piece { text: text[from..start].to_owned(), mark: None, number: 0 });
        pieces.push(Piece {
            text: text[start..end].to_owned(),
            mark: Some(speak(&format!("found-{}", case::found_word(proposals[at].kind)))),
            number: at + 1,
        });
        from = end;
    }
    pieces.push(Piece { text: text[from..].to_owned(), mark: None, number: 0 });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

/// What still stands in the public text, and behind it what was kept there before; and how many are new.
fn found_views(shown: &Shown, unfit: Option<&Unfit>) -> (Vec<FoundView>, usize) {
    let mut found: Vec<FoundView> = Vec::new();
    for place in unfit.map(|unfit| unfit.remaining.as_slice()).unwrap_or_default() {
        let text = text_of(&shown.draft, place);
        if found.iter().any(|before| before.text == text) {
            continue;
        }
        let place = speak_with(
            "redact-found-in",
            &[
                ("kind", speak(&format!("found-{}", case::found_word(place.kind)))),
                ("part", speak(&format!("part-{}", place.part.as_str()))),
            ],
        );
        found.push(FoundView { text: text.to_owned(), place, reason: String::new() });
    }
    let new = found.len();
    found.extend(shown.kept.iter().filter(|span| !span.reason.trim().is_empty()).map(|span| FoundView {
        text: span.text.clone(),
        place: String::new(),
        reason: span.reason.clone(),
    }));
    (found, new)
}

fn risk_view(found: RiskFound, shown: &Shown, is_refused: bool) -> RiskView {
    let word = found.risk.as_str();
    let reason = shown
        .risks
        .iter()
        .find(|accepted| accepted.risk == word)
        .map_or_else(String::new, |accepted| accepted.reason.clone());
    let answers: Vec<AnswerView> = RISK_ANSWERS
        .iter()
        .map(|answer| {
            let label = speak(&format!("risk-answer-{answer}"));
            AnswerView { value: answer, chosen: label == reason, label }
        })
        .collect();
    let is_missing = is_refused && reason.trim().is_empty();
    let reason = if answers.iter().any(|answer| answer.chosen) { String::new() } else { reason };
    RiskView {
        answers,
        word,
        label: speak(&format!("risk-{word}")),
        hint: speak(&format!("risk-{word}-hint")),
        example: found.example,
        is_missing,
        reason,
    }
}

fn text_of<'a>(draft: &'a Draft, place: &Remaining) -> &'a str {
    draft.part(place.part).get(place.start..place.end).unwrap_or_default()
}
