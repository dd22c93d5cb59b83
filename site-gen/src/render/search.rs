//! The search index as files of the site: which documents there are, and what each file depends on. Replies keep their
//! places: a withdrawn one leaves its place empty, so that no other moves. Deliberately absent: the form of the files
//! (`search`) and the search page (`pages`).

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::columns::{
    CONTACTS, Column, DOCUMENTS, EVENTS, IMPROVEMENTS, OFFICES, POLICIES, REPLIES, SEARCH, VILLAGES,
    list_shell,
};
use super::{Page, Rank, items};
use crate::markdown;
use crate::record::{PublicKind, PublicReply};
use crate::search::Question;
use crate::search::index::{Bearers, Bucket, Document, buckets};
use crate::search::layout::{Extent, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use crate::site::Site;
use crate::view::{SearchFilter, SearchOption, SearchView};

/// Plain pages, which are no column of the site.
const ABOUT: Column = Column { path: "about/", name: "", column_type: "", description: "" };

/// What of a page is searched, before its Markdown is read: an index that is not made again needs no text.
#[derive(Debug, Serialize)]
struct Source {
    url: String,
    title: String,
    date: String,
    marks: Vec<String>,
    about: Vec<String>,
    plain: Vec<String>,
    markdown: String,
}

impl Source {
    fn new(column: &Column, url: String, title: &str, date: &str, markdown: &str) -> Self {
        let mut marks = vec![format!("column:{}", column.path.trim_end_matches('/'))];
        if let Some(year) = date.get(..4) {
            marks.push(format!("year:{year}"));
        }
        let (title, date, markdown) = (title.to_owned(), date.to_owned(), markdown.to_owned());
        Self { url, title, date, marks, about: Vec::new(), plain: Vec::new(), markdown }
    }

    fn of_village(mut self, site: &Site, id: Option<&str>) -> Self {
        if let Some(village) = id.and_then(|id| site.units.village(id)) {
            self.marks.push(format!("village:{}", village.id));
            self.about.push(village.name.clone());
        }
        self
    }

    fn of_office(mut self, site: &Site, id: Option<&str>) -> Self {
        if let Some(office) = id.and_then(|id| site.units.office(id)) {
            self.marks.push(format!("office:{}", office.id));
            self.about.push(office.name.clone());
        }
        self
    }

    fn about<'a>(mut self, words: impl IntoIterator<Item = &'a String>) -> Self {
        self.about.extend(words.into_iter().filter(|word| !word.is_empty()).cloned());
        self
    }

    fn plain<'a>(mut self, texts: impl IntoIterator<Item = &'a String>) -> Self {
        self.plain.extend(texts.into_iter().filter(|text| !text.is_empty()).cloned());
        self
    }

    fn document(&self) -> Document {
        let lines = markdown::to_lines(&self.markdown);
        let texts =
            self.plain.iter().map(String::as_str).chain([lines.as_str()]).filter(|text| !text.is_empty());
        Document {
            url: self.url.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            marks: self.marks.clone(),
            about: self.about.clone(),
            text: texts.collect::<Vec<_>>().join("\n"),
        }
    }
}

/// A place and the hash of what stands there.
#[derive(Clone)]
struct Place {
    source: Option<Arc<Source>>,
    hash: [u8; 32],
}

impl Place {
    fn new(source: Option<Source>) -> Self {
        let bytes = serde_json::to_vec(&source).expect("texts and lists");
        Self { source: source.map(Arc::new), hash: blake3::hash(&bytes).into() }
    }

    fn document(&self) -> Option<Document> {
        self.source.as_deref().map(Source::document)
    }
}

fn hash_of(places: &[Place]) -> String {
    let mut hasher = blake3::Hasher::new();
    for place in places {
        hasher.update(&place.hash);
    }
    hasher.finalize().to_hex().to_string()
}

/// A run that is made when the first of its files is.
struct Run {
    span: Span,
    places: Vec<Place>,
    hash: String,
    made: OnceLock<Vec<Bucket>>,
}

impl Run {
    fn bucket(&self, at: usize) -> &Bucket {
        // One thread makes a run while others wait for it: nothing in here may be handed to other threads, they could
        // wait for each other.
        let made = self.made.get_or_init(|| buckets(&self.span, self.places.iter().map(Place::document)));
        &made[at]
    }

    fn bearers(&self, mark: &str) -> Bearers {
        Bearers::new(
            &self.span,
            mark,
            self.places.iter().map(|place| place.source.as_deref().map(|one| &one.marks)),
        )
    }
}

/// A file of a run: depends on the run's documents and on nothing else.
struct Part<T> {
    run: Arc<Run>,
    what: T,
}

impl<T: Serialize> Serialize for Part<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.run.hash, self.run.span.start, self.run.span.count, &self.what).serialize(serializer)
    }
}

/// A file of texts.
struct Texts(Vec<Place>);

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hash_of(&self.0).serialize(serializer)
    }
}

/// What can be chosen on the search page, with what is chosen in `question`.
pub(super) fn view(site: &Site, question: &Question) -> SearchView {
    let option = |by: &str, value: &str, label: &str| SearchOption {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: question.marks.iter().any(|mark| mark.split_once(':') == Some((by, value))),
    };
    let columns =
        [&REPLIES, &POLICIES, &DOCUMENTS, &CONTACTS, &VILLAGES, &OFFICES, &EVENTS, &IMPROVEMENTS, &ABOUT];
    let columns = columns.map(|column| option("column", column.path.trim_end_matches('/'), ""));
    let years: BTreeSet<i16> = site
        .replies
        .iter()
        .map(|one| one.replied_on.year())
        .chain(site.policies.iter().map(|one| one.published_at.year()))
        .chain(site.documents.iter().map(|one| one.issued_on.year()))
        .chain(site.events.iter().map(|one| one.starts_at.year()))
        .chain(site.improvements.iter().map(|one| one.published_at.year()))
        .collect();
    let units = site.units.villages().iter().map(|one| option("village", &one.id, &one.name));
    let offices = site.units.offices().iter().map(|one| option("office", &one.id, &one.name));
    let year = |year: &i16| option("year", &format!("{year:04}"), &format!("{year}年"));
    SearchView {
        q: question.text.clone(),
        filters: vec![
            SearchFilter { by: "column", options: columns.to_vec() },
            SearchFilter { by: "village", options: units.collect() },
            SearchFilter { by: "office", options: offices.collect() },
            SearchFilter { by: "year", options: years.iter().rev().map(year).collect() },
            SearchFilter {
                by: "kind",
                options: PublicKind::ALL.iter().map(|kind| option("kind", kind.as_str(), "")).collect(),
            },
        ],
        narrowed: !question.marks.is_empty(),
        answer: None,
        failed: false,
    }
}

/// The search page of the site.
fn page(site: &Site) -> Page {
    let shell = list_shell(site, &SEARCH, SEARCH.path, SEARCH.name);
    Page::new(Rank::List, SEARCH.path, "search.html", shell, view(site, &Question::default()))
}

/// All files of the index, and the page.
pub(super) fn files(site: &Site) -> Vec<Page> {
    let sets = [(Set::Pages, pages(site)), (Set::Replies, replies(site))];
    let extents = sets.each_ref().map(|(_, places)| {
        let marks = places.iter().filter_map(|place| place.source.as_ref()).flat_map(|source| &source.marks);
        let marks: BTreeSet<&String> = marks.collect();
        Extent { count: places.len(), marks: marks.into_iter().cloned().collect() }
    });
    let mut files = vec![page(site)];
    for ((set, sources), extent) in sets.iter().zip(&extents) {
        let marks = &extent.marks;
        for span in spans(*set, sources.len()) {
            let places = sources[span.start..span.start + span.count].to_vec();
            let run = Arc::new(Run { hash: hash_of(&places), span, places, made: OnceLock::new() });
            files.extend((0..span.buckets()).map(|at| {
                let view = Part { run: Arc::clone(&run), what: at };
                Page::file(Rank::Item, &span.file(at), "search bucket 1", view, |view, _| {
                    Ok(serde_json::to_string(view.run.bucket(view.what))?)
                })
            }));
            files.extend(marks.iter().map(|mark| {
                let view = Part { run: Arc::clone(&run), what: mark.clone() };
                Page::file(Rank::Item, &span.mark_file(mark), "search mark 1", view, |view, _| {
                    Ok(serde_json::to_string(&view.run.bearers(&view.what))?)
                })
            }));
        }
        files.extend(sources.chunks(TEXTS).enumerate().map(|(at, places)| {
            let file = texts_file(*set, at * TEXTS);
            Page::file(Rank::Item, &file, "search texts 1", Texts(places.to_vec()), |view, _| {
                let documents: Vec<Option<Document>> = view.0.iter().map(Place::document).collect();
                Ok(serde_json::to_string(&documents)?)
            })
        }));
    }
    let [pages, replies] = extents;
    let head = Head::new(pages, replies);
    // Last: who reads the new head finds what it speaks of.
    files.push(Page::file(Rank::List, HEAD, "search head 1", head, |head, _| {
        Ok(serde_json::to_string(head)?)
    }));
    files
}

fn replies(site: &Site) -> Vec<Place> {
    let living = site.replies.iter().map(|reply| (reply.published_at, &reply.submission_no, Some(reply)));
    let gone =
        site.tombstones.iter().filter_map(|stone| Some((stone.published_at?, &stone.submission_no, None)));
    let mut all: Vec<_> = living.chain(gone).collect();
    all.sort_by_key(|(at, number, _)| (*at, *number));
    all.into_par_iter().map(|(_, _, record)| Place::new(record.map(|record| reply(site, record)))).collect()
}

fn reply(site: &Site, reply: &PublicReply) -> Source {
    let url = items::reply_url(&reply.submission_no);
    let mut source = Source::new(&REPLIES, url, &reply.title, &reply.replied_on.to_string(), &reply.answer)
        .about([&reply.topic])
        .of_village(site, reply.village.as_deref())
        .of_office(site, Some(&reply.office))
        .about([&reply.submission_no])
        .plain([&reply.letter]);
    source.marks.push(format!("kind:{}", reply.kind.as_str()));
    source
}

/// Everything but replies, in the order of the navigation.
fn pages(site: &Site) -> Vec<Place> {
    let mut all = Vec::new();
    for one in &site.contacts {
        let title = format!("{}　{}", one.name, one.post);
        let mut source = Source::new(&CONTACTS, format!("contacts/{}/", one.id), &title, "", &one.body)
            .of_office(site, one.office.as_deref());
        for village in &one.villages {
            source = source.of_village(site, Some(village));
        }
        // A private mobile was consented to for the card alone.
        all.push(
            source
                .about([&one.phone])
                .plain(&one.topics)
                .plain(&one.duties)
                .plain([&one.promise, &one.duty_hours]),
        );
    }
    for one in site.units.villages() {
        let source = Source::new(&VILLAGES, format!("villages/{}/", one.id), &one.name, "", &one.intro);
        let mut source =
            source.about([&one.committee_phone]).plain([&one.address, &one.mailbox_point]).plain(&one.groups);
        source.marks.push(format!("village:{}", one.id));
        all.push(source);
    }
    for one in site.units.offices() {
        let source = Source::new(&OFFICES, format!("offices/{}/", one.id), &one.name, "", &one.intro);
        let mut source = source.about([&one.phone]).plain(&one.topics).plain([&one.address, &one.hours]);
        source.marks.push(format!("office:{}", one.id));
        all.push(source);
    }
    for one in &site.policies {
        let day = one.published_at.date().to_string();
        let source = Source::new(&POLICIES, format!("policies/{}/", one.slug), &one.title, &day, &one.body);
        let questions = one.questions.iter().flat_map(|question| [&question.q, &question.a]);
        let changes = one.changes.iter().map(|change| &change.what);
        let source = source.of_office(site, Some(&one.explained_by)).about(&one.topics).plain([&one.summary]);
        all.push(source.plain(questions).plain(changes));
    }
    for one in &site.documents {
        let day = one.issued_on.to_string();
        let source = Source::new(&DOCUMENTS, format!("documents/{}/", one.slug), &one.title, &day, &one.body);
        all.push(source.about([&one.number, &one.issued_by]).plain(&one.status_note));
    }
    for one in &site.events {
        let day = one.starts_at.date().to_string();
        let source = Source::new(&EVENTS, format!("events/{}/", one.slug), &one.title, &day, &one.body);
        let source = source.of_village(site, one.village.as_deref()).of_office(site, one.office.as_deref());
        all.push(source.about([&one.place]).plain([&one.summary]).plain(&one.moved_reason));
    }
    for one in &site.improvements {
        let day = one.published_at.date().to_string();
        let source =
            Source::new(&IMPROVEMENTS, format!("improvements/{}/", one.slug), &one.title, &day, &one.body);
        all.push(source.of_office(site, Some(&one.office)).plain([&one.before, &one.after]));
    }
    for one in &site.articles {
        let source = Source::new(&ABOUT, format!("{}/", one.slug), &one.title, "", &one.body);
        all.push(source.plain([&one.description]));
    }
    all.into_iter().map(|source| Place::new(Some(source))).collect()
}
