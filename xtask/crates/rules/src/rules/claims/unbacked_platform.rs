//! X115: the constitution promises a platform that no build names.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::order::Order;
use prodproof_syntax::yaml::Node;

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
        Claimed::Platform(platform) => Some((claim, platform.as_str())),
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
    for entry in repo.build.files.iter().filter_map(|file| file.root()).flat_map(Node::all_entries) {
        let texts = entry.value.items().iter().chain([&entry.value]).filter_map(Node::as_str);
        match entry.key.as_str() {
            Some("platforms") => {
                let given = texts.collect::<Vec<_>>().join("\n");
                let parts = given.split([',', '\n']).map(str::trim).filter(|one| !one.is_empty());
                for one in parts {
                    if !one.starts_with("linux/") {
                        return None;
                    }
                    found.push(one.to_string());
                }
            }
            // A matrix, a script or another file may name more.
            _ if texts.into_iter().any(|text| text.contains("linux/")) => return None,
            _ => {}
        }
    }
    if found.is_empty() {
        found.extend(of_the_runner(repo));
    }
    found.order();
    found.dedup();
    Some(found)
}

/// What an image is built for where nobody says a platform: that of the runner. Only
/// where all are GitHub's plain ones, and nothing speaks of platforms at all.
fn of_the_runner(repo: &Repo) -> Option<String> {
    let mut plain = !repo.build.builds.is_empty();
    for (_, text) in repo.snapshot.all_texts(|path| !path.ends_with(".md")) {
        if !plain {
            break;
        }
        plain &= !["platform", "arm64", "aarch64", "qemu", "linux/"].iter().any(|word| text.contains(word));
    }
    let jobs = repo.build.files.iter().flat_map(|file| file.jobs());
    for runner in jobs.filter_map(|(_, job)| job.get("runs-on")) {
        let version = runner.as_str().and_then(|runner| runner.strip_prefix("ubuntu-")).unwrap_or("?");
        plain &= version == "latest" || version.chars().all(|c| c.is_ascii_digit() || c == '.');
    }
    plain.then(|| "linux/amd64".to_string())
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, built_with, good, BUILD};

    #[test]
    fn platforms_against_what_is_built() {
        // Nobody says a platform: it is the runner's.
        bad("Images are built for `linux/arm64`.", &["X115w 3:23 no workflow builds for `linux/arm64`"]);
        good("Images are built for `linux/amd64`.");
        let both = built_with("          platforms: linux/amd64,linux/arm64\n");
        bad_with("Images are built for `linux/arm64`.", &[(BUILD, &both)], &[]);
        bad_with(
            "Images are built for `linux/s390x`.",
            &[(BUILD, &both)],
            &["X115w 3:23 no workflow builds for `linux/s390x`"],
        );
        for list in ["|\n            linux/amd64\n            linux/arm64\n", "\"linux/amd64, linux/arm64\" # both\n"] {
            let both = built_with(&format!("          platforms: {list}"));
            bad_with("Images are built for `linux/arm64`.", &[(BUILD, &both)], &[]);
            bad_with(
                "Images are built for `linux/s390x`.",
                &[(BUILD, &both)],
                &["X115w 3:23 no workflow builds for `linux/s390x`"],
            );
        }
        let computed = built_with("          platforms: ${{ vars.PLATFORMS }}\n");
        bad_with("Images are built for `linux/s390x`.", &[(BUILD, &computed)], &[]);
        let arm = built_with("").replace("ubuntu-latest", "ubuntu-24.04-arm");
        bad_with("Images are built for `linux/arm64`.", &[(BUILD, &arm)], &[]);
    }
}
