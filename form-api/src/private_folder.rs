//! Folders that only their owner can read: the data folder, and that of the mails.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Context as _;

/// Makes the folder where it is not there, and closes it to everybody else.
///
/// # Errors
/// It cannot be made or closed: a sentence for the person at the keyboard.
pub(crate) fn make(folder: &Path) -> anyhow::Result<()> {
    close(folder)
        .with_context(|| format!("数据文件夹 {} 写不进去：换一个 --data，或者检查权限", folder.display()))
}

/// The same for who has sentences of their own.
///
/// # Errors
/// What the system says.
#[expect(clippy::disallowed_methods, reason = "the data folder is made where its use begins")]
pub(crate) fn close(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}
