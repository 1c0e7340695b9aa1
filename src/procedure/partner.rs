//! What a partner agency gets to see of a case in a file: the white list of the content, key `partner`. Read on its own and
//! only when it is needed, so that it need not be in what the first screen waits for.

use super::read::{ReadError, partner};
use super::{FactId, StepId, StopId};

/// A kind of entries that a partner file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerKind {
    /// How far each step is, and when.
    Steps,
    /// What was answered to the questions for consent.
    Consents,
    /// Where the papers of the dossier stand.
    Papers,
    /// The handover.
    Handover,
    /// Whether the case was closed or reopened.
    Closing,
}

/// The white list: what is not on it stays here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partner {
    /// Kinds of entries.
    pub kinds: Vec<PartnerKind>,
    /// Questions whose answers go along.
    pub facts: Vec<FactId>,
    /// Red flags whose state goes along, without its reason.
    pub stops: Vec<StopId>,
    /// Steps of which nothing goes along: that they are done tells what stays here.
    pub without: Vec<StepId>,
}

impl Partner {
    /// Reads the white list of a content file, or of the part of one that comes later. None: it has none, and no partner
    /// file can be made under it.
    ///
    /// # Errors
    ///
    /// A [`ReadError`] that says what is wrong and where.
    pub fn read(text: &str) -> Result<Option<Self>, ReadError> {
        partner(text)
    }
}
