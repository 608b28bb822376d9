//! X006: a source file cannot be read.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::snapshot::File;

rule! {
    /// ## What it does
    /// Reports a constitution, workflow or unit that cannot be read: not UTF-8, a directory,
    /// too large (4 MiB, a constitution 256 KiB), a link that leads out of the repository. Also
    /// whatever else would be read (a script, a manifest) and the system refuses, and a folder
    /// that it does not let anybody look into.
    ///
    /// ## Why is this bad?
    /// Nothing can be proved about it, and GitHub or the host may read it differently.
    ///
    /// ## Example
    /// `.github/workflows/build.yml` saved as UTF-16:
    /// ```text
    /// error[X006] unreadable-source: `.github/workflows/build.yml` is not UTF-8
    /// ```
    ///
    /// ## Use instead
    /// A regular UTF-8 file of ordinary size:
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    X006 UNREADABLE_SOURCE "unreadable-source" Error "a source file cannot be read"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for (path, why) in repo.unread() {
        acc.push(
            UNREADABLE_SOURCE
                .at(Place::file(path), format!("`{path}` {why}"))
                .help(help(repo.snapshot.files.get(path)))
                .implies(&["no-constitution", "undeployed-image", "unpublished-image"]),
        );
    }
}

fn help(file: Option<&File>) -> &'static str {
    match file {
        Some(File::Unreadable(_)) => "make it readable: what it holds is not known, and nothing is proved about it",
        Some(File::Text(_) | File::TooLarge(_)) => {
            "make it smaller: a file of at most 4 MiB is read, a constitution of at most 256 KiB"
        }
        _ => "make it a regular UTF-8 file of this repository",
    }
}

pub(super) fn is_told(acc: &[Finding]) -> bool {
    acc.iter().any(|finding| finding.rule == &UNREADABLE_SOURCE)
}
