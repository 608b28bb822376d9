//! A fleet in words and pictures: text, JSON, Markdown, and one HTML page. Here is what
//! they share. Must not decide what is a fault.

use std::collections::BTreeSet;

use crate::fleet::join::RepositoryKin;
use crate::fleet::kinship::Kinship;
use crate::fleet::publishers::{tag_of, FleetPublishers};
use crate::fleet::{FleetFinding, JoinedFleet, Member};
use prodproof_syntax::finding::Severity;
use prodproof_syntax::reference::Reference;

#[cfg(feature = "drawings")]
pub mod graph;
#[cfg(feature = "drawings")]
pub mod html;
pub mod json;
#[cfg(feature = "drawings")]
pub mod layout;
pub mod markdown;
pub mod text;

/// One repository's line in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// "archived", "a mirror of `acme/widget`", …
    pub standing: Vec<String>,
    /// The constitution's version; "none" without a constitution, "?" without a version.
    pub version: String,
    pub inherits: Vec<String>,
    /// References, each once: those that merges publish first.
    pub publishes: Vec<String>,
    /// References that units run, with the verdict where it is not "yes".
    pub runs: Vec<String>,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

/// The table: one row a member, in the order of the fleet.
pub fn rows(fleet: &JoinedFleet) -> Vec<Row> {
    let mut standing: Vec<Vec<String>> = fleet.members.iter().map(own_standing).collect();
    for kin in &fleet.kin {
        if matches!(kin.kinship, Kinship::Unrelated | Kinship::Namesake) {
            continue;
        }
        let (Some(row), Some(other)) = (standing.get_mut(kin.first), fleet.members.get(kin.second)) else { continue };
        row.push(format!("{} {}", related(kin), other.label));
    }
    fleet.members.iter().zip(standing).map(|(member, standing)| row(member, standing)).collect()
}

fn own_standing(member: &Member) -> Vec<String> {
    let mut out = Vec::new();
    if member.archived() {
        out.push("archived".to_string());
    }
    if member.fork() {
        out.push("fork".to_string());
    }
    if member.claims.identity.history.shallow {
        out.push("shallow clone".to_string());
    }
    if member.exists == prodproof_syntax::answer::Answer::No {
        out.push("not in the listing".to_string());
    }
    out
}

fn row(member: &Member, standing: Vec<String>) -> Row {
    let claims = &member.claims;
    let promise = claims.promise.as_ref();
    let mut publishes: Vec<String> = Vec::new();
    let merged_first = |merge: bool| {
        claims.publications.iter().filter(move |publication| publication.event.starts_with("push:") == merge)
    };
    for publication in merged_first(true).chain(merged_first(false)) {
        let reference = publication.reference.clone().unwrap_or_else(|| "<?>".to_string());
        if !publishes.contains(&reference) {
            publishes.push(reference);
        }
    }
    let runs = claims.deployments.iter().map(|deployment| {
        let reference = deployment.reference.as_deref().unwrap_or("<?>");
        match deployment.verdict.as_str() {
            "yes" => reference.to_string(),
            "no" => format!("{reference} (never pulled anew)"),
            other => format!("{reference} (pulled anew: {other})"),
        }
    });
    Row {
        name: member.label.clone(),
        standing,
        version: match promise {
            None => "none".to_string(),
            Some(promise) => promise.version.clone().unwrap_or_else(|| "?".to_string()),
        },
        inherits: promise.map(|promise| promise.inherits.clone()).unwrap_or_default(),
        publishes,
        runs: runs.collect(),
        errors: claims.counts.errors,
        warnings: claims.counts.warnings,
        infos: claims.counts.infos,
    }
}

impl Row {
    /// "2 errors, 1 warning"; "-" where nothing is open.
    pub fn open(&self) -> String {
        let parts: Vec<String> = [(self.errors, "error"), (self.warnings, "warning"), (self.infos, "info")]
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| many(*count, word))
            .collect();
        if parts.is_empty() {
            "-".to_string()
        } else {
            parts.join(", ")
        }
    }
}

pub fn count(findings: &[FleetFinding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

/// "1 error", "2 errors".
pub fn many(count: usize, word: &str) -> String {
    let plural = match word {
        "repository" => "repositories".to_string(),
        word => format!("{word}s"),
    };
    format!("{count} {}", if count == 1 { word } else { &plural })
}

/// "12 repositories (13 clones), 30 references, 1 error, 0 warnings, 2 infos".
pub fn summary(fleet: &JoinedFleet) -> String {
    let repositories: BTreeSet<usize> = fleet.members.iter().map(|member| member.repository).collect();
    let clones = match fleet.members.len() {
        n if n == repositories.len() => String::new(),
        n => format!(" ({})", many(n, "clone")),
    };
    let waived = match fleet.waived.len() {
        0 => String::new(),
        n => format!(", {n} waived"),
    };
    format!(
        "{}{clones}, {}, {}, {}, {}{waived}",
        many(repositories.len(), "repository"),
        many(references(fleet), "reference"),
        many(count(&fleet.findings, Severity::Error), "error"),
        many(count(&fleet.findings, Severity::Warning), "warning"),
        many(count(&fleet.findings, Severity::Info), "info"),
    )
}

fn references(fleet: &JoinedFleet) -> usize {
    let publications = fleet.members.iter().flat_map(|member| &member.claims.publications);
    publications.filter_map(|publication| publication.reference.as_deref()).collect::<BTreeSet<_>>().len()
}

/// What is known not to be there: the honest remark under every report.
pub fn incomplete(fleet: &JoinedFleet) -> Option<String> {
    if fleet.missing.is_empty() {
        return None;
    }
    let names: Vec<String> = fleet
        .missing
        .iter()
        .take(10)
        .map(|listed| if listed.archived { format!("{} (archived)", listed.name) } else { listed.name.clone() })
        .collect();
    let more = if fleet.missing.len() > names.len() { ", …" } else { "" };
    Some(format!(
        "the fleet is incomplete: {} listed, but not given: {}{more}",
        match fleet.missing.len() {
            1 => "1 repository is".to_string(),
            n => format!("{n} repositories are"),
        },
        names.join(", ")
    ))
}

/// `name:tag` or `name@digest` as the members of one name have it, sorted.
pub fn tags<'a>(publishers: &'a FleetPublishers<'_>, name: &str) -> Vec<&'a str> {
    let Some(entry) = publishers.names.get(name) else { return Vec::new() };
    let fixed = entry.fixed.keys().map(String::as_str);
    fixed.chain(entry.open.iter().map(|(tag, _)| tag.as_str())).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Name and tag of a reference's text.
pub fn split(reference: &str) -> (String, String) {
    let reference = Reference::parse(reference);
    (reference.name(), tag_of(&reference))
}

/// What the first is to the second.
fn related(kin: &RepositoryKin) -> &'static str {
    match (kin.kinship, kin.older) {
        (Kinship::SecondClone, _) => "a second clone of",
        (Kinship::Mirror, _) => "a mirror of",
        (Kinship::OldName, true) => "an old name of",
        (Kinship::OldName, false) => "the new name of",
        (Kinship::Copy, true) => "a copy, left behind, of",
        (Kinship::Copy, false) => "grown from a copy of",
        (Kinship::OldNameOrCopy, true) => "an old name or a left copy of",
        (Kinship::OldNameOrCopy, false) => "a new name or a grown copy of",
        (Kinship::Fork, _) => "a fork beside",
        (Kinship::Recreated, _) => "re-created, with another history than",
        (Kinship::NameReused, _) => "another history under the same name as",
        (Kinship::Namesake, _) => "a namesake, without common history, of",
        (Kinship::Distinct, _) => "another repository than",
        (Kinship::Unrelated, _) => "unrelated to",
        (Kinship::Unknown, _) => "of unknown kinship to",
    }
}
