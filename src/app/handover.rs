//! Recording the handover, at the step where it happens.

use super::fields::{date_field, fact_field, role_field};
use super::gate::gate_words;
use super::parts::{Fault, Own, button, buttons, choice, choices, fault_line, line, notice, text_field};
use super::state::App;
use super::words;
use crate::browser::dom::{El, el};
use crate::case::{Gate, NotHandedOver, dossier, gate};
use crate::journal::{Handover, Party, When};
use crate::procedure::{PaperId, StepId, Truth};
use crate::text::Msg;

/// The handover, where the step is the one at which it happens.
pub fn handover_at(app: App, step: &StepId) -> Vec<El> {
    let rule = app.procedure().handover.as_ref().filter(|rule| rule.step == *step);
    rule.map(|_| section(app)).into_iter().collect()
}

fn section(app: App) -> El {
    let held = move || app.see_here(|view, _| view.case.handover.clone()).flatten();
    let is_recorded = move || held().is_some();
    let said = move || {
        let book = app.book();
        held().map(|held| words::handover(&book, &held.value)).unwrap_or_default()
    };
    let lines = move || said().iter().map(|text| el("li").class("typed").text(text)).collect();
    let apart = move || {
        let held = held().filter(|held| held.is_apart())?;
        let book = app.book();
        let all: Vec<String> = held.apart.iter().map(|one| words::handover(&book, one).join("; ")).collect();
        Some(format!("{} {}", book.say(Msg::ChangedApartHint), all.join(" / ")))
    };
    let asking = Own::new(false);
    let (ask, asked, hidden) = (asking.clone(), asking.clone(), asking.clone());
    let begin = el("button")
        .attr("type", "button")
        .testid("handover")
        .said(move || app.say(if is_recorded() { Msg::CorrectHandover } else { Msg::RecordHandover }))
        .on("click", move || ask.set(true));
    el("section")
        .class("asks handover-asks")
        .child(el("h3").said(app.t(Msg::PartHandover)))
        .child(line(app, "hint", Msg::HandoverNone).hidden_by(is_recorded))
        .child(el("ul").class("lines").testid("handover-recorded").slot(said, lines))
        .child(notice("handover-apart", apart))
        .child(begin.hidden_by(move || hidden.get()))
        .when(move || asked.get(), move || form(app, asking.clone()))
}

/// What stands now is in the form, so that a correction is one change.
fn form(app: App, asking: Own<bool>) -> El {
    let old = app.see_here(|view, _| view.case.handover.as_ref().map(|held| held.value.clone())).flatten();
    let old = old.unwrap_or_default();
    let gate = move || app.see_here(|view, _| gate(view)).filter(|gate| *gate != Gate::Go);
    let shut = move || {
        let gate = gate()?;
        Some(app.fill(Msg::HandoverDespite, &[("gate", &gate_words(app, &gate))]))
    };
    let when = Own::new(old.when);
    let (shown, set) = (when.clone(), when.clone());
    // What was typed last and is no date must not be recorded as the date before it.
    let wrong = Own::new(false);
    let is_wrong = wrong.clone();
    let put = move |day: Option<When>| {
        wrong.set(day.is_none());
        if let Some(day) = day {
            set.set(day);
        }
    };
    let day = date_field(app, "handover-day", Msg::DateAndTime, move || shown.get(), put);
    let (gave_role, giver_role) = role_field(app, "giver-role", Msg::GiverRole);
    let (gave_office, giver_office) = text_field(app, "giver-office", Msg::GiverOffice, None);
    let (took_role, receiver_role) = role_field(app, "receiver-role", Msg::ReceiverRole);
    let (took_office, receiver_office) = text_field(app, "receiver-office", Msg::ReceiverOffice, None);
    let (why, despite) = text_field(app, "despite", Msg::WhyDespite, None);
    for (field, value) in [
        (&giver_role, &old.giver.role),
        (&giver_office, &old.giver.office),
        (&receiver_role, &old.receiver.role),
        (&receiver_office, &old.receiver.office),
        (&despite, &old.despite),
    ] {
        field.set_value(value);
    }
    let papers = Own::new(old.papers);
    let place = app.procedure().handover.as_ref().map(|rule| fact_field(app, &rule.place));
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let cancel = asking.clone();
    let (ticked, when_now) = (papers.clone(), when.clone());
    let record = move || {
        let party = |role: &El, office: &El| Party { role: role.value(), office: office.value().trim().to_owned() };
        let is_shut = gate().is_some();
        let handover = Handover {
            when: if is_wrong.get() { When::Unknown } else { when_now.get() },
            giver: party(&giver_role, &giver_office),
            receiver: party(&receiver_role, &receiver_office),
            papers: ticked.get(),
            despite: if is_shut { despite.value().trim().to_owned() } else { String::new() },
        };
        match app.hand_over(handover) {
            Ok(()) => asking.set(false),
            Err(NotHandedOver::Blocked(_)) => fault.set(Some(Msg::HandoverNot)),
            Err(NotHandedOver::NoDay) => fault.set(Some(Msg::HandoverNoDay)),
            Err(NotHandedOver::NoParty) => fault.set(Some(Msg::HandoverNoParty)),
            Err(NotHandedOver::NoReason) => fault.set(Some(Msg::ReasonMissing)),
        }
    };
    el("div")
        .class("field handover-form")
        .child(line(app, "hint", Msg::HandoverHint))
        .child(notice("handover-shut", shut))
        .child(why.hidden_by(move || gate().is_none()))
        .maybe(place)
        .child(day)
        .children(vec![gave_role, gave_office, took_role, took_office, papers_field(app, papers)])
        .child(says)
        .child(buttons(vec![
            button(app, "primary", Msg::Record, record).testid("record-handover"),
            button(app, "", Msg::Cancel, move || cancel.set(false)),
        ]))
}

/// Which papers went along: none is ticked before somebody looked.
fn papers_field(app: App, papers: Own<Vec<PaperId>>) -> El {
    let lines = app.see_here(|view, _| dossier(view).papers).unwrap_or_default();
    let is_there: Vec<PaperId> = lines.iter().filter(|line| line.is_present()).map(|line| line.id.clone()).collect();
    let paper = |id: PaperId| {
        let (shown, own, of_box) = (papers.clone(), papers.clone(), id.clone());
        let input = el("input").attr("type", "checkbox").testid(&format!("gave-{id}"));
        let input = input.checked_by(move || shown.get().contains(&of_box));
        let ticked = input.clone();
        let name = app.of(format!("paper.{id}"));
        let words = format!("{id} ");
        let set = move || {
            let mut all = own.get();
            all.retain(|known| *known != id);
            if ticked.checked() {
                all.push(id.clone());
            }
            own.set(all);
        };
        choice(input.on("change", set), move || format!("{words}{}", name()))
    };
    let asked = lines.into_iter().filter(|line| line.needed != Truth::No || line.state.is_some());
    let boxes = asked.map(|line| paper(line.id)).collect();
    let all = papers.clone();
    choices(el("legend").said(app.t(Msg::PapersGiven)), boxes)
        .child(button(app, "small", Msg::AllPresent, move || all.set(is_there.clone())).testid("gave-all-present"))
}
