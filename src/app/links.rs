//! Linked cases of a case: by code only, folded away.

use crate::browser::dom::{El, el};
use crate::case::Link;
use crate::journal::Kin;
use crate::text::{Msg, same_code};
use crate::vault::CaseId;

use super::fields::watched;
use super::kept::{Kept, keep, kept_field, kept_line};
use super::parts::{Fault, button, buttons, fault_line, folded, line};
use super::state::links::unlink;
use super::state::{App, Screen};
use super::words;

/// Linked cases, and linking one more.
pub fn links(app: App, id: CaseId) -> Vec<El> {
    let linked = move || app.see(id, |view, _| view.case.links().to_vec()).unwrap_or_default();
    let summary = move || match linked().len() {
        0 => app.say(Msg::LinkedCases),
        count => format!("{}: {}", app.say(Msg::LinkedCases), app.book().digits(&count.to_string())),
    };
    let key = move || (app.book().language().to_owned(), linked().into_iter().map(known(app, id)).collect::<Vec<_>>());
    let rows = move || linked().into_iter().map(known(app, id)).map(|(link, here)| row(app, id, link, here)).collect();
    let kept = Kept::above(app, "link");
    // A kind alone is no link that somebody began.
    let typed = kept.get("link-code").filter(|code| !code.is_empty());
    let not_recorded = typed.and_then(|_| kept_line(app, &kept, "link-code"));
    let is_back = not_recorded.is_some();
    let inner = vec![
        line(app, "hint", Msg::LinkHint),
        el("ul").class("linked").testid("linked").slot(move || Some(key()), rows),
        add(app, id, &kept, not_recorded),
    ];
    let fold = folded(summary, inner).class("links").testid("links-fold");
    fold.set_open(is_back);
    vec![fold]
}

/// A link with the cases in this browser that it leads to.
fn known(app: App, id: CaseId) -> impl Fn(Link) -> (Link, Vec<CaseId>) {
    move |link| {
        let here = app.with_code(id, &link.code);
        (link, here)
    }
}

fn row(app: App, id: CaseId, link: Link, here: Vec<CaseId>) -> El {
    let book = app.book();
    let words = words::kin(&book, link.kin, &link.code);
    let what = if here.is_empty() { vec![el("span").class("what").text(&words)] } else { Vec::new() };
    // Two cases under one code are two ways to go.
    let ways = here
        .into_iter()
        .map(|other| el("button").attr("type", "button").text(&words).on("click", move || app.go(Screen::Case(other))));
    let remove = move || unlink(app, (id, link.code.clone(), link.kin));
    el("li").children(what).children(ways.collect()).child(
        button(app, "small", Msg::LinkRemove, remove)
            .attr("aria-label", &book.fill(Msg::LinkRemoveOf, &[("link", &words)])),
    )
}

fn add(app: App, id: CaseId, kept: &Kept, not_recorded: Option<El>) -> El {
    let kinds = Kin::ALL.into_iter().zip(0..).map(|(kin, number): (Kin, u8)| {
        el("option").attr("value", &number.to_string()).said(move || words::kin(&app.book(), kin, "…"))
    });
    let kind = el("select").id("link-kin").testid("link-kin").children(kinds.collect());
    let kind = keep(kept, "link-kin", kind);
    let others = move || {
        let ids = if app.is_training(id) { Vec::new() } else { app.ids_by_code() };
        let codes = ids.into_iter().filter(|other| *other != id).filter_map(|other| Some(app.line(other)?.code));
        codes.filter(|code| !code.is_empty()).collect::<Vec<_>>()
    };
    let options = move || {
        let first = el("option").attr("value", "").text("–");
        std::iter::once(first).chain(others().iter().map(|code| el("option").attr("value", code).text(code))).collect()
    };
    let here = el("select").id("link-here").testid("link-here").slot(move || Some(others()), options);
    let field = kept_field(app, kept, "link-code", Msg::LinkTyped, Some(Msg::CaseCodeHint));
    let (typed_field, typed) = watched(app, field);
    // The form has no way to cancel it but to empty it.
    let (emptied, cancelled) = (typed.clone(), kept.clone());
    typed.clone().on("input", move || {
        if emptied.value().is_empty() {
            cancelled.forget();
        }
    });
    let fault = Fault::new(None);
    let says = fault_line(app, &fault);
    // What is chosen is seen where it is typed; what is typed there counts.
    let (chosen, into, keeps) = (here.clone(), typed.clone(), kept.clone());
    here.clone().on("change", move || {
        into.set_value(&chosen.value());
        keeps.put("link-code", &chosen.value());
    });
    let (kin, from, recorded) = (kind.clone(), here.clone(), kept.clone());
    let record = move || {
        let code = typed.value().split_whitespace().collect::<Vec<_>>().join(" ");
        let wrong = if code.is_empty() {
            Some(Msg::CodeMissing)
        } else if same_code(&code, &app.code(id)) {
            Some(Msg::LinkSelf)
        } else {
            None
        };
        fault.set(wrong);
        if wrong.is_some() {
            typed.focus();
            return;
        }
        let kin = kin.value().parse().ok().and_then(|number: usize| Kin::ALL.get(number)).copied();
        app.link(id, &code, kin.unwrap_or(Kin::TravelsWith));
        typed.retype("");
        recorded.forget();
        from.set_value("");
    };
    let field = |id: &str, label: Msg, input: El| {
        el("div").class("field").child(el("label").attr("for", id).said(app.t(label))).child(input)
    };
    el("form")
        .attr("novalidate", "")
        .child(field("link-kin", Msg::LinkKin, kind))
        .child(field("link-here", Msg::LinkHere, here).hidden_by(move || others().is_empty()))
        .child(typed_field)
        .maybe(not_recorded)
        .child(says)
        .child(buttons(vec![
            el("button").attr("type", "submit").class("primary").testid("link-add").said(app.t(Msg::LinkAdd)),
        ]))
        .on_submit(record)
}
