//! Where the library of a launcher comes from: a git URL that cargo takes and a pin,
//! decided from facts. Must not ask git, cargo or the network: the facts are given.

use std::fmt;

use semver::Version;
use toml_edit::{DocumentMut, Item};

/// The package that a launcher depends on.
pub const LIBRARY: &str = "prodproof";

/// Which version of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// `vX.Y.Z`: bots (Dependabot, Renovate) raise it.
    Tag(String),
    /// A commit, in full: no bot raises it.
    Rev(String),
}

/// A commit of a repository that cargo can fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// As it stands in a manifest, without user and password.
    pub url: String,
    pub pin: Pin,
    /// The full id of the commit that the lock file holds.
    pub commit: String,
}

impl fmt::Display for Source {
    /// "v1.2.0 (1a2b3c4) of URL".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.commit.get(..7).unwrap_or(&self.commit);
        match &self.pin {
            Pin::Tag(tag) => write!(f, "{tag} ({short}) of {}", self.url),
            Pin::Rev(_) => write!(f, "commit {short} of {}", self.url),
        }
    }
}

impl Source {
    /// As `--source` takes it.
    pub fn asked(&self) -> String {
        match &self.pin {
            Pin::Tag(name) | Pin::Rev(name) => format!("{}@{name}", self.url),
        }
    }

    /// `tag = "v1.2.0"`, for a manifest.
    pub fn pin(&self) -> String {
        match &self.pin {
            Pin::Tag(tag) => format!("tag = \"{tag}\""),
            Pin::Rev(rev) => format!("rev = \"{rev}\""),
        }
    }

    /// As lock files write it, since version 4 with the query encoded as in a form (cargo,
    /// `core/source_id.rs`): the names of our pins need no encoding.
    pub fn locked(&self) -> String {
        match &self.pin {
            Pin::Tag(tag) => format!("git+{}?tag={tag}#{}", self.url, self.commit),
            Pin::Rev(rev) => format!("git+{}?rev={rev}#{}", self.url, self.commit),
        }
    }

    /// The source that a lock file holds for the library.
    pub fn of_lock(lock: &str) -> Option<Self> {
        let name = format!("name = \"{LIBRARY}\"");
        let package = lock.split("[[package]]").find(|package| package.lines().any(|line| line.trim() == name))?;
        let source = package.lines().find_map(|line| line.trim().strip_prefix("source = \""))?.trim_end_matches('"');
        Self::parse(source)
    }

    /// `git+URL?tag=v1.2.0#COMMIT`, as cargo writes it in locks and in its record of what
    /// it installed. A branch, or nothing, is a pin by the commit.
    pub fn parse(source: &str) -> Option<Self> {
        let (place, commit) = source.strip_prefix("git+")?.split_once('#')?;
        let (url, query) = place.split_once('?').unwrap_or((place, ""));
        let pin = match query.split_once('=') {
            Some(("tag", tag)) => Pin::Tag(tag.to_string()),
            Some(("rev", rev)) => Pin::Rev(rev.to_string()),
            _ => Pin::Rev(commit.to_string()),
        };
        Some(Self { url: url.to_string(), pin, commit: commit.to_string() })
    }

    /// URL and pin of a launcher's manifest.
    pub fn of_manifest(manifest: &str) -> Option<(String, Pin)> {
        let document: DocumentMut = manifest.parse().ok()?;
        let library = document.get("dependencies")?.get(LIBRARY)?;
        let text = |key: &str| library.get(key).and_then(Item::as_str).map(str::to_string);
        let pin = text("tag").map(Pin::Tag).or_else(|| text("rev").map(Pin::Rev))?;
        Some((text("git")?, pin))
    }
}

/// What git says of the checkout that the running tool was built in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// The URL of `origin` as it is configured.
    pub remote: Option<String>,
    /// The commit that is checked out, in full.
    pub commit: Option<String>,
    /// The tags of that commit.
    pub tags: Vec<String>,
    /// The tool's folder is as in that commit.
    pub clean: bool,
    /// A remote-tracking branch has the commit.
    pub pushed: bool,
}

/// Why nothing can be pinned, and the whole copy is dropped instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPin {
    /// An unpacked archive, or sources that cargo's own record does not name.
    NoCheckout,
    NoRemote,
    /// A path, `file://`, plain http: nobody else gets it from there.
    LocalRemote,
    Dirty,
    Unpushed,
    /// cargo did not get it; its words.
    Unfetched(String),
}

impl Checkout {
    /// What a launcher pins to, or why it cannot.
    pub fn source(&self) -> Result<Source, NoPin> {
        let Some(commit) = self.commit.clone() else { return Err(NoPin::NoCheckout) };
        let remote = self.remote.as_deref().ok_or(NoPin::NoRemote)?;
        let url = public_url(remote).ok_or(NoPin::LocalRemote)?;
        if !self.clean {
            return Err(NoPin::Dirty);
        }
        if !self.pushed && self.tags.is_empty() {
            return Err(NoPin::Unpushed);
        }
        Ok(Source { url, pin: pin(&self.tags, &commit), commit })
    }
}

/// The highest version tag, else the commit.
fn pin(tags: &[String], commit: &str) -> Pin {
    let newest = tags.iter().filter_map(|tag| Some((version(tag)?, tag))).max();
    newest.map_or_else(|| Pin::Rev(commit.to_string()), |(_, tag)| Pin::Tag(tag.clone()))
}

/// The version that a tag names: `v1.2.0`.
pub fn version(tag: &str) -> Option<Version> {
    Version::parse(tag.strip_prefix('v')?).ok().filter(|version| version.build.is_empty())
}

/// A remote's URL as cargo takes it and everybody may read it: https or ssh, without
/// user, password and token. `None` for what only this machine can reach.
///
/// Cargo refuses git's short form `git@host:owner/name`. Over ssh the user is part of
/// the address where it is the forge's own (`git`), and a person's otherwise.
pub fn public_url(remote: &str) -> Option<String> {
    let remote = remote.trim();
    let (scheme, rest) = match remote.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest.to_string()),
        None => {
            let (host, path) = remote.split_once(':')?;
            // `C:\src`, `./a:b` and `/a:b` are paths (gitremote-helpers(7), GIT URLS).
            if host.contains(['/', '\\']) || host.len() < 2 || path.is_empty() {
                return None;
            }
            ("ssh".to_string(), format!("{host}/{}", path.trim_start_matches('/')))
        }
    };
    if !matches!(scheme.as_str(), "https" | "ssh") {
        return None;
    }
    let (authority, path) = rest.split_once('/')?;
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let name = host.split(':').next().unwrap_or_default();
    let loopback = matches!(name, "localhost" | "127.0.0.1" | "[");
    if name.is_empty() || loopback || path.is_empty() {
        return None;
    }
    let user = if scheme == "ssh" && user.split(':').next() == Some("git") { "git@" } else { "" };
    Some(format!("{scheme}://{user}{}/{path}", host.to_ascii_lowercase()))
}

/// `--source URL[@REV]` taken apart; the short form of ssh is rewritten, and user and password
/// of an http URL are cut off, as it is going to be committed. Every other URL is taken as it
/// stands.
pub fn asked(text: &str) -> Result<(String, Option<String>), String> {
    let at = text.rfind('@').filter(|at| {
        let rev = &text[at + 1..];
        !rev.contains(['/', ':']) && text[..*at].contains([':', '/'])
    });
    let (url, rev) = match at {
        Some(at) => (&text[..at], Some(text[at + 1..].to_string())),
        None => (text, None),
    };
    if rev.as_deref() == Some("") {
        return Err(format!("--source `{text}`: nothing stands behind the `@`"));
    }
    let url = match url.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = authority.rsplit('@').next().unwrap_or(authority);
            Some(format!("{scheme}://{host}/{path}"))
        }
        Some(_) => Some(url.to_string()),
        None => public_url(url),
    };
    match url {
        Some(url) if !url.contains(['"', '\\', ' ', '?', '#']) => Ok((url, rev)),
        _ => Err(format!(
            "--source `{text}`: give a URL such as https://HOST/OWNER/NAME, ssh://git@HOST/OWNER/NAME or file:///PATH"
        )),
    }
}

/// The pin that `rev` means in a repository that answers `git ls-remote` with `listing`:
/// a tag, else a branch's or a named commit. Without `rev` the release `version`, else
/// the newest commit of the default branch.
pub fn resolve(listing: &str, rev: Option<&str>, own: &str) -> Option<(Pin, String)> {
    let find = |reference: &str| {
        let mut rows = listing.lines().filter_map(|line| line.split_once('\t'));
        rows.find(|(_, name)| *name == reference).map(|(commit, _)| commit.to_string())
    };
    // An annotated tag is followed by the commit that it names.
    let tag = |name: &str| find(&format!("refs/tags/{name}^{{}}")).or_else(|| find(&format!("refs/tags/{name}")));
    let release = format!("v{own}");
    match rev {
        None => match tag(&release) {
            Some(commit) => Some((Pin::Tag(release), commit)),
            None => find("HEAD").map(|commit| (Pin::Rev(commit.clone()), commit)),
        },
        Some(rev) => {
            if let Some(commit) = tag(rev) {
                return Some((Pin::Tag(rev.to_string()), commit));
            }
            let branch = find(&format!("refs/heads/{rev}"));
            let short = || {
                let hex = rev.len() >= 7 && rev.bytes().all(|byte| byte.is_ascii_hexdigit());
                let mut commits = listing.lines().filter_map(|line| line.split('\t').next());
                hex.then(|| commits.find(|commit| commit.starts_with(rev)).map(str::to_string)).flatten()
            };
            branch.or_else(short).or_else(|| is_commit(rev).then(|| rev.to_string())).map(|c| (Pin::Rev(c.clone()), c))
        }
    }
}

/// What somebody follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Releases,
    /// For who is on one.
    PreReleases,
}

/// The newest release in a listing of `git ls-remote`: tag and commit.
pub fn newest(listing: &str, channel: Channel) -> Option<(String, String)> {
    let names = listing.lines().filter_map(|line| line.split_once("\trefs/tags/"));
    let tags = names.map(|(_, name)| name.trim_end_matches("^{}"));
    let versions = tags
        .filter_map(|tag| Some((version(tag)?, tag)))
        .filter(|(version, _)| channel == Channel::PreReleases || version.pre.is_empty());
    let (_, tag) = versions.max()?;
    let (Pin::Tag(tag), commit) = resolve(listing, Some(tag), "")? else { return None };
    Some((tag, commit))
}

/// A commit's id in full.
pub fn is_commit(rev: &str) -> bool {
    rev.len() == 40 && rev.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests;
