//! Words while they are typed: a draft soon, and an entry after a rest.

use gloo_timers::callback::Timeout;

use super::{App, DRAFT_AFTER, Typing};
use crate::case;
use crate::journal::{Act, Field};
use crate::vault::{Draft, Vault};

/// Rest after which a draft becomes an entry, in milliseconds.
const ENTRY_AFTER: u32 = 10_000;

/// Words were typed into the field that the caret is in.
pub fn typed(app: App, text: String) {
    if let Some(typing) = app.0.typing.borrow_mut().as_mut() {
        typing.text = Some(text);
        let draft = Timeout::new(DRAFT_AFTER, move || keep_draft(app));
        let entry = Timeout::new(ENTRY_AFTER, move || app.commit_typing());
        typing.timers = Some((draft, entry));
    }
}

/// Keeps half-typed words, so that a dying tab does not take them along.
fn keep_draft(app: App) {
    let draft = app.0.typing.borrow().as_ref().and_then(|typing| {
        typing.text.as_ref()?;
        Some((typing.case, draft_of(typing)))
    });
    let Some((case, draft)) = draft else { return };
    if !app.is_training(case)
        && let Some(report) = app.vault(|vault| vault.draft(case, &draft))
    {
        app.saved(report);
    }
}

/// What was typed becomes an entry.
pub fn commit(app: App, (): ()) {
    let typed = app.0.typing.borrow_mut().as_mut().and_then(|typing| {
        let draft = draft_of(typing);
        typing.timers = None;
        typing.text.take()?;
        Some((typing.case, draft))
    });
    let Some((case, draft)) = typed else { return };
    let field = draft.field();
    let known = app.peek(case, |_, journal| journal.heads(&field).last().and_then(|head| words_of(&head.act)).cloned());
    if known.flatten().unwrap_or_default() != draft.text
        && let Some(written) = app.act_over(case, draft.act(), draft.over)
        && let Some(typing) = app.0.typing.borrow_mut().as_mut()
    {
        typing.seen = vec![written];
    }
    app.vault(Vault::drop_draft);
}

/// Writes the words of a field of the open case again as they read otherwise. What stands in the field is committed first,
/// so it stays in the history. False: the field holds other words by now, or words that devices differ about.
pub fn reread(app: App, field: &Field, typed: &str, read: &str) -> bool {
    app.commit_typing();
    let Some(id) = app.here() else { return false };
    let again = app.peek(id, |_, journal| case::reread(journal, field, typed, read)).flatten();
    again.and_then(|(act, over)| app.act_over(id, act, over)).is_some()
}

pub(super) fn draft_of(typing: &Typing) -> Draft {
    Draft {
        step: typing.step.to_string(),
        kind: typing.kind,
        text: typing.text.clone().unwrap_or_default(),
        over: typing.seen.clone(),
    }
}

/// The words of an act that only writes words.
fn words_of(act: &Act) -> Option<&String> {
    match act {
        Act::Note { text, .. } | Act::Place { text, .. } => Some(text),
        _ => None,
    }
}
