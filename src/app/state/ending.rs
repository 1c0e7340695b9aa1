//! What is done at the end of a case, and where one begins in the middle.

use super::App;
use crate::case::{self, Block, Incident, NotHandedOver};
use crate::journal::{Act, Entry, Handover, Status, Told, When};
use crate::procedure::{Phase, StepId};
use crate::text::Msg;

impl App {
    /// Records the handover of the open case.
    ///
    /// # Errors
    ///
    /// What stands against it, or is missing; then nothing was recorded.
    pub fn hand_over(self, handover: Handover) -> Result<(), NotHandedOver> {
        let when = handover.when;
        let id = self.here().ok_or(NotHandedOver::Blocked(Vec::new()))?;
        let act = self.peek(id, |view, _| case::hand_over(view, handover));
        let handed = act.unwrap_or(Err(NotHandedOver::Blocked(Vec::new())))?;
        // One event, one record to make, in one piece: what the handover says by itself is not asked for again.
        let mut new: Vec<Entry> = self.write(id, handed, None).into_iter().collect();
        let mut add = |acts: Option<Vec<Act>>| {
            new.extend(acts.unwrap_or_default().into_iter().filter_map(|act| self.write(id, act, None)));
        };
        add(self.peek(id, |view, _| case::said_by_handover(view)));
        let mine = self.my_side();
        let answered = self.0.answered.borrow().clone();
        add(self.peek(id, |view, _| case::done_by_handover(view, mine, when, &answered)));
        self.keep(id, &new);
        self.finish_tick();
        Ok(())
    }

    /// Records who was told of an incident since.
    pub fn tell_of(self, incident: &Incident, told: Told) {
        if let Some(id) = self.here() {
            let act = Act::Incident { step: incident.step.clone(), reason: String::new(), told };
            self.act_over(id, act, vec![incident.entry]);
        }
    }

    /// Closes the open case.
    ///
    /// # Errors
    ///
    /// The red flags that stand against it; then it stays open.
    pub fn close(self, reason: String) -> Result<(), Vec<Block>> {
        let act = self.here().and_then(|id| self.peek(id, |view, _| case::close(view, reason)));
        self.act(act.unwrap_or(Err(Vec::new()))?);
        Ok(())
    }

    /// Opens the open case again, and raises what goes with the reason.
    pub fn reopen(self, why: &str, reason: String) {
        let Some(id) = self.here() else { return };
        let acts = self.peek(id, |view, _| case::reopen(view, why, reason));
        self.act_all_in(id, acts.unwrap_or_default());
    }

    /// The steps of a phase that can be marked at once as done elsewhere.
    pub fn plain_steps(self, phase: &Phase) -> Vec<StepId> {
        let Some(overview) = self.progress() else { return Vec::new() };
        self.see_here(|view, _| case::plain(view, &overview, phase)).unwrap_or_default()
    }

    /// The other steps of an unseen phase that are still to do.
    pub fn not_plain_steps(self, phase: &Phase) -> Vec<StepId> {
        let Some(overview) = self.progress() else { return Vec::new() };
        self.see_here(|view, _| case::not_plain(view, &overview, phase)).unwrap_or_default()
    }

    /// Marks them, as somebody told.
    pub fn mark_plain(self, phase: &Phase, by: &str) {
        let steps = self.plain_steps(phase);
        let Some(id) = self.here().filter(|_| !self.refuses_ticks()) else { return };
        let elsewhere = || Status::DoneElsewhere { when: When::Unknown, by: by.to_owned() };
        let told = |step: &StepId| Act::Status { step: step.clone(), status: elsewhere() };
        self.act_all_in(id, steps.iter().map(told).collect());
        self.finish_tick();
        self.tell(self.fill(Msg::MarkedThem, &[("count", &steps.len().to_string())]));
    }
}
