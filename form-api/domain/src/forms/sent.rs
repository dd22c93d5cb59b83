//! What came through a form: read by its fields, and kept as it was typed.

use jiff::civil::Date;

use super::super::meeting::parse_time;
use super::{Field, FieldKind, Form};

/// What came. Values that the form does not ask for are not kept. No `Debug`: it can hold contact details.
#[derive(Clone, Default)]
pub struct Sent {
    values: Vec<(&'static str, String)>,
}

/// Something that is wrong with a field before any rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: &'static Field,
    /// Key of what is said.
    pub key: &'static str,
}

/// Said of a text with more characters than its field takes.
pub(super) const TOO_LONG: &str = "form-too_long";

/// Said of a day that is none.
const NO_DAY: &str = "unknown-day";

/// Said of one that is none, where days to come are taken too.
const NO_ANY_DAY: &str = "unknown-any_day";

/// Said of a time of day that is none.
const NO_TIME: &str = "unknown-time";

/// Said of a number that is none.
const NO_COUNT: &str = "unknown-count";

impl Sent {
    /// The values of a form: of each name the first one, of a list of ticks all.
    #[must_use]
    pub fn of(form: &Form, pairs: &[(String, String)]) -> Self {
        let of_field = |field: &'static Field| {
            let most = if field.kind == FieldKind::Choices { usize::MAX } else { 1 };
            let named = pairs.iter().filter(|(name, _)| name == field.name).take(most);
            named.map(|(_, value)| (field.name, value.clone()))
        };
        Self { values: form.fields.iter().flat_map(of_field).collect() }
    }

    /// The values of a row, in a form that asks the same of several things: the names end with a line and the row's number.
    #[must_use]
    pub fn of_row(form: &Form, pairs: &[(String, String)], row: usize) -> Self {
        let end = format!("_{row}");
        let own = pairs
            .iter()
            .filter_map(|(name, value)| Some((name.strip_suffix(&end)?.to_owned(), value.clone())));
        Self::of(form, &own.collect::<Vec<_>>())
    }

    /// What is typed in a field; empty where nothing came.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value)
    }

    /// Takes out what is typed in a field.
    pub fn clear(&mut self, name: &str) {
        self.values.retain(|(own, _)| *own != name);
    }

    /// The fields in which something is typed, in the order of their form.
    pub fn filled(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, value)| (*name, value.as_str())).filter(|(_, value)| !value.is_empty())
    }

    /// All that is ticked in a list.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &String> {
        self.values.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value)
    }

    /// It is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    /// How many are typed; none where nothing is, or no number.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<u32> {
        self.text(name).trim().parse().ok()
    }

    /// All that came, by the names of its fields; what is empty is left out.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let filled = self.values.iter().filter(|(_, value)| !value.trim().is_empty());
        filled.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    /// The day that is typed; none where nothing is, or no day.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Date> {
        self.text(name).trim().parse().ok()
    }

    /// What is wrong with it by itself: a field that must be filled and is not, a text that is too long, a day,
    /// a time or a number that is none.
    #[must_use]
    pub fn faults(&self, form: &Form) -> Vec<Fault> {
        form.fields.iter().filter_map(|field| self.fault(field)).collect()
    }

    fn fault(&self, field: &'static Field) -> Option<Fault> {
        let typed = self.text(field.name);
        let is_empty = typed.trim().is_empty();
        let key = if is_empty {
            // Files are no values, and a form can be sent without them.
            field.faults.first().filter(|_| field.is_needed && field.kind != FieldKind::Files)?
        } else if field.most.is_some_and(|most| length(typed) > most) {
            field.too_long
        } else {
            match field.kind {
                FieldKind::Day if self.day(field.name).is_none() => NO_DAY,
                FieldKind::AnyDay if self.day(field.name).is_none() => NO_ANY_DAY,
                FieldKind::Time if parse_time(typed.trim()).is_none() => NO_TIME,
                FieldKind::Count if self.count(field.name).is_none() => NO_COUNT,
                _ => return None,
            }
        };
        Some(Fault { field, key })
    }
}

/// Characters, as browsers count them: the end of a line is one.
fn length(text: &str) -> usize {
    text.chars().filter(|c| *c != '\r').count()
}

#[cfg(test)]
mod tests {
    use super::super::{Choices, FieldKind};
    use super::*;

    const FORM: Form = Form {
        word: "a",
        button: "a",
        hint: None,
        fields: &[
            Field::new("topic", FieldKind::Line, "a").needed(&["missing-topic"]).most(3),
            Field::new("held_on", FieldKind::Day, "a"),
            Field::new("policy", FieldKind::Choices, "a").of(Choices::Policies),
            Field::new("sure", FieldKind::Tick, "a"),
        ],
        is_careful: false,
    };

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Sent::of(&FORM, &pairs)
    }

    fn faults(pairs: &[(&str, &str)]) -> Vec<&'static str> {
        sent(pairs).faults(&FORM).iter().map(|fault| fault.key).collect()
    }

    #[test]
    fn values_are_read_by_the_fields_of_their_form_and_others_are_not_kept() {
        let sent = sent(&[
            ("csrf", "x"),
            ("policy", "b"),
            ("topic", "路灯"),
            ("topic", "水"),
            ("policy", "c"),
            ("held_on", " 2026-11-30 "),
        ]);
        assert_eq!((sent.text("topic"), sent.text("csrf"), sent.is_ticked("sure")), ("路灯", "", false));
        assert_eq!(sent.all("policy").collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(sent.day("held_on"), Some(jiff::civil::date(2026, 11, 30)));
    }

    #[test]
    fn rows_of_the_same_form_are_told_apart_by_their_number() {
        let pairs = [("topic_1", "路灯"), ("topic_11", "水"), ("topic", "x"), ("sure_1", "yes")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let row = |at| Sent::of_row(&FORM, &pairs, at).text("topic").to_owned();
        assert_eq!((row(1), row(11), row(2)), ("路灯".to_owned(), "水".to_owned(), String::new()));
        assert!(Sent::of_row(&FORM, &pairs, 1).is_ticked("sure"));
    }

    #[test]
    fn each_wrong_field_is_named_at_once() {
        assert_eq!(faults(&[("topic", "路灯"), ("held_on", "")]), [""; 0]);
        assert_eq!(faults(&[("topic", " "), ("held_on", "昨天")]), ["missing-topic", NO_DAY]);
        assert_eq!(faults(&[("topic", "a\r\nb")]), [""; 0], "the end of a line is one character");
        assert_eq!(faults(&[("topic", "四个字的")]), [TOO_LONG]);
    }
}
