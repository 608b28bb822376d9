//! Why the promised tag is not made although the workflow runs: a word in the inputs of
//! docker/metadata-action or in a script. A word is the cause if the tag is made once it is
//! changed.

use super::*;
use prodproof_syntax::yaml::Node;

/// More words than this are not tried: each asks the whole model.
pub(super) const MOST: usize = 12;

/// The word that keeps the promised tag from being made, where there is one. `files` are
/// asked first, `places` are publications on whatever event.
pub(super) fn cause(repo: &Repo, files: &[&File], places: &[&Publication], latest: &Reference) -> Option<Finding> {
    let mut files = files.to_vec();
    for path in places.iter().map(|one| one.path.as_str()) {
        files.extend(repo.build.file(path).filter(|own| files.iter().all(|other| other.path != own.path)));
    }
    tag_of_other_branch::found(repo, &files, latest).or_else(|| {
        let finding = suppressed_latest::found(repo, &files, latest)?;
        Some(match places.first() {
            Some(one) => fixes::add_latest(repo, one, latest, finding),
            None => finding,
        })
    })
}

/// The texts of which tags are made: these inputs of steps and, with `scripts`, what runs
/// and its variables.
pub(super) fn texts<'a>(files: &[&'a File], names: &[&str], scripts: bool) -> Vec<(&'a File, &'a Node, &'a str)> {
    let mut found = Vec::new();
    for file in files {
        let jobs: Vec<&Node> = file.jobs().map(|(_, job)| job).collect();
        let steps = jobs.iter().flat_map(|job| job.get("steps").map_or(&[][..], Node::items));
        let mut nodes: Vec<&Node> = Vec::new();
        for step in steps.clone() {
            nodes.extend(names.iter().filter_map(|name| step.at(&["with", name])));
            nodes.extend(step.get("run").filter(|_| scripts));
        }
        let with_env = file.root().into_iter().chain(jobs.iter().copied()).chain(steps).filter(|_| scripts);
        let variables = with_env.flat_map(|node| node.get("env").map_or(&[][..], Node::entries));
        nodes.extend(variables.map(|entry| &entry.value));
        found.extend(nodes.into_iter().filter_map(|node| Some((*file, node, node.scalar()?.text.as_str()))));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, fixes, good, workflow, ON, PATH, TAGS};

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
        let on = "  push:\n    branches: [main]\n  workflow_dispatch:\n";
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
            format!("on:\n{ON}jobs:\n  b:\n    runs-on: x\n    steps:\n      - run: |\n          T=dev\n          if [ \"$GITHUB_REF\" = refs/heads/{branch} ]; then T=latest; fi\n          docker push quay.io/acme/widget:$T\n          docker push quay.io/acme/widget:$GITHUB_REF_NAME\n")
        };
        good(&text("main"));
        bad(&text("master"), &["tag-of-other-branch 12: master"]);
    }

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
