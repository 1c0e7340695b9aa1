//! Whom to call: the number that `config.json` names for a role. The app invents none, and knows none of a person.

use crate::browser::dom::{El, el};

use super::state::App;

/// What the office names for a role: a link where it is a number that a phone can call.
pub fn contact(app: App, role: &str) -> Option<El> {
    let (_, to) = app.config().contacts.iter().find(|(named, _)| named == role)?;
    let contact = match number(to) {
        Some(number) => el("a").attr("href", &format!("tel:{number}")),
        None => el("span"),
    };
    Some(contact.class("contact").testid(&format!("contact-{role}")).text(to))
}

/// The signs that are dialled, where there is nothing but a number.
fn number(to: &str) -> Option<String> {
    let written = |sign: char| sign.is_ascii_digit() || " +-.()".contains(sign);
    let dialled: String = to.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    (dialled.len() >= 3 && to.chars().all(written)).then_some(dialled)
}

#[cfg(test)]
mod tests {
    use super::number;
    use rstest::rstest;

    #[rstest]
    #[case("1300", Some("1300"))]
    #[case("+66 (0)55-000-000", Some("+66055000000"))]
    #[case("desk 4, first floor", None)]
    #[case("12", None)]
    #[case("", None)]
    #[case("javascript:1300", None)]
    fn a_number_is_dialled_and_nothing_else(#[case] written: &str, #[case] dialled: Option<&str>) {
        assert_eq!(number(written).as_deref(), dialled);
    }
}
