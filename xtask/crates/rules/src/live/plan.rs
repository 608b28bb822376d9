//! Which workflows, references, hosts and sites are asked, from the deliveries and the
//! contract, each with the place where it is written.

use std::collections::BTreeSet;

use crate::repo::{Promise, Promised, Repo, REVISION};
use prodproof_constitution::contract::Deploy;
use prodproof_live::link::Provenance;
use prodproof_publication::{Event, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::commit::Says;
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::Reference;
use prodproof_workflow::file::{action, input};

/// What is to be asked.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The branch whose tip is expected.
    pub branch: String,
    pub images: Vec<ImagePlan>,
    pub units: Vec<UnitPlan>,
}

/// An image with its mirrors, and what publishes it on a merge.
#[derive(Clone, Debug)]
pub struct ImagePlan {
    /// `registry/namespace/name`.
    pub image: String,
    pub branch: String,
    /// Name and mirrors with the tag that a merge publishes, and the tags that units run.
    pub references: Vec<(Reference, Place)>,
    /// Paths of the workflows that a merge starts and that then push it.
    pub workflows: Vec<String>,
    /// Those of any event that push something of its name.
    pub publishers: Vec<String>,
    /// A workflow of them attests what it builds.
    pub attests: bool,
    pub provenance: Provenance,
    /// A merge builds it anew.
    pub builds: bool,
}

/// A unit, and where it runs.
#[derive(Clone, Debug)]
pub struct UnitPlan {
    pub path: String,
    /// `widget.service`.
    pub service: String,
    /// What it runs, and the image that this is.
    pub reference: Option<Reference>,
    pub image: Option<usize>,
    pub environment: Option<String>,
    pub hosts: Vec<(String, Place)>,
    pub url: Option<(String, Place)>,
    pub says: Option<Says>,
    pub is_job: bool,
}

impl Plan {
    /// What this repository promises; of several environments all, or the one that is named.
    /// Fails with a sentence for the user where there is no such environment.
    pub fn of(repo: &Repo, environment: Option<&str>) -> Result<Self, String> {
        let stated = repo.contract.units();
        let known: BTreeSet<&str> =
            stated.iter().filter_map(|one| one.environment.as_ref().map(|name| name.value.as_str())).collect();
        if let Some(name) = environment.filter(|name| !known.contains(name)) {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            return Err(if known.is_empty() {
                format!("the contract names no environment, so there is no `{name}`")
            } else {
                format!("the contract has no environment `{name}`; it has {}", known.join(", "))
            });
        }
        let promises: Vec<&Promise> = repo.promises().into_iter().filter(|one| one.image.is_some()).collect();
        let images: Vec<ImagePlan> = promises.iter().map(|promise| image(&repo.view(promise))).collect();
        let deploys: Vec<Deploy> = stated
            .into_iter()
            .filter(|one| {
                environment.is_none() || one.environment.as_ref().map(|name| name.value.as_str()) == environment
            })
            .collect();
        let units = deploys.iter().map(|deploy| unit(repo, deploy, &promises)).collect();
        Ok(Self { branch: repo.promise.branch.value.clone(), images, units })
    }
}

fn image(view: &Repo) -> ImagePlan {
    let promise = &view.promise;
    let place = |fact: &Promised| fact.place.clone().unwrap_or_else(|| Place::file(view.constitution_path()));
    let names: Vec<&Promised> = promise.names().collect();
    let mut references: Vec<(Reference, Place)> =
        names.iter().map(|name| (Reference::parse(&name.value).with_tag(&promise.latest.value), place(name))).collect();
    for unit in view.units().into_iter().filter(|one| view.is_promised(one) == Answer::Yes) {
        let Some(image) = &unit.image else { continue };
        // What is pinned is what it is; only a tag can be of a merge.
        if image.value.digest.is_none() && !references.iter().any(|(known, _)| *known == image.value) {
            references.push((image.value.clone(), Place::new(&unit.image_path, image.span)));
        }
    }
    let merge = view.merge();
    let of_image = |one: &Publication| {
        one.refused.is_none() && one.reference.as_ref().is_some_and(|own| promise.same_name(own) != Answer::No)
    };
    let all: Vec<(&Publication, &str)> = view.build.with_entries().filter(|(one, _)| of_image(one)).collect();
    let pushed: Vec<(&Publication, &str)> = all.iter().filter(|(one, _)| one.event == merge).copied().collect();
    let entries = |of: &[(&Publication, &str)]| -> Vec<String> {
        let names: BTreeSet<&str> = of.iter().map(|(_, entry)| *entry).collect();
        names.into_iter().map(str::to_string).collect()
    };
    let workflows = entries(&pushed);
    let built = view.build.builds.iter().filter(|one| one.event == merge && one.reached == Answer::Yes);
    let builds =
        built.clone().any(|build| pushed.iter().any(|(one, _)| one.path == build.path && one.job == build.job));
    ImagePlan {
        image: names.first().map(|name| name.value.clone()).unwrap_or_default(),
        branch: promise.branch.value.clone(),
        references,
        workflows,
        publishers: entries(&all),
        attests: attests(view, &pushed),
        provenance: provenance(view, &merge),
        builds,
    }
}

/// Whether a workflow that pushes the image has a step that attests builds.
fn attests(view: &Repo, pushed: &[(&Publication, &str)]) -> bool {
    pushed.iter().filter_map(|(one, _)| view.build.file(&one.path)).any(|file| {
        file.jobs().any(|(_, job)| {
            job.get("steps").into_iter().flat_map(|steps| steps.items()).any(|step| {
                matches!(action(step).as_deref(), Some("actions/attest" | "actions/attest-build-provenance"))
            })
        })
    })
}

/// Whether every build of the image here surely gives it labels of its own: then what names
/// another repository was built there, and did not inherit that from a base image.
fn provenance(view: &Repo, merge: &Event) -> Provenance {
    let by_recipe = view.recipe_labels(None).iter().any(|label| label == REVISION);
    let mut builds =
        view.build.builds.iter().filter(|one| one.event == *merge && one.reached == Answer::Yes).peekable();
    let labelled = builds.peek().is_some()
        && builds.all(|build| {
            let Some(file) = view.build.file(&build.path) else { return false };
            let steps = file.jobs().flat_map(|(_, job)| job.get("steps").into_iter().flat_map(|steps| steps.items()));
            let own = steps.into_iter().find(|step| step.get("uses").is_some_and(|uses| uses.span == build.span));
            let labels = own.and_then(|step| input(step, "labels")?.as_str()).unwrap_or_default();
            labels.contains(REVISION) || labels.contains(".outputs.labels")
        });
    if by_recipe || labelled {
        Provenance::Labelled
    } else {
        Provenance::MaybeInherited
    }
}

fn unit(repo: &Repo, deploy: &Deploy, promises: &[&Promise]) -> UnitPlan {
    let path = &deploy.unit.value;
    let own = repo.deployments.iter().find(|one| one.path == *path);
    let at = |value: &prodproof_syntax::span::Spanned<String>| {
        (value.value.clone(), Place::new(repo.constitution_path(), value.span))
    };
    let named = |promise: &&Promise| {
        promise.units.iter().flatten().any(|one| one.value == *path)
            || promise.unit.as_ref().is_some_and(|one| one.value == *path)
    };
    let reference = own.and_then(|one| Some(one.image.as_ref()?.value.clone()));
    let runs =
        |promise: &&Promise| reference.as_ref().is_some_and(|reference| promise.same_name(reference) == Answer::Yes);
    let image = promises.iter().position(runs).or_else(|| promises.iter().position(named));
    UnitPlan {
        path: path.clone(),
        service: own.map_or_else(|| service_name(path), |one| one.service.clone()),
        reference,
        image,
        environment: deploy.environment.as_ref().map(|name| name.value.clone()),
        hosts: deploy.hosts.iter().map(at).collect(),
        url: deploy.url.as_ref().map(at),
        says: deploy.says.clone(),
        is_job: own.is_some_and(|one| one.is_job),
    }
}

/// The service of a unit's file of which no model knows: Quadlet's name, or its own.
fn service_name(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((stem, "container" | "kube")) => format!("{stem}.service"),
        Some((stem, "pod")) => format!("{stem}-pod.service"),
        _ => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::snapshot::{Facts, Snapshot};
    use time::{Date, Month};

    const BUILD: &str = r#"on: {push: {branches: [main]}}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: {push: true, tags: "quay.io/acme/widget:latest", labels: "${{ steps.meta.outputs.labels }}"}
"#;
    const UNIT: &str = "[Container]\nImage=quay.io/acme/widget:latest\nAutoUpdate=registry\n";

    fn repo(contract: &str, build: &str) -> Repo {
        with_recipe(contract, build, "FROM a\n")
    }

    fn with_recipe(contract: &str, build: &str, recipe: &str) -> Repo {
        let constitution = format!("# C\n\n```toml contract\n{contract}```\n");
        let today = Date::from_calendar_date(2026, Month::March, 1).unwrap();
        let files = [
            (".specify/memory/constitution.md", constitution.as_str()),
            (".github/workflows/build.yml", build),
            ("deploy/widget.container", UNIT),
            ("Containerfile", recipe),
        ];
        Repo::new(Snapshot::of(&files, Facts::unknown("widget", today)))
    }

    const CONTRACT: &str = "[image]\nname = \"quay.io/acme/widget\"\n[deploy]\nunit = \"deploy/widget.container\"\nhost = \"web1\"\nurl = \"https://widget.example.com\"\n";

    #[test]
    fn the_plan_of_one_image() {
        let plan = Plan::of(&repo(CONTRACT, BUILD), None).expect("a plan");
        let [image] = plan.images.as_slice() else { panic!("{plan:?}") };
        assert_eq!(
            image.references.iter().map(|(one, _)| one.to_string()).collect::<Vec<_>>(),
            ["quay.io/acme/widget:latest"]
        );
        assert_eq!(image.workflows, [".github/workflows/build.yml"]);
        assert_eq!((image.provenance, image.builds), (Provenance::Labelled, true));
        let [unit] = plan.units.as_slice() else { panic!("{plan:?}") };
        assert_eq!((unit.service.as_str(), unit.image, unit.hosts[0].0.as_str()), ("widget.service", Some(0), "web1"));
    }

    #[test]
    fn labels_that_are_not_set_here_may_be_a_base_image_s() {
        let bare = BUILD.replace(", labels: \"${{ steps.meta.outputs.labels }}\"", "");
        let plan = Plan::of(&repo(CONTRACT, &bare), None).expect("a plan");
        assert_eq!(plan.images[0].provenance, Provenance::MaybeInherited);
        let copy = "\
on: {push: {branches: [main]}}
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - run: skopeo copy docker://ghcr.io/acme/widget:pr docker://quay.io/acme/widget:latest
";
        let plan = Plan::of(&repo(CONTRACT, copy), None).expect("a plan");
        assert_eq!((plan.images[0].provenance, plan.images[0].builds), (Provenance::MaybeInherited, false));
        assert_eq!(plan.images[0].workflows.len(), 1);
    }

    #[test]
    fn labels_are_those_of_the_step_or_of_the_containerfile() {
        let of = |build: &str, recipe: &str| {
            let own = with_recipe(CONTRACT, build, recipe);
            Plan::of(&own, None).expect("a plan").images[0].provenance
        };
        let bare = BUILD.replace(", labels: \"${{ steps.meta.outputs.labels }}\"", "");
        let label = "FROM a\nLABEL org.opencontainers.image.revision=$SHA\n";
        assert_eq!(of(&BUILD.replace("labels:", "Labels:"), "FROM a\n"), Provenance::Labelled);
        assert_eq!(of(&bare, label), Provenance::Labelled);
        assert_eq!(of(&bare, "FROM a\n# org.opencontainers.image.revision\n"), Provenance::MaybeInherited);
    }

    #[test]
    fn environments_are_chosen_by_name() {
        let two = "[[image]]\nname = \"quay.io/acme/widget\"\nunits = [\"deploy/widget.container\"]\n[[deploy]]\nunit = \"deploy/widget.container\"\nenvironment = \"production\"\nhosts = [\"web1\", \"web2\"]\n";
        let repo = repo(two, BUILD);
        assert_eq!(Plan::of(&repo, Some("production")).map(|plan| plan.units.len()), Ok(1));
        let wrong = Plan::of(&repo, Some("staging")).err();
        assert_eq!(wrong.as_deref(), Some("the contract has no environment `staging`; it has `production`"));
    }
}
