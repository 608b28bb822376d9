//! B022: the registry's host stands twice in the reference.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports an `image` that already names the registry, given to an action that puts
    /// `registry` before it.
    ///
    /// ## Why is this bad?
    /// The push goes to `ghcr.io/ghcr.io/acme/widget`, without an error.
    ///
    /// ## Example
    /// ```yaml
    /// with:
    ///   registry: ghcr.io
    ///   image: ghcr.io/acme/widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// with:
    ///   registry: ghcr.io/acme
    ///   image: widget
    /// ```
    B022 DOUBLED_HOST "doubled-host" Error "the registry's host stands twice in the reference"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    remarks::on_events(&DOUBLED_HOST, repo, remark).help("leave the host out of `image`")
}
