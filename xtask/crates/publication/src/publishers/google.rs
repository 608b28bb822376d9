//! Google Cloud: `gcloud builds submit`, google-github-actions/auth.
//!
//! Source, read 2026-12-01: google-github-actions/auth v3 src/main.ts:217-224 (output and
//! variables with the project); of gcloud its code as google-cloud-sdk-unofficial/google-cloud-sdk
//! mirrors it: 0af00c4 lib/surface/builds/submit.py (`Submit.Args`: `--tag`, else `cloudbuild.yaml`),
//! def2e9d lib/surface/artifacts/docker/tags/add.py and 0c4987b lib/surface/container/images/add_tag.py
//! (`Args`: source, then name).

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::Effect;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest, Set};

use super::action::{ActionStep, StepEffects};
use super::command::push;
use super::options::Parsed;

/// Options of all commands that take a value.
const GLOBAL: [&str; 8] = [
    "project",
    "account",
    "configuration",
    "format",
    "verbosity",
    "impersonate-service-account",
    "billing-project",
    "filter",
];

/// `gcloud builds submit`; `gcloud artifacts docker tags add SOURCE NAME`; `gcloud container
/// images add-tag SOURCE NAME…`.
pub(super) fn gcloud(rest: &[Symbolic]) -> Vec<Effect> {
    let operands = Parsed::new(rest, &GLOBAL).operands;
    let words: Vec<&str> = operands.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    let words = if matches!(words.first(), Some(&"beta" | &"alpha")) { &words[1..] } else { &words[..] };
    let added = |behind: usize, most: usize| {
        let names = operands.iter().skip(operands.len() - words.len() + behind).take(most);
        names.map(|name| push(name.clone(), "gcloud add-tag")).collect()
    };
    match words {
        // One name, behind the source.
        ["artifacts", "docker", "tags", "add", ..] => return added(5, 1),
        ["container", "images", "add-tag", ..] => return added(4, usize::MAX),
        _ => {}
    }
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
            why: Unfollowed::Tool(Untold::CloudConfiguration),
        }],
    }
}

/// The project, and where nobody set it otherwise the variables that name it.
pub(super) fn google_auth(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let project = step.filled("project_id").unwrap_or_else(|| ValueSet::one(Symbolic::hole("gcp-project")));
    effects.outputs = Object::new(Rest::Unknown).with("project_id", Set::from(&project));
    effects
}
