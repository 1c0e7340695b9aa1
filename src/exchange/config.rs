//! `config.json`: what the office that deploys the app decides. Whatever is wrong with it, the app starts: a wrong setting
//! is as if it were absent, and the official is told.

use super::host::is_origin;
use crate::json::{self, Value};

/// Where the app starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Start {
    /// With the list of cases.
    #[default]
    Cases,
    /// With a practice case.
    Training,
}

/// The settings of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Languages offered, in order.
    pub languages: Vec<String>,
    /// Language of the first start.
    pub language: String,
    /// Idle minutes until the app locks.
    pub lock_after_minutes: u16,
    /// Exact origins of host pages that messages are exchanged with; empty: none.
    pub hosts: Vec<String>,
    /// Where the app starts.
    pub start: Start,
    /// The office's name, offered to a new official.
    pub office: String,
    /// Whom to call, by role, in the order of the file.
    pub contacts: Vec<(String, String)>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            languages: vec!["en".to_owned(), "my".to_owned(), "th".to_owned()],
            language: "en".to_owned(),
            lock_after_minutes: 5,
            hosts: Vec::new(),
            start: Start::Cases,
            office: String::new(),
            contacts: Vec::new(),
        }
    }
}

/// What is wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigProblem {
    /// It is not an object in JSON.
    NotReadable,
    /// These settings are wrong, and their defaults are in force.
    Settings(Vec<&'static str>),
}

impl Config {
    /// Reads the file; never fails.
    ///
    /// ```
    /// use sop_checklist::exchange::{Config, ConfigProblem};
    ///
    /// let (config, problem) = Config::read(r#"{"office": "Mae Sot", "lock_after_minutes": "soon"}"#);
    /// assert_eq!(config.office, "Mae Sot");
    /// assert_eq!(config.lock_after_minutes, 5);
    /// assert_eq!(problem, Some(ConfigProblem::Settings(vec!["lock_after_minutes"])));
    /// ```
    pub fn read(text: &str) -> (Self, Option<ConfigProblem>) {
        let Ok(Value::Object(given)) = json::read(text.trim_start_matches('\u{feff}')) else {
            return (Self::default(), Some(ConfigProblem::NotReadable));
        };
        let mut config = Self::default();
        let mut wrong = Vec::new();
        let mut set = |name: &'static str, put: &mut dyn FnMut(&Value) -> Option<()>| {
            if let Some(value) = given.get(name)
                && put(value).is_none()
            {
                wrong.push(name);
            }
        };
        set("languages", &mut |value| {
            config.languages = texts(value).filter(|languages| !languages.is_empty())?;
            Some(())
        });
        set("language", &mut |value| {
            config.language = value.as_str()?.to_owned();
            Some(())
        });
        set("lock_after_minutes", &mut |value| {
            // Less than a minute locks out the official, more than a day is no lock.
            config.lock_after_minutes = value.as_u64().filter(|minutes| (1..=1440).contains(minutes))? as u16;
            Some(())
        });
        set("hosts", &mut |value| {
            config.hosts = texts(value).filter(|hosts| hosts.iter().all(|host| is_origin(host)))?;
            Some(())
        });
        set("start", &mut |value| {
            config.start = match value.as_str()? {
                "cases" => Start::Cases,
                "training" => Start::Training,
                _ => return None,
            };
            Some(())
        });
        set("office", &mut |value| {
            config.office = value.as_str()?.to_owned();
            Some(())
        });
        set("contacts", &mut |value| {
            let contacts = value.as_object()?.iter();
            config.contacts =
                contacts.map(|(role, to)| Some((role.clone(), to.as_str()?.to_owned()))).collect::<Option<_>>()?;
            Some(())
        });
        (config, (!wrong.is_empty()).then_some(ConfigProblem::Settings(wrong)))
    }
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| Some(item.as_str()?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("")]
    #[case("[]")]
    #[case("<!DOCTYPE html>")]
    #[case("{\"office\":")]
    fn a_broken_file_gives_the_defaults_and_says_so(#[case] text: &str) {
        assert_eq!(Config::read(text), (Config::default(), Some(ConfigProblem::NotReadable)));
    }

    #[rstest]
    #[case(r#"{"languages": []}"#, "languages")]
    #[case(r#"{"languages": ["en", 4]}"#, "languages")]
    #[case(r#"{"language": null}"#, "language")]
    #[case(r#"{"lock_after_minutes": 0}"#, "lock_after_minutes")]
    #[case(r#"{"lock_after_minutes": -1}"#, "lock_after_minutes")]
    #[case(r#"{"hosts": "*"}"#, "hosts")]
    #[case(r#"{"hosts": ["https://intranet.example", "*"]}"#, "hosts")]
    #[case(r#"{"hosts": ["https://intranet.example/page"]}"#, "hosts")]
    #[case(r#"{"start": "anywhere"}"#, "start")]
    #[case(r#"{"office": 3}"#, "office")]
    #[case(r#"{"contacts": {"IOM": 1}}"#, "contacts")]
    fn a_wrong_setting_is_named_and_changes_nothing(#[case] text: &str, #[case] name: &'static str) {
        assert_eq!(Config::read(text), (Config::default(), Some(ConfigProblem::Settings(vec![name]))));
    }

    #[test]
    fn the_shipped_file_is_in_order() {
        let (_, problem) = Config::read(include_str!("../../public/config.json"));
        assert_eq!(problem, None);
    }
}
