//! Who works at the desk, and what each role may do.
//!
//! Deliberately absent: how a person proves who they are (`http/extract/session`) and where they are kept (`store/staff`).

use std::fmt;

use super::state::Step;
use super::submission::SubmissionKind;

/// One thing a staff member may be trusted with. A person can hold several; the rule that author and approver differ
/// is about persons, not roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 综合办登记人员: registers letters, accepts or declines them, assigns offices, closes.
    Registrar,
    /// 承办人: analyses, handles and answers the cases of their own office.
    Handler,
    /// 审核人: reviews answers before they leave the house.
    Reviewer,
    /// 脱敏编辑: nominates closed cases for publication and writes the redacted text.
    Redactor,
    /// 发布审批人: the second person who approves what another redacted, and withdraws it.
    Approver,
    /// 督查办公室: sees every case, its events and its delays; changes nothing but supervision.
    Supervisor,
    /// 管理员: staff accounts and delivery state; sees no letter.
    Administrator,
}

impl Role {
    /// All roles, in the order in which forms list them.
    pub const ALL: [Self; 7] = [
        Self::Registrar,
        Self::Handler,
        Self::Reviewer,
        Self::Redactor,
        Self::Approver,
        Self::Supervisor,
        Self::Administrator,
    ];

    /// The word in the database, on the command line and in message keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registrar => "registrar",
            Self::Handler => "handler",
            Self::Reviewer => "reviewer",
            Self::Redactor => "redactor",
            Self::Approver => "approver",
            Self::Supervisor => "supervisor",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// The roles of which a step asks for one.
    #[must_use]
    pub const fn needed_for(step: Step) -> &'static [Self] {
        match step {
            // Whoever has the case speaks with its sender.
            Step::RequestInformation | Step::ProvideInformation => &[Self::Registrar, Self::Handler],
            Step::Register
            | Step::ReferOut
            | Step::Merge
            | Step::Accept
            | Step::Transfer
            | Step::Close
            | Step::Reopen
            | Step::Rate
            | Step::RenewCode
            | Step::Correct
            | Step::EnterConsent
            | Step::Withdraw => &[Self::Registrar],
            // One proposes it, another one confirms it.
            Step::Decline => &[Self::Registrar, Self::Reviewer],
            Step::AnalyseVillage
            | Step::AnalyseOffice
            | Step::AnalyseJoint
            | Step::RecordOpinion
            | Step::Handle
            | Step::Extend
            | Step::Answer => &[Self::Handler],
            Step::Review | Step::Redo => &[Self::Reviewer],
            Step::AskConsent | Step::Nominate | Step::Redact => &[Self::Redactor],
            Step::Return | Step::Publish | Step::Retract => &[Self::Approver],
            Step::Supervise => &[Self::Supervisor],
        }
    }
}

/// The roles of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(Vec<Role>);

impl Roles {
    /// From a list; doubles are dropped.
    #[must_use]
    pub fn new(mut roles: Vec<Role>) -> Self {
        roles.sort_unstable();
        roles.dedup();
        Self(roles)
    }

    /// Reads the comma-separated form of the database and the command line.
    ///
    /// # Errors
    /// The first word that names no role.
    pub fn parse(words: &str) -> Result<Self, String> {
        let roles = words
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(|word| Role::parse(word).ok_or_else(|| word.to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self::new(roles))
    }

    /// Does the person hold this role?
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Each role once.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
    }

    /// How far the person sees beyond what their own office leads, as the statements take it: 2 is every case (registrars,
    /// reviewers, the supervision office); 1 is every case that may become public or is (redactors, approvers: the others are
    /// no business of theirs); 0 is nothing more (handlers; an administrator has no office and sees no case). Reports are in
    /// none of them: they are for their first readers, and for the office to which these give one.
    #[must_use]
    pub fn reach(&self) -> i64 {
        let reach = |role| match role {
            Role::Registrar | Role::Reviewer | Role::Supervisor => 2,
            Role::Redactor | Role::Approver => 1,
            Role::Handler | Role::Administrator => 0,
        };
        self.iter().map(reach).max().unwrap_or(0)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Role::as_str).collect();
        f.write_str(&words.join(","))
    }
}

/// The eyes through which the desk looks: every question to the store about cases carries one, so that a case which
/// names its viewer does not exist for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The staff member.
    pub staff_id: String,
    /// Their office, if they have one.
    pub office: Option<String>,
    /// What they are trusted with.
    pub roles: Roles,
    /// They are a first reader of reports.
    pub reads_reports: bool,
}

impl Viewer {
    /// Does the person act in this role on a letter of this kind? On reports a first reader acts in all roles of handling,
    /// for nobody else sees them; a second person still reviews what the first one wrote.
    #[must_use]
    pub fn acts_as(&self, role: Role, kind: SubmissionKind) -> bool {
        let is_of_handling =
            matches!(role, Role::Registrar | Role::Handler | Role::Reviewer | Role::Supervisor);
        self.roles.has(role) || (self.reads_reports && kind == SubmissionKind::Report && is_of_handling)
    }

    /// May the person take this step on a letter of this kind?
    #[must_use]
    pub fn may(&self, step: Step, kind: SubmissionKind) -> bool {
        Role::needed_for(step).iter().any(|role| self.acts_as(*role, kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_read_back_what_they_print() {
        let roles = Roles::parse("approver, redactor,redactor").expect("known words");
        assert_eq!(roles.to_string(), "redactor,approver");
        assert_eq!(Roles::parse(&roles.to_string()).expect("known words"), roles);
        assert_eq!(Roles::parse("registrar,emperor"), Err("emperor".to_owned()));
    }

    #[test]
    fn a_first_reader_handles_reports_and_nothing_else() {
        let reader =
            Viewer { staff_id: "1".to_owned(), office: None, roles: Roles::default(), reads_reports: true };
        for step in [Step::Register, Step::Accept, Step::Answer, Step::Review, Step::Supervise] {
            assert!(reader.may(step, SubmissionKind::Report), "{}", step.as_str());
            assert!(!reader.may(step, SubmissionKind::Complaint), "{}", step.as_str());
        }
        assert!(!reader.may(Step::Publish, SubmissionKind::Report));
    }

    #[test]
    fn a_handler_sees_their_own_office_only_and_who_publishes_sees_no_report() {
        assert_eq!(Roles::new(vec![Role::Handler]).reach(), 0);
        assert_eq!(Roles::new(vec![Role::Administrator]).reach(), 0);
        assert_eq!(Roles::new(vec![Role::Redactor, Role::Approver]).reach(), 1);
        assert_eq!(Roles::new(vec![Role::Handler, Role::Reviewer]).reach(), 2);
    }
}
