//! B034: a flavor or a priority keeps `latest` from the only event that would move it.

use super::told;
use crate::deciding::{texts, Within, MOST};
use crate::repo::Repo;
use prodproof_publication::{Publication, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports `latest=false` in the `flavor`, or a raised `priority`, that keeps the
    /// promised tag from the only event that would move it.
    ///
    /// ## Why is this bad?
    /// docker/metadata-action makes `latest` on releases by itself, unless `flavor` says
    /// `latest=false`, or another line has a higher priority than `type=semver`: the line
    /// with the highest one decides alone. Then nothing moves `latest` any more, and the
    /// host runs the last image that once got it, for ever.
    ///
    /// ## Example
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag) and
    /// [priority](https://github.com/docker/metadata-action#priority-attribute)
    B034 SUPPRESSED_LATEST "suppressed-latest" Error "a flavor or a priority keeps `latest` from the only event that would move it"
}

pub(super) fn found(repo: &Repo, files: &[&WorkflowFile], latest: &Reference) -> Option<Finding> {
    let build = &repo.build;
    let moves = |one: &Publication| one.reference.as_ref().is_none_or(|own| own.same(latest) != Answer::No);
    if build.publications.near(latest).any(moves) {
        return None;
    }
    let words = texts(files, &["flavor", "tags"], Within::Inputs).into_iter().flat_map(|(file, node, text)| {
        let flavor = text.match_indices("latest=false").map(|(at, word)| (at, word, "latest=auto"));
        let priority = text.match_indices(",priority=").map(|(at, word)| {
            let rest = &text[at + word.len()..];
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (at, &text[at..at + word.len() + end], "")
        });
        flavor.chain(priority).map(|(at, word, new)| (file, node, at, word, new)).collect::<Vec<_>>()
    });
    for (file, node, at, word, new) in words.take(MOST) {
        let span = node.span_in(&file.text, Span::new(at, at + word.len()));
        let changed = repo.build_with(&Edit::new(&file.path, span, new))?;
        let moved = build.events.iter().find(|event| changed.publishes(event, latest).answer == Answer::Yes);
        let Some(event) = moved.filter(|_| span.text(&file.text) == word) else { continue };
        let word = word.trim_start_matches(',');
        let on = told(event);
        let message = match new {
            "" => format!(
                "`{word}` puts this line before the one that would make `latest` on {on}: nothing publishes `{latest}`"
            ),
            _ => format!("`{word}` keeps `latest` from {on}: nothing publishes `{latest}`"),
        };
        let span = Span::new(span.end - word.len(), span.end);
        return Some(
            SUPPRESSED_LATEST.at(Place::new(&file.path, span), message).help(format!(
                "publish `{latest}` on merges: `type=raw,value=latest,enable={{{{is_default_branch}}}}`"
            )),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, fixes, good, workflow, ON, PATH, TAGS};

    const BRANCH: &str = "            type=ref,event=branch\n            type=semver,pattern={{version}}\n";

    #[test]
    fn a_flavor_that_leaves_latest_out() {
        let with = |tags: &str| {
            workflow(ON, tags, "true")
                .replace("          tags: |\n", "          flavor: |\n            latest=false\n          tags: |\n")
        };
        let text = with(BRANCH);
        bad(&text, &["suppressed-latest 16: latest=false"]);
        let line = "            type=raw,value=latest,enable={{is_default_branch}}\n";
        fixes(
            &text,
            "suppressed-latest",
            &text.replace("            type=ref", &format!("{line}            type=ref")),
        );
        // A run by hand on a tag publishes.
        bad(&with("            type=semver,pattern={{version}}\n"), &["suppressed-latest 16: latest=false"]);
        good(&with(TAGS));
    }

    #[test]
    fn a_priority_that_leaves_latest_out() {
        let text = workflow(ON, &format!("            type=sha,priority=1000\n{BRANCH}"), "true");
        bad(&text, &["suppressed-latest 16: priority=1000"]);
        // Another word than the deciding one.
        let text = workflow(ON, "            type=sha,priority=1000\n            type=ref,event=branch\n", "true");
        let names: Vec<_> = findings(&[(PATH, &text)]).iter().map(|found| found.rule.name).collect();
        assert!(!names.contains(&"suppressed-latest"), "{names:?}");
    }
}
