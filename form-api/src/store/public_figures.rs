//! The public figures: counts alone. Steps write them, publication reads them. Deliberately absent: letters and cases.

use jiff::Timestamp;
use record::Figures;

use super::submissions::moment;
use super::{Ask, StoreError, Tx, args};

/// Puts a year's figures in the place of those that were there.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn save_public_figures(
    tx: &mut Tx,
    figures: &Figures,
    counted_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO public_figures (year, until, counted_at_ms, record, township) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (township, year) DO UPDATE SET until = excluded.until, counted_at_ms = excluded.counted_at_ms, \
         record = excluded.record",
        args![
            i64::from(figures.year),
            figures.until.to_string(),
            counted_at.as_millisecond(),
            figures.to_text(), tx.township()],
    )
    .await?;
    Ok(())
}

/// The public figures by year: the year, the last moment they were counted, and the record as it is published. One that
/// an earlier version counted is told by today's rules.
///
/// # Errors
/// [`StoreError::Database`].
pub async fn list_public_figures<A: Ask + Send>(mut ask: A) -> Result<Vec<PublicFigures>, StoreError> {
    let rows = ask
        .rows(
            "SELECT year, counted_at_ms, record FROM public_figures WHERE township = $1 ORDER BY year",
            args![ask.township()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(PublicFigures {
                year: i16::try_from(row.int("year")?).map_err(|_| StoreError::Word { column: "year" })?,
                counted_at: moment(row.int("counted_at_ms")?),
                record: Figures::rewrite(&row.text("record")?),
            })
        })
        .collect()
}

/// A year's public figures.
#[derive(Clone, Debug)]
pub struct PublicFigures {
    /// The year.
    pub year: i16,
    /// When they were counted.
    pub counted_at: Timestamp,
    /// The one written form.
    pub record: String,
}
