//! The forms of the survey: households, visits with their sheet, suggestions.
//!
//! A visit's form has versions: a record is shown, and a draft that waited on a telephone is read, by the version in which it was
//! begun. A version that was given out is never changed; a change is a new one at the end of [`VISIT_FORMS`].
//! Deliberately absent, in every version: identity numbers, bank accounts, health, schools, and place, time or picture as proof.

use super::FieldKind::{Choice, Choices as Ticks, Count, Day, Files, Line, Text, Tick};
use super::{Choices, Field, FieldKind, Form};

/// 农户: a household is entered, or what is known of it corrected.
pub const HOUSEHOLD: Form = Form {
    word: "household",
    button: "household-save",
    hint: Some("household-hint"),
    fields: &[
        Field::new("name", Line, "household-name").needed(&["missing-household_name"]).most(40),
        Field::new("village", Choice, "household-village")
            .needed(&["unknown-household_village"])
            .of(Choices::Villages)
            .example("desk-choose"),
        Field::new("group", Line, "household-group").hint("household-group-hint").most(20),
        Field::new("house", Line, "household-house").hint("household-house-hint").most(40),
        Field::new("kinds", Ticks, "household-kinds").of(Choices::HouseholdKinds),
    ],
    is_careful: false,
};

const fn count(name: &'static str, label: &'static str) -> Field {
    Field::new(name, Count, label).most(3)
}

/// The first version: one box, and structure afterwards.
const VISIT_1: Form = Form {
    word: "visit",
    button: "visit-save",
    hint: None,
    fields: &[
        Field::new("text", Text(7), "visit-text")
            .needed(&["missing-visit_text"])
            .example("visit-text-like")
            .most(10_000),
        Field::new("visited_on", Day, "visit-on")
            .needed(&["missing-visit_on", "unknown-visit_future"])
            .hint("visit-on-hint"),
        Field::new("visited", Line, "visit-visited").hint("visit-visited-hint").most(60),
        Field::new("village", Choice, "visit-village")
            .faults(&["unknown-visit_village"])
            .of(Choices::Villages)
            .example("desk-choose"),
        Field::new("unchanged", Tick, "visit-unchanged"),
        Field::new("matters", Ticks, "visit-matters").of(Choices::VisitMatters),
        Field::new("settled", Text(3), "visit-settled").hint("visit-settled-hint").most(2000),
        Field::new("wanted", Text(3), "visit-wanted").hint("visit-wanted-hint").most(2000),
        Field::new("companions", Line, "visit-companions").hint("visit-companions-hint").most(100),
        count("people", "visit-people"),
        count("elders", "visit-elders"),
        count("children", "visit-children"),
        count("workers", "visit-workers"),
        count("away", "visit-away"),
        Field::new("income", Line, "visit-income").example("visit-income-like").most(40),
    ],
    is_careful: false,
};

/// The form of a visit, the oldest version first: version 1 is at 0.
pub const VISIT_FORMS: &[&Form] = &[&VISIT_1];

/// The form of a visit in a version; none where no such version was ever given out.
#[must_use]
pub fn visit_form(version: i64) -> Option<&'static Form> {
    let at = usize::try_from(version).ok()?.checked_sub(1)?;
    VISIT_FORMS.get(at).copied()
}

/// The version in which a visit begins today.
#[must_use]
pub fn visit_form_now() -> (i64, &'static Form) {
    let last = VISIT_FORMS.len() - 1;
    (last as i64 + 1, VISIT_FORMS[last])
}

/// A photo of a visit, sent apart from it.
pub const VISIT_PHOTOS: Form = Form {
    word: "photos",
    button: "visit-photos-add",
    hint: Some("visit-photos-hint"),
    fields: &[Field::new("files", Files, "visit-photos")],
    is_careful: false,
};

/// The sheet goes to the village's meeting.
pub const SHEET_SEND: Form = Form {
    word: "send",
    button: "sheet-send",
    hint: Some("sheet-send-hint"),
    fields: &[],
    is_careful: false,
};

const fn spoken(label: &'static str) -> [Field; 3] {
    [
        Field::new("held_on", Day, "sheet-held_on").needed(&["missing-held_on"]),
        Field::new("opinion", Text(4), label).needed(&["missing-opinion"]).most(2000),
        Field::new("leader_attended", FieldKind::Tick, "sheet-leader"),
    ]
}

const VILLAGE_SPEAKS: [Field; 3] = spoken("sheet-opinion-village");
const OFFICE_SPEAKS: [Field; 3] = spoken("sheet-opinion-office");
const JOINT_SPEAKS: [Field; 3] = spoken("sheet-opinion-joint");

/// The two committees of the village say what they think; the sheet goes to the general office.
pub const SHEET_VILLAGE: Form = Form {
    word: "village",
    button: "sheet-village",
    hint: Some("sheet-village-hint"),
    fields: &[VILLAGE_SPEAKS[0], VILLAGE_SPEAKS[1]],
    is_careful: false,
};

/// The general office gives it to an office.
pub const SHEET_ASSIGN: Form = Form {
    word: "assign",
    button: "sheet-assign",
    hint: None,
    fields: &[Field::new("office", Choice, "sheet-office-pick")
        .needed(&["unknown-office"])
        .of(Choices::Offices)
        .example("desk-choose")],
    is_careful: false,
};

/// The office says what it thinks and does, and whether the joint meeting is to decide.
pub const SHEET_OFFICE: Form = Form {
    word: "office",
    button: "sheet-office",
    hint: Some("sheet-office-hint"),
    fields: &[
        OFFICE_SPEAKS[0],
        OFFICE_SPEAKS[1],
        OFFICE_SPEAKS[2],
        Field::new("joint", Tick, "sheet-to_joint"),
    ],
    is_careful: false,
};

/// The joint meeting writes its measures.
pub const SHEET_JOINT: Form = Form {
    word: "joint",
    button: "sheet-joint",
    hint: Some("sheet-joint-hint"),
    fields: &[JOINT_SPEAKS[0], JOINT_SPEAKS[1]],
    is_careful: false,
};

/// A visit is hidden from somebody whom it concerns.
pub const HIDE_VISIT: Form = Form {
    word: "hide",
    button: "visit-hide",
    hint: Some("visit-hide-hint"),
    fields: &[Field::new("staff", Choice, "visit-hide-from")
        .needed(&["missing-named"])
        .of(Choices::Staff)
        .example("desk-choose")],
    is_careful: true,
};

/// 发展建议单: somebody suggests something.
pub const SUGGESTION: Form = Form {
    word: "suggestion",
    button: "suggestion-save",
    hint: Some("suggestion-hint"),
    fields: &[
        Field::new("text", Text(5), "suggestion-text").needed(&["missing-suggestion"]).most(4000),
        Field::new("reason", Text(3), "suggestion-reason").most(2000),
        Field::new("suggested_on", Day, "suggestion-on").needed(&["missing-suggestion_on"]),
        Field::new("village", Choice, "suggestion-village")
            .of(Choices::Villages)
            .example("suggestion-township"),
        Field::new("area", Choice, "suggestion-area")
            .needed(&["missing-suggestion_area"])
            .of(Choices::SuggestionAreas)
            .example("desk-choose"),
        Field::new("office", Choice, "suggestion-office")
            .needed(&["unknown-office"])
            .of(Choices::Offices)
            .example("desk-choose"),
        Field::new("proposer", Line, "suggestion-proposer").hint("suggestion-proposer-hint").most(40),
        Field::new("wants_to_know", Tick, "suggestion-wants_to_know"),
    ],
    is_careful: false,
};

/// Whether it is taken up, and why.
pub const ANSWER_SUGGESTION: Form = Form {
    word: "answer",
    button: "suggestion-answer",
    hint: Some("suggestion-answer-hint"),
    fields: &[
        Field::new("verdict", Choice, "suggestion-verdict")
            .needed(&["missing-verdict"])
            .of(Choices::Verdicts)
            .example("desk-choose"),
        Field::new("text", Text(4), "suggestion-why").needed(&["missing-verdict_reason"]).most(2000),
    ],
    is_careful: false,
};

/// Who suggested it has been told.
pub const SUGGESTION_TOLD: Form = Form {
    word: "told",
    button: "suggestion-told",
    hint: Some("suggestion-told-hint"),
    fields: &[Field::new("told_on", Day, "suggestion-told_on").needed(&["missing-told_on"])],
    is_careful: false,
};

/// Every form of the survey as it is given out today, but for the photos.
pub const SURVEY: &[&Form] = &[
    &HOUSEHOLD,
    &VISIT_1,
    &VISIT_PHOTOS,
    &SHEET_SEND,
    &SHEET_VILLAGE,
    &SHEET_ASSIGN,
    &SHEET_OFFICE,
    &SHEET_JOINT,
    &HIDE_VISIT,
    &SUGGESTION,
    &ANSWER_SUGGESTION,
    &SUGGESTION_TOLD,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_of_a_visit_that_was_given_out_is_still_read() {
        let (now, form) = visit_form_now();
        assert_eq!(visit_form(now), Some(form));
        assert!((1..=now).all(|version| visit_form(version).is_some()));
        assert_eq!([visit_form(0), visit_form(now + 1), visit_form(-1), visit_form(i64::MIN)], [None; 4]);
    }

    #[test]
    fn a_version_that_was_given_out_asks_what_it_asked() {
        let names = |form: &Form| form.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(" ");
        assert_eq!(
            VISIT_FORMS.iter().map(|form| names(form)).collect::<Vec<_>>(),
            [
                "text visited_on visited village unchanged matters settled wanted companions people elders children workers away income"
            ]
        );
    }

    #[test]
    fn one_box_is_enough_for_a_visit() {
        for form in VISIT_FORMS {
            let needed: Vec<&str> =
                form.fields.iter().filter(|field| field.is_needed).map(|field| field.name).collect();
            assert_eq!(needed, ["text", "visited_on"], "and the day stands there already");
            assert_eq!(form.fields[0].name, "text");
        }
    }

    #[test]
    fn nothing_is_asked_that_nobody_needs_and_nothing_as_proof() {
        const NOT_ASKED: [&str; 15] = [
            "identity",
            "id_number",
            "bank",
            "account",
            "health",
            "illness",
            "disab",
            "school",
            "education",
            "phone",
            "location",
            "gps",
            "place",
            "time",
            "photo",
        ];
        for form in SURVEY.iter().chain(VISIT_FORMS) {
            for field in form.fields {
                let asks = NOT_ASKED.iter().find(|word| field.name.contains(**word));
                assert_eq!(asks, None, "{} {}", form.word, field.name);
                assert!(field.kind != FieldKind::Phone, "{} {}", form.word, field.name);
                assert!(field.kind != FieldKind::Files || !field.is_needed, "a picture is nobody's proof");
            }
        }
    }
}
