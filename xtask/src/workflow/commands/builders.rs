//! Builders that push: kaniko, buildctl, pack, and those of clouds.

use super::exporters::{digest_of, output_of, Exported};
use super::options::Parsed;
use super::push::{first, push};
use super::{Effect, Push};
use crate::syntax::value::Text;

pub(super) fn kaniko(rest: &[Text]) -> Vec<Effect> {
    let parsed = Parsed::new(
        rest,
        &["destination", "d", "context", "c", "dockerfile", "f", "build-arg", "cache-repo", "target", "label"],
    );
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    parsed.values(&["destination", "d"]).map(|name| push(name.clone(), "kaniko")).collect()
}

pub(super) fn buildctl(rest: &[Text]) -> Vec<Effect> {
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
    let mut effects = Vec::new();
    for output in parsed.values(&["output", "o"]) {
        match output_of(output) {
            Exported::Names { names, by_digest } => effects.extend(names.into_iter().map(|name| {
                let reference = Some(if by_digest { digest_of(&name) } else { name });
                Effect::Push(Push { reference, method: "buildctl", by_digest, certain: true })
            })),
            Exported::Tags | Exported::Unknown => {
                effects.push(Effect::Push(Push {
                    reference: None,
                    method: "buildctl",
                    by_digest: false,
                    certain: false,
                }));
            }
            Exported::Nothing => {}
        }
    }
    effects
}

pub(super) fn pack(rest: &[Text]) -> Vec<Effect> {
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

pub(super) fn gcloud(rest: &[Text]) -> Vec<Effect> {
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
        None => vec![Effect::Opaque {
            command: "gcloud builds submit".into(),
            why: "Cloud Build's configuration names the images".into(),
        }],
    }
}

pub(super) fn az(rest: &[Text]) -> Vec<Effect> {
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

pub(super) fn heroku(rest: &[Text]) -> Vec<Effect> {
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
