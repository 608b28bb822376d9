//! What else must hold for a publication, besides its event and a run that succeeds.
//!
//! A condition is data with its place; `Display` makes the words, and nothing may be
//! decided by them. Must not know who asks.

use prodproof_script::doubt::{ScriptDoubt, Unfollowed};
use std::fmt;

use crate::source::BuiltCommit;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;
use prodproof_workflow::fault::FaultCause;
use prodproof_workflow::trigger;

/// One condition, and where in which file it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub on: On,
    pub path: String,
    pub span: Span,
}

/// What a publication hangs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// The filters of the trigger.
    Trigger(trigger::StartCondition),
    /// A pull request was merged, and not something pushed by hand. `forks`: also one of a
    /// fork, which has no secrets otherwise.
    MergedPullRequest { forks: bool },
    /// The branch is merged to by a merge queue.
    MergeQueue,
    /// Another workflow has run, on whatever it was that started it.
    Awaited(Awaited),
    /// GitHub runs the schedule.
    Schedule,
    /// GitHub takes the file, of which the reason says why it may not.
    ValidFile(FaultCause),
    /// Whoever starts it by hand chooses other inputs than the defaults; those of them that
    /// the publication looks at, if that is known.
    OtherInputs(Vec<String>),
    /// Whoever starts it by hand chooses this branch or tag, and not the default branch.
    StartedOn { name: String, is_tag: bool },
    /// An `if` that is not decided, and whose output decides it.
    Guard { text: String, decided_by: Option<String> },
    /// An `if` that asks for nothing unknown but the merge: who made it, its message, its
    /// labels. Nothing else is undecided about it.
    MergeGuard { text: String },
    /// Jobs that have to succeed, and whether they surely run at all.
    Needs { jobs: Vec<String>, runs: Certainty },
    /// Every matrix job of it pushes its digest; `fail_fast`: one that fails cancels the rest.
    Digests { job: String, fail_fast: bool },
    /// No newer run of the concurrency group cancels it.
    NotCancelled { group: String },
    /// No other run of the group takes its place while it waits.
    NotReplaced { group: String },
    /// The protection rules of an environment.
    Environment { name: String },
    /// A matrix that is only known at run time, and who makes it.
    Matrix { by: String },
    /// A pull request of this repository: a fork's has no secrets.
    OwnPullRequest,
    /// The branch has a name that makes a reference.
    BranchName { shown: String },
    /// The repository's settings let `GITHUB_TOKEN` write packages.
    DefaultToken,
    /// The job has logged in to other registries only; their hosts.
    LoggedInElsewhere { registry: String, hosts: Vec<String> },
    /// The `permissions` do not have `packages: write`: GitHub refuses the push.
    NotPermitted,
    /// The file is on the default branch, where GitHub looks for what waits for another
    /// workflow, and which is not the branch that merges go to here.
    OnDefaultBranch { branch: String },
    /// What is built is not the commit of the event.
    BuiltFrom { source: BuiltCommit },
    /// Only some of the tags; who makes them.
    SomeTags { by: Option<String> },
    /// Undecided conditions of a script, as its author wrote them.
    Script(ScriptDoubt),
    /// A step of which nobody knows what it does.
    Opaque { what: String, why: Option<Unfollowed> },
    /// The same workflows delete it again, or may.
    NotDeleted { by: String },
    /// A runner of this label, which GitHub no longer has.
    Runner { label: String },
    /// Anything that is only known at run time.
    RunTime(AtRunTime),
}

/// What is only known at run time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtRunTime {
    /// Whether this command or action pushes.
    Push(String),
    Tags,
    BakeFiles,
    BakeFolder,
    /// The files are made by the run.
    BakeFilesThere,
}

/// Which run starts a workflow that waits for others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    pub workflows: Vec<String>,
    /// `None`: that of the pull request that was merged.
    pub branch: Option<String>,
    pub when: When,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Succeeds,
    /// Failed or not.
    Completes,
    IsRequested,
    Starts,
}

impl On {
    /// What an event asks of the hand that starts it.
    pub(crate) fn started_on(event: &Event) -> Option<Self> {
        match event {
            Event::DispatchOn(name) => Some(Self::StartedOn { name: name.clone(), is_tag: false }),
            Event::DispatchOnTag(name) => Some(Self::StartedOn { name: name.clone(), is_tag: true }),
            _ => None,
        }
    }

    pub fn at(self, path: &str, span: Span) -> Condition {
        Condition { on: self, path: path.to_string(), span }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.on.fmt(f)
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trigger(condition) => condition.fmt(f),
            Self::MergedPullRequest { forks: true } => f.write_str("if the merge is that of a pull request"),
            Self::MergedPullRequest { forks: false } => {
                f.write_str("if the merge is that of a pull request of this repository: a fork's has no secrets")
            }
            Self::MergeQueue => f.write_str("if a merge queue makes the merge"),
            Self::Awaited(awaited) => awaited.fmt(f),
            Self::Schedule => f.write_str(
                "if the schedule runs: GitHub drops runs under load, and ends it after 60 quiet days of a public repository",
            ),
            Self::ValidFile(why) => write!(f, "only if GitHub takes the file: {why}"),
            Self::OtherInputs(names) => match names.as_slice() {
                [] => f.write_str("only with other inputs than the defaults"),
                [one] => write!(f, "only if the input `{one}` asks for it"),
                many => write!(f, "only if the inputs {} ask for it", quoted(many)),
            },
            Self::StartedOn { name, is_tag: true } => {
                write!(f, "only if it is started on a tag: `gh workflow run --ref {name}`")
            }
            Self::StartedOn { name, is_tag: false } => {
                write!(f, "only if it is started on another branch: `gh workflow run --ref {name}`")
            }
            Self::Guard { text, decided_by: Some(who) } => write!(f, "only if `{text}`, which {who} decides"),
            Self::Guard { text, decided_by: None } | Self::MergeGuard { text } => write!(f, "only if `{text}`"),
            Self::Needs { jobs, runs } => match (jobs.as_slice(), runs) {
                ([one], Certainty::Yes) => write!(f, "if the job `{one}` succeeds"),
                ([one], Certainty::Possible) => write!(f, "if the job `{one}` runs and succeeds"),
                (many, Certainty::Yes) => write!(f, "if the jobs {} succeed", quoted(many)),
                (many, Certainty::Possible) => write!(f, "if the jobs {} run and succeed", quoted(many)),
            },
            Self::Digests { job, fail_fast } => {
                let cancels = if *fail_fast { " (`fail-fast`: one that fails cancels the others)" } else { "" };
                write!(f, "if every matrix job of `{job}` pushes its digest{cancels}")
            }
            Self::NotCancelled { group } => {
                write!(f, "unless a newer run of the concurrency group `{group}` cancels it")
            }
            Self::NotReplaced { group } => {
                write!(f, "unless another run of the concurrency group `{group}` replaces it while it waits")
            }
            Self::Environment { name } => {
                write!(f, "if the protection rules of the environment `{name}` let it through")
            }
            Self::Matrix { by } => {
                write!(f, "only for what {by} puts into the matrix; an empty one publishes nothing")
            }
            Self::OwnPullRequest => {
                f.write_str("only for a pull request of this repository: a fork's has no secrets")
            }
            Self::BranchName { shown } => {
                write!(f, "only for a branch whose name makes a reference of `{shown}`: one with a slash does not")
            }
            Self::DefaultToken => f.write_str(
                "if the repository's settings let `GITHUB_TOKEN` write packages: no `permissions` are given here",
            ),
            Self::LoggedInElsewhere { registry, hosts } => {
                write!(f, "`{registry}` refuses the push: the job has logged in to {} only", quoted(hosts))
            }
            Self::NotPermitted => {
                f.write_str("GitHub refuses the push: the `permissions` of `GITHUB_TOKEN` do not have `packages: write`")
            }
            Self::OnDefaultBranch { branch } => write!(
                f,
                "only if the file is on `{branch}`, the default branch: what waits for another workflow starts there or never"
            ),
            Self::BuiltFrom { source } => write!(f, "what is built is {source}"),
            Self::SomeTags { by: Some(who) } => write!(f, "only with some of the tags, which {who} makes"),
            Self::SomeTags { by: None } => f.write_str("only with some of the tags"),
            Self::Script(doubt) => doubt.fmt(f),
            Self::RunTime(what) => what.fmt(f),
            Self::Opaque { what, why: Some(why) } => write!(f, "`{what}` may publish an image: {why}"),
            Self::Opaque { what, why: None } => {
                write!(f, "`{what}` may publish an image, what it does is not known")
            }
            Self::NotDeleted { by } => write!(f, "until `{by}` deletes it"),
            Self::Runner { label } => {
                write!(f, "if a runner of one's own has the label `{label}`, which GitHub has retired")
            }
        }
    }
}

impl fmt::Display for AtRunTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(method) => write!(f, "whether `{method}` pushes it is only known at run time"),
            Self::Tags => f.write_str("the tags are only known at run time"),
            Self::BakeFiles => f.write_str("the bake files are only known at run time"),
            Self::BakeFolder => f.write_str("the folder of the bake files is only known at run time"),
            Self::BakeFilesThere => f.write_str("the bake files are not in the repository"),
        }
    }
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match self.when {
            When::Succeeds => "succeeds",
            When::Completes => "completes",
            When::IsRequested => "is requested",
            When::Starts => "starts",
        };
        let names: Vec<String> = self.workflows.iter().map(|name| format!("`{name}`")).collect();
        let failed =
            if self.when == When::Completes { ", failed or not: nothing asks for its `conclusion`" } else { "" };
        write!(f, "if a run of {} ", names.join(" or "))?;
        match &self.branch {
            Some(branch) => write!(f, "on `{branch}`")?,
            None => f.write_str("for the merged pull request")?,
        }
        write!(f, " {does}{failed}")
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
