//! Labels that the prose says a container or image carries.

use std::ops::Range;

use super::{is_placeholder, Claimed, Context};
use crate::lexicon::Topic;

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    for word in context.words {
        let text =
            word.text.strip_prefix("--label=").or_else(|| word.text.strip_prefix("--label ")).unwrap_or(word.text);
        let text = text.trim_matches(['\'', '"']);
        let offset = word.text.find(text).unwrap_or(0);
        let (key, value) = match text.split_once('=') {
            Some((key, value)) => (key.trim(), Some(value.trim().trim_matches(['\'', '"']))),
            None => (text, None),
        };
        let value = value.filter(|value| !value.is_empty() && !is_placeholder(value) && !value.contains('%'));
        let podman = key == "PODMAN_SYSTEMD_UNIT" || key.starts_with("io.containers.auto");
        let oci = key.starts_with("org.opencontainers.image.");
        // A reversed domain beside the word "label" is one.
        let dotted = key.matches('.').count() >= 2
            && ["com.", "io.", "org.", "net.", "dev."].iter().any(|top| key.starts_with(top))
            && context.about(Topic::Label);
        let is_key =
            !is_placeholder(key) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        if is_key && word.code && (podman || oci || dotted) && context.modality.asserts(&word.range) {
            let start = word.range.start + offset;
            let what = Claimed::Label { key: key.to_string(), value: value.map(str::to_string) };
            out.push((start..start + text.len(), what));
        }
    }
}
