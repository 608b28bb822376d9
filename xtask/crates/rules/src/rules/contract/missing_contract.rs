//! C102: the constitution has no contract block.

use super::{broken_contract, contradicted_contract, senseless_pattern};
use crate::repo::Repo;
use prodproof_constitution::{contract, Constitution};
use prodproof_syntax::finding::{apply, rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a constitution without a contract block.
    ///
    /// ## Why is this bad?
    /// The image, the branch and the unit are then guessed from the workflow and the
    /// unit themselves: if these are wrong, so is the measure.
    ///
    /// ## Example
    /// A constitution that states its image in prose alone.
    ///
    /// ```markdown
    /// - Every merge to `main` MUST be published as `quay.io/acme/widget:latest`.
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [image]
    /// name = "quay.io/acme/widget"
    /// [build]
    /// branch = "main"
    /// ```
    /// in a fenced block with the info string `toml contract`. The fix inserts one with
    /// the facts that were found.
    ///
    /// ## References
    /// - `cargo xtask init` writes the block into a new constitution.
    C102 MISSING_CONTRACT "missing-contract" Info "the constitution has no contract block"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    if constitution.contract.block.is_some() {
        return;
    }
    let promise = &repo.promise;
    let mut finding = MISSING_CONTRACT
        .at(Place::file(&constitution.path), "the constitution has no contract block")
        .help("state image, branch and unit in a fenced block `toml contract`");
    let mut facts = Vec::new();
    for (key, fact) in [
        ("image.name", promise.image.as_ref()),
        ("build.branch", Some(&promise.branch)),
        ("build.latest", Some(&promise.latest)),
        ("build.tags", Some(&promise.tags)),
        ("deploy.unit", promise.unit.as_ref()),
        ("deploy.autoupdate", Some(&promise.autoupdate)),
    ] {
        // What only the settings know cannot be stated.
        let Some(fact) = fact.filter(|fact| !fact.value.contains('<')) else { continue };
        facts.push((key, fact.value.as_str()));
        if let Some(place) = &fact.place {
            finding = finding.related(
                &place.path,
                place.span,
                format!("`{key}` would be `{}`, by {}", fact.value, fact.from),
            );
        }
    }
    let several = repo.several();
    for image in several.iter().filter(|_| promise.image.is_none()) {
        let place = repo.deliveries.iter().flat_map(|one| one.names()).find(|fact| fact.value == image.name);
        if let Some((fact, place)) = place.and_then(|fact| Some((fact, fact.place.as_ref()?))) {
            let message = format!("`image.name` would be `{}`, by {}", fact.value, fact.from);
            finding = finding.related(&place.path, place.span, message);
        }
    }
    // Without an image there is nothing to state yet.
    if promise.image.as_ref().is_some_and(|fact| !fact.value.contains('<')) || !several.is_empty() {
        let edits = if several.is_empty() {
            contract::insert_block(&constitution.path, &constitution.text, &facts)
        } else {
            let build: Vec<(&str, &str)> = facts.iter().filter(|(key, _)| key.starts_with("build.")).copied().collect();
            let images: String = several.iter().map(contract::image_text).collect();
            let lines = format!("{}{images}", contract::block_text(&build));
            contract::insert_lines(&constitution.path, &constitution.text, &lines)
        };
        // Facts that the prose contradicts are for a person to decide.
        let agrees = apply(&constitution.text, &edits).is_ok_and(|text| {
            let contract = contract::read(&text);
            let mut after = Vec::new();
            let with_block = Constitution { text, contract, ..constitution.clone() };
            broken_contract::check(&with_block, &mut after);
            senseless_pattern::check(&with_block, &mut after);
            contradicted_contract::check(&with_block, &mut after);
            after.is_empty()
        });
        if !edits.is_empty() && agrees {
            finding = finding.unsafe_fix("insert a contract block with the facts found", edits);
        }
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::repo::Repo;
    use crate::rules::contract::check;
    use crate::rules::contract::tests::{bad, facts, run, PATH};
    use prodproof_constitution::contract;
    use prodproof_syntax::finding::apply;
    use prodproof_syntax::snapshot::Snapshot;

    #[test]
    fn no_block_is_told_and_inserted() {
        let text = "# C\n\n## Release\n\nThe image is `quay.io/acme/widget`.\n\n## Governance\n\nWords.\n";
        bad(text, &["C102 1:1 the constitution has no contract block"]);
        assert!(run(text)[0].fix.is_none(), "no image is known");
        let unit = "[Service]\nExecStart=/usr/bin/podman run --name w quay.io/acme/widget:latest\n";
        let repo = Repo::new(Snapshot::of(&[(PATH, text), ("deploy/widget.service", unit)], facts()));
        let mut acc = Vec::new();
        check(&repo, &mut acc);
        // Without a model of units nothing is inferred from them.
        if let Some(fix) = &acc[0].fix {
            let after = apply(text, &fix.edits).unwrap();
            let read = contract::read(&after);
            assert_eq!(read.image.map(|image| image.value).as_deref(), Some("quay.io/acme/widget"));
            assert!(!fix.safe && after.ends_with("\n## Governance\n\nWords.\n"), "{after}");
        }
    }
}
