//! B037: the job that pushes to ghcr.io may not write packages.

use super::edits::{first_entry, indentation};
use crate::repo::Repo;
use prodproof_publication::{On, WorkflowFile};
use prodproof_syntax::finding::{line_end, rule, Edit, Finding, Place};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;

rule! {
    /// ## What it does
    /// Reports a job that logs in to ghcr.io with `GITHUB_TOKEN` and pushes there, while its
    /// `permissions` (or else the workflow's) do not have `packages: write`. What a list of
    /// permissions does not name is none.
    ///
    /// ## Why is this bad?
    /// GitHub refuses the push: `denied: permission_denied: write_package`.
    ///
    /// ## Example
    /// ```yaml
    /// permissions:
    ///   contents: read
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// permissions:
    ///   contents: read
    ///   packages: write
    /// ```
    ///
    /// Without any `permissions` the repository's settings decide, which nobody here knows.
    ///
    /// ## References
    /// [publishing and installing a package with GitHub
    /// Actions](https://docs.github.com/packages/managing-github-packages-using-github-actions-workflows/publishing-and-installing-a-package-with-github-actions)
    B037 MISSING_PACKAGES_PERMISSION "missing-packages-permission" Error "the job that pushes to ghcr.io may not write packages"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for (one, entry) in build.with_entries() {
        let Some(why) = one.refused.as_ref().filter(|why| why.on == On::NotPermitted) else { continue };
        let (Some(reference), Some(file)) = (&one.reference, build.file(&why.path)) else { continue };
        if seen.contains(&(why.path.as_str(), why.span)) {
            continue;
        }
        seen.push((&why.path, why.span));
        // The job that pushes, or the one that calls its workflow.
        let mut ids = one.job.split(" / ");
        let id = if why.path == one.path { ids.last() } else { ids.next() };
        let id = id.filter(|_| why.path == one.path || why.path == entry).unwrap_or_default();
        let mut at = [file.job(id), file.root()].into_iter().flatten().filter_map(|node| node.entry("permissions"));
        let at = at.find(|entry| entry.key.span == why.span);
        let message = format!(
            "the job `{}` pushes `{}` with `GITHUB_TOKEN`, whose `permissions` here do not have `packages: write`",
            one.job.rsplit(" / ").next().unwrap_or_default(),
            reference.name()
        );
        let mut finding = MISSING_PACKAGES_PERMISSION
            .at(Place::new(&why.path, why.span), message)
            .related(&one.path, one.span, "pushed here")
            .help("add `packages: write`");
        let edit = file.job(id).zip(at).and_then(|(job, at)| write_packages(file, job, &at.value));
        if let Some(edit) = edit {
            finding = finding.safe_fix("let the job write packages", vec![edit]);
        }
        acc.push(finding);
    }
}

/// `packages: write` for one job: in its own `permissions`, else in the workflow's where
/// no other job has them, else in new ones of the job with all that the workflow's say.
fn write_packages(file: &WorkflowFile, job: &Node, given: &Node) -> Option<Edit> {
    let own = job.get("permissions").is_some();
    if given.alias.is_some() || !given.is_mapping() {
        return None;
    }
    if own || (file.jobs().count() == 1 && !given.entries().is_empty()) {
        return match given.get("packages") {
            Some(packages) => Some(Edit::new(&file.path, packages.span, "write")),
            None => first_entry(file, given, "packages: write", "packages: write"),
        };
    }
    let kept = given.entries().iter().filter(|entry| entry.key.as_str() != Some("packages"));
    let mut lines = kept
        .map(|entry| Some(format!("{}: {}", entry.key.as_str()?, entry.value.as_str()?)))
        .collect::<Option<Vec<String>>>()?;
    lines.push("packages: write".to_string());
    let indent = indentation(&file.text, job.entries().first()?.key.span.start).unwrap_or_default();
    let gap = format!("{}{indent}  ", line_end(&file.text));
    let block = format!("permissions:{gap}{}", lines.join(&gap));
    first_entry(file, job, &block, &format!("permissions: {{{}}}", lines.join(", ")))
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};
    use prodproof_syntax::finding::apply;

    const LOGIN: &str = "      - uses: docker/login-action@v3
        with:
          registry: ghcr.io
          password: ${{ secrets.GITHUB_TOKEN }}
";

    const QUAY: &str = "      - uses: docker/login-action@v3
        with:
          registry: quay.io
          password: ${{ secrets.QUAY }}
";

    /// A workflow that publishes to ghcr.io as well, with `permissions` and a login.
    fn ghcr(root: &str, job: &str, login: &str) -> String {
        let text = workflow(ON, TAGS, "true").replace(
            "images: quay.io/acme/widget",
            "images: |\n            quay.io/acme/widget\n            ghcr.io/acme/widget",
        );
        text.replace("jobs:\n", &format!("{root}jobs:\n"))
            .replace("    steps:\n", &format!("{job}    steps:\n{QUAY}{login}"))
    }

    fn names(text: &str) -> Vec<&'static str> {
        findings(&[(PATH, text)]).iter().map(|found| found.rule.name).collect()
    }

    #[test]
    fn packages_are_not_written_without_the_permission() {
        for (root, job) in [
            ("permissions:\n  contents: read\n", ""),
            ("permissions: {}\n", ""),
            ("permissions: read-all\n", ""),
            ("permissions:\n  packages: read\n", ""),
            ("permissions:\n  packages: write\n", "    permissions:\n      contents: read\n"),
        ] {
            assert_eq!(names(&ghcr(root, job, LOGIN)), ["missing-packages-permission"], "{root}{job}");
        }
        for (root, job) in [
            ("", ""),
            ("permissions: write-all\n", ""),
            ("permissions:\n  packages: write\n", ""),
            ("permissions: {}\n", "    permissions:\n      packages: write\n"),
        ] {
            assert_eq!(names(&ghcr(root, job, LOGIN)), [""; 0], "{root}{job}");
        }
    }

    #[test]
    fn other_tokens_need_no_permission() {
        let root = "permissions:\n  contents: read\n";
        for login in [
            LOGIN.replace("GITHUB_TOKEN", "PAT"),
            LOGIN.replace("secrets.GITHUB_TOKEN", "secrets.PAT || github.token"),
            LOGIN.replace("ghcr.io", "quay.io"),
            LOGIN.replace("ghcr.io", "${{ matrix.registry }}"),
            "      - run: echo ${{ secrets.PAT }} | docker login ghcr.io -u x --password-stdin\n".to_string(),
            String::new(),
        ] {
            assert_eq!(names(&ghcr(root, "", &login)), [""; 0], "{login}");
        }
        for login in [
            "      - run: echo \"${{ secrets.GITHUB_TOKEN }}\" | docker login ghcr.io -u x --password-stdin\n"
                .to_string(),
            "      - {run: 'docker login ghcr.io -p $T', env: {T: '${{ github.token }}'}}\n".to_string(),
            LOGIN.replace("ghcr.io", "${{ env.REGISTRY }}"),
        ] {
            let root = format!("{root}env:\n  REGISTRY: ghcr.io\n");
            assert_eq!(names(&ghcr(&root, "", &login)), ["missing-packages-permission"], "{login}");
        }
    }

    #[test]
    fn the_permission_is_added() {
        let mended = |root: &str| {
            let text = ghcr(root, "", LOGIN);
            let found = findings(&[(PATH, &text)]);
            let fix = found[0].fix.clone().expect("a fix");
            assert!(fix.safe);
            let after = apply(&text, &fix.edits).unwrap();
            assert_eq!(names(&after), [""; 0], "{after}");
            after
        };
        assert!(mended("permissions:\n  contents: read\n").contains(
            "\
permissions:
  packages: write
  contents: read
"
        ));
        assert!(mended("permissions: {contents: read}\n").contains("{packages: write, contents: read}"));
        assert!(mended("permissions:\n  packages: read # x\n").contains("packages: write # x"));
        // Other jobs of the workflow get no more than they have.
        let own = "  b:
    permissions:
      packages: write
    runs-on";
        assert!(mended("permissions: {}\n").contains(own));
        let more = "\
permissions:
  contents: read
  packages: none
";
        let text = ghcr(more, "", LOGIN).replace("jobs:\n", "jobs:\n  t: {runs-on: x, steps: [{run: make}]}\n");
        let fix = findings(&[(PATH, &text)])[0].fix.clone().expect("a fix");
        let own = "  b:
    permissions:
      contents: read
      packages: write
    runs-on";
        assert!(apply(&text, &fix.edits).unwrap().contains(own));
    }

    #[test]
    fn a_called_workflow_has_what_its_caller_gives() {
        let called = ghcr("", "", LOGIN).replace(ON, "  workflow_call:\n");
        let caller = format!(
            "\
on:
{ON}permissions:
  contents: read
jobs:
  p:
    uses: ./{PATH}
    secrets: inherit
"
        );
        let found = findings(&[(PATH, &called), (".github/workflows/a.yml", &caller)]);
        assert_eq!(
            found.iter().map(|one| (one.rule.name, one.primary.path.as_str())).collect::<Vec<_>>(),
            [("missing-packages-permission", ".github/workflows/a.yml")]
        );
    }
}
