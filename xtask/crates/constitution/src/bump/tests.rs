//! Bumps, right to the byte.

use super::*;
use crate::document::date;

fn day(text: &str) -> Date {
    date::find(text).and_then(|(_, _, day)| day.date()).expect("a date")
}

#[track_caller]
fn bumped(base: Option<&str>, text: &str) -> String {
    let demand = demand(base, text);
    let out = plan_for(text, &demand, day("2026-11-23")).apply(text);
    let again = super::demand(base, &out);
    assert_eq!(plan_for(&out, &again, day("2026-11-29")).changes, [], "bumping twice changes nothing: {out}");
    out
}

const BASE: &str = "# A\n\n## I. Tests\n\nTests MUST pass.\n\n## Governance\n\nVote.\n\n**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n";

#[test]
fn the_footer_follows_the_text() {
    let text = BASE.replace("Vote.\n", "Vote.\n\n## Logs\n\nLogs MUST be kept.\n");
    let out = bumped(Some(BASE), &text);
    let line = "**Version**: 1.3.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2026-11-23\n";
    assert!(out.ends_with(line), "{out}");
    assert_eq!(out.len(), text.len());
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(bumped(Some(&crlf(BASE)), &crlf(&text)), crlf(&out));
    assert_eq!(bumped(Some(BASE), &format!("\u{feff}{}", text.trim_end())), format!("\u{feff}{}", out.trim_end()));
}

#[test]
fn a_higher_bump_passes_a_lower_one_is_raised() {
    let text = BASE.replace("Vote.\n", "Vote.\n\n## Logs\n\nLogs MUST be kept.\n");
    let stated = |version: &str| text.replace("1.2.0", version).replace("2025-02-02", "2026-11-22");
    assert_eq!(demand(Some(BASE), &stated("2.0.0")).verdict, BumpVerdict::Bumped);
    assert_eq!(demand(Some(BASE), &stated("1.3.0")).verdict, BumpVerdict::Bumped);
    assert!(matches!(demand(Some(BASE), &stated("1.2.1")).verdict, BumpVerdict::TooLittle { .. }));
    assert!(matches!(demand(Some(BASE), &stated("1.1.0")).verdict, BumpVerdict::Backwards { .. }));
    assert_eq!(bumped(Some(BASE), &stated("1.2.1")), stated("1.3.0"));
}

#[test]
fn no_version_becomes_the_first_one() {
    let text = "# A\n\n## I. Tests\n\nTests MUST pass.\n";
    let line = "\n**Version**: 1.0.0 | **Ratified**: 2026-11-23 | **Last Amended**: 2026-11-23\n";
    assert_eq!(bumped(None, text), format!("{text}{line}"));
    let end = text.trim_end();
    assert_eq!(bumped(Some(end), end), format!("{end}\n{}", line.trim_end()));
    let open = "# A\n\n```\ncode\n";
    assert_eq!(bumped(None, open), format!("**Version**: 1.0.0\n\n{open}"));
}

#[test]
fn the_next_version() {
    let next = |base: &str, level| next(Some(&Version::parse(base).unwrap()), level).to_string();
    assert_eq!(next("1.2.3", Level::Major), "2.0.0");
    assert_eq!(next("1.2.3", Level::Minor), "1.3.0");
    assert_eq!(next("1.2.3", Level::Patch), "1.2.4");
    assert_eq!(next("1.2.3", Level::None), "1.2.3");
    assert_eq!(next("2.0.0-draft", Level::Minor), "2.0.0");
    assert_eq!(next("1.2.3-rc.1", Level::Minor), "1.3.0");
    assert_eq!(super::next(None, Level::Patch), INITIAL);
}

#[test]
fn a_footer_right_below_a_list_is_the_documents() {
    let base = "# A\n\n## History\n\n- **v1.1.0** (2026-01-01): Start\n**Version**: 1.1.0\n\n## I. Tests\n\nTests MUST pass.\n";
    let document = Document::read(base);
    assert_eq!(document.versions.len(), 1, "{:?}", document.versions);
    assert_eq!(document.versions[0].span.text(base), "1.1.0");
    let out = bumped(Some(base), &format!("{base}\nLogs MUST be kept.\n"));
    assert!(out.contains("- **v1.2.0** (2026-11-23)") && out.contains("\n**Version**: 1.2.0\n"), "{out}");
}

#[test]
fn an_empty_version_is_filled_in() {
    for (text, line) in [
        ("---\nversion:\n# A\n\nTests MUST pass.\n", "version: 1.0.0\n"),
        ("---\nversion:\n---\n\n# A\n\nTests MUST pass.\n", "version: 1.0.0\n---\n"),
        ("# A\n\nTests MUST pass.\n\n**Version**: | **Ratified**: 2026-01-01\n", "**Version**: 1.0.0 | **Ratified**"),
    ] {
        let out = bumped(None, text);
        assert!(out.contains(line) && out.matches("1.0.0").count() == 1, "{out}");
    }
    let list = "# A\n\n## I. Releases\n\n**Version**:\n\n- MAJOR MUST be rare.\n\n## Governance\n\nVote.\n";
    assert!(bumped(None, list).contains("**Version**:\n\n- MAJOR"), "a label over a list is no field");
}

#[test]
fn a_version_that_is_there_gets_no_second_one() {
    let read = |text: &str| Document::read(text).version().map(ToString::to_string);
    assert_eq!(read("# Acme v7.1.0 (Simplified)\n\nTests MUST pass.\n").as_deref(), Some("7.1.0"));
    assert_eq!(read("# Acme: Version 7.1.0 (Simplified)\n\nTests MUST pass.\n").as_deref(), Some("7.1.0"));
    for number in ["1.5.0.1", "2.x"] {
        let text = format!("# A\n\nTests MUST pass.\n\n**Version**: {number}\n");
        assert_eq!(bumped(None, &text), text, "it is more than what would be written");
    }
}

#[test]
fn a_month_of_two_languages_is_of_the_labels() {
    for (label, now) in [("Ultimo aggiornamento", "settembre"), ("Última modificación", "septiembre")] {
        let text =
            |rule: &str| format!("# A\n\nTests MUST pass.\n{rule}\n**Version**: 1.0.0 | **{label}**: 1 marzo 2026\n");
        let text = (text(""), text("Names MUST be short.\n"));
        let asked = demand(Some(&text.0), &text.1);
        let bumped = plan_for(&text.1, &asked, day("2026-09-30")).apply(&text.1);
        assert!(bumped.contains(&format!("30 {now} 2026")), "{bumped}");
    }
}

#[test]
fn a_contract_block_without_an_end_or_with_a_second_one_holds_it_back() {
    let block = "```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n```\n\n";
    let base = BASE.replace("## Gov", &format!("{block}## Gov"));
    let amended = base.replace("pass.\n", "pass.\n\nLogs MUST be kept.\n");
    let held = |text: &str| {
        let demand = demand(Some(&base), text);
        assert!(demand.held.is_empty() || plan_for(text, &demand, day("2026-11-23")).changes.is_empty());
        demand.held
    };
    assert_eq!(held(&amended), []);
    assert!(matches!(held(&amended.replace(block, &block.repeat(2)))[..], [Held::ContractBlock(_)]));
    let open = format!("{}\n{}", amended.replace(block, ""), block.trim_end().trim_end_matches('`'));
    assert!(matches!(held(&open)[..], [Held::ContractBlock(_)]));
}

#[test]
fn a_weekday_follows_its_date() {
    let footer = "2025-02-02\n";
    for (now, next) in
        [("Sunday, 2 February 2025\n", "Monday, 23 November 2026\n"), ("2025-02-02 (Sun)\n", "2026-11-23 (Mon)\n")]
    {
        let base = BASE.replace(footer, now);
        let out = bumped(Some(&base), &base.replace("Vote.\n", "Vote.\n\nLogs MUST be kept.\n"));
        assert!(out.ends_with(next), "{out}");
    }
    let base = BASE.replace("**Last Amended**: 2025-02-02", "**Ultimo aggiornamento**: mar 3 marzo 2026");
    let out = bumped(Some(&base), &base.replace("Vote.\n", "Vote.\n\nLogs MUST be kept.\n"));
    assert!(out.ends_with("lun 23 novembre 2026\n"), "{out}");
}
