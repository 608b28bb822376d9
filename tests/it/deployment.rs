//! Whether the host pulls anew: every known case as a file of `scenarios/deployment/`.
//!
//! A scenario is a head of `key: value` lines (`case` is its row in the table of what was
//! measured, `proof` the run that showed it) and the repository's files, each behind a
//! line `--- path`. `verdict: none` means that there is no deployment at all, `several` that
//! there are some, whose reasons are all told. `condition`, `says` and `fixed` are optional:
//! a part of a condition, a part of a reason's words, the verdict after all safe fixes;
//! `delivered` says whether a timer of the repository's own delivers.

use std::collections::BTreeSet;
use std::path::Path;

use prodproof_deployment::{deployments, Deployment, Reason};
use prodproof_rules::report::on_host::on_host;
use prodproof_rules::rules::unit::finding;
use prodproof_syntax::finding::{apply, Edit, Fix};
use prodproof_syntax::snapshot::{Facts, Snapshot};
use time::{Date, Month};

/// The name of the rule that a reason breaks.
fn rule(reason: &Reason) -> &'static str {
    prodproof_rules::rules::unit::of(&reason.cause).name
}

fn fix(reason: &Reason) -> Option<Fix> {
    finding(reason).fix
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
        let all = deployments(&snapshot(&files));
        let safe = all.iter().flat_map(|one| &one.reasons).filter_map(fix).find(|fix| fix.safe);
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
    for deployment in deployments(&snapshot(files)) {
        for reason in deployment.reasons {
            let Some(fix) = fix(&reason) else { continue };
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
    let fixes: Vec<Fix> = found.iter().flat_map(|deployment| &deployment.reasons).filter_map(fix).collect();
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
        "[Unit]\nDescription=x\n\n[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\n# why\nExecStart=/usr/bin/podman run \\\n    \
         --rm --replace --name c \\\n    --label io.containers.autoupdate=registry \\\n    quay.io/a/b:latest \\\n    serve\n",
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
        "[Container]\nImage=quay.io/a/b\n[Service]\nAutoUpdate=registry\nRestart=always\n",
        "[Container]\nImage=quay.io/a/b\nAutoUpdate=registry\n[Service]\nRestart=always\n",
    );
}

mod properties {
    use prodproof_deployment::settings::Sources;
    use prodproof_deployment::wrap::Finder;
    use prodproof_deployment::{containerfile, podman, quadlet as generator};
    use prodproof_syntax::exec::commands;
    use prodproof_syntax::expand::{self, UnitName, Variables};
    use prodproof_syntax::joined::Joined;
    use prodproof_syntax::span::Span;
    use prodproof_syntax::words::{split, Flavour, Word};
    use prodproof_syntax::{quadlet, systemd};
    use proptest::prelude::*;

    use super::*;

    fn joined(text: &str) -> Joined {
        Joined::of(text, Span::new(0, text.len()))
    }

    /// Text in which everything that is special somewhere is likely.
    fn odd() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\\\n".to_string()),
            Just("\\\r\n".to_string()),
            Just("\n".to_string()),
            Just("\"".to_string()),
            Just("'".to_string()),
            Just("\\".to_string()),
            Just("%n".to_string()),
            Just("%".to_string()),
            Just("${X}".to_string()),
            Just("$X".to_string()),
            Just("--label".to_string()),
            Just("io.containers.autoupdate=registry".to_string()),
            Just("PODMAN_SYSTEMD_UNIT=".to_string()),
            Just("podman run".to_string()),
            Just("quay.io/a/b".to_string()),
            Just("[Service]\n".to_string()),
            Just("[Container]\n".to_string()),
            Just("ExecStart=".to_string()),
            Just("Image=".to_string()),
            Just("# ".to_string()),
            Just(" ".to_string()),
            Just("\u{feff}".to_string()),
            Just("é漢".to_string()),
            "\\PC{0,6}",
            "[ -~]{0,8}",
        ];
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    fn inside(text: &str, span: Span) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no place in {text:?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_reader_panic(text in odd()) {
            for file in [systemd::read(&text), quadlet::read(&text)] {
                for entry in &file.entries {
                    inside(&text, entry.span);
                    inside(&text, entry.key.span);
                    inside(&text, entry.value.span());
                }
                for problem in file.problems.iter().chain(&file.refused) {
                    inside(&text, problem.span);
                }
            }
            let value = joined(&text);
            for flavour in [Flavour::Exec, Flavour::Environment, Flavour::QuadletList, Flavour::QuadletArgs] {
                let split = split(&value, flavour);
                for word in &split.words {
                    inside(&text, word.span);
                    inside(&text, word.text.span());
                }
                expand::variables(&split.words, &Variables::new());
                podman::parse(&split.words);
            }
            let _ = commands(&value, &UnitName::parse(&text));
            let _ = expand::specifiers(&value, &UnitName::parse("a-b@c.service"));
            let script = [Word::plain("sh"), Word::plain("-c"), Word::of(value.clone())];
            let mut finder = Finder { scripts: &|_| None, variables: &Variables::new(), sources: &mut Sources::default() };
            for found in finder.find(&script) {
                prop_assert!(found.span.end >= found.span.start);
            }
            containerfile::read(&text).destinations("a/b");
        }

        #[test]
        fn no_unit_makes_the_verdict_panic(text in odd(), other in odd()) {
            for name in ["foo.service", "foo@.service", "foo.container", "foo.kube"] {
                let files = [
                    (name.to_string(), text.clone()),
                    (format!("{name}.d/x.conf"), other.clone()),
                    ("start.sh".to_string(), other.clone()),
                    ("Containerfile".to_string(), other.clone()),
                ];
                check_places(&files);
            }
        }

        /// Known units with something odd put in somewhere: closer to what people write.
        #[test]
        fn no_known_unit_breaks_by_an_odd_insertion(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), piece in odd()) {
            let all = scenarios();
            let mut files = all[pick.index(all.len())].files.clone();
            let text = &mut files[0].1;
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            if !places.is_empty() {
                text.insert_str(places[at.index(places.len())], &piece);
            }
            check_places(&files);
            keeps_its_promise("odd", &files);
        }

        #[test]
        fn words_survive_quoting(words in prop::collection::vec("[ -~é]{0,12}", 0..6)) {
            let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
            let text = quoted.join(" ");
            let read = split(&joined(&text), Flavour::Exec);
            prop_assert_eq!(read.error, None);
            prop_assert_eq!(read.words.iter().map(Word::as_str).collect::<Vec<_>>(), words.iter().map(String::as_str).collect::<Vec<_>>());
        }

        #[test]
        fn a_command_line_reads_back_as_it_was_rendered(command in command()) {
            for (text, by) in [(command.unit(" "), "in one line"), (command.unit(" \\\n    "), "continued"), (command.unit(" \\\r\n\t"), "continued with CR LF")] {
                let file = systemd::read(&text);
                let entry = file.last("Service", "ExecStart").expect("a command");
                let read = commands(&entry.value, &UnitName::parse("foo.service")).expect("not refused");
                let call = podman::parse(&expand::variables(&read[0].arguments, &Variables::new()));
                prop_assert_eq!(call.error, None, "{} {}", by, text);
                prop_assert_eq!(call.image.as_ref().map(Word::as_str), Some(command.image.as_str()), "{}", text);
                let labels: Vec<String> = call.labels().iter().map(|label| match &label.value {
                    Some(value) => format!("{}={}", label.key.as_str(), value.as_str()),
                    None => label.key.as_str().to_string(),
                }).collect();
                prop_assert_eq!(labels, command.labels(), "{}", text);
                prop_assert_eq!(call.arguments.iter().map(Word::as_str).collect::<Vec<_>>(), command.arguments.clone());
            }
        }

        #[test]
        fn fixes_of_generated_units_keep_their_promise(command in command(), named in any::<bool>(), separator in 0..3usize) {
            let separator = [" ", " \\\n    ", " \\\r\n\t"][separator];
            let mut text = command.unit(separator);
            if named {
                text = text.replacen("[Service]\n", "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\n", 1);
            }
            let files = [("foo.service".to_string(), text)];
            keeps_its_promise("generated", &files);
        }

        #[test]
        fn quadlet_labels_read_back(labels in prop::collection::btree_map("[a-z][a-z.]{0,8}", "[ -~]{0,10}", 0..5), policy in "[a-z]{1,8}") {
            let mut text = format!("[Container]\nImage=quay.io/a/b:latest\nAutoUpdate={policy}\n");
            for (key, value) in &labels {
                text.push_str(&format!("Label={}\n", quote(&format!("{key}={value}"))));
            }
            let none = |_: &str| None;
            let made = generator::convert(&quadlet::read(&text), "foo.container", generator::QuadletKind::Container, &none).expect("a service");
            let call = podman::parse(&made.words);
            let found: Vec<String> = call.labels().iter().map(|label| format!("{}={}", label.key.as_str(), label.value.as_ref().map_or("", |value| value.as_str()))).collect();
            let mut expected = vec![format!("io.containers.autoupdate={policy}")];
            expected.extend(labels.iter().map(|(key, value)| format!("{key}={value}")));
            prop_assert_eq!(found, expected);
        }
    }

    fn check_places(files: &[(String, String)]) {
        let text = |path: &str| files.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        for deployment in deployments(&snapshot(files)) {
            inside(text(&deployment.path).expect("its own file"), deployment.span);
            for reason in &deployment.reasons {
                inside(text(&reason.path).expect("a file of the unit"), reason.span);
                for place in &reason.related {
                    inside(text(&place.path).expect("a file of the unit"), place.span);
                }
            }
        }
    }

    /// A word that systemd and Quadlet read back as it is.
    fn quote(word: &str) -> String {
        let escaped = word.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    }

    /// A word as it must stand in a command: `%` and `$` doubled too.
    fn literal(word: &str) -> String {
        quote(word).replace('%', "%%").replace('$', "$$")
    }

    #[derive(Clone, Debug)]
    struct Rendered {
        flags: Vec<(String, Option<String>, u8)>,
        image: String,
        arguments: Vec<String>,
    }

    impl Rendered {
        fn labels(&self) -> Vec<String> {
            self.flags.iter().filter(|(name, ..)| name == "label").filter_map(|(_, value, _)| value.clone()).collect()
        }

        fn unit(&self, separator: &str) -> String {
            let mut words = vec!["/usr/bin/podman".to_string(), "run".to_string()];
            for (name, value, style) in &self.flags {
                match (value, style, name.as_str()) {
                    (None, _, "detach") => words.push("-d".into()),
                    (None, ..) => words.push(format!("--{name}")),
                    (Some(value), 0, _) => words.push(format!("--{name}={}", literal(value))),
                    (Some(value), 1, "label") => words.push(format!("-l{}", literal(value))),
                    (Some(value), 2, "label") => words.extend(["-l".into(), literal(value)]),
                    (Some(value), ..) => words.extend([format!("--{name}"), literal(value)]),
                }
            }
            words.push(self.image.clone());
            words.extend(self.arguments.iter().map(|word| literal(word)));
            let end = if separator.contains('\r') { "\r\n" } else { "\n" };
            format!("[Service]\nExecStart={}{end}", words.join(separator))
        }
    }

    fn command() -> impl Strategy<Value = Rendered> {
        let value = "[a-zA-Z0-9/:=,. %$'\"\\\\-]{1,10}";
        let label = prop_oneof![
            "[a-z][a-z.]{0,8}(=[ -~]{0,8})?",
            Just("io.containers.autoupdate=registry".to_string()),
            Just("io.containers.autoupdate=Registry".to_string()),
            Just("io.containers.autoupdate.systemd_unit=foo.service".to_string()),
            Just("PODMAN_SYSTEMD_UNIT=foo".to_string()),
        ];
        let flag = prop_oneof![
            (prop::sample::select(vec!["rm", "replace", "init", "privileged", "tty", "detach"]), Just(None)),
            (
                prop::sample::select(vec!["name", "volume", "publish", "env", "network", "add-host"]),
                value.prop_map(Some)
            ),
            (Just("label"), label.prop_map(Some)),
        ];
        let flags = prop::collection::vec(
            (flag, 0..3u8).prop_map(|((name, value), style)| (name.to_string(), value, style)),
            0..8,
        );
        let image = prop::sample::select(vec![
            "quay.io/a/b:latest",
            "quay.io/a/b",
            "nginx",
            "localhost/x:1",
            "quay.io/a/b:1.2.3",
        ]);
        (flags, image, prop::collection::vec("[a-z -]{1,8}", 0..3)).prop_map(|(flags, image, arguments)| Rendered {
            flags,
            image: image.to_string(),
            arguments,
        })
    }
}

mod selection {
    use super::*;

    const PLAIN: &str = "[Service]\nExecStart=podman run --rm --replace --name c quay.io/a/b\n";

    /// What is found, as `path verdict rules`.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
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
        assert!(found(&[("a.service", PLAIN), ("Containerfile", "FROM x\nCOPY a.service /etc/systemd/system/\n")])
            .is_empty());
        assert!(found(&[("units/a.service", PLAIN), ("Dockerfile", "FROM x\nCOPY units/ /usr/lib/systemd/system\n")])
            .is_empty());
        assert!(found(&[
            ("app/a.service", PLAIN),
            ("app/Dockerfile", "FROM x\nCOPY a.service /etc/systemd/system/\n")
        ])
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
        let unit =
            "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/opt/app/start.sh\nExecStop=podman stop c\n";
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
        let unit = "[Service]\nEnvironmentFile=/etc/app.env\nExecStartPre=-/usr/bin/podman rm -f app\nExecStart=/usr/bin/podman \
                    run -i --rm --name app -p 8080:80 \\\n  quay.io/acme/app:latest\nExecStop=/usr/bin/podman stop app\n\
                    ExecStopPost=-/usr/bin/podman rm -f app\nRestart=always\n";
        assert_eq!(found(&[("app.service", unit)]), ["app.service no missing-autoupdate-label"]);
        let labelled = unit.replace("  quay", "  --label io.containers.autoupdate=registry \\\n  quay");
        assert_eq!(found(&[("app.service", &labelled)]), ["app.service unknown opaque-environment-file"]);
        let right = labelled.replace("EnvironmentFile", "Environment=PODMAN_SYSTEMD_UNIT=%n\nEnvironmentFile");
        assert_eq!(found(&[("app.service", &right)]), ["app.service yes "]);
    }

    #[test]
    fn a_pod_made_by_another_unit_of_the_repository_counts() {
        let member = "[Service]\nExecStart=podman run --rm --replace --name c --pod pp --label io.containers.autoupdate=registry quay.io/a/b\n";
        let pod = "[Service]\nType=oneshot\nRemainAfterExit=yes\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\n\
                   ExecStartPre=podman pod create --replace --name pp\nExecStart=podman pod start pp\n";
        assert_eq!(found(&[("c.service", member), ("pod.service", pod)]), ["c.service yes "]);
        let nameless = pod.replace("Environment=PODMAN_SYSTEMD_UNIT=%n\n", "");
        assert_eq!(found(&[("c.service", member), ("pod.service", &nameless)]), ["c.service no foreign-pod"]);
    }
}
