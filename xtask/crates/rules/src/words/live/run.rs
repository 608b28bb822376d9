//! What became of a run, or why there is none.

use std::fmt;

use prodproof_live::github::{Conclusion, Status, WorkflowState};
use prodproof_live::link::{NotStarted, RunFact, StartDoubt};
use prodproof_live::moment::{length, Moment};

use crate::words::{quoted, Worded};

pub fn words(fact: &RunFact, now: Moment) -> String {
    let ago = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(" {}", at.seen_from(now)));
    let since =
        |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(" for {}", length(now.since(at).max(0))));
    match fact {
        RunFact::Succeeded { name, number, ended, .. } => format!("{name} #{number} succeeded{}", ago(ended)),
        RunFact::Going { name, number, status, since: at, .. } => {
            let is = match status {
                Status::Queued => "waits for a runner",
                Status::Pending => "waits for another run of its group",
                Status::InProgress => "runs",
                _ => "is in a state that is not known here",
            };
            format!("{name} #{number} {is}{}", since(at))
        }
        RunFact::AwaitsApproval { name, number, since: at, url } => {
            format!("{name} #{number} waits for an approval{} ({url})", since(at))
        }
        RunFact::Failed { name, number, conclusion, place, url } => {
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
        RunFact::NotStarted(why) => format!("no run was started: {}", why.told()),
    }
}

/// Imperative, one action; empty where there is nothing to do.
pub fn help(fact: &RunFact) -> &'static str {
    match fact {
        RunFact::Succeeded { .. } | RunFact::Going { .. } => "",
        RunFact::AwaitsApproval { .. } => "approve the deployment, or reject it",
        RunFact::Failed { .. } => "mend what failed, and run it again: `gh run rerun --failed`",
        RunFact::NotStarted(why) => match why {
            NotStarted::Disabled(_) => "enable the workflow: `gh workflow enable`",
            NotStarted::Archived => "unarchive the repository, or move what publishes the image elsewhere",
            NotStarted::NoWorkflow | NotStarted::NoTrigger(_) => "let a push to the default branch start it",
            NotStarted::Lost => "start it by hand: `gh workflow run`",
            _ => "",
        },
    }
}

impl Worded for NotStarted {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Skipped { word } => write!(f, "its message says `{word}`"),
            Self::Paths { patterns, ignore: false } => write!(f, "no file that it changes passes {}", quoted(patterns)),
            Self::Paths { patterns, ignore: true } => {
                write!(f, "no file that it changes passes the filter, which leaves out {}", quoted(patterns))
            }
            Self::NoTrigger(reason) => reason.tell(f),
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
            Self::Unknown(doubt) => write!(f, "why is not known: {}", doubt.told()),
        }
    }
}

impl Worded for StartDoubt {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(trouble) => trouble.tell(f),
            Self::On => f.write_str("what starts the workflow cannot be read"),
            Self::Start(reason) => reason.tell(f),
            Self::Filter(filter) => filter.tell(f),
            Self::TooManyFiles => f.write_str("it changes 300 files or more, and the filter asks for paths"),
            Self::Files => f.write_str("which files it changes is not known, and the filter asks for paths"),
            Self::Passing => f.write_str("whether the files that it changes pass the filter is not known"),
        }
    }
}
