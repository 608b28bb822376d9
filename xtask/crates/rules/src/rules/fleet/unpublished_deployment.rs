//! F007: a unit runs a reference that nobody in the fleet publishes.

use std::collections::BTreeSet;

use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{Deliveries, FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Severity};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Finds a unit that runs a reference which nobody in the fleet publishes, though the
    /// fleet publishes under that name, or under that namespace. Where `--repos` lists
    /// repositories that were not given, it is only an info: one of them may publish it.
    ///
    /// ## Why is this bad?
    /// No merge anywhere changes what this unit runs.
    ///
    /// ## Example
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:stable
    /// ```
    /// while the fleet pushes only `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Run a reference that a merge publishes, or publish this one.
    F007 UNPUBLISHED_DEPLOYMENT "unpublished-deployment" Warning "a unit runs a reference that nobody in the fleet publishes"
}

pub(super) fn check(
    fleet: &JoinedFleet,
    publishers: &FleetPublishers<'_>,
    deliveries: &Deliveries<'_>,
    acc: &mut Vec<FleetFinding>,
) {
    let names = publishers.names.keys().map(String::as_str).chain(deliveries.names.keys().copied());
    let namespaces: BTreeSet<&str> =
        names.filter_map(|name| name.rsplit_once('/')).map(|(namespace, _)| namespace).collect();
    let pushers = publishers.unknown.iter().filter_map(|push| fleet.members.get(push.member));
    let opaque: BTreeSet<usize> = pushers.map(|pusher| pusher.repository).collect();
    for member in &fleet.members {
        // A push of unknown name in the same repository may well be the one.
        let opaque = opaque.contains(&member.repository);
        for deployment in member.claims.deployments.iter() {
            let Some(reference) = deployment.reference.as_deref().map(Reference::parse) else { continue };
            if reference.has_holes() || publishers.of(&reference).0 != Answer::No {
                continue;
            }
            let name = reference.name();
            let known = publishers.names.get(&name);
            let ours = name.rsplit_once('/').is_some_and(|(namespace, _)| namespaces.contains(namespace));
            // Somebody else's image: nobody here should publish it.
            if opaque || (known.is_none() && !ours) {
                continue;
            }
            let instead = match known {
                None => String::new(),
                Some(known) => {
                    let tags: Vec<String> = known.fixed.keys().take(5).map(|tag| format!("`{tag}`")).collect();
                    let versions = (!known.versions.is_empty()).then(|| "versions".to_string());
                    let open = (!known.open.is_empty()).then(|| "tags known at run time".to_string());
                    let all: Vec<String> = tags.into_iter().chain(versions).chain(open).collect();
                    format!(", which publishes {} under that name", all.join(", "))
                }
            };
            let promised = deliveries.of(&name).first().and_then(|one| fleet.members.get(one.member));
            let promised = promised.map(|one| format!("; `{}` promises it", one.label)).unwrap_or_default();
            let message =
                format!("the unit runs `{reference}`, which nobody publishes in the fleet{instead}{promised}");
            let mut finding = FleetFinding::new(&UNPUBLISHED_DEPLOYMENT, member.site(&deployment.spot), message);
            finding.help = "run a reference that a merge publishes, or publish this one".into();
            if !fleet.missing.is_empty() {
                finding.severity = Severity::Info;
                finding.help = format!(
                    "give the {} that `--repos` lists and the fleet lacks: one of them may publish it ({})",
                    match fleet.missing.len() {
                        1 => "repository".to_string(),
                        n => format!("{n} repositories"),
                    },
                    first_names(fleet)
                )
                .into();
            }
            let publishing =
                known.map(|known| known.fixed.values().flatten().chain(&known.versions)).into_iter().flatten();
            let mut seen = BTreeSet::new();
            for push in publishing.take(64) {
                let Some(publisher) = fleet.members.get(push.member) else { continue };
                let site = publisher.site(&push.publication.spot);
                if seen.len() < 5 && seen.insert(site.clone()) {
                    let what = push.publication.reference.as_deref().unwrap_or_default();
                    finding.related.push((site, format!("`{}` publishes `{what}`", publisher.label)));
                }
            }
            acc.push(finding);
        }
    }
}

fn first_names(fleet: &JoinedFleet) -> String {
    let names: Vec<&str> = fleet.missing.iter().take(3).map(|listed| listed.name.as_str()).collect();
    let more = if fleet.missing.len() > names.len() { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    const BUILD: &str = "push:main quay.io/acme/widget:latest";

    #[test]
    fn a_unit_may_run_what_another_repository_publishes() {
        good(
            vec![
                repo("acme/widget", &["a"], &[BUILD]),
                repo("acme/hosts", &["z"], &["runs quay.io/acme/widget:latest"]),
            ],
            None,
        );
        good(vec![repo("acme/hosts", &["z"], &["runs docker.io/library/redis:7"])], None);
    }

    #[test]
    fn a_tag_or_a_name_that_nobody_publishes() {
        let hosts = repo("acme/hosts", &["z"], &["runs quay.io/acme/widget:stable", "runs quay.io/acme/gone:latest"]);
        bad(
            vec![repo("acme/widget", &["a"], &[BUILD]), hosts],
            None,
            &[
                "F007 acme/hosts:1 the unit runs `quay.io/acme/widget:stable` … publishes `latest`",
                "F007 acme/hosts:2 the unit runs `quay.io/acme/gone:latest`, which nobody publishes in the fleet",
            ],
        );
    }

    #[test]
    fn a_promise_that_nobody_keeps() {
        let api = repo(
            "acme/api",
            &["a"],
            &["push:main ghcr.io/acme/api:latest", "promises ghcr.io/acme/api=quay.io/own/api"],
        );
        bad(
            vec![api, repo("acme/hosts", &["z"], &["runs quay.io/own/api:latest"])],
            None,
            &["F007 acme/hosts:1 the unit runs `quay.io/own/api:latest`, which nobody publishes in the fleet; `acme/api` promises it"],
        );
    }

    #[test]
    fn a_version_or_an_unknown_tag_may_be_published() {
        let build = ["tag:v1.2.3 quay.io/acme/widget:1.2.3", "push:main quay.io/acme/tool:<var:TAG>"];
        let runs =
            ["runs quay.io/acme/widget:2.0.1", "runs quay.io/acme/tool:stable", "runs quay.io/acme/widget@sha256:00"];
        good(vec![repo("acme/widget", &["a"], &build), repo("acme/hosts", &["z"], &runs)], None);
    }

    #[test]
    fn an_incomplete_fleet_proves_no_absence() {
        use crate::fleet::Listing;
        use crate::rules::fleet::join;
        use prodproof_syntax::finding::Severity;
        let listing = Listing::parse(r#"[{"nameWithOwner":"acme/hosts"},{"nameWithOwner":"acme/builder"}]"#).unwrap();
        let hosts = repo("acme/hosts", &["z"], &[BUILD, "runs quay.io/acme/gone:latest"]);
        let fleet = join(vec![hosts], Some(&listing));
        assert_eq!(fleet.findings[0].severity, Severity::Info);
        assert!(fleet.findings[0].help.to_string().contains("acme/builder"), "{}", fleet.findings[0].help);
    }
}
