//! A form as its template shows it: the fields of its specification (`domain`'s `forms`) with their words, what stands in
//! them, and what is wrong with them.
//!
//! Deliberately absent: what a field means, and any form by name.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::case::forms::{Choices, Fault, Field, FieldKind, Form, Sent, Shown};
use crate::http::pages::FileView;
use crate::http::pages::views::{self, Choice};
use crate::messages::speak;

/// A form that is shown.
#[derive(Serialize)]
pub(crate) struct FormView {
    /// Begins the ids of its fields.
    id: String,
    action: String,
    button: String,
    hint: Option<String>,
    fields: Vec<FieldView>,
    has_files: bool,
    is_careful: bool,
    /// It is what there is to do: its button stands out.
    is_first: bool,
    /// It is all of its page.
    is_page: bool,
    /// What it carries besides.
    hidden: Vec<(&'static str, String)>,
    /// Files that wait with it.
    kept: Vec<FileView>,
}

/// A field that is shown.
#[derive(Serialize)]
pub(crate) struct FieldView {
    id: String,
    name: &'static str,
    /// How it is shown: `line`, `text`, `choice`, `choices`, `tick` or `files`.
    look: &'static str,
    /// The type of a line.
    input: &'static str,
    /// Which keys a telephone offers.
    keys: Option<&'static str>,
    rows: u8,
    label: String,
    hint: Option<String>,
    /// Stands in it while it is empty.
    example: Option<String>,
    is_needed: bool,
    most: Option<usize>,
    /// The last day that can be typed.
    latest: Option<String>,
    value: String,
    choices: Vec<Choice>,
    /// What is chosen.
    chosen: Vec<String>,
    autocomplete: &'static str,
    error: Option<String>,
    /// Here begins what is folded, under these words.
    fold: Option<String>,
    /// It is folded open, for something in it is wrong.
    is_open: bool,
    /// Here ends what is folded.
    ends_fold: bool,
}

/// A fault in the summary: a sentence that leads to its field.
#[derive(Serialize)]
pub(crate) struct SummaryLine {
    /// Id of the field; empty where the fault is none of one field.
    field: String,
    sentence: String,
}

/// What came back with a form, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Refused {
    pub(crate) sent: Sent,
    pub(crate) faults: Vec<Said>,
}

/// What is said of a field.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) field: &'static Field,
    /// Key of the fault, where it is one that the form names.
    pub(crate) key: &'static str,
    pub(crate) sentence: String,
}

impl From<Fault> for Said {
    fn from(fault: Fault) -> Self {
        Self { field: fault.field, key: fault.key, sentence: speak(fault.key) }
    }
}

/// What the township, the case and the day put into a form.
pub(crate) trait Fill {
    /// The entries of a list; none where nothing can be chosen.
    fn choices(&self, choices: Choices) -> Vec<Choice>;

    /// What stands in a field before anybody has typed.
    fn value(&self, form: &Form, field: &Field) -> Vec<String>;

    /// The last day that can be typed.
    fn today(&self) -> String;
}

impl FormView {
    /// A form that leads to `action`; `id` tells it from others of its kind on the page.
    pub(crate) fn new(
        form: &'static Form,
        (id, action): (String, String),
        fill: &impl Fill,
        refused: Option<&Refused>,
    ) -> Self {
        let shown = |field: &&'static Field| match field.shown {
            Shown::Always => true,
            Shown::After(key) => {
                refused.is_some_and(|refused| refused.faults.iter().any(|one| one.key == key))
            }
        };
        let fields = form.fields.iter().filter(shown);
        let fields = fields.map(|field| FieldView::new(form, field, &id, fill, refused));
        Self {
            action,
            button: speak(form.button),
            hint: form.hint.map(speak),
            // A list of ticks without an entry is nothing to be shown.
            fields: fields.filter(|field| field.look != "choices" || !field.choices.is_empty()).collect(),
            has_files: form.has_files(),
            is_careful: form.is_careful,
            is_first: false,
            is_page: false,
            hidden: Vec::new(),
            kept: Vec::new(),
            id,
        }
    }

    /// Its fields for a page that places each of them itself.
    pub(crate) fn by_name(self) -> BTreeMap<&'static str, FieldView> {
        self.fields.into_iter().map(|field| (field.name, field)).collect()
    }

    /// Its fields in their order, for a page that stands around them.
    pub(crate) fn in_order(self) -> Vec<FieldView> {
        self.fields
    }

    /// It is all of its page: what is wrong is said by us and not by the browser.
    pub(crate) fn fill_page(mut self) -> Self {
        self.is_page = true;
        self.is_first = true;
        self
    }

    /// It brings this along.
    pub(crate) fn carry(mut self, name: &'static str, value: String) -> Self {
        self.hidden.push((name, value));
        self
    }

    /// Its button says who will read it.
    pub(crate) fn say_on_button(&mut self, words: String) {
        self.button = words;
    }

    /// It is what there is to do.
    pub(crate) fn stand_out(&mut self) {
        self.is_first = true;
    }

    /// It came back with files: they go with it when it is sent again.
    pub(crate) fn keep_files(mut self, files: &[FileView]) -> Self {
        self.kept = files.to_vec();
        self
    }

    /// Leaves fields out of which nothing can be said here.
    pub(crate) fn leave_out(&mut self, names: &[&str]) {
        self.fields.retain(|field| !names.contains(&field.name));
    }

    /// Folds the fields from one to another, where both are there; what is wrong in it is open.
    pub(crate) fn fold(&mut self, (from, to): (&str, &str), words: String) {
        let at = |name: &str| self.fields.iter().position(|field| field.name == name);
        let (Some(from), Some(to)) = (at(from), at(to)) else { return };
        let is_open = self.fields[from..=to].iter().any(|field| field.error.is_some());
        (self.fields[from].fold, self.fields[from].is_open) = (Some(words), is_open);
        self.fields[to].ends_fold = true;
    }

    /// Says more of a field than its own hint.
    pub(crate) fn add_hint(&mut self, name: &str, hint: String) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.add_hint(hint);
        }
    }
}

impl FieldView {
    /// Says more of it than its own hint.
    pub(crate) fn add_hint(&mut self, hint: String) {
        self.hint = Some(hint);
    }

    fn new(
        form: &Form,
        field: &'static Field,
        id: &str,
        fill: &impl Fill,
        refused: Option<&Refused>,
    ) -> Self {
        let typed = refused.filter(|_| field.comes_back).map(|refused| &refused.sent);
        let chosen: Vec<String> = match (typed, refused) {
            (Some(sent), _) => sent.all(field.name).cloned().collect(),
            (None, Some(_)) => Vec::new(),
            (None, None) => fill.value(form, field),
        };
        let fault = refused.and_then(|refused| refused.faults.iter().find(|fault| fault.field == field));
        let (look, input, keys) = look(field.kind);
        Self {
            id: id_of(id, field),
            name: field.name,
            look,
            input,
            keys,
            rows: if let FieldKind::Text(rows) = field.kind { rows } else { 0 },
            label: speak(field.label),
            hint: field.hint.map(speak),
            example: field.example.map(speak),
            is_needed: field.is_needed,
            most: field.most,
            latest: (field.kind == FieldKind::Day).then(|| fill.today()),
            value: chosen.first().cloned().unwrap_or_default(),
            choices: fill.choices(field.choices),
            chosen,
            autocomplete: field.autocomplete,
            error: fault.map(|fault| fault.sentence.clone()),
            fold: None,
            is_open: false,
            ends_fold: false,
        }
    }
}

/// The id of a field on its page.
pub(crate) fn id_of(form: &str, field: &Field) -> String {
    if form.is_empty() { field.name.to_owned() } else { format!("{form}-{}", field.name) }
}

fn look(kind: FieldKind) -> (&'static str, &'static str, Option<&'static str>) {
    match kind {
        FieldKind::Line => ("line", "text", None),
        FieldKind::Number => ("line", "text", Some("numeric")),
        FieldKind::Count => ("line", "text", Some("numeric")),
        FieldKind::Phone => ("line", "tel", None),
        FieldKind::Email => ("line", "text", Some("email")),
        FieldKind::PassPhrase => ("line", "password", None),
        FieldKind::Day | FieldKind::AnyDay => ("line", "date", None),
        FieldKind::Time => ("line", "time", None),
        FieldKind::Text(_) => ("text", "", None),
        FieldKind::Choice => ("choice", "", None),
        FieldKind::Choices => ("choices", "", None),
        FieldKind::Tick => ("tick", "", None),
        FieldKind::Files => ("files", "", None),
    }
}

/// What is wrong, each with the way to its field.
pub(crate) fn summary(id: &str, faults: &[Said]) -> Vec<SummaryLine> {
    let line = |said: &Said| SummaryLine { field: id_of(id, said.field), sentence: said.sentence.clone() };
    faults.iter().map(line).collect()
}

/// The fixed words of a list.
pub(crate) fn words_of(choices: Choices) -> Vec<Choice> {
    choices.words().map(|(prefix, words)| views::words(prefix, words.into_iter())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::forms;
    use crate::messages::speak_with;

    #[test]
    fn every_form_has_its_words() {
        let is_there = |key: &str| {
            let said = speak_with(key, &[("blank", "…".to_owned())]);
            assert!(!said.starts_with("Unknown localization"), "{key}");
        };
        for form in forms::all() {
            form.hint.into_iter().for_each(is_there);
            is_there(form.button);
            for field in form.fields {
                let keys = [field.label, field.too_long].into_iter().chain(field.hint).chain(field.example);
                keys.chain(field.faults.iter().copied()).for_each(is_there);
                for choice in words_of(field.choices) {
                    assert!(!choice.label.starts_with("Unknown localization"), "{}", choice.label);
                }
            }
        }
    }
}
