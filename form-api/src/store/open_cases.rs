//! What of open cases decides who can go on with them: each different combination once, for many cases have the same.
//! Deliberately absent: which case it is, and what they wait for (`case::awaited`).

use super::{Ask, Row, StoreError, args};
use crate::case::{Consent, Exclusion, Letter, PublicationState, State, SubmissionKind};

/// A case that somebody has to go on with, or that is public.
#[derive(Clone, Debug)]
pub struct OpenCase {
    /// Where it stands.
    pub state: State,
    kind: SubmissionKind,
    under_14: bool,
    consent: Consent,
    publication: PublicationState,
    lead_office: Option<String>,
    awaits_first_reader: bool,
    /// Who wrote the answer that waits for review.
    author: Option<String>,
    hidden_from: Vec<Exclusion>,
    /// Its row, where it is hidden from somebody: each exclusion is a line.
    id: Option<String>,
}

impl OpenCase {
    /// As the table of rights sees it.
    #[must_use]
    pub fn letter(&self) -> Letter<'_> {
        Letter {
            kind: self.kind,
            under_14: self.under_14,
            consent: self.consent,
            publication: self.publication,
            lead_office: self.lead_office.as_deref(),
            hidden_from: &self.hidden_from,
            author: self.author.as_deref(),
            awaits_first_reader: self.awaits_first_reader,
            // Who sees it by these does nothing that a case waits for.
            at_village: None,
            entered_by: None,
        }
    }
}

/// The open cases, and the public ones that are hidden from somebody. What cannot be read is left out: that is said elsewhere.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_open_cases<A: Ask + Send>(mut ask: A) -> Result<Vec<OpenCase>, StoreError> {
    let sql = "SELECT DISTINCT state, kind, under_14, consent, publication, lead_office, awaits_first_reader, \
               CASE WHEN state = 'replied' THEN answered_by END AS author, \
               exclusions.subject_id AS excluded_from, excluded_kind, excluded_id \
               FROM cases JOIN submissions ON submissions.id = cases.id AND submissions.township = cases.township \
               LEFT JOIN exclusions ON exclusions.subject_kind = 'case' AND exclusions.subject_id = cases.id \
               AND exclusions.township = cases.township \
               WHERE cases.township = $1 AND (state NOT IN ('declined', 'referred_out', 'withdrawn', 'closed') \
               OR (publication = 'published' AND exclusions.subject_id IS NOT NULL)) \
               ORDER BY excluded_from";
    let mut cases: Vec<OpenCase> = Vec::new();
    for row in ask.rows(sql, args![ask.township()]).await? {
        let Ok(mut case) = read(&row) else { continue };
        match cases.last_mut().filter(|last| last.id.is_some() && last.id == case.id) {
            Some(last) => last.hidden_from.append(&mut case.hidden_from),
            None => cases.push(case),
        }
    }
    Ok(cases)
}

fn read(row: &Row) -> Result<OpenCase, StoreError> {
    let excluded = row.text_or_null("excluded_id")?;
    let is_person = row.text_or_null("excluded_kind")?.as_deref() == Some("staff");
    let exclusion = excluded.map(|id| if is_person { Exclusion::Staff(id) } else { Exclusion::Office(id) });
    Ok(OpenCase {
        state: State::parse(&row.text("state")?).ok_or(StoreError::Word { column: "state" })?,
        kind: SubmissionKind::parse(&row.text("kind")?).ok_or(StoreError::Word { column: "kind" })?,
        under_14: row.flag("under_14")?,
        consent: Consent::parse(&row.text("consent")?).ok_or(StoreError::Word { column: "consent" })?,
        publication: PublicationState::parse(&row.text("publication")?)
            .ok_or(StoreError::Word { column: "publication" })?,
        lead_office: row.text_or_null("lead_office")?,
        awaits_first_reader: row.flag("awaits_first_reader")?,
        author: row.text_or_null("author")?,
        hidden_from: exclusion.into_iter().collect(),
        id: row.text_or_null("excluded_from")?,
    })
}
