//! C110: a parent is inherited without a version.

use prodproof_constitution::{inherits, Constitution};
use prodproof_syntax::finding::{rule, Finding, Place};

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
    /// ```markdown
    /// > **Inherits:** [acme/constitution](https://github.com/acme/constitution)
    /// ```
    ///
    /// ## Use instead
    /// `> **Inherits:** [acme/constitution](https://github.com/acme/constitution) v1.2.0`
    ///
    /// ## References
    /// - `cargo xtask verify --parent DIR` holds the version against the parent's history.
    C110 UNVERSIONED_INHERITANCE "unversioned-inheritance" Warning "a parent is inherited without a version"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    for parent in inherits::read(&constitution.text, &constitution.document.markdown) {
        if parent.version.is_none() {
            let place = Place::new(&constitution.path, parent.span);
            let finding =
                UNVERSIONED_INHERITANCE.at(place, format!("`{}` is inherited without a version", parent.name));
            acc.push(finding.help("add the version that was read, like `v1.2.0`"));
        }
    }
}
