//! May the job push to the registry at all: the permissions of its token, and a login
//! that happens whenever the push does.

use super::*;
use crate::reference::is_hub;
use crate::span::Span;
use crate::syntax::yaml::Node;
use crate::workflow::Certainty;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    permissions(repo, acc);
    login(repo, acc);
}

fn permissions(repo: &Repo, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for (one, entry) in build.with_entries().filter(|(one, _)| one.certainty == Certainty::Yes) {
        let Some(reference) = one.reference.as_ref().filter(|own| own.registry == "ghcr.io") else { continue };
        let Some((file, id, job)) = job_of(build, one) else { continue };
        let logins = logins(file, job, "ghcr.io");
        if logins.is_empty() || logins.iter().any(|login| !login.own_token) {
            continue;
        }
        // A called workflow gets no more than its caller has.
        let caller = one.job.split(" / ").next().filter(|_| one.job.matches(" / ").count() == 1);
        let caller = caller.and_then(|id| Some((build.file(entry)?, build.file(entry)?.job(id)?)));
        let lacks = lacking(file, job).map(|at| (file, at));
        let Some((file, at)) = lacks.or_else(|| caller.and_then(|(file, job)| Some((file, lacking(file, job)?))))
        else {
            continue;
        };
        if seen.contains(&(file.path.as_str(), at.key.span)) {
            continue;
        }
        seen.push((&file.path, at.key.span));
        let message = format!(
            "the job `{id}` pushes `{}` with `GITHUB_TOKEN`, whose `permissions` here do not have `packages: write`",
            reference.name()
        );
        let mut finding = MISSING_PACKAGES_PERMISSION
            .at(Place::new(&file.path, at.key.span), message)
            .related(&one.path, one.span, "pushed here")
            .help("add `packages: write`");
        if let Some(edit) = fixes::write_packages(file, job, &at.value) {
            finding = finding.fix("let the job write packages", true, vec![edit]);
        }
        acc.push(finding);
    }
}

/// The `permissions` that count for the job, where they surely do not let it write
/// packages.
fn lacking<'a>(file: &'a File, job: &'a Node) -> Option<&'a crate::syntax::yaml::Entry> {
    let entry = job.entry("permissions").or_else(|| file.root()?.entry("permissions"))?;
    let given = &entry.value;
    let lacks = match given.as_str() {
        Some(all) => all == "read-all",
        None => {
            given.is_mapping() && given.get("packages").is_none_or(|own| matches!(own.as_str(), Some("read" | "none")))
        }
    };
    lacks.then_some(entry)
}

/// The job in whose steps the push stands, and its file and id.
fn job_of<'a>(build: &'a crate::workflow::Build, one: &'a Publication) -> Option<(&'a File, &'a str, &'a Node)> {
    let (file, id) = (build.file(&one.path)?, one.job.rsplit(" / ").next()?);
    let job = file.job(id)?;
    // A composite action's steps are not the job's.
    job.span.contains(one.span).then_some((file, id, job))
}

/// A step that logs in to the registry, or may.
struct Login {
    /// The value of `uses` or `run`.
    place: Span,
    /// Surely with the run's own token.
    own_token: bool,
    guard: String,
}

fn steps(job: &Node) -> &[Node] {
    job.get("steps").map_or(&[][..], Node::items)
}

/// Steps of the job that log in to the registry, or to one of unknown name.
fn logins(file: &File, job: &Node, registry: &str) -> Vec<Login> {
    let mut found = Vec::new();
    for step in steps(job) {
        let Some(what) = step.get("uses").or_else(|| step.get("run")) else { continue };
        let text = what.as_str().unwrap_or_default();
        let known =
            |name: &str| step.at(&["with", name]).and_then(Node::as_str).map(|text| resolved(text, [step, job], file));
        let own_token = if step.get("uses").is_some() {
            let logs_in = text.contains("login") || known("password").is_some();
            let to = known("registry").unwrap_or_else(|| "docker.io".into());
            if !logs_in || !(host(&to) == registry || to.contains("${{") || known("registry-auth").is_some()) {
                continue;
            }
            known("password").is_some_and(|password| is_own_token(&password)) && host(&to) == registry
        } else {
            let named = [registry, "${"].iter().any(|word| text.contains(word));
            let to = registry == "docker.io" || named;
            if !text.contains("login") || !to {
                continue;
            }
            let all = step.span.text(&file.text);
            let secrets = all.matches("secrets.").count();
            let own = all.matches("secrets.GITHUB_TOKEN").count();
            secrets == own && (own > 0 || all.contains("github.token")) && text.contains(registry)
        };
        let guard = step.get("if").and_then(Node::as_str).unwrap_or_default().to_string();
        found.push(Login { place: what.span, own_token, guard });
    }
    found
}

fn is_own_token(text: &str) -> bool {
    let inner = text.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or_default();
    matches!(inner.trim(), "secrets.GITHUB_TOKEN" | "github.token")
}

/// A text that is one variable of `env`, as the nearest `env` has it.
fn resolved(text: &str, around: [&Node; 2], file: &File) -> String {
    let inner = text.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    let Some(name) = inner.and_then(|inner| inner.strip_prefix("env.")) else { return text.trim().to_string() };
    let mut nodes = around.into_iter().chain(file.root());
    let found = nodes.find_map(|node| node.at(&["env", name]).and_then(Node::as_str));
    found.unwrap_or(text).trim().to_string()
}

/// The registry's host, as references have it.
fn host(text: &str) -> &str {
    match is_hub(text) {
        true => "docker.io",
        false => text.trim_start_matches("https://").split('/').next().unwrap_or_default(),
    }
}

/// Words of steps and jobs that may log in without a step that says so.
const OTHER_WAYS: [&str; 5] = ["auth", "credential", "config.json", "self-hosted", "uses: ./"];

fn login(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    let build = &repo.build;
    let merge = build.merge();
    for (one, entry) in build.with_entries() {
        let ours = one.event == merge
            && one.certainty == Certainty::Yes
            && entry == one.path
            && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes);
        let Some((file, _, job)) = job_of(build, one).filter(|_| ours) else { continue };
        let logins = logins(file, job, &latest.registry);
        // Where a leg of the matrix decides, another leg may log in.
        let skipped = |login: &Login| {
            !login.guard.contains("matrix")
                && build.remarks.iter().any(|remark| {
                    remark.kind == RemarkKind::HeldBack(login.place)
                        && remark.event == merge
                        && remark.path == file.path
                })
        };
        let text = job.span.text(&file.text);
        let env = file.root().and_then(|root| root.get("env")).map_or("", |env| env.span.text(&file.text));
        let other_way = OTHER_WAYS.iter().any(|word| text.contains(word) || env.contains(word));
        let pushing = steps(job).iter().find(|step| step.span.contains(one.span));
        let by_itself = pushing.is_none_or(|step| step.at(&["with", "password"]).is_some());
        if logins.is_empty() || other_way || by_itself || !logins.iter().all(skipped) {
            continue;
        }
        let Some(first) = logins.first() else { continue };
        let message = format!(
            "`if: {}` skips the login to `{}` on a merge to `{}`, and `{latest}` is pushed there all the same",
            first.guard, latest.registry, build.default_branch
        );
        acc.push(
            SKIPPED_LOGIN
                .at(Place::new(&file.path, first.place), message)
                .related(&one.path, one.span, "pushed here")
                .help("log in under the same condition under which the image is pushed"),
        );
        return;
    }
}

#[cfg(test)]
mod tests;
