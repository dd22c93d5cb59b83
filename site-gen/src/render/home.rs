//! The home page: a few of everything.

use serde::Serialize;

use super::columns::{
    EventItem, FEW, ImprovementItem, Inputs, PolicyItem, ReplyItem, UnitItem, coming, improvement_item,
    latest, office_item, policy_item, village_link,
};
use super::groups::Group;
use super::{Page, Rank, linked_data};
use crate::view::{Link, LinkedData, PageKind, Shell};

/// How many improvements it shows: each is as high as three other entries.
const IMPROVEMENTS: usize = 2;

/// `home.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HomeView {
    /// Newest first.
    pub replies: Vec<ReplyItem>,
    /// How many replies are public.
    pub reply_count: usize,
    /// The next ones.
    pub events: Vec<EventItem>,
    pub policies: Vec<PolicyItem>,
    pub improvements: Vec<ImprovementItem>,
    pub villages: Vec<Link>,
    /// With what they are asked about.
    pub offices: Vec<UnitItem>,
    /// Who runs the site.
    pub linked_data: Option<LinkedData>,
}

pub(super) fn page<'a>(Inputs { site, shared, .. }: Inputs<'a>) -> Page<'a> {
    let kind = PageKind::Home { column_type: &shared.t_with("column_type-home", &[]) };
    let shell = Shell::in_frame(&shared.frame, "", "", &site.settings.site.description, kind);
    // Replies are what most people subscribe to.
    let (first, others): (Vec<_>, Vec<_>) =
        record::COLUMNS.iter().filter(|column| column.has_feed).partition(|one| one.word == "replies");
    let shell = first
        .into_iter()
        .chain(others)
        .fold(shell, |shell, column| shell.with_feed_of_column(&site.settings, column));
    let records = &site.records;
    let improvements = records.improvements.iter().take(IMPROVEMENTS);
    let view = HomeView {
        replies: latest(shared, Group::all(site)),
        reply_count: site.replies.len(),
        events: coming(site, |_| true),
        policies: records.policies.iter().take(FEW).map(|policy| policy_item(site, policy)).collect(),
        improvements: improvements.map(|one| improvement_item(site, one)).collect(),
        villages: site.units.villages().iter().map(village_link).collect(),
        offices: site.units.offices().iter().map(office_item).collect(),
        linked_data: linked_data::organisation(site),
    };
    Page::new(Rank::List, "", "home.html", shell, view)
}
