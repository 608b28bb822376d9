//! X102: the constitution names a file that does not exist.

use super::files::suggestion;
use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports another file of the repository that the constitution names and that does
    /// not exist. Names without a folder count only for `Containerfile` and `Dockerfile`.
    ///
    /// ## Why is this bad?
    /// A rule that points at a missing document cannot be followed.
    ///
    /// ## Example
    /// "The threat model in `docs/threat-model.md` MUST be kept current."
    ///
    /// ## Use instead
    /// A path that exists.
    ///
    /// ## References
    /// - Templates, globs and files of each feature (`specs/…`) are not looked at.
    X102 UNBACKED_FILE "unbacked-file" Warning "the constitution names a file that does not exist"
}

pub(super) fn found(repo: &Repo, constitution: &Constitution, path: &str, first: &Claim, group: &[&Claim]) -> Finding {
    let finding = at(&UNBACKED_FILE, constitution, first, format!("`{path}` does not exist"));
    also(finding, constitution, group).help(suggestion(repo, path, "name a file that exists, or write it"))
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with};

    #[test]
    fn files_that_do_not_exist() {
        bad("The threat model in `docs/threats.md` MUST be kept.", &["X102w 3:22 `docs/threats.md` does not exist"]);
        bad_with("The image is built from `Dockerfile`.", &[], &["X102w 3:26 `Dockerfile` does not exist"]);
        bad_with("See `docs/threats.md`.", &[("more/docs/threats.md", "x")], &[]);
    }
}
