//! The steps that build images, by their job: of thousands of images each asks for the builds
//! of its own. Must not know what a built image is asked for.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::Repo;
use prodproof_publication::ImageBuild;

/// The positions of the builds by workflow and job, made when somebody asks.
pub(super) type Builds = Arc<OnceLock<HashMap<(String, String), Vec<usize>>>>;

impl Repo {
    /// The builds of a job on all events, in order.
    pub fn builds_of(&self, path: &str, job: &str) -> impl Iterator<Item = &ImageBuild> {
        let index = self.builds.get_or_init(|| {
            let mut index: HashMap<(String, String), Vec<usize>> = HashMap::new();
            for (at, one) in self.build.builds.iter().enumerate() {
                index.entry((one.path.clone(), one.job.clone())).or_default().push(at);
            }
            index
        });
        let places = index.get(&(path.to_string(), job.to_string())).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.build.builds.get(*at))
    }
}
