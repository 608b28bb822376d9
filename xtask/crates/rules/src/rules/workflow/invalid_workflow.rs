//! B003: GitHub refuses the workflow file.

use super::{deals_with_images, remarks};
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};

rule! {
    /// ## What it does
    /// Reports a publishing workflow that GitHub refuses: broken YAML, unknown keys, merge
    /// keys, a context that does not exist there, a needed job that does not exist.
    ///
    /// ## Why is this bad?
    /// A refused file never runs. GitHub tells so on a page that nobody visits.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     push: {branches: [main]}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## References
    /// [workflow
    /// syntax](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax)
    B003 INVALID_WORKFLOW "invalid-workflow" Error "GitHub refuses the workflow file"
}

/// GitHub refuses a publishing file, or one of which nobody can tell what it did before
/// it was broken.
pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let nothing_published = repo.build.publications.is_empty();
    for file in &repo.build.files {
        let Some(fault) = file.refused().or_else(|| file.faults.first()) else { continue };
        let lost = nothing_published && file.refused().is_some();
        // Asked last: it reads every script of the file, for every image of the repository.
        if !lost && !deals_with_images(file) {
            continue;
        }
        let message = if fault.fatal {
            format!("GitHub refuses `{}`: {}", file.path, fault.cause.told())
        } else {
            format!("GitHub may refuse `{}`: {}", file.path, fault.cause.told())
        };
        let mut finding = INVALID_WORKFLOW
            .at(Place::new(&file.path, fault.span), message)
            .help("write what GitHub takes, so that the workflow runs")
            .implies(&["unpublished-image", "unpublished-merge", "unpublished-release", "missing-dispatch"]);
        if !fault.fatal {
            finding = finding.severity(Severity::Warning);
        }
        for other in file.faults.iter().filter(|other| *other != fault) {
            finding = finding.related(&file.path, other.span, other.cause.told().to_string());
        }
        acc.push(finding);
    }
}

/// A job calls a workflow that is not there.
pub(super) fn of(_: &Repo, remark: &Remark) -> Finding {
    remarks::always(&INVALID_WORKFLOW, remark).help("name a workflow that exists")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON, TAGS};

    #[test]
    fn github_refuses_it() {
        let text = workflow(ON, TAGS, "true").replace("    branches:", "    branch:");
        bad(&text, &["invalid-workflow 4: branch"]);
    }
}
