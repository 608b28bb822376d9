//! What `wrap` answers, by example.

use super::*;

fn found(text: &str) -> Vec<Found> {
    let scripts = |path: &str| match path {
        "/opt/start.sh" => Some(("deploy/start.sh".to_string(), "set -e\nexec podman run --rm quay.io/a/b\n".into())),
        "/opt/nested.sh" => Some(("deploy/nested.sh".to_string(), "/opt/start.sh\n".into())),
        _ => None,
    };
    let mut sources = Sources::default();
    sources.add("foo.service", text.len());
    let variables = Variables::new();
    let mut finder = Finder { scripts: &scripts, variables: &variables, sources: &mut sources };
    finder.find(&words_of(text))
}

#[track_caller]
fn image(text: &str, expected: &str) -> WrapEffects {
    let found = found(text);
    let call = found.iter().find_map(|found| match &found.what {
        Invocation::Podman(call) => Some((call.clone(), found.effects.clone())),
        _ => None,
    });
    let (call, effects) = call.unwrap_or_else(|| panic!("no podman in {text}: {found:?}"));
    assert_eq!(call.image.map(|image| image.as_str().to_string()).as_deref(), Some(expected), "{text}");
    effects
}

#[test]
fn wrappers_are_taken_off() {
    for wrapper in [
        "",
        "/usr/bin/env",
        "env A=b",
        "nice -n 5",
        "ionice -c 2 -n 7",
        "timeout -k 5 1h",
        "nohup",
        "env -u X nice",
        "systemd-inhibit --why=x",
        "flock -n /run/x",
        "setsid -f",
    ] {
        let effects = image(&format!("{wrapper} /usr/bin/podman run --rm x"), "x");
        assert_eq!(effects, WrapEffects::default(), "{wrapper}");
    }
}

#[test]
fn shells_and_scripts_are_read() {
    assert_eq!(image("/bin/sh -c 'exec podman run --rm x'", "x"), WrapEffects::default());
    assert_eq!(image("bash -euo pipefail -c 'podman run --rm x'", "x"), WrapEffects::default());
    let runs = |text: &str| found(text).iter().map(|found| found.effects.uncertain.is_none()).collect::<Vec<_>>();
    assert_eq!(runs("/bin/sh -c 'podman pull x && podman run x'"), [true, true]);
    assert_eq!(runs("/bin/sh -c 'podman start x || podman run x'"), [true, false]);
    image("/opt/start.sh", "quay.io/a/b");
    image("/bin/bash /opt/start.sh", "quay.io/a/b");
}

#[test]
fn what_cannot_be_read_is_opaque() {
    for text in ["/opt/nested.sh", "machinectl shell bob@ podman run x", "/opt/x podman run y"] {
        assert!(found(text).iter().all(|found| matches!(found.what, Invocation::Opaque(_))), "{text}");
    }
    assert!(matches!(found("/usr/sbin/nginx -g x")[0].what, Invocation::Other));
    assert!(matches!(found("docker run x")[0].what, Invocation::Docker(_)));
    for text in ["podman-compose up", "podman compose -f x up -d", "docker compose up", "docker-compose up"] {
        assert!(matches!(found(text)[0].what, Invocation::Compose(_)), "{text}");
    }
}

#[test]
fn environments_are_followed() {
    assert!(image("env -i PATH=/bin podman run x", "x").lost.is_some());
    assert!(image("env -u PODMAN_SYSTEMD_UNIT podman run x", "x").lost.is_some());
    let set = image("env -i PODMAN_SYSTEMD_UNIT=a.service podman run x", "x").set.unwrap();
    assert_eq!(set.as_str(), "a.service");
    assert!(image("sudo podman run x", "x").lost.is_some());
    assert!(image("sudo -E podman run x", "x").lost.is_none());
    assert!(image("sh -c 'PODMAN_SYSTEMD_UNIT=x.service podman run x'", "x").set.is_some());
}

#[test]
fn other_users_are_noticed() {
    let user = |text: &str| image(text, "x").user.map(|user| user.as_str().to_string());
    assert_eq!(user("sudo -u bob podman run x").as_deref(), Some("bob"));
    assert_eq!(user("sudo --user=bob podman run x").as_deref(), Some("bob"));
    assert_eq!(user("sudo podman run x").as_deref(), Some("root"));
    assert_eq!(user("runuser -u bob -- podman run x").as_deref(), Some("bob"));
    assert_eq!(user("su - bob -c 'podman run x'").as_deref(), Some("bob"));
    assert_eq!(user("podman run x"), None);
}
