//! Parameters to files: what `init` would write, and what it knows to write it.
//! Must not know what is on disk beyond the snapshot, nor write anything.

use std::collections::BTreeMap;

use prodproof_constitution::contract;
use prodproof_deployment::Deployment;
use prodproof_rules::repo::Repo;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::paths::CONSTITUTION_PATH;
use prodproof_syntax::reference::Reference;

use crate::params::Params;
use crate::template::{render, Template};

const CONSTITUTION: Template =
    Template { name: "constitution.md.in", text: include_str!("../templates/constitution.md.in") };
const BUILD: Template =
    Template { name: "container-build.yml.in", text: include_str!("../templates/container-build.yml.in") };
const VERIFY: Template = Template { name: "verify.yml.in", text: include_str!("../templates/verify.yml.in") };
const SERVICE: Template = Template { name: "unit.service.in", text: include_str!("../templates/unit.service.in") };
const CONTAINER: Template =
    Template { name: "unit.container.in", text: include_str!("../templates/unit.container.in") };
const FLEET: Template = Template { name: "fleet.yml.in", text: include_str!("../templates/fleet.yml.in") };

const LIVE: Template = Template { name: "live.yml.in", text: include_str!("../templates/live.yml.in") };

/// The steps that build the crate once and keep its binary: part of every workflow that
/// runs it.
const BINARY: Template =
    Template { name: "binary-steps.yml.in", text: include_str!("../templates/binary-steps.yml.in") };

pub const FLEET_PATH: &str = ".github/workflows/fleet.yml";
pub const LIVE_PATH: &str = ".github/workflows/live.yml";

/// What the workflows are called; a later name where an earlier one is a workflow of the
/// repository's own that does something else.
const BUILD_NAMES: &[&str] = &["container-build.yml", "publish-image.yml", "publish-image-to-production.yml"];
const VERIFY_NAMES: &[&str] = &["verify.yml", "verify-delivery.yml", "verify-constitution.yml"];

/// Actions that the templates pin, by commit, with the version as comment on the same
/// line, where Dependabot and Renovate find it.
const PINS: &[(&str, &str)] = &[
    ("checkout", "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"),
    ("cache", "actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0"),
    ("upload-artifact", "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1"),
    ("download-artifact", "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1"),
    ("setup-buildx-action", "docker/setup-buildx-action@bb05f3f5519dd87d3ba754cc423b652a5edd6d2c # v4.2.0"),
    ("login-action", "docker/login-action@dbcb813823bdd20940b903addbd779551569679f # v4.6.0"),
    ("metadata-action", "docker/metadata-action@dc802804100637a589fabce1cb79ff13a1411302 # v6.2.0"),
    ("build-push-action", "docker/build-push-action@53b7df96c91f9c12dcc8a07bcb9ccacbed38856a # v7.3.0"),
];

/// What becomes of one of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handling {
    /// Nothing of the kind exists: it is written.
    Create,
    /// It was named with `--force`: it is replaced.
    Replace,
    /// Something of the kind exists and is used as it is.
    Adopt,
}

/// One of the files that `init` sees to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// What it is, for people: "constitution".
    pub what: &'static str,
    /// Where it is, or will be.
    pub path: String,
    pub outcome: Handling,
    /// The new text; empty where it is adopted.
    pub text: String,
}

/// The files for this repository. What exists is adopted, never overwritten, unless its
/// path is among `force`.
pub fn plan(repo: &Repo, params: &Params, force: &[String]) -> Vec<Planned> {
    let build = publishing_workflow(repo, &params.image);
    let mut values = params.values();
    let build_path = build.clone().unwrap_or_else(|| free(repo, BUILD_NAMES, force));
    values.insert("workflow", build_path.clone());
    let steps = render(&BINARY, &values);
    values.insert("binary", steps);

    let mut planned = Vec::new();
    let mut add = |what, path: &str, existing: Option<String>, template: &Template| {
        let forced = force.iter().any(|forced| forced == path || Some(forced) == existing.as_ref());
        let (outcome, path) = match existing {
            Some(existing) if forced => (Handling::Replace, existing),
            Some(existing) => (Handling::Adopt, existing),
            None if repo.snapshot.has(path) && !forced => (Handling::Adopt, path.to_string()),
            None if repo.snapshot.has(path) => (Handling::Replace, path.to_string()),
            None => (Handling::Create, path.to_string()),
        };
        let text = if outcome == Handling::Adopt { String::new() } else { render(template, &values) };
        planned.push(Planned { what, path, outcome, text });
    };
    let named = repo.named_constitution.as_deref().unwrap_or(CONSTITUTION_PATH);
    add("constitution", named, repo.constitution.as_ref().map(|found| found.path.clone()), &CONSTITUTION);
    add("build workflow", &build_path, build, &BUILD);
    let verify = verifying_workflow(repo, &params.command);
    add("verify workflow", &free(repo, VERIFY_NAMES, force), verify, &VERIFY);
    let unit = if params.quadlet { &CONTAINER } else { &SERVICE };
    // Of several images each unit is the team's: none is invented.
    let deployed = deployed_unit(repo, params);
    if params.images.is_empty() || deployed.is_some() {
        add("unit", &params.unit, deployed, unit);
    }
    if params.fleet {
        add("fleet workflow", FLEET_PATH, None, &FLEET);
    }
    if params.live {
        add("live workflow", LIVE_PATH, None, &LIVE);
    }
    planned
}

/// What this version writes at the paths that an older one wrote to and that are still
/// there. The constitution is the team's from the first day, and not among them.
pub fn renewed(repo: &Repo, params: &Params, written: &[String]) -> BTreeMap<String, String> {
    let constitution = repo.constitution_path();
    let renewable: Vec<String> = written.iter().filter(|path| path.as_str() != constitution).cloned().collect();
    let planned = plan(repo, params, &renewable).into_iter();
    let again = planned.filter(|one| one.outcome == Handling::Replace && renewable.contains(&one.path));
    again.map(|one| (one.path, one.text)).collect()
}

/// The first of these names in the workflows' folder where nothing stands, or what stands
/// may be replaced.
fn free(repo: &Repo, names: &[&str], force: &[String]) -> String {
    let (folder, _) = repo.snapshot.workflow_folder();
    let paths: Vec<String> = names.iter().map(|name| format!("{folder}/{name}")).collect();
    let forced = paths.iter().find(|path| force.contains(path));
    let free = forced.or_else(|| paths.iter().find(|path| !repo.snapshot.has(path)));
    free.or(paths.first()).cloned().unwrap_or_default()
}

/// The workflow that publishes this image already, or might. One that publishes another
/// image, such as a base image, is none.
fn publishing_workflow(repo: &Repo, image: &str) -> Option<String> {
    let image = Reference::parse(image);
    let publications = &repo.build.publications;
    let answer = |reference: &Option<Reference>| match reference {
        Some(reference) => reference.same_name(&image),
        None => Answer::Unknown,
    };
    let found = |wanted| publications.iter().find(|publication| answer(&publication.reference) == wanted);
    found(Answer::Yes).or_else(|| found(Answer::Unknown)).map(|publication| publication.path.clone())
}

/// A workflow that runs `verify` already, under whatever name.
fn verifying_workflow(repo: &Repo, command: &str) -> Option<String> {
    let call = format!("{command} verify");
    let runs = |text: &str| text.lines().any(|line| line.contains(&call) && !line.trim_start().starts_with('#'));
    repo.snapshot.workflows().find(|(_, text)| runs(text)).map(|(path, _)| path.to_string())
}

/// The unit that runs the image, or might: the one that was asked for, else the promised one.
fn deployed_unit(repo: &Repo, params: &Params) -> Option<String> {
    if repo.deployments.iter().any(|deployment| deployment.path == params.unit) {
        return Some(params.unit.clone());
    }
    let promised = repo.promise.unit.as_ref().map(|fact| fact.value.clone());
    if let Some(path) = promised.filter(|path| repo.snapshot.has(path)) {
        return Some(path);
    }
    let image = Reference::parse(&params.image);
    let answer = |deployment: &Deployment| match &deployment.image {
        Some(found) => found.value.same_name(&image),
        None => Answer::Unknown,
    };
    let found = |wanted| repo.deployments.iter().find(|deployment| answer(deployment) == wanted);
    found(Answer::Yes).or_else(|| found(Answer::Unknown)).map(|deployment| deployment.path.clone())
}

/// "The image `a`", "The images `a` and `b`".
fn the(words: &[String], one: &str, many: &str) -> String {
    format!("{} {}", if words.len() > 1 { many } else { one }, listed(words))
}

/// "`a`, `b` and `c`".
fn listed(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

impl Params {
    fn names(&self) -> Vec<String> {
        match self.images.as_slice() {
            [] => vec![self.image.clone()],
            many => many.iter().map(|image| image.name.clone()).collect(),
        }
    }

    fn units(&self) -> Vec<String> {
        let all: Vec<String> = self.images.iter().flat_map(|image| image.units.clone()).collect();
        if all.is_empty() {
            vec![self.unit.clone()]
        } else {
            all
        }
    }

    /// The lines of the contract block: the short form for one image.
    fn contract(&self) -> String {
        let build = [("build.branch", &self.branch), ("build.latest", &self.latest), ("build.tags", &self.tags)];
        let build = build.map(|(key, value)| (key, value.as_str()));
        if self.images.is_empty() {
            let mut facts = vec![("image.name", self.image.as_str())];
            facts.extend(build);
            facts.extend([("deploy.unit", self.unit.as_str()), ("deploy.autoupdate", "registry")]);
            return contract::block_text(&facts);
        }
        let images: String = self.images.iter().map(contract::image_text).collect();
        format!("{}{images}", contract::block_text(&build))
    }

    /// Every placeholder's value.
    fn values(&self) -> BTreeMap<&'static str, String> {
        let image = Reference::parse(&self.image);
        let file = self.unit.rsplit('/').next().unwrap_or(&self.unit).to_string();
        // GitHub's own registry takes the job's token; another one needs secrets, and those
        // belong to an environment, where they can be protected.
        let own = image.registry == "ghcr.io";
        let publish = match (&self.port, self.quadlet) {
            (None, _) => String::new(),
            (Some(port), true) => format!("PublishPort={port}\n"),
            (Some(port), false) => format!("    --publish {port} \\\n"),
        };
        let mut values = BTreeMap::from([
            ("image", self.image.clone()),
            ("registry", image.registry.clone()),
            ("the_images", the(&self.names(), "The image", "The images")),
            ("images", listed(&self.names())),
            ("them", if self.images.len() > 1 { "them".into() } else { "it".into() }),
            ("the_units", the(&self.units(), "The deployed unit", "The deployed units")),
            ("contract", self.contract()),
            ("branch", self.branch.clone()),
            ("latest", self.latest.clone()),
            ("tags", self.tags.clone()),
            ("service", file.clone()),
            ("quadlet", file),
            ("title", self.title.clone()),
            ("today", self.today.to_string()),
            ("containerfile", self.containerfile.clone()),
            ("command", self.command.clone()),
            ("crate", self.folder.clone()),
            ("publish", publish),
            (
                "environment",
                if own { String::new() } else { "    environment: registry # holds the two secrets\n".into() },
            ),
            ("packages", if own { "      packages: write # to push the image\n".into() } else { String::new() }),
            (
                "see_packages",
                if own {
                    "      packages: read # to see the image and when it was pushed\n".into()
                } else {
                    String::new()
                },
            ),
            ("username", if own { "github.actor".into() } else { "secrets.REGISTRY_USERNAME".into() }),
            ("password", if own { "GITHUB_TOKEN".into() } else { "REGISTRY_PASSWORD".into() }),
        ]);
        values.extend(PINS.iter().map(|(name, pin)| (*name, pin.to_string())));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(image: &str, unit: &str) -> Params {
        Params {
            image: image.into(),
            images: Vec::new(),
            branch: "main".into(),
            latest: "latest".into(),
            tags: "v*".into(),
            unit: unit.into(),
            quadlet: unit.ends_with(".container"),
            port: Some("8080:80".into()),
            title: "Widget".into(),
            containerfile: "Containerfile".into(),
            command: "xtask".into(),
            folder: "xtask".into(),
            fleet: true,
            live: true,
            today: time::Date::from_calendar_date(2027, time::Month::January, 31).unwrap(),
            assumed: Vec::new(),
        }
    }

    #[test]
    fn every_placeholder_has_a_value_and_every_value_a_placeholder() {
        let mut used = std::collections::BTreeSet::new();
        let mut values = params("quay.io/acme/widget", "deploy/widget.service").values();
        values.insert("workflow", prodproof_syntax::paths::BUILD_PATH.to_string());
        values.insert("binary", String::new());
        for template in [&CONSTITUTION, &BUILD, &VERIFY, &SERVICE, &CONTAINER, &FLEET, &LIVE, &BINARY] {
            let rendered = render(template, &values);
            assert!(!rendered.contains("@@"), "{}", template.name);
            used.extend(template.text.split("@@").skip(1).step_by(2));
        }
        let known: std::collections::BTreeSet<&str> = values.keys().copied().collect();
        assert_eq!(used, known);
    }

    #[test]
    fn githubs_registry_takes_the_token_and_others_take_secrets() {
        let text = render(&BUILD, &params("ghcr.io/acme/widget", "deploy/w.service").values());
        assert!(
            text.contains("secrets.GITHUB_TOKEN") && text.contains("packages: write") && !text.contains("environment:")
        );
        let text = render(&BUILD, &params("quay.io/acme/widget", "deploy/w.service").values());
        assert!(
            text.contains("secrets.REGISTRY_PASSWORD")
                && text.contains("environment: registry")
                && !text.contains("packages:")
        );
    }
}
