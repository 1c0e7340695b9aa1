//! How a sheet is set: sections of lines, in one language or in two side by side. Every text is said in its own language,
//! what somebody typed stands there once, and nothing rests on a background or a colour.

use crate::browser::dom::{El, el};
use crate::shown::off;
use crate::text::{Book, runs};

/// A section of a sheet in one language. The same section in another has the same lines.
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it says.
    pub lines: Vec<Line>,
}

/// How a line is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Text,
    /// A point of a list.
    Point,
    /// To be filled in by hand where it says nothing.
    Fill,
    /// A step of the blank form: a box, and room for a date.
    Step,
    /// A drawing.
    Drawing,
}

/// A line of a sheet in one language.
pub struct Line {
    /// How it is set.
    pub kind: Kind,
    /// What stands out, first.
    pub strong: String,
    /// The rest.
    pub text: String,
    /// What stands smaller below it.
    pub below: String,
    /// What somebody typed, each with a label or none; it is the same in every language.
    pub typed: Vec<(String, String)>,
    /// A drawing.
    pub drawn: Option<El>,
}

impl Line {
    fn new(kind: Kind, strong: String, text: String) -> Self {
        Self { kind, strong, text, below: String::new(), typed: Vec::new(), drawn: None }
    }

    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Kind::Text, String::new(), text.into())
    }

    /// A paragraph that stands out.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::new(Kind::Text, text.into(), String::new())
    }

    /// A point of a list.
    pub fn point(strong: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(Kind::Point, strong.into(), text.into())
    }

    /// Something to fill in; what is known stands there already. Without a label it is a line to write on.
    pub fn fill(label: impl Into<String>, said: impl Into<String>) -> Self {
        Self::new(Kind::Fill, said.into(), label.into())
    }

    /// A step of the blank form; `below` is the label of its date.
    pub fn step(text: impl Into<String>, date: impl Into<String>) -> Self {
        Self::new(Kind::Step, String::new(), text.into()).below(date)
    }

    /// A drawing.
    pub fn drawing(drawn: El) -> Self {
        Self { drawn: Some(drawn), ..Self::new(Kind::Drawing, String::new(), String::new()) }
    }

    /// With something smaller below.
    pub fn below(self, below: impl Into<String>) -> Self {
        Self { below: below.into(), ..self }
    }

    /// With something that somebody typed, if there is anything.
    pub fn typed(mut self, label: impl Into<String>, typed: &str) -> Self {
        if !typed.is_empty() {
            self.typed.push((label.into(), typed.to_owned()));
        }
        self
    }
}

/// Puts a text into an element whose language is `around`, each piece in its own. A colon stands off a Burmese letter also where
/// that ends a piece, see [`crate::shown`].
pub fn said(element: El, text: &str, around: &str) -> El {
    let mut before = None;
    runs(text).into_iter().fold(element, |element, mut run| {
        if run.text.starts_with(':') {
            run.text.insert_str(0, off(before));
        }
        before = run.text.chars().last();
        match run.language {
            Some(language) if language != around => element.child(el("span").attr("lang", &language).text(&run.text)),
            _ => element.text(&run.text),
        }
    })
}

/// The sections of a sheet, made once for each language and set side by side.
pub fn set<'a>(books: impl Iterator<Item = &'a Book>, make: impl Fn(&Book) -> Vec<Section>) -> Vec<El> {
    let mut made: Vec<(&str, std::vec::IntoIter<Section>)> =
        books.map(|book| (book.language(), make(book).into_iter())).collect();
    let mut set = Vec::new();
    loop {
        let row: Vec<(&str, Section)> =
            made.iter_mut().filter_map(|(language, sections)| Some((*language, sections.next()?))).collect();
        if row.is_empty() {
            return set;
        }
        set.push(section(row));
    }
}

fn section(row: Vec<(&str, Section)>) -> El {
    let languages: Vec<&str> = row.iter().map(|(language, _)| *language).collect();
    let titles: Vec<String> = row.iter().map(|(_, section)| section.title.clone()).collect();
    let has_title = titles.iter().any(|title| !title.is_empty());
    let alike = apart(&languages, titles.iter());
    let heading = || sides(el("h3"), "span", alike, |at, side| said(side, &titles[at], languages[at]));
    let heading = has_title.then(heading);
    let mut columns: Vec<_> = row.into_iter().map(|(_, section)| section.lines.into_iter()).collect();
    let mut blocks: Vec<(Kind, Vec<El>)> = Vec::new();
    loop {
        let line: Vec<Line> = columns.iter_mut().filter_map(Iterator::next).collect();
        let Some(kind) = line.first().map(|line| line.kind) else { break };
        let made = set_line(&languages, line);
        match blocks.last_mut() {
            Some((last, block)) if *last == kind && kind != Kind::Text => block.push(made),
            _ => blocks.push((kind, vec![made])),
        }
    }
    let has = |wanted: Kind| blocks.iter().any(|(kind, _)| *kind == wanted);
    let is_signed = has(Kind::Fill) && !has(Kind::Point);
    let blocks = blocks.into_iter().map(|(kind, lines)| {
        let block = match kind {
            Kind::Point => el("ul"),
            Kind::Step => el("ul").class("blank-steps"),
            Kind::Fill => el("div").class("handover"),
            Kind::Text | Kind::Drawing => el("div"),
        };
        block.children(lines)
    });
    let class = if is_signed { "sheet-part signed" } else { "sheet-part" };
    el("section").class(class).maybe(heading).children(blocks.collect())
}

/// The languages to say something in: one, where all say the same, as they do where words are English for want of others.
fn apart<'a, T: PartialEq>(languages: &'a [&'a str], mut said: impl Iterator<Item = T>) -> &'a [&'a str] {
    let first = said.next();
    let alike = said.all(|other| Some(&other) == first.as_ref());
    if alike { languages.get(..1).unwrap_or_default() } else { languages }
}

/// What stands side by side: with one language simply inside, with two in a half each.
fn sides(frame: El, tag: &str, languages: &[&str], put: impl Fn(usize, El) -> El) -> El {
    if languages.len() < 2 {
        return put(0, frame);
    }
    let half = |(at, language): (usize, &&str)| put(at, el(tag).class("half").attr("lang", language));
    let halves = el("span").class("pair").children(languages.iter().enumerate().map(half).collect());
    frame.child(halves)
}

fn set_line(languages: &[&str], line: Vec<Line>) -> El {
    let kind = line.first().map_or(Kind::Text, |line| line.kind);
    match kind {
        // One is enough: it has few words.
        Kind::Drawing => line.into_iter().next().and_then(|line| line.drawn).unwrap_or_else(|| el("div")),
        Kind::Text | Kind::Point => {
            let frame = el(if kind == Kind::Point { "li" } else { "div" });
            let boxed = line.iter().any(|one| format!("{}{}", one.strong, one.text).starts_with(['☐', '☑']));
            let frame = if boxed { frame.class("boxed") } else { frame };
            let all = line.iter().map(|one| (&one.strong, &one.text, &one.below));
            let main = sides(el("div").class("main"), "div", apart(languages, all), |at, side| {
                let one = &line[at];
                let strong = (!one.strong.is_empty()).then(|| said(el("strong"), &one.strong, languages[at]));
                let side = said(side.maybe(strong), &one.text, languages[at]);
                let below = (!one.below.is_empty()).then(|| said(el("span").class("below"), &one.below, languages[at]));
                side.maybe(below)
            });
            frame.child(main).children(typed(languages, &line))
        }
        Kind::Fill => {
            let known = apart(languages, line.iter().map(|one| &one.strong));
            let room = match line.iter().all(|one| one.strong.is_empty()) {
                true => el("span").class("rule"),
                false => sides(el("strong"), "span", known, |at, side| said(side, &line[at].strong, languages[at])),
            };
            if line.iter().all(|one| one.text.is_empty()) {
                return el("p").class("fill-in bare").child(room);
            }
            let labels = apart(languages, line.iter().map(|one| &one.text));
            let label = sides(el("span").class("label"), "span", labels, |at, side| {
                said(side, &format!("{}:", line[at].text), languages[at])
            });
            el("p").class("fill-in").child(label).child(room)
        }
        Kind::Step => {
            let title =
                sides(el("div").class("main"), "div", languages, |at, side| said(side, &line[at].text, languages[at]));
            let labels = apart(languages, line.iter().map(|one| &one.below));
            let date = line.iter().zip(labels).enumerate().fold(
                el("span").class("blank-date"),
                |date, (at, (one, language))| {
                    let date = if at == 0 { date } else { date.text(" / ") };
                    date.child(said(el("span").attr("lang", language), &one.below, language))
                },
            );
            let date = date.text(" ");
            el("li").class("blank-step").child(title).child(date.child(el("span").class("rule")))
        }
    }
}

/// What somebody typed: whole, once, in a language that nobody knows.
fn typed(languages: &[&str], line: &[Line]) -> Vec<El> {
    let count = line.first().map_or(0, |line| line.typed.len());
    let one = |at: usize| {
        let said_in = apart(languages, line.iter().map(|line| line.typed.get(at).map(|(label, _)| label)));
        let labels = line.iter().zip(said_in).filter_map(|(line, language)| {
            let (label, _) = line.typed.get(at)?;
            (!label.is_empty()).then(|| (label.clone(), *language))
        });
        let frame = el("p").class("typed-line");
        let frame = labels.fold(frame, |frame, (label, language)| {
            frame.child(said(el("span").attr("lang", language), &format!("{label}: "), language))
        });
        let text = line.first().and_then(|line| line.typed.get(at)).map(|(_, text)| text.as_str());
        frame.child(el("span").class("typed").attr("lang", "").text(text.unwrap_or_default()))
    };
    (0..count).map(one).collect()
}
