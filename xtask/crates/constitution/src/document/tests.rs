//! Every dialect of a constitution, read.

use super::*;

#[track_caller]
fn versions(text: &str) -> Vec<String> {
    let document = Document::read(text);
    document.versions.iter().map(|p| format!("{} {}", p.dialect.as_str(), p.span.text(text))).collect()
}

#[track_caller]
fn dates(text: &str) -> (Vec<&str>, Vec<&str>) {
    let document = Document::read(text);
    let texts = |places: &[DatePlace]| places.iter().map(|place| place.span.text(text)).collect();
    (texts(&document.ratified), texts(&document.amended))
}

const FOOTER: &str =
    "# A\n\n## Governance\n\nText.\n\n**Version**: 1.2.0 | **Ratified**: 2025-01-01 | **Last Amended**: 2025-02-02\n";

#[test]
fn spec_kits_footer() {
    assert_eq!(versions(FOOTER), ["footer 1.2.0"]);
    assert_eq!(dates(FOOTER), (vec!["2025-01-01"], vec!["2025-02-02"]));
}

#[test]
fn every_dialect() {
    let body = "\n## I. Tests\n\nTests MUST pass.\n";
    for (text, expected) in [
        (format!("# A\n\n> **Version:** 1.6.0\n> **Ratified:** 2026-03-10\n> **Status:** Active\n> **Inherits:** [o/c](https://x) v1.17.0\n{body}"), "blockquote 1.6.0"),
        (format!("# A\n\n**Version:** 1.0\n**Last Updated**: January 5, 2026\n{body}"), "line 1.0"),
        (format!("# A\n{body}\n---\n**Version**: v2.0.0\n\n**Last Updated**: 2026-01-01\n"), "line 2.0.0"),
        (format!("# A\n\n| Key | Value |\n|---|---|\n| **Version** | 1.1.0 |\n| **Ratified** | 2026-01-01 |\n{body}"), "table 1.1.0"),
        (format!("# A\n{body}\n## Governance\n\n- **Version**: 1.0.0\n- **Ratified**: 2026-01-01\n"), "list item 1.0.0"),
        (format!("---\ntitle: A\nversion: \"1.0\"\n---\n# A\n{body}"), "front matter 1.0"),
        (format!("# A\n{body}\n```yaml\nconstitution:\n  version: \"1.0.1\"\n  ratified: 2026-01-01\n```\n"), "YAML block 1.0.1"),
        (format!("# A\n{body}\n**Version**: 1.0.0 **Changelog**:\n\n- 0.9.0: first\n"), "line 1.0.0"),
        (format!("# A\n{body}\n**Version**: 1.0.0 *End of document*\n"), "line 1.0.0"),
        (format!("# A\n{body}\n**Version number**: 1.0.0\n"), "line 1.0.0"),
        (format!("# A\n{body}\n**Belge sürümü**: 1.0.0\n"), "line 1.0.0"),
        (format!("# A\n{body}\n| Version | Ratified |\n|---|---|\n| 1.5.0 | 2026-01-01 |\n"), "table 1.5.0"),
        (format!("# Widget Constitution v1.3.0\n{body}"), "heading 1.3.0"),
        (format!("# A\n{body}\n## Version\n\n**1.4.0** (2026-01-01)\n"), "heading 1.4.0"),
        (format!("# 章程\n{body}\n**版本**：1.1.0 | **批准日期**：2025-11-01 | **最後修訂**：2025-12-01\n"), "footer 1.1.0"),
        (format!("# 憲章\n{body}\n**バージョン**: 1.0.0 | **承認日**: 2025-11-01\n"), "footer 1.0.0"),
        (format!("# A\n{body}\nVersion 1.0.0 | Ratified 2025-11-01\n---\n"), "footer 1.0.0"),
        (format!("<!-- version: 1.0.0 -->\n# A\n{body}"), "comment 1.0.0"),
        (format!("<!--\nVersion: 1.0.0\nLast Amended: 2026-01-01\n-->\n# A\n{body}"), "comment 1.0.0"),
        (format!("# A\n\n<p><b>Version</b>: 1.0.0</p>\n{body}"), "line 1.0.0"),
        (format!("# A\n{body}\n<table>\n<tr><th>Version</th><td>1.0.0</td></tr>\n</table>\n"), "line 1.0.0"),
        (format!("# A\n{body}\n<div>\n  <b>Version</b> 1.0.0 &middot; <b>Last Amended</b> 2026-01-01\n</div>\n"), "footer 1.0.0"),
        (format!("# A\n{body}\n<small>Version 1.0.0 | Ratified 2026-01-01</small>\n"), "footer 1.0.0"),
        (format!("# A\n{body}\n1. Version: 1.0.0\n2. Ratified: 2026-01-01\n"), "list item 1.0.0"),
        (format!("# A\n{body}\n| Document | Version | Ratified |\n|---|---|---|\n| Constitution | 1.0.0 | 2026-01-01 |\n| Handbook | 4.0.0 | 2025-01-01 |\n"), "table 1.0.0"),
        (format!("# A\n\n*Version 1.0.0 draft — the crew*\n{body}"), "line 1.0.0"),
        (format!("Widget Constitution v1.3.0\n===\n{body}"), "heading 1.3.0"),
        (format!("# A\n\n## Version V1.3.0 — frozen (reference)\n{body}"), "heading 1.3.0"),
    ] {
        assert_eq!(versions(&text), [expected], "{text}");
        assert_eq!(versions(&text.replace('\n', "\r\n")), [expected], "CRLF: {text}");
        assert_eq!(versions(&format!("\u{feff}{text}")), [expected], "BOM: {text}");
        assert_eq!(versions(text.trim_end()), [expected], "no last line end: {text}");
    }
}

#[test]
fn false_friends() {
    for text in [
        "# OpenELIS Global 2.0 Constitution\n\n## I. A\n\nx\n",
        "# A\n\n## Stack\n\n| Component | Detail |\n|---|---|\n| Version | 0.14.0 |\n| Port | 80 |\n",
        "# A\n\n## Stack\n\n| Layer | Technology | Version |\n|---|---|---|\n| API | Python | 3.12 |\n",
        "# A\n\n## Stack\n\n- **Version**: 3.12\n- **Python Version**: 3.12\n\nMore.\n",
        "# A\n\n> **Inherits:** [o/c](https://x) v1.0.0\n\n## Versioning\n\nFollow Semantic Versioning 2.0.0.\n",
        "# A\n\n## Governance\n\n```\n**Version**: 1.0.0 | **Ratified**: 2025-01-01\n```\n\nMore.\n",
        "# A\n\n<!-- **Version**: 1.0.0 | **Ratified**: 2025-01-01 -->\n",
        "# A\n\n## 4.4 Releases\n\nVersion 2 of the API MUST stay.\n",
        "# A\n\nVersion 2 of the widget is described here.\n",
        "# A\n\n## Governance\n\n**Version**: MAJOR.MINOR.PATCH, as in SemVer\n\nMore.\n",
    ] {
        assert_eq!(versions(text), Vec::<String>::new(), "{text}");
        assert_eq!(Document::read(text).version(), None, "{text}");
    }
}

#[test]
fn what_is_there_is_not_called_missing() {
    for text in [
        "# A\n\nThis is version 1.2.0 of the constitution.\n",
        "# A\n\n![version](https://img.example/badge/version-1.2.0)\n",
        "# A\n\nx\n\n```text\nVersion: 1.2.0\n```\n",
        "# A\n\nVersion\n: 1.2.0\n",
        "# A\n\n<table><tr><th>Version</th><th>Owner</th></tr><tr><td>1.2.0</td><td>crew</td></tr></table>\n",
    ] {
        let document = Document::read(text);
        let unsure: Vec<&str> = document.unsure.iter().map(|place| place.span.text(text)).collect();
        assert_eq!((document.version(), unsure), (None, vec!["1.2.0"]), "{text}");
    }
    for text in [
        "# A\n\nPython version 3.12 is used, and the version 2.0 of the API stays.\n",
        "# A\n\nVersion 1.4 or later of the compiler builds it.\n",
        "# A\n\nVersions follow Semantic Versioning 2.0.0.\n",
    ] {
        assert_eq!(Document::read(text).unsure, [], "{text}");
    }
}

#[test]
fn a_date_right_behind_the_version_is_told() {
    let text = "# A\n\n## I. A\n\nx\n\nConstitution version: 1.2.0 (2026-01-02)\n";
    let unread = Document::read(text).unread;
    assert_eq!(unread.iter().map(|one| one.date.text(text)).collect::<Vec<_>>(), ["2026-01-02"]);
}

#[test]
fn a_weaker_place_counts_only_where_it_agrees() {
    let text = format!("# A\n\n## Document Control\n\n- **Version**: 9.9\n\n{FOOTER}");
    assert_eq!(versions(&text), ["footer 1.2.0"]);
    let text = text.replace("9.9", "1.2.0");
    assert_eq!(versions(&text), ["list item 1.2.0", "footer 1.2.0"]);
}

#[test]
fn several_own_places_are_all_found() {
    let text = FOOTER.replace("# A\n\n##", "# A\n\n**Version**: 2.0.0\n\n##");
    assert_eq!(versions(&text), ["line 2.0.0", "footer 1.2.0"]);
}

#[test]
fn unreadable_and_placeholder_values() {
    let number = |value: &str| Document::read(&FOOTER.replace("1.2.0", value)).versions[0].number.clone();
    assert_eq!(number("[CONSTITUTION_VERSION]"), Number::Placeholder);
    assert_eq!(number("1.x"), Number::Unreadable);
    assert_eq!(number("one"), Number::Unreadable);
}

#[test]
fn only_a_history_states_the_version() {
    let text = "# A\n\n## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.0.0 | 2026-01-01 | A |\n| 1.1.0 | 2026-02-01 | B |\n";
    let document = Document::read(text);
    assert_eq!(document.version().map(ToString::to_string).as_deref(), Some("1.1.0"));
    assert!(document.versions.is_empty());
}

#[test]
fn an_item_of_a_history_states_no_version() {
    // It begins without its version, so that it is no entry either.
    let text = FOOTER.replace("Text.\n", "Text.\n\n## History\n\n- first\n  version: 1.1.0\n");
    assert_eq!(versions(&text), ["footer 1.2.0"]);
}

#[test]
fn the_template_is_known_as_such() {
    let text = "# [PROJECT_NAME] Constitution\n\n## Core Principles\n\n### [PRINCIPLE_1_NAME]\n\n[PRINCIPLE_1_DESCRIPTION]\n\n## Governance\n\n[GOVERNANCE_RULES]\n\n**Version**: [CONSTITUTION_VERSION] | **Ratified**: [RATIFICATION_DATE] | **Last Amended**: [LAST_AMENDED_DATE]\n";
    let document = Document::read(text);
    assert!(document.template);
    assert_eq!(document.placeholders.len(), 7);
    assert_eq!(document.versions[0].number, Number::Placeholder);
}

#[test]
fn examples_and_links_are_no_placeholders() {
    let text = "# A\n\nWrite `[PROJECT_NAME]`, [API_NAME](x) and [A_B]; see <!-- [RULE_NAME] --> TODO(OWNER): who?\n";
    let names: Vec<_> = Document::read(text).placeholders.iter().map(|p| (p.token, p.name.clone())).collect();
    assert_eq!(names, [(PlaceholderKind::Todo, "OWNER".to_string())]);
}

#[test]
fn a_table_of_things_or_of_what_was_states_no_version_of_the_document() {
    for rows in [
        "| Version | Ratified | Change |\n|---|---|---|\n| 1.5.0 | 2026-01-01 | Start |",
        "| Version | Ratified |\n|---|---|\n| 1.4.0 | 2026-01-01 |\n| 1.5.0 | 2026-02-01 |",
        "| Layer | Version |\n|---|---|\n| Rust | 1.90 |",
    ] {
        assert_eq!(versions(&format!("# A\n\n## I. Tests\n\nTests MUST pass.\n\n{rows}\n")), [""; 0], "{rows}");
    }
}

#[test]
fn of_several_labelled_versions_nobody_can_tell_which() {
    let two = "# A\n\n## Interface\n\n**Version**: 3.0.0\n\nText.\n\n## Governance\n\n**Version**: 1.2.0\n\nText.\n\n## Other\n\nText.\n";
    let document = Document::read(two);
    assert_eq!(document.versions, []);
    assert_eq!(document.unsure.iter().map(|place| place.span.text(two)).collect::<Vec<_>>(), ["3.0.0", "1.2.0"]);
    // Both go on.
    assert_eq!(versions(&two.replace("3.0.0", "1.2.0")), ["line 1.2.0"; 2]);
    // Beside the document's own dates there is no doubt.
    assert_eq!(
        versions(&two.replace("**Version**: 1.2.0", "**Version**: 1.2.0 | **Ratified**: 2026-01-01")),
        ["footer 1.2.0"]
    );
}

#[test]
fn what_tells_of_changes_beside_the_version_is_no_rule() {
    let text = "# A\n\n## Metadata\n\n**Version**: 1.2.0\nChange log (initial): states what the crew keeps.\n";
    let document = Document::read(text);
    assert!(document.is_aside(Span::at(text.find("states").expect("there"))));
}
