//! The incident's very core: a cron in a sibling repository builds an old branch under the name
//! that production pulls. Whatever way the branch is written, the finding names it.

use super::*;

/// The sibling's workflow, with these steps before the push and these of the job.
fn weekly(job: &str, steps: &str, context: &str) -> String {
    format!(
        "\
on:
{WEEKLY}jobs:
  build:
    runs-on: ubuntu-latest
{job}    steps:
{steps}      - uses: docker/build-push-action@v6
        with:
          context: {context}
          push: true
          tags: {LATEST}
"
    )
}

fn checkout(with: &str) -> String {
    format!("      - uses: actions/checkout@v4\n        with: {{{with}}}\n")
}

#[test]
fn the_old_branch_is_named() {
    let git = "https://github.com/acme/widget-old.git#release/1.x";
    for (text, told) in [
        (weekly("", &checkout("ref: release/1.x"), "."), " of `release/1.x`"),
        (weekly("", &checkout("ref: refs/heads/release/1.x"), "."), " of `release/1.x`"),
        (weekly("", &checkout("ref: v1.0.0"), "."), " of `v1.0.0`"),
        (weekly("    env: {R: release/1.x}\n", &checkout("ref: '${{ env.R }}'"), "."), " of `release/1.x`"),
        (
            weekly("    strategy: {matrix: {b: [release/1.x]}}\n", &checkout("ref: '${{ matrix.b }}'"), "."),
            " of `release/1.x`",
        ),
        (weekly("", &checkout("ref: \"${{ inputs.ref || 'release/1.x' }}\""), "."), " of `release/1.x`"),
        (
            weekly("", &format!("{}      - run: git checkout release/1.x\n", checkout("fetch-depth: 0")), "."),
            " of `release/1.x`",
        ),
        (weekly("", "", git), " of `release/1.x`"),
        (weekly("", &checkout("fetch-depth: 0"), "."), ""),
        (weekly("", &checkout("ref: main"), "."), ""),
    ] {
        let yard = Yard::new();
        yard.widget();
        yard.repo("widget-old", "acme/widget-old", &[(BUILD, &text)]);
        let list = listing(&[("acme/widget", false), ("acme/widget-old", true)]);
        let fleet = yard.fleet(Some(&list));
        let finding = fleet.findings.iter().find(|one| one.rule.code == "F001").unwrap_or_else(|| panic!("{text}"));
        assert_eq!(finding.primary.repo, "acme/widget-old", "{text}");
        let said = finding.message.to_string();
        let expected = format!("(archived; schedule `30 4 * * 1` (Mondays at 04:30 UTC){told})");
        assert!(said.contains(&expected), "{said}\n{expected}\n{text}");
    }
}
