//! C111: the inherited version never existed.

use semver::Version;

use prodproof_constitution::inherits::Inherits;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// With `--parent DIR`: reports an inherited version that the parent never had.
    ///
    /// ## Why is this bad?
    /// Nobody can read the rules that are said to hold.
    ///
    /// ## Example
    /// `Inherits: [acme/constitution](…) v1.9.0`, and the parent went from 1.2.0 to 2.0.0.
    ///
    /// ```markdown
    /// > **Inherits:** [acme/constitution](https://github.com/acme/constitution) v1.9.0
    /// ```
    ///
    /// ## Use instead
    /// A version of the parent's history, best the one it has now.
    ///
    /// ## References
    /// - The versions are those that the parent's constitution had in any commit.
    C111 UNKNOWN_PARENT_VERSION "unknown-parent-version" Error "the inherited version never existed"
}

/// `nearest` is the newest that the parent had below it, `head` the newest of all.
pub(super) fn found(
    place: Place,
    line: &Inherits,
    version: &Version,
    nearest: Option<&Version>,
    head: &Version,
) -> Finding {
    let finding = UNKNOWN_PARENT_VERSION.at(place, format!("`{}` never had the version {version}", line.name));
    finding.help(match nearest {
        Some(nearest) => format!("name a version that exists: the nearest is {nearest}, the newest {head}"),
        None => format!("name a version that exists: the newest is {head}"),
    })
}
