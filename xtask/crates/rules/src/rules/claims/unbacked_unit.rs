//! X101: the constitution names a unit that does not exist.

use super::files::{exists, suggestion};
use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::{contract, Constitution};
use prodproof_deployment::packages;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Spanned;

rule! {
    /// ## What it does
    /// Reports a unit that the contract or the prose names and the repository does not
    /// have. A Quadlet `widget.container` backs the name `widget.service`.
    ///
    /// ## Why is this bad?
    /// What the host runs is then not what was reviewed here.
    ///
    /// ## Example
    /// ```toml
    /// [deploy]
    /// unit = "deploy/widget.service"
    /// ```
    /// after the unit was renamed to `deploy/web.container`.
    ///
    /// ## Use instead
    /// The unit's path as it is.
    ///
    /// ## References
    /// - `man podman-systemd.unit`: which service a Quadlet file becomes.
    X101 UNBACKED_UNIT "unbacked-unit" Error "the constitution names a unit that does not exist"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, name: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    if has_unit(repo, name) {
        return;
    }
    // The contract's own unit is reported where it decides.
    let stem =
        |path: &str| path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(stem, _)| stem.to_string());
    let contract = constitution.contract.named_units();
    if contract.iter().any(|unit| stem(unit) == stem(name) && !repo.snapshot.has(unit)) {
        return;
    }
    // A path that differs from the contract's is `contradicted-contract`'s.
    let others = || contract.iter().all(|unit| unit != name && repo.snapshot.has(unit));
    if !contract.is_empty() && name.contains('/') && others() {
        return;
    }
    let Some(first) = group.first() else { return };
    let mut finding =
        also(at(&UNBACKED_UNIT, constitution, first, format!("the unit `{name}` does not exist")), constitution, group);
    if contract.is_empty() && repo.deployments.is_empty() {
        finding = finding.implies(&["undeployed-image"]);
    }
    acc.push(finding.help(suggestion(repo, name, "name a unit that exists, or write it")));
}

/// Whether a unit of this name stands in the repository, as it is or as a Quadlet file
/// that becomes it (`man podman-systemd.unit`, "Unit files").
fn has_unit(repo: &Repo, name: &str) -> bool {
    if exists(repo, name) || packages::brought(&repo.snapshot).has(name) {
        return true;
    }
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    // An instance is its template; a drop-in folder belongs to its unit.
    let template = stem.split_once('@').map(|(template, _)| format!("{template}@"));
    let mut wanted = vec![file.to_string()];
    if !name.contains('/') || template.is_some() {
        wanted.extend(template.iter().map(|template| format!("{template}.{ending}")));
    }
    if ending == "service" && !name.contains('/') {
        let template = template.unwrap_or_else(|| stem.to_string());
        for stem in [stem, &template] {
            wanted.extend([format!("{stem}.container"), format!("{stem}.kube")]);
            for kind in ["pod", "volume", "network", "image", "build"] {
                wanted.extend(stem.strip_suffix(&format!("-{kind}")).map(|stem| format!("{stem}.{kind}")));
            }
        }
    }
    let own = |path: &str| path.rsplit('/').next().is_some_and(|own| wanted.iter().any(|name| name == own));
    if name.contains('/') && !name.contains('@') {
        false
    } else {
        repo.snapshot.paths().any(own)
    }
}

/// Every unit that the contract names, in either form, is there.
pub(super) fn of_contract(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    if let Some(unit) = &constitution.contract.unit {
        contract_unit(repo, constitution, unit, acc);
    }
    let of_images = constitution.contract.several.iter().flat_map(|image| image.units.iter().flatten());
    let mut seen: Vec<&str> = Vec::new();
    for unit in of_images.chain(constitution.contract.deploys.iter().map(|one| &one.unit)) {
        if !seen.contains(&unit.value.as_str()) {
            contract_unit(repo, constitution, unit, acc);
        }
        seen.push(&unit.value);
    }
}

fn contract_unit(repo: &Repo, constitution: &Constitution, unit: &Spanned<String>, acc: &mut Vec<Finding>) {
    let broken = constitution.contract.problems.iter().any(|problem| problem.span == unit.span);
    if broken || repo.snapshot.has(&unit.value) {
        return;
    }
    let place = Place::new(&constitution.path, unit.span);
    let mut finding = UNBACKED_UNIT
        .at(place, format!("the contract names the unit `{}`, which does not exist", unit.value))
        .implies(&["undeployed-image"]);
    // The one unit that runs the promised image is the one that is meant.
    let running: Vec<_> = repo.deployments.iter().filter(|one| repo.is_promised(one) == Answer::Yes).collect();
    finding = match running.as_slice() {
        [one] if constitution.contract.unit.as_ref() == Some(unit) => {
            let edits = contract::set(&constitution.path, &constitution.text, "deploy.unit", &one.path);
            let finding = finding.help(format!("write `{}`, which runs the image", one.path)).related(
                &one.path,
                one.span,
                "this unit runs the promised image",
            );
            if edits.is_empty() {
                finding
            } else {
                finding.unsafe_fix(format!("name `{}`", one.path), edits)
            }
        }
        _ => {
            let init = format!("name a unit that exists, or write it with {}", repo.call("init"));
            finding.help(suggestion(repo, &unit.value, &init))
        }
    };
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, repo, run, shown, UNIT};
    use prodproof_syntax::finding::apply;

    #[test]
    fn units_that_do_not_exist() {
        bad("The host MUST run `gadget.service`.", &["X101e 3:20 the unit `gadget.service` does not exist"]);
        bad("The unit is `units/widget.service`.", &["X101w 3:14 the unit `units/widget.service` does not exist"]);
        let quadlet = [(UNIT, ""), ("deploy/widget.container", "[Container]\nImage=quay.io/acme/widget\n")];
        bad_with("The unit on the host is `widget.service`.", &quadlet, &[]);
        bad_with(
            "The unit is `deploy/widget.service`.",
            &quadlet,
            &["X101w 3:14 the unit `deploy/widget.service` does not exist"],
        );
        bad_with(
            "The units are `widget@blue.service` and `app-pod.service`.",
            &[("d/widget@.service", "[Service]\n"), ("d/app.pod", "[Pod]\n")],
            &[],
        );
    }

    #[test]
    fn the_contracts_unit_is_reported_once_and_mended() {
        let text = "# C\n\nThe unit is `deploy/gadget.service`.\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n[deploy]\nunit = \"deploy/gadget.service\"\n```\n";
        let found = run(&repo(text, &[]));
        assert_eq!(
            shown(text, &found),
            ["X101e 9:8 the contract names the unit `deploy/gadget.service`, which does not exist"]
        );
        assert_eq!(found[0].implies, ["undeployed-image"]);
        let fix = found[0].fix.as_ref().expect("the unit that runs the image");
        assert!(apply(text, &fix.edits).unwrap().contains("unit = \"deploy/widget.service\"\n"));
    }
}
