//! X114: the constitution names a port that nothing opens.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_syntax::containerfile::instructions;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::order::Order;
use prodproof_syntax::{quadlet, systemd};

rule! {
    /// ## What it does
    /// Compares the port on which the prose says that the service listens with `EXPOSE` in the
    /// Containerfiles and `-p`, `--publish` and `PublishPort=` in the units. Where none of
    /// them names a port, nothing is said.
    ///
    /// ## Why is this bad?
    /// Who configures a proxy by the constitution reaches nothing.
    ///
    /// ## Example
    /// "The service listens on port 8080", and
    /// ```dockerfile
    /// EXPOSE 9090
    /// ```
    ///
    /// ## Use instead
    /// The same port in both.
    X114 UNBACKED_PORT "unbacked-port" Warning "the constitution names a port that nothing opens"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let opened = opened(repo);
    let Some(opened) = opened.filter(|opened| !opened.is_empty()) else { return };
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Port(port) => Some((claim, *port)),
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
    let recipe = |path: &str| ["containerfile", "dockerfile"].iter().any(|word| name(path).starts_with(word));
    let unit = |path: &str| [".container", ".pod", ".kube", ".service"].iter().any(|end| name(path).ends_with(end));
    let mut stated: Vec<String> = Vec::new();
    for (_, text) in repo.snapshot.texts(recipe) {
        let exposed = instructions(text).into_iter().filter(|one| one.name == "EXPOSE");
        stated.extend(exposed.flat_map(|one| one.rest.split_whitespace().map(str::to_string).collect::<Vec<_>>()));
    }
    for (path, text) in repo.snapshot.texts(unit) {
        let file = if name(path).ends_with(".service") { systemd::read(text) } else { quadlet::read(text) };
        for entry in file.entries {
            match entry.key.value.as_str() {
                "PublishPort" => stated.push(entry.value.as_str().trim().to_string()),
                key if key.starts_with("Exec") || key == "PodmanArgs" => stated.extend(published(entry.value.as_str())),
                _ => {}
            }
        }
    }
    let mut found: Vec<u16> = Vec::new();
    for ports in &stated {
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
    found.order();
    found.dedup();
    Some(found)
}

/// What stands behind `-p` and `--publish` in a command line.
fn published(command: &str) -> Vec<String> {
    let words: Vec<&str> = command.split_whitespace().map(|word| word.trim_matches(['"', '\''])).collect();
    let of = |(at, word): (usize, &&str)| match *word {
        "-p" | "--publish" => words.get(at + 1).copied().map(str::to_string),
        word => {
            let joined = word.strip_prefix("--publish=").or_else(|| word.strip_prefix("-p"))?;
            joined.starts_with(|c: char| c.is_ascii_digit()).then(|| joined.to_string())
        }
    };
    words.iter().enumerate().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::bad_with;

    #[test]
    fn ports_in_every_form_against_what_is_opened() {
        let file = [("Containerfile", "FROM registry.access.redhat.com/ubi10/ubi-minimal:10.1\nEXPOSE 8080/tcp\n")];
        let with = |prose: &str, expected: &[&str]| bad_with(prose, &file, expected);
        with("The service listens on port 9090.", &["X114w 3:29 nothing here opens port 9090"]);
        with("The container exposes `9090/tcp`.", &["X114w 3:24 nothing here opens port 9090"]);
        with("The service listens on `:9090`.", &["X114w 3:25 nothing here opens port 9090"]);
        with("The container exposes ports 8080 and 9090.", &["X114w 3:38 nothing here opens port 9090"]);
        with("The service listens on 8080, and exposes 12 endpoints.", &[]);
        with("The container exposes port `8080`.", &[]);
    }

    #[test]
    fn ports_of_units_and_of_long_instructions() {
        let recipe =
            "FROM registry.access.redhat.com/ubi10/ubi-minimal:10.1\nEXPOSE 8080 \\\n  8443\nRUN <<E\nEXPOSE 7000\nE\n";
        let unit = "[Unit]\nDescription=listens on -p 6000:6000\n[Service]\nExecStart=/usr/bin/podman run \\\n  -p \\\n  9090:8080 \\\n  --publish=127.0.0.1:9091:8443/tcp -p9092:8080 quay.io/acme/widget:latest\n";
        let files = [("Containerfile", recipe), ("deploy/widget.service", unit)];
        for port in ["8443", "9090", "9091", "9092"] {
            bad_with(&format!("The service listens on port {port}."), &files, &[]);
        }
        for port in ["7000", "6000"] {
            let expected = format!("X114w 3:29 nothing here opens port {port}");
            bad_with(&format!("The service listens on port {port}."), &files, &[&expected]);
        }
    }
}
