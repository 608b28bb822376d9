//! C101: the prose states something else than the contract.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports prose that states another image, branch, tag pattern, unit or auto-update
    /// policy than the contract block of the same document.
    ///
    /// ## Why is this bad?
    /// People read the prose and the machine reads the block. One of them is wrong, and
    /// whoever follows it works against the other.
    ///
    /// ## Example
    /// "Images are published to `quay.io/acme/widget`", and in the block
    ///
    /// ```toml
    /// [image]
    /// name = "ghcr.io/acme/widget"
    /// ```
    ///
    /// ## Use instead
    /// The same name in both. The fix writes the block's value into the prose.
    ///
    /// ## References
    /// - The contract decides where the two differ.
    C101 CONTRADICTED_CONTRACT "contradicted-contract" Error "the prose states something else than the contract"
}
