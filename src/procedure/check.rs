//! The checker of content: what is wrong with a procedure file and its words, in plain sentences for its author.
//!
//! Runs when content is built, never in the app: the app must open whatever it was shipped with.

mod reach;
mod words;

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Annex, Ask, Atom, Basis, Change, ChangeId, Condition, Grade, LimitKind, Procedure, Step, Thing, Unit};

/// Fields of the Human Trafficking Case Data Standard 2.0: a name and, for a picklist, its values.
const HTCDS: &str = include_str!("htcds-fields.txt");

/// Something wrong in a content file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where, such as `step 2.9` or `words my, step.2.9.how`.
    pub place: String,
    /// What, as a sentence.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// What is wrong with a procedure, with what stands behind it and with its words, one pair of language code and words per word file.
///
/// No fault means: every id leads somewhere, every step can come about, everything asked for has a place where it is asked,
/// nothing claims authority that it does not name, and every language has exactly the words that are needed. It does not
/// mean that the content is right.
pub fn check(procedure: &Procedure, annex: &Annex, words: &[(&str, &BTreeMap<String, String>)]) -> Vec<Fault> {
    let mut faults = Faults::default();
    ids(procedure, annex, &mut faults);
    references(procedure, annex, &mut faults);
    values(procedure, &mut faults);
    reach::check(procedure, &mut faults);
    circles(procedure, &mut faults);
    authority(procedure, annex, &mut faults);
    limits(procedure, annex, &mut faults);
    refusals(procedure, &mut faults);
    points(procedure, &mut faults);
    gate_checks(procedure, &mut faults);
    border_day(procedure, &mut faults);
    records(procedure, annex, &mut faults);
    partner(procedure, annex, &mut faults);
    report(procedure, annex, &mut faults);
    changes(procedure, &mut faults);
    words::check(procedure, annex, words, &mut faults);
    faults.0
}

#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.0.push(Fault { place: place.into(), text: text.into() });
    }
}

/// All ids by kind, in file order.
fn defined<'a>(procedure: &'a Procedure, annex: &'a Annex) -> Vec<(&'static str, &'a str)> {
    let p = procedure;
    let mut all = Vec::new();
    all.extend(p.roles.iter().map(|role| ("role", role.id.as_str())));
    all.extend(p.facts.iter().map(|fact| ("fact", fact.id.as_str())));
    all.extend(p.consents.iter().map(|kind| ("consent", kind.id.as_str())));
    all.extend(p.stops.iter().map(|stop| ("stop", stop.id.as_str())));
    all.extend(p.contradictions.iter().map(|two| ("contradiction", two.id.as_str())));
    all.extend(p.limits.iter().map(|limit| ("limit", limit.id.as_str())));
    all.extend(p.papers.iter().map(|paper| ("paper", paper.id.as_str())));
    all.extend(annex.sources.iter().map(|source| ("source", source.id.as_str())));
    all.extend(p.changes.iter().map(|change| ("change", change.id.as_str())));
    all.extend(p.phases.iter().map(|phase| ("phase", phase.id.as_str())));
    all.extend(p.steps().map(|step| ("step", step.id.as_str())));
    all
}

/// Every id once, and every step under its phase.
fn ids(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (kind, id) in defined(procedure, annex) {
        if !seen.insert((kind, id)) {
            faults.add(format!("{kind} {id}"), "This id is given twice.");
        }
        if id.is_empty() || id.contains(char::is_whitespace) {
            faults.add(format!("{kind} {id:?}"), "An id is neither empty nor has spaces.");
        }
    }
    for phase in &procedure.phases {
        for step in &phase.steps {
            let number = step.id.as_str().strip_prefix(phase.id.as_str()).and_then(|rest| rest.strip_prefix('.'));
            if number.is_none_or(|number| number.parse::<u16>().is_err()) {
                faults.add(place(step), format!("Stands under phase {}, but its id says otherwise.", phase.id));
            }
        }
    }
}

fn place(step: &Step) -> String {
    format!("step {}", step.id)
}

/// All conditions, with where they stand.
fn conditions(procedure: &Procedure) -> Vec<(String, &Condition)> {
    let mut all = Vec::new();
    for fact in &procedure.facts {
        all.extend(fact.when.iter().map(|when| (format!("fact {}", fact.id), when)));
    }
    all.extend(procedure.contradictions.iter().map(|two| (format!("contradiction {}", two.id), &two.when)));
    for paper in &procedure.papers {
        all.extend(paper.when.iter().map(|when| (format!("paper {}", paper.id), when)));
    }
    for step in procedure.steps() {
        all.extend(step.when.iter().chain(&step.needs).map(|condition| (place(step), condition)));
    }
    all.extend(procedure.back.iter().flat_map(|back| [&back.when, &back.until]).map(|when| ("back".into(), when)));
    for also in &procedure.gate.also {
        all.push(("gate".into(), &also.when));
        all.extend(also.needs.iter().map(|need| ("gate".into(), need)));
    }
    all
}

fn named(atom: &Atom) -> (&'static str, &str) {
    match atom {
        Atom::Fact { fact, .. } => ("fact", fact.as_str()),
        Atom::Consent { consent, .. } => ("consent", consent.as_str()),
        Atom::Step { step, .. } => ("step", step.as_str()),
        Atom::Stop { stop, .. } => ("stop", stop.as_str()),
    }
}

fn asked(ask: &Ask) -> (&'static str, &str) {
    match ask {
        Ask::Fact(id) => ("fact", id.as_str()),
        Ask::Consent(id) => ("consent", id.as_str()),
        Ask::Stop(id) => ("stop", id.as_str()),
    }
}

/// Everything that names an id: where, and what it names.
#[derive(Default)]
struct Uses<'a>(Vec<(String, &'static str, &'a str)>);

impl<'a> Uses<'a> {
    fn put<Id: Borrow<str> + 'a>(&mut self, place: &str, kind: &'static str, ids: impl IntoIterator<Item = &'a Id>) {
        self.0.extend(ids.into_iter().map(|id| (place.to_string(), kind, id.borrow())));
    }

    fn sources(&mut self, place: &str, basis: &'a [Basis]) {
        self.put(place, "source", basis.iter().filter_map(|basis| basis.source.as_ref()));
    }

    fn all(procedure: &'a Procedure, annex: &'a Annex) -> Self {
        let mut uses = Self::default();
        for kind in &procedure.consents {
            let place = format!("consent {}", kind.id);
            uses.put(&place, "stop", &kind.raises);
            uses.put(&place, "step", &kind.blocks);
            uses.put(&place, "consent", kind.points.iter().filter_map(|point| point.consent.as_ref()));
        }
        for stop in &procedure.stops {
            let place = format!("stop {}", stop.id);
            uses.put(&place, "role", &stop.acts);
            uses.put(&place, "step", &stop.blocks);
            uses.sources(&place, annex.stop(stop.id.as_str()));
        }
        for limit in &procedure.limits {
            let place = format!("limit {}", limit.id);
            uses.put(&place, "step", &limit.anchor);
            uses.put(&place, "step", &limit.until);
            uses.sources(&place, annex.limit(limit.id.as_str()).map_or(&[], std::slice::from_ref));
        }
        for paper in &procedure.papers {
            uses.put(&format!("paper {}", paper.id), "role", &paper.made_by);
        }
        let gate = &procedure.gate;
        uses.put("gate", "consent", &gate.consents);
        uses.put("gate", "stop", &gate.clear);
        uses.put("gate", "stop", gate.clear_or_plan.iter().map(|rule| &rule.stop));
        uses.put("gate", "step", gate.clear_or_plan.iter().map(|rule| &rule.plan));
        uses.put("gate", "stop", gate.also.iter().map(|rule| &rule.stop));
        if let Some(border) = &procedure.border_day {
            uses.put("border_day", "fact", [&border.point, &border.fact]);
            uses.put("border_day", "fact", &border.why);
            uses.put("border_day", "consent", [&border.consent]);
            uses.put("border_day", "step", [&border.step]);
        }
        uses.put("dossier", "step", &procedure.dossier);
        if let Some(rule) = &procedure.handover {
            uses.put("handover", "step", [&rule.step]);
            uses.put("handover", "fact", [&rule.place]);
        }
        if let Some(rule) = &procedure.back {
            uses.put("back", "step", rule.at.iter().chain(&rule.next));
        }
        if let Some(rule) = &procedure.plan {
            uses.put("plan", "fact", &rule.facts);
            uses.put("plan", "step", [&rule.first]);
        }
        if let Some(rule) = &procedure.sheet {
            let listed = [&rule.brief, &rule.way, &rule.place, &rule.legal, &rule.escort];
            uses.put("sheet", "fact", listed.into_iter().flatten());
            uses.0.extend(rule.guarded.iter().map(asked).map(|(kind, id)| ("sheet".to_owned(), kind, id)));
        }
        if let Some(rule) = &procedure.closing {
            uses.put("closing", "step", [&rule.step, &rule.reopen]);
            uses.put("closing", "fact", [&rule.reason]);
            uses.put("closing", "stop", [&rule.danger]);
        }
        if let Some(white) = &annex.partner {
            uses.put("partner", "fact", &white.facts);
            uses.put("partner", "stop", &white.stops);
            uses.put("partner", "step", &white.without);
        }
        if let Some(report) = &annex.report {
            uses.put("report", "fact", report.own.iter().chain(&report.opened).chain(&report.month));
        }
        for phase in &procedure.phases {
            uses.put(&format!("phase {}", phase.id), "phase", &phase.beside);
        }
        for step in procedure.steps() {
            let place = place(step);
            uses.put(&place, "role", &step.acts);
            uses.put(&place, "step", &step.after);
            uses.put(&place, "fact", &step.optional);
            uses.put(&place, "limit", &step.limit);
            uses.put(&place, "stop", &step.stops);
            uses.put(&place, "paper", &step.papers);
            uses.put(&place, "consent", step.gate_check.iter().flat_map(|check| &check.later));
            uses.sources(&place, annex.step(step.id.as_str()).map_or(&[], |step| &step.basis));
            uses.0.extend(step.asks.iter().map(asked).map(|(kind, id)| (place.clone(), kind, id)));
        }
        for (place, condition) in conditions(procedure) {
            uses.0.extend(condition.atoms().into_iter().map(named).map(|(kind, id)| (place.clone(), kind, id)));
        }
        uses
    }
}

/// Every id leads somewhere; what is asked for is asked somewhere; no limit, paper or source stands idle.
fn references(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    let defined = defined(procedure, annex);
    let known: BTreeSet<_> = defined.iter().copied().collect();
    let Uses(uses) = Uses::all(procedure, annex);
    for (place, kind, id) in &uses {
        if !known.contains(&(kind, id)) {
            faults.add(place, format!("Names the {kind} {id}, which does not exist."));
        }
    }
    let mut asked: BTreeSet<_> = procedure.steps().flat_map(|step| &step.asks).map(asked).collect();
    optional(procedure, &asked, faults);
    asked.extend(procedure.steps().flat_map(|step| &step.optional).map(|fact| ("fact", fact.as_str())));
    let used_by_steps: BTreeSet<_> =
        uses.iter().filter(|(place, ..)| place.starts_with("step ")).map(|&(_, kind, id)| (kind, id)).collect();
    let used: BTreeSet<_> = uses.iter().map(|&(_, kind, id)| (kind, id)).collect();
    for &(kind, id) in &defined {
        let place = format!("{kind} {id}");
        match kind {
            "fact" | "consent" | "stop" if !asked.contains(&(kind, id)) => faults.add(place, "No step asks it."),
            "limit" if !used_by_steps.contains(&(kind, id)) => faults.add(place, "No step shows it."),
            "paper" if !used_by_steps.contains(&(kind, id)) => faults.add(place, "No step makes it."),
            "source" if !used.contains(&(kind, id)) => faults.add(place, "Nothing rests on it."),
            _ => {}
        }
    }
}

/// Nothing waits for an answer that may stay away, and no step asks the same question twice.
fn optional(procedure: &Procedure, asked: &BTreeSet<(&'static str, &str)>, faults: &mut Faults) {
    for step in procedure.steps() {
        for fact in step.optional.iter().filter(|fact| step.asks.contains(&Ask::Fact((*fact).clone()))) {
            faults.add(place(step), format!("It asks {fact}, and asks it as optional, too."));
        }
    }
    let optional: BTreeSet<&str> =
        procedure.steps().flat_map(|step| &step.optional).map(|fact| fact.as_str()).collect();
    for (place, condition) in conditions(procedure) {
        let warns = place.starts_with("contradiction ");
        for (kind, id) in condition.atoms().into_iter().map(named).filter(|_| !warns) {
            if kind == "fact" && optional.contains(id) && !asked.contains(&(kind, id)) {
                faults.add(&place, format!("It rests on {id}, which is only asked as optional."));
            }
        }
    }
}

/// Values that a fact has, in its own lists and in conditions.
fn values(procedure: &Procedure, faults: &mut Faults) {
    for fact in &procedure.facts {
        let place = format!("fact {}", fact.id);
        let mut own = BTreeSet::new();
        for value in &fact.values {
            if value.is_empty() || !own.insert(&**value) {
                faults.add(&place, format!("Its value {value:?} is empty or given twice."));
            }
        }
        if fact.values.len() < 2 {
            faults.add(&place, "It has fewer than two values.");
        }
        if let Some(value) = fact.until_answered.as_ref().filter(|value| !own.contains(&***value)) {
            faults.add(&place, format!("Takes the value {value} until answered, which it does not have."));
        }
        if !fact.protective.is_empty() {
            let ordered: BTreeSet<&str> = fact.protective.iter().map(|value| &**value).collect();
            let expected: BTreeSet<&str> = own.iter().copied().chain([""]).collect();
            if ordered != expected || ordered.len() != fact.protective.len() {
                faults.add(&place, "Its order of protection names each value and \"\" (not known) exactly once.");
            }
        }
    }
    for (place, condition) in conditions(procedure) {
        for atom in condition.atoms() {
            let Atom::Fact { fact: id, is } = atom else { continue };
            let Some(fact) = procedure.fact(id.as_str()) else { continue };
            for value in is.iter().filter(|value| !fact.values.contains(value)) {
                faults.add(&place, format!("Compares {id} with {value}, a value that it does not have."));
            }
        }
    }
}

/// No step waits for itself, through `after`, a condition or a need.
fn circles(procedure: &Procedure, faults: &mut Faults) {
    let before = before(procedure);

    /// Walks back from a step; gives the way around the first circle.
    fn walk<'a>(
        id: &'a str,
        before: &BTreeMap<&'a str, BTreeSet<&'a str>>,
        way: &mut Vec<&'a str>,
        finished: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<&'a str>> {
        if let Some(start) = way.iter().position(|passed| *passed == id) {
            let mut circle = way[start..].to_vec();
            circle.push(id);
            return Some(circle);
        }
        if finished.contains(id) {
            return None;
        }
        way.push(id);
        let circle = before.get(id).into_iter().flatten().find_map(|earlier| walk(earlier, before, way, finished));
        way.pop();
        finished.insert(id);
        circle
    }

    let mut finished = BTreeSet::new();
    for step in procedure.steps() {
        if let Some(mut circle) = walk(step.id.as_str(), &before, &mut Vec::new(), &mut finished) {
            circle.reverse();
            faults.add(place(step), format!("The order goes in a circle: {}.", circle.join(", then ")));
        }
    }
}

/// What each step waits for: what comes before it, the steps in its conditions, and all that the last check looks at.
fn before(procedure: &Procedure) -> BTreeMap<&str, BTreeSet<&str>> {
    let gate = &procedure.gate;
    let plans = gate.clear_or_plan.iter().map(|rule| rule.plan.as_str());
    let checked: Vec<&str> = plans.chain(steps_in(gate.also.iter().flat_map(|also| &also.needs))).collect();
    let mut all = BTreeMap::new();
    for step in procedure.steps() {
        let (after, own, checks) = (
            step.after.iter().map(|id| id.as_str()),
            steps_in(step.when.iter().chain(&step.needs)),
            checked.iter().copied().filter(|_| step.gate_check.is_some()),
        );
        all.insert(step.id.as_str(), after.chain(own).chain(checks).collect());
    }
    all
}

/// The steps that conditions name.
fn steps_in<'a>(conditions: impl Iterator<Item = &'a Condition>) -> impl Iterator<Item = &'a str> {
    conditions.flat_map(Condition::atoms).map(named).filter(|(kind, _)| *kind == "step").map(|(_, id)| id)
}

/// Somebody acts, and something says so.
fn authority(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    for step in procedure.steps() {
        if step.acts.is_empty() {
            faults.add(place(step), "Nobody acts.");
        }
        basis(&place(step), annex.step(step.id.as_str()).map_or(&[], |step| &step.basis), faults);
    }
    for stop in &procedure.stops {
        let place = format!("stop {}", stop.id);
        if stop.acts.is_empty() {
            faults.add(&place, "Nobody acts when it is raised.");
        }
        basis(&place, annex.stop(stop.id.as_str()), faults);
    }
    for paper in &procedure.papers {
        if paper.made_by.is_empty() {
            faults.add(format!("paper {}", paper.id), "Nobody makes it.");
        }
    }
}

fn basis(place: &str, all: &[Basis], faults: &mut Faults) {
    if all.is_empty() {
        faults.add(place, "It names nothing that it rests on.");
    }
    for basis in all {
        match (&basis.source, basis.grade) {
            (Some(id), Grade::G) => {
                faults.add(place, format!("Grade G is our own suggestion, so it cannot name the source {id}."));
            }
            (None, Grade::R | Grade::T | Grade::K) => {
                faults.add(place, "Without a source the grade is G, our own suggestion.");
            }
            (None, Grade::G) if basis.part.is_some() => {
                faults.add(place, "Names a part, but no source that it is a part of.");
            }
            _ => {}
        }
    }
}

/// Limits have a source, and a length where something is to fall due.
fn limits(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    for limit in &procedure.limits {
        let place = format!("limit {}", limit.id);
        let rests = annex.limit(limit.id.as_str());
        if rests.is_none_or(|basis| basis.source.is_none()) {
            faults.add(&place, "It has no source; a limit without one is not shown.");
        }
        basis(&place, rests.map_or(&[], std::slice::from_ref), faults);
        match (limit.kind, limit.length) {
            (LimitKind::Principle, Some(_)) => faults.add(&place, "A principle has no length."),
            (LimitKind::Deadline | LimitKind::Rhythm, None) => faults.add(&place, "It has no length."),
            (_, Some(length)) if length.amount == 0 => faults.add(&place, "Its length is nothing."),
            (_, Some(length)) if length.unit == Unit::Hours && limit.anchor.is_none() => {
                faults.add(&place, "Hours count from a time of day, so it needs an anchor.");
            }
            _ => {}
        }
        if limit.kind == LimitKind::Principle && limit.anchor.is_some() {
            faults.add(&place, "A principle counts from nothing.");
        }
        if !limit.until.is_empty() && (limit.kind != LimitKind::Deadline || limit.anchor.is_none()) {
            faults.add(&place, "Only what counts from an anchor ends.");
        }
    }
}

/// No refusal takes help away, and asking is possible whatever the answer.
fn refusals(procedure: &Procedure, faults: &mut Faults) {
    for kind in &procedure.consents {
        let raised = kind.raises.iter().filter_map(|id| procedure.stop(id.as_str()));
        let blocked = kind.blocks.iter().chain(raised.flat_map(|stop| &stop.blocks));
        for id in blocked.collect::<BTreeSet<_>>() {
            let Some(step) = procedure.step(id.as_str()) else { continue };
            if step.service {
                faults.add(place(step), format!("It gives help, yet a refusal of {} would block it.", kind.id));
            }
            if kind.blocks.contains(id) && step.asks.contains(&Ask::Consent(kind.id.clone())) {
                faults
                    .add(place(step), format!("It asks for {}, yet a refusal of it would block the asking.", kind.id));
            }
        }
    }
    for step in procedure.steps().filter(|step| step.service) {
        if step.needs.iter().flat_map(Condition::atoms).any(|atom| matches!(atom, Atom::Consent { .. })) {
            faults.add(place(step), "It gives help, so it cannot need a consent.");
        }
    }
}

/// Every point of a consent once.
fn points(procedure: &Procedure, faults: &mut Faults) {
    for kind in &procedure.consents {
        let mut seen = BTreeSet::new();
        for point in &kind.points {
            let id = point.id.as_str();
            if id.is_empty() || id.contains(char::is_whitespace) || !seen.insert(id) {
                faults.add(
                    format!("consent {}", kind.id),
                    format!("Its point {id:?} is empty, has spaces or is given twice."),
                );
            }
        }
    }
}

/// The last check leaves out only what the gate asks for and a later step asks, and holds up no help.
fn gate_checks(procedure: &Procedure, faults: &mut Faults) {
    let before = before(procedure);
    for step in procedure.steps() {
        let Some(check) = &step.gate_check else { continue };
        if step.service {
            faults.add(place(step), "It gives help, so it cannot wait for the gate.");
        }
        let comes_after = |asking: &Step| {
            let (mut seen, mut queue) = (BTreeSet::new(), vec![asking.id.as_str()]);
            while let Some(id) = queue.pop() {
                queue.extend(before.get(id).into_iter().flatten().filter(|earlier| seen.insert(**earlier)));
            }
            seen.contains(step.id.as_str())
        };
        for id in &check.later {
            let asks = |step: &&Step| step.asks.contains(&Ask::Consent(id.clone()));
            if !procedure.gate.consents.contains(id) {
                faults.add(place(step), format!("Leaves {id} for later, which the gate does not ask for."));
            } else if !procedure.steps().filter(asks).any(comes_after) {
                faults.add(place(step), format!("Leaves {id} for later, but no later step asks it."));
            }
        }
        // Somebody has to be able to answer it before the check can end.
        for id in procedure.gate.consents.iter().filter(|id| !check.later.contains(id)) {
            let asks = |step: &&Step| step.asks.contains(&Ask::Consent((*id).clone()));
            if procedure.steps().filter(asks).all(comes_after) {
                faults.add(place(step), format!("Waits for {id}, which is asked only after it."));
            }
        }
    }
}

/// What nobody over there is told is told to no partner: its file may go on.
fn partner(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    let told = annex.partner.iter().flat_map(|white| &white.stops);
    for stop in told.filter_map(|id| procedure.stop(id.as_str())).filter(|stop| stop.blocks_sharing) {
        faults.add("partner", format!("Tells of {}, which keeps papers and files here.", stop.id));
    }
}

/// What the day at the border asks is asked where it says, with one answer each.
fn border_day(procedure: &Procedure, faults: &mut Faults) {
    let Some(border) = &procedure.border_day else { return };
    let asks = Ask::Consent(border.consent.clone());
    if procedure.step(border.step.as_str()).is_some_and(|step| !step.asks.contains(&asks)) {
        faults.add("border_day", format!("Step {} does not ask for {}.", border.step, border.consent));
    }
    if !procedure.gate.consents.contains(&border.consent) {
        faults.add("border_day", format!("The gate does not wait for {}.", border.consent));
    }
    for id in [Some(&border.point), Some(&border.fact), border.why.as_ref()].into_iter().flatten() {
        if procedure.fact(id.as_str()).is_some_and(|fact| fact.many) {
            faults.add("border_day", format!("{id} takes several answers; here it needs one."));
        }
    }
    let why = border.why.as_ref().and_then(|id| procedure.fact(id.as_str()));
    if why.is_some_and(|fact| fact.when.is_none()) {
        faults.add("border_day", "Its why has no condition, so it would be asked of those who crossed.");
    }
}

/// Fields that say who or where a person is, or tell her story. They belong into an agency's own file; nothing here fills
/// them.
const NEVER: [&str; 12] = [
    "Name",
    "Phone",
    "Email",
    "Mailing",
    "Shipping",
    "Birthdate",
    "IdentityNumber",
    "itude",
    "City",
    "Street",
    "PostalCode",
    "Description",
];

/// Records and answers name fields and values that the data standard has.
fn records(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    let fields: BTreeMap<&str, Vec<&str>> = HTCDS
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.collect()))
        })
        .collect();
    let mut look = |place: &str, record: &str| {
        let (field, value) = record.split_once('=').map_or((record, None), |(field, value)| (field, Some(value)));
        match (fields.get(field), value) {
            (None, _) => faults.add(place, format!("Records {field}, which the data standard does not have.")),
            // A field without a list of values takes any text.
            (Some(values), Some(value)) if !values.is_empty() && !values.contains(&value) => {
                faults.add(place, format!("Records {record}, but {field} has no such value."));
            }
            _ => {}
        }
    };
    for step in &annex.steps {
        step.records.iter().for_each(|record| look(&format!("step {}", step.id), record));
    }
    for (id, htcds) in &annex.facts {
        let place = format!("fact {id}");
        look(&place, &htcds.field);
        htcds.with.iter().for_each(|with| look(&place, with));
        htcds.values.iter().for_each(|(_, theirs)| look(&place, &format!("{}={theirs}", htcds.field)));
    }
    for (id, htcds) in &annex.facts {
        let place = format!("fact {id}");
        if NEVER.iter().any(|part| htcds.field.contains(part)) {
            faults.add(&place, format!("Fills {}, which belongs into the agency's own file.", htcds.field));
        }
        let known =
            |ours: &str| procedure.fact(id.as_str()).is_some_and(|fact| fact.values.iter().any(|v| **v == *ours));
        for (ours, _) in htcds.values.iter().filter(|(ours, _)| !known(ours)) {
            faults.add(&place, format!("Has a word for {ours}, a value that it does not have."));
        }
        let same = |(_, other): &&(_, super::Htcds)| (&other.field, &other.with) == (&htcds.field, &htcds.with);
        if annex.facts.iter().filter(same).count() > 1 {
            faults.add(&place, format!("Fills {}, as another question does.", htcds.field));
        }
    }
}

/// What is counted takes one answer, or numbers would not add up; and reasons for closing are among its reasons.
fn report(procedure: &Procedure, annex: &Annex, faults: &mut Faults) {
    let Some(report) = &annex.report else { return };
    for id in report.opened.iter().chain(&report.month) {
        if procedure.fact(id.as_str()).is_some_and(|fact| fact.many) {
            faults.add("report", format!("{id} takes several answers; what is counted takes one."));
        }
    }
    let reason = procedure.closing.as_ref().and_then(|rule| procedure.fact(rule.reason.as_str()));
    for why in &report.referred {
        if reason.is_none_or(|fact| !fact.values.iter().any(|value| **value == **why)) {
            faults.add("report", format!("No case is closed for the reason {why}."));
        }
    }
}

/// The editions end with this one, and what they name is there, or is not there any more.
fn changes(procedure: &Procedure, faults: &mut Faults) {
    let Some(last) = procedure.changes.last() else { return };
    if last.edition != procedure.edition {
        let text = format!("The last one is of edition {:?}, but the file is {:?}.", last.edition, procedure.edition);
        faults.add("changes", text);
    }
    let mut seen = BTreeSet::new();
    for change in &procedure.changes {
        let place = format!("change {}", change.id);
        if !seen.insert(&change.edition) {
            faults.add(&place, format!("Edition {:?} stands there twice.", change.edition));
        }
        let later = || procedure.changes.iter().skip_while(|later| later.id != change.id).skip(1);
        for thing in change.added.iter().chain(&change.changed) {
            let (kind, id) = thing.named();
            if !procedure.has(thing) && !later().any(|later| later.removed.contains(thing)) {
                faults
                    .add(&place, format!("Names the {kind} {id}, which does not exist and which no edition removed."));
            }
        }
        for thing in &change.removed {
            let (kind, id) = thing.named();
            if procedure.has(thing) && !later().any(|later| later.added.contains(thing)) {
                faults.add(&place, format!("Says that the {kind} {id} is gone, but it is there."));
            }
        }
    }
}

/// What an edition changed against an older one, as it has to stand under `changes`. Only words that are no content, such
/// as guidance, are not compared: they stand in other files.
pub fn since(older: (&Procedure, &Annex), newer: (&Procedure, &Annex)) -> Change {
    let things = |(p, annex): (&Procedure, &Annex)| {
        let steps = p
            .steps()
            .map(|step| (Thing::Step(step.id.clone()), format!("{step:?} {:?}", annex.step(step.id.as_str()))));
        let facts = p
            .facts
            .iter()
            .map(|fact| (Thing::Fact(fact.id.clone()), format!("{fact:?} {:?}", annex.htcds(fact.id.as_str()))));
        let kinds = p.consents.iter().map(|kind| (Thing::Consent(kind.id.clone()), format!("{kind:?}")));
        let stops = p
            .stops
            .iter()
            .map(|stop| (Thing::Stop(stop.id.clone()), format!("{stop:?} {:?}", annex.stop(stop.id.as_str()))));
        let papers = p.papers.iter().map(|paper| (Thing::Paper(paper.id.clone()), format!("{paper:?}")));
        steps.chain(facts).chain(kinds).chain(stops).chain(papers).collect::<Vec<_>>()
    };
    let (old, new) = (things(older), things(newer));
    let of = |all: &[(Thing, String)], wanted: &dyn Fn(&Thing, &str) -> bool| {
        let wanted = all.iter().filter(|(thing, told)| wanted(thing, told));
        wanted.map(|(thing, _)| thing.clone()).collect::<Vec<_>>()
    };
    let known = |all: &[(Thing, String)], thing: &Thing| all.iter().any(|(other, _)| other == thing);
    Change {
        id: ChangeId::from("NEW"),
        edition: newer.0.edition.clone(),
        added: of(&new, &|thing, _| !known(&old, thing)),
        changed: of(&new, &|thing, told| old.iter().any(|(other, was)| other == thing && was != told)),
        removed: of(&old, &|thing, _| !known(&new, thing)),
    }
}

/// What was changed since an older edition and is not listed.
pub fn unlisted(older: (&Procedure, &Annex), newer: (&Procedure, &Annex)) -> Vec<Fault> {
    let change = since(older, newer);
    let (older, newer) = (older.0, newer.0);
    let mut faults = Faults::default();
    if older.edition == newer.edition {
        faults.add("edition", "The older file has the same edition; give the new one a name of its own.");
    }
    let listed = newer.changes.iter().skip_while(|change| change.edition != older.edition).skip(1);
    let listed: Vec<_> = listed.collect();
    type Of = fn(&Change) -> &Vec<Thing>;
    let lists: [(&str, Of); 3] = [("added", |c| &c.added), ("changed", |c| &c.changed), ("removed", |c| &c.removed)];
    for (word, of) in lists {
        for thing in of(&change) {
            if !listed.iter().any(|listed| of(listed).contains(thing)) {
                let (kind, id) = thing.named();
                faults.add("changes", format!("{kind} {id} was {word} since {:?}; list it.", older.edition));
            }
        }
    }
    faults.0
}

#[cfg(test)]
mod tests;
