//! The constitution family, second half: the contract block, and the parent that a
//! constitution inherits from.

mod broken_contract;
mod contradicted_contract;
mod lagging_inheritance;
mod missing_contract;
mod placeholder_image;
pub(in crate::rules) mod senseless_pattern;
mod unknown_parent_version;
mod unversioned_inheritance;

pub use broken_contract::BROKEN_CONTRACT;
pub use contradicted_contract::CONTRADICTED_CONTRACT;
pub use lagging_inheritance::LAGGING_INHERITANCE;
pub use missing_contract::MISSING_CONTRACT;
pub use placeholder_image::PLACEHOLDER_IMAGE;
pub use senseless_pattern::SENSELESS_PATTERN;
pub use unknown_parent_version::UNKNOWN_PARENT_VERSION;
pub use unversioned_inheritance::UNVERSIONED_INHERITANCE;

use semver::Version;

use crate::repo::Repo;
use prodproof_constitution::inherits::{self, ParentStanding};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Finding, Place, Rule};

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &BROKEN_CONTRACT,
    &CONTRADICTED_CONTRACT,
    &MISSING_CONTRACT,
    &SENSELESS_PATTERN,
    &UNVERSIONED_INHERITANCE,
    &UNKNOWN_PARENT_VERSION,
    &LAGGING_INHERITANCE,
    &PLACEHOLDER_IMAGE,
];

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    placeholder_image::check(repo, acc);
    let Some(constitution) = &repo.constitution else { return };
    broken_contract::check(constitution, acc);
    senseless_pattern::check(constitution, acc);
    contradicted_contract::check(constitution, acc);
    missing_contract::check(repo, constitution, acc);
    unversioned_inheritance::check(constitution, acc);
}

/// The parent's constitution, as its checkout tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// `owner/name`, if known: tells which of several parents it is.
    pub repository: Option<String>,
    /// Every version that it had in any commit, in any order.
    pub versions: Vec<Version>,
    pub head: Version,
}

/// Findings about the inherited version, given the parent (`--parent DIR`).
pub fn inheritance(constitution: &Constitution, parent: &Parent, acc: &mut Vec<Finding>) {
    let lines = inherits::read(&constitution.text, &constitution.document.markdown);
    let is_it = |line: &inherits::Inherits| {
        let Some(repository) = &parent.repository else { return false };
        let repository = repository.to_lowercase();
        let link = line.link.as_deref().unwrap_or_default().to_lowercase();
        line.name.to_lowercase() == repository || link.trim_end_matches(".git").ends_with(&format!("/{repository}"))
    };
    let one = lines.len() == 1;
    for line in lines.iter().filter(|line| one || is_it(line)) {
        let Some(version) = &line.version else { continue };
        let place = Place::new(&constitution.path, version.span);
        match inherits::judge(&version.value, line.precision, &parent.versions, &parent.head) {
            ParentStanding::Current | ParentStanding::Untold => {}
            ParentStanding::Unknown { nearest } => {
                acc.push(unknown_parent_version::found(place, line, &version.value, nearest.as_ref(), &parent.head));
            }
            ParentStanding::Lags { head } => {
                acc.push(lagging_inheritance::found(constitution, line, version, &head));
            }
        }
    }
}

#[cfg(test)]
mod tests;
