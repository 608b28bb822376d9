//! What a script builds images of. Must not know which program does.

use std::ops::Range;

use super::interpret::Interpreter;
use super::state::State;
use crate::effect::ImageRecipe;
use prodproof_syntax::paths::within;

impl Interpreter<'_> {
    /// Notes what an image is built of, with paths from where the script began.
    pub(super) fn builds(&mut self, recipe: &ImageRecipe, span: &Range<usize>, state: &State) {
        let mut recipe = recipe.clone();
        let inside = |path: &String| state.directory.as_ref().and_then(|directory| within(directory, path));
        recipe.files = recipe.files.iter().filter_map(inside).collect();
        let new = (recipe, self.place(span).0);
        if self.effects.builds.last() != Some(&new) {
            self.effects.builds.push(new);
        }
    }
}
