//! What was done against an open stop. It is recorded as what it is, never as a step that is done, and stands out.

use crate::browser::clock;
use crate::browser::dom::{El, el};
use crate::case::{Incident, RowState, against_a_stop};
use crate::journal::{Act, Told, When};
use crate::procedure::{Role, Step, StepId};
use crate::text::Msg;
use crate::vault::CaseId;

use super::fields::{kept_date, kept_words};
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
        el("li").child(el("span").class("typed").text(&reason)).child(about(app, incident))
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
    let told_id = format!("incident-told-{step}");
    let option = |role: &'static Role| {
        let id = role.id.as_str();
        el("option").attr("value", id).said(move || app.book().role(id))
    };
    let mut options = vec![
        el("option").attr("value", "").said(app.t(Msg::IncidentChoose)),
        el("option").attr("value", NOT_TOLD).said(app.t(Msg::IncidentNotTold)),
    ];
    options.extend(app.procedure().roles.iter().map(option));
    let select = keep(kept, &told_id, el("select").id(&told_id).testid(&told_id).children(options));
    let role = Own::new(select.value());
    let (chosen, choose) = (select.clone(), role.clone());
    let select = select.on("change", move || choose.set(chosen.value()));
    let told_field = el("div")
        .class("field")
        .child(el("label").attr("for", &told_id).said(app.t(Msg::IncidentTold)))
        .child(select.clone());
    let when = Own::new(Some(When::Unknown));
    let date = {
        let (when, kept) = (when.clone(), kept.clone());
        move || kept_date(app, &kept, &format!("incident-date-{step}"), Msg::IncidentWhen, &when)
    };
    let is_told = move || !matches!(role.get().as_str(), "" | NOT_TOLD);
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    let (cancel, cancelled, recorded) = (asking.clone(), kept.clone(), kept.clone());
    let record = {
        let is_told = is_told.clone();
        move || {
            let reason = reason.value().trim().to_owned();
            let told = match select.value() {
                role if role == NOT_TOLD => Told::default(),
                role => Told { role, when: when.get().unwrap_or(When::Unknown) },
            };
            if reason.is_empty() {
                return fault.set(Some(Msg::ReasonMissing));
            }
            if select.value().is_empty() {
                return fault.set(Some(Msg::IncidentToldMissing));
            }
            if is_told() && when.get().is_none() {
                return fault.set(Some(Msg::IncidentDate));
            }
            asking.set(false);
            app.act(Act::Incident { step: step.clone(), reason, told });
            recorded.forget();
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
        .child(told_field)
        .when(is_told, date)
        .child(says)
        .child(buttons(vec![
            button(app, "warning", Msg::Record, record).testid(&format!("record-incident-{step}")),
            button(app, "", Msg::Cancel, cancel).testid(&format!("cancel-incident-{step}")),
        ]))
}
