//! X108: the constitution demands a label that is set nowhere.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a label that the prose demands and that stands in no unit, Containerfile
    /// or workflow. The labels of auto-update and of provenance have rules of their own.
    ///
    /// ## Why is this bad?
    /// What selects by that label (monitoring, clean-up) does not see the container.
    ///
    /// ## Example
    /// "Every container MUST carry the label `com.acme.team=infra`."
    ///
    /// ## Use instead
    /// `--label com.acme.team=infra` in the unit, or `LABEL` in the Containerfile.
    ///
    /// ## References
    /// - Labels that an action or a script computes are not seen.
    X108 UNBACKED_LABEL "unbacked-label" Warning "the constitution demands a label that is set nowhere"
}
