//! 抽查: which of the questions that one person answered and closed on the telephone somebody else reads afterwards.
//!
//! The first one of each clerk is read, and then one of five by lot. The lot is drawn by the case's random id, so that nobody chooses
//! what is read and everybody can count it again.

use record::words;

/// One of so many is read.
const ONE_OF: u64 = 5;

words! {
    /// What whoever read it says.
    CheckVerdict {
        /// 妥当: the answer was right.
        Sound => "sound",
        /// 不妥: it was not; the case is opened again.
        Faulty => "faulty",
    }
}

/// Whether a case is read by somebody else; `is_first`: its clerk has closed none before.
#[must_use]
pub fn is_drawn(case_id: &str, is_first: bool) -> bool {
    let hash = blake3::hash(case_id.as_bytes());
    let lot = hash.as_bytes().iter().take(8).fold(0_u64, |lot, byte| lot << 8 | u64::from(*byte));
    is_first || lot % ONE_OF == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_one_is_read_and_about_one_of_five_and_always_the_same_ones() {
        let ids: Vec<String> = (0..10_000).map(|n| format!("{n:032x}")).collect();
        let drawn: Vec<&String> = ids.iter().filter(|id| is_drawn(id, false)).collect();
        assert!((1_850..=2_150).contains(&drawn.len()), "{} of 10,000", drawn.len());
        assert!(ids.iter().all(|id| is_drawn(id, true)));
        assert!(drawn.iter().all(|id| is_drawn(id, false)), "drawn again, it is the same lot");
    }
}
