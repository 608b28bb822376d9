//! Workflows, units, other files and checks that the constitution names.

use super::{also, at, grouped, UNBACKED_CHECK, UNBACKED_FILE, UNBACKED_UNIT, UNBACKED_WORKFLOW};
use crate::answer::Answer;
use crate::constitution::claims::{Claim, What};
use crate::constitution::contract::{self, nearest};
use crate::constitution::Constitution;
use crate::finding::{Edit, Finding, Place};
use crate::repo::Repo;
use crate::snapshot;
use crate::workflow;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let named = |pick: fn(&What) -> Option<&str>| {
        grouped(claims.iter().filter_map(move |claim| Some((claim, pick(&claim.what)?))))
    };
    let workflows = named(|what| match what {
        What::Workflow(path) => Some(path),
        _ => None,
    });
    for (name, group) in workflows {
        workflow(repo, constitution, claims, name, &group, acc);
    }
    let units = named(|what| match what {
        What::Unit(path) => Some(path),
        _ => None,
    });
    contract_unit(repo, constitution, acc);
    for (name, group) in units {
        unit(repo, constitution, name, &group, acc);
    }
    let files = named(|what| match what {
        What::File(path) => Some(path),
        _ => None,
    });
    for (path, group) in files {
        // Prose may name a file by the end of its path.
        if !exists(repo, path) {
            let Some(first) = group.first() else { continue };
            let finding = at(&UNBACKED_FILE, constitution, first, format!("`{path}` does not exist"));
            acc.push(also(finding, constitution, &group).help(suggestion(
                repo,
                path,
                "name a file that exists, or write it",
            )));
        }
    }
    let checks = named(|what| match what {
        What::Check(name) => Some(name),
        _ => None,
    });
    for (name, group) in checks {
        check_name(repo, constitution, name, &group, acc);
    }
}

fn exists(repo: &Repo, path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let inside = format!("/{path}");
    let below = format!("{path}/");
    repo.snapshot.paths().any(|own| own == path || own.ends_with(&inside) || own.starts_with(&below))
}

/// "did you mean" with the paths that there are.
fn suggestion(repo: &Repo, path: &str, otherwise: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let moved = repo.snapshot.paths().find(|own| own.rsplit('/').next() == Some(name));
    match moved.or_else(|| nearest(path, repo.snapshot.paths().filter(|own| own.len() <= 64))) {
        Some(near) => format!("write `{near}` if that is meant"),
        None => otherwise.to_string(),
    }
}

fn workflow(
    repo: &Repo,
    constitution: &Constitution,
    claims: &[Claim],
    name: &str,
    group: &[&Claim],
    acc: &mut Vec<Finding>,
) {
    if exists(repo, name) {
        return;
    }
    let is_file = name.ends_with(".yml") || name.ends_with(".yaml");
    if !is_file && (is_called(repo, name, false) != Answer::No) {
        return;
    }
    let Some(first) = group.first() else { return };
    let message = match is_file {
        true => format!("the workflow `{name}` does not exist"),
        false => format!("no workflow is called `{name}`"),
    };
    let mut finding = also(at(&UNBACKED_WORKFLOW, constitution, first, message), constitution, group);
    // The other ending, or a slip of the pen: the one that is meant is known.
    let full = if name.contains('/') || !is_file { name.to_string() } else { format!(".github/workflows/{name}") };
    let near = nearest(&full, repo.snapshot.paths().filter(|path| is_workflow(path))).filter(|_| is_file);
    finding = match near {
        Some(near) => {
            let new = if name.contains('/') { near } else { near.rsplit('/').next().unwrap_or(near) };
            let edits: Vec<Edit> = group
                .iter()
                .filter(|claim| claim.span.text(&constitution.text) == name)
                .map(|claim| Edit::new(&constitution.path, claim.span, new))
                .collect();
            let finding = finding.help(format!("write `{new}` if that is meant"));
            if edits.is_empty() {
                finding
            } else {
                finding.fix(format!("write `{new}`"), false, edits)
            }
        }
        None => finding.help("name a workflow that exists, or write it"),
    };
    // The promised publisher is missing: that nothing is published only follows.
    let publishes = claims
        .iter()
        .any(|claim| claim.number == first.number && matches!(claim.what, What::Image { .. } | What::Trigger { .. }));
    if publishes && repo.build.publications.is_empty() {
        finding = finding.implies(&["unpublished-image"]);
    }
    acc.push(finding);
}

/// A check of an app, which no workflow has.
const APPS: [&str; 20] = [
    "dco",
    "cla",
    "codecov",
    "coveralls",
    "sonarcloud",
    "sonarqube",
    "netlify",
    "vercel",
    "snyk",
    "codeql",
    "coderabbit",
    "renovate",
    "dependabot",
    "circleci",
    "travis",
    "jenkins",
    "gitguardian",
    "fossa",
    "packit",
    "tide",
];

fn check_name(repo: &Repo, constitution: &Constitution, name: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    let lower = name.to_lowercase();
    let foreign = APPS.iter().any(|app| lower.contains(app));
    if foreign || is_called(repo, name, true) != Answer::No {
        return;
    }
    let Some(first) = group.first() else { return };
    let finding = at(&UNBACKED_CHECK, constitution, first, format!("no workflow or job is called `{name}`"));
    acc.push(also(finding, constitution, group).help("name a job that exists, or write it"));
}

fn is_workflow(path: &str) -> bool {
    path.strip_prefix(".github/workflows/")
        .is_some_and(|name| !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml")))
}

/// Whether a workflow goes by this name: its own, its file's, or (with `jobs`) a job's.
/// Unknown where a name is computed or a file cannot be read.
fn is_called(repo: &Repo, name: &str, jobs: bool) -> Answer {
    let plain = |text: &str| text.to_lowercase().replace([' ', '_'], "-");
    let wanted = plain(name);
    let mut answer = Answer::No;
    for (path, file) in repo.snapshot.files.iter().filter(|(path, _)| is_workflow(path)) {
        let stem = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(stem, _)| stem);
        if plain(stem) == wanted {
            return Answer::Yes;
        }
        let snapshot::File::Text(text) = file else {
            answer = Answer::Unknown;
            continue;
        };
        let file = workflow::File::read(path, text);
        if file.root().is_none() {
            answer = Answer::Unknown;
        }
        let mut names = vec![file.name().to_string()];
        // "the `lint` workflow" may well be the job of that name.
        for (id, job) in file.jobs() {
            names.push(id.to_string());
            names.extend(job.get("name").and_then(|name| name.as_str()).map(str::to_string));
            // A called workflow brings jobs of its own.
            if jobs && job.get("uses").is_some() {
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

/// Whether a unit of this name stands in the repository, as it is or as a Quadlet file
/// that becomes it (`man podman-systemd.unit`, "Unit files").
fn has_unit(repo: &Repo, name: &str) -> bool {
    if exists(repo, name) {
        return true;
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    // An instance is its template; a drop-in folder belongs to its unit.
    let template = stem.split_once('@').map(|(template, _)| format!("{template}@"));
    let mut wanted = vec![file.to_string()];
    if !name.contains('/') || template.is_some() {
        wanted.extend(template.iter().map(|template| format!("{template}.{ending}")));
    }
    if ending == "service" && !name.contains('/') {
        let template = template.unwrap_or_else(|| stem.to_string());
        for stem in [stem, &template] {
            wanted.extend([format!("{stem}.container"), format!("{stem}.kube")]);
            for kind in ["pod", "volume", "network", "image", "build"] {
                wanted.extend(stem.strip_suffix(&format!("-{kind}")).map(|stem| format!("{stem}.{kind}")));
            }
        }
    }
    let own = |path: &str| path.rsplit('/').next().is_some_and(|own| wanted.iter().any(|name| name == own));
    match name.contains('/') && !name.contains('@') {
        true => false,
        false => repo.snapshot.paths().any(own),
    }
}

fn contract_unit(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let Some(unit) = &constitution.contract.unit else { return };
    let broken = constitution.contract.problems.iter().any(|problem| problem.span == unit.span);
    if broken || repo.snapshot.has(&unit.value) {
        return;
    }
    let place = Place::new(&constitution.path, unit.span);
    let mut finding = UNBACKED_UNIT
        .at(place, format!("the contract names the unit `{}`, which does not exist", unit.value))
        .implies(&["undeployed-image"]);
    // The one unit that runs the promised image is the one that is meant.
    let running: Vec<_> = repo.deployments.iter().filter(|one| repo.is_promised(one) == Answer::Yes).collect();
    finding = match running.as_slice() {
        [one] => {
            let edits = contract::set(&constitution.path, &constitution.text, "deploy.unit", &one.path);
            let finding = finding.help(format!("write `{}`, which runs the image", one.path)).related(
                &one.path,
                one.span,
                "this unit runs the promised image",
            );
            if edits.is_empty() {
                finding
            } else {
                finding.fix(format!("name `{}`", one.path), false, edits)
            }
        }
        _ => {
            finding.help(suggestion(repo, &unit.value, "name a unit that exists, or write it with `cargo xtask init`"))
        }
    };
    acc.push(finding);
}

fn unit(repo: &Repo, constitution: &Constitution, name: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    if has_unit(repo, name) {
        return;
    }
    // The contract's own unit is reported where it decides.
    let stem =
        |path: &str| path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem.to_string());
    let contract = constitution.contract.unit.as_ref();
    if contract.is_some_and(|unit| stem(&unit.value) == stem(name) && !repo.snapshot.has(&unit.value)) {
        return;
    }
    // A path that differs from the contract's is `contradicted-contract`'s.
    if contract.is_some_and(|unit| name.contains('/') && unit.value != name && repo.snapshot.has(&unit.value)) {
        return;
    }
    let Some(first) = group.first() else { return };
    let mut finding =
        also(at(&UNBACKED_UNIT, constitution, first, format!("the unit `{name}` does not exist")), constitution, group);
    if contract.is_none() && repo.deployments.is_empty() {
        finding = finding.implies(&["undeployed-image"]);
    }
    acc.push(finding.help(suggestion(repo, name, "name a unit that exists, or write it")));
}
