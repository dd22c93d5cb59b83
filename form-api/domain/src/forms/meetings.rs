//! The forms of meetings at the desk.

use super::FieldKind::{AnyDay, Choice, Choices as Ticks, Count, Line, Text, Tick, Time};
use super::{Choices, Field, Form};

const HELD_ON: Field = Field::new("held_on", AnyDay, "meeting-held_on").needed(&[
    "missing-meeting_day",
    "unknown-any_day",
    "unknown-meeting_day",
]);
const STARTS_AT: Field =
    Field::new("starts_at", Time, "meeting-starts_at").needed(&["missing-meeting_time", "unknown-time"]);
const PLACE: Field = Field::new("place", Line, "meeting-place").needed(&["missing-meeting_place"]).most(60);
const CHAIR: Field = Field::new("chair", Line, "meeting-chair").needed(&["missing-meeting_chair"]).most(40);
const MEMBERS: Field = Field::new("members", Count, "meeting-members")
    .hint("meeting-members-hint")
    .needed(&["missing-meeting_members", "unknown-count"]);

/// A meeting is called. The village or the office that meets stands in the address: each has a form of its own.
pub const CALL_MEETING: Form = Form {
    word: "call",
    button: "meeting-call-go",
    hint: None,
    fields: &[HELD_ON, STARTS_AT, PLACE, CHAIR, MEMBERS],
    is_careful: false,
};

/// Day, time, place or chair of a called meeting change.
pub const CHANGE_MEETING: Form = Form { word: "change", button: "meeting-change-go", ..CALL_MEETING };

const TOPIC: Field = Field::new("topic", Line, "meeting-topic")
    .hint("meeting-topic-hint")
    .needed(&["missing-meeting_topic"])
    .most(100);
const INVITED: Field = Field::new("invited", Line, "meeting-invited").hint("meeting-invited-hint").most(200);

/// A gathering with residents is called. What it is, and of which village, stands in the address.
pub const GATHER: Form = Form {
    word: "gather",
    button: "meeting-call-go",
    hint: None,
    fields: &[TOPIC, HELD_ON, STARTS_AT, PLACE, CHAIR, INVITED],
    is_careful: false,
};

/// The same of a called one changes.
pub const CHANGE_GATHERING: Form = Form { word: "move", button: "meeting-change-go", ..GATHER };

/// It does not take place.
pub const CANCEL_MEETING: Form = Form {
    word: "cancel",
    button: "meeting-cancel-go",
    hint: Some("meeting-cancel-hint"),
    fields: &[Field::new("text", Line, "meeting-cancel-text").needed(&["missing-meeting_why"]).most(200)],
    is_careful: true,
};

/// Cases that wait for the meeting are put on its agenda.
pub const SET_AGENDA: Form = Form {
    word: "agenda",
    button: "meeting-agenda-go",
    hint: None,
    fields: &[Field::new("cases", Ticks, "meeting-agenda-cases")
        .needed(&["missing-meeting_cases"])
        .of(Choices::WaitingCases)],
    is_careful: false,
};

/// One is taken off again before it was discussed.
pub const DROP_ITEM: Form = Form {
    word: "drop",
    button: "meeting-drop-go",
    hint: None,
    fields: &[Field::new("text", Line, "meeting-drop-text").needed(&["missing-meeting_why"]).most(200)],
    is_careful: true,
};

/// It begins: who came.
pub const START_MEETING: Form = Form {
    word: "start",
    button: "meeting-start-go",
    hint: Some("meeting-start-hint"),
    fields: &[
        Field::new("present", Count, "meeting-present").needed(&[
            "missing-meeting_present",
            "unknown-count",
            "unknown-present",
        ]),
        Field::new("attendees", Text(2), "meeting-attendees")
            .hint("meeting-attendees-hint")
            .needed(&["missing-meeting_attendees"])
            .most(500),
        Field::new("leader_attended", Tick, "step-analyse-leader"),
        Field::new("text", Line, "meeting-start-text")
            .faults(&["missing-meeting_quorum", "missing-meeting_leader"])
            .most(200),
    ],
    is_careful: false,
};

/// A gathering begins: how many came.
pub const OPEN_GATHERING: Form = Form {
    word: "open",
    button: "meeting-start-go",
    hint: Some("meeting-open-hint"),
    fields: &[
        Field::new("present", Count, "meeting-came").hint("meeting-came-hint").needed(&[
            "missing-meeting_present",
            "unknown-count",
            "unknown-present",
        ]),
        Field::new("attendees", Text(2), "meeting-attendees")
            .hint("meeting-attendees-hint")
            .needed(&["missing-meeting_attendees"])
            .most(500),
    ],
    is_careful: false,
};

/// Somebody raises something there.
pub const NOTE_POINT: Form = Form {
    word: "point",
    button: "meeting-point-go",
    hint: None,
    fields: &[Field::new("text", Text(3), "meeting-point-text")
        .hint("meeting-point-hint")
        .needed(&["missing-meeting_point"])
        .most(1000)],
    is_careful: false,
};

/// It is answered.
pub const ANSWER_POINT: Form = Form {
    word: "answer",
    button: "meeting-answer-go",
    hint: None,
    fields: &[Field::new("text", Text(3), "meeting-answer-text")
        .needed(&["missing-meeting_answer"])
        .most(1000)],
    is_careful: false,
};

/// What the meeting said of a matter, and where it goes.
pub const DECIDE_ITEM: Form = Form {
    word: "decide",
    button: "meeting-decide-go",
    hint: None,
    fields: &[
        Field::new("text", Text(4), "meeting-decide-text").needed(&["missing-opinion"]).most(2000),
        Field::new("outcome", Choice, "meeting-decide-outcome")
            .needed(&["missing-meeting_outcome"])
            .of(Choices::ItemDecisions)
            .example("desk-choose"),
        Field::new("responsible", Line, "meeting-decide-who")
            .hint("meeting-decide-who-hint")
            .faults(&["missing-meeting_who"])
            .most(60),
        Field::new("until", AnyDay, "meeting-decide-until").faults(&[
            "missing-meeting_until",
            "unknown-day_past",
            "unknown-day_far",
            "unknown-any_day",
        ]),
    ],
    is_careful: false,
};

/// It ends. Where each matter goes that was not discussed is asked for in rows of [`CLOSE_ITEM`].
pub const CLOSE_MEETING: Form = Form {
    word: "close",
    button: "meeting-close-go",
    hint: Some("meeting-close-hint"),
    fields: &[],
    is_careful: false,
};

/// A row of the form that closes a meeting; its names end with the number of the row.
pub const CLOSE_ITEM: Form = Form {
    word: "close_item",
    button: "meeting-close-go",
    hint: None,
    fields: &[
        Field::new("where", Choice, "meeting-close-where")
            .needed(&["missing-meeting_where"])
            .of(Choices::ItemUndiscussed)
            .example("desk-choose"),
        Field::new("why", Line, "meeting-close-why").faults(&["missing-meeting_why"]).most(200),
    ],
    is_careful: false,
};

/// A second person agrees with the minutes.
pub const APPROVE_MINUTES: Form = Form {
    word: "approve",
    button: "meeting-approve-go",
    hint: Some("meeting-approve-hint"),
    fields: &[],
    is_careful: false,
};

/// The minutes go to the offices.
pub const ISSUE_MINUTES: Form = Form {
    word: "issue",
    button: "meeting-issue-go",
    hint: Some("meeting-issue-hint"),
    fields: &[],
    is_careful: false,
};

/// Every form of meetings.
pub const MEETINGS: &[Form] = &[
    CALL_MEETING,
    CHANGE_MEETING,
    CANCEL_MEETING,
    GATHER,
    CHANGE_GATHERING,
    OPEN_GATHERING,
    NOTE_POINT,
    ANSWER_POINT,
    SET_AGENDA,
    DROP_ITEM,
    START_MEETING,
    DECIDE_ITEM,
    CLOSE_MEETING,
    CLOSE_ITEM,
    APPROVE_MINUTES,
    ISSUE_MINUTES,
];
