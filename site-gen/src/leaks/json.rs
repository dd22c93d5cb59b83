//! Structured data: every text, every key and every number of JSON, whole or one value a line. Shards of a
//! search index are such files too: each is read as JSON, and `search::rejoin` says whether its letters
//! follow from the texts.
//!
//! The values are visited, not collected: of two members with one name a map would keep the last, and the
//! file has both. Deliberately absent: what the keys mean.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::Unreadable;
use super::extract::Pieces;
use super::place::label;

/// A value so short that its key may be its label (`"qq": "…"`).
const SHORT: usize = 60;

/// Reads one value. Text that is not JSON is read as it stands, and reported.
pub(super) fn one(text: &str, out: &mut Pieces) {
    if !value(text, "", out) {
        out.refuse("整个文件", Unreadable::Damaged);
        super::script::read(text, out);
    }
}

/// Reads a file with one value a line.
pub(super) fn lines(text: &str, out: &mut Pieces) {
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let place = format!("第 {line} 行");
        if !value(text, &place, out) {
            out.refuse(&place, Unreadable::Damaged);
            super::script::read(text, out);
        }
    }
}

fn value(text: &str, place: &str, out: &mut Pieces) -> bool {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Value { place: place.to_owned(), key: "", out };
    value.deserialize(&mut json).is_ok() && json.end().is_ok()
}

struct Value<'a> {
    place: String,
    key: &'a str,
    out: &'a mut Pieces,
}

impl Value<'_> {
    fn text(self, text: &str) {
        let place = if self.place.is_empty() { "值" } else { &self.place };
        if !self.key.is_empty() && text.len() <= SHORT {
            self.out.add(place, format!("{}：{text}", self.key));
        }
        self.out.value(place, text);
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.text(&number.to_string());
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.text(&number.to_string());
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.text(&number.to_string());
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<(), A::Error> {
        for at in 0.. {
            let place = format!("{}/{at}", self.place);
            if values.next_element_seed(Value { place, key: self.key, out: self.out })?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<String>()? {
            let place = format!("{}/{}", self.place, label(&key));
            if label(&key) != key {
                self.out.value(&place, &key);
            }
            members.next_value_seed(Value { place, key: &key, out: self.out })?;
        }
        Ok(())
    }
}
