//! D023: the credentials do not hold for auto-update.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{
    cause::{CredentialSource, UnitStyle},
    Reason,
};
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `--authfile` and `--creds` on the command that makes the container, without the label `io.containers.autoupdate.authfile`.
    ///
    /// ## Why is this bad?
    ///
    /// podman keeps them for that one pull. auto-update looks for credentials in the label and in the default places only; for a private image the check fails.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.authfile=/etc/widget/auth.json quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D023 CREDENTIALS "forgotten-credentials" Warning "the credentials do not hold for auto-update"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason, source: &CredentialSource, style: UnitStyle) -> Finding {
    let what = match source {
        CredentialSource::Flag => "these credentials".to_string(),
        CredentialSource::Variable(name) => format!("`{name}`, which only this service has"),
        CredentialSource::Command => "the credentials of this command".to_string(),
        CredentialSource::ImageFile => "these credentials, which are for the pull before the start alone".to_string(),
    };
    let help = match style {
        UnitStyle::Plain => "add `--label io.containers.autoupdate.authfile=FILE`",
        UnitStyle::Quadlet => "add `Label=io.containers.autoupdate.authfile=FILE`",
        UnitStyle::Kube(_) => "add the annotation `io.containers.autoupdate.authfile: FILE`",
    };
    breaks(&CREDENTIALS, reason, format!("auto-update does not know {what}")).help(help)
}
