//! docker/bake-action: the targets of bake files, with what metadata-action adds to them.
//!
//! Source: docker/bake-action 4574eac action.yml, src/context.ts:36-47, the latter read
//! 2026-12-01; buildx bake (files that are looked for).

use super::{any_target, set_pushes, targets, DEFAULT_FILES};
use crate::condition::AtRunTime;
use crate::condition::On;
use crate::context::{runner, script_env};
use crate::metadata::BAKE_FILE;
use crate::publishers::action::{refused, split, ActionStep, StepEffects, StepPush};
use crate::remark::{InvalidPush, RemarkKind};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Data, Object, Rest};

pub(in crate::publishers) fn run(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let push = step.or("push", "false");
    let push_answer = match push.as_known() {
        Some("true" | "True" | "TRUE") => Answer::Yes,
        Some(_) => Answer::No,
        None => Answer::Unknown,
    };
    let unknown = |what| StepPush {
        reference: None,
        method: step.name.to_string(),
        span: step.uses,
        certainty: Certainty::Possible,
        conditions: vec![On::RunTime(what)],
    };
    let lines = |name: &str| -> Option<Vec<Symbolic>> {
        let values = step.or(name, "");
        values.single().map(|text| split(text, &['\n', '\r']))
    };
    let (Some(files), Some(set)) = (lines("files"), lines("set")) else {
        effects.pushes.push(unknown(AtRunTime::BakeFiles));
        return effects;
    };
    let folder = match (step.or("workdir", "."), step.or("source", ".")) {
        (workdir, _) if workdir.as_known().is_some_and(|path| path != ".") => workdir,
        (_, source) => source,
    };
    let Some(folder) = folder.as_known() else {
        effects.pushes.push(unknown(AtRunTime::BakeFolder));
        return effects;
    };
    let inside = |path: &str| in_folder(folder, path);
    let mut read: Vec<(String, String)> = Vec::new();
    let mut missing = false;
    if files.is_empty() {
        read.extend(DEFAULT_FILES.iter().filter_map(|name| Some((name.to_string(), (step.files)(&inside(name))?))));
    }
    for file in &files {
        match file.as_known() {
            Some(path) => match (step.files)(&inside(path.trim_start_matches("cwd://"))) {
                Some(text) => read.push((path.to_string(), text)),
                None => missing = true,
            },
            // The file that metadata-action writes.
            None => match file.marked().ends_with(".json").then(|| bake_file(step)).flatten() {
                Some(text) => read.push(("docker-metadata-action-bake.json".into(), text)),
                None => missing = true,
            },
        }
    }
    let wanted = step.or("targets", "");
    let wanted: Option<Vec<String>> = wanted.single().and_then(|text| {
        split(text, &['\n', '\r', ',']).iter().map(|text| text.as_known().map(str::to_string)).collect()
    });
    let set: Vec<String> = set.iter().map(|text| text.marked().to_string()).collect();
    if read.is_empty() || missing {
        // A file that is named and is none of those that are read here may say that it pushes.
        let unread = missing && step.node("push").is_none() && files.iter().all(|file| file.as_known().is_some());
        if push_answer != Answer::No || unread || set_pushes(&set) {
            effects.pushes.push(unknown(AtRunTime::BakeFilesThere));
        }
        return effects;
    }
    let files: Vec<(&str, &str)> = read.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let env = script_env(step.env, runner(step.names).as_ref());
    let targets = match &wanted {
        Some(wanted) => targets(&files, wanted, &env, &set),
        None => any_target(&files, &env, &set),
    };
    for target in targets {
        if let Some(fault) = target.refused(push_answer) {
            let place = step.node("set").or_else(|| step.node("targets")).map_or(step.uses, |node| node.span);
            effects.remarks.push((RemarkKind::InvalidReference(InvalidPush::Command(fault)), place));
            return effects.fail();
        }
        for published in target.published(push_answer) {
            effects.pushes.push(StepPush {
                certainty: published.certainty.and(push_answer != Answer::Unknown && wanted.is_some()),
                reference: published.reference,
                ..unknown(AtRunTime::BakeFiles)
            });
        }
    }
    for push in effects.pushes.iter_mut().filter(|push| push.reference.is_some()) {
        push.conditions.clear();
        if wanted.is_none() {
            push.conditions.push(On::RunTime(AtRunTime::BakeTargets));
        }
    }
    // One reference that no registry takes fails the whole bake.
    let invalid = effects.pushes.iter().filter(|push| push.certainty.is_yes()).find_map(|push| {
        let text = push.reference.as_ref()?;
        Some(InvalidPush::Reference { reference: text.to_string(), fault: refused(step, text)? })
    });
    if let Some(why) = invalid {
        let place = step.node("targets").map_or(step.uses, |node| node.span);
        effects.remarks.push((RemarkKind::InvalidReference(why), place));
        return effects.fail();
    }
    if effects.pushes.is_empty() && wanted.is_some() {
        let place = step.node("push").map_or(step.uses, |node| node.span);
        effects.remarks.push((RemarkKind::NotPushed { stated: true }, place));
    }
    effects
}

/// docker/bake-action/subaction/matrix and list-targets: the names of the targets.
///
/// Source, read 2026-12-01: docker/bake-action 4574eac `subaction/matrix/action.yml:45-74`. Neither builds.
pub(in crate::publishers) fn list(step: &ActionStep<'_>) -> StepEffects {
    let effects = StepEffects::nothing();
    let folder = step.or("workdir", ".");
    let (files, target) = (step.or("files", ""), step.or("target", ""));
    let (Some(folder), Some(files), Some(target)) = (folder.as_known(), files.as_known(), target.as_known()) else {
        return effects;
    };
    let inside = |path: &str| in_folder(folder, path);
    let named: Vec<&str> = files.lines().map(str::trim).filter(|path| !path.is_empty()).collect();
    let read: Vec<(&str, String)> = match named.as_slice() {
        [] => DEFAULT_FILES.iter().filter_map(|name| Some((*name, (step.files)(&inside(name))?))).collect(),
        named => named.iter().filter_map(|name| Some((*name, (step.files)(&inside(name))?))).collect(),
    };
    if read.is_empty() || read.len() < named.len() {
        return effects;
    }
    let files: Vec<(&str, &str)> = read.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let wanted: Vec<String> = Some(target.trim()).filter(|t| !t.is_empty()).map(str::to_string).into_iter().collect();
    let env = script_env(step.env, runner(step.names).as_ref());
    let found = targets(&files, &wanted, &env, &[]);
    // Names are only sure where the files have them.
    if found.iter().any(|target| !target.certainty.is_yes() && target.tags.is_empty()) {
        return effects;
    }
    let names = || found.iter().map(|target| target.name.as_str());
    let json = |value: serde_json::Value| Symbolic::known(&value.to_string());
    let mut outputs = Object::new(Rest::Unknown).with("targets", json(names().collect()));
    // Further fields would need the whole definition.
    if step.or("fields", "").as_known() == Some("") {
        let rows = names().map(|name| serde_json::json!({ "target": name }));
        outputs.set("matrix", json(rows.collect()));
    }
    StepEffects { outputs, ..effects }
}

/// The path of a file below the folder that bake runs in.
fn in_folder(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    match folder.trim_start_matches("./").trim_matches('/') {
        "" | "." => path.to_string(),
        folder => format!("{folder}/{path}"),
    }
}

/// The text that metadata-action has written, if it is one and known.
fn bake_file(step: &ActionStep<'_>) -> Option<String> {
    // It travels beside the other outputs, under a name that no step can set.
    let name = format!("DOCKER_METADATA_OUTPUT_{}", BAKE_FILE.to_ascii_uppercase());
    let set = step.env.get(&name);
    let values = match set.single() {
        Some(Data::Null) => return None,
        _ => set.to_values(),
    };
    ValueSet::single(&values).map(|text| text.marked().to_string())
}
