//! Roles are asked in the table of rights and nowhere else, and `docs/rights.md` is the table as it stands.

use std::fmt::Write as _;

use form_api::case::{Act, Because, DENIALS, Grant, Relation, Role, Who, grants};
use form_api::messages::speak;

use crate::rust_source::{Source, without_tests};
use crate::tree::{File, expect_none, files, read, root};

const PAGE: &str = "docs/rights.md";

/// Set to write the page anew.
const WRITE: &str = "LIANXIN_WRITE_DOCS";

/// Where a role may be named: the table, and the list of roles itself.
const MAY_NAME_ROLES: [&str; 2] = ["form-api/domain/src/rights.rs", "form-api/domain/src/staff.rs"];

/// Where somebody is asked for a role, by its name or by [`form_api::case::Roles`].
fn asked_roles(file: &File) -> Vec<String> {
    let code = Source::read(without_tests(&file.text)).code;
    let mut found = Vec::new();
    for (at, line) in code.lines().enumerate() {
        let named = line.match_indices("Role::").any(|(from, word)| {
            let is_whole = !line[..from].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let variant: String =
                line[from + word.len()..].chars().take_while(|c| c.is_alphanumeric()).collect();
            is_whole && Role::ALL.iter().any(|role| format!("{role:?}") == variant)
        });
        if named || line.contains("roles.has(") {
            found.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
        }
    }
    found
}

#[test]
fn roles_are_asked_in_the_table_of_rights_and_nowhere_else() {
    let sources = files(|path| {
        path.starts_with("form-api/") && path.ends_with(".rs") && !MAY_NAME_ROLES.contains(&path)
    });
    assert!(sources.len() > 100, "{}", sources.len());
    let found: Vec<String> = sources.iter().flat_map(asked_roles).collect();
    expect_none("asked for a role instead of the right (`rights::grants`)", &found);
}

#[test]
fn a_role_that_is_asked_elsewhere_is_noticed() {
    let file = |text: &str| File { path: "a.rs".into(), text: text.into() };
    for asked in [
        "if staff.roles.has(role) {}",
        "if one == Role::Registrar {}",
        "matches!(role, case::Role::Handler | Role::Reviewer)",
    ] {
        assert_eq!(asked_roles(&file(asked)).len(), 1, "{asked}");
    }
    for other in
        ["Role::ALL", "OfficeRole::Handler", "// Role::Handler", "Detail::Role(role)", "Role::parse(word)"]
    {
        assert!(asked_roles(&file(other)).is_empty(), "{other}");
    }
}

#[test]
fn the_page_of_rights_is_the_table_as_it_stands() {
    let page = page();
    if std::env::var_os(WRITE).is_some() {
        write(&page);
    }
    assert_eq!(read(PAGE), page, "{PAGE} is not what the table says: run this test with {WRITE}=1");
}

#[expect(clippy::disallowed_methods, reason = "the one page that is printed from the source")]
fn write(page: &str) {
    std::fs::write(root().join(PAGE), page).expect("written");
}

/// Who has a column of their own.
fn columns() -> Vec<(Who, &'static str)> {
    let holders = Role::ALL.iter().map(|role| (Who::Holder(*role), role.as_str()));
    holders.chain([(Who::FirstReader, "first reader")]).collect()
}

/// With which letters a line of the table is, in words.
const fn letters(relation: Relation) -> &'static str {
    match relation {
        Relation::Desk | Relation::Seen => "yes",
        Relation::OwnOffice => "letters that their own office leads",
        Relation::Report => "reports",
        Relation::Ordinary => "every letter but reports",
        Relation::MayBePublic => {
            "letters that may become public: no reports, no children's letters, and none whose sender does not allow it"
        }
        Relation::VillageMeeting => "letters that the meeting of their own village has now, but no reports",
        Relation::TakenDown => "letters that they took down themselves, but no reports",
        Relation::OwnVillage => "their own village",
        Relation::AnyVillage => "every village",
        Relation::Wrote => "what they wrote, or where they were",
        Relation::GivenToOffice => "what was given to their office",
        Relation::Named => "a letter that names them or their office, or from which they stepped back",
        Relation::Author => "what they wrote themselves",
        Relation::AnyVillageMeeting => "meetings of villages",
        Relation::OwnOfficeMeeting => "meetings of their own office",
        Relation::JointMeeting => "the joint meeting",
        Relation::IssuedMeeting => "meetings whose minutes were given to the offices",
        Relation::SeenMeeting => "every meeting",
        Relation::Gathering => "every gathering with residents",
        Relation::OwnGathering => "gatherings of their own village",
        Relation::Handles => "mediations that they handle",
    }
}

fn cell(who: Who, act: Act) -> &'static str {
    let is_theirs = |grant: &&Grant| grant.who == who || grant.who == Who::Anybody;
    grants(act).iter().find(is_theirs).map_or("–", |grant| letters(grant.on))
}

/// Who does what with which meetings: a line for each act that some have.
fn meetings() -> String {
    let mut text = String::new();
    for act in Act::all().filter(|act| act.is_of_meeting()) {
        let who = columns().into_iter().filter_map(|(who, name)| {
            let of_own_village = |grant: &Grant| match grant.on {
                Relation::VillageMeeting => "meetings of their own village",
                other => letters(other),
            };
            let own = grants(act).iter().filter(|grant| grant.who == who).map(of_own_village);
            let on = own.collect::<Vec<_>>().join(" and ");
            (!on.is_empty()).then(|| format!("{name} ({on})"))
        });
        let _ = writeln!(text, "- {}: {}", name(act), who.collect::<Vec<_>>().join(", "));
    }
    text
}

fn name(act: Act) -> String {
    let kind = if matches!(act, Act::Step(_)) { "step" } else { "act" };
    format!("{} `{}`", speak(&format!("{kind}-{}", act.as_str())), act.as_str())
}

fn matrix(acts: &[Act]) -> String {
    let columns = columns();
    let heads: Vec<&str> = columns.iter().map(|(_, name)| *name).collect();
    let mut text = format!("| | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for act in acts {
        let cells: Vec<&str> = columns.iter().map(|(who, _)| cell(*who, *act)).collect();
        let _ = writeln!(text, "| {} | {} |", name(*act), cells.join(" | "));
    }
    text
}

fn who_sees() -> String {
    let mut text = String::new();
    for (who, name) in columns() {
        let sees: Vec<&str> =
            grants(Act::See).iter().filter(|grant| grant.who == who).map(|grant| letters(grant.on)).collect();
        let sees = if sees.is_empty() { "nothing more".to_owned() } else { sees.join("; ") };
        let _ = writeln!(text, "- {name}: {sees}");
    }
    text
}

fn denials() -> String {
    let mut text = String::new();
    for denial in DENIALS {
        let what = if denial.acts.is_empty() {
            "everything: for them there is no such letter".to_owned()
        } else {
            denial.acts.iter().map(|act| name(*act)).collect::<Vec<_>>().join(", ")
        };
        let why = match denial.because {
            Because::SamePerson => " (another person has to look at it)",
            _ => "",
        };
        let _ = writeln!(text, "- {}: {what}{why}", letters(denial.on));
    }
    text
}

fn page() -> String {
    let (survey, others): (Vec<Act>, Vec<Act>) =
        Act::all().filter(|act| *act != Act::See && !act.is_of_meeting()).partition(|act| act.is_of_record());
    let (desk, with_letter): (Vec<Act>, Vec<Act>) =
        others.into_iter().partition(|act| grants(*act).iter().any(|grant| grant.on == Relation::Desk));
    format!(
        "# Who may do what\n\n\
         Printed from the table of rights (`form-api/domain/src/rights.rs`); a test compares the two, and another one tries \
         every cell over HTTP. A person can hold several roles and may do what any of them may. A first reader is named in \
         the settings; a report (举报) is read by nobody else, so with reports they do the work of every role of handling.\n\n\
         ## Who sees a letter\n\n\
         Seeing is finding it in lists, numbers, search and requests, and opening its page and files. Everybody sees the \
         letters that their own office leads, also a report that was given to it. Besides:\n\n{}\n\
         ## What each does with a letter that they see\n\n\
         Whether a step is possible now is another question, which the workflow answers. To open contact details, one \
         needs a copy of the township's key besides.\n\n{}\n\
         ## What is of no single letter\n\n{}\n\
         ## What each does with records of the survey, mediations, assessments and boxes\n\n\
         Households, visits with their sheets, and suggestions. Whatever their roles, everybody reads the visits that they made or \
         went along to, sends their sheets on, hides them from a colleague whom they concern, and notes that who suggested \
         something was told. A visit that names somebody is not there for them. A mediation (矛盾调处单) is there for who handles it, \
         for nobody by what they are, and never for a party. An assessment of a village team (团队分析单) is there for its \
         writer and the township leaders. The box of a village is opened by its instructor or the general office, and not by the \
         village's own cadres.\n\n{}\n\
         ## What each does with a meeting\n\n\
         Of an agenda everybody reads the letters that they see, and no others: they are in no count and on no paper. Whom a \
         letter names does not find it there; the others read that it is discussed without them.\n\n{}\n\
         ## What nobody may do, whatever they hold\n\n{}\n\
         ## What the service says\n\n\
         A letter that somebody must not see is answered as if it did not exist. A page for others is refused (403). An act \
         that is not theirs is refused in its own name (409), and nothing was changed.\n",
        who_sees(),
        matrix(&with_letter),
        matrix(&desk),
        matrix(&survey),
        meetings(),
        denials(),
    )
}
