//! C110: a parent is inherited without a version.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports `Inherits: [org/constitution](…)` without a version.
    ///
    /// ## Why is this bad?
    /// Which rules hold is then decided by whatever the parent says today: it changes
    /// without an amendment here.
    ///
    /// ## Example
    /// `> **Inherits:** [acme/constitution](https://github.com/acme/constitution)`
    ///
    /// ## Use instead
    /// `> **Inherits:** [acme/constitution](https://github.com/acme/constitution) v1.2.0`
    ///
    /// ## References
    /// - `cargo xtask verify --parent DIR` holds the version against the parent's history.
    C110 UNVERSIONED_INHERITANCE "unversioned-inheritance" Warning "a parent is inherited without a version"
}
