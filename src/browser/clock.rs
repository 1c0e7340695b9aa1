//! The device's clock. It can be wrong; what rests on it says so.

use time::Date;

use crate::journal::{Stamp, common};
use crate::text::local;

/// The moment, with the device's offset from UTC.
pub fn now() -> Stamp {
    let now = js_sys::Date::new_0();
    // JavaScript counts minutes west.
    Stamp { unix: (now.get_time() / 1000.0) as i64, offset: -(now.get_timezone_offset() as i16) }
}

/// Today, by the device's clock. A clock that counts in the Buddhist Era is read as one.
pub fn today() -> Option<Date> {
    local(now()).map(|(day, _)| common(day))
}

/// A moment by both clocks of the page, in milliseconds: one that only runs forward but stops while a device sleeps, and
/// the device's, which can be set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    running: f64,
    device: f64,
}

/// This moment.
pub fn moment() -> Moment {
    let running = web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now());
    Moment { running, device: js_sys::Date::now() }
}

/// By how many milliseconds each clock moved since a moment: the running one, and the device's.
pub fn moved(then: Moment) -> (f64, f64) {
    let now = moment();
    (now.running - then.running, now.device - then.device)
}

/// Milliseconds since a moment, by the clock that says more.
pub fn since(then: Moment) -> f64 {
    let (running, device) = moved(then);
    running.max(device)
}
