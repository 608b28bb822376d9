//! The labels that auto-update looks at. Must not know where they are found.

/// The label that asks for auto-update (libpod/define/autoupdate.go).
pub const AUTOUPDATE: &str = "io.containers.autoupdate";
/// The label with the credentials for it.
pub const AUTHFILE: &str = "io.containers.autoupdate.authfile";
/// The label, and the variable, with the unit's name (pkg/systemd/define/const.go).
pub const UNIT: &str = "PODMAN_SYSTEMD_UNIT";
