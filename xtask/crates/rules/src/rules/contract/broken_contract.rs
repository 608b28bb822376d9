//! C100: the contract block cannot be read as it stands.

use crate::words::{contract::help, Worded};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports everything in the contract block that cannot be read or cannot be meant:
    /// TOML that is none, unknown tables and keys, values of the wrong type, image names
    /// that no registry takes, a block that is not closed, a second block.
    ///
    /// ## Why is this bad?
    /// A fact that is not read is not held against anything, and nobody notices.
    ///
    /// ## Example
    /// ```toml
    /// [image]
    /// title = "quay.io/acme/widget"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [image]
    /// name = "quay.io/acme/widget"
    /// ```
    ///
    /// ## References
    /// - TOML: <https://toml.io/en/v1.0.0>
    C100 BROKEN_CONTRACT "broken-contract" Error "the contract block cannot be read as it stands"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    for problem in &constitution.contract.problems {
        let place = Place::new(&constitution.path, problem.span);
        acc.push(BROKEN_CONTRACT.at(place, problem.fault.told().to_string()).help(help(&problem.fault)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::contract::tests::{bad, document};

    #[test]
    fn problems_are_findings() {
        bad(&document("", "[imgae]\n"), &["C100 6:2 `imgae` is not a table of the contract"]);
    }
}
