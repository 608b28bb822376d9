//! What holds a bump back: the text is not what somebody meant to say.

use super::{conflict_marks, unsure_version};
use prodproof_constitution::bump::{self, Held};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Finding;

/// Whether the version is left alone, because what it ought to be cannot be told.
pub fn check(constitution: &Constitution, acc: &mut Vec<Finding>) -> bool {
    let found = bump::held(&constitution.text, &constitution.document);
    if constitution.unmerged && !found.iter().any(|held| matches!(held, Held::Conflict(_))) {
        acc.push(conflict_marks::unmerged(constitution));
    }
    for held in &found {
        match held {
            Held::Conflict(span) => acc.push(conflict_marks::found(constitution, *span)),
            Held::Versions(spans) => acc.push(unsure_version::found(constitution, spans)),
            // The rules about the contract, the template and the version tell these.
            Held::Contract(_) | Held::Template | Held::Number(_) | Held::Unmerged | Held::Disagreeing(_) => {}
        }
    }
    constitution.unmerged || found.iter().any(|held| matches!(held, Held::Conflict(_) | Held::Versions(_)))
}
