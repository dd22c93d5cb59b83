//! The search index as files of the site: which documents there are, and what each file depends on. Replies keep their
//! places: a withdrawn one leaves its place empty, so that no other moves. Deliberately absent: the form of the files
//! (`search`) and the search page (`pages`).

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use record::{DocumentStatus, FiledReply, Print, PublicKind, first_half, print_of};
use serde::Serialize;

use super::columns::{
    CONTACTS, Column, DOCUMENTS, EVENTS, FIGURES, IMPROVEMENTS, OFFICES, POLICIES, REPLIES, SEARCH, VILLAGES,
    list_shell,
};
use super::ground::{Ground, GroundUnit, Since};
use super::groups::{Group, Groups};
use super::page::{Ingredients, Whole};
use super::{Page, Rank, items, machine};
use crate::markdown;
use crate::search::Question;
use crate::search::index::{Bucket, Document, Marks, buckets};
use crate::search::layout::{Extent, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use crate::site::Site;
use crate::view::{SearchFilter, SearchOption, SearchView};
use crate::words::Words;

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
    /// Its document is not as it was: a result says so.
    status: Option<&'static str>,
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
        Self { url, title, date, marks, about: Vec::new(), status: None, plain: Vec::new(), markdown }
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

    fn of_status(self, status: DocumentStatus) -> Self {
        Self { status: (status != DocumentStatus::InForce).then(|| status.as_str()), ..self }
    }

    fn plain<'a>(mut self, texts: impl IntoIterator<Item = &'a String>) -> Self {
        self.plain.extend(texts.into_iter().filter(|text| !text.is_empty()).cloned());
        self
    }

    fn document(&self, words: &Words) -> Document {
        let status = self.status.map(|status| words.speak(&format!("status-{status}")));
        let lines = markdown::to_lines(&self.markdown);
        let texts =
            self.plain.iter().map(String::as_str).chain([lines.as_str()]).filter(|text| !text.is_empty());
        Document {
            url: self.url.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            marks: self.marks.clone(),
            about: status.into_iter().chain(self.about.iter().cloned()).collect(),
            text: texts.collect::<Vec<_>>().join("\n"),
        }
    }
}

/// A place and the print of what stands there.
#[derive(Clone)]
struct Place<'a> {
    what: What<'a>,
    print: Print,
}

#[derive(Clone)]
enum What<'a> {
    Page(Arc<Source>),
    /// Its texts are read when an index is made of them.
    Reply(&'a Ground<'a>, &'a FiledReply),
    /// What stood there was withdrawn.
    Nothing,
}

impl<'a> Place<'a> {
    fn page(source: Source) -> Self {
        let print = print_of(&serde_json::to_vec(&source).expect("texts and lists"));
        Self { what: What::Page(Arc::new(source)), print }
    }

    fn reply(ground: &'a Ground<'a>, reply: &'a FiledReply) -> Self {
        // The names of its units are the ground's; the rest of the ground stands in no index.
        let unit = |unit: Option<&GroundUnit>| unit.map(|unit| unit.link.label.clone()).unwrap_or_default();
        let village = unit(reply.village.as_deref().and_then(|id| ground.villages.get(id)));
        let office = unit(ground.offices.get(reply.office.as_str()));
        let mut hasher = blake3::Hasher::new();
        hasher.update(&reply.print()).update(village.as_bytes()).update(&[0]).update(office.as_bytes());
        Self { what: What::Reply(ground, reply), print: first_half(hasher.finalize()) }
    }

    fn document(&self, words: &Words) -> anyhow::Result<Option<Document>> {
        Ok(match &self.what {
            What::Page(source) => Some(source.document(words)),
            What::Reply(ground, one) => Some(reply(ground, one)?),
            What::Nothing => None,
        })
    }

    fn marks(&self) -> Option<Vec<String>> {
        match &self.what {
            What::Page(source) => Some(source.marks.clone()),
            What::Reply(_, reply) => Some(reply_marks(reply)),
            What::Nothing => None,
        }
    }
}

fn print_of_places(places: &[Place<'_>]) -> Print {
    let mut hasher = blake3::Hasher::new();
    for place in places {
        hasher.update(&place.print);
    }
    first_half(hasher.finalize())
}

/// A run that is made when the first of its files is.
struct Run<'a> {
    span: Span,
    places: &'a [Place<'a>],
    print: Print,
    made: OnceLock<Result<Vec<Bucket>, String>>,
}

impl Run<'_> {
    fn bucket(&self, at: usize, words: &Words) -> anyhow::Result<&Bucket> {
        // One thread makes a run while others wait for it: nothing in here may be handed to other threads, they could
        // wait for each other.
        let made = self.made.get_or_init(|| {
            let documents = self.places.iter().map(|place| place.document(words));
            buckets(&self.span, documents).map_err(|error| format!("{error:#}"))
        });
        match made {
            Ok(made) => Ok(&made[at]),
            Err(error) => anyhow::bail!("{error}"),
        }
    }

    /// Who bears a mark, or who bears which.
    fn marks(&self, mark: Option<&str>) -> Marks {
        let marks: Vec<Option<Vec<String>>> = self.places.iter().map(Place::marks).collect();
        let marks = marks.iter().map(Option::as_ref);
        match mark {
            Some(mark) => Marks::one(&self.span, mark, marks),
            None => Marks::all(&self.span, marks),
        }
    }
}

/// A file of a run: depends on the run's documents and on nothing else.
struct Part<'a, T> {
    run: Arc<Run<'a>>,
    what: T,
}

impl<T: Serialize + Send + Sync> Ingredients for Part<'_, T> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        Whole((self.run.print, self.run.span.start, self.run.span.count, &self.what)).feed(hasher);
    }
}

/// A file of texts.
struct OfTexts<'a>(&'a [Place<'a>]);

impl Ingredients for OfTexts<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&print_of_places(self.0));
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
fn page(site: &Site) -> Page<'static> {
    let shell = list_shell(site, &SEARCH, SEARCH.path, SEARCH.name);
    Page::new(Rank::List, SEARCH.path, "search.html", shell, view(site, &Question::default()))
}

/// What is searched, in its places.
pub(super) struct Shelf<'a> {
    pages: Vec<Place<'a>>,
    /// Those of the runs that may differ, and how many come before them.
    replies: Vec<Place<'a>>,
    from: usize,
    /// The number of the first reply that may differ; all of them when it is none.
    first: Option<usize>,
}

impl std::fmt::Debug for Shelf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").field("replies", &self.replies.len()).finish_non_exhaustive()
    }
}

impl<'a> Shelf<'a> {
    pub(super) fn new(
        site: &'a Site,
        ground: &'a Ground<'a>,
        groups: &Groups,
        since: Option<&Since>,
    ) -> Self {
        let order = order(site);
        // A mark that nobody bore before has files in every run.
        let since = since.filter(|since| !groups.has_mark_since(since.before(Group::all(site))));
        let first = since.map(|since| {
            let gone = site.tombstones.iter().filter(|stone| {
                stone.published_at.is_some_and(|at| since.is_after(at, &stone.submission_no))
            });
            since.before(Group::all(site)) + gone.count()
        });
        let from = first.map_or(0, |first| {
            let runs = spans(Set::Replies, order.len());
            runs.iter().find(|span| span.start + span.count > first).map_or(order.len(), |span| span.start)
        });
        let gone = || Place { what: What::Nothing, print: Print::default() };
        let place = |one: &Option<&'a FiledReply>| one.map_or_else(gone, |one| Place::reply(ground, one));
        let replies = order[from..].par_iter().map(place).collect();
        Self { pages: pages(site), replies, from, first }
    }

    fn count(&self) -> usize {
        self.from + self.replies.len()
    }
}

/// The files of the index that may differ, and the page.
pub(super) fn files<'a>(site: &'a Site, groups: &Groups, shelf: &'a Shelf<'a>) -> Vec<Page<'a>> {
    let marks: BTreeSet<String> = shelf.pages.iter().filter_map(Place::marks).flatten().collect();
    let extent = |count: usize, marks: BTreeSet<String>| Extent { count, marks: marks.into_iter().collect() };
    let pages = extent(shelf.pages.len(), marks);
    let replies = extent(shelf.count(), marks_of_replies(groups));
    let mut files = vec![page(site)];
    if shelf.first.is_none() {
        files.extend(files_of(Set::Pages, &pages, &shelf.pages, 0, 0));
    }
    files.extend(files_of(Set::Replies, &replies, &shelf.replies, shelf.from, shelf.first.unwrap_or(0)));
    let head = Head::new(pages, replies);
    // Last: who reads the new head finds what it speaks of.
    files.push(Page::file(Rank::List, HEAD, "search head 2", Whole(head), |head, _| {
        Ok(serde_json::to_string(&head.0)?)
    }));
    files
}

/// The files of a set from the place `first` on; `places` begin at `from`, where a run does.
fn files_of<'a>(
    set: Set,
    extent: &Extent,
    places: &'a [Place<'a>],
    from: usize,
    first: usize,
) -> Vec<Page<'a>> {
    let mut files = Vec::new();
    for span in spans(set, extent.count).into_iter().filter(|span| span.start + span.count > first) {
        let places = &places[span.start - from..span.start - from + span.count];
        let run = Arc::new(Run { print: print_of_places(places), span, places, made: OnceLock::new() });
        files.extend((0..span.buckets()).map(|at| {
            let part = Part { run: Arc::clone(&run), what: at };
            Page::file(Rank::Item, &span.file(at), "search bucket 2", part, |part, words| {
                Ok(serde_json::to_string(part.run.bucket(part.what, words)?)?)
            })
        }));
        let marks: Vec<Option<&String>> =
            if span.is_tail { vec![None] } else { extent.marks.iter().map(Some).collect() };
        files.extend(marks.into_iter().map(|mark| {
            let part = Part { run: Arc::clone(&run), what: mark.cloned() };
            let file = span.mark_file(mark.map_or("", String::as_str));
            Page::file(Rank::Item, &file, "search marks 2", part, |part, _| {
                Ok(serde_json::to_string(&part.run.marks(part.what.as_deref()))?)
            })
        }));
    }
    let texts = (first / TEXTS * TEXTS..extent.count).step_by(TEXTS);
    files.extend(texts.map(|at| {
        let places = &places[at - from..(at - from + TEXTS).min(places.len())];
        Page::file(Rank::Item, &texts_file(set, at), "search texts 2", OfTexts(places), |of, words| {
            let documents: Vec<Option<Document>> =
                of.0.iter().map(|place| place.document(words)).collect::<anyhow::Result<_>>()?;
            Ok(serde_json::to_string(&documents)?)
        })
    }));
    files
}

/// Folders of the index whose runs the new replies bring to an end.
pub(super) fn ended_runs(site: &Site, since: &Since) -> Vec<String> {
    let gone = site.tombstones.iter().filter(|stone| stone.published_at.is_some());
    let count = site.replies.len() + gone.count();
    let now = spans(Set::Replies, count);
    let before = spans(Set::Replies, count - since.added);
    let folders = |spans: &[Span]| spans.iter().map(Span::folder).collect::<Vec<_>>();
    let now = folders(&now);
    folders(&before).into_iter().filter(|folder| !now.contains(folder)).collect()
}

/// What stands in the places of the replies, from the oldest; nothing where one was withdrawn.
fn order(site: &Site) -> Vec<Option<&FiledReply>> {
    let mut gone: Vec<_> = site
        .tombstones
        .iter()
        .filter_map(|stone| Some((stone.published_at?, &stone.submission_no)))
        .collect();
    gone.sort_unstable();
    let mut all = Vec::with_capacity(site.replies.len() + gone.len());
    let mut rest = &site.replies[..];
    for place in gone {
        let (before, after) =
            rest.split_at(rest.partition_point(|one| (one.published_at, &one.submission_no) < place));
        all.extend(before.iter().map(|one| Some(&**one)));
        all.push(None);
        rest = after;
    }
    all.extend(rest.iter().map(|one| Some(&**one)));
    all
}

/// The marks that replies bear.
fn marks_of_replies(groups: &Groups) -> BTreeSet<String> {
    if groups.offices.is_empty() {
        return BTreeSet::new();
    }
    let column = format!("column:{}", REPLIES.path.trim_end_matches('/'));
    let years = groups.years.keys().map(|year| format!("year:{year:04}"));
    let villages = groups.villages.keys().map(|id| format!("village:{id}"));
    let offices = groups.offices.keys().map(|id| format!("office:{id}"));
    let kinds = groups.kinds.keys().map(|kind| format!("kind:{kind}"));
    std::iter::once(column).chain(years).chain(villages).chain(offices).chain(kinds).collect()
}

fn reply_marks(reply: &FiledReply) -> Vec<String> {
    let mut marks = vec![
        format!("column:{}", REPLIES.path.trim_end_matches('/')),
        format!("year:{:04}", reply.replied_on.year()),
    ];
    marks.extend(reply.village.iter().map(|village| format!("village:{village}")));
    marks.push(format!("office:{}", reply.office));
    marks.push(format!("kind:{}", reply.kind.as_str()));
    marks
}

fn reply(ground: &Ground<'_>, reply: &FiledReply) -> anyhow::Result<Document> {
    let texts = reply.texts()?;
    let village = reply.village.as_deref().and_then(|id| ground.villages.get(id));
    let lines = markdown::to_lines(&texts.answer);
    let mut about = vec![reply.topic.clone()];
    about.extend(village.map(|village| village.link.label.clone()));
    about.extend([ground.office_name(reply), reply.submission_no.clone()]);
    about.retain(|word| !word.is_empty());
    let text = [texts.letter.as_str(), &lines];
    let text: Vec<&str> = text.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(Document {
        url: items::reply_url(&reply.submission_no),
        title: reply.title.clone(),
        date: reply.replied_on.to_string(),
        marks: reply_marks(reply),
        about,
        text: text.join("\n"),
    })
}

/// Everything but replies, in the order of the navigation.
fn pages<'a>(site: &Site) -> Vec<Place<'a>> {
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
        source = source.plain(one.liaisons.iter().flat_map(|liaison| [&liaison.name, &liaison.intro]));
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
        let source = source.of_office(site, Some(&one.explained_by)).of_status(items::status(site, one));
        let source = source.about(&one.topics).plain([&one.summary]);
        let attachments = one.attachments.iter().map(|attachment| &attachment.title);
        all.push(source.plain(questions).plain(changes).plain(attachments));
    }
    for one in &site.documents {
        let day = one.issued_on.to_string();
        let source = Source::new(&DOCUMENTS, format!("documents/{}/", one.slug), &one.title, &day, &one.body);
        let attachments = one.attachments.iter().map(|attachment| &attachment.title);
        let source = source.of_status(one.status_on(site.today));
        all.push(source.about([&one.number, &one.issued_by]).plain(&one.status_note).plain(attachments));
    }
    for one in &site.events {
        let day = one.starts_at.date().to_string();
        let source = Source::new(&EVENTS, format!("events/{}/", one.slug), &one.title, &day, &one.body);
        let source = source.of_village(site, one.village.as_deref()).of_office(site, one.office.as_deref());
        all.push(source.about([&one.place]).plain([&one.summary]).plain(&one.moved_reason));
    }
    for one in &site.regular {
        let source = Source::new(&EVENTS, EVENTS.path.to_owned(), &one.title, "", "");
        all.push(source.about([&one.place]).plain([&one.summary]));
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
    let own = |url: &str, title: &str, description: &str| {
        Source::new(&ABOUT, url.to_owned(), title, "", "").plain([&description.to_owned()])
    };
    if let Some(newest) = site.figures.first() {
        let day = newest.until.to_string();
        all.push(Source { date: day, ..own(FIGURES.path, FIGURES.name, FIGURES.description) });
    }
    all.push(own(machine::DATA.path, machine::DATA.name, machine::DATA.description));
    all.into_iter().map(Place::page).collect()
}
