//! `verify`: the chain of events, counted again from its beginning.

use anyhow::{Result, bail};
use site_gen::say;

use super::open_current;
use crate::event_log::{self, Break};
use crate::settings::Settings;
use crate::store;

pub(super) async fn verify(settings: &Settings) -> Result<()> {
    let db = open_current(settings).await?;
    match event_log::find_break(&db).await? {
        None => {}
        Some(Break::Chain(seq)) => bail!("事件链从第 {seq} 条起对不上：这一条被改过、删过或插过"),
        Some(Break::Text(seq)) => bail!("第 {seq} 条事件的理由和链里的摘要对不上：理由被改过"),
    }
    let (seq, hash) = store::find_event_head(&db).await?;
    let (kept, erased) = store::count_event_texts(&db).await?;
    say!("{seq} 条事件，链完整，末尾 {hash}")?;
    say!("{kept} 段理由和链里的摘要相符，{erased} 段已经删除")?;
    Ok(())
}
