//! Where values lie: the few calls that the vault asks of any storage.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

/// Why storage did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShelfError {
    /// There is none, or it is blocked.
    Absent,
    /// There is no room left.
    Full,
    /// Anything else, a value that did not read back as it was written among it.
    Failed,
}

impl fmt::Display for ShelfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ShelfError::Absent => "storage is absent or blocked",
            ShelfError::Full => "storage is full",
            ShelfError::Failed => "storage failed",
        })
    }
}

impl std::error::Error for ShelfError {}

/// Storage of texts by key. Others use it too, at the same time, and it may fail at any call.
pub trait Shelf {
    /// All keys of this app, in any order. Keys of others may be among them.
    fn keys(&self) -> Result<Vec<String>, ShelfError>;
    /// The value of a key, if it is there.
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError>;
    /// Sets a value. It is not to be trusted before it was read back.
    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError>;
    /// Removes a key. It is no error if it is not there.
    fn remove(&self, key: &str) -> Result<(), ShelfError>;
    /// Whether what is set here would outlive the page. Asked at the start, and again while the answer is no.
    fn check(&self) -> Result<(), ShelfError> {
        Ok(())
    }
}

impl<S: Shelf + ?Sized> Shelf for Box<S> {
    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        (**self).keys()
    }
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        (**self).get(key)
    }
    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        (**self).set(key, value)
    }
    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        (**self).remove(key)
    }
    fn check(&self) -> Result<(), ShelfError> {
        (**self).check()
    }
}

/// A shelf in memory, gone with the page: nothing on it is ever called saved. A clone is the same shelf.
#[derive(Debug, Clone, Default)]
pub struct MemoryShelf {
    values: Rc<RefCell<BTreeMap<String, String>>>,
}

impl Shelf for MemoryShelf {
    fn keys(&self) -> Result<Vec<String>, ShelfError> {
        Ok(self.values.borrow().keys().cloned().collect())
    }
    fn get(&self, key: &str) -> Result<Option<String>, ShelfError> {
        Ok(self.values.borrow().get(key).cloned())
    }
    fn set(&self, key: &str, value: &str) -> Result<(), ShelfError> {
        self.values.borrow_mut().insert(key.to_owned(), value.to_owned());
        Ok(())
    }
    fn remove(&self, key: &str) -> Result<(), ShelfError> {
        self.values.borrow_mut().remove(key);
        Ok(())
    }
    fn check(&self) -> Result<(), ShelfError> {
        Err(ShelfError::Absent)
    }
}
