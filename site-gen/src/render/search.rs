//! The search index as files of the site: which documents there are, and what each file depends on. Replies
//! keep their places: a withdrawn one leaves its place empty, so that no other moves. Deliberately absent:
//! the form of the files (`search`) and the search page (`pages`).

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use record::{
    Article, Column, Fingerprint, PolicyDocument, PolicyExplanation, PublicKind, PublicReply, Record,
    StoredReply, fingerprint_of, first_half,
};
use serde::Serialize;

use super::columns::{COLUMNS, Inputs, list_shell};
use super::groups::{Group, Groups};
use super::page::{Ingredients, Whole};
use super::search_text::{SearchText, column_mark};
use super::shared_context::{LinkedUnit, SharedContext, Since};
use super::{Page, Rank};
use crate::characters::to_simplified;
use crate::markdown;
use crate::messages::Messages;
use crate::search::Question;
use crate::search::index::{Bucket, Document, Marks, buckets};
use crate::search::layout::{CHARACTERS, Extent, HEAD, Head, Set, Span, TEXTS, spans, texts_file};
use crate::site::Site;
use crate::urls::{self, DATA, FIGURES, SEARCH};
use crate::view::{SearchFilter, SearchOption, SearchView};

/// A place and the fingerprint of what stands there.
#[derive(Clone)]
struct Place<'a> {
    what: What<'a>,
    fingerprint: Fingerprint,
}

#[derive(Clone)]
enum What<'a> {
    Page(Arc<SearchText>),
    /// Its texts are read when an index is made of them.
    Reply(&'a SharedContext<'a>, &'a StoredReply),
    /// What stood there was withdrawn.
    Nothing,
}

impl<'a> Place<'a> {
    fn page(source: SearchText) -> Self {
        let fingerprint = fingerprint_of(&serde_json::to_vec(&source).expect("texts and lists"));
        Self { what: What::Page(Arc::new(source)), fingerprint }
    }

    fn reply(shared: &'a SharedContext<'a>, reply: &'a StoredReply) -> Self {
        // The names of its units come from the shared context; the rest of it stands in no index.
        let unit = |unit: Option<&LinkedUnit>| unit.map(|unit| unit.link.label.clone()).unwrap_or_default();
        let village = unit(reply.village.as_deref().and_then(|id| shared.villages.get(id)));
        let office = unit(shared.offices.get(reply.office.as_str()));
        let mut hasher = blake3::Hasher::new();
        hasher.update(&reply.fingerprint()).update(village.as_bytes()).update(&[0]).update(office.as_bytes());
        Self { what: What::Reply(shared, reply), fingerprint: first_half(hasher.finalize()) }
    }

    fn document(&self, words: &Messages) -> anyhow::Result<Option<Document>> {
        Ok(match &self.what {
            What::Page(source) => Some(source.document(words)),
            What::Reply(shared, one) => Some(reply(shared, one)?),
            What::Nothing => None,
        })
    }

    fn marks(&self) -> Option<Vec<String>> {
        match &self.what {
            What::Page(source) => Some(source.marks().to_vec()),
            What::Reply(_, reply) => Some(reply_marks(reply)),
            What::Nothing => None,
        }
    }
}

fn fingerprint_of_places(places: &[Place<'_>]) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    for place in places {
        hasher.update(&place.fingerprint);
    }
    first_half(hasher.finalize())
}

/// A run that is made when the first of its files is.
struct Run<'a> {
    span: Span,
    places: &'a [Place<'a>],
    fingerprint: Fingerprint,
    made: OnceLock<Result<Vec<Bucket>, String>>,
}

impl Run<'_> {
    fn bucket(&self, at: usize, words: &Messages) -> anyhow::Result<&Bucket> {
        // One thread makes a run while others wait for it: nothing in here may be handed to other threads,
        // they could wait for each other.
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
        Whole((self.run.fingerprint, self.run.span.start, self.run.span.count, &self.what)).feed(hasher);
    }
}

/// A file of texts.
struct OfTexts<'a>(&'a [Place<'a>]);

impl Ingredients for OfTexts<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&fingerprint_of_places(self.0));
    }
}

/// What can be chosen on the search page, with what is chosen in `question`.
pub(super) fn view(site: &Site, words: &Messages, question: &Question) -> SearchView {
    let option = |by: &str, value: &str, label: &str| SearchOption {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: question.marks.iter().any(|mark| mark.split_once(':') == Some((by, value))),
    };
    let days = site.records.iter().filter_map(Record::day);
    let years: BTreeSet<i16> =
        days.chain(site.replies.iter().map(|one| one.replied_on)).map(jiff::civil::Date::year).collect();
    let units = site.units.villages().iter().map(|one| option("village", &one.id, &one.name));
    let offices = site.units.offices().iter().map(|one| option("office", &one.id, &one.name));
    let year = |year: &i16| {
        let label = words.t_with("replies-year", &[("year", &year.to_string())]);
        option("year", &format!("{year:04}"), &label)
    };
    SearchView {
        q: question.text.clone(),
        filters: vec![
            SearchFilter {
                by: "column",
                options: columns_by_use().map(|column| option("column", column.word, "")).collect(),
            },
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

/// The columns as people choose among them: replies first, then policies and their documents.
fn columns_by_use() -> impl Iterator<Item = &'static Column> {
    const FIRST: [&Column; 3] =
        [&PublicReply::COLUMN, &PolicyExplanation::KIND.column, &PolicyDocument::KIND.column];
    let others = record::COLUMNS.into_iter().filter(|column| !FIRST.contains(column));
    FIRST.into_iter().chain(others)
}

/// The search page of the site.
fn page(Inputs { site, shared, .. }: Inputs<'_>) -> Page<'static> {
    let shell = list_shell(shared, &SEARCH, SEARCH.path, &shared.column(&SEARCH).name);
    let view = view(site, shared.words(), &Question::default());
    Page::new(Rank::List, SEARCH.path, "search.html", shell, view)
}

/// What is searched, in its places.
pub(super) struct SearchPlaces<'a> {
    pages: Vec<Place<'a>>,
    /// Those of the runs that may differ, and how many come before them.
    replies: Vec<Place<'a>>,
    from: usize,
    /// The number of the first reply that may differ; all of them when it is none.
    first: Option<usize>,
}

impl std::fmt::Debug for SearchPlaces<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SearchPlaces").field("replies", &self.replies.len()).finish_non_exhaustive()
    }
}

impl<'a> SearchPlaces<'a> {
    pub(super) fn new(
        site: &'a Site,
        shared: &'a SharedContext<'a>,
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
        let gone = || Place { what: What::Nothing, fingerprint: Fingerprint::default() };
        let place = |one: &Option<&'a StoredReply>| one.map_or_else(gone, |one| Place::reply(shared, one));
        let replies = order[from..].par_iter().map(place).collect();
        Self { pages: pages(site, shared), replies, from, first }
    }

    fn count(&self) -> usize {
        self.from + self.replies.len()
    }
}

/// The files of the index that may differ, and the page.
pub(super) fn files<'a>(inputs: Inputs<'a>, search_places: &'a SearchPlaces<'a>) -> Vec<Page<'a>> {
    let marks: BTreeSet<String> = search_places.pages.iter().filter_map(Place::marks).flatten().collect();
    let extent = |count: usize, marks: BTreeSet<String>| Extent { count, marks: marks.into_iter().collect() };
    let pages = extent(search_places.pages.len(), marks);
    let replies = extent(search_places.count(), marks_of_replies(inputs.groups));
    let mut files = vec![page(inputs)];
    if search_places.first.is_none() {
        files.extend(files_of(Set::Pages, &pages, &search_places.pages, 0, 0));
    }
    files.extend(files_of(
        Set::Replies,
        &replies,
        &search_places.replies,
        search_places.from,
        search_places.first.unwrap_or(0),
    ));
    files.push(Page::file(
        Rank::Item,
        CHARACTERS,
        "search characters",
        Whole(to_simplified()),
        |table, _| Ok(serde_json::to_string(table.0)?),
    ));
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
        let run =
            Arc::new(Run { fingerprint: fingerprint_of_places(places), span, places, made: OnceLock::new() });
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
fn order(site: &Site) -> Vec<Option<&StoredReply>> {
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
    let column = column_mark(&PublicReply::COLUMN);
    let years = groups.years.keys().map(|year| format!("year:{year:04}"));
    let villages = groups.villages.keys().map(|id| format!("village:{id}"));
    let offices = groups.offices.keys().map(|id| format!("office:{id}"));
    let kinds = groups.kinds.keys().map(|kind| format!("kind:{kind}"));
    std::iter::once(column).chain(years).chain(villages).chain(offices).chain(kinds).collect()
}

fn reply_marks(reply: &StoredReply) -> Vec<String> {
    let mut marks = vec![column_mark(&PublicReply::COLUMN), format!("year:{:04}", reply.replied_on.year())];
    marks.extend(reply.village.iter().map(|village| format!("village:{village}")));
    marks.push(format!("office:{}", reply.office));
    marks.push(format!("kind:{}", reply.kind.as_str()));
    marks
}

fn reply(shared: &SharedContext<'_>, reply: &StoredReply) -> anyhow::Result<Document> {
    let texts = reply.texts()?;
    let village = reply.village.as_deref().and_then(|id| shared.villages.get(id));
    let lines = markdown::to_lines(&texts.answer);
    let mut about = vec![reply.topic.clone()];
    about.extend(village.map(|village| village.link.label.clone()));
    about.extend([shared.office_name(reply), reply.submission_no.clone()]);
    about.retain(|word| !word.is_empty());
    let text = [texts.letter.as_str(), &lines];
    let text: Vec<&str> = text.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(Document {
        url: urls::reply(&reply.submission_no),
        title: reply.title.clone(),
        date: reply.replied_on.to_string(),
        marks: reply_marks(reply),
        about,
        text: text.join("\n"),
    })
}

/// Everything but replies, in the order of the navigation; then pages that stand in no column.
fn pages<'a>(site: &Site, shared: &SharedContext<'_>) -> Vec<Place<'a>> {
    let mut all: Vec<SearchText> = COLUMNS.iter().flat_map(|column| column.search_texts(site)).collect();
    let own = |column: &Column| {
        let words = shared.column(column);
        let text = SearchText::new(&Article::KIND.column, column.path.to_owned(), &words.name, "");
        text.plain([&words.description])
    };
    all.extend(site.figures.first().map(|newest| own(&FIGURES).on(newest.until.to_string())));
    all.push(own(&DATA));
    all.into_iter().map(Place::page).collect()
}
