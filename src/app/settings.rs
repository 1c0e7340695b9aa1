//! Who I am, and what this is.

use leptos::prelude::*;

use crate::browser::settings;
use crate::text::Msg;

use super::fields::no_helpers;
use super::state::use_app;
use super::words::Of;

/// Who I am: changed in one tap on a shared tablet. Never a full name.
#[component]
pub fn Settings() -> impl IntoView {
    let app = use_app();
    let office = NodeRef::<leptos::html::Input>::new();
    let initials = NodeRef::<leptos::html::Input>::new();
    let keep = move || app.me.with_untracked(settings::keep_me);
    let choose = move |event: leptos::ev::Event| {
        let list: web_sys::HtmlSelectElement = event_target(&event);
        app.me.update(|me| me.role = list.value());
        keep();
    };
    let read = move |_| {
        let value = |field: NodeRef<leptos::html::Input>| {
            field.get_untracked().map(|field| field.value().trim().to_owned()).unwrap_or_default()
        };
        app.me.update(|me| {
            me.office = value(office);
            me.initials = value(initials);
        });
        keep();
    };
    let procedure = app.procedure();
    let roles = procedure.roles.iter().map(|role| {
        let id = role.id.to_string();
        let value = id.clone();
        let chosen = id.clone();
        view! {
            <option value=value selected=move || app.me.with(|me| me.role == chosen)>
                {move || app.book.with(|book| format!("{} — {}", book.role(&id), book.of(&format!("role.{id}")).text))}
            </option>
        }
    });
    let roles = roles.collect_view();
    let edition = procedure.edition.clone();
    let approved = procedure.is_approved();
    view! {
        <h1 id="heading" tabindex="-1">{app.t(Msg::WhoIAm)}</h1>
        <p class="hint">{app.t(Msg::WhoIAmHint)}</p>
        <div class="field">
            <label for="role">{app.t(Msg::Role)}</label>
            <select id="role" data-testid="role" on:change=choose>
                <option value="" selected=move || app.me.with(|me| me.role.is_empty())>{app.t(Msg::NotSaid)}</option>
                {roles}
            </select>
        </div>
        <div class="field">
            <label for="office">{app.t(Msg::Office)}</label>
            <input {..no_helpers()} id="office" data-testid="office" type="text" node_ref=office
                prop:value=move || app.me.with(|me| me.office.clone()) on:change=read />
        </div>
        <div class="field">
            <label for="initials">{app.t(Msg::Initials)}</label>
            <p class="hint" id="initials-hint">{app.t(Msg::InitialsHint)}</p>
            <input {..no_helpers()} id="initials" data-testid="initials" type="text" node_ref=initials
                aria-describedby="initials-hint" prop:value=move || app.me.with(|me| me.initials.clone()) on:change=read />
        </div>
        <div class="buttons"><button type="button" class="primary" on:click=move |_| app.back()>{app.t(Msg::Back)}</button></div>
        <section>
            <h2>{app.t(Msg::AboutWord)}</h2>
            <p><strong><Of key="title" /></strong></p>
            {(!approved).then(|| view! { <p class="warn"><Of key="origin" /></p> })}
            <p class="meta">{move || app.fill(Msg::StampEdition, &[("edition", &edition)])}</p>
            <p>{app.t(Msg::TickIsNote)}</p>
        </section>
    }
}
