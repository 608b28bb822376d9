//! Deliveries: which images a repository has, what runs them, and what a merge does to
//! each. The model, from files to verdicts.

use prodproof_rules::chain::Chain;
use prodproof_rules::repo::Repo;
use prodproof_rules::report::trace;
use prodproof_rules::rules;
use prodproof_rules::words::Worded;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use serde_json::Value;

use super::report::schema;

const PATH: &str = ".github/workflows/build.yml";
const CONSTITUTION: &str = ".specify/memory/constitution.md";
const ON: &str = "on: {push: {branches: [main], tags: ['v*']}, workflow_dispatch: }\n";

fn repo(files: &[(&str, &str)]) -> Repo {
    let mut facts = Facts::unknown("widget", time::Date::from_calendar_date(2026, time::Month::June, 1).unwrap());
    facts.repository = Some("acme/widget".into());
    let mut files = files.to_vec();
    files.push(("Dockerfile", "FROM scratch\n"));
    Repo::new(Snapshot::of(&files, facts))
}

/// A workflow whose one job pushes these with a script.
fn pushes(references: &[&str]) -> String {
    let lines: String = references.iter().map(|one| format!("          docker push {one}\n")).collect();
    format!(
        "\
{ON}jobs:
  b:
    runs-on: x
    steps:
      - run: |
{lines}"
    )
}

fn unit(image: &str) -> String {
    format!("[Container]\nImage={image}\nAutoUpdate=registry\n")
}

fn contract(toml: &str) -> String {
    format!("# C\n\n```toml contract\n{toml}```\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n")
}

/// `verdict image = mirror: unit unit`, with `?` in front of what nothing promises.
fn shown(repo: &Repo) -> Vec<String> {
    let chain = Chain::of(repo);
    let one = |one: &prodproof_rules::chain::Judged| {
        let mark = if one.promised { "" } else { "?" };
        let mirrors: String = one.mirrors.iter().map(|name| format!(" = {name}")).collect();
        let units: String = one.units.iter().map(|unit| format!(" {unit}")).collect();
        format!("{mark}{} {}{mirrors}:{units}", one.verdict, one.image.as_deref().unwrap_or("<?>"))
    };
    chain.deliveries.iter().map(one).collect()
}

#[track_caller]
fn deliveries(files: &[(&str, &str)], verdict: &str, expected: &[&str]) {
    let repo = repo(files);
    assert_eq!(shown(&repo), expected);
    assert_eq!(Chain::of(&repo).merge_reaches_production.as_str(), verdict);
}

fn names(files: &[(&str, &str)]) -> Vec<&'static str> {
    rules::check(&repo(files)).iter().map(|finding| finding.rule.name).collect()
}

#[test]
fn names_of_one_image_are_mirrors() {
    let text = pushes(&["ghcr.io/acme/widget", "quay.io/acme/widget"]);
    deliveries(&[(PATH, &text)], "unknown", &["unknown ghcr.io/acme/widget = quay.io/acme/widget:"]);
    // One step gives one build several names.
    let step = format!(
        "\
{ON}jobs:
  b:
    runs-on: x
    steps:
      - uses: docker/build-push-action@v6
        with: {{push: true, tags: 'ghcr.io/acme/widget:latest,docker.io/wid/get:latest'}}
"
    );
    deliveries(&[(PATH, &step)], "unknown", &["unknown ghcr.io/acme/widget = docker.io/wid/get:"]);
    // What a unit runs is the first of them.
    let web = unit("docker.io/wid/get:latest");
    let files = [(PATH, step.as_str()), ("web.container", &web)];
    deliveries(&files, "yes", &["yes docker.io/wid/get = ghcr.io/acme/widget: web.container"]);
}

#[test]
fn legs_of_a_matrix_are_images_of_their_own() {
    let text = format!("\
{ON}jobs:
  b:
    runs-on: x
    strategy: {{matrix: {{app: [api, web]}}}}
    steps:
      - uses: docker/build-push-action@v6
        with: {{push: true, tags: 'ghcr.io/acme/${{{{ matrix.app }}}}:latest,quay.io/acme/${{{{ matrix.app }}}}:latest'}}
");
    let expected = ["?unknown ghcr.io/acme/api = quay.io/acme/api:", "?unknown ghcr.io/acme/web = quay.io/acme/web:"];
    deliveries(&[(PATH, &text)], "unknown", &expected);
}

#[test]
fn contract_unit_prose_and_name_decide_in_this_order() {
    let text = pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web", "ghcr.io/acme/widget"]);
    // The repository's name.
    let others = ["?unknown ghcr.io/acme/api:", "?unknown ghcr.io/acme/web:"];
    deliveries(&[(PATH, &text)], "unknown", &["unknown ghcr.io/acme/widget:", others[0], others[1]]);
    // The prose goes before it.
    let prose = "# C\n\nThe image `ghcr.io/acme/web` MUST be published on every merge.\n";
    let found = shown(&repo(&[(PATH, &text), (CONSTITUTION, prose)]));
    assert_eq!(found[0], "unknown ghcr.io/acme/web:");
    // A unit before the prose.
    let api = unit("ghcr.io/acme/api:latest");
    let found = shown(&repo(&[(PATH, &text), (CONSTITUTION, prose), ("api.container", &api)]));
    assert_eq!(found[0], "yes ghcr.io/acme/api: api.container");
    // And the contract before all.
    let stated = contract("[[image]]\nname = \"ghcr.io/acme/widget\"\nunits = []\n");
    let found = shown(&repo(&[(PATH, &text), (CONSTITUTION, &stated), ("api.container", &api)]));
    assert_eq!(found[0], "yes ghcr.io/acme/widget:");
}

/// What a secret stands for is the same in every run; where a unit, the prose or the
/// contract knows the whole name, that one is meant.
#[test]
fn a_name_of_which_the_settings_know_a_part_is_a_name() {
    let text = pushes(&["docker.io/${{ secrets.HUB }}/widget:latest"]).replace("branches: [main], ", "");
    let open = "docker.io/<secret:HUB>/widget";
    deliveries(&[(PATH, &text)], "no", &[&format!("no {open}:")]);
    assert!(names(&[(PATH, &text)]).contains(&"tag-only-trigger"));
    let run = ("deploy/widget.container", &*unit("docker.io/acme/widget:latest"));
    deliveries(&[(PATH, &text), run], "no", &["no docker.io/acme/widget: deploy/widget.container"]);
    let prose = (CONSTITUTION, "# C\n\nThe image MUST be published to `docker.io/acme/widget`.\n");
    deliveries(&[(PATH, &text), prose], "no", &["no docker.io/acme/widget:"]);
    let stated = contract("[image]\nname = \"docker.io/acme/widget\"\n");
    deliveries(&[(PATH, &text), (CONSTITUTION, &stated)], "no", &["no docker.io/acme/widget:"]);
    let other = pushes(&["docker.io/${{ secrets.HUB }}/widget:latest", "ghcr.io/${{ vars.HUB }}/widget:latest"]);
    assert_eq!(Chain::of(&repo(&[(PATH, &other)])).deliveries.len(), 1, "one job, one last name");
    // What a step makes is another text in every run.
    let made = pushes(&["${{ steps.x.outputs.name }}/widget:latest"]);
    deliveries(&[(PATH, &made)], "unknown", &["unknown <?>:"]);
}

/// The guard that holds back the push is named, no other step's; a release of another
/// version may pass it, and what a merge publishes besides is not denied.
#[test]
fn the_guard_of_the_push_is_the_cause() {
    let text = format!(
        "\
{ON}jobs:
  b:
    runs-on: x
    steps:
      - if: startsWith(github.ref, 'refs/tags/v')
        run: echo A=b >> $GITHUB_ENV
      - run: docker push quay.io/acme/widget:edge
      - if: startsWith(github.ref, 'refs/tags/v')
        run: docker push quay.io/acme/widget:latest
"
    );
    let found = rules::check(&repo(&[(PATH, &text)]));
    let held = found.iter().find(|one| one.rule.name == "merge-held-back").expect("the guard");
    assert!(held.primary.span.start > text.find("edge").unwrap(), "{held:?}");
    assert!(held.message.to_string().ends_with("a merge does not publish what it holds back"), "{}", held.message);
    let other = text.replace("tags/v')\n        run: docker", "tags/0.')\n        run: docker");
    let found = rules::check(&repo(&[(PATH, &other)]));
    assert!(!found.iter().any(|one| one.message.to_string().contains("never holds")), "{found:#?}");
}

/// Without a constitution, the tag that the units run is what a merge is to publish.
#[test]
fn the_tag_that_units_run_is_meant() {
    let text = pushes(&["quay.io/acme/widget:main"]);
    let run = |tag: &str| unit(&format!("quay.io/acme/widget:{tag}")) + "[Install]\nWantedBy=default.target\n";
    let (main, latest) = (run("main"), run("latest"));
    let one = [(PATH, &*text), ("deploy/widget.container", &*main)];
    deliveries(&one, "yes", &["yes quay.io/acme/widget: deploy/widget.container"]);
    assert!(!names(&one).contains(&"unpublished-merge"), "{:?}", names(&one));
    let both = [one[0], one[1], ("deploy/other.container", &*latest)];
    assert!(names(&both).contains(&"unpublished-merge"), "{:?}", names(&both));
    let promised = [one[0], one[1], (CONSTITUTION, "# C\n\nMerges MUST publish.\n")];
    assert!(names(&promised).contains(&"unpublished-merge"), "{:?}", names(&promised));
}

/// What is told of an image is told of what that image gets, not of its neighbour.
#[test]
fn what_a_merge_publishes_instead_is_of_the_same_image() {
    let text = pushes(&["quay.io/acme/api:latest", "quay.io/acme/web:latest"]);
    let api = unit("quay.io/acme/api:latest");
    let web = unit("quay.io/acme/web:1.2");
    let told = trace::json(&Chain::of(&repo(&[(PATH, &text), ("api.container", &api), ("web.container", &web)])));
    assert!(told.contains("a merge publishes `quay.io/acme/web:latest`, and not"), "{told}");
}

/// The rules on merges look after a sentence on any of the images.
#[test]
fn mandates_are_about_all_images() {
    let text = pushes(&["quay.io/acme/api:latest", "quay.io/acme/web:latest"]);
    let stated = contract(
        "[[image]]\nname = \"quay.io/acme/api\"\nunits = []\n[[image]]\nname = \"quay.io/acme/web\"\nunits = []\n",
    );
    let subject = rules::mandates::Subject::of(&repo(&[(PATH, &text), (CONSTITUTION, &stated)]));
    assert_eq!(subject.images, ["quay.io/acme/api", "quay.io/acme/web"]);
}

#[test]
fn what_nothing_promises_is_one_warning() {
    let text = pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web", "ghcr.io/acme/cli"]);
    let found = names(&[(PATH, &text)]);
    assert_eq!(found.iter().filter(|name| **name == "undeclared-image").count(), 1, "{found:?}");
    let found = rules::check(&repo(&[(PATH, &text)]));
    let one = found.iter().find(|finding| finding.rule.name == "undeclared-image").unwrap();
    for name in ["ghcr.io/acme/api", "ghcr.io/acme/web", "ghcr.io/acme/cli"] {
        assert!(one.message.to_string().contains(&format!("`{name}`")), "{}", one.message);
    }
}

/// What is wrong with a step besides does not hide that nobody knows what it publishes.
#[test]
fn another_finding_of_the_line_hides_no_doubt() {
    let text = "on: {push: {branches: [main], tags: ['v*']}, workflow_dispatch: }
jobs:
  b:
    runs-on: x
    steps:
      - run: echo tag=$(cat VERSION) >> $GITHUB_OUTPUT
        id: v
      - uses: docker/build-push-action@v6
        with: {push: true, tags: 'ghcr.io/acme/widget:${{ steps.v.outputs.tag }}'}
";
    let found = names(&[(PATH, text), ("deploy/widget.container", &unit("ghcr.io/acme/widget:latest"))]);
    assert!(found.contains(&"missing-provenance-labels"), "{found:?}");
    assert!(found.contains(&"undecided-delivery"), "{found:?}");
}

/// The mandates hold for every published name: the one warning says what each lacks.
#[test]
fn what_nothing_promises_is_told_with_what_it_lacks() {
    let step = |name: &str, labels: &str| {
        format!(
            "      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ghcr.io/acme/{name}
          labels: {labels}
"
        )
    };
    let steps = [
        step("api", "org.opencontainers.image.revision=${{ github.sha }}"),
        step("web", "${{ steps.mispelt.outputs.labels }}"),
        step("cli:${{ github.ref_name }}", "${{ steps.meta.outputs.labels }}"),
    ];
    let text = format!(
        "on: {{push: {{branches: [main]}}}}
jobs:
  b:
    runs-on: x
    steps:
      - uses: docker/metadata-action@v5
        id: meta
        with: {{images: ghcr.io/acme/cli}}
{}",
        steps.concat()
    );
    let found = rules::check(&repo(&[(PATH, &text)]));
    let one = found.iter().find(|finding| finding.rule.name == "undeclared-image").unwrap();
    let told = one.message.to_string();
    for clause in [
        "; no merge publishes `ghcr.io/acme/cli` as `latest`",
        "; no release tag publishes them",
        "; nothing labels `ghcr.io/acme/web` with `org.opencontainers.image.revision`",
    ] {
        assert!(told.contains(clause), "{told}");
    }
}

#[test]
fn tests_caches_and_the_job_s_own_registry_are_no_publications() {
    let text = pushes(&[
        "ghcr.io/acme/web",
        "ghcr.io/acme/web:buildcache",
        "ghcr.io/acme/web-test",
        "ghcr.io/acme/web-cache:x",
        "localhost:5000/acme/web",
        "127.0.0.1:5000/other",
    ]);
    deliveries(&[(PATH, &text)], "unknown", &["unknown ghcr.io/acme/web:"]);
    let service = text.replace("    runs-on: x\n", "    runs-on: x\n    services: {reg: {image: 'registry:2'}}\n");
    let service = service.replace("127.0.0.1:5000", "reg:5000");
    deliveries(&[(PATH, &service)], "unknown", &["unknown ghcr.io/acme/web:"]);
}

#[test]
fn a_sidecar_turns_no_verdict() {
    let text = pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web"]);
    let (api, web) = (unit("ghcr.io/acme/api:latest"), unit("ghcr.io/acme/web:latest"));
    let redis = "[Container]\nImage=docker.io/library/redis:8\n";
    let files = [(PATH, text.as_str()), ("api.container", &api), ("web.container", &web), ("redis.container", redis)];
    deliveries(&files, "yes", &["yes ghcr.io/acme/api: api.container", "yes ghcr.io/acme/web: web.container"]);
    let found = names(&files);
    assert!(!found.iter().any(|name| name.contains("label") || name.contains("pinned")), "{found:?}");
    assert!(found.contains(&"unjudged-unit"), "{found:?}");
    // Nor does a collection of other people's images say anything about a merge.
    deliveries(
        &[("a.container", redis), ("b.container", "[Container]\nImage=docker.io/x/y\n")],
        "unknown",
        &["unknown <?>: a.container b.container"],
    );
}

#[test]
fn the_worst_promised_delivery_decides() {
    let text = pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web:main"]);
    let (api, web) = (unit("ghcr.io/acme/api:latest"), unit("ghcr.io/acme/web:latest"));
    let files = [(PATH, text.as_str()), ("api.container", &api), ("web.container", &web)];
    deliveries(&files, "no", &["yes ghcr.io/acme/api: api.container", "no ghcr.io/acme/web: web.container"]);
    // And what is only published decides nothing.
    deliveries(&files[..2], "yes", &["yes ghcr.io/acme/api: api.container", "?no ghcr.io/acme/web:"]);
}

#[test]
fn every_image_has_its_own_branch_and_tag() {
    let api = pushes(&["ghcr.io/acme/api:edge"]).replace("branches: [main]", "branches: [release]");
    let web = pushes(&["ghcr.io/acme/web"]);
    let stated = contract("[[image]]\nname = \"ghcr.io/acme/api\"\nbranch = \"release\"\nlatest = \"edge\"\nunits = []\n[[image]]\nname = \"ghcr.io/acme/web\"\nunits = []\n");
    let files = [(".github/workflows/api.yml", api.as_str()), (PATH, &web), (CONSTITUTION, &stated)];
    deliveries(&files, "yes", &["yes ghcr.io/acme/api:", "yes ghcr.io/acme/web:"]);
    let found = names(&files);
    assert!(!found.iter().any(|name| name.contains("filtered") || name.contains("unpublished")), "{found:?}");
}

#[test]
fn facts_of_the_merge_make_it_conditional() {
    let text = pushes(&["ghcr.io/acme/widget"]);
    let web = unit("ghcr.io/acme/widget:latest");
    let verdict = |text: &str| {
        let chain = Chain::of(&repo(&[(PATH, text), ("web.container", &web)]));
        let conditions: Vec<String> = chain.conditions.iter().map(|one| one.fact.told().to_string()).collect();
        format!("{}: {}", chain.merge_reaches_production, conditions.join("; "))
    };
    assert_eq!(verdict(&text), "yes: ");
    let paths = text.replace("branches: [main]", "branches: [main], paths: [src/**]");
    assert_eq!(verdict(&paths), "conditional: a changed file is one of `src/**`");
    let ignored = text.replace("branches: [main]", "branches: [main], paths-ignore: [docs/**]");
    assert_eq!(verdict(&ignored), "conditional: a changed file is none of `docs/**`");
    let job = text.replace("    runs-on: x\n", "    runs-on: x\n    environment: {name: production}\n");
    let approved = "the protection rules of the environment `production` let it through";
    assert_eq!(verdict(&job), format!("conditional: {approved}"));
    let needed =
        text.replace("jobs:\n", "jobs:\n  gate: {runs-on: x, environment: production, steps: [{run: make}]}\n");
    let needed = needed.replace("  b:\n", "  b:\n    needs: gate\n");
    assert_eq!(verdict(&needed), format!("conditional: {approved}"));
}

#[test]
fn what_trace_doubts_verify_says() {
    for text in [
        pushes(&["ghcr.io/acme/widget"]),
        pushes(&["ghcr.io/acme/widget:main"]),
        pushes(&["\"$(cat name)\""]),
        pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web"]),
        pushes(&["ghcr.io/acme/widget"]).replace("branches: [main], ", ""),
    ] {
        for image in [None, Some("ghcr.io/acme/widget:latest"), Some("docker.io/x/y:1"), Some("${IMAGE}")] {
            let web = image.map(unit).unwrap_or_default();
            let mut files = vec![(PATH, text.as_str())];
            if image.is_some() {
                files.push(("web.container", &web));
            }
            let repo = repo(&files);
            let verdict = Chain::of(&repo).merge_reaches_production.as_str();
            let said = rules::check(&repo).iter().any(|finding| {
                finding.rule.code.starts_with(['B', 'D', 'X'])
                    && finding.severity != prodproof_syntax::finding::Severity::Info
            });
            assert!(said || matches!(verdict, "yes" | "conditional"), "{verdict} {image:?}\n{text}");
        }
    }
}

#[test]
fn the_chain_keeps_its_schema() {
    let text = pushes(&["ghcr.io/acme/api", "ghcr.io/acme/web"])
        .replace("branches: [main]", "branches: [main], paths: [src/**]");
    let api = unit("ghcr.io/acme/api:latest");
    let document: Value =
        serde_json::from_str(&trace::json(&Chain::of(&repo(&[(PATH, &text), ("a.container", &api)])))).unwrap();
    let promised: Value = serde_json::from_str(trace::SCHEMA).unwrap();
    schema::check(&promised, &document).unwrap();
    assert_eq!(document["publications"][0]["certainty"], "conditional");
    assert_eq!(document["deliveries"][0]["conditions"][0]["patterns"][0], "src/**");
}
