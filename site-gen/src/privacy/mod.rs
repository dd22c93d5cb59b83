//! Temporary.
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind { Person, Mobile, Landline, IdCard, Passport, BankCard, Account, Plate, Email, Qq, WeChat, Address, BirthDate, Coordinates, Health }
impl Kind { pub fn as_str(self) -> &'static str { "person" } }
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding { pub start: usize, pub end: usize, pub kind: Kind, pub sure: bool }
#[derive(Clone, Default)]
pub struct Known { pub names: Vec<String>, pub numbers: Vec<String>, pub keep_names: Vec<String>, pub keep_numbers: Vec<String> }
pub const RULES_VERSION: &str = "0";
pub fn scan(_: &str, _: &Known) -> Vec<Finding> { Vec::new() }
pub fn scan_jsonl(_: impl std::io::BufRead, _: impl std::io::Write) -> anyhow::Result<()> { Ok(()) }
