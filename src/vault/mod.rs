//! temporary stub by the lead; replace
use crate::journal::Journal;
/// x
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub u64);
/// x
#[derive(Debug, Clone)]
pub struct Problem;
/// x
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    Absent,
    Full,
    Failed,
}
/// x
pub struct LoadedCase {
    pub journal: Journal,
    pub incomplete: bool,
}
/// x
pub const PREFIX: &str = "sopc:0:";
