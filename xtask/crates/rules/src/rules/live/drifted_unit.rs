//! L011: the unit on the host is not the repository's.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a unit whose file on the host means something else than the repository's, with the
    /// difference; and one that systemd has not read since it was changed. Comments and blank lines
    /// do not count, values of the environment are not shown.
    ///
    /// ## Why is this bad?
    /// What is reviewed is not what runs. The incident's host ran a unit without the labels that
    /// the repository had.
    ///
    /// ## Example
    /// ```diff
    /// --- deploy/widget.service
    /// +++ /etc/systemd/system/widget.service (there)
    /// -ExecStart=/usr/bin/podman run --name widget --replace --rm --detach --sdnotify=conmon --label io.containers.autoupdate=registry --label PODMAN_SYSTEMD_UNIT=widget.service quay.io/acme/widget:latest
    /// +ExecStart=/usr/bin/podman run --name widget --replace --rm --detach --sdnotify=conmon quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// Install the repository's file, then
    /// ```sh
    /// systemctl daemon-reload
    /// systemctl restart widget.service
    /// ```
    L011 DRIFTED_UNIT "drifted-unit" Error "the unit on the host is not the repository's"
}

/// What systemd there has read is not what the repository says.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Host(HostFact::Drifted { .. } | HostFact::NeedsReload)).then_some(&DRIFTED_UNIT)
}
