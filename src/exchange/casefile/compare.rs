//! What receiving a file would do, before it is done; and doing it.

use super::{CaseFile, FileFault, FileKind};
use crate::case::{Case, Held, stop_entries};
use crate::journal::{Act, By, Entry, EntryId, Field, Journal, Set, Stamp};
use crate::procedure::Procedure;

/// How a file stands to what is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The case is not here.
    New,
    /// Nothing in it is new, and nothing here is newer.
    Same,
    /// It knows more of the case; nothing here is unknown to it.
    Newer,
    /// Nothing in it is new; here more is known.
    Older,
    /// Each side has something that the other has not.
    Apart,
}

/// Who wrote in a file: role and office, never more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrote {
    /// Role and office; no initials.
    pub by: By,
    /// How many entries.
    pub entries: usize,
    /// The time of the first.
    pub first: Stamp,
    /// The time of the last.
    pub last: Stamp,
}

/// One field that receiving the file changes, or about which both sides differ.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What stands here; more than one: changed apart before.
    pub ours: Vec<Entry>,
    /// What stands in the file.
    pub theirs: Vec<Entry>,
    /// What holds after merging; none: nothing does.
    pub holds: Option<Entry>,
    /// After merging, values that nobody replaced differ: somebody has to decide.
    pub undecided: bool,
    /// What holds does so because it protects the person, not because it is the latest.
    pub protects: bool,
}

/// What receiving a file would do. Nothing was done yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Whom the file is for.
    pub kind: FileKind,
    /// The code of the case; empty: its beginning is not in the file.
    pub code: String,
    /// The short code, as it stands on paper.
    pub short: String,
    /// The edition that the sender worked with.
    pub edition: String,
    /// When the file was made.
    pub made: Stamp,
    /// How many entries it has.
    pub entries: usize,
    /// How many of them are new here, or say more than what is here.
    pub new: usize,
    /// How many entries that are here lose their words for good, because the other side removed them.
    pub erases: usize,
    /// Who wrote what is in it, the last first.
    pub wrote: Vec<Wrote>,
    /// How it stands to what is here.
    pub relation: Relation,
    /// Part of the record could not be read where the file was made: what is missing may be a no.
    pub incomplete: bool,
    /// How many of its entries have a day that is none of the Common Era: see [`crate::journal::common`].
    pub years: usize,
    /// The case was removed from this browser before: receiving it is a choice.
    pub removed_here: bool,
    /// Field by field, in the order of their names, what changes or differs.
    pub changes: Vec<FieldChange>,
}

/// What receiving a file would do.
///
/// # Errors
///
/// A [`FileFault`]: it must not be received.
pub fn compare(
    procedure: &Procedure,
    ours: Option<&Journal>,
    removed_here: bool,
    file: &CaseFile,
) -> Result<Preview, FileFault> {
    if file.procedure != procedure.id {
        return Err(FileFault::OtherProcedure(file.procedure.clone()));
    }
    let mut whole = ours.cloned().unwrap_or_default();
    let differ = whole.union(&file.journal).len() + ours.map_or(0, |ours| emptied(ours, &whole).count());
    if differ > 0 {
        return Err(FileFault::Differs(differ));
    }
    let new = new_in(&whole, ours);
    let case = Case::of(procedure, &whole);
    let is_worded =
        |entry: &&Entry| entry.act.has_words() && whole.get(entry.id).is_some_and(|now| !now.act.has_words());
    Ok(Preview {
        kind: file.kind,
        code: case.opened.as_ref().map(|held| held.value.code.clone()).unwrap_or_default(),
        short: file.short.clone(),
        edition: file.edition.clone(),
        made: file.made,
        entries: file.journal.len(),
        new: new.len(),
        erases: ours.map_or(0, |ours| ours.entries().filter(is_worded).count()),
        wrote: wrote(&file.journal),
        relation: relation(&whole, ours, &new, file),
        incomplete: file.incomplete,
        years: file.journal.entries().filter(|entry| entry.act.when().is_some_and(|when| !when.is_common())).count(),
        removed_here,
        changes: ours
            .map(|ours| Sides { procedure, ours, file, whole: &whole, case: &case }.changes())
            .unwrap_or_default(),
    })
}

/// Both together, and what of it is new here and has to be written: [`crate::vault::Vault::append`]. Of neither anything is
/// lost. Ask [`compare`] first.
pub fn unite(ours: Option<&Journal>, file: &CaseFile) -> (Journal, Vec<Entry>) {
    let mut whole = ours.cloned().unwrap_or_default();
    whole.union(&file.journal);
    let new = new_in(&whole, ours);
    (whole, new)
}

/// Entries whose words the file takes away without a record that somebody erased them. Between pieces of one device that record
/// may come later; a file has it.
fn emptied<'a>(ours: &'a Journal, whole: &'a Journal) -> impl Iterator<Item = &'a Entry> {
    let is_empty = |entry: &Entry| whole.get(entry.id).is_some_and(|now| !now.act.has_words());
    ours.entries().filter(move |entry| entry.act.has_words() && is_empty(entry) && !whole.is_erased(entry.id))
}

/// The entries that are not in a journal, or not as whole, in the order of display.
fn new_in(whole: &Journal, ours: Option<&Journal>) -> Vec<Entry> {
    let is_new = |entry: &&Entry| ours.is_none_or(|ours| ours.get(entry.id) != Some(entry));
    whole.in_order().into_iter().filter(is_new).cloned().collect()
}

/// That something was handed on makes no side newer: the one who made the file notes it when it is made.
fn counts(entry: &Entry) -> bool {
    !matches!(entry.act, Act::Shared { .. })
}

fn relation(whole: &Journal, ours: Option<&Journal>, new: &[Entry], file: &CaseFile) -> Relation {
    if ours.is_none() {
        return Relation::New;
    }
    let theirs = &file.journal;
    let is_ahead = match file.kind {
        FileKind::Own => whole.entries().any(|entry| counts(entry) && theirs.get(entry.id) != Some(entry)),
        // A partner's file never has all; it is behind where something newer stands here of what it speaks of.
        FileKind::Partner => {
            theirs.fields().any(|field| whole.heads(field).iter().any(|head| theirs.get(head.id).is_none()))
        }
    };
    match (new.iter().any(counts), is_ahead) {
        (false, false) => Relation::Same,
        (true, false) => Relation::Newer,
        (false, true) => Relation::Older,
        (true, true) => Relation::Apart,
    }
}

fn wrote(journal: &Journal) -> Vec<Wrote> {
    let mut all: Vec<Wrote> = Vec::new();
    for entry in journal.entries() {
        let by = By { initials: String::new(), ..entry.by.clone() };
        match all.iter_mut().find(|wrote| wrote.by == by) {
            Some(wrote) => {
                wrote.entries += 1;
                wrote.first = wrote.first.min(entry.at);
                wrote.last = wrote.last.max(entry.at);
            }
            None => {
                all.push(Wrote { by, entries: 1, first: entry.at, last: entry.at });
            }
        }
    }
    all.sort_by_key(|wrote| std::cmp::Reverse(wrote.last));
    all
}

/// What is here, what is in the file, and both together.
struct Sides<'a> {
    procedure: &'a Procedure,
    ours: &'a Journal,
    file: &'a CaseFile,
    whole: &'a Journal,
    case: &'a Case,
}

impl Sides<'_> {
    fn changes(&self) -> Vec<FieldChange> {
        let mut fields: Set<Field> = self.whole.fields().cloned().collect();
        // A refusal raises flags that nobody marked.
        let raised = self.procedure.consents.iter().flat_map(|kind| &kind.raises);
        fields.extend(raised.map(|stop| Field::Stop(stop.clone())));
        fields.into_iter().filter_map(|field| self.change(field)).collect()
    }

    fn change(&self, field: Field) -> Option<FieldChange> {
        let theirs = self.heads(&self.file.journal, &field);
        // What a partner's file does not speak of was left out.
        if theirs.is_empty() && self.file.kind == FileKind::Partner {
            return None;
        }
        let (ours, whole) = (self.heads(self.ours, &field), self.heads(self.whole, &field));
        if alike(&ours, &theirs) && alike(&ours, &whole) {
            return None;
        }
        let (holds, undecided) = self.holds(&field);
        let holds = holds.and_then(|id| self.whole.get(id));
        let latest = whole.last().map(|entry| entry.id);
        let copied = |entries: Vec<&Entry>| entries.into_iter().cloned().collect();
        Some(FieldChange {
            ours: copied(ours),
            theirs: copied(theirs),
            undecided,
            protects: undecided && holds.map(|entry| entry.id) != latest,
            holds: holds.cloned(),
            field,
        })
    }

    fn heads<'j>(&self, journal: &'j Journal, field: &Field) -> Vec<&'j Entry> {
        match field {
            Field::Stop(stop) => journal.heads_among(stop_entries(self.procedure, journal, stop)),
            field => journal.heads(field),
        }
    }

    /// The entry that holds of a field, and whether values differ about which nobody decided.
    fn holds(&self, field: &Field) -> (Option<EntryId>, bool) {
        fn of<T: PartialEq>(held: Option<&Held<T>>) -> (Option<EntryId>, bool) {
            (held.map(|held| held.entry), held.is_some_and(Held::is_apart))
        }
        let case = self.case;
        match field {
            Field::Opened => of(case.opened.as_ref()),
            Field::Fact(id) => of(case.fact(id)),
            Field::Status(id) => of(case.step(id).and_then(|record| record.status.as_ref())),
            Field::Note(id) => of(case.step(id).and_then(|record| record.note.as_ref())),
            Field::Place(id) => of(case.step(id).and_then(|record| record.place.as_ref())),
            Field::Stop(id) => of(case.stop(id).map(|record| &record.state)),
            Field::Consent(id, giver) => of(case.consent(id, *giver)),
            Field::Paper(id) => of(case.paper(id)),
            Field::Handover => of(case.handover.as_ref()),
            Field::Stood => of(case.stood.as_ref()),
            Field::Life => of(case.life.as_ref()),
            // They stand beside each other.
            Field::Links => (None, false),
        }
    }
}

/// Whether entries say the same; where one is thin, but for the words that were left out of it.
fn alike(some: &[&Entry], others: &[&Entry]) -> bool {
    let is_thin = some.iter().chain(others).any(|entry| entry.thin);
    let said = |entry: &Entry| {
        let mut act = entry.act.clone();
        if is_thin {
            act.erase_words();
        }
        act
    };
    let within = |some: &[&Entry], others: &[&Entry]| {
        some.iter().all(|entry| others.iter().any(|other| said(other) == said(entry)))
    };
    within(some, others) && within(others, some)
}
