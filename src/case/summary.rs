//! What a printed sheet says, as data: section by section, without words, and nothing but what its reader may see. What is
//! set aside is named as such and counts nowhere else, so that paper never contradicts itself.

use super::edition::strange;
use super::reader::{Detail, Guard, Part, Reader, other_facts};
use super::{
    Dossier, Due, Gate, Incident, Journey, Life, Link, Mark, Next, Overview, PaperLine, Progress, Row, RowState, View,
    dossier, goes_back, journey,
};
use crate::fnv::{START, fnv};
use crate::journal::{Act, By, CaseKind, Consent, Giver, Handover, Journal, Stamp, Status, When, to_stored};
use crate::procedure::{
    Answers, ConsentId, ConsentState, Effect, FactId, PaperId, PhaseId, RoleId, StepId, Stop, StopId, StopState,
};
use std::sync::Arc;

/// A question with its answer.
type Answer = (FactId, Vec<Arc<str>>);

/// An answer to the question for consent, with who asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// What was answered.
    pub consent: Consent,
    /// Who recorded it.
    pub by: By,
}

/// A kind of consent on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsentLine {
    /// The kind.
    pub kind: ConsentId,
    /// Its state, guardian included.
    pub state: ConsentState,
    /// Whether a guardian's consent is needed beside the person's.
    pub guardian_needed: bool,
    /// The last answer of each giver.
    pub answers: Vec<Answered>,
}

/// A red flag on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct StopLine {
    /// The stop.
    pub stop: StopId,
    /// What it does.
    pub effect: Effect,
    /// Steps that cannot be marked done while it is raised.
    pub blocks: Vec<StepId>,
    /// Who acts.
    pub acts: Vec<RoleId>,
    /// Its state.
    pub state: StopState,
    /// When it was last looked at, and by whom.
    pub seen: Option<(Stamp, By)>,
    /// The consent whose refusal raised it, if none of the officials did.
    pub from_consent: Option<ConsentId>,
    /// Why, in the official's words.
    pub reason: String,
}

/// A step that is done, on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct DoneLine {
    /// The step.
    pub step: StepId,
    /// How it counts as done.
    pub state: RowState,
    /// When.
    pub when: When,
    /// The role of the official who recorded it.
    pub role: String,
    /// The note, whole.
    pub note: String,
    /// Where its paper is kept.
    pub place: String,
}

/// Everything that a sheet says. What its reader does not get is not here: it is absent, empty or not said.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Who it is for.
    pub reader: Reader,
    /// The case code.
    pub code: String,
    /// Real or training.
    pub kind: CaseKind,
    /// The edition that the case was begun under.
    pub edition: String,
    /// Short code of the content; the same on paper and in a file made of the same content.
    pub short_code: String,
    /// Progress in all.
    pub progress: Option<Progress>,
    /// The phase where the case stands.
    pub here: Option<PhaseId>,
    /// The journey, with the phase where the case stands.
    pub journey: Option<Journey>,
    /// The gate.
    pub gate: Option<Gate>,
    /// Whether the way back is what happens now.
    pub goes_back: bool,
    /// Whether it was closed or reopened; since when.
    pub life: Option<(Life, Stamp)>,
    /// The phase where it stood when it came to this device.
    pub stood: Option<PhaseId>,
    /// What was done against an open stop, in order.
    pub incidents: Vec<Incident>,
    /// The person in brief.
    pub brief: Vec<Answer>,
    /// What an escort has to know of the person and the day.
    pub day: Vec<Answer>,
    /// Every kind of consent.
    pub consents: Vec<ConsentLine>,
    /// Every red flag, raised ones first.
    pub stops: Vec<StopLine>,
    /// Steps done.
    pub done: Vec<DoneLine>,
    /// What is next.
    pub next: Vec<Next>,
    /// Steps that are open and not next.
    pub open: Vec<Row>,
    /// What falls due, the earliest first.
    pub due: Vec<(StepId, Due)>,
    /// Steps that an official called not needed, with the reason.
    pub not_needed: Vec<(StepId, String)>,
    /// Steps that do not apply.
    pub aside: Vec<Row>,
    /// Needs on the way.
    pub way: Vec<Answer>,
    /// Where the person is received.
    pub place: Vec<Answer>,
    /// What is open before the law.
    pub legal: Vec<Answer>,
    /// The steps that plan how that goes on.
    pub legal_plans: Vec<Row>,
    /// All other answers that count.
    pub known: Vec<Answer>,
    /// The papers.
    pub dossier: Option<Dossier>,
    /// The papers that are carried.
    pub carried: Vec<PaperId>,
    /// Where the person is handed over, as answered.
    pub crossing: Option<Answer>,
    /// The handover, first the one that holds; more than one: devices differ.
    pub handovers: Vec<Handover>,
    /// What is planned for the time after the return, as far as it was answered.
    pub plan: Vec<Answer>,
    /// The step that makes the first contact after the return.
    pub first_contact: Option<Row>,
    /// The phases that are ahead, for the person.
    pub ahead: Vec<PhaseId>,
    /// Linked cases.
    pub links: Vec<Link>,
    /// Notes on steps that are not done.
    pub notes: Vec<(StepId, String)>,
    /// Questions that are open.
    pub questions: Vec<String>,
    /// What was recorded of things that this edition of the procedure does not have.
    pub unknown: Vec<Act>,
}

/// Makes the summary of a case for a reader.
pub fn summary(view: View, overview: &Overview, journal: &Journal, reader: Reader) -> Summary {
    let guard = Guard::of(view.procedure, reader);
    let maker = Maker { view, overview: guard.overview(overview), journal, reader, guard };
    maker.summary()
}

struct Maker<'a> {
    view: View<'a>,
    /// As the reader may see it.
    overview: Overview,
    journal: &'a Journal,
    reader: Reader,
    guard: Guard<'a>,
}

impl Maker<'_> {
    fn summary(&self) -> Summary {
        let (case, procedure) = (self.view.case, self.view.procedure);
        let opened = case.opened.as_ref().map(|held| &held.value);
        let rule = procedure.sheet.as_ref();
        let plan = procedure.plan.as_ref();
        let journey = journey(procedure, &self.overview);
        let signed = self.reader.gets(Part::Handover) || self.reader.gets(Part::Day);
        Summary {
            reader: self.reader,
            code: opened.map(|opened| opened.code.clone()).unwrap_or_default(),
            kind: opened.map_or(CaseKind::Real, |opened| opened.kind),
            edition: opened.map(|opened| opened.edition.clone()).unwrap_or_default(),
            short_code: short_code(self.journal),
            progress: self.one(Part::Counts, || Some(self.overview.progress)),
            here: self.one(Part::Glance, || self.overview.here(procedure)),
            goes_back: (self.reader.gets(Part::Back) || self.reader.gets(Part::Ahead)) && goes_back(self.view),
            gate: self.one(Part::Glance, || Some(self.overview.gate.clone())),
            life: self.one(Part::Glance, || case.life.as_ref().map(|held| (self.life(&held.value), held.at))),
            stood: self.one(Part::Glance, || case.stood.as_ref().map(|held| held.value.clone())),
            incidents: self.all(Part::Incidents, || case.incidents.clone()),
            brief: self.all(Part::Brief, || self.answers(rule.map(|rule| rule.brief.as_slice()))),
            day: self.all(Part::Day, || self.answers(rule.map(|rule| rule.escort.as_slice()))),
            consents: self.consents(),
            stops: self.all(Part::Checks, || self.stops()),
            done: self.all(Part::Done, || self.rows(RowState::is_done).map(|row| self.done_line(row)).collect()),
            next: self.all(Part::Next, || self.overview.next.clone()),
            open: self.all(Part::Open, || self.open()),
            due: self.all(Part::Limits, || {
                self.overview.due().into_iter().filter(|(step, _)| !self.guard.step(step)).collect()
            }),
            not_needed: self.all(Part::NotNeeded, || self.not_needed()),
            aside: self.all(Part::Aside, || self.rows(|state| state == RowState::Aside).map(bare).collect()),
            way: self.all(Part::Way, || self.answers(rule.map(|rule| rule.way.as_slice()))),
            place: self.all(Part::Place, || self.answers(rule.map(|rule| rule.place.as_slice()))),
            legal: self.all(Part::Legal, || self.answers(rule.map(|rule| rule.legal.as_slice()))),
            legal_plans: self.all(Part::Legal, || {
                let plans = procedure.gate.clear_or_plan.iter().filter_map(|rule| self.overview.row(&rule.plan));
                plans.filter(|row| row.state != RowState::Aside).map(bare).collect()
            }),
            known: self.all(Part::Known, || self.answers_to(other_facts(self.view))),
            dossier: self.one(Part::Dossier, || Some(self.dossier())),
            carried: self.all(Part::Carried, || self.carried()),
            crossing: procedure
                .handover
                .as_ref()
                .filter(|_| signed)
                .and_then(|rule| self.answers_to([&rule.place]).pop()),
            handovers: if signed { self.handovers() } else { Vec::new() },
            plan: self.all(Part::Plan, || self.answers(plan.map(|plan| plan.facts.as_slice()))),
            first_contact: self.one(Part::Plan, || plan.and_then(|plan| self.overview.row(&plan.first)).map(bare)),
            ahead: self.all(Part::Ahead, || self.ahead(&journey)),
            links: self.all(Part::Links, || case.links().to_vec()),
            notes: self.all(Part::Notes, || self.notes()),
            questions: self.all(Part::Questions, || self.questions()),
            unknown: self.all(Part::Unknown, || strange(procedure, self.journal)),
            journey: self.one(Part::Glance, || Some(journey)),
        }
    }

    /// What a part says, if the reader gets the part.
    fn one<T>(&self, part: Part, make: impl FnOnce() -> Option<T>) -> Option<T> {
        if self.reader.gets(part) { make() } else { None }
    }

    fn all<T>(&self, part: Part, make: impl FnOnce() -> Vec<T>) -> Vec<T> {
        if self.reader.gets(part) { make() } else { Vec::new() }
    }

    /// Words that somebody typed, for who is told them.
    fn words(&self, text: &str) -> String {
        if self.reader.knows(Detail::Words) { text.to_owned() } else { String::new() }
    }

    /// An official by role and office, and by initials for who is told them.
    fn by(&self, by: &By) -> By {
        let initials = if self.reader.knows(Detail::Initials) { by.initials.clone() } else { String::new() };
        By { role: by.role.clone(), office: by.office.clone(), initials }
    }

    /// Rows of steps that the reader may know of.
    fn rows(&self, wanted: fn(RowState) -> bool) -> impl Iterator<Item = &Row> {
        self.overview.rows.iter().filter(move |row| wanted(row.state) && !self.guard.step(&row.id))
    }

    fn answers(&self, facts: Option<&[FactId]>) -> Vec<Answer> {
        self.answers_to(facts.unwrap_or_default())
    }

    /// Questions with their answers, where they have one that counts.
    fn answers_to<'b>(&self, facts: impl IntoIterator<Item = &'b FactId>) -> Vec<Answer> {
        let told = facts.into_iter().filter(|id| !self.guard.fact(id));
        let all = told.map(|id| (id.clone(), self.view.fact(id).to_vec()));
        all.filter(|(_, values)| !values.is_empty()).collect()
    }

    fn life(&self, life: &Life) -> Life {
        match life {
            Life::Closed { reason } => Life::Closed { reason: self.words(reason) },
            Life::Reopened { why, reason } => Life::Reopened { why: why.clone(), reason: self.words(reason) },
        }
    }

    fn consents(&self) -> Vec<ConsentLine> {
        if !self.reader.gets(Part::Consents) && !self.reader.gets(Part::Said) {
            return Vec::new();
        }
        let answered = |held: &super::Held<Consent>| Answered {
            consent: Consent {
                language: self.words(&held.value.language),
                present: self.words(&held.value.present),
                scope: self.words(&held.value.scope),
                ..held.value.clone()
            },
            by: self.by(&held.by),
        };
        let kinds = self.view.procedure.consents.iter();
        kinds
            .map(|kind| ConsentLine {
                kind: kind.id.clone(),
                state: self.view.consent_state(kind),
                guardian_needed: self.view.needs_guardian(kind),
                answers: [Giver::Person, Giver::Guardian]
                    .into_iter()
                    .filter_map(|giver| Some(answered(self.view.case.consent(&kind.id, giver)?)))
                    .collect(),
            })
            .collect()
    }

    fn stops(&self) -> Vec<StopLine> {
        let mut stops: Vec<StopLine> = Vec::new();
        for stop in self.view.procedure.stops.iter().filter(|stop| !self.guard.stop(&stop.id)) {
            let line = self.stop_line(stop);
            stops.insert(stops.partition_point(|known| known.state <= line.state), line);
        }
        stops
    }

    fn stop_line(&self, stop: &Stop) -> StopLine {
        let record = self.view.case.stop(&stop.id);
        StopLine {
            stop: stop.id.clone(),
            effect: stop.effect,
            blocks: stop.blocks.clone(),
            acts: stop.acts.clone(),
            state: record.map_or(StopState::NotChecked, |record| record.state.value),
            seen: record.map(|record| (record.state.at, self.by(&record.state.by))),
            from_consent: record.and_then(|record| record.from_consent.clone()),
            reason: record.map(|record| self.words(&record.reason)).unwrap_or_default(),
        }
    }

    fn done_line(&self, row: &Row) -> DoneLine {
        let record = self.view.case.step(&row.id);
        let words = |held: Option<&super::Held<String>>| held.map(|held| self.words(&held.value)).unwrap_or_default();
        DoneLine {
            step: row.id.clone(),
            state: row.state,
            when: row.when,
            role: record.and_then(|record| record.status.as_ref()).map(|held| held.by.role.clone()).unwrap_or_default(),
            note: words(record.and_then(|record| record.note.as_ref())),
            place: words(record.and_then(|record| record.place.as_ref())),
        }
    }

    fn open(&self) -> Vec<Row> {
        let is_next =
            |row: &&Row| self.overview.next.iter().any(|next| matches!(next, Next::Step(id) if *id == row.id));
        self.rows(RowState::is_open).filter(|row| !is_next(row)).map(bare).collect()
    }

    fn not_needed(&self) -> Vec<(StepId, String)> {
        let reason = |row: &Row| match self.view.case.status(&row.id) {
            Status::NotNeeded { reason } => self.words(reason),
            _ => String::new(),
        };
        self.rows(|state| state == RowState::NotNeeded).map(|row| (row.id.clone(), reason(row))).collect()
    }

    fn dossier(&self) -> Dossier {
        let whole = dossier(self.view);
        let line = |line: &PaperLine| PaperLine {
            id: line.id.clone(),
            needed: line.needed,
            why: self.guard.reasons(&line.why),
            state: line.state,
            place: self.words(&line.place),
            apart: line.apart.iter().map(|(state, place)| (*state, self.words(place))).collect(),
        };
        Dossier { papers: whole.papers.iter().map(line).collect(), ..whole }
    }

    /// What was handed over, or what is there to go along.
    fn carried(&self) -> Vec<PaperId> {
        let given = self.handovers().pop().map(|given| given.papers).filter(|papers| !papers.is_empty());
        let present = dossier(self.view).papers.into_iter().filter(|line| line.counts() && line.is_present());
        given.unwrap_or_else(|| present.map(|line| line.id).collect())
    }

    fn handovers(&self) -> Vec<Handover> {
        let all: Vec<&Handover> = match &self.view.case.handover {
            Some(held) if held.is_apart() && self.reader.knows(Detail::Apart) => held.apart.iter().rev().collect(),
            held => held.iter().map(|held| &held.value).collect(),
        };
        all.into_iter().map(|given| Handover { despite: self.words(&given.despite), ..given.clone() }).collect()
    }

    /// The phases from where the case stands, as far as any of their steps applies.
    fn ahead(&self, journey: &Journey) -> Vec<PhaseId> {
        let from = journey.stations.iter().skip_while(|station| !station.here);
        from.filter(|station| !matches!(station.mark, Mark::Out | Mark::Done))
            .map(|station| station.phase.clone())
            .collect()
    }

    fn notes(&self) -> Vec<(StepId, String)> {
        self.rows(|state| !state.is_done() && state != RowState::Aside)
            .filter_map(|row| Some((row.id.clone(), self.view.case.step(&row.id)?.note.as_ref()?.value.clone())))
            .filter(|(_, note)| !note.is_empty())
            .collect()
    }

    fn questions(&self) -> Vec<String> {
        let standing = self.journal.in_order().into_iter().filter(|entry| !self.journal.is_undone(entry.id));
        let question = |act: &Act| match act {
            Act::Question { text } if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        standing.filter_map(|entry| question(&entry.act)).collect()
    }
}

/// A row as it stands in a list: how it stands and why it applies, not what holds it up.
fn bare(row: &Row) -> Row {
    Row { blocks: Vec::new(), waits_on: None, told_by: None, ..row.clone() }
}

/// Eight characters that stand for the content of a journal, so that paper and file can be matched. Sharing leaves it as
/// it is: a print made for one receiver and a file made for another have the same code. It proves nothing.
pub fn short_code(journal: &Journal) -> String {
    // No letters that are read as digits, and none that make words.
    const SIGNS: &[u8; 32] = b"0123456789bcdfghjkmnpqrstvwxyzBC";
    let entries = journal.entries().filter(|entry| !matches!(entry.act, Act::Shared { .. }));
    let mut code = fnv(START, to_stored(entries).as_bytes());
    let mut text = String::new();
    for _ in 0..8 {
        text.push(char::from(SIGNS[(code % 32) as usize]));
        code /= 32;
    }
    text
}
