//! B001: no workflow publishes the image.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::paths::BUILD_PATH;

rule! {
    /// ## What it does
    /// Reports a repository of which no workflow pushes the promised image, on any event.
    ///
    /// ## Why is this bad?
    /// Nothing that is merged can reach production: there is nothing that the host could
    /// pull.
    ///
    /// ## Example
    /// A workflow that builds and tests, and no other.
    ///
    /// ```yaml
    /// on:
    ///   push:
    /// jobs:
    ///   test:
    ///     runs-on: ubuntu-latest
    ///     steps:
    ///       - uses: actions/checkout@v5
    ///       - run: ./test.sh
    /// ```
    ///
    /// ## Use instead
    /// `cargo xtask init` writes a workflow that publishes on merges and on release tags.
    B001 UNPUBLISHED_IMAGE "unpublished-image" Error "no workflow publishes the image"
}

/// Nothing is published, and nothing else says why.
pub(super) fn found(repo: &Repo) -> Finding {
    let promised = repo.promise.image.as_ref();
    let place = promised.and_then(|fact| fact.place.clone()).unwrap_or_else(|| Place::file(BUILD_PATH));
    let message = match promised {
        Some(fact) => format!("no workflow publishes `{}`", fact.value),
        None => "no workflow publishes an image".to_string(),
    };
    let help = format!("write a publishing workflow with {}", repo.call("init"));
    let mut finding = UNPUBLISHED_IMAGE.at(place, message).help(help);
    // Names of tests and caches alone, else this is not asked.
    if let (None, Some(one)) = (promised, repo.build.publications.first()) {
        let name = one.reference.as_ref().map_or_else(|| one.method.clone(), ToString::to_string);
        finding = UNPUBLISHED_IMAGE.at(
            Place::new(&one.path, one.span),
            format!("not judged: `{name}` is a test or a cache by its name, and nothing else is published"),
        );
        finding.severity = prodproof_syntax::finding::Severity::Info;
        return finding.help("state in the contract which image is delivered");
    }
    // A collection of units, an installer: nothing here says that it is to publish anything.
    if !repo.promises_publication() {
        finding.message = "no workflow publishes an image, and nothing promises one".into();
        finding.severity = prodproof_syntax::finding::Severity::Info;
    }
    finding
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, PATH};

    #[test]
    fn nothing_publishes() {
        let found = findings(&[]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["unpublished-image"]);
        let ci = "\
on: push
jobs:
  t:
    runs-on: x
    steps: [{run: cargo test}, {uses: docker/build-push-action@v6}]
";
        let found = findings(&[(PATH, ci)]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["unpublished-image"]);
    }
}
