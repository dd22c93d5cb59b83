//! 联心卡: who to call. A private mobile stands here only with the person's recorded consent. Deliberately
//! absent: residents.

use std::cmp::Ordering;
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::kind::{AgeLimit, Column, Fault, Kind, Record, Reference, Target};
use crate::problem::Problem;
use crate::reply::quoted;
use crate::schedule::Schedule;
use crate::source::{Source, day, day_or_none};
use crate::words;

words! {
    /// Whose cadre it is.
    ContactLevel {
        /// 镇.
        Township => "township",
        /// 村.
        Village => "village",
    }
}

record! {
    /// A contact card.
    pub struct Contact named id {
        pub name: String,
        /// 岗位.
        pub post: String,
        /// Township or village.
        pub level: ContactLevel,
        /// Office id.
        #[serde(default)]
        pub office: Option<String>,
        /// Village ids.
        #[serde(default)]
        pub villages: Vec<String>,
        /// Words such as `village_instructor`, `leader`, `office_head`.
        #[serde(default)]
        pub roles: Vec<String>,
        /// Office number.
        pub phone: String,
        /// Private mobile, with consent only.
        #[serde(default)]
        pub mobile: Option<String>,
        /// When the person agreed in writing.
        #[serde(default, deserialize_with = "day_or_none")]
        pub mobile_consent_on: Option<Date>,
        /// What they do.
        #[serde(default)]
        pub duties: Vec<String>,
        /// What residents ask them about, in their words.
        #[serde(default)]
        pub topics: Vec<String>,
        /// When they can be reached.
        #[serde(default)]
        pub duty_hours: String,
        /// 服务承诺.
        #[serde(default)]
        pub promise: String,
        /// When somebody last called the numbers.
        #[serde(deserialize_with = "day")]
        pub verified_on: Date,
        /// Place in lists, small first.
        pub order: i64,
    }
}

impl Contact {
    pub const KIND: Kind = Kind {
        word: "contact",
        folder: "contacts",
        column: Column { word: "contacts", path: "contacts/", in_navigation: true, has_feed: false },
        required: &["name", "post", "duties", "topics"],
        beginning: |today| {
            format!(
                "+++\nname = \"\"\npost = \"\"\n# township（镇干部）或 village（村干部）\nlevel = \"village\"\n\
                 # 办公室的 id，没有就删掉这一行\n# office = \"\"\n# 哪些村的 id；镇干部不管村的，写 []\n\
                 villages = [\"\"]\nroles = []\nphone = \"\"\n# 私人手机号只有本人书面同意才能写，并写同意日期\n\
                 # mobile = \"\"\n# mobile_consent_on = {today}\nduties = [\"\"]\ntopics = [\"\"]\n\
                 duty_hours = \"\"\npromise = \"\"\n# 最近一次打电话核对的日期\nverified_on = {today}\n\
                 order = 100\n+++\n"
            )
        },
        limit: Some(AgeLimit::Contacts),
        report: None,
    };

    /// The one written form. Reading it gives the same card back.
    #[must_use]
    pub fn to_text(&self) -> String {
        let list = |items: &[String]| {
            format!("[{}]", items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", "))
        };
        let mut text = format!(
            "+++\nname = {}\npost = {}\nlevel = {}\n",
            quoted(&self.name),
            quoted(&self.post),
            quoted(self.level.as_str())
        );
        let mut line = |key: &str, value: String| {
            writeln!(text, "{key} = {value}").expect("a String takes everything");
        };
        if let Some(office) = &self.office {
            line("office", quoted(office));
        }
        line("villages", list(&self.villages));
        line("roles", list(&self.roles));
        line("phone", quoted(&self.phone));
        if let (Some(mobile), Some(day)) = (&self.mobile, self.mobile_consent_on) {
            line("mobile", quoted(mobile));
            line("mobile_consent_on", day.to_string());
        }
        line("duties", list(&self.duties));
        line("topics", list(&self.topics));
        line("duty_hours", quoted(&self.duty_hours));
        line("promise", quoted(&self.promise));
        line("verified_on", self.verified_on.to_string());
        if self.draft {
            line("draft", "true".to_owned());
        }
        for (key, day) in [("publish_on", self.publish_on), ("expires_on", self.expires_on)] {
            if let Some(day) = day {
                line(key, day.to_string());
            }
        }
        if !self.aliases.is_empty() {
            line("aliases", list(&self.aliases));
        }
        line("order", self.order.to_string());
        text.push_str("+++\n");
        if !self.body.is_empty() {
            text.push('\n');
            text.push_str(&self.body);
        }
        text
    }

    /// Days since the numbers were last confirmed.
    #[must_use]
    pub fn age_days(&self, today: Date) -> i32 {
        (today - self.verified_on).get_days()
    }

    /// Holds the role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|held| held == role)
    }
}

impl Record for Contact {
    common_fields!(id, name);
    times!(own => own.verified_on.at(0, 0, 0, 0), None);

    fn schedule(&self) -> Schedule {
        // A card is on the site whenever its numbers were called.
        Schedule { from: self.publish_on, ..self.times().schedule() }
    }

    fn compare(&self, other: &Self) -> Ordering {
        (self.order, &self.id).cmp(&(other.order, &other.id))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let villages = self.villages.iter().map(|id| ("villages", Target::Village(id)));
        let office = self.office.iter().map(|id| ("office", Target::Office(id)));
        villages.chain(office).map(|(key, target)| Reference { key, target }).collect()
    }

    fn problems(&self, source: &Source<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if is_mobile(&self.phone) {
            problems.push(source.problem(
                "phone",
                "办公电话里是手机号",
                "写办公室的座机；本人书面同意公开手机的，写在 mobile，并写 mobile_consent_on = 日期",
            ));
        } else if !is_landline(&self.phone) {
            problems.push(source.problem(
                "phone",
                "办公电话不像真的号码",
                "写区号加号码，例如 0880-5512340；打一遍确认打得通",
            ));
        }
        match (&self.mobile, self.mobile_consent_on) {
            (Some(mobile), _) if !is_mobile(mobile) => {
                problems.push(source.problem(
                    "mobile",
                    "手机号码不像真的号码",
                    "写 11 位手机号，或者删掉这一项",
                ));
            }
            (Some(_), Some(on)) if on < EARLIEST_CONSENT => problems.push(source.problem(
                "mobile_consent_on",
                "同意公开手机的日期太早了",
                "写本人书面同意的那一天；没有同意就删掉 mobile 和 mobile_consent_on",
            )),
            (Some(_), None) => problems.push(source.problem(
                "mobile",
                "公开私人手机号要有本人书面同意",
                "征得同意后写 mobile_consent_on = 日期；没有同意就删掉 mobile",
            )),
            _ => {}
        }
        problems
    }

    fn faults_on(&self, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.level == ContactLevel::Village && self.villages.is_empty() {
            faults.push(Fault {
                key: "villages",
                what: format!("{}是村干部，没有写哪个村，名册里就找不到", self.name),
                do_this: "在 villages 里写村的 id；是镇干部就改 level = \"township\"",
            });
        }
        if self.mobile_consent_on.is_some_and(|day| day > today) {
            faults.push(Fault {
                key: "mobile_consent_on",
                what: "同意公开手机的日期在今天之后".to_owned(),
                do_this: "写本人书面同意的那一天；还没有同意就删掉 mobile 和这一项",
            });
        }
        if self.verified_on > today {
            faults.push(Fault {
                key: "verified_on",
                what: "核对日期在今天之后".to_owned(),
                do_this: "写真正打过电话核对的日期",
            });
        }
        faults
    }

    fn day(&self) -> Option<Date> {
        None
    }
}

/// Nobody agreed to a mobile of eleven digits before there was one.
pub const EARLIEST_CONSENT: Date = Date::constant(2000, 1, 1);

/// Area code of three or four digits with one leading 0, and seven or eight digits that are not all alike and
/// not in a row (real boards have shown 0830-xxxxxx and 0000000).
pub fn is_landline(number: &str) -> bool {
    let Some((area, rest)) = number.split_once('-') else { return false };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (3..=4).contains(&area.len())
        && area.starts_with('0')
        && !area.starts_with("00")
        && digits(area)
        && (7..=8).contains(&rest.len())
        && digits(rest)
        && !rest.starts_with('0')
        && !is_monotone(rest)
}

/// A number that everybody knows, and that forms are filled with.
const SAMPLE_MOBILE: &str = "13800138000";

/// Eleven digits that begin with 1, and neither a row nor the sample that stands in every form.
pub fn is_mobile(number: &str) -> bool {
    number.len() == 11
        && number != SAMPLE_MOBILE
        && number.starts_with('1')
        && number.bytes().all(|b| b.is_ascii_digit())
        && number.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
        && !is_monotone(&number[3..])
}

fn is_monotone(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    [0, 1, u8::MAX].iter().any(|step| bytes.windows(2).all(|pair| pair[1] == pair[0].wrapping_add(*step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(lines: &str) -> Result<Contact, Vec<Problem>> {
        let text = format!(
            "+++\nname = \"贺砚\"\npost = \"副镇长\"\nlevel = \"township\"\nverified_on = 2026-11-06\norder = 1\n{lines}+++\n"
        );
        Contact::parse(&Source { file: "contacts/he-yan.md", text: &text })
    }

    #[test]
    fn placeholder_numbers_are_errors_with_their_line() {
        for wrong in [
            "0880-xxxxxxx",
            "0880-0000000",
            "0880-1234567",
            "0880-7654321",
            "0000-5512340",
            "0088-5512340",
            "5512340",
            "0880-55123",
            "13800000000",
            "13800138000",
        ] {
            let problems = parse(&format!("phone = \"{wrong}\"\n")).expect_err(wrong);
            assert_eq!(problems[0].line, Some(7), "{wrong}");
        }
        assert_eq!(parse("phone = \"0880-5512340\"\n").map(|card| card.id), Ok("he-yan".to_owned()));
    }

    #[test]
    fn a_mobile_is_no_office_number() {
        let problems = parse("phone = \"14036582917\"\n").expect_err("a mobile");
        assert_eq!((problems.len(), problems[0].line), (1, Some(7)));
        assert!(problems[0].do_this.contains("mobile_consent_on"), "{}", problems[0]);
        for wrong in ["13800138000", "13912345678", "13987654321"] {
            assert!(!is_mobile(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_private_mobile_needs_recorded_consent() {
        let number = "phone = \"0880-5512340\"\nmobile = \"14036582917\"\n";
        assert_eq!(parse(number).expect_err("no consent")[0].line, Some(8));
        assert!(parse(&format!("{number}mobile_consent_on = 2026-03-20\n")).is_ok());
        let early =
            parse(&format!("{number}mobile_consent_on = 1926-03-20\n")).expect_err("a slip of the hand");
        assert_eq!(early[0].line, Some(9));
    }
}
