//! The content security policy, in one place: the page's meta element and the server's header are both made here.

use serde_json::Value;

/// All but `frame-ancestors`, which browsers only take from a header.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
    form-action 'none'";

/// The policy for the page's meta element.
pub fn meta() -> &'static str {
    POLICY
}

/// The policy for the header. `hosts` are the origins that may show the app in a frame.
pub fn header(hosts: &[String]) -> String {
    let mut policy = format!("{POLICY}; frame-ancestors 'self'");
    for host in hosts {
        policy.push(' ');
        policy.push_str(host);
    }
    policy
}

/// The `hosts` of a `config.json`. What is no plain origin is left out, so that no entry can change the policy.
pub fn hosts(config: &str) -> Vec<String> {
    let Ok(config) = serde_json::from_str::<Value>(config) else {
        return Vec::new();
    };
    let hosts = config["hosts"].as_array().into_iter().flatten();
    hosts.filter_map(Value::as_str).filter(|host| is_origin(host)).map(str::to_owned).collect()
}

fn is_origin(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_the_hosts_and_meta_does_not() {
        let policy = header(&["https://intranet.example".to_owned()]);
        assert!(policy.ends_with("; frame-ancestors 'self' https://intranet.example"));
        assert!(policy.starts_with(meta()));
        assert!(!meta().contains("frame-ancestors"));
        assert!(!meta().contains("  "));
    }

    #[test]
    fn the_settings_for_web_servers_say_the_same() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/servers");
        for name in ["nginx.conf", "apache.htaccess", "web.config"] {
            let text = std::fs::read_to_string(folder.join(name)).unwrap();
            let policies: Vec<_> = text.match_indices("default-src").map(|(at, _)| &text[at..]).collect();
            assert!(!policies.is_empty(), "{name}");
            for policy in policies {
                assert!(
                    policy.starts_with(&format!("{}\"", header(&[]))),
                    "{name}: {}",
                    policy.lines().next().unwrap()
                );
            }
        }
    }

    #[test]
    fn only_plain_origins_are_hosts() {
        let config =
            r#"{"hosts":["https://a.example","http://10.0.0.1:81","https://b; script-src *","*","https://c/x",7]}"#;
        assert_eq!(hosts(config), ["https://a.example", "http://10.0.0.1:81"]);
        assert!(hosts("no json").is_empty());
        assert!(hosts("{}").is_empty());
    }
}
