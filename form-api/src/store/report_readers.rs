//! Who reads reports first. Deliberately absent: naming them, which the settings do (`steps::name_report_readers`), and
//! whom a report is hidden from (`case_notes`).

use super::visible::is_hidden_from;
use super::{Ask, StoreError, Tx, args};

/// The sign-in names that are kept, in order; there need not be an account to each.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_report_readers<A: Ask + Send>(mut ask: A) -> Result<Vec<String>, StoreError> {
    let rows = ask
        .rows(
            "SELECT sign_in_name FROM report_readers WHERE township = $1 ORDER BY sign_in_name",
            args![ask.township()],
        )
        .await?;
    rows.iter().map(|row| row.text("sign_in_name")).collect()
}

/// Puts these sign-in names in the place of those that are kept.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn set_report_readers(tx: &mut Tx, sign_in_names: &[String]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM report_readers WHERE township = $1", args![tx.township()]).await?;
    for name in sign_in_names {
        tx.execute(
            "INSERT INTO report_readers (sign_in_name, township) VALUES ($1, $2)",
            args![name, tx.township()],
        )
        .await?;
    }
    Ok(())
}

/// A first reader can sign in: somebody reads reports at all.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_report_reader<A: Ask + Send>(mut ask: A) -> Result<bool, StoreError> {
    let sql = "SELECT staff.id FROM report_readers JOIN staff ON staff.township = report_readers.township \
               AND staff.sign_in_name = report_readers.sign_in_name WHERE staff.township = $1 AND disabled_at_ms IS NULL LIMIT 1";
    Ok(ask.row(sql, args![ask.township()]).await?.is_some())
}

/// A report waits that nobody can open, or a letter that only a first reader may: it is hidden from every first reader, or there is none.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn has_unread_report<A: Ask + Send>(mut ask: A) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT cases.id FROM queue_entries CROSS JOIN cases WHERE queue_entries.township = $1 AND is_report = 1 \
         AND cases.id = queue_entries.case_id AND state NOT IN ('declined', 'referred_out', 'withdrawn', 'reviewed', 'closed') AND NOT EXISTS \
         (SELECT 1 FROM report_readers JOIN staff ON staff.township = report_readers.township \
         AND staff.sign_in_name = report_readers.sign_in_name WHERE staff.township = $1 AND disabled_at_ms IS NULL AND NOT ",
        is_hidden_from!("staff.id", "staff.unit"),
        ") LIMIT 1"
    );
    Ok(ask.row(sql, args![ask.township()]).await?.is_some())
}
