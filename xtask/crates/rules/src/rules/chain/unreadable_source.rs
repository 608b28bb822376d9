//! X006: a source file cannot be read.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::snapshot::File;

rule! {
    /// ## What it does
    /// Reports a constitution, workflow or unit that cannot be read: not UTF-8, a
    /// directory, too large, a link that leads out of the repository. Also whatever else
    /// would be read (a script, a manifest) and the system refuses, and a folder that it
    /// does not let anybody look into.
    ///
    /// ## Why is this bad?
    /// Nothing can be proved about it, and GitHub or the host may read it differently.
    ///
    /// ## Example
    /// `.github/workflows/build.yml` saved as UTF-16.
    ///
    /// ## Use instead
    /// A regular UTF-8 file of ordinary size.
    X006 UNREADABLE_SOURCE "unreadable-source" Error "a source file cannot be read"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for (path, file) in &repo.snapshot.files {
        let why = match file {
            File::Text(_) | File::Later(_) | File::Unread | File::Gone => continue,
            File::NotUtf8 => "is not UTF-8".to_string(),
            File::TooLarge(bytes) => format!("is {bytes} bytes large"),
            File::Directory => "is a directory".to_string(),
            File::Link(to) => format!("is a link to `{to}`, which is not in this repository"),
            File::Unreadable(why) => format!("cannot be read: {why}"),
        };
        // What the system refuses may be anything: a folder full of units.
        if is_source(repo, path) || matches!(file, File::Unreadable(_)) {
            acc.push(
                UNREADABLE_SOURCE
                    .at(Place::file(path), format!("`{path}` {why}"))
                    .help(match file {
                        File::Unreadable(_) => {
                            "make it readable: what it holds is not known, and nothing is proved about it"
                        }
                        _ => "make it a regular UTF-8 file of this repository",
                    })
                    .implies(&["no-constitution", "undeployed-image", "unpublished-image"]),
            );
        }
    }
}

/// One of the three kinds of file, by its path alone.
fn is_source(repo: &Repo, path: &str) -> bool {
    let unit = [".service", ".container", ".kube", ".pod"].iter().any(|ending| path.ends_with(ending))
        && !prodproof_deployment::is_enablement(path);
    repo.snapshot.is_workflow(path) || unit || path == repo.constitution_path()
}

pub(super) fn is_told(acc: &[Finding]) -> bool {
    acc.iter().any(|finding| finding.rule == &UNREADABLE_SOURCE)
}
