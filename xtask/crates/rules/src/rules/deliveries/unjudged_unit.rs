//! X011: units are not judged.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Tells once which units are not judged, and why: those that run somebody else's image
    /// (a database, a proxy), templates that something fills in before a host gets them, and
    /// those in folders for tests and templates.
    ///
    /// ## Why is this bad?
    /// It is not. But what is not looked at should be known.
    ///
    /// ## Example
    /// `deploy/redis.container` beside the unit of the repository's own image,
    /// `deploy/web.container.j2`, `template/web.container`.
    ///
    /// ## Use instead
    /// A unit that the contract names is read wherever it lies:
    ///
    /// ```toml
    /// [[image]]
    /// name = "quay.io/acme/web"
    /// units = ["template/web.container"]
    /// ```
    X011 UNJUDGED_UNIT "unjudged-unit" Info "units are not judged"
}
