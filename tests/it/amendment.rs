//! The level of amendments, and what a bump writes, byte for byte.

use std::path::{Path, PathBuf};

use prodproof_constitution::amendment::{compare, Level};
use prodproof_constitution::bump::{demand, plan_for, Held, Verdict};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/amendment")
}

/// An amendment of our own, and the level that the official rule gives it.
struct Case {
    name: String,
    level: Level,
    ambiguous: bool,
    old: String,
    new: String,
}

/// Reads `levels/cases.txt`; its head says how a case is written.
fn cases() -> Vec<Case> {
    let read = |name: &str| std::fs::read_to_string(scenarios().join("levels").join(name)).expect(name);
    let mut cases: Vec<Case> = Vec::new();
    let mut document = String::new();
    let mut at: usize = 0;
    for line in read("cases.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(name) = line.strip_prefix("document: ") {
            document = read(name);
        } else if let Some(name) = line.strip_prefix("== ") {
            let (old, new) = (document.clone(), document.clone());
            at = 0;
            cases.push(Case { name: name.into(), level: Level::None, ambiguous: false, old, new });
        } else {
            let case = cases.last_mut().expect("a case first");
            let (mark, rest) = line.split_at(1);
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            let whole = format!("\n{rest}\n");
            match mark {
                "@" | "-" => {
                    // The next one, if there are several.
                    let from = at.saturating_sub(1).min(case.new.len());
                    let next = case.new[from..].find(&whole).map(|found| from + found);
                    let start =
                        next.or_else(|| case.new.find(&whole)).unwrap_or_else(|| panic!("{}: {rest}", case.name)) + 1;
                    let end = start + rest.len() + 1;
                    at = if mark == "@" { end } else { start };
                    if mark == "-" {
                        case.new.replace_range(start..end, "");
                    }
                }
                "+" => {
                    case.new.insert_str(at, &format!("{rest}\n"));
                    at += rest.len() + 1;
                }
                _ => {
                    let (level, _why) = line.split_once(": ").expect("a level and why");
                    case.ambiguous = level.ends_with('?');
                    let level = level.trim_end_matches('?');
                    case.level = Level::parse(level).unwrap_or_default();
                    assert_eq!(case.level.as_str(), level, "{}", case.name);
                }
            }
        }
    }
    cases
}

#[test]
fn every_amendment_gets_the_level_of_the_official_rule() {
    let cases = cases();
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        assert_ne!(case.old, case.new, "{}", case.name);
        let found = compare(&case.old, &case.new);
        let told = found.ambiguous.is_some();
        if found.level != case.level || found.changed != (case.level > Level::None) || case.ambiguous && !told {
            wrong.push(format!("{}: {:?} is not {:?}: {found:#?}", case.name, found.level, case.level));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn reasons_point_into_their_texts() {
    for case in cases() {
        let found = compare(&case.old, &case.new);
        assert!(found.level == Level::None || found.deciding().next().is_some(), "{}", case.name);
        for reason in &found.reasons {
            for (span, text) in [(reason.old, &case.old), (reason.new, &case.new)] {
                let Some(span) = span else { continue };
                assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()), "{}: {reason:?}", case.name);
            }
        }
    }
}

#[test]
fn line_ends_marks_and_the_last_one_never_matter() {
    for case in cases() {
        let crlf = |text: &str| format!("\u{feff}{}", text.trim_end().replace('\n', "\r\n"));
        assert!(!compare(&case.old, &crlf(&case.old)).changed, "{}", case.name);
        assert_eq!(compare(&case.old, &crlf(&case.new)).level, case.level, "{}", case.name);
    }
}

/// The day on which every scenario is bumped.
fn today() -> time::Date {
    time::Date::from_calendar_date(2026, time::Month::November, 23).expect("a day")
}

fn bump(base: Option<&str>, text: &str) -> String {
    plan_for(text, &demand(base, text), today()).apply(text)
}

/// A text as another editor would have saved it.
type Save = fn(&str) -> String;

/// `bumps/NAME/`: `base.md` (may be missing), `amended.md`, and `bumped.md`, what the
/// bump makes of it. `BLESS=1` writes the latter anew; look at the difference.
#[test]
fn bumps_are_right_to_the_byte() {
    let saves: [(&str, Save); 5] = [
        ("as it is", |text| text.to_string()),
        ("CRLF", |text| text.replace('\n', "\r\n")),
        ("byte order mark", |text| format!("\u{feff}{text}")),
        ("no line end at the end", |text| text.trim_end_matches('\n').to_string()),
        ("all of it", |text| format!("\u{feff}{}", text.trim_end_matches('\n').replace('\n', "\r\n"))),
    ];
    let mut folders: Vec<PathBuf> = std::fs::read_dir(scenarios().join("bumps"))
        .expect("scenarios")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    assert!(folders.len() >= 25);
    for folder in folders {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let base = std::fs::read_to_string(folder.join("base.md")).ok();
        let amended = std::fs::read_to_string(folder.join("amended.md")).expect(name);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(folder.join("bumped.md"), bump(base.as_deref(), &amended)).expect(name);
        }
        let bumped = std::fs::read_to_string(folder.join("bumped.md")).expect("run with BLESS=1");
        for (how, save) in saves {
            let base = base.as_deref().map(save);
            let found = bump(base.as_deref(), &save(&amended));
            assert_eq!(found, save(&bumped), "{name}, {how}");
            assert_eq!(bump(base.as_deref(), &found), found, "{name}, {how}: a second bump changes nothing");
            let again = demand(base.as_deref(), &found);
            assert!(
                matches!(again.verdict, Verdict::Bumped | Verdict::Unamended),
                "{name}, {how}: {:?}",
                again.verdict
            );
        }
    }
}

/// `held/NAME/`: `base.md`, and `amended.md`, which no bump may touch.
#[test]
fn nothing_is_bumped_by_a_slip() {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(scenarios().join("held"))
        .expect("scenarios")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    assert!(folders.len() >= 4);
    for folder in folders {
        let name = folder.display().to_string();
        let base = std::fs::read_to_string(folder.join("base.md")).expect("a base");
        let amended = std::fs::read_to_string(folder.join("amended.md")).expect("a text");
        let demand = demand(Some(&base), &amended);
        assert!(!demand.held.is_empty(), "{name}");
        for held in &demand.held {
            let spans = match held {
                Held::Conflict(span) | Held::Contract(span) | Held::Number(span) => vec![*span],
                Held::Versions(spans) => spans.clone(),
                Held::Template | Held::Unmerged => vec![],
            };
            assert!(spans.iter().all(|span| !span.text(&amended).is_empty()), "{name}: {held:?}");
        }
        assert_eq!(plan_for(&amended, &demand, today()).apply(&amended), amended, "{name}");
    }
}

#[test]
fn a_constitution_that_became_a_template_again_is_held() {
    let base = "# A\n\n## I. Tests\n\nTests MUST pass.\n\n**Version**: 1.2.0\n";
    let text = "# [PROJECT_NAME] Constitution\n\n### [PRINCIPLE_1_NAME]\n\n[PRINCIPLE_1_DESCRIPTION]\n\n## Governance\n\n[GOVERNANCE_RULES]\n\n**Version**: [CONSTITUTION_VERSION] | **Ratified**: [RATIFICATION_DATE]\n";
    assert_eq!(demand(Some(base), text).held, [Held::Template]);
    assert_eq!(demand(None, text).held, []);
}

mod properties {
    use prodproof_constitution::amendment::compare;
    use prodproof_constitution::bump::{demand, plan, plan_for, target, Target, Verdict, Version};
    use prodproof_constitution::document::Document;
    use proptest::prelude::*;

    use super::today;

    /// Lines that constitutions are made of, and such as only look like it.
    const LINES: &[&str] = &[
        "# Widget Constitution",
        "# Widget Constitution v1.2.0",
        "## I. Tests",
        "### II. Logs (NON-NEGOTIABLE)",
        "## Governance",
        "## Version",
        "## History",
        "## Amendments",
        "### v1.2.0 — 2026-01-02",
        "Tests MUST pass. Logs SHOULD be kept.",
        "必须测试。",
        "- Secrets MUST NOT be logged.",
        "  - not even once",
        "- **v1.1.0** (2026-01-01): Start",
        "1.2.0",
        "| Version | Date | Changes |",
        "|---|---|---|",
        "| 1.1.0 | 2026-01-01 | Start |",
        "| **Version** | 1.2.0 |",
        "| Layer | Technology | Version |",
        "**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2026-01-02",
        "**版本**：1.2.0 | **批准日期**：2025-01-01 | **最後修訂**：2026-01-02",
        "> **Version:** v1.2",
        "> **Amended:** January 2, 2026",
        "**Version**: 2",
        "**Version**: 1.x | **Ratified**: 2025-01-01",
        "**Version**: [CONSTITUTION_VERSION] | **Ratified**: [RATIFICATION_DATE]",
        "[PRINCIPLE_1_NAME] [GOVERNANCE_RULES] [SECTION_2_NAME]",
        "**Last Amended**:",
        "- **Version**: 1.2.0",
        "<!--",
        "-->",
        "Sync Impact Report",
        "Version change: 1.1.0 → 1.2.0",
        "Level: patch (reason: it only looks like more)",
        "<!-- version: 1.2.0 -->",
        "---",
        "version: \"1.2.0\"",
        "last_amended: 2026-01-02",
        "```yaml",
        "```toml contract",
        "```",
        "constitution:",
        "  version: 1.2.0",
        "[image]",
        "name = \"quay.io/acme/widget\"",
        "",
        "",
        "",
    ];

    fn text() -> impl Strategy<Value = String> {
        let line = prop_oneof![9 => prop::sample::select(LINES).prop_map(str::to_string), 1 => "\\PC{0,30}"];
        let saved = (prop::collection::vec(line, 0..24), any::<bool>(), any::<bool>(), any::<bool>());
        saved.prop_map(|(lines, bom, crlf, end)| {
            let eol = if crlf { "\r\n" } else { "\n" };
            let bom = if bom { "\u{feff}" } else { "" };
            format!("{bom}{}{}", lines.join(eol), if end { eol } else { "" })
        })
    }

    /// Duties in many words, two a section.
    const DUTIES: &[&str] = &[
        "Tests MUST pass before a merge.",
        "Secrets MUST NOT appear in a log.",
        "Every image is signed, which is mandatory.",
        "Nobody may push to the default branch by hand.",
        "每次合并必须发布镜像。",
        "密钥不得写入日志。",
        "Jeder Dienst muss seine Zeiten messen.",
        "Les sauvegardes doivent être vérifiées chaque semaine.",
    ];

    /// A document without the duties of `gone`, perhaps with a section of its own.
    fn duties(gone: u16, added: bool) -> String {
        let mut text = "# Widget Constitution\n".to_string();
        for (at, duty) in DUTIES.iter().enumerate() {
            if at % 2 == 0 {
                text.push_str(&format!("\n## Section {at}\n\nWhat stands here is explained in the handbook.\n\n"));
            }
            if gone & (1 << at) == 0 {
                text.push_str(&format!("- {duty}\n"));
            }
        }
        if added {
            text.push_str("\n## Guests\n\nA guest reads the handbook first.\n");
        }
        text
    }

    /// As many as a second takes; `PROPTEST_CASES` for more.
    fn cases() -> u32 {
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(150)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) })]

        #[test]
        fn a_text_is_no_amendment_of_itself(text in text()) {
            prop_assert!(!compare(&text, &text).changed);
            prop_assert!(!compare(&text, &text.replace("\r\n", "\n")).changed);
        }

        #[test]
        fn what_a_bump_writes_is_read_again(base in prop::option::of(text()), text in text()) {
            let asked = demand(base.as_deref(), &text);
            let bumped = plan_for(&text, &asked, today()).apply(&text);
            if !asked.held.is_empty() {
                prop_assert_eq!(bumped, text);
            } else if let Some(version) = asked.target() {
                let document = Document::read(&bumped);
                prop_assert_eq!(document.version(), Some(version), "{}", bumped);
                let again = demand(base.as_deref(), &bumped);
                prop_assert!(!matches!(
                    again.verdict,
                    Verdict::Unbumped { .. } | Verdict::TooLittle { .. } | Verdict::Backwards { .. } | Verdict::Missing { .. }
                ), "{:?} in {}", again.verdict, bumped);
            } else {
                prop_assert_eq!(bumped, text);
            }
        }

        #[test]
        fn a_second_bump_changes_nothing(base in prop::option::of(text()), text in text()) {
            let bumped = plan_for(&text, &demand(base.as_deref(), &text), today()).apply(&text);
            let again = plan_for(&bumped, &demand(base.as_deref(), &bumped), today());
            prop_assert_eq!(&again.apply(&bumped), &bumped);
        }

        #[test]
        fn a_bump_writes_no_amendment(base in prop::option::of(text()), text in text()) {
            let bumped = plan_for(&text, &demand(base.as_deref(), &text), today()).apply(&text);
            // Another's version may by chance be the new one: then it is read as the document's.
            let places = |text: &str| Document::read(text).versions.len();
            prop_assume!(places(&text) == 0 || places(&bumped) <= places(&text));
            let found = compare(&text, &bumped);
            prop_assert!(!found.changed, "{:#?}\n{}", found, bumped);
        }

        #[test]
        fn only_places_of_version_dates_and_records_change(text in text(), minor in 3u64..9) {
            let asked = demand(None, &text);
            prop_assume!(target(&asked, today()).is_some());
            let version = Version::new(1, minor, 0);
            let base = Version::new(1, 2, 0);
            let wanted = target(&asked, today()).map(|target| Target { version, base: Some(&base), ..target });
            let plan = plan(&text, &wanted.expect("assumed"));
            let document = Document::read(&text);
            let mut places: Vec<_> = document.versions.iter().map(|place| place.span).collect();
            places.extend(document.amended.iter().map(|place| place.span));
            places.extend(document.history.iter().flat_map(|history| history.entries.iter().map(|entry| entry.number)));
            places.extend(document.reports.iter().filter_map(|report| report.new.as_ref()).map(|new| new.span));
            // A date is the document's beside the version that is only written now.
            let bumped = plan.apply(&text);
            let beside: Vec<&str> = Document::read(&bumped).amended.iter().map(|place| place.span.text(&bumped)).collect();
            for (span, new) in &plan.changes {
                let known = span.is_empty() || places.contains(span) || beside.contains(&new.trim());
                prop_assert!(known, "{:?} becomes {new:?}", span.text(&text));
            }
            // Nothing was refused: no two edits meet.
            prop_assert!(plan.is_empty() || bumped != text);
        }

        #[test]
        fn a_bump_never_lowers_a_version_nor_writes_a_second_one(base in prop::option::of(text()), text in text()) {
            let asked = demand(base.as_deref(), &text);
            let plan = plan_for(&text, &asked, today());
            let bumped = plan.apply(&text);
            let (before, after) = (Document::read(&text), Document::read(&bumped));
            let from = before.version().max(asked.base.as_ref());
            prop_assert!(bumped == text || after.version() >= from, "{:?} {:?}\n{}", from, after.version(), bumped);
            // What is inserted states the version at most once, and only where nothing did.
            let mut inserted = Vec::new();
            let (mut more, mut less) = (0, 0);
            for (span, new) in &plan.changes {
                let start = span.start + more - less;
                if span.is_empty() {
                    inserted.push(start..start + new.len());
                }
                (more, less) = (more + new.len(), less + span.len());
            }
            let written = after.versions.iter().filter(|place| inserted.iter().any(|range| range.contains(&place.span.start)));
            prop_assert!(written.count() <= usize::from(before.versions.is_empty()), "{:?}\n{}", after.versions, bumped);
        }

        #[test]
        fn removing_one_more_duty_never_lowers_the_level(gone in 0u16..1 << DUTIES.len(), more in 0..DUTIES.len(), added in any::<bool>()) {
            let old = duties(0, false);
            let fewer = compare(&old, &duties(gone, added));
            let fewest = compare(&old, &duties(gone | 1 << more, added));
            prop_assert!(fewest.level >= fewer.level, "{:?} {:?}", fewest, fewer);
        }

        #[test]
        fn any_two_texts_can_be_compared(old in "(\\PC|[\n#*|`>-]){0,200}", new in "(\\PC|[\n#*|`>-]){0,200}") {
            let found = compare(&old, &new);
            prop_assert_eq!(found.changed, found.level > prodproof_constitution::amendment::Level::None);
            demand(Some(&old), &new);
        }
    }
}
