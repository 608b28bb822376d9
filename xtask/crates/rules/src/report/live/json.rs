//! A look for programs: one JSON document, version 1, whose shape is promised by
//! `live.schema.json`. Keys and kinds are only ever added.

use serde_json::{json, Value};

use super::sum;
use crate::report::json::finding;
use crate::report::Locator;
use crate::rules::live::Concluded;
use crate::words::live::{help, words};
use prodproof_live::link::{HostFact, Link, LinkFact, Said};
use prodproof_live::moment::Moment;
use prodproof_syntax::snapshot::Snapshot;

/// The promised shape (JSON Schema, draft 2020-12).
pub const SCHEMA: &str = include_str!("../../../schemas/live.schema.json");

pub fn json(seen: &Concluded, sources: &Snapshot, exit_code: u8) -> String {
    let locator = Locator::new(sources);
    let now = seen.look.now;
    let waived = seen.waived.iter().map(|one| {
        let mut value = finding(&locator, &one.finding);
        value["reason"] = json!(one.reason);
        value["until"] = json!(one.until.map(|date| date.to_string()));
        value
    });
    let document = json!({
        "schema": 1,
        "expected": seen.look.expected,
        "verdict": seen.look.standing().as_str(),
        "sum": sum(seen),
        "asked_at": now.to_string(),
        "exit_code": exit_code,
        "links": seen.look.links.iter().map(|one| link(one, now)).collect::<Vec<_>>(),
        "findings": seen.findings.iter().map(|one| finding(&locator, one)).collect::<Vec<_>>(),
        "waived_findings": waived.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

fn link(link: &Link, now: Moment) -> Value {
    json!({
        "part": link.part.as_str(),
        "subject": link.subject,
        "unit": link.unit,
        "verdict": link.standing.as_str(),
        "facts": link.facts.iter().map(|one| fact(one, now)).collect::<Vec<_>>(),
    })
}

fn fact(fact: &LinkFact, now: Moment) -> Value {
    let diff = match &fact.said {
        Said::Host(HostFact::Drifted { diff }) => Some(diff),
        _ => None,
    };
    let url = match &fact.said {
        Said::Run(run) => run.url(),
        _ => None,
    };
    json!({
        "kind": fact.kind(),
        "verdict": fact.standing.as_str(),
        "message": words(fact, now),
        "help": help(fact),
        "url": url,
        "diff": diff,
    })
}
