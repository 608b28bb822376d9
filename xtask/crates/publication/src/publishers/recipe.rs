//! What a command line builds an image of, and how it labels it: docker, podman and buildah
//! have the same options. Must not know whether the image is pushed.

use prodproof_script::effect::{Effect, ImageRecipe};
use prodproof_syntax::value::Symbolic;

use super::options::Parsed;

/// Behind `build`; `names` are those that other options give.
pub(super) fn of(parsed: &Parsed, names: Vec<Symbolic>) -> Effect {
    let (labels, hidden) = keys(parsed.values(&["label", "annotation"]));
    let context = parsed.operands.last().and_then(Symbolic::as_known).unwrap_or(".");
    let fetched = context.contains("://") || context.starts_with("git@") || context == "-";
    let given = parsed.value(&["f", "file"]);
    let tidy = |path: &str| path.trim_start_matches("./").trim_end_matches('/').to_string();
    let folder = match context {
        "." | "./" => String::new(),
        context => format!("{}/", tidy(context)),
    };
    let files = match given.as_ref().map(Symbolic::as_known) {
        Some(Some(file)) if file != "-" => vec![tidy(file), format!("{folder}{}", tidy(file))],
        Some(_) => Vec::new(),
        None => ["Dockerfile", "Containerfile"].map(|name| format!("{folder}{name}")).to_vec(),
    };
    // What is known as a whole only to a run may be any option.
    let any = parsed.operands.iter().rev().skip(1).any(|operand| operand.as_hole().is_some());
    Effect::Builds(ImageRecipe {
        names,
        open: hidden || any || fetched || files.is_empty(),
        files,
        target: parsed.value(&["target"]).map(|target| target.to_string()),
        revision: parsed
            .values(&["label"])
            .filter(|label| label.marked().starts_with("org.opencontainers.image.revision="))
            .last()
            .cloned(),
        labels,
    })
}

/// The keys of `key=value`, and whether there are others that nobody knows.
pub(super) fn keys<'a>(labels: impl Iterator<Item = &'a Symbolic>) -> (Vec<String>, bool) {
    let keys: Vec<Symbolic> = labels
        .map(|label| Symbolic::from_marked(label.marked().split('=').next().unwrap_or_default().trim_matches('"')))
        .collect();
    let known: Vec<String> = keys.iter().filter_map(|key| key.as_known().map(str::to_string)).collect();
    let hidden = known.len() < keys.len();
    (known, hidden)
}
