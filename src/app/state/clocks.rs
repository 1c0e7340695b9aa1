//! The device's clock as the official sees it: now, today, and whether it can be right.
//!
//! What the official answered stands until the lock, or until the clock is set again; it is kept nowhere.

use std::cell::Cell;

use leptos::prelude::{Notify, Track};
use time::Date;

use super::App;
use crate::browser::clock;
use crate::case::{Doubt, Line, doubt, has_jumped};
use crate::journal::{Hm, When, common};
use crate::text::local;

pub(super) struct Clocks {
    /// When they were looked at last.
    seen: Cell<clock::Moment>,
    minute: Cell<i64>,
    jumped: Cell<bool>,
    /// Whether the official said that the clock is right.
    said: Cell<Option<bool>>,
}

impl Clocks {
    pub(super) fn new() -> Self {
        Self { seen: Cell::new(clock::moment()), minute: Cell::new(0), jumped: Cell::new(false), said: Cell::new(None) }
    }
}

impl App {
    /// Day and time of day, by the device's clock; a view looks again as they pass.
    pub fn now(self) -> Option<(Date, Hm)> {
        self.0.watches.clock.track();
        local(clock::now()).map(|(day, at)| (common(day), at))
    }

    /// Why the clock may be wrong, by what the list knows of a case; none: it can be right, or the official said so.
    pub fn clock_doubt(self, line: &Line) -> Option<Doubt> {
        self.0.watches.clock.track();
        let clocks = &self.0.clocks;
        let by_itself = if clocks.jumped.get() { Some(Doubt::Jumped) } else { None };
        match clocks.said.get() {
            Some(true) => None,
            Some(false) => Some(Doubt::Jumped),
            None => by_itself.or_else(|| doubt(clock::now(), line.last, line.earlier)),
        }
    }

    /// The same for the open case.
    pub fn clock_doubt_here(self) -> Option<Doubt> {
        self.line(self.here()?).and_then(|line| self.clock_doubt(&line))
    }

    /// Whether the official said that the clock is wrong.
    pub fn is_clock_wrong(self) -> bool {
        self.0.watches.clock.track();
        self.0.clocks.said.get() == Some(false)
    }

    /// The official says whether the clock is right.
    pub fn say_clock(self, right: bool) {
        self.0.clocks.said.set(Some(right));
        self.0.watches.clock.notify();
    }

    /// The day of what is done in the open case now. None while the clock is doubted: a date that may be wrong would stand
    /// there as if the official had given it. The entry keeps the device's time all the same.
    pub fn today(self) -> When {
        match clock::today() {
            Some(day) if self.clock_doubt_here().is_none() => When::On(day),
            _ => When::Unknown,
        }
    }

    /// Nobody said anything of the clock yet.
    pub(super) fn forget_clock(self) {
        self.0.clocks.said.set(None);
    }

    /// Looks whether the clock was set, and tells what depends on the time as it passes.
    pub(super) fn look_at_device_clock(self) {
        let clocks = &self.0.clocks;
        let (running, device) = clock::moved(clocks.seen.replace(clock::moment()));
        let jumped = has_jumped(running, device);
        if jumped {
            clocks.jumped.set(true);
            clocks.said.set(None);
        }
        let minute = clock::now().unix / 60;
        if clocks.minute.replace(minute) != minute || jumped {
            self.0.watches.clock.notify();
        }
    }
}
