//! `site.toml` and `units.toml`: what their types cannot say. Deliberately absent: what only matters when the
//! site goes live (`check`).

use std::collections::BTreeSet;
use std::fs;

use record::problem::Problem;
use record::{RegularDay, Units, WorkCalendar, empty_in, is_landline, is_mobile, is_slug};

use super::Reader;
use crate::check;
use crate::settings::Settings;

const SITE: &str = "site.toml";
const UNITS: &str = "units.toml";

/// What no site can be without, of `site.toml`.
const OF_SITE: [&str; 5] = ["name", "township", "language", "write_url", "track_url"];

/// And of `units.toml`. What an import does not know may be left empty.
const OF_UNITS: [&str; 4] = ["id", "name", "short", "instructor"];

impl Reader<'_> {
    pub(super) fn settings(&mut self) -> Option<Settings> {
        self.empty(SITE, &OF_SITE);
        let settings: Settings = self.toml(SITE, |text| toml::from_str(text))?;
        let id = &settings.identity.site_id_code;
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let shaped =
            (id.len() == 10 && digits(id)) || (id.len() == 10 && id.starts_with("bm") && digits(&id[2..]));
        if !shaped {
            let what = "网站标识码应当是 10 位数字，或 bm 加 8 位数字";
            self.refer(SITE, "site_id_code", what.to_owned(), "向县政府门户网站问清楚标识码");
        }
        let address = &settings.site.base_url;
        let whole = address.starts_with("https://") || address.starts_with("http://");
        if !(address.is_empty() || whole && address.ends_with('/')) {
            let what = "base_url 应当是完整网址，以 https:// 开头、以 / 结尾";
            self.refer(SITE, "base_url", what.to_owned(), "照样例写全；还没有网址就删掉这一项");
        }
        if settings.lists.page_size == 0 {
            self.refer(SITE, "page_size", "lists.page_size 不能是 0".to_owned(), "写 20 这样的数");
        }
        let mut kinds = BTreeSet::new();
        for (at, route) in settings.routes.iter().enumerate() {
            let kind = route.kind.as_str();
            let mut tell = |what: String, do_this: &str| {
                let line = self.line(SITE, "[[route]]", at);
                self.problems.push(Problem::new(SITE, what, do_this).at(line));
            };
            if !kinds.insert(kind) {
                tell(format!("[[route]] 里 {kind} 写了两次"), "每一种只写一个受理的地方");
            }
            if [&route.office, &route.address, &route.phone].iter().any(|value| value.trim().is_empty()) {
                let what = format!("[[route]] 里 {kind} 的单位、地址、电话没有写全");
                tell(what, "三项都要填写，群众照着去找");
            }
        }
        Some(settings)
    }

    pub(super) fn units(&mut self) -> Option<Units> {
        self.empty(UNITS, &OF_UNITS);
        let units = self.toml(UNITS, Units::parse)?;
        let mut seen = BTreeSet::new();
        let villages =
            units.villages().iter().map(|one| (&one.id, &one.committee_phone, "committee_phone", &one.name));
        let offices = units.offices().iter().map(|one| (&one.id, &one.phone, "phone", &one.name));
        for (id, phone, key, name) in villages.chain(offices) {
            let again = !seen.insert(id);
            let mut tell = |begin: &str, nth: usize, what: String, do_this: &str| {
                let line = self.line(UNITS, begin, nth);
                self.problems.push(Problem::new(UNITS, what, do_this).at(line));
            };
            let own = format!("id = \"{id}\"");
            if !is_slug(id) && !id.trim().is_empty() {
                tell(&own, 0, format!("“{id}” 不能用在网址里"), "只用小写字母、数字和短横线");
            }
            if again {
                tell(&own, 1, format!("“{id}” 出现了两次"), "每个村、每个办公室用不同的 id");
            }
            if is_mobile(phone) {
                let do_this = "写村委会或者办公室的座机；个人的手机经本人书面同意后写在联心卡里";
                tell(&format!("{key} = \"{phone}\""), 0, format!("{name}的电话是手机号"), do_this);
            } else if !is_landline(phone) {
                let what = format!("{name}的电话“{phone}”不像真的号码");
                let do_this = "写区号加号码，例如 0880-5512340；打一遍确认打得通";
                tell(&format!("{key} = \"{phone}\""), 0, what, do_this);
            }
        }
        Some(units)
    }

    /// Days that come again, and the calendar that moves them: `regular.toml` may be left out.
    pub(super) fn regular(&mut self) -> (Vec<RegularDay>, WorkCalendar) {
        const FILE: &str = "regular.toml";
        if !self.content.join(FILE).exists() {
            return Default::default();
        }
        self.empty(FILE, &["title", "place", "summary"]);
        let days = self.toml(FILE, RegularDay::parse).unwrap_or_default();
        let text = fs::read_to_string(self.content.join(FILE)).unwrap_or_default();
        self.problems.extend(days.iter().flat_map(|day| day.problems(FILE, &text)));
        match WorkCalendar::load(&self.content.join("calendar")) {
            Ok(calendar) => (days, calendar),
            Err(problems) => {
                self.problems.extend(problems);
                Default::default()
            }
        }
    }

    /// The list of unwanted words may be left out; `check` goes by it.
    pub(super) fn words(&mut self) {
        const FILE: &str = "words.toml";
        if self.content.join(FILE).exists() {
            self.empty(FILE, &["wrong"]);
            self.toml(FILE, check::parse_words);
        }
    }

    fn empty(&mut self, file: &str, keys: &[&str]) {
        if let Ok(text) = fs::read_to_string(self.content.join(file)) {
            self.problems.extend(empty_in(file, &text, 0, keys));
        }
    }

    /// The nth line that begins so, from 1; the last one where there are not so many.
    fn line(&self, file: &str, begin: &str, nth: usize) -> Option<usize> {
        let text = fs::read_to_string(self.content.join(file)).ok()?;
        let lines = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with(begin));
        lines.map(|(at, _)| at + 1).take(nth + 1).last()
    }
}
