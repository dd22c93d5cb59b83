//! The forms of 团队分析单. Deliberately absent: grades, points, and anything that could be added up or ranked.

use super::FieldKind::{Choice, Text};
use super::{Choices, Field, Form};

/// A month of a village's team is assessed, or what was written is corrected.
pub const TEAM_ASSESSMENT: Form = Form {
    word: "team_assessment",
    button: "team_assessment-save",
    hint: Some("team_assessment-hint"),
    fields: &[
        Field::new("month", Choice, "team_assessment-month")
            .needed(&["missing-team_assessment_month", "unknown-team_assessment_month"])
            .of(Choices::RecentMonths),
        Field::new("duties", Text(5), "team_assessment-duties")
            .needed(&["missing-team_assessment_duties"])
            .most(4000),
        Field::new("unity", Text(4), "team_assessment-unity").most(4000),
        Field::new("difficulties", Text(4), "team_assessment-difficulties").most(4000),
        Field::new("advice", Text(3), "team_assessment-advice").most(4000),
    ],
    is_careful: false,
};

/// A leader has read it.
pub const READ_TEAM_ASSESSMENT: Form = Form {
    word: "read",
    button: "team_assessment-read",
    hint: Some("team_assessment-read-hint"),
    fields: &[Field::new("text", Text(3), "team_assessment-word").most(2000)],
    is_careful: false,
};

/// Both.
pub const TEAM_ASSESSMENTS: &[&Form] = &[&TEAM_ASSESSMENT, &READ_TEAM_ASSESSMENT];
