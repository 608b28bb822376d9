//! D060: a job that ends by itself may run an old image.

use super::{breaks, Wanted};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

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

pub(super) fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
    wanted.updates().then(|| wanted.told(breaks(&UNPULLED_JOB, reason)))
}
