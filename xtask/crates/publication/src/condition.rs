//! What else must hold for a publication, besides its event and a run that succeeds.
//!
//! A condition is data with its place. Must not know who asks, nor how it is worded.

use crate::source::BuiltCommit;
use prodproof_script::doubt::{ScriptDoubt, Unfollowed};
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
    Guard { text: String, decided_by: Option<Decider> },
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
    /// A matrix that is only known at run time, and who makes it, where that is somebody.
    Matrix { by: Option<Decider> },
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
    SomeTags { by: Option<Decider> },
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

/// Who writes an output that decides; its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decider {
    Step(String),
    Job(String),
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
    /// Which of those in the files are meant.
    BakeTargets,
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
