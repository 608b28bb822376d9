//! B046: the publishing job asks for a runner that GitHub does not have any more.

use super::{image, is_named};
use crate::repo::Repo;
use prodproof_publication::condition::{Condition, On};
use prodproof_publication::Publication;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a publishing job whose `runs-on` is the label of a GitHub-hosted runner that
    /// is retired: `ubuntu-20.04`, `windows-2019`, `macos-13` and those before them.
    ///
    /// ## Why is this bad?
    /// The job waits for a runner of that name. Where nobody has given the label to one of
    /// their own, it is cancelled after a day, and nothing is published.
    ///
    /// ## Example
    /// ```yaml
    /// runs-on: ubuntu-20.04
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// runs-on: ubuntu-24.04
    /// ```
    ///
    /// or `runs-on: [self-hosted, ubuntu-20.04]`, which says whose runner is meant.
    ///
    /// ## References
    /// [images](https://github.com/actions/runner-images#available-images)
    B046 RETIRED_RUNNER "retired-runner" Warning "the publishing job asks for a runner that GitHub does not have any more"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let asks = |one: &&Condition| matches!(one.on, On::Runner { .. });
    let ours = |one: &&Publication| one.reference.is_none() || is_named(one, &image);
    let all = repo.build.publications.near(&image).filter(ours);
    let Some((one, on)) = all.filter_map(|one| Some((one, one.conditions.iter().find(asks)?))).next() else { return };
    let On::Runner { label } = &on.on else { return };
    let message = format!("GitHub has retired `{label}`: the job waits for a runner of one's own that has this label");
    let mut finding = RETIRED_RUNNER
        .at(Place::new(&on.path, on.span), message)
        .related(&one.path, one.span, "published here")
        .help("ask for a runner that there is, or say `self-hosted` beside the label");
    let written = repo.build.file(&on.path).map_or("", |file| on.span.text(&file.text));
    if written == label {
        let new = match label.split('-').next() {
            Some("macos") => "macos-15",
            Some("ubuntu") => "ubuntu-24.04",
            _ => "windows-2025",
        };
        finding = finding.unsafe_fix(format!("run on `{new}`"), vec![Edit::new(&on.path, on.span, new)]);
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, good, workflow, ON, TAGS};

    #[test]
    fn a_label_that_is_gone() {
        let text =
            |label: &str| workflow(ON, TAGS, "true").replace("runs-on: ubuntu-latest", &format!("runs-on: {label}"));
        bad(&text("ubuntu-20.04"), &["retired-runner 9: ubuntu-20.04"]);
        bad(&text("[ubuntu-18.04]"), &["retired-runner 9: [ubuntu-18.04]"]);
        fixes(&text("ubuntu-20.04"), "retired-runner", &text("ubuntu-24.04"));
        for there in
            ["ubuntu-22.04", "[self-hosted, ubuntu-20.04]", "${{ vars.RUNNER }}", "{group: big, labels: ubuntu-24.04}"]
        {
            good(&text(there));
        }
        bad(&text("{group: big, labels: ubuntu-20.04}"), &["retired-runner 9: {group: big, labels: ubuntu-20.04}"]);
        let by_matrix = text("${{ matrix.os }}\n    strategy: {matrix: {os: [ubuntu-20.04, ubuntu-24.04]}}");
        // Both push one tag, which is another fault.
        bad(&by_matrix, &["doubled-publication 19: docker/build-push-action@v6"]);
    }
}
