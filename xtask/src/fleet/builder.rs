//! One repository's claims, made from its models. Must not know other repositories.

use crate::finding::{Finding, Severity};
use crate::repo::Repo;
use crate::snapshot::Snapshot;
use crate::span::{LineIndex, Span};
use crate::workflow::{Certainty, Event};

use super::dispatches::{dispatches, is_workflow};
use super::schedule::crons;
use super::{bases, Claims, Counts, Deployment, Identity, Promise, Publication, Spot};

/// What this repository brings to the join. `findings` are those that are open in it,
/// after waivers; only counted.
pub fn claims(repo: &Repo, identity: Identity, findings: &[Finding]) -> Claims {
    let snapshot = &repo.snapshot;
    let owner = snapshot.facts.repository.as_deref().and_then(|name| name.split_once('/')).map(|(owner, _)| owner);
    let (dispatches, receivers) = dispatches(snapshot, owner);
    let mut publications: Vec<Publication> = repo
        .build
        .publications
        .iter()
        .map(|publication| Publication {
            event: publication.event.to_string(),
            schedule: match publication.event {
                Event::Schedule => schedule_of(snapshot, &publication.path),
                _ => Vec::new(),
            },
            spot: spot(snapshot, &publication.path, publication.span),
            reference: publication.reference.as_ref().map(ToString::to_string),
            certain: publication.certainty == Certainty::Yes,
            conditions: publication.conditions.clone(),
        })
        .collect();
    publications.sort();
    publications.dedup();
    let deployments = repo
        .deployments
        .iter()
        .map(|deployment| Deployment {
            spot: spot(snapshot, &deployment.path, deployment.span),
            reference: deployment.image.as_ref().map(|image| image.value.to_string()),
            verdict: deployment.verdict.to_string(),
        })
        .collect();
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Claims {
        identity,
        promise: promise(snapshot),
        publications,
        deployments,
        bases: bases::bases(snapshot),
        dispatches,
        receivers,
        counts: Counts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        },
    }
}

fn spot(snapshot: &Snapshot, path: &str, span: Span) -> Spot {
    let text = snapshot.text(path).unwrap_or_default();
    let (line, column) = LineIndex::new(text).line_col(text, span.start);
    Spot { path: path.to_string(), line, column }
}

/// The cron lines that start the push at `path`: its own, or, where it stands in a
/// reusable workflow or an action, those of the workflows that use it.
fn schedule_of(snapshot: &Snapshot, path: &str) -> Vec<String> {
    let of = |text: &str| serde_yaml::from_str(text).map(|workflow| crons(&workflow)).unwrap_or_default();
    let own = snapshot.text(path).map(of).unwrap_or_default();
    if !own.is_empty() {
        return own;
    }
    let used = path.trim_end_matches("/action.yml").trim_end_matches("/action.yaml");
    let mut out: Vec<String> =
        snapshot.texts(is_workflow).filter(|(_, text)| text.contains(used)).flat_map(|(_, text)| of(text)).collect();
    out.sort();
    out.dedup();
    out
}

/// Where spec-kit and its users keep the constitution, in order.
const CONSTITUTIONS: &[&str] = &[
    ".specify/memory/constitution.md",
    "memory/constitution.md",
    "CONSTITUTION.md",
    "constitution.md",
    "docs/constitution.md",
    "docs/CONSTITUTION.md",
];

fn promise(snapshot: &Snapshot) -> Option<Promise> {
    let (path, text) = CONSTITUTIONS.iter().find_map(|path| snapshot.text(path).map(|text| (*path, text)))?;
    let mut version = None;
    let mut inherits = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        if let Some(value) = labelled(line, "Version") {
            let value = value.split(['|', ' ', '*']).find(|word| !word.is_empty()).unwrap_or_default();
            if value.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()) {
                // The last one is the footer's, which spec-kit's command writes.
                version = Some(value.trim_start_matches('v').to_string());
            }
        }
        if let Some(value) = labelled(line, "Inherits") {
            let value = value.split('|').next().unwrap_or_default();
            inherits.extend(value.split(',').map(plain).filter(|text| !text.is_empty()));
        }
    }
    Some(Promise { path: path.to_string(), version, inherits })
}

/// What follows `**Label**:` or `**Label:**`, in a paragraph, a list item or a quote.
fn labelled<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let line = line.trim_start_matches([' ', '>', '-', '*', '|', '_']);
    let rest = line.strip_prefix(label)?.trim_start_matches(['*', '_']);
    let rest = rest.strip_prefix([':', '：'])?;
    Some(rest.trim_start_matches(['*', '_', ' ']))
}

/// Text without Markdown links, emphasis and code marks.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        out.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace(['[', '*', '`'], "").trim().to_string()
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::*;
    use crate::reference::Reference;
    use crate::snapshot::Facts;
    use crate::workflow;

    fn promise_of(text: &str) -> (Option<String>, Vec<String>) {
        let snapshot = Snapshot::of(&[("CONSTITUTION.md", text)], Facts::unknown("x", Date::MIN));
        let promise = promise(&snapshot).unwrap();
        (promise.version, promise.inherits)
    }

    #[test]
    fn versions_and_what_is_inherited() {
        let family =
            "> **Version:** 1.6.0\n> **Inherits:** [acme/constitution](https://x.example/c) v1.0.0, base v2.1.0\n";
        assert_eq!(
            promise_of(family),
            (Some("1.6.0".into()), vec!["acme/constitution v1.0.0".into(), "base v2.1.0".into()])
        );
        let footer = "# C\n```\n**Version**: 9.9.9\n```\n**Version**: 1.2.0 | **Ratified**: 2025-12-30 | **Last Amended**: 2025-12-30\n";
        assert_eq!(promise_of(footer), (Some("1.2.0".into()), vec![]));
        assert_eq!(promise_of("Semantic Versioning 2.0.0\n"), (None, vec![]));
        assert_eq!(promise_of("**Version**: [CONSTITUTION_VERSION]\n"), (None, vec![]));
    }

    #[test]
    fn a_publication_keeps_line_and_schedule() {
        let text = "on:\n  schedule:\n    - cron: '30 4 * * 1'\njobs:\n  b:\n    steps:\n      - run: podman push x\n";
        let path = ".github/workflows/b.yml";
        let mut repo = Repo::new(Snapshot::of(&[(path, text)], Facts::unknown("x", Date::MIN)));
        let at = text.find("podman").unwrap();
        repo.build.publications = vec![workflow::Publication {
            event: Event::Schedule,
            path: path.into(),
            span: Span::new(at, at + 6),
            job: "b".into(),
            method: "podman push".into(),
            reference: Some(Reference::parse("quay.io/acme/widget")),
            certainty: Certainty::Yes,
            conditions: Vec::new(),
        }];
        let claims = claims(&repo, Identity::default(), &[]);
        let publication = &claims.publications[0];
        assert_eq!(publication.schedule, ["30 4 * * 1"]);
        assert_eq!((publication.spot.line, publication.spot.column), (7, 14));
        assert_eq!(publication.reference.as_deref(), Some("quay.io/acme/widget:latest"));
    }
}
