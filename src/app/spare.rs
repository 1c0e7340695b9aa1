//! Spare copies on screen: saving one, what could not be read, and putting one back.

use crate::browser::dom::{El, el};
use crate::browser::{file, send};
use crate::text::Msg;
use crate::vault::{Flaw, Problem};

use super::parts::{Own, button, buttons, folded, line};
use super::printing::dated;
use super::send::status;
use super::state::App;

/// The part of the settings about spare copies.
pub fn about(app: App) -> El {
    let problems = move || app.problems();
    let unread = move || {
        let points =
            problems().into_iter().map(|problem| el("li").said(app.t(flaw(&problem))).text(" ").child(key(&problem)));
        el("div")
            .class("apart")
            .child(el("h3").said(app.t(Msg::UnreadWord)))
            .child(line(app, "hint", Msg::UnreadHint))
            .child(el("ul").testid("unread-list").children(points.collect()))
    };
    el("section")
        .class("apart")
        .child(el("h2").said(app.t(Msg::SpareWord)))
        .child(line(app, "", Msg::SpareWhat))
        .child(line(app, "hint", Msg::SpareWhy))
        .child(line(app, "hint", Msg::KeptOnce).testid("kept-once").hidden_by(move || !app.keeps_once()))
        .child(el("div").children(saver(app, ())))
        .child(folded(app.t(Msg::PutBackWord), put_back(app, ())).testid("put-back"))
        .child(el("div").when(move || !problems().is_empty(), unread))
        .hidden_by(move || !app.is_open())
}

fn key(problem: &Problem) -> El {
    el("span").class("meta").text(&problem.key)
}

fn flaw(problem: &Problem) -> Msg {
    match problem.flaw {
        Flaw::NotReached(_) => Msg::FlawNotReached,
        Flaw::Damaged => Msg::FlawDamaged,
        Flaw::OtherKey => Msg::FlawOtherKey,
        Flaw::Newer(_) => Msg::FlawNewer,
        Flaw::NotUnderstood => Msg::FlawNotUnderstood,
        Flaw::Differs(_) => Msg::FlawDiffers,
    }
}

/// The button that saves a spare copy, and what came of it.
pub fn saver(app: App, (): ()) -> Vec<El> {
    let said = Own::new(None::<String>);
    let say = said.clone();
    let save = move || {
        let Some((text, missing)) = app.spare() else { return say.set(Some(app.say(Msg::SpareNotReached))) };
        if !send::download(&format!("{}.sopspare", dated("checklist")), "application/octet-stream", text.as_bytes()) {
            return say.set(Some(app.say(Msg::SpareFailed)));
        }
        app.note_spared();
        say.set(Some(match missing {
            0 => app.say(Msg::SpareSaved),
            count => app.fill(Msg::SpareMissing, &[("count", &count.to_string())]),
        }));
    };
    vec![buttons(vec![button(app, "", Msg::SaveSpare, save).testid("save-spare")]), status("spare-said", &said)]
}

/// Putting a spare copy back, at the door or in the settings.
pub fn put_back(app: App, (): ()) -> Vec<El> {
    let said = Own::new(None::<String>);
    // The text, while it has cases that were removed here.
    let rest = Own::new(None::<String>);
    let put = {
        let (said, rest) = (said.clone(), rest.clone());
        move |text: Option<String>, with_removed: bool| {
            let put = text.as_ref().ok_or(Msg::SpareOther).and_then(|text| app.put_back(text, with_removed));
            let count = |msg: Msg, count: usize| app.fill(msg, &[("count", &count.to_string())]);
            rest.set(text.filter(|_| put.is_ok_and(|put| put.removed > 0)));
            said.set(Some(match put {
                Err(problem) => app.say(problem),
                Ok(put) => {
                    let mut parts = Vec::new();
                    if put.new + put.known > 0 {
                        parts.push(app.say(Msg::PutBackDone));
                    }
                    if put.removed > 0 {
                        parts.push(count(Msg::PutBackRemoved, put.removed));
                    }
                    if put.left_out > 0 {
                        parts.push(count(Msg::PutBackLeftOut, put.left_out));
                    }
                    parts.join(" ")
                }
            }));
        }
    };
    let input = el("input").attr("type", "file").id("spare-file").testid("spare-file");
    let (field, choose) = (input.clone(), put.clone());
    let chosen = move || {
        let (choose, read) = (choose.clone(), field.clone());
        file::read(&field, move |text| {
            // A browser says nothing when a file is chosen that is chosen already, and doing it again must go on.
            read.set_value("");
            choose(text, false);
        });
    };
    let (has_rest, taken) = (rest.clone(), rest.clone());
    let bring = move || put(taken.get(), true);
    let bring = button(app, "", Msg::BringRemovedBack, bring).testid("bring-removed");
    vec![
        line(app, "hint", Msg::PutBackWhat),
        el("div")
            .class("field choose-file")
            .child(el("label").attr("for", "spare-file").said(app.t(Msg::SpareFile)))
            .child(input.on("change", chosen)),
        status("put-back-said", &said),
        buttons(vec![bring]).hidden_by(move || has_rest.get().is_none()),
    ]
}
