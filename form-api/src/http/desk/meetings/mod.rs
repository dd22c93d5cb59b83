//! Meetings of analysis at the desk: the list with what waits, a form to call one, one meeting with its agenda, its paper.
//!
//! Deliberately absent: rules. What can be done now is asked of the domain and of the table of rights.

pub mod acts;
pub mod call;
pub mod list;
pub mod page;
mod view;
