//! Files beside records: which are published, and how a page names them. Deliberately absent: their content.

use record::{Attachment, Record};
use serde::Serialize;

use super::Page;
use super::page::Ingredients;
use crate::markdown::{self, Html};
use crate::media::{Medium, MediumKind};
use crate::site::Site;
use crate::urls;

/// A file that is given out with a text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AttachmentItem {
    /// Relative to the site's root.
    pub url: String,
    /// What it is.
    pub title: String,
    /// `PDF`, `DOCX` and so on.
    pub kind: String,
    /// In words: `35 KB`.
    pub size: String,
}

impl Ingredients for &Medium {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        hasher.update(&self.fingerprint());
        if let MediumKind::Picture { width, height } = self.kind {
            hasher.update(&width.to_le_bytes()).update(&height.to_le_bytes());
        }
    }
}

/// Every file that a public record shows or gives out, and those for the root.
pub(super) fn files(site: &Site) -> Vec<Page<'_>> {
    let mut pages = Vec::new();
    for record in site.records.iter() {
        let shown = markdown::pictures(record.body()).into_iter().map(|wanted| wanted.file);
        let given = record.attachments().iter().map(|attachment| attachment.file.clone());
        let mut names: Vec<String> = shown.chain(given).collect();
        names.sort();
        names.dedup();
        for name in names {
            if let Some(medium) = site.media.of(record, &name) {
                let path = urls::file_of(&urls::record(record), &name);
                pages.push(Page::copy(&path, medium, |medium| medium.publish()));
            }
        }
    }
    pages.extend(
        site.media.at_root().map(|(path, medium)| Page::copy(path, medium, |medium| medium.publish())),
    );
    pages
}

/// The text of a record with its pictures.
pub(super) fn html(site: &Site, record: &dyn Record) -> Html {
    markdown::to_html_with(record.body(), &|name| site.media.picture(record, name))
}

/// The attachments of a record.
pub(super) fn attachments(site: &Site, record: &dyn Record) -> Vec<AttachmentItem> {
    let item = |one: &Attachment| AttachmentItem {
        url: urls::file_of(&urls::record(record), &one.file),
        title: one.title.clone(),
        kind: one.file.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_uppercase(),
        size: site.media.of(record, &one.file).map_or_else(String::new, |medium| size(medium.size)),
    };
    record.attachments().iter().map(item).collect()
}

/// A size in words: whole kilobytes below one megabyte, then megabytes with one digit (1 KB is 1024 bytes).
fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    if bytes < MB {
        return format!("{} KB", bytes.div_ceil(KB).min(KB - 1));
    }
    let tenths = (bytes * 10 + MB / 2) / MB;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_told_as_people_say_them() {
        let told = [0, 1, 1024, 1025, 1_048_575, 1_048_576, 1_600_000].map(size);
        assert_eq!(told, ["0 KB", "1 KB", "1 KB", "2 KB", "1023 KB", "1.0 MB", "1.5 MB"]);
    }
}
