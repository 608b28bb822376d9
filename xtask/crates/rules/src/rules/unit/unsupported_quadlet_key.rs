//! D048: a key that Quadlet does not know.

use prodproof_syntax::finding::rule;

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
