//! May the job push to the registry at all: the permissions of its token, and a login
//! that happens whenever the push does.

use super::*;
use prodproof_syntax::reference::is_hub;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::{input, steps_of};

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    missing_packages_permission::check(repo, acc);
    skipped_login::check(repo, acc);
}

/// The job in whose steps the push stands, and its file and id.
pub(super) fn job_of<'a>(
    build: &'a prodproof_publication::Build,
    one: &'a Publication,
) -> Option<(&'a WorkflowFile, &'a str, &'a Node)> {
    let (file, id) = (build.file(&one.path)?, one.job.rsplit(" / ").next()?);
    let job = file.job(id)?;
    // A composite action's steps are not the job's.
    job.span.contains(one.span).then_some((file, id, job))
}

/// A step that logs in to the registry, or may.
pub(super) struct Login {
    /// The value of `uses` or `run`.
    pub(super) place: Span,
    pub(super) guard: String,
}

/// Steps of the job that log in to the registry, or to one of unknown name.
pub(super) fn logins(file: &WorkflowFile, job: &Node, registry: &str) -> Vec<Login> {
    let mut found = Vec::new();
    for step in steps_of(job) {
        let Some(what) = step.get("uses").or_else(|| step.get("run")) else { continue };
        let text = what.as_str().unwrap_or_default();
        let known = |name: &str| input(step, name).and_then(Node::as_str).map(|text| resolved(text, [step, job], file));
        if step.get("uses").is_some() {
            let logs_in = text.contains("login") || known("password").is_some();
            let to = known("registry").unwrap_or_else(|| "docker.io".into());
            if !logs_in || !(host(&to) == registry || to.contains("${{") || known("registry-auth").is_some()) {
                continue;
            }
        } else {
            let named = [registry, "${"].iter().any(|word| text.contains(word));
            let to = registry == "docker.io" || named;
            if !text.contains("login") || !to {
                continue;
            }
        }
        let guard = step.get("if").and_then(Node::as_str).unwrap_or_default().to_string();
        found.push(Login { place: what.span, guard });
    }
    found
}

/// A text that is one variable of `env`, as the nearest `env` has it.
fn resolved(text: &str, around: [&Node; 2], file: &WorkflowFile) -> String {
    let inner = text.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    let Some(name) = inner.and_then(|inner| inner.strip_prefix("env.")) else { return text.trim().to_string() };
    let mut nodes = around.into_iter().chain(file.root());
    let found = nodes.find_map(|node| node.at(&["env", name]).and_then(Node::as_str));
    found.unwrap_or(text).trim().to_string()
}

/// The registry's host, as references have it.
fn host(text: &str) -> &str {
    if is_hub(text) {
        "docker.io"
    } else {
        text.trim_start_matches("https://").split('/').next().unwrap_or_default()
    }
}
