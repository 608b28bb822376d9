//! X103: the constitution requires a check that no workflow has.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a job or check that the constitution requires by name and that no
    /// workflow has, as its own name, its file's, or a job's.
    ///
    /// ## Why is this bad?
    /// A required check that never reports blocks everything or nothing, as the branch
    /// protection has it; either way nobody checks.
    ///
    /// ## Example
    /// "The required check `lint` gates every merge", while the job is called `style`.
    ///
    /// ## Use instead
    /// The job's real name.
    ///
    /// ## References
    /// - Checks of apps (`DCO`, `codecov`) come from no workflow and are not looked at.
    X103 UNBACKED_CHECK "unbacked-check" Warning "the constitution requires a check that no workflow has"
}
