//! The run of a workflow that is to publish the expected commit: it ran, it runs, it
//! failed, or it was never started and why.

use std::fmt;

use super::{LinkFact, Said, Standing};
use crate::github::{Conclusion, Failed, Status, WorkflowRun, WorkflowState};
use crate::moment::{length, Moment};
use crate::trouble::Trouble;

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
        patterns: String,
    },
    /// `on` does not have a push to the branch.
    NoTrigger {
        reason: String,
    },
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
    Unknown {
        why: String,
    },
}

impl NotStarted {
    /// The commit is rightly not built, so that an older one is expected.
    pub fn is_meant(&self) -> bool {
        matches!(self, Self::Skipped { .. } | Self::Paths { .. })
    }

    fn standing(&self) -> Standing {
        match self {
            Self::TooNew { .. } => Standing::Behind,
            Self::Unknown { .. } => Standing::Unknown,
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
                NotStarted::NoTrigger { .. } => "not-started-no-trigger",
                NotStarted::Disabled(_) => "not-started-disabled",
                NotStarted::Archived => "not-started-archived",
                NotStarted::NoWorkflow => "not-started-no-workflow",
                NotStarted::TooNew { .. } => "not-started-too-new",
                NotStarted::Lost => "not-started-lost",
                NotStarted::Unknown { .. } => "not-started-unknown",
            },
        }
    }

    pub(super) fn words(&self, now: Moment) -> String {
        let ago = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(" {}", at.seen_from(now)));
        let since =
            |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(" for {}", length(now.since(at).max(0))));
        match self {
            Self::Succeeded { name, number, ended, .. } => format!("{name} #{number} succeeded{}", ago(ended)),
            Self::Going { name, number, status, since: at, .. } => {
                let is = match status {
                    Status::Queued => "waits for a runner",
                    Status::Pending => "waits for another run of its group",
                    Status::InProgress => "runs",
                    _ => "is in a state that is not known here",
                };
                format!("{name} #{number} {is}{}", since(at))
            }
            Self::AwaitsApproval { name, number, since: at, url } => {
                format!("{name} #{number} waits for an approval{} ({url})", since(at))
            }
            Self::Failed { name, number, conclusion, place, url } => {
                let ended = match conclusion {
                    Conclusion::Cancelled => "was cancelled",
                    Conclusion::TimedOut => "took too long",
                    Conclusion::StartupFailure => "could not be started: GitHub does not take its file",
                    Conclusion::Skipped | Conclusion::Neutral => "ran nothing",
                    Conclusion::Stale => "was given up",
                    _ => "failed",
                };
                let at = match (&place.job, &place.step) {
                    (Some(job), Some(step)) => format!(" in `{job}`, step `{step}`"),
                    (Some(job), None) => format!(" in `{job}`"),
                    _ => String::new(),
                };
                format!("{name} #{number} {ended}{at} ({url})")
            }
            Self::NotStarted(why) => format!("no run was started: {why}"),
        }
    }

    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Succeeded { .. } | Self::Going { .. } => "",
            Self::AwaitsApproval { .. } => "approve the deployment, or reject it",
            Self::Failed { .. } => "mend what failed, and run it again: `gh run rerun --failed`",
            Self::NotStarted(why) => match why {
                NotStarted::Disabled(_) => "enable the workflow: `gh workflow enable`",
                NotStarted::Archived => "unarchive the repository, or move what publishes the image elsewhere",
                NotStarted::NoWorkflow | NotStarted::NoTrigger { .. } => "let a push to the default branch start it",
                NotStarted::Lost => "start it by hand: `gh workflow run`",
                _ => "",
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

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skipped { word } => write!(f, "its message says `{word}`"),
            Self::Paths { patterns } => write!(f, "no file that it changes passes {patterns}"),
            Self::NoTrigger { reason } => f.write_str(reason),
            Self::Disabled(WorkflowState::DisabledInactivity) => {
                f.write_str("GitHub has disabled the workflow after 60 quiet days")
            }
            Self::Disabled(WorkflowState::DisabledFork) => f.write_str("the workflow is disabled, as in every fork"),
            Self::Disabled(WorkflowState::DisabledManually) => f.write_str("somebody has disabled the workflow"),
            Self::Disabled(WorkflowState::Deleted) => f.write_str("the workflow is deleted"),
            Self::Disabled(WorkflowState::Other(word)) => write!(f, "the workflow is `{word}`"),
            Self::Disabled(WorkflowState::Active) => f.write_str("the workflow is active"),
            Self::Archived => f.write_str("the repository is archived"),
            Self::NoWorkflow => f.write_str("GitHub knows no such workflow"),
            Self::TooNew { seconds } => write!(f, "the commit is {seconds} s old; the run may be on its way"),
            Self::Lost => f.write_str(
                "nothing speaks against one, so the event was lost, the commit was pushed with later ones or with `GITHUB_TOKEN`, or the run is deleted",
            ),
            Self::Unknown { why } => write!(f, "why is not known: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: u64, event: &str, branch: &str, status: Status) -> WorkflowRun {
        WorkflowRun {
            id,
            number: id,
            attempt: 1,
            name: "Build".into(),
            event: event.into(),
            branch: Some(branch.into()),
            sha: "860c190".into(),
            status,
            url: format!("https://github.com/acme/widget/actions/runs/{id}"),
            created: Some(Moment(1000)),
            updated: Some(Moment(1300)),
        }
    }

    #[track_caller]
    fn says(runs: &[WorkflowRun], not_started: Option<NotStarted>, standing: Standing, words: &str) {
        let now = Moment(1300 + 6900);
        let question = RunQuestion { runs, branch: "main", now, failed: None, not_started };
        let facts = judge_runs(&question);
        assert_eq!((facts[0].standing, facts[0].words(now).as_str()), (standing, words));
    }

    use Conclusion::{ActionRequired, Cancelled, Failure, StartupFailure, Success};
    use Status::{AwaitsApproval, Completed, InProgress, Queued};

    #[test]
    fn a_run_and_what_became_of_it() {
        let one = |status| [run(412, "push", "main", status)];
        says(&one(Completed(Success)), None, Standing::Yes, "Build #412 succeeded 1 h 55 min ago");
        says(&one(InProgress), None, Standing::Behind, "Build #412 runs for 2 h");
        says(&one(Queued), None, Standing::Behind, "Build #412 waits for a runner for 2 h");
        let approve = "Build #412 waits for an approval for 2 h (https://github.com/acme/widget/actions/runs/412)";
        says(&one(AwaitsApproval), None, Standing::Behind, approve);
        says(&one(Completed(ActionRequired)), None, Standing::Behind, approve);
        says(
            &one(Completed(Failure)),
            None,
            Standing::No,
            "Build #412 failed (https://github.com/acme/widget/actions/runs/412)",
        );
        says(&one(Completed(StartupFailure)), None, Standing::No, "Build #412 could not be started: GitHub does not take its file (https://github.com/acme/widget/actions/runs/412)");
    }

    #[test]
    fn of_several_runs_the_one_that_published_counts() {
        let runs = [
            run(3, "push", "main", Completed(Cancelled)),
            run(2, "workflow_dispatch", "main", Completed(Success)),
            run(1, "push", "main", Completed(Failure)),
        ];
        says(&runs, None, Standing::Yes, "Build #2 succeeded 1 h 55 min ago");
        let runs = [run(2, "push", "main", InProgress), run(1, "push", "main", Completed(Failure))];
        says(&runs, None, Standing::Behind, "Build #2 runs for 2 h");
    }

    #[test]
    fn runs_for_something_else_do_not_count() {
        let runs = [run(1, "push", "v1.2.3", Completed(Success)), run(2, "pull_request", "main", Completed(Success))];
        says(&runs, Some(NotStarted::Archived), Standing::No, "no run was started: the repository is archived");
    }

    #[test]
    fn no_run_and_why() {
        let paths = NotStarted::Paths { patterns: "`src/**`".into() };
        assert!(paths.is_meant() && !NotStarted::Lost.is_meant());
        says(&[], Some(paths), Standing::No, "no run was started: no file that it changes passes `src/**`");
        says(
            &[],
            Some(NotStarted::TooNew { seconds: 20 }),
            Standing::Behind,
            "no run was started: the commit is 20 s old; the run may be on its way",
        );
        let unknown = NotStarted::Unknown { why: "it changes 300 files or more".into() };
        says(
            &[],
            Some(unknown),
            Standing::Unknown,
            "no run was started: why is not known: it changes 300 files or more",
        );
    }
}
