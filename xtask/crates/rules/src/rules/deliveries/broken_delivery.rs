//! X009: a merge does not reach production.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports where a promised image does not reach production, and no other rule says so.
    ///
    /// ## Why is this bad?
    /// A fix that is merged does not run.
    ///
    /// ## Example
    /// The contract itself switches the unit's updates off:
    ///
    /// ```toml
    /// [deploy]
    /// autoupdate = "disabled"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [deploy]
    /// autoupdate = "registry"
    /// ```
    ///
    /// and the same label in the unit.
    X009 BROKEN_DELIVERY "broken-delivery" Error "a merge does not reach production"
}

pub(super) fn found(place: Place, image: &str, why: &str) -> Finding {
    BROKEN_DELIVERY
        .at(place, format!("a merge does not bring {image} to production: {why}"))
        .help("write what decides it where it can be read")
}
