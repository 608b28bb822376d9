//! What holds for any two texts: of levels, plans and bumps.

use prodproof_constitution::amendment::compare;
use prodproof_constitution::bump::{demand, plan, plan_for, target, BumpTarget, BumpVerdict, Version};
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
    "Version change: 1.2.0 → 1.2.1 (PATCH)",
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
                BumpVerdict::Unbumped { .. } | BumpVerdict::TooLittle { .. } | BumpVerdict::Backwards { .. } | BumpVerdict::Missing { .. }
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
        let wanted = target(&asked, today()).map(|target| BumpTarget { version, base: Some(&base), ..target });
        let plan = plan(&text, &wanted.expect("assumed"));
        let document = Document::read(&text);
        let mut places: Vec<_> = document.versions.iter().map(|place| place.span).collect();
        places.extend(document.amended.iter().map(|place| place.span));
        places.extend(document.history.iter().flat_map(|history| history.entries.iter().map(|entry| entry.number)));
        places.extend(document.reports.iter().filter_map(|report| report.new.as_ref()).map(|new| new.span));
        places.extend(document.reports.iter().filter_map(|report| report.claimed.as_ref()).map(|level| level.span));
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
        let (all, own) = (0, false);
        let old = duties(all, own);
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
