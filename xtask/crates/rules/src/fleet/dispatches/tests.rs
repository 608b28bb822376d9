//! What wakes which repository, step by step.

use super::*;

fn read(steps: &str) -> (Vec<Dispatch>, Vec<Receiver>) {
    let text = format!(
        "\
on: push
env:
  ORG: acme
jobs:
  notify:
    runs-on: x
    strategy:
      matrix:
        child: [acme/a, acme/b]
    steps:
{steps}"
    );
    of(&text)
}

fn of(text: &str) -> (Vec<Dispatch>, Vec<Receiver>) {
    dispatches(&[Arc::new(WorkflowFile::read(".github/workflows/n.yml", text))], Some("acme"))
}

#[track_caller]
fn good(steps: &str, expected: &[&str]) {
    let unknown = || "<?>".to_string();
    let found: Vec<String> = read(steps)
        .0
        .into_iter()
        .map(|d| {
            let what = d.workflow.map(|w| format!("workflow {w}")).or(d.event_type).unwrap_or_else(unknown);
            format!("{} {} {what}", d.spot.line, d.to.unwrap_or_else(unknown))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn the_action_wakes_another_repository() {
    good(
        "      - uses: peter-evans/repository-dispatch@v3
        with:
          repository: acme/child
          event-type: base
",
        &["13 acme/child base"],
    );
    good(
        "      - uses: peter-evans/repository-dispatch@v3
        with:
          event-type: own
",
        &[],
    );
    good(
        "      - uses: peter-evans/repository-dispatch@v3
        with:
          repository: ${{ matrix.child }}
          event-type: base
",
        &["13 acme/a base", "13 acme/b base"],
    );
    good(
        "      - uses: peter-evans/repository-dispatch@v3
        with:
          repository: ${{ vars.CHILD }}
          event-type: base
",
        &["13 <?> base"],
    );
}

#[test]
fn the_command_line_wakes_another_repository() {
    good("      - run: gh api repos/acme/child/dispatches -f event_type=base\n", &["11 acme/child base"]);
    good(
            "      - run: |\n          for r in a b; do\n            gh api repos/$ORG/$r/dispatches -f event_type=base\n          done\n",
            &["13 acme/a base", "13 acme/b base"],
        );
    good(
            "      - run: |\n          curl -X POST https://api.github.com/repos/${{ github.repository_owner }}/child/dispatches \\\n            -d \"{\\\"event_type\\\": \\\"base\\\"}\"\n",
            &["12 acme/child base"],
        );
    good("      - run: gh workflow run build.yml -R acme/child\n", &["11 acme/child workflow build.yml"]);
    good("      - run: gh api repos/$(cat x)/dispatches -f event_type=base\n", &["11 <?> base"]);
    good("      - run: echo dispatches\n", &[]);
    // The same words before it, in a comment or another step, are not where it stands.
    good(
            "      # gh workflow run build.yml -R acme/child\n      - run: |\n          true\n          gh workflow run build.yml -R acme/child\n",
            &["14 acme/child workflow build.yml"],
        );
}

#[test]
fn a_script_wakes_another_repository() {
    good(
        "      - uses: actions/github-script@v7
        with:
          script: |
            await github.rest.repos.createDispatchEvent({
              owner: context.repo.owner, repo: 'child',
              event_type: 'base',
            })
",
        &["14 acme/child base"],
    );
}

#[test]
fn what_a_repository_listens_to() {
    let types = |text: &str| of(text).1.into_iter().map(|r| (r.spot.line, r.types)).collect::<Vec<_>>();
    assert_eq!(
        types(
            "\
on:
  repository_dispatch:
    types: [base, other]
"
        ),
        [(2, vec!["base".into(), "other".into()])]
    );
    assert_eq!(types("on:\n  repository_dispatch:\n"), [(2, vec![])]);
    assert_eq!(types("on: [push, repository_dispatch]\n"), [(1, vec![])]);
    assert!(types("on: push\n").is_empty());
    assert!(types("on: {").is_empty(), "not YAML is another rule's finding");
}
