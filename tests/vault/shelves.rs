//! A shelf that several tabs share, and a tab's hand on it: it fails, crashes, sees old views, and watches the rules.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use sop_checklist::vault::{DataKey, Keyring, PREFIX, Shelf, ShelfError};

type Values = BTreeMap<String, String>;

/// What lies in the browser's storage. A clone is the same store.
#[derive(Clone, Default)]
pub struct Store {
    values: Rc<RefCell<Values>>,
    /// Everything that was ever written, to see that no key is written twice.
    written: Rc<RefCell<Values>>,
    room: Rc<Cell<Option<usize>>>,
}

impl Store {
    pub fn hand(&self) -> Hand {
        Hand {
            store: self.clone(),
            calls: Rc::default(),
            plan: Rc::default(),
            dead: Rc::default(),
            view: Rc::default(),
            hook: Rc::default(),
        }
    }

    /// A hand that sees what others do only at [`Hand::sync`], as the tabs of one browser do.
    pub fn slow_hand(&self) -> Hand {
        let hand = self.hand();
        hand.sync();
        hand
    }

    pub fn values(&self) -> Values {
        self.values.borrow().clone()
    }

    pub fn keys(&self) -> Vec<String> {
        self.values.borrow().keys().cloned().collect()
    }

    pub fn keys_with(&self, part: &str) -> Vec<String> {
        self.keys().into_iter().filter(|key| key.contains(part)).collect()
    }

    /// Sets a value behind the app's back.
    pub fn put(&self, key: &str, value: &str) {
        self.values.borrow_mut().insert(key.to_owned(), value.to_owned());
    }

    pub fn take(&self, key: &str) -> Option<String> {
        self.values.borrow_mut().remove(key)
    }

    pub fn clear(&self) {
        self.values.borrow_mut().clear();
    }

    pub fn size(&self) -> usize {
        self.values.borrow().iter().map(|(key, value)| units(key) + units(value)).sum()
    }

    pub fn set_room(&self, room: Option<usize>) {
        self.room.set(room);
    }

    /// Whether these words lie under any key of the app.
    pub fn says(&self, words: &str) -> bool {
        let opened =
            |(key, value): (&String, &String)| ring().open(key, value).unwrap_or_else(|_| value.clone().into_bytes());
        self.values.borrow().iter().any(|item| String::from_utf8_lossy(&opened(item)).contains(words))
    }
}

/// What browsers count.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn half(text: &str) -> String {
    text.chars().take(units(text) / 2).collect()
}

/// The value with one of its letters changed into another of those that values are made of.
pub fn changed(value: &str, place: usize, by: u32) -> String {
    let other = |letter: char| char::from_u32(0x5000 + ((u32::from(letter) - 0x5000) ^ by)).unwrap_or(letter);
    value.chars().enumerate().map(|(at, letter)| if at == place { other(letter) } else { letter }).collect()
}

/// What goes wrong at a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// The tab dies before the call does anything.
    CrashBefore,
    /// The tab dies right after the call did its work.
    CrashAfter,
    /// The call says no, once.
    Refuse(ShelfError),
    /// A value is cut short; other calls refuse.
    Shorten,
    /// Nothing is done and all is said to be well; a read finds nothing.
    Pretend,
}

pub const CRASHES: [Fault; 2] = [Fault::CrashBefore, Fault::CrashAfter];
pub const FAILURES: [Fault; 5] = [
    Fault::Refuse(ShelfError::Absent),
    Fault::Refuse(ShelfError::Full),
    Fault::Refuse(ShelfError::Failed),
    Fault::Shorten,
    Fault::Pretend,
];

type Hook = Box<dyn FnOnce()>;

/// One tab's hand. A clone is the same hand.
#[derive(Clone)]
pub struct Hand {
    store: Store,
    calls: Rc<Cell<usize>>,
    plan: Rc<Cell<Option<(usize, Fault)>>>,
    dead: Rc<Cell<bool>>,
    view: Rc<RefCell<Option<Values>>>,
    hook: Rc<RefCell<Option<(usize, Hook)>>>,
}

impl Hand {
    /// From now on the `call`-th call, counted from 0, meets a fault.
    pub fn plan(&self, call: usize, fault: Fault) {
        self.calls.set(0);
        self.plan.set(Some((call, fault)));
    }

    pub fn heal(&self) {
        self.plan.set(None);
    }

    /// Somebody else acts right before the `call`-th call from now.
    pub fn before(&self, call: usize, act: impl FnOnce() + 'static) {
        self.calls.set(0);
        *self.hook.borrow_mut() = Some((call, Box::new(act)));
    }

    /// Calls since the last plan.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }

    pub fn count(&self) {
        self.calls.set(0);
    }

    pub fn is_dead(&self) -> bool {
        self.dead.get()
    }

    pub fn sync(&self) {
        *self.view.borrow_mut() = Some(self.store.values());
    }

    fn call<T>(
        &self,
        shorten: impl FnOnce() -> Result<T, ShelfError>,
        pretend: T,
        work: impl FnOnce() -> Result<T, ShelfError>,
    ) -> Result<T, ShelfError> {
        let call = self.calls.get();
        self.calls.set(call + 1);
        let due = self.hook.borrow().as_ref().is_some_and(|(at, _)| *at == call);
        if due && let Some((_, act)) = self.hook.borrow_mut().take() {
            act();
        }
        if self.dead.get() {
            return Err(ShelfError::Failed);
        }
        match self.plan.get().filter(|(at, _)| *at == call).map(|(_, fault)| fault) {
            None => work(),
            Some(Fault::Refuse(why)) => Err(why),
            Some(Fault::Shorten) => shorten(),
            Some(Fault::Pretend) => Ok(pretend),
            Some(Fault::CrashBefore) => {
                self.dead.set(true);
                Err(ShelfError::Failed)
            }
            Some(Fault::CrashAfter) => {
                let _done = work();
                self.dead.set(true);
                Err(ShelfError::Failed)
            }
        }
    }

    fn see<T>(&self, look: impl FnOnce(&Values) -> T) -> T {
        match &*self.view.borrow() {
            Some(view) => look(view),
            None => look(&self.store.values.borrow()),
        }
    }

    fn write(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        assert!(key.starts_with(PREFIX), "{key} is not ours");
        let old = self.store.written.borrow_mut().insert(key.to_owned(), value.to_owned());
        assert!(old.is_none_or(|old| old == value || key.contains("gone")), "{key} was written twice");
        if self.store.room.get().is_some_and(|room| self.store.size() + units(key) + units(value) > room) {
            self.store.written.borrow_mut().remove(key);
            return Err(ShelfError::Full);
        }
        if let Some(view) = &mut *self.view.borrow_mut() {
            view.insert(key.to_owned(), value.to_owned());
        }
        self.store.put(key, value);
        Ok(())
    }
}

impl Shelf for Hand {
    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        self.call(|| Err(ShelfError::Failed), Vec::new(), || Ok(self.see(|values| values.keys().cloned().collect())))
    }

    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        assert!(key.starts_with(PREFIX), "{key} is not ours");
        let value = || self.see(|values| values.get(key).cloned());
        let short = || Ok(value().map(|value| half(&value)));
        self.call(short, None, || Ok(value()))
    }

    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        self.call(|| self.write(key, &half(value)), (), || self.write(key, value))
    }

    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        assert!(key.starts_with(PREFIX), "{key} is not ours");
        let work = || {
            if let Some(view) = &mut *self.view.borrow_mut() {
                view.remove(key);
            }
            self.store.take(key);
            Ok(())
        };
        self.call(|| Err(ShelfError::Failed), (), work)
    }
}

/// The data key of all tests, each time as a ring of its own.
pub fn ring() -> Keyring {
    Keyring::new(key(7), random)
}

/// A data key that is always the same for a number.
pub fn key(number: u8) -> DataKey {
    thread_local!(static NUMBER: Cell<u8> = const { Cell::new(0) });
    NUMBER.set(number);
    DataKey::new(|bytes| {
        bytes.fill(NUMBER.get());
        true
    })
    .unwrap_or_else(|_| panic!("no randomness"))
}

/// Never the same twice, which is all that a nonce asks for.
pub fn random(bytes: &mut [u8]) -> bool {
    thread_local!(static NEXT: Cell<u64> = const { Cell::new(1) });
    for part in bytes.chunks_mut(8) {
        let next = NEXT.get().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ NEXT.get().rotate_left(29);
        NEXT.set(NEXT.get() + 1);
        part.copy_from_slice(&next.to_le_bytes()[..part.len()]);
    }
    true
}
