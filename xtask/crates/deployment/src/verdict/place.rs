//! Does auto-update look where the container is: whose container it is, in which
//! storage, in which pod (pkg/systemd/dbus.go; `systemdUnitForContainer`, where since
//! podman 4.5 the infra container speaks for a pod).

use crate::unit::verdict::{name, Case, Pod, Verdict, UNIT};
use crate::unit::Cause;

pub fn judge(case: &Case, verdict: &mut Verdict) {
    user(case, verdict);
    storage(case, verdict);
    pod(case, verdict);
}

fn user(case: &Case, verdict: &mut Verdict) {
    let is_root = |user: &str| matches!(user, "root" | "0" | "");
    if let Some(user) = &case.effects.user {
        let same = is_root(user.as_str()) && !case.of_user;
        if user.text.has_holes() {
            let message = format!("podman runs as `{}`, which only the host knows", user.text.shown());
            verdict.reasons.push(case.unknown(Cause::OtherUser, user.text.span(), message, "call podman directly"));
        } else if !same {
            let message = format!(
                "podman runs as `{}`: the auto-update that could restart this unit does not see it",
                user.as_str()
            );
            verdict.reasons.push(case.no(Cause::OtherUser, user.text.span(), message, "call podman directly"));
        }
        return;
    }
    if case.of_user {
        verdict.condition("the timer runs for the unit's user, who lingers (`loginctl enable-linger`)");
        return;
    }
    let user = case.service.scalar("User").filter(|entry| !is_root(entry.value.as_str()));
    let dynamic = case.service.scalar("DynamicUser").filter(|_| case.service.is_yes("DynamicUser"));
    if let Some(entry) = user.or(dynamic) {
        let message =
            format!("`{}={}` hides the container from root's auto-update", entry.key.value, entry.value.shown());
        let help = "run the container as root, or make the unit one of the user's systemd";
        verdict.reasons.push(case.no(Cause::User, entry.span, message, help));
    }
}

fn storage(case: &Case, verdict: &mut Verdict) {
    const ELSEWHERE: &[&str] = &["root", "runroot", "url", "connection", "host", "context"];
    let elsewhere = case
        .call
        .globals
        .iter()
        .find(|flag| ELSEWHERE.contains(&flag.name) || (flag.name == "remote" && flag.value.as_str() != "false"));
    if let Some(flag) = elsewhere {
        let message = format!("with `--{}` the container is where `podman auto-update` does not look", flag.name);
        verdict.reasons.push(case.no(Cause::OtherStorage, flag.span, message, format!("remove `--{}`", flag.name)));
    }
}

fn pod(case: &Case, verdict: &mut Verdict) {
    let place = ["pod", "pod-id-file"].iter().find_map(|name| case.call.flag(name));
    let span = place.map_or(case.call.verb, |flag| flag.span);
    let shown = place.map(|flag| flag.value.shown()).unwrap_or_default();
    match &case.pod {
        Pod::None => {}
        Pod::ByRun => {
            let message = "a restart fails because the pod still exists";
            let help = "make the pod in `ExecStartPre=podman pod create --replace NAME`";
            verdict.reasons.push(case.no(Cause::PodByRun, span, message, help));
        }
        Pod::Own(pod) => {
            if pod.flag("infra").is_some() && !pod.is_set("infra") {
                let message = "the pod has no infra container, which would say which unit to restart";
                let infra = pod.flag("infra").map_or(span, |flag| flag.span);
                verdict.reasons.push(case.no(Cause::ForeignPod, infra, message, "remove `--infra=false`"));
                return;
            }
            // The variable reaches the infra container as it reaches any other; so does
            // a label of `podman pod create`, but not one of the member's.
            let made = Case { call: pod, pod: Pod::None, ..*case };
            match name::effective(&made) {
                Some(_) => name::judge(&made, verdict),
                None => {
                    let message =
                        format!("the pod does not know its unit: `{UNIT}` is not set for `podman pod create`");
                    let help = format!("add `Environment={UNIT}=%n` to `[Service]`");
                    verdict.reasons.push(case.no(Cause::MissingUnit, pod.verb, message, help));
                }
            }
        }
        Pod::Other(service) => {
            verdict.condition(format!("podman is 4.5 or newer, and restarts `{service}` for the whole pod"));
        }
        Pod::Nameless(service) => {
            let message = format!("the pod is made by `{service}`, which does not tell podman its name");
            let help = format!("add `Environment={UNIT}=%n` to `[Service]` of `{service}`");
            verdict.reasons.push(case.no(Cause::ForeignPod, span, message, help));
        }
        Pod::Unknown => {
            let message =
                format!("the pod `{shown}` is made elsewhere: its infra container names no unit (podman 4.5 or newer)");
            let help = "make the pod in `ExecStartPre=podman pod create --replace NAME`";
            verdict.reasons.push(case.no(Cause::ForeignPod, span, message, help));
        }
    }
}
