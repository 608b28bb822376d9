//! The commands of a job's scripts that build images, read once for all images that the job
//! publishes. Must not know what a built image is asked for.

use prodproof_workflow::file::steps_of;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Repo;
use prodproof_script::sh::{self, Written};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::unfilled;

/// The label that says which commit an image is of (opencontainers/image-spec, annotations.md).
pub const REVISION: &str = "org.opencontainers.image.revision";

/// By workflow and job: where the only build of its scripts stands, if there is one alone.
pub(super) type ScriptBuilds = Arc<Mutex<BTreeMap<(String, String), Option<ScriptBuild>>>>;

/// A command of a script that builds an image of a Containerfile.
#[derive(Clone, Debug)]
pub struct ScriptBuild {
    /// The number of the step in its job.
    pub step: usize,
    pub command: Arc<Written>,
    /// What else in the job speaks of labels of images: an image may be relabelled behind its
    /// build.
    pub speaks_of_labels: bool,
}

impl Repo {
    /// The build of a job's scripts. Of several nobody knows here which one is pushed.
    pub fn script_build(&self, path: &str, job: &str) -> Option<ScriptBuild> {
        let mut known = self.script_builds.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (path.to_string(), job.to_string());
        known.entry(key).or_insert_with(|| self.only_build(path, job)).clone()
    }

    fn only_build(&self, path: &str, job: &str) -> Option<ScriptBuild> {
        let steps = steps_of(self.build.file(path)?.job(job)?);
        let scripts = steps.iter().enumerate().filter_map(|(step, node)| Some((step, node.get("run")?.as_str()?)));
        let mut builds = scripts.flat_map(|(step, text)| {
            let commands = sh::written(&unfilled(text)).into_iter().filter(builds_image);
            commands.map(move |command| (step, command)).collect::<Vec<_>>()
        });
        let (step, command) = builds.next()?;
        if builds.next().is_some() {
            return None;
        }
        let speaks_of_labels = steps.iter().any(speaks_of_labels);
        Some(ScriptBuild { step, command: Arc::new(command), speaks_of_labels })
    }
}

/// Whether a command builds an image of a Containerfile.
fn builds_image(command: &Written) -> bool {
    let plain: Vec<&str> = command.words.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    matches!(
        plain.as_slice(),
        ["docker" | "podman" | "nerdctl" | "buildah", "build" | "bud", ..]
            | ["docker" | "podman", "image" | "buildx", "build", ..]
    )
}

/// Whether a step says or hands on labels of an image.
fn speaks_of_labels(step: &Node) -> bool {
    let texts = |of: &str| step.get(of).map_or(&[][..], Node::entries).iter();
    let named = |text: Option<&str>| text.is_some_and(|text| text.contains(REVISION));
    let handed = step.get("with").and_then(|with| with.get_any_case("labels")).is_some();
    handed
        || named(step.get("run").and_then(Node::as_str))
        || texts("env").chain(texts("with")).any(|entry| named(entry.value.as_str()))
}
