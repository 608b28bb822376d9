//! The run of a workflow that is to publish the expected commit: it ran, it runs, it
//! failed, or it was never started and why.

use super::{LinkFact, Said, Standing};
use crate::github::{Conclusion, Failed, Status, WorkflowRun, WorkflowState};
use crate::moment::Moment;
use crate::trouble::Trouble;
use prodproof_workflow::trigger::{StartReason, UnreadFilter};

/// What is known of a workflow and its runs for one commit.
#[derive(Clone, Debug)]
pub struct RunQuestion<'a> {
    /// For the commit, the newest first.
    pub runs: &'a [WorkflowRun],
    /// The default branch: runs for other branches publish something else.
    pub branch: &'a str,
    pub now: Moment,
    /// Where the newest run failed, if it did and somebody looked.
    pub failed: Option<&'a Result<Failed, Trouble>>,
    /// Why there is no run, if there is none.
    pub not_started: Option<NotStarted>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunFact {
    Succeeded {
        name: String,
        number: u64,
        ended: Option<Moment>,
        url: String,
    },
    /// It runs, or waits for a runner or for its turn.
    Going {
        name: String,
        number: u64,
        status: Status,
        since: Option<Moment>,
        url: String,
    },
    /// Somebody has to approve it.
    AwaitsApproval {
        name: String,
        number: u64,
        since: Option<Moment>,
        url: String,
    },
    Failed {
        name: String,
        number: u64,
        conclusion: Conclusion,
        place: Failed,
        url: String,
    },
    NotStarted(NotStarted),
}

/// Why there is no run for a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotStarted {
    /// The message has a word that tells GitHub to start nothing.
    Skipped {
        word: String,
    },
    /// None of the changed files passes the filter, for a push of that one merge.
    Paths {
        patterns: Vec<String>,
        /// They name what is left out.
        ignore: bool,
    },
    /// `on` does not have a push to the branch.
    NoTrigger(StartReason),
    Disabled(WorkflowState),
    Archived,
    /// The workflow is not on the branch, as far as GitHub knows.
    NoWorkflow,
    /// The commit is so new that the run may be on its way: seconds.
    TooNew {
        seconds: i64,
    },
    /// Nothing speaks against a run, and there is none: the event was lost, the commit was
    /// pushed together with later ones or by `GITHUB_TOKEN`, or the run was deleted.
    Lost,
    /// What decides it is not known.
    Unknown(StartDoubt),
}

/// What is not known, and would say whether a run was to be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartDoubt {
    /// The workflow's file at that commit.
    File(Trouble),
    /// It is there, and `on` cannot be read.
    On,
    Start(StartReason),
    Filter(UnreadFilter),
    /// So many files are changed that the forge does not tell them all, and a filter asks for paths.
    TooManyFiles,
    /// Which files are changed, and a filter asks for paths.
    Files,
    /// Whether the changed files pass the filter.
    Passing,
}

impl NotStarted {
    /// The commit is rightly not built, so that an older one is expected.
    pub fn is_meant(&self) -> bool {
        matches!(self, Self::Skipped { .. } | Self::Paths { .. })
    }

    fn standing(&self) -> Standing {
        match self {
            Self::TooNew { .. } => Standing::Behind,
            Self::Unknown(_) => Standing::Unknown,
            _ => Standing::No,
        }
    }
}

impl RunQuestion<'_> {
    /// Of several runs the one that counts. One that ended well published; a later one for
    /// the same commit changes nothing.
    pub fn counts(&self) -> Option<&WorkflowRun> {
        let own = |run: &&WorkflowRun| {
            run.branch.as_deref().is_none_or(|branch| branch == self.branch) && run.event != "pull_request"
        };
        self.runs.iter().filter(own).max_by_key(|run| (weight(run.status), run.created, run.id))
    }
}

/// Judges the runs for the expected commit.
pub fn judge_runs(question: &RunQuestion<'_>) -> Vec<LinkFact> {
    let Some(run) = question.counts() else {
        let why = question.not_started.clone().unwrap_or(NotStarted::Lost);
        return vec![LinkFact { standing: why.standing(), said: Said::Run(RunFact::NotStarted(why)) }];
    };
    let (name, number, url) = (run.name.clone(), run.number, run.url.clone());
    let (standing, fact) = match run.status {
        Status::Completed(Conclusion::Success) => {
            (Standing::Yes, RunFact::Succeeded { name, number, ended: run.updated, url })
        }
        Status::AwaitsApproval | Status::Completed(Conclusion::ActionRequired) => {
            (Standing::Behind, RunFact::AwaitsApproval { name, number, since: run.created, url })
        }
        Status::Queued | Status::Pending | Status::InProgress => {
            (Standing::Behind, RunFact::Going { name, number, status: run.status, since: run.created, url })
        }
        Status::Other => {
            (Standing::Unknown, RunFact::Going { name, number, status: run.status, since: run.created, url })
        }
        Status::Completed(conclusion) => {
            let place = question.failed.and_then(|one| one.clone().ok()).unwrap_or_default();
            (Standing::No, RunFact::Failed { name, number, conclusion, place, url })
        }
    };
    vec![LinkFact { standing, said: Said::Run(fact) }]
}

/// Which of several runs for one commit counts.
fn weight(status: Status) -> u8 {
    match status {
        Status::Completed(Conclusion::Success) => 4,
        Status::InProgress | Status::Queued | Status::Pending => 3,
        Status::AwaitsApproval | Status::Completed(Conclusion::ActionRequired) => 2,
        Status::Other => 1,
        Status::Completed(_) => 0,
    }
}

impl RunFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Succeeded { .. } => "succeeded",
            Self::Going { .. } => "going",
            Self::AwaitsApproval { .. } => "awaits-approval",
            Self::Failed { .. } => "failed",
            Self::NotStarted(why) => match why {
                NotStarted::Skipped { .. } => "not-started-skipped",
                NotStarted::Paths { .. } => "not-started-paths",
                NotStarted::NoTrigger(_) => "not-started-no-trigger",
                NotStarted::Disabled(_) => "not-started-disabled",
                NotStarted::Archived => "not-started-archived",
                NotStarted::NoWorkflow => "not-started-no-workflow",
                NotStarted::TooNew { .. } => "not-started-too-new",
                NotStarted::Lost => "not-started-lost",
                NotStarted::Unknown(_) => "not-started-unknown",
            },
        }
    }

    /// Where the run is to be seen.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Succeeded { url, .. }
            | Self::Going { url, .. }
            | Self::AwaitsApproval { url, .. }
            | Self::Failed { url, .. } => Some(url).filter(|url| !url.is_empty()).map(String::as_str),
            Self::NotStarted(_) => None,
        }
    }
}
