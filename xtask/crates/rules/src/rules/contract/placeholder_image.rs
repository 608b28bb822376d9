//! C113: the image is still a placeholder.

use crate::repo::lacking::is_placeholder;
use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an image under `ghcr.io/example/`, the owner that `init` writes where there
    /// is no remote to take one from.
    ///
    /// ## Why is this bad?
    /// Nobody here may push there, so that no merge publishes anything.
    ///
    /// ## Example
    /// ```toml
    /// [image]
    /// name = "ghcr.io/example/widget"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [image]
    /// name = "ghcr.io/acme/widget"
    /// ```
    C113 PLACEHOLDER_IMAGE "placeholder-image" Error "the image is still a placeholder"
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for fact in repo.promises().into_iter().flat_map(|promise| promise.names()) {
        if !is_placeholder(&fact.value) {
            continue;
        }
        let place = fact.place.clone().unwrap_or_else(|| Place::file(repo.constitution_path()));
        let message = format!("`{}` is a placeholder: nobody here may push to it", fact.value);
        let help = "say the real name in constitution, workflow and unit; `init --remove` and then `init --image NAME` writes it everywhere";
        acc.push(PLACEHOLDER_IMAGE.at(place, message).help(help));
    }
}
