//! The app's state and everything an official can do. All of it goes through here; views only show and call.
//!
//! The journal is the state. What the screens show is made anew from it by `case` after each change.

use std::collections::BTreeMap;
use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::browser::{clock, page};
use crate::case::{self, Case, Overview, Pen, View};
use crate::exchange::{Config, ConfigProblem};
use crate::journal::{Act, By, CaseKind, Entry, EntryId, Field, Journal, Stamp, Status, When};
use crate::procedure::{Answers, Ask, ConsentState, FactId, Procedure, Side, Step, StepId, StopState, Truth};
use crate::text::{Book, Msg};
use crate::vault::{CaseId, Problem};

use super::store::{Store, Stored};

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The list of cases.
    Cases,
    /// Beginning a case.
    NewCase,
    /// One case.
    Case(CaseId),
    /// Who I am, the language, what is on this device.
    Settings,
}

/// A part of the case screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// The steps.
    Steps,
    /// What is known of the case.
    Facts,
    /// Consents and red flags.
    Consents,
    /// The sheet.
    Paper,
    /// What happened.
    History,
}

/// Where the official is; the browser's back goes from spot to spot.
#[derive(Debug, Clone, PartialEq)]
struct Spot {
    screen: Screen,
    tab: Tab,
    step: Option<StepId>,
    scrolled: f64,
}

/// What the official is told about saving. It is never said before it was read back.
#[derive(Debug, Clone, PartialEq)]
pub enum Saving {
    /// Nothing was changed yet.
    Idle,
    /// Everything is in storage, since then.
    Saved(Stamp),
    /// Something is not.
    Unsaved(crate::vault::Why),
}

/// One case in memory.
pub struct Open {
    /// What happened.
    pub journal: Journal,
    /// What follows from it.
    pub case: Case,
}

/// A practice case is kept here and nowhere else.
struct Held {
    store: Store,
    pen: Pen,
    cases: BTreeMap<CaseId, Open>,
    training: Option<CaseId>,
    trail: Vec<Spot>,
}

/// Handle to the state; copied freely.
#[derive(Clone, Copy)]
pub struct App {
    /// The procedure.
    pub procedure: StoredValue<Arc<Procedure>>,
    /// Settings of the deployment.
    pub config: StoredValue<Arc<Config>>,
    /// What is wrong with them.
    pub config_problem: StoredValue<Option<ConfigProblem>>,
    /// The words in use.
    pub book: RwSignal<Arc<Book>>,
    /// Who the official is.
    pub me: RwSignal<By>,
    /// The screen.
    pub screen: RwSignal<Screen>,
    /// The part of the case screen.
    pub tab: RwSignal<Tab>,
    /// The opened step.
    pub step: RwSignal<Option<StepId>>,
    /// What the open case screen shows.
    pub overview: RwSignal<Option<Arc<Overview>>>,
    /// Rises with every change of any case.
    pub changes: RwSignal<u32>,
    /// What is told about saving.
    pub saving: RwSignal<Saving>,
    /// Whether storage keeps anything at all.
    pub keeps: RwSignal<bool>,
    /// What could not be read.
    pub problems: RwSignal<Vec<Problem>>,
    /// A step that was ticked and waits for the answers that it asks for.
    pub ticked: RwSignal<Option<StepId>>,
    /// What a screen reader is told.
    pub spoken: RwSignal<String>,
    typing: StoredValue<Option<Typing>, LocalStorage>,
    held: StoredValue<Held, LocalStorage>,
}

/// The field that the caret is in.
struct Typing {
    case: CaseId,
    field: Field,
    /// The entries that the field showed; only these are replaced, so that another tab's words are never lost.
    seen: Vec<EntryId>,
    /// What was typed since the last entry.
    text: Option<String>,
    timers: Option<(Timeout, Timeout)>,
}

/// Rest after which typed words are kept as a draft, in milliseconds.
const DRAFT_AFTER: u32 = 400;
/// Rest after which a draft becomes an entry, in milliseconds.
const ENTRY_AFTER: u32 = 10_000;

/// What came of a tick.
#[derive(Debug, Clone, PartialEq)]
pub enum Ticked {
    /// It is recorded.
    Recorded,
    /// These are to be answered first.
    Asks,
    /// Something blocks the step.
    Blocked,
}

/// The app's handle, in any view.
pub fn use_app() -> App {
    expect_context::<App>()
}

impl App {
    /// Starts on what storage holds.
    pub fn start(
        procedure: Arc<Procedure>,
        config: Config,
        config_problem: Option<ConfigProblem>,
        book: Book,
        me: By,
        mut store: Store,
        pen: Pen,
    ) -> Self {
        let loaded = store.load();
        let mut cases = BTreeMap::new();
        for (id, stored) in loaded.cases {
            cases.insert(id, open(&procedure, stored));
        }
        let keeps = store.keeps();
        let app = Self {
            procedure: StoredValue::new(procedure),
            config: StoredValue::new(Arc::new(config)),
            config_problem: StoredValue::new(config_problem),
            book: RwSignal::new(Arc::new(book)),
            me: RwSignal::new(me),
            screen: RwSignal::new(Screen::Cases),
            tab: RwSignal::new(Tab::Steps),
            step: RwSignal::new(None),
            overview: RwSignal::new(None),
            changes: RwSignal::new(0),
            saving: RwSignal::new(Saving::Idle),
            keeps: RwSignal::new(keeps),
            problems: RwSignal::new(loaded.problems),
            ticked: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            typing: StoredValue::new_local(None),
            held: StoredValue::new_local(Held { store, pen, cases, training: None, trail: Vec::new() }),
        };
        app.adopt_drafts(loaded.drafts);
        app
    }

    // ---- Words ----

    /// One of the app's words; follows the language where it is called in a view.
    pub fn say(self, msg: Msg) -> String {
        self.book.with(|book| book.say(msg).to_owned())
    }

    /// The same as a function, to put into a view.
    pub fn t(self, msg: Msg) -> impl Fn() -> String + Copy + Send + Sync + 'static {
        move || self.say(msg)
    }

    /// One of the app's words with values.
    pub fn fill(self, msg: Msg, values: &[(&str, &str)]) -> String {
        self.book.with(|book| book.fill(msg, values))
    }

    /// Tells a screen reader.
    pub fn speak(self, text: String) {
        self.spoken.set(text);
    }

    // ---- Where the official is ----

    fn spot(self) -> Spot {
        Spot {
            screen: self.screen.get_untracked(),
            tab: self.tab.get_untracked(),
            step: self.step.get_untracked(),
            scrolled: page::scrolled(),
        }
    }

    /// Goes to a screen; the browser's back comes back here.
    pub fn go(self, screen: Screen) {
        self.leave_spot();
        self.arrive(Spot { screen, tab: Tab::Steps, step: None, scrolled: 0.0 });
        page::focus("heading");
    }

    /// Goes to a screen in the place of this one.
    pub fn go_instead(self, screen: Screen) {
        self.arrive(Spot { screen, tab: Tab::Steps, step: None, scrolled: 0.0 });
        page::scroll_to(0.0);
        page::focus("heading");
    }

    /// Opens a step of the open case. With another step open already it takes its place.
    pub fn open_step(self, id: StepId) {
        self.end_typing();
        if self.step.get_untracked().is_none() {
            self.leave_spot();
        }
        self.step.set(Some(id));
        page::focus("step-heading");
    }

    /// Shows another part of the case.
    pub fn show_tab(self, tab: Tab) {
        if self.tab.get_untracked() == tab && self.step.get_untracked().is_none() {
            return;
        }
        self.leave_spot();
        self.arrive(Spot { tab, step: None, ..self.spot() });
        page::scroll_to(0.0);
        page::focus("heading");
    }

    /// Goes back as the browser's back does.
    pub fn back(self) {
        page::back();
    }

    /// Called when the browser went back to a depth.
    pub fn went_back(self, depth: u32) {
        let left = self.step.get_untracked();
        let spot = self.held.try_update_value(|held| {
            let spot = held.trail.get(depth as usize).cloned();
            held.trail.truncate(depth as usize);
            spot
        });
        if let Some(spot) = spot.flatten() {
            let scrolled = spot.scrolled;
            self.arrive(spot);
            page::scroll_to(scrolled);
            if let Some(step) = left {
                page::focus(&format!("open-{step}"));
            }
        }
    }

    fn leave_spot(self) {
        let spot = self.spot();
        let depth = self.held.try_update_value(|held| {
            held.trail.push(spot);
            held.trail.len()
        });
        page::deeper(depth.unwrap_or(0) as u32);
    }

    fn arrive(self, spot: Spot) {
        self.end_typing();
        self.ticked.set(None);
        self.tab.set(spot.tab);
        self.step.set(spot.step);
        if self.screen.get_untracked() != spot.screen {
            self.overview.set(match spot.screen {
                Screen::Case(id) => self.overview_of(id).map(Arc::new),
                _ => None,
            });
            self.screen.set(spot.screen);
        }
    }

    // ---- Reading ----

    /// The procedure.
    pub fn procedure(self) -> Arc<Procedure> {
        self.procedure.get_value()
    }

    /// The open case.
    pub fn here(self) -> Option<CaseId> {
        match self.screen.get_untracked() {
            Screen::Case(id) => Some(id),
            _ => None,
        }
    }

    /// Looks at a case. In a view it is called again after each change.
    pub fn see<T>(self, id: CaseId, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        self.changes.track();
        self.peek(id, look)
    }

    /// Looks at a case, once.
    pub fn peek<T>(self, id: CaseId, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        let procedure = self.procedure();
        self.held
            .try_with_value(|held| {
                let open = held.cases.get(&id)?;
                Some(look(View::new(&procedure, &open.case), &open.journal))
            })
            .flatten()
    }

    /// Looks at the open case. In a view it is called again after each change.
    pub fn see_here<T>(self, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        self.see(self.here()?, look)
    }

    /// The real cases, the one changed last first.
    pub fn case_ids(self) -> Vec<CaseId> {
        self.changes.track();
        let newest = |open: &Open| open.journal.entries().map(|entry| entry.at).max();
        self.held
            .try_with_value(|held| {
                let mut cases: Vec<_> = held.cases.iter().filter(|(id, _)| Some(**id) != held.training).collect();
                cases.sort_by_key(|(_, open)| std::cmp::Reverse(newest(open)));
                cases.into_iter().map(|(id, _)| *id).collect()
            })
            .unwrap_or_default()
    }

    /// The overview of any case.
    pub fn overview_of(self, id: CaseId) -> Option<Overview> {
        self.peek(id, |view, _| case::overview(view))
    }

    /// Whether a case is for practice.
    pub fn is_training(self, id: CaseId) -> bool {
        self.held.try_with_value(|held| held.training == Some(id)).unwrap_or(false)
    }

    /// The side that the official stands on.
    pub fn my_side(self) -> Side {
        let role = self.me.with_untracked(|me| me.role.clone());
        self.procedure().role(&role).map_or(Side::Other, |role| role.side)
    }

    // ---- Doing ----

    /// Begins a case. Gives none where the browser has no randomness to name it with.
    pub fn begin(self, code: String, kind: CaseKind) -> Option<CaseId> {
        let id = CaseId(crate::browser::random::number()?);
        let procedure = self.procedure();
        let opened = Act::Opened { code, procedure: procedure.id.clone(), edition: procedure.edition.clone(), kind };
        self.held.update_value(|held| {
            if kind == CaseKind::Training {
                if let Some(old) = held.training.replace(id) {
                    held.cases.remove(&old);
                }
            }
            held.cases.insert(id, Open { journal: Journal::default(), case: Case::default() });
        });
        self.act_in(id, opened);
        Some(id)
    }

    /// Records something in the open case.
    pub fn act(self, act: Act) {
        if let Some(id) = self.here() {
            self.act_in(id, act);
            self.finish_tick();
        }
    }

    /// Records in a case, over what is known of it now.
    fn act_in(self, id: CaseId, act: Act) {
        let procedure = self.procedure();
        let over = self.peek(id, |_, journal| case::over(&procedure, journal, &act));
        self.act_over(id, act, over.unwrap_or_default());
    }

    /// Records in a case: in memory, on screen, in storage, in this order and at once.
    fn act_over(self, id: CaseId, act: Act, over: Vec<EntryId>) -> Option<EntryId> {
        let procedure = self.procedure();
        let (at, by) = (clock::now(), self.me.get_untracked());
        let entry = self.held.try_update_value(|held| {
            let Held { pen, cases, .. } = held;
            let open = cases.get_mut(&id)?;
            let entry = pen.write(&open.journal, act, over, at, by);
            open.journal.insert(entry.clone());
            open.case.follow(&procedure, &open.journal, &entry);
            Some(entry)
        });
        let entry = entry.flatten()?;
        self.show_changes();
        self.save(id, std::slice::from_ref(&entry));
        Some(entry.id)
    }

    fn save(self, id: CaseId, entries: &[Entry]) {
        if self.is_training(id) {
            return;
        }
        let stored = self.held.try_update_value(|held| {
            let stored = held.store.append(id, entries);
            if let Some(open) = held.cases.get(&id) {
                held.store.tidy(id, &open.journal);
            }
            stored
        });
        if let Some(stored) = stored {
            self.saved(stored);
        }
    }

    fn saved(self, stored: Stored) {
        match stored {
            Stored::Saved => self.saving.set(Saving::Saved(clock::now())),
            Stored::Unsaved(why) => self.saving.set(Saving::Unsaved(why)),
            Stored::Removed(id) => self.drop_case(id),
        }
    }

    /// Tries again to save what is not saved.
    pub fn retry(self) {
        if let Some(stored) = self.held.try_update_value(|held| held.store.retry()) {
            self.saved(stored);
        }
    }

    fn show_changes(self) {
        if let Some(id) = self.here() {
            self.overview.set(self.overview_of(id).map(Arc::new));
        }
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }

    /// Ticks a step of the open case, or takes the tick back.
    pub fn tick(self, id: &StepId) -> Ticked {
        let procedure = self.procedure();
        let Some(step) = procedure.step(id.as_str()) else { return Ticked::Blocked };
        let done = self.overview.with_untracked(|overview| {
            overview.as_ref().and_then(|overview| overview.row(id)).is_some_and(|row| row.state.is_done())
        });
        if done {
            self.act(Act::Status { step: id.clone(), status: Status::ToDo });
            return Ticked::Recorded;
        }
        if !self.unanswered(step).is_empty() {
            self.ticked.set(Some(id.clone()));
            self.open_step(id.clone());
            return Ticked::Asks;
        }
        let when = clock::today().map_or(When::Unknown, When::On);
        match self.peek_here(|view, _| case::tick(view, step, self.my_side(), when)) {
            Some(Ok(act)) => {
                self.act(act);
                Ticked::Recorded
            }
            _ => {
                self.open_step(id.clone());
                Ticked::Blocked
            }
        }
    }

    fn peek_here<T>(self, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        self.peek(self.here()?, look)
    }

    /// What a step asks and nobody answered yet.
    pub fn unanswered(self, step: &Step) -> Vec<Ask> {
        let open = |view: View, ask: &Ask| match ask {
            Ask::Fact(id) => {
                let asked = view.procedure.fact(id.as_str()).is_some_and(|fact| view.asks(fact) != Truth::No);
                asked && !case::is_settled(view, id)
            }
            Ask::Consent(id) => view.consent(id) == ConsentState::NotAsked,
            Ask::Stop(id) => Answers::stop(&view, id) == StopState::NotChecked,
        };
        self.peek_here(|view, _| step.asks.iter().filter(|ask| open(view, ask)).cloned().collect()).unwrap_or_default()
    }

    /// A step that was ticked is done as soon as what it asks is answered.
    fn finish_tick(self) {
        let Some(id) = self.ticked.get_untracked() else { return };
        let procedure = self.procedure();
        let Some(step) = procedure.step(id.as_str()) else { return };
        if self.unanswered(step).is_empty() {
            self.ticked.set(None);
            self.tick(&id);
        }
    }

    /// Answers a question; no values take the answer back.
    pub fn answer(self, fact: &FactId, values: Vec<Arc<str>>) {
        self.act(Act::Fact { fact: fact.clone(), values });
    }

    /// Undoes the last thing that can be undone in the open case.
    pub fn undo(self) {
        if let Some(Some(entry)) = self.peek_here(|_, journal| journal.last_undoable().map(|entry| entry.id)) {
            self.act(Act::Undo { entry });
        }
    }

    // ---- Half-typed words ----

    /// The caret went into a field of words; what it replaces is what it shows now.
    pub fn begin_typing(self, field: Field) {
        self.end_typing();
        let Some(case) = self.here() else { return };
        let seen = self.peek(case, |_, journal| journal.heads(&field).iter().map(|head| head.id).collect());
        self.typing.set_value(Some(Typing { case, field, seen: seen.unwrap_or_default(), text: None, timers: None }));
    }

    /// Words were typed. They are a draft soon and an entry after a rest.
    pub fn typed(self, text: String) {
        self.typing.update_value(|typing| {
            if let Some(typing) = typing {
                typing.text = Some(text);
                let draft = Timeout::new(DRAFT_AFTER, move || self.keep_draft());
                let entry = Timeout::new(ENTRY_AFTER, move || self.commit_typing());
                typing.timers = Some((draft, entry));
            }
        });
    }

    /// Keeps half-typed words, so that a dying tab does not take them along.
    fn keep_draft(self) {
        let draft = self.typing.try_with_value(|typing| {
            let typing = typing.as_ref()?;
            Some((typing.case, typing.field.clone(), typing.text.clone()?, typing.seen.clone()))
        });
        let Some((case, field, text, over)) = draft.flatten() else { return };
        if !self.is_training(case)
            && let Some(stored) = self.held.try_update_value(|held| held.store.draft(case, &field, &text, over))
        {
            self.saved(stored);
        }
    }

    /// What was typed becomes an entry; the caret may stay where it is.
    pub fn commit_typing(self) {
        let typed = self.typing.try_update_value(|typing| {
            let typing = typing.as_mut()?;
            typing.timers = None;
            Some((typing.case, typing.field.clone(), typing.text.take()?, typing.seen.clone()))
        });
        let Some((case, field, text, seen)) = typed.flatten() else { return };
        let known =
            self.peek(case, |_, journal| journal.heads(&field).last().and_then(|head| words_of(&head.act)).cloned());
        if known.flatten().unwrap_or_default() != text
            && let Some(act) = words_into(&field, text)
        {
            let written = self.act_over(case, act, seen);
            self.typing.update_value(|typing| {
                if let (Some(typing), Some(written)) = (typing, written) {
                    typing.seen = vec![written];
                }
            });
        }
        self.held.update_value(|held| held.store.end_draft());
    }

    /// The caret left.
    pub fn end_typing(self) {
        self.commit_typing();
        self.typing.set_value(None);
    }

    /// Drafts that tabs left behind become what they were about to become.
    fn adopt_drafts(self, drafts: Vec<super::store::LeftDraft>) {
        for draft in drafts {
            let known = self.held.try_with_value(|held| held.cases.contains_key(&draft.case)).unwrap_or(false);
            if !known {
                continue;
            }
            let same = self.peek(draft.case, |_, journal| {
                journal.heads(&draft.field).iter().any(|head| words_of(&head.act) == Some(&draft.text))
            });
            if same != Some(true)
                && let Some(act) = words_into(&draft.field, draft.text.clone())
            {
                self.act_over(draft.case, act, draft.over.clone());
            }
            if !matches!(self.saving.get_untracked(), Saving::Unsaved(_)) {
                self.held.update_value(|held| held.store.drop_left(&draft));
            }
        }
    }

    // ---- Other tabs, removal ----

    /// Called when another tab changed storage.
    pub fn storage_changed(self, key: Option<&str>) {
        let procedure = self.procedure();
        let dropped = self.held.try_update_value(|held| {
            let news = held.store.changed(key);
            let mut dropped = Vec::new();
            for (id, stored) in news.cases {
                match held.cases.get_mut(&id) {
                    Some(open) => {
                        open.journal.union(&stored.journal);
                        open.case = case_of(&procedure, &open.journal, stored.incomplete);
                    }
                    None => {
                        held.cases.insert(id, open(&procedure, stored));
                    }
                }
            }
            for id in news.removed {
                if held.cases.remove(&id).is_some() {
                    dropped.push(id);
                }
            }
            if news.cleared {
                for (id, open) in held.cases.iter().filter(|(id, _)| Some(**id) != held.training) {
                    held.store.restore(*id, &open.journal);
                }
            }
            (dropped, news.cleared)
        });
        let Some((dropped, cleared)) = dropped else { return };
        if cleared {
            self.retry();
            self.speak(self.say(Msg::StorageCleared));
        }
        for id in dropped {
            self.drop_case(id);
        }
        self.show_changes();
    }

    /// Reads storage again, for a page that was put aside and comes back.
    pub fn shown_again(self) {
        self.storage_changed(Some(crate::vault::PREFIX));
    }

    /// Removes a case from this browser. False: storage refused, and the case is still there.
    pub fn remove(self, id: CaseId) -> bool {
        if self.is_training(id) {
            self.drop_case(id);
            return true;
        }
        let removed = self.held.try_update_value(|held| held.store.remove(id)).unwrap_or(false);
        if removed {
            self.drop_case(id);
        }
        removed
    }

    fn drop_case(self, id: CaseId) {
        self.held.update_value(|held| {
            held.cases.remove(&id);
            if held.training == Some(id) {
                held.training = None;
            }
        });
        if self.here() == Some(id) {
            self.held.update_value(|held| held.trail.clear());
            self.arrive(Spot { screen: Screen::Cases, tab: Tab::Steps, step: None, scrolled: 0.0 });
        }
        self.changes.update(|changes| *changes = changes.wrapping_add(1));
    }
}

fn case_of(procedure: &Procedure, journal: &Journal, incomplete: bool) -> Case {
    let mut case = Case::of(procedure, journal);
    case.incomplete = incomplete;
    case
}

fn open(procedure: &Procedure, stored: crate::vault::LoadedCase) -> Open {
    let case = case_of(procedure, &stored.journal, stored.incomplete);
    Open { journal: stored.journal, case }
}

/// The act that half-typed words become.
pub fn words_into(field: &Field, text: String) -> Option<Act> {
    match field {
        Field::Note(step) => Some(Act::Note { step: step.clone(), text }),
        Field::Place(step) => Some(Act::Place { step: step.clone(), text }),
        _ => None,
    }
}

fn words_of(act: &Act) -> Option<&String> {
    match act {
        Act::Note { text, .. } | Act::Place { text, .. } => Some(text),
        _ => None,
    }
}
