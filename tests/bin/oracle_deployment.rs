//! Answers cases, a JSON line each, with what the deployment model makes of them, a JSON
//! line each. The oracles in `.ci/oracles` make the cases, ask the real parts, and compare.
//! Must not decide anything itself: it only calls the model and spells its answers.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use serde_json::{json, Map, Value};
use xtask::syntax::exec;
use xtask::syntax::expand::{UnitName, Variables};
use xtask::syntax::joined::Joined;
use xtask::syntax::quadlet as quadlet_syntax;
use xtask::syntax::systemd::{self, File};
use xtask::syntax::words::Word;
use xtask::unit::podman::{self, Action, Call};
use xtask::unit::quadlet::{self, Kind};
use xtask::unit::settings::merged;

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Value = serde_json::from_str(&line?)?;
        let mut answer = match text(&case, "ask") {
            "run" => run(&case),
            "quadlet" => quadlet(&case),
            "service" => service(&case),
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

/// The case's files, by path.
fn files(case: &Value) -> BTreeMap<&str, &str> {
    let files = case["files"].as_object().into_iter().flatten();
    files.map(|(path, text)| (path.as_str(), text.as_str().unwrap_or_default())).collect()
}

/// `argv` and podman's environment: what container would it be?
fn run(case: &Value) -> Value {
    let argv = case["argv"].as_array().into_iter().flatten();
    let words: Vec<Word> = argv.map(|word| Word::plain(word.as_str().unwrap_or_default())).collect();
    let call = podman::parse(words.get(1..).unwrap_or_default());
    container(&call, &case["env"])
}

fn container(call: &Call, env: &Value) -> Value {
    if let Some(error) = &call.error {
        return json!({ "refused": format!("{:?}", error.fault) });
    }
    if !matches!(call.action, Action::Run | Action::Create) {
        return json!({ "nothing": format!("{:?}", call.action) });
    }
    let mut labels = Map::new();
    for label in call.labels() {
        labels.insert(spell(&label.key), Value::String(label.value.as_ref().map(spell).unwrap_or_default()));
    }
    if let Some(unit) = env["PODMAN_SYSTEMD_UNIT"].as_str() {
        labels.insert("PODMAN_SYSTEMD_UNIT".into(), unit.into());
    }
    json!({
        "help": call.is_set("help"),
        "rootfs": call.is_set("rootfs"),
        "image": call.image.as_ref().map(|word| spell(&word.text)),
        "labels": labels,
        "arguments": spell_all(&call.arguments),
        "label_files": call.flags.iter().filter(|flag| flag.name == "label-file").map(|flag| spell(&flag.value)).collect::<Vec<_>>(),
    })
}

/// A folder of Quadlet files: what service does each `.container` become?
fn quadlet(case: &Value) -> Value {
    let files = files(case);
    let read = |name: &str| {
        let own = files.get(name)?;
        let mut all = vec![quadlet_syntax::read(own)];
        for text in drop_ins(&files, name) {
            all.push(quadlet_syntax::read(text));
        }
        Some(merged(all))
    };
    let mut units = Map::new();
    for name in files.keys().copied().filter(|name| Kind::of(name) == Some(Kind::Container)) {
        let Some(file) = read(name) else { continue };
        let base = name.rsplit('/').next().unwrap_or(name);
        let answer = match quadlet::convert(&file, base, Kind::Container, &read) {
            Err(refusal) => json!({ "refused": format!("{:?}", refusal.why) }),
            Ok(made) if !made.missing.is_empty() => json!({ "refused": format!("{:?}", made.missing) }),
            Ok(made) => {
                let mut answer = container(&podman::parse(&made.words), &Value::Null);
                answer["service"] = made.service.full(made.words[0].span).with_holes().replace("<?>", "").into();
                answer
            }
        };
        units.insert(base.to_string(), answer);
    }
    json!({ "units": units })
}

/// The drop-ins of a file, in their order.
fn drop_ins<'a>(files: &BTreeMap<&'a str, &'a str>, name: &str) -> Vec<&'a str> {
    let folder = format!("{name}.d/");
    let inside = |path: &str| path.strip_prefix(&folder).is_some_and(|file| !file.contains('/') && file.ends_with(".conf"));
    files.iter().filter(|(path, _)| inside(path)).map(|(_, text)| *text).collect()
}

/// A unit: does it load, and what does it run?
fn service(case: &Value) -> Value {
    let files = files(case);
    let unit = text(case, "unit");
    let name = UnitName::parse(unit);
    let mut all = Vec::new();
    for path in [unit.to_string(), format!("{}@{}", name.prefix, name.suffix)] {
        if let Some(text) = files.get(path.as_str()) {
            all.push(systemd::read(text));
            all.extend(drop_ins(&files, &path).into_iter().map(systemd::read));
        }
    }
    let file: File = merged(all);
    if let Some(problem) = file.refused {
        return json!({ "refused": format!("{:?}", problem.kind) });
    }
    let mut commands = Vec::new();
    for entry in file.list("Service", "ExecStart") {
        match exec::commands(&entry.value, &name) {
            Ok(more) => commands.extend(more.iter().map(|command| spell_all(&command.words(&Variables::new())))),
            Err(refusal) => return json!({ "refused": format!("{:?}", refusal.why) }),
        }
    }
    json!({ "commands": commands })
}

/// Known text as it is; what only the host knows as `<?>` between two control characters.
fn spell(text: &Joined) -> String {
    match text.known() {
        Some(known) => known.to_string(),
        None => text.with_holes().replace("<?>", "\u{1}?\u{1}"),
    }
}

fn spell_all(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| if word.opaque { "\u{1}*\u{1}".to_string() } else { spell(&word.text) }).collect()
}
