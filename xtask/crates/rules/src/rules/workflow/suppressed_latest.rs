//! B034: a flavor or a priority keeps `latest` from the only event that would move it.

use super::told;
use crate::deciding::{line_for_merges, texts, Within, MOST};
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
            "" => format!("`{word}` puts this line before the one that would make `latest` on {on}"),
            _ => format!("`{word}` keeps it from {on}"),
        };
        let span = Span::new(span.end - word.len(), span.end);
        let word_at = Place::new(&file.path, span);
        // Whoever switches it off means to say the tag in a line: that is what is missing.
        let line = if new.is_empty() { None } else { line_for_merges(repo, &file.path, latest) };
        let finding = match line {
            Some(line) => SUPPRESSED_LATEST
                .at(line, format!("a merge to `{}` does not publish `{latest}`, and {message}", build.default_branch))
                .related(word_at.path, word_at.span, "so no event makes it by itself"),
            None => SUPPRESSED_LATEST.at(word_at, format!("{message}: nothing publishes `{latest}`")),
        };
        return Some(
            finding.help(format!(
                "publish `{latest}` on merges: `type=raw,value=latest,enable={{{{is_default_branch}}}}`"
            )),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, fixes, good, shown, workflow, ON, PATH, TAGS};

    const BRANCH: &str = "            type=ref,event=branch\n            type=semver,pattern={{version}}\n";

    #[test]
    fn a_flavor_that_leaves_latest_out() {
        let with = |tags: &str| {
            workflow(ON, tags, "true")
                .replace("          tags: |\n", "          flavor: |\n            latest=false\n          tags: |\n")
        };
        let text = with(BRANCH);
        bad(&text, &["suppressed-latest 18: type=ref,event=branch"]);
        let line = "            type=raw,value=latest,enable={{is_default_branch}}\n";
        fixes(
            &text,
            "suppressed-latest",
            &text.replace("            type=ref", &format!("{line}            type=ref")),
        );
        // A run by hand on a tag publishes.
        bad(
            &with("            type=semver,pattern={{version}}\n"),
            &["suppressed-latest 18: type=semver,pattern={{version}}"],
        );
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

    #[test]
    fn a_whole_line_beside_a_flavor() {
        let line = "            type=raw,value=latest,enable={{is_default_branch}}\n";
        let flavored = |tags: &str| {
            workflow(ON, tags, "true")
                .replace("          tags: |\n", "          flavor: latest=false\n          tags: |\n")
        };
        let sha = "            type=sha\n";
        let first = flavored(&format!("{TAGS}{sha}"));
        let last = flavored(&format!("            type=semver,pattern={{{{version}}}}\n{line}"));
        let tag = "type=ref,event=tag";
        for new in ["type=semver,pattern={{version}}", tag, "type=sha", "type=schedule", "type=ref,event=pr"] {
            let text = first.replacen(line, &format!("            {new}\n"), 1);
            let found = findings(&[(PATH, &text)]);
            let told: Vec<String> = found
                .iter()
                .filter(|one| one.rule.code != "B031")
                .flat_map(|one| shown(&text, std::slice::from_ref(one)))
                .collect();
            assert_eq!(told.len(), 1, "{told:?}\n{text}");
            assert!(told[0].ends_with(&format!(" 17: {new}")), "{told:?}\n{text}");
        }
        for new in ["type=ref,event=branch", "type=edge"] {
            let text = last.replacen(line, &format!("            {new}\n"), 1);
            let found = shown(&text, &findings(&[(PATH, &text)]));
            assert!(found.iter().any(|own| own.ends_with(&format!(" 18: {new}"))), "{found:?}\n{text}");
        }
    }
}
