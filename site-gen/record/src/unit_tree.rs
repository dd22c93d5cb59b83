//! Units as one tree: a county, its townships, their offices and villages, the groups of a village. What is asked of units (is this
//! one within that one, which stood on a day) is asked of the tree and of no list.
//!
//! Deliberately absent: addresses, numbers and people of a unit (`unit`, contact cards), and who may do what with which.

use std::collections::HashMap;

use jiff::civil::Date;

use super::unit::Units;
use super::words;

words! {
    /// What a unit is.
    UnitKind {
        /// 县: above its townships; an installation of one township has none.
        County => "county",
        /// 乡镇、街道.
        Township => "township",
        /// 办公室.
        Office => "office",
        /// 村、社区.
        Village => "village",
        /// 村民小组.
        Group => "group",
    }
}

/// A unit and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id in the tree.
    pub id: String,
    /// The id of the unit above; none at the top.
    pub parent: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// Its name.
    pub name: String,
    /// The first day; none: since before anybody wrote it down.
    pub since: Option<Date>,
    /// The last day; none: it stands.
    pub until: Option<Date>,
}

impl Unit {
    /// It stood on a day.
    #[must_use]
    pub fn existed_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Units by their places. Each stands behind the one above it.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    units: Vec<Unit>,
    places: HashMap<String, usize>,
}

impl UnitTree {
    /// The tree of a township: its offices, its villages and their groups, by the ids of the content. A group is called by its
    /// village and its place there, so a group that is no more keeps its place in the list.
    #[must_use]
    pub fn of_township(id: &str, name: &str, units: &Units) -> Self {
        let unit = |id: &str, parent: Option<&str>, kind, name: &str| Unit {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            kind,
            name: name.to_owned(),
            since: None,
            until: None,
        };
        let mut tree = Self::default();
        tree.add(unit(id, None, UnitKind::Township, name));
        for office in units.offices() {
            let (since, until) = (office.since, office.until);
            tree.add(Unit { since, until, ..unit(&office.id, Some(id), UnitKind::Office, &office.name) });
        }
        for village in units.villages() {
            let (since, until) = (village.since, village.until);
            tree.add(Unit { since, until, ..unit(&village.id, Some(id), UnitKind::Village, &village.name) });
            for (place, group) in (1..).zip(&village.groups) {
                let group_id = format!("{}-group-{place}", village.id);
                tree.add(unit(&group_id, Some(&village.id), UnitKind::Group, group));
            }
        }
        tree
    }

    /// The tree of a county with its townships. Two of them may have an office of one id: below a township a unit is called
    /// `township/unit`.
    #[must_use]
    pub fn of_county(id: &str, name: &str, townships: impl IntoIterator<Item = Self>) -> Self {
        let mut tree = Self::default();
        let county = Unit {
            id: id.to_owned(),
            parent: None,
            kind: UnitKind::County,
            name: name.to_owned(),
            since: None,
            until: None,
        };
        tree.add(county);
        for township in townships {
            let Some(top) = township.units.first().map(|unit| unit.id.clone()) else { continue };
            let below = |own: &str| if own == top { top.clone() } else { format!("{top}/{own}") };
            for unit in township.units {
                let parent = unit.parent.as_deref().map_or_else(|| id.to_owned(), below);
                tree.add(Unit { id: below(&unit.id), parent: Some(parent), ..unit });
            }
        }
        tree
    }

    /// The first of an id stays: a doubled one is a problem of the content, which its loader tells.
    fn add(&mut self, unit: Unit) {
        let place = self.units.len();
        self.places.entry(unit.id.clone()).or_insert(place);
        self.units.push(unit);
    }

    /// A unit, also one that is no more.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Unit> {
        self.places.get(id).and_then(|place| self.units.get(*place))
    }

    /// A unit and all above it, upwards.
    pub fn upwards<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Unit> {
        std::iter::successors(self.find(id), |unit| unit.parent.as_deref().and_then(|above| self.find(above)))
    }

    /// A unit is this one, or below it.
    #[must_use]
    pub fn is_within(&self, id: &str, above: &str) -> bool {
        self.upwards(id).any(|unit| unit.id == above)
    }

    /// The units of a kind that stood on a day, in the order of the content.
    pub fn standing(&self, kind: UnitKind, day: Date) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| unit.kind == kind && unit.existed_on(day))
    }

    /// A unit of a kind stood on a day: it can be given work.
    #[must_use]
    pub fn stands(&self, id: &str, kind: UnitKind, day: Date) -> bool {
        self.find(id).is_some_and(|unit| unit.kind == kind && unit.existed_on(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const UNITS: &str = "
[[office]]
id = \"nongye\"
name = \"农业办\"
short = \"农业办\"
role = \"functional_office\"
phone = \"0880-5512361\"
address = \"一楼\"
hours = \"工作日\"
topics = []
intro = \"\"
since = 2026-03-01
until = 2026-06-30

[[village]]
id = \"shuikou\"
name = \"水口村\"
population = 1
households = 1
groups = [\"一组\", \"二组\"]
instructor = \"a\"
committee_phone = \"\"
address = \"\"
mailbox_point = \"\"
intro = \"\"
";

    fn township(id: &str) -> UnitTree {
        UnitTree::of_township(id, "禾溪镇", &Units::parse(UNITS).expect("sound"))
    }

    #[test]
    fn a_group_is_within_its_village_and_its_township_and_in_no_office() {
        let tree = township("home");
        assert_eq!(tree.find("shuikou-group-2").map(|unit| unit.name.as_str()), Some("二组"));
        for above in ["shuikou-group-2", "shuikou", "home"] {
            assert!(tree.is_within("shuikou-group-2", above), "{above}");
        }
        assert!(!tree.is_within("shuikou-group-2", "nongye"));
        assert!(!tree.is_within("shuikou", "shuikou-group-2"), "not the other way round");
        assert!(!tree.is_within("nowhere", "home") && !tree.is_within("shuikou", "nowhere"));
    }

    #[test]
    fn a_dissolved_office_keeps_its_name_and_is_given_no_work() {
        let tree = township("home");
        let stands = |day| tree.stands("nongye", UnitKind::Office, day);
        assert!(!stands(date(2026, 2, 28)) && stands(date(2026, 3, 1)));
        assert!(stands(date(2026, 6, 30)) && !stands(date(2026, 7, 1)));
        assert!(!tree.stands("nongye", UnitKind::Village, date(2026, 6, 1)), "it is an office");
        assert_eq!(tree.standing(UnitKind::Office, date(2026, 7, 1)).count(), 0);
        assert_eq!(tree.standing(UnitKind::Village, date(2026, 7, 1)).count(), 1);
        assert!(tree.find("nongye").is_some());
    }

    #[test]
    fn two_townships_of_a_county_may_have_an_office_of_one_id() {
        let county = UnitTree::of_county("yundu", "云渡县", [township("hexi"), township("shangwan")]);
        for (id, above) in
            [("hexi/nongye", "hexi"), ("shangwan/shuikou-group-1", "shangwan/shuikou"), ("hexi", "yundu")]
        {
            assert!(county.is_within(id, above) && county.is_within(id, "yundu"), "{id}");
        }
        assert!(!county.is_within("hexi/nongye", "shangwan"));
        assert_eq!(county.standing(UnitKind::Township, date(2026, 6, 1)).count(), 2);
    }
}
