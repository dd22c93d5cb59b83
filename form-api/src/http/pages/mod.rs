//! How a request is answered: what pages may see, what a person reads when something does not work, and how pages go out.

pub(crate) mod assets;
pub(crate) mod error;
mod file_view;
pub(crate) mod folder;
pub(crate) mod form_view;
pub(crate) mod respond;
pub(crate) mod views;

pub use error::ApiError;
pub(crate) use file_view::FileView;
