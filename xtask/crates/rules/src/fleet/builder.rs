//! One repository's claims, made from its models. Must not know other repositories.

use std::sync::Arc;

use crate::chain::Chain;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_constitution::inherits;
use prodproof_publication::{BuiltCommit, Event, WorkflowFile};
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::{wanted, File, Snapshot};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;

use super::dispatches::dispatches;
use super::schedule::crons;
use super::{
    bases, ClaimedDelivery, ClaimedDeployment, ClaimedGap, ClaimedPromise, ClaimedPublication, ClaimedWaiver, Claims,
    Identity, OpenFindings, Spot,
};

/// What this repository brings to the join. `findings` are those that are open in it,
/// after waivers; only counted. `waivers` are those of rules of the fleet that hold.
pub fn claims(repo: &Repo, identity: Identity, findings: &[Finding], waivers: Vec<ClaimedWaiver>) -> Claims {
    let snapshot = &repo.snapshot;
    let owner = snapshot.facts.repository.as_deref().and_then(|name| name.split_once('/')).map(|(owner, _)| owner);
    let (dispatches, receivers) = dispatches(&repo.build.files, owner);
    let mut publications: Vec<ClaimedPublication> = repo
        .build
        .publications
        .iter()
        .map(|publication| ClaimedPublication {
            event: publication.event.to_string(),
            schedule: match publication.event {
                Event::Schedule => schedule_of(&repo.build.files, &publication.path),
                _ => Vec::new(),
            },
            spot: spot(snapshot, &publication.path, publication.span),
            reference: publication.reference.as_ref().map(ToString::to_string),
            certainty: publication.certainty,
            conditions: publication.conditions.iter().map(|one| one.told().to_string()).collect(),
            builds: match &publication.source {
                BuiltCommit::Named(name) => Some(format!("`{name}`")),
                BuiltCommit::Foreign(name) => Some(format!("a commit of `{name}`")),
                _ => None,
            },
        })
        .collect();
    publications.order();
    publications.dedup();
    let deployments = repo
        .deployments
        .iter()
        .map(|deployment| ClaimedDeployment {
            spot: spot(snapshot, &deployment.path, deployment.span),
            reference: deployment.image.as_ref().map(|image| image.value.to_string()),
            verdict: deployment.verdict.to_string(),
        })
        .collect();
    let images = repo.contract.images();
    let stated = |name: &str| images.iter().any(|own| Reference::parse(&own.name.value).name() == name);
    let deliveries = Chain::of(repo).deliveries.into_iter().filter_map(|one| {
        let image = one.image?;
        Some(ClaimedDelivery {
            stated: stated(&image),
            image,
            mirrors: one.mirrors,
            units: one.units,
            promised: one.promised,
            verdict: one.verdict.to_string(),
        })
    });
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    Claims {
        identity,
        promise: promise(repo),
        publications,
        deployments,
        deliveries: deliveries.collect(),
        bases: bases::bases(snapshot),
        dispatches,
        receivers,
        waivers,
        unread: unread(repo),
        counts: OpenFindings {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        },
    }
}

/// What is told of a fleet: sources, and what the system refuses, which may be a folder full
/// of them. Another script that is not read leaves a push unknown, which is said there.
fn unread(repo: &Repo) -> Vec<ClaimedGap> {
    let refused = |path: &str| matches!(repo.snapshot.files.get(path), Some(File::Unreadable(_)));
    let matters = |path: &str| repo.is_source(path) || !wanted(path) || refused(path);
    let gaps = repo.unread().filter(|(path, _)| matters(path));
    gaps.map(|(path, why)| ClaimedGap { path: path.to_string(), why }).collect()
}

fn spot(snapshot: &Snapshot, path: &str, span: Span) -> Spot {
    let (line, column) = snapshot.line_col(path, span.start);
    Spot { path: path.to_string(), line, column }
}

/// The cron lines that start the push at `path`: its own, or, where it stands in a
/// reusable workflow or an action, those of the workflows that use it.
fn schedule_of(files: &[Arc<WorkflowFile>], path: &str) -> Vec<String> {
    let own = files.iter().find(|file| file.path == path).map_or(&[][..], |file| crons(file));
    if !own.is_empty() {
        return own.to_vec();
    }
    let used = path.trim_end_matches("/action.yml").trim_end_matches("/action.yaml");
    let uses = |file: &&Arc<WorkflowFile>| {
        let entries = file.root().map(Node::all_entries).unwrap_or_default();
        entries
            .iter()
            .any(|one| one.key.as_str() == Some("uses") && one.value.as_str().is_some_and(|to| to.contains(used)))
    };
    let mut out: Vec<String> = files.iter().filter(uses).flat_map(|file| crons(file)).cloned().collect();
    out.order();
    out.dedup();
    out
}

fn promise(repo: &Repo) -> Option<ClaimedPromise> {
    let constitution = repo.constitution.as_ref()?;
    let inherits = inherits::read(&constitution.text, &constitution.document.markdown);
    Some(ClaimedPromise {
        path: constitution.path.clone(),
        version: constitution.document.version().map(ToString::to_string),
        inherits: inherits
            .into_iter()
            .map(|parent| match parent.version {
                Some(version) => format!("{} v{}", parent.name, version.value),
                None => parent.name,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::*;
    use prodproof_syntax::answer::Certainty;
    use prodproof_syntax::snapshot::Facts;

    fn promise_of(text: &str) -> (Option<String>, Vec<String>) {
        let repo =
            Repo::new(Snapshot::of(&[(".specify/memory/constitution.md", text)], Facts::unknown("x", Date::MIN)));
        let promise = promise(&repo).unwrap();
        (promise.version, promise.inherits)
    }

    #[test]
    fn versions_and_what_is_inherited() {
        let family = "# C\n\n> **Version:** 1.6.0\n> **Inherits:** [acme/constitution](https://x.example/c) v1.0.0\n";
        assert_eq!(promise_of(family), (Some("1.6.0".into()), vec!["acme/constitution v1.0.0".into()]));
        let footer = "# C\n\n**Version**: 1.2.0 | **Ratified**: 2025-12-30 | **Last Amended**: 2025-12-30\n";
        assert_eq!(promise_of(footer), (Some("1.2.0".into()), vec![]));
        assert_eq!(promise_of("# C\n\nSemantic Versioning 2.0.0\n"), (None, vec![]));
    }

    #[test]
    fn a_publication_keeps_line_and_schedule() {
        let text = "\
on:
  schedule:
    - cron: '30 4 * * 1'
jobs:
  b:
    steps:
      - run: podman push x
";
        let path = ".github/workflows/b.yml";
        let mut repo = Repo::new(Snapshot::of(&[(path, text)], Facts::unknown("x", Date::MIN)));
        let at = text.find("podman").unwrap();
        std::sync::Arc::make_mut(&mut repo.build).publications = vec![prodproof_publication::Publication {
            event: Event::Schedule,
            path: path.into(),
            span: Span::new(at, at + 6),
            job: "b".into(),
            method: "podman push".into(),
            reference: Some(Reference::parse("quay.io/acme/widget")),
            certainty: Certainty::Yes,
            refused: None,
            conditions: Vec::new(),
            source: Default::default(),
            hosts: None,
            anonymous: false,
        }]
        .into();
        let claims = claims(&repo, Identity::default(), &[], Vec::new());
        let publication = &claims.publications[0];
        assert_eq!(publication.schedule, ["30 4 * * 1"]);
        assert_eq!((publication.spot.line, publication.spot.column), (7, 14));
        assert_eq!(publication.reference.as_deref(), Some("quay.io/acme/widget:latest"));
    }
}
