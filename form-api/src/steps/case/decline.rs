//! 不予受理: the letter is not taken up, and its sender is told why.

use std::collections::HashSet;

use crate::case::Step;
use crate::event_log::{Event, Kind, write_event};
use crate::steps::case::outcome::conclude;
use crate::steps::{Desk, On, StepError, for_sender};
use crate::store;

/// Fewer characters than this say neither on what ground a letter is refused nor where else to go.
const LEAST_REASON: usize = 20;

/// As many of its characters differ at least, of those that words are made of.
const LEAST_DIFFERENT: usize = 12;

/// What counts things and says nothing of them.
const COUNTING: &str = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥一二三四五六七八九十百千万零〇";

/// A letter ends with this: its sender reads on what ground, and where else to go.
///
/// # Errors
/// [`StepError::Missing`].
pub(super) fn must_say_why(reason: &str) -> Result<(), StepError> {
    let said = reason.chars().filter(|c| c.is_alphanumeric()).count();
    let is_of_words = |c: &char| c.is_alphabetic() && !c.is_ascii() && !COUNTING.contains(*c);
    let different: HashSet<char> = reason.chars().filter(is_of_words).collect();
    if said < LEAST_REASON || different.len() < LEAST_DIFFERENT {
        return Err(StepError::Missing("longer_reason"));
    }
    Ok(())
}

/// Does not take the letter up. Where the township has two persons look at that, the first one proposes it, and another one
/// who sends the same reason confirms it; another reason is another proposal. The sender reads what was confirmed.
///
/// # Errors
/// [`StepError::Missing`] without a reason or with one that is too short; else as every step.
pub async fn decline(desk: Desk<'_>, on: On<'_>, reason: &str) -> Result<(), StepError> {
    let reason = for_sender("reason", reason)?;
    must_say_why(&reason)?;
    if !desk.township.declines_need_two {
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    let mut taken = desk.look_up(on, Step::Decline).await?;
    let case = &mut taken.case;
    crate::case::next(&case.case(), Step::Decline)?;
    let is_proposed = case.decline_reason.as_ref() == Some(&reason);
    if is_proposed {
        let proposal = case.letter().written_by(case.decline_by.as_deref());
        desk.staff.viewer().check(Step::Decline, &proposal)?;
        drop(taken);
        return conclude(desk, on, Step::Decline, &reason, None).await;
    }
    case.decline_reason = Some(reason);
    case.decline_by = Some(desk.staff.id.clone());
    store::save_case(&mut taken.tx, &taken.case).await?;
    let event = Event {
        at: desk.now,
        actor: &desk.actor(),
        subject: Some(taken.case.subject()),
        kind: Kind::DeclineProposed,
        details: Vec::new(),
        text: None,
    };
    write_event(&mut taken.tx, &event).await?;
    taken.tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_no_reason_however_long_it_is() {
        for nothing in [
            "不归我们管",
            "不予受理不予受理不予受理不予受理",
            "abcdefghijklmnopqrstuvwxyz",
            "12345678901234567890abc",
            "请看附件×5甲乙丙丁戊己庚辛壬癸",
            "请看附件一二三四五六七八九十百千万子丑寅卯",
            "１２３４５６７８９０请看附件１２３４５６７８９０",
        ] {
            assert!(must_say_why(nothing).is_err(), "{nothing}");
        }
        let why = "这件事由县交通运输局管，请向该局反映，电话在县政府网站上。";
        assert!(must_say_why(why).is_ok());
    }
}
