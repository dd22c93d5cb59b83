//! `migrate`: the schema of this version, and at first the key file.

use anyhow::Result;
use site_gen::say;

use super::{cannot_open, note_made};
use crate::context::Clock;
use crate::private_folder;
use crate::seal::{Keys, KeysError};
use crate::settings::Settings;
use crate::steps::{self, Upkeep};
use crate::store::Db;

pub(super) async fn migrate(settings: &Settings, clock: &Clock) -> Result<()> {
    private_folder::make(&settings.paths.data)?;
    match Keys::load(&settings.paths.keys()) {
        Ok(_) => {}
        Err(KeysError::Missing(_)) => {
            Keys::create(&settings.paths.keys(), false)?;
            // The database is made all the same.
            let _ = say!(
                "{} 已生成。请另存一份在别处：没有它，查询码、附件和防泄漏检查都不能用。",
                settings.paths.keys().display()
            );
        }
        Err(error) => return Err(error.into()),
    }
    let db = Db::open(&settings.database_url()).await.map_err(|error| cannot_open(settings, &error))?;
    db.migrate().await.map_err(|error| cannot_open(settings, &error))?;
    note_made(&db, clock, false).await?;
    // What this version lists or searches in another way is there before it serves.
    steps::mend_lists(Upkeep::by_hand(&db, clock())).await?;
    db.close().await;
    say!("数据库已是最新。")?;
    Ok(())
}
