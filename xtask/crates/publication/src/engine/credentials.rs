//! What a step can log in to a registry with, and whether the run's own token may write
//! packages there.
//!
//! Source: github/docs `publishing-and-installing-a-package-with-github-actions.md`,
//! `workflow-syntax.md` (`permissions`: what a list does not name is none; a called
//! workflow gets no more than its caller has). Must not know what is pushed.

use super::moves;
use crate::condition::{Condition, On};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::is_hub;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::ValueSet;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::File;

/// A login of the job, so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Login {
    /// The host as references have it; `None` where it is not known.
    pub host: Option<String>,
    /// Whether it is done with the run's own token.
    pub own_token: Answer,
}

impl Login {
    pub fn new(host: &ValueSet, token: Option<&ValueSet>) -> Self {
        let host = host.as_known().map(|text| match is_hub(text) {
            true => "docker.io".to_string(),
            false => text.trim_start_matches("https://").split('/').next().unwrap_or_default().to_string(),
        });
        Self { host, own_token: token.map_or(Answer::Unknown, moves::own) }
    }
}

/// Whether the run's own token may write packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Packages {
    Granted,
    /// Nothing is given: the settings of the repository decide.
    Default,
    /// These `permissions` do not have it.
    Refused {
        path: String,
        span: Span,
    },
}

impl Packages {
    /// What the job's `permissions` say, or the workflow's, within what the caller has.
    pub fn of(file: &File, job: &Node, caller: Option<&Self>) -> Self {
        let entry = job.entry("permissions").or_else(|| file.root()?.entry("permissions"));
        let own = entry.map(|entry| {
            let given = &entry.value;
            let refused = match given.as_str() {
                Some(all) => all == "read-all",
                None => {
                    (given.is_mapping() || given.is_null())
                        && given.get("packages").is_none_or(|own| matches!(own.as_str(), Some("read" | "none")))
                }
            };
            match refused {
                true => Self::Refused { path: file.path.clone(), span: entry.key.span },
                false => Self::Granted,
            }
        });
        match (caller, own) {
            (Some(Self::Refused { path, span }), _) => Self::Refused { path: path.clone(), span: *span },
            (_, Some(refused @ Self::Refused { .. })) => refused,
            (Some(Self::Default), _) | (None, None) => Self::Default,
            (Some(Self::Granted), _) | (None, Some(_)) => Self::Granted,
        }
    }

    pub fn may_write(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }
}

/// What becomes of a push to the registry with these logins: the condition under which it
/// goes through, or the reason for which it is refused.
pub(super) enum Admission {
    Free,
    OnCondition(On),
    Refused(Condition),
    /// Refused as well, by this registry.
    Elsewhere(On),
}

/// Registries that take a push from nobody who has not logged in there.
const CLOSED: [&str; 6] = ["docker.io", "ghcr.io", "quay.io", "registry.gitlab.com", "public.ecr.aws", "gcr.io"];

/// The registries that the job has logged in to, if it is known that there are no others.
pub(super) fn hosts(logins: &[Login], other_ways: bool) -> Option<Vec<String>> {
    if other_ways || logins.is_empty() {
        return None;
    }
    let mut hosts = logins.iter().map(|login| login.host.clone()).collect::<Option<Vec<String>>>()?;
    hosts.sort();
    hosts.dedup();
    Some(hosts)
}

pub(super) fn admission(
    logins: &[Login],
    hosts: Option<&Vec<String>>,
    registry: &str,
    packages: &Packages,
) -> Admission {
    if let Some(hosts) = hosts.filter(|hosts| CLOSED.contains(&registry) && !hosts.iter().any(|own| own == registry)) {
        let on = On::LoggedInElsewhere { registry: registry.to_string(), hosts: hosts.clone() };
        return Admission::Elsewhere(on);
    }
    let mut own = logins.iter().filter(|login| login.host.as_deref().is_none_or(|host| host == registry)).peekable();
    let only_own_token =
        own.peek().is_some() && own.all(|login| login.host.is_some() && login.own_token == Answer::Yes);
    match packages {
        _ if registry != "ghcr.io" || !only_own_token => Admission::Free,
        Packages::Granted => Admission::Free,
        Packages::Default => Admission::OnCondition(On::DefaultToken),
        Packages::Refused { path, span } => Admission::Refused(On::NotPermitted.at(path, *span)),
    }
}

/// Whether the node has a secret that may be one of a registry: any but the run's own
/// token, and that too where it may write packages.
pub(super) fn has_secret(node: Option<&Node>, packages: &Packages) -> bool {
    node.is_some_and(|node| any_scalar(node, &|text| names_secret(text, packages)))
}

fn names_secret(text: &str, packages: &Packages) -> bool {
    let own = |rest: &str| rest.starts_with("GITHUB_TOKEN");
    let secret = text.match_indices("secrets").any(|(at, _)| match &text[at + "secrets".len()..] {
        rest if rest.starts_with('.') => !own(&rest[1..]) || packages.may_write(),
        rest => rest.starts_with('['),
    });
    secret || packages.may_write() && text.contains("github.token")
}

/// Whether the step leaves a login behind, by the words that it is made of.
pub(super) fn leaves_login(step: &Node, packages: &Packages) -> bool {
    const IN_NAMES: [&str; 6] = ["login", "auth", "credential", "vault", "setup-ko", "ecr"];
    const IN_SCRIPTS: [&str; 5] = ["auth.json", "config.json", "configure-docker", "docker-credential", "DOCKER_AUTH"];
    let by_name = |uses: &str| {
        let name = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
        let named = IN_NAMES.iter().any(|word| name.contains(word));
        // A cloud's login may do without a secret.
        let cloud = named && ["aws", "google", "azure", "ecr"].iter().any(|word| name.contains(word));
        cloud || (named || name.starts_with("./")) && has_secret(Some(step), packages)
    };
    // `docker login`, `make docker-login`, and not the page of a site.
    let logs_in = |run: &str| run.split_whitespace().any(|word| word.contains("login") && !word.contains("://"));
    let by_script = |run: &str| logs_in(run) || IN_SCRIPTS.iter().any(|word| run.contains(word));
    match (step.get("uses").and_then(Node::as_str), step.get("run").and_then(Node::as_str)) {
        (Some(uses), _) => by_name(uses),
        (None, Some(run)) => by_script(run) && (has_secret(Some(step), packages) || !run.contains("ghcr.io")),
        (None, None) => false,
    }
}

fn any_scalar(node: &Node, holds: &dyn Fn(&str) -> bool) -> bool {
    node.scalar().is_some_and(|scalar| holds(&scalar.text))
        || node.items().iter().any(|item| any_scalar(item, holds))
        || node.entries().iter().any(|entry| any_scalar(&entry.value, holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(text: &str) -> Packages {
        let file = File::read(".github/workflows/w.yml", text);
        let (_, job) = file.jobs().next().unwrap();
        Packages::of(&file, job, None)
    }

    #[test]
    fn what_the_permissions_say() {
        let with = |top: &str, job: &str| packages(&format!("on: push\n{top}\njobs:\n  b:\n    runs-on: x\n{job}\n"));
        assert_eq!(with("", ""), Packages::Default);
        assert!(matches!(with("permissions: {contents: read}", ""), Packages::Refused { .. }));
        assert!(matches!(with("permissions: {}", ""), Packages::Refused { .. }));
        assert!(matches!(with("permissions: read-all", ""), Packages::Refused { .. }));
        assert_eq!(with("permissions: write-all", ""), Packages::Granted);
        assert_eq!(with("permissions: {contents: read}", "    permissions: {packages: write}"), Packages::Granted);
        assert!(matches!(
            with("permissions: {packages: write}", "    permissions: {contents: read}"),
            Packages::Refused { .. }
        ));
    }

    #[test]
    fn secrets_of_a_registry() {
        let refused = Packages::Refused { path: String::new(), span: Span::default() };
        assert!(names_secret("${{ secrets.QUAY }}", &refused));
        assert!(names_secret("${{ secrets[format('{0}', matrix.x)] }}", &refused));
        assert!(!names_secret("${{ secrets.GITHUB_TOKEN }}", &refused));
        assert!(!names_secret("${{ github.token }}", &refused));
        assert!(names_secret("${{ github.token }}", &Packages::Default));
        assert!(!names_secret("no secrets: here", &Packages::Granted));
    }
}
