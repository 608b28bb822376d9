//! A template, and its placeholders replaced. Must not know which templates there are.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A template, by the name of its file under `templates/`.
pub(crate) struct Template {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

/// Puts the values in. A placeholder without a value is a bug of the template, which the
/// tests find; it is left standing.
pub(crate) fn render(template: &Template, values: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(template.text.len());
    let mut rest = template.text;
    while let Some(at) = rest.find("@@") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let name = tail[2..].split("@@").next().unwrap_or_default();
        match values.get(name) {
            Some(value) => out.push_str(value),
            None => {
                debug_assert!(false, "{}: no value for @@{name}@@", template.name);
                let _ = write!(out, "@@{name}@@");
            }
        }
        rest = tail.get(name.len() + 4..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}
