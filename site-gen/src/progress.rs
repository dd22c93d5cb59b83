//! How long work tells how far it is. Deliberately absent: what is shown of it, which is the command's.

/// Hears how far long work is.
pub trait Progress: Sync {
    /// So many pages are to be rendered, or files to be read.
    fn begin(&self, count: usize);
    /// One more is done.
    fn step(&self);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&self, _: usize) {}
    fn step(&self) {}
}
