//! What git and the environment know of a repository: whose it is, its default branch.

use std::path::Path;

use super::base::Branches;
use super::git::Git;
use super::{env, reader, today, Host};
use prodproof_syntax::forge::Forge;
use prodproof_syntax::snapshot::{Base, Facts};

impl Host {
    /// Everything but the base, which [`Host::snapshot`] finds.
    pub(super) fn facts(&self, branches: Option<&Branches>) -> anyhow::Result<Facts> {
        let url = self.remote_url(branches)?;
        let forge = forge(url.as_deref());
        Ok(Facts {
            folder: self.folder_name(),
            repository: self.repository(branches)?,
            forge,
            registry: forge.and_then(|forge| forge.registry(url.as_deref()?)),
            default_branch: self.default_branch(branches)?,
            constitution: self.constitution.clone(),
            unmerged: Vec::new(),
            base: Base::Nothing,
            today: today()?,
            tool: super::source::called(&self.root),
        })
    }

    /// `owner/name` with its case: what GitHub says in a job, else the remote.
    fn repository(&self, branches: Option<&Branches>) -> anyhow::Result<Option<String>> {
        if env("GITHUB_ACTIONS").is_some() {
            if let Some(repository) = env("GITHUB_REPOSITORY") {
                return Ok(Some(repository));
            }
        }
        Ok(self.remote_url(branches)?.and_then(|url| owner_and_name(&url)))
    }

    /// The host of the GitHub that has the repository: what a job says, else that of the
    /// remote. `None` where the remote is none or somewhere else; whoever asks another forge
    /// for a repository of the same name would get somebody else's answers.
    pub fn github(&self) -> anyhow::Result<Option<String>> {
        let server = env("GITHUB_SERVER_URL").filter(|_| env("GITHUB_ACTIONS").is_some());
        let url = match (server, &self.git) {
            (Some(server), _) => Some(format!("{server}/")),
            (None, Some(git)) => match self.remote(git)? {
                Some(remote) => git.config()?.expanded_url(&remote),
                None => None,
            },
            (None, None) => None,
        };
        let Some(url) = url.filter(|url| forge(Some(url)) == Some(Forge::GitHub)) else { return Ok(None) };
        let host = prodproof_syntax::forge::host(&url).map(str::to_ascii_lowercase);
        // SSH over the port of HTTPS has a name of its own.
        Ok(host.map(|host| if host == "ssh.github.com" { "github.com".into() } else { host }))
    }

    /// The tip of a branch of the remote, as it was when somebody last fetched it.
    pub fn fetched_tip(&self, branch: &str) -> anyhow::Result<Option<String>> {
        let Some(git) = &self.git else { return Ok(None) };
        let Some(remote) = self.remote(git)? else { return Ok(None) };
        Ok(git.commit(&format!("refs/remotes/{remote}/{branch}"))?.map(|commit| commit.id))
    }

    /// As git reaches it.
    fn remote_url(&self, branches: Option<&Branches>) -> anyhow::Result<Option<String>> {
        let (Some(git), Some(remote)) = (&self.git, branches.and_then(|branches| branches.remote.as_deref())) else {
            return Ok(None);
        };
        Ok(git.config()?.expanded_url(remote))
    }

    /// The remote that stands for GitHub: `origin`, else that of the current branch's
    /// upstream, else the only one.
    pub(super) fn remote(&self, git: &Git) -> anyhow::Result<Option<String>> {
        let config = git.config()?;
        let names = config.remotes();
        Ok(match names.as_slice() {
            [] => None,
            [only] => Some((*only).to_string()),
            names if names.contains(&"origin") => Some("origin".to_string()),
            names => {
                let branch = git.branch()?;
                let upstream = branch.and_then(|branch| config.upstream_remote(&branch));
                upstream.filter(|name| names.contains(name)).map(str::to_string)
            }
        })
    }

    /// The default branch and where it was learnt.
    fn default_branch(&self, branches: Option<&Branches>) -> anyhow::Result<Option<(String, String)>> {
        if env("GITHUB_ACTIONS").is_some() {
            if let Some(branch) = event("/repository/default_branch") {
                return Ok(Some((branch, "the event's `repository.default_branch`".into())));
            }
        }
        let (Some(git), Some(branches)) = (&self.git, branches) else { return Ok(None) };
        if let Some(remote) = &branches.remote {
            let prefix = format!("refs/remotes/{remote}/");
            if let Some(head) = branches.head.as_ref().and_then(|head| head.strip_prefix(&prefix)) {
                return Ok(Some((head.to_string(), format!("`{remote}/HEAD`"))));
            }
            let tip =
                branches.tips.iter().find_map(|(name, _)| name.strip_prefix(&prefix).filter(|name| *name != "HEAD"));
            if let Some(branch) = tip {
                return Ok(Some((branch.to_string(), format!("`{remote}/{branch}`"))));
            }
        }
        if let Some(branch) = branches.tips.iter().find_map(|(name, _)| name.strip_prefix("refs/heads/")) {
            return Ok(Some((branch.to_string(), format!("the local branch `{branch}`"))));
        }
        Ok(git.branch()?.map(|current| (current, "the current branch".into())))
    }
}

/// A text of the event that started this GitHub job, by JSON pointer.
pub(super) fn event(pointer: &str) -> Option<String> {
    let path = env("GITHUB_EVENT_PATH")?;
    let text = reader::event(Path::new(&path)).ok()??;
    let event: serde_json::Value = serde_json::from_str(&text).ok()?;
    event.pointer(pointer)?.as_str().map(str::to_string)
}

/// The forge of a remote, or in a job the one that runs it. The hosts that `gh` is logged in
/// to are GitHub's as well.
fn forge(url: Option<&str>) -> Option<Forge> {
    // Runners of the others set GitHub's variable as well.
    let job = [("FORGEJO_ACTIONS", Forge::Forgejo), ("GITEA_ACTIONS", Forge::Gitea), ("GITHUB_ACTIONS", Forge::GitHub)];
    if let Some((_, forge)) = job.into_iter().find(|(variable, _)| env(variable).is_some()) {
        return Some(forge);
    }
    let config = env("GH_CONFIG_DIR").or_else(|| Some(env("XDG_CONFIG_HOME")? + "/gh"));
    let config = config.or_else(|| Some(env("HOME")? + "/.config/gh"));
    let hosts = config.and_then(|folder| reader::text(Path::new(&(folder + "/hosts.yml"))).ok().flatten());
    let hosts = hosts.unwrap_or_default();
    // The keys of the top are the hosts.
    let known = hosts.lines().filter(|line| !line.starts_with([' ', '#', '-']));
    let mut known: Vec<String> = known.filter_map(|line| Some(line.split_once(':')?.0.to_ascii_lowercase())).collect();
    known.extend(env("GH_HOST").map(|host| host.to_ascii_lowercase()));
    Forge::of_remote(url?, &known)
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
