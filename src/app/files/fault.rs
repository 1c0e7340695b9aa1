//! What is wrong with a file that was to be taken in, in words: what it is, and what to do.

use crate::exchange::casefile::FileFault;
use crate::text::{Book, Msg};

/// So much of a name that a file gives is repeated.
const NAME: usize = 40;

/// Why nothing came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The file is not to be taken in.
    File(FileFault),
    /// Something else.
    Other(Msg),
}

/// The sentence.
pub fn sentence(book: &Book, trouble: &Trouble) -> String {
    let fault = match trouble {
        Trouble::File(fault) => fault,
        Trouble::Other(msg) => return book.say(*msg).to_owned(),
    };
    let said = match fault {
        FileFault::TooLarge => book.say(Msg::FaultTooLarge).to_owned(),
        FileFault::NotACaseFile => book.say(Msg::FaultNotCase).to_owned(),
        FileFault::SpareCopy => book.fill(Msg::FaultSpare, &[("word", book.say(Msg::PutBackWord))]),
        FileFault::Newer => book.say(Msg::FaultNewer).to_owned(),
        FileFault::CutOff => book.say(Msg::FaultCutOff).to_owned(),
        FileFault::Damaged => book.say(Msg::FaultDamaged).to_owned(),
        FileFault::Cost => book.say(Msg::FaultCost).to_owned(),
        FileFault::NoMemory => book.say(Msg::FaultMemory).to_owned(),
        FileFault::WrongPassphrase => book.say(Msg::FaultWord).to_owned(),
        FileFault::NotUnderstood => book.say(Msg::FaultNotUnderstood).to_owned(),
        FileFault::Clock => book.say(Msg::FaultClock).to_owned(),
        FileFault::OtherProcedure(name) => book.fill(Msg::FaultProcedure, &[("name", &plain(name))]),
        FileFault::Training => book.say(Msg::FaultTraining).to_owned(),
        FileFault::Differs(count) => book.fill(Msg::FaultDiffers, &[("count", &count.to_string())]),
    };
    format!("{said} {}", book.say(Msg::NothingChanged))
}

/// An id out of a file, which may hold anything.
fn plain(name: &str) -> String {
    name.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').take(NAME).collect()
}
