//! What else must hold for a publication, as `trace` tells it: for each event of a
//! workflow the conditions of what it publishes.

use std::collections::BTreeSet;

use prodproof_rules::chain::{Chain, NoRun};
use prodproof_rules::repo::Repo;
use prodproof_rules::report::trace::{self, Charset};
use prodproof_rules::words::Worded;
use prodproof_syntax::snapshot::{Facts, Snapshot};

const PATH: &str = ".github/workflows/w.yml";

fn chain(files: &[(&str, &str)]) -> Chain {
    let today = time::Date::from_calendar_date(2026, time::Month::January, 1).unwrap();
    let mut facts = Facts::unknown("widget", today);
    facts.repository = Some("acme/widget".into());
    Chain::of(&Repo::new(Snapshot::of(files, facts)))
}

/// All conditions on what the event publishes.
#[track_caller]
fn on(event: &str, text: &str, expected: &[&str]) {
    let ci = "\
name: CI
on: {push: {branches: [main]}}
jobs: {t: {runs-on: x, steps: [{run: make test}]}}
";
    let chain = chain(&[(PATH, text), (".github/workflows/ci.yml", ci)]);
    let found: Vec<_> = chain.publications.iter().filter(|one| one.event == event).collect();
    assert!(!found.is_empty(), "nothing on {event}\n{text}");
    let found: BTreeSet<String> =
        found.iter().flat_map(|one| &one.conditions).map(|on| on.told().to_string()).collect();
    assert_eq!(found, expected.iter().map(ToString::to_string).collect(), "{text}");
}

const PUSH: &str = "    steps: [{uses: docker/build-push-action@v6, with: {push: true, tags: a/b}}]\n";
const MERGE: &str = "push:main";

fn jobs(on: &str, before: &str, job: &str) -> String {
    format!(
        "\
on: {on}
jobs:
{before}  p:
    runs-on: x
{job}{PUSH}"
    )
}

const TEST: &str = "  test: {runs-on: x, steps: [{run: make test}]}\n";
const LINT: &str = "  lint: {runs-on: x, steps: [{run: make lint}]}\n";

#[test]
fn jobs_that_are_needed() {
    on(MERGE, &jobs("push", TEST, ""), &[]);
    on(MERGE, &jobs("push", TEST, "    needs: test\n"), &["if the job `test` succeeds"]);
    let both = format!("{TEST}{LINT}");
    on(MERGE, &jobs("push", &both, "    needs: [test, lint]\n"), &["if the jobs `test`, `lint` succeed"]);
    // Its own condition says whether they have to.
    on(MERGE, &jobs("push", &both, "    needs: [test, lint]\n    if: always()\n"), &[]);
    let one = "    needs: [test, lint]\n    if: ${{ !cancelled() && needs.test.result == 'success' }}\n";
    on(MERGE, &jobs("push", &both, one), &["if the job `test` succeeds"]);
    let guarded = TEST.replace("runs-on", "if: \"vars.X == 'y'\", runs-on");
    let expected = ["only if `vars.X == 'y'`"];
    on(MERGE, &jobs("push", &guarded, "    needs: test\n"), &expected);
}

#[test]
fn digests_that_become_tags_in_another_job() {
    let before = |strategy: &str| {
        format!(
            "  build:
    runs-on: x
    strategy: {strategy}
    steps:
      - uses: docker/build-push-action@v6
        with: {{outputs: 'type=image,name=a/b,push-by-digest=true,push=true'}}
"
        )
    };
    let text = |strategy: &str| jobs("push", &before(strategy), "    needs: build\n");
    on(
        MERGE,
        &text("{matrix: {a: [1, 2]}}"),
        &["if every matrix job of `build` pushes its digest (`fail-fast`: one that fails cancels the others)"],
    );
    on(MERGE, &text("{fail-fast: false, matrix: {a: [1, 2]}}"), &["if every matrix job of `build` pushes its digest"]);
}

#[test]
fn what_only_a_run_knows() {
    let list = "  list: {runs-on: x, outputs: {images: '${{ steps.a.outputs.b }}'}, steps: [{id: a, run: ./find}]}\n";
    let matrix = "    needs: list\n    strategy: {matrix: {image: '${{ fromJSON(needs.list.outputs.images) }}'}}\n";
    on(
        MERGE,
        &jobs("push", list, matrix),
        &[
            "if the job `list` succeeds",
            "only for what the job `list` puts into the matrix; an empty one publishes nothing",
        ],
    );
    let guard = "    needs: list\n    if: needs.list.outputs.images != ''\n";
    let said = ["only if `needs.list.outputs.images != ''`, which the job `list` decides"];
    on(MERGE, &jobs("push", list, guard), &said);
    let step = |with: &str| {
        let step = "    steps:
      - {id: c, run: ./check}
      - {uses: docker/build-push-action@v6, WITH}
";
        jobs("push", "", "").replace(PUSH, &step.replace("WITH", with))
    };
    let said = "only if `steps.c.outputs.changed == 'true'`, which the step `c` decides";
    on(MERGE, &step("if: \"steps.c.outputs.changed == 'true'\", with: {push: true, tags: a/b}"), &[said]);
    on(MERGE, &step("with: {push: \"${{ steps.c.outputs.changed == 'true' }}\", tags: a/b}"), &[said]);
    on(
        MERGE,
        &step("env: {T: '${{ secrets.T }}'}, if: env.T != '', with: {push: true, tags: a/b}"),
        &["only if `env.T != ''`"],
    );
}

#[test]
fn runs_that_wait() {
    let group = |on: &str, group: &str| format!("concurrency: {group}\n{}", jobs(on, "", ""));
    let replaced = "unless another run of the concurrency group `release` replaces it while it waits";
    on(MERGE, &group("push", "release"), &[replaced]);
    on("tag:v1.2.3", &group("push", "{group: release, cancel-in-progress: false}"), &[replaced]);
    // One of the same workflow and branch publishes instead.
    on(MERGE, &group("push", "'${{ github.workflow }}-${{ github.ref }}'"), &[]);
    on(MERGE, &group("{push: {branches: [main]}, schedule: [{cron: '1 1 * * *'}]}", "release"), &[]);
    let other = format!("name: o\n{}", group("{push: {branches: [main]}}", "release"));
    let found = chain(&[(PATH, &group("{push: {branches: [main]}}", "release")), (".github/workflows/o.yml", &other)]);
    assert!(
        found
            .publications
            .iter()
            .all(|one| one.conditions.iter().map(|on| on.told().to_string()).collect::<Vec<_>>() == [replaced]),
        "{found:?}"
    );
    let cancelled = group("push", "{group: release, cancel-in-progress: true}");
    on(MERGE, &cancelled, &["unless a newer run of the concurrency group `release` cancels it"]);
}

/// A run that is alone in its group is cancelled by none.
#[test]
fn groups_of_one_run() {
    let group = |on: &str, name: &str| {
        format!("concurrency: {{group: 'x-${{{{ {name} }}}}', cancel-in-progress: true}}\n{}", jobs(on, "", ""))
    };
    for name in ["github.sha", "github.run_id", "github.run_number", "github.event.after"] {
        on(MERGE, &group("push", name), &[]);
    }
    let shared = |name: &str| format!("unless a newer run of the concurrency group `x-${{{{ {name} }}}}` cancels it");
    for name in ["github.ref", "github.ref || github.run_id", "github.head_ref || github.ref", "github.run_attempt"] {
        on(MERGE, &group("push", name), &[&shared(name)]);
    }
    let queue = "if a merge queue makes the merge";
    on(MERGE, &group("merge_group", "github.ref"), &[queue]);
    on(MERGE, &group("merge_group", "github.event.merge_group.head_ref"), &[queue]);
    on(
        MERGE,
        &group("merge_group", "github.event.merge_group.base_ref"),
        &[queue, &shared("github.event.merge_group.base_ref")],
    );
}

#[test]
fn settings_and_other_workflows() {
    let text = jobs("push", "", "    environment: {name: production}\n");
    on(MERGE, &text, &["if the protection rules of the environment `production` let it through"]);
    let quiet =
        "if the schedule runs: GitHub drops runs under load, and ends it after 60 quiet days of a public repository";
    on("schedule", &jobs("{schedule: [{cron: '1 1 * * *'}], workflow_dispatch: }", "", ""), &[quiet]);
    on("schedule", &jobs("{schedule: [{cron: '1 1 * * *'}], push: }", "", ""), &[]);
    let after = "{workflow_run: {workflows: [CI], types: [completed]}}";
    on(
        MERGE,
        &jobs(after, "", ""),
        &["if a run of `CI` on `main` completes, failed or not: nothing asks for its `conclusion`"],
    );
    let asks = "    if: github.event.workflow_run.conclusion == 'success'\n";
    on(MERGE, &jobs(after, "", asks), &["if a run of `CI` on `main` succeeds"]);
}

#[test]
fn what_holds_for_all_is_told_once() {
    let text = jobs("push", TEST, "    needs: test\n").replace("tags: a/b", "tags: 'a/b:x,a/b:y'");
    let shown = trace::text(&chain(&[(PATH, &text)]), Charset::Ascii);
    assert_eq!(shown.matches("if the job `test` succeeds").count(), 1, "once for all events\n{shown}");
    let first = "all that is published\n  if the job `test` succeeds\nmerge (push:main)\n|- + publishes";
    assert!(shown.starts_with(first), "{shown}");
    let last = "  unless GitHub starts no run: `[skip ci]`, more than three tags at once, workflow disabled, repository archived\n";
    assert!(shown.ends_with(last), "{shown}");
    let text = jobs("{schedule: [{cron: '1 1 * * *'}]}", "", "");
    assert_eq!(chain(&[(PATH, &text)]).unless, [NoRun::Disabled, NoRun::Archived]);
    assert!(chain(&[]).unless.is_empty());
}
