//! A sheet as one stand-alone HTML file: it opens in any browser, asks nothing of anybody, and prints on A4.
//!
//! Invariants: what it is made of is text, escaped here; no element, attribute or class that is not on a list gets in, so no
//! script, address or style of the sheet does. Whoever hands in the sheet says what is in it.

use std::fmt::Write;

/// How the sheet looks, on its own and in a tab of its own: as in the app, whose own files these are.
pub const STYLE: &str = concat!(
    "html{color-scheme:light}body{font:1rem/1.6 sans-serif;color:#000;background:#fff;margin:12px}h3{font-weight:700}\n",
    include_str!("../../style/later/journey.css"),
    include_str!("../../style/later/sheet.css"),
    "@media print{body{margin:0}.off-paper{display:none}}",
);

/// Elements that a sheet is made of. Another one is a span, or nothing with what is in it, see [`LEFT_OUT`].
const ELEMENTS: [&str; 27] = [
    "svg", "g", "path", "circle", "rect", "text", "caption", "table", "thead", "tbody", "tr", "th", "td", "section",
    "div", "p", "span", "strong", "em", "ul", "ol", "li", "br", "h1", "h2", "h3", "h4",
];
/// Elements that go with all that is in them.
const LEFT_OUT: [&str; 9] =
    ["script", "style", "button", "input", "select", "textarea", "template", "iframe", "noscript"];
const ATTRIBUTES: [&str; 19] = [
    "class",
    "lang",
    "dir",
    "scope",
    "colspan",
    "rowspan",
    "role",
    "aria-label",
    "data-state",
    "viewBox",
    "d",
    "x",
    "y",
    "cx",
    "cy",
    "r",
    "width",
    "height",
    "text-anchor",
];

/// A page while its sheet is read, part by part.
pub struct Page {
    text: String,
    /// The elements that are open; none: one that is left out.
    open: Vec<Option<&'static str>>,
}

impl Page {
    /// Begins a page in a language. The title says nothing of the case.
    pub fn begin(language: &str, title: &str) -> Self {
        let mut page = Self { text: String::new(), open: Vec::new() };
        page.text.push_str("<!doctype html>\n<html translate=\"no\"");
        page.attribute("lang", language);
        page.text.push_str(
            ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"google\" content=\"notranslate\">\n<title>",
        );
        page.escaped(title);
        // A write to a string cannot fail.
        let _written = write!(page.text, "</title>\n<style>{STYLE}</style>\n</head>\n<body>\n");
        page
    }

    /// An element begins.
    pub fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        if self.is_left_out() || LEFT_OUT.contains(&name) {
            self.open.push(None);
            return;
        }
        let name = ELEMENTS.into_iter().find(|one| *one == name).unwrap_or("span");
        self.text.push('<');
        self.text.push_str(name);
        for (name, value) in attributes.iter().filter(|(name, _)| ATTRIBUTES.contains(&name.as_str())) {
            self.attribute(name, value);
        }
        self.text.push('>');
        self.open.push(Some(name));
    }

    /// Words.
    pub fn text(&mut self, words: &str) {
        if !self.is_left_out() {
            self.escaped(words);
        }
    }

    /// The element that began last ends.
    pub fn close(&mut self) {
        if let Some(Some(name)) = self.open.pop()
            && name != "br"
        {
            let _written = write!(self.text, "</{name}>");
        }
    }

    /// The whole page.
    pub fn end(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text.push_str("\n</body>\n</html>\n");
        self.text
    }

    fn is_left_out(&self) -> bool {
        self.open.iter().any(Option::is_none)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _written = write!(self.text, " {name}=\"");
        self.escaped(value);
        self.text.push('"');
    }

    fn escaped(&mut self, words: &str) {
        for sign in words.chars() {
            match sign {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // No HTML may hold it, and a browser would stop or guess there.
                '\0' => self.text.push('\u{fffd}'),
                sign => self.text.push(sign),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.into(), value.into())]
    }

    fn body(read: impl FnOnce(&mut Page)) -> String {
        let mut page = Page::begin("en", "Case summary");
        read(&mut page);
        let page = page.end();
        let (_, body) = page.split_once("<body>\n").unwrap();
        body.strip_suffix("\n</body>\n</html>\n").unwrap().to_owned()
    }

    #[test]
    fn what_somebody_typed_is_text() {
        let hostile = "</td><script>alert(1)</script>&\"'\0";
        let page = body(|page| {
            page.open("td", &of("class", "\"><script>"));
            page.text(hostile);
            page.close();
        });
        let text = "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;'\u{fffd}";
        assert_eq!(page, format!("<td class=\"&quot;&gt;&lt;script&gt;\">{text}</td>"));
    }

    #[test]
    fn only_what_is_on_the_lists_gets_in() {
        let page = body(|page| {
            page.open("details", &of("onclick", "x()"));
            for name in LEFT_OUT {
                page.open(name, &of("src", "//x"));
                page.open("p", &[]);
                page.text("hidden");
                page.close();
                page.close();
            }
            page.open("br", &of("style", "x"));
            page.close();
            page.text("seen");
        });
        assert_eq!(page, "<span><br>seen</span>");
    }

    #[test]
    fn what_is_drawn_comes_along() {
        let page = body(|page| {
            page.open("svg", &of("viewBox", "0 0 9 9"));
            page.open("path", &of("d", "M0 0"));
        });
        assert_eq!(page, "<svg viewBox=\"0 0 9 9\"><path d=\"M0 0\"></path></svg>");
    }

    #[test]
    fn every_class_of_a_sheet_has_its_style() {
        for class in [
            ".sheet-head",
            ".typed",
            ".below",
            ".two",
            ".pair",
            ".half",
            ".fill-in",
            ".blank-step",
            ".border-sheet",
            ".way",
        ] {
            assert!(STYLE.contains(class), "{class}");
        }
        assert!(!STYLE.contains('<') && !STYLE.contains("@import"));
    }

    #[test]
    fn a_page_asks_nothing_of_anybody_and_names_nobody() {
        let page = Page::begin("my", "Case summary").end();
        assert!(page.contains("lang=\"my\"") && page.contains("<title>Case summary</title>"));
        assert!(page.contains("default-src 'none'"));
        for word in ["http:", "https:", "src=", "href=", "url(", "<script"] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
