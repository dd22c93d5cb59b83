//! 走访 and its 农户民情单: the sheet that travels from the village to an office and to the joint meeting.
//!
//! Deliberately absent: any proof of a visit (place, time of day, picture), points and rankings.

use record::words;

use super::staff::Viewer;
use super::state::{Because, State};

words! {
    /// 民情: what somebody said, as the notice sorts it.
    VisitMatter {
        /// 意见.
        Opinion => "opinion",
        /// 纠纷.
        Dispute => "dispute",
        /// 信访.
        Petition => "petition",
        /// 诉求.
        Demand => "demand",
    }
}

words! {
    /// Where a sheet lies.
    SheetLevel {
        /// With whoever made the visit, who can still correct it.
        Visitor => "visitor",
        /// With the two committees of the village.
        Village => "village",
        /// With an office.
        Office => "office",
        /// With the joint meeting of party and government.
        Joint => "joint",
        /// It has been seen to.
        Done => "done",
    }
}

impl SheetLevel {
    /// Where it goes from here: one level up, or from an office or the joint meeting to its end. A sheet that a village has settled
    /// goes to the office all the same.
    ///
    /// # Errors
    /// [`Because::State`] for any other way.
    pub fn pass_on(self, is_done: bool) -> Result<Self, Because> {
        match (self, is_done) {
            (Self::Visitor, false) => Ok(Self::Village),
            (Self::Village, false) => Ok(Self::Office),
            (Self::Office, false) => Ok(Self::Joint),
            (Self::Office | Self::Joint, true) => Ok(Self::Done),
            _ => Err(Because::State),
        }
    }

    /// The level of analysis that speaks here, as opinions are kept.
    #[must_use]
    pub const fn speaks_as(self) -> Option<State> {
        match self {
            Self::Village => Some(State::AnalysisVillage),
            Self::Office => Some(State::AnalysisOffice),
            Self::Joint => Some(State::AnalysisJoint),
            Self::Visitor | Self::Done => None,
        }
    }
}

words! {
    /// What a suggestion is about.
    SuggestionArea {
        /// 产业.
        Industry => "industry",
        /// 基础设施.
        Infrastructure => "infrastructure",
        /// 公共服务.
        PublicService => "public_service",
        /// 环境.
        Environment => "environment",
        /// 治理.
        Governance => "governance",
        /// 其他.
        Other => "other",
    }
}

words! {
    /// What became of a suggestion.
    Verdict {
        /// 采纳.
        Adopted => "adopted",
        /// 部分采纳.
        PartlyAdopted => "partly_adopted",
        /// 不采纳.
        NotAdopted => "not_adopted",
    }
}

/// Households that somebody is to visit in a month. A number that the township has not set is none, and nobody is told one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VisitQuota {
    /// 三员.
    pub three_officers: Option<u32>,
    /// Everybody else who visits.
    pub others: Option<u32>,
}

impl VisitQuota {
    /// What this person is to do in a month.
    #[must_use]
    pub fn of(self, viewer: &Viewer) -> Option<u32> {
        if viewer.is_three_officer() { self.three_officers } else { self.others }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_goes_one_level_up_at_a_time_and_ends_in_an_office_or_the_joint_meeting() {
        let ways: Vec<String> = SheetLevel::ALL
            .iter()
            .flat_map(|from| [false, true].map(|is_done| (from, is_done, from.pass_on(is_done))))
            .filter_map(|(from, is_done, to)| {
                Some(format!("{} {is_done} {}", from.as_str(), to.ok()?.as_str()))
            })
            .collect();
        assert_eq!(
            ways,
            [
                "visitor false village",
                "village false office",
                "office false joint",
                "office true done",
                "joint true done"
            ]
        );
    }

    #[test]
    fn each_level_of_analysis_speaks_where_the_sheet_lies_with_it() {
        let speaks = SheetLevel::ALL.iter().filter_map(|level| level.speaks_as()).map(State::as_str);
        assert_eq!(speaks.collect::<Vec<_>>(), ["analysis_village", "analysis_office", "analysis_joint"]);
    }
}
