//! X010: a step publishes what cannot be read here.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Tells of steps that publish images, or may, of which the names cannot be read here.
    ///
    /// ## Why is this bad?
    /// They may publish a promised image, or one that nobody has thought of. Nothing is
    /// proved about them.
    ///
    /// ## Example
    /// ```yaml
    /// - run: ./release.sh
    /// ```
    ///
    /// ## Use instead
    /// Write the name in the workflow, or declare the variables in the contract:
    ///
    /// ```toml
    /// [build.vars]
    /// IMAGE = "quay.io/acme/widget"
    /// ```
    X010 UNNAMED_PUBLICATION "unnamed-publication" Info "a step publishes what cannot be read here"
}
