//! Tests of programs that run others.

use super::*;

#[track_caller]
fn runs(line: &str, expected: Runs) -> Vec<Change> {
    let words: Vec<&str> = line.split(' ').collect();
    let wrapper = read(&words).unwrap_or_else(|| panic!("{line}: no wrapper"));
    assert_eq!(wrapper.runs, expected, "{line}");
    wrapper.changes
}

#[test]
fn options_and_operands_are_passed() {
    for (line, at) in [
        ("nice -n 5 x", 3),
        ("nice -n5 x", 2),
        ("nice -- x", 2),
        ("timeout -k 5 1h x", 4),
        ("timeout --signal=KILL 1h x", 3),
        ("flock -w 3 /run/x x", 4),
        ("taskset -c 0 x", 3),
        ("retry -n 3 5 x", 4),
        ("systemd-inhibit --why=x x", 2),
        ("env -u A B=c x", 4),
        ("env -uA -C / x", 4),
        ("uv run -- x y", 3),
    ] {
        runs(line, Runs::Command(at));
    }
    runs("flock /run/x -c y", Runs::Shell(3));
    runs("flock -u 9", Runs::Nothing);
    runs("sudo -i", Runs::Nothing);
    runs("timeout 5", Runs::Nothing);
    runs("command -v x", Runs::Nothing);
    runs("command -p x", Runs::Command(2));
    assert_eq!(read(&["podman", "run"]), None);
    assert_eq!(read(&[]), None);
}

#[test]
fn shells_have_their_script_behind_all_options() {
    runs("sh -c x", Runs::Shell(2));
    runs("bash -euo pipefail -c x y", Runs::Shell(4));
    runs("bash -c -e x", Runs::Shell(3));
    runs("bash --norc -ec x", Runs::Shell(3));
    runs("bash +o posix run.sh a", Runs::Script(3));
    runs("bash -s a", Runs::Nothing);
    runs("sh -- run.sh", Runs::Script(2));
    runs("sh -c", Runs::Nothing);
}

#[test]
fn environments_and_users_are_told() {
    assert_eq!(runs("env -i A=b x", Runs::Command(3)), [Change::Cleared(1), Change::Set(2)]);
    assert_eq!(runs("env -uA x", Runs::Command(2)), [Change::Unset(1, 2)]);
    assert_eq!(runs("env -iu A x", Runs::Command(3)), [Change::Cleared(1), Change::Unset(2, 0)]);
    assert_eq!(runs("sudo x", Runs::Command(1)), [Change::Cleared(0), Change::User(None)]);
    assert_eq!(runs("sudo -E -u bob x", Runs::Command(4)), [Change::User(Some((3, 0)))]);
    assert_eq!(runs("sudo -nEubob x", Runs::Command(2)), [Change::User(Some((1, 4)))]);
    assert_eq!(runs("sudo -nu bob x", Runs::Command(3))[1], Change::User(Some((2, 0))));
    assert_eq!(runs("sudo --preserve-env=A,B x", Runs::Command(2))[0], Change::ClearedBut(1, 15));
    assert_eq!(runs("sudo -ubob x", Runs::Command(2)), [Change::Cleared(0), Change::User(Some((1, 2)))]);
    assert_eq!(runs("sudo --user=bob x", Runs::Command(2))[1], Change::User(Some((1, 7))));
    assert_eq!(runs("runuser -u bob -- x", Runs::Command(4)), [Change::User(Some((2, 0)))]);
    assert_eq!(runs("su - bob -c x", Runs::Shell(4)), [Change::Cleared(0), Change::User(Some((2, 0)))]);
    assert_eq!(runs("su -c x bob", Runs::Shell(2)), [Change::User(Some((3, 0)))]);
    runs("env -S x", Runs::Unread(1));
    assert_eq!(runs("doppler run -- x", Runs::Command(3)), [Change::Foreign(0)]);
}
