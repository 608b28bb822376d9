//! B044: the image names a commit that it was not built from.

use super::{image, of_image, written_revision};
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::expression::{parts, Part};
use prodproof_publication::{BuiltCommit, CommandBuild, ImageBuild, RevisionLabel, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::{action, input, steps_of};

rule! {
    /// ## What it does
    /// Reports a build whose label `org.opencontainers.image.revision` is `github.sha`,
    /// written out or from docker/metadata-action, where `actions/checkout` has put another
    /// commit in its place: with `ref:`, or with `repository:`. And one whose label is the same
    /// text on every run, of the build or of its Containerfile: a commit that somebody has
    /// written down, or the name of a branch.
    ///
    /// ## Why is this bad?
    /// Everybody who asks the image which commit it is gets a wrong answer, and so does
    /// `cargo xtask live`: a fix seems to run that does not, or the other way round. In a
    /// workflow that waits for another one `github.sha` is the tip of the default branch,
    /// and not the commit that the other one has run on.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: actions/checkout@v4
    ///   with:
    ///     ref: stable-1.x
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     context: .
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    ///     labels: |
    ///       org.opencontainers.image.source=https://github.com/acme/widget
    ///       org.opencontainers.image.version=${{ steps.meta.outputs.version }}
    ///       org.opencontainers.image.revision=${{ github.sha }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: actions/checkout@v4
    ///   id: checkout
    ///   with:
    ///     ref: stable-1.x
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     context: .
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    ///     labels: |
    ///       org.opencontainers.image.source=https://github.com/acme/widget
    ///       org.opencontainers.image.version=${{ steps.meta.outputs.version }}
    ///       org.opencontainers.image.revision=${{ steps.checkout.outputs.commit }}
    /// ```
    ///
    /// or `context: git` for docker/metadata-action, which then looks at the checkout.
    ///
    /// ## References
    /// [checkout](https://github.com/actions/checkout#usage),
    /// [`context`](https://github.com/docker/metadata-action#context)
    B044 UNTRUE_REVISION "untrue-revision" Error "the image names a commit that it was not built from"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let build = &repo.build;
    let publishes = |one: &ImageBuild| is_published(repo, &image, one);
    let lies = |one: &&ImageBuild| {
        let lie = match &one.revision {
            RevisionLabel::Unsaid => false,
            RevisionLabel::Event => {
                !matches!(one.source, BuiltCommit::Event | BuiltCommit::Found | BuiltCommit::Unknown)
            }
            RevisionLabel::Fixed(text) => !matches!(&one.source, BuiltCommit::Named(own) if own.starts_with(text)),
        };
        lie && publishes(one) && one.reached == Answer::Yes
    };
    let Some(one) = build.builds.iter().find(lies) else { return by_command(repo, &image, acc) };
    let Some(file) = build.file(&one.path) else { return };
    let step = file.step_at(one.span);
    let labels = step.and_then(|step| input(step, "labels"));
    let place = labels.map_or(one.span, |node| node.span);
    if let RevisionLabel::Fixed(text) = &one.revision {
        acc.push(fixed(text, Place::new(&one.path, place)));
        return;
    }
    let message =
        format!("`org.opencontainers.image.revision` is `github.sha`, and what is built is {}", built(&one.source));
    let mut finding = UNTRUE_REVISION
        .at(Place::new(&one.path, place), message)
        .help("let the label name what was checked out: `${{ steps.<id of the checkout>.outputs.commit }}`");
    if let Some(checkout) = checkout(file, &one.job, place.start) {
        finding = finding.related(&one.path, checkout.span, "this is checked out");
        let edit = labels.and_then(|labels| same_commit(file, labels, checkout));
        finding = match edit {
            Some(edit) => finding.safe_fix("name the commit that is checked out", vec![edit]),
            None => finding,
        };
    }
    acc.push(finding);
}

/// The same of a command that builds.
fn by_command(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let named = |one: &CommandBuild| one.names.iter().any(|own| own.same_name(image) == Answer::Yes);
    let found = repo.build.command_builds.iter().filter(|one| named(one)).find_map(|one| match &one.revision {
        RevisionLabel::Fixed(text) => Some((text, one)),
        RevisionLabel::Event | RevisionLabel::Unsaid => None,
    });
    acc.extend(match found {
        Some((text, one)) => Some(fixed(text, Place::new(&one.path, one.span))),
        None => written_revision::label(repo, image).map(|(text, place)| fixed(&text, place)),
    });
}

pub(super) fn is_published(repo: &Repo, image: &Reference, one: &ImageBuild) -> bool {
    of_image(repo, image).any(|(own, _)| own.event == one.event && own.path == one.path && own.job == one.job)
}

/// One text for every commit: a branch, or a commit that somebody has written down.
fn fixed(text: &str, place: Place) -> Finding {
    let message = format!("`org.opencontainers.image.revision` is `{text}`, whichever commit is built");
    UNTRUE_REVISION.at(place, message).help("let the label name what is built: `${{ github.sha }}`")
}

fn built(source: &BuiltCommit) -> String {
    match source {
        BuiltCommit::Named(name) => format!("`{name}`"),
        other => other.told().to_string(),
    }
}

/// The `ref` or `repository` of the last checkout before the build.
fn checkout<'f>(file: &'f WorkflowFile, job: &str, before: usize) -> Option<&'f Node> {
    let job = file.job(job.rsplit(" / ").next()?)?;
    let steps = steps_of(job).iter();
    let is_checkout =
        |step: &&Node| action(step).is_some_and(|name| name == "actions/checkout") && step.span.start < before;
    let inputs = |step: &'f Node| ["ref", "repository"].iter().find_map(|name| input(step, name));
    steps.filter(is_checkout).filter_map(inputs).next_back()
}

/// `github.sha` in the label exchanged for the expression that is checked out, where that
/// is one of a commit.
fn same_commit(file: &WorkflowFile, labels: &Node, checkout: &Node) -> Option<Edit> {
    let all = parts(checkout.as_str()?.trim());
    let [Part::Expression(body, _)] = all.as_slice() else { return None };
    if !body.trim().ends_with("sha") {
        return None;
    }
    let text = &labels.scalar()?.text;
    let at = text.find("org.opencontainers.image.revision=")?;
    let name = at + text[at..].lines().next()?.find("github.sha")?;
    let span = labels.span_in(&file.text, prodproof_syntax::span::Span::new(name, name + "github.sha".len()));
    (span.text(&file.text) == "github.sha").then(|| Edit::new(&file.path, span, body.trim()))
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, fixes, PATH};

    fn text(on: &str, checkout: &str, build: &str) -> String {
        format!(
            "\
on:
{on}jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
        with: {{{checkout}}}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: quay.io/acme/widget:latest
{build}"
        )
    }

    const LABEL: &str = "          labels: |\n            org.opencontainers.image.source=x\n            org.opencontainers.image.version=x\n            org.opencontainers.image.revision=${{ github.sha }}\n";
    const ON: &str = "  push: {branches: [main]}
  schedule: [{cron: '30 4 * * 1'}]
  workflow_dispatch:
";

    fn lies(on: &str, checkout: &str, build: &str) -> bool {
        let text = text(on, checkout, build);
        findings(&[(PATH, &text)]).iter().any(|found| found.rule.name == "untrue-revision")
    }

    #[test]
    fn another_commit_is_checked_out() {
        let here = format!("          context: .\n{LABEL}");
        assert!(lies(ON, "ref: stable-1.x", &here));
        assert!(lies(ON, "ref: refs/tags/v1.0.0", &here));
        assert!(lies(ON, "repository: acme/other", &here));
        for same in [
            "",
            "ref: main",
            "ref: '${{ github.sha }}'",
            "ref: '${{ github.ref }}'",
            "repository: acme/Widget",
            "fetch-depth: 0",
            "ref: x, path: elsewhere",
        ] {
            assert!(!lies(ON, same, &here), "{same}");
        }
        // Only the run knows.
        assert!(!lies(ON, "ref: '${{ vars.REF }}'", &here));
        // Without `context` the builder fetches the event's commit by itself.
        assert!(!lies(ON, "ref: stable-1.x", LABEL));
        // So it does where it is told to, and it fetches what an address names.
        let context = |text: &str| format!("          context: {text}\n{LABEL}");
        assert!(!lies(ON, "ref: stable-1.x", &context("'{{defaultContext}}:web'")));
        assert!(lies(ON, "", &context("https://github.com/acme/widget.git#develop")));
        assert!(!lies(ON, "ref: stable-1.x", &context("https://github.com/acme/widget.git")));
        // The label says what was checked out.
        assert!(!lies(ON, "ref: stable-1.x", &here.replace("github.sha", "steps.c.outputs.commit")));
    }

    #[test]
    fn a_label_that_the_containerfile_writes_out() {
        let told = |recipe: &str, build: &str, step: &str| {
            let steps = format!("      - run: {step}\n      - uses: docker/build-push-action@v6");
            let text = text(ON, "", build).replace("      - uses: docker/build-push-action@v6", &steps);
            let found = findings(&[(PATH, &text), ("Dockerfile", recipe)]);
            found.iter().any(|one| one.rule.name == "untrue-revision" && one.primary.path == "Dockerfile")
        };
        let context = "          context: .\n";
        let label = "LABEL org.opencontainers.image.revision=";
        let recipe = format!("FROM a AS base\n{label}abc1234\nFROM base AS prod\nFROM a\n");
        assert!(told(&recipe, &format!("{context}          target: prod\n"), "true"));
        assert!(!told(&recipe, context, "true"), "another stage");
        let last = format!("FROM a\n{label}abc1234\n");
        assert!(told(&last, context, "docker build -f Dockerfile ."));
        // Somebody else gives it, or may.
        assert!(!told(&last, &format!("{context}{LABEL}"), "true"));
        assert!(!told(&last, &format!("{context}          labels: ${{{{ vars.LABELS }}}}\n"), "true"));
        assert!(!told(&last, context, "sed -i s/abc1234/$GITHUB_SHA/ Dockerfile"));
        assert!(!told(&last, context, "envsubst < x > Dockerfile"));
        assert!(!told(&format!("FROM a\nARG R\n{label}$R\n"), context, "true"));
    }

    #[test]
    fn a_label_that_is_the_same_on_every_run() {
        let here = |value: &str| format!("          context: .\n{}", LABEL.replace("${{ github.sha }}", value));
        for value in ["abc1234", "main", "${{ github.ref_name }}", "v1.2.3", "'abc1234'"] {
            assert!(lies(ON, "", &here(value)), "{value}");
        }
        let commit = "0123456789012345678901234567890123456789";
        assert!(!lies(ON, &format!("ref: '{commit}'"), &here(commit)), "it is what is checked out");
        assert!(lies(ON, "ref: stable-1.x", &here(commit)));
        for value in ["${{ github.sha }}", "${{ vars.X }}", "${{ steps.g.outputs.sha }}", ""] {
            assert!(!lies(ON, "", &here(value)), "{value}");
        }
        let command = |label: &str| {
            let text = format!(
                "\
on: {{push: {{branches: [main]}}}}
jobs:
  b:
    runs-on: x
    steps:
      - run: |
          docker build --label org.opencontainers.image.revision={label} -t quay.io/acme/widget:latest .
          docker push quay.io/acme/widget:latest
"
            );
            findings(&[(PATH, &text)]).iter().any(|found| found.rule.name == "untrue-revision")
        };
        assert!(command("abc1234") && command("main") && command("'v1'"));
        assert!(!command("$GITHUB_SHA") && !command("$(git rev-parse HEAD)") && !command("${{ github.sha }}"));
    }

    #[test]
    fn git_tells_what_is_checked_out() {
        let labels = |script: &str| {
            let here = format!("          context: .\n{}", LABEL.replace("github.sha", "steps.g.outputs.sha"));
            let step = format!(
                "\
- id: g
        run: |
          {script}
      - uses: docker/build"
            );
            let text = text(ON, "ref: stable-1.x", &here).replace("- uses: docker/build", &step);
            findings(&[(PATH, &text)]).iter().any(|found| found.rule.name == "untrue-revision")
        };
        assert!(!labels("echo sha=$(git rev-parse HEAD) >> $GITHUB_OUTPUT"));
        assert!(!labels("echo sha=$(git log -1 --format=%H) >> $GITHUB_OUTPUT"));
        assert!(labels("echo sha=$GITHUB_SHA >> $GITHUB_OUTPUT"));
    }

    #[test]
    fn the_commit_of_the_run_before() {
        let on = "  workflow_run: {workflows: [CI], types: [completed]}\n";
        let ci = "\
name: CI
on: {push: {branches: [main]}}
jobs: {t: {runs-on: x, steps: [{run: 'true'}]}}
";
        let here = format!("          context: .\n{LABEL}");
        let text = text(on, "ref: '${{ github.event.workflow_run.head_sha }}'", &here);
        let names = |text: &str| -> Vec<&str> {
            findings(&[(PATH, text), (".github/workflows/ci.yml", ci)]).iter().map(|found| found.rule.name).collect()
        };
        assert!(names(&text).contains(&"untrue-revision"));
        let mended = text.replace("${{ github.sha }}", "${{ github.event.workflow_run.head_sha }}");
        assert!(!names(&mended).contains(&"untrue-revision"));
    }

    #[test]
    fn the_label_gets_what_is_checked_out() {
        let here = format!("          context: .\n{LABEL}");
        let text = text(
            "  pull_request:
  push: {branches: [main], tags: ['v*']}
  workflow_dispatch:
",
            "ref: '${{ github.event.pull_request.head.sha }}'",
            &here,
        );
        fixes(
            &text,
            "untrue-revision",
            &text.replace("${{ github.sha }}", "${{ github.event.pull_request.head.sha }}"),
        );
    }

    /// GitHub compares the names of inputs without regard to case.
    #[test]
    fn inputs_in_capitals_are_the_same() {
        let here = format!("          CONTEXT: .\n{}", LABEL.replace("labels:", "LABELS:"));
        let text = text(ON, "REF: stable-1.x", &here);
        let found: Vec<&str> = findings(&[(PATH, &text)]).iter().map(|found| found.rule.name).collect();
        assert!(found.contains(&"untrue-revision"), "{found:?}");
    }

    #[test]
    fn metadata_names_the_event_unless_it_looks_at_git() {
        let meta = |more: &str| {
            format!("\
on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
        with: {{ref: stable-1.x}}
      - id: m
        uses: docker/metadata-action@v5
        with: {{images: quay.io/acme/widget, tags: 'type=raw,value=latest'{more}}}
      - uses: docker/build-push-action@v6
        with: {{context: ., push: true, tags: '${{{{ steps.m.outputs.tags }}}}', labels: '${{{{ steps.m.outputs.labels }}}}'}}
")
        };
        let names =
            |text: &str| -> Vec<&str> { findings(&[(PATH, text)]).iter().map(|found| found.rule.name).collect() };
        assert!(names(&meta("")).contains(&"untrue-revision"));
        assert!(!names(&meta(", context: git")).contains(&"untrue-revision"));
    }
}
