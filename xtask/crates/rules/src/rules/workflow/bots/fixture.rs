//! A bot that pushes, beside a workflow that publishes on merges and tags.

use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

pub(in crate::rules::workflow) const BOT: &str = ".github/workflows/bot.yml";
pub(in crate::rules::workflow) const MERGE: &str = "{push: {branches: [main]}}";
pub(in crate::rules::workflow) const CHECKOUT: &str = "      - uses: actions/checkout@v5\n";

/// What is found with this workflow beside, as `rule line`.
#[track_caller]
pub(in crate::rules::workflow) fn beside(build: &str, bot: &str) -> Vec<String> {
    let found = findings(&[(PATH, build), (BOT, bot)]);
    let line = |finding: &prodproof_syntax::finding::Finding| {
        let text = if finding.primary.path == BOT { bot } else { build };
        let line = text[..finding.primary.span.start].matches('\n').count() + 1;
        format!("{} {line}", finding.rule.name)
    };
    found.iter().map(line).collect()
}

pub(in crate::rules::workflow) fn bot(on: &str, steps: &str) -> String {
    format!(
        "\
name: bot
on: {on}
jobs:
  r:
    runs-on: ubuntu-latest
    steps:
{steps}"
    )
}

#[track_caller]
pub(in crate::rules::workflow) fn found(on: &str, steps: &str, expected: &[&str]) {
    let build = workflow(ON, TAGS, "true");
    assert_eq!(beside(&build, &bot(on, steps)), expected, "{steps}");
}
