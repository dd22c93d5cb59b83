//! On which day a letter was received that staff enter: the call of yesterday, the box of last Tuesday. Its clock starts there.
//!
//! Deliberately absent: what comes by itself, which is received when it arrives.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use super::deadline::{shanghai_date, shanghai_midnight};

/// So far back a letter can have been received. What lay for longer begins when it is entered: a promise that was broken before
/// anybody read the letter says nothing to its sender.
pub const MOST_DAYS_BACK: i64 = 31;

/// Why a day is not taken; the message key is `unknown-<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceivedFault {
    /// It is to come.
    #[error("the day is to come")]
    Future,
    /// It is longer ago than [`MOST_DAYS_BACK`].
    #[error("the day is too long ago")]
    LongAgo,
}

impl ReceivedFault {
    /// The last part of the message key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Future => "received_future",
            Self::LongAgo => "received_long_ago",
        }
    }
}

/// The moment from which a letter counts that was received on this day: now for today, else when the day began, for its hour is
/// not known.
///
/// # Errors
/// A day that cannot be.
pub fn received_at(day: Date, now: Timestamp) -> Result<Timestamp, ReceivedFault> {
    let today = shanghai_date(now);
    if day > today {
        Err(ReceivedFault::Future)
    } else if day < today.saturating_sub(MOST_DAYS_BACK.days()) {
        Err(ReceivedFault::LongAgo)
    } else if day == today {
        Ok(now)
    } else {
        Ok(shanghai_midnight(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn today_counts_from_now_and_a_day_before_from_its_beginning() {
        let now: Timestamp = "2026-11-24T01:30:00+08:00".parse().expect("a moment");
        let at = |day| received_at(day, now);
        assert_eq!(at(date(2026, 11, 24)), Ok(now));
        assert_eq!(at(date(2026, 11, 23)), Ok("2026-11-23T00:00:00+08:00".parse().expect("a moment")));
        assert_eq!(at(date(2026, 11, 25)), Err(ReceivedFault::Future));
        assert!(at(date(2026, 10, 24)).is_ok(), "31 days");
        assert_eq!(at(date(2026, 10, 23)), Err(ReceivedFault::LongAgo));
    }
}
