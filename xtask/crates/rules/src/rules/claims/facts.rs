//! The default branch, ports and platforms that the prose states.

use super::{also, at, grouped, OTHER_DEFAULT_BRANCH, UNBACKED_PLATFORM, UNBACKED_PORT};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, What};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Finding;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    branch(repo, constitution, claims, acc);
    ports(repo, constitution, claims, acc);
    platforms(repo, constitution, claims, acc);
}

fn branch(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // What is only assumed proves nobody wrong.
    let Some((own, learnt)) = &repo.snapshot.facts.default_branch else { return };
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Branch(name) if name != own => Some((claim, name.as_str())),
        _ => None,
    }));
    for (name, group) in stated {
        let Some(first) = group.first() else { continue };
        let message = format!("the default branch is `{own}`, by {learnt}, not `{name}`");
        let finding = at(&OTHER_DEFAULT_BRANCH, constitution, first, message);
        acc.push(also(finding, constitution, &group).help(format!("write `{own}`")));
    }
}

fn ports(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let opened = opened(repo);
    let Some(opened) = opened.filter(|opened| !opened.is_empty()) else { return };
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Port(port) => Some((claim, *port)),
        _ => None,
    }));
    for (port, group) in stated.into_iter().filter(|(port, _)| !opened.contains(port)) {
        let Some(first) = group.first() else { continue };
        let finding = at(&UNBACKED_PORT, constitution, first, format!("nothing here opens port {port}"));
        let known: Vec<String> = opened.iter().map(ToString::to_string).collect();
        acc.push(
            also(finding, constitution, &group).help(format!("write the port that is opened: {}", known.join(", "))),
        );
    }
}

/// Every port that a Containerfile exposes or a unit publishes; `None` where one of them
/// is only known when it runs.
fn opened(repo: &Repo) -> Option<Vec<u16>> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let source = |path: &str| {
        let name = name(path);
        name.starts_with("containerfile")
            || name.starts_with("dockerfile")
            || name.ends_with(".container")
            || name.ends_with(".pod")
            || name.ends_with(".service")
    };
    let mut found: Vec<u16> = Vec::new();
    for (_, text) in repo.snapshot.texts(source) {
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let exposes = words.first().is_some_and(|word| word.eq_ignore_ascii_case("expose"));
            let mut stated: Vec<&str> = if exposes { words[1..].to_vec() } else { Vec::new() };
            stated.extend(line.strip_prefix("PublishPort=").map(str::trim));
            for (at, word) in words.iter().enumerate() {
                let joined =
                    word.strip_prefix("--publish=").or_else(|| word.strip_prefix("-p").filter(|p| !p.is_empty()));
                let next = matches!(*word, "-p" | "--publish").then(|| words.get(at + 1).copied()).flatten();
                stated.extend(joined.filter(|ports| ports.starts_with(|c: char| c.is_ascii_digit())).or(next));
            }
            for ports in stated {
                // `host:container`, `address:host:container`: each side is a port that somebody may mean.
                for part in ports.split('/').next().unwrap_or_default().rsplit(':').take(2) {
                    match part.split_once('-') {
                        _ if part.contains(['$', '%']) => return None,
                        Some((from, to)) => {
                            let (from, to) = (from.parse::<u16>().ok()?, to.parse::<u16>().ok()?);
                            found.extend((from..=to).take(1000));
                        }
                        None => found.extend(part.parse::<u16>().ok()),
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Some(found)
}

fn platforms(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
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
