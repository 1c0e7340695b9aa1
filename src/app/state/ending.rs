//! What is done at the end of a case, and where one begins in the middle.

use super::App;
use crate::case::{self, Block, Incident, NotHandedOver, View};
use crate::journal::{Act, Handover, Status, Told, When};
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
        let act = self.here().and_then(|id| self.peek(id, |view, _| case::hand_over(view, handover)));
        self.act(act.unwrap_or(Err(NotHandedOver::Blocked(Vec::new())))?);
        // One event, one record to make: what the handover says by itself is not asked for again.
        let seen = |look: &dyn Fn(View) -> Vec<Act>| self.here().and_then(|id| self.peek(id, |view, _| look(view)));
        for act in seen(&case::said_by_handover).unwrap_or_default() {
            self.act(act);
        }
        let mine = self.my_side();
        let answered = self.0.answered.borrow().clone();
        for act in seen(&|view| case::done_by_handover(view, mine, when, &answered)).unwrap_or_default() {
            self.act(act);
        }
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
        let acts = self.here().and_then(|id| self.peek(id, |view, _| case::reopen(view, why, reason)));
        acts.unwrap_or_default().into_iter().for_each(|act| self.act(act));
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
        for step in &steps {
            let status = Status::DoneElsewhere { when: When::Unknown, by: by.to_owned() };
            self.act(Act::Status { step: step.clone(), status });
        }
        self.tell(self.fill(Msg::MarkedThem, &[("count", &steps.len().to_string())]));
    }
}
