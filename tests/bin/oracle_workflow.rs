//! Answers cases, a JSON line each, with what the workflow model makes of them, a JSON
//! line each. The oracle in `.ci/oracles` asks GitHub's own npm packages the same.
//! Must not decide anything itself: it only calls the model and spells its answers.

use std::io::{self, BufRead, Write};
use std::rc::Rc;

use prodproof_publication::expression::{condition, evaluate, faults, from_json, parse, IfCondition, Scope, Set};
use prodproof_publication::publishers::Publishers;
use prodproof_publication::trigger::{Filter, Trigger};
use prodproof_publication::WorkflowFile;
use prodproof_rules::words::Worded;
use prodproof_script::sh::{run, ScriptStep, World};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};
use serde_json::{json, Map, Value};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let text = case["text"].as_str().unwrap_or_default();
        let mut answer = match case["ask"].as_str() {
            Some("expression") => expression(text, &case["context"]),
            Some("workflow") => workflow(text),
            Some("script") => script(text, &case["files"], &case["env"], case["shell"].as_str()),
            other => json!({ "error": format!("no such question: {other:?}") }),
        };
        answer["id"] = case["id"].clone();
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

/// The case's contexts, all known; every run succeeds so far.
struct Known(Vec<(String, Set)>);

impl Scope for Known {
    fn context(&self, name: &str) -> Option<Set> {
        self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, set)| set.clone())
    }

    fn status(&self, function: &str) -> Answer {
        Answer::from(function == "success")
    }
}

fn expression(text: &str, context: &Value) -> Value {
    let expr = match parse(text) {
        Ok(expr) => expr,
        Err(error) => return json!({ "refused": error.fault.told().to_string() }),
    };
    if let Some(fault) = faults(&expr).first() {
        return json!({ "refused": fault.fault.told().to_string() });
    }
    let contexts = context.as_object().into_iter().flatten();
    let scope = Known(contexts.map(|(name, value)| (name.clone(), from_json(value).into())).collect());
    let found = evaluate(&expr, &scope);
    let texts: Vec<String> = found.to_values().iter().map(Symbolic::to_string).collect();
    let truthy = match found.truthy() {
        Answer::Yes => Value::Bool(true),
        Answer::No => Value::Bool(false),
        Answer::Unknown => Value::Null,
    };
    // Whether some part of it has no known value, even if the whole has.
    let mut hole = false;
    expr.walk(&mut |part| {
        let found = evaluate(part, &scope);
        hole |= found.truthy() == Answer::Unknown || found.to_values().iter().any(|text| text.as_known().is_none());
    });
    json!({ "texts": texts, "truthy": truthy, "hole": hole })
}

/// What a script pushes, in its order, beside these files and with these variables, and
/// whether it fails; `null` where that is not known.
fn script(text: &str, files: &Value, env: &Value, shell: Option<&str>) -> Value {
    let env = env.as_object().into_iter().flatten();
    let env = env.map(|(name, value)| (name.clone(), ValueSet::known(value.as_str().unwrap_or_default()))).collect();
    let files = |path: &str| files[path].as_str().map(str::to_string);
    let ran = run(&ScriptStep {
        script: &Symbolic::known(text),
        shell,
        env: &Rc::new(env),
        files: &files,
        programs: &Publishers,
        world: World::Runner,
    });
    let pushes: Vec<Value> = ran
        .pushes
        .iter()
        .map(|push| json!([push.reference.as_ref().map(Symbolic::to_string), push.certainty.is_yes()]))
        .collect();
    let fails = match ran.fails {
        Some(Answer::Yes) => json!(true),
        Some(Answer::No) => json!(false),
        Some(Answer::Unknown) | None => Value::Null,
    };
    json!({ "pushes": pushes, "opaque": ran.opaque.len(), "fails": fails })
}

fn workflow(text: &str) -> Value {
    let file = WorkflowFile::read(".github/workflows/w.yml", text);
    let spell = |fatal: bool| -> Vec<String> {
        file.faults.iter().filter(|fault| fault.fatal == fatal).map(|fault| fault.cause.told().to_string()).collect()
    };
    let events: Map<String, Value> = file
        .triggers
        .iter()
        .flat_map(|triggers| &triggers.list)
        .map(|trigger| (trigger.name.clone(), event(trigger)))
        .collect();
    let jobs: Vec<Value> = file
        .jobs()
        .map(|(id, job)| {
            let needs = job.get("needs").map(|needs| needs.one_or_many()).unwrap_or_default();
            let needs: Vec<&str> = needs.iter().filter_map(|need| need.as_str()).collect();
            let steps = job.get("steps").map_or(&[][..], |steps| steps.items()).iter();
            let steps: Vec<Value> = steps.map(|step| guard(step.get("if").and_then(|node| node.as_str()))).collect();
            json!({ "id": id, "needs": needs, "if": guard(job.get("if").and_then(|node| node.as_str())), "steps": steps })
        })
        .collect();
    json!({ "refused": spell(true), "doubts": spell(false), "events": events, "jobs": jobs })
}

fn event(trigger: &Trigger) -> Value {
    let mut out = Map::new();
    for filter in [&trigger.branches, &trigger.tags, &trigger.paths].into_iter().flatten() {
        out.insert(filter.key.clone(), json!(patterns(filter)));
    }
    if let Some(types) = &trigger.types {
        out.insert("types".into(), json!(types));
    }
    if !trigger.workflows.is_empty() {
        let names: Vec<&String> = trigger.workflows.iter().map(|(name, _)| name).collect();
        out.insert("workflows".into(), json!(names));
    }
    if !trigger.crons.is_empty() {
        out.insert("crons".into(), json!(trigger.crons));
    }
    Value::Object(out)
}

fn patterns(filter: &Filter) -> Vec<String> {
    filter.patterns.iter().map(|p| format!("{}{}", if p.negative { "!" } else { "" }, p.text)).collect()
}

/// What the text of an `if` comes to.
fn guard(text: Option<&str>) -> Value {
    match condition(text.unwrap_or_default()) {
        IfCondition::Expression(expr) => json!({ "status": expr.asks_status(), "always": false }),
        IfCondition::AlwaysTrue(expr) => json!({ "status": expr.asks_status(), "always": true }),
        IfCondition::Error(error) => json!({ "error": error.fault.told().to_string() }),
    }
}
