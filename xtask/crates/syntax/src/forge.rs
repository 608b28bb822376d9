//! Which forge a repository lives on, by its remote, and whose workflows that one runs.
//! Must not ask anybody.
//!
//! Forgejo reads `.forgejo/workflows`, else `.github/workflows`; Gitea
//! `.gitea/workflows`, else `.github/workflows`: the first folder that exists alone
//! counts (Forgejo's and Gitea's documentation of Actions). GitLab, Bitbucket and
//! sourcehut run files of their own only.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

    /// Why it is not known what the workflows under `.github/` do here; `None` on GitHub.
    /// `exists` tells whether the repository has something below a folder.
    pub fn doubt(self, exists: impl Fn(&str) -> bool) -> Option<String> {
        let own = match self {
            Self::GitHub => return None,
            Self::GitLab | Self::Bitbucket | Self::Sourcehut => {
                return Some(format!("{self} does not run the workflows in `.github/workflows`"));
            }
            Self::Forgejo => ".forgejo/workflows",
            Self::Gitea => ".gitea/workflows",
        };
        Some(if exists(own) {
            format!("{self} runs the workflows in `{own}` alone, which are not looked at")
        } else {
            format!(
                "{self} runs the workflows in `.github/workflows`, but that it does so as GitHub does is an assumption"
            )
        })
    }
}

/// The host of a URL, or of git's short form `user@host:path`.
fn host(url: &str) -> Option<&str> {
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
    fn only_github_leaves_no_doubt() {
        assert_eq!(Forge::GitHub.doubt(|_| true), None);
        let doubt = |forge: Forge, folder: &str| forge.doubt(|path| path == folder).unwrap();
        assert!(doubt(Forge::GitLab, "").contains("does not run"));
        assert!(doubt(Forge::Forgejo, ".forgejo/workflows").contains("alone"));
        assert!(doubt(Forge::Forgejo, ".gitea/workflows").contains("assumption"));
        assert!(doubt(Forge::Gitea, ".gitea/workflows").contains("alone"));
    }
}
