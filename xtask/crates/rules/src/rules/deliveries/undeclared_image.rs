//! X007: images are published that nothing promises.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Names, in one finding, all images that the workflows publish besides the promised
    /// ones: those that no contract states, no unit runs, no sentence of the constitution
    /// names, and that do not bear the repository's name.
    ///
    /// ## Why is this bad?
    /// Whether a merge must reach somebody who runs them cannot be told, so nothing is
    /// proved about them. A second image whose workflow runs on tags only is the same trap
    /// as the first.
    ///
    /// ## Example
    /// A workflow that publishes `ghcr.io/acme/api` and `ghcr.io/acme/migrations`, and a
    /// unit that runs `ghcr.io/acme/api`.
    ///
    /// ## Use instead
    /// State them in the contract. An image that nobody runs here has no units:
    ///
    /// ```toml
    /// [[image]]
    /// name = "ghcr.io/acme/migrations"
    /// units = []
    /// ```
    X007 UNDECLARED_IMAGE "undeclared-image" Warning "images are published that nothing promises"
}
