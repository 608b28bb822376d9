//! What git and the environment know of a repository: whose it is, its default branch.

use super::{env, today, Host};
use crate::snapshot::{Base, Facts};
use crate::syntax::forge::Forge;

impl Host {
    /// Everything but the base, which [`Host::base`] finds.
    pub fn facts(&self) -> anyhow::Result<Facts> {
        Ok(Facts {
            folder: self.folder_name(),
            repository: self.repository(),
            forge: self.forge(),
            default_branch: self.default_branch(),
            base: Base::Nothing,
            today: today()?,
        })
    }

    /// `owner/name` with its case: what GitHub says in a job, else the remote.
    fn repository(&self) -> Option<String> {
        if env("GITHUB_ACTIONS").is_some() {
            if let Some(repository) = env("GITHUB_REPOSITORY") {
                return Some(repository);
            }
        }
        let git = self.git.as_ref()?;
        let remote = self.remote()?;
        owner_and_name(&git.line(&["remote", "get-url", &remote])?)
    }

    /// The forge of the remote, or GitHub in a job of its own. The hosts that `gh` is logged
    /// in to are GitHub's as well.
    fn forge(&self) -> Option<Forge> {
        if env("GITHUB_ACTIONS").is_some() && env("FORGEJO_ACTIONS").is_none() && env("GITEA_ACTIONS").is_none() {
            return Some(Forge::GitHub);
        }
        let git = self.git.as_ref()?;
        let url = git.line(&["remote", "get-url", &self.remote()?])?;
        let config = env("GH_CONFIG_DIR").or_else(|| Some(env("XDG_CONFIG_HOME")? + "/gh"));
        let config = config.or_else(|| Some(env("HOME")? + "/.config/gh"));
        let hosts = config.and_then(|folder| std::fs::read_to_string(folder + "/hosts.yml").ok()).unwrap_or_default();
        // The keys of the top are the hosts.
        let known = hosts.lines().filter(|line| !line.starts_with([' ', '#', '-']));
        let known: Vec<String> = known.filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase())).collect();
        Forge::of_remote(&url, &known)
    }

    /// The remote that stands for GitHub: `origin`, else that of the current branch's
    /// upstream, else the only one.
    pub(super) fn remote(&self) -> Option<String> {
        let git = self.git.as_ref()?;
        let head = git.line(&["symbolic-ref", "--quiet", "HEAD"]);
        let upstream =
            head.and_then(|head| git.line(&["for-each-ref", "--format=%(upstream:remotename)", "--count=1", &head]));
        let names = git.bytes(&["remote"]).ok()?;
        let names = String::from_utf8_lossy(&names).into_owned();
        let names: Vec<&str> = names.lines().collect();
        if names.contains(&"origin") {
            return Some("origin".to_string());
        }
        upstream.filter(|name| names.contains(&name.as_str())).or_else(|| match names.as_slice() {
            [only] => Some(only.to_string()),
            _ => None,
        })
    }

    /// The default branch and where it was learnt.
    fn default_branch(&self) -> Option<(String, String)> {
        if env("GITHUB_ACTIONS").is_some() {
            if let Some(branch) = event("/repository/default_branch") {
                return Some((branch, "the event's `repository.default_branch`".into()));
            }
        }
        let git = self.git.as_ref()?;
        if let Some(remote) = self.remote() {
            if let Some(head) =
                git.line(&["symbolic-ref", "--quiet", "--short", &format!("refs/remotes/{remote}/HEAD")])
            {
                let branch = head.strip_prefix(&format!("{remote}/")).unwrap_or(&head).to_string();
                return Some((branch, format!("`{remote}/HEAD`")));
            }
            for branch in ["main", "master"] {
                if git.commit(&format!("refs/remotes/{remote}/{branch}")).is_some() {
                    return Some((branch.into(), format!("`{remote}/{branch}`")));
                }
            }
        }
        for branch in ["main", "master"] {
            if git.commit(&format!("refs/heads/{branch}")).is_some() {
                return Some((branch.into(), format!("the local branch `{branch}`")));
            }
        }
        let current = git.line(&["symbolic-ref", "--quiet", "--short", "HEAD"])?;
        Some((current, "the current branch".into()))
    }
}

/// A text of the event that started this GitHub job, by JSON pointer.
pub(super) fn event(pointer: &str) -> Option<String> {
    let path = env("GITHUB_EVENT_PATH")?;
    let text = std::fs::read_to_string(path).ok()?;
    let event: serde_json::Value = serde_json::from_str(&text).ok()?;
    event.pointer(pointer)?.as_str().map(str::to_string)
}

/// The last two components of a remote's URL, in any of git's spellings (git-fetch(1),
/// GIT URLS); none for a path on this machine.
fn owner_and_name(url: &str) -> Option<String> {
    let path = match url.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?.1,
        // scp-like: a colon before the first slash, and no drive letter before it.
        None => match url.split_once(':') {
            Some((host, path)) if host.len() > 1 && !host.contains('/') => path,
            _ => return None,
        },
    };
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let mut parts = path.rsplit('/');
    let (name, owner) = (parts.next()?, parts.next()?);
    (!name.is_empty() && !owner.is_empty()).then(|| format!("{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_in_every_spelling() {
        for url in [
            "git@github.com:acme/Widget.git",
            "https://github.com/acme/Widget",
            "https://user@github.com/acme/Widget.git/",
            "ssh://git@github.com:22/acme/Widget.git",
            "git@ssh.example.org:team/acme/Widget",
        ] {
            assert_eq!(owner_and_name(url).as_deref(), Some("acme/Widget"), "{url}");
        }
        for url in ["/srv/git/widget.git", "file:///srv/acme/widget.git", "../widget", "C:/git/widget"] {
            assert_eq!(owner_and_name(url), None, "{url}");
        }
    }
}
