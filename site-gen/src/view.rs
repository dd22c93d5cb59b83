//! What templates may see: small typed structs of ready words and links. A page depends on exactly its view and the
//! theme, so the fingerprint of those two says whether it must be made again.
//!
//! Deliberately absent: whole records, the bodies of other pages, and the clock.

mod calendar;
mod cards;
mod figures;
mod machine;
mod print;
mod qr;
mod search;
mod shell;

use serde::Serialize;

pub use calendar::{CalendarEntry, CalendarLinks, CalendarView, Moved, RegularItem};
pub use cards::{CardItem, CardName, CardsView};
pub use figures::{
    Cell, ChartBar, ChartRule, ChartView, ChartWord, FigureFileView, FigureLabel, FigureRow, FigureTable,
    FiguresView, Headline, PartOf, TotalRow,
};
pub use machine::{
    Alternate, Column, DataView, FeedEntry, FeedLink, FeedName, FeedPart, FeedText, FeedView, LinkedData,
    Listed, MonthRow, ReplyRow, RobotsView, SitemapView,
};

pub use print::{PrintPerson, PrintSheetView};
pub use qr::Qr;
pub use search::{AnswerView, HitView, SearchFilter, SearchOption, SearchView};
pub(crate) use shell::percent;
pub use shell::{Frame, Link, Meta, NavLink, PageKind, Shell, path_of};

use record::Attendance;

use crate::markdown::Html;

/// A contact in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ContactItem {
    /// Relative to the site's root.
    pub url: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Number as written.
    pub phone: String,
    /// What residents ask them about.
    pub topics: Vec<String>,
    /// Nobody confirmed the number for too long.
    pub is_stale: bool,
}

/// People under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct ContactGroup {
    /// Anchor.
    pub id: String,
    /// Heading.
    pub label: String,
    /// Page of the unit, relative to the root; empty when there is none.
    pub url: String,
    /// People.
    pub people: Vec<ContactItem>,
}

/// What somebody looks for, by the first letter of its sound.
#[derive(Clone, Debug, Serialize)]
pub struct TopicGroup {
    /// `A` to `Z`; empty for what does not begin with a sound.
    pub letter: String,
    /// In the order of their sound.
    pub topics: Vec<TopicItem>,
}

/// What somebody looks for, and who helps.
#[derive(Clone, Debug, Serialize)]
pub struct TopicItem {
    /// In residents' words.
    pub topic: String,
    /// Who helps.
    pub people: Vec<TopicPerson>,
}

/// Somebody who helps, and the number to ring.
#[derive(Clone, Debug, Serialize)]
pub struct TopicPerson {
    /// Relative to the site's root.
    pub url: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Number as written.
    pub phone: String,
}

/// A reply in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyItem {
    /// Relative to the site's root.
    pub url: String,
    /// Letter number.
    pub submission_no: String,
    /// Title.
    pub title: String,
    /// Word of the kind: message key `kind-<word>`.
    pub kind: &'static str,
    /// What it is about.
    pub topic: String,
    /// Village, or none for the township.
    pub village: Option<String>,
    /// Office.
    pub office: String,
    /// When the letter came.
    pub received_on: String,
    /// When it was answered.
    pub replied_on: String,
    /// Working days in between.
    pub working_days: Option<u32>,
    /// The two days are one.
    pub same_day: bool,
    /// Word of the round, but for the first: message keys `reply_round-<word>` and `reply_said-<word>`.
    pub round: Option<&'static str>,
    /// Word of the rating: message key `rating-<word>`.
    pub rating: Option<&'static str>,
    /// How many letters it answers.
    pub letters: u32,
}

/// A policy explanation in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyItem {
    /// Relative to the site's root.
    pub url: String,
    /// Title.
    pub title: String,
    /// In plain words.
    pub summary: String,
    /// Word of its document's status: message key `status-<word>`.
    pub status: &'static str,
    /// 文号.
    pub number: String,
    /// When it was published.
    pub published_on: String,
    /// Words.
    pub topics: Vec<String>,
}

/// An event in a list.
#[derive(Clone, Debug, Serialize)]
pub struct EventItem {
    /// Relative to the site's root.
    pub url: String,
    /// Title.
    pub title: String,
    /// Word of the kind: message key `event-<word>`.
    pub kind: &'static str,
    /// Word of the status, or `over` for what was planned and is past: message key `event_status-<word>`.
    pub status: &'static str,
    /// Day.
    pub date: String,
    /// Day of the month, for a calendar leaf.
    pub day: i8,
    /// Month.
    pub month: i8,
    /// 1 is Monday: message key `weekday-<n>`.
    pub weekday: i8,
    /// `HH:MM–HH:MM`; of several days `HH:MM – YYYY-MM-DD HH:MM`, for the first one stands beside it.
    pub hours: String,
    /// Where.
    pub place: String,
    /// A sentence.
    pub summary: String,
}

/// An improvement in a list.
#[derive(Clone, Debug, Serialize)]
pub struct ImprovementItem {
    /// Relative to the site's root.
    pub url: String,
    /// Title.
    pub title: String,
    /// Office.
    pub office: String,
    /// Day.
    pub published_on: String,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
}

/// A village or office in a list.
#[derive(Clone, Debug, Serialize)]
pub struct UnitItem {
    /// Relative to the site's root.
    pub url: String,
    /// Name.
    pub name: String,
    /// A sentence.
    pub intro: String,
    /// Number as written.
    pub phone: String,
    /// What residents ask an office about; the groups of a village.
    pub words: Vec<String>,
}

/// `home.html`.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// Latest replies, newest first.
    pub replies: Vec<ReplyItem>,
    /// How many replies are public.
    pub reply_count: usize,
    /// Next events.
    pub events: Vec<EventItem>,
    /// Latest explanations.
    pub policies: Vec<PolicyItem>,
    /// Latest improvements.
    pub improvements: Vec<ImprovementItem>,
    /// Villages.
    pub villages: Vec<Link>,
    /// Offices with what they are asked about.
    pub offices: Vec<UnitItem>,
    /// Who runs the site.
    pub linked_data: Option<LinkedData>,
}

/// `contacts.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ContactsView {
    /// By what residents look for, as it sounds.
    pub topics: Vec<TopicGroup>,
    /// By leaders, offices and villages.
    pub groups: Vec<ContactGroup>,
}

/// `contact.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ContactView {
    /// Name.
    pub name: String,
    /// Post.
    pub post: String,
    /// Office.
    pub office: Option<Link>,
    /// Villages.
    pub villages: Vec<Link>,
    /// Number.
    pub phone: String,
    /// Mobile, with consent.
    pub mobile: Option<String>,
    /// What they do.
    pub duties: Vec<String>,
    /// What they are asked about.
    pub topics: Vec<String>,
    /// When they can be reached.
    pub duty_hours: String,
    /// Promise.
    pub promise: String,
    /// Day of the last check.
    pub verified_on: String,
    /// Too long ago.
    pub is_stale: bool,
    /// Letters to this office: the form with the office chosen, from this page.
    pub write_url: String,
    /// The card for a phone, relative to the root.
    pub card_file: String,
    /// More.
    pub body: Html,
}

/// A list of units: `villages.html`, `offices.html`.
#[derive(Clone, Debug, Serialize)]
pub struct UnitsView {
    /// In the order of the file.
    pub units: Vec<UnitItem>,
}

/// A liaison.
#[derive(Clone, Debug, Serialize)]
pub struct LiaisonItem {
    /// Name.
    pub name: String,
    /// Who they are.
    pub intro: String,
}

/// `village.html`.
#[derive(Clone, Debug, Serialize)]
pub struct VillageView {
    /// Name.
    pub name: String,
    /// A sentence or two.
    pub intro: String,
    /// Inhabitants.
    pub population: u32,
    /// Households.
    pub households: u32,
    /// Groups.
    pub groups: Vec<String>,
    /// Committee's number.
    pub phone: String,
    /// Committee's address.
    pub address: String,
    /// Where the box hangs.
    pub mailbox_point: String,
    /// When it is opened.
    pub sorting_day: String,
    /// The instructor.
    pub instructor: Option<ContactItem>,
    /// The village's own cadres.
    pub people: Vec<ContactItem>,
    /// Cadres of the township that see to it, besides the instructor.
    pub township_people: Vec<ContactItem>,
    /// Liaisons.
    pub liaisons: Vec<LiaisonItem>,
    /// Next events.
    pub events: Vec<EventItem>,
    /// Latest replies.
    pub replies: Vec<ReplyItem>,
    /// All its replies, relative to the root, if the site has such lists.
    pub replies_url: Option<String>,
    /// Its days, to subscribe to.
    pub calendar: CalendarLinks,
    /// All its cards for a phone, relative to the root.
    pub card_file: String,
    /// Its cards on paper, relative to the root.
    pub sheet_url: String,
    /// The form with the village chosen, from this page.
    pub write_url: String,
}

/// `office.html`.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// Name.
    pub name: String,
    /// A sentence or two.
    pub intro: String,
    /// Number.
    pub phone: String,
    /// Where.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// What it is asked about.
    pub topics: Vec<String>,
    /// People.
    pub people: Vec<ContactItem>,
    /// Explanations.
    pub policies: Vec<PolicyItem>,
    /// Latest replies.
    pub replies: Vec<ReplyItem>,
    /// All its replies, relative to the root, if the site has such lists.
    pub replies_url: Option<String>,
    /// The form with the office chosen, from this page.
    pub write_url: String,
}

/// `policies.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PoliciesView {
    /// Newest first.
    pub policies: Vec<PolicyItem>,
    /// The list of documents, relative to the root; none where there is no document.
    pub documents_url: Option<&'static str>,
}

/// `documents.html`.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentsView {
    /// Newest first.
    pub documents: Vec<DocumentItem>,
}

/// A document as its explanation shows it.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentItem {
    /// Relative to the site's root.
    pub url: String,
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    pub issued_on: String,
    /// From when it holds.
    pub effective_on: String,
    /// Until when.
    pub expires_on: Option<String>,
    /// Word of the status.
    pub status: &'static str,
    /// By what it was changed.
    pub status_note: Option<String>,
    /// The document that changed it.
    pub changed_by: Option<Link>,
    /// Its time is over: the day until which it held has passed.
    pub is_expired: bool,
}

/// A file that is given out with a text.
#[derive(Clone, Debug, Serialize)]
pub struct AttachmentItem {
    /// Relative to the site's root.
    pub url: String,
    /// What it is.
    pub title: String,
    /// `PDF`, `DOCX` and so on.
    pub kind: String,
    /// In words: `35 KB`.
    pub size: String,
}

/// A question with its answer.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionItem {
    /// Question.
    pub q: String,
    /// Answer.
    pub a: String,
}

/// A change.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeItem {
    /// From when.
    pub on: String,
    /// What.
    pub what: String,
}

/// `policy.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyView {
    /// Title.
    pub title: String,
    /// In plain words.
    pub summary: String,
    /// Its document.
    pub document: DocumentItem,
    /// The office that explains.
    pub office: Link,
    /// Its number.
    pub phone: String,
    /// When it was published.
    pub published_at: String,
    /// Words.
    pub topics: Vec<String>,
    /// Questions and answers.
    pub questions: Vec<QuestionItem>,
    /// History.
    pub changes: Vec<ChangeItem>,
    /// Files.
    pub attachments: Vec<AttachmentItem>,
    /// Files of its document.
    pub document_attachments: Vec<AttachmentItem>,
    /// Text.
    pub body: Html,
    /// Replies that rest on it.
    pub replies: Vec<ReplyItem>,
    /// The questions.
    pub linked_data: Option<LinkedData>,
}

/// `document.html`.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    /// The document.
    pub document: DocumentItem,
    /// Its explanations.
    pub policies: Vec<PolicyItem>,
    /// Documents that it changed or repealed.
    pub changed: Vec<DocumentItem>,
    /// Files.
    pub attachments: Vec<AttachmentItem>,
    /// Text.
    pub body: Html,
}

/// A page of a list. Pages are numbered from the oldest; the newest stands at the list's own address.
#[derive(Clone, Debug, Serialize)]
pub struct Pager {
    /// This page.
    pub number: usize,
    /// How many there are.
    pub count: usize,
    /// Newer entries, relative to the root.
    pub newer: Option<String>,
    /// Older entries, relative to the root.
    pub older: Option<String>,
}

/// `replies.html`.
#[derive(Clone, Debug, Serialize)]
pub struct RepliesView {
    /// What the list is narrowed to.
    pub filter: Option<FilterLabel>,
    /// Newest first.
    pub replies: Vec<ReplyItem>,
    /// How many in the whole list; on older pages none, so that they never change again.
    pub total: Option<usize>,
    /// Other pages.
    pub pager: Pager,
    /// Narrower lists, on the newest page only.
    pub filters: Vec<FilterGroup>,
    /// The page of all topics, relative to the root, if there are lists by topic.
    pub topics_url: Option<String>,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterLabel {
    /// `village`, `office`, `kind`, `year` or `topic`.
    pub by: &'static str,
    /// A name, or the word of a kind (message key `kind-<word>`).
    pub value: String,
}

/// Lists by one property.
#[derive(Clone, Debug, Serialize)]
pub struct FilterGroup {
    /// `village`, `office`, `kind` or `year`.
    pub by: &'static str,
    /// The lists; of kinds the label is the word.
    pub links: Vec<Link>,
}

/// A topic and how many replies it has.
#[derive(Clone, Debug, Serialize)]
pub struct TopicCount {
    /// Its list.
    pub topic: Link,
    /// How many.
    pub count: usize,
}

/// `topics.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TopicsView {
    /// The most frequent first.
    pub topics: Vec<TopicCount>,
}

/// `reply.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyView {
    /// The facts.
    pub reply: ReplyItem,
    /// Office page.
    pub office: Link,
    /// Its number.
    pub phone: String,
    /// Village page.
    pub village: Option<Link>,
    /// The list of its topic, relative to the root, if the site has such lists.
    pub topic_url: Option<String>,
    /// Word of the scope.
    pub scope: &'static str,
    /// When it was published.
    pub published_at: String,
    /// Paragraphs of the redacted letter.
    pub letter: Vec<String>,
    /// Answer.
    pub answer: Html,
    /// Policies it rests on.
    pub policies: Vec<PolicyItem>,
    /// Rules that were mended because of it.
    pub improvements: Vec<ImprovementItem>,
}

/// `tombstone.html`.
#[derive(Clone, Debug, Serialize)]
pub struct TombstoneView {
    /// Letter number.
    pub submission_no: String,
    /// Since when there is nothing.
    pub withdrawn_on: String,
}

/// `events.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EventsView {
    /// From today, soonest first.
    pub coming: Vec<EventItem>,
    /// Before today, latest first.
    pub past: Vec<EventItem>,
    /// Days that come again.
    pub regular: Vec<RegularItem>,
    /// To subscribe to.
    pub calendar: CalendarLinks,
}

/// `event.html`.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// The facts.
    pub event: EventItem,
    /// Who chairs.
    pub chair: Option<String>,
    /// Village page.
    pub village: Option<Link>,
    /// Office page.
    pub office: Option<Link>,
    /// Moved from.
    pub moved_from: Option<String>,
    /// Why.
    pub moved_reason: Option<String>,
    /// Attendance by role.
    pub attendance: Vec<Attendance>,
    /// When it was published.
    pub published_at: String,
    /// Minutes.
    pub body: Html,
}

/// `improvements.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ImprovementsView {
    /// Newest first.
    pub improvements: Vec<ImprovementItem>,
}

/// `improvement.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ImprovementView {
    /// The facts.
    pub improvement: ImprovementItem,
    /// The document that changed.
    pub document: Option<DocumentItem>,
    /// The replies that caused it.
    pub replies: Vec<ReplyItem>,
    /// Text.
    pub body: Html,
}

/// `page.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleView {
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Last changed.
    pub updated_on: String,
    /// Text.
    pub body: Html,
}

/// `redirect.html`: what stands at an address that something has left.
#[derive(Clone, Debug, Serialize)]
pub struct RedirectView {
    /// Where it is now, relative to the root.
    pub target: Link,
}

/// `404.html`: linked from anywhere, so its frame's root is the site's own address.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {}
