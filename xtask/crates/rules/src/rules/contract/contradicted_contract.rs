//! C101: the prose states something else than the contract.

use prodproof_constitution::claims::{Claim, ClaimEffect, Claimed, ClaimedImage, ClaimedTrigger};
use prodproof_constitution::contract::PromisedImage as Stated;
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

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

/// The prose against the block: one finding for a value and a fact, at its first place.
pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let contract = &constitution.contract;
    if contract.block.is_none() {
        return;
    }
    let claims = constitution.claims();
    image_contradicted(constitution, claims, acc);
    let branches = claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Trigger { trigger: ClaimedTrigger::Push(Some(branch)), effect: ClaimEffect::Publishes } => {
            Some((claim, branch.as_str()))
        }
        _ => None,
    });
    let images = &contract.several;
    let of_images = |own: &Option<Spanned<String>>, each: fn(&Stated) -> Option<&Spanned<String>>| {
        own.iter().chain(images.iter().filter_map(each)).cloned().collect::<Vec<_>>()
    };
    let stated = of_images(&contract.branch, |image| image.branch.as_ref());
    value_contradicted(constitution, "branch", &stated, branches.collect(), |a, b| a == b, acc);
    let tags = claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Trigger { trigger: ClaimedTrigger::Tag(Some(tags)), .. } => Some((claim, tags.as_str())),
        _ => None,
    });
    let stated = of_images(&contract.tags, |image| image.tags.as_ref());
    value_contradicted(constitution, "tag pattern", &stated, tags.collect(), |a, b| a == b, acc);
    let units = claims.iter().filter_map(|claim| match &claim.what {
        // A timer or a socket accompanies the unit.
        Claimed::Unit(path) if !path.ends_with(".timer") && !path.ends_with(".socket") => Some((claim, path.as_str())),
        _ => None,
    });
    let of_deploys = contract.deploys.iter().map(|one| &one.unit);
    let named = images.iter().flat_map(|image| image.units.iter().flatten()).chain(of_deploys);
    let stated: Vec<Spanned<String>> = contract.unit.iter().chain(named).cloned().collect();
    value_contradicted(constitution, "unit", &stated, units.collect(), same_unit, acc);
    let policies = claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Label { key, value: Some(value) } if key == "io.containers.autoupdate" => {
            Some((claim, value.as_str()))
        }
        _ => None,
    });
    let of_deploys = contract.deploys.iter().filter_map(|one| one.autoupdate.as_ref());
    let stated: Vec<Spanned<String>> = contract.autoupdate.iter().chain(of_deploys).cloned().collect();
    value_contradicted(constitution, "auto-update policy", &stated, policies.collect(), |a, b| a == b, acc);
}

/// A path and the name of the unit that it becomes on the host.
fn same_unit(prose: &str, contract: &str) -> bool {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_string();
        name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.trim_end_matches('@').to_string())
    };
    // Prose without a folder names what runs on the host: a Quadlet's service.
    if prose.contains('/') && contract.contains('/') {
        prose == contract
    } else {
        stem(prose) == stem(contract)
    }
}

/// Where no claim agrees with anything that the contract states, and at least one differs. A
/// document that names several values, one of the contract's among them, explains itself.
fn value_contradicted(
    constitution: &Constitution,
    name: &str,
    all: &[Spanned<String>],
    claims: Vec<(&Claim, &str)>,
    same: fn(&str, &str) -> bool,
    acc: &mut Vec<Finding>,
) {
    let [stated, others @ ..] = all else { return };
    if claims.iter().any(|(_, value)| all.iter().any(|stated| same(value, &stated.value))) {
        return;
    }
    let Some((first, value)) = claims.first() else { return };
    let written = first.span.text(&constitution.text);
    let edits = claims.iter().filter(|(_, other)| other == value).filter_map(|(claim, value)| {
        let words = claim.span.text(&constitution.text);
        let at = words.find(value)?;
        let new = format!("{}{}{}", &words[..at], stated.value, &words[at + value.len()..]);
        Some(Edit::new(&constitution.path, claim.span, new))
    });
    let mut finding = CONTRADICTED_CONTRACT
        .at(
            Place::new(&constitution.path, first.span),
            format!("the prose states the {name} `{value}`, the contract `{}`", stated.value),
        )
        .help(format!("write `{}` here, or amend the contract", stated.value))
        .related(&constitution.path, stated.span, format!("the contract's {name}"));
    let edits: Vec<Edit> = edits.collect();
    // A quoted TOML value may stand in prose as it is: none of these has markup in it.
    let one = others.iter().all(|other| other.value == stated.value);
    if one && written.contains(value) && !edits.is_empty() && !stated.value.contains(['`', '|', '\n']) {
        finding = finding.safe_fix(format!("write the contract's {name} into the prose"), edits);
    }
    acc.push(finding);
}

fn image_contradicted(constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let stated = constitution.contract.images();
    let names: Vec<&Spanned<String>> = stated.iter().flat_map(|image| image.names()).collect();
    for name in &names {
        of_name(constitution, claims, &names, name, acc);
    }
}

/// What the prose says instead of one of the contract's names.
fn of_name(
    constitution: &Constitution,
    claims: &[Claim],
    all: &[&Spanned<String>],
    stated: &Spanned<String>,
    acc: &mut Vec<Finding>,
) {
    let promised = Reference::parse(&stated.value);
    if promised.invalid().is_some() {
        return;
    }
    let images = || {
        claims.iter().filter_map(|claim| match &claim.what {
            Claimed::Image { image, .. } => Some((claim, image)),
            _ => None,
        })
    };
    let is = |image: &ClaimedImage, name: &Reference| Reference::parse(&image.name).same_name(name) == Answer::Yes;
    let same = |image: &ClaimedImage| all.iter().any(|name| is(image, &Reference::parse(&name.value)));
    // Of several, only another of the same last name is meant for this one.
    let agreed = all.len() != 1 || images().any(|(_, image)| is(image, &promised));
    let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_string();
    // Beside the promised image, another of the same last name is a slip; one of another
    // name is another image.
    let differing: Vec<(&Claim, &ClaimedImage)> = images()
        .filter(|(_, image)| (!agreed || last(&image.name) == last(&promised.repository)) && !same(image))
        .collect();
    let mut done: Vec<&str> = Vec::new();
    for (claim, image) in &differing {
        if done.contains(&image.name.as_str()) {
            continue;
        }
        done.push(&image.name);
        // A mirror bears the last name of its image: said once.
        let known = |old: &Finding| old.rule == &CONTRADICTED_CONTRACT && old.primary.span == claim.span;
        if acc.iter().any(known) {
            continue;
        }
        let edits = differing.iter().filter(|(_, other)| other.name == image.name).filter_map(|(claim, image)| {
            let words = claim.span.text(&constitution.text);
            let at = words.find(&image.name)?;
            let new = format!("{}{}{}", &words[..at], stated.value, &words[at + image.name.len()..]);
            Some(Edit::new(&constitution.path, claim.span, new))
        });
        let edits: Vec<Edit> = edits.collect();
        let mut finding = CONTRADICTED_CONTRACT
            .at(
                Place::new(&constitution.path, claim.span),
                format!("the prose states the image `{}`, the contract `{}`", image.name, stated.value),
            )
            .help(format!("write `{}` here, or amend the contract", stated.value))
            .related(&constitution.path, stated.span, "the contract's image");
        if !edits.is_empty() {
            finding = finding.safe_fix("write the contract's image into the prose", edits);
        }
        acc.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::contract::tests::{bad, document, fixed, good, IMAGE};

    #[test]
    fn prose_that_states_another_image() {
        let text =
            document("The image MUST be published to `ghcr.io/acme/widget:latest`, see ghcr.io/acme/widget.", IMAGE);
        bad(&text, &["C101 3:33 the prose states the image `ghcr.io/acme/widget`, the contract `quay.io/acme/widget`"]);
        fixed(&text, &text.replace("ghcr.io", "quay.io"));
        let both = "The image is published to `quay.io/acme/widget` and `docker.io/acme/widget`.";
        bad(
            &document(both, IMAGE),
            &["C101 3:54 the prose states the image `docker.io/acme/widget`, the contract `quay.io/acme/widget`"],
        );
        good(&document(
            "The image is published to `quay.io/acme/widget`; the helper image to `quay.io/acme/helper`.",
            IMAGE,
        ));
    }

    #[test]
    fn prose_that_states_another_branch_tag_unit_or_policy() {
        let build = "[build]\nbranch = \"main\"\ntags = \"v*\"\n";
        let text = document("Every push to `master` MUST rebuild the image.", build);
        bad(&text, &["C101 3:7 the prose states the branch `master`, the contract `main`"]);
        fixed(&text, &text.replace("master", "main"));
        let text = document("Images are published on pushes to `main` and on `release-*` tags.", build);
        bad(&text, &["C101 3:50 the prose states the tag pattern `release-*`, the contract `v*`"]);
        let deploy = "[deploy]\nunit = \"deploy/widget.container\"\nautoupdate = \"local\"\n";
        good(&document("The unit on the host is `widget.service`.", deploy));
        let text = document("The unit is `units/widget.container`.", deploy);
        bad(
            &text,
            &["C101 3:14 the prose states the unit `units/widget.container`, the contract `deploy/widget.container`"],
        );
        fixed(&text, &text.replace("units/", "deploy/"));
        let text = document("The unit carries `io.containers.autoupdate=registry`.", deploy);
        bad(&text, &["C101 3:19 the prose states the auto-update policy `registry`, the contract `local`"]);
        fixed(&text, &text.replace("=registry", "=local"));
    }
}
