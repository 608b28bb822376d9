//! Justfiles, calls of just, and the scripts that they are.

use std::collections::BTreeMap;

use super::*;
use prodproof_syntax::value::ValueSet;

const FILE: &str = "\
set dotenv-load
set shell := ['bash', '-euc']
registry := env('REGISTRY', 'quay.io')
image := registry / 'acme/widget' # the image
version := `git describe --tags`
export MODE := 'release'
alias b := build

# Builds it.
[group('image')]
build tag=\"latest\" $target=image:
    @podman build -t {{ target }}:{{tag}} . \\
      --pull

    -podman image prune
push tag='latest' *more: (build tag) && clean
    podman push {{image}}:{{tag}} {{more}}
    echo '{{{{x}}'
@clean:
    rm -rf out
script:
    #!/usr/bin/env bash
    set -euo pipefail
    for tag in {{version}} latest; do
        podman push {{image}}:$tag
    done
python:
    #!/usr/bin/env python3
    print('podman push')
";

fn read(file: &str, call: &str) -> JustScript {
    let arguments: Vec<Symbolic> = call.split_whitespace().map(Symbolic::known).collect();
    let env = BTreeMap::from([("REGISTRY".to_string(), ValueSet::known("ghcr.io"))]);
    let files = |path: &str| match path {
        "justfile" | "sub/justfile" => Some(file.to_string()),
        "more.just" => Some("other:\n  podman push x\n".to_string()),
        _ => None,
    };
    script(&arguments, &Context { env: &env, files: &files })
}

/// The script of a call, a line each, without the shells around them.
fn lines(file: &str, call: &str) -> Option<Vec<String>> {
    let JustScript::Script(script) = read(file, call) else { return None };
    let text = script.to_string();
    Some(text.lines().filter(|line| !matches!(*line, "(" | ")")).map(str::to_string).collect())
}

#[track_caller]
fn runs(call: &str, expected: &[&str]) {
    let all = [&["export MODE=\"release\""], expected].concat();
    assert_eq!(lines(FILE, call).expect("it is read"), all, "just {call}");
}

#[test]
fn recipes_with_parameters_and_what_they_need() {
    let build = |tag: &str, target: &str| {
        vec![
            format!("export target=\"{target}\""),
            format!("podman build -t {target}:{tag} . \\"),
            "  --pull".to_string(),
            "podman image prune".to_string(),
            ") || true".to_string(),
        ]
    };
    let told = |call: &str, all: Vec<String>| runs(call, &all.iter().map(String::as_str).collect::<Vec<_>>());
    told("", build("latest", "ghcr.io/acme/widget"));
    told("b 1.2 x/y", build("1.2", "x/y"));
    told("registry=localhost build", build("latest", "localhost/acme/widget"));
    let pushed = |tag: &str, more: &str| {
        let own =
            [format!("podman push ghcr.io/acme/widget:{tag} {more}").trim_end().to_string(), "echo '{{x}}'".into()];
        [build(tag, "ghcr.io/acme/widget"), own.to_vec(), vec!["rm -rf out".to_string()]].concat()
    };
    told("push", pushed("latest", ""));
    told("push 1.2 a b", pushed("1.2", "a b"));
}

#[test]
fn a_recipe_that_is_a_script() {
    runs(
        "script",
        &[
            "set +e",
            "set -euo pipefail",
            "for tag in $(git describe --tags) latest; do",
            "    podman push ghcr.io/acme/widget:$tag",
            "done",
        ],
    );
}

#[test]
fn what_is_not_read_is_not_guessed() {
    for call in ["python", "missing", "build a b c", "--choose"] {
        assert!(matches!(read(FILE, call), JustScript::Beyond(_)), "just {call}");
    }
    for file in [
        "mod sub\na:\n  b\n",
        "set shell := ['python3', '-c']\na:\n  b\n",
        "[script('python')]\na:\n  b\n",
        "import 'gone.just'\na:\n  b\n",
        "x := \"\"\"\n  y\\n\n\"\"\"\na:\n  b\n",
    ] {
        assert!(matches!(read(file, "a"), JustScript::Beyond(_)), "{file}");
    }
    assert!(matches!(read(FILE, "-f gone.just"), JustScript::Nothing));
    assert_eq!(lines("a:\n  podman push {{x}}:{{error('c')}}\n", "a").unwrap(), ["podman push <?>:<?>"]);
}

#[test]
fn conditionals() {
    let push = |value: &str, expected: &str| {
        let file = format!("r := 'quay.io'\nx := {value}\na:\n  podman push {{{{x}}}}:1\n");
        assert_eq!(lines(&file, "a").unwrap_or_default(), [format!("podman push {expected}:1")], "{value}");
        let file = format!("r := 'quay.io'\na:\n  podman push {{{{ {value}}}}}:1\n");
        assert_eq!(lines(&file, "a").unwrap_or_default(), [format!("podman push {expected}:1")], "{value}");
    };
    push("if 'a' == 'b' { 'c' } else { 'd' }", "d");
    push("if r != 'docker.io' { r / 'c' } else { 'd' }", "quay.io/c");
    push("if r == 'x' { 'c' } else if r == 'quay.io' { 'd' } else { 'e' }", "d");
    push("if r == 'x' { 'c' } else { if r == '}}' { 'd' } else { 'e' } }", "e");
    push("'w' + (if r == 'quay.io' { '-a' } else { '-b' })", "w-a");
    push("if z == 'x' { 'c' } else { 'c' }", "c");
    push("if z == 'x' { r } else { 'd' }", "$(if [ \"<?>\" = x ]; then echo \"quay.io\"; else echo \"d\"; fi)");
    push("if r =~ '^q' { 'c' } else { 'd' }", "$(if [ \"<?>\" = x ]; then echo \"c\"; else echo \"d\"; fi)");
    // Without `else` it is none, and a text with its own quotes is not handed to a shell.
    push("if r == 'x' { 'c' }", "<?>");
    push("if z == 'x' { '\"' } else { 'd' }", "<?>");
}

#[test]
fn texts_of_several_lines() {
    let push = "push:\n    #!/bin/bash\n    {{ names }}\n    podman push q/$a\n";
    let raw = "names := '''\n    a=widget\n    b=tools\n'''\n";
    assert_eq!(lines(&format!("{raw}{push}"), "push").unwrap(), ["set +e", "a=widget", "b=tools", "podman push q/$a"]);
    let joined = "tool := 'tools'\nnames := '\na=widget\nb=' + tool + '\n'\n";
    let expected = ["set +e", "", "a=widget", "b=tools", "", "podman push q/$a"];
    assert_eq!(lines(&format!("{joined}{push}"), "push").unwrap(), expected);
}

#[test]
fn lists_and_files_of_other_names() {
    assert_eq!(lines(FILE, "--list").unwrap(), [""; 0]);
    assert_eq!(lines("import 'more.just'\n", "other").unwrap(), ["podman push x"]);
    assert_eq!(lines("a:\n  podman push x\n", "-f sub/justfile a").unwrap(), ["cd sub", "podman push x"]);
    let elsewhere = lines("a:\n  podman push x\n", "--justfile justfile --working-directory sub a");
    assert_eq!(elsewhere.unwrap(), ["cd sub", "podman push x"]);
    // Recursion ends.
    assert_eq!(lines("a: b\n  echo a\nb: a\n  echo b\nx := x\n", "a").unwrap(), ["echo b", "echo a"]);
    assert_eq!(lines("x := y\ny := x\na:\n  echo {{x}}\n", "a").unwrap(), ["echo <?>"]);
}

#[test]
fn what_doubles_is_unknown_beyond_a_bound() {
    let doubling: String = (1..30).map(|n| format!("v{n} := v{} + v{}\n", n - 1, n - 1)).collect();
    let file = format!("v0 := 'a'\n{doubling}a:\n  echo {{{{v3}}}} {{{{v29}}}}\n");
    let script = lines(&file, "a").expect("it is read").join("\n");
    assert!(script.starts_with("echo aaaaaaaa "), "{}", &script[..40.min(script.len())]);
    assert!(script.contains("<?>") && script.len() < MOST_BYTES);
}
