//! B031: the image does not say what it was built from.

use super::{fixes, image, of_image};
use crate::repo::Repo;
use prodproof_publication::File;
use prodproof_publication::ImageBuild;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::yaml::Node;

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
    let Some(image) = image(repo) else { return };
    let build = &repo.build;
    // What the image's own recipe says counts as well.
    let recipes: Vec<&str> = repo
        .snapshot
        .texts(|path| {
            let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
            name.contains("containerfile") || name.contains("dockerfile")
        })
        .map(|(_, text)| text)
        .collect();
    // A build for tests beside the one that is pushed is nobody's image.
    let pushed = |one: &ImageBuild| of_image(repo, &image).any(|(own, _)| own.path == one.path && own.span == one.span);
    let any_pushed = |one: &ImageBuild| {
        build.builds.iter().any(|other| other.path == one.path && other.job == one.job && pushed(other))
    };
    for one in build.builds.iter().filter(|one| one.reached == Answer::Yes && (pushed(one) || !any_pushed(one))) {
        // Only builds of the job that publishes the image, on whatever event.
        let publishes =
            of_image(repo, &image).any(|(own, _)| own.event == one.event && own.path == one.path && own.job == one.job);
        let Some(file) = build.file(&one.path).filter(|_| publishes) else { continue };
        let Some(step) = step_at(file, one.span) else { continue };
        let with = step.get("with");
        let text = |name: &str| with.and_then(|with| with.get(name)).and_then(Node::as_str).unwrap_or_default();
        let given = ["labels", "annotations", "extra-args", "build-args"].map(text).join("\n");
        // From metadata-action, or from where nobody here can see.
        if given.contains("${{") && !given.contains("org.opencontainers") {
            continue;
        }
        let missing: Vec<&str> = LABELS
            .iter()
            .filter(|label| !given.contains(**label) && !recipes.iter().any(|recipe| recipe.contains(**label)))
            .copied()
            .collect();
        if missing.is_empty() {
            continue;
        }
        let names: Vec<String> = missing.iter().map(|label| format!("`{label}`")).collect();
        let message = format!("the image is built without {}", names.join(", "));
        let finding = MISSING_PROVENANCE_LABELS
            .at(Place::new(&one.path, one.span), message)
            .help("pass `labels`, from docker/metadata-action or written out");
        acc.push(fixes::add_labels(file, step, &one.job, &missing, finding));
        return;
    }
}

const LABELS: [&str; 3] =
    ["org.opencontainers.image.source", "org.opencontainers.image.revision", "org.opencontainers.image.version"];

/// The step whose `uses` stands at the place.
fn step_at(file: &File, span: prodproof_syntax::span::Span) -> Option<&Node> {
    file.jobs()
        .flat_map(|(_, job)| job.get("steps").map_or(&[][..], Node::items))
        .find(|step| step.get("uses").is_some_and(|uses| uses.span == span))
}
