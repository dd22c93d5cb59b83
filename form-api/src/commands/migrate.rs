//! `migrate`: the schema of this version, and at first the key file.

use anyhow::{Result, bail};
use site_gen::say;

use super::{cannot_open, note_made, require_own};
use crate::context::Clock;
use crate::private_folder;
use crate::seal::{Keys, KeysError};
use crate::settings::Settings;
use crate::steps::{self, Upkeep};
use crate::store::{self, Db};

pub(super) async fn migrate(settings: &Settings, clock: &Clock) -> Result<()> {
    private_folder::make(&settings.paths.data)?;
    let db = Db::open(&settings.database_url()).await.map_err(|error| cannot_open(settings, &error))?;
    db.migrate().await.map_err(|error| cannot_open(settings, &error))?;
    note_keys(settings, &db).await?;
    note_made(&db, clock, false).await?;
    // What this version lists or searches in another way is there before it serves.
    steps::mend_lists(Upkeep::by_hand(&db, clock())).await?;
    db.close().await;
    say!("数据库已是最新。")?;
    Ok(())
}

/// The key file, made at first and never again: a database that has been worked with has its own.
pub(super) async fn note_keys(settings: &Settings, db: &Db) -> Result<()> {
    let path = settings.paths.keys();
    let noted = store::find_keys_fingerprint(db).await?;
    let keys = match Keys::load(&path) {
        Err(KeysError::Missing(_)) if noted.is_some() || store::count_submissions(db).await? > 0 => bail!(
            "这个数据库已经有自己的密钥，{} 却不在，没有另外生成；请把原来的密钥文件放到这里（权限 600）",
            path.display()
        ),
        Err(KeysError::Missing(_)) => {
            let made = Keys::create(&path, false)?;
            // The database is made all the same.
            let _ = say!(
                "{} 已生成。请另存一份在别处：没有它，查询码、附件和防泄漏检查都不能用。",
                path.display()
            );
            made
        }
        other => other?,
    };
    require_own(settings, &keys, noted.as_deref())?;
    if noted.is_none() {
        let mut tx = db.begin().await?;
        store::set_keys_fingerprint(&mut tx, &keys.fingerprint()).await?;
        tx.commit().await?;
    }
    Ok(())
}
