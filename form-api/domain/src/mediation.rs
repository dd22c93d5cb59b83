//! 矛盾调处单 (mediation): a dispute between residents, from the application to the call-back after its end. The parts are those of
//! the file that people's mediation keeps; none of them is changed once it is written.
//!
//! Source of the days: 人民调解法 arts. 28 to 33. Deliberately absent: who the parties are, and any proof of who they are.

use jiff::ToSpan;
use jiff::civil::Date;
use record::{WorkCalendar, words};

use super::state::Because;

words! {
    /// What the dispute is about, as the files of people's mediation sort it.
    DisputeKind {
        /// 婚姻家庭.
        Family => "family",
        /// 邻里.
        Neighbours => "neighbours",
        /// 房屋宅基地.
        Homestead => "homestead",
        /// 山林土地.
        Land => "land",
        /// 合同.
        Contract => "contract",
        /// 劳动报酬.
        Wages => "wages",
        /// 损害赔偿.
        Damage => "damage",
        /// 其他.
        Other => "other",
    }
}

words! {
    /// How it came to the mediators.
    MediationSource {
        /// The parties, or one of them, asked.
        Applied => "applied",
        /// The mediators offered it, and nobody refused.
        Offered => "offered",
    }
}

words! {
    /// In which form the parties agreed.
    AgreementManner {
        /// On paper, signed: it binds from that day.
        Written => "written",
        /// By word of mouth, and the mediator wrote it down.
        Spoken => "spoken",
    }
}

words! {
    /// How a mediation ended.
    MediationOutcome {
        /// What was agreed has been done.
        Performed => "performed",
        /// No agreement was reached.
        NoAgreement => "no_agreement",
        /// Who had applied took it back.
        Withdrawn => "withdrawn",
        /// It goes on elsewhere: before a court, an arbitrator, another office.
        Elsewhere => "elsewhere",
    }
}

words! {
    /// A part of the file.
    MediationPart {
        /// 申请（受理）: who, about what, and what they ask.
        Application => "application",
        /// 调查.
        Investigation => "investigation",
        /// 调解.
        Talk => "talk",
        /// 协议.
        Agreement => "agreement",
        /// 履行.
        Performance => "performance",
        /// 司法确认: the parties asked a court to confirm the agreement.
        Confirmation => "confirmation",
        /// 回访.
        CallBack => "call_back",
        /// 结案.
        Closing => "closing",
    }
}

words! {
    /// Where a mediation stands.
    MediationState {
        /// No agreement yet.
        Open => "open",
        /// The parties have agreed.
        Agreed => "agreed",
        /// It has ended.
        Closed => "closed",
    }
}

impl MediationState {
    /// Where it stands after a part was written.
    ///
    /// # Errors
    /// [`Because::State`] for a part that has no place here.
    pub fn after(self, part: MediationPart) -> Result<Self, Because> {
        use MediationPart as P;
        match (self, part) {
            (Self::Open, P::Investigation | P::Talk) => Ok(Self::Open),
            (Self::Open, P::Agreement) => Ok(Self::Agreed),
            (Self::Agreed, P::Talk | P::Performance | P::Confirmation | P::CallBack) => Ok(Self::Agreed),
            (Self::Open | Self::Agreed, P::Closing) => Ok(Self::Closed),
            // Whether it holds is seen afterwards.
            (Self::Closed, P::CallBack) => Ok(Self::Closed),
            _ => Err(Because::State),
        }
    }

    /// A mediation that stands here can end so: only what was agreed can have been done.
    #[must_use]
    pub fn ends_as(self, outcome: MediationOutcome) -> bool {
        match outcome {
            MediationOutcome::Performed => self == Self::Agreed,
            MediationOutcome::NoAgreement | MediationOutcome::Withdrawn => self == Self::Open,
            MediationOutcome::Elsewhere => self != Self::Closed,
        }
    }
}

/// Days in which the parties can ask a court together to confirm their agreement (人民调解法 art. 33).
const CONFIRMATION_DAYS: i64 = 30;

/// The last day on which confirmation can be asked for: the day of the agreement is not counted, and a last day that nobody works is
/// followed by the next one that is worked. Where that year's holidays are not known yet, the earlier day stands: it is safe.
#[must_use]
pub fn confirmation_until(agreed_on: Date, calendar: &WorkCalendar) -> Date {
    let last = agreed_on.saturating_add(CONFIRMATION_DAYS.days());
    calendar.roll(last).unwrap_or(last)
}

/// Where a mediation stands, with the days that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MediationStanding {
    /// Its state.
    pub state: MediationState,
    /// The day of the agreement.
    pub agreed_on: Option<Date>,
    /// The parties asked a court to confirm it.
    pub is_confirmation_asked: bool,
    /// By when what was agreed is to be done; none where nothing is left to do, or no day was named.
    pub perform_by: Option<Date>,
    /// The day of the next call-back.
    pub call_back_on: Option<Date>,
}

/// What a part says of days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartDays {
    /// All that was agreed has been done.
    pub is_performed: bool,
    /// By when it is to be done.
    pub perform_by: Option<Date>,
    /// The day of the next call-back.
    pub call_back_on: Option<Date>,
}

/// The days that a mediation waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediationDays {
    /// The day of the agreement, as long as nobody has asked a court to confirm it.
    pub unconfirmed_since: Option<Date>,
    /// By when what was agreed is to be done, as long as it is not.
    pub perform_by: Option<Date>,
    /// The day of the next call-back.
    pub call_back_on: Option<Date>,
}

impl MediationStanding {
    /// Where it stands once a part of this day is written.
    ///
    /// # Errors
    /// As [`MediationState::after`].
    pub fn after(self, part: MediationPart, on: Date, says: PartDays) -> Result<Self, Because> {
        let after = Self { state: self.state.after(part)?, ..self };
        Ok(match part {
            MediationPart::Agreement => Self {
                agreed_on: Some(on),
                perform_by: says.perform_by,
                call_back_on: says.call_back_on,
                ..after
            },
            MediationPart::Performance if says.is_performed => Self { perform_by: None, ..after },
            MediationPart::Performance => Self { perform_by: says.perform_by.or(self.perform_by), ..after },
            MediationPart::Confirmation => Self { is_confirmation_asked: true, ..after },
            MediationPart::CallBack => Self { call_back_on: says.call_back_on, ..after },
            MediationPart::Closing => {
                Self { perform_by: None, call_back_on: says.call_back_on.or(self.call_back_on), ..after }
            }
            MediationPart::Application | MediationPart::Investigation | MediationPart::Talk => after,
        })
    }

    /// The days that it waits for.
    #[must_use]
    pub fn days(&self) -> MediationDays {
        let is_agreed = self.state == MediationState::Agreed;
        MediationDays {
            unconfirmed_since: self.agreed_on.filter(|_| is_agreed && !self.is_confirmation_asked),
            perform_by: self.perform_by,
            call_back_on: self.call_back_on,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn parts_come_in_an_order_in_which_a_mediation_goes() {
        let ways: Vec<String> = MediationState::ALL
            .iter()
            .flat_map(|from| MediationPart::ALL.iter().map(move |part| (from, part, from.after(*part))))
            .filter_map(|(from, part, to)| {
                Some(format!("{} {} {}", from.as_str(), part.as_str(), to.ok()?.as_str()))
            })
            .collect();
        assert_eq!(
            ways,
            [
                "open investigation open",
                "open talk open",
                "open agreement agreed",
                "open closing closed",
                "agreed talk agreed",
                "agreed performance agreed",
                "agreed confirmation agreed",
                "agreed call_back agreed",
                "agreed closing closed",
                "closed call_back closed",
            ]
        );
    }

    #[test]
    fn a_mediation_ends_as_it_can_where_it_stands() {
        let ends = |state: MediationState| {
            let all = MediationOutcome::ALL.iter().filter(|outcome| state.ends_as(**outcome));
            all.map(|outcome| outcome.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ends(MediationState::Open), "no_agreement withdrawn elsewhere");
        assert_eq!(ends(MediationState::Agreed), "performed elsewhere");
        assert_eq!(ends(MediationState::Closed), "");
    }

    #[test]
    fn confirmation_is_asked_within_thirty_days_and_a_last_day_of_rest_is_followed_by_work() {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/calendar");
        let calendar = WorkCalendar::load(std::path::Path::new(dir)).expect("the sample calendar is sound");
        // A Monday.
        assert_eq!(confirmation_until(date(2026, 7, 11), &calendar), date(2026, 8, 10));
        // A Sunday is followed by a Monday, a holiday by the day after all of it, and a worked Saturday by nothing.
        assert_eq!(confirmation_until(date(2026, 11, 13), &calendar), date(2026, 12, 14));
        assert_eq!(confirmation_until(date(2026, 9, 1), &calendar), date(2026, 10, 8));
        assert_eq!(confirmation_until(date(2026, 1, 15), &calendar), date(2026, 2, 14));
        let unknown = date(2031, 3, 1);
        assert_eq!(confirmation_until(unknown, &calendar), date(2031, 3, 31), "no later than the law says");
    }

    #[test]
    fn a_mediation_waits_for_its_days_until_they_are_seen_to() {
        const PARTS: [MediationPart; 6] = [
            MediationPart::Agreement,
            MediationPart::Performance,
            MediationPart::Confirmation,
            MediationPart::Performance,
            MediationPart::CallBack,
            MediationPart::Closing,
        ];
        let (due, later, call) = (Some(date(2026, 12, 1)), Some(date(2026, 12, 20)), Some(date(2027, 1, 5)));
        let says =
            |perform_by, call_back_on, is_performed| PartDays { is_performed, perform_by, call_back_on };
        let said = [
            says(due, call, false),
            says(later, None, false),
            says(None, None, false),
            says(None, None, true),
            says(None, None, false),
            says(None, call, false),
        ];
        let mut standing = MediationStanding {
            state: MediationState::Open,
            agreed_on: None,
            is_confirmation_asked: false,
            perform_by: None,
            call_back_on: None,
        };
        assert_eq!(standing.days(), MediationDays::default());
        let on = date(2026, 11, 13);
        let days = PARTS.iter().zip(said).map(|(part, says)| {
            standing = standing.after(*part, on, says).expect("in its order");
            let MediationDays { unconfirmed_since, perform_by, call_back_on } = standing.days();
            (unconfirmed_since.is_some(), perform_by, call_back_on)
        });
        assert_eq!(
            days.collect::<Vec<_>>(),
            [
                (true, due, call),
                (true, later, call),
                (false, later, call),
                (false, None, call),
                (false, None, None),
                (false, None, call),
            ]
        );
        assert!(standing.after(MediationPart::Talk, on, PartDays::default()).is_err(), "it has ended");
    }
}
