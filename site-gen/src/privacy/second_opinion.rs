//! What to make of the places that the tagger takes for names of persons.
//!
//! Deliberately absent: the tagger itself ([`super::tagger`]).

use super::context::is_han;
use super::lexicon::Cue;
use super::name_weight::{Noticed, Place};

/// Adds the tagger's names to what the rules noticed.
pub(super) fn weigh(noticed: &mut Noticed, tagged: &[(usize, usize)]) {
    let shape = noticed.shape;
    for &(from, to) in tagged {
        let place = Place { from, to, sure: false };
        let surname = shape.lexicon.surname_len(shape.chars, from);
        let given = (to - from).saturating_sub(surname);
        let plausible = surname > 0
            && (1..=2).contains(&given)
            && shape.chars[from..to].iter().all(|&c| is_han(c))
            && !shape.chars[from + surname..to].iter().any(|&c| shape.lexicon.never_given(c))
            && !shape.lexicon.stands(shape.chars, from + surname, Cue::Office);
        if plausible {
            noticed.found.push(place);
        } else {
            noticed.free.push((place, 4));
        }
    }
}
