//! 农户: a household as a visitor knows it before knocking, and what its last sheet says of it.
//!
//! Deliberately absent, and asked nowhere: identity numbers, bank accounts, health, schools, telephone numbers. Nothing that the
//! notice wants needs them, and a household's list is the first thing that somebody would take away.

use record::words;

use super::forms::Sent;

words! {
    /// 六应访: whom every cadre visits. The notice calls them six and names seven.
    HouseholdKind {
        /// 五保户.
        Supported => "supported",
        /// 困难户.
        Hardship => "hardship",
        /// 上访户.
        Petitioner => "petitioner",
        /// 老党员.
        OldMember => "old_member",
        /// 老干部.
        OldCadre => "old_cadre",
        /// 种养大户.
        LargeGrower => "large_grower",
        /// 个私企业主.
        Owner => "owner",
    }
}

/// Who a household is, as people of the village say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HouseholdName {
    /// The householder.
    pub name: String,
    /// The group of the village.
    pub group: String,
    /// The house, by its number or by where it stands.
    pub house: String,
}

/// What a sheet says of a household. A number that nobody asked for is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct HouseholdFacts {
    /// Who belongs to it.
    pub people: Option<u32>,
    /// Of 60 years or more.
    pub elders: Option<u32>,
    /// Under 16.
    pub children: Option<u32>,
    /// Who can work.
    pub workers: Option<u32>,
    /// Who works elsewhere.
    pub away: Option<u32>,
    /// What it mainly lives on, in a few words.
    pub income: String,
}

impl HouseholdFacts {
    /// The fields of a form that hold them.
    pub const FIELDS: [&str; 6] = ["people", "elders", "children", "workers", "away", "income"];

    /// As they came by a form; its own checks have seen that numbers are numbers.
    #[must_use]
    pub fn of(sent: &Sent) -> Self {
        let count = |name| sent.count(name);
        Self {
            people: count("people"),
            elders: count("elders"),
            children: count("children"),
            workers: count("workers"),
            away: count("away"),
            income: super::clean_text(sent.text("income")),
        }
    }

    /// What stands in the field of this name.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        let count = match name {
            "people" => self.people,
            "elders" => self.elders,
            "children" => self.children,
            "workers" => self.workers,
            "away" => self.away,
            "income" => return self.income.clone(),
            _ => None,
        };
        count.map(|count| count.to_string()).unwrap_or_default()
    }

    /// What was typed, and what the last sheet says where nothing was typed.
    #[must_use]
    pub fn over(self, last: &Self) -> Self {
        Self {
            people: self.people.or(last.people),
            elders: self.elders.or(last.elders),
            children: self.children.or(last.children),
            workers: self.workers.or(last.workers),
            away: self.away.or(last.away),
            income: if self.income.is_empty() { last.income.clone() } else { self.income },
        }
    }

    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::forms::VISIT_FORMS;
    use super::*;

    #[test]
    fn facts_come_back_as_they_were_typed() {
        let pairs = [("people", "5"), ("elders", ""), ("away", " 2 "), ("income", " 茶叶 ")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let facts = HouseholdFacts::of(&Sent::of(VISIT_FORMS[0], &pairs));
        let values = HouseholdFacts::FIELDS.map(|name| facts.value(name));
        assert_eq!(values, ["5", "", "", "", "2", "茶叶"]);
        assert!(!facts.is_empty() && HouseholdFacts::default().is_empty());
    }
}
