//! Changing a decision after the text was edited by hand: the words of the decisions are found again in the edited text,
//! and what a person wrote stays.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::propose::{Decision, Proposal, apply_part};
use super::{Draft, Part};

/// What an edited text becomes when decisions change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewritten {
    /// The text.
    pub draft: Draft,
    /// Places where a decision changed and a person had written over its word: they are as the person wrote them.
    pub left_alone: usize,
}

/// Puts the words of `after` where those of `before` still stand in `edited`, which was made from `original` by `before`
/// and then by hand.
#[must_use]
pub fn rewrite(
    original: &Draft,
    proposals: &[Proposal],
    before: &[Decision],
    after: &[Decision],
    edited: &Draft,
) -> Rewritten {
    let mut rewritten = Rewritten { draft: edited.clone(), left_alone: 0 };
    if before == after {
        return rewritten;
    }
    for part in Part::ALL {
        let (old, new) =
            (apply_part(original, *part, proposals, before), apply_part(original, *part, proposals, after));
        let text = edited.part(*part);
        if old.text == text {
            *rewritten.draft.part_mut(*part) = new.text;
            continue;
        }
        let (old_chars, chars): (Vec<char>, Vec<char>) = (old.text.chars().collect(), text.chars().collect());
        let same: Vec<(usize, usize, usize)> = capture_diff_slices(Algorithm::Myers, &old_chars, &chars)
            .into_iter()
            .filter_map(|op| match op {
                DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
                _ => None,
            })
            .collect();
        let mut result: Vec<char> = chars;
        // From behind, so that places in front stay where they are.
        for (&(_, start, end), &(_, new_start, new_end)) in old.slots.iter().zip(&new.slots).rev() {
            let word = &new.text[new_start..new_end];
            if old.text[start..end] == *word {
                continue;
            }
            let from = old.text[..start].chars().count();
            let length = old.text[start..end].chars().count();
            let unchanged =
                same.iter().find(|(old_at, _, len)| *old_at <= from && from + length <= old_at + len);
            match unchanged {
                Some((old_at, new_at, _)) => {
                    let at = new_at + from - old_at;
                    result.splice(at..at + length, word.chars());
                }
                None => rewritten.left_alone += 1,
            }
        }
        *rewritten.draft.part_mut(*part) = result.into_iter().collect();
    }
    rewritten
}

#[cfg(test)]
mod tests {
    use privacy::Known;
    use record::Units;

    use super::super::Reading;
    use super::super::propose::{Way, apply, propose};
    use super::*;

    fn original() -> Draft {
        Draft {
            title: "路灯不亮".into(),
            letter: "我叫尉迟翀，住在河边，电话14012345678。尉迟翀敬上".into(),
            answer: "已修好。".into(),
        }
    }

    fn decisions(ways: [Way; 2]) -> (Vec<Proposal>, Vec<Decision>) {
        let proposals = propose(&original(), &Known::default(), &Units::default(), 300, Reading::Close);
        assert_eq!(proposals.len(), 2, "{proposals:?}");
        let decisions = proposals
            .iter()
            .zip(ways)
            .map(|(proposal, way)| proposal.decide(way, "", "理由").expect("possible"))
            .collect();
        (proposals, decisions)
    }

    #[test]
    fn a_changed_decision_leaves_what_was_written_by_hand() {
        let (proposals, before) = decisions([Way::Replace, Way::Replace]);
        let (_, after) = decisions([Way::Surname, Way::Drop]);
        let mut edited = apply(&original(), &proposals, &before);
        edited.letter = edited.letter.replace("住在河边，", "").replace("敬上", "写");
        let new = rewrite(&original(), &proposals, &before, &after, &edited);
        assert_eq!(new.draft.letter, "我叫尉迟某，电话。尉迟某写");
        assert_eq!(new.left_alone, 0);
    }

    #[test]
    fn a_place_that_was_written_over_is_left_alone_and_counted() {
        let (proposals, before) = decisions([Way::Replace, Way::Replace]);
        let (_, after) = decisions([Way::Surname, Way::Replace]);
        let mut edited = apply(&original(), &proposals, &before);
        edited.letter = edited.letter.replacen("我叫群众", "我是一位村民", 1);
        let new = rewrite(&original(), &proposals, &before, &after, &edited);
        assert_eq!(new.draft.letter, "我是一位村民，住在河边，电话（联系电话略）。尉迟某敬上");
        assert_eq!(new.left_alone, 1);
    }

    #[test]
    fn the_same_decisions_change_nothing() {
        let (proposals, before) = decisions([Way::Replace, Way::Drop]);
        let edited = Draft { letter: "全部重写".into(), ..original() };
        assert_eq!(rewrite(&original(), &proposals, &before, &before, &edited).draft, edited);
    }
}
