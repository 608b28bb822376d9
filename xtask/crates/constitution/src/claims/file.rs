//! Files that the prose names as the repository's own: workflows, units, others; and
//! workflows, jobs and checks by name.

use std::ops::Range;

use super::words::ProseWord;
use super::{is_placeholder, Claimed, Context};
use crate::lexicon::{listed, Topic};
use prodproof_syntax::forge::WORKFLOW_FOLDERS;

const UNIT_ENDINGS: [&str; 8] = ["service", "timer", "socket", "container", "pod", "kube", "volume", "network"];

/// Units that a host brings along.
const HOST_UNITS: [&str; 26] = [
    "podman",
    "podman-auto-update",
    "docker",
    "containerd",
    "network",
    "network-online",
    "multi-user",
    "default",
    "local-fs",
    "sshd",
    "ssh",
    "nginx",
    "httpd",
    "caddy",
    "haproxy",
    "firewalld",
    "cron",
    "crond",
    "postgresql",
    "redis",
    "systemd",
    "dbus",
    "user",
    "init",
    "foo",
    "app",
];

/// Files that each feature, or each user, has: never the repository's one.
const TRANSIENT: [&str; 12] = [
    "spec.md",
    "plan.md",
    "tasks.md",
    "research.md",
    "quickstart.md",
    "data-model.md",
    "checklist.md",
    "constitution.md",
    "plan-template.md",
    "spec-template.md",
    "tasks-template.md",
    "agents.md",
];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let candidates = context.words.iter().enumerate();
    let found: Vec<(Range<usize>, Claimed)> = candidates
        // Names stand in backticks, paths have an ending.
        .filter(|(_, word)| word.code || word.text.contains('.'))
        .filter(|(_, word)| context.modality.asserts(&word.range))
        .filter_map(|(index, word)| {
            let what = named(context, index, word).or_else(|| file(context, word))?;
            Some((word.range.clone(), what))
        })
        .collect();
    if found.is_empty() || context.about(Topic::Elsewhere) || context.says(Topic::Made) {
        return;
    }
    for (range, what) in &found {
        if let Claimed::Unit(path) = what {
            if is_the_unit(context, range) {
                out.push((range.clone(), Claimed::TheUnit(path.clone())));
            }
        }
    }
    out.extend(found);
}

/// "The unit is `x`", "Unit: `x`", a row that says so: nothing but a verb between the word
/// and the name.
fn is_the_unit(context: &Context<'_>, range: &Range<usize>) -> bool {
    let labelled = context
        .column(range.start)
        .is_some_and(|(header, first)| [header, first].iter().any(|label| listed(Topic::UnitNoun).contains(label)));
    let nouns = context.said.all(Topic::UnitNoun).filter(|spot| spot.range.end <= range.start);
    let told = nouns.into_iter().any(|spot| {
        let between =
            context.words.iter().filter(|word| word.range.start >= spot.range.end && word.range.end <= range.start);
        let verbs: Vec<bool> = between.map(|word| context.is(word, Topic::Is)).collect();
        verbs.len() < 2 && verbs.iter().all(|verb| *verb)
    });
    // Of several named in one sentence nobody is the one.
    let alone = context.words.iter().filter(|word| word.code).count() == 1;
    labelled || told && alone
}

fn file(context: &Context<'_>, word: &ProseWord<'_>) -> Option<Claimed> {
    let path = word.text.strip_prefix("./").unwrap_or(word.text);
    let workflow =
        WORKFLOW_FOLDERS.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
    if is_placeholder(path)
        || path.starts_with(['/', '~', '-', '@', '.'])
            && !workflow
            && !path.starts_with(".github/")
            && !path.starts_with(".config/")
        || path.contains("://")
        || path.contains("..")
        || path.contains([':', '=', ',', '(', ')', ';', '|', '%', '+', '\''])
        || !path.is_ascii()
    {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let folder = path.contains('/');
    if stem.is_empty() || TRANSIENT.contains(&name.to_ascii_lowercase().as_str()) {
        return None;
    }
    if matches!(ending, "yml" | "yaml") {
        let workflow = workflow || (!folder && context.about(Topic::Workflow));
        if workflow {
            return Some(Claimed::Workflow(path.to_string()));
        }
    }
    if UNIT_ENDINGS.contains(&ending) {
        let own = stem.split('@').next().unwrap_or(stem);
        let unit =
            word.code && !HOST_UNITS.contains(&own) && !own.starts_with("systemd-") && !own.starts_with("podman-");
        // `net.pod` or `a.network` may be anything; a service is always a unit.
        let sure = matches!(ending, "service" | "timer" | "container") || context.about(Topic::Unit);
        return (unit && sure && is_unit_name(stem)).then(|| Claimed::Unit(path.to_string()));
    }
    if !word.code {
        return None;
    }
    let image_file = matches!(name, "Containerfile" | "Dockerfile");
    let known_ending = [
        "md", "rs", "py", "sh", "toml", "yml", "yaml", "json", "conf", "ts", "js", "go", "sql", "txt", "cfg", "ini",
        "nix", "lock",
    ];
    let skipped = [
        "target",
        "dist",
        "build",
        "node_modules",
        "out",
        "tmp",
        "var",
        "etc",
        "usr",
        "specs",
        "opt",
        "home",
        "run",
        "root",
        "srv",
    ];
    let top = path.split('/').next().unwrap_or_default();
    let plain = folder && known_ending.contains(&ending) && !skipped.contains(&top);
    let feature = path.contains("specs/") || stem.bytes().any(|byte| byte == b'#');
    // Under a foreign root ("org/constitution/x.md") only the reader knows.
    (image_file || (plain && !feature)).then(|| Claimed::File(path.to_string()))
}

fn is_unit_name(stem: &str) -> bool {
    stem.chars().all(|c| c.is_ascii_alphanumeric() || "@._-/\\".contains(c))
}

/// "the `verify` workflow", "workflow `verify`", "the `lint` check".
fn named(context: &Context<'_>, index: usize, word: &ProseWord<'_>) -> Option<Claimed> {
    let text = word.text;
    if !word.code
        || text.len() > 60
        || text.contains(['/', '.', '=', '$', '*', '<', '{', '(', ':', '_', '@'])
        || text.starts_with('-')
    {
        return None;
    }
    let near = |by: isize, topic| {
        index
            .checked_add_signed(by)
            .and_then(|index| context.words.get(index))
            .is_some_and(|word| context.is(word, topic))
    };
    let out = index.checked_add(2).and_then(|index| context.words.get(index)).is_some_and(|word| word.lower == "out");
    // "`main` branch checks", "`cargo test` job": what follows a name decides.
    let workflow = near(1, Topic::Workflow) || (near(-1, Topic::Workflow) && !near(1, Topic::ForIt));
    let check = (near(1, Topic::Check) && !out) || (near(-1, Topic::Check) && near(-2, Topic::Required));
    let check = check && context.about(Topic::Gate);
    // A command is no name.
    let words = text.split_whitespace().count();
    if !(workflow || check) || words > 4 || is_placeholder(&text.replace(' ', "-")) {
        return None;
    }
    Some(if workflow { Claimed::Workflow(text.to_string()) } else { Claimed::Check(text.to_string()) })
}
