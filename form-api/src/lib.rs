//! The mailbox: private letters in, approved answers out.
