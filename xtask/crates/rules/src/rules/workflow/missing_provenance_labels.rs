//! B031: the image does not say what it was built from.

use std::collections::HashSet;

use super::edits::indentation;
use super::{image, of_image, standard_labels};
use crate::repo::{Repo, REVISION};
use prodproof_publication::{CommandBuild, Event, ImageBuild, Publication, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{line_end, rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Layout, Node};
use prodproof_workflow::file::{action, input, steps_of};

rule! {
    /// ## What it does
    /// Reports a build of the published image without the labels
    /// `org.opencontainers.image.source`, `.revision` and `.version`.
    ///
    /// ## Why is this bad?
    /// Nobody can tell from the running container which commit it is, and so whether a fix is
    /// in it.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    ///     labels: ${{ steps.meta.outputs.labels }}
    /// ```
    ///
    /// ## References
    /// [annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
    B031 MISSING_PROVENANCE_LABELS "missing-provenance-labels" Warning "the image does not say what it was built from"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    acc.extend(image(repo).and_then(|image| unlabelled(repo, &image)).map(|one| one.finding));
}

/// A build that gives the image too few labels.
pub(in crate::rules) struct Unlabelled {
    pub finding: Finding,
    pub missing: Vec<&'static str>,
}

impl Unlabelled {
    /// Whether nobody can tell which commit the image is.
    pub fn lacks_revision(&self) -> bool {
        self.missing.contains(&REVISION)
    }
}

/// The first build of the image that lacks labels, for whoever publishes it.
pub(in crate::rules) fn unlabelled(repo: &Repo, image: &Reference) -> Option<Unlabelled> {
    by_action(repo, image).or_else(|| by_command(repo, image))
}

/// By an action that builds.
fn by_action(repo: &Repo, image: &Reference) -> Option<Unlabelled> {
    let build = &repo.build;
    // A build for tests beside the one that is pushed is nobody's image.
    let steps: HashSet<(&str, Span)> = of_image(repo, image).map(|(own, _)| (own.path.as_str(), own.span)).collect();
    let pushed = |one: &ImageBuild| steps.contains(&(one.path.as_str(), one.span));
    // Only builds of the job that publishes the image, on whatever event.
    let runs: HashSet<(&str, &str, &Event)> =
        of_image(repo, image).map(|(own, _)| (own.path.as_str(), own.job.as_str(), &own.event)).collect();
    let mut seen = HashSet::new();
    let jobs = of_image(repo, image).map(|(own, _)| (own.path.as_str(), own.job.as_str()));
    for (path, job) in jobs.filter(|job| seen.insert(*job)) {
        let any_pushed = repo.builds_of(path, job).any(pushed);
        let reached = |one: &&ImageBuild| one.reached == Answer::Yes && (pushed(one) || !any_pushed);
        let published = |one: &&ImageBuild| runs.contains(&(path, job, &one.event));
        for one in repo.builds_of(path, job).filter(reached).filter(published) {
            let Some(file) = build.file(path) else { continue };
            let Some(step) = file.step_at(one.span) else { continue };
            let missing = missing_of(repo, one, step);
            if !missing.is_empty() {
                let finding = MISSING_PROVENANCE_LABELS
                    .at(
                        Place::new(path, input(step, "labels").map_or(one.span, |own| own.span)),
                        built_without(&missing),
                    )
                    .help("pass `labels`, from docker/metadata-action or written out");
                return Some(Unlabelled { finding: add_labels(file, step, job, &missing, finding), missing });
            }
        }
    }
    None
}

/// Builders that label images by themselves, nobody says here with what.
const OWN_LABELS: [&str; 3] =
    ["blue-build/github-action", "distroless/actions/apko-publish", "chainguard-images/actions/apko-publish"];

/// The labels that neither the step nor the recipe gives, as far as both can be read.
fn missing_of(repo: &Repo, one: &ImageBuild, step: &Node) -> Vec<&'static str> {
    if OWN_LABELS.iter().any(|action| one.action.eq_ignore_ascii_case(action)) {
        return Vec::new();
    }
    let text = |name: &str| input(step, name).and_then(Node::as_str).unwrap_or_default();
    // A recipe that is known shows which labels an argument may fill in.
    let arguments = if one.recipe.is_some() { "" } else { text("build-args") };
    let given = [text("labels"), text("annotations"), text("extra-args"), arguments].join("\n");
    // From metadata-action, or from where nobody here can see.
    if given.contains("${{") && !given.contains("org.opencontainers") && !one.unlabelled {
        return Vec::new();
    }
    // What the image's own recipe says counts as well: that of the stage that is built.
    let own = repo.recipe_labels(one.recipe.as_ref());
    let lacks = |label: &&str| !given.contains(*label) && !own.iter().any(|own| own == *label);
    LABELS.into_iter().filter(lacks).collect()
}

/// More builds of one job than these are not told apart where none has the image's name.
const MOST_BUILDS: usize = 64;

/// The same of an image that commands build and push.
fn by_command(repo: &Repo, image: &Reference) -> Option<Unlabelled> {
    let by_action = |own: &Publication| repo.builds_of(&own.path, &own.job).any(|one| one.event == own.event);
    let pushed: Vec<&Publication> = of_image(repo, image).map(|(own, _)| own).filter(|own| !by_action(own)).collect();
    let merge = repo.build.merge();
    let own = pushed.iter().find(|own| own.event == merge).or(pushed.first())?;
    let mut builds = repo.named_builds(image, own);
    // What builds and pushes at once is not what was tried out before.
    if builds.iter().any(|one| one.span == own.span) {
        builds.retain(|one| one.span == own.span);
    }
    if builds.is_empty() {
        builds = repo.command_builds_of(own, MOST_BUILDS);
        // Who gives it another name may give it labels too.
        if builds.is_empty() || repo.speaks_of_labels(&own.path, &own.job) {
            return None;
        }
    }
    let lacks: Vec<Vec<&'static str>> = builds.iter().map(|one| lacks(repo, one)).collect();
    if lacks.iter().any(Vec::is_empty) {
        return None;
    }
    let (one, missing) = builds.into_iter().zip(lacks).next()?;
    let options: Vec<&str> = missing.iter().filter_map(|label| label.rsplit('.').next()).collect();
    let at = standard_labels::misspelt(repo, one).unwrap_or(one.span);
    let finding = MISSING_PROVENANCE_LABELS
        .at(Place::new(&one.path, at), built_without(&missing))
        .help(format!("pass `--label` for {}, or write `LABEL` into the Containerfile", options.join(", ")));
    Some(Unlabelled { finding, missing })
}

/// The labels that neither the command nor the recipe gives; none where others may.
fn lacks(repo: &Repo, one: &CommandBuild) -> Vec<&'static str> {
    if one.open {
        return Vec::new();
    }
    let recipe = one.files.iter().find_map(|path| repo.recipe(path, one.target.as_deref()));
    let given: Vec<String> = match recipe {
        Some(file) => file.labels.into_keys().collect(),
        None => repo.recipe_labels(None),
    };
    let said = |label: &str| given.iter().chain(&one.labels).any(|own| own == label);
    LABELS.into_iter().filter(|label| !said(label)).collect()
}

fn built_without(labels: &[&str]) -> String {
    let names: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
    format!("the image is built without {}", names.join(", "))
}

const LABELS: [&str; 3] = ["org.opencontainers.image.source", REVISION, "org.opencontainers.image.version"];

/// `labels` for a build, from metadata-action where the job has it.
fn add_labels(file: &WorkflowFile, step: &Node, job: &str, missing: &[&str], finding: Finding) -> Finding {
    let edit = || {
        let with = step.get("with")?;
        let buildah = action(step)?.starts_with("redhat-actions/");
        if input(step, "labels").is_some() || with.alias.is_some() {
            return None;
        }
        let first = with.entries().first()?;
        let steps = steps_of(file.job(job)?);
        let meta = steps.iter().find_map(|step| {
            let is_meta = action(step)? == "docker/metadata-action";
            step.get("id").and_then(Node::as_str).filter(|_| is_meta)
        });
        let end = line_end(&file.text);
        let at = first.key.span.start;
        let text = match (meta, with.layout()?) {
            (Some(id), Layout::Flow) => format!("labels: '${{{{ steps.{id}.outputs.labels }}}}', "),
            (Some(id), Layout::Block) => {
                let indent = indentation(&file.text, at)?;
                format!("labels: ${{{{ steps.{id}.outputs.labels }}}}{end}{indent}")
            }
            (None, Layout::Flow) => return None,
            (None, Layout::Block) => {
                let indent = indentation(&file.text, at)?;
                let value = |label: &str| match label.rsplit('.').next() {
                    Some("source") => "${{ github.server_url }}/${{ github.repository }}",
                    Some("revision") => "${{ github.sha }}",
                    _ => "${{ github.ref_name }}",
                };
                let lines: Vec<String> =
                    missing.iter().map(|label| format!("{end}{indent}  {label}={}", value(label))).collect();
                format!("labels: |{}{end}{indent}", lines.concat())
            }
        };
        // metadata-action's labels are written for build-push-action.
        if buildah && meta.is_some() {
            return None;
        }
        Some(Edit::insert(&file.path, at, text))
    };
    match edit() {
        Some(edit) => finding.safe_fix("add the labels", vec![edit]),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, fixes, workflow, ON, PATH, TAGS};

    #[test]
    fn labels_are_missing() {
        let text = workflow(ON, TAGS, "true").replace("          labels: ${{ steps.meta.outputs.labels }}\n", "");
        bad(&text, &["missing-provenance-labels 18: docker/build-push-action@v6"]);
        fixes(
            &text,
            "missing-provenance-labels",
            &text.replace(
                "          push: true",
                "          labels: ${{ steps.meta.outputs.labels }}\n          push: true",
            ),
        );
    }

    /// GitHub compares names of actions without regard to case.
    #[test]
    fn actions_are_called_in_any_case() {
        let text = workflow(ON, TAGS, "true").replace("docker/", "Docker/").replace("-action@", "-Action@");
        bad(&text, &[]);
        let text = text.replace("          labels: ${{ steps.meta.outputs.labels }}\n", "");
        bad(&text, &["missing-provenance-labels 18: Docker/build-push-Action@v6"]);
        fixes(
            &text,
            "missing-provenance-labels",
            &text.replace(
                "          push: true",
                "          labels: ${{ steps.meta.outputs.labels }}\n          push: true",
            ),
        );
    }

    #[test]
    fn inputs_are_called_in_any_case() {
        let text = workflow(ON, TAGS, "true").replace("          labels: $", "          Labels: $");
        bad(&text, &[]);
        let text = text.replace("Labels: ${{ steps.meta.outputs.labels }}", "LABELS: a=b");
        let found = findings(&[(PATH, &text)]);
        let found: Vec<_> = found.iter().filter(|one| one.rule.name == "missing-provenance-labels").collect();
        assert!(found.len() == 1 && found[0].fix.is_none(), "a second `labels` would be refused: {found:?}");
    }

    #[test]
    fn labels_of_what_a_script_builds() {
        let labels = "org.opencontainers.image.source=x org.opencontainers.image.revision=$R org.opencontainers.image.version=$V\n";
        let missing = |options: &str, recipe: &str| {
            let push = "docker push quay.io/acme/widget:latest";
            let text = format!(
                "\
on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - run: |
          docker build {options} -t quay.io/acme/widget:latest .
          {push}
"
            );
            let found = findings(&[(PATH, &text), ("Dockerfile", recipe)]);
            let found: Vec<_> = found.iter().filter(|one| one.rule.name == "missing-provenance-labels").collect();
            found.first().map(|one| text[one.primary.span.start..one.primary.span.end].to_string())
        };
        let told = missing("", "FROM scratch\n");
        assert_eq!(told.as_deref(), Some("docker build  -t quay.io/acme/widget:latest ."));
        assert_eq!(missing("", &format!("FROM scratch\nLABEL {labels}")), None);
        let by_option = "--label org.opencontainers.image.source=x --label org.opencontainers.image.revision=$SHA --label org.opencontainers.image.version=1";
        assert_eq!(missing(by_option, "FROM scratch\n"), None);
        assert_eq!(missing("$LABELS", "FROM scratch\n"), None);
        // Who relabels it behind the build gives it what it lacks.
        let relabelled = "          buildah config --label org.opencontainers.image.revision=$SHA $container\n";
        assert_eq!(missing(&format!(". -t raw\n{relabelled}          echo"), "FROM scratch\n"), None);
        assert!(missing("--target a", &format!("FROM scratch AS a\nFROM scratch\nLABEL {labels}")).is_some());
    }

    /// By a loop, a makefile, goreleaser: each image has the labels of its own build.
    #[test]
    fn labels_of_what_is_built_in_loops_and_recipes() {
        let missing = |run: &str, files: &[(&str, &str)]| {
            let script: String = run.lines().map(|line| format!("          {line}\n")).collect();
            let text = format!(
                "\
on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - run: |
{script}"
            );
            let all = [&[(PATH, text.as_str()), ("Dockerfile", "FROM scratch\n")], files].concat();
            let found = findings(&all);
            found.iter().any(|one| one.rule.name == "missing-provenance-labels")
        };
        let own = "--label org.opencontainers.image.source=x --label org.opencontainers.image.revision=$R --label org.opencontainers.image.version=$V";
        let steps = "  podman build -t quay.io/acme/$name:latest .\n  podman push quay.io/acme/$name:latest";
        assert!(missing(&format!("for name in widget tools; do\n{steps}\ndone"), &[]));
        let each = |widget: &str, tools: &str| {
            format!("buildah bud {widget} -t quay.io/acme/widget .\nbuildah bud {tools} -t quay.io/acme/tools .\nfor name in widget tools; do buildah push quay.io/acme/$name:latest; done")
        };
        assert!(missing(&each("", own), &[]));
        assert!(!missing(&each(own, ""), &[]));
        let makefile = |label: &str| {
            format!("IMG = quay.io/acme/widget\npush:\n\tdocker build {label} -t $(IMG) .\n\tdocker push $(IMG)\n")
        };
        assert!(missing("make push", &[("Makefile", &makefile(""))]));
        assert!(!missing("make push", &[("Makefile", &makefile(&own.replace('$', "$$")))]));
        let goreleaser = |flags: &str| {
            format!(
                "dockers:
  - image_templates: ['quay.io/acme/widget:{{{{ .Tag }}}}-amd64']
    build_flag_templates: [{flags}]
docker_manifests:
  - name_template: 'quay.io/acme/widget:{{{{ .Tag }}}}'
"
            )
        };
        let given = own.split(" --").map(|flag| format!("'--{}'", flag.trim_start_matches("--").replace(' ', "=")));
        let given = given.collect::<Vec<_>>().join(", ");
        assert!(missing("goreleaser release", &[(".goreleaser.yml", &goreleaser(""))]));
        assert!(!missing("goreleaser release", &[(".goreleaser.yml", &goreleaser(&given))]));
        // What is tried out first is not what is pushed.
        assert!(!missing(
            &format!(
                "docker build -t quay.io/acme/widget .\ndocker buildx build --push {own} -t quay.io/acme/widget ."
            ),
            &[]
        ));
        // Nobody knows what is fetched.
        assert!(!missing(
            "docker build -t quay.io/acme/widget https://x.org/y.git\ndocker push quay.io/acme/widget",
            &[]
        ));
    }

    /// `--target` builds that stage (docs.docker.com/reference/cli/docker/buildx/build).
    #[test]
    fn labels_of_the_stage_that_is_built() {
        let labels = "LABEL org.opencontainers.image.source=x org.opencontainers.image.revision=$R org.opencontainers.image.version=$V\n";
        let recipe = format!("FROM scratch AS runtime\n{labels}FROM scratch AS debug\n");
        let text = |with: &str| {
            format!(
                "\
on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - uses: docker/build-push-action@v6
        with: {{push: true, tags: 'quay.io/acme/widget:latest,quay.io/acme/widget:${{{{ github.ref_name }}}}'{with}}}
"
            )
        };
        let missing = |with: &str, path: &str| {
            let text = text(with);
            let found = findings(&[(PATH, &text), (path, &recipe)]);
            found.iter().any(|one| one.rule.name == "missing-provenance-labels")
        };
        assert!(missing("", "Dockerfile"));
        assert!(missing(", target: debug", "Dockerfile"));
        assert!(!missing(", target: runtime", "Dockerfile"));
        assert!(!missing(", target: RUNTIME, file: build/Containerfile", "build/Containerfile"));
        // Another file than the one that is built says nothing of it.
        assert!(missing(", target: runtime", "other/Dockerfile"));
    }
}
