//! The commands of a job's scripts that build images, read once for all images that the job
//! publishes. Must not know what a built image is asked for.

use prodproof_workflow::file::steps_of;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Repo;
use prodproof_script::sh::{self, Written};
use prodproof_workflow::expression::unfilled;

/// By workflow and job: where the only build of its scripts stands, if there is one alone.
pub(super) type ScriptBuilds = Arc<Mutex<BTreeMap<(String, String), Option<ScriptBuild>>>>;

/// A command of a script that builds an image of a Containerfile.
#[derive(Clone, Debug)]
pub struct ScriptBuild {
    /// The number of the step in its job.
    pub step: usize,
    pub command: Arc<Written>,
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
            commands.map(move |command| ScriptBuild { step, command: Arc::new(command) }).collect::<Vec<_>>()
        });
        let first = builds.next()?;
        builds.next().is_none().then_some(first)
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
