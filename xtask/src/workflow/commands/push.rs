//! The tools that push, one function each. Options that take a value are those of the
//! tools' manual pages.

use super::options::{skip_options, Parsed};
use super::{Around, Deed, Push};
use crate::workflow::bake;
use crate::workflow::value::Text;

/// `None` if the program is none of them.
pub(super) fn read(program: &str, rest: &[Text], around: &Around<'_>) -> Option<Vec<Deed>> {
    Some(match program {
        "docker" | "docker.io" | "nerdctl" | "finch" => docker(rest, around),
        "docker-compose" => compose(rest, around),
        "podman" | "podman-remote" => podman(rest, "podman push", "podman manifest push"),
        "buildah" => podman(rest, "buildah push", "buildah manifest push"),
        "podman-compose" => compose(rest, around),
        "skopeo" => skopeo(rest),
        "buildx" | "docker-buildx" => buildx(rest, around),
        "crane" | "gcrane" => crane(rest),
        "regctl" => regctl(rest),
        "oras" => oras(rest),
        "ko" => ko(rest, around),
        "manifest-tool" => manifest_tool(rest),
        "executor" | "kaniko" => kaniko(rest),
        "buildctl" => buildctl(rest),
        "pack" => pack(rest),
        "gcloud" => gcloud(rest),
        "az" => az(rest),
        "heroku" => heroku(rest),
        "img" | "wharfer" if first(rest) == Some("push") => {
            operands(&rest[1..], &[]).first().map(|name| push(name.clone(), "img push")).into_iter().collect()
        }
        _ => return None,
    })
}

/// `$DOCKER push quay.io/a/b`, where nobody knows `$DOCKER`.
pub(super) fn unknown_program(program: &Text, rest: &[Text]) -> Vec<Deed> {
    let behind: Vec<Text> = rest.iter().skip_while(|text| text.as_known() != Some("push")).skip(1).cloned().collect();
    let names = operands(&behind, PODMAN_PUSH);
    match names.last() {
        Some(name) if !name.as_hole().is_some_and(|_| names.len() > 2) => {
            vec![Deed::Push(Push { reference: transport(name), method: "push", by_digest: false, certain: false })]
        }
        _ => vec![Deed::Opaque {
            command: format!("{program} push"),
            why: "the program is only known at run time".into(),
        }],
    }
}

fn first(rest: &[Text]) -> Option<&str> {
    rest.first().and_then(Text::as_known)
}

fn operands(rest: &[Text], with_value: &[&str]) -> Vec<Text> {
    Parsed::new(rest, with_value).operands
}

fn push(reference: Text, method: &'static str) -> Deed {
    Deed::Push(Push { reference: Some(reference), method, by_digest: false, certain: true })
}

fn push_unknown(method: &'static str) -> Deed {
    Deed::Push(Push { reference: None, method, by_digest: false, certain: true })
}

/// The name without `docker://`; nothing for a transport that is no registry.
fn transport(name: &Text) -> Option<Text> {
    let marked = name.marked();
    if let Some(rest) = marked.strip_prefix("docker://") {
        return Some(Text::from_marked(rest));
    }
    let local = [
        "dir:",
        "docker-archive:",
        "oci-archive:",
        "oci:",
        "docker-daemon:",
        "containers-storage:",
        "sif:",
        "ostree:",
        "tarball:",
    ];
    (!local.iter().any(|prefix| marked.starts_with(prefix))).then(|| name.clone())
}

/// The name with the tag that stands for every local tag.
fn all_tags(name: &Text) -> Text {
    let mut name = name.clone();
    name.push_known(":");
    name.push(&Text::unknown());
    name
}

const DOCKER_GLOBAL: &[&str] =
    &["context", "c", "config", "host", "H", "log-level", "l", "tlscacert", "tlscert", "tlskey"];

fn docker(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
    let rest = skip_options(rest, DOCKER_GLOBAL);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    match command.as_known() {
        Some("push") => docker_push(after),
        Some("image" | "builder") => match first(after) {
            Some("push") => docker_push(&after[1..]),
            Some("build") => build(&after[1..], "docker build"),
            _ => Vec::new(),
        },
        Some("manifest") if first(after) == Some("push") => {
            let names = operands(&after[1..], &[]);
            names.first().map(|name| push(name.clone(), "docker manifest push")).into_iter().collect()
        }
        Some("buildx") => buildx(after, around),
        Some("build") => build(after, "docker build"),
        Some("compose") => compose(after, around),
        Some("stack" | "plugin") => Vec::new(),
        Some("run") => container(after, around),
        None if rest.iter().any(|text| text.as_known() == Some("push")) => unknown_program(command, rest),
        _ => Vec::new(),
    }
}

fn docker_push(rest: &[Text]) -> Vec<Deed> {
    let parsed = Parsed::new(rest, &["platform"]);
    let all = parsed.has(&["a", "all-tags"]);
    match parsed.operands.first() {
        Some(name) => vec![push(if all { all_tags(name) } else { name.clone() }, "docker push")],
        None => Vec::new(),
    }
}

const PODMAN_GLOBAL: &[&str] = &[
    "cgroup-manager",
    "config",
    "conmon",
    "connection",
    "c",
    "events-backend",
    "hooks-dir",
    "identity",
    "imagestore",
    "log-level",
    "module",
    "network-cmd-path",
    "network-config-dir",
    "out",
    "root",
    "runroot",
    "runtime",
    "runtime-flag",
    "ssh",
    "storage-driver",
    "storage-opt",
    "tmpdir",
    "url",
    "volumepath",
    "userns-uid-map",
    "userns-gid-map",
    "registries-conf",
    "registries-conf-dir",
    "short-name-alias-conf",
    "default-mounts-file",
];

const PODMAN_PUSH: &[&str] = &[
    "add-compression",
    "authfile",
    "blob-cache",
    "cert-dir",
    "compression-format",
    "compression-level",
    "creds",
    "digestfile",
    "encrypt-layer",
    "encryption-key",
    "format",
    "f",
    "retry",
    "retry-delay",
    "sign-by",
    "sign-by-sigstore",
    "sign-by-sigstore-private-key",
    "sign-by-sq-fingerprint",
    "sign-passphrase-file",
    "signature-policy",
];

fn podman(rest: &[Text], method: &'static str, manifest: &'static str) -> Vec<Deed> {
    let rest = skip_options(rest, PODMAN_GLOBAL);
    let (method, after) = match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("push"), _) => (method, &rest[1..]),
        (Some("image"), Some("push")) => (method, &rest[2..]),
        (Some("manifest"), Some("push")) => (manifest, &rest[2..]),
        (Some("compose"), Some("push")) => return vec![push_unknown("podman compose push")],
        (Some("farm"), Some("build")) => {
            return Parsed::new(&rest[2..], &["t", "tag", "f", "file"])
                .values(&["t", "tag"])
                .filter_map(transport)
                .map(|name| push(name, "podman farm build"))
                .collect();
        }
        _ => return Vec::new(),
    };
    let names = operands(after, PODMAN_PUSH);
    let destination = match names.as_slice() {
        [] => return Vec::new(),
        [one] => one,
        [_, destination, ..] => destination,
    };
    transport(destination).map(|name| push(name, method)).into_iter().collect()
}

const SKOPEO: &[&str] = &[
    "additional-tag",
    "authfile",
    "command-timeout",
    "creds",
    "decryption-key",
    "dest",
    "dest-authfile",
    "dest-cert-dir",
    "dest-compress-format",
    "dest-compress-level",
    "dest-creds",
    "dest-daemon-host",
    "dest-password",
    "dest-registry-token",
    "dest-shared-blob-dir",
    "dest-username",
    "digestfile",
    "encrypt-layer",
    "encryption-key",
    "f",
    "format",
    "image-parallel-copies",
    "multi-arch",
    "override-arch",
    "override-os",
    "override-variant",
    "policy",
    "registries-conf",
    "registries.d",
    "retry-delay",
    "retry-times",
    "s",
    "d",
    "shared-blob-dir",
    "sign-by",
    "sign-by-sigstore",
    "sign-by-sigstore-private-key",
    "sign-identity",
    "sign-passphrase-file",
    "src",
    "src-authfile",
    "src-cert-dir",
    "src-creds",
    "src-daemon-host",
    "src-password",
    "src-registry-token",
    "src-shared-blob-dir",
    "src-username",
    "tmpdir",
    "user-agent-prefix",
];

fn skopeo(rest: &[Text]) -> Vec<Deed> {
    let rest = skip_options(rest, SKOPEO);
    match first(rest) {
        Some("copy") => match operands(&rest[1..], SKOPEO).as_slice() {
            // A transport is required; without one the command fails.
            [_, destination, ..] if destination.marked().starts_with("docker://") || !destination.is_whole() => {
                transport(destination).map(|name| push(name, "skopeo copy")).into_iter().collect()
            }
            _ => Vec::new(),
        },
        Some("sync") => {
            let parsed = Parsed::new(&rest[1..], SKOPEO);
            if parsed.value(&["dest", "d"]).as_ref().and_then(Text::as_known) != Some("docker") {
                return Vec::new();
            }
            let [source, destination] = parsed.operands.as_slice() else { return Vec::new() };
            let mut name = Text::from_marked(destination.marked().trim_end_matches('/'));
            name.push_known("/");
            let from_registry = parsed.value(&["src", "s"]).as_ref().and_then(Text::as_known) == Some("docker");
            let last = source.marked().rsplit('/').next().unwrap_or_default();
            if from_registry && source.is_whole() && !parsed.has(&["scoped"]) {
                name.push_known(last);
                if !last.contains(':') {
                    name = all_tags(&name);
                }
            } else {
                name.push(&Text::unknown());
                name = all_tags(&name);
            }
            vec![push(name, "skopeo sync")]
        }
        _ => Vec::new(),
    }
}

const BUILD: &[&str] = &[
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
];

fn buildx(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
    let rest = skip_options(rest, &["builder"]);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    match command.as_known() {
        Some("build" | "b") => build(after, "docker buildx build"),
        Some("bake" | "f") => bake(after, around),
        Some("imagetools") if first(after) == Some("create") => {
            let parsed = Parsed::new(
                &after[1..],
                &["annotation", "builder", "file", "f", "platform", "p", "progress", "t", "tag", "metadata-file"],
            );
            if parsed.has(&["dry-run"]) {
                return Vec::new();
            }
            let tags: Vec<Deed> =
                parsed.values(&["t", "tag"]).map(|tag| push(tag.clone(), "docker buildx imagetools create")).collect();
            match tags.is_empty() && opaque_operand(&parsed) {
                true => vec![push_unknown("docker buildx imagetools create")],
                false => tags,
            }
        }
        _ => Vec::new(),
    }
}

/// Whether an operand is a hole of its own, which may stand for options.
fn opaque_operand(parsed: &Parsed) -> bool {
    parsed.operands.iter().any(|operand| operand.as_hole().is_some())
}

/// `docker build` and `docker buildx build`: pushes with `--push` or a pushing output.
fn build(rest: &[Text], method: &'static str) -> Vec<Deed> {
    let parsed = Parsed::new(rest, BUILD);
    let tags: Vec<&Text> = parsed.values(&["t", "tag"]).collect();
    let mut pushes = parsed.has(&["push"]);
    let mut doubtful = false;
    let mut deeds = Vec::new();
    if let Some(value) = parsed.options.iter().find(|(name, _)| name == "push").and_then(|(_, value)| value.as_ref()) {
        doubtful = pushes && value.as_known() != Some("true");
    }
    for output in parsed.values(&["o", "output"]) {
        match output_of(output) {
            Exported::Nothing => {}
            Exported::Tags => pushes = true,
            Exported::Names { names, by_digest } => {
                for name in names {
                    deeds.push(Deed::Push(Push {
                        reference: Some(if by_digest { digest_of(&name) } else { name }),
                        method,
                        by_digest,
                        certain: true,
                    }));
                }
            }
            Exported::Unknown => {
                pushes = true;
                doubtful = true;
            }
        }
    }
    if !pushes && opaque_operand(&parsed) && parsed.operands.len() > 1 {
        // `docker build $ARGS .`, where nobody knows the arguments.
        pushes = true;
        doubtful = true;
    }
    if !pushes {
        return deeds;
    }
    deeds.extend(
        tags.iter().map(|tag| {
            Deed::Push(Push { reference: Some((*tag).clone()), method, by_digest: false, certain: !doubtful })
        }),
    );
    if tags.is_empty() && deeds.is_empty() && (!doubtful || opaque_operand(&parsed)) {
        deeds.push(Deed::Push(Push { reference: None, method, by_digest: false, certain: false }));
    }
    deeds
}

/// What one `--output` of a build does.
pub(crate) enum Exported {
    Nothing,
    /// The tags of the build are pushed.
    Tags,
    /// These names are pushed.
    Names {
        names: Vec<Text>,
        by_digest: bool,
    },
    Unknown,
}

/// Reads `type=image,name=a/b,push-by-digest=true,push=true`.
pub(crate) fn output_of(output: &Text) -> Exported {
    if output.as_hole().is_some() {
        return Exported::Unknown;
    }
    let mut kind = None;
    let (mut pushes, mut by_digest) = (Some(false), false);
    let mut names: Vec<Text> = Vec::new();
    // A field in quotes may hold commas: `"name=a,b"`.
    for field in csv_fields(output.marked()) {
        let (key, value) = field.split_once('=').unwrap_or((field.as_str(), ""));
        let value_text = Text::from_marked(value);
        match key.trim() {
            "type" => kind = Some(value_text),
            "push" => pushes = value_text.as_known().map(|value| value != "false"),
            "push-by-digest" => by_digest = value_text.as_known() != Some("false"),
            "name" => names.extend(value.split(',').filter(|name| !name.is_empty()).map(Text::from_marked)),
            _ => {}
        }
    }
    let pushes = match kind.as_ref().map(Text::as_known) {
        Some(Some("registry")) => Some(true),
        Some(Some("image")) => pushes,
        Some(None) => None,
        _ => Some(false),
    };
    match pushes {
        Some(false) => Exported::Nothing,
        None => Exported::Unknown,
        Some(true) if names.is_empty() => Exported::Tags,
        Some(true) => Exported::Names { names, by_digest },
    }
}

fn csv_fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => {
                if let Some(field) = fields.last_mut() {
                    field.push(c);
                }
            }
        }
    }
    fields
}

/// `name@<digest>`.
pub(crate) fn digest_of(name: &Text) -> Text {
    let mut name = name.clone();
    name.push_known("@");
    name.push(&Text::hole("digest"));
    name
}

fn bake(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
    let parsed = Parsed::new(
        rest,
        &["allow", "builder", "call", "f", "file", "metadata-file", "progress", "provenance", "sbom", "set"],
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
        match (around.files)(&path) {
            Some(text) => files.push((path, text)),
            None => missing |= !optional,
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let wanted: Option<Vec<String>> = parsed.operands.iter().map(|text| text.as_known().map(str::to_string)).collect();
    let set: Option<Vec<String>> = parsed.values(&["set"]).map(|text| text.as_known().map(str::to_string)).collect();
    let unknown = |certain| vec![Deed::Push(Push { reference: None, method, by_digest: false, certain })];
    let pushes = parsed.has(&["push"]);
    let (Some(wanted), Some(set), false, false) = (wanted, set, missing, files.is_empty()) else {
        return if pushes { unknown(true) } else { Vec::new() };
    };
    let mut deeds = Vec::new();
    for target in bake::targets(&files, &wanted, around.env, &set) {
        for bake::Published { reference, by_digest, certain } in target.published(pushes) {
            deeds.push(Deed::Push(Push { reference, method, by_digest, certain }));
        }
    }
    if deeds.is_empty() && pushes {
        return unknown(false);
    }
    deeds
}

fn compose(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
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
    let method = "docker compose push";
    let named: Vec<String> = global.values(&["f", "file"]).map(|text| text.to_string()).collect();
    let names: Vec<String> =
        if named.is_empty() { bake::COMPOSE_FILES.iter().map(|name| name.to_string()).collect() } else { named };
    let texts: Vec<(String, String)> = names
        .iter()
        .filter_map(|name| (around.files)(name.trim_start_matches("./")).map(|text| (name.clone(), text)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let wanted: Vec<String> = after.operands.iter().map(Text::to_string).collect();
    let images = bake::compose_images(&files, &wanted, around.env);
    if images.is_empty() {
        return vec![push_unknown(method)];
    }
    images
        .into_iter()
        .map(|(reference, certain)| Deed::Push(Push { reference: Some(reference), method, by_digest: false, certain }))
        .collect()
}

/// `crane` writes with push, copy, tag, append, mutate and `index append`.
fn crane(rest: &[Text]) -> Vec<Deed> {
    let with_value = &[
        "platform",
        "jobs",
        "j",
        "t",
        "tag",
        "new_tag",
        "b",
        "base",
        "f",
        "new_layer",
        "o",
        "output",
        "m",
        "manifest",
        "image-refs",
        "l",
        "label",
        "a",
        "annotation",
        "entrypoint",
        "cmd",
        "env",
        "e",
        "user",
        "u",
        "workdir",
        "w",
    ];
    let rest = skip_options(rest, &["platform"]);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let parsed = Parsed::new(after, with_value);
    let second = || parsed.operands.get(1).cloned();
    match command.as_known() {
        Some("push") => second().map(|name| push(name, "crane push")).into_iter().collect(),
        Some("copy" | "cp") => match second() {
            Some(name) if parsed.has(&["a", "all-tags"]) => vec![push(all_tags(&name), "crane copy")],
            Some(name) => vec![push(name, "crane copy")],
            None => Vec::new(),
        },
        Some("tag") => match parsed.operands.as_slice() {
            [image, tag, ..] => vec![push(with_tag(image, tag), "crane tag")],
            _ => Vec::new(),
        },
        Some("append" | "mutate" | "rebase" | "index" | "flatten") => {
            parsed.values(&["t", "tag", "new_tag"]).map(|tag| push(tag.clone(), "crane append")).collect()
        }
        _ => Vec::new(),
    }
}

/// The repository of an image, with another tag.
fn with_tag(image: &Text, tag: &Text) -> Text {
    let marked = image.marked();
    let without_digest = marked.split('@').next().unwrap_or(marked);
    let name_from = without_digest.rfind('/').map_or(0, |at| at + 1);
    let cut = without_digest[name_from..].find(':').map_or(without_digest.len(), |at| name_from + at);
    // A colon inside of a hole is no tag.
    let head = &without_digest[..cut];
    let mut out = if Text::from_marked(head).pieces().count() > 0 && balanced(head) {
        Text::from_marked(head)
    } else {
        Text::from_marked(without_digest)
    };
    out.push_known(":");
    out.push(tag);
    out
}

fn balanced(marked: &str) -> bool {
    use crate::workflow::value::{CLOSE, OPEN};
    marked.matches(OPEN).count() == marked.matches(CLOSE).count()
}

fn regctl(rest: &[Text]) -> Vec<Deed> {
    let with_value = &[
        "host",
        "logopt",
        "v",
        "verbosity",
        "platform",
        "p",
        "digest-tags",
        "create",
        "ref",
        "annotation",
        "media-type",
    ];
    let rest = skip_options(rest, with_value);
    match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("image"), Some("copy" | "cp")) => operands(&rest[2..], with_value)
            .get(1)
            .map(|name| push(name.clone(), "regctl image copy"))
            .into_iter()
            .collect(),
        (Some("index"), Some("create")) => operands(&rest[2..], with_value)
            .first()
            .map(|name| push(name.clone(), "regctl index create"))
            .into_iter()
            .collect(),
        (Some("image"), Some("mod")) => {
            let parsed = Parsed::new(&rest[2..], with_value);
            parsed.value(&["create"]).map(|name| push(name, "regctl image mod")).into_iter().collect()
        }
        (Some("artifact" | "manifest"), Some("put")) => {
            operands(&rest[2..], with_value).last().map(|name| push(name.clone(), "regctl put")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn oras(rest: &[Text]) -> Vec<Deed> {
    let with_value = &[
        "annotation",
        "a",
        "annotation-file",
        "artifact-type",
        "config",
        "u",
        "username",
        "p",
        "password",
        "registry-config",
        "ca-file",
        "concurrency",
        "export-manifest",
        "format",
        "from-username",
        "from-password",
        "to-username",
        "to-password",
        "platform",
        "image-spec",
        "resolve",
        "identity-token",
    ];
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let names = operands(after, with_value);
    match command.as_known() {
        Some("push") => names.first().map(|name| several_tags(name, "oras push")).unwrap_or_default(),
        Some("copy" | "cp") => names.get(1).map(|name| several_tags(name, "oras copy")).unwrap_or_default(),
        Some("tag") => match names.split_first() {
            Some((image, tags)) => tags.iter().map(|tag| push(with_tag(image, tag), "oras tag")).collect(),
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `name:a,b,c`.
fn several_tags(name: &Text, method: &'static str) -> Vec<Deed> {
    let mut parts = name.marked().split(',');
    let Some(first) = parts.next() else { return Vec::new() };
    let head = Text::from_marked(first);
    let mut deeds = vec![push(head.clone(), method)];
    deeds.extend(parts.map(|tag| push(with_tag(&head, &Text::from_marked(tag)), method)));
    deeds
}

/// `ko`: below `$KO_DOCKER_REPO`, with the import path and its md5 unless `--bare`.
fn ko(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
    let with_value = &[
        "t",
        "tags",
        "image-refs",
        "image-label",
        "image-annotation",
        "platform",
        "j",
        "jobs",
        "f",
        "filename",
        "l",
        "selector",
        "oci-layout-path",
        "tarball",
        "sbom",
        "sbom-dir",
        "sbom-upload",
        "log",
        "ldflags",
    ];
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    if !matches!(command.as_known(), Some("build" | "publish" | "resolve" | "apply" | "create" | "run")) {
        return Vec::new();
    }
    let parsed = Parsed::new(after, with_value);
    let is_off = |name: &str| {
        parsed
            .options
            .iter()
            .any(|(option, value)| option == name && value.as_ref().and_then(Text::as_known) == Some("false"))
    };
    if parsed.has(&["L", "local"]) || is_off("push") {
        return Vec::new();
    }
    let Some(repository) = around.env.get("KO_DOCKER_REPO") else { return vec![push_unknown("ko")] };
    let tags: Vec<Text> = parsed
        .values(&["t", "tags"])
        .flat_map(|tags| tags.marked().split(',').map(Text::from_marked).collect::<Vec<_>>())
        .collect();
    let tags = if tags.is_empty() { vec![Text::known("latest")] } else { tags };
    let mut deeds = Vec::new();
    for base in repository.iter() {
        if matches!(base.as_known(), Some("ko.local" | "kind.local")) {
            continue;
        }
        let mut name = base.clone();
        if !parsed.has(&["bare", "B"]) {
            name.push_known("/");
            match (parsed.has(&["base-import-paths", "base-import-path"]), parsed.operands.as_slice()) {
                (true, [path]) if path.is_whole() && !matches!(path.as_known(), Some("." | "./")) => {
                    name.push_known(path.marked().rsplit('/').next().unwrap_or_default());
                }
                _ => name.push(&Text::unknown()),
            }
        }
        for tag in &tags {
            let mut reference = name.clone();
            reference.push_known(":");
            reference.push(tag);
            let certain = repository.single().is_some();
            deeds.push(Deed::Push(Push { reference: Some(reference), method: "ko", by_digest: false, certain }));
        }
    }
    deeds
}

fn manifest_tool(rest: &[Text]) -> Vec<Deed> {
    if !rest.iter().any(|text| text.as_known() == Some("push")) {
        return Vec::new();
    }
    let parsed = Parsed::new(rest, &["target", "template", "platforms", "tags", "username", "password", "docker-cfg"]);
    match parsed.value(&["target"]) {
        Some(target) => vec![push(target, "manifest-tool push")],
        None => vec![push_unknown("manifest-tool push")],
    }
}

fn kaniko(rest: &[Text]) -> Vec<Deed> {
    let parsed = Parsed::new(
        rest,
        &["destination", "d", "context", "c", "dockerfile", "f", "build-arg", "cache-repo", "target", "label"],
    );
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    parsed.values(&["destination", "d"]).map(|name| push(name.clone(), "kaniko")).collect()
}

fn buildctl(rest: &[Text]) -> Vec<Deed> {
    let parsed = Parsed::new(
        rest,
        &[
            "output",
            "o",
            "opt",
            "local",
            "frontend",
            "addr",
            "import-cache",
            "export-cache",
            "secret",
            "progress",
            "tlscacert",
            "tlscert",
            "tlskey",
        ],
    );
    let mut deeds = Vec::new();
    for output in parsed.values(&["output", "o"]) {
        match output_of(output) {
            Exported::Names { names, by_digest } => deeds.extend(names.into_iter().map(|name| {
                let reference = Some(if by_digest { digest_of(&name) } else { name });
                Deed::Push(Push { reference, method: "buildctl", by_digest, certain: true })
            })),
            Exported::Tags | Exported::Unknown => {
                deeds.push(Deed::Push(Push { reference: None, method: "buildctl", by_digest: false, certain: false }));
            }
            Exported::Nothing => {}
        }
    }
    deeds
}

fn pack(rest: &[Text]) -> Vec<Deed> {
    if first(rest) != Some("build") {
        return Vec::new();
    }
    let parsed = Parsed::new(
        &rest[1..],
        &[
            "B",
            "builder",
            "b",
            "buildpack",
            "e",
            "env",
            "p",
            "path",
            "t",
            "tag",
            "run-image",
            "d",
            "descriptor",
            "cache-image",
            "network",
            "volume",
            "env-file",
        ],
    );
    if !parsed.has(&["publish"]) {
        return Vec::new();
    }
    parsed
        .operands
        .first()
        .into_iter()
        .chain(parsed.values(&["t", "tag"]))
        .map(|name| push(name.clone(), "pack build"))
        .collect()
}

fn gcloud(rest: &[Text]) -> Vec<Deed> {
    let words: Vec<&str> =
        rest.iter().filter_map(Text::as_known).filter(|word| !word.starts_with('-')).take(3).collect();
    let words = if matches!(words.first(), Some(&"beta" | &"alpha")) { &words[1..] } else { &words[..] };
    if !matches!(words, ["builds", "submit", ..]) {
        return Vec::new();
    }
    let parsed = Parsed::new(
        rest,
        &[
            "tag",
            "t",
            "config",
            "project",
            "region",
            "substitutions",
            "timeout",
            "machine-type",
            "gcs-source-staging-dir",
            "gcs-log-dir",
        ],
    );
    match parsed.value(&["tag", "t"]) {
        Some(tag) => vec![push(tag, "gcloud builds submit")],
        None => vec![Deed::Opaque {
            command: "gcloud builds submit".into(),
            why: "Cloud Build's configuration names the images".into(),
        }],
    }
}

fn az(rest: &[Text]) -> Vec<Deed> {
    if first(rest) != Some("acr") || first(rest.get(1..).unwrap_or_default()) != Some("build") {
        return Vec::new();
    }
    let parsed = Parsed::new(
        &rest[2..],
        &["registry", "r", "image", "t", "file", "f", "build-arg", "platform", "resource-group", "g", "target"],
    );
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    let registry = parsed.value(&["registry", "r"]).unwrap_or_else(Text::unknown);
    parsed
        .values(&["image", "t"])
        .map(|image| {
            let mut name = registry.clone();
            name.push_known(if registry.marked().contains('.') { "/" } else { ".azurecr.io/" });
            name.push(image);
            push(name, "az acr build")
        })
        .collect()
}

fn heroku(rest: &[Text]) -> Vec<Deed> {
    if first(rest) != Some("container:push") {
        return Vec::new();
    }
    let parsed = Parsed::new(&rest[1..], &["a", "app", "arg", "context-path", "r", "remote"]);
    let app = parsed.value(&["a", "app"]).unwrap_or_else(Text::unknown);
    parsed
        .operands
        .iter()
        .map(|process| {
            let mut name = Text::known("registry.heroku.com/");
            name.push(&app);
            name.push_known("/");
            name.push(process);
            push(name, "heroku container:push")
        })
        .collect()
}

/// `docker run … quay.io/skopeo/stable copy …`: the tool inside of its own image.
fn container(rest: &[Text], around: &Around<'_>) -> Vec<Deed> {
    for (at, argument) in rest.iter().enumerate() {
        let Some(image) = argument.as_known().filter(|text| text.contains('/')) else { continue };
        let name = image.split(['@', ':']).next().unwrap_or(image);
        let tool = ["skopeo", "crane", "buildah", "podman", "regctl", "oras", "kaniko"]
            .into_iter()
            .find(|tool| name.split('/').any(|part| part == *tool || part == format!("{tool}-project")));
        let Some(tool) = tool else { continue };
        if name.starts_with(['-', '/', '.']) {
            continue;
        }
        let mut inner = &rest[at + 1..];
        if first(inner) == Some(tool) {
            inner = &inner[1..];
        }
        return read(tool, inner, around).unwrap_or_default();
    }
    Vec::new()
}
