//! What holds for any findings: documents keep their schemas, git applies every diff.

use super::*;

/// Lines of any file, with every kind of line end, and without one at the end.
fn any_text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("a".to_string()),
        Just("漢 b".into()),
        Just("-x".into()),
        Just(String::new()),
        "[ -~é\t\u{1b}]{0,12}"
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    let bom = prop_oneof![Just(""), Just("\u{feff}")];
    (bom, proptest::collection::vec((line, end), 0..12))
        .prop_map(|(bom, lines)| lines.into_iter().fold(bom.to_string(), |text, (line, end)| text + &line + end))
}

/// Findings at any places, also such as no rule would give.
fn any_findings() -> impl Strategy<Value = Vec<Finding>> {
    let path = prop_oneof![Just("w.yml"), Just("a b/ü%:,.service"), Just("missing.md")];
    let place =
        (path, 0usize..120, 0usize..60).prop_map(|(path, start, len)| Place::new(path, Span::new(start, start + len)));
    let words = "[ -~\r\n\t\u{0}é漢:%,|`<>\u{1b}]{0,30}";
    let finding = (place.clone(), proptest::collection::vec((place, words), 0..4), words, words, any::<bool>());
    let finding = finding.prop_map(|(primary, related, message, help, fix)| {
        let mut finding = ONE.at(primary.clone(), format!("m{message}")).help(help);
        for (place, message) in related {
            finding = finding.related(place.path, place.span, message);
        }
        if fix {
            finding = finding.unsafe_fix("mend it", vec![Edit { place: primary, text: message }]);
        }
        finding
    });
    proptest::collection::vec(finding, 0..4)
}

/// What the runner makes of a workflow command: actions/runner `ActionCommand.TryParseV2`.
fn command_read(line: &str) -> (String, Vec<(String, String)>, String) {
    let rest = line.strip_prefix("::").expect("a command");
    let (head, message) = rest.split_once("::").expect("two marks");
    let (command, properties) = head.split_once(' ').expect("properties");
    let plain = |text: &str| {
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let properties = properties.split(',').map(|one| one.split_once('=').expect("a value"));
    let properties = properties.map(|(key, value)| (key.to_string(), plain(value))).collect();
    let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    (command.to_string(), properties, message)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    #[test]
    fn any_findings_make_valid_documents(text in any_text(), unit in any_text(), shown in any_findings()) {
        let sources = Snapshot::of(&[("w.yml", &text), ("a b/ü%:,.service", &unit)], Facts::unknown("x", today()));
        let count = shown.len();
        let selected = selected(shown);
        let report = report(&selected, &sources);
        let (ours, official) = schemas();
        prop_assert_eq!(schema::check(ours, &serde_json::from_str(&json(&report)).unwrap()), Ok(()));
        let mut log: Value = serde_json::from_str(&sarif(&report)).unwrap();
        // The rules are the same every time, and many.
        log["runs"][0]["tool"]["driver"]["rules"] = serde_json::json!([]);
        prop_assert_eq!(schema::check(official, &log), Ok(()));
        let table = markdown(&report);
        prop_assert_eq!(table.lines().filter(|line| line.starts_with("| error")).count(), count);
        let people = human(&report, Style { width: Some(60), ..Style::PLAIN });
        prop_assert_eq!(people.matches("error[X901] tag-nobody-runs: m").count(), count);
        prop_assert!(!people.contains('\u{1b}'), "it steers the terminal");
        let log = github(&report);
        prop_assert_eq!(log.lines().count(), count + 1);
        for (line, finding) in log.lines().zip(&selected.shown) {
            let (command, properties, message) = command_read(line);
            prop_assert_eq!(command, "error");
            prop_assert_eq!(&properties[0], &("file".to_string(), finding.primary.path.clone()));
            prop_assert!(message.starts_with(&finding.message.to_string()));
        }
    }

    #[test]
    fn any_comment_is_read_for_waivers(parts in proptest::collection::vec(
        prop_oneof![
            Just("# xtask: allow("), Just("<!-- xtask: allow("), Just("; xtask: "), Just("ignore["), Just(")"), Just(", "),
            Just("-->"), Just("\n"), Just("\r\n"), Just("  "), Just("unused-waiver"), Just("é漢"), Just("```"), Just("\\"), Just("| a |"),
        ],
        0..24,
    )) {
        let text = parts.concat();
        for path in ["w.yml", "u.service", "c.md"] {
            let sources = Snapshot::of(&[(path, &text)], Facts::unknown("x", today()));
            for waiver in prodproof_rules::rules::waiver::inline(&sources) {
                prop_assert!(text.get(waiver.place.span.range()).is_some(), "its place is in the text");
                prop_assert!(waiver.word.is_empty() || waiver.place.span.text(&text) == waiver.word);
            }
        }
    }

    #[test]
    fn escapes_for_github_are_undone_by_the_runner(text in "[ -~\r\n%:,é]{0,40}") {
        let line = format!("::error title={}::{}", github::escape_property(&text), github::escape_data(&text));
        prop_assert_eq!(line.lines().count(), 1);
        let (_, properties, message) = command_read(&line);
        prop_assert_eq!(&properties[0].1, &text);
        prop_assert_eq!(message, text);
    }
}

/// Runs a program in a folder with a text on its standard input.
fn pipe(dir: &std::path::Path, program: &str, args: &[&str], input: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    command.args(args).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|err| err.to_string())?;
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).map_err(|err| err.to_string())?;
    let out = child.wait_with_output().map_err(|err| err.to_string())?;
    if out.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&out.stderr).into_owned())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn git_applies_every_diff(old in any_text(), new in any_text(), is_new in any::<bool>()) {
        let dir = tempfile::tempdir().unwrap();
        let path = "a b/wïdget.service";
        std::fs::create_dir(dir.path().join("a b")).unwrap();
        let old = (!is_new).then_some(old);
        if let Some(old) = &old {
            std::fs::write(dir.path().join(path), old).unwrap();
        }
        let diff = fix::diff(path, old.as_deref(), Some(&new));
        // An empty file that is new has no lines to show.
        let has_lines = !is_new || !new.is_empty();
        prop_assume!(!diff.is_empty() && has_lines);
        let result = pipe(dir.path(), "git", &["apply", "--whitespace=nowarn", "-"], &diff);
        prop_assert_eq!(result, Ok(()), "{}", diff);
        prop_assert_eq!(std::fs::read_to_string(dir.path().join(path)).unwrap(), new);
    }
}
