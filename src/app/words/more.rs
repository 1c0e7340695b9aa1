//! Sentences that only what comes after the first screen says.

use crate::case::sharing::{PURPOSES, Way, What, Who, read_form, read_receiver};
use crate::case::{Block, Cause, Dossier, Due, Gate, Incident, PaperLine, View, not_now, unexplained};
use crate::journal::{Act, Answer, By, Consent, Form, Giver, Handover, Kin, PaperState, Party, Stamp, StopMark, Told};
use crate::procedure::{
    Answers, Atom, Basis, ConsentKind, Effect, Grade, PaperId, Procedure, Reason, Role, SourceKind, StepId, StepState,
    StopState, Sure, Truth,
};
use crate::text::{Book, Msg, age_in_words, day_in_words, stamp_in_words, time_of_day, when_in_words};

use super::{consent_state, status, stop_state, values};

/// Why a step applies, may apply, does not apply, or cannot start.
pub fn reason(book: &Book, view: View, reason: &Reason) -> String {
    let colon = |what: &str, how: &str| format!("{what}: {how}");
    match &reason.atom {
        Atom::Fact { fact, .. } => {
            let name = book.fact(fact.as_str()).to_owned();
            let given = Answers::fact(&view, fact);
            if !given.is_empty() {
                return colon(&name, &values(book, fact.as_str(), given));
            }
            match Answers::until_answered(&view, fact) {
                Some(assumed) if reason.assumed => {
                    let assumed = book.value(fact.as_str(), assumed);
                    colon(&name, &book.fill(Msg::TakenAs, &[("value", &assumed)]))
                }
                _ => colon(&name, book.say(Msg::NotAnswered)),
            }
        }
        Atom::Consent { consent, .. } => {
            let name = book.of(&format!("consent.{consent}")).text.to_owned();
            colon(&name, consent_state(book, view.consent(consent)))
        }
        Atom::Step { step, .. } => {
            let name = format!("{step} {}", book.of(&format!("step.{step}")).text);
            let state = match view.step(step) {
                StepState::Done => Msg::Done,
                StepState::Open => Msg::NotDone,
                StepState::Out => Msg::DoesNotApply,
            };
            colon(&name, book.say(state))
        }
        Atom::Stop { stop, .. } => {
            let name = format!("{stop} {}", book.of(&format!("stop.{stop}")).text);
            colon(&name, stop_state(book, Answers::stop(&view, stop)))
        }
    }
}

/// What the short names in some words stand for, in the order of the procedure: agencies, red flags, papers.
pub fn short_names(book: &Book, procedure: &Procedure, words: &str) -> Vec<(String, String)> {
    let parts = |words: &str| -> Vec<String> {
        let parts = words.split(|letter: char| !letter.is_ascii_alphanumeric());
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let met = parts(words);
    let named = |name: &str, key: String| met.iter().any(|part| part == name).then(|| (name.to_owned(), key));
    let is_short = |part: &String| part.len() > 2 && part.chars().all(|letter| letter.is_ascii_uppercase());
    let agency = |role: &Role| {
        let short = parts(&book.role(role.id.as_str())).into_iter().find(is_short)?;
        named(&short, format!("role.{}", role.id))
    };
    let agencies = procedure.roles.iter().filter_map(agency);
    let stops = procedure.stops.iter().filter_map(|stop| named(stop.id.as_str(), format!("stop.{}", stop.id)));
    let papers = procedure.papers.iter().filter_map(|paper| named(paper.id.as_str(), format!("paper.{}", paper.id)));
    let all = agencies.chain(stops).chain(papers);
    all.map(|(name, key)| (name, book.of(&key).text.to_owned())).collect()
}

/// Several reasons in one line.
pub fn reasons(book: &Book, view: View, list: &[Reason]) -> String {
    list.iter().map(|one| reason(book, view, one)).collect::<Vec<_>>().join("; ")
}

/// Why a step cannot be marked done.
pub fn block(book: &Book, view: View, block: &Block) -> String {
    match block {
        Block::Needs(list) => book.fill(Msg::NeedsFirst, &[("what", &reasons(book, view, list))]),
        Block::Raised(stop) => {
            let name = book.of(&format!("stop.{stop}")).text.to_owned();
            book.fill(Msg::BlockedByStop, &[("stop", stop.as_str()), ("name", &name)])
        }
        Block::Refused(kind, state) => {
            let name = book.of(&format!("consent.{kind}")).text.to_owned();
            book.fill(Msg::BlockedByConsent, &[("name", &name), ("state", consent_state(book, *state))])
        }
        Block::Open(causes) => book.fill(Msg::CheckBlocks, &[("count", &causes.len().to_string())]),
    }
}

/// The gate in a word or a sentence.
pub fn gate<'a>(book: &'a Book, gate: &Gate) -> &'a str {
    book.say(match gate {
        Gate::Stop(_) => Msg::GateStop,
        Gate::Wait(_) => Msg::GateWait,
        Gate::Go => Msg::GateGo,
    })
}

/// Why the gate is not open.
pub fn cause(book: &Book, view: View, cause: &Cause) -> String {
    let stop_name = |id: &str| book.of(&format!("stop.{id}")).text.to_owned();
    let consent_name = |id: &str| book.of(&format!("consent.{id}")).text.to_owned();
    match cause {
        Cause::Against(kind, state) => format!("{}: {}", consent_name(kind.as_str()), consent_state(book, *state)),
        Cause::Raised(stop) => {
            book.fill(Msg::CauseRaised, &[("stop", stop.as_str()), ("name", &stop_name(stop.as_str()))])
        }
        Cause::NotAsked(kind) if !not_now(view, kind).is_empty() => {
            let why = reasons(book, view, &not_now(view, kind));
            book.fill(Msg::CauseNotNow, &[("name", &consent_name(kind.as_str())), ("why", &why)])
        }
        Cause::NotAsked(kind) => {
            let needs = view.procedure.consent(kind.as_str()).is_some_and(|kind| view.needs_guardian(kind));
            let given = view.case.consent(kind, Giver::Person).is_some();
            let msg = if needs && given { Msg::CauseGuardian } else { Msg::CauseNotAsked };
            book.fill(msg, &[("name", &consent_name(kind.as_str()))])
        }
        Cause::NotChecked(stop) => {
            book.fill(Msg::CauseNotChecked, &[("stop", stop.as_str()), ("name", &stop_name(stop.as_str()))])
        }
        Cause::NeedsPlan(stop, plan) => book.fill(
            Msg::CauseNeedsPlan,
            &[("stop", stop.as_str()), ("name", &stop_name(stop.as_str())), ("step", plan.as_str())],
        ),
        Cause::Missing(stop, atom) => {
            let missing = reason(book, view, &Reason { atom: atom.clone(), truth: Truth::Unknown, assumed: false });
            let stop = format!("{stop} ({})", stop_name(stop.as_str()));
            book.fill(Msg::CauseMissing, &[("stop", &stop), ("what", &missing)])
        }
        Cause::Incomplete => book.say(Msg::CauseIncomplete).to_owned(),
    }
}

/// An answer to the question for consent.
pub fn answer(book: &Book, answer: Answer) -> &str {
    book.say(match answer {
        Answer::Given => Msg::Given,
        Answer::Refused => Msg::Refused,
        Answer::Withdrawn => Msg::Withdrawn,
    })
}

/// What a red flag does.
pub fn effect(book: &Book, effect: Effect) -> &str {
    book.say(match effect {
        Effect::Stop => Msg::EffectStop,
        Effect::Act => Msg::EffectAct,
        Effect::Pause => Msg::EffectPause,
        Effect::Note => Msg::EffectNote,
    })
}

/// The steps that a red flag holds up.
pub fn holds_up(book: &Book, steps: &[StepId]) -> String {
    let steps = steps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    book.fill(Msg::FlagBlocks, &[("steps", &steps)])
}

/// When something was recorded, how long ago that is, and by whom; never whether it still counts.
pub fn seen(book: &Book, msg: Msg, at: Stamp, by: &By, now: Stamp) -> String {
    let role = book.role(&by.role);
    let who = if role.is_empty() { book.say(Msg::RoleNotGiven) } else { &role };
    let seen = book.fill(msg, &[("ago", &age_in_words(book, at, now)), ("who", who)]);
    format!("{seen}, {}", stamp_in_words(book, at))
}

/// The same for a red flag that was looked at.
pub fn flag_seen(book: &Book, state: StopState, at: Stamp, by: &By, now: Stamp) -> String {
    seen(book, if state == StopState::Clear { Msg::SeenClear } else { Msg::SeenRaised }, at, by, now)
}

/// Who was told of an incident, and when.
pub fn told_of(book: &Book, told: &Told) -> String {
    if told.role.is_empty() {
        return book.say(Msg::NobodyTold).to_owned();
    }
    book.fill(Msg::ToldTo, &[("who", &book.role(&told.role)), ("when", &when_in_words(book, told.when))])
}

/// What is recorded of an incident, behind the step: when, by whom, who was told.
pub fn incident_about(book: &Book, incident: &Incident, now: Stamp) -> String {
    format!("{}; {}", seen(book, Msg::SeenRecorded, incident.at, &incident.by, now), told_of(book, &incident.told))
}

/// Who answered; where a guardian is needed beside, the person is a child.
pub fn giver(book: &Book, giver: Giver, guardian_needed: bool) -> &str {
    book.say(match giver {
        Giver::Person if guardian_needed => Msg::TheChild,
        Giver::Person => Msg::ThePerson,
        Giver::Guardian => Msg::TheGuardian,
    })
}

/// All that is recorded of an answer to the question for consent, but the answer itself and its day.
pub fn particulars(book: &Book, kind: Option<&ConsentKind>, consent: &Consent) -> Vec<String> {
    let mut parts = Vec::new();
    let mut put = |msg: Msg, said: &str| {
        if !said.is_empty() {
            parts.push(format!("{}: {said}", book.say(msg)));
        }
    };
    let yes_no = |value: Option<bool>| value.map_or("", |value| book.say(if value { Msg::Yes } else { Msg::No }));
    let form = consent.form.map_or("", |form| {
        book.say(match form {
            Form::Spoken => Msg::Spoken,
            Form::Thumb => Msg::Thumb,
            Form::Written => Msg::Written,
        })
    });
    put(Msg::HowExpressed, form);
    put(Msg::AskedInPrivate, yes_no(consent.private));
    put(Msg::WithInterpreter, yes_no(consent.interpreter));
    put(Msg::LanguageUsed, &consent.language);
    put(Msg::WhoWasPresent, &consent.present);
    put(Msg::WhatItCovers, &consent.scope);
    parts.extend(kind.and_then(|kind| explained(book, kind, consent)));
    parts
}

/// Which points of a yes were not confirmed; none where there is nothing to confirm.
pub fn explained(book: &Book, kind: &ConsentKind, consent: &Consent) -> Option<String> {
    if kind.points.is_empty() || consent.answer != Answer::Given {
        return None;
    }
    let word = |point| book.of(&format!("consent.{}.point.{point}", kind.id)).text.to_owned();
    let missing: Vec<String> = unexplained(kind, consent).into_iter().map(word).collect();
    Some(match missing.len() {
        0 => book.say(Msg::PointsAll).to_owned(),
        _ => book.fill(Msg::PointsNot, &[("what", &missing.join("; "))]),
    })
}

/// Where a paper stands.
pub fn paper_state(book: &Book, state: PaperState) -> &str {
    book.say(match state {
        PaperState::Present => Msg::PaperPresent,
        PaperState::Missing => Msg::PaperMissing,
        PaperState::NotNeeded => Msg::NotNeeded,
    })
}

/// When a step falls due, whatever day it is.
pub fn due(book: &Book, due: &Due) -> String {
    match due {
        Due::On(_) | Due::At(..) => book.fill(Msg::DueOn, &[("date", &due_date(book, due))]),
        Due::NeedsAnchor(step) => book.fill(Msg::DueNeedsAnchor, &[("step", step.as_str())]),
        Due::NeedsHour(step) => book.fill(Msg::DueNeedsHour, &[("step", step.as_str())]),
    }
}

/// The day when something falls due, with the time of day where hours count.
pub fn due_date(book: &Book, due: &Due) -> String {
    match due.when() {
        Some((day, Some(at))) => format!("{} {}", day_in_words(book, day), book.digits(&time_of_day(at))),
        Some((day, None)) => day_in_words(book, day),
        None => String::new(),
    }
}

/// How sure a limit is.
pub fn sure(book: &Book, sure: Sure) -> &str {
    book.say(match sure {
        Sure::Read => Msg::SureRead,
        Sure::Old => Msg::SureOld,
        Sure::Unchecked => Msg::SureUnchecked,
    })
}

/// What something rests on: the source by name, what kind it is, and whether it was read.
pub fn basis(book: &Book, kind: Option<SourceKind>, basis: &Basis) -> String {
    let Some(source) = &basis.source else { return book.say(Msg::OurSuggestion).to_owned() };
    let kind = book.say(match kind {
        Some(SourceKind::Law) => Msg::KindLaw,
        Some(SourceKind::Official) => Msg::KindOfficial,
        Some(SourceKind::Practice) | None => Msg::KindPractice,
    });
    let name = book.of(&format!("source.{source}")).text.to_owned();
    let part = basis.part.as_ref().map(|part| format!(", {part}")).unwrap_or_default();
    let read = match basis.grade {
        Grade::R => String::new(),
        Grade::T => format!(" ({})", book.say(Msg::GradeTitle)),
        Grade::K | Grade::G => format!(" ({})", book.say(Msg::GradeKnown)),
    };
    format!("{kind}: {name}{part}{read}")
}

/// What the person of a case is to that of another.
pub fn kin(book: &Book, kin: Kin, code: &str) -> String {
    let msg = match kin {
        Kin::ChildOf => Msg::KinChild,
        Kin::ParentOf => Msg::KinParent,
        Kin::Sibling => Msg::KinSibling,
        Kin::TravelsWith => Msg::KinTravels,
    };
    book.fill(msg, &[("code", code)])
}

/// Why a case was opened again.
pub fn why_reopened<'a>(book: &'a Book, why: &str) -> &'a str {
    match why {
        "danger" => book.say(Msg::WhyDanger),
        "asks" => book.say(Msg::WhyAsks),
        "mistake" => book.say(Msg::WhyMistake),
        _ => "",
    }
}

/// Who gave or received: role and office.
pub fn party(book: &Book, party: &Party) -> String {
    let mut parts = vec![book.role(&party.role), party.office.clone()];
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// What is recorded of a handover, but where.
pub fn handover(book: &Book, given: &Handover) -> Vec<String> {
    let paper = |id: &PaperId| format!("{id} {}", book.of(&format!("paper.{id}")).text);
    let papers = given.papers.iter().map(paper).collect::<Vec<_>>().join(", ");
    let lines = [
        (Msg::DateAndTime, when_in_words(book, given.when)),
        (Msg::GivenBy, party(book, &given.giver)),
        (Msg::ReceivedBy, party(book, &given.receiver)),
        (Msg::PapersGiven, if papers.is_empty() { book.say(Msg::None).to_owned() } else { papers }),
        (Msg::Despite, given.despite.clone()),
    ];
    let said = lines.into_iter().filter(|(msg, text)| *msg != Msg::Despite || !text.is_empty());
    said.map(|(msg, text)| format!("{}: {text}", book.say(msg))).collect()
}

/// Where a paper stands, and whether it is needed.
pub fn paper_line(book: &Book, view: View, line: &PaperLine) -> String {
    let state = |(state, place): &(PaperState, String)| paper_at(book, *state, place);
    let said = match line.state {
        _ if !line.apart.is_empty() => {
            let all = line.apart.iter().map(state).collect::<Vec<_>>().join(" / ");
            format!("{}: {all}", book.say(Msg::ChangedApart))
        }
        Some(PaperState::NotNeeded) if line.needed == Truth::Yes => return book.say(Msg::PaperAsked).to_owned(),
        Some(PaperState::NotNeeded) => return book.say(Msg::NotNeeded).to_owned(),
        Some(said) => state(&(said, line.place.clone())),
        None if line.needed == Truth::No => String::new(),
        None => book.say(Msg::NotChecked).to_owned(),
    };
    let needed = book.say(match line.needed {
        Truth::Yes => Msg::PaperNeeded,
        Truth::Unknown => Msg::MayBeNeeded,
        Truth::No => Msg::NotNeeded,
    });
    let why = reasons(book, view, &line.why);
    let needed = if why.is_empty() { needed.to_owned() } else { format!("{needed} ({why})") };
    if said.is_empty() { needed } else { format!("{needed} · {said}") }
}

/// How many papers are there, and how many may be needed besides.
pub fn papers_present(book: &Book, dossier: &Dossier) -> String {
    let values = [("present", &*dossier.present.to_string()), ("needed", &*dossier.needed.to_string())];
    let present = book.fill(Msg::PapersPresent, &values);
    match dossier.open {
        0 => present,
        open => format!("{present}. {}", book.fill(Msg::PapersOpen, &[("count", &open.to_string())])),
    }
}

/// Who wrote something: role, office and initials, as far as they were given.
pub fn official(book: &Book, by: &By) -> String {
    let mut parts = vec![book.role(&by.role), by.office.clone(), by.initials.clone()];
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// Words that somebody typed, in quotes.
pub fn quoted(text: &str) -> String {
    if text.is_empty() { "–".to_owned() } else { format!("“{text}”") }
}

/// How a red flag was marked, and why.
pub fn stop_mark(book: &Book, mark: StopMark, reason: &str) -> String {
    let state = stop_state(book, if mark == StopMark::Clear { StopState::Clear } else { StopState::Raised });
    let reason = if reason.is_empty() { String::new() } else { format!(" {}", quoted(reason)) };
    format!("{state}{reason}")
}

/// Where a paper stands, and in which place.
pub fn paper_at(book: &Book, state: PaperState, place: &str) -> String {
    let place = if place.is_empty() { String::new() } else { format!(", {place}") };
    format!("{}{place}", paper_state(book, state))
}

/// What an entry says, in a line.
pub fn act(book: &Book, act: &Act) -> String {
    let step = |id: &str| format!("{id} {}", book.of(&format!("step.{id}")).text);
    match act {
        Act::Opened { code, edition, .. } => book.fill(Msg::ActOpened, &[("code", code), ("edition", edition)]),
        Act::Fact { fact, values: given } => {
            let name = book.fact(fact.as_str()).to_owned();
            let given = if given.is_empty() {
                book.say(Msg::NotAnswered).to_owned()
            } else {
                values(book, fact.as_str(), given)
            };
            format!("{name}: {given}")
        }
        Act::Status { step: id, status: to } => format!("{}: {}", step(id.as_str()), status(book, to)),
        Act::Note { step: id, text } => format!("{}: {} {}", step(id.as_str()), book.say(Msg::Note), quoted(text)),
        Act::Place { step: id, text } => {
            format!("{}: {} {}", step(id.as_str()), book.say(Msg::PaperPlace), quoted(text))
        }
        Act::Stop { stop, mark, reason } => {
            let name = book.of(&format!("stop.{stop}")).text.to_owned();
            format!("{stop} {name}: {}", stop_mark(book, *mark, reason))
        }
        Act::Consent(consent) => {
            let name = book.of(&format!("consent.{}", consent.kind)).text.to_owned();
            let giver = book.say(if consent.giver == Giver::Person { Msg::ThePerson } else { Msg::TheGuardian });
            format!("{name}, {giver}: {}, {}", answer(book, consent.answer), when_in_words(book, consent.when))
        }
        Act::Paper { paper, state, place } => {
            let name = book.of(&format!("paper.{paper}")).text.to_owned();
            format!("{paper} {name}: {}", paper_at(book, *state, place))
        }
        Act::Question { text } => format!("{}: {}", book.say(Msg::OpenQuestion), quoted(text)),
        Act::Link { code, kin: to } => {
            format!("{}: {}", book.say(Msg::LinkedCases), kin(book, *to, if code.is_empty() { "–" } else { code }))
        }
        Act::Shared { receiver, purpose, form } => {
            let (receiver, purpose) = (self::receiver(book, receiver), self::purpose(book, purpose));
            book.fill(Msg::ActShared, &[("form", &left(book, form)), ("receiver", &receiver), ("purpose", &purpose)])
        }
        // What was told since says no reason anew.
        Act::Incident { step: id, reason, told } if reason.is_empty() && !told.role.is_empty() => {
            format!("{}: {}; {}", book.say(Msg::Incident), step(id.as_str()), told_of(book, told))
        }
        Act::Incident { step: id, reason, told } => {
            let told = told_of(book, told);
            format!("{}: {} {}; {told}", book.say(Msg::Incident), step(id.as_str()), quoted(reason))
        }
        Act::Erased { entries } => book.fill(Msg::ActErased, &[("count", &entries.len().to_string())]),
        Act::Gap => book.say(Msg::ActGap).to_owned(),
        Act::Undo { .. } => book.say(Msg::ActUndo).to_owned(),
        Act::Closed { reason } if reason.is_empty() => book.say(Msg::ActClosed).to_owned(),
        Act::Closed { reason } => format!("{}: {}", book.say(Msg::ActClosed), quoted(reason)),
        Act::Reopened { why, reason } => {
            let mut parts = vec![why_reopened(book, why).to_owned()];
            parts.extend((!reason.is_empty() || why.is_empty()).then(|| quoted(reason)));
            parts.retain(|part| !part.is_empty());
            format!("{}: {}", book.say(Msg::ActReopened), parts.join(", "))
        }
        Act::Handover(given) => format!("{}: {}", book.say(Msg::ActHandover), handover(book, given).join("; ")),
        Act::Stood { phase } => {
            let name = format!("{phase} {}", book.of(&format!("phase.{phase}")).text);
            book.fill(Msg::ActStood, &[("phase", &name)])
        }
    }
}

/// Who got something.
pub fn receiver(book: &Book, text: &str) -> String {
    let is_role = |role: &str| book.maybe(&format!("role.{role}.short")).is_some();
    let receiver = read_receiver(&is_role, text);
    let who = match &receiver.who {
        Who::OwnOffice => book.say(Msg::OwnOffice).to_owned(),
        Who::Person => book.say(Msg::ThePerson).to_owned(),
        Who::Role(role) => book.role(role.as_str()),
        Who::Words(words) => words.clone(),
    };
    receiver.side.map_or(who.clone(), |at| format!("{who} ({})", super::side(book, at)))
}

/// What something is for.
pub fn purpose(book: &Book, purpose: &str) -> String {
    const WORDS: [Msg; PURPOSES.len()] = [
        Msg::PurposeRecord,
        Msg::PurposeHelp,
        Msg::PurposeIdentity,
        Msg::PurposeDecision,
        Msg::PurposeHandover,
        Msg::PurposeOwnCopy,
    ];
    let known = PURPOSES.iter().position(|code| *code == purpose).and_then(|place| WORDS.get(place));
    known.map_or_else(|| purpose.to_owned(), |msg| book.say(*msg).to_owned())
}

/// What left, and how.
fn left(book: &Book, form: &str) -> String {
    let Some((what, way)) = read_form(form) else { return form.to_owned() };
    let what = match what {
        What::Sheet => Msg::LeftSheet,
        What::PartnerSheet => Msg::LeftPartnerSheet,
        What::EscortSheet => Msg::LeftEscortSheet,
        What::PersonSheet => Msg::LeftPersonSheet,
        What::CaseFile => Msg::LeftCaseFile,
        What::PartnerFile => Msg::LeftPartnerFile,
        What::Rows => Msg::LeftRows,
        What::BorderPage => Msg::LeftBorderPage,
    };
    let way = match way {
        Way::Paper => Msg::OnPaper,
        Way::File => Msg::AsFile,
        Way::Text => Msg::AsText,
    };
    format!("{} ({})", book.say(what), book.say(way))
}
