//! Which forge a repository lives on, by its remote, and whose workflows that one runs.
//! Must not ask anybody.
//!
//! Forgejo reads `.forgejo/workflows`, else `.github/workflows`; Gitea
//! `.gitea/workflows`, else `.github/workflows`: the first folder that exists alone
//! counts (Forgejo's and Gitea's documentation of Actions). GitLab, Bitbucket and
//! sourcehut run files of their own only.

use std::fmt;

/// Read by GitHub, and by Forgejo and Gitea where their own folder is not there.
pub const GITHUB_FOLDER: &str = ".github/workflows";
const FORGEJO_FOLDER: &str = ".forgejo/workflows";
const GITEA_FOLDER: &str = ".gitea/workflows";
/// Wherever a workflow may stand, on whatever forge.
pub const WORKFLOW_FOLDERS: [&str; 3] = [GITHUB_FOLDER, FORGEJO_FOLDER, GITEA_FOLDER];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Forge {
    GitHub,
    GitLab,
    Bitbucket,
    Sourcehut,
    /// Codeberg's, among others.
    Forgejo,
    Gitea,
}

impl fmt::Display for Forge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GitHub => "GitHub",
            Self::GitLab => "GitLab",
            Self::Bitbucket => "Bitbucket",
            Self::Sourcehut => "sourcehut",
            Self::Forgejo => "Forgejo",
            Self::Gitea => "Gitea",
        })
    }
}

impl Forge {
    /// The forge of a remote's URL in any of git's spellings; `None` where the host's name
    /// does not tell. `enterprise` are the hosts that are known to run GitHub.
    pub fn of_remote(url: &str, enterprise: &[String]) -> Option<Self> {
        let host = host(url)?.to_ascii_lowercase();
        let is = |name: &str| host == name || host.ends_with(&format!(".{name}"));
        // A host of one's own is mostly named for what it runs.
        let named = |name: &str| host.split('.').next() == Some(name);
        if is("github.com") || is("ghe.com") || enterprise.contains(&host) {
            Some(Self::GitHub)
        } else if is("gitlab.com") || named("gitlab") {
            Some(Self::GitLab)
        } else if is("bitbucket.org") || named("bitbucket") {
            Some(Self::Bitbucket)
        } else if is("git.sr.ht") {
            Some(Self::Sourcehut)
        } else if is("codeberg.org") || named("forgejo") {
            Some(Self::Forgejo)
        } else if is("gitea.com") || named("gitea") {
            Some(Self::Gitea)
        } else {
            None
        }
    }

    /// The registry that belongs to the forge of a remote. GitHub Enterprise has it at a name
    /// below the host's, GitLab at one before it; Forgejo and Gitea are registries themselves.
    pub fn registry(self, remote: &str) -> Option<String> {
        let host = host(remote)?.to_ascii_lowercase();
        match self {
            Self::GitHub if host.ends_with("github.com") => Some("ghcr.io".into()),
            Self::GitHub => Some(format!("containers.{host}")),
            Self::GitLab => Some(format!("registry.{host}")),
            Self::Forgejo | Self::Gitea => Some(host),
            Self::Bitbucket | Self::Sourcehut => None,
        }
    }

    /// Whether it runs workflows of GitHub's form at all.
    pub fn runs_workflows(self) -> bool {
        !matches!(self, Self::GitLab | Self::Bitbucket | Self::Sourcehut)
    }

    /// The folder that it looks for before `.github/workflows`.
    fn own_folder(self) -> Option<&'static str> {
        match self {
            Self::Forgejo => Some(FORGEJO_FOLDER),
            Self::Gitea => Some(GITEA_FOLDER),
            Self::GitHub | Self::GitLab | Self::Bitbucket | Self::Sourcehut => None,
        }
    }

    /// The folder whose workflows run, and who runs them, where a repository is on this
    /// forge, or on one that its host does not tell. `exists` tells whether something lies
    /// below a folder. Where nothing tells the forge, a folder that only one of them reads
    /// does, unless there are workflows for GitHub as well.
    pub fn workflows(forge: Option<Self>, exists: impl Fn(&str) -> bool) -> (&'static str, Option<Self>) {
        let forge = forge.or_else(|| {
            let of_its_own = |forge: &Self| forge.own_folder().is_some_and(&exists);
            [Self::Forgejo, Self::Gitea].into_iter().find(of_its_own).filter(|_| !exists(GITHUB_FOLDER))
        });
        let own = forge.and_then(Self::own_folder).filter(|folder| exists(folder));
        (own.unwrap_or(GITHUB_FOLDER), forge)
    }
}

/// The host of a URL, or of git's short form `user@host:path`.
pub fn host(url: &str) -> Option<&str> {
    let authority = match url.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split('/').next()?,
        None => {
            let (authority, _) = url.split_once(':')?;
            if authority.contains(['/', '\\']) || authority.len() < 2 {
                return None;
            }
            authority
        }
    };
    let host = authority.rsplit('@').next()?;
    host.split(':').next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forges_are_known_by_their_hosts() {
        for (url, forge) in [
            ("https://github.com/acme/widget", Some(Forge::GitHub)),
            ("git@github.com:acme/widget.git", Some(Forge::GitHub)),
            ("ssh://git@ssh.github.com:443/acme/widget", Some(Forge::GitHub)),
            ("https://acme.ghe.com/acme/widget", Some(Forge::GitHub)),
            ("https://code.acme.example/acme/widget", Some(Forge::GitHub)),
            ("https://gitlab.com/acme/widget", Some(Forge::GitLab)),
            ("git@gitlab.acme.example:group/sub/widget", Some(Forge::GitLab)),
            ("https://me@bitbucket.org/acme/widget", Some(Forge::Bitbucket)),
            ("https://git.sr.ht/~acme/widget", Some(Forge::Sourcehut)),
            ("https://codeberg.org/acme/widget", Some(Forge::Forgejo)),
            ("https://gitea.acme.example/acme/widget", Some(Forge::Gitea)),
            ("https://git.acme.example/acme/widget", None),
            ("https://notgithub.com/acme/widget", None),
            ("/srv/git/github.com/widget", None),
            ("file:///srv/widget", None),
            ("C:/src/widget", None),
        ] {
            assert_eq!(Forge::of_remote(url, &["code.acme.example".to_string()]), forge, "{url}");
        }
    }

    #[test]
    fn a_forge_has_a_registry_of_its_own() {
        for (forge, remote, registry) in [
            (Forge::GitHub, "git@github.com:acme/widget.git", Some("ghcr.io")),
            (Forge::GitHub, "https://acme.ghe.com/acme/widget", Some("containers.acme.ghe.com")),
            (Forge::GitLab, "https://gitlab.com/acme/widget", Some("registry.gitlab.com")),
            (Forge::Forgejo, "https://codeberg.org/acme/widget", Some("codeberg.org")),
            (Forge::Gitea, "ssh://git@gitea.acme.example:2222/acme/widget", Some("gitea.acme.example")),
            (Forge::Bitbucket, "https://bitbucket.org/acme/widget", None),
        ] {
            assert_eq!(forge.registry(remote).as_deref(), registry, "{remote}");
        }
    }

    #[test]
    fn the_first_folder_that_exists_alone_counts() {
        let all = [GITHUB_FOLDER, FORGEJO_FOLDER, GITEA_FOLDER];
        for (forge, there, folder, by) in [
            (Some(Forge::GitHub), &all[..], GITHUB_FOLDER, Some(Forge::GitHub)),
            (Some(Forge::Forgejo), &all, FORGEJO_FOLDER, Some(Forge::Forgejo)),
            (Some(Forge::Gitea), &all, GITEA_FOLDER, Some(Forge::Gitea)),
            (Some(Forge::Forgejo), &[GITHUB_FOLDER, GITEA_FOLDER], GITHUB_FOLDER, Some(Forge::Forgejo)),
            (Some(Forge::Gitea), &[FORGEJO_FOLDER], GITHUB_FOLDER, Some(Forge::Gitea)),
            (Some(Forge::GitLab), &all, GITHUB_FOLDER, Some(Forge::GitLab)),
            (None, &all, GITHUB_FOLDER, None),
            (None, &[FORGEJO_FOLDER], FORGEJO_FOLDER, Some(Forge::Forgejo)),
            (None, &[GITEA_FOLDER], GITEA_FOLDER, Some(Forge::Gitea)),
            (None, &[], GITHUB_FOLDER, None),
        ] {
            assert_eq!(Forge::workflows(forge, |path| there.contains(&path)), (folder, by), "{forge:?} {there:?}");
        }
    }
}
