//! B039: two workflows publish the promised tag on different events.

use super::rivals::moves;
use super::{doubled_publication, told};
use crate::repo::Repo;
use prodproof_publication::{concurrency_group, Event, Publication, WorkflowFile};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::Node;

rule! {
    /// ## What it does
    /// Reports two workflows that publish the promised tag on different events, and no
    /// `concurrency` group that both have.
    ///
    /// ## Why is this bad?
    /// They may run at the same time, and the one that ends last wins. A weekly rebuild
    /// that began before a merge overwrites what the merge has published.
    ///
    /// ## Example
    /// `build.yml` publishes `:latest` on a push to `main`, `weekly.yml` on a schedule.
    ///
    /// ```yaml
    /// # build.yml
    /// on:
    ///   push:
    ///     branches: [main]
    /// # weekly.yml
    /// on:
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## Use instead
    /// One workflow with both triggers:
    ///
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// concurrency:
    ///   group: publish-${{ github.ref }}
    ///   cancel-in-progress: false
    /// ```
    ///
    /// ## References
    /// [concurrency](https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency)
    B039 RIVAL_WORKFLOWS "rival-workflows" Warning "two workflows publish the promised tag on different events"
}

pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    // On one and the same event it is another finding.
    if doubled_publication::is_told(acc) {
        return;
    }
    let merge = repo.build.merge();
    // By hand is on purpose; other branches and pull requests are other findings.
    let counts = |event: &Event| match event {
        Event::Push(_) => *event == merge,
        Event::PullRequest => false,
        event if event.is_by_hand() => false,
        _ => true,
    };
    let all: Vec<(&Publication, &str)> =
        repo.build.near_with_entries(latest).filter(|(one, _)| moves(one, latest) && counts(&one.event)).collect();
    let Some((first, entry)) = all.iter().find(|(one, _)| one.event == merge).or(all.first()) else { return };
    let rival = all.iter().find(|(one, own)| own != entry && one.event != first.event);
    let Some((one, own)) = rival else { return };
    let mine = groups(repo, first, entry);
    if groups(repo, one, own).iter().any(|group| mine.contains(group)) {
        return;
    }
    let message = format!(
        "`{own}` publishes `{latest}` on {}, and `{entry}` on {}: who ends last wins",
        told(&one.event),
        told(&first.event)
    );
    acc.push(
        RIVAL_WORKFLOWS
            .at(Place::new(&one.path, one.span), message)
            .related(&first.path, first.span, format!("published here on {}", told(&first.event)))
            .help("publish it from one workflow, or give both the same `concurrency` group"),
    );
}

/// The concurrency groups of a publication that another workflow can have as well.
fn groups(repo: &Repo, one: &Publication, entry: &str) -> Vec<String> {
    let file = repo.build.file(&one.path);
    let job = file.and_then(|file| file.job(one.job.rsplit(" / ").next()?));
    let nodes = [repo.build.file(entry).and_then(WorkflowFile::root), file.and_then(WorkflowFile::root), job];
    let group = |node: &Node| {
        Some(concurrency_group(node)?.to_string())
            .filter(|text| !["github.workflow", "run_id", "github.job"].iter().any(|w| text.contains(w)))
    };
    nodes.into_iter().flatten().filter_map(group).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, quiet, workflow, ON, PATH, TAGS};

    #[test]
    fn two_workflows_on_different_events() {
        let build = quiet(workflow(ON, TAGS, "true"));
        let weekly = quiet(workflow("  schedule: [{cron: '30 4 * * 1'}]\n", TAGS, "true"));
        let names = |build: &str, weekly: &str| {
            let found = findings(&[(PATH, build), (".github/workflows/z.yml", weekly)]);
            found.iter().map(|one| format!("{} {}", one.rule.name, one.primary.path)).collect::<Vec<_>>()
        };
        assert_eq!(names(&build, &weekly), ["rival-workflows .github/workflows/z.yml"]);
        // Whichever is read first.
        assert_eq!(names(&weekly, &build), [format!("rival-workflows {PATH}")]);
        let group = |text: &str, group: &str| format!("concurrency:\n  group: {group}\n{text}");
        assert_eq!(names(&group(&build, "publish"), &group(&weekly, "publish")), [""; 0]);
        let own = "${{ github.workflow }}";
        assert_eq!(names(&group(&build, own), &group(&weekly, own)).len(), 1);
        // By hand is on purpose; another tag is none of it.
        let by_hand = weekly.replace("schedule: [{cron: '30 4 * * 1'}]", "workflow_dispatch:");
        let merge = build.replace("  workflow_dispatch:\n", "");
        assert_eq!(names(&merge, &by_hand), [""; 0]);
        assert_eq!(names(&build, &weekly.replace("value=latest", "value=weekly")), [""; 0]);
    }
}
