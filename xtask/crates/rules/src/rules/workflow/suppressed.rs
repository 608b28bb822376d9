//! Why the promised tag is not made although the workflow runs: a word in the inputs of
//! docker/metadata-action or in a script. A word is the cause if the tag is made once it is
//! changed.

use super::*;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::{input, steps_of};

/// More words than this are not tried: each asks the whole model.
pub(super) const MOST: usize = 12;

/// The word that keeps the promised tag from being made, where there is one. `files` are
/// asked first, `places` are publications on whatever event.
pub(super) fn cause(
    repo: &Repo,
    files: &[&WorkflowFile],
    places: &[&Publication],
    latest: &Reference,
) -> Option<Finding> {
    let mut files = files.to_vec();
    for path in places.iter().map(|one| one.path.as_str()) {
        files.extend(repo.build.file(path).filter(|own| files.iter().all(|other| other.path != own.path)));
    }
    let by_word = || {
        let finding = unpublished_merge::by_word(repo, &files, latest)?;
        Some(match places.first() {
            Some(one) => unpublished_merge::add_latest(repo, one, latest, finding),
            None => finding,
        })
    };
    tag_of_other_branch::found(repo, &files, latest).or_else(by_word).or_else(|| {
        let finding = suppressed_latest::found(repo, &files, latest)?;
        Some(match places.first() {
            Some(one) => unpublished_merge::add_latest(repo, one, latest, finding),
            None => finding,
        })
    })
}

/// Where the texts are of which tags are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Inputs,
    InputsAndScripts,
}

/// The texts of which tags are made: these inputs of steps, and perhaps what runs and its
/// variables.
pub(super) fn texts<'a>(
    files: &[&'a WorkflowFile],
    names: &[&str],
    within: Within,
) -> Vec<(&'a WorkflowFile, &'a Node, &'a str)> {
    let scripts = within == Within::InputsAndScripts;
    let mut found = Vec::new();
    for file in files {
        let jobs: Vec<&Node> = file.jobs().map(|(_, job)| job).collect();
        let steps = jobs.iter().flat_map(|job| steps_of(job));
        let mut nodes: Vec<&Node> = Vec::new();
        for step in steps.clone() {
            nodes.extend(names.iter().filter_map(|name| input(step, name)));
            nodes.extend(step.get("run").filter(|_| scripts));
        }
        let with_env = file.root().into_iter().chain(jobs.iter().copied()).chain(steps).filter(|_| scripts);
        let variables = with_env.flat_map(|node| node.get("env").map_or(&[][..], Node::entries));
        nodes.extend(variables.map(|entry| &entry.value));
        found.extend(nodes.into_iter().filter_map(|node| Some((*file, node, node.scalar()?.text.as_str()))));
    }
    found
}
