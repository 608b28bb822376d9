//! X114: the constitution names a port that nothing opens.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Compares the port on which the prose says that the service listens with `EXPOSE` in the
    /// Containerfiles and `-p`, `--publish` and `PublishPort=` in the units. Where none of
    /// them names a port, nothing is said.
    ///
    /// ## Why is this bad?
    /// Who configures a proxy by the constitution reaches nothing.
    ///
    /// ## Example
    /// "The service listens on port 8080", and
    /// ```dockerfile
    /// EXPOSE 9090
    /// ```
    ///
    /// ## Use instead
    /// The same port in both.
    X114 UNBACKED_PORT "unbacked-port" Warning "the constitution names a port that nothing opens"
}
