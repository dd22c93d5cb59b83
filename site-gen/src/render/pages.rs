//! Every page of the site. Column names are those of the guideline for government sites; a page's words come from
//! records and message files. Deliberately absent: files for programs (`machine`), figures and search.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;
use record::{Contact, ContactLevel, Filed, FiledReply, Timed as _};

use super::columns::{
    CONTACTS, Column, DOCUMENTS, EVENTS, IMPROVEMENTS, OFFICES, POLICIES, REPLIES, VILLAGES, list_shell,
};
use super::ground::{Ground, Since};
use super::groups::{Group, Groups};
use super::page::{Ingredients, Seen};
use super::{Page, Rank, items, machine, media, print, reply_lists};
use crate::markdown;
use crate::settings::ListBy;
use crate::site::{Move, Site};
use crate::view::{
    ArticleView, ChangeItem, ContactGroup, ContactView, ContactsView, DocumentView, DocumentsView, EventItem,
    EventView, EventsView, HomeView, ImprovementView, ImprovementsView, LiaisonItem, Link, NotFoundView,
    OfficeView, PageKind, PoliciesView, PolicyView, QuestionItem, RedirectView, ReplyItem, ReplyView, Shell,
    TombstoneView, TopicGroup, TopicItem, TopicPerson, UnitsView, VillageView, path_of,
};
use crate::words::sound;

/// How many entries a page of another kind shows of a list.
const FEW: usize = 5;

/// All pages for people.
pub(super) fn pages<'a>(
    site: &'a Site,
    ground: &'a Ground<'a>,
    groups: &'a Groups,
    since: Option<&Since>,
) -> Vec<Page<'a>> {
    let all = Group::all(site);
    let first = since.map_or(0, |since| since.before(all));
    let causes = causes(site);
    let mut pages = vec![home(site, ground), contacts(site), villages(site), offices(site)];
    pages.extend([policies(site), events(site), improvements(site)]);
    // A column that is empty is none.
    pages.extend((!site.documents.is_empty()).then(|| documents(site)));
    pages.par_extend(site.contacts.par_iter().map(|card| contact(site, card)));
    let villages = (0..site.units.villages().len()).into_par_iter();
    pages.par_extend(villages.map(|at| village(site, ground, groups, at)));
    pages.extend(print::sheets(site));
    pages.extend((0..site.units.offices().len()).map(|at| office(site, ground, groups, at)));
    pages.par_extend((0..site.policies.len()).into_par_iter().map(|at| policy(site, ground, groups, at)));
    pages.par_extend((0..site.documents.len()).into_par_iter().map(|at| document(site, at)));
    pages.extend((0..site.events.len()).map(|at| event(site, at)));
    pages.extend((0..site.improvements.len()).map(|at| improvement(site, ground, &causes, at)));
    pages.extend((0..site.articles.len()).map(|at| article(site, at)));
    pages.par_extend((first..all.len()).into_par_iter().map(|at| reply(ground, all.at(at))));
    pages.extend(
        site.tombstones
            .iter()
            .map(|stone| tombstone(site, &stone.submission_no, &stone.withdrawn_on.to_string())),
    );
    pages.extend(reply_lists::lists(site, ground, groups, since));
    pages.extend(site.moves().iter().map(|one| redirect(site, one)));
    pages.push(not_found(site));
    pages
}

/// The page of one public record.
pub(super) fn record_page<'a>(site: &'a Site, ground: &'a Ground<'a>, record: &'a Filed) -> Page<'a> {
    match record {
        Filed::Reply(record) => reply(ground, record),
        Filed::Withdrawn(stone) => tombstone(site, &stone.submission_no, &stone.withdrawn_on.to_string()),
    }
}

fn item_shell(
    site: &Site,
    column: &Column,
    path: &str,
    title: &str,
    description: &str,
    published_at: &str,
    source: &str,
) -> Shell {
    let kind = PageKind::Article {
        column: column.name,
        column_description: column.description,
        column_type: column.column_type,
        published_at,
        source,
    };
    Shell::new(site, path, title, description, kind)
}

/// The frame of a unit's page with the feed of its replies, when it has a list of them.
fn with_list_feed(shell: Shell, site: &Site, list: &Option<String>, of: &str) -> Shell {
    match list {
        Some(list) => shell.with_feed(site, list, "feed-replies_of", of),
        None => shell,
    }
}

/// Noon of a day, where a record has a day and the guideline wants minutes.
fn day_minute(day: jiff::civil::Date) -> String {
    format!("{day} 12:00")
}

fn latest(ground: &Ground<'_>, replies: Group<'_>) -> Vec<ReplyItem> {
    replies.iter().rev().take(FEW).map(|reply| ground.item(reply)).collect()
}

fn coming<'a>(site: &'a Site, wanted: impl Fn(&record::Event) -> bool + 'a) -> Vec<EventItem> {
    let ahead = site.events.iter().filter(|event| event.ends_at.date() >= site.today);
    ahead.filter(|event| wanted(event)).take(FEW).map(|event| items::event(site, event)).collect()
}

fn home<'a>(site: &'a Site, ground: &Ground<'_>) -> Page<'a> {
    let shell = Shell::new(site, "", "", &site.settings.site.description, PageKind::Home)
        .with_feed(site, REPLIES.path, "feed-replies", "")
        .with_feed(site, POLICIES.path, "feed-policies", "")
        .with_feed(site, EVENTS.path, "feed-events", "")
        .with_feed(site, IMPROVEMENTS.path, "feed-improvements", "");
    let view = HomeView {
        replies: latest(ground, Group::all(site)),
        reply_count: site.replies.len(),
        events: coming(site, |_| true),
        policies: site.policies.iter().take(FEW).map(|policy| items::policy(site, policy)).collect(),
        improvements: site.improvements.iter().take(2).map(|one| items::improvement(site, one)).collect(),
        villages: site.units.villages().iter().map(items::village_link).collect(),
        offices: site.units.offices().iter().map(items::office).collect(),
        linked_data: machine::organisation(site),
    };
    Page::new(Rank::List, "", "home.html", shell, view)
}

fn contacts<'a>(site: &'a Site) -> Page<'a> {
    let people = |wanted: &dyn Fn(&Contact) -> bool| {
        site.contacts
            .iter()
            .filter(|card| wanted(card))
            .map(|card| items::contact(site, card))
            .collect::<Vec<_>>()
    };
    let mut groups = vec![ContactGroup {
        id: "leaders".to_owned(),
        label: site.settings.site.township.clone(),
        url: String::new(),
        people: people(&|card| card.level == ContactLevel::Township && card.office.is_none()),
    }];
    groups.extend(site.units.offices().iter().map(|office| ContactGroup {
        id: format!("office-{}", office.id),
        label: office.name.clone(),
        url: format!("offices/{}/", office.id),
        people: people(&|card| card.office.as_deref() == Some(&office.id)),
    }));
    groups.extend(site.units.villages().iter().map(|village| ContactGroup {
        id: format!("village-{}", village.id),
        label: village.name.clone(),
        url: format!("villages/{}/", village.id),
        people: people(&|card| card.level == ContactLevel::Village && card.villages.contains(&village.id)),
    }));
    groups.retain(|group| !group.people.is_empty());
    let view = ContactsView { topics: topics_by_sound(&site.contacts), groups };
    let shell = list_shell(site, &CONTACTS, CONTACTS.path, CONTACTS.name);
    Page::new(Rank::List, CONTACTS.path, "contacts.html", shell, view)
}

/// What residents look for in the order in which a dictionary has it; what has no sound comes last.
fn topics_by_sound(contacts: &[Contact]) -> Vec<TopicGroup> {
    let mut people: BTreeMap<&str, Vec<TopicPerson>> = BTreeMap::new();
    for card in contacts {
        for topic in &card.topics {
            people.entry(topic).or_default().push(TopicPerson {
                url: format!("contacts/{}/", card.id),
                name: card.name.clone(),
                post: card.post.clone(),
                phone: card.phone.clone(),
            });
        }
    }
    let mut letters: BTreeMap<(bool, String), Vec<(String, TopicItem)>> = BTreeMap::new();
    for (topic, people) in people {
        let sound = sound(topic);
        let first = sound.chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map(|c| c.to_ascii_uppercase().to_string()).unwrap_or_default();
        let item = TopicItem { topic: topic.to_owned(), people };
        letters.entry((letter.is_empty(), letter)).or_default().push((sound, item));
    }
    letters
        .into_iter()
        .map(|((_, letter), mut topics)| {
            topics.sort_by(|(a, one), (b, other)| (a, &one.topic).cmp(&(b, &other.topic)));
            TopicGroup { letter, topics: topics.into_iter().map(|(_, topic)| topic).collect() }
        })
        .collect()
}

fn contact<'a>(site: &'a Site, card: &Contact) -> Page<'a> {
    let path = format!("contacts/{}/", card.id);
    let office = card.office.as_deref().and_then(|id| site.units.office(id));
    let title = format!("{}（{}）", card.name, card.post);
    let source = office.map_or(&site.settings.identity.operator_org, |office| &office.name);
    let description = format!("{}的岗位、电话、分工和值班时间。", title);
    let shell =
        item_shell(site, &CONTACTS, &path, &title, &description, &day_minute(card.verified_on), source);
    let villages = card.villages.iter().filter_map(|id| site.units.village(id));
    let view = ContactView {
        name: card.name.clone(),
        post: card.post.clone(),
        office: office.map(items::office_link),
        villages: villages.map(items::village_link).collect(),
        phone: card.phone.clone(),
        mobile: card.mobile.clone(),
        duties: card.duties.clone(),
        topics: card.topics.clone(),
        duty_hours: card.duty_hours.clone(),
        promise: card.promise.clone(),
        verified_on: card.verified_on.to_string(),
        is_stale: items::is_stale(site, card),
        write_url: match (office, card.villages.first()) {
            (Some(office), _) => format!("{}?office={}", shell.write_url, office.id),
            (None, Some(village)) => format!("{}?village={village}", shell.write_url),
            (None, None) => shell.write_url.clone(),
        },
        card_file: machine::card_file(&card.id),
        body: media::html(site, "contacts", &card.id, &card.body),
    };
    Page::new(Rank::Item, &path, "contact.html", shell, view)
}

fn villages<'a>(site: &'a Site) -> Page<'a> {
    let view = UnitsView { units: site.units.villages().iter().map(items::village).collect() };
    let shell = list_shell(site, &VILLAGES, VILLAGES.path, VILLAGES.name);
    Page::new(Rank::List, VILLAGES.path, "villages.html", shell, view)
}

fn village<'a>(site: &'a Site, ground: &Ground<'_>, groups: &Groups, at: usize) -> Page<'a> {
    let village = &site.units.villages()[at];
    let path = format!("villages/{}/", village.id);
    let kind = PageKind::Column { column: &village.name, column_type: VILLAGES.column_type };
    let replies_url = reply_lists::list_of(site, ListBy::Village, &village.id);
    let shell = Shell::new(site, &path, &village.name, &village.intro, kind);
    let shell = with_list_feed(shell, site, &replies_url, &village.name);
    let serves = |card: &&Contact| card.villages.contains(&village.id) && card.id != village.instructor;
    let people = |level: ContactLevel| {
        let cards = site.contacts.iter().filter(serves).filter(|card| card.level == level);
        cards.map(|card| items::contact(site, card)).collect::<Vec<_>>()
    };
    let view = VillageView {
        name: village.name.clone(),
        intro: village.intro.clone(),
        population: village.population,
        households: village.households,
        groups: village.groups.clone(),
        phone: village.committee_phone.clone(),
        address: village.address.clone(),
        mailbox_point: village.mailbox_point.clone(),
        sorting_day: site.settings.mailbox.sorting_day.clone(),
        instructor: site.contact(&village.instructor).map(|card| items::contact(site, card)),
        people: people(ContactLevel::Village),
        township_people: people(ContactLevel::Township),
        liaisons: village
            .liaisons
            .iter()
            .map(|one| LiaisonItem { name: one.name.clone(), intro: one.intro.clone() })
            .collect(),
        events: coming(site, |event| event.village.as_deref().is_none_or(|id| id == village.id)),
        replies: latest(ground, Group::of(site, groups.villages.get(&village.id))),
        replies_url,
        calendar: machine::calendar_links(site, Some(&village.id)),
        card_file: machine::village_file(&village.id),
        sheet_url: print::sheet_url(&village.id),
        write_url: format!("{}?village={}", shell.write_url, village.id),
    };
    Page::new(Rank::List, &path, "village.html", shell, view)
}

fn offices<'a>(site: &'a Site) -> Page<'a> {
    let view = UnitsView { units: site.units.offices().iter().map(items::office).collect() };
    let shell = list_shell(site, &OFFICES, OFFICES.path, OFFICES.name);
    Page::new(Rank::List, OFFICES.path, "offices.html", shell, view)
}

fn office<'a>(site: &'a Site, ground: &Ground<'_>, groups: &Groups, at: usize) -> Page<'a> {
    let office = &site.units.offices()[at];
    let path = format!("offices/{}/", office.id);
    let kind = PageKind::Column { column: &office.name, column_type: OFFICES.column_type };
    let replies_url = reply_lists::list_of(site, ListBy::Office, &office.id);
    let shell = Shell::new(site, &path, &office.name, &office.intro, kind);
    let shell = with_list_feed(shell, site, &replies_url, &office.name);
    let people = site.contacts.iter().filter(|card| card.office.as_deref() == Some(&office.id));
    let policies = site.policies.iter().filter(|policy| policy.explained_by == office.id);
    let view = OfficeView {
        name: office.name.clone(),
        intro: office.intro.clone(),
        phone: office.phone.clone(),
        address: office.address.clone(),
        hours: office.hours.clone(),
        topics: office.topics.clone(),
        people: people.map(|card| items::contact(site, card)).collect(),
        policies: policies.map(|policy| items::policy(site, policy)).collect(),
        replies: latest(ground, Group::of(site, groups.offices.get(&office.id))),
        replies_url,
        write_url: format!("{}?office={}", shell.write_url, office.id),
    };
    Page::new(Rank::List, &path, "office.html", shell, view)
}

fn policies<'a>(site: &'a Site) -> Page<'a> {
    let view = PoliciesView {
        policies: site.policies.iter().map(|policy| items::policy(site, policy)).collect(),
        documents_url: (!site.documents.is_empty()).then_some(DOCUMENTS.path),
    };
    let shell = list_shell(site, &POLICIES, POLICIES.path, POLICIES.name).with_feed(
        site,
        POLICIES.path,
        "feed-policies",
        "",
    );
    Page::new(Rank::List, POLICIES.path, "policies.html", shell, view)
}

fn policy<'a>(site: &'a Site, ground: &Ground<'_>, groups: &Groups, at: usize) -> Page<'a> {
    let policy = &site.policies[at];
    let path = format!("policies/{}/", policy.slug);
    let document =
        site.document(&policy.document).expect("references were checked when the content was read");
    let office =
        site.units.office(&policy.explained_by).expect("references were checked when the content was read");
    let published_at = items::minute(policy.published_at);
    let shell =
        item_shell(site, &POLICIES, &path, &policy.title, &policy.summary, &published_at, &office.name);
    let resting = Group::of(site, groups.policies.get(&policy.slug));
    let view = PolicyView {
        title: policy.title.clone(),
        summary: policy.summary.clone(),
        document: items::document(site, document),
        document_attachments: media::attachments(site, "documents", &document.slug, &document.attachments),
        office: items::office_link(office),
        phone: office.phone.clone(),
        published_at,
        topics: policy.topics.clone(),
        questions: policy
            .questions
            .iter()
            .map(|one| QuestionItem { q: one.q.clone(), a: one.a.clone() })
            .collect(),
        changes: policy
            .changes
            .iter()
            .map(|change| ChangeItem { on: change.on.to_string(), what: change.what.clone() })
            .collect(),
        attachments: media::attachments(site, "policies", &policy.slug, &policy.attachments),
        body: media::html(site, "policies", &policy.slug, &policy.body),
        replies: latest(ground, resting),
        linked_data: machine::questions(site, policy),
    };
    Page::new(Rank::Item, &path, "policy.html", shell, view).changed_at(policy.changed_at())
}

fn documents<'a>(site: &'a Site) -> Page<'a> {
    let all = site.documents.iter().map(|document| items::document(site, document));
    let shell = list_shell(site, &DOCUMENTS, DOCUMENTS.path, DOCUMENTS.name);
    let view = DocumentsView { documents: all.collect() };
    Page::new(Rank::List, DOCUMENTS.path, "documents.html", shell, view)
}

fn document<'a>(site: &'a Site, at: usize) -> Page<'a> {
    let document = &site.documents[at];
    let path = format!("documents/{}/", document.slug);
    let title = &document.title;
    let description = format!("{title}（{}）", document.number);
    let published_at = day_minute(document.issued_on);
    let shell = item_shell(site, &DOCUMENTS, &path, title, &description, &published_at, &document.issued_by);
    let changed = site.documents.iter().filter(|other| other.changed_by.as_deref() == Some(&document.slug));
    let explaining = site.policies.iter().filter(|policy| policy.document == document.slug);
    let view = DocumentView {
        document: items::document(site, document),
        policies: explaining.map(|policy| items::policy(site, policy)).collect(),
        changed: changed.map(|other| items::document(site, other)).collect(),
        attachments: media::attachments(site, "documents", &document.slug, &document.attachments),
        body: media::html(site, "documents", &document.slug, &document.body),
    };
    Page::new(Rank::Item, &path, "document.html", shell, view).changed_at(document.changed_at())
}

fn events<'a>(site: &'a Site) -> Page<'a> {
    let (coming, mut past): (Vec<_>, Vec<_>) =
        site.events.iter().partition(|event| event.ends_at.date() >= site.today);
    past.reverse();
    let view = EventsView {
        coming: coming.into_iter().map(|event| items::event(site, event)).collect(),
        past: past.into_iter().map(|event| items::event(site, event)).collect(),
        regular: machine::regular_days(site),
        calendar: machine::calendar_links(site, None),
    };
    let shell =
        list_shell(site, &EVENTS, EVENTS.path, EVENTS.name).with_feed(site, EVENTS.path, "feed-events", "");
    Page::new(Rank::List, EVENTS.path, "events.html", shell, view)
}

fn event<'a>(site: &'a Site, at: usize) -> Page<'a> {
    let event = &site.events[at];
    let path = format!("events/{}/", event.slug);
    let office = event.office.as_deref().and_then(|id| site.units.office(id));
    let village = event.village.as_deref().and_then(|id| site.units.village(id));
    let source = office.map_or(&site.settings.identity.operator_org, |office| &office.name);
    let published_at = items::minute(event.published_at);
    let shell = item_shell(site, &EVENTS, &path, &event.title, &event.summary, &published_at, source);
    let view = EventView {
        event: items::event(site, event),
        chair: event.chair.clone(),
        village: village.map(items::village_link),
        office: office.map(items::office_link),
        moved_from: event.moved_from.map(|day| day.to_string()),
        moved_reason: event.moved_reason.clone(),
        attendance: event.attendance.clone(),
        published_at,
        body: media::html(site, "events", &event.slug, &event.body),
    };
    Page::new(Rank::Item, &path, "event.html", shell, view).changed_at(event.changed_at())
}

fn improvements<'a>(site: &'a Site) -> Page<'a> {
    let all = site.improvements.iter().map(|improvement| items::improvement(site, improvement));
    let view = ImprovementsView { improvements: all.collect() };
    let shell = list_shell(site, &IMPROVEMENTS, IMPROVEMENTS.path, IMPROVEMENTS.name).with_feed(
        site,
        IMPROVEMENTS.path,
        "feed-improvements",
        "",
    );
    Page::new(Rank::List, IMPROVEMENTS.path, "improvements.html", shell, view)
}

/// Replies that caused an improvement, by number.
fn causes(site: &Site) -> HashMap<&str, &FiledReply> {
    let wanted: HashSet<&str> =
        site.improvements.iter().flat_map(|one| &one.replies).map(String::as_str).collect();
    if wanted.is_empty() {
        return HashMap::new();
    }
    let replies = site.replies.par_iter().map(|reply| (reply.submission_no.as_str(), &**reply));
    replies.filter(|(number, _)| wanted.contains(number)).collect()
}

fn improvement<'a>(
    site: &'a Site,
    ground: &Ground<'_>,
    causes: &HashMap<&str, &FiledReply>,
    at: usize,
) -> Page<'a> {
    let improvement = &site.improvements[at];
    let path = format!("improvements/{}/", improvement.slug);
    let item = items::improvement(site, improvement);
    let published_at = items::minute(improvement.published_at);
    let shell = item_shell(
        site,
        &IMPROVEMENTS,
        &path,
        &improvement.title,
        &improvement.after,
        &published_at,
        &item.office,
    );
    let document = improvement.document.as_deref().and_then(|slug| site.document(slug));
    let causes = improvement.replies.iter().filter_map(|number| causes.get(number.as_str()));
    let view = ImprovementView {
        improvement: item,
        document: document.map(|document| items::document(site, document)),
        replies: causes.map(|reply| ground.item(reply)).collect(),
        body: media::html(site, "improvements", &improvement.slug, &improvement.body),
    };
    Page::new(Rank::Item, &path, "improvement.html", shell, view).changed_at(improvement.changed_at())
}

fn article<'a>(site: &'a Site, at: usize) -> Page<'a> {
    let article = &site.articles[at];
    let path = format!("{}/", article.slug);
    let column = Column {
        path: "",
        name: "关于本站",
        column_type: "概况信息",
        description: "联心网是什么、怎样用、怎样保护写信人。",
    };
    let published_at = day_minute(article.updated_on);
    let source = &site.settings.identity.operator_org;
    let shell = item_shell(site, &column, &path, &article.title, &article.description, &published_at, source);
    let view = ArticleView {
        title: article.title.clone(),
        description: article.description.clone(),
        updated_on: article.updated_on.to_string(),
        body: media::html(site, "pages", &article.slug, &article.body),
    };
    Page::new(Rank::Item, &path, "page.html", shell, view)
}

/// A reply's page: of the ground and the record alone.
struct OfReply<'a> {
    ground: &'a Ground<'a>,
    reply: &'a FiledReply,
}

impl Ingredients for OfReply<'_> {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.ground.print()).update(&self.reply.print());
    }
}

fn reply<'a>(ground: &'a Ground<'a>, reply: &'a FiledReply) -> Page<'a> {
    let path = items::reply_url(&reply.submission_no);
    Page::of(Rank::Item, &path, "reply.html", OfReply { ground, reply }, reply_view)
}

fn reply_view<'v>(from: &'v OfReply<'_>) -> anyhow::Result<Seen<'v, ReplyView>> {
    let OfReply { ground, reply } = from;
    let path = items::reply_url(&reply.submission_no);
    let texts = reply.texts()?;
    let office =
        ground.offices.get(reply.office.as_str()).expect("references were checked when the content was read");
    let published_at = items::minute(reply.published_at);
    let (answer, description) = markdown::to_html_and_excerpt(&texts.answer, "../../../", 100);
    let kind = PageKind::Article {
        column: REPLIES.name,
        column_description: REPLIES.description,
        column_type: REPLIES.column_type,
        published_at: &published_at,
        source: &office.link.label,
    };
    let shell = Shell::in_frame(&ground.frame, &path, &reply.title, &description, kind);
    let village = reply.village.as_deref().and_then(|id| ground.villages.get(id));
    let policies = reply.policies.iter().filter_map(|slug| ground.policies.get(slug.as_str()));
    let view = ReplyView {
        reply: ground.item(reply),
        office: office.link.clone(),
        phone: office.phone.clone(),
        village: village.map(|village| village.link.clone()),
        topic_url: reply_lists::list_of_topic(ground.frame.settings, &reply.topic),
        scope: reply.scope.as_str(),
        published_at,
        letter: texts
            .letter
            .split("\n\n")
            .map(str::trim)
            .filter(|p| !p.is_empty())
            .map(str::to_owned)
            .collect(),
        answer,
        policies: policies.cloned().collect(),
        improvements: ground.improvements.get(reply.submission_no.as_str()).cloned().unwrap_or_default(),
    };
    Ok((Cow::Owned(shell), Cow::Owned(view)))
}

fn tombstone<'a>(site: &'a Site, submission_no: &str, withdrawn_on: &str) -> Page<'a> {
    let path = items::reply_url(submission_no);
    let shell = list_shell(site, &REPLIES, &path, submission_no).unlisted();
    let view =
        TombstoneView { submission_no: submission_no.to_owned(), withdrawn_on: withdrawn_on.to_owned() };
    Page::new(Rank::Item, &path, "tombstone.html", shell, view)
}

/// A small page that leads on by itself: `canonical` tells search engines, the link is for readers.
fn redirect<'a>(site: &'a Site, moved: &Move<'_>) -> Page<'a> {
    let kind = PageKind::Column { column: moved.title, column_type: "概况信息" };
    let shell = Shell::new(site, moved.alias, moved.title, moved.title, kind);
    let canonical = site.settings.site.absolute(&moved.url).unwrap_or_default();
    let shell = Shell { canonical, ..shell };
    let view = RedirectView { target: Link { url: moved.url.clone(), label: moved.title.to_owned() } };
    Page::new(Rank::Item, moved.alias, "redirect.html", shell, view).without_listing()
}

fn not_found<'a>(site: &'a Site) -> Page<'a> {
    let shell = Shell::not_found(site, &path_of(&site.settings.site.base_url));
    Page::new(Rank::Item, "404.html", "404.html", shell, NotFoundView {})
}
