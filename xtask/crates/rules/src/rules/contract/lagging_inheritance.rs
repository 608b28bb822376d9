//! C112: the inherited version lags behind the parent.

use semver::Version;

use prodproof_constitution::inherits::{Inherits, Precision};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::span::Spanned;

rule! {
    /// ## What it does
    /// With `--parent DIR`: reports an inherited version that is more than one minor, or
    /// a major, behind the parent's.
    ///
    /// ## Why is this bad?
    /// The parent has added or redefined principles since, and this repository follows
    /// rules that its organisation has left behind.
    ///
    /// ## Example
    /// `Inherits: [acme/constitution](…) v1.0.0`, and the parent is at 1.4.0.
    ///
    /// ```markdown
    /// > **Inherits:** [acme/constitution](https://github.com/acme/constitution) v1.0.0
    /// ```
    ///
    /// ## Use instead
    /// Read what changed, adopt it, and name the new version: that is an amendment.
    ///
    /// ## References
    /// - MAJOR: a principle removed or redefined. MINOR: one added (github/spec-kit).
    C112 LAGGING_INHERITANCE "lagging-inheritance" Warning "the inherited version lags behind the parent"
}

/// `version` is what the line inherits, `head` what the parent has now.
pub(super) fn found(
    constitution: &Constitution,
    line: &Inherits,
    version: &Spanned<Version>,
    head: &Version,
) -> Finding {
    let words = version.span.text(&constitution.text);
    let prefix: String = words.chars().take_while(|c| *c == 'v' || *c == 'V').collect();
    let short = format!("{prefix}{}.{}", head.major, head.minor);
    let new = if line.precision == Precision::Exact { format!("{prefix}{head}") } else { short };
    let message = format!("version {} of `{}` is inherited, which is at {head}", version.value, line.name);
    LAGGING_INHERITANCE
        .at(Place::new(&constitution.path, version.span), message)
        .help(format!("adopt what changed up to {head}, then name that version"))
        .unsafe_fix(format!("name version {head}"), vec![Edit::new(&constitution.path, version.span, new)])
}
