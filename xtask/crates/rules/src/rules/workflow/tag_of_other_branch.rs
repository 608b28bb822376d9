//! B033: the promised tag is made on a branch that is not the default one.

use super::edits;
use crate::deciding::{texts, Within, MOST};
use crate::repo::Repo;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a line that makes the promised tag on a branch that is not the default
    /// branch: `enable=` or a script compares `github.ref` with it, or `branch=` names it.
    ///
    /// ## Why is this bad?
    /// The default branch was renamed, or the line was copied from a repository with
    /// another one. The run is green, and what is merged gets other tags.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=raw,value=latest,enable=${{ github.ref == 'refs/heads/master' }}
    /// ```
    ///
    /// in a repository whose default branch is `main`.
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## References
    /// [`is_default_branch`](https://github.com/docker/metadata-action#is_default_branch)
    B033 TAG_OF_OTHER_BRANCH "tag-of-other-branch" Error "the promised tag is made on a branch that is not the default one"
}

pub(super) fn found(repo: &Repo, files: &[&WorkflowFile], latest: &Reference) -> Option<Finding> {
    let build = &repo.build;
    let branch = &build.default_branch;
    let words = texts(files, &["tags", "flavor"], Within::InputsAndScripts)
        .into_iter()
        .flat_map(|(file, node, text)| branches(text).into_iter().map(move |(part, other)| (file, node, part, other)));
    for (file, node, part, other) in words.filter(|(.., other)| other != branch).take(MOST) {
        let span = node.span_in(&file.text, part);
        let edit = Edit::new(&file.path, span, branch.clone());
        let mended = span.text(&file.text) == other
            && repo.merge_with(std::slice::from_ref(&edit))?.publishes(&build.merge(), latest).answer == Answer::Yes;
        if mended {
            let message = format!("`{latest}` is made on the branch `{other}`, and the default branch is `{branch}`");
            return Some(
                TAG_OF_OTHER_BRANCH
                    .at(Place::new(&file.path, span), message)
                    .help(if node.as_str().is_some_and(|text| text.contains("type=")) {
                        "compare with the default branch: `enable={{is_default_branch}}`".to_string()
                    } else {
                        format!("compare with `{branch}`")
                    })
                    .implies(&["every-branch-publishes-latest"])
                    .fix(format!("write `{branch}`"), edits::safety(repo), vec![edit]),
            );
        }
    }
    None
}

/// Literal names of branches: `refs/heads/NAME`, `== 'NAME'`, `branch=NAME`.
fn branches(text: &str) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let mut note = |start: usize| {
        let rest = &text[start..];
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        if end > 0 {
            found.push((Span::new(start, start + end), rest[..end].to_string()));
        }
    };
    for before in ["refs/heads/", "branch="] {
        text.match_indices(before).for_each(|(at, _)| note(at + before.len()));
    }
    // `== 'NAME'`, `format('refs/heads/{0}', 'NAME')`, `endsWith(github.ref, '/NAME')`
    for before in ["==", "refs/heads/{0}',", "github.ref,", "github.ref_name,"] {
        for (at, _) in text.match_indices(before) {
            let after = &text[at + before.len()..];
            let quoted = after.trim_start();
            let Some(literal) = quoted.strip_prefix('\'').filter(|rest| !rest.starts_with("refs/")) else { continue };
            let name = literal.strip_prefix('/').unwrap_or(literal);
            // The name is the end of the text, from its first letter on.
            note(text.len() - name.len());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, fixes, good, workflow, ON, PATH};

    const BRANCH: &str = "            type=ref,event=branch\n            type=semver,pattern={{version}}\n";

    fn latest(enable: &str) -> String {
        workflow(ON, &format!("            type=raw,value=latest,enable={enable}\n{BRANCH}"), "true")
    }

    #[test]
    fn a_comparison_with_another_branch() {
        for (enable, word) in [
            ("${{ github.ref == 'refs/heads/master' }}", "master"),
            ("${{ github.ref_name == 'trunk' }}", "trunk"),
            ("${{ endsWith(github.ref, '/trunk') }}", "trunk"),
            ("${{ github.ref == format('refs/heads/{0}', 'trunk') }}", "trunk"),
            ("${{ github.event_name == 'push' && github.ref==format('refs/heads/{0}', 'main') && github.ref_name == 'release/x' }}", "release/x"),
        ] {
            bad(&latest(enable), &[&format!("tag-of-other-branch 16: {word}")]);
        }
        let text = latest("${{ github.ref == 'refs/heads/master' }}");
        fixes(&text, "tag-of-other-branch", &text.replace("master", "main"));
        good(&latest("${{ github.ref == 'refs/heads/main' }}"));
        good(&latest("${{ github.ref == format('refs/heads/{0}', github.event.repository.default_branch) }}"));
        // The branch is not what is missing.
        let text = latest("${{ github.ref == 'refs/heads/master' && github.event_name == 'schedule' }}");
        let names: Vec<_> = findings(&[(PATH, &text)]).iter().map(|found| found.rule.name).collect();
        assert!(!names.contains(&"tag-of-other-branch"), "{names:?}");
    }

    #[test]
    fn the_only_tag_is_that_of_another_branch() {
        let on = "  push:
    branches: [main]
  workflow_dispatch:
";
        let text = workflow(on, "            type=edge,branch=master\n", "true");
        let flavor = "          flavor: latest=true\n          tags: |\n";
        bad(&text.replace("          tags: |\n", flavor), &["tag-of-other-branch 16: master"]);
        let text =
            workflow(on, "            type=raw,latest,enable=${{ github.ref == 'refs/heads/master' }}\n", "true");
        bad(&text, &["tag-of-other-branch 15: master"]);
    }

    #[test]
    fn a_script_that_compares() {
        let text = |branch: &str| {
            format!(
                r#"on:
{ON}jobs:
  b:
    runs-on: x
    steps:
      - run: |
          T=dev
          if [ "$GITHUB_REF" = refs/heads/{branch} ]; then T=latest; fi
          docker push quay.io/acme/widget:$T
          docker push quay.io/acme/widget:$GITHUB_REF_NAME
"#
            )
        };
        good(&text("main"));
        bad(&text("master"), &["tag-of-other-branch 12: master"]);
    }
}
