//! `import`: letters of an older system, with a sentence for each line that needs one.

use std::io::BufReader;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use site_gen::say;

use super::{is_sample, open_with_keys};
use crate::case::{Consent, shanghai_date};
use crate::context::{Clock, read_township};
use crate::import;
use crate::settings::Settings;

pub(super) async fn import_file(
    settings: &Settings,
    file: &Path,
    into_sample: bool,
    assume_consent: bool,
    clock: &Clock,
) -> Result<()> {
    let (db, keys) = open_with_keys(settings).await?;
    if into_sample && !(is_sample(&db).await? && keys.is_sample()) {
        bail!("{} 不是样例数据文件夹", settings.paths.data.display());
    }
    let lines = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let (township, _) = read_township(settings, keys, shanghai_date(clock()))?;
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("{pos} 封").expect("a valid template"));
    let assume = assume_consent.then_some(Consent::Anonymised);
    let report = import::import(&db, &township, BufReader::new(lines), clock(), assume, |done| {
        bar.set_position(done as u64)
    })
    .await?;
    bar.finish_and_clear();
    for remark in &report.remarks {
        let verdict = if remark.refused { "没有导入" } else { "已导入" };
        say!("第 {} 行（{verdict}）：{}", remark.line, remark.why)?;
    }
    let refused = report.remarks.iter().filter(|remark| remark.refused).count();
    say!(
        "新增 {}（其中有答复的 {}），原来就有 {}，没有导入 {refused}",
        report.added,
        report.answered,
        report.there
    )?;
    db.close().await;
    Ok(())
}
