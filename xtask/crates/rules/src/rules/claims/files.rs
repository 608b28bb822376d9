//! Workflows, units, other files and checks that the constitution names.

use super::{grouped, unbacked_check, unbacked_file, unbacked_unit, unbacked_workflow};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::contract::nearest;
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Finding;
use prodproof_syntax::snapshot;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let named = |pick: fn(&Claimed) -> Option<&str>| {
        grouped(claims.iter().filter_map(move |claim| Some((claim, pick(&claim.what)?))))
    };
    let workflows = named(|what| match what {
        Claimed::Workflow(path) => Some(path),
        _ => None,
    });
    for (name, group) in workflows {
        unbacked_workflow::check(repo, constitution, claims, name, &group, acc);
    }
    let units = named(|what| match what {
        Claimed::Unit(path) => Some(path),
        _ => None,
    });
    unbacked_unit::of_contract(repo, constitution, acc);
    unbacked_unit::check(repo, constitution, &units, acc);
    unbacked_unit::of_something_else(repo, constitution, claims, acc);
    let files = named(|what| match what {
        Claimed::File(path) => Some(path),
        _ => None,
    });
    for (path, group) in files {
        // Prose may name a file by the end of its path.
        if !exists(repo, path) {
            let Some(first) = group.first() else { continue };
            acc.push(unbacked_file::found(repo, constitution, path, first, &group));
        }
    }
    let checks = named(|what| match what {
        Claimed::Check(name) => Some(name),
        _ => None,
    });
    for (name, group) in checks {
        unbacked_check::check(repo, constitution, name, &group, acc);
    }
}

pub(super) fn exists(repo: &Repo, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let inside = format!("/{path}");
    let below = format!("{path}/");
    repo.snapshot
        .paths()
        .any(|own| (own == path || own.ends_with(&inside) || own.starts_with(&below)) && repo.snapshot.has(own))
}

/// "did you mean" with the paths that there are.
pub(super) fn suggestion(repo: &Repo, path: &str, otherwise: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let moved = repo.snapshot.paths().find(|own| own.rsplit('/').next() == Some(name) && repo.snapshot.has(own));
    match moved.or_else(|| nearest(path, repo.snapshot.paths().filter(|own| own.len() <= 64))) {
        Some(near) => format!("write `{near}` if that is meant"),
        None => otherwise.to_string(),
    }
}

/// What a name is said to be the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Workflow,
    Check,
}

/// Whether a workflow goes by this name: its own, its file's, or a job's. Unknown where a
/// name is computed or a file cannot be read; of a check also where its job may be one that
/// a called workflow brings.
pub(super) fn is_called(repo: &Repo, name: &str, of: Named) -> Answer {
    let plain = |text: &str| text.to_lowercase().replace([' ', '_'], "-");
    let wanted = plain(name);
    let mut answer = Answer::No;
    for (path, file) in repo.snapshot.files.iter().filter(|(path, _)| repo.snapshot.is_workflow(path)) {
        let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
        if plain(stem) == wanted {
            return Answer::Yes;
        }
        let snapshot::File::Text(text) = file else {
            answer = Answer::Unknown;
            continue;
        };
        let file = prodproof_publication::WorkflowFile::read(path, text);
        if file.root().is_none() {
            answer = Answer::Unknown;
        }
        let mut names = vec![file.name().to_string()];
        // "the `lint` workflow" may well be the job of that name.
        for (id, job) in file.jobs() {
            names.push(id.to_string());
            names.extend(job.get("name").and_then(|name| name.as_str()).map(str::to_string));
            // A called workflow brings jobs of its own.
            if of == Named::Check && job.get("uses").is_some() {
                answer = Answer::Unknown;
            }
        }
        if names.iter().any(|own| plain(own) == wanted) {
            return Answer::Yes;
        }
        if names.iter().any(|own| own.contains("${{")) {
            answer = Answer::Unknown;
        }
    }
    answer
}
