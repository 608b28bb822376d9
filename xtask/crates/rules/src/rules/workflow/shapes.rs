//! Shapes of inputs by hand, guards, deletions and triggers: for each what is told and what is
//! not, as GitHub, git and the tools have it.

use super::tests::{everything, PATH};

const ALL: &str = "{push: {branches: [main], tags: ['v*']}, workflow_dispatch: }";

/// A workflow that pushes the promised tag: its events, lines of the job, steps before.
fn pushes(on: &str, job: &str, steps: &str, push: &str) -> String {
    format!(
        "\
on: {on}
jobs:
  image:
    runs-on: ubuntu-latest
{job}    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with: {{registry: quay.io, username: u, password: '${{{{ secrets.P }}}}'}}
{steps}      - uses: docker/build-push-action@v6
        with:
          push: {push}
          tags: quay.io/acme/widget:latest
"
    )
}

/// `told`: a code each, with a minus where it must not be there.
#[track_caller]
fn check(text: &str, told: &str) {
    let found = everything(&[(PATH, text)]);
    let codes: Vec<&str> = found.iter().map(|one| one.rule.code).collect();
    for code in told.split_whitespace() {
        let (there, code) = code.strip_prefix('-').map_or((true, code), |code| (false, code));
        assert_eq!(codes.contains(&code), there, "{code} {codes:?}\n{text}");
    }
}

#[test]
fn whoever_starts_it_by_hand_gives_any_input() {
    let inputs = |inputs: &str| format!("{{push: {{tags: ['v*']}}, workflow_dispatch: {{inputs: {inputs}}}}}");
    for (input, push) in [
        ("{push: {type: boolean, default: false}}", "${{ inputs.push }}"),
        ("{push: {default: 'no'}}", "${{ inputs.push == 'yes' }}"),
        ("{push: {default: 'false'}}", "${{ fromJSON(inputs.push) }}"),
        ("{push: {default: 'false'}}", "${{ github.event.inputs.push }}"),
    ] {
        check(&pushes(&inputs(input), "", "", push), "-B019");
    }
    for (input, guard) in [
        ("{target: {type: choice, options: [dev, prod], default: dev}}", "inputs.target == 'prod'"),
        ("{push: {default: 'false'}}", "github.event.inputs.push == 'true'"),
        ("{n: {type: number, default: 0}}", "inputs.n > 0"),
        ("{x: {}}", "startsWith(github.ref, 'refs/tags/')"),
    ] {
        let job = format!("    if: github.event_name == 'push' || {guard}\n");
        check(&pushes(&inputs(input), &job, "", "true"), "-B019");
    }
    for script in ["if [[ \"$C\" != yes ]]; then exit 1; fi", "test \"$C\" = yes", "[ \"$C\" = yes ] || exit 1"] {
        let step = format!("      - run: {}\n        env: {{C: '${{{{ inputs.confirm }}}}'}}\n", quoted(script));
        check(&pushes(&inputs("{confirm: {required: true}}"), "", &step, "true"), "-B019");
    }
    // On other branches alone.
    let other = "    if: github.event_name == 'workflow_dispatch' && github.ref != 'refs/heads/main'\n";
    check(&pushes(ALL, other, "", "true"), "B009 B025");
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[test]
fn guards_are_read_and_not_searched() {
    for (guard, told) in [
        ("github.repository == 'acme/widget' && startsWith(github.ref, 'refs/tags/v')", "B009 -B010"),
        ("github.repository == 'ACME/widget'", "-B009 -B010"),
        ("github.repository == 'old/widget'", "B010"),
        ("github.repository_owner == 'old'", "B010"),
        ("!github.event.repository.fork", "-B009 -B010"),
        ("contains(fromJSON('[\"acme/widget\",\"old/widget\"]'), github.repository)", "-B009 -B010"),
        ("github.event_name == 'release'", "B009"),
        ("github.repository != 'old/widget'", "-B009 -B010"),
        ("startsWith(github.repository, 'acme/')", "-B009 -B010"),
        ("github.repository == format('{0}/{1}', 'old', 'widget')", "B010"),
        ("github.actor != 'dependabot[bot]'", "-B009 -B010"),
        ("github.repository == 'acme/widget' # not in old/widget", "-B009 -B010"),
    ] {
        check(&pushes(ALL, &format!("    if: {}\n", plain(guard)), "", "true"), told);
    }
    let comments = "# github.repository == 'old/widget'\n# no inputs. here\n";
    check(&format!("{comments}{}", pushes(ALL, "", "", "true")), "-B009 -B010");
}

/// A guard that begins with a mark of YAML stands in quotes.
fn plain(guard: &str) -> String {
    if guard.starts_with('!') {
        quoted(guard)
    } else {
        guard.to_string()
    }
}

#[test]
fn what_takes_the_tag_away() {
    let then = |run: &str| format!("{}      - run: {run}\n", pushes(ALL, "", "", "true"));
    for (run, told) in [
        ("skopeo delete docker://quay.io/acme/widget:latest", "B050"),
        ("crane delete quay.io/acme/widget:latest", "B050"),
        ("crane delete quay.io/acme/widget:old", "-B050"),
        ("regctl tag rm quay.io/acme/widget:latest", "B050"),
        ("regctl tag delete quay.io/acme/widget:old", "-B050"),
        ("oras manifest delete --force quay.io/acme/widget:latest", "B050"),
        ("docker rmi quay.io/acme/widget:latest", "-B050"),
        ("podman image rm quay.io/acme/widget:latest", "-B050"),
        ("skopeo delete docker://quay.io/acme/gadget:latest", "-B050"),
        ("skopeo delete docker://quay.io/acme/widget:$(date +%F)", "-B050"),
    ] {
        check(&then(run), told);
    }
    // First deleted, then pushed anew.
    let first = "      - run: skopeo delete docker://quay.io/acme/widget:latest || true\n";
    check(&pushes(ALL, "", first, "true"), "-B050");
}

#[test]
fn triggers_runners_and_registries() {
    let release = |types: &str| format!("{{push: {{branches: [main]}}, release: {{types: [{types}]}}}}");
    check(&pushes(&release("created"), "", "", "true"), "B047");
    check(&pushes(&release("published"), "", "", "true"), "-B047");
    check(&pushes(&release("created, published"), "", "", "true"), "-B047");
    let on = |runner: &str| pushes(ALL, "", "", "true").replace("ubuntu-latest", runner);
    check(&on("ubuntu-20.04"), "B046");
    check(&on("[self-hosted, ubuntu-20.04]"), "-B046");
    let matrix = pushes(ALL, "    strategy: {matrix: {os: [ubuntu-18.04]}}\n", "", "true");
    check(&matrix.replace("ubuntu-latest", "${{ matrix.os }}"), "B046");
    for (run, told) in [
        ("docker push quay.io/quay.io/acme/widget:latest", "B022"),
        ("crane copy quay.io/acme/widget:1 ghcr.io/ghcr.io/acme/widget:latest", "B022"),
        ("skopeo copy docker://quay.io/acme/a:1 docker://quay.io/quay.io/acme/a:1", "B022"),
        ("docker push quay.io/acme/quay.io:latest", "-B022"),
    ] {
        check(&pushes(ALL, "", &format!("      - run: {run}\n"), "true"), told);
    }
    check(&pushes(ALL, "", "", "true").replace("registry: quay.io", "registry: ghcr.io"), "B048");
    let old = "{schedule: [{cron: '30 4 * * 1'}], push: {branches: [main]}}";
    let old = pushes(old, "", "", "true");
    let checkout =
        "checkout@v4\n        with: {ref: \"${{ github.event_name == 'schedule' && 'release/1.x' || '' }}\"}";
    // The checkout is built only where it is the context: else it is git's, of the event.
    check(&old.replace("checkout@v4", checkout), "-B045");
    let old = old.replace("push: true", "context: .\n          push: true");
    check(&old.replace("checkout@v4", checkout), "B045");
    check(&old, "-B045");
}
