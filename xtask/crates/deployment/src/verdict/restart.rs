//! Does a restart of the service make a new container from the new image, and does
//! systemd notice if it fails? The shapes and what came of them were measured with
//! podman 5.4.2 and 4.3.1 under systemd 257.

use crate::cause::{DetachedBy, UnclearCause, UnreadCommand, UnreadyBy};
use crate::podman::Subcommand;
use crate::verdict::{Case, UnitVerdict};
use crate::wrap::{Found, Invocation};
use crate::Cause;

pub fn judge(case: &Case, verdict: &mut UnitVerdict) {
    if let Some(span) = case.effects.uncertain {
        verdict.reasons.push(case.unknown(Cause::OpaqueCommand(UnreadCommand::Uncertain), span));
    }
    ready(case, verdict);
    name(case, verdict);
}

fn service_type<'a>(case: &'a Case) -> &'a str {
    case.service.text("Type").unwrap_or("simple")
}

/// Does the service come up and stay up.
fn ready(case: &Case, verdict: &mut UnitVerdict) {
    let kind = service_type(case);
    let place = case.service.scalar("Type").map_or(case.call.verb, |entry| entry.value.span());
    let detached = match case.starter {
        Some(starter) => {
            starter.action == Subcommand::Start && !starter.is_set("attach") && !starter.is_set("interactive")
        }
        // Made, but never started: nothing can be said.
        None if case.call.action == Subcommand::Create => return,
        None => case.call.is_set("detach"),
    };
    let sdnotify = case.call.flag("sdnotify");
    match kind {
        "notify" | "notify-reload" => {
            if let Some(flag) = sdnotify.filter(|flag| flag.value.as_str() == "ignore") {
                verdict.reasons.push(case.no(Cause::NeverReady(UnreadyBy::Notify), flag.span));
            }
        }
        "forking" if !detached => {
            verdict.reasons.push(case.no(Cause::NeverReady(UnreadyBy::Forking), place));
        }
        "forking" if case.service.scalar("PIDFile").is_none() => {
            verdict.reasons.push(case.unknown(Cause::UnclearRestart(UnclearCause::Forking), place));
        }
        "forking" => {}
        "oneshot" if case.service.is_yes("RemainAfterExit") => {}
        "oneshot" => {
            verdict.reasons.push(case.unknown(Cause::UnclearRestart(UnclearCause::Oneshot), place));
        }
        _ if detached => {
            let flag = match case.starter {
                Some(starter) => starter.verb,
                None => case.call.flag("detach").map_or(case.call.verb, |flag| flag.span),
            };
            let by = if case.starter.is_some() { DetachedBy::Start } else { DetachedBy::Flag };
            let cause = Cause::Detached(kind.to_string(), by);
            verdict.reasons.push(case.no(cause, flag));
        }
        _ => {}
    }
}

/// Is the container's name free when the service starts again.
fn name(case: &Case, verdict: &mut UnitVerdict) {
    let Some(name) = case.call.flag("name").filter(|name| !name.value.is_empty()) else { return };
    if case.call.is_set("replace") {
        return;
    }
    let shown = name.value.as_str();
    let cleans = |found: &Found, verbs: &[&str]| cleans(case, shown, found, verbs);
    let removed_before = case.before.iter().any(|found| cleans(found, &["rm"]));
    let removed_after = case.after.iter().any(|found| cleans(found, &["rm"]));
    let stopped_after = case.after.iter().any(|found| cleans(found, &["stop", "rm", "kill"]));
    if removed_before || removed_after {
        return;
    }
    if !case.call.is_set("rm") {
        verdict.reasons.push(case.no(Cause::NameInUse(name.value.shown()), name.span));
        return;
    }
    let kind = case.service.text("KillMode").unwrap_or("control-group");
    if !stopped_after && kind == "control-group" {
        verdict.reasons.push(case.unknown(Cause::RacyRestart(name.value.shown()), name.span));
    }
}

/// Whether the command does one of `verbs` to the container of this name, or to its pod.
fn cleans(case: &Case, name: &str, found: &Found, verbs: &[&str]) -> bool {
    let Invocation::Podman(call) = &found.what else { return false };
    let Subcommand::Other(verb) = &call.action else { return false };
    let all = |word: &str| matches!(word, "-a" | "--all" | "--latest");
    let names = |word: &prodproof_syntax::words::Word| {
        word.as_str() == name || all(word.as_str()) || word.as_str().starts_with("--cidfile")
    };
    // Where a container joins a pod, the pod is removed with all of them.
    let joins = ["pod", "pod-id-file"].iter().any(|name| case.call.flag(name).is_some());
    let pod = verb.strip_prefix("pod ").filter(|_| joins);
    let verb = pod.unwrap_or_else(|| verb.trim_start_matches("container "));
    let named = call.arguments.iter().any(|word| match pod {
        Some(_) => names_pod(case, word) || all(word.as_str()),
        None => names(word),
    });
    verbs.contains(&verb) && named
}

/// Whether the pod that the container makes or joins is removed before it starts, or after it stops.
pub(super) fn removes_pod(case: &Case) -> bool {
    let removes = |found: &Found| {
        let pod = matches!(&found.what, Invocation::Podman(call)
            if matches!(&call.action, Subcommand::Other(verb) if verb.starts_with("pod ")));
        pod && cleans(case, "", found, &["rm"])
    };
    case.before.iter().chain(case.after).any(removes)
}

/// Whether the word names the pod that the container joins, or a file with its id.
fn names_pod(case: &Case, word: &prodproof_syntax::words::Word) -> bool {
    let by_file = word.as_str().starts_with("--pod-id-file");
    let pod = case.call.flag("pod").map(|flag| flag.value.as_str().trim_start_matches("new:"));
    by_file
        || pod == Some(word.as_str())
        || case.call.flag("pod-id-file").is_some_and(|flag| flag.value.as_str() == word.as_str())
}
