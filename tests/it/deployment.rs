//! Whether the host pulls anew: every known case as a file of `scenarios/deployment/`.
//!
//! A scenario is a head of `key: value` lines (`case` is its row in the table of what was
//! measured, `proof` the run that showed it) and the repository's files, each behind a
//! line `--- path`. `verdict: none` means that there is no deployment at all, `several` that
//! there are some, whose reasons are all told. `condition`, `says` and `fixed` are optional:
//! a part of a condition, a part of a reason's words, the verdict after all safe fixes;
//! `delivered` says whether a timer of the repository's own delivers.

mod properties;
mod selection;

use std::collections::BTreeSet;
use std::path::Path;

use prodproof_deployment::{deployments, Deployment, Reason, ToldOfUnits};
use prodproof_rules::report::on_host::on_host;
use prodproof_rules::rules::unit::{finding, findings};
use prodproof_syntax::finding::{apply, Edit, Fix};
use prodproof_syntax::snapshot::{Facts, Snapshot};
use time::{Date, Month};

/// The name of the rule that a reason breaks.
fn rule(reason: &Reason) -> &'static str {
    prodproof_rules::rules::unit::of(&reason.cause).name
}

/// All reasons, each with the fix that its rule makes of it.
fn fixes(files: &[(String, String)]) -> Vec<(Reason, Option<Fix>)> {
    let snapshot = snapshot(files);
    let all = deployments(&snapshot);
    let reasons = || all.iter().flat_map(|one| one.reasons.iter().map(move |reason| (one, reason)));
    let found = findings(&snapshot, ToldOfUnits::default(), reasons());
    reasons().map(|(_, reason)| reason.clone()).zip(found.into_iter().map(|finding| finding.fix)).collect()
}

/// One file of `scenarios/deployment/`.
pub struct Scenario {
    pub name: String,
    pub case: u32,
    pub verdict: String,
    pub reasons: Vec<String>,
    /// A part of one of the conditions of a yes.
    pub condition: Option<String>,
    /// A part of what one of the reasons says.
    pub says: Option<String>,
    /// The verdict when all safe fixes are made.
    pub fixed: Option<String>,
    /// Whether the repository's own timer delivers.
    pub delivered: Option<String>,
    pub files: Vec<(String, String)>,
}

pub fn scenarios() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/deployment");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).expect("the scenarios").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| scenario(path)).collect()
}

fn scenario(path: &Path) -> Scenario {
    let text = std::fs::read_to_string(path).expect("a scenario is text");
    let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_string();
    let (head, files) = text.split_once("\n--- ").unwrap_or_else(|| panic!("{name}: no file"));
    let given = |key: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        line.map(|line| line.trim().to_string())
    };
    let field = |key: &str| given(key).unwrap_or_else(|| panic!("{name}: no `{key}`"));
    let files = files.split("\n--- ").map(|file| {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        (path.to_string(), format!("{text}\n"))
    });
    let mut files: Vec<(String, String)> = files.collect();
    // The last file ends as the scenario does; the others lost the line end that was split at.
    if let Some((_, last)) = files.last_mut() {
        last.pop();
    }
    Scenario {
        case: field("case").parse().expect("a number"),
        verdict: field("verdict"),
        reasons: field("reasons").split_whitespace().map(str::to_string).collect(),
        condition: given("condition"),
        says: given("says"),
        fixed: given("fixed"),
        delivered: given("delivered"),
        name,
        files,
    }
}

pub fn snapshot(files: &[(String, String)]) -> Snapshot {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let today = Date::from_calendar_date(2026, Month::June, 1).expect("a date");
    Snapshot::of(&files, Facts::unknown("repo", today))
}

fn shown(deployments: &[Deployment]) -> String {
    let show = |deployment: &Deployment| {
        let reasons: Vec<String> = deployment
            .reasons
            .iter()
            .map(|reason| format!("  {} {} [{}] {}", reason.answer, rule(reason), reason.path, finding(reason).message))
            .collect();
        format!("{} {}\n{}", deployment.path, deployment.verdict, reasons.join("\n"))
    };
    deployments.iter().map(show).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_known_case_gets_its_verdict_and_reason() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        let found = deployments(&snapshot(&scenario.files));
        let verdict = match found.as_slice() {
            [] => "none",
            [only] => only.verdict.as_str(),
            _ => "several",
        };
        let mut reasons: Vec<&str> =
            found.iter().flat_map(|deployment| &deployment.reasons).map(|reason| rule(reason)).collect();
        let mut expected: Vec<&str> = scenario.reasons.iter().map(String::as_str).collect();
        reasons.sort_unstable();
        expected.sort_unstable();
        let all = |part: &Option<String>, found: Vec<String>| {
            part.as_ref().is_none_or(|part| found.iter().any(|text| text.contains(part.as_str())))
        };
        let reasons_of = || found.iter().flat_map(|deployment| &deployment.reasons);
        let findings: Vec<_> = reasons_of().map(finding).collect();
        let helpless = findings.iter().find(|one| one.help.is_empty());
        assert!(helpless.is_none(), "{}: {helpless:?} says nothing to do", scenario.name);
        let said =
            all(&scenario.condition, found.iter().flat_map(|deployment| &deployment.conditions).map(on_host).collect())
                && all(
                    &scenario.says,
                    findings.iter().flat_map(|one| [one.message.to_string(), one.help.to_string()]).collect(),
                );
        let delivered = if found.iter().any(|one| one.delivered.is_some()) { "yes" } else { "no" };
        let said = said && scenario.delivered.as_ref().is_none_or(|expected| expected == delivered);
        if verdict != scenario.verdict || reasons != expected || !said {
            wrong.push(format!("{}: expected {} {expected:?}\n{}", scenario.name, scenario.verdict, shown(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn all_cases_are_there() {
    let cases: BTreeSet<u32> = scenarios().iter().map(|scenario| scenario.case).collect();
    assert_eq!(cases, (1..=112).collect());
}

/// All safe fixes, until none is left: what `--fix` does.
fn mended(files: &[(String, String)]) -> Vec<(String, String)> {
    let mut files = files.to_vec();
    for _ in 0..5 {
        let safe = fixes(&files).into_iter().filter_map(|(_, fix)| fix).find(|fix| fix.safe);
        let Some(fix) = safe else { break };
        files = applied(&files, &fix);
    }
    files
}

#[test]
fn what_the_safe_fixes_come_to() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        let Some(expected) = &scenario.fixed else { continue };
        let found = deployments(&snapshot(&mended(&scenario.files)));
        let verdicts: Vec<&str> = found.iter().map(|deployment| deployment.verdict.as_str()).collect();
        if verdicts != [expected.as_str()] {
            wrong.push(format!("{}: expected {expected}\n{}", scenario.name, shown(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// The fix of a reason, applied to the files.
fn applied(files: &[(String, String)], fix: &Fix) -> Vec<(String, String)> {
    let change = |(path, text): &(String, String)| {
        let edits: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == *path).cloned().collect();
        (path.clone(), apply(text, &edits).expect("edits fit"))
    };
    files.iter().map(change).collect()
}

fn rules(files: &[(String, String)]) -> Vec<&'static str> {
    let all = deployments(&snapshot(files));
    all.iter().flat_map(|deployment| &deployment.reasons).map(|reason| rule(reason)).collect()
}

/// What every fix promises: its own finding is gone, no other comes, nothing is left to do.
fn keeps_its_promise(name: &str, files: &[(String, String)]) -> Vec<String> {
    let before = rules(files);
    let mut fixed = Vec::new();
    for (reason, fix) in fixes(files) {
        let Some(fix) = fix else { continue };
        let after_files = applied(files, &fix);
        let after = rules(&after_files);
        let count = |list: &[&str]| list.iter().filter(|one| **one == rule(&reason)).count();
        assert!(count(&after) < count(&before), "{name}: {} stays after {fix:?}\n{after_files:?}", rule(&reason));
        // A file that could not be read says as little of how it is started.
        for rule in after.iter().filter(|rule| **rule != "never-started") {
            assert!(before.contains(rule), "{name}: {rule} is new after {fix:?}\n{after_files:?}");
        }
        fixed.push(format!("{}{}", rule(&reason), if fix.safe { "" } else { " (unsafe)" }));
    }
    fixed
}

#[test]
fn every_fix_of_every_case_keeps_its_promise() {
    let mut without: Vec<String> = Vec::new();
    for scenario in scenarios() {
        let fixed = keeps_its_promise(&scenario.name, &scenario.files);
        if fixed.is_empty() && scenario.verdict == "no" {
            without.push(scenario.reasons.join(" "));
        }
    }
    without.sort();
    without.dedup();
    // These need a decision that no machine can make.
    let expected = [
        "autoupdate-label-on-pod",
        "annotation-for-no-container",
        "broken-quadlet-reference",
        "commented-out-label",
        "cut-off-command",
        "detached-from-service",
        "compose-service",
        "digest-pinned-image",
        "disabled-autoupdate",
        "foreign-pod",
        "host-build-under-published-name",
        "localhost-image",
        "lost-systemd-unit",
        "lost-systemd-unit other-user",
        "misplaced-quadlet-file",
        "missing-autoupdate-label",
        "never-ready-service",
        "other-storage",
        "overridden-autoupdate-label",
        "pod-created-by-run",
        "refused-podman-command",
        "refused-quadlet-file",
        "refused-unit",
        "restarted-old-container",
        "root-user-manager",
        "short-image-name",
        "tag-and-digest",
        "unheard-annotation",
        "user-in-system-unit",
    ];
    let mut expected: Vec<&str> = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(without, expected);
}

/// The only fix, applied to one unit.
#[track_caller]
fn fixed(path: &str, text: &str, expected: &str) {
    let files = [(path.to_string(), text.to_string())];
    let found = deployments(&snapshot(&files));
    let fixes: Vec<Fix> = fixes(&files).into_iter().filter_map(|(_, fix)| fix).collect();
    let [fix] = fixes.as_slice() else { panic!("{} fixes: {}", fixes.len(), shown(&found)) };
    assert_eq!(applied(&files, fix)[0].1, expected);
    assert!(fix.safe, "{fix:?}");
}

#[test]
fn a_fix_keeps_the_style_of_continued_commands() {
    fixed(
        "foo.service",
        "[Unit]\nDescription=x\n\n[Service]\n# why\nExecStart=/usr/bin/podman run \\\n    --rm --replace --name c \\\n    \
         quay.io/a/b:latest \\\n    serve\n",
        r#"[Unit]
Description=x

[Service]
Environment=PODMAN_SYSTEMD_UNIT=%n
# why
ExecStart=/usr/bin/podman run \
    --rm --replace --name c \
    --label io.containers.autoupdate=registry \
    quay.io/a/b:latest \
    serve
"#,
    );
}

#[test]
fn a_fix_keeps_tabs_and_carriage_returns() {
    fixed(
        "foo.service",
        "[Service]\r\nEnvironment=A=1\r\nExecStart=podman run --rm --replace --name c \\\r\n\t\"quay.io/a/b\"\r\n",
        "[Service]\r\nEnvironment=A=1\r\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\r\nExecStart=podman run --rm --replace --name c \
         \\\r\n\t--label io.containers.autoupdate=registry \\\r\n\t\"quay.io/a/b\"\r\n",
    );
}

#[test]
fn a_job_is_mended_like_any_container() {
    fixed(
        "foo.service",
        "[Service]\nType=oneshot\nExecStart=podman run --rm --pull=newer docker://quay.io/a/b:latest x\n",
        "[Service]\nType=oneshot\nExecStart=podman run --rm --pull=newer quay.io/a/b:latest x\n",
    );
}

#[test]
fn a_fix_fits_into_one_line() {
    fixed(
        "foo.service",
        "[Service]\nExecStart=podman run --rm --replace --name c quay.io/a/b",
        "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=podman run --rm --replace --name c --label \
         io.containers.autoupdate=registry quay.io/a/b",
    );
}

#[test]
fn a_fix_reaches_into_shells_and_wrappers() {
    fixed(
        "foo.service",
        "[Service]\nExecStart=/bin/sh -c 'exec podman run --rm --replace --name c quay.io/a/b'\n",
        "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/bin/sh -c 'exec podman run --rm --replace --name c \
         --label io.containers.autoupdate=registry quay.io/a/b'\n",
    );
}

#[test]
fn the_reviewers_label_becomes_the_right_one() {
    fixed(
        "foo.service",
        "[Service]\nExecStart=podman run --rm --replace --name c --label io.containers.autoupdate=registry \\\n  --label \
         \"io.containers.autoupdate.systemd_unit=foo.service\" quay.io/a/b\n",
        "[Service]\nExecStart=podman run --rm --replace --name c --label io.containers.autoupdate=registry \\\n  --label \
         \"PODMAN_SYSTEMD_UNIT=%n\" quay.io/a/b\n",
    );
}

#[test]
fn quadlet_files_get_their_key() {
    fixed(
        "foo.container",
        "[Container]\n  Image=quay.io/a/b\n\n[Install]\nWantedBy=default.target\n",
        "[Container]\n  Image=quay.io/a/b\n  AutoUpdate=registry\n\n[Install]\nWantedBy=default.target\n",
    );
    fixed(
        "foo.container",
        "[Container]\r\nImage=quay.io/a/b",
        "[Container]\r\nImage=quay.io/a/b\r\nAutoUpdate=registry",
    );
    fixed(
        "foo.container",
        "[Container]\nImage=quay.io/a/b\nautoupdate=registry\n",
        "[Container]\nImage=quay.io/a/b\nAutoUpdate=registry\n",
    );
    fixed(
        "foo.container",
        "\
[Container]
Image=quay.io/a/b
[Service]
AutoUpdate=registry
Restart=always
",
        "\
[Container]
Image=quay.io/a/b
AutoUpdate=registry
[Service]
Restart=always
",
    );
}
