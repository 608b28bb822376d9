//! Whether an action pushes an index: an image of several platforms, or one with
//! attestations, which docker/build-push-action adds from v4 on where a builder of buildx
//! is set up (docker/docs manuals/build/ci/github-actions/attestations.md). Must not know
//! who deletes what has no tag.

use super::steps::lower_case;
use crate::context::{data, Names};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::input;

/// `steps`: all of its job.
pub(super) fn of_action(steps: &[Node], step: &Node, names: &Names) -> Answer {
    let given = |name: &str| input(step, name).map(|node| data(node, names).to_values());
    let platforms = given("platforms").map_or(Answer::No, |values| several(&values));
    let uses = |step: &Node, name: &str| {
        let text = step.get("uses").and_then(Node::as_str).unwrap_or_default();
        let (own, version) = text.split_once('@').unwrap_or((text, ""));
        (lower_case(own) == name).then(|| version.to_string())
    };
    let Some(version) = uses(step, "docker/build-push-action") else { return platforms };
    let old = ["v1", "v2", "v3"].iter().any(|old| version == *old || version.starts_with(&format!("{old}.")));
    let has_builder = steps.iter().any(|step| uses(step, "docker/setup-buildx-action").is_some());
    let attested = if old || !has_builder {
        Answer::No
    } else {
        given("provenance").map_or(Answer::Yes, |values| match values.as_known() {
            Some("false") => Answer::No,
            Some(_) => Answer::Yes,
            None => Answer::Unknown,
        })
    };
    platforms.or(attested)
}

/// Whether a list of platforms has more than one.
fn several(values: &ValueSet) -> Answer {
    let count = |text: &Symbolic| {
        let parts = text.marked().split([',', '\n']).filter(|part| !part.trim().is_empty()).count();
        if parts > 1 {
            Answer::Yes
        } else if text.is_whole() {
            Answer::No
        } else {
            Answer::Unknown
        }
    };
    let mut answers = values.iter().map(count);
    let first = answers.next().unwrap_or(Answer::No);
    if answers.all(|answer| answer == first) {
        first
    } else {
        Answer::Unknown
    }
}
