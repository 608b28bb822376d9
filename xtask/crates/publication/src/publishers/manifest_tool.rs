//! manifest-tool, which pushes lists of platforms.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{push, push_unknown};
use super::options::Parsed;

pub(super) fn manifest_tool(rest: &[Symbolic]) -> Vec<Effect> {
    if !rest.iter().any(|text| text.as_known() == Some("push")) {
        return Vec::new();
    }
    let parsed = Parsed::new(rest, &["target", "template", "platforms", "tags", "username", "password", "docker-cfg"]);
    match parsed.value(&["target"]) {
        Some(target) => vec![push(target, "manifest-tool push")],
        None => vec![push_unknown("manifest-tool push")],
    }
}
