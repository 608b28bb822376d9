//! Runs of a workflow, or none, and what is said of them.

use prodproof_live::github::{Conclusion, Status, WorkflowRun};
use prodproof_live::link::{judge_runs, NotStarted, RunQuestion, Standing, StartDoubt};
use prodproof_live::moment::Moment;
use prodproof_rules::words::live::words as told;

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
    assert_eq!((facts[0].standing, told(&facts[0], now).as_str()), (standing, words));
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
    let paths = NotStarted::Paths { patterns: vec!["src/**".into()], ignore: false };
    assert!(paths.is_meant() && !NotStarted::Lost.is_meant());
    says(&[], Some(paths), Standing::No, "no run was started: no file that it changes passes `src/**`");
    says(
        &[],
        Some(NotStarted::TooNew { seconds: 20 }),
        Standing::Behind,
        "no run was started: the commit is 20 s old; the run may be on its way",
    );
    let unknown = NotStarted::Unknown(StartDoubt::TooManyFiles);
    says(
        &[],
        Some(unknown),
        Standing::Unknown,
        "no run was started: why is not known: it changes 300 files or more, and the filter asks for paths",
    );
}
