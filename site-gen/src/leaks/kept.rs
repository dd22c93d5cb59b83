//! What a site itself lets stand: people in duty, consent on cards, texts kept with a reason.
//!
//! Consent for a card is not consent for every page, so a text may be kept for one place:
//! `contacts/an-id/#14012345678` stands below that folder only, `a/b.html#…` in that file only. A file that
//! the gate cannot read is kept by its name and the fingerprint of its content
//! (`a/film.mp4#0123456789abcdef`): another file under that name is not.
//!
//! Deliberately absent: who may let something stand.

use privacy::Known;

use crate::site::Site;
use crate::urls;

/// The people and numbers of a site that may stand on every page.
#[must_use]
pub fn in_duty(site: &Site) -> Known {
    Known { keep_names: site.official_names(), keep_numbers: site.official_numbers(), ..Known::default() }
}

/// The texts that a site lets stand: those of `site.toml` that have a reason, each private mobile on the card
/// whose owner agreed to it, and what the public replies themselves keep: two people have read those.
#[must_use]
pub fn kept(site: &Site) -> Vec<String> {
    let keep = site.settings.privacy.keep.iter();
    let with_reason = keep.filter(|kept| !kept.why.trim().is_empty()).map(|kept| kept.text.clone());
    let cards = site.records.contacts.iter().filter(|card| card.mobile_consent_on.is_some());
    let with_consent =
        cards.filter_map(|card| Some(format!("{}#{}", urls::record(card), card.mobile.as_ref()?)));
    let in_replies = site.replies.iter().flat_map(|reply| reply.kept.iter().cloned());
    with_reason.chain(with_consent).chain(in_replies).collect()
}

/// Whether `text` is kept for this file.
pub(super) fn stands_in(file: &str, text: &str, allowed: &[String]) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    allowed.iter().filter_map(|kept| kept.split_once('#')).any(|(place, kept)| {
        let here = place == file || place.ends_with('/') && file.starts_with(place);
        here && (kept == text || bare(kept) == bare(text))
    })
}

/// Whether every letter of a finding stands inside something that was kept: the page may read it together
/// with its neighbours, in another shape than the person who kept it saw. A kept span that a summary has cut
/// off counts too.
pub(super) fn covers(allowed: &[String], text: &str, (start, end): (usize, usize)) -> bool {
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    let first = letters.partition_point(|(byte, _)| *byte < start);
    let behind = letters.partition_point(|(byte, _)| *byte < end);
    let is_last = |at: usize| letters.get(at).is_none_or(|(byte, _)| text[..*byte].ends_with('…'));
    let mut covered = vec![false; behind - first];
    for kept in allowed {
        let kept: Vec<char> = kept.chars().filter(|c| c.is_alphanumeric()).collect();
        for at in first.saturating_sub(kept.len())..behind {
            let same =
                letters[at..].iter().zip(&kept).take_while(|((_, own), wanted)| own == *wanted).count();
            let is_kept = same > 0 && (same == kept.len() || same > 1 && is_last(at + same));
            for place in at.max(first)..(at + same).min(behind) {
                covered[place - first] |= is_kept;
            }
        }
    }
    !covered.is_empty() && covered.iter().all(|covered| *covered)
}

/// How a file that cannot be read is kept.
pub(super) fn fingerprint(file: &str, bytes: &[u8]) -> String {
    format!("{file}#{}", &blake3::hash(bytes).to_hex()[..16])
}
