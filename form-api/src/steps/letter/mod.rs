//! A letter comes in, with its files and the contact details that are sealed.

pub(super) mod attachments;
pub(super) mod batch_writer;
pub(super) mod named;
pub(super) mod nobody_left;
pub(super) mod receive;
pub(super) mod seal_contact;
pub(super) mod settle;
