//! The steps and commands that build images, by their job: of thousands of images each asks
//! for the builds of its own. Must not know what a built image is asked for.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::Repo;
use prodproof_publication::{CommandBuild, ImageBuild, Publication};
use prodproof_syntax::reference::{ByName, Reference};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::steps_of;

/// The label that says which commit an image is of (opencontainers/image-spec, annotations.md).
pub const REVISION: &str = "org.opencontainers.image.revision";

/// Made when somebody asks.
pub(super) type Builds = Arc<OnceLock<Index>>;

type Job = (String, String);

/// Positions in the lists of the model.
#[derive(Debug)]
pub(super) struct Index {
    steps: HashMap<Job, Vec<usize>>,
    /// Commands by what they call the image, and by their job.
    names: ByName,
    /// Which command each of those names is of.
    of_name: Vec<usize>,
    commands: HashMap<Job, Vec<usize>>,
}

impl Index {
    fn of(repo: &Repo) -> Self {
        let job = |path: &str, job: &str| (path.to_string(), job.to_string());
        let mut steps: HashMap<Job, Vec<usize>> = HashMap::new();
        for (at, one) in repo.build.builds.iter().enumerate() {
            steps.entry(job(&one.path, &one.job)).or_default().push(at);
        }
        let mut commands: HashMap<Job, Vec<usize>> = HashMap::new();
        let (mut names, mut of_name) = (Vec::new(), Vec::new());
        for (at, one) in repo.build.command_builds.iter().enumerate() {
            commands.entry(job(&one.path, &one.job)).or_default().push(at);
            names.extend(one.names.iter().map(Some));
            of_name.extend(one.names.iter().map(|_| at));
        }
        Self { steps, names: ByName::of(names), of_name, commands }
    }
}

impl Repo {
    fn builds(&self) -> &Index {
        self.builds.get_or_init(|| Index::of(self))
    }

    /// The builds by actions of a job on all events, in order.
    pub fn builds_of(&self, path: &str, job: &str) -> impl Iterator<Item = &ImageBuild> {
        let places = self.builds().steps.get(&(path.to_string(), job.to_string())).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.build.builds.get(*at))
    }

    /// The commands that build what is pushed there under this name, in order.
    pub fn named_builds(&self, image: &Reference, pushed: &Publication) -> Vec<&CommandBuild> {
        let index = self.builds();
        let mut places: Vec<usize> =
            index.names.named(image).iter().filter_map(|at| index.of_name.get(*at).copied()).collect();
        places.dedup();
        let all = places.into_iter().filter_map(|at| self.build.command_builds.get(at));
        all.filter(|one| is_of(one, pushed)).collect()
    }

    /// All commands that build in the job of a push, where they are no more than `most`.
    pub fn command_builds_of(&self, pushed: &Publication, most: usize) -> Vec<&CommandBuild> {
        let job = (pushed.path.clone(), pushed.job.clone());
        let places = self.builds().commands.get(&job).filter(|all| all.len() <= most);
        let all = places.map_or(&[][..], Vec::as_slice).iter().filter_map(|at| self.build.command_builds.get(*at));
        all.filter(|one| is_of(one, pushed)).collect()
    }

    /// Whether a step of the job says or hands on labels of an image: one may be relabelled
    /// behind its build.
    pub fn speaks_of_labels(&self, path: &str, job: &str) -> bool {
        let job = self.build.file(path).and_then(|file| file.job(job));
        job.is_some_and(|job| steps_of(job).iter().any(speaks_of_labels))
    }
}

fn is_of(one: &CommandBuild, pushed: &Publication) -> bool {
    (&one.path, &one.job, &one.event) == (&pushed.path, &pushed.job, &pushed.event)
}

fn speaks_of_labels(step: &Node) -> bool {
    let texts = |of: &str| step.get(of).map_or(&[][..], Node::entries).iter();
    let named = |text: Option<&str>| text.is_some_and(|text| text.contains(REVISION));
    let handed = step.get("with").and_then(|with| with.get_any_case("labels")).is_some();
    handed
        || named(step.get("run").and_then(Node::as_str))
        || texts("env").chain(texts("with")).any(|entry| named(entry.value.as_str()))
}
