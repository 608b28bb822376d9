//! D060: a job that ends by itself may run an old image.

use super::edits::Unit;
use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::cause::{JobGap, UnitStyle};
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds units that run a container to its end (a oneshot without `RemainAfterExit=`, or what a timer starts) and that do not pull the image, or that nothing in the repository starts.
    ///
    /// ## Why is this bad?
    ///
    /// Auto-update looks at running containers only, and a job has ended when it looks: it runs the image that the host happens to have. `RemainAfterExit=yes` is no way out: the job would then never run again.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// ExecStart=/usr/bin/podman run --rm quay.io/acme/widget:latest backup
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// ExecStart=/usr/bin/podman run --rm --pull=newer quay.io/acme/widget:latest backup
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D060 UNPULLED_JOB "unpulled-job" Warning "a job that ends by itself may run an old image"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates().told_of_foreign(wanted)
}

pub(super) fn found(breach: &Breach, gap: JobGap, style: UnitStyle) -> Finding {
    if gap == JobGap::Unstarted {
        return breaks(&UNPULLED_JOB, breach, "the job pulls its image at each start, but nothing here starts it")
            .help("start it with a timer");
    }
    let pull = match style {
        UnitStyle::Quadlet => "add `Pull=newer`",
        _ => "add `--pull=newer`",
    };
    breaks(&UNPULLED_JOB, breach, "the job pulls no image: it runs the one that the host happens to have")
        .help(pull)
        .unsafely(pull, breach.mend(|unit| Some(vec![pull_newer(unit, style)?])))
}

fn pull_newer(unit: &Unit, style: UnitStyle) -> Option<Edit> {
    match style {
        UnitStyle::Quadlet => unit.insert_behind_last("Container", &["Image"], "Pull=newer"),
        _ => unit.insert_flag("--pull=newer"),
    }
}
