//! 我要写信: the form, the preview, the intake and the receipt.

pub mod boxes;
pub(crate) mod files;
pub mod form;
pub(crate) mod intake;
mod preview;
pub mod receipt;
