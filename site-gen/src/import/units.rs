//! Villages and offices as the lines name them: their ids are made of their sound, their data are those of
//! the first contact that serves them. Deliberately absent: what nobody told (inhabitants, groups, liaisons).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use record::problem::Problem;
use record::quoted;

use super::line::{Kind, Line};
use crate::urls::sound;

/// The first contact of a unit.
#[derive(Clone, Debug)]
struct First {
    slug: String,
    phone: String,
    hours: String,
}

/// A unit: the line that named it first, and who serves it.
#[derive(Clone, Debug)]
struct Unit {
    id: String,
    line: usize,
    first: Option<First>,
}

/// By name.
#[derive(Debug, Default)]
pub(super) struct Units {
    villages: BTreeMap<String, Unit>,
    offices: BTreeMap<String, Unit>,
}

impl Units {
    pub(super) fn count(&self) -> usize {
        self.villages.len() + self.offices.len()
    }

    pub(super) fn learn(&mut self, line: &Line) {
        let first = (line.kind == Kind::Contact).then(|| First {
            slug: line.slug.clone(),
            phone: line.phone.clone(),
            hours: line.hours.clone(),
        });
        let taken: Vec<String> =
            self.villages.values().chain(self.offices.values()).map(|unit| unit.id.clone()).collect();
        for (units, name) in [(&mut self.villages, &line.village), (&mut self.offices, &line.office)] {
            if let Some(unit) = units.get_mut(name) {
                unit.first = unit.first.take().or_else(|| first.clone());
                continue;
            }
            let sound = match sound(name) {
                none if none.is_empty() => "unit".to_owned(),
                sound => sound,
            };
            let others = (2..).map(|n| format!("{sound}-{n}"));
            let id = std::iter::once(sound.clone()).chain(others).find(|id| !taken.contains(id));
            let id = id.expect("numbers do not end");
            units.insert(name.clone(), Unit { id, line: line.at, first: first.clone() });
        }
    }

    /// A village has an instructor with a card, an office a number: somebody must serve each.
    pub(super) fn problems(&self, file: &str) -> Vec<Problem> {
        let units = self.villages.iter().chain(&self.offices).filter(|(_, unit)| unit.first.is_none());
        units
            .map(|(name, unit)| {
                Problem::new(
                    file,
                    format!("“{name}”没有一条 contact 记录"),
                    "加一行 kind 是 contact、写着这个村或办公室的记录：谁联系这里、电话多少",
                )
                .at(Some(unit.line))
            })
            .collect()
    }

    pub(super) fn village(&self, name: &str) -> String {
        self.villages.get(name).map(|unit| unit.id.clone()).unwrap_or_default()
    }

    pub(super) fn office(&self, name: &str) -> String {
        self.offices.get(name).map(|unit| unit.id.clone()).unwrap_or_default()
    }

    /// `units.toml`.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::from("# 导入的村和办公室：人口、地址等请补全。\n");
        for (name, unit) in &self.villages {
            let Some(first) = &unit.first else { continue };
            writeln!(
                text,
                "\n[[village]]\nid = {}\nname = {}\npopulation = 0\nhouseholds = 0\ngroups = []\ninstructor = {}\n\
                 committee_phone = {}\naddress = \"\"\nmailbox_point = \"\"\nintro = \"\"",
                quoted(&unit.id),
                quoted(name),
                quoted(&first.slug),
                quoted(&first.phone),
            )
            .expect("a String takes everything");
        }
        for (name, unit) in &self.offices {
            let Some(first) = &unit.first else { continue };
            writeln!(
                text,
                "\n[[office]]\nid = {}\nname = {name}\nshort = {name}\nrole = \"functional_office\"\nphone = {}\naddress = \"\"\n\
                 hours = {}\ntopics = []\nintro = \"\"",
                quoted(&unit.id),
                quoted(&first.phone),
                quoted(&first.hours),
                name = quoted(name),
            )
            .expect("a String takes everything");
        }
        text
    }
}
