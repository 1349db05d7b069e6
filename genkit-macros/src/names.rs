//! The grammar of action names: what keys, URLs and providers accept.

use syn::ext::IdentExt;
use syn::{Ident, LitStr};

use crate::errors::{Code, Diag};

/// The longest name of an action.
const LONGEST: usize = 256;
/// The longest name that every provider accepts for a tool.
const LONGEST_TOOL: usize = 64;

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    /// Any action: the name is part of its key and of URLs.
    Action,
    /// A tool: the part after the last slash goes to providers.
    Tool,
}

/// The name of an action and where it was written: the option, or the function.
pub(crate) fn checked(named: Named, option: Option<&LitStr>, function: &Ident, diag: &mut Diag) -> String {
    let name = option.map_or_else(|| function.unraw().to_string(), LitStr::value);
    if let Some(reason) = refusal(named, &name) {
        let message = match (option, suggestion(named, &name)) {
            (_, Some(better)) => format!("{reason}; write `name = \"{better}\"`"),
            (None, None) => format!("{reason}; set another with `name = \"..\"`"),
            (Some(_), None) => reason,
        };
        match option {
            Some(option) => diag.push(Code::BadName, option, message),
            None => diag.push(Code::BadName, function, message),
        }
    }
    name
}

/// Why a name would be refused, if it would be.
fn refusal(named: Named, name: &str) -> Option<String> {
    let bad = name.chars().find(|c| c.is_whitespace() || c.is_control());
    if name.is_empty() {
        Some("an action needs a name: this one is empty".to_owned())
    } else if let Some(bad) = bad {
        Some(format!("the name of an action cannot contain {}", spelled(bad)))
    } else if name.starts_with('/') {
        Some("the name of an action cannot start with `/`: the key puts one before it".to_owned())
    } else if name.ends_with('/') || name.contains("//") {
        Some("a part of this name is empty: `/` stands between a plugin and a name".to_owned())
    } else if name.len() > LONGEST {
        Some(format!("the name of an action has at most {LONGEST} bytes; this one has {}", name.len()))
    } else if named == Named::Tool {
        tool_refusal(name)
    } else {
        None
    }
}

/// Providers accept `^[a-zA-Z_][a-zA-Z0-9_.-]{0,63}$` for what stands after the last slash.
fn tool_refusal(name: &str) -> Option<String> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let first = last.chars().next().unwrap_or('_');
    if let Some(bad) = name.chars().find(|c| !fits(*c) && *c != '/') {
        let which = spelled(bad);
        Some(format!(
            "model providers refuse {which} in the name of a tool: letters a-z, digits, `_`, `-` and `.` only"
        ))
    } else if !(first.is_ascii_alphabetic() || first == '_') {
        Some(format!(
            "model providers refuse a tool whose name starts with `{first}`: start with a letter or `_`"
        ))
    } else if last.len() > LONGEST_TOOL {
        let length = last.len();
        Some(format!(
            "model providers refuse the name of a tool above {LONGEST_TOOL} characters; this one has {length}"
        ))
    } else {
        None
    }
}

fn spelled(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        c if c.is_control() || c.is_whitespace() => format!("the character U+{:04X}", u32::from(c)),
        c => format!("`{c}`"),
    }
}

/// The nearest name that would be accepted.
fn suggestion(named: Named, name: &str) -> Option<String> {
    let keep = |c: char| match named {
        Named::Action => !(c.is_whitespace() || c.is_control()),
        Named::Tool => c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/'),
    };
    let swapped: String = name.trim().chars().map(|c| if keep(c) { c } else { '_' }).collect();
    let parts: Vec<&str> = swapped.split('/').filter(|part| !part.is_empty()).collect();
    let better = parts.join("/");
    let says_something = better.chars().any(char::is_alphanumeric);
    (says_something && refusal(named, &better).is_none()).then_some(better)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_keys_and_providers_accept() {
        for name in ["greet", "acme/chat", "acme/models/llama3:8b", "größe", "a.b-c_d"] {
            assert_eq!(refusal(Named::Action, name), None, "{name}");
        }
        for name in ["get_weather", "plugin/get-weather", "_x", &"a".repeat(64)] {
            assert_eq!(refusal(Named::Tool, name), None, "{name}");
        }
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        for name in ["", " ", "a b", "/a", "a/", "a//b", "a\tb", &"a".repeat(257)] {
            assert!(refusal(Named::Action, name).is_some(), "{name:?}");
        }
        for name in ["größe", "1st", "a:b", "plugin/1st", &"a".repeat(65), "p/"] {
            assert!(refusal(Named::Tool, name).is_some(), "{name:?}");
        }
    }

    #[test]
    fn suggests_a_name_that_would_be_accepted() {
        assert_eq!(suggestion(Named::Action, "my flow").as_deref(), Some("my_flow"));
        assert_eq!(suggestion(Named::Action, "/a//b/").as_deref(), Some("a/b"));
        assert_eq!(suggestion(Named::Tool, "get weather!").as_deref(), Some("get_weather_"));
        assert_eq!(suggestion(Named::Tool, "天気"), None);
        assert_eq!(suggestion(Named::Action, ""), None);
    }
}
