//! What stands behind the procedure, which comes with the code that shows it.

use super::App;
use crate::browser::boot;
use crate::procedure::{Annex, read_annex};

/// Takes it over. The build read it before, so one that cannot be read is not there: then nothing is said of sources, and
/// nothing leaves the device that hangs on it.
pub fn take(app: App, (): ()) {
    let annex = boot::annex().and_then(|text| read_annex(&text).ok());
    // As the state itself: the page is its whole life.
    app.0.annex.set(annex.map(|annex| &*Box::leak(Box::new(annex))));
}

impl App {
    /// What stands behind the procedure. Only for what comes after the first screen; before, there is none.
    pub fn annex(self) -> Option<&'static Annex> {
        self.0.annex.get()
    }
}
