//! B029: a push may fail while the run stays green.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports `|| true` behind a push, or `continue-on-error` on the step.
    ///
    /// ## Why is this bad?
    /// A push that failed looks like one that worked.
    ///
    /// ## Example
    /// ```yaml
    /// - run: podman push quay.io/acme/widget:latest || true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - run: podman push quay.io/acme/widget:latest
    /// ```
    B029 IGNORED_PUSH_FAILURE "ignored-push-failure" Warning "a push may fail while the run stays green"
}

pub(super) fn of(_: &Repo, remark: &Remark) -> Finding {
    remarks::always(&IGNORED_PUSH_FAILURE, remark).help("let a push that fails fail the run")
}
