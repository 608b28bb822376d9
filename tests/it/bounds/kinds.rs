//! Bombs of kinds that no other has: one thing stated many times, values that are made of values
//! in a bake file, arguments by the thousand, words of any length in a message.

use super::{ends, ends_in_few_steps, ends_shortly, many, pod, prose, pushing, running, DEEP, HEAP, LIMIT};
use crate::support::Sandbox;

fn bake(line: &str, text: String) -> Vec<(String, String)> {
    running(line).into_iter().chain([("docker-bake.hcl".to_string(), text)]).collect()
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
    // More would be a document that is not read.
    let most = HEAP.min(3000);
    let stated: String = (0..most).map(stated).collect();
    let mut files = prose(format!("```toml contract\n{stated}```\n"));
    let unit = "[Container]\nImage=quay.io/acme/widget:latest\n".to_string();
    files.extend((0..most).map(|n| (format!("deploy/u{n}.container"), unit.clone())));
    let out = ends("one image stated many times", &files);
    assert!(out.contains("stated twice") && out.contains(&format!("deploy/u{}.container", most - 1)), "{out}");
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
        (1..many(2000)).map(|n| format!("variable \"v{n}\" {{ default = concat(v{0}, v{0}) }}\n", n - 1)).collect();
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
    let units = HEAP / 10;
    let unit = "[Kube]\nYaml=p.yaml\nAutoUpdate=registry\n".to_string();
    let mut files: Vec<(String, String)> =
        (0..units.min(300)).map(|n| (format!("deploy/k{n}.kube"), unit.clone())).collect();
    files.push(("deploy/p.yaml".into(), pod(many(300))));
    ends("units that play one manifest", &pushing(files));
}

#[test]
fn makefiles_that_grow() {
    let more: String = (0..10 * HEAP).map(|n| format!("A += word{n}\n")).collect();
    let push = "push:\n\tdocker push quay.io/acme/widget:$(word 3,$(A))\n";
    let make =
        |text: String| running("make push").into_iter().chain([("Makefile".to_string(), text)]).collect::<Vec<_>>();
    ends_in_few_steps("a variable that grows", &make(format!("{more}{push}")));
    let nested = format!("{}x{}", "$(foreach a,$(L),".repeat(12), ")".repeat(12));
    ends_in_few_steps("lists of lists of make", &make(format!("L = 1 2 3 4 5 6 7 8 9\nA = {nested}\n{push}")));
    ends_in_few_steps("a makefile that includes itself", &make(format!("{}{push}", "include Makefile\n".repeat(HEAP))));
}

#[test]
fn filters_of_many_stars() {
    let branches: Vec<String> = (0..many(300)).map(|_| format!("'{}'", "*a".repeat(300))).collect();
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

/// Of more targets than anybody has, those that were not followed may push anything.
#[test]
fn targets_beyond_the_bound_are_unknown() {
    let target = |n: usize| format!("target \"t{n}\" {{ tags=[\"quay.io/acme/w{n}:latest\"] }}\n");
    let targets: String = (0..400).map(target).collect();
    let names: Vec<String> = (0..400).map(|n| format!("\"t{n}\"")).chain(["\"last\"".to_string()]).collect();
    let last = "target \"last\" { tags=[\"quay.io/acme/widget:latest\"] }\n";
    let text = format!("{targets}{last}group \"default\" {{ targets=[{}] }}\n", names.join(","));
    let out = ends("targets of one bake", &bake("docker buildx bake --push", text));
    assert!(!out.contains("unpublished-image") && !out.contains("does not reach production"), "{out}");
}

/// Whatever a repository holds besides: links in circles, refs by the ten thousand, empty files
/// that were staged.
#[test]
fn repositories_beyond_all_measure() {
    let sandbox = Sandbox::scaffolded();
    let id = sandbox.sh("git rev-parse HEAD").stdout.trim().to_string();
    let refs: String =
        (0..40 * HEAP).map(|n| format!("{id} refs/{}/b{n:06}\n", if n % 2 == 0 { "heads" } else { "tags" })).collect();
    let mut refs: Vec<&str> = refs.lines().collect();
    refs.sort_by_key(|line| line.split_once(' ').map(|(_, name)| name));
    sandbox.write(".git/packed-refs", format!("# pack-refs with: peeled fully-peeled sorted \n{}\n", refs.join("\n")));
    sandbox
        .sh("cd deploy; ln -s . loop; ln -s ../deploy up; ln -s a b; ln -s b a; ln -s / root; ln -s /proc proc")
        .expect(0);
    for n in 0..HEAP {
        sandbox.write(&format!("deploy/empty/e{n}.env"), "");
        sandbox.write(&format!("deploy/empty/e{n}.service"), "");
        sandbox.write(&format!("many/{n}/{n}.txt"), "x");
    }
    sandbox.sh(&format!("mkdir -p {}", "deploy/d/".to_string() + &"d/".repeat(400))).expect(0);
    sandbox.sh("git add -A").expect(0);
    for words in
        ["verify --check", "verify --check --staged", "trace", "mandates", "bump --dry-run", "fleet .", "hook status"]
    {
        let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask {words}"));
        assert!(matches!(ran.code, 0 | 1), "{words}: exit {}: {}", ran.code, ran.stderr);
    }
}

/// Claims of other repositories: many, large, deep, with long names.
#[test]
fn claims_of_any_shape() {
    let sandbox = Sandbox::scaffolded();
    sandbox.xtask(&["verify", "--check", "--claims", "claims/a.json"]);
    sandbox.sh("mkdir -p claims; cargo xtask verify --check --claims claims/a.json").expect(0);
    let text = sandbox.read("claims/a.json");
    for n in 0..HEAP / 5 {
        sandbox.write(&format!("claims/m{n}.json"), text.replace("acme/widget", &format!("acme/m{n}")));
    }
    let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask fleet --claims claims"));
    assert!(matches!(ran.code, 0 | 1), "many: exit {}: {}", ran.code, ran.stderr);
    for (name, text, told) in [
        ("deep", format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)), "F011"),
        ("deep objects", "{\"a\":".repeat(DEEP), "F011"),
        ("long", text.replace("widget", &"w".repeat(HEAP * 100)), ""),
        ("cut off", text[..text.len() / 2].to_string(), "F011"),
        ("empty", String::new(), "F011"),
        ("not UTF-8", "\u{0}\u{1}".to_string(), "F011"),
    ] {
        sandbox.write("one.json", text);
        let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask fleet --claims one.json"));
        assert!(matches!(ran.code, 0 | 1), "{name}: exit {}: {}", ran.code, ran.stderr);
        assert!(ran.stdout.contains(told), "{name}: silent: {}", ran.stdout);
    }
}

#[test]
fn fleets_of_many_members() {
    let sandbox = Sandbox::new();
    let push = |n: usize| {
        format!(
            "\
on:
  push:
    branches: [main]
jobs:
  b:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/w{}:latest
",
            n % 50
        )
    };
    for n in 0..HEAP / 4 {
        sandbox.write(&format!("m{n}/.github/workflows/b.yml"), push(n));
        sandbox.write(&format!("m{n}/.specify/memory/constitution.md"), "# W\n\n**Version**: 1.0.0\n");
    }
    for format in ["text", "json", "html", "markdown"] {
        let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask fleet . --format {format}"));
        assert!(ran.code < 2 && ran.stdout.contains("quay.io/acme/w0"), "{format}: exit {}: {}", ran.code, ran.stderr);
    }
}

/// All duties of a long document become others: each is held against each section.
#[test]
fn amendments_of_every_sentence() {
    let sandbox = Sandbox::scaffolded();
    let words: Vec<String> = (0..26 * 26)
        .map(|n| {
            let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
            format!("{}{}ord{}er", letter(n), letter(n / 26), letter(n * 7))
        })
        .collect();
    let word = |n: usize| &words[n % words.len()];
    let document = |other: usize| {
        let duty = |n: usize| {
            let at = n * 31 + other * 7919;
            let heading = if n % 20 == 0 { format!("\n## Part {n}\n\n") } else { String::new() };
            let duty = [1, 17, 101, 211].map(|step| word(at * step + n).as_str()).join(" ");
            format!("{heading}- The {duty} MUST be {}.\n", word(at + 3))
        };
        let duties: String = (0..HEAP.min(2000)).map(duty).collect();
        format!(
            "# Constitution\n{duties}\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n"
        )
    };
    let path = ".specify/memory/constitution.md";
    sandbox.write(path, document(0));
    sandbox.sh("git add -A; git commit -qm constitution").expect(0);
    sandbox.write(path, document(1));
    let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask verify --check --select C"));
    assert!(ran.code == 1 && ran.stdout.contains("2.0.0"), "exit {}: {}{}", ran.code, ran.stdout, ran.stderr);
}
