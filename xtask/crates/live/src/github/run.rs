//! Runs of a workflow, and the job and step in which one failed.

use prodproof_syntax::order::Order;
use serde_json::Value;

use super::{answer, garbled, text};
use crate::call::Outcome;
use crate::moment::Moment;
use crate::trouble::Trouble;

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `queued`, `requested`: no runner has taken it yet.
    Queued,
    /// `waiting`: somebody has to approve a deployment to an environment.
    AwaitsApproval,
    /// `pending`: another run of its concurrency group goes first.
    Pending,
    InProgress,
    Completed(Conclusion),
    /// A word that was not known when this was written.
    Other,
}

impl Status {
    /// It is over, and a job or step is to blame.
    pub fn has_failed(self) -> bool {
        matches!(self, Self::Completed(Conclusion::Failure | Conclusion::TimedOut | Conclusion::Cancelled))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    Success,
    Failure,
    Cancelled,
    TimedOut,
    /// A run of somebody who has to be let in first.
    ActionRequired,
    /// GitHub could not start it: its file is invalid.
    StartupFailure,
    Skipped,
    Neutral,
    Stale,
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkflowRun {
    pub id: u64,
    /// As people see it: `#412`.
    pub number: u64,
    pub attempt: u64,
    /// The name of its workflow.
    pub name: String,
    /// `push`, `workflow_dispatch`, `schedule`.
    pub event: String,
    pub branch: Option<String>,
    pub sha: String,
    pub status: Status,
    pub url: String,
    pub created: Option<Moment>,
    pub updated: Option<Moment>,
}

/// The runs of an answer, the newest first.
pub fn runs(outcome: &Outcome) -> Result<Vec<WorkflowRun>, Trouble> {
    let value = answer(outcome)?;
    let Some(all) = value["workflow_runs"].as_array() else { return garbled("list of runs") };
    let Some(mut all) = all.iter().map(run).collect::<Option<Vec<_>>>() else { return garbled("list of runs") };
    all.order_by_key(|run| std::cmp::Reverse((run.created, run.id)));
    Ok(all)
}

fn run(value: &Value) -> Option<WorkflowRun> {
    let moment = |key: &str| text(value, key).and_then(|text| Moment::rfc3339(&text));
    Some(WorkflowRun {
        id: value["id"].as_u64()?,
        number: value["run_number"].as_u64().unwrap_or_default(),
        attempt: value["run_attempt"].as_u64().unwrap_or(1),
        name: text(value, "/name").unwrap_or_default(),
        event: text(value, "/event")?,
        branch: text(value, "/head_branch"),
        sha: text(value, "/head_sha").unwrap_or_default(),
        status: status(value["status"].as_str()?, value["conclusion"].as_str()),
        url: text(value, "/html_url").unwrap_or_default(),
        created: moment("/created_at"),
        updated: moment("/updated_at"),
    })
}

fn status(status: &str, conclusion: Option<&str>) -> Status {
    match status {
        "queued" | "requested" => Status::Queued,
        "waiting" => Status::AwaitsApproval,
        "pending" => Status::Pending,
        "in_progress" => Status::InProgress,
        "completed" => Status::Completed(match conclusion {
            Some("success") => Conclusion::Success,
            Some("failure") => Conclusion::Failure,
            Some("cancelled") => Conclusion::Cancelled,
            Some("timed_out") => Conclusion::TimedOut,
            Some("action_required") => Conclusion::ActionRequired,
            Some("startup_failure") => Conclusion::StartupFailure,
            Some("skipped") => Conclusion::Skipped,
            Some("neutral") => Conclusion::Neutral,
            Some("stale") => Conclusion::Stale,
            _ => Conclusion::Other,
        }),
        _ => Status::Other,
    }
}

/// Where a run failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failed {
    pub job: Option<String>,
    pub step: Option<String>,
}

/// The first job of a run that did not end well, and its first step that did not.
pub fn job_that_failed(outcome: &Outcome) -> Result<Failed, Trouble> {
    let value = answer(outcome)?;
    let Some(jobs) = value["jobs"].as_array() else { return garbled("list of jobs") };
    let bad = |one: &&Value| {
        matches!(one["conclusion"].as_str(), Some("failure" | "timed_out" | "startup_failure" | "cancelled"))
    };
    // What is cancelled is so because another one failed, if one did.
    let failed = |one: &&Value| matches!(one["conclusion"].as_str(), Some("failure" | "timed_out"));
    let worst = |all: &[Value]| all.iter().find(failed).or_else(|| all.iter().find(bad)).cloned();
    let Some(job) = worst(jobs) else { return Ok(Failed::default()) };
    let step = job["steps"].as_array().and_then(|steps| worst(steps));
    Ok(Failed { job: text(&job, "/name"), step: step.and_then(|step| text(&step, "/name")) })
}

#[cfg(test)]
mod tests {
    use super::super::tests::ok;
    use super::*;

    fn one(status: &str, conclusion: &str) -> Status {
        let body = format!(
            r#"{{"total_count":1,"workflow_runs":[{{"id":9,"run_number":412,"name":"Build","event":"push","status":"{status}","conclusion":{conclusion},"html_url":"https://github.com/acme/widget/actions/runs/9","created_at":"2026-11-30T02:00:00Z","updated_at":"2026-11-30T02:05:00Z","head_branch":"main","head_sha":"860c1904a1ce19322e91ac35af1ab07466440c37"}}]}}"#
        );
        runs(&ok(&body)).expect("runs")[0].status
    }

    #[test]
    fn every_status_and_conclusion() {
        for (word, status) in [
            ("queued", Status::Queued),
            ("requested", Status::Queued),
            ("waiting", Status::AwaitsApproval),
            ("pending", Status::Pending),
            ("in_progress", Status::InProgress),
            ("dreaming", Status::Other),
        ] {
            assert_eq!(one(word, "null"), status);
        }
        for (word, conclusion) in [
            ("success", Conclusion::Success),
            ("failure", Conclusion::Failure),
            ("cancelled", Conclusion::Cancelled),
            ("timed_out", Conclusion::TimedOut),
            ("action_required", Conclusion::ActionRequired),
            ("startup_failure", Conclusion::StartupFailure),
            ("skipped", Conclusion::Skipped),
            ("neutral", Conclusion::Neutral),
            ("stale", Conclusion::Stale),
            ("happy", Conclusion::Other),
        ] {
            assert_eq!(one("completed", &format!("\"{word}\"")), Status::Completed(conclusion));
        }
    }

    #[test]
    fn the_newest_run_comes_first() {
        let body = r#"{"workflow_runs":[
            {"id":1,"event":"push","status":"completed","conclusion":"success","created_at":"2026-11-30T02:00:00Z"},
            {"id":2,"event":"push","status":"queued","created_at":"2026-11-30T03:00:00Z"}]}"#;
        assert_eq!(runs(&ok(body)).map(|all| all[0].id), Ok(2));
        assert_eq!(runs(&ok(r#"{"total_count":0,"workflow_runs":[]}"#)), Ok(Vec::new()));
        assert!(runs(&ok(r#"{"workflow_runs":[{"id":"x"}]}"#)).is_err(), "half an answer is none");
    }

    #[test]
    fn the_step_that_failed_is_told() {
        let body = r#"{"total_count":2,"jobs":[
            {"name":"lint","conclusion":"cancelled","steps":[]},
            {"name":"build","conclusion":"failure","steps":[{"name":"Checkout","conclusion":"success"},{"name":"Log in","conclusion":"failure"}]}]}"#;
        let failed = Failed { job: Some("build".into()), step: Some("Log in".into()) };
        assert_eq!(job_that_failed(&ok(body)), Ok(failed));
        assert_eq!(job_that_failed(&ok(r#"{"jobs":[]}"#)), Ok(Failed::default()));
    }
}
