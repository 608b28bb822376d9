//! The commit that a Containerfile writes out as the one that the image was built from. Must not
//! know what is told of it.

use super::untrue_revision::is_published;
use crate::repo::{Repo, REVISION};
use prodproof_publication::expression::unfilled;
use prodproof_publication::{CommandBuild, ImageBuild, RevisionLabel};
use prodproof_script::sh::{written, Written};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::{input, steps_of};

/// The text, and the instruction that says it, where whoever builds says nothing.
pub(super) fn label(repo: &Repo, image: &Reference) -> Option<(String, Place)> {
    let of = |path: &str, target: Option<&str>| {
        let label = repo.recipe(path, target)?.labels.remove(REVISION)?;
        let text = label.value.filter(|text| !text.trim().is_empty())?;
        Some((text, Place::new(path, label.span)))
    };
    let unsaid = |one: &&ImageBuild| one.revision == RevisionLabel::Unsaid && one.reached == Answer::Yes;
    let steps = repo.build.builds.iter().filter(unsaid).filter(|one| is_published(repo, image, one));
    let mut by_step = steps.filter_map(|one| {
        let file = repo.build.file(&one.path)?;
        let step = file.step_at(one.span)?;
        let given = input(step, "labels").filter(|_| !one.unlabelled).and_then(Node::as_str).unwrap_or_default();
        let recipe = one.recipe.as_ref().filter(|_| !given.contains("${{") && !given.contains(REVISION))?;
        if is_rewritten(file.job(&one.job)?, &recipe.path) {
            return None;
        }
        of(&recipe.path, recipe.target.as_deref())
    });
    let unlabelled = |one: &&CommandBuild| {
        let named = one.names.iter().any(|own| own.same_name(image) == Answer::Yes);
        named && !one.open && !one.labels.iter().any(|own| own == REVISION)
    };
    by_step.next().or_else(|| {
        repo.build.command_builds.iter().filter(unlabelled).find_map(|one| {
            let path = one.files.iter().find(|path| repo.snapshot.has(path))?;
            if is_rewritten(repo.build.file(&one.path)?.job(&one.job)?, path) {
                return None;
            }
            of(path, one.target.as_deref())
        })
    })
}

/// Whether a command of the job takes the file otherwise than to build of it: it may fill it in.
fn is_rewritten(job: &Node, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let reads = |word: &str| matches!(word, "docker" | "podman" | "buildah" | "nerdctl" | "cat" | "echo");
    let names = |text: &String| text.contains(name);
    let rewrites = |one: &Written| {
        let first = one.words.first().map(String::as_str).unwrap_or_default();
        one.writes.iter().any(names) || !reads(first) && one.words.iter().any(names)
    };
    let scripts = steps_of(job).iter().filter_map(|step| step.get("run").and_then(Node::as_str));
    scripts.into_iter().any(|run| written(&unfilled(run)).iter().any(rewrites))
}
