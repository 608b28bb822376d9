//! Does auto-update look where the container is: whose container it is, in which
//! storage, in which pod (pkg/systemd/dbus.go; `systemdUnitForContainer`, where since
//! podman 4.5 the infra container speaks for a pod).

use crate::podman::{self, Flag};
use crate::verdict::{name, Case, Pod, Style, Verdict, UNIT};
use crate::Cause;

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
            verdict.reasons.push(case.unknown(Cause::OtherUser, user.text.span(), message));
        } else if !same {
            let message = format!(
                "podman runs as `{}`: the auto-update that could restart this unit does not see it",
                user.as_str()
            );
            verdict.reasons.push(case.no(Cause::OtherUser, user.text.span(), message));
        }
        return;
    }
    if of_root(&case.service.path) {
        let message = "this is a unit of root's own user manager, while root's auto-update talks to the system's: \
                       the service is never restarted";
        verdict.reasons.push(case.no(Cause::RootUserManager, case.call.verb, message));
    } else if case.of_user {
        verdict.condition("the timer runs for the unit's user, who lingers (`loginctl enable-linger`)");
    }
    let set = |key: &str| case.service.scalar(key);
    let user = set("User").filter(|entry| !is_root(entry.value.as_str()));
    let other = user.or_else(|| set("DynamicUser").filter(|_| case.service.is_yes("DynamicUser")));
    match other {
        Some(entry) if case.of_user => {
            let message = format!("a user's systemd has no right to `{}={}`", entry.key.value, entry.value.shown());
            verdict.reasons.push(case.unknown(Cause::UserUnit, entry.span, message));
        }
        Some(entry) => {
            let message = format!(
                "`{}={}` hides the container from root's auto-update: it lies in another user's storage, and its unit in root's systemd",
                entry.key.value,
                entry.value.shown()
            );
            verdict.reasons.push(case.no(Cause::User, entry.span, message));
        }
        None => {}
    }
    if case.style == Style::Plain {
        return;
    }
    let unsupported = ["User", "Group", "DynamicUser"].iter().find_map(|key| set(key));
    match (unsupported, other) {
        (Some(entry), None) => {
            let key = &entry.key.value;
            let message = format!("Quadlet does not support `{key}=` in `[Service]`: podman 5.6.0 and later warn");
            verdict.reasons.push(case.remark(Cause::ServiceUserKey, entry.span, message));
        }
        (Some(entry), Some(_)) => {
            verdict.remarks.push(format!("podman 5.6.0 and later warn about `{}=` in `[Service]`", entry.key.value));
        }
        _ => {}
    }
}

/// A unit of root's own user manager, by its folder.
fn of_root(path: &str) -> bool {
    ["root/.config/containers/systemd/", "root/.config/systemd/user/", "containers/systemd/users/0/"]
        .iter()
        .any(|folder| path.starts_with(folder) || path.contains(&format!("/{folder}")))
}

/// Flags that move the container to where auto-update does not look, or make podman remote.
const ELSEWHERE: &[&str] = &[
    "root",
    "runroot",
    "imagestore",
    "storage-driver",
    "url",
    "connection",
    "host",
    "context",
    "transient-store",
    "remote",
];

/// Variables that do the same.
const ELSEWHERE_BY_VARIABLE: &[&str] = &["CONTAINER_HOST", "CONTAINER_CONNECTION", "STORAGE_DRIVER", "STORAGE_OPTS"];

/// Files of the host that may.
const PERHAPS_ELSEWHERE: &[&str] = &["CONTAINERS_STORAGE_CONF", "CONTAINERS_CONF", "CONTAINERS_CONF_OVERRIDE"];

fn storage(case: &Case, verdict: &mut Verdict) {
    let globals = &case.call.globals;
    let is_off = |flag: &Flag| podman::parse_bool(flag.value.as_str()) == Some(false);
    let switch = |flag: &Flag| matches!(flag.name, "transient-store" | "remote");
    let elsewhere = globals.iter().find(|flag| ELSEWHERE.contains(&flag.name) && !(switch(flag) && is_off(flag)));
    if let Some(flag) = elsewhere {
        let message = format!("with `--{}` the container is where `podman auto-update` does not look", flag.name);
        verdict
            .reasons
            .push(case.no(Cause::OtherStorage, flag.span, message).help(format!("remove `--{}`", flag.name)));
        return;
    }
    if let Some(flag) = globals.iter().find(|flag| flag.name == "storage-opt" && adds_images(flag.value.as_str())) {
        let message = "auto-update does not see this store of images: `no image found for ID`, and nothing is pulled";
        let help = "name the store in storage.conf(5) on the host, which auto-update reads too";
        verdict.reasons.push(case.no(Cause::OtherStorage, flag.span, message).help(help));
        return;
    }
    let named = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, case.variable(name)?)));
    if let Some((name, span)) = named(ELSEWHERE_BY_VARIABLE) {
        let message = format!("with `{name}` the container is where `podman auto-update` does not look");
        verdict.reasons.push(case.no(Cause::OtherStorage, span, message).help(format!("remove `{name}`")));
        return;
    }
    let module = globals.iter().find(|flag| flag.name == "module").map(|flag| ("--module", flag.span));
    if let Some((name, span)) = module.or(named(PERHAPS_ELSEWHERE)) {
        let message =
            format!("the file behind `{name}` may move the container to where `podman auto-update` does not look");
        verdict.reasons.push(case.unknown(Cause::OtherStorage, span, message).help("set it up for the whole host"));
    }
}

/// Whether a `--storage-opt` names a store of images beside podman's own, in any spelling
/// of the drivers (`overlay.imagestore=`).
fn adds_images(option: &str) -> bool {
    let key = option.split('=').next().unwrap_or_default();
    let key = key.rsplit('.').next().unwrap_or_default();
    matches!(key, "additionalimagestore" | "imagestore")
}

fn pod(case: &Case, verdict: &mut Verdict) {
    let place = ["pod", "pod-id-file"].iter().find_map(|name| case.call.flag(name));
    let span = place.map_or(case.call.verb, |flag| flag.span);
    let shown = place.map(|flag| flag.value.shown()).unwrap_or_default();
    match &case.pod {
        Pod::None => {}
        Pod::ByRun => {
            let message = "a restart fails because the pod still exists";
            verdict.reasons.push(case.no(Cause::PodByRun, span, message));
        }
        Pod::Own(pod) => {
            if pod.flag("infra").is_some() && !pod.is_set("infra") {
                let message = "the pod has no infra container, which would say which unit to restart";
                let infra = pod.flag("infra").map_or(span, |flag| flag.span);
                verdict.reasons.push(case.no(Cause::ForeignPod, infra, message).help("remove `--infra=false`"));
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
                    verdict.reasons.push(case.no(Cause::MissingUnit, pod.verb, message));
                }
            }
        }
        Pod::Other(service) => {
            verdict.condition(format!("podman is 4.5 or newer, and restarts `{service}` for the whole pod"));
        }
        Pod::Nameless(service) => {
            let message = format!("the pod is made by `{service}`, which does not tell podman its name");
            let help = format!("add `Environment={UNIT}=%n` to `[Service]` of `{service}`");
            verdict.reasons.push(case.no(Cause::ForeignPod, span, message).help(help));
        }
        Pod::Infraless(service) => {
            let message =
                format!("`{service}` makes the pod without infra container, which would say which unit to restart");
            verdict.reasons.push(case.no(Cause::ForeignPod, span, message).help("remove `--infra=false`"));
        }
        Pod::Unknown => {
            let message =
                format!("the pod `{shown}` is made elsewhere: its infra container names no unit (podman 4.5 or newer)");
            let help = "make the pod in `ExecStartPre=podman pod create --replace NAME`";
            verdict.reasons.push(case.no(Cause::ForeignPod, span, message).help(help));
        }
    }
}
