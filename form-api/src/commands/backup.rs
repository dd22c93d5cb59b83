//! `backup` and `restore`, and what they say of what is in a backup.

use std::path::Path;

use anyhow::Result;
use site_gen::say;

use super::{attachments, open_current, open_with_keys};
use crate::backup::{self, BackupError, Restore, Restored, Since};
use crate::context::Clock;
use crate::jobs::status::BACKED_UP_AT;
use crate::private_folder;
use crate::settings::Settings;
use crate::steps::{self, Upkeep};
use crate::store;

pub(super) async fn back_up(settings: &Settings, file: &Path, clock: &Clock) -> Result<()> {
    let (db, keys) = open_with_keys(settings).await?;
    let proof = backup::back_up(&db, &keys, &settings.paths.attachments(), file).await?;
    let mut tx = db.begin().await?;
    store::set_deployment_info(&mut tx, BACKED_UP_AT, &clock().to_string()).await?;
    tx.commit().await?;
    say!("{}：{} 封来信，{} 条事件，事件链完整", file.display(), proof.letters, proof.events)?;
    attachments::say(&proof)?;
    let list = backup::checksums_beside(file);
    say!("校验和在 {}，恢复时要用，要和备份文件放在一起。", list.display())?;
    if proof.attachments > 0 {
        say!("附件在 {}，要和备份文件放在一起。", backup::attachments_beside(file).display())?;
    }
    say!("备份里有：来信、办理经过、封存的联系方式、每位工作人员用自己口令才能打开的密钥副本。")?;
    say!("备份里没有：密钥文件 keys、发信密钥 mail-key、口令、恢复份。请把它们另存在别处。")?;
    Ok(())
}

/// For a timer: names the backup by the moment, and lets old ones go once it is complete.
pub(super) async fn back_up_into(
    settings: &Settings,
    folder: &Path,
    keep_days: Option<u32>,
    clock: &Clock,
) -> Result<()> {
    private_folder::make(folder)?;
    back_up(settings, &backup::kept::name_in(folder, clock()), clock).await?;
    if let Some(days) = keep_days {
        let removed = backup::kept::remove_old(folder, clock(), days)?;
        say!("{days} 天以前的备份删了 {removed} 份")?;
    }
    Ok(())
}

/// Puts a backup back aside and notes that it could be.
pub(super) async fn drill(settings: &Settings, from: Restore<'_>) -> Result<()> {
    let newest = if from.file.is_dir() { Some(backup::kept::newest_in(from.file)?) } else { None };
    let file = match &newest {
        None => from.file,
        Some(Some(newest)) => newest,
        Some(None) => return Err(BackupError::NoBackup(from.file.to_owned()).into()),
    };
    let db = open_current(settings).await?;
    let proof = backup::drill(&Restore { file, ..from }).await?;
    steps::note_drill(Upkeep::by_hand(&db, from.now)).await?;
    db.close().await;
    say!("{}：恢复演练做完，{} 封来信，{} 条事件，事件链完整", file.display(), proof.letters, proof.events)?;
    attachments::say(&proof)?;
    Ok(())
}

pub(super) async fn restore(from: Restore<'_>) -> Result<()> {
    let Restored { proof, taken_back } = backup::restore(&from).await?;
    say!("已恢复：{} 封来信，{} 条事件，事件链完整", proof.letters, proof.events)?;
    attachments::say(&proof)?;
    match from.withdrawals {
        Since::Log(_) => {
            say!("备份以后撤下、撤回、删除的，又撤了一遍：{} 封来信。", taken_back.letters.len())?
        }
        Since::Unknown => {
            say!("没有撤回记录：备份以后撤下、撤回、删除的又出来了，请在公开以前对照着再撤一遍。")?
        }
    }
    for number in &taken_back.letters {
        say!("  {number}")?;
    }
    if !taken_back.unknown.is_empty() {
        say!("备份以后才公开的，备份里没有，已按撤下处理：{}", taken_back.unknown.join("、"))?;
    }
    say!(
        "所有人要重新登录。联系方式仍然封存：工作人员用各自的口令打开；没有人记得口令时用恢复份（vault recover）。"
    )?;
    Ok(())
}
