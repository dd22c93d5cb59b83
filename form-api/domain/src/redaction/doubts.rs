//! What an approver has to look at in a public text before it goes out: whatever a machine doubts, and whatever a
//! colleague let stand. Each is answered by itself.
//!
//! Deliberately absent: what was taken out (it is in the record) and the answer.

use privacy::Known;
use record::words;

use super::{Draft, Part, Reading, RedactionRecord, found_word, is_claim};

words! {
    /// Why something is asked about.
    DoubtKind {
        /// A finding that the redactor let stand, with a reason.
        Kept => "kept",
        /// A risk that the redactor accepted, with a reason.
        Risk => "risk",
        /// The detector is not sure whether it is personal data.
        Unsure => "unsure",
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Tells it from the others, in a form.
    pub key: String,
    /// Why it is asked.
    pub kind: DoubtKind,
    /// The words of the public text; for a risk, its word.
    pub text: String,
    /// What the detector takes it for, see [`found_word`]; empty for a risk.
    pub found: &'static str,
    /// What the redactor said; empty when nobody was asked.
    pub reason: String,
}

impl Doubt {
    fn new(kind: DoubtKind, text: &str, found: &'static str, reason: &str) -> Self {
        let whole = format!("{}\u{0}{text}\u{0}{reason}", kind.as_str());
        let key = blake3::hash(whole.as_bytes()).to_hex().as_str()[..16].to_owned();
        Self { key, kind, text: text.to_owned(), found, reason: reason.to_owned() }
    }
}

/// Every question about a public text, each once: what was kept, the risks, then what is not sure.
#[must_use]
pub fn find_doubts(draft: &Draft, record: &RedactionRecord, known: &Known) -> Vec<Doubt> {
    let is_there = |text: &str| Part::ALL.iter().any(|part| draft.part(*part).contains(text));
    let kept = record.kept.iter().filter(|span| is_there(&span.text));
    let mut doubts: Vec<Doubt> =
        kept.map(|span| Doubt::new(DoubtKind::Kept, &span.text, "", &span.reason)).collect();
    doubts.extend(record.risks.iter().map(|risk| Doubt::new(DoubtKind::Risk, &risk.risk, "", &risk.reason)));
    for part in Part::ALL {
        let text = draft.part(*part);
        for finding in Reading::Close.scan(text, known) {
            let found = &text[finding.start..finding.end];
            let is_doubtful = !finding.sure || !is_claim(finding.kind);
            let is_told = doubts.iter().any(|doubt| doubt.text == found);
            if is_doubtful && !is_told {
                doubts.push(Doubt::new(DoubtKind::Unsure, found, found_word(finding.kind), ""));
            }
        }
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::super::{AcceptedRisk, KeptSpan};
    use super::*;

    #[test]
    fn what_was_kept_and_what_was_accepted_is_asked_about_once() {
        let draft = Draft {
            title: "路灯".into(),
            letter: "请找上官翾，他家在大桥村。".into(),
            answer: "好。".into(),
        };
        let kept = |text: &str| KeptSpan { text: text.into(), reason: "公开过".into() };
        let record = RedactionRecord {
            kept: vec![kept("上官翾"), kept("已经改掉了的")],
            risks: vec![AcceptedRisk { risk: "small_village".into(), reason: "大家都知道".into() }],
            ..RedactionRecord::default()
        };
        let doubts = find_doubts(&draft, &record, &Known::default());
        let of = |kind: DoubtKind| doubts.iter().filter(|doubt| doubt.kind == kind).count();
        assert_eq!((of(DoubtKind::Kept), of(DoubtKind::Risk)), (1, 1), "{doubts:?}");
        let mut keys: Vec<&str> = doubts.iter().map(|doubt| doubt.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), doubts.len());
    }
}
