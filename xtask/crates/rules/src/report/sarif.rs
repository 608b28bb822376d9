//! Findings for code scanning: SARIF 2.1.0 (OASIS, errata 01).
//!
//! All rules are listed with their help. Paths are relative to `%SRCROOT%`; lines and
//! columns are from 1, columns in characters (`columnKind`), ends exclusive (3.30.8).

use std::collections::BTreeMap;

use serde_json::{json, Value};

use super::{Locator, Region, Report};
use crate::docs;
use crate::rules;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Edit, Finding, Place, Severity};

/// The whole report; one valid document even when nothing was found.
pub fn sarif(report: &Report<'_>) -> String {
    let locator = Locator::new(report.sources);
    let mut rules: Vec<&Rule> = rules::all().collect();
    for finding in report.findings() {
        if !rules.contains(&finding.rule) {
            rules.push(finding.rule);
        }
    }
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = report
        .findings()
        .iter()
        .map(|finding| {
            let index = rules.iter().position(|rule| *rule == finding.rule).unwrap_or_default();
            let mut value = result(&locator, finding);
            value["ruleIndex"] = json!(index);
            value["partialFingerprints"] = json!({ "findingLine/v1": fingerprint(report, finding, &mut seen) });
            value
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "xtask",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "shortDescription": { "text": "Proves constitution, build workflow and podman unit against each other: what is merged reaches production" },
                "rules": rules.iter().map(|rule| descriptor(rule, docs::SITE)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": {
                "description": { "text": "the root of the repository" },
            }},
            "invocations": [{ "executionSuccessful": true, "exitCode": u8::from(report.fails()) }],
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn descriptor(rule: &Rule, site: &str) -> Value {
    let mut value = json!({
        "id": rule.code,
        "name": pascal(rule.name),
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": docs::section(rule, "What it does").unwrap_or(rule.summary.to_string()) },
        "help": { "text": docs::explain(rule, docs::page(None)), "markdown": docs::markdown(rule) },
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": ["delivery"], "kebabName": rule.name },
    });
    if let Some(page) = docs::page_url(site, rule) {
        value["helpUri"] = json!(page);
    }
    value
}

fn result(locator: &Locator<'_>, finding: &Finding) -> Value {
    let mut text = finding.message.to_string();
    if !finding.help.is_empty() {
        text.push_str(&format!("\n{}", finding.help));
    }
    let related = finding.related.iter().enumerate().map(|(index, label)| {
        let mut at = location(locator, &label.place);
        at["id"] = json!(index + 1);
        at["message"] = json!({ "text": label.message.to_string() });
        at
    });
    let fixes = finding.fix.iter().map(|fix| {
        let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
        for edit in &fix.edits {
            files.entry(&edit.place.path).or_default().push(edit);
        }
        let changes = files.into_iter().map(|(path, edits)| {
            let replacements = edits.into_iter().map(|edit| {
                json!({
                    "deletedRegion": region(locator.region(&edit.place)),
                    "insertedContent": { "text": edit.text },
                })
            });
            json!({ "artifactLocation": artifact(path), "replacements": replacements.collect::<Vec<_>>() })
        });
        json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
    });
    json!({
        "ruleId": finding.rule.code,
        "level": level(finding.severity),
        "message": { "text": text },
        "locations": [location(locator, &finding.primary)],
        "relatedLocations": related.collect::<Vec<_>>(),
        "fixes": fixes.collect::<Vec<_>>(),
    })
}

fn location(locator: &Locator<'_>, place: &Place) -> Value {
    json!({ "physicalLocation": {
        "artifactLocation": artifact(&place.path),
        "region": region(locator.region(place)),
    }})
}

fn artifact(path: &str) -> Value {
    json!({ "uri": uri(path), "uriBaseId": "%SRCROOT%" })
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a relative URI reference (RFC 3986): what is not unreserved is escaped.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Survives moved lines and edits elsewhere: rule, path, the source line without its
/// white space, and which of several equal ones it is.
fn fingerprint(report: &Report<'_>, finding: &Finding, seen: &mut BTreeMap<String, usize>) -> String {
    let Place { path, span } = &finding.primary;
    let text = report.sources.text(path).unwrap_or_default();
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let line: Vec<&str> = line.trim_start_matches('\u{feff}').split_whitespace().collect();
    let key = format!("{}\n{path}\n{}", finding.rule.code, line.join(" "));
    let count = seen.entry(key.clone()).or_default();
    *count += 1;
    format!("{:016x}:{count}", fnv1a(key.as_bytes()))
}

/// FNV-1a, 64 bit: the same in every build, which std's hashers do not promise.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// `unpublished-merge` as SARIF's `name`, which is an identifier.
fn pascal(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_leads_to_its_page_where_there_is_a_site() {
        let rule = rules::all().next().unwrap();
        assert!(descriptor(rule, "").get("helpUri").is_none());
        let page = format!("https://site.example/rules/{}/", rule.code);
        assert_eq!(descriptor(rule, "https://site.example/")["helpUri"], json!(page));
    }
}
