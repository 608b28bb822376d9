//! B014: a merge does not publish the promised tag.

use super::{edits, told};
use crate::deciding::{self, DecidingWord};
use crate::repo::Repo;
use prodproof_publication::{Event, Publication, Remark, WorkflowFile};
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::{Node, TextStyle};
use prodproof_workflow::expression::asked_paths;
use prodproof_workflow::file::{action, input, steps_of};

rule! {
    /// ## What it does
    /// Reports that no push to the default branch makes a workflow push the promised tag, for
    /// another reason than the rules above tell.
    ///
    /// ## Why is this bad?
    /// What is merged does not reach production.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:${{ github.sha }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   quay.io/acme/widget:${{ github.sha }}
    ///   quay.io/acme/widget:latest
    /// ```
    B014 UNPUBLISHED_MERGE "unpublished-merge" Error "a merge does not publish the promised tag"
}

/// `does`: what a merge publishes, or may publish, with `one`; nothing ever publishes `latest`.
pub(super) fn of_other_tags(repo: &Repo, one: &Publication, does: &str, latest: &Reference) -> Finding {
    let message = format!("a merge to `{}` {does} and not `{latest}`", repo.build.default_branch);
    UNPUBLISHED_MERGE.at(made_at(repo, one, latest), message)
}

/// Where the tag is made that is published: a line, or else the step.
pub(super) fn made_at(repo: &Repo, one: &Publication, latest: &Reference) -> Place {
    deciding::made_at(repo, one, latest).unwrap_or_else(|| Place::new(&one.path, one.span))
}

/// Nothing usual publishes the image, but this: a run by hand on another branch, a push to
/// one, a pre-release.
pub(super) fn only_on(repo: &Repo, one: &Publication, latest: &Reference) -> Finding {
    let name = one.reference.as_ref().map_or_else(|| latest.name(), ToString::to_string);
    let branch = &repo.build.default_branch;
    let message = format!("only {} publishes `{name}`: a merge to `{branch}` publishes nothing", told(&one.event));
    let finding = UNPUBLISHED_MERGE.at(Place::new(&one.path, one.span), message);
    finding.help(format!("publish `{latest}` on merges"))
}

/// A merge publishes another tag, and it is a word that says so: the promised one is
/// published once that word is exchanged.
pub(super) fn by_word(repo: &Repo, files: &[&WorkflowFile], latest: &Reference) -> Option<Finding> {
    let found = deciding::of_tag(repo, files, latest)?;
    let DecidingWord::Tag(word) = &found.word else { return None };
    let (branch, promised) = (&repo.build.default_branch, latest.tag.as_deref()?);
    let message = format!("a merge to `{branch}` publishes the tag `{word}`, and `{promised}` is promised");
    Some(UNPUBLISHED_MERGE.at(found.place, message).help(format!("publish `{latest}` on merges")))
}

/// The promised tag is made, and something that is written there keeps it from merges.
pub(super) fn by_condition(repo: &Repo, files: &[&WorkflowFile], latest: &Reference) -> Option<Finding> {
    let found = deciding::of_condition(repo, files, latest)?;
    let branch = &repo.build.default_branch;
    let (message, help) = match &found.word {
        DecidingWord::Affix(word) => (
            format!("`{word}` makes another tag than `{latest}` on a merge to `{branch}`"),
            format!("publish `{latest}` on merges"),
        ),
        DecidingWord::Enable(word) | DecidingWord::Comparison(word) => (
            format!("`{word}` keeps `{latest}` from a merge to `{branch}`"),
            "let it hold on the default branch".to_string(),
        ),
        DecidingWord::Tag(_) | DecidingWord::Name(_) => return None,
    };
    Some(UNPUBLISHED_MERGE.at(found.place, message).help(help))
}

/// The step gets no tag on a merge.
pub(super) fn of_no_tag(repo: &Repo, remark: &Remark, latest: &Reference) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("on a merge to `{branch}` no tag is made, so nothing is published");
    let place = deciding::line_for_merges(repo, &remark.path, latest);
    UNPUBLISHED_MERGE.at(place.unwrap_or_else(|| Place::new(&remark.path, remark.span)), message)
}

/// `one` is what the workflow publishes on other events.
pub(super) fn of(repo: &Repo, file: &WorkflowFile, one: &Publication, latest: &Reference) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("`{}` runs on a merge to `{branch}` and does not publish `{latest}`", file.path);
    UNPUBLISHED_MERGE.at(Place::new(&one.path, one.span), message)
}

/// The promised tag on merges: a line for docker/metadata-action, or a plain tag where
/// only the default branch starts the workflow.
pub(super) fn add_latest(repo: &Repo, publication: &Publication, latest: &Reference, finding: Finding) -> Finding {
    let edit = || {
        let file = repo.build.file(&publication.path)?;
        let tag = latest.tag.as_deref()?;
        let steps: Vec<&Node> = file.jobs().flat_map(|(_, job)| steps_of(job)).collect();
        let uses = |step: &Node, name: &str| action(step).is_some_and(|action| action == name);
        let pushing = steps.iter().find(|step| step.get("uses").is_some_and(|uses| uses.span == publication.span))?;
        let tags = input(pushing, "tags")?;
        let written = tags.as_str()?;
        let made = asked_paths(written).into_iter().find_map(|path| match path.as_slice() {
            [steps, id, outputs, tags] => {
                let is_own = [(steps, "steps"), (outputs, "outputs"), (tags, "tags")];
                is_own.iter().all(|(own, name)| own.eq_ignore_ascii_case(name)).then(|| id.clone())
            }
            _ => None,
        });
        if let Some(id) = made {
            let own =
                |step: &Node| step.get("id").and_then(Node::as_str).is_some_and(|own| own.eq_ignore_ascii_case(&id));
            let meta = steps.iter().find(|step| uses(step, "docker/metadata-action") && own(step))?;
            let line = format!("type=raw,value={tag},enable={{{{is_default_branch}}}}");
            let images = input(meta, "images")?.as_str()?;
            // Other images of the same step would get the tag as well.
            if images.trim().contains(['\n', ',']) {
                return None;
            }
            return edits::add_line(file, input(meta, "tags")?, &line);
        }
        // A plain list pushes its tags on every event: only for one that merges alone start.
        let only_merges = repo
            .build
            .publications
            .of_file(&publication.path)
            .all(|one| one.event == publication.event || one.event == Event::WorkflowDispatch)
            && repo.build.elsewhere.of_file(&publication.path).all(|one| one.event.is_by_hand());
        if !only_merges {
            return None;
        }
        // By hand it may be started on any branch.
        let by_hand = repo.build.elsewhere.of_file(&publication.path).any(|one| one.event.is_by_hand());
        let entry = if by_hand {
            format!("${{{{ github.ref == 'refs/heads/{}' && '{latest}' || '' }}}}", repo.build.default_branch)
        } else {
            latest.to_string()
        };
        match tags.scalar()?.style {
            TextStyle::Literal => edits::add_line(file, tags, &entry),
            TextStyle::Plain if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end, format!(",{entry}")))
            }
            TextStyle::SingleQuoted if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end - 1, format!(",{}", entry.replace('\'', "''"))))
            }
            TextStyle::DoubleQuoted if !written.contains('\n') => {
                Some(Edit::insert(&file.path, tags.span.end - 1, format!(",{entry}")))
            }
            _ => None,
        }
    };
    match edit() {
        Some(edit) => finding.fix(format!("publish `{latest}` on merges"), edits::safety(repo), vec![edit]),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, ON, TAGS};

    #[test]
    fn latest_comes_from_nowhere() {
        let on = "  push:
    branches: [main]
  workflow_dispatch:
";
        let text = workflow(on, TAGS, "true").replace("${{ steps.meta.outputs.tags }}", "quay.io/acme/widget:main # c");
        bad(&text, &["unpublished-merge 20: main", "unpublished-release 4: branches"]);
        // Whoever starts it by hand on another branch does not write the tag.
        let guarded = ":main,${{ github.ref == 'refs/heads/main' && 'quay.io/acme/widget:latest' || '' }}";
        fixes(&text, "unpublished-merge", &text.replace(":main", guarded));
        let text = text.replace("  workflow_dispatch:\n", "");
        fixes(&text, "unpublished-merge", &text.replace(":main", ":main,quay.io/acme/widget:latest"));
    }

    #[test]
    fn the_word_that_was_changed_is_told() {
        let edge = TAGS.replace("value=latest", "value=edge");
        let text = workflow(ON, &edge, "true");
        bad(&text, &["unpublished-merge 16: edge"]);
        // Whatever the flavor says: that word is not what was changed.
        let flavor = "          flavor: |\n            latest=false\n          tags: |\n";
        bad(&text.replace("          tags: |\n", flavor), &["unpublished-merge 18: edge"]);
        let script = |tag: &str| {
            format!(
                "\
on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - run: |
          docker push quay.io/acme/widget:{tag}
          docker push quay.io/acme/widget:$GITHUB_REF_NAME
"
            )
        };
        bad(&script("edge"), &["unpublished-merge 11: edge"]);
        bad(&script("latest"), &[]);
        // No word says what a branch is called.
        let branch =
            workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
        bad(&branch, &["latest-only-from-tags 16: type=ref,event=branch"]);
    }
}
