//! Metadata-action against the table of what the real one answered, and what may never
//! happen to the publishers' models, whatever the text.

use std::collections::BTreeMap;

use proptest::prelude::*;
use xtask::workflow::metadata::{metadata, Context, Inputs};
use xtask::workflow::value::Text;

/// 27 configurations, 14 events: the tags that docker/metadata-action generated.
const MATRIX: &str = include_str!("../scenarios/metadata/matrix.json");

/// The inputs `tags` and `flavor` behind a name of the table.
fn configuration(name: &str) -> (&str, &str) {
    match name {
        "default (tags empty)" => ("", ""),
        "semver {{version}} + {{major}}.{{minor}} + {{major}}" => (
            "type=semver,pattern={{version}}\ntype=semver,pattern={{major}}.{{minor}}\ntype=semver,pattern={{major}}",
            "",
        ),
        "type=edge,branch=master (wrong name)" => ("type=edge,branch=master", ""),
        "latest (bare)" => ("latest", ""),
        "ref,branch + semver (the common 'no latest on main')" => {
            ("type=ref,event=branch\ntype=semver,pattern={{version}}", "")
        }
        "ref,branch + flavor latest=true" => ("type=ref,event=branch", "latest=true"),
        "ref,tag + flavor latest=false" => ("type=ref,event=tag", "latest=false"),
        "semver + ref,tag (semver decides latest)" => ("type=semver,pattern={{version}}\ntype=ref,event=tag", ""),
        "raw stable,priority=1000 + semver (latest suppressed)" => {
            ("type=raw,value=stable,priority=1000\ntype=semver,pattern={{version}}", "")
        }
        "sha,priority=901 + semver (latest suppressed)" => {
            ("type=sha,priority=901\ntype=semver,pattern={{version}}", "")
        }
        "semver,value=1.2.3" => ("type=semver,pattern={{version}},value=1.2.3", ""),
        "semver,enable= (empty)" => ("type=semver,pattern={{version}},enable=", ""),
        "ref,branch,suffix=-alpine + semver,suffix via flavor onlatest" => {
            ("type=ref,event=branch,suffix=-alpine\ntype=semver,pattern={{version}}", "suffix=-alpine,onlatest=true")
        }
        "# comment + blank lines" => ("# a comment\n\ntype=ref,event=branch\n  # indented\n", ""),
        literal => (literal, ""),
    }
}

fn event(name: &str) -> (&str, &str) {
    match name {
        "push main" => ("push", "refs/heads/main"),
        "push feature/x" => ("push", "refs/heads/feature/x"),
        "push tag v1.2.3" => ("push", "refs/tags/v1.2.3"),
        "push tag v1.2.3-rc1" => ("push", "refs/tags/v1.2.3-rc1"),
        "push tag v1.2" => ("push", "refs/tags/v1.2"),
        "push tag nightly" => ("push", "refs/tags/nightly"),
        "schedule" => ("schedule", "refs/heads/main"),
        "workflow_dispatch main" => ("workflow_dispatch", "refs/heads/main"),
        "workflow_dispatch tag v1.2.3" => ("workflow_dispatch", "refs/tags/v1.2.3"),
        "pull_request" => ("pull_request", "refs/pull/7/merge"),
        "pull_request_target" => ("pull_request_target", "refs/heads/main"),
        "release published v1.2.3" => ("release", "refs/tags/v1.2.3"),
        "repository_dispatch" => ("repository_dispatch", "refs/heads/main"),
        "workflow_run" => ("workflow_run", "refs/heads/main"),
        other => panic!("the table has a new event: {other}"),
    }
}

fn context(event_name: &str, git_ref: &str, sha: Text) -> Context {
    Context {
        event_name: event_name.into(),
        git_ref: git_ref.into(),
        sha,
        default_branch: "main".into(),
        pull_request: "7".into(),
        base_ref: "main".into(),
        name: "Widget".into(),
        html_url: "https://github.com/acme/Widget".into(),
    }
}

#[test]
fn all_cells_of_the_table_agree_with_the_real_action() {
    let table: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(MATRIX).expect("the table is JSON");
    let mut cells = 0;
    let mut wrong = Vec::new();
    for (name, row) in &table {
        let (tags, flavor) = configuration(name);
        for (event_name, expected) in row {
            let (kind, git_ref) = event(event_name);
            let inputs = Inputs { tags: tags.into(), flavor: flavor.into(), ..Inputs::default() };
            let context = context(kind, git_ref, "0123456789abcdef0123456789abcdef01234567".into());
            let output = metadata(&inputs, &context);
            let found = match (&output.error, output.outcomes.as_slice()) {
                (Some(error), _) => format!("ERROR ::error::{error}"),
                (None, [one]) if one.tags.is_empty() => "∅".to_string(),
                (None, [one]) => one.tags.iter().map(Text::to_string).collect::<Vec<_>>().join(" "),
                (None, outcomes) => format!("{} outcomes", outcomes.len()),
            };
            cells += 1;
            if found != *expected {
                wrong.push(format!("{name} on {event_name}: `{found}`, the action says `{expected}`"));
            }
        }
    }
    assert_eq!(cells, 378);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Text that looks like what people write, with holes in it.
fn tag_input() -> impl Strategy<Value = Text> {
    let piece = prop_oneof![
        Just("type=".to_string()),
        prop::sample::select(vec![
            "raw",
            "semver",
            "pep440",
            "match",
            "edge",
            "ref",
            "sha",
            "schedule",
            ",",
            "=",
            "\n",
            "\"",
            "#",
            " ",
            "enable=",
            "value=",
            "pattern=",
            "event=branch",
            "event=tag",
            "priority=",
            "prefix=",
            "suffix=",
            "{{version}}",
            "{{branch}}",
            "{{",
            "}}",
            "{{is_default_branch}}",
            "{{date 'Y'}}",
            "v1.2.3",
            "(\\d+)",
            "[a-",
            "latest",
            "true",
        ])
        .prop_map(str::to_string),
        "\\PC{0,4}",
    ];
    let piece = prop_oneof![
        12 => piece.prop_map(|text| Text::known(&text)),
        1 => prop::sample::select(vec!["?", "sha", "run_number", "var:X"]).prop_map(Text::hole),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| {
        let mut text = Text::default();
        pieces.iter().for_each(|piece| text.push(piece));
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_makes_metadata_panic(tags in tag_input(), images in tag_input(), flavor in tag_input(), at in 0usize..4) {
        let (event, git_ref) = [
            ("push", "refs/heads/main"), ("push", "refs/tags/v1.2.3"), ("schedule", "refs/heads/main"), ("x", "refs/heads/"),
        ][at];
        let output = metadata(
            &Inputs { tags, images, flavor, ..Inputs::default() },
            &context(event, git_ref, Text::hole("sha")),
        );
        prop_assert_eq!(output.error.is_some(), output.outcomes.is_empty());
        output.outputs();
        output.bake_file();
    }

    #[test]
    fn a_literal_tag_is_never_lost(before in tag_input(), after in tag_input()) {
        let mut tags = before;
        tags.push_known("\ntype=raw,value=wanted,prefix=,suffix=\n");
        tags.push(&after);
        let output = metadata(
            &Inputs { tags: tags.clone(), ..Inputs::default() },
            &context("push", "refs/heads/main", Text::hole("sha")),
        );
        // Quotes reach over lines.
        if output.error.is_none() && !tags.marked().contains('"') {
            prop_assert!(output.tags().contains(&("wanted".into(), true)), "{} gave {:?}", tags, output.tags());
        }
    }
}
