//! B025: other branches publish the promised tag too.

use crate::repo::Repo;
use prodproof_publication::{Event, On};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that a push to a branch that is not the default one publishes the tag that
    /// production runs; as an info, that a run started by hand on such a branch does.
    ///
    /// ## Why is this bad?
    /// Work in progress overwrites what was merged, and the host pulls it. The form that
    /// starts a workflow by hand offers every branch.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///   workflow_dispatch:
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    ///
    /// With `workflow_dispatch`, let the tag depend on the branch as well:
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    B025 EVERY_BRANCH_PUBLISHES_LATEST "every-branch-publishes-latest" Error "other branches publish the promised tag too"
}

/// Another branch than the default one pushes what production runs: with every push, or
/// where somebody starts the workflow on it.
pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let all = || {
        build.publications.near(latest).chain(build.elsewhere.near(latest)).filter(|one| {
            // What waits for another workflow's run builds the default branch.
            let waits = one.conditions.iter().any(|condition| matches!(condition.on, On::Awaited(_)));
            one.certainty.is_yes()
                && !waits
                && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
        })
    };
    let pushed = all().find(|one| matches!(&one.event, Event::Push(branch) if *branch != build.default_branch));
    let by_hand = || all().find(|one| matches!(one.event, Event::DispatchOn(_)));
    let Some(one) = pushed.or_else(by_hand) else { return };
    let place = Place::new(&one.path, one.span);
    let help = format!("let only `{}` publish it", build.default_branch);
    acc.push(match &one.event {
        // `branches: [main, master]` mostly means whichever of them there is.
        Event::Push(branch) if is_other_default(branch, &build.default_branch) => EVERY_BRANCH_PUBLISHES_LATEST
            .at(place, format!("a push to the branch `{branch}`, if there is one, publishes `{latest}` too"))
            .severity(prodproof_syntax::finding::Severity::Info)
            .help(help),
        Event::Push(branch) => EVERY_BRANCH_PUBLISHES_LATEST
            .at(place, format!("a push to the branch `{branch}` publishes `{latest}` too"))
            .help(help),
        _ => EVERY_BRANCH_PUBLISHES_LATEST
            .at(place, format!("whoever runs the workflow by hand on another branch publishes `{latest}` from it"))
            // Somebody chooses to.
            .severity(prodproof_syntax::finding::Severity::Info)
            .help(format!("{help}: `enable={{{{is_default_branch}}}}`, or an `if` on `github.ref`")),
    });
}

/// Whether both are names that hosts give to the default branch: a repository has one of them.
fn is_other_default(branch: &str, default: &str) -> bool {
    let usual = |name: &str| matches!(name, "main" | "master" | "trunk");
    usual(branch) && usual(default)
}

/// Whether it was found of what stands there.
pub(super) fn is_told(acc: &[Finding], place: &Place) -> bool {
    acc.iter().any(|finding| finding.rule == &EVERY_BRANCH_PUBLISHES_LATEST && finding.primary == *place)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, everything, good, workflow, ON, PATH, TAGS};
    use prodproof_syntax::finding::Severity;

    #[test]
    fn a_run_by_hand_on_another_branch() {
        let text = workflow(ON, "            latest\n            type=semver,pattern={{version}}\n", "true");
        let found = |text: &str| {
            let mut found = everything(&[(PATH, text)]);
            found.retain(|one| one.rule.name == "every-branch-publishes-latest");
            found
        };
        let [one] = &found(&text)[..] else { panic!("one finding") };
        assert_eq!(one.severity, Severity::Info);
        assert!(one.message.to_string().starts_with("whoever runs the workflow by hand"), "{}", one.message);
        let guarded =
            text.replace("    runs-on", "    if: github.ref_name == 'main' || github.ref_type == 'tag'\n    runs-on");
        assert!(found(&guarded).is_empty());
        // What only other inputs would push is not certain.
        let asks = ON.replace("dispatch:\n", "dispatch:\n    inputs: {extra: {default: ''}}\n");
        good(&workflow(&asks, &format!("{TAGS}            type=raw,value=${{{{ inputs.extra }}}}\n"), "true"));
    }

    #[test]
    fn another_branch_starts_it() {
        let on = "  push:
    branches: [main, dev]
    tags: ['v*']
  workflow_dispatch:
";
        let text = workflow(on, "            latest\n            type=ref,event=tag\n", "true");
        bad(&text, &["every-branch-publishes-latest 18: docker/build-push-action@v6"]);
    }
}
