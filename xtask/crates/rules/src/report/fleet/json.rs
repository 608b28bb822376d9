//! The fleet for machines. Schema 1: additions keep the number, changes raise it.

use std::collections::BTreeMap;

use serde_json::{json, Value};

use crate::fleet::publishers::{kind, TagKind};
use crate::fleet::{FleetFinding, JoinedFleet, Site};
use prodproof_syntax::finding::Severity;

use super::{count, rows, split};

pub fn json(fleet: &JoinedFleet) -> String {
    let repositories: Vec<Value> = fleet
        .members
        .iter()
        .zip(rows(fleet))
        .map(|(member, row)| {
            json!({
                "name": member.label,
                "source": member.claims.identity.source,
                "remote": member.claims.identity.remote,
                "same_as": fleet.members.get(member.repository).map(|same| &same.label).filter(|same| **same != member.label),
                "archived": member.listed.as_ref().map(|listed| listed.archived),
                "fork": member.listed.as_ref().map(|listed| listed.fork),
                "listed": member.exists.as_str(),
                "shallow": member.claims.identity.history.shallow,
                "standing": row.standing,
                "constitution": member.claims.promise.as_ref().map(|promise| json!({
                    "path": promise.path, "version": promise.version, "inherits": promise.inherits,
                })),
                "publishes": row.publishes,
                "deployments": member.claims.deployments.iter().map(|deployment| json!({
                    "ref": deployment.reference, "verdict": deployment.verdict,
                    "path": deployment.spot.path, "line": deployment.spot.line,
                })).collect::<Vec<_>>(),
                "bases": member.claims.bases.iter().map(|base| &base.reference).collect::<Vec<_>>(),
                "open": { "errors": row.errors, "warnings": row.warnings, "infos": row.infos },
            })
        })
        .collect();
    let kin: Vec<Value> = fleet
        .kin
        .iter()
        .map(|kin| {
            let label = |at: usize| fleet.members.get(at).map(|member| &member.label);
            json!({
                "first": label(kin.first), "second": label(kin.second), "kinship": kin.kinship.as_str(),
                "same_repository": kin.kinship.same_repository().as_str(), "first_is_older": kin.older,
            })
        })
        .collect();
    let value = json!({
        "schema": 1,
        "repositories": repositories,
        "kinship": kin,
        "references": references(fleet),
        "missing": fleet.missing.iter().map(|listed| json!({
            "name": listed.name, "archived": listed.archived, "fork": listed.fork,
        })).collect::<Vec<_>>(),
        "findings": fleet.findings.iter().map(finding).collect::<Vec<_>>(),
        "waived": fleet.waived.iter().map(|(waived, repository, reason)| {
            let mut value = finding(waived);
            if let Value::Object(map) = &mut value {
                map.insert("waiver".into(), json!({ "repository": repository, "reason": reason }));
            }
            value
        }).collect::<Vec<_>>(),
        "summary": {
            "errors": count(&fleet.findings, Severity::Error),
            "warnings": count(&fleet.findings, Severity::Warning),
            "infos": count(&fleet.findings, Severity::Info),
            "waived": fleet.waived.len(),
            "clones": fleet.members.len(),
            "complete": fleet.missing.is_empty(),
        },
    });
    format!("{value:#}\n")
}

/// Every reference that is published or run, with who does.
fn references(fleet: &JoinedFleet) -> Vec<Value> {
    let mut all: BTreeMap<String, (Vec<Value>, Vec<Value>)> = BTreeMap::new();
    for member in &fleet.members {
        for publication in &member.claims.publications {
            let Some(reference) = &publication.reference else { continue };
            let tag = match kind(&publication.event, &split(reference).1) {
                TagKind::Fixed => "fixed",
                TagKind::Version => "version",
                TagKind::Open => "open",
            };
            all.entry(reference.clone()).or_default().0.push(json!({
                "repository": member.label, "event": publication.event, "schedule": publication.schedule,
                "certainty": publication.certainty.as_str(),
                "conditions": publication.conditions, "tag": tag,
                "path": publication.spot.path, "line": publication.spot.line, "column": publication.spot.column,
            }));
        }
        for deployment in member.claims.deployments.iter() {
            let Some(reference) = &deployment.reference else { continue };
            all.entry(reference.clone()).or_default().1.push(json!({
                "repository": member.label, "verdict": deployment.verdict,
                "path": deployment.spot.path, "line": deployment.spot.line, "column": deployment.spot.column,
            }));
        }
    }
    all.into_iter()
        .map(|(reference, (publishers, units))| json!({ "ref": reference, "publishers": publishers, "units": units }))
        .collect()
}

fn finding(finding: &FleetFinding) -> Value {
    json!({
        "rule": finding.rule.code,
        "name": finding.rule.name,
        "severity": finding.severity.as_str(),
        "message": finding.message.to_string(),
        "help": finding.help.to_string(),
        "primary": site(&finding.primary),
        "related": finding.related.iter().map(|(place, message)| {
            let mut value = site(place);
            if let Value::Object(map) = &mut value {
                map.insert("message".into(), json!(message));
            }
            value
        }).collect::<Vec<_>>(),
        "fix": null,
    })
}

fn site(site: &Site) -> Value {
    json!({
        "repository": (!site.repo.is_empty()).then_some(&site.repo),
        "path": site.spot.path, "line": site.spot.line, "column": site.spot.column,
    })
}
