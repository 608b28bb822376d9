//! The level of amendments, and what a bump writes, byte for byte.

mod properties;

use std::path::{Path, PathBuf};

use prodproof_constitution::amendment::{compare, Level};
use prodproof_constitution::bump::{demand, plan_for, BumpVerdict, Held};

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
                matches!(again.verdict, BumpVerdict::Bumped | BumpVerdict::Unamended),
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
                Held::Conflict(span) | Held::Contract(span) | Held::ContractBlock(span) | Held::Number(span) => {
                    vec![*span]
                }
                Held::Versions(spans) | Held::Disagreeing(spans) => spans.clone(),
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
