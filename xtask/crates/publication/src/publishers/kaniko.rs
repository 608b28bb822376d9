//! kaniko, which builds and pushes inside of a container.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::push;
use super::options::Parsed;

pub(super) fn kaniko(rest: &[Symbolic]) -> Vec<Effect> {
    let parsed = Parsed::new(
        rest,
        &["destination", "d", "context", "c", "dockerfile", "f", "build-arg", "cache-repo", "target", "label"],
    );
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    parsed.values(&["destination", "d"]).map(|name| push(name.clone(), "kaniko")).collect()
}
