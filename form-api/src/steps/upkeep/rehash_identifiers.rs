//! The rules have changed, or letters are older than the hashes: the marks of every letter's texts are made again. Marks
//! only come in addition; what an older rule found still counts. Deliberately absent: marks of what the sender left, which
//! nobody here can open; they are made when it arrives.

use crate::case::SenderContact;
use crate::steps::{StepError, Township, Upkeep};
use crate::store;

/// Name of the fact: the rules by which all letters were hashed.
const FACT: &str = "marks_by_rules";

/// Letters in one transaction: others wait for it.
const BATCH: i64 = 100;

/// Makes the marks of all letters again, if that has not been done by the present rules; says of how many.
///
/// # Errors
/// [`StepError::Store`]; the next start goes on.
pub async fn rehash_marks(upkeep: Upkeep<'_>, township: &Township) -> Result<usize, StepError> {
    let db = upkeep.db;
    let rules = privacy::RULES_VERSION.to_string();
    if store::find_deployment_info(db, FACT).await?.as_deref() == Some(&rules) {
        return Ok(0);
    }
    let mut done = 0;
    let mut after = String::new();
    loop {
        // Read and hashed before the transaction. What a sender adds meanwhile is hashed when it arrives.
        let letters = store::list_submissions_after(db, &after, BATCH).await?;
        let mut marks = Vec::with_capacity(letters.len());
        for letter in &letters {
            let messages = store::list_messages(db, letter.subject()).await?;
            let said =
                messages.iter().filter(|message| !message.from_office).map(|message| message.text.as_str());
            let texts: Vec<&str> =
                [letter.title.as_str(), letter.text.as_str()].into_iter().chain(said).collect();
            marks.push(township.marks(&SenderContact::default(), &texts));
        }
        let mut tx = upkeep.begin().await?;
        let Some(last) = letters.last() else {
            store::set_deployment_info(&mut tx, FACT, &rules).await?;
            tx.commit().await?;
            return Ok(done);
        };
        after.clone_from(&last.id);
        for (letter, marks) in letters.iter().zip(&marks) {
            store::add_marks(&mut tx, letter.subject(), marks).await?;
        }
        tx.commit().await?;
        done += letters.len();
    }
}
