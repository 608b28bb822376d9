//! heroku: `container:push`.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{first, push};
use super::options::Parsed;

pub(super) fn heroku(rest: &[Symbolic]) -> Vec<Effect> {
    if first(rest) != Some("container:push") {
        return Vec::new();
    }
    let parsed = Parsed::new(&rest[1..], &["a", "app", "arg", "context-path", "r", "remote"]);
    let app = parsed.value(&["a", "app"]).unwrap_or_else(Symbolic::unknown);
    parsed
        .operands
        .iter()
        .map(|process| {
            let mut name = Symbolic::known("registry.heroku.com/");
            name.push(&app);
            name.push_known("/");
            name.push(process);
            push(name, "heroku container:push")
        })
        .collect()
}
