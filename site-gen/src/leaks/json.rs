//! Structured data: every text, every key and every number of JSON, whole or one value a line. Shards of a search index
//! are such files too: each is read as JSON, and what it points at is read where it stands.
//!
//! Deliberately absent: what the keys mean.

use serde_json::Value;

use super::Unreadable;
use super::extract::Pieces;
use super::place::label;

/// Reads one value. Text that is not JSON is read as it stands, and reported.
pub(super) fn one(text: &str, out: &mut Pieces) {
    match serde_json::from_str(text) {
        Ok(value) => walk(&value, "", out),
        Err(_) => {
            out.refuse("整个文件", Unreadable::Damaged);
            super::script::read(text, out);
        }
    }
}

/// Reads a file with one value a line.
pub(super) fn lines(text: &str, out: &mut Pieces) {
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match serde_json::from_str(text) {
            Ok(value) => walk(&value, &format!("第 {line} 行"), out),
            Err(_) => out.refuse(format!("第 {line} 行"), Unreadable::Damaged),
        }
    }
}

fn walk(value: &Value, place: &str, out: &mut Pieces) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => out.add(place, number.to_string()),
        Value::String(text) => out.value(place, text),
        Value::Array(values) => {
            for (at, value) in values.iter().enumerate() {
                walk(value, &format!("{place}/{at}"), out);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                let place = format!("{place}/{}", label(key));
                if label(key) != key {
                    out.value(&place, key);
                }
                walk(value, &place, out);
            }
        }
    }
}
