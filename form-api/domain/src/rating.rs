//! 好差评: what a sender says of an answer, once in each round. A bad word leads somewhere: the case is opened again, once,
//! and the supervision office looks at it.
//!
//! Source: five grades, the last two being 差评, with a call-back and one more rating after the correction, as Zhejiang and
//! other places have it. Deliberately absent: any meaning of silence. Who says nothing is counted as not rated.

use record::Rating;

use super::submission::clean_text;

/// Longest reason, in characters.
const REASON_MOST: usize = 1000;

/// What came through a form.
#[derive(Clone, Debug, Default)]
pub struct RawRating {
    /// A word of [`Rating`], or empty.
    pub grade: String,
    /// `yes`, `no` or empty.
    pub solved: String,
    /// Why.
    pub reason: String,
}

/// A rating that can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRating {
    /// The grade.
    pub grade: Rating,
    /// Whether the matter is solved, where the sender says so.
    pub solved: Option<bool>,
    /// Why; there for every bad rating.
    pub reason: Option<String>,
}

/// Why a rating is not taken; the message key is `missing-<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RatingFault {
    /// Nothing was chosen and nothing written: nothing changes.
    #[error("the rating is empty")]
    Empty,
    /// Something was said, but no grade of the five.
    #[error("no grade was chosen")]
    NoGrade,
    /// Neither solved nor not solved.
    #[error("solved is neither yes nor no")]
    Unclear,
    /// A bad rating says why, so that somebody can do something about it.
    #[error("a bad rating gives no reason")]
    NoReason,
    /// The reason is longer than 1000 characters.
    #[error("the reason is too long")]
    LongReason,
}

impl RatingFault {
    /// The last part of the message key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "rating",
            Self::NoGrade => "rating_grade",
            Self::Unclear => "rating_solved",
            Self::NoReason => "rating_reason",
            Self::LongReason => "rating_shorter",
        }
    }
}

impl NewRating {
    /// Reads what came through a form.
    ///
    /// # Errors
    /// [`RatingFault`].
    pub fn parse(raw: &RawRating) -> Result<Self, RatingFault> {
        let reason = clean_text(&raw.reason);
        let solved = match raw.solved.trim() {
            "yes" => Some(true),
            "no" => Some(false),
            "" => None,
            _ => return Err(RatingFault::Unclear),
        };
        let Some(grade) = Rating::parse(raw.grade.trim()) else {
            let is_empty = raw.grade.trim().is_empty() && solved.is_none() && reason.is_empty();
            return Err(if is_empty { RatingFault::Empty } else { RatingFault::NoGrade });
        };
        if reason.chars().count() > REASON_MOST {
            return Err(RatingFault::LongReason);
        }
        let rating = Self { grade, solved, reason: (!reason.is_empty()).then_some(reason) };
        if rating.is_bad() && rating.reason.is_none() {
            return Err(RatingFault::NoReason);
        }
        Ok(rating)
    }

    /// Not solved, or one of the two worst grades.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        self.solved == Some(false) || matches!(self.grade, Rating::Dissatisfied | Rating::VeryDissatisfied)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(grade: &str, solved: &str, reason: &str) -> Result<NewRating, RatingFault> {
        NewRating::parse(&RawRating { grade: grade.into(), solved: solved.into(), reason: reason.into() })
    }

    #[test]
    fn an_empty_form_is_no_rating_and_silence_no_praise() {
        assert_eq!(parse("", " ", " \n"), Err(RatingFault::Empty));
        assert_eq!(parse("", "yes", ""), Err(RatingFault::NoGrade));
        assert_eq!(parse("perfect", "", ""), Err(RatingFault::NoGrade));
        assert_eq!(parse("satisfied", "maybe", ""), Err(RatingFault::Unclear));
        assert_eq!(parse("satisfied", "", "").map(|rating| rating.solved), Ok(None));
    }

    #[test]
    fn whatever_is_bad_says_why() {
        for grade in Rating::ALL {
            let is_worst = matches!(grade, Rating::Dissatisfied | Rating::VeryDissatisfied);
            let bare = parse(grade.as_str(), "yes", "");
            assert_eq!(bare.is_err(), is_worst, "{}", grade.as_str());
            assert_eq!(parse(grade.as_str(), "no", ""), Err(RatingFault::NoReason), "{}", grade.as_str());
            assert!(parse(grade.as_str(), "no", "灯又坏了").is_ok_and(|rating| rating.is_bad()));
        }
        assert_eq!(parse("dissatisfied", "", &"长".repeat(1001)), Err(RatingFault::LongReason));
        assert!(parse("dissatisfied", "", &"长".repeat(1000)).is_ok());
    }

    #[test]
    fn every_fault_has_its_sentence() {
        let faults = [
            RatingFault::Empty,
            RatingFault::NoGrade,
            RatingFault::Unclear,
            RatingFault::NoReason,
            RatingFault::LongReason,
        ];
        let words = ["rating", "rating_grade", "rating_solved", "rating_reason", "rating_shorter"];
        assert_eq!(faults.map(RatingFault::as_str), words);
    }
}
