//! Metadata-action against the table of what the real one answered, and what may never
//! happen to the publishers' models, whatever the text.

use std::collections::BTreeMap;

use prodproof_publication::metadata::{metadata, Inputs, MetadataEvent};
use prodproof_publication::publishers::bake::targets;
use prodproof_publication::publishers::Publishers;
use prodproof_script::sh::{run, ScriptEffects, ScriptStep, World};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};
use proptest::prelude::*;

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

fn context(event_name: &str, git_ref: &str, sha: Symbolic) -> MetadataEvent {
    MetadataEvent {
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
                (None, [one]) => one.tags.iter().map(Symbolic::to_string).collect::<Vec<_>>().join(" "),
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

/// Symbolic that looks like what people write, with holes in it.
fn tag_input() -> impl Strategy<Value = Symbolic> {
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
        12 => piece.prop_map(|text| Symbolic::known(&text)),
        1 => prop::sample::select(vec!["?", "sha", "run_number", "var:X"]).prop_map(Symbolic::hole),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| {
        let mut text = Symbolic::default();
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
            &context(event, git_ref, Symbolic::hole("sha")),
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
            &context("push", "refs/heads/main", Symbolic::hole("sha")),
        );
        // Quotes reach over lines.
        if output.error.is_none() && !tags.marked().contains('"') {
            prop_assert!(output.tags().contains(&("wanted".into(), Certainty::Yes)), "{} gave {:?}", tags, output.tags());
        }
    }
}

/// Scripts made of what scripts are made of, mostly broken.
fn script() -> impl Strategy<Value = Symbolic> {
    let piece = prop::sample::select(vec![
        "if ",
        "then ",
        "else ",
        "elif ",
        "fi ",
        "for ",
        "x ",
        "in ",
        "do ",
        "done ",
        "while ",
        "until ",
        "case ",
        "esac ",
        ";; ",
        "{ ",
        "} ",
        "( ",
        ") ",
        "$( ",
        "${",
        "}",
        "${x",
        "${x%%",
        "${x/",
        "$x",
        "\"",
        "'",
        "`",
        "\\",
        "\n",
        "; ",
        "&& ",
        "|| ",
        "| ",
        "& ",
        "[ ",
        "] ",
        "[[ ",
        "]] ",
        "= ",
        "== ",
        "=~ ",
        "!",
        "-n ",
        "docker push ",
        "q/a:b ",
        "podman push ",
        "echo ",
        "x=1 ",
        "x=(a b) ",
        ">> $GITHUB_OUTPUT ",
        "> f ",
        "<<EOF\n",
        "EOF\n",
        "<<< ",
        "< <( ",
        "# ",
        "$(( ",
        ")) ",
        "(( ",
        "f() ",
        "f ",
        "exit ",
        "return ",
        "break ",
        "read ",
        "-r ",
        "sed 's/^v//' ",
        "cut -d: -f2 ",
        "tr a-z A-Z ",
        "jq -r '.tags[]' ",
        "*",
        "{a,b}",
        "make push ",
        "bash -c ",
        "xargs ",
        "set -e ",
        "eval ",
        "skopeo copy ",
        "docker buildx bake --push ",
        "é",
    ]);
    let piece = prop_oneof![
        14 => piece.prop_map(Symbolic::known),
        1 => prop::sample::select(vec!["?", "sha", "secret:X"]).prop_map(Symbolic::hole),
        1 => "\\PC{0,3}".prop_map(|text| Symbolic::known(&text)),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| {
        let mut text = Symbolic::default();
        pieces.iter().for_each(|piece| text.push(piece));
        text
    })
}

fn effects(script: &Symbolic) -> ScriptEffects {
    let env = BTreeMap::from([("GITHUB_REF".to_string(), ValueSet::known("refs/heads/main"))]);
    let bake = "target \"default\" { tags = [\"q/bake:1\"] }";
    let files = |path: &str| (path == "docker-bake.hcl").then(|| bake.to_string());
    run(&ScriptStep {
        script,
        shell: None,
        env: &std::rc::Rc::new(env),
        files: &files,
        programs: &Publishers,
        world: World::Runner,
    })
}

/// A line that neither pushes nor ends anything.
fn harmless_line() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "echo hello",
        "X=1",
        "# if then",
        "for i in 1 2; do echo $i; done",
        "if [ -f x ]; then echo y; fi",
        "if [ \"$UNKNOWN\" = x ]; then Y=1; else Y=2; fi",
        "if [ -z \"$NOBODY\" ]; then echo no; exit 1; fi",
        "docker build -t x . # y",
        "cat <<EOF\nfi done esac\nEOF",
        "[ -n \"$X\" ] && echo z",
        "V=$(git describe --tags | sed 's/-.*//')",
        "(cd sub && ls)",
        "case $V in a) echo a;; esac",
        "f() { echo \"$1\"; }",
        "while read -r l; do echo $l; done < file",
        "docker login -u x --password-stdin <<< \"$PASSWORD\"",
        "grep -q x file || true",
        "",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_script_makes_the_interpreter_panic(script in script()) {
        let effects = effects(&script);
        for push in &effects.pushes {
            prop_assert!(script.marked().get(push.span.clone()).is_some(), "{:?}", push);
            prop_assert_eq!(push.certainty.is_yes() && !push.conditions.is_empty(), false);
        }
    }

    #[test]
    fn a_literal_push_that_is_reached_is_never_lost(
        before in prop::collection::vec(harmless_line(), 0..8),
        after in script(),
        command in prop::sample::select(vec![
            "docker push", "podman push", "buildah push x", "skopeo copy docker://y", "docker image push", "sudo docker push -q",
        ]),
    ) {
        let destination = if command.starts_with("skopeo") { "docker://quay.io/acme/widget:latest" } else { "quay.io/acme/widget:latest" };
        let mut script = Symbolic::known(&before.join("\n"));
        script.push_known("\n");
        script.push_known(&format!("{command} {destination}\n"));
        script.push(&after);
        let found = effects(&script);
        let wanted = Symbolic::known("quay.io/acme/widget:latest");
        prop_assert!(
            found.pushes.iter().any(|push| push.reference.as_ref() == Some(&wanted) && push.certainty.is_yes()),
            "{}\n{:?}", script, found
        );
    }

    #[test]
    fn no_bake_file_makes_its_reader_panic(text in "[a-z \"{}\\[\\]$=?:!&|()#/*<.,\n]{0,80}", inner in "[a-z\"{}\\[\\]$=?:(),\n ]{0,40}") {
        let wrapped = format!("target \"default\" {{ tags = {inner}\n}}\n{text}");
        for (name, text) in [("x.hcl", &text), ("x.json", &text), ("x.yaml", &text), ("x.hcl", &wrapped)] {
            for target in targets(&[(name, text)], &[], &BTreeMap::new(), &[]) {
                for push in [true, false] {
                    target.published(push.into());
                }
            }
        }
    }
}
