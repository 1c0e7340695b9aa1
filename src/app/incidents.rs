//! What was done against an open stop. It is recorded as what it is, never as a step that is done, and stands out.

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::{Incident, RowState, against_a_stop};
use crate::journal::{Act, Told, When};
use crate::procedure::{Role, Step, StepId};
use crate::text::Msg;
use crate::vault::CaseId;

use super::fields::{Doubt, kept_date, kept_words};
use super::kept::{Kept, keep, kept_line};
use super::parts::{Fault, Own, button, buttons, fault_line, line, number};
use super::state::App;
use super::words;

/// The choice that nobody was told yet; no role has such an id.
const NOT_TOLD: &str = "-";

/// All incidents, at the head of the case.
pub fn head(app: App, id: CaseId) -> Vec<El> {
    let all = move || app.see(id, |view, _| view.case.incidents.clone()).unwrap_or_default();
    let item = move |incident: &Incident| {
        let step = incident.step.clone();
        let title = format!("step.{step}");
        let button = el("button")
            .attr("type", "button")
            .class("next-item")
            .child(number(step.as_str()))
            .child(el("span").said(app.of(title)).child(about(app, incident)))
            .on("click", move || app.open_step(&step));
        el("li").child(button)
    };
    vec![box_of(app, all, item).testid("incidents")]
}

/// The incidents at a step.
pub fn here(app: App, step: &'static StepId) -> El {
    let at_step = move || {
        let incidents = app.see_here(|view, _| view.case.incidents.clone()).unwrap_or_default();
        incidents.into_iter().filter(|incident| incident.step == *step).collect::<Vec<_>>()
    };
    let item = move |incident: &Incident| {
        let reason = if incident.reason.is_empty() { app.say(Msg::TextRemoved) } else { incident.reason.clone() };
        let untold = incident.told.role.is_empty().then(|| tell(app, incident.clone()));
        el("li").child(el("span").class("typed").text(&reason)).child(about(app, incident)).maybe(untold)
    };
    box_of(app, at_step, item).testid(&format!("incidents-{step}"))
}

fn box_of(
    app: App,
    all: impl Fn() -> Vec<Incident> + Copy + 'static,
    item: impl Fn(&Incident) -> El + Copy + 'static,
) -> El {
    let items = move || all().iter().map(item).collect();
    el("section")
        .class("incidents")
        .child(el("h3").said(app.t(Msg::Incident)))
        .child(el("ul").slot(all, items))
        .hidden_by(move || all().is_empty())
}

fn about(app: App, incident: &Incident) -> El {
    let incident = incident.clone();
    el("span").class("meta").said(move || words::incident_about(&app.book(), &incident, clock::now()))
}

/// "It was done all the same", while a raised red flag or a no keeps the step from being done.
pub fn record(app: App, step: &'static Step, at: usize) -> El {
    let id = &step.id;
    let stopped = move || {
        let (state, blocks) =
            app.row(at, |row| (row.state, row.blocks.clone())).unwrap_or((RowState::ToDo, Vec::new()));
        !state.is_done() && app.see_here(|view, _| against_a_stop(view, &blocks)).unwrap_or(false)
    };
    let kept = Kept::new(app, "incident");
    let asking = Own::new(kept.get("asked").is_some());
    let (ask, asks, asked, begun) = (asking.clone(), asking.clone(), asking.clone(), kept.clone());
    let ask = move || {
        begun.put("asked", "yes");
        ask.set(true);
    };
    el("div")
        .child(
            button(app, "warning", Msg::IncidentDo, ask)
                .testid(&format!("incident-{id}"))
                .hidden_by(move || asked.get() || !stopped()),
        )
        .when(move || asks.get(), move || form(app, id, &kept, asking.clone()))
}

fn form(app: App, step: &'static StepId, kept: &Kept, asking: Own<bool>) -> El {
    let why_id = format!("incident-why-{step}");
    let (reason_field, reason) = kept_words(app, kept, &why_id, Msg::IncidentWhy, "");
    let not_recorded = kept_line(app, kept, &why_id);
    let (told_fields, told) = told_fields(app, kept, &step.to_string(), true);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
    let record = move || {
        let reason = reason.value().trim().to_owned();
        if reason.is_empty() {
            return fault.set(Some(Msg::ReasonMissing));
        }
        match told() {
            Err(missing) => fault.set(Some(missing)),
            Ok(told) => {
                asking.set(false);
                app.act(Act::Incident { step: step.clone(), reason, told });
                recorded.forget();
            }
        }
    };
    let cancel = move || {
        cancelled.forget();
        cancel.set(false);
    };
    el("div")
        .class("particulars")
        .child(el("p").child(el("strong").said(app.t(Msg::IncidentDo))))
        .child(line(app, "hint", Msg::IncidentHint))
        .maybe(not_recorded)
        .child(reason_field)
        .child(told_fields)
        .child(says)
        .child(buttons(vec![
            button(app, "warning", Msg::Record, record).testid(&format!("record-incident-{step}")),
            button(app, "", Msg::Cancel, cancel).testid(&format!("cancel-incident-{step}")),
        ]))
}

/// Which supervisor was told, and when; and what reads it. That nobody was told yet is an answer where it `may` be.
fn told_fields(app: App, kept: &Kept, name: &str, may: bool) -> (El, impl Fn() -> Result<Told, Msg> + 'static) {
    let told_id = format!("incident-told-{name}");
    let option = |role: &'static Role| {
        let id = role.id.as_str();
        el("option").attr("value", id).said(move || app.book().role(id))
    };
    let mut options = vec![el("option").attr("value", "").said(app.t(Msg::IncidentChoose))];
    options.extend(may.then(|| el("option").attr("value", NOT_TOLD).said(app.t(Msg::IncidentNotTold))));
    options.extend(app.procedure().roles.iter().map(option));
    let select = keep(kept, &told_id, el("select").id(&told_id).testid(&told_id).children(options));
    let role = Own::new(select.value());
    let (chosen, choose) = (select.clone(), role.clone());
    let select = select.on("change", move || choose.set(chosen.value()));
    let field = el("div")
        .class("field")
        .child(el("label").attr("for", &told_id).said(app.t(Msg::IncidentTold)))
        .child(select.clone());
    let when = Own::new(Some(When::Unknown));
    let date = {
        let (when, kept, id) = (when.clone(), kept.clone(), format!("incident-date-{name}"));
        move || kept_date(app, &kept, (&id, Msg::IncidentWhen, Doubt::Allowed), &when)
    };
    let is_told = move || !matches!(role.get().as_str(), "" | NOT_TOLD);
    let read = move || match (select.value(), when.get()) {
        (role, _) if role.is_empty() => Err(Msg::IncidentToldMissing),
        (role, _) if role == NOT_TOLD => Ok(Told::default()),
        (_, None) => Err(Msg::IncidentDate),
        (role, Some(when)) => Ok(Told { role, when }),
    };
    (el("div").child(field).when(is_told, date), read)
}

/// That a supervisor was told since: a record of its own, over the incident.
fn tell(app: App, incident: Incident) -> El {
    let name = format!("{}-{}", incident.entry.writer, incident.entry.number);
    let kept = Kept::new(app, &format!("told-{name}"));
    let asking = Own::new(kept.get("asked").is_some());
    let (ask, asks, hidden, begun) = (asking.clone(), asking.clone(), asking.clone(), kept.clone());
    let ask = move || {
        begun.put("asked", "yes");
        ask.set(true);
    };
    let form = move || {
        let (fields, told) = told_fields(app, &kept, &name, false);
        let fault = Fault::new(None);
        let says = fault_line(app, &fault);
        let not_recorded = kept_line(app, &kept, &format!("incident-told-{name}"));
        let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
        let incident = incident.clone();
        let record = move || match told() {
            Err(missing) => fault.set(Some(missing)),
            Ok(told) => {
                recorded.forget();
                app.tell_of(&incident, told);
            }
        };
        let cancel = move || {
            cancelled.forget();
            cancel.set(false);
        };
        el("div").class("particulars").child(fields).maybe(not_recorded).child(says).child(buttons(vec![
            button(app, "primary", Msg::Record, record).testid("record-told"),
            button(app, "", Msg::Cancel, cancel).testid("cancel-told"),
        ]))
    };
    el("div")
        .child(button(app, "", Msg::ToldSince, ask).testid("told-since").hidden_by(move || hidden.get()))
        .when(move || asks.get(), form)
}
