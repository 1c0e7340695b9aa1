//! What is known of the case: every question that is asked in it, and those that are set aside.

use leptos::prelude::*;

use crate::procedure::{FactId, Truth};
use crate::text::Msg;

use super::fields::FactField;
use super::state::use_app;
use super::words::{Of, values};

/// All questions of the case.
#[component]
pub fn Facts() -> impl IntoView {
    let app = use_app();
    let asked = move |id: &FactId| {
        app.overview.with(|overview| {
            let facts = overview.as_ref().map(|overview| overview.facts.as_slice()).unwrap_or_default();
            facts.iter().find(|(known, _)| known == id).map(|(_, asked)| *asked).unwrap_or(Truth::Yes)
        })
    };
    let ids: Vec<FactId> = app.procedure().facts.iter().map(|fact| fact.id.clone()).collect();
    // A question keeps its place in the page when it comes and goes, and with it the focus.
    let fields = ids.iter().map(|id| {
        let watched = id.clone();
        view! { <div hidden=move || asked(&watched) == Truth::No><FactField id=id.clone() /></div> }
    });
    let fields = fields.collect_view();
    let aside = move || {
        app.see_here(|view, _| {
            let aside = ids.iter().filter(|id| asked(id) == Truth::No);
            let given = aside.filter_map(|id| Some((id.clone(), view.case.fact(id)?.value.clone())));
            given.filter(|(_, given)| !given.is_empty()).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    view! {
        <section aria-labelledby="facts-heading">
            <h2 id="facts-heading">{app.t(Msg::TabFacts)}</h2>
            <p class="hint">{app.t(Msg::FactsHint)}</p>
            {fields}
            {move || {
                let aside = aside();
                (!aside.is_empty()).then(|| view! {
                    <h3>{app.t(Msg::SetAside)}</h3>
                    <p class="hint">{app.t(Msg::SetAsideHint)}</p>
                    <ul>{aside.into_iter().map(|(id, given)| view! {
                        <li><Of key=format!("fact.{id}") />" "{app.book.with(|book| values(book, id.as_str(), &given))}</li>
                    }).collect_view()}</ul>
                })
            }}
        </section>
    }
}
