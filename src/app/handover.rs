//! Recording the handover, at the step where it happens.

use super::fields::{Doubt, fact_field, kept_date, kept_words, role_field, watched};
use super::gate::gate_words;
use super::kept::{Kept, keep, kept_line};
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
    let kept = Kept::new(app, "handover");
    let asking = Own::new(kept.get("asked").is_some());
    let (ask, asked, hidden, begun) = (asking.clone(), asking.clone(), asking.clone(), kept.clone());
    let ask = move || {
        begun.put("asked", "yes");
        ask.set(true);
    };
    let begin = el("button")
        .attr("type", "button")
        .testid("handover")
        .said(move || app.say(if is_recorded() { Msg::CorrectHandover } else { Msg::RecordHandover }))
        .on("click", ask);
    el("section")
        .class("asks handover-asks")
        .child(el("h3").said(app.t(Msg::PartHandover)))
        .child(line(app, "hint", Msg::HandoverNone).hidden_by(is_recorded))
        .child(el("ul").class("lines").testid("handover-recorded").slot(said, lines))
        .child(notice("handover-apart", apart))
        .child(begin.hidden_by(move || hidden.get()))
        .when(move || asked.get(), move || form(app, &kept, asking.clone()))
}

/// What stands now is in the form, so that a correction is one change; what was half-typed stands over it.
fn form(app: App, kept: &Kept, asking: Own<bool>) -> El {
    let old = app.see_here(|view, _| view.case.handover.as_ref().map(|held| held.value.clone())).flatten();
    let old = old.unwrap_or_default();
    let gate = move || app.see_here(|view, _| gate(view)).filter(|gate| *gate != Gate::Go);
    let shut = move || {
        let gate = gate()?;
        Some(app.fill(Msg::HandoverDespite, &[("gate", &gate_words(app, &gate))]))
    };
    let when = Own::new(Some(old.when));
    let day = kept_date(app, kept, ("handover-day", Msg::DateAndTime, Doubt::None), &when);
    let filled = |id: &str, value: &str, (field, input): (El, El)| {
        input.set_value(value);
        (field, keep(kept, id, input))
    };
    let role = |id: &str, label: Msg, value: &str| filled(id, value, role_field(app, id, label));
    let words = |id: &str, label: Msg, value: &str| watched(app, filled(id, value, text_field(app, id, label, None)));
    let (gave_role, giver_role) = role("giver-role", Msg::GiverRole, &old.giver.role);
    let (gave_office, giver_office) = words("giver-office", Msg::GiverOffice, &old.giver.office);
    let (took_role, receiver_role) = role("receiver-role", Msg::ReceiverRole, &old.receiver.role);
    let (took_office, receiver_office) = words("receiver-office", Msg::ReceiverOffice, &old.receiver.office);
    let (why, despite) = kept_words(app, kept, "despite", Msg::WhyDespite, &old.despite);
    let papers = Own::new(kept_papers(app, kept).unwrap_or(old.papers));
    let place = app.procedure().handover.as_ref().map(|rule| fact_field(app, &rule.place));
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
    let ticked = papers.clone();
    let record = move || {
        let party = |role: &El, office: &El| Party { role: role.value(), office: office.value().trim().to_owned() };
        let is_shut = gate().is_some();
        let handover = Handover {
            when: when.get().unwrap_or(When::Unknown),
            giver: party(&giver_role, &giver_office),
            receiver: party(&receiver_role, &receiver_office),
            papers: ticked.get(),
            despite: if is_shut { despite.value().trim().to_owned() } else { String::new() },
        };
        match app.hand_over(handover) {
            Ok(()) => {
                asking.set(false);
                recorded.forget();
            }
            Err(NotHandedOver::Blocked(_)) => fault.set(Some(Msg::HandoverNot)),
            Err(NotHandedOver::NoDay) => fault.set(Some(Msg::HandoverNoDay)),
            Err(NotHandedOver::NoParty) => fault.set(Some(Msg::HandoverNoParty)),
            Err(NotHandedOver::NoReason) => fault.set(Some(Msg::ReasonMissing)),
        }
    };
    let cancel = move || {
        cancelled.forget();
        cancel.set(false);
    };
    el("div")
        .class("field handover-form")
        .child(line(app, "hint", Msg::HandoverHint))
        .maybe(kept_line(app, kept, "giver-office"))
        .child(notice("handover-shut", shut))
        .child(why.hidden_by(move || gate().is_none()))
        .maybe(place)
        .child(day)
        .children(vec![gave_role, gave_office, took_role, took_office, papers_field(app, kept, papers)])
        .child(says)
        .child(buttons(vec![
            button(app, "primary", Msg::Record, record).testid("record-handover"),
            button(app, "", Msg::Cancel, cancel).testid("cancel-handover"),
        ]))
}

/// The papers that were ticked in a form that is not recorded yet.
fn kept_papers(app: App, kept: &Kept) -> Option<Vec<PaperId>> {
    let ticked = kept.get("papers")?;
    let is_ticked = |id: &&PaperId| ticked.split(' ').any(|word| word == id.as_str());
    Some(app.procedure().papers.iter().map(|paper| &paper.id).filter(is_ticked).cloned().collect())
}

/// Which papers went along: none is ticked before somebody looked.
fn papers_field(app: App, kept: &Kept, papers: Own<Vec<PaperId>>) -> El {
    let lines = app.see_here(|view, _| dossier(view).papers).unwrap_or_default();
    let is_there: Vec<PaperId> = lines.iter().filter(|line| line.is_present()).map(|line| line.id.clone()).collect();
    let give = {
        let (kept, papers) = (kept.clone(), papers.clone());
        move |all: Vec<PaperId>| {
            kept.put("papers", &all.iter().map(PaperId::as_str).collect::<Vec<_>>().join(" "));
            papers.set(all);
        }
    };
    let paper = |id: PaperId| {
        let (shown, own, of_box, give) = (papers.clone(), papers.clone(), id.clone(), give.clone());
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
            give(all);
        };
        choice(input.on("change", set), move || format!("{words}{}", name()))
    };
    let asked = lines.into_iter().filter(|line| line.needed != Truth::No || line.state.is_some());
    let boxes = asked.map(|line| paper(line.id)).collect();
    choices(el("legend").said(app.t(Msg::PapersGiven)), boxes)
        .child(button(app, "small", Msg::AllPresent, move || give(is_there.clone())).testid("gave-all-present"))
}
