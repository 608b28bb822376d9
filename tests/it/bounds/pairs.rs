//! Bombs in which each of many has to do with each of the others.

use super::{ends_in_few_steps, workflow, HEAP};

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
    ends_in_few_steps("workflows that all wait for all", &waits(100));
    let jobs: String = (0..100)
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
