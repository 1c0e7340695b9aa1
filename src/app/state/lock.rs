//! Opening the vault and closing it. While it is closed nothing of a case is in memory in clear, on screen or in the address.

use std::cell::Cell;

use leptos::prelude::{Notify, Track};

use super::{App, Saving, Screen, State};
use crate::browser::{clock, ledger, page, random, shelf::LocalShelf};
use crate::case::Pen;
use crate::journal::{By, Writer};
use crate::text::Msg;
use crate::vault::{
    Cost, DataKey, Door, Held, Keyring, Passphrase, Record, UnlockError, Vault, Weak, door, unlock, wipe,
};

/// The official is warned so long before the lock, in milliseconds.
const WARNING: f64 = 60_000.0;

/// So many cards at most are made on the way out; who changed more cases waits at the next start instead.
const CARDS: usize = 20;

/// When the official last touched the page.
pub(super) struct Idle {
    touched: Cell<clock::Moment>,
    warned: Cell<bool>,
}

impl Idle {
    pub(super) fn new() -> Self {
        Self { touched: Cell::new(clock::moment()), warned: Cell::new(false) }
    }
}

impl App {
    /// What stands at the start, or after the lock. None: the ledger still brings back what storage lost, and without
    /// that a vault could be taken for new.
    pub fn door(self) -> Option<Door> {
        self.0.watches.spot.track();
        let held = !self.0.held.borrow().records.is_empty();
        self.0.recovered.get().then(|| if held { Door::Locked } else { door(&LocalShelf) })
    }

    /// Called when the ledger has brought back what storage lost.
    pub fn recovered(self) {
        self.0.recovered.set(true);
        self.shown_again();
    }

    /// Whether the vault is open.
    pub fn is_open(self) -> bool {
        self.0.watches.spot.track();
        self.0.vault.borrow().is_some()
    }

    /// Makes a new vault under a passphrase. An error: what is to be said.
    pub fn first_start(self, passphrase: &Passphrase) -> Result<(), Msg> {
        strong(passphrase)?;
        let (ring, record) = make(passphrase).ok_or(Msg::NoRandomness)?;
        self.enter(ring, vec![record])
    }

    /// Puts the vault under another passphrase. An error: what is to be said; then the old one still opens it. Where all
    /// went well the official comes back to the list.
    pub fn change_passphrase(self, passphrase: &Passphrase) -> Result<(), Msg> {
        strong(passphrase)?;
        let cost = bearable(passphrase).ok_or(Msg::NoRandomness)?;
        let changed = self.vault(|vault| vault.change_passphrase(passphrase, cost));
        if changed != Some(Ok(())) {
            return Err(Msg::PassphraseNotChanged);
        }
        self.speak(Msg::PassphraseChanged);
        self.leave_all();
        self.go_instead(Screen::Cases);
        Ok(())
    }

    /// Opens the vault. An error: what is to be said.
    pub fn unlock(self, passphrase: &Passphrase) -> Result<(), Msg> {
        let opened = unlock(&LocalShelf, &self.0.held.borrow().records, passphrase, random::fill);
        let (ring, records) = opened.map_err(|problem| match problem {
            UnlockError::Wrong => Msg::PassphraseWrong,
            UnlockError::NoRecord => Msg::DoorNoKey,
            UnlockError::NoMemory => Msg::NoMemory,
            UnlockError::NotReached(_) => Msg::WhyFailed,
        })?;
        self.enter(ring, records)
    }

    fn enter(self, ring: Keyring, records: Vec<Record>) -> Result<(), Msg> {
        // A writer of its own for each opening: numbers of keys that were folded away meanwhile are never used again.
        let writer = Writer(random::number().ok_or(Msg::NoRandomness)?);
        let state: &State = self.0;
        let mut vault = Vault::open(LocalShelf, ring, records, writer);
        // Where there is no room for it now, the first change tries again and tells.
        let _ignored = vault.keep_records();
        let mut loaded = vault.load_listed();
        for (id, entries) in vault.take_back(&mut state.held.borrow_mut()) {
            if let Some(place) = loaded.cards.iter().position(|(listed, _)| *listed == id) {
                loaded.cards.remove(place);
                let read = vault.open_case(id);
                loaded.problems.extend(read.problems);
                for (id, case) in read.cases {
                    loaded.cases.insert(id, case);
                }
            }
            let journal = &mut loaded.cases.or_default(id).journal;
            for entry in entries {
                journal.insert(entry);
            }
        }
        let me = vault.me().unwrap_or_else(|| self.stranger());
        state.pen.replace(Pen::new(writer));
        state.me.replace(me);
        state.spared.set(vault.spared());
        state.problems.replace(loaded.problems);
        state.vault.replace(Some(vault));
        self.list_all(loaded.cases, loaded.cards);
        self.touched();
        self.adopt_drafts(loaded.drafts);
        if self.0.vault.borrow().as_ref().is_some_and(|vault| vault.pending().next().is_some()) {
            self.retry();
        }
        self.0.trail.borrow_mut().clear();
        page::first();
        self.go_instead(Screen::Cases);
        self.opened_by(writer);
        self.tell_all();
        self.pack_all_soon();
        Ok(())
    }

    /// Nobody said yet who the official is.
    pub(super) fn stranger(self) -> By {
        By { office: self.config().office.clone(), ..By::default() }
    }

    /// Locks: what was typed is recorded or kept, what could not be saved is sealed in memory, all else goes.
    pub fn lock(self) {
        self.end_typing();
        self.keep_forms();
        self.make_cards(CARDS);
        // Without randomness it cannot be sealed; then it is not thrown away either.
        let Some(Ok(held)) = self.vault(|vault| vault.lock()) else { return };
        self.0.held.replace(held);
        self.0.vault.replace(None);
        self.empty();
    }

    /// Whether the closed vault holds something that is in memory only.
    pub fn holds_unsaved(self) -> bool {
        self.0.watches.spot.track();
        self.0.held.borrow().is_unsaved()
    }

    /// Takes everything of this app out of this browser, without the passphrase. Says how it went.
    pub fn wipe(self) -> Msg {
        // First, so that the marks of the removed cases stay in the ledger: a browser that is killed now brings none back.
        ledger::clear();
        let wiped = wipe(&LocalShelf);
        // A tab whose case was open has to let go of it too.
        self.0.vault.replace(None);
        self.0.held.replace(Held::default());
        self.empty();
        self.left_nothing();
        if wiped.is_ok() { Msg::Wiped } else { Msg::RemoveUnfinished }
    }

    /// Lets go of all that is known of cases.
    fn empty(self) {
        let state: &State = self.0;
        state.cases.borrow_mut().clear();
        state.lines.borrow_mut().clear();
        self.stop_resting();
        self.let_go_of_forms();
        state.overview.replace(None);
        state.training.set(None);
        state.came.set(None);
        state.problems.replace(Vec::new());
        state.spoken.replace(String::new());
        state.saving.set(Saving::Idle);
        state.me.replace(self.stranger());
        state.idle.warned.set(false);
        self.forget_clock();
        self.leave_all();
        self.go_instead(Screen::Door);
        self.tell_all();
    }

    fn tell_all(self) {
        let watches = &self.0.watches;
        for watch in [&watches.case, &watches.saving, &watches.me, &watches.spoken] {
            watch.notify();
        }
    }

    fn leave_all(self) {
        self.0.trail.borrow_mut().clear();
        page::first_soon();
    }

    // ---- Idle ----

    /// The official touched the page.
    pub fn touched(self) {
        self.0.idle.touched.set(clock::moment());
        if self.0.idle.warned.replace(false) {
            self.0.watches.saving.notify();
        }
    }

    /// Whether the lock is near.
    pub fn is_warned(self) -> bool {
        self.0.watches.saving.track();
        self.0.idle.warned.get()
    }

    /// Looks at the clocks: warns, or locks. A device that slept stops one of them, so both count.
    pub fn look_at_clocks(self) {
        self.look_at_device_clock();
        if self.0.vault.borrow().is_none() {
            self.ask_tabs();
            return;
        }
        let (idle, most) =
            (clock::since(self.0.idle.touched.get()), f64::from(self.config().lock_after_minutes) * 60_000.0);
        if idle >= most {
            self.lock();
        } else if idle >= most - WARNING && !self.0.idle.warned.replace(true) {
            self.0.watches.saving.notify();
        }
    }
}

pub(super) fn strong(passphrase: &Passphrase) -> Result<(), Msg> {
    passphrase.check().map_err(|weak| match weak {
        Weak::Short => Msg::PassphraseShort,
        Weak::Common => Msg::PassphraseCommon,
    })
}

/// A new data key and its record, at a cost that this device bears.
fn make(passphrase: &Passphrase) -> Option<(Keyring, Record)> {
    let cost = bearable(passphrase)?;
    let key = DataKey::new(random::fill).ok()?;
    let record = Record::make(&key, passphrase, cost, random::fill).ok()?;
    Some((Keyring::new(key, random::fill), record))
}

/// The cost that this device bears, by the time that a record of the floor takes, which is thrown away.
pub(super) fn bearable(passphrase: &Passphrase) -> Option<Cost> {
    let key = DataKey::new(random::fill).ok()?;
    let begun = clock::moment();
    Record::make(&key, passphrase, Cost::FLOOR, random::fill).ok()?;
    Some(Cost::calibrated(clock::since(begun)))
}
