//! Folders that only their owner can read: the data folder, and that of the mails.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::Context as _;

/// Makes the folder where it is not there, and closes it to everybody else.
///
/// # Errors
/// It cannot be made or closed.
#[expect(clippy::disallowed_methods, reason = "the data folder is made where its use begins")]
pub(crate) fn make(folder: &Path) -> anyhow::Result<()> {
    let fail = || format!("数据文件夹 {} 写不进去：换一个 --data，或者检查权限", folder.display());
    std::fs::create_dir_all(folder).with_context(fail)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).with_context(fail)
}
