//! `check-attachments`, and what `backup` and `restore` say of files that came with letters.
//!
//! Deliberately absent: rules; `jobs/attachments` finds, this says.

use anyhow::{Result, bail};
use site_gen::say;

use super::open_with_keys;
use crate::attachments::Folder;
use crate::backup;
use crate::context::Clock;
use crate::jobs::attachments::{self, GRACE_HOURS};
use crate::settings::Settings;
use crate::store;

/// Says how many files of letters a backup holds.
pub(crate) fn say(proof: &backup::Proof) -> Result<()> {
    say!("附件 {} 个", proof.attachments)?;
    if proof.lost > 0 {
        say!(
            "其中 {} 个没有文件：在备份的时候被撤回，或者早已丢失。请运行 check-attachments 核对。",
            proof.lost
        )?;
    }
    if proof.damaged > 0 {
        say!("其中 {} 个在备份以前就已损坏。请运行 check-attachments 核对。", proof.damaged)?;
    }
    Ok(())
}

/// Reads every attachment through. What is lost or damaged is named by its letter, and the exit code tells.
pub(crate) async fn check(settings: &Settings, clock: &Clock) -> Result<()> {
    let (db, keys) = open_with_keys(settings).await?;
    let folder = Folder::new(settings.paths.attachments(), &keys);
    let found = attachments::check(&db, &folder, clock(), true).await?;
    say!(
        "附件 {} 个；没有登记的文件删了 {} 个，{GRACE_HOURS} 小时以内的 {} 个先留着",
        found.rows,
        found.removed,
        found.young
    )?;
    let mut wrong = 0;
    for (verdict, list) in [("丢失", &found.lost), ("损坏", &found.damaged)] {
        for (id, subject) in list {
            let of = match subject.case_id() {
                Some(case_id) => {
                    format!("来信 {}", store::find_submission(&db, case_id).await?.submission_no)
                }
                None => format!("{} {}", subject.kind.as_str(), subject.id),
            };
            say!("{verdict}：{of} 的附件 {id}")?;
            wrong += 1;
        }
    }
    db.close().await;
    if wrong > 0 {
        bail!("有 {wrong} 个附件丢失或损坏：请从备份的 attachments 文件夹里找回同名文件");
    }
    Ok(())
}
