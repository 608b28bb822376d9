//! What makes a publication fail although the workflow says it all: the file that it
//! builds from is not in the repository, or its name is still a placeholder. Must not know
//! the rules that tell it.

use crate::repo::Repo;
use prodproof_publication::ImageBuild;
use prodproof_script::sh::{written, Written};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::yaml::Node;
use prodproof_syntax::{paths, snapshot};
use prodproof_workflow::expression::unfilled;
use prodproof_workflow::file::{action, input};

/// Whether a name is the one that `init` writes where nothing tells an owner.
pub fn is_placeholder(image: &str) -> bool {
    image.starts_with("ghcr.io/example/")
}

/// A build that fails for want of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    pub place: Place,
    /// What is not there, or has no such stage.
    pub path: String,
    pub stage: Option<String>,
    pub workflow: String,
    pub job: String,
    /// The file that is meant, perhaps, where there is one.
    pub instead: Option<String>,
}

/// Every such build, once for a step.
pub fn lacking(repo: &Repo) -> &[Lacking] {
    // Every delivery asks, and is answered the same.
    repo.lacking.get_or_init(|| find(repo))
}

fn find(repo: &Repo) -> Vec<Lacking> {
    let mut found: Vec<Lacking> = Vec::new();
    for one in repo.build.builds.iter().filter(|one| one.reached == Answer::Yes) {
        let Some(file) = repo.build.file(&one.path) else { continue };
        let Some(step) = file.step_at(one.span) else { continue };
        let earlier = file.jobs().find_map(|(_, job)| {
            let steps = job.get("steps")?.items();
            let at = steps.iter().position(|found| found.span == step.span)?;
            Some(&steps[..at])
        });
        if !earlier.unwrap_or_default().iter().all(makes_no_file) {
            continue;
        }
        let lacking = of_step(repo, &one.path, &one.job, step).or_else(|| of_stage(repo, one, step));
        let Some(lacking) = lacking else { continue };
        if !found.iter().any(|known| known.place == lacking.place) {
            found.push(lacking);
        }
    }
    found
}

/// docker/build-push-action: `file` is relative to the repository, whether the context is
/// git's (the default) or a folder of the checkout (its README, "Git context").
fn of_step(repo: &Repo, workflow: &str, job: &str, step: &Node) -> Option<Lacking> {
    let uses = step.get("uses")?;
    if action(step)? != "docker/build-push-action" {
        return None;
    }
    let with = step.get("with");
    let input = |name: &str| with.and_then(|with| with.get_any_case(name)).filter(|node| !node.is_null());
    let text = |name: &str| match input(name) {
        Some(node) => node.as_str().map(Some),
        None => Some(None),
    };
    let (context, named) = (text("context")?, text("file")?);
    let known = |text: &str| {
        !text.contains("${{") && !text.contains("{{") && !text.contains("://") && !text.contains(['#', '@', '$'])
    };
    if [context, named].into_iter().flatten().any(|text| !known(text) || text == "-") {
        return None;
    }
    let folder = within_top(context.unwrap_or("."))?;
    let default = if folder.is_empty() { "Dockerfile".to_string() } else { format!("{folder}/Dockerfile") };
    let path = match named {
        Some(named) => within_top(named)?,
        None => default,
    };
    let folders = || path.match_indices('/').map(|(at, _)| &path[..at]);
    let opaque = |path: &str| {
        matches!(
            repo.snapshot.files.get(path).map(snapshot::File::read),
            Some(snapshot::File::Directory | snapshot::File::Link(_))
        )
    };
    if path.is_empty() || repo.snapshot.has(&path) || folders().any(opaque) {
        return None;
    }
    let sibling = |name: &str| match path.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}"),
        None => name.to_string(),
    };
    let instead = ["Containerfile", "Dockerfile"].map(sibling).into_iter().find(|path| repo.snapshot.has(path));
    let span = input("file").map_or(uses.span, |node| node.span);
    let place = Place::new(workflow, span);
    Some(Lacking { place, path, stage: None, workflow: workflow.into(), job: job.into(), instead })
}

/// A stage that the file does not have (BuildKit: "target stage … could not be found").
fn of_stage(repo: &Repo, one: &ImageBuild, step: &Node) -> Option<Lacking> {
    let recipe = one.recipe.as_ref()?;
    let stage = recipe.target.as_ref().filter(|name| !name.is_empty() && !name.contains('<'))?;
    if repo.has_stage(&recipe.path, stage) != Answer::No {
        return None;
    }
    let span = input(step, "target").map_or(one.span, |node| node.span);
    Some(Lacking {
        place: Place::new(&one.path, span),
        path: recipe.path.clone(),
        stage: Some(stage.clone()),
        workflow: one.path.clone(),
        job: one.job.clone(),
        instead: None,
    })
}

/// A path from the repository's top without `.` and `..`; `None` where it leaves it.
fn within_top(path: &str) -> Option<String> {
    (!path.starts_with('/')).then(|| paths::within("", path))?
}

/// A step after which the checkout has no other files than the repository.
fn makes_no_file(step: &Node) -> bool {
    if let Some(run) = step.get("run") {
        let tells = |one: &Written| {
            matches!(
                one.words.first().map(String::as_str),
                Some("echo" | "printf" | "set" | "date" | "true" | ":") | None
            ) && one.writes.iter().all(|file| file.starts_with("$GITHUB_") || file.starts_with("${GITHUB_"))
        };
        return run.as_str().is_some_and(|script| written(&unfilled(script)).iter().all(tells));
    }
    const HARMLESS: &[&str] = &[
        "docker/setup-buildx-action@",
        "docker/setup-qemu-action@",
        "docker/login-action@",
        "docker/metadata-action@",
        "docker/setup-docker-action@",
        "sigstore/cosign-installer@",
        "redhat-actions/podman-login@",
    ];
    let uses = step.get("uses").and_then(Node::as_str).unwrap_or_default().to_ascii_lowercase();
    let own_checkout = uses.starts_with("actions/checkout@")
        && ["repository", "path", "ref", "sparse-checkout", "submodules"]
            .iter()
            .all(|input| step.get("with").is_none_or(|with| with.get_any_case(input).is_none()));
    own_checkout || HARMLESS.iter().any(|action| uses.starts_with(action))
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::snapshot::{Facts, Snapshot};

    fn lacks(steps: &str, files: &[&str]) -> Vec<String> {
        let workflow = format!(
            "\
on:
  push:
    branches: [main]
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
{steps}"
        );
        let mut all = vec![(".github/workflows/b.yml", workflow.as_str())];
        all.extend(files.iter().map(|path| (*path, "FROM scratch\n")));
        let today = time::Date::from_calendar_date(2027, time::Month::January, 31).unwrap();
        let repo = Repo::new(Snapshot::of(&all, Facts::unknown("widget", today)));
        lacking(&repo).iter().map(|one| format!("{} {:?}", one.path, one.instead)).collect()
    }

    fn build(with: &str) -> String {
        format!(
            "      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v7
        with: {{push: true, tags: 'quay.io/acme/widget:latest'{with}}}
"
        )
    }

    #[test]
    fn what_is_not_there_is_told() {
        for (with, files, lacking) in [
            ("", &[][..], "Dockerfile None"),
            ("", &["Containerfile"], "Dockerfile Some(\"Containerfile\")"),
            (", file: Containerfile", &["Dockerfile"], "Containerfile Some(\"Dockerfile\")"),
            (", file: ./deploy/../Containerfile", &[], "Containerfile None"),
            (", context: app", &["Dockerfile"], "app/Dockerfile None"),
            (", context: ., file: image/Dockerfile", &["Dockerfile"], "image/Dockerfile None"),
        ] {
            assert_eq!(lacks(&build(with), files), [lacking], "{with}");
        }
    }

    #[test]
    fn a_stage_that_is_not_there() {
        for (with, lacking) in [(", target: prod", true), (", target: '0'", false), (", target: ''", false)] {
            let found = lacks(&build(with), &["Dockerfile"]);
            assert_eq!(found, if lacking { vec!["Dockerfile None"] } else { Vec::new() }, "{with}");
        }
        let made = format!("      - run: ./generate.sh\n{}", build(", target: prod"));
        assert_eq!(lacks(&made, &["Dockerfile"]), [""; 0]);
        assert_eq!(lacks(&build(", target: '${{ vars.T }}'"), &["Dockerfile"]), [""; 0]);
    }

    #[test]
    fn what_is_there_or_cannot_be_known_is_not() {
        for (with, files) in [
            ("", &["Dockerfile"][..]),
            (", file: Containerfile", &["Containerfile"]),
            (", context: ./app", &["app/Dockerfile"]),
            (", context: app, file: app/Containerfile", &["app/Containerfile"]),
            (", file: '${{ matrix.file }}'", &[]),
            (", context: 'https://github.com/acme/other.git#main'", &[]),
            (", context: '{{defaultContext}}:app'", &[]),
            (", context: /tmp/image", &[]),
            (", file: ../elsewhere/Dockerfile", &[]),
        ] {
            assert_eq!(lacks(&build(with), files), [""; 0], "{with}");
        }
    }

    #[test]
    fn an_earlier_step_may_make_it() {
        for step in [
            "run: ./generate.sh",
            "run: cat a > Dockerfile",
            "run: '{ echo FROM scratch; } > Dockerfile'",
            "run: echo \"$(make image)\"",
            "run: 'true && ./generate.sh'",
            "uses: actions/download-artifact@v4",
            "uses: acme/render@v1",
        ] {
            assert_eq!(lacks(&format!("      - {step}\n{}", build("")), &[]), [""; 0], "{step}");
        }
        for step in [
            "run: echo \"a=b\" >> \"$GITHUB_OUTPUT\"",
            "run: '{ echo a=b; printf x; } >> $GITHUB_ENV # Dockerfile'",
            "run: echo \"a=$(date)\"",
            "uses: docker/setup-buildx-action@v3",
        ] {
            assert_eq!(lacks(&format!("      - {step}\n{}", build("")), &[]).len(), 1, "{step}");
        }
        let elsewhere = build("").replace("checkout@v4", "checkout@v4\n        with: {repository: acme/other}");
        assert_eq!(lacks(&elsewhere, &[]), [""; 0]);
    }
}
