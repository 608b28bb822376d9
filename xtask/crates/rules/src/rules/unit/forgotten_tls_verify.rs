//! D022: `--tls-verify=false` does not hold for auto-update.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::Reason;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    ///
    /// Finds `--tls-verify=false` on the command that makes the container.
    ///
    /// ## Why is this bad?
    ///
    /// podman keeps the flag for that one pull. auto-update talks to the registry on its own and fails with `server gave HTTP response to HTTPS client`, unless `registries.conf` on the host says `insecure = true`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --tls-verify=false --label io.containers.autoupdate=registry registry.internal:5000/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// # /etc/containers/registries.conf.d/internal.conf
    /// [[registry]]
    /// location = "registry.internal:5000"
    /// insecure = true
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md>
    D022 TLS_VERIFY "forgotten-tls-verify" Warning "`--tls-verify=false` does not hold for auto-update"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.asks_registry()
}

pub(super) fn found(reason: &Reason, registry: &str) -> Finding {
    breaks(&TLS_VERIFY, reason, format!("auto-update does not know this flag: it asks `{registry}` with TLS"))
        .help("set `insecure = true` for the registry in registries.conf on the host")
}
