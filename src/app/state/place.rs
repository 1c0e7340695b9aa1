//! Where the official is, and what is half-typed in forms: all there again after a lock, a reload or the way back. What is
//! typed is kept until it is recorded or cancelled; it is no history, and nobody else ever gets to see it.

use std::cell::{Cell, RefCell};
use std::mem;

use gloo_timers::callback::Timeout;
use leptos::prelude::Notify;

use super::{App, DRAFT_AFTER, Saving, Screen, Spot, Tab};
use crate::app::later::if_here;
use crate::browser::{clock, page, tabs};
use crate::journal::{Map, Set, Writer};
use crate::vault::{CaseId, Place, SaveState};

/// What a tab says to hear which others live.
const WHO: &str = "?";

/// What is half-typed, and whose.
pub(super) struct Forms {
    words: RefCell<Map<CaseId, Map<String, String>>>,
    /// Cases whose place is to be kept.
    changed: RefCell<Set<CaseId>>,
    rest: RefCell<Option<Timeout>>,
    /// The case that the official is in.
    case: Cell<CaseId>,
    /// The writer of this page's open vault, and after a lock that of the last one.
    own: Cell<Option<Writer>>,
    /// While the official did not come back yet: the writer before this one, if there was one.
    before: Cell<Option<Option<Writer>>>,
    /// Writers of other tabs: those that answered since the last question, and since the one before.
    living: RefCell<[Set<Writer>; 2]>,
    /// The form that comes back takes the focus.
    focus: Cell<bool>,
}

impl Default for Forms {
    fn default() -> Self {
        Self {
            words: RefCell::default(),
            changed: RefCell::default(),
            rest: RefCell::default(),
            case: Cell::new(CaseId::NONE),
            own: Cell::default(),
            before: Cell::default(),
            living: RefCell::default(),
            focus: Cell::default(),
        }
    }
}

impl Spot {
    fn case(&self) -> CaseId {
        match self.screen {
            Screen::Case(id) => id,
            _ => CaseId::NONE,
        }
    }

    /// The way here in words that are kept; empty where nobody comes back to.
    fn way(&self) -> Vec<String> {
        let mut way = Vec::new();
        match self.screen {
            Screen::Door | Screen::Cases | Screen::Practice | Screen::Receive => return way,
            Screen::NewCase => way.push("new-case".to_owned()),
            Screen::Settings => way.push("settings".to_owned()),
            Screen::Border => way.push("border".to_owned()),
            Screen::Reports => way.push("reports".to_owned()),
            Screen::Case(_) => way.push(tab_word(self.tab).to_owned()),
        }
        way.extend(self.step.as_ref().map(ToString::to_string));
        way
    }
}

const TABS: [Tab; 6] = [Tab::Steps, Tab::Facts, Tab::Consents, Tab::Paper, Tab::Dossier, Tab::History];

/// The kept word of a part; renaming the part changes no kept word.
fn tab_word(tab: Tab) -> &'static str {
    match tab {
        Tab::Steps => "steps",
        Tab::Facts => "facts",
        Tab::Consents => "consents",
        Tab::Paper => "paper",
        Tab::Dossier => "dossier",
        Tab::History => "history",
    }
}

impl App {
    // ---- Words of forms ----

    /// The case that a form here belongs to, and the name of the screen or of the part of the case.
    pub fn form_place(self) -> (CaseId, String) {
        let spot = self.0.spot.borrow();
        (spot.case(), spot.way().into_iter().next().unwrap_or_default())
    }

    /// What is half-typed in a field.
    pub fn form_word(self, case: CaseId, field: &str) -> Option<String> {
        self.0.forms.words.borrow().get(&case)?.get(field).cloned()
    }

    /// Whether something is half-typed in fields whose names begin so.
    pub fn has_form(self, case: CaseId, begin: &str) -> bool {
        let words = self.0.forms.words.borrow();
        words.get(&case).is_some_and(|words| words.keys().any(|field| field.starts_with(begin)))
    }

    /// Something was typed or chosen in a field. It is kept soon.
    pub fn fill_form(self, case: CaseId, field: String, words: String) {
        self.0.forms.words.borrow_mut().or_default(case).insert(field, words);
        self.keep_soon(case);
    }

    /// What was typed in these fields was recorded or cancelled, or the case is gone.
    pub fn forget_forms(self, case: CaseId, begin: &str) {
        if let Some(words) = self.0.forms.words.borrow_mut().get_mut(&case) {
            words.retain(|field, _| !field.starts_with(begin));
        }
        self.keep_soon(case);
    }

    /// Whether a form that came back is to take the focus, which the first one to ask does.
    pub fn form_takes_focus(self) -> bool {
        self.0.forms.focus.take()
    }

    // ---- Keeping ----

    /// The official is somewhere else.
    pub(super) fn moved(self) {
        let case = self.0.spot.borrow().case();
        self.0.forms.focus.set(false);
        self.keep_soon(self.0.forms.case.replace(case));
        self.keep_soon(case);
    }

    fn keep_soon(self, case: CaseId) {
        let forms = &self.0.forms;
        forms.changed.borrow_mut().insert(case);
        forms.rest.replace(Some(Timeout::new(DRAFT_AFTER, move || self.keep_forms())));
    }

    /// Keeps where the official is, and what is half-typed. Before the code is here nothing could be.
    pub(super) fn keep_forms(self) {
        if_here(self, keep, ());
    }

    /// The page may be about to go.
    pub fn may_go(self) {
        self.commit_typing();
        self.keep_forms();
    }

    /// Lets go of it all, at the lock. It was kept, or is held sealed.
    pub(super) fn let_go_of_forms(self) {
        let forms = &self.0.forms;
        forms.rest.replace(None);
        forms.words.borrow_mut().clear();
        forms.changed.borrow_mut().clear();
        forms.case.set(CaseId::NONE);
        self.ask_tabs();
    }

    // ---- Coming back ----

    /// The vault was opened: other tabs hear of it, and the official goes where she was, as soon as its code is here.
    pub(super) fn opened_by(self, writer: Writer) {
        let forms = &self.0.forms;
        let before = forms.own.replace(Some(writer));
        tabs::say(&writer.to_string());
        forms.before.set(Some(before));
        self.come_back();
    }

    /// Goes there now, if that did not happen yet.
    pub(super) fn come_back(self) {
        if self.0.vault.borrow().is_some() {
            if_here(self, come_back, ());
        }
    }

    // ---- Other tabs ----

    /// Asks which other tabs live; what one that died left is taken over. Two questions long an answer counts.
    pub fn ask_tabs(self) {
        let mut living = self.0.forms.living.borrow_mut();
        let [last, before] = &mut *living;
        *before = mem::take(last);
        tabs::say(WHO);
    }

    /// Another tab asks, or says that it lives.
    pub fn hear_tab(self, word: &str) {
        let own = self.0.forms.own.get();
        if word == WHO {
            if let Some(own) = own {
                tabs::say(&own.to_string());
            }
        } else if let Ok(writer) = u64::from_str_radix(word, 16).map(Writer)
            && own != Some(writer)
        {
            self.0.forms.living.borrow_mut()[0].insert(writer);
        }
    }

    /// What this page left at the lock was removed with everything.
    pub(super) fn left_nothing(self) {
        self.0.forms.own.set(None);
    }
}

/// Keeps where the official is, and what is half-typed.
pub fn keep(app: App, (): ()) {
    let forms = &app.0.forms;
    forms.rest.replace(None);
    let changed = mem::take(&mut *forms.changed.borrow_mut());
    let spot = app.0.spot.borrow().clone();
    // Where she is comes first: with a crash between the two she is there and not where she was.
    let (here, others): (Vec<CaseId>, Vec<CaseId>) = changed.into_iter().partition(|case| *case == spot.case());
    for case in here.into_iter().chain(others) {
        let is_known = app.0.lines.borrow().contains_key(&case) || app.0.cases.borrow().contains_key(&case);
        if (case != CaseId::NONE && !is_known) || app.is_training(case) {
            continue;
        }
        let words = forms.words.borrow().get(&case).cloned().unwrap_or_default();
        let way = if case == spot.case() { spot.way() } else { Vec::new() };
        let is_worded = !words.is_empty();
        let place = Place { at: clock::now().unix, spot: way, words };
        let Some(report) = app.vault(|vault| vault.keep_place(case, place)) else { return };
        // That she moved is no news about saving.
        let is_unsaved = matches!(app.0.saving.get(), Saving::Unsaved(_));
        let tells = is_unsaved || (is_worded && report.state != SaveState::Saved);
        if tells || !report.removed.is_empty() || report.recovered {
            app.saved(report);
        }
    }
}

/// Goes where this page was before the lock, or else where the last tab was that lives no longer, with all that is
/// half-typed.
pub fn come_back(app: App, (): ()) {
    let forms = &app.0.forms;
    let Some(before) = forms.before.take() else { return };
    let mut living = Set::new();
    forms.living.borrow().iter().for_each(|some| living.extend(some.iter().copied()));
    let Some((left, problems)) = app.vault(|vault| vault.left_places(&living)) else { return };
    if !problems.is_empty() {
        app.0.problems.borrow_mut().extend(problems);
        app.0.watches.saving.notify();
    }
    let mut way = None;
    for one in left {
        let is_own = one.writer.is_none() || one.writer == before;
        if !one.place.spot.is_empty() && (is_own || before.is_none()) {
            way = Some((one.case, one.place.spot));
        }
        let mut words = forms.words.borrow_mut();
        let words = words.or_default(one.case);
        for (field, typed) in one.place.words {
            words.insert(field, typed);
        }
        app.keep_soon(one.case);
    }
    // Who went on meanwhile is not called back.
    if let Some((case, way)) = way
        && app.0.spot.borrow().screen == Screen::Cases
    {
        go_back_to(app, case, &way);
    }
}

fn go_back_to(app: App, case: CaseId, way: &[String]) {
    let [part, rest @ ..] = way else { return };
    let tab = TABS.into_iter().find(|tab| tab_word(*tab) == part);
    let (screen, tab) = match (part.as_str(), tab) {
        ("new-case", _) => (Screen::NewCase, Tab::Steps),
        ("border", _) if app.0.procedure.border_day.is_some() => (Screen::Border, Tab::Steps),
        ("settings", _) => (Screen::Settings, Tab::Steps),
        ("reports", _) => (Screen::Reports, Tab::Steps),
        (_, Some(tab)) if app.read(case) => (Screen::Case(case), tab),
        _ => return,
    };
    app.leave_spot();
    app.arrive(Spot { screen, tab: Tab::Steps, step: None, scrolled: 0.0 });
    page::focus("heading");
    app.show_tab(tab);
    if let Some(step) = rest.first().and_then(|id| app.0.procedure.step(id)) {
        app.open_step(&step.id);
    }
    app.0.forms.focus.set(true);
}
