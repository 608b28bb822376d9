//! B028: two jobs publish the same reference on one event.

use super::{of_image, told};
use crate::repo::Repo;
use prodproof_publication::{Certainty, File, Publication};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports two workflows, or two jobs of which none needs the other, that push the same
    /// reference on the same event.
    ///
    /// ## Why is this bad?
    /// Who ends last wins: which build production runs is a matter of luck.
    ///
    /// ## Example
    /// A `ci.yml` and a `release.yml` that both push `:latest` on a merge.
    ///
    /// ## Use instead
    /// One job that publishes.
    B028 DOUBLED_PUBLICATION "doubled-publication" Warning "two jobs publish the same reference on one event"
}

/// Two writers of one reference on one event.
pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let sure: Vec<(&Publication, &str)> = of_image(repo, image)
        .filter(|(one, _)| {
            one.certainty == Certainty::Yes
                && one.reference.as_ref().is_some_and(|own| !own.has_holes() && own.tag.is_some())
        })
        .collect();
    for (index, (one, entry)) in sure.iter().enumerate() {
        let other = sure[..index].iter().find(|(other, other_entry)| {
            let apart = if other_entry == entry {
                other.job != one.job && !related(build.file(entry), &one.job, &other.job)
            } else {
                // A run by hand starts one workflow only.
                !one.event.is_by_hand()
            };
            apart && other.event == one.event && other.reference == one.reference
        });
        let Some((other, _)) = other else { continue };
        let Some(reference) = &one.reference else { continue };
        let message = format!("on {} both `{}` and `{}` publish `{reference}`", told(&one.event), other.job, one.job);
        acc.push(
            DOUBLED_PUBLICATION
                .at(Place::new(&one.path, one.span), message)
                .related(&other.path, other.span, "the other one")
                .help("let one job publish it"),
        );
        return;
    }
}

/// Whether one of the jobs waits for the other, directly or through others.
fn related(file: Option<&File>, a: &str, b: &str) -> bool {
    let Some(file) = file else { return false };
    // A called workflow's job is named after its caller.
    let (a, b) = (a.split(" / ").next().unwrap_or(a), b.split(" / ").next().unwrap_or(b));
    let waits = |from: &str, to: &str| {
        let mut open = vec![from.to_string()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.contains(&id) {
                continue;
            }
            let needs = file.job(&id).and_then(|job| job.get("needs"));
            open.extend(
                needs
                    .map(|node| node.one_or_many())
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|n| n.as_str().map(str::to_string)),
            );
            seen.push(id);
        }
        false
    };
    a == b || waits(a, b) || waits(b, a)
}

pub(super) fn is_told(acc: &[Finding]) -> bool {
    acc.iter().any(|finding| finding.rule == &DOUBLED_PUBLICATION)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn two_write_the_same() {
        let one = workflow(ON, TAGS, "true");
        let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &one)]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["doubled-publication"]);
        // Whoever starts one by hand does not start the other.
        let nightly = workflow("  schedule: [{cron: '0 3 * * *'}]\n  workflow_dispatch:\n", TAGS, "true");
        let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &nightly)]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["rival-workflows"]);
    }
}
