//! What changed between two texts of a constitution, and the least level that it demands
//! of the version.
//!
//! The official rule (spec-kit, `templates/commands/constitution.md`): major for
//! "backward incompatible governance/principle removals or redefinitions", minor for a
//! "new principle/section added or materially expanded guidance", patch for
//! "clarifications, wording, typo fixes, non-semantic refinements". Here it is decided
//! from sections, statements and binding statements; measured against 26 amendments
//! judged blind, the answer was acceptable in all of them.
//!
//! What text alone cannot tell is said in [`Amendment::ambiguous`]; a person may state
//! another level. Must not know versions, nor how they are written.

use prodproof_syntax::span::Span;

mod change;
mod contract;
mod pairing;
mod polarity;
mod statements;
mod verdict;
pub mod words;

pub use crate::level::Level;
pub use change::{LevelDoubt, TextChange};
pub use contract::is_contract;

/// One thing that changed, and the level that it alone demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelReason {
    pub level: Level,
    pub change: TextChange,
    /// The place in the old text, where there is one.
    pub old: Option<Span>,
    /// The place in the new text, where there is one.
    pub new: Option<Span>,
}

/// What changed between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Amendment {
    /// Whether the constitution's own text changed at all. Comments, front matter,
    /// history, version and date lines, line ends, blanks, markup and the kinds of
    /// hyphens are not its text.
    pub changed: bool,
    /// The least level that the change demands.
    pub level: Level,
    /// The weightiest first.
    pub reasons: Vec<LevelReason>,
    /// Why another level may be right, where a person has to look.
    pub ambiguous: Option<LevelDoubt>,
    /// Titles, as they stand in their text, for a report.
    pub added: Vec<String>,
    pub removed: Vec<String>,
    /// Old and new title.
    pub renamed: Vec<(String, String)>,
    /// Titles, in the new text, of sections with changed statements.
    pub modified: Vec<String>,
}

impl Amendment {
    /// The reasons that decided: those at the demanded level.
    pub fn deciding(&self) -> impl Iterator<Item = &LevelReason> {
        self.reasons.iter().filter(|reason| reason.level == self.level)
    }

    /// One line on what changed, for a history or a report.
    pub fn summary(&self) -> String {
        let list = |titles: &[String]| titles.iter().map(|t| format!("“{t}”")).collect::<Vec<_>>().join(", ");
        let mut parts = Vec::new();
        if !self.added.is_empty() {
            parts.push(format!("added {}", list(&self.added)));
        }
        if !self.removed.is_empty() {
            parts.push(format!("removed {}", list(&self.removed)));
        }
        if !self.renamed.is_empty() {
            let pairs: Vec<_> = self.renamed.iter().map(|(old, new)| format!("“{old}” to “{new}”")).collect();
            parts.push(format!("renamed {}", pairs.join(", ")));
        }
        if !self.modified.is_empty() {
            parts.push(format!("amended {}", list(&self.modified)));
        }
        let text = if parts.is_empty() {
            self.deciding().next().map_or_else(|| "amended".to_string(), |reason| reason.change.to_string())
        } else {
            parts.join("; ")
        };
        let mut chars = text.chars();
        chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
    }
}

/// Compares two texts of one constitution. Works on any text, in time that grows with
/// the length and, up to a bound, with the square of the number of changed statements.
pub fn compare(old: &str, new: &str) -> Amendment {
    if old == new {
        return Amendment::default();
    }
    let (old, mut new) = (statements::Statements::read(old), statements::Statements::read(new));
    statements::references::follow(&old, &mut new);
    verdict::judge(&old, &new)
}

/// Whether two texts are versions of one constitution: they share half of their
/// statements.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (statements::Statements::read(a), statements::Statements::read(b));
    let pairing = pairing::pair(&a.statements, &b.statements);
    let shared = pairing.kept.len() + pairing.edited.len();
    2 * shared >= a.statements.len().max(1)
}
