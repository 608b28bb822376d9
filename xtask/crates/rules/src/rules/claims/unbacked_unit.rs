//! X101: the constitution names a unit that does not exist.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a unit that the contract or the prose names and the repository does not
    /// have. A Quadlet `widget.container` backs the name `widget.service`.
    ///
    /// ## Why is this bad?
    /// What the host runs is then not what was reviewed here.
    ///
    /// ## Example
    /// ```toml
    /// [deploy]
    /// unit = "deploy/widget.service"
    /// ```
    /// after the unit was renamed to `deploy/widget.container`.
    ///
    /// ## Use instead
    /// The unit's path as it is.
    ///
    /// ## References
    /// - `man podman-systemd.unit`: which service a Quadlet file becomes.
    X101 UNBACKED_UNIT "unbacked-unit" Error "the constitution names a unit that does not exist"
}
