//! 查询进度: a letter's own page, for who has its number and code.

pub mod forms;
pub mod own_letter;
pub mod stop_mail;
pub(crate) mod view;
