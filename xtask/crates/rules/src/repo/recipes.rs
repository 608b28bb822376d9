//! The Containerfiles of the repository, read. Must not know who asks, or why.

use prodproof_deployment::containerfile::{self, Containerfile};
use prodproof_publication::Recipe;
use prodproof_syntax::answer::Answer;

use super::Repo;

impl Repo {
    /// What a Containerfile says of the image of one of its stages, else of the last.
    pub(crate) fn recipe(&self, path: &str, target: Option<&str>) -> Option<Containerfile> {
        containerfile::read_stage(self.snapshot.text(path)?, target)
    }

    /// Whether the Containerfile has such a stage.
    pub(crate) fn has_stage(&self, path: &str, stage: &str) -> Answer {
        self.snapshot.text(path).map_or(Answer::Unknown, |text| containerfile::has_stage(text, stage))
    }

    /// The labels that the Containerfile gives the image; those of all of them where it is
    /// not known which one is built.
    pub(crate) fn recipe_labels(&self, recipe: Option<&Recipe>) -> Vec<String> {
        let files: Vec<Option<Containerfile>> = match recipe {
            Some(recipe) => vec![self.recipe(&recipe.path, recipe.target.as_deref())],
            None => self.snapshot.texts(is_recipe).map(|(_, text)| Some(containerfile::read(text))).collect(),
        };
        files.into_iter().flatten().flat_map(|file| file.labels.into_keys()).collect()
    }
}

fn is_recipe(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.contains("containerfile") || name.contains("dockerfile")
}
