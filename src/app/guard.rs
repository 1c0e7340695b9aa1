//! The guard against Zawgyi: says that Burmese words look like it, shows both ways side by side, and changes them on the
//! official's word alone. Nothing waits for an answer, and a "no" is remembered for these words.
//!
//! What was recorded stays in the history (`case::reread`); what is only typed can be put back as long as it stands there.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::files::name;
use super::kept::Kept;
use super::parts::{Fault, Own, button, buttons, fault_line, line};
use super::state::App;
use super::state::typing::reread;
use crate::browser::dom::{El, el};
use crate::case::rereadable;
use crate::fnv::{START, fnv};
use crate::journal::Field;
use crate::text::{Msg, zawgyi};
use crate::vault::CaseId;

/// Rest after which words are looked at while they are typed, in milliseconds.
const LOOK_AFTER: u32 = 600;
/// So many signs of words are shown, beginning a little before the first that differs.
const SHOWN: usize = 300;
const BEFORE: usize = 40;

/// Words that seem to be in Zawgyi.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    typed: String,
    unicode: String,
    sure: bool,
}

/// How far the question about a field came.
#[derive(Debug, Clone, PartialEq, Default)]
enum Stage {
    #[default]
    Quiet,
    Asks(Seen),
    Changed(Seen),
}

/// The guard of a field.
pub struct Guard {
    /// What it says.
    pub says: El,
    /// Looks at the words that stand in the field now.
    pub look: Rc<dyn Fn(&str)>,
}

/// Watches a field. `change` puts other words in the place of these, and says whether it could; `is_recorded`: the history
/// then has both.
pub fn guard(app: App, input: &El, is_recorded: bool, change: impl Fn(&str, &str) -> bool + 'static) -> Guard {
    let id = input.property("id").as_string().unwrap_or_default();
    let left = Left::of(app);
    let stage = Own::new(Stage::Quiet);
    let look: Rc<dyn Fn(&str)> = {
        let (stage, left, id) = (stage.clone(), left.clone(), id.clone());
        Rc::new(move |words| {
            if let Some(seen) = left.suspect(&id, words) {
                stage.settle(Stage::Asks(seen));
            } else if !stage.is(|stage| matches!(stage, Stage::Changed(seen) if seen.unicode == words)) {
                stage.settle(Stage::Quiet);
            }
        })
    };
    let rest = RefCell::new(None);
    let (typed, looks) = (input.clone(), look.clone());
    let (entered, leaves) = (input.clone(), look.clone());
    let soon = move || {
        let (typed, looks) = (typed.clone(), looks.clone());
        rest.replace(Some(Timeout::new(LOOK_AFTER, move || looks(&typed.value()))));
    };
    input.clone().on("input", soon).on("blur", move || leaves(&entered.value()));

    let (asks, says) = (stage.clone(), stage.clone());
    let said = move || match says.get() {
        Stage::Quiet => String::new(),
        Stage::Asks(seen) => app.say(question(&seen)),
        Stage::Changed(_) => app.say(Msg::ZawgyiDone),
    };
    let change = Rc::new(change);
    let frame = frame(&id);
    let focus = frame.clone();
    let build = move || {
        let (stage, left, id, change, focus) = (stage.clone(), left.clone(), id.clone(), change.clone(), focus.clone());
        let fault = Fault::new(None);
        let fails = fault_line(app, &fault);
        match stage.get() {
            Stage::Quiet => Vec::new(),
            Stage::Asks(seen) => {
                let sides = sides(app, &seen);
                let (asked, leaves, back) = (stage.clone(), seen.clone(), focus.clone());
                let refused = id.clone();
                let no = move || {
                    left.leave(&refused, &leaves.typed);
                    asked.set(Stage::Quiet);
                    back.focus();
                };
                let yes = move || match change(&seen.typed, &seen.unicode) {
                    true => {
                        stage.set(Stage::Changed(seen.clone()));
                        focus.focus();
                    }
                    false => fault.set(Some(Msg::ZawgyiNot)),
                };
                let kept = is_recorded.then(|| line(app, "hint", Msg::ZawgyiKept));
                vec![sides, el("div").maybe(kept).child(fails), answers(app, &id, yes, no)]
            }
            Stage::Changed(seen) => {
                let button_id = format!("zawgyi-back-{id}");
                let back = move || match change(&seen.unicode, &seen.typed) {
                    true => {
                        left.leave(&id, &seen.typed);
                        stage.set(Stage::Quiet);
                        focus.focus();
                    }
                    false => fault.set(Some(Msg::ZawgyiNot)),
                };
                vec![fails, buttons(vec![button(app, "small", Msg::ZawgyiBack, back).testid(&button_id)])]
            }
        }
    };
    let says = el("p").attr("role", "status").child(el("strong").said(said));
    Guard { says: frame.child(says).slot(move || (app.book().language().to_owned(), asks.get()), build), look }
}

/// The words of a case that came in from a file and seem to be in Zawgyi, while it is said that it came.
pub fn came(app: App, id: CaseId) -> El {
    let left = Left::of(app);
    let turn = Own::new(0_u32);
    let suspects = {
        let (left, turn) = (left.clone(), turn.clone());
        move || {
            let _again = turn.get();
            app.came_in(id)?;
            let words = app.see(id, |_, journal| rereadable(journal))?;
            let suspect = |(field, words): (Field, String)| Some((left.suspect(&place(&field)?, &words)?, field));
            Some(words.into_iter().filter_map(suspect).collect::<Vec<_>>()).filter(|some| !some.is_empty())
        }
    };
    let (any, list) = (suspects.clone(), suspects.clone());
    let frame = frame("came");
    let focus = frame.clone();
    let build = move || {
        let one = |(seen, field): (Seen, Field)| {
            let title = name(&app.book(), &field);
            let sides = sides(app, &seen);
            let at = place(&field).unwrap_or_default();
            let fault = Fault::new(None);
            let fails = fault_line(app, &fault);
            let (leaves, no_at, again, back) = (left.clone(), at.clone(), turn.clone(), focus.clone());
            let (typed, focus) = (seen.typed.clone(), focus.clone());
            let no = move || {
                leaves.leave(&no_at, &typed);
                again.set(again.get() + 1);
                back.focus();
            };
            let yes = move || match reread(app, &field, &seen.typed, &seen.unicode) {
                true => focus.focus(),
                false => fault.set(Some(Msg::ZawgyiNot)),
            };
            el("li").child(el("strong").text(&title)).child(sides).child(fails).child(answers(app, &at, yes, no))
        };
        let some = list().unwrap_or_default();
        vec![el("ul").children(some.into_iter().map(one).collect()), line(app, "hint", Msg::ZawgyiKept)]
    };
    let says = el("p").attr("role", "status").child(el("strong").said(move || match any() {
        Some(_) => app.say(Msg::ZawgyiCame),
        None => String::new(),
    }));
    frame.child(says).slot(move || suspects().map(|some| (app.book().language().to_owned(), some)), build)
}

/// The id of the element where the words of a field are typed.
fn place(field: &Field) -> Option<String> {
    match field {
        Field::Note(step) => Some(format!("note-{step}")),
        Field::Place(step) => Some(format!("place-{step}")),
        Field::Paper(paper) => Some(format!("paper-place-{paper}")),
        _ => None,
    }
}

fn frame(id: &str) -> El {
    let id = format!("zawgyi-{id}");
    el("div").class("zawgyi").id(&id).testid(&id).attr("tabindex", "-1")
}

/// Where there is little to go by, it is a question and no more.
fn question(seen: &Seen) -> Msg {
    if seen.sure { Msg::ZawgyiSure } else { Msg::ZawgyiAsks }
}

/// As typed and in Unicode.
fn sides(app: App, seen: &Seen) -> El {
    let typed: Vec<char> = seen.typed.chars().collect();
    let same = typed.iter().zip(seen.unicode.chars()).take_while(|(one, other)| **one == *other).count();
    let from = if same > 2 * BEFORE { same - BEFORE } else { 0 };
    let part = |words: &str| {
        let all = words.chars().count();
        let shown: String = words.chars().skip(from).take(SHOWN).collect();
        let (begin, end) = (if from > 0 { "…" } else { "" }, if all > from + SHOWN { "…" } else { "" });
        format!("{begin}{shown}{end}")
    };
    let side = |msg: Msg, words: &str| {
        let words = el("dd").class("typed").attr("lang", "my").text(&part(words));
        el("div").child(el("dt").said(app.t(msg))).child(words)
    };
    el("dl").child(side(Msg::ZawgyiTyped, &seen.typed)).child(side(Msg::ZawgyiRead, &seen.unicode))
}

fn answers(app: App, id: &str, yes: impl Fn() + 'static, no: impl Fn() + 'static) -> El {
    buttons(vec![
        button(app, "", Msg::ZawgyiYes, yes).testid(&format!("zawgyi-yes-{id}")),
        button(app, "", Msg::ZawgyiNo, no).testid(&format!("zawgyi-no-{id}")),
    ])
}

/// The words that the official wants left as they are, by the field they stand in. With the case only a mark of them is kept,
/// too short to tell what they were.
#[derive(Clone)]
struct Left {
    kept: Kept,
    here: Rc<RefCell<Vec<(String, String)>>>,
}

impl Left {
    fn of(app: App) -> Self {
        Self { kept: Kept::above(app, "zawgyi"), here: Rc::default() }
    }

    fn leave(&self, id: &str, words: &str) {
        self.kept.put(id, &mark(words));
        self.here.borrow_mut().push((id.to_owned(), words.to_owned()));
    }

    /// Whether words seem to be in Zawgyi, and were not left so. What goes on behind words that were left is asked about
    /// only if it seems so itself.
    fn suspect(&self, id: &str, words: &str) -> Option<Seen> {
        let seen = zawgyi(words)?;
        if self.kept.get(id).is_some_and(|left| left == mark(words)) {
            return None;
        }
        let here = self.here.borrow();
        let rest = here.iter().filter(|(at, _)| at == id).find_map(|(_, left)| words.strip_prefix(left.as_str()));
        if rest.is_some_and(|rest| zawgyi(rest).is_none()) {
            return None;
        }
        Some(Seen { typed: words.to_owned(), unicode: seen.unicode, sure: seen.sure })
    }
}

fn mark(words: &str) -> String {
    format!("{:04x}", fnv(START, words.trim().as_bytes()) & 0xffff)
}
