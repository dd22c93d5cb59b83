//! 联心卡: who to call. A private mobile stands here only with the person's recorded consent. Deliberately absent:
//! residents.

use std::fmt::Write as _;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use super::reply::quoted;
use super::showing::{Showing, Timed, later};
use super::source::{Source, day, day_or_none};
use super::words;
use crate::problem::Problem;

words! {
    /// Whose cadre it is.
    ContactLevel {
        /// 镇.
        Township => "township",
        /// 村.
        Village => "village",
    }
}

/// A contact card.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// In URLs: the file's name.
    #[serde(skip)]
    pub id: String,
    /// Name.
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
    /// Still being written: it is not on the site.
    #[serde(default)]
    pub draft: bool,
    /// The first day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub publish_on: Option<Date>,
    /// The last day on the site.
    #[serde(default, deserialize_with = "day_or_none")]
    pub expires_on: Option<Date>,
    /// Addresses at which it stood before, relative to the root.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Place in lists, small first.
    pub order: i64,
    /// More, in Markdown.
    #[serde(skip)]
    pub body: String,
}

impl Contact {
    /// Reads a card.
    ///
    /// # Errors
    /// Every problem of the file itself; references are checked when all files are read.
    pub fn parse(source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut card, body): (Self, &str) = source.parse().map_err(|problem| vec![problem])?;
        source.slug().clone_into(&mut card.id);
        body.clone_into(&mut card.body);
        let mut problems = source.empty(&["name", "post", "duties", "topics"]);
        if is_mobile(&card.phone) {
            problems.push(source.problem(
                "phone",
                "办公电话里是手机号",
                "写办公室的座机；本人书面同意公开手机的，写在 mobile，并写 mobile_consent_on = 日期",
            ));
        } else if !is_landline(&card.phone) {
            problems.push(source.problem(
                "phone",
                "办公电话不像真的号码",
                "写区号加号码，例如 0880-5512340；打一遍确认打得通",
            ));
        }
        match (&card.mobile, card.mobile_consent_on) {
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
        if let (Some(first), Some(last)) = (card.publish_on, card.expires_on)
            && last < first
        {
            problems.push(source.problem(
                "expires_on",
                "最后一天早于第一天",
                "核对 publish_on 和 expires_on",
            ));
        }
        if problems.is_empty() { Ok(card) } else { Err(problems) }
    }

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

impl Timed for Contact {
    fn showing(&self) -> Showing {
        Showing { draft: self.draft, from: later(None, self.publish_on), until: self.expires_on }
    }

    fn file(&self) -> String {
        format!("contacts/{}.md", self.id)
    }

    /// Who changes a card calls its numbers.
    fn changed_at(&self) -> DateTime {
        self.verified_on.at(0, 0, 0, 0)
    }
}

/// Nobody agreed to a mobile of eleven digits before there was one.
pub const EARLIEST_CONSENT: Date = Date::constant(2000, 1, 1);

/// Area code of three or four digits with one leading 0, and seven or eight digits that are not all alike and not in a
/// row (real boards have shown 0830-xxxxxx and 0000000).
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
