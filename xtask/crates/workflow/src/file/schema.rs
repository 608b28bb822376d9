//! Which keys and kinds of values GitHub's schema has where.
//!
//! Source: `workflow-v1.0.json` of actions/languageservices (the package
//! `@actions/workflow-parser`). It grows with GitHub, so what it does not know is told
//! but refuses no file. Must not know expressions or what a key does.

use std::collections::BTreeSet;

use super::shapes::Shape::{self, Any, Bool, Filled, List, Loose, Map, Null, Number, OneOf, Text, Word};
use super::shapes::{Found, CALL, EVENTS, JOB, STEP, TOP};
use crate::fault::SchemaFault;
use crate::file::steps_of;
use crate::trigger;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Node, Value};

/// All that the schema does not know, in the order of the schema's keys.
pub(super) fn check(root: &Node) -> Found {
    let mut found = Vec::new();
    if let Some(on) = trigger::on(root) {
        events(on, &mut found);
    }
    known(root, TOP, &mut found);
    for place in ["name", "description", "permissions"].iter().filter_map(|key| root.get(key)) {
        if place.as_str().is_some_and(|text| text.contains("${{")) {
            found.push((place.span, SchemaFault::NoExpressionHere));
        }
    }
    if let Some(place) = root.get("concurrency") {
        required(place, "group", &mut found);
    }
    for entry in root.entries() {
        if entry.key.as_str().is_some_and(|key| key.starts_with("x-")) {
            found.push((entry.key.span, SchemaFault::OwnKey));
        }
    }
    if let Some(jobs) = root.get("jobs") {
        names(jobs, &mut found);
    }
    for entry in root.get("jobs").map_or(&[][..], Node::entries) {
        let id = entry.key.as_str().unwrap_or_default();
        if !is_id(id) {
            found.push((entry.key.span, SchemaFault::NoJobId(id.to_string())));
        }
        job(&entry.value, &mut found);
    }
    found
}

/// Ids begin with a letter or `_`, but not with `__`, and have less than 100 characters.
fn is_id(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && !id.starts_with("__")
        && id.len() < 100
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

fn events(on: &Node, found: &mut Found) {
    let mut name = |node: &Node| {
        let name = node.as_str().unwrap_or_default();
        let event = EVENTS.iter().find(|(own, _)| *own == name);
        if event.is_none() {
            found.push((node.span, SchemaFault::UnknownEvent(name.to_string())));
        }
        event.map(|(_, kind)| *kind)
    };
    let bodies: Vec<(&Node, &Shape)> = match on {
        _ if on.is_mapping() => on.entries().iter().filter_map(|e| Some((&e.value, name(&e.key)?))).collect(),
        _ => {
            on.one_or_many().into_iter().for_each(|node| {
                name(node);
            });
            Vec::new()
        }
    };
    for (body, kind) in bodies {
        if !body.is_null() || matches!(kind, List(_)) {
            // The outputs of a called workflow are made of its jobs'.
            let is_call = std::ptr::eq(body, on.get("workflow_call").unwrap_or(on));
            let expressions = if is_call { Expressions::AnyValue } else { Expressions::None };
            check_kind(body, kind, expressions, found);
        }
    }
    for input in on.at(&["workflow_call", "inputs"]).map_or(&[][..], Node::entries) {
        required(&input.value, "type", found);
    }
    for output in on.at(&["workflow_call", "outputs"]).map_or(&[][..], Node::entries) {
        required(&output.value, "value", found);
    }
    for item in on.get("schedule").map_or(&[][..], Node::items) {
        required(item, "cron", found);
        if let Some(cron) = item.get("cron") {
            if cron.as_str().is_some_and(|text| !text.is_empty() && !super::cron::is_valid(text)) {
                found.push((cron.span, SchemaFault::BrokenCron));
            }
        }
    }
}

fn required(node: &Node, key: &'static str, found: &mut Found) {
    if node.is_mapping() && node.get(key).is_none() {
        found.push((Span::at(node.span.start), SchemaFault::MissingKey(key)));
    }
}

fn known(node: &Node, keys: &[(&str, &Shape)], found: &mut Found) {
    for (key, kind) in keys {
        if let Some(value) = node.get(key) {
            check_kind(value, kind, Expressions::AnyValue, found);
        }
    }
}

/// Names of one mapping differ in more than their case, and none is empty.
fn names(node: &Node, found: &mut Found) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for entry in node.entries() {
        let name = entry.key.as_str().unwrap_or_default().to_lowercase();
        if name.is_empty() {
            found.push((entry.key.span, SchemaFault::EmptyName));
        } else if seen.contains(&name) {
            found.push((entry.key.span, SchemaFault::DoubledName(name.clone())));
        }
        seen.insert(name);
    }
}

fn job(job: &Node, found: &mut Found) {
    known(job, JOB, found);
    if let Some(container) = job.get("container") {
        required(container, "image", found);
    }
    for list in ["include", "exclude"].iter().filter_map(|key| job.at(&["strategy", "matrix", key])) {
        check_kind(list, &List(&Loose(&Any)), Expressions::AnyValue, found);
    }
    for place in [job.get("concurrency"), job.get("environment")].into_iter().flatten() {
        required(place, if Some(place) == job.get("environment") { "name" } else { "group" }, found);
    }
    if job.get("uses").is_some() {
        for entry in job.entries() {
            let key = entry.key.as_str().unwrap_or_default();
            if !CALL.contains(&key) {
                found.push((entry.key.span, SchemaFault::NotOfCall(key.to_string())));
            }
        }
        return;
    }
    for entry in ["with", "secrets"].iter().filter_map(|key| job.entry(key)) {
        found.push((entry.key.span, SchemaFault::OfCallOnly));
    }
    let mut ids: Vec<&str> = Vec::new();
    for step in steps_of(job) {
        // The newest kinds of steps are GitHub's to judge.
        if ["wait", "wait-all", "cancel", "parallel"].iter().any(|key| step.get(key).is_some()) {
            continue;
        }
        check_kind(step, &STEP, Expressions::AnyValue, found);
        match (step.entry("run"), step.entry("uses")) {
            (None, None) if step.is_mapping() => {
                found.push((Span::at(step.span.start), SchemaFault::StepWithoutWork));
            }
            (None, Some(uses)) if uses.value.as_str().is_some_and(|text| text.contains("${{")) => {
                found.push((uses.value.span, SchemaFault::NoExpressionHere));
            }
            (Some(_), Some(uses)) => found.push((uses.key.span, SchemaFault::StepWithBoth)),
            _ => {}
        }
        let Some((node, id)) = step.get("id").and_then(|node| Some((node, node.as_str()?))) else { continue };
        if !is_id(id) {
            found.push((node.span, SchemaFault::NoStepId(id.to_string())));
        } else if ids.contains(&id) {
            found.push((node.span, SchemaFault::DoubledId(id.to_string())));
        }
        ids.push(id);
    }
}

/// Where an expression may stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expressions {
    None,
    /// For any value.
    AnyValue,
}

/// The first fault of a value.
fn check_kind(node: &Node, kind: &Shape, expressions: Expressions, found: &mut Found) {
    let text = node.as_str().unwrap_or_default();
    if text.contains("${{") {
        if expressions == Expressions::None {
            found.push((node.span, SchemaFault::NoExpressionHere));
        }
        return;
    }
    let scalar = node.scalar().map(|scalar| scalar.value);
    let holds = match kind {
        Any => true,
        Null => node.is_null(),
        Text => scalar.is_some(),
        Filled => scalar.is_some() && !text.is_empty(),
        Bool => matches!(scalar, Some(Value::Bool(_))),
        Number => matches!(scalar, Some(Value::Number(_))),
        Word(words) => words.contains(&text),
        List(inner) => {
            node.items().iter().for_each(|item| check_kind(item, inner, expressions, found));
            node.is_sequence()
        }
        Loose(inner) => {
            names(node, found);
            node.entries().iter().for_each(|entry| check_kind(&entry.value, inner, expressions, found));
            node.is_mapping()
        }
        Map(keys) => {
            for entry in node.entries() {
                let key = entry.key.as_str().unwrap_or_default();
                match keys.iter().find(|(own, _)| *own == key) {
                    Some((_, inner)) => check_kind(&entry.value, inner, expressions, found),
                    None => found.push((entry.key.span, SchemaFault::UnknownKey(key.to_string()))),
                }
            }
            node.is_mapping()
        }
        OneOf(all) => {
            let mut best: Option<Found> = None;
            for inner in *all {
                let mut own = Vec::new();
                check_kind(node, inner, expressions, &mut own);
                // Of several, the one that fits the shape says the most.
                if own.is_empty() {
                    return;
                }
                if best.is_none() || own.iter().all(|(span, _)| *span != node.span) {
                    best = Some(own);
                }
            }
            found.extend(best.into_iter().flatten());
            return;
        }
    };
    if !holds {
        let fault = match text {
            "" => SchemaFault::OtherKind,
            _ => SchemaFault::UnexpectedValue(text.to_string()),
        };
        found.push((node.span, fault));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::yaml::Yaml;

    #[track_caller]
    fn finds(text: &str, expected: &[&str]) {
        let yaml = Yaml::read(text);
        let found = check(yaml.root().unwrap());
        let messages: Vec<String> = found.iter().map(|(_, fault)| format!("{fault:?}")).collect();
        assert_eq!(messages, expected, "{text}");
    }

    #[test]
    fn what_the_schema_has() {
        finds("on: {push: , pull_request: {types: [opened]}, schedule: [{cron: '0 0 * * *'}]}", &[]);
        finds("jobs: {a: {runs-on: [x, y], strategy: {matrix: '${{ x }}'}, steps: [{uses: a/b, with: {c: 1}}]}}", &[]);
        finds("env: {A: , B: true}\nconcurrency: {group: x, cancel-in-progress: '${{ x }}'}", &[]);
    }

    #[test]
    fn what_the_schema_has_not() {
        finds("on: [push, bogus]", &["UnknownEvent(\"bogus\")"]);
        finds("on: {pull_request: {tags: [a]}}", &["UnknownKey(\"tags\")"]);
        finds("on: {release: {types: [Published]}}", &["UnexpectedValue(\"Published\")"]);
        finds("on: {schedule: [{cron: '@daily'}]}", &["BrokenCron"]);
        finds("env: {A: [1]}", &["OtherKind"]);
        finds("permissions: {contents: all}", &["UnexpectedValue(\"all\")"]);
        finds("jobs: {1a: {steps: [{name: x}]}}", &["NoJobId(\"1a\")", "StepWithoutWork"]);
        finds("jobs: {a: {uses: ./x, env: {}}}", &["NotOfCall(\"env\")"]);
        finds("jobs: {a: {steps: [{run: x, bogus: y}]}}", &["UnknownKey(\"bogus\")"]);
    }
}
