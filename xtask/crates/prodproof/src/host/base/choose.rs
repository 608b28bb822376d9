//! Which commit an amendment is compared with: a decision over what git and the
//! environment know. Pure: nothing is asked here, everything was asked before.
//!
//! In CI the tip of the base branch, because two branches that bump to the same version
//! merge cleanly; elsewhere the merge base with upstream, because an amended commit and
//! several local ones share one bump. Never a silent pass: history that is missing is
//! said to be missing.

/// A commit that a name leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// As people say it: `origin/main`.
    pub name: String,
    pub id: String,
    /// Its merge base with `HEAD` (or with the revision that is looked at).
    pub with_head: Option<String>,
    /// Its merge base with `HEAD`'s first parent.
    pub with_parent: Option<String>,
    /// Its merge base with what is being merged in (`MERGE_HEAD`).
    pub with_merging: Option<String>,
}

/// A commit, and its parents with whether each is in this clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub id: String,
    pub parents: Vec<(String, bool)>,
}

/// What started the job that we run in: GitHub's, or another service's, of which no more
/// is known than that it is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// `GITHUB_EVENT_NAME`.
    pub event: String,
    /// `GITHUB_SHA`: of a pull request, the merge of it into its base.
    pub sha: Option<String>,
    /// The branch that is merged into, without `refs/heads/`.
    pub target: Option<String>,
    /// That branch's tip by the event (`pull_request.base.sha`, `merge_group.base_sha`),
    /// and whether it is in this clone.
    pub base_sha: Option<(String, bool)>,
    /// The merge base of that tip with `HEAD`.
    pub base_with_head: Option<String>,
    /// The branch's commit before this push, and whether it is in this clone; none of a
    /// branch that is new.
    pub before: Option<(String, bool)>,
    /// `refs/remotes/origin/TARGET`.
    pub tip: Option<Tip>,
    pub runs: JobBranch,
}

/// Of which branch a job checked a commit out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JobBranch {
    /// The default branch, which is merged into no other.
    Default,
    /// Another one, or a commit that stands on none.
    Other,
    /// Nobody tells.
    #[default]
    Unknown,
}

impl Job {
    /// The target's tip by the event, if it is in this clone.
    pub fn told(&self) -> Option<&str> {
        self.base_sha.as_ref().filter(|(_, here)| *here).map(|(id, _)| id.as_str())
    }
}

/// Everything that the decision rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// A revision is looked at, not the work tree or the index.
    pub of_revision: bool,
    /// `None` where there is no commit yet.
    pub head: Option<Head>,
    /// A merge is being concluded.
    pub merging: bool,
    /// The remote branch that the work will be merged into.
    pub upstream: Option<Tip>,
    /// In a GitHub job.
    pub job: Option<Job>,
    pub shallow: bool,
}

/// The commit to compare with, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A commit, and what it is to people.
    Commit { id: String, name: String },
    /// Two commits of one history of which the newer counts.
    Newer { ids: [String; 2], name: String },
    /// There is nothing before it.
    Nothing,
    /// It should be there but is not; why, and what to do about it.
    Missing { why: String, help: String },
}

pub fn choose(known: &Known) -> Choice {
    let Some(head) = &known.head else { return Choice::Nothing };
    if let (Some(job), false) = (&known.job, known.of_revision) {
        return in_job(known, job, head);
    }
    let Some(upstream) = &known.upstream else {
        // Without a remote the last commit is all there is; of a revision, what it changed.
        return if known.of_revision { parent(known, head) } else { found(&head.id, "last commit".into()) };
    };
    // Of a revision that is merged already, what it changed.
    if known.of_revision && upstream.with_head.as_deref() == Some(head.id.as_str()) {
        return parent(known, head);
    }
    let name = format!("merge base with `{}`", upstream.name);
    // While a merge is being concluded, what is merged in counts as well: the newer base.
    match (&upstream.with_head, upstream.with_merging.as_ref().filter(|_| known.merging)) {
        (Some(a), Some(b)) if a == b => found(a, name),
        // Whatever else there is, the tip itself is the newest.
        (_, Some(b)) if *b == upstream.id => found(b, name),
        (Some(a), _) if *a == upstream.id => found(a, name),
        (Some(a), Some(b)) => Choice::Newer { ids: [a.clone(), b.clone()], name },
        (Some(one), None) | (None, Some(one)) => found(one, name),
        (None, None) => missing(known, format!("`HEAD` and `{}` have no commit in common here", upstream.name)),
    }
}

fn in_job(known: &Known, job: &Job, head: &Head) -> Choice {
    match job.event.as_str() {
        // Reviews run on the request's merge as well.
        "pull_request"
        | "pull_request_target"
        | "merge_group"
        | "pull_request_review"
        | "pull_request_review_comment" => in_request(known, job, head),
        "push" => match &job.before {
            Some((before, true)) => found(before, "branch before this push".into()),
            Some((before, false)) => {
                missing(known, format!("the commit before this push, {before}, is not in this clone"))
            }
            None => of_branch(known, job, head),
        },
        _ => of_branch(known, job, head),
    }
}

/// A pull request, or a group of them in a merge queue.
fn in_request(known: &Known, job: &Job, head: &Head) -> Choice {
    let target = job.target.as_deref().unwrap_or_default();
    let tip_of = format!("tip of `{target}`");
    // The merge of the request into its base, which GitHub made and actions/checkout
    // checks out: its first parent is the tip of the base branch. A merge that somebody
    // made ("Update branch") has the branch itself there, and proves nothing.
    if let [(first, here), _] = head.parents.as_slice() {
        // In a queue that rebases the last commit may be somebody's merge as well; the event
        // tells the base.
        let by_event = match job.event.as_str() {
            "pull_request" | "pull_request_review" | "pull_request_review_comment" => true,
            "merge_group" => job.base_sha.is_none(),
            _ => false,
        };
        let made_by_github = by_event && job.sha.as_ref() == Some(&head.id);
        let is_tip = job.base_sha.as_ref().is_some_and(|(id, _)| id == first)
            || job.tip.as_ref().is_some_and(|tip| tip.with_parent.as_ref() == Some(first));
        if made_by_github || is_tip {
            return if *here {
                found(first, tip_of)
            } else {
                missing(known, format!("the tip of the base branch `{target}` is not in this clone"))
            };
        }
    }
    if let (Some((id, true)), "merge_group") = (&job.base_sha, job.event.as_str()) {
        return found(id, tip_of);
    }
    match &job.tip {
        // The target itself is checked out: what its last commit changed.
        Some(tip) if tip.id == head.id => parent(known, head),
        // A fork's own branch of that name may be far behind the one that is merged into.
        Some(tip) if matches!(job.base_sha, Some((_, false))) && !known.shallow => missing(
            known,
            format!("the tip of the base branch `{target}` is not in this clone, nor is it `{}`", tip.name),
        ),
        Some(Tip { with_head: Some(a), name, .. }) if job.base_with_head.as_ref().is_some_and(|b| a != b) => {
            let ids = [a.clone(), job.base_with_head.clone().unwrap_or_default()];
            Choice::Newer { ids, name: format!("merge base with `{target}` and `{name}`") }
        }
        // The request's own commits: what they amend since they left the target.
        Some(Tip { with_head: Some(base), name, .. }) => found(base, format!("merge base with `{name}`")),
        Some(tip) => missing(known, format!("`HEAD` and `{}` have no commit in common here", tip.name)),
        None => missing(known, format!("the tip of the base branch `{target}` is not in this clone")),
    }
}

/// The merge base with the default branch; on the default branch, what the last commit changed.
fn of_branch(known: &Known, job: &Job, head: &Head) -> Choice {
    match &known.upstream {
        Some(upstream) if upstream.with_head.as_deref() != Some(head.id.as_str()) => match &upstream.with_head {
            Some(id) => found(id, format!("merge base with `{}`", upstream.name)),
            None => missing(known, format!("`HEAD` and `{}` have no commit in common here", upstream.name)),
        },
        // Its last commit alone would pass where an earlier one of the branch amended.
        None if job.runs == JobBranch::Other => {
            let why = "the branch that this one is merged into is not in this clone".into();
            let help = "fetch it: `fetch-depth: 0` in actions/checkout, elsewhere `git fetch origin \
                        BRANCH:refs/remotes/origin/BRANCH`; or name what the amendment is compared with: --base REV";
            Choice::Missing { why, help: help.into() }
        }
        // The first commit of all: what the work tree has beyond it.
        _ if head.parents.is_empty() && job.event.is_empty() => found(&head.id, "last commit".into()),
        _ => parent(known, head),
    }
}

/// The first parent of a commit.
fn parent(known: &Known, head: &Head) -> Choice {
    match head.parents.first() {
        Some((id, true)) => found(id, "first parent".into()),
        Some((_, false)) => missing(known, "the parent commit is not in this clone".into()),
        None => Choice::Nothing,
    }
}

fn found(id: &str, name: String) -> Choice {
    Choice::Commit { id: id.to_string(), name }
}

pub(super) fn missing(known: &Known, why: String) -> Choice {
    let why = if known.shallow { format!("{why}: it is shallow") } else { why };
    let fetch = known.job.as_ref().and_then(|job| job.target.as_deref());
    let help = match (known.shallow, fetch) {
        (true, _) => "fetch the history: `fetch-depth: 0` in actions/checkout, `git fetch --unshallow` elsewhere".into(),
        (false, Some(target)) => format!(
            "fetch it: `git fetch origin {target}:refs/remotes/origin/{target}`, or `fetch-depth: 0` in actions/checkout"
        ),
        (false, None) => "fetch it, or name what the amendment is compared with: --base REV".into(),
    };
    Choice::Missing { why, help }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
