//! B030: the runner refuses `::set-env` and `::add-path`.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports workflow commands that were disabled in 2020, in a workflow that publishes.
    ///
    /// ## Why is this bad?
    /// The step fails.
    ///
    /// ## Example
    /// ```yaml
    /// - run: echo "::set-env name=TAG::latest"
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - run: echo "TAG=latest" >> "$GITHUB_ENV"
    /// ```
    B030 DISABLED_COMMAND "disabled-command" Error "the runner refuses `::set-env` and `::add-path`"
}

pub(super) fn of(_: &Repo, remark: &Remark) -> Finding {
    remarks::always(&DISABLED_COMMAND, remark).help("write to `$GITHUB_ENV` or `$GITHUB_PATH`")
}
