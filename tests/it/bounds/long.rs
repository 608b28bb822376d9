//! Bombs of one long thing: a list, a pattern, a value, a line.

use prodproof_constitution::document::MOST_BYTES;

use super::{ends, ends_in_few_steps, ends_shortly, many, prose, pushing, script, workflow, HEAP};

/// As long as a document may be that is read.
const LONG: usize = if cfg!(debug_assertions) { 40 * HEAP } else { MOST_BYTES - 1000 };

const CHECKOUT: &str = "\
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
";

fn steps(steps: &str) -> String {
    format!("{CHECKOUT}{steps}")
}

/// Lines that a number makes.
fn lines(n: usize, line: impl Fn(usize) -> String) -> Vec<String> {
    (0..n).map(line).collect()
}

#[test]
fn scripts_of_many_ways() {
    let push = |n: usize| format!("docker push quay.io/acme/widget:t{n}");
    let around = |first: &str, middle: Vec<String>, last: &str| {
        let all = [vec![first.to_string()], middle, vec![last.to_string(), push(0)]].concat();
        script(&all)
    };
    let arms = lines(many(2000), |n| format!("  a{n}) {} ;;", push(n)));
    ends_in_few_steps("a case of many arms", &around("case \"$X\" in", arms, "esac"));
    let patterns = lines(many(5000), |n| format!("a{n}*")).join("|");
    let one = vec![format!("  {patterns}) echo ;;")];
    ends_in_few_steps("a case of many patterns", &around("case \"$X\" in", one, "esac"));
    let arms = lines(300, |n| format!("elif [ \"$X\" = a{n} ]; then {}", push(n)));
    ends_in_few_steps("an if of many arms", &around("if [ \"$X\" = b ]; then echo", arms, "fi"));
    ends_in_few_steps("pushes of one script", &script(&lines(many(2000), push)));
    ends_in_few_steps("commands of one script", &script(&lines(many(20_000), |n| format!("echo {n}"))));
    let words = lines(many(50_000), |n| format!("t{n}")).join(" ");
    ends_in_few_steps("a loop over many words", &script(&[format!("for i in {words}; do {}$i; done", push(0))]));
    let tags = lines(many(5000), |n| format!("-t quay.io/acme/widget:t{n}")).join(" ");
    ends_in_few_steps("tags of one command", &script(&[format!("docker buildx build --push {tags} .")]));
}

#[test]
fn patterns_beyond_all_measure() {
    let branches = |pattern: &str| {
        let text = format!(
            "\
on:
  push:
    branches: [main, '{pattern}']
    tags: ['{pattern}']
jobs:
  b:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/widget:latest
"
        );
        vec![(".github/workflows/build.yml".to_string(), text)]
    };
    for pattern in ["a*", "*?", "[a-z]+", "**/"] {
        ends_in_few_steps("a long pattern of branches", &branches(&format!("x{}", pattern.repeat(20_000))));
    }
    let cut = [
        format!("V={}", "a".repeat(5000)),
        format!("A=${{V##{}b}}", "*a".repeat(500)),
        format!("B=${{V%{}b*}}", "*a".repeat(500)),
        format!("C=${{V//{}b/x}}", "*a".repeat(200)),
        "docker push quay.io/acme/widget:$A$B$C".to_string(),
    ];
    ends_in_few_steps("a long pattern of the shell", &script(&cut));
    let patterns: String = (0..many(1000)).map(|n| format!("            type=match,pattern=(a*)*{n}\n")).collect();
    let text = steps(&format!(
        "      - uses: docker/metadata-action@v5
        with:
          images: quay.io/acme/widget
          tags: |
{patterns}"
    ));
    ends_in_few_steps("regular expressions", &workflow(&text));
}

#[test]
fn lists_times_lists() {
    let listed = |n: usize, what: &str| -> String { (0..n).map(|n| format!("            {what}{n}\n")).collect() };
    let text = steps(&format!(
        "      - uses: docker/metadata-action@v5
        id: m
        with:
          images: |
{}          tags: |
{}      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${{{{ steps.m.outputs.tags }}}}
",
        listed(many(300), "quay.io/acme/w"),
        listed(many(300), "type=raw,value=t")
    ));
    ends_in_few_steps("images times tags", &workflow(&text));
    let service = |n: usize| {
        format!(
            "\
  s{n}:
    image: quay.io/acme/widget:t{n}
    build: .
"
        )
    };
    let services: String = (0..many(5000)).map(service).collect();
    let compose = ("compose.yaml".to_string(), format!("services:\n{services}"));
    let mut files = workflow(&steps("      - run: docker compose build --push\n"));
    files.push(compose);
    ends_in_few_steps("services of a compose file", &files);
}

#[test]
fn values_that_hold_values() {
    let arguments: String = (1..3000).map(|n| format!("ARG a{n}=$a{0}$a{0}\n", n - 1)).collect();
    let file = format!("ARG a0=x\n{arguments}FROM quay.io/acme/base:$a2999\nLABEL a=$a2999\n");
    let build = "\
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:latest
";
    let mut files = workflow(&steps(build));
    files.push(("Dockerfile".into(), file));
    ends("arguments of a Containerfile", &files);
    let unit = format!(
        "[Service]\nEnvironment=A={}\nExecStart=/usr/bin/podman run {} quay.io/acme/widget:latest\n",
        "x".repeat(3000),
        "-e $A -e ${A} ".repeat(many(10_000))
    );
    ends("variables of a unit", &pushing(vec![("deploy/u.service".into(), unit)]));
}

#[test]
fn prose_of_one_line() {
    for (name, words) in [
        ("a sentence without an end", "Every push to main MUST publish the image of the widget and so on "),
        ("names in one line", "`quay.io/acme/widget:latest` "),
        ("versions in one line", "**Version**: 1.0.0 2026-01-01 v1.2.3 "),
        ("commas in one line", "a, b / c — d · "),
        ("denials in one line", "it does not run, and no image is not built "),
        ("words without blanks", "不得做必须"),
        ("heads without an end", "ない"),
        ("code in one line", "`a` 必须 "),
        ("many sentences", "It MUST run. "),
        ("many headings", "# a\n\n"),
        ("many items", "- a MUST b\n"),
        ("many links", "[a](b) "),
        ("many comments", "<!-- a -->\n\n"),
        ("many quotes", "> a MUST b\n\n"),
        ("many lines of versions", "**Version**: 1.0.0\n\n"),
        ("many placeholders", "[PRINCIPLE_1_NAME]\n\n"),
    ] {
        ends(name, &prose(words.repeat(LONG / words.len())));
    }
    let waiver = |n: usize| format!("[[waiver]]\nrule = \"rebuild-behind-paths\"\nreason = \"r{n}\"\n");
    let waivers: String = (0..many(2000)).map(waiver).collect();
    ends(
        "waivers of one rule",
        &prose(format!("```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n{waivers}```\n")),
    );
}

#[test]
fn marks_of_markdown() {
    ends_shortly("fences", &prose("```\nx\n```\n".repeat(4 * HEAP)));
    ends_shortly("fences that do not end", &prose((3..HEAP / 8).map(|n| format!("{}\n", "`".repeat(n))).collect()));
    ends_shortly("runs of backticks", &prose((1..HEAP / 8).map(|n| format!("{} ", "`".repeat(n))).collect()));
    ends_shortly("brackets", &prose("[".repeat(10 * HEAP)));
    ends_shortly("emphasis", &prose("*a **b ".repeat(4 * HEAP)));
    let contract = "```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n```\n";
    ends("contracts", &prose(contract.repeat(HEAP * 3 / 4)));
    let must = |n| format!("- Every push to `main` MUST publish `quay.io/acme/w{n}:latest`.\n");
    ends("mandates", &prose((0..HEAP * 3 / 4).map(must).collect()));
    let rows: String = (0..2 * HEAP).map(|n| format!("| 1.0.{n} | 2026-01-01 |\n")).collect();
    ends_shortly("rows of a history", &prose(format!("## History\n\n| Version | Date |\n|---|---|\n{rows}")));
}
