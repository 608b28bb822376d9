//! Does auto-update look where the container is: whose container it is, in which
//! storage, in which pod (pkg/systemd/dbus.go; `systemdUnitForContainer`, where since
//! podman 4.5 the infra container speaks for a pod).

use crate::cause::{OtherUser, PodMaker, Storage, UnitStyle, UnnamedBy};
use crate::on_host::OnHost;
use crate::podman::{self, Flag};
use crate::verdict::{name, restart, Case, Pod, UnitVerdict};
use crate::Cause;

pub fn judge(case: &Case, verdict: &mut UnitVerdict) {
    user(case, verdict);
    storage(case, verdict);
    pod(case, verdict);
}

fn user(case: &Case, verdict: &mut UnitVerdict) {
    let is_root = |user: &str| matches!(user, "root" | "0" | "");
    if let Some(user) = &case.effects.user {
        let same = is_root(user.as_str()) && !case.of_user;
        let (shown, span) = (user.text.shown(), user.text.span());
        if user.text.has_holes() {
            verdict.reasons.push(case.unknown(Cause::OtherUser(OtherUser::OfHost(shown)), span));
        } else if !same {
            verdict.reasons.push(case.no(Cause::OtherUser(OtherUser::Named(shown)), span));
        }
        return;
    }
    if of_root(&case.service.path) {
        verdict.reasons.push(case.no(Cause::RootUserManager, case.call.verb));
    } else if case.of_user {
        verdict.condition(OnHost::Lingers);
    }
    let set = |key: &str| case.service.scalar(key);
    let user = set("User").filter(|entry| !is_root(entry.value.as_str()));
    let other = user.or_else(|| set("DynamicUser").filter(|_| case.service.is_yes("DynamicUser")));
    if let Some(entry) = other {
        let (key, value) = (entry.key.value.clone(), entry.value.shown());
        verdict.reasons.push(if case.of_user {
            case.unknown(Cause::UserUnit(key, value), entry.span)
        } else {
            case.no(Cause::User(key, value), entry.span)
        });
    }
    if case.style == UnitStyle::Plain {
        return;
    }
    let unsupported = ["User", "Group", "DynamicUser"].iter().find_map(|key| set(key));
    if let (Some(entry), None) = (unsupported, other) {
        verdict.reasons.push(case.remark(Cause::ServiceUserKey(entry.key.value.clone()), entry.span));
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

fn storage(case: &Case, verdict: &mut UnitVerdict) {
    let globals = &case.call.globals;
    let is_off = |flag: &Flag| podman::parse_bool(flag.value.as_str()) == Some(false);
    let switch = |flag: &Flag| matches!(flag.name, "transient-store" | "remote");
    let elsewhere = globals.iter().find(|flag| ELSEWHERE.contains(&flag.name) && !(switch(flag) && is_off(flag)));
    if let Some(flag) = elsewhere {
        verdict.reasons.push(case.no(Cause::OtherStorage(Storage::Flag(flag.name)), flag.span));
        return;
    }
    if let Some(flag) = globals.iter().find(|flag| flag.name == "storage-opt" && adds_images(flag.value.as_str())) {
        verdict.reasons.push(case.no(Cause::OtherStorage(Storage::ImageStore), flag.span));
        return;
    }
    let named = |names: &[&'static str]| names.iter().find_map(|name| Some((*name, case.variable(name)?)));
    if let Some((name, span)) = named(ELSEWHERE_BY_VARIABLE) {
        verdict.reasons.push(case.no(Cause::OtherStorage(Storage::Variable(name)), span));
        return;
    }
    let module = globals.iter().find(|flag| flag.name == "module").map(|flag| ("--module", flag.span));
    if let Some((name, span)) = module.or(named(PERHAPS_ELSEWHERE)) {
        verdict.reasons.push(case.unknown(Cause::OtherStorage(Storage::Perhaps(name)), span));
    }
}

/// Whether a `--storage-opt` names a store of images beside podman's own, in any spelling
/// of the drivers (`overlay.imagestore=`).
fn adds_images(option: &str) -> bool {
    let key = option.split('=').next().unwrap_or_default();
    let key = key.rsplit('.').next().unwrap_or_default();
    matches!(key, "additionalimagestore" | "imagestore")
}

fn pod(case: &Case, verdict: &mut UnitVerdict) {
    let place = ["pod", "pod-id-file"].iter().find_map(|name| case.call.flag(name));
    let span = place.map_or(case.call.verb, |flag| flag.span);
    let shown = place.map(|flag| flag.value.shown()).unwrap_or_default();
    match &case.pod {
        Pod::None => {}
        Pod::ByRun if restart::removes_pod(case) => {}
        Pod::ByRun => {
            verdict.reasons.push(case.no(Cause::PodByRun, span));
        }
        Pod::Own(pod) => {
            if pod.flag("infra").is_some() && !pod.is_set("infra") {
                let infra = pod.flag("infra").map_or(span, |flag| flag.span);
                verdict.reasons.push(case.no(Cause::ForeignPod(PodMaker::OwnInfraless), infra));
                return;
            }
            // The variable reaches the infra container as it reaches any other; so does
            // a label of `podman pod create`, but not one of the member's.
            let made = Case { call: pod, pod: Pod::None, ..*case };
            match name::effective(&made) {
                Some(_) => name::judge(&made, verdict),
                None => verdict.reasons.push(case.no(Cause::MissingUnit(UnnamedBy::Pod), pod.verb)),
            }
        }
        Pod::Other(service) => {
            verdict.condition(OnHost::PodRestart(service.clone()));
        }
        Pod::Nameless(service) => {
            verdict.reasons.push(case.no(Cause::ForeignPod(PodMaker::Nameless(service.clone())), span));
        }
        Pod::Infraless(service) => {
            verdict.reasons.push(case.no(Cause::ForeignPod(PodMaker::Infraless(service.clone())), span));
        }
        Pod::Unknown => {
            verdict.reasons.push(case.no(Cause::ForeignPod(PodMaker::Elsewhere(shown)), span));
        }
    }
}
