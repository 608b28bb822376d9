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
            Held::Contract(_) | Held::ContractBlock(_) => {}
            Held::Template | Held::Number(_) | Held::Unmerged | Held::Disagreeing(_) => {}
        }
    }
    // What a contract that cannot be read states is not gone from it.
    let unknown = |held: &Held| matches!(held, Held::Conflict(_) | Held::Versions(_) | Held::Contract(_));
    constitution.unmerged || found.iter().any(unknown)
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{found, repo, shown, BASE, PATH};

    #[test]
    fn nothing_is_gone_from_a_contract_that_cannot_be_read() {
        let block = "```toml contract\n[build]\nbranch = \"main\"\n```\n\n";
        let base = BASE.replace("## Gov", &format!("{block}## Gov"));
        let told = |text: &str| {
            let shown = shown(&repo(&[(PATH, text)], found(&base)));
            shown.iter().any(|one| one.starts_with("C008"))
        };
        assert!(!told(&base.replace("\"main\"", "main")));
        assert!(told(&base.replace("branch = \"main\"\n", "")));
    }
}
