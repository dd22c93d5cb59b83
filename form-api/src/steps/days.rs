//! A day on which something was, as somebody typed it: not to come, and of no year that is a slip of the pen.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::case::forms::Sent;
use crate::case::shanghai_date;
use crate::steps::{Desk, StepError};

/// A day that is not to come, nor long ago.
///
/// # Errors
/// [`StepError::Missing`] where there is none, [`StepError::Unknown`] for one to come, or of long ago.
pub(super) fn past_day(
    desk: Desk<'_>,
    sent: &Sent,
    field: &str,
    what: &'static str,
) -> Result<Date, StepError> {
    past(desk, sent.day(field).ok_or(StepError::Missing(what))?)
}

/// Paper that is older is not typed in any more: the year is a slip of the pen.
const BACK_YEARS: i64 = 5;

/// The day itself, where it is one that can have been.
///
/// # Errors
/// [`StepError::Unknown`] for one to come, or of long ago.
pub(super) fn past(desk: Desk<'_>, day: Date) -> Result<Date, StepError> {
    let today = shanghai_date(desk.now);
    if day > today {
        Err(StepError::Unknown("day"))
    } else if day < today.saturating_sub(BACK_YEARS.years()) {
        Err(StepError::Unknown("day_long_ago"))
    } else {
        Ok(day)
    }
}
