//! Google Cloud: `gcloud builds submit`, google-github-actions/auth.
//!
//! Source: google-github-actions/auth `action.yml`.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest, Set};

use super::action::{Effects, Step};
use super::command::push;
use super::options::Parsed;

pub(super) fn gcloud(rest: &[Symbolic]) -> Vec<Effect> {
    let words: Vec<&str> =
        rest.iter().filter_map(Symbolic::as_known).filter(|word| !word.starts_with('-')).take(3).collect();
    let words = if matches!(words.first(), Some(&"beta" | &"alpha")) { &words[1..] } else { &words[..] };
    if !matches!(words, ["builds", "submit", ..]) {
        return Vec::new();
    }
    let parsed = Parsed::new(
        rest,
        &[
            "tag",
            "t",
            "config",
            "project",
            "region",
            "substitutions",
            "timeout",
            "machine-type",
            "gcs-source-staging-dir",
            "gcs-log-dir",
        ],
    );
    match parsed.value(&["tag", "t"]) {
        Some(tag) => vec![push(tag, "gcloud builds submit")],
        None => vec![Effect::Opaque {
            command: "gcloud builds submit".into(),
            why: "Cloud Build's configuration names the images".into(),
        }],
    }
}

/// The project, and where nobody set it otherwise the variables that name it.
pub(super) fn google_auth(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let project = step.filled("project_id").unwrap_or_else(|| ValueSet::one(Symbolic::hole("gcp-project")));
    effects.outputs = Object::new(Rest::Unknown).with("project_id", Set::from(&project));
    effects
}
