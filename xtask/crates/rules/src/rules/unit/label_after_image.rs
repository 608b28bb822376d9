//! D004: the label stands behind the image.

use super::edits::Unit;
use super::missing_autoupdate_label::insert_label;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::labels::AUTOUPDATE;
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    ///
    /// Finds an auto-update label among the words behind the image.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads flags up to the image. What follows is the command that runs inside of the container, so that the label is no label and the program gets an argument it does not know.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest --label io.containers.autoupdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D004 LABEL_AFTER_IMAGE "label-after-image" Error "the label stands behind the image"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(breach: &Breach) -> Finding {
    let message = "the label stands behind the image: it is an argument of the program in the container";
    breaks(&LABEL_AFTER_IMAGE, breach, message)
        .help("move it in front of the image")
        .safely("move the label in front of the image", breach.mend(moved))
}

/// The words behind the image that make the label go; the label comes in front of it.
fn moved(unit: &Unit) -> Option<Vec<Edit>> {
    let call = unit.call()?;
    let words = &call.arguments;
    let is_label = |word: &str| word.split('=').next() == Some(AUTOUPDATE);
    let at = words.iter().position(|word| is_label(word.as_str().trim_start_matches("--label=")))?;
    let first = if words.get(at)?.as_str().starts_with("--label=") {
        at
    } else {
        at.checked_sub(1).filter(|&before| matches!(words[before].as_str(), "--label" | "-l"))?
    };
    let before = match first.checked_sub(1) {
        Some(before) => words[before].span.end,
        None => call.image.as_ref()?.span.end,
    };
    let gone = unit.replace(Span::new(before, words[at].span.end.max(before)), "")?;
    Some(vec![insert_label(unit)?, gone])
}
