//! The device's clock. It can be wrong; what rests on it says so.

use time::Date;

use crate::journal::Stamp;
use crate::text::local;

/// The moment, with the device's offset from UTC.
pub fn now() -> Stamp {
    let now = js_sys::Date::new_0();
    // JavaScript counts minutes west.
    Stamp { unix: (now.get_time() / 1000.0) as i64, offset: -(now.get_timezone_offset() as i16) }
}

/// Today, by the device's clock.
pub fn today() -> Option<Date> {
    local(now()).map(|(day, _)| day)
}
