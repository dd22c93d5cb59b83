//! Who works at the desk.
//!
//! Deliberately absent: what each role may do (`rights`), how a person proves who they are (`http/extract/session`) and
//! where they are kept (`store/staff`).

use std::fmt;

use record::words;

words! {
    /// One thing a staff member may be trusted with, by the word in the database, on the command line and in message keys,
    /// in the order in which forms list them. A person can hold several; the rule that author and approver differ is about
    /// persons, not roles.
    Role {
        /// 综合办登记人员: registers letters, accepts or declines them, assigns offices, closes.
        Registrar => "registrar",
        /// 承办人: analyses, handles and answers the cases of their own office.
        Handler => "handler",
        /// 审核人: reviews answers before they leave the house.
        Reviewer => "reviewer",
        /// 脱敏编辑: nominates closed cases for publication and writes the redacted text.
        Redactor => "redactor",
        /// 发布审批人: the second person who approves what another redacted, and withdraws it.
        Approver => "approver",
        /// 督查办公室: sees every case but reports, its events and its delays; supervises, answers requests and takes down.
        Supervisor => "supervisor",
        /// 管理员: staff accounts and delivery state; sees no letter.
        Administrator => "administrator",
        /// 镇领导: reads every letter but reports, and writes what the joint meeting decides.
        Leader => "leader",
        /// 办公室负责人: reviews what their own office answers.
        OfficeLead => "office_lead",
        /// 村党组织书记: chairs the village's meeting and writes its opinion.
        VillageSecretary => "village_secretary",
        /// 驻村工作指导员: opens the village's box, visits its households, does the errand from end to end.
        VillageInstructor => "village_instructor",
        /// 基础工作指导员: visits households as the village instructor does.
        GrassrootsInstructor => "grassroots_instructor",
        /// 项目工作管理员: visits households as the village instructor does.
        ProjectOfficer => "project_officer",
        /// 民心电话接听员: takes down calls.
        HotlineClerk => "hotline_clerk",
        /// 民情联络员: takes down what people of the village say, and reads no letter.
        Liaison => "liaison",
        /// 审计人员: reads how the service runs; sees no letter.
        Auditor => "auditor",
        /// 信息发布员: looks at public pages before they are public, and takes them down.
        Publisher => "publisher",
    }
}

impl Role {
    /// It is a role for one village: whoever holds it belongs to a village, and not to an office.
    #[must_use]
    pub const fn is_of_village(self) -> bool {
        matches!(
            self,
            Self::VillageSecretary
                | Self::VillageInstructor
                | Self::GrassrootsInstructor
                | Self::ProjectOfficer
                | Self::Liaison
        )
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

    /// Does the person hold this role? Only the table of rights asks it.
    pub(super) fn has(&self, role: Role) -> bool {
        self.0.contains(&role)
    }

    /// Each role once.
    pub fn iter(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().copied()
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
    /// The unit that they belong to: an office or a village, if they have one.
    pub office: Option<String>,
    /// What they are trusted with.
    pub roles: Roles,
    /// They are a first reader of reports.
    pub reads_reports: bool,
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
    fn a_person_holds_what_they_were_given_and_nothing_else() {
        let roles = Roles::new(vec![Role::Reviewer, Role::Handler, Role::Reviewer]);
        assert_eq!(roles.iter().collect::<Vec<_>>(), [Role::Handler, Role::Reviewer]);
        for role in Role::ALL {
            assert_eq!(roles.has(*role), [Role::Handler, Role::Reviewer].contains(role), "{role:?}");
        }
        assert_eq!(Roles::parse(" , "), Ok(Roles::default()));
    }
}
