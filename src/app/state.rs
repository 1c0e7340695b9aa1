//! The app's state and everything an official can do. All of it goes through here; views only show and call.
//!
//! The journal is the state. What the screens show is made anew from it by `case` after each change. What a view reads it
//! reads through this handle, which notes what the view depends on; a change notifies exactly those. The state lives as
//! long as the page.

mod annex;
mod border;
mod clocks;
mod ending;
mod files;
mod languages;
pub mod links;
mod list;
mod lock;
mod place;
mod practice;
mod reports;
mod spare;
mod tidy;
pub mod typing;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use gloo_timers::callback::Timeout;
use leptos::prelude::{Notify, Track, Trigger};

use super::later::if_here;
use crate::browser::{boot, clock, ledger, page, random, shelf::LocalShelf};
use crate::case::{self, Case, Line, Overview, Pen, Row, View};
use crate::exchange::{Config, ConfigProblem};
use crate::journal::{Act, By, CaseKind, Entry, EntryId, Journal, Map, Set, Stamp, Status};
use crate::procedure::{Annex, Ask, ConsentKind, FactId, PhaseId, Procedure, Side, Step, StepId, Truth};
use crate::text::{Book, Msg};
use crate::vault::{
    CaseId, DraftKind, Flaw, Held, LeftDraft, News, Problem, Removal, Report, SaveState, Shelf, Vault, Why,
};

pub use border::place_of;
pub use files::Came;

/// A screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// The passphrase.
    Door,
    /// The list of cases.
    Cases,
    /// Beginning a case.
    NewCase,
    /// Choosing a practice case.
    Practice,
    /// One case.
    Case(CaseId),
    /// Taking in a file of a case.
    Receive,
    /// The day at the border.
    Border,
    /// Who I am, and what this is.
    Settings,
    /// Files and numbers of several cases.
    Reports,
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
    /// The papers that go along; reached from the sheet and from steps.
    Dossier,
    /// What happened.
    History,
}

/// Where the official is; the browser's back goes from spot to spot.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The screen.
    pub screen: Screen,
    /// The part of the case.
    pub tab: Tab,
    /// The opened step.
    pub step: Option<StepId>,
    scrolled: f64,
}

/// What the official is told about saving. Nothing is called saved before it was read back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Saving {
    /// Nothing was changed yet.
    Idle,
    /// It was read back from storage, which the browser has not put on disk yet.
    UnderWay,
    /// Everything is in storage, since then.
    Saved(Stamp),
    /// Something is not.
    Unsaved(Why),
}

/// What came of a tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ticked {
    /// It is recorded.
    Recorded,
    /// Something is to be answered first.
    Asks,
    /// Something blocks the step.
    Blocked,
}

/// One case in memory.
#[derive(Default)]
struct Open {
    journal: Journal,
    case: Case,
}

/// The field of words that the caret is in.
struct Typing {
    case: CaseId,
    step: StepId,
    kind: DraftKind,
    /// The entries that the field showed; only these are replaced, so that another tab's words are never lost.
    seen: Vec<EntryId>,
    /// What was typed since the last entry.
    text: Option<String>,
    timers: Option<(Timeout, Timeout)>,
}

/// Rest after which typed words are kept as a draft, in milliseconds.
const DRAFT_AFTER: u32 = 400;

/// What a view can depend on.
struct Watches {
    words: Trigger,
    me: Trigger,
    spot: Trigger,
    /// Any change of any case.
    case: Trigger,
    /// The overview of the open case, where it changed.
    gate: Trigger,
    next: Trigger,
    progress: Trigger,
    facts: Trigger,
    rows: Vec<Trigger>,
    saving: Trigger,
    ticked: Trigger,
    spoken: Trigger,
    code: Trigger,
    /// Another minute, or another word on the device's clock.
    clock: Trigger,
}

struct State {
    procedure: Procedure,
    config: Config,
    config_problem: Option<ConfigProblem>,
    book: RefCell<Rc<Book>>,
    me: RefCell<By>,
    spot: RefCell<Spot>,
    trail: RefCell<Vec<Spot>>,
    overview: RefCell<Option<Rc<Overview>>>,
    saving: Cell<Saving>,
    problems: RefCell<Vec<Problem>>,
    ticked: RefCell<Option<StepId>>,
    /// The answers that stood when the step was opened, to what it asks as if for the first time.
    answered: RefCell<Vec<EntryId>>,
    spoken: RefCell<String>,
    typing: RefCell<Option<Typing>>,
    forms: place::Forms,
    /// None: locked.
    vault: RefCell<Option<Vault<LocalShelf>>>,
    /// What a closed vault holds in memory.
    held: RefCell<Held>,
    idle: lock::Idle,
    clocks: clocks::Clocks,
    recovered: Cell<bool>,
    /// When a spare copy was taken last, in seconds since 1970.
    spared: Cell<Option<i64>>,
    has_all_code: Cell<bool>,
    drawn: Cell<u32>,
    /// What stands behind the procedure, once it is here.
    annex: Cell<Option<&'static Annex>>,
    pen: RefCell<Pen>,
    /// The cases that were read.
    cases: RefCell<Map<CaseId, Open>>,
    /// What the list shows of each case, read or not.
    lines: RefCell<Map<CaseId, Line>>,
    resting: list::Resting,
    /// The cases whose changes of edition were seen. A hint for the eye, not a record: it goes with the page.
    editions_seen: RefCell<Set<CaseId>>,
    border: border::Border,
    /// What came in from the last file, until it was seen.
    came: Cell<Option<Came>>,
    languages: languages::Languages,
    /// The practice case; it is kept in memory only.
    training: Cell<Option<CaseId>>,
    /// The file of practice cases.
    trainings: RefCell<Option<String>>,
    watches: Watches,
}

/// Handle to the state; copied freely.
#[derive(Clone, Copy)]
pub struct App(&'static State);

impl App {
    /// Starts at the door: nothing is read before the passphrase.
    pub fn start(
        procedure: Procedure,
        config: Config,
        config_problem: Option<ConfigProblem>,
        book: Book,
        pen: Pen,
    ) -> Self {
        let watches = Watches {
            words: Trigger::new(),
            me: Trigger::new(),
            spot: Trigger::new(),
            case: Trigger::new(),
            gate: Trigger::new(),
            next: Trigger::new(),
            progress: Trigger::new(),
            facts: Trigger::new(),
            rows: procedure.steps().map(|_| Trigger::new()).collect(),
            saving: Trigger::new(),
            ticked: Trigger::new(),
            spoken: Trigger::new(),
            code: Trigger::new(),
            clock: Trigger::new(),
        };
        let state = State {
            procedure,
            config,
            config_problem,
            book: RefCell::new(Rc::new(book)),
            me: RefCell::new(By::default()),
            spot: RefCell::new(Spot { screen: Screen::Door, tab: Tab::Steps, step: None, scrolled: 0.0 }),
            trail: RefCell::new(Vec::new()),
            overview: RefCell::new(None),
            saving: Cell::new(Saving::Idle),
            problems: RefCell::new(Vec::new()),
            ticked: RefCell::new(None),
            answered: RefCell::new(Vec::new()),
            spoken: RefCell::new(String::new()),
            typing: RefCell::new(None),
            forms: place::Forms::default(),
            vault: RefCell::new(None),
            held: RefCell::new(Held::default()),
            idle: lock::Idle::new(),
            clocks: clocks::Clocks::new(),
            recovered: Cell::new(false),
            spared: Cell::new(None),
            has_all_code: Cell::new(false),
            drawn: Cell::new(1),
            annex: Cell::new(None),
            pen: RefCell::new(pen),
            cases: RefCell::new(Map::new()),
            lines: RefCell::new(Map::new()),
            resting: list::Resting::default(),
            editions_seen: RefCell::new(Set::default()),
            border: border::Border::new(),
            came: Cell::new(None),
            languages: languages::Languages::new(),
            training: Cell::new(None),
            trainings: RefCell::new(None),
            watches,
        };
        // The page is the app's whole life; a handle that can be copied needs no counting.
        let app = Self(Box::leak(Box::new(state)));
        app.0.me.replace(app.stranger());
        app
    }

    // ---- Words ----

    /// The words in use.
    pub fn book(self) -> Rc<Book> {
        self.0.watches.words.track();
        self.0.book.borrow().clone()
    }

    /// One of the app's words.
    pub fn say(self, msg: Msg) -> String {
        self.book().say(msg).to_owned()
    }

    /// The same as a function, to put into a view.
    pub fn t(self, msg: Msg) -> impl Fn() -> String + Copy + 'static {
        move || self.say(msg)
    }

    /// One of the app's words with values.
    pub fn fill(self, msg: Msg, values: &[(&str, &str)]) -> String {
        self.book().fill(msg, values)
    }

    /// A word of the procedure as a function, to put into a view.
    pub fn of(self, key: String) -> impl Fn() -> String + 'static {
        move || self.book().of(&key).text.to_owned()
    }

    /// Tells a screen reader.
    pub fn speak(self, msg: Msg) {
        self.tell(self.say(msg));
    }

    fn tell(self, text: String) {
        self.0.spoken.replace(text);
        self.0.watches.spoken.notify();
    }

    /// What a screen reader is told.
    pub fn spoken(self) -> String {
        self.0.watches.spoken.track();
        self.0.spoken.borrow().clone()
    }

    // ---- Where the official is ----

    /// Where the official is.
    pub fn spot(self) -> Spot {
        self.0.watches.spot.track();
        self.0.spot.borrow().clone()
    }

    /// The opened step.
    pub fn opened(self) -> Option<StepId> {
        self.spot().step
    }

    fn now_at(self) -> Spot {
        Spot { scrolled: page::scrolled(), ..self.0.spot.borrow().clone() }
    }

    /// Goes to a screen; the browser's back comes back here.
    pub fn go(self, screen: Screen) {
        self.leave_spot();
        self.go_instead(screen);
    }

    /// Goes to a screen in the place of this one.
    pub fn go_instead(self, screen: Screen) {
        self.arrive(Spot { screen, tab: Tab::Steps, step: None, scrolled: 0.0 });
        page::scroll_to(0.0);
        page::focus("heading");
    }

    /// Opens a step of the open case. With another step open already it takes its place.
    pub fn open_step(self, id: &StepId) {
        let here = self.now_at();
        if here.step.is_none() {
            self.leave_spot();
        }
        self.arrive(Spot { step: Some(id.clone()), ..here });
        page::focus("step-heading");
    }

    /// The answers that stand now to what the opened step asks as if for the first time.
    fn standing_answers(self) -> Vec<EntryId> {
        let step = self.0.spot.borrow().step.clone();
        let step = step.and_then(|id| self.0.procedure.step(id.as_str()));
        let kinds = step.into_iter().flat_map(|step| self.asked_anew(step));
        let answers = |view: View| kinds.flat_map(|kind| case::answers(view, kind)).collect();
        self.here().and_then(|case| self.peek(case, |view, _| answers(view))).unwrap_or_default()
    }

    /// The consents that a step asks as if for the first time.
    fn asked_anew(self, step: &Step) -> impl Iterator<Item = &'static ConsentKind> {
        let procedure = self.procedure();
        let kind = move |ask: &Ask| match ask {
            Ask::Consent(id) => procedure.consent(id.as_str()).filter(|kind| kind.anew),
            Ask::Fact(_) | Ask::Stop(_) => None,
        };
        step.asks.iter().filter_map(kind).collect::<Vec<_>>().into_iter()
    }

    /// Whether what is asked as if for the first time was answered since the step was opened.
    pub fn is_answered_since(self, kind: &ConsentKind) -> bool {
        self.see_here(|view, _| case::answered_since(view, kind, &self.0.answered.borrow())).unwrap_or(false)
    }

    /// Shows another part of the case.
    pub fn show_tab(self, tab: Tab) {
        let here = self.now_at();
        if here.tab == tab && here.step.is_none() {
            return;
        }
        self.leave_spot();
        self.arrive(Spot { tab, step: None, ..here });
    }

    /// Goes back as the browser's back does.
    pub fn back(self) {
        let depth = self.0.trail.borrow().len();
        page::back(move || {
            if depth > 0 && self.0.trail.borrow().len() == depth {
                self.went_back(depth as u32 - 1);
            }
        });
    }

    /// Called when the browser went back to a depth.
    pub fn went_back(self, depth: u32) {
        let left = self.0.spot.borrow().clone();
        let spot = {
            let mut trail = self.0.trail.borrow_mut();
            // A depth from before a reload leads to where this start began.
            let depth = if (depth as usize) < trail.len() { depth as usize } else { 0 };
            let spot = trail.get(depth).cloned();
            trail.truncate(depth);
            spot
        };
        let Some(spot) = spot else { return };
        let (screen, scrolled) = (spot.screen, spot.scrolled);
        self.arrive(spot);
        page::scroll_to(scrolled);
        match (left.step, left.screen) {
            (_, Screen::Case(id)) if screen == Screen::Border => page::focus(&place_of(id)),
            (Some(step), _) => page::focus(&format!("open-{step}")),
            (None, _) => page::focus("heading"),
        }
    }

    fn leave_spot(self) {
        let spot = self.now_at();
        let depth = {
            let mut trail = self.0.trail.borrow_mut();
            trail.push(spot);
            trail.len() as u32
        };
        page::deeper(depth);
    }

    fn arrive(self, spot: Spot) {
        self.end_typing();
        self.0.ticked.replace(None);
        self.0.watches.ticked.notify();
        let other = self.0.spot.borrow().screen != spot.screen;
        if let Screen::Case(id) = spot.screen {
            self.read(id);
        }
        if spot.screen == Screen::Border {
            if_here(self, border::read_chosen, ());
        }
        let opens = other || self.0.spot.borrow().step != spot.step;
        self.0.spot.replace(spot);
        self.moved();
        if opens {
            self.0.answered.replace(self.standing_answers());
        }
        if other {
            self.look_anew();
        }
        self.0.watches.spot.notify();
    }

    // ---- Reading ----

    /// The procedure.
    pub fn procedure(self) -> &'static Procedure {
        &self.0.procedure
    }

    /// Settings of the deployment.
    pub fn config(self) -> &'static Config {
        &self.0.config
    }

    /// What is wrong with them.
    pub fn config_problem(self) -> Option<&'static ConfigProblem> {
        self.0.config_problem.as_ref()
    }

    /// Who the official is.
    pub fn me(self) -> By {
        self.0.watches.me.track();
        self.0.me.borrow().clone()
    }

    /// Changes who the official is. False: it counts, but storage did not keep it.
    pub fn set_me(self, me: By) -> bool {
        let kept = self.vault(|vault| vault.keep_me(&me, clock::now()));
        self.0.me.replace(me);
        self.0.watches.me.notify();
        kept != Some(false)
    }

    /// What is told about saving.
    pub fn saving(self) -> Saving {
        self.0.watches.saving.track();
        self.0.saving.get()
    }

    /// Whether storage keeps anything at all.
    pub fn keeps(self) -> bool {
        self.0.watches.saving.track();
        self.0.vault.borrow().as_ref().map_or_else(|| LocalShelf.check().is_ok(), Vault::keeps)
    }

    /// How much could not be read.
    pub fn unread(self) -> usize {
        let keeps = self.keeps();
        // Where nothing is ever kept, that storage is not there is said already.
        let counts = |problem: &&Problem| keeps || problem.flaw != Flaw::NotReached(Why::Absent);
        self.0.problems.borrow().iter().filter(counts).count()
    }

    /// A step that was ticked and waits for the answers that it asks for.
    pub fn ticked(self) -> Option<StepId> {
        self.0.watches.ticked.track();
        self.0.ticked.borrow().clone()
    }

    /// The open case.
    pub fn here(self) -> Option<CaseId> {
        match self.0.spot.borrow().screen {
            Screen::Case(id) => Some(id),
            _ => None,
        }
    }

    /// Looks at a case; a view looks again after each change.
    pub fn see<T>(self, id: CaseId, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        self.0.watches.case.track();
        self.peek(id, look)
    }

    /// Looks at the open case; a view looks again after each change.
    pub fn see_here<T>(self, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        self.see(self.here()?, look)
    }

    fn peek<T>(self, id: CaseId, look: impl FnOnce(View, &Journal) -> T) -> Option<T> {
        let cases = self.0.cases.borrow();
        let open = cases.get(&id)?;
        Some(look(View::new(&self.0.procedure, &open.case), &open.journal))
    }

    /// The code of a case.
    pub fn code(self, id: CaseId) -> String {
        self.see(id, |view, _| view.case.opened.as_ref().map(|held| held.value.code.clone()))
            .flatten()
            .unwrap_or_default()
    }

    /// The procedure that a case belongs to, where it is not this one.
    pub fn other_procedure(self, id: CaseId) -> Option<String> {
        self.see(id, |view, _| view.case.other_procedure(view.procedure).map(str::to_owned)).flatten()
    }

    /// Whether the official put away what a new edition changed for a case.
    pub fn saw_edition(self, id: CaseId) -> bool {
        self.0.editions_seen.borrow().contains(&id)
    }

    /// Notes it.
    pub fn see_edition(self, id: CaseId) {
        self.0.editions_seen.borrow_mut().insert(id);
    }

    /// Where everything begins: the list, or the door while it is closed.
    pub fn home(self) -> Screen {
        if self.0.vault.borrow().is_some() { Screen::Cases } else { Screen::Door }
    }

    /// Whether the code and the words that come after the first screen are here.
    pub fn has_all_code(self) -> bool {
        self.0.watches.code.track();
        self.0.has_all_code.get()
    }

    /// Called once they are.
    pub fn code_came(self) {
        let (own, english, trainings) = boot::more();
        let mut book = self.0.book.borrow_mut();
        let words = Rc::make_mut(&mut *book);
        words.add(false, own.app.as_deref(), &own.procedure);
        if let Some(english) = english {
            words.add(true, english.app.as_deref(), &english.procedure);
        }
        drop(book);
        self.0.trainings.replace(trainings);
        self.0.has_all_code.set(true);
        if_here(self, annex::take, ());
        self.0.watches.code.notify();
        self.pack_all_soon();
        self.rest();
        self.come_back();
        if self.0.spot.borrow().screen == Screen::Border {
            if_here(self, border::read_chosen, ());
        }
    }

    /// How often the page was drawn.
    pub fn drawn(self) -> u32 {
        self.0.watches.code.track();
        self.0.drawn.get()
    }

    /// Draws the whole page anew.
    pub fn draw_anew(self) {
        self.0.drawn.set(self.0.drawn.get() + 1);
        self.0.watches.code.notify();
    }

    /// Notes that a view depends on anything that is shown.
    pub fn any_change(self) {
        let watches = &self.0.watches;
        for watch in [&watches.words, &watches.me, &watches.spot, &watches.case, &watches.saving, &watches.ticked] {
            watch.track();
        }
    }

    /// Does something with the vault, if it is open.
    fn vault<T>(self, act: impl FnOnce(&mut Vault<LocalShelf>) -> T) -> Option<T> {
        self.0.vault.borrow_mut().as_mut().map(act)
    }

    fn overview(self) -> Option<Rc<Overview>> {
        self.0.overview.borrow().clone()
    }

    /// The gate of the open case, what is next, progress: each looked at again when it changes.
    pub fn gate(self) -> Option<Rc<Overview>> {
        self.0.watches.gate.track();
        self.overview()
    }

    /// What is next, and where the case stands.
    pub fn next(self) -> Option<Rc<Overview>> {
        self.0.watches.next.track();
        self.overview()
    }

    /// Progress in all and per phase.
    pub fn progress(self) -> Option<Rc<Overview>> {
        self.0.watches.progress.track();
        self.overview()
    }

    /// Whether a question is asked in the open case.
    pub fn asks(self, id: &FactId) -> Truth {
        self.0.watches.facts.track();
        let overview = self.overview();
        let facts = overview.as_ref().map(|overview| overview.facts.as_slice()).unwrap_or_default();
        facts.iter().find(|(known, _)| known == id).map_or(Truth::Yes, |(_, asked)| *asked)
    }

    /// Reads the row of the step at a place in the open case.
    pub fn row<T>(self, at: usize, read: impl FnOnce(&Row) -> T) -> Option<T> {
        if let Some(watch) = self.0.watches.rows.get(at) {
            watch.track();
        }
        self.overview()?.rows.get(at).map(read)
    }

    /// Whether a case is for practice.
    pub fn is_training(self, id: CaseId) -> bool {
        self.0.training.get() == Some(id)
    }

    fn my_side(self) -> Side {
        let me = self.0.me.borrow();
        self.0.procedure.role(&me.role).map_or(Side::Other, |role| role.side)
    }

    // ---- Doing ----

    /// Begins a case, or goes on with one that stood in a phase already. Gives none where the browser has no randomness to
    /// name it with.
    pub fn begin(self, code: String, kind: CaseKind, stood: Option<PhaseId>) -> Option<CaseId> {
        let id = CaseId(random::number()?);
        let procedure = &self.0.procedure;
        let opened = Act::Opened { code, procedure: procedure.id.clone(), edition: procedure.edition.clone(), kind };
        if kind == CaseKind::Training {
            self.practise_in(id);
        }
        self.0.cases.borrow_mut().insert(id, Open { journal: Journal::default(), case: Case::default() });
        let mut acts = vec![opened];
        acts.extend(stood.map(|phase| Act::Stood { phase }));
        self.act_all_in(id, acts);
        Some(id)
    }

    /// Makes a case the one for practice; there is one at a time.
    fn practise_in(self, id: CaseId) {
        if let Some(old) = self.0.training.replace(Some(id)) {
            self.0.cases.borrow_mut().remove(&old);
            self.0.lines.borrow_mut().remove(&old);
        }
    }

    /// Records something in the open case. While that is closed no step's status changes: it is opened again first.
    pub fn act(self, act: Act) {
        if matches!(act, Act::Status { .. }) && self.refuses_ticks() {
            return;
        }
        if let Some(id) = self.here() {
            self.act_in(id, act);
            self.finish_tick();
        }
    }

    /// Whether the open case is closed, and so takes no ticks. Says so.
    fn refuses_ticks(self) -> bool {
        let is_closed = self.here().and_then(|id| self.peek(id, |view, _| view.case.is_closed())) == Some(true);
        if is_closed {
            self.speak(Msg::ClosedFirst);
            let at_step = self.0.spot.borrow().step.is_some();
            page::focus(if at_step { "closed-step" } else { "closed" });
        }
        is_closed
    }

    /// Records in a case, over what is known of it now.
    pub fn act_in(self, id: CaseId, act: Act) {
        self.act_all_in(id, vec![act]);
    }

    /// Records several things in a case in one piece: a browser that ends meanwhile leaves all of them or none.
    fn act_all_in(self, id: CaseId, acts: Vec<Act>) {
        let new: Vec<Entry> = acts.into_iter().filter_map(|act| self.write(id, act, None)).collect();
        self.keep(id, &new);
    }

    /// Records in a case, over what was seen of it.
    fn act_over(self, id: CaseId, act: Act, over: Vec<EntryId>) -> Option<EntryId> {
        let entry = self.write(id, act, Some(over))?;
        self.keep(id, std::slice::from_ref(&entry));
        Some(entry.id)
    }

    /// Writes in memory only; [`Self::keep`] is to follow before anything else happens. `over`: none: all that is known now.
    fn write(self, id: CaseId, act: Act, over: Option<Vec<EntryId>>) -> Option<Entry> {
        let mut cases = self.0.cases.borrow_mut();
        let open = cases.get_mut(&id)?;
        let over = over.unwrap_or_else(|| case::over(&self.0.procedure, &open.journal, &act));
        let by = self.0.me.borrow().clone();
        let entry = self.0.pen.borrow_mut().write(&open.journal, act, over, clock::now(), by);
        open.journal.insert(entry.clone());
        open.case.follow(&self.0.procedure, &open.journal, &entry);
        Some(entry)
    }

    /// What was just written, on screen and in storage, in this order and at once.
    fn keep(self, id: CaseId, new: &[Entry]) {
        if self.here() != Some(id) {
            self.relist(id);
        }
        self.look_anew();
        self.save(id, new);
    }

    fn save(self, id: CaseId, new: &[Entry]) {
        if new.is_empty() || self.is_training(id) {
            return;
        }
        let Some(report) = self.vault(|vault| vault.append(id, new)) else { return };
        self.wants_card(id);
        self.saved(report);
        if self.vault(|vault| vault.needs_packing(id)) == Some(true) {
            self.pack_soon(id);
        }
    }

    fn told(self, state: SaveState) {
        self.0.saving.set(match state {
            SaveState::Saved if ledger::is_busy() => {
                ledger::when_quiet(move || self.told_again());
                Saving::UnderWay
            }
            SaveState::Saved => Saving::Saved(clock::now()),
            SaveState::Unsaved(why) => Saving::Unsaved(why),
        });
        self.0.watches.saving.notify();
    }

    /// What is on disk now may be called saved, unless something else is under way.
    fn told_again(self) {
        if self.0.saving.get() == Saving::UnderWay
            && let Some(state) = self.vault(|vault| vault.state())
        {
            self.told(state);
        }
    }

    fn saved(self, report: Report) {
        self.told(report.state);
        for id in report.removed {
            self.drop_case(id);
        }
        if report.recovered {
            let news = self.vault(Vault::look_again);
            self.learn(news.unwrap_or_default());
        }
    }

    /// Tries again to save what is not saved.
    pub fn retry(self) {
        if let Some(report) = self.vault(Vault::retry) {
            self.saved(report);
        }
    }

    /// Makes the overview of the open case anew, and notifies what depends on a part of it that changed.
    fn look_anew(self) {
        let new = self.here().and_then(|id| self.peek(id, |view, _| case::overview(view)));
        let old = self.0.overview.borrow().clone();
        let watches = &self.0.watches;
        let differs = |part: fn(&Overview, &Overview) -> bool| match (&old, &new) {
            (Some(old), Some(new)) => part(old, new),
            (None, None) => false,
            _ => true,
        };
        let (gate, next) = (differs(|a, b| a.gate != b.gate), differs(|a, b| a.next != b.next));
        let (progress, facts) = (differs(|a, b| a.phases != b.phases), differs(|a, b| a.facts != b.facts));
        let row = |overview: Option<&Overview>, at: usize| overview.and_then(|overview| overview.rows.get(at).cloned());
        let rows: Vec<bool> =
            (0..watches.rows.len()).map(|at| row(old.as_deref(), at) != row(new.as_ref(), at)).collect();
        if let (Some(id), Some(new)) = (self.here(), &new)
            && let Some(line) = self.peek(id, |view, journal| Line::of(view, new, journal))
        {
            self.0.lines.borrow_mut().insert(id, line);
        }
        // Who does not see the steps and questions is told that there are more or fewer.
        if let (Some(old), Some(new)) = (&old, &new)
            && old.asked() != new.asked()
        {
            let (steps, questions) = new.asked();
            let values = [("count", &*steps.to_string()), ("questions", &*questions.to_string())];
            self.tell(self.fill(Msg::NowAsked, &values));
        }
        self.0.overview.replace(new.map(Rc::new));
        for (changed, watch) in
            [(gate, &watches.gate), (next, &watches.next), (progress, &watches.progress), (facts, &watches.facts)]
        {
            if changed {
                watch.notify();
            }
        }
        for (watch, changed) in watches.rows.iter().zip(rows) {
            if changed {
                watch.notify();
            }
        }
        watches.case.notify();
    }

    /// Ticks a step of the open case, or takes the tick back.
    pub fn tick(self, id: &StepId) -> Ticked {
        let Some(step) = self.0.procedure.step(id.as_str()) else { return Ticked::Blocked };
        if self.refuses_ticks() {
            return Ticked::Blocked;
        }
        let done =
            self.overview().and_then(|overview| overview.row(id).map(|row| row.state.is_done())).unwrap_or(false);
        if done {
            self.act(Act::Status { step: id.clone(), status: Status::ToDo });
            return Ticked::Recorded;
        }
        // What is asked as if for the first time, and the last check, are looked at before they are done.
        let is_open = self.0.spot.borrow().step.as_ref() == Some(id);
        let first_look = !is_open && (step.gate_check.is_some() || self.asked_anew(step).next().is_some());
        if first_look {
            self.open_step(id);
        }
        if !self.unanswered(step).is_empty() {
            if !first_look {
                self.open_step(id);
            }
            self.0.ticked.replace(Some(id.clone()));
            self.0.watches.ticked.notify();
            return Ticked::Asks;
        }
        if first_look {
            return Ticked::Asks;
        }
        let when = self.today();
        match self.here().and_then(|case| self.peek(case, |view, _| case::tick(view, step, self.my_side(), when))) {
            Some(Ok(act)) => {
                self.act(act);
                Ticked::Recorded
            }
            _ => {
                self.open_step(id);
                Ticked::Blocked
            }
        }
    }

    /// What a step asks and nobody answered yet.
    pub fn unanswered(self, step: &Step) -> Vec<Ask> {
        let look = |view: View| case::unanswered(view, step, &self.0.answered.borrow());
        self.here().and_then(|case| self.peek(case, |view, _| look(view))).unwrap_or_default()
    }

    /// A step that was ticked is done as soon as what it asks is answered.
    fn finish_tick(self) {
        let Some(id) = self.0.ticked.borrow().clone() else { return };
        if self.0.procedure.step(id.as_str()).is_some_and(|step| self.unanswered(step).is_empty()) {
            self.0.ticked.replace(None);
            self.0.watches.ticked.notify();
            self.tick(&id);
        }
    }

    /// Answers a question; no values take the answer back.
    pub fn answer(self, fact: &FactId, values: Vec<Arc<str>>) {
        self.act(Act::Fact { fact: fact.clone(), values });
    }

    /// Undoes the last thing that can be undone in the open case.
    pub fn undo(self) {
        let last = |journal: &Journal| journal.last_undoable().map(|entry| (entry.id, entry.act.clone()));
        let Some(id) = self.here() else { return };
        match self.peek(id, |_, journal| last(journal)).flatten() {
            // The other case says so, too.
            Some((_, Act::Link { code, kin })) if !code.is_empty() => if_here(self, links::unlink, (id, code, kin)),
            Some((entry, _)) => self.act(Act::Undo { entry }),
            None => {}
        }
    }

    // ---- Half-typed words ----

    /// The caret went into a field of words; what it replaces is what it shows now.
    pub fn begin_typing(self, step: &StepId, kind: DraftKind) {
        self.end_typing();
        let Some(case) = self.here() else { return };
        let mut typing = Typing { case, step: step.clone(), kind, seen: Vec::new(), text: None, timers: None };
        let field = typing::draft_of(&typing).field();
        let seen = self.peek(case, |_, journal| journal.heads(&field).iter().map(|head| head.id).collect());
        typing.seen = seen.unwrap_or_default();
        self.0.typing.replace(Some(typing));
    }

    /// What was typed becomes an entry; the caret may stay where it is. Who typed had the code for it.
    pub fn commit_typing(self) {
        if_here(self, typing::commit, ());
    }

    /// The caret left.
    pub fn end_typing(self) {
        self.commit_typing();
        self.0.typing.replace(None);
    }

    /// Drafts that tabs left behind become what they were about to become.
    fn adopt_drafts(self, drafts: Vec<LeftDraft>) {
        for left in drafts {
            // A draft whose case could not be read stays until it can.
            if self.act_over(left.case, left.draft.act(), left.draft.over.clone()).is_some() {
                self.vault(|vault| vault.drop_left(&left));
            }
        }
    }

    // ---- Other tabs, removal ----

    /// Called when another tab changed storage.
    pub fn storage_changed(self, key: Option<&str>) {
        match self.vault(|vault| vault.changed(key)) {
            Some(news) => self.learn(news),
            // Another tab may have made the vault, or removed it.
            None => self.0.watches.spot.notify(),
        }
    }

    /// Reads storage again, for a page that was put aside and comes back.
    pub fn shown_again(self) {
        self.look_at_clocks();
        self.storage_changed(Some(crate::vault::PREFIX));
    }

    fn learn(self, news: News) {
        let changed = !(news.cases.is_empty() && news.removed.is_empty() && news.lost.is_empty());
        let mut cleared = false;
        for id in self.take_news(news) {
            if let Some(open) = self.0.cases.borrow().get(&id) {
                let _report = self.vault(|vault| vault.restore(id, &open.journal));
                cleared = true;
            }
        }
        if cleared {
            self.retry();
            self.speak(Msg::StorageCleared);
        }
        if changed {
            self.look_anew();
        }
    }

    /// Removes a case from this browser. Says how it went; where storage refused even the mark, the case is still there.
    pub fn remove(self, id: CaseId) -> Msg {
        let removed = match self.is_training(id) {
            true => Ok(Removal::Done),
            false => self.vault(|vault| vault.remove(id)).unwrap_or(Ok(Removal::Done)),
        };
        if removed.is_ok() {
            self.drop_case(id);
        }
        match removed {
            Ok(Removal::Done) => Msg::Removed,
            Ok(Removal::Unfinished(_)) => Msg::RemoveUnfinished,
            Err(_) => Msg::RemoveFailed,
        }
    }

    fn drop_case(self, id: CaseId) {
        if self.here() == Some(id) {
            self.0.typing.replace(None);
            self.0.trail.borrow_mut().clear();
            self.go_instead(self.home());
        }
        if self.is_training(id) {
            self.0.training.set(None);
        }
        self.0.cases.borrow_mut().remove(&id);
        self.0.lines.borrow_mut().remove(&id);
        self.forget_forms(id, "");
        self.0.watches.case.notify();
    }
}

fn case_of(procedure: &Procedure, journal: &Journal, incomplete: bool) -> Case {
    let mut case = Case::of(procedure, journal);
    case.incomplete = incomplete;
    case
}
