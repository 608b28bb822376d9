//! B042: the Containerfile that the build names is not there.

use crate::repo::lacking::lacking;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a build whose `file:` or `context:` names nothing that is in this
    /// repository, where no earlier step of the job could make it. Without `file:` it is
    /// `Dockerfile` in the context, which is BuildKit's default: a `Containerfile` has to
    /// be named.
    ///
    /// ## Why is this bad?
    /// The build fails on every event, and nothing is published.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    ///
    /// in a repository that has only a `Containerfile`.
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     file: Containerfile
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    B042 MISSING_CONTAINERFILE "missing-containerfile" Error "the Containerfile that the build names is not there"
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for lacking in lacking(repo) {
        let help = match &lacking.instead {
            _ if lacking.stage.is_some() => "name a stage that is there".to_string(),
            Some(path) => format!("say `file: {path}`: the default is `Dockerfile`"),
            None => "add it, or say with `file:` where it is".to_string(),
        };
        acc.push(MISSING_CONTAINERFILE.at(lacking.place.clone(), lacking.told().to_string()).help(help));
    }
}
