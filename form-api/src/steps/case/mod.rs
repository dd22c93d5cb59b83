//! Staff and senders work on a case.

pub(super) mod accept;
pub(super) mod analyse;
pub(super) mod answer;
pub(super) mod assign;
pub(super) mod call;
pub(super) mod close;
pub(super) mod consent;
pub(super) mod correct;
pub(super) mod decline;
pub(super) mod exclude;
pub(super) mod extend;
pub(super) mod handle;
pub(super) mod information;
pub(super) mod merge;
pub(super) mod note;
pub(super) mod open_contact;
pub(super) mod outcome;
pub(super) mod rate;
pub(super) mod refer;
pub(super) mod register;
pub(super) mod renew_code;
pub(super) mod requests;
pub(super) mod review;
pub(super) mod spot_check;
pub(super) mod transfer;
pub(super) mod withdraw;
