//! What the boot script fetched: configuration, procedure and words, as texts or as the reason why there is none.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// A file that the boot script was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Its text.
    Text(String),
    /// There is none; the boot script's word for why, such as `missing`.
    Problem(String),
}

/// What the boot script fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boot {
    /// `config.json`.
    pub config: Fetched,
    /// The procedure's structure.
    pub procedure: Fetched,
    /// The procedure's words in the language in use.
    pub procedure_words: Fetched,
    /// The procedure's words in English; none where English is the language in use.
    pub procedure_words_english: Option<Fetched>,
    /// The app's words in the language in use.
    pub words: Fetched,
    /// The app's words in English; none where English is the language in use.
    pub words_english: Option<Fetched>,
    /// Code of the language in use.
    pub language: String,
}

fn boot() -> JsValue {
    web_sys::window().and_then(|window| Reflect::get(&window, &"sopBoot".into()).ok()).unwrap_or(JsValue::NULL)
}

/// Calls once the code that comes after the first screen is here.
pub fn when_all_here(tell: impl FnOnce() + 'static) {
    if let Some(ask) = Reflect::get(&boot(), &"whenAllHere".into()).ok().and_then(|ask| ask.dyn_into::<Function>().ok())
    {
        let _ignored = ask.call1(&JsValue::UNDEFINED, &Closure::once_into_js(tell));
    }
}

/// What comes after the first screen in one language besides the code. Each is absent where the build or the server has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// Further words of the app.
    pub app: Option<String>,
    /// Further words of the procedure, and of its practice cases.
    pub procedure: Vec<String>,
}

/// Takes over what came after the first screen: words in the language in use, the same in English where that is another
/// one, and the practice cases.
pub fn more() -> (More, Option<More>, Option<String>) {
    let boot = boot();
    let text = |name: &str| Reflect::get(&boot, &name.into()).ok().and_then(|value| value.as_string());
    let more = |app: &str, procedure: [&str; 2]| More {
        app: text(app),
        procedure: procedure.into_iter().filter_map(text).collect(),
    };
    let own = more("moreApp", ["moreWords", "trainingWords"]);
    let is_english = text("language").is_none_or(|language| language == "en");
    let english = (!is_english).then(|| more("moreAppEn", ["moreWordsEn", "trainingWordsEn"]));
    (own, english, text("training"))
}

/// What came after the first screen of the procedure itself.
pub fn annex() -> Option<String> {
    Reflect::get(&boot(), &"annex".into()).ok()?.as_string()
}

/// Takes over what the boot script fetched. Without a boot script everything is missing, and the app can say so.
pub fn take() -> Boot {
    let boot = boot();
    let text = |name: &str| Reflect::get(&boot, &name.into()).ok().and_then(|value| value.as_string());
    let fetched = |name: &str, problem: &str| match text(name) {
        Some(text) => Fetched::Text(text),
        None => Fetched::Problem(text(problem).unwrap_or_else(|| "missing".to_owned())),
    };
    let language = text("language").unwrap_or_else(|| "en".to_owned());
    let english = |name: &str| (language != "en").then(|| fetched(name, "wordsProblem"));
    Boot {
        config: fetched("config", "configProblem"),
        procedure: fetched("procedure", "procedureProblem"),
        procedure_words: fetched("procedureWords", "wordsProblem"),
        procedure_words_english: english("procedureWordsEn"),
        words: fetched("words", "wordsProblem"),
        words_english: english("wordsEn"),
        language,
    }
}

/// Takes the boot screen away, once the app stands.
pub fn done() {
    if let Some(boot) =
        web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("boot"))
    {
        boot.remove();
    }
}

/// Ends the start; the boot script then says so. `what` names what is missing, never anything of a case.
pub fn give_up(what: &str) -> ! {
    wasm_bindgen::throw_str(what)
}
