//! The text that an amendment is compared with.
//!
//! In CI the tip of the base branch, because two branches that bump to the same version
//! merge cleanly; elsewhere the merge base with upstream, because an amended commit and
//! several local ones share one bump. Never a silent pass: history that is missing is
//! said to be missing.

use super::facts::event;
use super::git::Git;
use super::{env, Host, Source};
use crate::snapshot::{Base, File};

/// The commit to compare with, or why there is none.
enum Commit {
    Found { id: String, name: String },
    Nothing,
    Missing { why: String, help: String },
}

impl Host {
    /// The constitution as it stood at the base. `explicit` is `--base REV`. `locate`
    /// picks the constitution among the paths of a tree, best first.
    pub fn base(&self, source: &Source, explicit: Option<&str>, locate: impl Fn(&[&str]) -> Option<String>) -> Base {
        let Some(git) = &self.git else {
            return match explicit {
                Some(revision) => Base::Missing {
                    why: format!("`{revision}` cannot be looked up: this is no git repository"),
                    help: "run it in a git work tree, or leave out --base".into(),
                },
                None => Base::Nothing,
            };
        };
        let commit = match explicit {
            Some(revision) => match git.commit(revision) {
                Some(id) => Commit::Found { name: format!("`{revision}`"), id },
                None => missing(git, format!("`{revision}` is no commit of this clone")),
            },
            None => self.base_commit(git, source),
        };
        let (id, name) = match commit {
            Commit::Found { id, name } => (id, name),
            Commit::Nothing => return Base::Nothing,
            Commit::Missing { why, help } => return Base::Missing { why, help },
        };
        let name = format!("{name} ({})", id.get(..7).unwrap_or(&id));
        match self.pick(git, &id, locate) {
            Ok(Some((path, File::Text(text)))) => Base::Found { name, path: Some(path), text: Some(text) },
            Ok(Some((path, _))) => Base::Found { name, path: Some(path), text: None },
            Ok(None) => Base::Found { name, path: None, text: None },
            Err(err) => Base::Missing {
                why: format!("the files of {name} cannot be read: {err:#}"),
                help: "fetch the history (`fetch-depth: 0` in actions/checkout), or name another commit with --base"
                    .into(),
            },
        }
    }

    fn base_commit(&self, git: &Git, source: &Source) -> Commit {
        let head = match source {
            Source::Revision(revision) => revision.as_str(),
            _ => "HEAD",
        };
        let Some(head) = git.commit(head) else {
            return Commit::Nothing;
        };
        if env("GITHUB_ACTIONS").is_some() && !matches!(source, Source::Revision(_)) {
            return self.base_in_actions(git, &head);
        }
        let upstream = self.upstream(git);
        let Some((upstream_id, upstream)) = upstream else {
            // Without a remote the last commit is all there is; of a revision, what it changed.
            return match source {
                Source::Revision(_) => parent(git, &head),
                _ => Commit::Found { id: head, name: "last commit".into() },
            };
        };
        if matches!(source, Source::Revision(_)) && git.ok(&["merge-base", "--is-ancestor", &head, &upstream_id]) {
            return parent(git, &head);
        }
        let mut bases = vec![git.line(&["merge-base", &head, &upstream_id])];
        // While a merge is being concluded, what is merged in counts as well: the newer base.
        if let Some(other) = git.commit("MERGE_HEAD") {
            bases.push(git.line(&["merge-base", &other, &upstream_id]));
        }
        let newest =
            bases
                .into_iter()
                .flatten()
                .reduce(|a, b| if git.ok(&["merge-base", "--is-ancestor", &a, &b]) { b } else { a });
        match newest {
            Some(id) => Commit::Found { id, name: format!("merge base with `{upstream}`") },
            None => missing(git, format!("`HEAD` and `{upstream}` have no commit in common here")),
        }
    }

    /// The remote branch that the work will be merged into, as commit and name.
    ///
    /// The default branch rather than a feature branch's own remote copy: what was pushed
    /// there is part of the same amendment.
    fn upstream(&self, git: &Git) -> Option<(String, String)> {
        let mut names = Vec::new();
        if let Some(remote) = self.remote() {
            names.extend(git.line(&["symbolic-ref", "--quiet", "--short", &format!("refs/remotes/{remote}/HEAD")]));
            names.extend(["main", "master"].map(|branch| format!("{remote}/{branch}")));
        }
        names.extend(git.line(&["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"]));
        names.into_iter().find_map(|name| Some((git.commit(&format!("refs/remotes/{name}"))?, name)))
    }

    fn base_in_actions(&self, git: &Git, head: &str) -> Commit {
        let parents = git.line(&["rev-list", "--parents", "--max-count=1", head]).unwrap_or_default();
        let parents: Vec<&str> = parents.split(' ').skip(1).collect();
        match env("GITHUB_EVENT_NAME").as_deref() {
            Some("pull_request" | "pull_request_target" | "merge_group") => {
                let target = env("GITHUB_BASE_REF").or_else(|| event("/merge_group/base_ref")).unwrap_or_default();
                let target = target.trim_start_matches("refs/heads/").to_string();
                // The checked-out merge commit: its first parent is the tip of the base branch.
                if let [first, _] = parents.as_slice() {
                    if let Some(id) = git.commit(first) {
                        return Commit::Found { id, name: format!("tip of `{target}`") };
                    }
                }
                if let Some(id) = git.commit(&format!("refs/remotes/origin/{target}")) {
                    return Commit::Found { id, name: format!("tip of `{target}`") };
                }
                missing(git, format!("the tip of the base branch `{target}` is not in this clone"))
            }
            Some("push") => {
                let before = event("/before").filter(|id| id.chars().any(|c| c != '0'));
                if let Some(before) = before {
                    return match git.commit(&before) {
                        Some(id) => Commit::Found { id, name: "the branch before this push".into() },
                        None => missing(git, format!("the commit before this push, {before}, is not in this clone")),
                    };
                }
                self.base_of_branch(git, head)
            }
            _ => self.base_of_branch(git, head),
        }
    }

    /// The merge base with the default branch; on the default branch, what the last commit changed.
    fn base_of_branch(&self, git: &Git, head: &str) -> Commit {
        match self.upstream(git) {
            Some((id, upstream)) if !git.ok(&["merge-base", "--is-ancestor", head, &id]) => {
                match git.line(&["merge-base", head, &id]) {
                    Some(id) => Commit::Found { id, name: format!("merge base with `{upstream}`") },
                    None => missing(git, format!("`HEAD` and `{upstream}` have no commit in common here")),
                }
            }
            _ => parent(git, head),
        }
    }
}

/// The first parent of a commit.
fn parent(git: &Git, commit: &str) -> Commit {
    if let Some(id) = git.commit(&format!("{commit}^1")) {
        return Commit::Found { id, name: "first parent".into() };
    }
    // A shallow clone hides parents: the raw commit still names them.
    let raw = git.bytes(&["cat-file", "commit", commit]).unwrap_or_default();
    let has_parent = String::from_utf8_lossy(&raw)
        .lines()
        .take_while(|line| !line.is_empty())
        .any(|line| line.starts_with("parent "));
    if has_parent {
        missing(git, "the parent commit is not in this clone".into())
    } else {
        Commit::Nothing
    }
}

fn missing(git: &Git, why: String) -> Commit {
    let shallow = git.is_shallow();
    let why = if shallow { format!("{why}: it is shallow") } else { why };
    let help = if shallow {
        "fetch the history: `fetch-depth: 0` in actions/checkout, `git fetch --unshallow` elsewhere"
    } else {
        "fetch it, or name what the amendment is compared with: --base REV"
    };
    Commit::Missing { why, help: help.into() }
}
