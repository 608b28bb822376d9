//! Which files of a repository are deployments.

use super::*;

const PLAIN: &str = "[Service]\nExecStart=podman run --rm --replace --name c quay.io/a/b\n";

/// What is found, as `path verdict rules`.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let files: Vec<(String, String)> = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
    let all = deployments(&snapshot(&files));
    let show = |one: &Deployment| {
        let rules: Vec<&str> = one.reasons.iter().map(|reason| rule(reason)).collect();
        format!("{} {} {}", one.path, one.verdict, rules.join(" "))
    };
    all.iter().map(show).collect()
}

#[test]
fn units_inside_of_the_image_are_no_deployments() {
    assert!(found(&[("rootfs/etc/systemd/system/a.service", PLAIN)]).is_empty());
    assert!(
        found(&[("a.service", PLAIN), ("Containerfile", "FROM x\nCOPY a.service /etc/systemd/system/\n")]).is_empty()
    );
    assert!(found(&[("units/a.service", PLAIN), ("Dockerfile", "FROM x\nCOPY units/ /usr/lib/systemd/system\n")])
        .is_empty());
    assert!(found(&[("app/a.service", PLAIN), ("app/Dockerfile", "FROM x\nCOPY a.service /etc/systemd/system/\n")])
        .is_empty());
    assert!(found(&[("tests/data/a.service", PLAIN)]).is_empty());
    let copied = [("deploy/a.service", PLAIN), ("Containerfile", "FROM x\nCOPY . /app\n")];
    assert_eq!(found(&copied), ["deploy/a.service no missing-autoupdate-label"]);
}

#[test]
fn units_that_run_no_container_are_no_deployments() {
    for text in [
        "[Service]\nExecStart=/usr/sbin/nginx -g x\n",
        "[Timer]\nOnCalendar=daily\n",
        "[Service]\nExecStart=/usr/bin/podman auto-update\nExecStartPost=/usr/bin/podman image prune -f\n",
        "[Service]\nType=oneshot\nExecStart=/usr/bin/podman system prune -f\n",
        "[Unit]\nAfter=podman.socket\n[Service]\nExecStart=/usr/bin/app\n",
        "",
    ] {
        assert!(found(&[("a.service", text)]).is_empty(), "{text}");
    }
}

#[test]
fn scripts_of_the_repository_are_followed_one_level() {
    let unit = "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/opt/app/start.sh\nExecStop=podman stop c\n";
    let script = "#!/bin/sh\nset -e\nIMAGE=quay.io/a/b:latest\nexec podman run --rm --name c \\\n  \
                      --label io.containers.autoupdate=registry \"$IMAGE\"\n";
    assert_eq!(found(&[("a.service", unit), ("deploy/start.sh", script)]), ["a.service yes "]);
    let other = "#!/bin/sh\nexec /opt/app/inner.sh podman\n";
    let nested = [("a.service", unit), ("deploy/start.sh", other), ("deploy/inner.sh", script)];
    assert_eq!(found(&nested), ["a.service unknown opaque-command"]);
    assert_eq!(found(&[("a.service", unit)]), ["a.service unknown opaque-command"]);
    let conditional = script.replace("exec podman", "[ -e /x ] || podman");
    assert_eq!(found(&[("a.service", unit), ("start.sh", &conditional)]), ["a.service unknown opaque-command"]);
}

#[test]
fn docker_is_podman_only_perhaps() {
    let unit = "[Service]\nExecStart=/usr/bin/docker run --rm --name c quay.io/a/b\n";
    assert_eq!(found(&[("a.service", unit)]), ["a.service unknown docker-run"]);
}

/// The unit of the incident: foreground, no labels, cleaned up by the unit.
#[test]
fn the_incident_has_one_fault() {
    let unit = r#"[Service]
EnvironmentFile=/etc/app.env
ExecStartPre=-/usr/bin/podman rm -f app
ExecStart=/usr/bin/podman run -i --rm --name app -p 8080:80 \
  quay.io/acme/app:latest
ExecStop=/usr/bin/podman stop app
ExecStopPost=-/usr/bin/podman rm -f app
Restart=always
"#;
    assert_eq!(found(&[("app.service", unit)]), ["app.service no missing-autoupdate-label"]);
    let labelled = unit.replace("  quay", "  --label io.containers.autoupdate=registry \\\n  quay");
    assert_eq!(found(&[("app.service", &labelled)]), ["app.service unknown opaque-environment-file"]);
    let right = labelled.replace("EnvironmentFile", "Environment=PODMAN_SYSTEMD_UNIT=%n\nEnvironmentFile");
    assert_eq!(found(&[("app.service", &right)]), ["app.service yes "]);
}

#[test]
fn a_pod_made_by_another_unit_of_the_repository_counts() {
    let member = "[Service]\nExecStart=podman run --rm --replace --name c --pod pp --label io.containers.autoupdate=registry quay.io/a/b\n";
    let pod = "\
[Service]
Type=oneshot
RemainAfterExit=yes
Environment=PODMAN_SYSTEMD_UNIT=%n
ExecStartPre=podman pod create --replace --name pp
ExecStart=podman pod start pp
";
    assert_eq!(found(&[("c.service", member), ("pod.service", pod)]), ["c.service yes "]);
    let nameless = pod.replace("Environment=PODMAN_SYSTEMD_UNIT=%n\n", "");
    assert_eq!(found(&[("c.service", member), ("pod.service", &nameless)]), ["c.service no foreign-pod"]);
}
