//! F011: a claims file cannot be read.

use crate::fleet::{FleetFinding, Site, Spot};
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Says which claims file could not be read, and where in it. The rest is checked.
    ///
    /// ## Why is this bad?
    /// What its repositories publish is not known, so nothing is proved about them.
    ///
    /// ## Example
    /// A file cut off by a full disk, or written by a newer version of `xtask`:
    /// ```text
    /// error[F011] unreadable-claims: not JSON: EOF while parsing a value at line 3 column 13
    /// ```
    ///
    /// ## Use instead
    /// Write it anew:
    /// ```sh
    /// cd widget && cargo xtask verify --check --claims ../claims.json
    /// ```
    F011 UNREADABLE_CLAIMS "unreadable-claims" Error "a claims file cannot be read"
}

/// The spot is one of the claims file.
pub fn found(spot: Spot, why: &str) -> FleetFinding {
    let site = Site { repo: String::new(), spot };
    let mut finding = FleetFinding::new(&UNREADABLE_CLAIMS, site, why);
    finding.help = "write it anew with `verify --claims FILE`".into();
    finding
}
