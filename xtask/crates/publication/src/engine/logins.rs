//! The logins that steps are, by their inputs, and users of Docker Hub.

use super::credentials::Login;
use crate::context::{data, Names};
use prodproof_script::effect::HUB_USER;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::ValueSet;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Name, Object, Set};
use prodproof_workflow::file::input;

/// The login that an action is, by its inputs.
pub(super) fn step_login(step: &Node, names: &Names) -> Option<Login> {
    let uses = step.get("uses")?.as_str()?;
    let with = step.get("with");
    let asks = |name: &str| with.is_some_and(|with| with.get_any_case(name).is_some());
    let named = uses.as_bytes().windows(5).any(|part| part.eq_ignore_ascii_case(b"login"));
    // Nearly all steps: what follows would evaluate inputs for nothing.
    if !named && !asks("password") && !asks("registry-auth") {
        return None;
    }
    let given = |name: &str| input(step, name).map(|node| data(node, names).to_values());
    let password = given("password");
    if given("registry-auth").is_some() {
        return Some(Login { host: None, own_token: Answer::Unknown });
    }
    if !named && password.is_none() || uses.starts_with("./") {
        return None;
    }
    // Where an action that nobody knows logs in by default, nobody knows.
    let by_default = ["docker/", "redhat-actions/", "elgohr/", "mr-smithers-excellent/"];
    let known =
        by_default.iter().any(|owner| uses.len() > owner.len() && uses[..owner.len()].eq_ignore_ascii_case(owner));
    let host = given("registry").unwrap_or_else(|| if known { ValueSet::known("") } else { ValueSet::unknown() });
    Some(Login::new(&host, password.as_ref()))
}

/// The holes that are users of Docker Hub, as references spell them: what logins before
/// and in this step name. A host is no such user, whatever the setting holds.
pub(super) fn hub_users(before: &Object, written: &[(Name, Set)]) -> Vec<String> {
    let sets = written.iter().filter(|(name, _)| **name == *HUB_USER).map(|(_, set)| set.clone());
    let sets = sets.chain([before.get(HUB_USER)]);
    let texts = sets.flat_map(|set| set.to_values().iter().cloned().collect::<Vec<_>>());
    texts.filter(|text| text.as_hole().is_some_and(|hole| hole != "?")).map(|text| text.to_string()).collect()
}
