//! How much may come from one place, and what was turned away, counted.
//!
//! Deliberately absent: addresses in logs. A prefix (/24 of IPv4, /48 of IPv6) lives in memory for as long as its
//! limit does, and nowhere else.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::case::{self, TurnedAway};

/// One time too many: it is counted, and not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests")]
pub struct TooMany;

/// Limits in memory. A village behind one address still gets through: they are generous for a prefix and strict for
/// one letter number, and of looking up only what does not fit counts for both. The number of a published letter is
/// public, so a limit on it must not keep out who has the code; a code of 84 bits is not guessed at any speed that a
/// prefix is allowed.
///
/// What is turned away is counted here by reason, in memory, until it is added to the day's counts: a flood costs no
/// transaction each.
pub struct Limits {
    turned_away: Mutex<BTreeMap<TurnedAway, i64>>,
    same_text: DefaultKeyedRateLimiter<TextHash>,
    same_text_at_all: DefaultKeyedRateLimiter<TextHash>,
    letters: DefaultKeyedRateLimiter<String>,
    previews: DefaultKeyedRateLimiter<String>,
    files: DefaultKeyedRateLimiter<String>,
    look_ups: DefaultKeyedRateLimiter<String>,
    wrong_codes: DefaultKeyedRateLimiter<String>,
    number_wrong_codes: DefaultKeyedRateLimiter<String>,
    sign_ins: DefaultKeyedRateLimiter<String>,
}

/// 64 bits of a hash are enough: two texts that fall together would cost a remark, and hundreds of thousands are kept.
#[derive(Clone, PartialEq, Eq, Hash)]
struct TextHash(u64);

impl TextHash {
    fn of(text: &str) -> Self {
        let mut hash = [0; 8];
        blake3::Hasher::new().update(text.as_bytes()).finalize_xof().fill(&mut hash);
        Self(u64::from_le_bytes(hash))
    }
}

const fn per_minute(times: u32) -> Quota {
    match NonZeroU32::new(times) {
        Some(times) => Quota::per_minute(times),
        None => panic!("a limit is at least one"),
    }
}

const fn per_hour(times: u32) -> Quota {
    match NonZeroU32::new(times) {
        Some(times) => Quota::per_hour(times),
        None => panic!("a limit is at least one"),
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            turned_away: Mutex::default(),
            same_text: RateLimiter::keyed(const { per_hour(3) }),
            same_text_at_all: RateLimiter::keyed(const { per_hour(60) }),
            letters: RateLimiter::keyed(const { per_minute(30) }),
            previews: RateLimiter::keyed(const { per_minute(90) }),
            files: RateLimiter::keyed(const { per_minute(120) }),
            look_ups: RateLimiter::keyed(const { per_minute(300) }),
            wrong_codes: RateLimiter::keyed(const { per_minute(60) }),
            number_wrong_codes: RateLimiter::keyed(const { per_minute(10) }),
            sign_ins: RateLimiter::keyed(const { per_minute(30) }),
        }
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// A letter is being sent.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn letter(&self, from: &ClientPrefix) -> Result<(), TooMany> {
        self.hold_prefix(&self.letters, from, TurnedAway::Letters)
    }

    /// A letter is being looked at before it is sent: oftener than letters are sent, for people look more than once.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn preview(&self, from: &ClientPrefix) -> Result<(), TooMany> {
        self.hold_prefix(&self.previews, from, TurnedAway::Previews)
    }

    /// A file comes with a letter that is being written, or with an answer.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn file(&self, from: &ClientPrefix) -> Result<(), TooMany> {
        self.hold_prefix(&self.files, from, TurnedAway::Files)
    }

    /// A letter is being looked up, with whatever code: so many that only a machine asks oftener.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn look_up(&self, from: &ClientPrefix) -> Result<(), TooMany> {
        self.hold_prefix(&self.look_ups, from, TurnedAway::LookUps)
    }

    /// A letter number, whether or not somebody has it, was looked up with a code that does not fit.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn wrong_code(&self, from: &ClientPrefix, submission_no: &str) -> Result<(), TooMany> {
        self.hold_prefix(&self.wrong_codes, from, TurnedAway::LookUps)?;
        self.hold(&self.number_wrong_codes, &submission_no.to_owned(), TurnedAway::Guesses)?;
        self.turn_away(TurnedAway::WrongCode);
        Ok(())
    }

    /// Somebody is signing in.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn sign_in(&self, from: &ClientPrefix) -> Result<(), TooMany> {
        self.hold_prefix(&self.sign_ins, from, TurnedAway::SignIns)
    }

    /// A letter with this text is being sent. Says whether it has come several times within the hour: then it is one of many, and
    /// that is remarked. Only its hash is kept, in memory.
    ///
    /// # Errors
    /// [`TooMany`] for a text that has come far oftener than neighbours who agree would send it.
    pub fn same_text(&self, text: &str) -> Result<bool, TooMany> {
        let hash = TextHash::of(&case::search_text(text));
        self.hold(&self.same_text_at_all, &hash, TurnedAway::SameText)?;
        Ok(self.same_text.check_key(&hash).is_err())
    }

    fn hold_prefix(
        &self,
        limit: &DefaultKeyedRateLimiter<String>,
        from: &ClientPrefix,
        reason: TurnedAway,
    ) -> Result<(), TooMany> {
        if from.is_trusted { Ok(()) } else { self.hold(limit, &from.prefix, reason) }
    }

    fn hold<K: Hash + Eq + Clone>(
        &self,
        limit: &DefaultKeyedRateLimiter<K>,
        key: &K,
        reason: TurnedAway,
    ) -> Result<(), TooMany> {
        limit.check_key(key).map_err(|_| {
            self.turn_away(reason);
            TooMany
        })
    }

    /// Counts something that is turned away.
    pub fn turn_away(&self, reason: TurnedAway) {
        *self.counts().entry(reason).or_default() += 1;
    }

    /// What was counted since the last time, and begins anew.
    #[must_use]
    pub fn take_turned_away(&self) -> Vec<(TurnedAway, i64)> {
        std::mem::take(&mut *self.counts()).into_iter().collect()
    }

    /// Puts back what could not be kept.
    pub fn put_back(&self, counts: &[(TurnedAway, i64)]) {
        for (reason, times) in counts {
            *self.counts().entry(*reason).or_default() += times;
        }
    }

    /// Forgets prefixes, numbers and texts whose limits are full again.
    pub fn forget(&self) {
        for limit in [
            &self.letters,
            &self.previews,
            &self.files,
            &self.look_ups,
            &self.wrong_codes,
            &self.number_wrong_codes,
            &self.sign_ins,
        ] {
            limit.retain_recent();
        }
        self.same_text.retain_recent();
        self.same_text_at_all.retain_recent();
    }

    fn counts(&self) -> MutexGuard<'_, BTreeMap<TurnedAway, i64>> {
        self.turned_away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a request comes from, cut to a prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientPrefix {
    prefix: String,
    /// The limits by address do not apply to it.
    is_trusted: bool,
}

impl ClientPrefix {
    /// The place, for limits; none for one that they do not apply to.
    pub(crate) fn place(&self) -> Option<&str> {
        (!self.is_trusted).then_some(self.prefix.as_str())
    }

    fn new(prefix: String) -> Self {
        Self { prefix, is_trusted: false }
    }

    /// Of an address; none where a line has none.
    pub(crate) fn of_peer(address: Option<IpAddr>) -> Self {
        address.map_or_else(|| Self::new("unknown".to_owned()), Self::of)
    }

    /// The same, trusted or not.
    pub(crate) fn trusted(self, is_trusted: bool) -> Self {
        Self { is_trusted, ..self }
    }

    /// The prefix, for what is counted by it elsewhere under a keyed hash.
    pub(crate) fn as_str(&self) -> &str {
        &self.prefix
    }

    fn of(address: IpAddr) -> Self {
        Self::new(match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                format!("{a}.{b}.{c}")
            }
            // 6to4 (RFC 3056) has an address of IPv4 in it: whoever holds that holds all that begin so.
            IpAddr::V6(v6) if v6.segments()[0] == 0x2002 => {
                let [_, _, a, b, c, ..] = v6.octets();
                format!("{a}.{b}.{c}")
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_hides_the_house() {
        let of = |text: &str| ClientPrefix::of(text.parse().expect("an address")).prefix;
        assert_eq!(of("203.0.113.77"), "203.0.113");
        assert_eq!(of("::ffff:203.0.113.77"), "203.0.113");
        assert_eq!(of("2001:db8:1:2::3"), "2001:db8:1");
        assert_eq!(of("2002:cb00:714d:1::3"), "203.0.113");
    }

    #[test]
    fn a_trusted_address_passes_its_limits_and_not_those_of_a_letter() {
        let limits = Limits::default();
        let from = ClientPrefix { is_trusted: true, ..ClientPrefix::new("203.0.113".into()) };
        assert!((0..200).all(|_| limits.letter(&from).is_ok() && limits.sign_in(&from).is_ok()));
        assert!((0..400).all(|_| limits.look_up(&from).is_ok()));
        assert!((0..200).any(|_| limits.wrong_code(&from, "2026-0000-0001").is_err()));
        assert!((0..200).any(|_| limits.letter(&ClientPrefix::new("203.0.113".into())).is_err()));
    }

    #[test]
    fn guessing_at_one_number_ends_long_before_a_villages_questions_do() {
        let limits = Limits::default();
        let from = ClientPrefix::new("203.0.113".into());
        let tries = (0..20).filter(|_| limits.wrong_code(&from, "2026-0000-0001").is_ok()).count();
        assert_eq!(tries, 10);
        assert_eq!(limits.take_turned_away(), [(TurnedAway::Guesses, 10), (TurnedAway::WrongCode, 10)]);
        assert_eq!(limits.take_turned_away(), []);
        assert!(limits.wrong_code(&from, "2026-0000-0002").is_ok());
        assert!((0..200).all(|_| limits.look_up(&from).is_ok()), "looking up is not guessing");
    }

    #[test]
    fn one_text_is_remarked_on_from_the_fourth_and_ends_after_a_whole_village_has_sent_it() {
        let limits = Limits::default();
        let of_village: Vec<_> = (0..61).map(|_| limits.same_text("路灯不亮，请来修。").ok()).collect();
        assert_eq!(of_village[..4], [Some(false), Some(false), Some(false), Some(true)]);
        assert_eq!((of_village[59], of_village[60]), (Some(true), None));
        assert_eq!(limits.same_text("路灯 不亮，\n请来修。").ok(), None, "white space makes no other text");
        assert_eq!(limits.same_text("水管漏了").ok(), Some(false));
        assert_eq!(limits.take_turned_away(), [(TurnedAway::SameText, 2)]);
    }
}
