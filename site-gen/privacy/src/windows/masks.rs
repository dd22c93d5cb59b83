//! What is masked and still says enough: 林*月, 林某某, 140****5678.

use super::super::form::{Form, SEEN_DIGITS};
use super::runs::{Found, is_han};

/// What stands for something that is not to be read.
const fn is_mask(c: char) -> bool {
    matches!(c, '*' | '某' | '×' | '○' | '□' | '■' | '●' | '_' | 'X' | 'x')
}

/// The masks of a text, as places of the normalized text.
fn masks(chars: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let begins = |at: usize| is_mask(chars[at]) && (at == 0 || !is_mask(chars[at - 1]));
    (0..chars.len())
        .filter(move |at| begins(*at))
        .map(|from| (from, (from..chars.len()).find(|at| !is_mask(chars[*at])).unwrap_or(chars.len())))
}

/// Masked names: 林*月, 林某某, *秋月.
pub(super) fn masked_names(chars: &[char], is_somebody: impl Fn(&str) -> bool, tell: &mut impl FnMut(Found)) {
    let plain = |from: usize, mask: (usize, usize), to: usize| -> Option<String> {
        let (before, after) = (chars.get(from..mask.0)?, chars.get(mask.1..to)?);
        let is_name = |c: &char| is_han(*c) && !is_mask(*c);
        (before.iter().all(is_name) && after.iter().all(is_name))
            .then(|| before.iter().chain(&['*']).chain(after).collect())
    };
    for mask in masks(chars).filter(|(from, to)| to - from <= 4) {
        // What says most is asked for first: surname and last character, given name, surname alone.
        let shapes = [(1, 1), (2, 1), (0, 2), (0, 3), (1, 0), (2, 0)];
        for (before, after) in shapes {
            let Some(from) = mask.0.checked_sub(before) else { continue };
            let to = mask.1 + after;
            if let Some(window) = plain(from, mask, to).filter(|window| is_somebody(window)) {
                tell(Found { from, to, form: Form::Masked, window });
                break;
            }
        }
    }
}

/// Masked numbers: 140****5678, 1401234****; seven digits have to be there.
pub(super) fn masked_numbers(
    chars: &[char],
    keep: &[String],
    is_somebody: impl Fn(&str) -> bool,
    tell: &mut impl FnMut(Found),
) {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    for (mask_from, mask_to) in masks(chars) {
        let mut first = mask_from;
        while first > 0 && is_digit(first - 1) && mask_from - first < 19 {
            first -= 1;
        }
        let mut last = mask_to;
        while is_digit(last) && last - mask_to < 19 {
            last += 1;
        }
        let (before, after) = (&chars[first..mask_from], &chars[mask_to..last]);
        if before.len() + after.len() < SEEN_DIGITS || is_in_duty(keep, before, after) {
            continue;
        }
        let known = (0..=SEEN_DIGITS).find_map(|seen| {
            let head = before.get(..seen)?;
            let tail = after.get(after.len().checked_sub(SEEN_DIGITS - seen)?..)?;
            let window: String = head.iter().chain(&['*']).chain(tail).collect();
            is_somebody(&window).then_some(window)
        });
        if let Some(window) = known {
            tell(Found { from: first, to: last, form: Form::MaskedNumber, window });
        }
    }
}

/// Whether what can be seen is that of a number in duty.
fn is_in_duty(keep: &[String], before: &[char], after: &[char]) -> bool {
    keep.iter().any(|kept| {
        let kept: Vec<char> = kept.chars().filter(char::is_ascii_digit).collect();
        kept.len() >= before.len() + after.len() && kept.starts_with(before) && kept.ends_with(after)
    })
}
