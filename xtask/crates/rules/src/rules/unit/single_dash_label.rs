//! D037: `-label` is not `--label`.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::podman::Dashes;
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    ///
    /// Finds `-label`, with one dash.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads it as `-l abel`, a label named `abel`, and takes the next word for the image. The service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D037 SINGLE_DASH "single-dash-label" Error "`-label` is not `--label`"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(breach: &Breach) -> Finding {
    breaks(&SINGLE_DASH, breach, "`-label` is read as `-l abel`, and the next word as the image")
        .help("write `--label`")
        .safely("write `--label`", breach.mend(dashed))
}

/// The dash that lacks, before the `-l abel` that podman reads.
fn dashed(unit: &Unit) -> Option<Vec<Edit>> {
    let mut flags = unit.call()?.flags.iter();
    let flag = flags.find(|flag| flag.dashes == Dashes::One && flag.value.as_str() == "abel")?;
    Some(vec![unit.replace(Span::at(flag.span.start), "-")?])
}
