//! Bombs in which each of many has to do with each of the others.

use super::{ends, ends_in_few_steps, images, many, pushing, workflow, HEAD, HEAP};

/// Each of many with each of the others.
#[test]
fn all_with_all() {
    let waits = |n: usize| -> Vec<(String, String)> {
        let all: Vec<String> = (0..n).map(|k| format!("w{k}")).collect();
        let file = |k: usize| {
            let push = if k == 0 { "\n  push: {branches: [main]}" } else { "" };
            format!(
                "\
name: w{k}
on:
  workflow_run: {{workflows: [{}], types: [completed]}}{push}
jobs:
  b:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/w{k}:latest
",
                all.join(", ")
            )
        };
        (0..n).map(|k| (format!(".github/workflows/w{k}.yml"), file(k))).collect()
    };
    ends_in_few_steps("workflows that all wait for all", &waits(many(100)));
    let jobs: String = (0..many(100))
        .map(|k| {
            let needs: Vec<String> = (0..k).map(|own| format!("j{own}")).collect();
            format!(
                "  j{k}:
    runs-on: x
    needs: [{}]
    steps:
      - run: docker push quay.io/acme/widget:latest
",
                needs.join(", ")
            )
        })
        .collect();
    ends_in_few_steps("jobs that need all before them", &workflow(&format!("jobs:\n{jobs}")));
    let step = |run: &str, k: usize| format!("      - run: {run}quay.io/acme/widget:t{k}\n");
    let deletions: String = (0..HEAP / 10).map(|k| step("skopeo delete docker://", k)).collect();
    let pushes: String = (0..HEAP / 10).map(|k| step("docker push ", k)).collect();
    ends_in_few_steps(
        "deletions of all that is pushed",
        &workflow(&format!(
            "\
jobs:
  b:
    runs-on: x
    steps:
{deletions}{pushes}"
        )),
    );
}

/// What is judged for each image: what stands at one place for all of them is one thing.
#[test]
fn units_that_may_run_any_of_many_images() {
    let mut files = images(many(200));
    files.retain(|(path, _)| !path.starts_with("deploy/"));
    files.extend((0..many(500)).map(|n| (format!("deploy/x{n}.container"), "[Container]\nImage=$X\n".to_string())));
    ends("units of an unknown image", &files);
    let mut files = images(HEAP * 2 / 3);
    files.retain(|(path, _)| path.starts_with(".specify"));
    ends("images that nobody publishes", &pushing(files));
}

#[test]
fn a_deep_chain_of_jobs() {
    let job = |n: usize| {
        let needs = if n == 0 { String::new() } else { format!("    needs: j{}\n", n - 1) };
        format!(
            "  j{n}:
    runs-on: x
{needs}    steps:
      - run: 'true'
"
        )
    };
    let jobs: String = (0..many(3000)).map(job).collect();
    ends("jobs that wait for one another", &workflow(&format!("jobs:\n{jobs}")));
}

#[test]
fn patterns_and_the_files_that_they_may_take() {
    let patterns: String = (0..3000).map(|n| format!("      - 'src/*{n}/**/a*b*c*/**'\n")).collect();
    let build = format!(
        "\
on:
  push:
    branches: [main]
    paths:
{patterns}
jobs:
  b:
    runs-on: x
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:latest
"
    );
    let mut files: Vec<(String, String)> = (0..1000).map(|n| (format!("src/x{n}/a/b/c.rs"), String::new())).collect();
    files.push((".github/workflows/build.yml".into(), build));
    files.push(("Dockerfile".into(), "FROM scratch\nCOPY . .\n".into()));
    let out = ends("patterns and files", &files);
    assert!(out.contains("too many files to hold against so many patterns"), "{out}");
}

#[test]
fn inputs_that_each_publish() {
    let inputs: String =
        (0..many(500)).map(|n| format!("      i{n}: {{type: choice, options: [a, b, c]}}\n")).collect();
    let steps: String = (0..many(500))
        .map(|n| {
            format!(
                "      - if: inputs.i{n} == 'b'\n        run: docker push quay.io/acme/widget:${{{{ inputs.i{n} }}}}\n"
            )
        })
        .collect();
    let text = format!(
        "\
{HEAD}    inputs:
{inputs}jobs:
  b:
    runs-on: x
    steps:
{steps}"
    );
    ends("inputs that each publish", &[(".github/workflows/build.yml".into(), text)]);
}

#[test]
fn a_workflow_of_one_line() {
    let steps = "{run: 'docker push quay.io/acme/widget:latest'}, ".repeat(HEAP);
    let text = format!("{{on: {{push: {{branches: [main]}}}}, jobs: {{b: {{runs-on: x, steps: [{steps}]}}}}}}");
    ends("a workflow of one line", &[(".github/workflows/build.yml".into(), text)]);
}

/// One finding tells of each: so many places as anybody looks at, and how many more there are.
#[test]
fn keys_that_are_stated_again_and_again() {
    let text = format!(
        "\
{HEAD}jobs:
  b:
    runs-on: x
    env:
{}    steps:
      - run: docker push quay.io/acme/widget:latest
",
        "      A: b\n".repeat(4 * HEAP)
    );
    let out = ends("keys that are stated again", &[(".github/workflows/build.yml".into(), text)]);
    assert!(out.len() < 64 * 1024 && out.contains("more places in `--format json`"), "{} bytes", out.len());
}
