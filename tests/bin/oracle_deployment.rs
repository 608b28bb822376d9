//! Answers cases, a JSON line each, with what the deployment model makes of them, a JSON
//! line each. The oracles in `.ci/oracles` make the cases, ask the real parts, and compare.
//! Must not decide anything itself: it only calls the model and spells its answers.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use prodproof_deployment::podman::Subcommand;
use prodproof_deployment::settings::Sources;
use prodproof_deployment::wrap::{Finder, Invocation};
use prodproof_deployment::{Deployment, ToldOfUnits};
use prodproof_rules::report::on_host::on_host;
use prodproof_syntax::expand::Variables;
use prodproof_syntax::finding::apply;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::{Facts, File, Snapshot};
use prodproof_syntax::words::Word;
use serde_json::{json, Value};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let mut answer = match text(&case, "ask") {
            "run" => run(&case),
            "quadlet" | "deployments" => json!({ "deployments": deployments(&snapshot(&case)) }),
            "service" => service(&case),
            "fix" => fix(&case),
            "reference" => json!({ "reference": Reference::parse(text(&case, "word")).to_string() }),
            other => json!({ "error": format!("no such question: {other}") }),
        };
        answer["id"] = case["id"].clone();
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// The case's files as a repository; the folder of the units is `deploy/`.
fn snapshot(case: &Value) -> Snapshot {
    let files = case["files"].as_object().into_iter().flatten();
    let files: BTreeMap<String, &str> = files
        .map(|(path, text)| match path.strip_prefix('/') {
            Some(absolute) => (format!("host/{absolute}"), text.as_str().unwrap_or_default()),
            None => (format!("deploy/{path}"), text.as_str().unwrap_or_default()),
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    Snapshot::of(&files, Facts::unknown("widget", time::Date::MIN))
}

fn deployments(snapshot: &Snapshot) -> Vec<Value> {
    prodproof_deployment::deployments(snapshot).iter().map(spell_deployment).collect()
}

fn spell_deployment(deployment: &Deployment) -> Value {
    json!({
        "path": deployment.path.strip_prefix("deploy/"),
        "service": deployment.service,
        "image": deployment.image.as_ref().map(|image| image.value.to_string()),
        "labels": deployment.labels,
        "verdict": deployment.verdict.as_str(),
        "conditions": deployment.conditions.iter().map(on_host).collect::<Vec<_>>(),
        "rules": deployment.reasons.iter().map(|reason| prodproof_rules::rules::unit::of(&reason.cause).name).collect::<Vec<_>>(),
    })
}

/// `argv` and its environment as the command of a unit: what container would it be?
fn run(case: &Value) -> Value {
    let argv: Vec<&str> = case["argv"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut unit = "[Service]\n".to_string();
    for (name, value) in case["env"].as_object().into_iter().flatten() {
        unit += &format!("Environment={}\n", quoted(&format!("{name}={}", value.as_str().unwrap_or_default())));
    }
    let words: Vec<String> = argv.iter().map(|word| quoted(word).replace('$', "$$")).collect();
    unit += &format!("ExecStart={}\n", words.join(" "));
    let snapshot = snapshot(&json!({ "files": { "web.service": unit } }));
    let mut answer = json!({ "deployments": deployments(&snapshot) });

    let words: Vec<Word> = argv.iter().map(|word| Word::plain(word)).collect();
    let mut finder = Finder { scripts: &|_| None, variables: &Variables::new(), sources: &mut Sources::default() };
    let calls = finder.find(&words).into_iter().filter_map(|found| match found.what {
        Invocation::Podman(call) => Some(call),
        _ => None,
    });
    let calls = calls.map(|call| match call.error {
        Some(error) => json!({ "refused": format!("{:?}", error.fault) }),
        None if !matches!(call.action, Subcommand::Run | Subcommand::Create) || call.is_set("help") => {
            json!({ "nothing": true })
        }
        None => json!({
            "image": call.image.as_ref().map(|word| spell(&word.text)),
            "rootfs": call.is_set("rootfs"),
            "arguments": spell_all(&call.arguments),
        }),
    });
    answer["calls"] = calls.collect();
    answer
}

/// A word as a unit file spells it.
fn quoted(word: &str) -> String {
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '%' => out += "%%",
            _ => out.push(c),
        }
    }
    out + "\""
}

/// A unit: does it load, and what does it run?
fn service(case: &Value) -> Value {
    let snapshot = snapshot(case);
    let path = format!("deploy/{}", text(case, "file"));
    let deployments = deployments(&snapshot);
    // A refused unit is said to be cut off where that is the cause.
    let refused = |deployment: &&Value| {
        let mut rules = deployment["rules"].as_array().into_iter().flatten();
        deployment["image"].is_null() && rules.any(|rule| rule == "refused-unit" || rule == "cut-off-command")
    };
    if let Some(deployment) = deployments.iter().find(refused) {
        return json!({ "refused": deployment["rules"] });
    }
    let service = prodproof_deployment::service(&snapshot, &path);
    let variables = &service.environment.variables;
    match service.commands("ExecStart") {
        Err(refusal) => json!({ "refused_command": format!("{:?}", refusal.why), "deployments": deployments }),
        Ok(commands) => json!({
            "commands": commands.iter().map(|command| spell_all(&command.words(variables))).collect::<Vec<_>>(),
            "environment": variables.iter().map(|(name, value)| (name, spell(value))).collect::<BTreeMap<_, _>>(),
            "files": service.environment.files.len(),
        }),
    }
}

/// The case's files after all fixes that the reasons offer, and what changed.
fn fix(case: &Value) -> Value {
    let mut snapshot = snapshot(case);
    let before = snapshot.clone();
    // A fix may uncover a fault that the first one hid.
    for _ in 0..5 {
        let all = prodproof_deployment::deployments(&snapshot);
        let reasons = all.iter().flat_map(|one| one.reasons.iter().map(move |reason| (one, reason)));
        let found = prodproof_rules::rules::unit::findings(&snapshot, ToldOfUnits::default(), reasons);
        let mut edits: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for edit in found.into_iter().filter_map(|finding| finding.fix).flat_map(|fix| fix.edits) {
            let own = edits.entry(edit.place.path.clone()).or_default();
            if !own.contains(&edit) {
                own.push(edit);
            }
        }
        if edits.is_empty() {
            break;
        }
        for (path, edits) in edits {
            let text = snapshot.text(&path).unwrap_or_default();
            match apply(text, &edits) {
                Ok(text) => snapshot.files.insert(path, File::Text(text)),
                Err(error) => return json!({ "error": format!("{error:?}") }),
            };
        }
    }
    let mut diff = Vec::new();
    for (path, text) in snapshot.texts(|_| true) {
        let old: Vec<&str> = before.text(path).unwrap_or_default().lines().collect();
        let new: Vec<&str> = text.lines().collect();
        diff.extend(old.iter().filter(|line| !new.contains(line)).map(|line| format!("-{line}")));
        diff.extend(new.iter().filter(|line| !old.contains(line)).map(|line| format!("+{line}")));
    }
    let files: BTreeMap<&str, &str> =
        snapshot.texts(|_| true).map(|(path, text)| (path.strip_prefix("deploy/").unwrap_or(path), text)).collect();
    json!({ "files": files, "diff": diff })
}

/// Known text as it is; what only the host knows as `?` between two control characters.
fn spell(text: &Joined) -> String {
    match text.known() {
        Some(known) => known.to_string(),
        None => text.with_holes().replace("<?>", "\u{1}?\u{1}"),
    }
}

fn spell_all(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| if word.opaque { "\u{1}*\u{1}".to_string() } else { spell(&word.text) }).collect()
}
