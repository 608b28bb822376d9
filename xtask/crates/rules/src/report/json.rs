//! Findings for programs: one JSON document, version 1, whose shape is promised by
//! `xtask/schemas/findings.schema.json`. Keys are only ever added, and only to `summary`.

use serde_json::{json, Value};

use super::{Locator, Report};
use crate::select::Counts;
use prodproof_syntax::finding::{Edit, Finding, Place};

/// The promised shape (JSON Schema, draft 2020-12).
pub const SCHEMA: &str = include_str!("../../schemas/findings.schema.json");

/// The whole report; one valid document even when nothing was found.
pub fn json(report: &Report<'_>) -> String {
    let locator = Locator::new(report.sources);
    let findings: Vec<Value> = report.findings().iter().map(|one| finding(&locator, one)).collect();
    let document = json!({ "schema": 1, "findings": findings, "summary": summary(report, &locator) });
    format!("{document:#}\n")
}

pub(super) fn finding(locator: &Locator<'_>, finding: &Finding) -> Value {
    let related = finding.related.iter().map(|label| {
        let mut at = place(locator, &label.place);
        at["message"] = json!(label.message.to_string());
        at
    });
    let fix = finding.fix.as_ref().map(|fix| {
        let edits: Vec<Value> = fix.edits.iter().map(|one| edit(locator, one)).collect();
        json!({ "title": fix.title, "safe": fix.safe, "edits": edits })
    });
    json!({
        "rule": finding.rule.code,
        "name": finding.rule.name,
        "severity": finding.severity.as_str(),
        "message": finding.message.to_string(),
        "help": finding.help.to_string(),
        "primary": place(locator, &finding.primary),
        "related": related.collect::<Vec<_>>(),
        "fix": fix,
    })
}

/// Lines and columns from 1, columns in characters, the end exclusive.
fn place(locator: &Locator<'_>, place: &Place) -> Value {
    let region = locator.region(place);
    json!({
        "path": place.path,
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    })
}

/// As [`place`], with the byte range as well, since edits are of bytes.
fn edit(locator: &Locator<'_>, edit: &Edit) -> Value {
    let mut at = place(locator, &edit.place);
    at["start"] = json!(edit.place.span.start);
    at["end"] = json!(edit.place.span.end);
    at["text"] = json!(edit.text);
    at
}

fn summary(report: &Report<'_>, locator: &Locator<'_>) -> Value {
    let Counts { errors, warnings, infos, fixable, fixable_unsafely, waived, suppressed } = report.counts();
    let brief = |one: &Finding| {
        let at = locator.region(&one.primary);
        json!({ "rule": one.rule.code, "name": one.rule.name, "path": one.primary.path, "line": at.line })
    };
    let waivers = report.selected.waived.iter().map(|one| {
        let mut value = brief(&one.finding);
        value["reason"] = json!(one.reason);
        value
    });
    let dependents = report.selected.suppressed.iter().map(|one| {
        let mut value = brief(&one.finding);
        value["cause"] = json!(report.selected.shown.get(one.cause).map(|cause| cause.rule.code));
        value
    });
    json!({
        "errors": errors,
        "warnings": warnings,
        "infos": infos,
        "fixable": fixable,
        "fixable_unsafely": fixable_unsafely,
        "waived": waived,
        "suppressed": suppressed,
        "exit_code": u8::from(report.fails()),
        "deliveries": deliveries(report),
        "waived_findings": waivers.collect::<Vec<_>>(),
        "suppressed_findings": dependents.collect::<Vec<_>>(),
    })
}

/// What became of each image, as `trace --format json` tells it in full.
fn deliveries(report: &Report<'_>) -> Vec<Value> {
    report.chain.iter().flat_map(|chain| &chain.deliveries).map(super::trace::delivery).collect()
}
