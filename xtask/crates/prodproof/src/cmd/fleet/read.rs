//! Finds the repositories below some folders and says which each is: checkouts, bare
//! clones, and plain folders with workflows. Few git processes an answer, because there
//! may be thousands. Must not know how git is asked: that is `host`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;
use time::Date;
use walkdir::WalkDir;

use crate::host::Host;
use prodproof_rules::fleet::{listing, BranchHistory, Identity};
use prodproof_syntax::snapshot::{Facts, Snapshot};

/// Where a repository lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetCheckout {
    pub path: PathBuf,
    pub kind: CheckoutKind,
    /// A plain folder with others in it: a repository of its own only if it says anything.
    pub holds_others: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckoutKind {
    Checkout,
    Bare,
    /// No git: files only, of unknown history.
    Plain,
}

/// What `path` itself is, if it is a repository.
fn kind(path: &Path) -> Option<CheckoutKind> {
    if path.join(".git").symlink_metadata().is_ok() {
        return Some(CheckoutKind::Checkout);
    }
    if path.join("HEAD").is_file() && path.join("objects").is_dir() && path.join("refs").is_dir() {
        return Some(CheckoutKind::Bare);
    }
    // `.github` may itself be a checkout: an organisation's repository of that name.
    let plain = path.join(".github/workflows").is_dir() && !path.join(".github/.git").exists();
    plain.then_some(CheckoutKind::Plain)
}

/// The repositories at or below `dir`, and what could not be entered. Does not look
/// inside of a repository for more, and follows no links but `dir` itself.
pub fn find(dir: &Path) -> (Vec<FleetCheckout>, Vec<(PathBuf, String)>) {
    let (mut found, mut refused): (Vec<FleetCheckout>, Vec<_>) = (Vec::new(), Vec::new());
    let mut walk = WalkDir::new(dir).follow_root_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(err) => {
                let path = err.path().unwrap_or(dir).to_path_buf();
                let words = err.into_io_error().map_or_else(|| "a loop of links".to_string(), |err| err.to_string());
                refused.push((path, words));
                continue;
            }
        };
        let is_dir = entry.file_type().is_dir() || (entry.depth() == 0 && entry.path().is_dir());
        if !is_dir {
            continue;
        }
        if let Some(kind) = kind(entry.path()) {
            found.push(FleetCheckout { path: entry.path().to_path_buf(), kind, holds_others: false });
            // A plain folder may be the one that holds the repositories, or hold some.
            if kind != CheckoutKind::Plain {
                walk.skip_current_dir();
            }
        } else if entry.file_name() == "node_modules" {
            walk.skip_current_dir();
        }
    }
    for at in 0..found.len() {
        // Those below follow directly: the walk goes into depth first.
        let below = found.get(at + 1).map(|next| next.path.clone());
        if let (Some(place), Some(below)) = (found.get_mut(at), below) {
            place.holds_others = below.starts_with(&place.path);
        }
    }
    (found, refused)
}

/// Reads one repository: the work tree, or `revision`, or in a bare clone `HEAD`.
pub fn read(place: &FleetCheckout, revision: Option<&str>, today: Date) -> anyhow::Result<(Snapshot, Identity)> {
    let host = open(place)?;
    if revision.is_some() {
        host.need_git("--rev")?;
    }
    let identity = identify(&host, &place.path, revision.unwrap_or("HEAD"))?;
    let mut facts = Facts::unknown(&folder(&host), today);
    facts.repository = identity.remote.is_some().then(|| identity.name.clone());
    facts.default_branch = host.default_branch_as_cloned();
    let snapshot = match (place.kind, revision, &identity.history.head) {
        (_, Some(revision), None) => bail!("`{revision}` is no commit of this repository"),
        (_, Some(_), Some(head)) | (CheckoutKind::Bare, None, Some(head)) => host.read_at(head, facts)?,
        (CheckoutKind::Bare, None, None) => Snapshot { files: BTreeMap::new(), facts },
        (CheckoutKind::Checkout | CheckoutKind::Plain, None, head) => host.read_checkout(head.as_deref(), facts)?,
    };
    Ok((snapshot, identity))
}

/// Which repository lies at `root`, for claims that are written there: `verify --claims`.
/// The history is that of `HEAD`.
pub fn identity(root: &Path) -> anyhow::Result<Identity> {
    let kind = kind(root).unwrap_or(CheckoutKind::Plain);
    let place = FleetCheckout { path: root.to_path_buf(), kind, holds_others: false };
    identify(&open(&place)?, root, "HEAD")
}

fn open(place: &FleetCheckout) -> anyhow::Result<Host> {
    match place.kind {
        CheckoutKind::Checkout => Host::checkout(&place.path),
        CheckoutKind::Bare => Host::bare(&place.path),
        CheckoutKind::Plain => Host::plain(&place.path),
    }
}

fn identify(host: &Host, given: &Path, revision: &str) -> anyhow::Result<Identity> {
    let (url, history) = match &host.git {
        Some(git) => (git.configured_url()?, git.history(revision)?),
        None => (None, BranchHistory::default()),
    };
    Ok(Identity {
        name: url.as_deref().and_then(listing::repository).unwrap_or_else(|| folder(host)),
        source: given.display().to_string(),
        remote: url.as_deref().and_then(listing::remote),
        history,
    })
}

/// The folder's name, without the ending that bare clones have.
fn folder(host: &Host) -> String {
    let name = host.folder_name();
    name.strip_suffix(".git").filter(|name| !name.is_empty()).unwrap_or(&name).to_string()
}
