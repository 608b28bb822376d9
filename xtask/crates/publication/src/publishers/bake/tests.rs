//! Bake files, case by case.

use super::*;

fn env(of: &[(&str, &str)]) -> BTreeMap<String, ValueSet> {
    of.iter().map(|(name, value)| (name.to_string(), ValueSet::known(value))).collect()
}

#[track_caller]
fn good(file: &str, wanted: &str, expected: &str) {
    good_with("docker-bake.hcl", file, wanted, &[], expected);
}

/// `name: tag tag`, `?` where the tags are not certain.
#[track_caller]
fn good_with(name: &str, file: &str, wanted: &str, of: &[(&str, &str)], expected: &str) {
    let wanted: Vec<String> = wanted.split_whitespace().map(str::to_string).collect();
    let found: Vec<String> = targets(&[(name, file)], &wanted, &env(of), &[])
        .iter()
        .map(|target| {
            let tags: Vec<String> = target.tags.iter().map(Symbolic::to_string).collect();
            format!("{}: {}{}", target.name, tags.join(" "), if target.certainty.is_yes() { "" } else { "?" })
        })
        .collect();
    assert_eq!(found.join("; "), expected);
}

const FILE: &str = r#"
# A comment
variable "TAG" { default = "latest" }
variable "REGISTRY" {
  default = "quay.io/acme"
}
group "default" { targets = ["app", "web"] }
target "_common" {
  platforms = ["linux/amd64", "linux/arm64"] // both
}
target "app" {
  inherits = ["_common"]
  context  = "."
  args = { A = "b" }
  tags = ["${REGISTRY}/app:${TAG}", "${REGISTRY}/app:1"]
}
target "web" {
  inherits = ["app"]
  tags = ["${REGISTRY}/web:${TAG}"]
  output = ["type=registry"]
}
"#;

#[test]
fn groups_variables_and_inheritance() {
    good(FILE, "", "app: quay.io/acme/app:latest quay.io/acme/app:1; web: quay.io/acme/web:latest");
    good(FILE, "web", "web: quay.io/acme/web:latest");
    good_with("x.hcl", FILE, "web", &[("TAG", "v1")], "web: quay.io/acme/web:v1");
}

#[test]
fn expressions() {
    let tags = |expression: &str, expected: &str| {
        good(
            &format!("variable \"V\" {{ default = \"\" }}\ntarget \"t\" {{ tags = {expression} }}"),
            "t",
            &format!("t: {expected}"),
        );
    };
    tags(r#"[V == "" ? "a:dev" : "a:${V}"]"#, "a:dev");
    tags(r#"["a:b", notequal("", V) ? "a:${V}" : ""]"#, "a:b");
    tags(r#"[equal(V, "") ? "a:1" : "a:2",]"#, "a:1");
    tags(r#"concat(["a:1"], ["a:2"])"#, "a:1 a:2");
    tags(r#"["${lower("QUAY.io")}/a"]"#, "quay.io/a");
    tags(r#"["a:${formatdate("YYYY", timestamp())}"]"#, "a:<date>");
    tags(r#"[for t in ["1", "2"] : "a:${t}"]"#, "a:1 a:2");
    tags(r#"[for at, t in split(",", "x,y") : "a:${at}-${t}" if t != "x"]"#, "a:1-y");
    tags(r#"[for k, v in { q = "1" } : "${k}:${v}"]"#, "q:1");
    tags(r#"[for t in what : "a:${t}"]"#, "<?>?");
    tags(r#"[for t, ["1"] : x]"#, "<?>?");
    tags(r#"my_function("x")"#, "<?>?");
    tags(r#"["a:${replace("v1.2", "v", "")}", "a:${replace("b", "/b/", "c")}"]"#, "a:1.2 a:<?>");
    tags(r#"["a:${trimprefix("v1", "v")}", "a:${trimsuffix("1-x", "-x")}", "a:${sanitize("1.2")}"]"#, "a:1 a:1 a:1_2");
    tags(r#"[format("%s:%s", "a", "1"), format("%q", "a")]"#, "a:1 <?>?");
    tags(r#"distinct(flatten([["a:1"], ["a:1", ["a:2"]]]))"#, "a:1 a:2");
    tags(r#"["a:${1 + 1}"]"#, "a:<?>");
    tags("null", "");
    tags("[\n  # none\n  \"a:1\", // one\n]", "a:1");
}

#[test]
fn a_matrix_makes_several_targets() {
    let file = r#"
target "t" {
  name = "t-${v}"
  matrix = { v = ["1", "2"] }
  tags = ["a:${v}"]
}"#;
    good(file, "t", "t-1: a:1; t-2: a:2");
    good(file, "t-2", "t-2: a:2");
    good(file, "t-3", "t-3: ?");
}

#[test]
fn labels_may_be_bare() {
    let file = r#"
variable TAG { default = "1" }
group default { targets = ["app"] }
target base {
  tags = ["a:base"]
}
target app {
  inherits = ["base"]
  tags = ["a:${TAG}"]
}"#;
    good(file, "", "app: a:1");
    good(file, "base", "base: a:base");
}

#[test]
fn functions_of_the_file() {
    let file = r#"
function "tag" {
  params = [name]
  variadic_params = more
  result = concat(["a:${name}"], [for one in more : "a:${one}"])
}
target "t" { tags = tag("1", "2", "3") }"#;
    good(file, "t", "t: a:1 a:2 a:3");
}

#[test]
fn a_target_that_is_not_found_is_unknown() {
    good(FILE, "nothing", "nothing: ?");
    good("target \"t\" { inherits = [\"gone\"] }", "t", "t: ?");
    good("target \"t\" {\n inherits = [\"gone\"]\n tags = [\"a:1\"] }", "t", "t: a:1");
}

#[test]
fn json_files() {
    let file = r#"{"variable":{"TAG":{"default":"1"}},"group":{"default":{"targets":["a"]}},
        "target":{"a":{"tags":["q/a:${TAG}"],"output":["type=registry"]}}}"#;
    good_with("docker-bake.json", file, "", &[], "a: q/a:1");
    good_with("docker-bake.json", file, "", &[("TAG", "2")], "a: q/a:2");
    good_with("docker-bake.json", "not json", "", &[], "default: ?");
}

#[test]
fn the_file_of_the_metadata_action_fills_its_target() {
    let hcl = "target \"docker-metadata-action\" {}\ntarget \"app\" { inherits = [\"docker-metadata-action\"] }";
    let meta = r#"{"target":{"docker-metadata-action":{"tags":["q/a:1"]}}}"#;
    let found = targets(&[("docker-bake.hcl", hcl), ("m.json", meta)], &["app".into()], &env(&[]), &[]);
    assert_eq!(found[0].tags, [Symbolic::known("q/a:1")]);
}

#[test]
fn compose_files_are_bake_files() {
    let file = "\
services:
  app:
    build: .
    image: q/a:${T:-1}
  db: {image: x}
";
    good_with("compose.yaml", file, "", &[], "app: q/a:1");
    let file = "\
services:
  app:
    build:
      context: .
      x-bake: {tags: [q/a:2], output: ['type=registry']}
";
    good_with("compose.yaml", file, "", &[], "app: q/a:2");
}

#[test]
fn what_is_pushed() {
    let published = |output: &str, push: Answer| {
        let file = format!("target \"t\" {{ tags = [\"q/a:1\"]\n output = {output} }}");
        let target = targets(&[("x.hcl", &file)], &["t".into()], &env(&[]), &[]).remove(0);
        let spell = |one: BakedName| {
            format!("{}{}", one.reference.unwrap_or_default(), if one.certainty.is_yes() { "" } else { "?" })
        };
        target.published(push).into_iter().map(spell).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(published("[]", Answer::No), "");
    assert_eq!(published("[]", Answer::Yes), "q/a:1");
    assert_eq!(published("[\"type=registry\"]", Answer::No), "q/a:1");
    assert_eq!(published("[{ type = \"registry\" }]", Answer::No), "q/a:1");
    assert_eq!(published("[\"type=docker\"]", Answer::No), "");
    // Tags replace the name, here too, and one with a tag fails.
    let target = |tags: &str| {
        let file = format!(
            "target \"t\" {{ tags = {tags}\n output = [\"type=image,name=q/b,push-by-digest=true,push=true\"] }}"
        );
        targets(&[("x.hcl", &file)], &["t".into()], &env(&[]), &[]).remove(0)
    };
    let first = |tags: &str| target(tags).published(Answer::No).remove(0).reference.unwrap().to_string();
    assert_eq!((first("[]"), first("[\"q/a\"]")), ("q/b@<digest>".to_string(), "q/a@<digest>".to_string()));
    let refused = |tags: &str| target(tags).refused(Answer::No).is_some();
    assert!(refused("[\"q/a:1\"]") && !refused("[\"q/a\"]"));
}

#[test]
fn set_overrides() {
    let run = |set: &[&str]| {
        let set: Vec<String> = set.iter().map(|one| one.to_string()).collect();
        let target = targets(&[("x.hcl", FILE)], &["web".into()], &env(&[]), &set).remove(0);
        target.tags.iter().map(Symbolic::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(run(&["*.tags=x:1", "*.tags=x:2"]), "x:1 x:2");
    assert_eq!(run(&["web.tags+=x:1"]), "quay.io/acme/web:latest x:1");
    assert_eq!(run(&["app.tags=x:1"]), "quay.io/acme/web:latest");
    assert_eq!(run(&["*.tags=x:\u{f0001}sha\u{f0002}"]), "x:<sha>");
}

#[test]
fn broken_files_do_not_stop_anything() {
    for text in [
        "target \"t\" {",
        "target",
        "}",
        "target \"t\" { tags = [",
        "x = ${",
        "target \"t\" { tags = [\"${",
        "\"",
        "a = (",
        "t \"a\" \"b\" {",
    ] {
        targets(&[("x.hcl", text)], &["t".into()], &env(&[]), &[]);
    }
    let deep = format!("target \"t\" {{ tags = {}", "[".repeat(500));
    targets(&[("x.hcl", &deep)], &["t".into()], &env(&[]), &[]);
}
