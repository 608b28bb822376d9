//! Clean-up actions, a row each with the file that says what they delete.

use super::{javascript, package, Found};
use crate::model::Age;
use crate::model::Deleted;
use crate::publishers::action::{split, variable, ActionStep};
use crate::publishers::in_action::in_container;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::value::Symbolic;

/// An action that deletes, how it is read, and where that is said.
struct Row {
    name: &'static str,
    read: fn(&ActionStep<'_>) -> Vec<Found>,
    source: &'static str,
    /// The day on which they were read.
    day: &'static str,
}

const READ: &str = "2026-12-01";

const ROWS: [Row; 8] = [
    Row {
        name: "actions/delete-package-versions",
        read: delete_package_versions,
        source: "actions/delete-package-versions 4dbb860 action.yml:8-61, src/delete.ts:77-91",
        day: READ,
    },
    Row {
        name: "actions/github-script",
        read: javascript::deleted,
        source: "actions/github-script ed59741 action.yml:8, README.md:80-84; octokit/plugin-rest-endpoint-methods.js \
                 72b9694 docs/packages/deletePackageVersionForOrg.md:3-4,18-23",
        day: READ,
    },
    Row {
        name: "archieatkinson/remove-dockertag-action",
        read: remove_docker_tag,
        source: "ArchieAtkinson/remove-dockertag-action c8d0703 action.yml:4-6,71,82-83,102-106",
        day: READ,
    },
    Row {
        name: "bots-house/ghcr-delete-image-action",
        read: ghcr_delete_image,
        source: "bots-house/ghcr-delete-image-action ac25b91 action.yml:13-40",
        day: READ,
    },
    Row {
        name: "chizkiyahu/delete-untagged-ghcr-action",
        read: delete_untagged,
        source: "Chizkiyahu/delete-untagged-ghcr-action cbb5ffe action.yml:15-31, clean_ghcr.py:322 (names)",
        day: READ,
    },
    Row {
        name: "dataaxiom/ghcr-cleanup-action",
        read: ghcr_cleanup,
        source: "dataaxiom/ghcr-cleanup-action v1.2.1 action.yml:21-24,36-83,109-120, README.md:10,151-155",
        day: READ,
    },
    Row {
        name: "snok/container-retention-policy",
        read: retention_policy,
        source: "snok/container-retention-policy 54bd23d action.yaml:7-33, README.md:146,155",
        day: READ,
    },
    Row {
        name: "vlaurin/action-ghcr-prune",
        read: prune,
        source: "vlaurin/action-ghcr-prune 45006c4 action.yml:10-66, src/version-filter.js:19-25",
        day: READ,
    },
];

/// The rows: name, source, and the day on which it was read.
pub fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ROWS.iter().map(|row| (row.name, row.source, row.day))
}

/// What the step deletes, if its action is one of those.
pub(crate) fn action(step: &ActionStep<'_>) -> Vec<Found> {
    if let Some(image) = step.lower.strip_prefix("docker://") {
        let owner = step.github("repository_owner");
        let variable = |name: &str| variable(step, name)?.single().cloned();
        let ways = in_container(step, image).unwrap_or_default();
        return match ways.as_slice() {
            [one] => super::command(one, owner.as_known(), &variable),
            _ => Vec::new(),
        };
    }
    let Some(row) = ROWS.iter().find(|row| row.name == step.lower) else { return Vec::new() };
    let dry = step.filled("dry-run").is_some_and(|value| value.as_known() != Some("false"));
    if dry {
        return Vec::new();
    }
    (row.read)(step)
}

fn one(step: &ActionStep<'_>, input: &str) -> Option<Symbolic> {
    step.filled(input)?.single().cloned()
}

fn is(step: &ActionStep<'_>, input: &str, value: &str) -> bool {
    step.filled(input).is_some_and(|own| own.as_known() == Some(value))
}

fn owner(step: &ActionStep<'_>, input: &str) -> Symbolic {
    one(step, input).unwrap_or_else(|| step.github("repository_owner"))
}

/// The repository's own name, after which its package is called.
fn own_name(step: &ActionStep<'_>) -> Symbolic {
    step.github("repository").map_known(|text| text.rsplit('/').next().unwrap_or(text).to_string())
}

/// The packages that lists of names name; wildcards name all of the owner's.
fn packages(owner: &Symbolic, names: &[Symbolic]) -> Vec<Reference> {
    names
        .iter()
        .filter(|name| !name.marked().contains(['*', '?', '!']))
        .filter_map(|name| package(owner, name))
        .collect()
}

fn found(names: Vec<Reference>, what: &Deleted) -> Vec<Found> {
    names.into_iter().map(|name| Found { name, what: what.clone(), age: Age::Any }).collect()
}

/// Only what is of this age.
fn of_age(age: Age, found: Vec<Found>) -> Vec<Found> {
    found.into_iter().map(|one| Found { age, ..one }).collect()
}

/// The age that matters where this input is given.
fn age_by(step: &ActionStep<'_>, input: &str) -> Age {
    step.filled(input).map_or(Age::Any, |_| Age::Old)
}

fn tags(list: &[Symbolic]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// `ignore-versions` is held against the digest of a version, and so keeps no tag.
fn delete_package_versions(step: &ActionStep<'_>) -> Vec<Found> {
    if !is(step, "package-type", "container") {
        return Vec::new();
    }
    let names = packages(
        &owner(step, "owner"),
        &step.filled("package-name").map_or(Vec::new(), |values| values.iter().cloned().collect()),
    );
    let keep = one(step, "min-versions-to-keep").and_then(|text| text.as_known()?.trim().parse::<i64>().ok());
    let what = if step.filled("package-version-ids").is_some() {
        Deleted::Unknown
    } else if is(step, "delete-only-untagged-versions", "true") {
        Deleted::Untagged
    } else if keep == Some(0) && !is(step, "delete-only-pre-release-versions", "true") {
        Deleted::Everything { except: Vec::new() }
    } else {
        // The oldest ones, which are seldom those that run.
        return Vec::new();
    };
    found(names, &what)
}

/// It pushes something else under the tag of the repository's own image, and deletes that.
fn remove_docker_tag(step: &ActionStep<'_>) -> Vec<Found> {
    let Some(tag) = one(step, "tag_name") else { return Vec::new() };
    let names = packages(&step.github("repository_owner"), &[own_name(step)]);
    found(names, &Deleted::Tags(vec![tag.map_known(str::to_lowercase).to_string()]))
}

fn ghcr_delete_image(step: &ActionStep<'_>) -> Vec<Found> {
    let names = packages(&owner(step, "owner"), &one(step, "name").into_iter().collect::<Vec<_>>());
    let what = match one(step, "tag") {
        // A version of a package has all of its tags.
        Some(tag) => Deleted::Tagged(vec![tag.to_string()]),
        None => Deleted::Untagged,
    };
    of_age(age_by(step, "untagged-older-than"), found(names, &what))
}

fn delete_untagged(step: &ActionStep<'_>) -> Vec<Found> {
    let names = match one(step, "package_name") {
        Some(names) => split(&names, &[',']),
        // Those of the repository, or all of the owner's.
        None if is(step, "repository", "") => Vec::new(),
        None => vec![own_name(step)],
    };
    let names = packages(&owner(step, "repository_owner"), &names);
    if is(step, "untagged_only", "false") {
        return found(names, &Deleted::Everything { except: Vec::new() });
    }
    if is(step, "except_untagged_multiplatform", "false") {
        found(names, &Deleted::Untagged)
    } else {
        Vec::new()
    }
}

/// It keeps what an image of several platforms is made of.
fn ghcr_cleanup(step: &ActionStep<'_>) -> Vec<Found> {
    let list = |input: &str| -> Vec<Symbolic> {
        step.filled(input)
            .map_or(Vec::new(), |values| values.iter().flat_map(|text| split(text, &[',', '\n'])).collect())
    };
    let given = [list("package"), list("packages")].concat();
    let names = if given.is_empty() { vec![own_name(step)] } else { given };
    let names = packages(&owner(step, "owner"), &names);
    let regex = is(step, "use-regex", "true");
    let age = age_by(step, "older-than");
    let except = tags(&list("exclude-tags"));
    let doomed = [list("delete-tags"), list("tags")].concat();
    if is(step, "keep-n-tagged", "0") && !regex {
        return of_age(age, found(names, &Deleted::Everything { except }));
    }
    if doomed.is_empty() {
        return Vec::new();
    }
    let what = if regex {
        Deleted::Unknown
    } else {
        Deleted::Tags(tags(&doomed).into_iter().filter(|tag| !except.contains(tag)).collect())
    };
    of_age(age, found(names, &what))
}

/// Up to v3.0 what an image of several platforms is made of is not kept.
fn retention_policy(step: &ActionStep<'_>) -> Vec<Found> {
    let old = matches!(crate::publishers::action::major(step.version), Some(1 | 2)) || step.version.starts_with("v3.0");
    let list = |input: &str| -> Vec<Symbolic> {
        step.filled(input)
            .map_or(Vec::new(), |values| values.iter().flat_map(|text| split(text, &[',', ' ', '\n'])).collect())
    };
    let account = one(step, "account")
        .filter(|account| !matches!(account.as_known(), Some("user")))
        .unwrap_or_else(|| step.github("repository_owner"));
    let names = packages(&account, &list("image-names"));
    let untagged = is(step, "tag-selection", "untagged") || is(step, "untagged-only", "true");
    if untagged {
        return if old { of_age(Age::Old, found(names, &Deleted::Untagged)) } else { Vec::new() };
    }
    let keeps = [one(step, "keep-n-most-recent"), one(step, "keep-at-least")];
    if keeps.iter().flatten().any(|text| text.as_known() != Some("0")) {
        return Vec::new();
    }
    // `!latest` keeps, `dev*` deletes; only what is kept leaves all others.
    let patterns = [tags(&list("image-tags")), tags(&list("filter-tags"))].concat();
    let kept = patterns.iter().filter_map(|tag| tag.strip_prefix('!').map(str::to_string));
    let kept: Vec<String> = kept.chain(tags(&list("skip-tags"))).collect();
    let doomed: Vec<String> = patterns.iter().filter(|tag| !tag.starts_with('!')).cloned().collect();
    let what = if doomed.is_empty() {
        Deleted::Everything { except: kept }
    } else {
        Deleted::Tags(doomed.into_iter().filter(|tag| !kept.contains(tag)).collect())
    };
    of_age(Age::Old, found(names, &what))
}

fn prune(step: &ActionStep<'_>) -> Vec<Found> {
    let account =
        one(step, "organization").or_else(|| one(step, "user")).unwrap_or_else(|| step.github("repository_owner"));
    let names = packages(&account, &one(step, "container").into_iter().collect::<Vec<_>>());
    let is_given = |input: &&str| one(step, input).is_some_and(|text| text.as_known() != Some("0"));
    let age = if ["older-than", "keep-younger-than"].iter().any(is_given) { Age::Old } else { Age::Any };
    if step.filled("prune-tags-regexes").is_some() || step.filled("tag-regex").is_some() {
        return of_age(age, found(names, &Deleted::Unknown));
    }
    if is(step, "prune-untagged", "true") || is(step, "untagged", "true") {
        of_age(age, found(names, &Deleted::Untagged))
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn rows_are_in_order_and_say_where_they_are_from() {
        assert!(ROWS.is_sorted_by_key(|row| row.name));
        for row in &ROWS {
            assert!(row.source.to_lowercase().starts_with(row.name), "{}", row.source);
            let has_line = row.source.split(':').skip(1).any(|behind| behind.starts_with(|c: char| c.is_ascii_digit()));
            assert!(has_line, "{}", row.source);
            assert!(row.day.len() == 10 && row.day.starts_with("20"), "{}", row.name);
        }
    }
}
