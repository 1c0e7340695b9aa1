//! What is in a file and what taking it in would do, before it is done.

use std::rc::Rc;

use crate::app::guard;
use crate::app::history::value;
use crate::app::parts::{Own, button, buttons, choice, folded, line};
use crate::app::state::{App, Came, Screen};
use crate::app::words;
use crate::browser::dom::{El, el};
use crate::exchange::casefile::{CaseFile, FieldChange, FileKind, Preview, Relation, Wrote};
use crate::journal::{Act, Entry, Field, Giver, Stamp, When};
use crate::text::{Book, Msg, local, stamp_in_words, when_in_words};
use crate::vault::CaseId;

/// What can be done from a preview besides taking the file in.
pub struct Ways {
    /// Leaves the file alone.
    pub leave: Rc<dyn Fn()>,
    /// Says why nothing came in.
    pub failed: Rc<dyn Fn(Msg)>,
    /// Looks at the file anew, where what is here changed since.
    pub again: Rc<dyn Fn()>,
}

/// The preview of a file.
pub fn preview(app: App, file: &Rc<CaseFile>, seen: &Rc<Preview>, ways: &Ways) -> Vec<El> {
    let (undecided, others): (Vec<&FieldChange>, Vec<&FieldChange>) =
        seen.changes.iter().partition(|change| change.undecided);
    // Of a case that is not here, everything is new.
    let lists = seen.relation != Relation::New;
    let title = if seen.code.is_empty() { app.say(Msg::PreviewNoCode) } else { seen.code.clone() };
    let section = el("section")
        .class("file-preview")
        .testid("file-preview")
        .attr("data-state", state(seen))
        .child(el("h2").id("file-stage").attr("tabindex", "-1").class("typed").testid("preview-code").text(&title))
        .child(relation(app, seen))
        .maybe(seen.removed_here.then(|| line(app, "warn", Msg::PreviewRemoved).testid("preview-removed")))
        .maybe(seen.incomplete.then(|| line(app, "warn", Msg::PreviewIncomplete).testid("preview-incomplete")))
        .maybe((seen.years > 0).then(|| years(app, seen.years)))
        .child(about(app, file, seen))
        .maybe((lists && !undecided.is_empty()).then(|| differing(app, &undecided)))
        .maybe((lists && !others.is_empty()).then(|| changing(app, &others)))
        .child(writers(app, &seen.wrote));
    vec![section, decision(app, file, seen, ways)]
}

fn state(seen: &Preview) -> &'static str {
    match seen.relation {
        _ if seen.removed_here => "removed",
        Relation::New => "new",
        Relation::Same => "same",
        Relation::Newer => "newer",
        Relation::Older => "older",
        Relation::Apart => "apart",
    }
}

fn relation(app: App, seen: &Preview) -> El {
    let (msg, count) = match seen.relation {
        Relation::New => (Msg::RelationNew, seen.entries),
        Relation::Same => (Msg::RelationSame, 0),
        Relation::Newer => (Msg::RelationNewer, seen.new),
        Relation::Older => (Msg::RelationOlder, 0),
        Relation::Apart => (Msg::RelationApart, seen.new),
    };
    let said = move || app.fill(msg, &[("count", &count.to_string())]);
    el("p").class("note").testid("preview-relation").said(said)
}

/// Days whose year is none of the Common Era.
fn years(app: App, count: usize) -> El {
    let said = move || app.fill(Msg::PreviewYears, &[("count", &count.to_string())]);
    el("p").class("warn").testid("preview-years").said(said)
}

/// What kind of file it is, when and under which edition it was made, and what it is matched by.
fn about(app: App, file: &Rc<CaseFile>, seen: &Preview) -> El {
    let procedure = app.procedure();
    let kind = match seen.kind {
        FileKind::Own => Msg::PreviewOwn,
        FileKind::Partner => Msg::PreviewPartner,
    };
    let (short, entries, new) = (seen.short.clone(), seen.entries.to_string(), seen.new.to_string());
    let (made, erases) = (seen.made, seen.erases);
    let begun = begun_under(file);
    let editions: Vec<String> =
        [Some(seen.edition.clone()), begun].into_iter().flatten().filter(|one| *one != procedure.edition).collect();
    let other = move |editions: String| {
        el("p")
            .class("warn")
            .testid("preview-edition")
            .said(move || app.fill(Msg::PreviewEdition, &[("edition", &editions), ("here", &procedure.edition)]))
    };
    let erased = move || app.fill(Msg::PreviewErases, &[("count", &erases.to_string())]);
    el("div")
        .child(line(app, "", kind).testid("preview-kind"))
        .child(
            el("p")
                .testid("preview-counts")
                .said(move || app.fill(Msg::PreviewCounts, &[("count", &entries), ("new", &new)])),
        )
        .child(el("p").said(move || {
            let book = app.book();
            book.fill(Msg::PreviewMade, &[("when", &stamp_in_words(&book, made))])
        }))
        .child(el("p").testid("preview-short").said(move || app.fill(Msg::PreviewShort, &[("code", &short)])))
        .maybe(editions.into_iter().next().map(other))
        .maybe((erases > 0).then(|| el("p").class("warn").testid("preview-erases").said(erased)))
}

/// The edition that the case was begun under, where the file says.
fn begun_under(file: &CaseFile) -> Option<String> {
    file.journal.heads(&Field::Opened).last().and_then(|entry| match &entry.act {
        Act::Opened { edition, .. } => Some(edition.clone()),
        _ => None,
    })
}

fn differing(app: App, changes: &[&FieldChange]) -> El {
    let rows = changes.iter().map(|change| row(app, change)).collect();
    el("section")
        .class("apart")
        .child(el("h3").said(app.t(Msg::PreviewDiffer)))
        .child(line(app, "hint", Msg::PreviewDifferWhat))
        .child(el("ul").class("sides").testid("preview-apart").children(rows))
}

fn changing(app: App, changes: &[&FieldChange]) -> El {
    let count = changes.len().to_string();
    let rows = changes.iter().map(|change| row(app, change)).collect();
    let list = el("ul").class("sides").testid("preview-changes").children(rows);
    let fold = folded(move || app.fill(Msg::PreviewChanges, &[("count", &count)]), vec![list]).testid("preview-fold");
    // A no and a red flag are not for somebody to find who thinks of opening the list.
    let weighs = |change: &&FieldChange| matches!(change.field, Field::Consent(..) | Field::Stop(_));
    if changes.iter().any(weighs) { fold.attr("open", "") } else { fold }
}

/// One field: here, in the file, and afterwards.
fn row(app: App, change: &FieldChange) -> El {
    let book = app.book();
    let side = |msg: Msg, entries: &[Entry]| {
        let said = match entries {
            [] => vec![el("p").text(book.say(Msg::None))],
            some => some.iter().map(|entry| said(&book, entry)).collect(),
        };
        el("div").child(el("dt").text(book.say(msg))).child(el("dd").children(said))
    };
    let mut after: Vec<Entry> = change.holds.iter().cloned().collect();
    if change.field == Field::Links {
        // They stand beside each other.
        let new = change.theirs.iter().filter(|entry| !change.ours.iter().any(|ours| ours.id == entry.id));
        after = change.ours.iter().chain(new).cloned().collect();
    }
    // Of these two the one that protects always holds, be it the latest or not.
    let protects = change.protects || matches!(change.field, Field::Stop(_) | Field::Consent(..));
    let why = match (protects && change.undecided, change.undecided) {
        (true, _) => Some(Msg::AfterProtects),
        (false, true) => Some(Msg::AfterUndecided),
        (false, false) => None,
    };
    let after = side(Msg::SideAfter, &after).maybe(why.map(|msg| el("p").class("meta").text(book.say(msg))));
    el("li")
        .attr("data-state", if change.undecided { "undecided" } else { "decided" })
        .child(el("h4").text(&name(&book, &change.field)))
        .child(
            el("dl").child(side(Msg::SideHere, &change.ours)).child(side(Msg::SideFile, &change.theirs)).child(after),
        )
}

/// What an entry says, who wrote it, and when.
fn said(book: &Book, entry: &Entry) -> El {
    let what = value(book, &entry.act).unwrap_or_else(|| words::act(book, &entry.act));
    let about = format!("{}, {}", words::official(book, &entry.by), stamp_in_words(book, entry.at));
    let about = about.trim_start_matches(", ");
    el("p").child(el("span").class("typed").text(&what)).child(el("span").class("meta").text(about))
}

/// The name of a field.
pub fn name(book: &Book, field: &Field) -> String {
    let step = |id: &str| format!("{id} {}", book.of(&format!("step.{id}")).text);
    match field {
        Field::Opened => book.say(Msg::FieldOpened).to_owned(),
        Field::Fact(id) => book.fact(id.as_str()).to_owned(),
        Field::Status(id) => step(id.as_str()),
        Field::Note(id) => format!("{}: {}", step(id.as_str()), book.say(Msg::Note)),
        Field::Place(id) => format!("{}: {}", step(id.as_str()), book.say(Msg::PaperPlace)),
        Field::Stop(id) => format!("{id} {}", book.of(&format!("stop.{id}")).text),
        Field::Consent(id, giver) => {
            let giver = book.say(if *giver == Giver::Person { Msg::ThePerson } else { Msg::TheGuardian });
            format!("{}, {giver}", book.of(&format!("consent.{id}")).text)
        }
        Field::Paper(id) => format!("{id} {}", book.of(&format!("paper.{id}")).text),
        Field::Handover => book.say(Msg::ActHandover).to_owned(),
        Field::Stood => book.say(Msg::FieldStood).to_owned(),
        Field::Links => book.say(Msg::LinkedCases).to_owned(),
        Field::Life => book.say(Msg::FieldLife).to_owned(),
    }
}

fn writers(app: App, wrote: &[Wrote]) -> El {
    let book = app.book();
    let day = |at: Stamp| match local(at) {
        Some((day, _)) => when_in_words(&book, When::On(day)),
        None => stamp_in_words(&book, at),
    };
    let writer = |one: &Wrote| {
        let who = words::official(&book, &one.by);
        let who = if who.is_empty() { book.say(Msg::PreviewNobody).to_owned() } else { who };
        let values = [("count", &*one.entries.to_string()), ("first", &*day(one.first)), ("last", &*day(one.last))];
        let same = local(one.first).map(|(day, _)| day) == local(one.last).map(|(day, _)| day);
        let wrote = book.fill(if same { Msg::PreviewWroteDay } else { Msg::PreviewWrote }, &values);
        el("li").child(el("span").class("typed").text(&who)).child(el("span").class("meta").text(&wrote))
    };
    el("section")
        .class("apart")
        .child(el("h3").said(app.t(Msg::PreviewWho)))
        .child(el("ul").class("writers").testid("preview-writers").children(wrote.iter().map(writer).collect()))
}

/// Yes or no. Where nothing would change there is nothing to say yes to.
fn decision(app: App, file: &Rc<CaseFile>, seen: &Rc<Preview>, ways: &Ways) -> El {
    let leave = ways.leave.clone();
    let case = file.case;
    if matches!(seen.relation, Relation::Same | Relation::Older) {
        let open = button(app, "primary", Msg::OpenTheCase, move || app.go_instead(Screen::Case(case)));
        let other = button(app, "", Msg::ReceiveOther, move || leave()).testid("leave-file");
        return buttons(vec![open.testid("open-known"), other]);
    }
    let removed = seen.removed_here;
    let sure = Own::new(!removed);
    let (is_sure, says) = (sure.clone(), sure.clone());
    let box_ = el("input").attr("type", "checkbox").testid("take-removed").checked_by(move || is_sure.get());
    let state = box_.clone();
    let agrees = choice(box_.on("change", move || says.set(state.checked())), app.t(Msg::TakeRemoved));
    let (taken, seen, failed, again) = (file.clone(), seen.clone(), ways.failed.clone(), ways.again.clone());
    let take = move || {
        // Another tab may have gone on, or removed the case: what was agreed to is what was seen.
        if app.compare_file(&taken).as_ref() != Ok(&*seen) {
            return again();
        }
        if !sure.get() {
            return failed(Msg::TakeRemovedFirst);
        }
        let undecided = seen.changes.iter().filter(|change| change.undecided).count();
        match app.take_file(&taken, undecided) {
            // The case takes the place of the file.
            Ok(came) => app.go_instead(Screen::Case(came.case)),
            Err(msg) => failed(msg),
        }
    };
    el("div").maybe(removed.then(|| el("div").class("choices").child(agrees))).child(buttons(vec![
        button(app, "primary", Msg::TakeIn, take).testid("take-file"),
        button(app, "", Msg::LeaveFile, move || leave()).testid("leave-file"),
    ]))
}

/// What came in from a file, on the case, until it was seen.
pub fn came(app: App, id: CaseId) -> Vec<El> {
    let here = move || app.came_in(id);
    let says = move || here().map(|came| in_words(&app.book(), came)).unwrap_or_default();
    let seen = button(app, "small", Msg::EditionSeen, move || app.saw_what_came()).testid("saw-what-came");
    vec![
        el("div")
            .class("note")
            .child(el("p").attr("role", "status").testid("came-in").said(says))
            .child(guard::came(app, id))
            .child(seen)
            .hidden_by(move || here().is_none()),
    ]
}

fn in_words(book: &Book, came: Came) -> String {
    let entries = book.fill(Msg::CameIn, &[("count", &came.entries.to_string())]);
    let said = match came.undecided {
        0 => entries,
        count => format!("{entries} {}", book.fill(Msg::CameInApart, &[("count", &count.to_string())])),
    };
    if came.gap { format!("{said} {}", book.say(Msg::CameInGap)) } else { said }
}
