//! Waivers in every kind of file, and what only looks like one.

use time::Month;

use super::*;
use prodproof_syntax::snapshot::{Facts, Snapshot};

fn read(path: &str, text: &str) -> Vec<GivenWaiver> {
    let today = Date::from_calendar_date(2026, Month::March, 1).unwrap();
    inline(&Snapshot::of(&[(path, text)], Facts::unknown("x", today)))
}

/// Each waiver's word and reason, and what it covers, from its first line on.
#[track_caller]
fn good(path: &str, text: &str, expected: &[(&str, Option<&str>, &str)]) {
    let found = read(path, text);
    let found: Vec<_> = found
        .iter()
        .map(|one| {
            let WaiverScope::Lines(lines) = one.scope else { panic!("a comment holds where it stands") };
            assert_eq!(
                one.place.span.text(text),
                if one.word.is_empty() { one.place.span.text(text) } else { &one.word }
            );
            (one.word.as_str(), one.reason.as_deref(), lines.text(text))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_comment_behind_yaml_means_its_line() {
    good(
        "w.yml",
        "\
a: 1
b: 2 # xtask: allow(x-y) why
c: 3
",
        &[("x-y", Some("why"), "b: 2 # xtask: allow(x-y) why\n")],
    );
}

#[test]
fn a_comment_above_means_the_next_line_that_says_something() {
    let text = "# xtask: allow(B001) why\n\n# more\nb: 2\nc: 3\n";
    good("w.yaml", text, &[("B001", Some("why"), "# xtask: allow(B001) why\n\n# more\nb: 2\n")]);
}

#[test]
fn comments_stack_and_name_several_rules() {
    let text = "# xtask: allow(a, b) one\n# xtask: allow(c): two\nk: v\n";
    good("w.yml", text, &[("a", Some("one"), text), ("b", Some("one"), text), ("c", Some("two"), &text[25..])]);
}

#[test]
fn crlf_and_spacing_do_not_matter() {
    good(
        "w.yml",
        "\u{feff}#xtask:allow( a )   why \r\nk: v\r\n",
        &[("a", Some("why"), "\u{feff}#xtask:allow( a )   why \r\nk: v\r\n")],
    );
}

#[test]
fn units_have_comments_only_on_lines_of_their_own() {
    let text = "[Service]\n; xtask: allow(a) why\nExecStart=x \\\n  y \\\n\n";
    good("a.service", text, &[("a", Some("why"), &text[10..])]);
    good("a.service", "ExecStart=x # xtask: allow(a) why\n", &[]);
}

#[test]
fn containerfiles_and_scripts_have_whole_comment_lines_too() {
    let text = "# xtask: allow(a) why\nLABEL a=b \\\n  c=d\nRUN x # xtask: allow(b) why\n";
    let end = text.find("RUN").unwrap();
    good("app/Containerfile", text, &[("a", Some("why"), &text[..end])]);
}

#[test]
fn markdown_comments_mean_their_line_or_the_next_one() {
    good("c.md", "A <!-- xtask: allow(a) why --> b\nc\n", &[("a", Some("why"), "A <!-- xtask: allow(a) why --> b\n")]);
    let text = "<!-- xtask: allow(a) why -->\n\nText.\nMore.\n";
    good("c.md", text, &[("a", Some("why"), "<!-- xtask: allow(a) why -->\n\nText.\n")]);
    good("c.md", "```text\n<!-- xtask: allow(a) why -->\n```\n", &[]);
}

#[test]
fn no_reason_is_none() {
    good("w.yml", "a: 1 # xtask: allow(a)\n", &[("a", None, "a: 1 # xtask: allow(a)\n")]);
    good("w.yml", "a: 1 # xtask: allow(a) -\n", &[("a", None, "a: 1 # xtask: allow(a) -\n")]);
}

#[test]
fn what_only_looks_like_a_waiver_has_no_word() {
    for text in
        ["# xtask: ignore[a] b\n", "# xtask: allow: a\n", "# xtask: allow(a\n", "# xtask: allow unused-waiver x\n"]
    {
        assert_eq!(read("w.yml", text).first().map(|one| one.word.as_str()), Some(""), "{text}");
    }
    for text in [
        "# xtask allow(a)\n",
        "# xtask: Allow(a)\n",
        "# Xtask: allow(a)\n",
        "# xtask: ignore unused-waiver for now\n",
        "# xtask: disable=a\n",
        "# xtask: al(unused-waiver) x\n",
        "# xtask: permit(unused-waiver) x\n",
        "# xtask: allow(unused-waiver) until 2030-13-01 x\n",
        "# xtask: allow(unused-waiver) until 2030-02-30: x\n",
        "# xtask: allow(unused-waiver) x (expires 2030-01-01)\n",
        "# xtask : allow(unused-waiver) x\n",
        "# xtask - allow(unused-waiver) x\n",
        "# cargo xtask: allow(unused-waiver) x\n",
        "# TODO xtask: allow(unused-waiver) x\n",
    ] {
        assert_eq!(read("w.yml", text).first().map(|one| one.word.as_str()), Some(""), "{text}");
    }
    for text in [
        "# xtask: builds it\n",
        "# xtask: builds (twice)\n",
        "# xtask skips this\n",
        "# the xtask: allow(a)\n",
        "# see `cargo xtask explain unused-waiver`\n",
        "# myxtask: allow(unused-waiver)\n",
        "a: 'xtask: allow(a)'\n",
    ] {
        assert_eq!(read("w.yml", text), [], "{text}");
    }
}

#[test]
fn a_comment_may_end() {
    let ends = |text: &str| {
        let one = read("w.yml", text).remove(0);
        (one.reason, one.until.map(|(date, span)| (date.to_string(), span.text(text).to_string())), one.expired)
    };
    let date = |day: &str| Some((day.to_string(), day.to_string()));
    assert_eq!(
        ends("a: 1 # xtask: allow(a) until 2027-01-01: the host moves\n"),
        (Some("the host moves".into()), date("2027-01-01"), false)
    );
    assert_eq!(
        ends("a: 1 # xtask: allow(a) the host moves (until 2026-02-28)\n"),
        (Some("the host moves".into()), date("2026-02-28"), true)
    );
    assert_eq!(ends("a: 1 # xtask: allow(a) until the host moves\n").1, None);
    assert_eq!(ends("a: 1 # xtask: allow(a) until 3.2 is out\n").1, None);
}

/// What is left when each waiver is taken out alone.
#[test]
fn what_goes_with_a_waiver() {
    for (path, text, left) in [
        ("w.yml", "a: 1 # xtask: allow(x) why\nb: 2\n", "a: 1\nb: 2\n"),
        ("w.yml", "k:\n  # xtask: allow(x) why\n  b: 2\n", "k:\n  b: 2\n"),
        ("a.service", "; xtask: allow(x) why\nA=b\n", "A=b\n"),
        ("c.md", "A <!-- xtask: allow(x) why --> b\n", "A  b\n"),
        ("c.md", "<!-- xtask: allow(x) why -->\nText.\n", "Text.\n"),
        ("w.yml", "a: 1 # xtask: allow(x, y) why\n", "a: 1 # xtask: allow(y) why\n"),
        ("c.md", "A. <!-- xtask: allow(x) why -->\nb\n", "A.\nb\n"),
    ] {
        let one = read(path, text).remove(0);
        let mut out = text.to_string();
        out.replace_range(one.removal.expect("a removal").range(), "");
        assert_eq!(out, left);
    }
    let text = "a: 1 # xtask: allow(x, y) why\n";
    let last = read("w.yml", text).remove(1).removal.expect("a removal");
    assert_eq!(last.text(text), ", y");
}

#[test]
fn files_that_are_no_sources_are_left_alone() {
    for path in ["tests/case/w.yml", "xtask/templates/build.yml", "deploy/testdata/a.service"] {
        assert_eq!(read(path, "# xtask: allow(a) b\n"), [], "{path}");
    }
}

#[test]
fn a_path_covers_a_file_or_a_folder() {
    static RULE: Rule = Rule {
        code: "X901",
        name: "a",
        severity: prodproof_syntax::finding::Severity::Error,
        summary: "",
        docs: "",
        since: "0.1.0",
    };
    let waiver = |path: &str| GivenWaiver {
        word: "x901".into(),
        reason: None,
        place: Place::file("c.md"),
        scope: WaiverScope::Path(path.into()),
        images: Vec::new(),
        until: None,
        expired: false,
        removal: None,
    };
    let finding = RULE.at(Place::file("deploy/a.service"), "x");
    for path in ["deploy", "deploy/", "./deploy/a.service"] {
        assert!(waiver(path).covers(&finding), "{path}");
    }
    for path in ["dep", "deploy/a", "other"] {
        assert!(!waiver(path).covers(&finding), "{path}");
    }
}
