//! Files that the official chooses. Through `Reflect`, so that the first part of the module has none of it.

use super::dom::El;
use super::send::{function, member, settled};

/// No browser keeps more; larger files are none of ours. In bytes.
const LARGEST: f64 = 64e6;

/// Reads the file that was chosen in a field. None: there is none, or it could not be read.
pub fn read(field: &El, tell: impl FnOnce(Option<String>) + Clone + 'static) {
    let failed = tell.clone();
    if try_read(field, tell).is_none() {
        failed(None);
    }
}

fn try_read(field: &El, tell: impl FnOnce(Option<String>) + Clone + 'static) -> Option<()> {
    let file = member(&field.property("files"), "0")?;
    if member(&file, "size")?.as_f64()? > LARGEST {
        return None;
    }
    let promise = function(&file, "text")?.call0(&file).ok()?;
    let refused = tell.clone();
    settled(&promise, move |text| tell(text.as_string()), move |_| refused(None))
}
