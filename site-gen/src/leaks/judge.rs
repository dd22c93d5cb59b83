//! Which findings count.
//!
//! A page of a township is full of words that look like personal data and are not: telephones of offices, the
//! address of the service hall, “低保” in a policy. The gate stops a whole publication, so it counts only
//! what **leads to one person by itself and has no business on any page**:
//!
//! - numbers and handles of a person: mobile, identity card, passport, bank card, plate, e-mail, QQ, WeChat, account;
//! - a date of birth, and coordinates;
//! - names, when the rules are sure, and every name and number that the caller knows.
//!
//! It does not count fixed lines (offices have more of them than any list knows), addresses (the hall has
//! one), words of health and welfare (policies are made of them) and names that are only possible: those are
//! questions to a person, and the desk asked them before publication. A household's landline and address are
//! therefore caught at the desk or by their hash, not here. What is not `sure` does not count for the same
//! reason.
//!
//! Let stand are people and numbers in duty (`Known`), texts kept with a reason, and texts that two persons
//! overrode.

use std::collections::HashSet;

use privacy::forms::Form;
use privacy::normalized::Normalized;
use privacy::{Finding, Kind, scan, windows};

use super::extract::{Piece, Pieces, percent};
use super::{Gate, LeakKind, kept};

/// What is wrong in a file whose name does not matter here.
pub(super) struct Found {
    pub(super) place: String,
    pub(super) kind: LeakKind,
    pub(super) text: String,
}

/// Whether a sure finding of this kind must not be on any page.
fn counts(kind: Kind) -> bool {
    match kind {
        Kind::PersonName
        | Kind::KnownName
        | Kind::KnownNumber
        | Kind::Mobile
        | Kind::IdCard
        | Kind::Passport
        | Kind::BankCard
        | Kind::Plate
        | Kind::Email
        | Kind::Qq
        | Kind::WeChat
        | Kind::BirthDate
        | Kind::Coordinates
        | Kind::Account => true,
        Kind::PossibleName | Kind::PossibleNumber | Kind::Landline | Kind::Address | Kind::Status => false,
    }
}

/// Judges everything that was found in a file. The same text twice is judged once.
pub(super) fn judge(gate: &Gate<'_>, pieces: &Pieces) -> Vec<Found> {
    let mut seen = HashSet::new();
    let mut found: Vec<Found> = Vec::new();
    for piece in &pieces.pieces {
        if seen.insert(piece.text.as_str()) {
            judge_piece(gate, piece, &mut found);
        }
    }
    found.extend(pieces.found.iter().filter(|(.., what)| !allowed(gate, what)).map(|(place, kind, what)| {
        Found { place: place.clone(), kind: LeakKind::Personal(*kind), text: (*what).to_owned() }
    }));
    found.extend(pieces.unreadable.iter().map(|(place, why)| Found {
        place: place.clone(),
        kind: LeakKind::Unreadable(*why),
        text: String::new(),
    }));
    // A text that is read in two ways is told once.
    let mut told = HashSet::new();
    found.retain(|found| {
        let bare: String = found.text.chars().filter(|c| c.is_alphanumeric()).collect();
        told.insert((found.place.clone(), found.kind, bare))
    });
    found
}

fn judge_piece(gate: &Gate<'_>, piece: &Piece, found: &mut Vec<Found>) {
    let counted = |finding: &Finding| finding.sure && counts(finding.kind);
    for finding in scan(&piece.text, gate.known).into_iter().filter(counted) {
        let text = &piece.text[finding.start..finding.end];
        if !allowed(gate, text) && !kept::covers(gate.allowed, &piece.text, (finding.start, finding.end)) {
            found.push(Found {
                place: place(piece, finding.start),
                kind: LeakKind::Personal(finding.kind),
                text: text.to_owned(),
            });
        }
    }
    let Some(hashed) = gate.hashed else { return };
    for hit in windows::find(hashed, gate.known, &piece.text) {
        let text = &piece.text[hit.start..hit.end];
        let kind = match hit.form {
            Form::Name | Form::Latin => LeakKind::CaseName,
            Form::Number | Form::MaskedNumber => LeakKind::CaseNumber,
            Form::Address => LeakKind::CaseAddress,
            // 张某 is what an editor puts there on purpose; an address for mail is found by its own rule.
            Form::Masked | Form::Letters => continue,
        };
        let stands = allowed(gate, text) || allowed(gate, &hit.window);
        if !stands && !kept::covers(gate.allowed, &piece.text, (hit.start, hit.end)) {
            found.push(Found { place: place(piece, hit.start), kind, text: text.to_owned() });
        }
    }
}

/// Whether a text was let stand, as it is written or as a reader sees it.
fn allowed(gate: &Gate<'_>, text: &str) -> bool {
    let plain: String = Normalized::new(text).chars().iter().collect();
    gate.allowed.iter().any(|kept| kept == text || *kept == plain)
        || gate
            .hashed
            .is_some_and(|hashed| hashed.is_allowed(text) || plain != text && hashed.is_allowed(&plain))
}

/// Where a byte of a piece is.
fn place(piece: &Piece, at: usize) -> String {
    let after = piece.lines.partition_point(|(start, _)| *start <= at);
    match after.checked_sub(1).and_then(|before| piece.lines.get(before)) {
        Some((_, line)) => format!("{}第 {line} 行", piece.place),
        None => piece.place.clone(),
    }
}

/// A path as it may be printed: the parts that are a leak are stars, all of them when it takes several to
/// make one.
pub(super) fn shown_path(gate: &Gate<'_>, path: &str) -> String {
    let is_leak = |part: &str| {
        let mut pieces = Pieces::default();
        pieces.path(part);
        !judge(gate, &pieces).is_empty()
    };
    let decoded = percent(path);
    let shown: Vec<&str> = decoded.split('/').map(|part| if is_leak(part) { "***" } else { part }).collect();
    let shown = shown.join("/");
    if is_leak(&shown) || shown == decoded { "***".to_owned() } else { shown }
}
