//! A file as pages name it.

use serde::Serialize;

use crate::attachments::Caution;
use crate::context::Context;
use crate::store::Attachment;

/// A file as pages name it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FileView {
    /// Row id.
    pub(crate) id: String,
    /// The answer to a question that it came with.
    #[serde(skip)]
    pub(crate) message_id: Option<String>,
    pub(crate) name: String,
    size: String,
    is_picture: bool,
    /// What is to be said before it is opened: a word of [`crate::attachments::Caution`].
    caution: Option<&'static str>,
}

impl FileView {
    pub(crate) fn new(app: &Context, file: &Attachment) -> Self {
        // A name that does not open is no reason to hide the file.
        let name = app.attachments.key().open_name(&file.id, &file.sealed_name);
        Self {
            name: name.unwrap_or_else(|_| format!("附件.{}", file.kind.as_str())),
            size: size(file.bytes),
            is_picture: file.kind.is_picture(),
            caution: file.caution.map(Caution::as_str),
            message_id: file.message_id.clone(),
            id: file.id.clone(),
        }
    }
}

/// `640 KB`, `2.4 MB`.
fn size(bytes: i64) -> String {
    let kib = (bytes + 1023) / 1024;
    if kib < 1000 { format!("{kib} KB") } else { format!("{}.{} MB", kib / 1024, kib % 1024 * 10 / 1024) }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_read_as_people_say_them() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(640 * 1024), "640 KB");
        assert_eq!(size(20 * 1024 * 1024), "20.0 MB");
    }
}
