//! X101: the constitution names a unit that does not exist, or that runs something else.

use std::cell::OnceCell;

use super::files::{exists, suggestion};
use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::{contract, Constitution};
use prodproof_deployment::packages;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

rule! {
    /// ## What it does
    /// Reports a unit that the contract or the prose names and the repository does not
    /// have. A Quadlet `widget.container` backs the name `widget.service`. Reports as well a
    /// unit of which the prose says that it is the one ("the unit is …"), or that it runs
    /// the promised image, while it runs another and a second unit runs that one.
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
    X101 UNBACKED_UNIT "unbacked-unit" Error "the constitution names a unit that does not exist, or runs something else"
}

/// What the constitution names, each name with the claims that have it.
pub(super) fn check(repo: &Repo, constitution: &Constitution, named: &[(&str, Vec<&Claim>)], acc: &mut Vec<Finding>) {
    // All recipes and scripts are read for it: once, and only for a unit that no file backs.
    let brought = OnceCell::new();
    let is_brought = |name: &str| brought.get_or_init(|| packages::brought(&repo.snapshot)).has(name);
    for (name, group) in named {
        if !has_unit(repo, name) && !is_brought(name) {
            missing(repo, constitution, name, group, acc);
        }
    }
}

fn missing(repo: &Repo, constitution: &Constitution, name: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
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

/// Units that stand beside the right one: said to be the service's own, or named in one
/// sentence with its image, and running another image.
pub(super) fn of_something_else(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // Of several deliveries each has a unit of its own.
    if repo.deliveries.len() > 1 {
        return;
    }
    let promised = |claim: &Claim| match &claim.what {
        Claimed::Image { image, .. } => repo.promise.same_name(&Reference::parse(&image.name)) == Answer::Yes,
        _ => false,
    };
    let Some(right) = repo.deployments.iter().find(|one| repo.is_promised(one) == Answer::Yes) else { return };
    let mut seen: Vec<&str> = Vec::new();
    for claim in claims {
        let path = match &claim.what {
            Claimed::TheUnit(path) => path,
            Claimed::Unit(path) if claims.iter().any(|other| other.number == claim.number && promised(other)) => path,
            _ => continue,
        };
        let run: Vec<_> = repo.deployments.iter().filter(|one| is_file_of(path, &one.path)).collect();
        let other = run.iter().all(|one| repo.is_promised(one) == Answer::No);
        let Some(image) = run.first().filter(|_| other).and_then(|one| one.image.as_ref()) else { continue };
        if seen.contains(&path.as_str()) {
            continue;
        }
        seen.push(path);
        let message = format!("the unit `{path}` runs `{}`, not the promised image", image.value);
        let finding = at(&UNBACKED_UNIT, constitution, claim, message);
        let finding = finding.related(&right.path, right.span, "this unit runs the promised image");
        acc.push(finding.help(format!("write `{}` if that is meant", right.path)));
    }
}

/// Whether prose's name of a unit is that of the file at `path`, or of the service that a
/// Quadlet file becomes.
fn is_file_of(name: &str, path: &str) -> bool {
    let file = |path: &str| path.rsplit('/').next().unwrap_or_default().to_string();
    let stem = |file: &str| file.rsplit_once('.').map_or(String::new(), |(stem, _)| stem.to_string());
    if name.contains('/') {
        return name == path || path.ends_with(&format!("/{name}"));
    }
    let quadlet = name.ends_with(".service") && [".container", ".kube"].iter().any(|end| path.ends_with(end));
    file(path) == name || quadlet && stem(&file(path)) == stem(name)
}

/// Whether a unit of this name stands in the repository, as it is or as a Quadlet file
/// that becomes it (`man podman-systemd.unit`, "Unit files").
fn has_unit(repo: &Repo, name: &str) -> bool {
    if exists(repo, name) {
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
    fn a_unit_beside_the_right_one() {
        let db = [("deploy/db.service", "[Service]\nExecStart=/usr/bin/podman run docker.io/library/postgres:16\n")];
        let wrong = "runs `docker.io/library/postgres:16`, not the promised image";
        let image = "The image is published to `quay.io/acme/widget`.\n\n";
        for (prose, place, name) in [
            ("The unit is `deploy/db.service`.", "5:14", "deploy/db.service"),
            ("- **Unit**: `db.service`", "5:14", "db.service"),
            ("Le nom de l'unité est `db.service`.", "5:24", "db.service"),
        ] {
            let expected = format!("X101w {place} the unit `{name}` {wrong}");
            bad_with(&format!("{image}{prose}"), &db, &[&expected]);
        }
        let prose = "`quay.io/acme/widget` is run by the unit `db.service`.";
        bad_with(prose, &db, &[&format!("X101w 3:43 the unit `db.service` {wrong}")]);
        for prose in [
            "The database runs as `deploy/db.service`.",
            "The unit is `deploy/widget.service`.",
            "The units are `deploy/widget.service` and `deploy/db.service`.",
            "`deploy/db.service` is the database.",
        ] {
            bad_with(&format!("{image}{prose}"), &db, &[]);
        }
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
