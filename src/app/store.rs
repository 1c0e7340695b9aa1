//! temporary
use std::collections::BTreeMap;

use crate::journal::{Entry, EntryId, Field, Journal, Writer};
use crate::vault::{CaseId, LoadedCase, Problem, Why};

pub enum Stored {
    Saved,
    Unsaved(Why),
    Removed(CaseId),
}
pub struct LeftDraft {
    pub case: CaseId,
    pub field: Field,
    pub text: String,
    pub over: Vec<EntryId>,
}
#[derive(Default)]
pub struct News {
    pub cases: BTreeMap<CaseId, LoadedCase>,
    pub removed: Vec<CaseId>,
    pub cleared: bool,
}
pub struct Loaded {
    pub cases: BTreeMap<CaseId, LoadedCase>,
    pub drafts: Vec<LeftDraft>,
    pub problems: Vec<Problem>,
}
pub struct Store;
impl Store {
    pub fn open(_w: Writer) -> Self {
        Store
    }
    pub fn keeps(&self) -> bool {
        false
    }
    pub fn load(&mut self) -> Loaded {
        Loaded { cases: BTreeMap::new(), drafts: vec![], problems: vec![] }
    }
    pub fn append(&mut self, _c: CaseId, _e: &[Entry]) -> Stored {
        Stored::Unsaved(Why::Absent)
    }
    pub fn tidy(&mut self, _c: CaseId, _j: &Journal) {}
    pub fn retry(&mut self) -> Stored {
        Stored::Saved
    }
    pub fn draft(&mut self, _c: CaseId, _f: &Field, _t: &str, _o: Vec<EntryId>) -> Stored {
        Stored::Saved
    }
    pub fn end_draft(&mut self) {}
    pub fn drop_left(&mut self, _d: &LeftDraft) {}
    pub fn changed(&mut self, _k: Option<&str>) -> News {
        News::default()
    }
    pub fn restore(&mut self, _c: CaseId, _j: &Journal) {}
    pub fn remove(&mut self, _c: CaseId) -> bool {
        true
    }
}
