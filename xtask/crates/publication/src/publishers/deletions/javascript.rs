//! What the JavaScript of actions/github-script deletes, by the methods that it calls. Must not
//! run any of it: a value that is not written out is unknown.
//!
//! Source, read 2026-12-01: octokit/plugin-rest-endpoint-methods.js 72b9694
//! docs/packages/deletePackageForOrg.md:3, deletePackageVersionForOrg.md:3 and those beside them for users.

use super::{package, Found};
use crate::javascript::{code, literal};
use crate::model::{Age, Deleted};
use crate::publishers::action::ActionStep;
use prodproof_syntax::value::Symbolic;

/// The step's script, of packages of the repository's owner where it names no other.
pub(super) fn deleted(step: &ActionStep<'_>) -> Vec<Found> {
    let scripts = step.filled("script");
    let script = scripts.as_ref().and_then(|values| values.single());
    script.map_or_else(Vec::new, |script| calls(script.marked(), &step.github("repository_owner")))
}

fn calls(script: &str, owner: &Symbolic) -> Vec<Found> {
    let code = code(script);
    let mut found = Vec::new();
    for (at, method) in code.match_indices(".deletePackage") {
        let Some((name, behind)) = code[at + method.len()..].split_once('(') else { continue };
        let what = match name {
            "ForOrg" | "ForUser" | "ForAuthenticatedUser" => Deleted::Everything { except: Vec::new() },
            "VersionForOrg" | "VersionForUser" | "VersionForAuthenticatedUser" => Deleted::Unknown,
            _ => continue,
        };
        let arguments = behind.split(')').next().unwrap_or(behind);
        // Packages of npm and others are no images.
        if value(&code, arguments, "package_type").is_some_and(|kind| !matches!(kind, "container" | "docker")) {
            continue;
        }
        let named = ["org", "username"].iter().find_map(|key| value(&code, arguments, key));
        let owner = named.map_or_else(|| owner.clone(), Symbolic::known);
        let image = value(&code, arguments, "package_name").map_or_else(Symbolic::unknown, Symbolic::from_marked);
        found.extend(package(&owner, &image).map(|name| Found { name, what, age: Age::Any }));
    }
    found
}

/// What an argument is, where it or the constant that it names is written out.
fn value<'c>(code: &'c str, arguments: &'c str, key: &'static str) -> Option<&'c str> {
    let behind = behind_word(arguments, key).next()?.trim_start();
    let given = match behind.strip_prefix(':') {
        Some(given) => given.trim_start(),
        // `{ org }` is `{ org: org }`.
        None => key,
    };
    literal(given).or_else(|| {
        let name = &given[..given.find(|c| !is_part(c)).unwrap_or(given.len())];
        behind_word(code, name).find_map(|behind| literal(behind.trim_start().strip_prefix('=')?.trim_start()))
    })
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// What stands behind each place of a name.
fn behind_word<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(name).filter_map(move |(at, found)| {
        let behind = &text[at + found.len()..];
        let whole = !name.is_empty() && !text[..at].ends_with(is_part) && !behind.starts_with(is_part);
        whole.then_some(behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_deletes() {
        let found = |script: &str| -> Vec<String> {
            let all = calls(script, &Symbolic::known("Acme"));
            all.iter().map(|one| format!("{} {:?}", one.name.name(), one.what)).collect()
        };
        let everything = "Everything { except: [] }";
        for (script, expected) in [
            (
                "await github.rest.packages.deletePackageVersionForOrg({package_type: 'container', package_name: 'Widget', org: 'other', package_version_id: v.id})",
                "ghcr.io/other/widget Unknown",
            ),
            (
                "const package_name = \"widget/api\"\nfor (const v of old) {\n  await github.rest.packages.deletePackageVersionForUser({\n    package_type: 'container', package_name,\n    username: context.repo.owner, package_version_id: v.id,\n  })\n}",
                "ghcr.io/acme/widget/api Unknown",
            ),
            (
                "const image = `widget`; github.packages.deletePackageForOrg({package_type: 'container', package_name: image, org})",
                &format!("ghcr.io/acme/widget {everything}"),
            ),
            (
                "github.rest.packages.deletePackageVersionForOrg({package_type: 'container', package_name: name, org, package_version_id: 1})",
                "ghcr.io/acme/<?> Unknown",
            ),
            ("github.rest.packages.deletePackageForOrg({package_type: 'npm', package_name: 'widget', org})", ""),
            ("// github.rest.packages.deletePackageForOrg({package_name: 'widget'})", ""),
            ("github.rest.packages.getPackageForOrganization({package_name: 'widget', org})", ""),
        ] {
            assert_eq!(found(script).join(" "), expected, "{script}");
        }
    }
}
