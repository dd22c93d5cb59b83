//! A service that takes replies into its site looks only at pages from the first new one on: whatever it
//! leaves out must be what it was. Asked of the plan, so that neither clocks nor stamps of files decide what
//! is tried.

use std::collections::BTreeMap;

use jiff::civil::date;
use record::{Fingerprint, PublicKind, PublicReply, StoredRecord};
use site_gen::load;
use site_gen::render::{Groups, Page, Plan, Since};
use site_gen::site::Site;
use site_gen::theme::Theme;

use crate::town::{Town, reply};

/// Differing in village, office, kind and topic, so that lists fill at different times.
fn varied(number: u16) -> PublicReply {
    let word = ["路灯", "水费", "班车"][usize::from(number % 3)];
    PublicReply {
        village: (!number.is_multiple_of(4)).then(|| "shuikou".to_owned()),
        office: if number.is_multiple_of(5) { "zonghe" } else { "chengjian" }.to_owned(),
        kind: PublicKind::ALL[usize::from(number / 2) % PublicKind::ALL.len()],
        topic: word.to_owned(),
        ..reply(number, 2)
    }
}

fn fingerprints(pages: &[Page<'_>], theme: &Theme) -> BTreeMap<String, Fingerprint> {
    pages.iter().map(|page| (page.file.clone(), page.fingerprint(theme))).collect()
}

/// Adds replies in these batches, each reply published in the minute of its number.
fn grow(mut site: Site, theme: &Theme, batches: &[&[u16]]) {
    let words = theme.words().expect("sound words");
    let mut before = fingerprints(&Plan::new(&site, &Groups::new(&site), &words).pages(), theme);
    for batch in batches {
        let replies: Vec<PublicReply> = batch.iter().map(|number| varied(*number)).collect();
        let first = replies.iter().map(|one| (one.published_at, one.submission_no.clone())).min();
        let (published_at, submission_no) = first.expect("no batch is empty");
        site = site.with_changed(
            replies.into_iter().map(|one| StoredRecord::Reply(std::sync::Arc::new(one.into()))).collect(),
        );
        let groups = Groups::new(&site);
        let plan = Plan::new(&site, &groups, &words);
        let all = fingerprints(&plan.pages(), theme);
        let since = Since { published_at, submission_no, added: batch.len() };
        let looked_at = fingerprints(&plan.pages_since(Some(&since)), theme);
        for (file, fingerprint) in &looked_at {
            assert_eq!(all.get(file), Some(fingerprint), "{batch:?}: {file} is a page of the site");
        }
        for (file, fingerprint) in all.iter().filter(|(file, _)| !looked_at.contains_key(*file)) {
            assert_eq!(before.get(file), Some(fingerprint), "{batch:?}: {file} is left out and changes");
        }
        for file in before.keys().filter(|file| !all.contains_key(*file)) {
            let (folder, _) = file.rsplit_once('/').unwrap_or_default();
            let ended = plan.ended_runs(&since);
            assert!(
                ended.iter().any(|one| one == folder),
                "{batch:?}: {file} goes, and only joined runs may"
            );
        }
        before = all;
    }
}

#[test]
fn what_a_service_leaves_out_is_what_it_was() {
    let town = Town::new();
    let content = town.path("content");
    let theme = Theme::load(&town.path("theme")).expect("a theme");
    let mut site = load::load(&content, Some(&town.path("replies")), date(2026, 11, 23)).expect("sound");
    let one_by_one: Vec<[u16; 1]> = (10..30).map(|number| [number]).collect();
    let one_by_one: Vec<&[u16]> = one_by_one.iter().map(<[u16; 1]>::as_slice).collect();
    let many: [&[u16]; 6] = [&[10], &[11, 12, 13, 14], &[20, 21, 22], &[15], &[30, 16], &[5, 6, 31]];
    for size in 1..=4 {
        site.settings.lists.page_size = size;
        grow(site.clone(), &theme, &one_by_one);
        grow(site.clone(), &theme, &many);
    }
}

#[test]
fn runs_of_the_index_that_are_joined_are_told() {
    let town = Town::new();
    let theme = Theme::load(&town.path("theme")).expect("a theme");
    let site = load::load(&town.path("content"), Some(&town.path("replies")), date(2026, 11, 23));
    let site = site.expect("sound");
    let many: Vec<u16> = (10..250).collect();
    let around: Vec<[u16; 1]> = (250..280).map(|number| [number]).collect();
    let mut batches: Vec<&[u16]> = vec![&many];
    batches.extend(around.iter().map(<[u16; 1]>::as_slice));
    grow(site, &theme, &batches);
}
