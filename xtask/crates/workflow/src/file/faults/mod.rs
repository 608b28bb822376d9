//! Why GitHub refuses a workflow file.
//!
//! Only what is certain makes the file refused; what a newer GitHub may have learnt to
//! read is told but does not silence the jobs beside it. Source: actions/runner
//! `workflow-v1.0.json`, github/docs `contexts.md` (which context where).

use crate::file::steps_of;
use std::collections::{BTreeMap, HashSet};

use super::WorkflowFile;
use crate::expression::{condition, faults, parse, parts, Expr, ExpressionFault, IfCondition, Part, SyntaxError};
use crate::fault::{Fault, FaultCause, KeyOwner};
use crate::trigger;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Node, YamlProblem};

const TOP: [&str; 9] =
    ["on", "name", "run-name", "description", "defaults", "env", "permissions", "concurrency", "jobs"];
const PUSH: [&str; 6] = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"];
const JOB: [&str; 21] = [
    "needs",
    "if",
    "strategy",
    "name",
    "continue-on-error",
    "timeout-minutes",
    "cancel-timeout-minutes",
    "container",
    "services",
    "env",
    "environment",
    "permissions",
    "concurrency",
    "outputs",
    "defaults",
    "steps",
    "runs-on",
    "snapshot",
    "uses",
    "with",
    "secrets",
];
/// Contexts and functions that a place does not know.
#[rustfmt::skip]
const NOT_WORKFLOW: &[&str] =
    &["env", "needs", "steps", "matrix", "strategy", "job", "runner", "hashFiles", "jobs", "success", "failure", "cancelled", "always"];
#[rustfmt::skip]
const NOT_TOP: &[&str] =
    &["secrets", "env", "needs", "steps", "matrix", "strategy", "job", "runner", "hashFiles", "jobs", "success", "failure", "cancelled", "always"];
const NOT_JOB_IF: &[&str] = &["env", "secrets", "matrix", "strategy", "steps", "job", "runner", "jobs", "hashFiles"];
#[rustfmt::skip]
const NOT_JOB: &[&str] =
    &["env", "secrets", "steps", "job", "runner", "hashFiles", "jobs", "success", "failure", "cancelled", "always"];
#[rustfmt::skip]
const NOT_JOB_ENV: &[&str] =
    &["env", "steps", "job", "runner", "hashFiles", "jobs", "success", "failure", "cancelled", "always"];
#[rustfmt::skip]
const NOT_STRATEGY: &[&str] =
    &["env", "secrets", "steps", "job", "runner", "matrix", "strategy", "hashFiles", "jobs", "success", "failure", "cancelled", "always"];
const NOT_STEP_IF: &[&str] = &["secrets", "jobs"];
const NOT_STEP: &[&str] = &["jobs", "success", "failure", "cancelled", "always"];

pub(super) fn find(file: &WorkflowFile) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut fatal = |span, cause| found.push(Fault { span, cause, fatal: true });
    for problem in &file.yaml.problems {
        fatal(problem.span, FaultCause::Yaml(problem.fault.clone()));
    }
    let syntax = file.yaml.problems.iter().any(YamlProblem::is_syntax);
    let Some(root) = file.root() else {
        if !syntax {
            fatal(Span::default(), FaultCause::Empty);
        }
        return found;
    };
    // What follows a syntax error cannot be missed.
    if syntax {
        return found;
    }
    if !root.is_mapping() {
        fatal(Span::at(root.span.start), FaultCause::NoMapping);
        return found;
    }
    match &file.triggers {
        None => fatal(Span::at(root.span.start), FaultCause::NoOn),
        Some(triggers) if triggers.list.is_empty() => fatal(triggers.key, FaultCause::NoEvent),
        Some(_) => {}
    }
    for entry in root.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if !TOP.contains(&key) && key != "true" && !key.starts_with("x-") {
            fatal(entry.key.span, FaultCause::ForeignKey { key: key.to_string(), owner: KeyOwner::Workflow });
        }
    }
    let on = trigger::on(root);
    for entry in on.and_then(|on| on.get("push")).map_or(&[][..], Node::entries) {
        let key = entry.key.as_str().unwrap_or_default();
        if !PUSH.contains(&key) {
            fatal(entry.key.span, FaultCause::ForeignKey { key: key.to_string(), owner: KeyOwner::OnPush });
        }
    }
    filters(file, &mut fatal);
    match root.get("jobs") {
        None => fatal(Span::at(root.span.start), FaultCause::NoJobs),
        Some(jobs) if !jobs.is_mapping() || jobs.entries().is_empty() => {
            fatal(jobs.span, FaultCause::NoJob);
        }
        Some(_) => {}
    }
    blank_env(file, root, &mut fatal);
    needs(file, &mut fatal);
    expressions(file, root, &mut fatal);
    jobs(file, &mut found);
    if let Some(second) = file.yaml.documents.get(1) {
        found.push(Fault { span: second.span, cause: FaultCause::SecondDocument, fatal: false });
    }
    let mut told: HashSet<Span> = found.iter().map(|fault| fault.span).collect();
    for (span, fault) in super::schema::check(root) {
        // What another check told of the same place is enough.
        if told.insert(span) {
            found.push(Fault { span, cause: FaultCause::Schema(fault), fatal: false });
        }
    }
    found
}

fn filters(file: &WorkflowFile, fatal: &mut impl FnMut(Span, FaultCause)) {
    let on = file.on();
    for trigger in file.triggers.iter().flat_map(|triggers| &triggers.list) {
        let Some(body) = on.and_then(|on| on.get(&trigger.name)) else { continue };
        for kind in ["branches", "tags", "paths"] {
            if let (Some(_), Some(ignore)) = (body.entry(kind), body.entry(&format!("{kind}-ignore"))) {
                fatal(ignore.key.span, FaultCause::BothFilters(kind));
            }
        }
        for filter in [&trigger.branches, &trigger.tags, &trigger.paths].into_iter().flatten() {
            for pattern in &filter.patterns {
                if let Err(fault) = &pattern.glob {
                    let cause = FaultCause::BrokenPattern { pattern: pattern.text.clone(), fault: fault.clone() };
                    fatal(pattern.span, cause);
                }
            }
        }
    }
}

/// `env:` with nothing behind it: "Unexpected value ''", said by the npm package
/// `@actions/workflow-parser` 0.3.61 and by GitHub (InsightSoftwareConsortium/ITK#6203,
/// Krande/adapy#240).
fn blank_env(file: &WorkflowFile, root: &Node, fatal: &mut impl FnMut(Span, FaultCause)) {
    let jobs = file.jobs().map(|(_, job)| job);
    let steps = file.jobs().flat_map(|(_, job)| steps_of(job));
    for node in [root].into_iter().chain(jobs).chain(steps) {
        if let Some(env) = node.entry("env").filter(|env| env.value.is_null()) {
            fatal(env.value.span, FaultCause::BlankEnv);
        }
    }
}

fn needs(file: &WorkflowFile, fatal: &mut impl FnMut(Span, FaultCause)) {
    // Ids of jobs ignore case.
    let ids: BTreeMap<String, &str> = file.jobs().map(|(id, _)| (id.to_ascii_lowercase(), id)).collect();
    // Who waits for a job, and for how many each waits.
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = file.jobs().map(|(id, _)| (id, 0)).collect();
    for (id, job) in file.jobs() {
        for need in job.get("needs").map(Node::one_or_many).unwrap_or_default() {
            let Some(name) = need.as_str() else { continue };
            match ids.get(&name.to_ascii_lowercase()) {
                Some(own) => {
                    waiting.entry(own).or_default().push(id);
                    *open.entry(id).or_default() += 1;
                }
                None => fatal(need.span, FaultCause::UnknownNeed { job: id.to_string(), need: name.to_string() }),
            }
        }
    }
    // Jobs whose needs are all done leave; who stays waits for itself.
    let mut done: Vec<&str> = open.iter().filter(|(_, left)| **left == 0).map(|(id, _)| *id).collect();
    while let Some(id) = done.pop() {
        open.remove(id);
        for waits in waiting.remove(id).unwrap_or_default() {
            let Some(left) = open.get_mut(waits) else { continue };
            *left -= 1;
            if *left == 0 {
                done.push(waits);
            }
        }
    }
    if let Some(place) = open.keys().next().and_then(|id| file.job(id)).and_then(|job| job.get("needs")) {
        fatal(place.span, FaultCause::NeedCircle(open.keys().map(|id| id.to_string()).collect()));
    }
}

/// Expressions that cannot be read, and contexts that do not exist or not here.
fn expressions(file: &WorkflowFile, root: &Node, fatal: &mut impl FnMut(Span, FaultCause)) {
    let mut visit = Visit { file, fatal };
    for key in ["env", "concurrency", "run-name", "defaults"] {
        if let Some(node) = root.get(key) {
            visit.tree(node, if key == "env" { NOT_WORKFLOW } else { NOT_TOP });
        }
    }
    for (_, job) in file.jobs() {
        for entry in job.entries() {
            let Some(key) = entry.key.as_str() else { continue };
            match key {
                "if" => visit.condition(&entry.value, NOT_JOB_IF),
                "env" => visit.tree(&entry.value, NOT_JOB_ENV),
                "strategy" => visit.tree(&entry.value, NOT_STRATEGY),
                "runs-on" | "concurrency" | "with" | "name" | "timeout-minutes" | "continue-on-error" => {
                    visit.tree(&entry.value, NOT_JOB);
                }
                // `environment.url` knows steps.
                "environment" => {
                    visit.tree(entry.value.get("name").unwrap_or(&entry.value), NOT_JOB);
                    if let Some(url) = entry.value.get("url") {
                        visit.tree(url, NOT_STEP);
                    }
                }
                "steps" => {
                    for step in entry.value.items() {
                        for part in step.entries() {
                            match part.key.as_str() {
                                Some("if") => visit.condition(&part.value, NOT_STEP_IF),
                                _ => visit.tree(&part.value, NOT_STEP),
                            }
                        }
                    }
                }
                _ => visit.tree(&entry.value, NOT_STEP),
            }
        }
    }
}

struct Visit<'a, F> {
    file: &'a WorkflowFile,
    fatal: &'a mut F,
}

impl<F: FnMut(Span, FaultCause)> Visit<'_, F> {
    fn tree(&mut self, node: &Node, forbidden: &[&str]) {
        if node.alias.is_some() {
            return;
        }
        node.items().iter().for_each(|item| self.tree(item, forbidden));
        node.entries().iter().for_each(|entry| self.tree(&entry.value, forbidden));
        let Some(scalar) = node.scalar().filter(|scalar| scalar.text.contains("${{")) else { return };
        for part in parts(&scalar.text) {
            match part {
                Part::Expression(body, span) => match parse(body) {
                    Ok(expr) => self.expr(node, &expr, span.start + 3, forbidden),
                    Err(error) => self.error(node, &error, span.start + 3),
                },
                Part::Unclosed(span) => {
                    let place = node.span_in(&self.file.text, Span::new(span.start, span.start + 3));
                    (self.fatal)(place, FaultCause::OpenExpression);
                }
                Part::Literal(..) => {}
            }
        }
    }

    fn condition(&mut self, node: &Node, forbidden: &[&str]) {
        let Some(scalar) = node.scalar() else { return };
        if scalar.text.contains("${{") {
            return self.tree(node, forbidden);
        }
        match condition(&scalar.text) {
            IfCondition::Expression(expr) | IfCondition::AlwaysTrue(expr) => self.expr(node, &expr, 0, forbidden),
            IfCondition::Error(error) => self.error(node, &error, 0),
        }
    }

    fn error(&mut self, node: &Node, error: &SyntaxError, shift: usize) {
        let place = node.span_in(&self.file.text, error.span.shift(shift));
        (self.fatal)(place, FaultCause::UnreadExpression(error.fault.clone()));
    }

    fn expr(&mut self, node: &Node, expr: &Expr, shift: usize, forbidden: &[&str]) {
        let mut found = faults(expr);
        expr.walk(&mut |expr| {
            if let Expr::Name(name, span) = expr {
                if forbidden.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                    found.push(SyntaxError { span: *span, fault: ExpressionFault::ContextElsewhere(name.clone()) });
                }
            }
            if let Expr::Call(name, span, arguments) = expr {
                let status = ["success", "failure"].iter().any(|own| own.eq_ignore_ascii_case(name));
                if forbidden == NOT_STEP_IF && status && !arguments.is_empty() {
                    found.push(SyntaxError { span: *span, fault: ExpressionFault::StatusArguments(name.clone()) });
                }
                if forbidden.iter().any(|own| own.eq_ignore_ascii_case(name)) {
                    found.push(SyntaxError { span: *span, fault: ExpressionFault::FunctionElsewhere(name.clone()) });
                }
            }
        });
        for fault in found {
            let place = node.span_in(&self.file.text, fault.span.shift(shift));
            (self.fatal)(place, FaultCause::WrongExpression(fault.fault));
        }
    }
}

/// What is wrong with single jobs.
fn jobs(file: &WorkflowFile, found: &mut Vec<Fault>) {
    for (id, job) in file.jobs() {
        let mut soft = |span, cause| found.push(Fault { span, cause, fatal: false });
        if !job.is_mapping() {
            soft(job.span, FaultCause::JobNoMapping(id.to_string()));
            continue;
        }
        for entry in job.entries() {
            let key = entry.key.as_str().unwrap_or_default();
            if !JOB.contains(&key) {
                soft(entry.key.span, FaultCause::ForeignKey { key: key.to_string(), owner: KeyOwner::Job });
            }
        }
        if job.get("uses").is_some() {
            continue;
        }
        if job.get("runs-on").is_none() {
            soft(Span::at(job.span.start), FaultCause::JobWithout { job: id.to_string(), key: "runs-on" });
        }
        match job.get("steps") {
            None => soft(Span::at(job.span.start), FaultCause::JobWithout { job: id.to_string(), key: "steps" }),
            Some(steps) if !steps.is_sequence() => soft(steps.span, FaultCause::StepsNoList(id.to_string())),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
