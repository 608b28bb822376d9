//! The text that an amendment is compared with: asks git and the environment all that
//! [`choose`] decides from, in two questions, and reads the text.

mod choose;

use super::facts::event;
use super::git::{Bases, Git, GitKind, GitObject};
use super::{env, is_ci, Host, SnapshotSource};
use choose::{choose, Choice, Head, Job, JobBranch, Known, Tip};
use prodproof_constitution::document;
use prodproof_syntax::snapshot::{Base, Snapshot, MAX_BYTES};

/// Whether the base is needed, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare<'a> {
    /// Nobody asks what was amended.
    No,
    /// With what fits the situation.
    Yes,
    /// With `--base REV`.
    With(&'a str),
}

/// The default branch's references of a remote, those that exist.
pub(super) struct Branches {
    pub remote: Option<String>,
    /// Reference and commit, best first: of the remote, then local ones.
    pub tips: Vec<(String, String)>,
    /// What `refs/remotes/REMOTE/HEAD` really is.
    pub head: Option<String>,
}

/// What was asked of git before anything is read.
pub(super) struct Asked {
    pub branches: Branches,
    pub choice: Choice,
    known: Known,
}

/// `ref~refs/remotes/` is how people say a remote branch.
fn said(reference: &str) -> String {
    reference.strip_prefix("refs/remotes/").unwrap_or(reference).to_string()
}

/// The commit to compare with, of what is known.
fn chosen(git: &Git, known: &Known, compare: Compare) -> anyhow::Result<Choice> {
    let choice = match compare {
        Compare::No => Choice::Nothing,
        Compare::Yes => choose(known),
        Compare::With(revision) => match git.commit(revision)? {
            Some(commit) => Choice::Commit { name: format!("`{revision}`"), id: commit.id },
            None => choose::missing(known, format!("`{revision}` is no commit of this clone")),
        },
    };
    Ok(match choice {
        Choice::Newer { ids: [a, b], name } => {
            let found = git.bases(&[(&a, &b)], &[])?;
            let a_is_older = found.bases.first().cloned().flatten().as_ref() == Some(&a);
            Choice::Commit { id: if a_is_older { b } else { a }, name }
        }
        choice => choice,
    })
}

impl Host {
    /// Everything about references and commits, in one conversation and one `rev-parse`.
    pub(super) fn ask(&self, git: &Git, source: &SnapshotSource, compare: Compare) -> anyhow::Result<Asked> {
        let remote = self.remote(git)?;
        let tracking = remote.as_ref().map(|remote| format!("refs/remotes/{remote}/"));
        let mut references: Vec<String> = Vec::new();
        if let Some(prefix) = &tracking {
            references.extend(["HEAD", "main", "master"].map(|branch| format!("{prefix}{branch}")));
        }
        references.extend(["main", "master"].map(|branch| format!("refs/heads/{branch}")));
        let of_revision = matches!(source, SnapshotSource::Revision(_));
        let head = match source {
            SnapshotSource::Revision(revision) => revision.as_str(),
            _ => "HEAD",
        };
        let mut job = any_job(git, remote.as_deref())?.filter(|_| compare == Compare::Yes && !of_revision);
        let target =
            job.as_ref().and_then(|job| job.target.as_ref()).map(|target| format!("refs/remotes/origin/{target}"));
        let mut names: Vec<&str> = references.iter().map(String::as_str).collect();
        names.extend([head, "MERGE_HEAD"]);
        names.extend(self.also.as_deref());
        let optional: Vec<String> = match &job {
            Some(job) => [
                target.clone(),
                job.base_sha.as_ref().map(|(id, _)| id.clone()),
                job.before.as_ref().map(|(id, _)| id.clone()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            None => Vec::new(),
        };
        names.extend(optional.iter().map(String::as_str));
        let found = git.commits(&names)?;
        let commit = |name: &str| {
            let at = names.iter().position(|asked| *asked == name)?;
            found.get(at).cloned().flatten()
        };
        if !of_revision && commit("HEAD").is_none() {
            unborn(git)?;
        }
        let tips: Vec<(String, String)> =
            references.iter().filter_map(|name| Some((name.clone(), commit(name)?.id))).collect();

        let mut known = Known { of_revision, ..Known::default() };
        let mut pairs: Vec<(String, String)> = Vec::new();
        let head = commit(head);
        let merging = commit("MERGE_HEAD").filter(|_| !of_revision);
        if let (Some(head), Compare::Yes) = (&head, compare) {
            let parents: Vec<&str> = head.parents.iter().map(String::as_str).collect();
            let here = git.commits(&parents)?;
            let parents = head.parents.iter().cloned().zip(here.iter().map(Option::is_some)).collect();
            known.head = Some(Head { id: head.id.clone(), parents });
            known.merging = merging.is_some();
            known.upstream = self.upstream(git, tracking.as_deref(), &tips)?;
            if let Some(job) = &mut job {
                let here = |at: &mut Option<(String, bool)>| {
                    if let Some((id, here)) = at {
                        *here = commit(id).is_some();
                    }
                };
                here(&mut job.base_sha);
                here(&mut job.before);
                job.tip = target
                    .as_deref()
                    .and_then(|name| Some(Tip { name: said(name), id: commit(name)?.id, ..Tip::default() }));
            }
            let first = known.head.as_ref().and_then(|head| head.parents.first()).filter(|(_, here)| *here);
            for tip in known.upstream.iter().chain(job.iter().filter_map(|job| job.tip.as_ref())) {
                pairs.push((tip.id.clone(), head.id.clone()));
                pairs.extend(first.map(|(id, _)| (tip.id.clone(), id.clone())));
                pairs.extend(merging.as_ref().map(|merging| (tip.id.clone(), merging.id.clone())));
            }
            pairs.extend(job.iter().filter_map(Job::told).map(|id| (id.to_string(), head.id.clone())));
            // In the same breath what is going to be asked about another revision.
            let other = self.also.as_deref().and_then(commit);
            for (tip, other) in known.upstream.iter().zip(&other) {
                let here = git.commits(&other.parents.iter().map(String::as_str).take(1).collect::<Vec<_>>())?;
                let ids = here.into_iter().flatten().map(|parent| parent.id).chain([other.id.clone()]);
                pairs.extend(ids.map(|id| (tip.id.clone(), id)));
            }
        }
        let remote_head = tips.iter().map(|(name, _)| name.as_str()).find(|name| name.ends_with("/HEAD"));
        let pairs_now: Vec<(&str, &str)> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let Bases { bases, names: mut symbolic } = git.bases(&pairs_now, remote_head.as_slice())?;
        let base_of = |a: &str, b: &str| {
            let at = pairs.iter().position(|(x, y)| x == a && y == b)?;
            bases.get(at).cloned().flatten()
        };
        let first = known.head.as_ref().and_then(|head| head.parents.first()).map(|(id, _)| id.clone());
        let head_id = head.as_ref().map(|head| head.id.clone());
        for tip in known.upstream.iter_mut().chain(job.iter_mut().filter_map(|job| job.tip.as_mut())) {
            tip.with_head = head_id.as_ref().and_then(|id| base_of(&tip.id, id));
            tip.with_parent = first.as_ref().and_then(|id| base_of(&tip.id, id));
            tip.with_merging = merging.as_ref().and_then(|merging| base_of(&tip.id, &merging.id));
        }
        if let Some(job) = &mut job {
            job.base_with_head = job.told().zip(head_id.as_deref()).and_then(|(id, head)| base_of(id, head));
        }
        known.job = job;
        known.shallow = git.place()?.shallow;
        let choice = chosen(git, &known, compare)?;
        let branches = Branches { remote, tips, head: symbolic.pop().flatten() };
        Ok(Asked { branches, choice, known })
    }

    /// The remote branch that the work will be merged into.
    ///
    /// The default branch rather than a feature branch's own remote copy: what was pushed
    /// there is part of the same amendment.
    fn upstream(&self, git: &Git, tracking: Option<&str>, tips: &[(String, String)]) -> anyhow::Result<Option<Tip>> {
        let remote = tracking.and_then(|prefix| tips.iter().find(|(name, _)| name.starts_with(prefix)));
        if let Some((name, id)) = remote {
            return Ok(Some(Tip { name: said(name), id: id.clone(), ..Tip::default() }));
        }
        let config = git.config()?;
        let Some(name) = git.branch()?.and_then(|branch| config.upstream(&branch)) else { return Ok(None) };
        let commit = git.commit(&name)?.filter(|_| name.starts_with("refs/remotes/"));
        Ok(commit.map(|commit| Tip { name: said(&name), id: commit.id, ..Tip::default() }))
    }

    /// The constitution as it stood at the chosen commit. Only where nothing stood at the
    /// place that `snapshot` has it is the commit's tree looked through for another.
    pub(super) fn base(&self, asked: &Asked, snapshot: &Snapshot) -> anyhow::Result<Base> {
        let (id, name) = match &asked.choice {
            Choice::Commit { id, name } => (id, format!("{name} ({})", id.get(..7).unwrap_or(id))),
            Choice::Missing { why, help } => return Ok(Base::Missing { why: why.clone(), help: help.clone() }),
            Choice::Nothing | Choice::Newer { .. } => return Ok(Base::Nothing),
        };
        let Some(git) = &self.git else { return Ok(Base::Nothing) };
        let prefix = &git.place()?.prefix;
        let now = document::located(snapshot).first().map(|path| path.to_string());
        if let Some(now) = now {
            let found = git.ask(&[&format!("{id}:{prefix}{now}")])?.pop().flatten();
            if let Some(object) = found.filter(|object| object.kind == GitKind::Blob) {
                return Ok(text_at(name, now, object));
            }
        }
        let unreadable = |what: &str| Base::Missing {
            why: format!("{what} of {name} cannot be read: it is missing in this clone"),
            help: lacking(asked, &super::source::called(&self.root)),
        };
        let named = document::named(snapshot);
        let matters = |name: &str, is_folder: bool| match is_folder {
            _ if named.is_some() => true,
            true => document::may_hold(name),
            false => document::may_be(name),
        };
        let entries = match git.tree_of(&format!("{id}:{prefix}"), matters) {
            Ok(Some(entries)) => entries,
            // A folder that this commit does not have yet, unless it is there and its tree is not.
            Ok(None) if !prefix.is_empty() => Vec::new(),
            Ok(None) | Err(_) => return Ok(unreadable("the list of files")),
        };
        let paths: Vec<&str> = entries.iter().map(|entry| entry.path.as_str()).collect();
        let path = match named {
            Some(named) => Some(named).filter(|named| paths.contains(&named.as_str())),
            None => document::locate(paths.iter().copied()).first().map(|path| path.to_string()),
        };
        let Some(path) = path else { return Ok(Base::Found { name, path: None, text: None }) };
        let object = git.ask(&[&format!("{id}:{prefix}{path}")])?.pop().flatten();
        // In the tree, but its text is not here: a partial clone.
        Ok(match object {
            Some(object) => text_at(name, path, object),
            None => unreadable(&format!("`{path}`")),
        })
    }
}

/// A text that is there, or why it is no text: never "it did not exist".
fn text_at(name: String, path: String, object: GitObject) -> Base {
    let help = "name another commit with --base REV".to_string();
    let large = |most: u64| format!("`{path}` of {name} is larger than {} KiB ({} bytes)", most >> 10, object.size);
    match object.bytes.map(String::from_utf8) {
        Some(Ok(text)) if text.len() > document::MOST_BYTES => {
            Base::Missing { why: large(document::MOST_BYTES as u64), help }
        }
        Some(Ok(text)) => Base::Found { name, path: Some(path), text: Some(text) },
        Some(Err(_)) => Base::Missing { why: format!("`{path}` of {name} is not UTF-8"), help },
        None => Base::Missing { why: large(MAX_BYTES), help },
    }
}

/// The line that fetches what a clone lacks.
fn lacking(asked: &Asked, tool: &str) -> String {
    if asked.known.shallow {
        "fetch the history: `fetch-depth: 0` in actions/checkout, `git fetch --unshallow` elsewhere".into()
    } else {
        format!("fetch it: `{tool} verify --fetch` once (a partial clone lacks it), or `git fetch --refetch --filter=`")
    }
}

/// `HEAD` leads to no commit: a branch that has none yet, or one that is broken?
fn unborn(git: &Git) -> anyhow::Result<()> {
    let Some(branch) = git.branch()? else {
        anyhow::bail!("`HEAD` leads to no commit: it is broken; `git fsck` says more");
    };
    let loose = git.own.as_ref().map(|own| own.join("refs/heads").join(&branch));
    if loose.is_some_and(|path| path.exists()) {
        anyhow::bail!("the branch `{branch}` leads to no commit that is here: it is broken; `git fsck` says more");
    }
    Ok(())
}

/// The job that we run in, GitHub's or another service's; without a remote nothing is merged.
fn any_job(git: &Git, remote: Option<&str>) -> anyhow::Result<Option<Job>> {
    Ok(match job() {
        None if is_ci() && remote.is_some() => Some(elsewhere(git)?),
        known => known,
    })
}

/// The GitHub job that we run in.
fn job() -> Option<Job> {
    env("GITHUB_ACTIONS")?;
    let text = |pointer: &str| event(pointer);
    let target = env("GITHUB_BASE_REF").or_else(|| text("/merge_group/base_ref"));
    let target = target.map(|target| target.trim_start_matches("refs/heads/").to_string());
    let base_sha = text("/pull_request/base/sha").or_else(|| text("/merge_group/base_sha"));
    let before = text("/before").filter(|id| id.chars().any(|c| c != '0'));
    let branch = text("/ref").and_then(|name| name.strip_prefix("refs/heads/").map(str::to_string));
    let target = target.or_else(|| text("/pull_request/base/ref"));
    let runs = match (branch, text("/repository/default_branch")) {
        (Some(branch), Some(default)) if branch == default => JobBranch::Default,
        (Some(_), Some(_)) => JobBranch::Other,
        _ => JobBranch::Unknown,
    };
    Some(Job {
        runs,
        event: env("GITHUB_EVENT_NAME").unwrap_or_default(),
        sha: env("GITHUB_SHA"),
        target,
        base_sha: base_sha.map(|id| (id, false)),
        before: before.map(|id| (id, false)),
        ..Job::default()
    })
}

/// The job of another service. They check out a commit, and few of them fetch a second branch.
fn elsewhere(git: &Git) -> anyhow::Result<Job> {
    let usual = |branch: String| matches!(branch.as_str(), "main" | "master");
    let runs = if git.branch()?.is_some_and(usual) { JobBranch::Default } else { JobBranch::Other };
    Ok(Job { runs, ..Job::default() })
}
