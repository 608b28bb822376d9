//! Bombs of kinds that no other has: one thing stated many times, values that are made of values
//! in a bake file, arguments by the thousand, words of any length in a message.

use super::{ends, ends_in_few_steps, ends_shortly, prose, pushing, workflow, HEAP};

fn bake(line: &str, text: String) -> Vec<(String, String)> {
    let run = format!(
        "\
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - run: {line}
"
    );
    workflow(&run).into_iter().chain([("docker-bake.hcl".to_string(), text)]).collect()
}

/// What is stated twice is one thing all the same, and said to be stated twice.
#[test]
fn one_image_stated_many_times() {
    let stated = |n: usize| {
        format!(
            "\
[[image]]
name = \"quay.io/acme/widget\"
units = [\"deploy/u{n}.container\"]
"
        )
    };
    let stated: String = (0..HEAP).map(stated).collect();
    let mut files = prose(format!("```toml contract\n{stated}```\n"));
    let unit = "[Container]\nImage=quay.io/acme/widget:latest\n".to_string();
    files.extend((0..HEAP).map(|n| (format!("deploy/u{n}.container"), unit.clone())));
    let out = ends("one image stated many times", &files);
    assert!(out.contains("stated twice") && out.contains("deploy/u999.container"), "{out}");
}

#[test]
fn waivers_of_no_rule() {
    let waiver = |n: usize| format!("[[waiver]]\nrule = \"unpublished-imag{n}\"\nreason = \"r\"\n");
    let waivers: String = (0..3 * HEAP.min(1200)).map(waiver).collect();
    ends(
        "waivers of no rule",
        &prose(format!("```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n{waivers}```\n")),
    );
}

#[test]
fn values_of_bake_files() {
    let mut each = String::new();
    for n in 0..12 {
        each.push_str(&format!("[for a{n} in [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]: "));
    }
    let tags = format!("{each}\"quay.io/acme/widget:x\"{}", "]".repeat(12));
    let out = {
        let files = bake("docker buildx bake --push", format!("target \"default\" {{ tags={tags} }}\n"));
        ends_in_few_steps("lists of lists of lists", &files);
        ends("the same", &files)
    };
    assert!(!out.contains("does not reach production"), "beyond the bound nothing is certain: {out}");
    let doubling: String =
        (1..2000).map(|n| format!("variable \"v{n}\" {{ default = concat(v{0}, v{0}) }}\n", n - 1)).collect();
    let text = format!(
        "variable \"v0\" {{ default = [\"quay.io/acme/widget:x\"] }}\n{doubling}target \"default\" {{ tags=v23 }}\n"
    );
    ends_in_few_steps("lists that double", &bake("docker buildx bake --push", text));
    let rows = |letter: char| (0..30).map(|n| format!("\"{letter}{n}\"")).collect::<Vec<_>>().join(",");
    let axes: String = "abcd".chars().map(|letter| format!("  {letter} = [{}]\n", rows(letter))).collect();
    let text = format!(
        "target \"default\" {{\n name = \"t-${{a}}-${{b}}\"\n matrix = {{\n{axes} }}\n tags=[\"quay.io/acme/widget:${{a}}${{d}}\"]\n}}\n"
    );
    ends_in_few_steps("axes of a bake matrix", &bake("docker buildx bake --push", text));
}

/// Each is a push of one command, and the command is one line.
#[test]
fn arguments_of_one_command() {
    let set: String = (0..3 * HEAP).map(|n| format!(" --set *.tags=quay.io/acme/w{n}:latest")).collect();
    let text = "target \"default\" { tags=[\"quay.io/acme/widget:latest\"] }\n".to_string();
    ends("arguments of one command", &bake(&format!("docker buildx bake --push{set}"), text));
    let tags: String = (0..3 * HEAP).map(|n| format!(" -t quay.io/acme/widget:t{n}")).collect();
    ends("tags of one command", &bake(&format!("docker buildx build --push{tags} ."), String::new()));
}

/// What a unit says may be of any length; what is said about it is not.
#[test]
fn values_of_any_length_are_shown_by_their_ends() {
    let long = |n: usize| format!("Environment=PODMAN_SYSTEMD_UNIT={}\n", "%n".repeat(n));
    let unit = format!("[Service]\n{}ExecStart=/usr/bin/podman run quay.io/acme/widget:latest\n", long(50 * HEAP));
    ends_shortly("a label of any length", &pushing(vec![("deploy/u.service".into(), unit)]));
    let image = "w".repeat(100 * HEAP);
    let unit = format!("[Container]\nImage=quay.io/acme/{image}:latest\nAutoUpdate=registry\n");
    ends_shortly("an image of any length", &pushing(vec![("deploy/u.container".into(), unit)]));
}

#[test]
fn manifests_that_many_units_play() {
    let containers: String =
        (0..300).map(|n| format!("  - name: c{n}\n    image: quay.io/acme/c{n}:latest\n")).collect();
    let pod = format!(
        "\
apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
  containers:
{containers}"
    );
    let many = HEAP / 10;
    let unit = "[Kube]\nYaml=p.yaml\nAutoUpdate=registry\n".to_string();
    let mut files: Vec<(String, String)> =
        (0..many.min(300)).map(|n| (format!("deploy/k{n}.kube"), unit.clone())).collect();
    files.push(("deploy/p.yaml".into(), pod));
    ends("units that play one manifest", &pushing(files));
}

#[test]
fn makefiles_that_grow() {
    let run = "\
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - run: make push
";
    let more: String = (0..10 * HEAP).map(|n| format!("A += word{n}\n")).collect();
    let push = "push:\n\tdocker push quay.io/acme/widget:$(word 3,$(A))\n";
    let make = |text: String| workflow(run).into_iter().chain([("Makefile".to_string(), text)]).collect::<Vec<_>>();
    ends_in_few_steps("a variable that grows", &make(format!("{more}{push}")));
    let nested = format!("{}x{}", "$(foreach a,$(L),".repeat(12), ")".repeat(12));
    ends_in_few_steps("lists of lists of make", &make(format!("L = 1 2 3 4 5 6 7 8 9\nA = {nested}\n{push}")));
    ends_in_few_steps("a makefile that includes itself", &make(format!("{}{push}", "include Makefile\n".repeat(HEAP))));
}

#[test]
fn filters_of_many_stars() {
    let branches: Vec<String> = (0..300).map(|_| format!("'{}'", "*a".repeat(300))).collect();
    let text = format!(
        "\
on:
  push:
    branches: [{}, main]
    tags: ['{}v*']
jobs:
  b:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/widget:latest
",
        branches.join(", "),
        "**".repeat(20 * HEAP)
    );
    ends("filters of many stars", &[(".github/workflows/build.yml".into(), text)]);
}
