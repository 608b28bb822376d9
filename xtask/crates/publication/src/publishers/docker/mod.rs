//! docker, buildx and compose: `push`, `build --push`, `bake`, `imagetools create`.

pub(crate) mod build_push;
pub(crate) mod exporters;
pub(crate) mod login;

use self::exporters::{digest_of, output_of, refused_by_digest, Exported};
use crate::publishers::bake;
use crate::publishers::command::{first, local_tags, operands, push, push_unknown};
use crate::publishers::options::{skip_options, Parsed};
use crate::publishers::{read_tool, recipe, unknown_program};
use crate::publishers::{Context, Effect, Push};
use prodproof_script::effect::{CommandFault, COMPOSE_PUSH, COMPOSE_PUSH_ALL};
use prodproof_script::flags;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

pub(super) const DOCKER_GLOBAL: &[&str] =
    &["context", "c", "config", "host", "H", "log-level", "l", "tlscacert", "tlscert", "tlskey"];

pub(super) fn docker(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let rest = skip_options(rest, DOCKER_GLOBAL);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    match command.as_known() {
        Some("push") => docker_push(after),
        Some("image" | "builder") => match first(after) {
            Some("push") => docker_push(&after[1..]),
            Some("build") => build(&after[1..], "docker build"),
            Some("tag") => tagged(&after[1..]),
            _ => Vec::new(),
        },
        Some("manifest") if first(after) == Some("push") => {
            let names = operands(&after[1..], &[]);
            names.first().map(|name| push(name.clone(), "docker manifest push")).into_iter().collect()
        }
        Some("buildx") => buildx(after, context),
        Some("build") => build(after, "docker build"),
        Some("tag") => tagged(after),
        Some("compose") => compose(after, context),
        Some("stack" | "plugin") => Vec::new(),
        Some("run") => container(after, context),
        Some("container") if first(after) == Some("run") => container(&after[1..], context),
        None if rest.iter().any(|text| text.as_known() == Some("push")) => unknown_program(command, rest),
        _ => Vec::new(),
    }
}

/// `docker tag SOURCE NAME`.
fn tagged(rest: &[Symbolic]) -> Vec<Effect> {
    operands(rest, &[]).into_iter().nth(1).map(Effect::Named).into_iter().collect()
}

/// Takes exactly one name (docker/cli `image/push.go`: `ExactArgs(1)`).
pub(super) fn docker_push(rest: &[Symbolic]) -> Vec<Effect> {
    let parsed = Parsed::new(rest, &["platform"]);
    let all = parsed.has(&["a", "all-tags"]);
    // What is unknown as a whole may be options, or nothing.
    let mut names = parsed.operands.iter().filter(|operand| operand.as_hole().is_none());
    match (names.next(), names.count()) {
        (Some(_), more @ 1..) => {
            vec![Effect::Fails(CommandFault::ManyNames(more + 1))]
        }
        (name, _) => match name.or(parsed.operands.first()) {
            Some(name) => vec![push(if all { local_tags(name) } else { name.clone() }, "docker push")],
            None => Vec::new(),
        },
    }
}

pub(super) const BUILD: &[&str] = &[
    "add-host",
    "allow",
    "annotation",
    "attest",
    "build-arg",
    "build-context",
    "builder",
    "cache-from",
    "cache-to",
    "call",
    "cgroup-parent",
    "file",
    "f",
    "iidfile",
    "label",
    "metadata-file",
    "network",
    "no-cache-filter",
    "o",
    "output",
    "platform",
    "policy",
    "progress",
    "provenance",
    "sbom",
    "secret",
    "shm-size",
    "ssh",
    "t",
    "tag",
    "target",
    "ulimit",
    "memory",
    "m",
    // Those of depot.
    "project",
    "token",
    "build-platform",
    "save-tag",
];

pub(super) fn buildx(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let rest = skip_options(rest, &["builder"]);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    match command.as_known() {
        Some("build" | "b") => build(after, "docker buildx build"),
        Some("bake" | "f") => bake(after, context),
        Some("imagetools") if first(after) == Some("create") => {
            let parsed = Parsed::new(
                &after[1..],
                &["annotation", "builder", "file", "f", "platform", "p", "progress", "t", "tag", "metadata-file"],
            );
            if parsed.has(&["dry-run"]) {
                return Vec::new();
            }
            let tags: Vec<Effect> =
                parsed.values(&["t", "tag"]).map(|tag| push(tag.clone(), "docker buildx imagetools create")).collect();
            if tags.is_empty() && opaque_operand(&parsed) {
                vec![push_unknown("docker buildx imagetools create")]
            } else {
                tags
            }
        }
        _ => Vec::new(),
    }
}

/// `docker build` and `docker buildx build`: pushes with `--push` or a pushing output.
pub(super) fn build(rest: &[Symbolic], method: &'static str) -> Vec<Effect> {
    let parsed = Parsed::new(rest, BUILD);
    let tags: Vec<&Symbolic> = parsed.values(&["t", "tag"]).collect();
    let mut pushes = parsed.has(&["push"]);
    let mut doubtful = false;
    let mut effects = Vec::new();
    if let Some(value) = parsed.options.iter().find(|(name, _)| name == "push").and_then(|(_, value)| value.as_ref()) {
        doubtful = pushes && value.as_known() != Some("true");
    }
    let mut by_digest = false;
    let mut named: Vec<Symbolic> = Vec::new();
    let given = pushes;
    for output in parsed.values(&["o", "output"]) {
        match output_of(output) {
            Exported::Nothing => {}
            Exported::Image { .. } if !given => {}
            Exported::Tags => pushes = true,
            Exported::Names { names, by_digest: own } | Exported::Image { names, by_digest: own } => {
                pushes = true;
                by_digest |= own;
                named.extend(names);
            }
            Exported::Unknown => {
                pushes = true;
                doubtful = true;
            }
        }
    }
    // Tags replace the names of outputs (buildx `build/opt.go`, `toSolveOpt`).
    let tags: Vec<Symbolic> = if tags.is_empty() { named } else { tags.into_iter().cloned().collect() };
    if !pushes && opaque_operand(&parsed) && parsed.operands.len() > 1 {
        // `docker build $ARGS .`, where nobody knows the arguments.
        pushes = true;
        doubtful = true;
    }
    let built = recipe::of(&parsed, tags.clone());
    if !pushes {
        return tags.into_iter().map(Effect::Named).chain([built]).collect();
    }
    if let Some(why) = refused_by_digest(&tags).filter(|_| by_digest && !doubtful) {
        return vec![Effect::Fails(why)];
    }
    effects.extend(tags.iter().map(|tag| {
        let reference = Some(if by_digest { digest_of(tag) } else { tag.clone() });
        Effect::Push(Push { reference, method, by_digest, certainty: Certainty::from(!doubtful) })
    }));
    if tags.is_empty() && effects.is_empty() && (!doubtful || opaque_operand(&parsed)) {
        effects.push(Effect::Push(Push { reference: None, method, by_digest: false, certainty: Certainty::Possible }));
    }
    effects.push(built);
    effects
}

/// Whether an operand is a hole of its own, which may stand for options.
pub(super) fn opaque_operand(parsed: &Parsed) -> bool {
    parsed.operands.iter().any(|operand| operand.as_hole().is_some())
}

pub(super) fn bake(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let parsed = Parsed::new(
        rest,
        &[
            "allow",
            "builder",
            "call",
            "f",
            "file",
            "metadata-file",
            "progress",
            "provenance",
            "sbom",
            "set",
            // Those of depot.
            "project",
            "token",
            "build-platform",
            "save-tag",
        ],
    );
    let method = "docker buildx bake";
    let named: Vec<String> = parsed
        .values(&["f", "file"])
        .map(|text| text.as_known().map_or("<?>".into(), |text| text.trim_start_matches("./").to_string()))
        .collect();
    let (paths, optional) = if named.is_empty() {
        (bake::DEFAULT_FILES.iter().map(|name| name.to_string()).collect(), true)
    } else {
        (named, false)
    };
    let mut files: Vec<(String, String)> = Vec::new();
    let mut missing = false;
    for path in paths {
        match (context.files)(&path) {
            Some(text) => files.push((path, text)),
            None => missing |= !optional,
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let wanted: Option<Vec<String>> = parsed.operands.iter().map(|text| text.as_known().map(str::to_string)).collect();
    let set: Vec<String> = parsed.values(&["set"]).map(|text| text.marked().to_string()).collect();
    let unknown = |certainty| vec![Effect::Push(Push { reference: None, method, by_digest: false, certainty })];
    let pushes = parsed.has(&["push"]);
    // `docker buildx bake $ARGS target`, where nobody knows the arguments.
    let doubtful = opaque_operand(&parsed) && parsed.operands.len() > 1 && !parsed.has(&["load", "print"]);
    if missing || files.is_empty() {
        return match pushes {
            true => unknown(Certainty::Yes),
            false if doubtful || bake::set_pushes(&set) => unknown(Certainty::Possible),
            false => Vec::new(),
        };
    }
    let targets = match &wanted {
        Some(wanted) => bake::targets(&files, wanted, context.env, &set),
        None => bake::any_target(&files, context.env, &set),
    };
    let mut effects = Vec::new();
    for target in targets {
        if let Some(why) = target.refused(pushes.into()) {
            return vec![Effect::Fails(why)];
        }
        for bake::BakedName { reference, by_digest, certainty } in target.published(pushes.into()) {
            let certainty = certainty.and(wanted.is_some());
            effects.push(Effect::Push(Push { reference, method, by_digest, certainty }));
        }
    }
    if effects.is_empty() && (pushes || doubtful) {
        return unknown(Certainty::Possible);
    }
    effects
}

pub(super) fn compose(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let with_value = &[
        "f",
        "file",
        "p",
        "project-name",
        "profile",
        "env-file",
        "project-directory",
        "ansi",
        "parallel",
        "progress",
        "context",
        "c",
        "host",
        "H",
    ];
    let command = rest.iter().position(|text| matches!(text.as_known(), Some("push" | "build")));
    let Some(command) = command else { return Vec::new() };
    let (global, after) = (Parsed::new(&rest[..command], with_value), Parsed::new(&rest[command + 1..], with_value));
    let is_push = rest[command].as_known() == Some("push");
    if !is_push && !after.has(&["push"]) {
        return Vec::new();
    }
    let method = if after.has(&["ignore-push-failures"]) { COMPOSE_PUSH_ALL } else { COMPOSE_PUSH };
    let named: Vec<String> = global.values(&["f", "file"]).map(|text| text.to_string()).collect();
    let names: Vec<String> =
        if named.is_empty() { bake::COMPOSE_FILES.iter().map(|name| name.to_string()).collect() } else { named };
    let texts: Vec<(String, String)> = names
        .iter()
        .filter_map(|name| (context.files)(name.trim_start_matches("./")).map(|text| (name.clone(), text)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let wanted: Vec<String> = after.operands.iter().map(Symbolic::to_string).collect();
    let images = bake::compose_images(&files, &wanted, context.env);
    if images.is_empty() {
        return vec![push_unknown(method)];
    }
    images
        .into_iter()
        .map(|(reference, certainty)| {
            Effect::Push(Push { reference: Some(reference), method, by_digest: false, certainty })
        })
        .collect()
}

/// The tool that an image is known for: `quay.io/skopeo/stable`, `gcr.io/kaniko-project/executor`.
pub(super) fn tool_of(image: &str) -> Option<&'static str> {
    let name = image.split(['@', ':']).next().unwrap_or(image);
    if !name.contains('/') || name.starts_with(['-', '/', '.']) {
        return None;
    }
    let is = |tool: &str| {
        let part = |part: &str| part == tool || part == format!("{tool}-project") || part == format!("{tool}-cli");
        name.split('/').any(part)
    };
    const TOOLS: [&str; 11] = [
        "skopeo",
        "crane",
        "gcrane",
        "buildah",
        "podman",
        "regctl",
        "oras",
        "kaniko",
        "goreleaser",
        "cosign",
        "buildctl",
    ];
    TOOLS.into_iter().find(|tool| is(tool))
}

/// `docker run … quay.io/skopeo/stable copy …`: the tool inside of its own image.
pub(super) fn container(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    match in_container(rest) {
        None => Vec::new(),
        Some(Inside::Own(tool, inner)) => read_tool(tool, inner, context).unwrap_or_default(),
        Some(Inside::Other(arguments)) => vec![Effect::Command { arguments }],
    }
}

/// What runs in a container of a tool's own image.
pub(super) enum Inside<'a> {
    /// The tool, with these arguments.
    Own(&'static str, &'a [Symbolic]),
    /// Another program.
    Other(Vec<Symbolic>),
}

/// The command in the container, given what follows `run`.
pub(super) fn in_container(rest: &[Symbolic]) -> Option<Inside<'_>> {
    let with_value = run_values();
    let command = skip_options(rest, &with_value);
    let (image, inner) = command.split_first()?;
    let tool = image.as_known().and_then(tool_of)?;
    let options = Parsed::new(&rest[..rest.len() - command.len()], &with_value);
    if let Some(program) = options.value(&["entrypoint"]) {
        // An empty one takes the image's away.
        let own = Some(program).filter(|program| program.as_known() != Some(""));
        return Some(Inside::Other(own.into_iter().chain(inner.iter().cloned()).collect()));
    }
    Some(Inside::Own(tool, if first(inner) == Some(tool) { &inner[1..] } else { inner }))
}

/// The options of `docker run` and `podman run` that take a value, long and short.
fn run_values() -> Vec<&'static str> {
    let aliases = flags::ALIASES.iter().map(|(alias, _)| *alias);
    let lists = [flags::RUN_VALUE, flags::RUN_SHORT_VALUE, flags::DOCKER_RUN_VALUE];
    lists.into_iter().flatten().copied().chain(aliases).collect()
}
