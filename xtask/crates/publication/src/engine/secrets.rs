//! The secrets that a node of a workflow names, and what they are for. Must not know what
//! anybody does with them.

use super::credentials::Packages;
use crate::context::cache::Secrets;
use crate::publishers::action::has_word;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{each_expression, each_expression_of, parse};

/// The secrets that the expressions of the node name.
pub(super) fn secrets(node: Option<&Node>, packages: &Packages) -> Secrets {
    let mut found = Secrets::default();
    if let Some(node) = node {
        collect(node, Purpose::Open, packages, &mut found);
    }
    found
}

/// What a secret is for, as far as the name of what it is given to says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// It is a registry's, as this or what stands around it says.
    Registry,
    /// It may be a registry's.
    Open,
    /// It is another service's.
    Other,
}

impl Purpose {
    /// By the name of an input, a variable or a secret.
    fn of(name: &str) -> Self {
        /// Services that are no registry, and what is told there.
        const SERVICES: [&str; 33] = [
            "hook",
            "webhook",
            "slack",
            "discord",
            "telegram",
            "mattermost",
            "teams",
            "chat",
            "mail",
            "email",
            "smtp",
            "notify",
            "sonar",
            "codecov",
            "coveralls",
            "codacy",
            "codeclimate",
            "snyk",
            "sentry",
            "datadog",
            "npm",
            "pypi",
            "crates",
            "cargo",
            "nuget",
            "gpg",
            "ssh",
            // GitHub's own interface, to which it is a person's or an app's token.
            "github",
            "gh",
            "repo",
            "pat",
            "bot",
            "app",
        ];
        /// What says that it is a registry's, whatever else it says: `GHCR_PAT`.
        const REGISTRIES: [&str; 12] = [
            "registry",
            "ghcr",
            "docker",
            "dockerhub",
            "quay",
            "ecr",
            "gcr",
            "acr",
            "harbor",
            "container",
            "image",
            "oci",
        ];
        if has_word(name, &REGISTRIES) {
            Self::Registry
        } else if has_word(name, &SERVICES) {
            Self::Other
        } else {
            Self::Open
        }
    }

    /// Whether a secret of that name, given for this, may be a registry's.
    fn opens(self, secret: &str) -> bool {
        match (self, Self::of(secret)) {
            (Self::Registry, _) | (_, Self::Registry) => true,
            (own, named) => own == Self::Open && named == Self::Open,
        }
    }
}

fn collect(node: &Node, purpose: Purpose, packages: &Packages, found: &mut Secrets) {
    if node.scalar().is_some() {
        each_expression(node, &mut |text| in_expression(text, purpose, packages, found));
    }
    node.items().iter().for_each(|item| collect(item, purpose, packages, found));
    for entry in node.entries() {
        let own = entry.key.as_str().map_or(Purpose::Open, Purpose::of);
        let purpose = if purpose == Purpose::Open { own } else { purpose };
        if entry.value.scalar().is_some() {
            each_expression_of(entry, &mut |text| in_expression(text, purpose, packages, found));
        } else {
            collect(&entry.value, purpose, packages, found);
        }
    }
}

fn in_expression(text: &str, purpose: Purpose, packages: &Packages, found: &mut Secrets) {
    let Ok(expr) = parse(text) else { return };
    let paths = expr.paths();
    for path in &paths {
        match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["secrets", "github_token"] | ["github", "token"] => {
                found.own_token |= packages.may_write();
                found.open |= *packages == Packages::Granted;
            }
            ["secrets", name, ..] => {
                found.others = true;
                found.open |= purpose.opens(name);
            }
            // `secrets[matrix.name]`, `toJSON(secrets)`: any of them.
            ["secrets"] => {
                let any =
                    !paths.iter().any(|other| other.len() > 1 && other.first().is_some_and(|own| own == "secrets"));
                found.others |= any;
                found.open |= any && purpose != Purpose::Other;
            }
            _ => {}
        }
    }
}

/// Whether the step is given an output of one of these steps: what its `if` asks for it does
/// not get.
pub(super) fn asks_for_outputs(step: &Node, steps: &[&str]) -> bool {
    let is_own = |id: &str| steps.iter().any(|own| own.eq_ignore_ascii_case(id));
    let mut asks = false;
    for entry in step.entries().iter().filter(|entry| entry.key.as_str() != Some("if")) {
        each_expression(&entry.value, &mut |text| {
            let paths = parse(text).map(|expr| expr.paths()).unwrap_or_default();
            asks |=
                paths.iter().any(|path| matches!(path.as_slice(), [first, id, ..] if first == "steps" && is_own(id)));
        });
    }
    asks
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::span::Span;
    use prodproof_workflow::file::WorkflowFile;

    #[test]
    fn secrets_of_a_registry() {
        let refused = Packages::Refused { path: String::new(), span: Span::default() };
        let of = |text: &str, packages: &Packages| {
            let file = WorkflowFile::read(".github/workflows/w.yml", &format!("on: push\nenv: {{T: \"{text}\"}}\n"));
            secrets(file.root().and_then(|root| root.get("env")), packages)
        };
        let (own, others) = (
            Secrets { own_token: true, others: false, open: false },
            Secrets { own_token: false, others: true, open: true },
        );
        assert_eq!(of("${{ secrets.QUAY }}", &refused), others);
        assert_eq!(of("${{ secrets['QUAY'] }}", &refused), others);
        assert_eq!(of("${{ secrets[format('{0}', matrix.x)] }}", &refused), others);
        assert_eq!(of("${{ toJSON(secrets) }}", &refused), others);
        assert_eq!(of("${{ secrets.GITHUB_TOKEN }}", &refused), Secrets::default());
        assert_eq!(of("${{ github.token }}", &refused), Secrets::default());
        assert_eq!(of("${{ github.token }}", &Packages::Default), own);
        assert_eq!(of("secrets.X, no expression", &Packages::Granted), Secrets::default());
    }

    #[test]
    fn tokens_of_github_itself_are_no_registry_s() {
        let open = |key: &str, secret: &str| {
            let text = format!(
                "on: push
env:
  {key}: ${{{{ secrets.{secret} }}}}
"
            );
            let file = WorkflowFile::read(".github/workflows/w.yml", &text);
            secrets(file.root().and_then(|root| root.get("env")), &Packages::Default).open
        };
        for (key, secret, expected) in [
            ("GITHUB_TOKEN", "PAT_TEAM_CHECK", false),
            ("repo-token", "X", false),
            ("token", "GH_PAT", false),
            ("private-key", "BOT_PRIVATE_KEY", false),
            ("token", "GHCR_PAT", true),
            ("registry-token", "GH_PAT", true),
            ("password", "DOCKERHUB_BOT_TOKEN", true),
            ("token", "TOKEN", true),
        ] {
            assert_eq!(open(key, secret), expected, "{key}: {secret}");
        }
    }

    #[test]
    fn what_a_condition_asks_is_not_given() {
        let step = |text: &str| {
            let text = format!(
                "on: push
jobs:
  a:
    steps:
{text}"
            );
            let file = WorkflowFile::read(".github/workflows/w.yml", &text);
            let asks = file.jobs().any(|(_, job)| {
                prodproof_workflow::file::steps_of(job).iter().any(|step| asks_for_outputs(step, &["Vault"]))
            });
            asks
        };
        assert!(step("      - run: login ${{ steps.vault.outputs.pw }}\n"));
        assert!(!step("      - run: make\n        if: steps.vault.outputs.pw != ''\n"));
    }
}
