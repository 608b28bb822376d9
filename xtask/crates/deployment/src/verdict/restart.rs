//! Does a restart of the service make a new container from the new image, and does
//! systemd notice if it fails? The shapes and what came of them were measured with
//! podman 5.4.2 and 4.3.1 under systemd 257.

use crate::podman::Action;
use crate::verdict::{Case, Verdict};
use crate::wrap::{Found, What};
use crate::Cause;

pub fn judge(case: &Case, verdict: &mut Verdict) {
    if let Some(span) = case.effects.uncertain {
        let message = "a script decides whether and how this runs";
        verdict.reasons.push(case.unknown(Cause::OpaqueCommand, span, message));
    }
    ready(case, verdict);
    name(case, verdict);
    rollback(case, verdict);
}

fn service_type<'a>(case: &'a Case) -> &'a str {
    case.service.text("Type").unwrap_or("simple")
}

/// Does the service come up and stay up.
fn ready(case: &Case, verdict: &mut Verdict) {
    let kind = service_type(case);
    let place = case.service.scalar("Type").map_or(case.call.verb, |entry| entry.value.span());
    let detached = match case.starter {
        Some(starter) => starter.action == Action::Start && !starter.is_set("attach") && !starter.is_set("interactive"),
        // Made, but never started: nothing can be said.
        None if case.call.action == Action::Create => return,
        None => case.call.is_set("detach"),
    };
    let sdnotify = case.call.flag("sdnotify");
    match kind {
        "notify" | "notify-reload" => {
            if let Some(flag) = sdnotify.filter(|flag| flag.value.as_str() == "ignore") {
                let message = "the service waits for a message that `--sdnotify=ignore` keeps back";
                verdict.reasons.push(case.no(Cause::NeverReady, flag.span, message).help("write `--sdnotify=conmon`"));
            }
        }
        "forking" if !detached => {
            let message = "the service waits for podman to detach, which it does not do without `-d`";
            verdict.reasons.push(case.no(Cause::NeverReady, place, message).help("remove `Type=forking`"));
        }
        "forking" if case.service.scalar("PIDFile").is_none() => {
            let message = "without `PIDFile=` systemd has to guess the service's main process";
            let help = "add `PIDFile=` and `--conmon-pidfile`, or use `Type=notify` with `--sdnotify=conmon`";
            verdict.reasons.push(case.unknown(Cause::UnclearRestart, place, message).help(help));
        }
        "forking" => {}
        "oneshot" if case.service.is_yes("RemainAfterExit") => {}
        "oneshot" => {
            let message = "a oneshot does not stay active, so that a restart may not replace its container";
            let help = "add `RemainAfterExit=yes`, or use `Type=notify` with `--sdnotify=conmon`";
            verdict.reasons.push(case.unknown(Cause::UnclearRestart, place, message).help(help));
        }
        _ if detached => {
            let flag = match case.starter {
                Some(starter) => starter.verb,
                None => case.call.flag("detach").map_or(case.call.verb, |flag| flag.span),
            };
            let help = if case.starter.is_some() { "add `-a`" } else { "remove `-d`" };
            let message = format!("podman detaches and exits, and with `Type={kind}` the service ends with it");
            verdict.reasons.push(case.no(Cause::Detached, flag, message).help(help));
        }
        _ => {}
    }
}

/// Is the container's name free when the service starts again.
fn name(case: &Case, verdict: &mut Verdict) {
    let Some(name) = case.call.flag("name").filter(|name| !name.value.is_empty()) else {
        if !case.call.is_set("rm") {
            verdict.remarks.push("each restart leaves a dead container behind (no `--rm`, no `--name`)".into());
        }
        return;
    };
    if case.call.is_set("replace") {
        return;
    }
    let shown = name.value.as_str();
    let cleans = |found: &Found, verbs: &[&str]| {
        let What::Podman(call) = &found.what else { return false };
        let Action::Other(verb) = &call.action else { return false };
        let names = |word: &prodproof_syntax::words::Word| {
            word.as_str() == shown
                || matches!(word.as_str(), "-a" | "--all" | "--latest")
                || word.as_str().starts_with("--cidfile")
        };
        // Where a container joins a pod, the pod is removed with all of them.
        let joins = ["pod", "pod-id-file"].iter().any(|name| case.call.flag(name).is_some());
        let pod = verb.strip_prefix("pod ").filter(|_| joins);
        let verb = pod.unwrap_or_else(|| verb.trim_start_matches("container "));
        let named = call.arguments.iter().any(|word| match pod {
            Some(_) => names_pod(case, word) || matches!(word.as_str(), "-a" | "--all" | "--latest"),
            None => names(word),
        });
        verbs.contains(&verb) && named
    };
    let removed_before = case.before.iter().any(|found| cleans(found, &["rm"]));
    let removed_after = case.after.iter().any(|found| cleans(found, &["rm"]));
    let stopped_after = case.after.iter().any(|found| cleans(found, &["stop", "rm", "kill"]));
    if removed_before || removed_after {
        return;
    }
    if !case.call.is_set("rm") {
        let message = format!("a restart fails because the container `{}` still exists", name.value.shown());
        verdict.reasons.push(case.no(Cause::NameInUse, name.span, message));
        return;
    }
    let kind = case.service.text("KillMode").unwrap_or("control-group");
    if !stopped_after && kind == "control-group" {
        let message = format!("a restart may find the container `{}` not removed yet", name.value.shown());
        verdict.reasons.push(case.unknown(Cause::RacyRestart, name.span, message));
    }
}

/// Whether the word names the pod that the container joins, or a file with its id.
fn names_pod(case: &Case, word: &prodproof_syntax::words::Word) -> bool {
    let by_file = word.as_str().starts_with("--pod-id-file");
    let pod = case.call.flag("pod").map(|flag| flag.value.as_str().trim_start_matches("new:"));
    by_file
        || pod == Some(word.as_str())
        || case.call.flag("pod-id-file").is_some_and(|flag| flag.value.as_str() == word.as_str())
}

/// podman rolls back only if systemd says that the restart failed.
fn rollback(case: &Case, verdict: &mut Verdict) {
    let kind = service_type(case);
    let mode = case.call.flag("sdnotify").map_or("container", |flag| flag.value.as_str());
    let watched = kind.starts_with("notify") && matches!(mode, "container" | "healthy");
    if !watched {
        verdict.remarks.push(
            "an image that starts and then fails is not rolled back: only `Type=notify` with \
             `--sdnotify=container` or `healthy` lets podman see it"
                .into(),
        );
    }
}
