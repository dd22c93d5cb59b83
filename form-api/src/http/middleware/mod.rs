//! What stands around every handler.

mod chunked_body;
mod content_length;
mod head_requests;
mod other_sites;
mod security_headers;
mod sign_in;
mod site_frame;
mod trailing_slash;
mod turns;

pub use chunked_body::send_in_pieces;
pub use content_length::need_a_length;
pub use head_requests::answer_head;
pub use other_sites::refuse_other_sites;
pub use security_headers::security_headers;
pub use sign_in::lead_to_sign_in;
pub(crate) use site_frame::{in_the_desks_frame, in_the_sites_frame, with_a_sentence};
pub use trailing_slash::lead_into_folders;
pub use turns::watch_turns;
