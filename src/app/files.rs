//! Files of a case on screen: making one to send, and taking one in.

mod fault;
mod preview;
mod receive;
mod send;

pub use preview::{came, name};
pub use receive::receive;
pub use send::export;
