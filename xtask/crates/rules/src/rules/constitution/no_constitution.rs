//! C001: there is no constitution.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports a repository without a constitution. It is looked for at
    /// `.specify/memory/constitution.md`, then at `memory/constitution.md`,
    /// `CONSTITUTION.md`, `.github/`, `docs/` and wherever else a file of that name
    /// stands that is not vendored, a template or test data. Another file is named with
    /// `--constitution PATH`, which `init` keeps in the cargo alias; then nothing else is
    /// taken for it.
    ///
    /// ## Why is this bad?
    /// What the workflow and the unit do can only be right or wrong against a promise.
    ///
    /// ## Example
    /// A repository with `.github/workflows/build.yml` and `deploy/widget.service` alone.
    ///
    /// ```ini
    /// # deploy/widget.service, of which nothing says what it is to run
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// `cargo xtask init` writes one, with what the other two files do already.
    C001 NO_CONSTITUTION "no-constitution" Error "there is no constitution"
}

pub(super) fn found(repo: &Repo, place: Place) -> Finding {
    if let Some(named) = &repo.named_constitution {
        let message = if repo.snapshot.has(named) {
            format!("`{named}` is named as the constitution, and cannot be read as a text")
        } else {
            format!("`{named}` is named as the constitution, and is not there")
        };
        return NO_CONSTITUTION.at(place, message).help("write it, or name another file with `--constitution PATH`");
    }
    NO_CONSTITUTION
        .at(place, "there is no constitution here")
        .help(format!("run {}, which writes one", repo.call("init")))
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{repo, shown};
    use prodproof_syntax::snapshot::Base;

    #[test]
    fn there_is_none() {
        assert_eq!(shown(&repo(&[], Base::Nothing)), ["C001 1:1 there is no constitution here"]);
    }
}
