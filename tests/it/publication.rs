//! What workflows publish: scenarios as readable files, traps, and properties over
//! generated workflows.
//!
//! A scenario is a text file: a title, the default branch, files behind `=== path`, and
//! behind `=== publications` all that is pushed, one `event | certainty | reference` a
//! line; what is not listed is not pushed. `=== elsewhere` lists the same way what other
//! branches and inputs push, where a scenario is about that; `=== conditions` what all that
//! hangs on, `event | reference | condition`, and `=== conditions elsewhere` the others; `=== moves` what a merge makes workflows tag and
//! release, `method | what | whose token | sure or possible`. What a registry refuses is none.
//! The repository is `acme/Widget`. `merges go to: BRANCH` is for one whose merges go elsewhere
//! than to the default branch.

mod properties;

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;

use prodproof_publication::{model, Build, Input, Memory};
use prodproof_rules::words::Worded;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::snapshot::{Facts, Snapshot};

fn build(default_branch: &str, files: &[(&str, &str)]) -> Build {
    build_at(default_branch, None, files)
}

/// `home` is the default branch where merges go to another.
fn build_at(default_branch: &str, home: Option<&str>, files: &[(&str, &str)]) -> Build {
    let today = time::Date::from_calendar_date(2026, time::Month::January, 1).unwrap();
    let mut facts = Facts::unknown("widget", today);
    facts.default_branch = home.map(|home| (home.to_string(), "`origin/HEAD`".to_string()));
    let snapshot = Snapshot::of(files, facts);
    model(
        &Input {
            snapshot: &snapshot,
            default_branch,
            repository: Some("acme/Widget"),
            vars: Default::default(),
            secrets: Default::default(),
            inputs: Default::default(),
            release_tags: "v*",
        },
        &Memory::default(),
    )
}

fn lines(build: &Build) -> BTreeSet<String> {
    spelled(&build.publications)
}

fn spelled(publications: &[prodproof_publication::Publication]) -> BTreeSet<String> {
    let line = |publication: &prodproof_publication::Publication| {
        let reference = publication.reference.as_ref().map_or("?".to_string(), ToString::to_string);
        format!("{} | {} | {reference}", publication.event, publication.certainty.as_str())
    };
    publications.iter().filter(|one| one.refused.is_none()).map(line).collect()
}

/// `event | reference | condition`, of all publications.
fn conditions(publications: &[prodproof_publication::Publication]) -> BTreeSet<String> {
    let all = publications.iter().flat_map(|one| {
        let reference = one.reference.as_ref().map_or("?".to_string(), ToString::to_string);
        one.conditions.iter().map(move |condition| format!("{} | {reference} | {}", one.event, condition.told()))
    });
    all.collect()
}

/// What a merge makes the workflows tag and release, in the order in which it is made.
fn moves(build: &Build) -> Vec<String> {
    let line = |one: &prodproof_publication::Move| {
        let what = match one.what {
            prodproof_publication::Moved::Branch => "commit",
            prodproof_publication::Moved::Tag => "tag",
            prodproof_publication::Moved::Release => "release",
        };
        let token = match one.own_token {
            Answer::Yes => "GITHUB_TOKEN",
            Answer::No => "another token",
            Answer::Unknown => "unknown token",
        };
        format!("{} | {what} | {token} | {}", one.method, if one.certainty.is_yes() { "sure" } else { "possible" })
    };
    build.moves.iter().filter(|one| one.event == build.merge()).map(line).collect()
}

/// A scenario's file, taken apart.
struct Scenario {
    name: String,
    branch: String,
    /// The default branch, where merges go to another.
    home: Option<String>,
    files: Vec<(String, String)>,
    /// `publications`, `elsewhere` and `conditions`.
    answers: Vec<(String, String)>,
}

impl Scenario {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/publication");
        let entries = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().map(Result::unwrap);
        let all: Vec<Self> =
            entries.filter(|entry| entry.file_type().is_file()).map(|entry| Self::read(&entry)).collect();
        assert!(all.len() >= 17, "the scenarios are there");
        all
    }

    fn read(entry: &walkdir::DirEntry) -> Self {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let mut sections = text.split("=== ");
        let head = sections.next().unwrap();
        let said = |key: &str| head.lines().find_map(|line| line.strip_prefix(key)).map(str::to_string);
        let default = said("default branch: ").unwrap();
        let (branch, home) = match said("merges go to: ") {
            Some(branch) => (branch, Some(default)),
            None => (default, None),
        };
        let sections = sections.map(|section| section.split_once('\n').unwrap());
        let (answers, files) =
            sections.map(|(name, body)| (name.to_string(), body.to_string())).partition(|(name, _)| {
                matches!(name.as_str(), "publications" | "elsewhere" | "conditions" | "conditions elsewhere" | "moves")
            });
        Self { name: entry.file_name().to_string_lossy().to_string(), branch, home, files, answers }
    }

    /// The lines of a section; `None` where the scenario has none.
    fn told(&self, name: &str) -> Option<BTreeSet<String>> {
        let (_, body) = self.answers.iter().find(|(own, _)| own == name)?;
        Some(body.lines().map(str::to_string).collect())
    }

    fn build(&self) -> Build {
        let files: Vec<(&str, &str)> = self.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        build_at(&self.branch, self.home.as_deref(), &files)
    }
}

#[test]
fn scenarios() {
    let mut failures = Vec::new();
    for scenario in Scenario::all() {
        let build = scenario.build();
        let mut expected = scenario.told("publications").unwrap_or_default();
        let mut found = lines(&build);
        if let Some(told) = scenario.told("elsewhere") {
            expected.extend(told.into_iter().map(|line| format!("elsewhere {line}")));
            found.extend(spelled(&build.elsewhere).into_iter().map(|line| format!("elsewhere {line}")));
        }
        if let Some(told) = scenario.told("conditions") {
            expected.extend(told.into_iter().map(|line| format!("condition {line}")));
            found.extend(conditions(&build.publications).into_iter().map(|line| format!("condition {line}")));
        }
        if let Some(told) = scenario.told("conditions elsewhere") {
            expected.extend(told.into_iter().map(|line| format!("condition elsewhere {line}")));
            let all = conditions(&build.elsewhere);
            found.extend(all.into_iter().map(|line| format!("condition elsewhere {line}")));
        }
        if let Some(told) = scenario.told("moves") {
            expected.extend(told.into_iter().map(|line| format!("move {line}")));
            found.extend(moves(&build).into_iter().map(|line| format!("move {line}")));
        }
        if found != expected {
            let missing: Vec<_> = expected.difference(&found).collect();
            let extra: Vec<_> = found.difference(&expected).collect();
            failures.push(format!("{}\n  missing {missing:#?}\n  extra {extra:#?}", scenario.name));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Whatever stands in the tables of bots is a step of some scenario.
#[test]
fn every_bot_is_in_a_scenario() {
    let all = Scenario::all();
    let told: Vec<&str> = all
        .iter()
        .filter_map(|one| one.answers.iter().find(|(name, _)| name == "moves"))
        .map(|(_, text)| text.as_str())
        .collect();
    let told = told.concat().to_lowercase();
    for (name, source, _) in prodproof_publication::bots::rows() {
        assert!(told.lines().any(|line| line.starts_with(&format!("{name} |"))), "{name} ({source}) is in no scenario");
    }
}

/// The same for the tables of actions that are not followed, and of clean-ups.
#[test]
fn every_action_of_a_table_is_in_a_scenario() {
    let all = Scenario::all();
    let texts: String = all.iter().flat_map(|one| &one.files).map(|(_, text)| text.to_lowercase()).collect();
    let cleanups = prodproof_publication::publishers::cleanups().map(|(name, source, _)| (name, source));
    let actions = prodproof_publication::publishers::rows().map(|(name, source, _)| (name, source));
    for (name, source) in actions.chain(cleanups) {
        assert!(texts.contains(&format!("uses: {name}@")), "{name} ({source}) is in no scenario");
    }
}

/// Long files are answered for by several threads, short ones by one: what comes out, and
/// its order, is the same.
#[test]
fn remarks_change_no_answer() {
    for scenario in Scenario::all() {
        let short = scenario.build();
        let mut long = Scenario { files: scenario.files.clone(), answers: Vec::new(), ..scenario };
        for (path, text) in &mut long.files {
            if path.starts_with(".github/workflows/") {
                text.push_str(&"\n# A remark that makes the file long.".repeat(400));
            }
        }
        let long = long.build();
        assert_eq!(long.publications, short.publications);
        assert_eq!(long.entries, short.entries);
        assert_eq!(long.elsewhere, short.elsewhere);
        assert_eq!(long.remarks, short.remarks);
        assert_eq!(long.builds, short.builds);
        assert_eq!(long.events, short.events);
        let started = |build: &Build| -> Vec<_> {
            build.started.iter().map(|one| (one.path.clone(), one.event.clone(), one.run.answer)).collect()
        };
        assert_eq!(started(&long), started(&short));
    }
}

fn refused(build: &Build) -> usize {
    build
        .remarks
        .iter()
        .filter(|remark| matches!(remark.kind, prodproof_publication::RemarkKind::InvalidReference(_)))
        .count()
}

#[test]
fn an_empty_default_of_a_required_input_is_not_what_is_pushed() {
    let text = "\
on: {workflow_dispatch: {inputs: {tag: {required: true, default: ''}}}}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true, tags: 'quay.io/acme/widget:${{ inputs.tag }}'}
";
    let build = build("main", &[(".github/workflows/build.yml", text)]);
    assert_eq!(refused(&build), 0);
    assert!(lines(&build).contains("workflow_dispatch | yes | quay.io/acme/widget:<input:tag>"), "{:?}", lines(&build));
}

#[test]
fn a_step_that_nobody_knows_pushes_only_where_it_can_log_in() {
    let goes = |steps: &str, to: &str| {
        let text = format!(
            "\
on: {{push: {{branches: [main]}}}}
permissions: {{packages: write}}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
{steps}      - run: ./release.sh
        env: {{T: '${{{{ github.token }}}}'}}
"
        );
        let build = build("main", &[(".github/workflows/w.yml", &text)]);
        let wanted = prodproof_syntax::reference::Reference::parse(to);
        build.publishes(&build.merge(), &wanted).answer
    };
    // The run's own token is for GitHub's registry.
    assert_eq!(goes("", "ghcr.io/acme/widget:latest"), Answer::Unknown);
    assert_eq!(goes("", "quay.io/acme/widget:latest"), Answer::No);
    // A login to another one adds that one.
    let login = "      - {uses: docker/login-action@v3, with: {registry: quay.io, username: x, password: '${{ secrets.Q }}'}}\n";
    assert_eq!(goes(login, "quay.io/acme/widget:latest"), Answer::Unknown);
    assert_eq!(goes(login, "docker.io/acme/widget:latest"), Answer::No);
    // A secret of a step that is known to log in nowhere adds none, another one may.
    let coverage = "      - {uses: codecov/codecov-action@v4, with: {token: '${{ secrets.C }}'}}\n";
    assert_eq!(goes(coverage, "quay.io/acme/widget:latest"), Answer::No);
    let vault = "      - {uses: acme/vault-login@v1, with: {token: '${{ secrets.V }}'}}\n";
    assert_eq!(goes(vault, "quay.io/acme/widget:latest"), Answer::Unknown);
}

#[test]
fn what_a_step_that_may_be_skipped_leaves_empty_is_no_finding() {
    let text = r#"
on: {push: {branches: [main]}}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - {id: changed, uses: acme/changed-files@v1}
      - id: version
        if: steps.changed.outputs.any == 'true'
        run: echo "tag=$(curl -s https://example.com/version)" >> $GITHUB_OUTPUT
      - if: steps.changed.outputs.any == 'true'
        uses: docker/build-push-action@v6
        with: {push: true, tags: "quay.io/acme/widget:${{ steps.version.outputs.tag }}"}
"#;
    let with = text.replace("docker/build-push-action@v6", "redhat-actions/push-to-registry@v2").replace(
        r#"{push: true, tags: "quay.io/acme/widget:${{ steps.version.outputs.tag }}"}"#,
        r#"{registry: quay.io/acme, image: widget, tags: "quay.io/acme/widget:${{ steps.version.outputs.tag }}"}"#,
    );
    let script = text.replace("uses: docker/build-push-action@v6", "run: podman push \"$IMAGE\"").replace(
        r#"with: {push: true, tags: "quay.io/acme/widget:${{ steps.version.outputs.tag }}"}"#,
        r#"env: {IMAGE: "quay.io/acme/widget:${{ steps.version.outputs.tag }}"}"#,
    );
    for text in [text, &with, &script] {
        let build = build("main", &[(".github/workflows/build.yml", text)]);
        assert_eq!(refused(&build), 0, "{text}");
        let expected = "push:main | possible | quay.io/acme/widget:<?>";
        assert!(lines(&build).contains(expected), "{text}\n{:?}", lines(&build));
    }
}
