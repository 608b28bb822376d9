//! The environment that a runner gives each step.

use super::Names;
use prodproof_syntax::value::ValueSet;
use prodproof_workflow::expression::{Data, Object, Scope, Set};
use std::collections::BTreeMap;

/// The variables of the runner that say what `github` says, and which property that is.
const RUNNER: [(&str, &str); 15] = [
    ("GITHUB_REF", "ref"),
    ("GITHUB_REF_NAME", "ref_name"),
    ("GITHUB_REF_TYPE", "ref_type"),
    ("GITHUB_SHA", "sha"),
    ("GITHUB_REPOSITORY", "repository"),
    ("GITHUB_REPOSITORY_OWNER", "repository_owner"),
    ("GITHUB_EVENT_NAME", "event_name"),
    ("GITHUB_HEAD_REF", "head_ref"),
    ("GITHUB_BASE_REF", "base_ref"),
    ("GITHUB_RUN_ID", "run_id"),
    ("GITHUB_RUN_NUMBER", "run_number"),
    ("GITHUB_RUN_ATTEMPT", "run_attempt"),
    ("GITHUB_ACTOR", "actor"),
    ("GITHUB_SERVER_URL", "server_url"),
    ("GITHUB_API_URL", "api_url"),
];

/// The variables that the runner sets by itself.
#[derive(Clone, Debug)]
pub struct Runner(Object);

impl Runner {
    #[cfg(test)]
    pub fn of(github: Object) -> Self {
        Self(github)
    }

    /// Those whose names are wanted.
    pub fn variables<'a>(
        &'a self,
        wanted: impl Fn(&str) -> bool + 'a,
    ) -> impl Iterator<Item = (&'static str, Set)> + 'a {
        let named = RUNNER.iter().filter(move |(variable, _)| wanted(variable));
        named.map(|(variable, property)| (*variable, self.0.get(property)))
    }
}

/// What the runner of the step sets; `None` where the context is not known.
pub fn runner(names: &Names) -> Option<Runner> {
    match names.context("github")?.single() {
        Some(Data::Object(github)) => Some(Runner(github.clone())),
        _ => None,
    }
}

/// The environment that a script sees: the variables of the runner, then `env`.
pub fn script_env(env: &Object, runner: Option<&Runner>) -> BTreeMap<String, ValueSet> {
    let mut out = BTreeMap::new();
    let Some(runner) = runner else { return out };
    for (variable, set) in runner.variables(|_| true) {
        out.insert(variable.to_string(), set.to_values());
    }
    out.insert("CI".into(), ValueSet::known("true"));
    out.insert("GITHUB_ACTIONS".into(), ValueSet::known("true"));
    for (name, value) in env.entries() {
        out.insert(name.to_string(), value.to_values());
    }
    out
}
