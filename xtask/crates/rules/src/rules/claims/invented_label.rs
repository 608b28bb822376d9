//! X109: the constitution demands a label that podman does not know.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a constitution that demands a label of podman's auto-update which podman
    /// has never known.
    ///
    /// ## Why is this bad?
    /// Whoever obeys gets a unit that is never updated, with the constitution's blessing.
    ///
    /// ## Example
    /// "Units MUST carry `io.containers.autoupdate.systemd_unit`."
    ///
    /// ## Use instead
    /// "Units MUST carry `io.containers.autoupdate=registry` and set
    /// `PODMAN_SYSTEMD_UNIT`."
    ///
    /// ## References
    /// - podman `libpod/define/autoupdate.go`, `pkg/systemd/define/const.go`
    X109 INVENTED_LABEL "invented-label" Error "the constitution demands a label that podman does not know"
}
