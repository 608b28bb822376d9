//! What a step can log in to a registry with, and whether the run's own token may write
//! packages there.
//!
//! Source: github/docs `publishing-and-installing-a-package-with-github-actions.md`,
//! `workflow-syntax.md` (`permissions`: what a list does not name is none; a called
//! workflow gets no more than its caller has). Must not know what is pushed.

use super::moves;
use super::secrets::secrets;
use crate::condition::{Condition, On};
use crate::context::cache::PackagesToken;
use crate::publishers::CLOSED;
use prodproof_script::sh::written;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::is_hub;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::unfilled;
use prodproof_workflow::file::WorkflowFile;

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
        let host = host.as_known().map(|text| {
            if is_hub(text) {
                "docker.io".to_string()
            } else {
                text.trim_start_matches("https://").split('/').next().unwrap_or_default().to_string()
            }
        });
        Self { host, own_token: token.map_or(Answer::Unknown, moves::own) }
    }

    /// Whether it may let the job push.
    fn counts(&self, packages: &Packages) -> bool {
        self.own_token != Answer::Yes || packages.may_write()
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
    pub fn of(file: &WorkflowFile, job: &Node, caller: Option<&Self>) -> Self {
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
            if refused {
                Self::Refused { path: file.path.clone(), span: entry.key.span }
            } else {
                Self::Granted
            }
        });
        match (caller, own) {
            (Some(Self::Refused { path, span }), _) => Self::Refused { path: path.clone(), span: *span },
            (_, Some(refused @ Self::Refused { .. })) => refused,
            (Some(Self::Default), _) | (None, None) => Self::Default,
            (Some(Self::Granted), _) | (None, Some(_)) => Self::Granted,
        }
    }

    pub fn token(&self) -> PackagesToken {
        match self {
            Self::Refused { .. } => PackagesToken::MayNot,
            Self::Granted | Self::Default => PackagesToken::MayWrite,
        }
    }

    pub fn may_write(&self) -> bool {
        self.token() == PackagesToken::MayWrite
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

/// The one that takes the run's own token.
pub(super) const OWN_REGISTRY: &str = "ghcr.io";

/// The registries that the job has logged in to, if it is known that there are no others.
/// `without`: the one that takes the run's own token, where steps have it.
pub(super) fn hosts(logins: &[Login], without: Option<&str>) -> Option<Vec<String>> {
    if logins.is_empty() && without.is_none() {
        return None;
    }
    let mut hosts = logins.iter().map(|login| login.host.clone()).collect::<Option<Vec<String>>>()?;
    hosts.extend(without.map(str::to_string));
    hosts.order();
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

/// Whether a called workflow of another repository gets anything to log in with: secrets, an
/// identity, or a token that may write packages.
pub(super) fn of_call(file: &WorkflowFile, job: &Node, packages: &Packages) -> bool {
    has_identity(file, job)
        || matches!(packages, Packages::Granted)
        || job.get("secrets").and_then(Node::as_str) == Some("inherit")
        || ["secrets", "with"].iter().any(|key| secrets(job.get(key), packages).open)
}

/// Whether the job may ask for an identity, for which a cloud gives a login.
pub(super) fn has_identity(file: &WorkflowFile, job: &Node) -> bool {
    let permissions = job.get("permissions").or_else(|| file.root()?.get("permissions"));
    let own = permissions.and_then(|given| given.as_str().or_else(|| given.get("id-token")?.as_str()));
    matches!(own, Some("write" | "write-all"))
}

/// Whether any of the logins of a script gives it a registry to push to: the run's own
/// token does so only where it may write packages.
pub(super) fn counts(logins: &[(Symbolic, Option<ValueSet>)], packages: &Packages) -> bool {
    logins.iter().any(|(host, token)| Login::new(&ValueSet::one(host.clone()), token.as_ref()).counts(packages))
}

/// Whether a step leaves a login behind that its inputs do not tell.
pub(super) fn leaves_login(step: &Node, packages: &Packages) -> bool {
    let Some(uses) = step.get("uses").and_then(Node::as_str) else {
        // A recipe that says that it logs in, of a runner of tasks whose file may not be here.
        const RUNNERS: [&str; 8] = ["make", "gmake", "just", "task", "npm", "yarn", "pnpm", "rake"];
        let run = step.get("run").and_then(Node::as_str).unwrap_or_default();
        // Reading is dear, and hardly any script has the word.
        return run.contains("login")
            && written(&unfilled(run)).iter().any(|one| {
                one.words.first().is_some_and(|first| RUNNERS.contains(&first.as_str()))
                    && one.words.iter().any(|word| word.contains("login"))
            });
    };
    let name = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
    // A cloud's login may do without a secret: it asks for an identity.
    const CLOUDS: [&str; 8] = [
        "aws-actions/amazon-ecr-login",
        "aws-actions/configure-aws-credentials",
        "azure/login",
        "docker/login-action",
        "google-github-actions/auth",
        "google-github-actions/setup-gcloud",
        "imjasonh/setup-ko",
        "ko-build/setup-ko",
    ];
    if CLOUDS.contains(&name.as_str()) {
        let own_token = matches!(name.as_str(), "docker/login-action" | "imjasonh/setup-ko" | "ko-build/setup-ko");
        return !own_token || packages.may_write() || secrets(Some(step), packages).others;
    }
    // Of another one nobody knows what it does with a secret that may be a registry's. What
    // Docker's own leave behind is known.
    !name.starts_with("docker/") && !crate::publishers::is_known(&name) && secrets(Some(step), packages).open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages(text: &str) -> Packages {
        let file = WorkflowFile::read(".github/workflows/w.yml", text);
        let (_, job) = file.jobs().next().unwrap();
        Packages::of(&file, job, None)
    }

    #[test]
    fn what_the_permissions_say() {
        let with = |top: &str, job: &str| {
            packages(&format!(
                "\
on: push
{top}
jobs:
  b:
    runs-on: x
{job}
"
            ))
        };
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
    fn an_action_that_nobody_knows_may_log_in_with_a_secret() {
        let of = |step: &str, packages: &Packages| {
            let text = format!(
                "\
on: push
jobs:
  b:
    runs-on: x
    steps:
      - {step}
"
            );
            let file = WorkflowFile::read(".github/workflows/w.yml", &text);
            let (_, job) = file.jobs().next().unwrap();
            leaves_login(&job.get("steps").unwrap().items()[0], packages)
        };
        let with = "with: {x: '${{ secrets.X }}'}";
        assert!(of(&format!("{{uses: acme/vault-login@v1, {with}}}"), &Packages::Default));
        assert!(!of("{uses: acme/vault-login@v1}", &Packages::Default));
        // Whatever its name, but not with what is another service's.
        assert!(of(&format!("{{uses: acme/secret-author@v1, {with}}}"), &Packages::Default));
        for with in ["webhook: '${{ secrets.X }}'", "x: '${{ secrets.SLACK_URL }}'", "x: '${{ github.token }}'"] {
            assert!(!of(&format!("{{uses: acme/tell@v1, with: {{{with}}}}}"), &Packages::Default), "{with}");
        }
        assert!(!of(&format!("{{uses: docker/build-push-action@v6, {with}}}"), &Packages::Default));
        assert!(of("{uses: google-github-actions/auth@v2}", &Packages::Default));
        assert!(!of(&format!("{{uses: codecov/codecov-action@v4, {with}}}"), &Packages::Default));
        // A recipe by its name, wherever it is run.
        assert!(of("{run: 'cd x && sudo -E make docker-login'}", &Packages::Default));
        assert!(of("{run: 'if [ -n \"$X\" ]; then just login; fi'}", &Packages::Default));
        assert!(!of("{run: 'make build # make login'}", &Packages::Default));
        assert!(!of("{run: 'echo make login'}", &Packages::Default));
    }

    #[test]
    fn the_own_token_is_for_one_registry() {
        assert_eq!(hosts(&[], Some(OWN_REGISTRY)), Some(vec!["ghcr.io".to_string()]));
        assert_eq!(hosts(&[], None), None);
        let quay = Login { host: Some("quay.io".into()), own_token: Answer::No };
        assert_eq!(hosts(&[quay], Some(OWN_REGISTRY)), Some(vec!["ghcr.io".to_string(), "quay.io".to_string()]));
    }
}
