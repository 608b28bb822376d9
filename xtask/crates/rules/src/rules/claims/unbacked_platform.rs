//! X115: the constitution promises a platform that no build names.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, What};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Compares the platforms that the prose says images are built for with `platforms:` in the
    /// workflows. Where no workflow names any, or one is computed, nothing is said.
    ///
    /// ## Why is this bad?
    /// A host of that architecture cannot run the image.
    ///
    /// ## Example
    /// "Images are built for `linux/arm64`", and
    /// ```yaml
    /// platforms: linux/amd64
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// platforms: linux/amd64,linux/arm64
    /// ```
    X115 UNBACKED_PLATFORM "unbacked-platform" Warning "the constitution promises a platform that no build names"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let Some(built) = built(repo).filter(|built| !built.is_empty()) else { return };
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Platform(platform) => Some((claim, platform.as_str())),
        _ => None,
    }));
    for (platform, group) in stated.into_iter().filter(|(platform, _)| !built.iter().any(|one| one == platform)) {
        let Some(first) = group.first() else { continue };
        let finding = at(&UNBACKED_PLATFORM, constitution, first, format!("no workflow builds for `{platform}`"));
        acc.push(also(finding, constitution, &group).help(format!("build for it, or write `{}`", built.join("`, `"))));
    }
}

/// The platforms that workflows name; `None` where one is computed or stands in a list of
/// another form.
fn built(repo: &Repo) -> Option<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for (_, text) in repo.snapshot.workflows() {
        // A matrix, a script or another file may name more.
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            let value = line.trim_start_matches("- ").strip_prefix("platforms:");
            match value.map(|value| value.trim().trim_matches(['"', '\''])) {
                None if line.contains("linux/") => return None,
                None => {}
                Some(value) if value.starts_with("linux/") => {
                    found.extend(value.split(',').map(|one| one.trim().to_string()));
                }
                Some(_) => return None,
            }
        }
    }
    found.sort();
    found.dedup();
    Some(found)
}
