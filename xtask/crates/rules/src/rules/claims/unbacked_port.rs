//! X114: the constitution names a port that nothing opens.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, What};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};

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
}
