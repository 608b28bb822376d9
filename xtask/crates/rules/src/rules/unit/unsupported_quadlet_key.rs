//! D048: a key that Quadlet does not know.

use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::quadlet::is_autoupdate;
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    ///
    /// Compares the keys of a Quadlet file with those that podman's generator knows. Case matters.
    ///
    /// ## Why is this bad?
    ///
    /// One unknown key is enough: no unit is generated, and the service does not exist.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// Autoupdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D048 UNKNOWN_KEY "unsupported-quadlet-key" Error "a key that Quadlet does not know"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(breach: &Breach, section: &str, key: &str) -> Finding {
    let message = format!("Quadlet does not know `{key}=` in `[{section}]` and makes no service of the file");
    let help = if is_autoupdate(key) { "write `AutoUpdate=registry`" } else { "correct or remove the key" };
    // But for its spelling it is the key.
    let spelled = || vec![Edit::new(&breach.path, breach.span, "AutoUpdate")];
    let edits = breach.mend(|_| is_autoupdate(key).then(spelled));
    breaks(&UNKNOWN_KEY, breach, message).help(help).safely("write `AutoUpdate`", edits)
}
