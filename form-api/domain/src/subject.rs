//! What is worked on. Events, messages, opinions, files, identifiers, exclusions, calls and the outbox belong to a subject, so that
//! a new kind of record has all of them on its first day.
//!
//! Deliberately absent: what a subject is in itself; its own table has that under the same id.

use record::words;

words! {
    /// What kind of thing is worked on.
    SubjectKind {
        /// 办件: a letter's case.
        Case => "case",
        /// 农户.
        Household => "household",
        /// 走访, with its 农户民情单.
        Visit => "visit",
        /// 发展建议单.
        Suggestion => "suggestion",
        /// A meeting of analysis or of communication.
        Meeting => "meeting",
        /// 矛盾调处单.
        Mediation => "mediation",
        /// 公开反馈: one text for many letters.
        Feedback => "feedback",
        /// 团队分析单.
        TeamAssessment => "team_assessment",
        /// 工作进展单.
        ProgressSheet => "progress_sheet",
        /// 开箱: the box of a village was opened.
        BoxOpening => "box_opening",
        /// A published page.
        Page => "page",
    }
}

/// One thing that is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its id within the kind.
    pub id: &'a str,
}

impl<'a> Subject<'a> {
    /// A letter's case.
    #[must_use]
    pub const fn case(id: &'a str) -> Self {
        Self { kind: SubjectKind::Case, id }
    }

    /// A household.
    #[must_use]
    pub const fn household(id: &'a str) -> Self {
        Self { kind: SubjectKind::Household, id }
    }

    /// A visit.
    #[must_use]
    pub const fn visit(id: &'a str) -> Self {
        Self { kind: SubjectKind::Visit, id }
    }

    /// A suggestion.
    #[must_use]
    pub const fn suggestion(id: &'a str) -> Self {
        Self { kind: SubjectKind::Suggestion, id }
    }

    /// A mediation.
    #[must_use]
    pub const fn mediation(id: &'a str) -> Self {
        Self { kind: SubjectKind::Mediation, id }
    }

    /// A collective feedback.
    #[must_use]
    pub const fn feedback(id: &'a str) -> Self {
        Self { kind: SubjectKind::Feedback, id }
    }

    /// A team assessment.
    #[must_use]
    pub const fn team_assessment(id: &'a str) -> Self {
        Self { kind: SubjectKind::TeamAssessment, id }
    }

    /// A progress sheet.
    #[must_use]
    pub const fn progress_sheet(id: &'a str) -> Self {
        Self { kind: SubjectKind::ProgressSheet, id }
    }

    /// An opening of a village's box.
    #[must_use]
    pub const fn box_opening(id: &'a str) -> Self {
        Self { kind: SubjectKind::BoxOpening, id }
    }

    /// The same, kept beyond what it was read from.
    #[must_use]
    pub fn to_owned(self) -> OwnedSubject {
        OwnedSubject { kind: self.kind, id: self.id.to_owned() }
    }
}

/// A subject as a row has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OwnedSubject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Its id within the kind.
    pub id: String,
}

impl OwnedSubject {
    /// As it is asked for.
    #[must_use]
    pub fn as_subject(&self) -> Subject<'_> {
        Subject { kind: self.kind, id: &self.id }
    }

    /// The id of the case, where it is one.
    #[must_use]
    pub fn case_id(&self) -> Option<&str> {
        (self.kind == SubjectKind::Case).then_some(self.id.as_str())
    }
}
