//! What `units` answers, by example.

use super::*;
use crate::Cause;
use prodproof_syntax::snapshot::Facts;

const UNIT: &str = "[Service]\nExecStart=/usr/bin/podman run --rm quay.io/a/b\n";

fn all(files: &[(&str, &str)]) -> Vec<Deployment> {
    deployments(&Snapshot::of(files, Facts::unknown("widget", time::Date::MIN)), ToldOfUnits::default())
}

#[track_caller]
fn labels(files: &[(&str, &str)], expected: &[&str]) {
    let found = all(files).remove(0).labels;
    let found: Vec<String> = found.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(found, expected, "{files:?}");
}

#[track_caller]
fn refused(files: &[(&str, &str)], is_it: fn(&Cause) -> bool) {
    let found = all(files).remove(0);
    assert!(matches!(found.reasons.as_slice(), [only] if is_it(&only.cause)), "{files:?}: {:?}", found.reasons);
}

#[test]
fn of_drop_ins_with_one_name_the_most_specific_counts() {
    let base = ("foo-bar.container", "[Container]\nImage=quay.io/a/b\n");
    let own = ("foo-bar.container.d/10.conf", "[Container]\nLabel=own=1\n");
    let shared = ("foo-.container.d/10.conf", "[Container]\nLabel=shared=1\n");
    let general = ("container.d/20.conf", "[Container]\nLabel=general=1\n");
    let name = "PODMAN_SYSTEMD_UNIT=foo-bar.service";
    labels(&[base, own, shared, general], &[name, "general=1", "own=1"]);
    labels(&[base, shared, general], &[name, "general=1", "shared=1"]);
}

#[test]
fn drop_ins_that_cannot_be_read_are_left_out() {
    let base = ("a.container", "[Container]\nImage=quay.io/a/b\n");
    let broken = ("a.container.d/10.conf", "garbage\n");
    let good = ("a.container.d/.20.conf", "[Container]\nLabel=x=1\n");
    labels(&[base, broken, good], &["PODMAN_SYSTEMD_UNIT=a.service", "x=1"]);
    let drop_in = "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStop=%z\nEnvironment=PODMAN_SYSTEMD_UNIT=x\n";
    labels(&[("a.service", UNIT), ("a.service.d/10.conf", drop_in)], &["PODMAN_SYSTEMD_UNIT=a.service"]);
    labels(&[("a.service", UNIT), ("a.service.d/.10.conf", drop_in)], &[]);
}

#[test]
fn any_bad_command_and_any_bad_header_refuse_the_unit() {
    refused(&[("a.service", &format!("{UNIT}ExecStop=%z\n"))], |cause| matches!(cause, Cause::RefusedUnit(_)));
    refused(&[("a.service", &format!("[Unit\n{UNIT}"))], |cause| matches!(cause, Cause::RefusedUnit(_)));
    let exporter = "[Service]\nEnvironmentFile=-/etc/sysconfig/podman-exporter\nExecStart=/usr/bin/prometheus-podman-exporter $podman_options\n";
    assert!(all(&[("a.service", exporter)]).is_empty(), "a program that is called after podman");
    refused(&[("a.service", "[Service]\nExecStart=/usr/bin/podman/ run quay.io/acme/widget\n")], |cause| {
        matches!(cause, Cause::RefusedUnit(_))
    });
    let script = "[Service]\nExecStart=/usr/bin/run-podman.sh\n";
    assert_eq!(all(&[("a.service", script)]).len(), 1, "a script that may run it");
    assert_eq!(all(&[("a.service", "[Service]\nExecStart=/opt/widget/podman-start\n")]).len(), 1);
    assert!(all(&[("a.service", "[Unit\n# podman\n[Service]\nExecStart=/bin/true\n")]).is_empty());
}

#[test]
fn quadlet_files_fall_with_what_they_refer_to_and_with_their_neighbours() {
    let text = "[Container]\nImage=x.image\nAutoUpdate=registry\n";
    let image = ("x.image", "[Image]\nImageTag=quay.io/a/b\n");
    let install = "[Install]\nWantedBy=default.target\n";
    refused(&[("a.container", &format!("{text}{install}")), image], |cause| {
        matches!(cause, Cause::BrokenReference(..))
    });
    let good = ("a.container", "[Container]\nImage=quay.io/a/b\nAutoUpdate=registry\n");
    refused(&[good, ("b.volume", "garbage\n")], |cause| matches!(cause, Cause::RefusedQuadlet(..)));
    labels(
        &[good, ("elsewhere/b.volume", "garbage\n")],
        &["PODMAN_SYSTEMD_UNIT=a.service", "io.containers.autoupdate=registry"],
    );
}

#[test]
fn labels_follow_what_stands_in_front_of_podman() {
    let text = |front: &str| {
        format!("[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart={front} podman run --rm quay.io/a/b\n")
    };
    labels(&[("a.service", &text("/usr/bin/env -iu X PATH=/bin"))], &[]);
    labels(&[("a.service", &text("/usr/bin/env PODMAN_SYSTEMD_UNIT=x"))], &["PODMAN_SYSTEMD_UNIT=x"]);
    labels(&[("a.service", &text("/usr/bin/nice"))], &["PODMAN_SYSTEMD_UNIT=a.service"]);
}
