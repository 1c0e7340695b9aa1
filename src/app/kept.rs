//! Forms whose half-typed words outlive a lock, a reload and the way back. Nothing is filled in beforehand: only what the
//! official herself typed in this very form and neither recorded nor cancelled comes back.

use leptos::prelude::{provide_context, use_context};

use crate::browser::dom::El;
use crate::browser::page;
use crate::procedure::StepId;
use crate::text::Msg;
use crate::vault::CaseId;

use super::parts::{Own, line, text_field};
use super::state::App;

/// The step whose panel a form stands in.
#[derive(Clone)]
struct AtStep(StepId);

/// Has the forms that are built here belong to a step.
pub fn at_step(id: &StepId) {
    provide_context(AtStep(id.clone()));
}

/// A form at its place: the same one in another step, part or case is another.
#[derive(Clone)]
pub struct Kept {
    app: App,
    case: CaseId,
    form: String,
    /// Whether something was typed in it before it was built.
    is_back: Own<bool>,
}

impl Kept {
    /// A form of this name in the step that is built, or else in the part of the case.
    pub fn new(app: App, name: &str) -> Self {
        match use_context::<AtStep>() {
            Some(AtStep(id)) => Self::at(app, app.form_place().0, id.as_str(), name),
            None => Self::outside(app, name),
        }
    }

    /// A form of this name that no step has.
    pub fn outside(app: App, name: &str) -> Self {
        let (case, part) = app.form_place();
        Self::at(app, case, &part, name)
    }

    /// A form of this name that stands above all parts of the case.
    pub fn above(app: App, name: &str) -> Self {
        Self::at(app, app.form_place().0, "case", name)
    }

    fn at(app: App, case: CaseId, spot: &str, name: &str) -> Self {
        let form = format!("{spot}/{name}/");
        let is_back = Own::new(app.has_form(case, &form));
        Self { app, case, form, is_back }
    }

    /// A part of it that has fields of its own, and goes with it.
    pub fn part(&self, name: &str) -> Self {
        Self { form: format!("{}{name}/", self.form), ..self.clone() }
    }

    /// What was typed or chosen in a field.
    pub fn get(&self, field: &str) -> Option<String> {
        self.app.form_word(self.case, &format!("{}{field}", self.form))
    }

    /// Something was typed or chosen in a field.
    pub fn put(&self, field: &str, words: &str) {
        self.app.fill_form(self.case, format!("{}{field}", self.form), words.to_owned());
    }

    /// It was recorded or cancelled.
    pub fn forget(&self) {
        self.is_back.set(false);
        self.app.forget_forms(self.case, &self.form);
    }
}

/// As [`text_field`], and what is typed is kept.
pub fn kept_field(app: App, kept: &Kept, id: &str, label: Msg, hint: Option<Msg>) -> (El, El) {
    let (field, input) = text_field(app, id, label, hint);
    (field, keep(kept, id, input))
}

/// Has what is typed into an input be kept under a name, and shows what was.
pub fn keep(kept: &Kept, name: &str, input: El) -> El {
    if let Some(typed) = kept.get(name) {
        input.set_value(&typed);
    }
    let (kept, name, typed) = (kept.clone(), name.to_owned(), input.clone());
    input.on("input", move || kept.put(&name, &typed.value()))
}

/// Has the choice of a radio button be kept as the value of a field, and marks it if it was.
pub fn keep_choice(kept: &Kept, name: &str, value: &str, input: El) -> El {
    input.set_checked(kept.get(name).as_deref() == Some(value));
    let (kept, name, value) = (kept.clone(), name.to_owned(), value.to_owned());
    input.on("change", move || kept.put(&name, &value))
}

/// Says that what stands in a form came back and is not recorded, where it did. After the official came back, the element
/// with this id takes the focus.
pub fn kept_line(app: App, kept: &Kept, id: &str) -> Option<El> {
    let is_back = kept.is_back.clone();
    if !is_back.get() {
        return None;
    }
    if app.form_takes_focus() {
        page::focus(id);
    }
    Some(line(app, "note", Msg::NotRecordedYet).testid("not-recorded").hidden_by(move || !is_back.get()))
}
