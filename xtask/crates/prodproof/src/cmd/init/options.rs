//! Whether what was asked for can be heard: `init` never overwrites, so an option that
//! only goes into files that are there already would be lost without a word.

use std::collections::BTreeMap;

use crate::cli;
use prodproof_rules::repo::Repo;
use prodproof_scaffold::{record, Handling, Planned};

/// The options that say what is to be written, for the record: a later version writes the
/// same with them.
pub fn given(asked: &cli::Init) -> BTreeMap<String, String> {
    let texts = [
        ("image", &asked.image),
        ("branch", &asked.branch),
        ("unit", &asked.unit),
        ("port", &asked.port),
        ("title", &asked.title),
    ];
    let flags =
        [("quadlet", asked.quadlet), ("fleet", asked.fleet), ("live", asked.live), (record::VENDOR, asked.vendor)];
    let texts = texts.into_iter().filter_map(|(name, value)| Some((name.to_string(), value.clone()?)));
    let flags = flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name.to_string(), String::new()));
    texts.chain(flags).collect()
}

/// An option that says something else than what is there, and where that stands.
pub fn unheard(asked: &cli::Init, repo: &Repo, planned: &[Planned]) -> Option<String> {
    let kept = |what: &str| planned.iter().find(|one| one.what == what && one.outcome == Handling::Adopt);
    let fact = |value: &Option<prodproof_rules::repo::Promised>| value.as_ref().map(|fact| fact.value.clone());
    let constitution = kept("constitution");
    let stated = [
        ("--image", &asked.image, fact(&repo.promise.image)),
        ("--branch", &asked.branch, Some(repo.promise.branch.value.clone())),
        ("--unit", &asked.unit, fact(&repo.promise.unit)),
    ];
    for (option, value, found) in stated {
        if let (Some(value), Some(found), Some(constitution)) = (value, found, constitution) {
            if *value != found {
                return Some(other(option, value, &found, &constitution.path));
            }
        }
    }
    let unit = kept("unit")?;
    let text = repo.snapshot.text(&unit.path).unwrap_or_default();
    if asked.quadlet && !unit.path.ends_with(".container") {
        return Some(format!("--quadlet: the unit is {} already; remove it first, or leave the option out", unit.path));
    }
    if let Some(path) = asked.unit.as_ref().filter(|path| **path != unit.path) {
        return Some(other("--unit", path, &unit.path, &unit.path));
    }
    if let Some(port) = asked.port.as_ref().filter(|port| !text.contains(port.as_str())) {
        return Some(format!(
            "--port {port}: {} publishes something else; change it there, or --force {}",
            unit.path, unit.path
        ));
    }
    let title = asked.title.as_ref()?;
    let constitution = constitution?;
    let heard = [&unit.path, &constitution.path]
        .iter()
        .any(|path| repo.snapshot.text(path).is_some_and(|text| text.contains(title)));
    (!heard).then(|| {
        format!(
            "--title `{title}`: {} and {} have another; change it there, or --force PATH",
            constitution.path, unit.path
        )
    })
}

fn other(option: &str, value: &str, found: &str, path: &str) -> String {
    format!("{option} {value}: {path} says `{found}` already; change it there, or --force {path}")
}
