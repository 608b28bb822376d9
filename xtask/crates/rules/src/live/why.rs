//! Why a commit has no run of a workflow: by the workflow as it was at that commit, the
//! commit's message, and the files that it changed against its first parent; for a push of
//! that one commit.

use prodproof_live::github::{Commit, Files, WorkflowState};
use prodproof_live::link::{NotStarted, StartDoubt};
use prodproof_live::moment::Moment;
use prodproof_live::trouble::Trouble;
use prodproof_syntax::answer::Answer;
use prodproof_workflow::event::Event;
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger::StartCondition;

/// Seconds after which a run is there, if one is started: GitHub takes moments, and longer
/// in its bad hours.
const PATIENCE: i64 = 180;

/// Words in a message that keep GitHub from starting anything (github/docs
/// `skipping-workflow-runs.md`); the trailer stands behind an empty line at the end.
const SKIPS: [&str; 5] = ["[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"];

/// What is known of the workflow.
#[derive(Clone, Debug)]
pub struct WorkflowKnown<'a> {
    /// Path and text of the workflow at that commit; or why it is not known.
    pub file: Result<(&'a str, &'a str), Trouble>,
    pub state: Option<&'a WorkflowState>,
    pub archived: bool,
    pub branch: &'a str,
    pub now: Moment,
}

pub fn not_started(commit: &Commit, known: &WorkflowKnown<'_>) -> NotStarted {
    if known.archived {
        return NotStarted::Archived;
    }
    match known.state {
        Some(WorkflowState::Active) | None => {}
        Some(state) => return NotStarted::Disabled(state.clone()),
    }
    if let Some(word) = skip_word(&commit.message) {
        return NotStarted::Skipped { word: word.to_string() };
    }
    let file = match &known.file {
        Ok((path, text)) => WorkflowFile::read(path, text),
        Err(trouble) => return NotStarted::Unknown(StartDoubt::File(trouble.clone())),
    };
    let Some(triggers) = &file.triggers else { return NotStarted::Unknown(StartDoubt::On) };
    let event = Event::Push(known.branch.to_string());
    let run = triggers.run(&event, known.branch);
    match run.answer {
        Answer::No => return NotStarted::NoTrigger(run.reason),
        Answer::Unknown => return NotStarted::Unknown(StartDoubt::Start(run.reason)),
        Answer::Yes => {}
    }
    let by_path = run.conditions.iter().find_map(|one| match one {
        StartCondition::Paths { patterns, .. } => Some(Ok(patterns)),
        StartCondition::NoDraft { .. } => None,
        StartCondition::Unread { filter, .. } => Some(Err(filter)),
    });
    let filter = triggers.get("push").and_then(|push| push.paths.as_ref());
    match (by_path, filter) {
        (Some(Err(filter)), _) => return NotStarted::Unknown(StartDoubt::Filter(filter.clone())),
        (Some(Ok(patterns)), Some(filter)) => {
            let (paths, old) = match &commit.files {
                Files::All { paths, old } => (paths, old),
                Files::TooMany => return NotStarted::Unknown(StartDoubt::TooManyFiles),
                Files::Unknown => return NotStarted::Unknown(StartDoubt::Files),
            };
            let any = |paths: &[String]| paths.iter().map(|path| filter.passes(path)).fold(Answer::No, Answer::or);
            match (any(paths), any(old)) {
                (Answer::Yes, _) => {}
                (Answer::No, Answer::No) => {
                    return NotStarted::Paths { patterns: patterns.clone(), ignore: filter.ignore };
                }
                _ => return NotStarted::Unknown(StartDoubt::Passing),
            }
        }
        _ => {}
    }
    match commit.committed.map(|at| known.now.since(at)) {
        Some(seconds) if (0..PATIENCE).contains(&seconds) => NotStarted::TooNew { seconds },
        _ => NotStarted::Lost,
    }
}

fn skip_word(message: &str) -> Option<&'static str> {
    let word = SKIPS.iter().find(|word| message.contains(**word)).copied();
    let last = message.trim_end().rsplit("\n\n").next().filter(|last| last.len() < message.trim_end().len());
    let trailer = || {
        let line = last?.lines().map(str::trim).find(|line| matches!(*line, "skip-checks:true" | "skip-checks: true"));
        line.map(|_| "skip-checks: true")
    };
    word.or_else(trailer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Worded;
    use prodproof_live::call::Program;
    use prodproof_live::trouble::TroubleKind;

    const NOW: Moment = Moment(1_796_006_668);

    #[track_caller]
    fn says(on: &str, message: &str, files: Files, expected: &str) {
        let text = format!("on:\n{on}\njobs: {{}}\n");
        let commit = Commit {
            sha: "860c1904a1ce19322e91ac35af1ab07466440c37".into(),
            tree: String::new(),
            parents: Vec::new(),
            message: message.into(),
            committed: Some(NOW.plus(-7200)),
            files,
        };
        let known = WorkflowKnown {
            file: Ok((".github/workflows/build.yml", &text)),
            state: Some(&WorkflowState::Active),
            archived: false,
            branch: "main",
            now: NOW,
        };
        assert_eq!(not_started(&commit, &known).told().to_string(), expected);
    }

    fn changed(paths: &[&str]) -> Files {
        Files::All { paths: paths.iter().map(|path| path.to_string()).collect(), old: Vec::new() }
    }

    const LOST: &str = "nothing speaks against one, so the event was lost, the commit was pushed with later ones or with `GITHUB_TOKEN`, or the run is deleted";
    const PATHS: &str = "  push:
    branches: [main]
    paths: ['src/**', Containerfile]";

    #[test]
    fn why_a_commit_has_no_run() {
        says("  push:\n    branches: [main]", "x", changed(&["a"]), LOST);
        says("  push:\n    branches: [main]", "x [skip ci]", changed(&["a"]), "its message says `[skip ci]`");
        says(
            "  push:\n    branches: [main]",
            "x\n\nskip-checks: true\n",
            changed(&["a"]),
            "its message says `skip-checks: true`",
        );
        says("  push:\n    branches: [main]", "skip-checks: true", changed(&["a"]), LOST);
        says(PATHS, "x", changed(&["docs/a.md"]), "no file that it changes passes `src/**`, `Containerfile`");
        says(PATHS, "x", changed(&["docs/a.md", "src/a.rs"]), LOST);
        says(
            PATHS,
            "x",
            Files::TooMany,
            "why is not known: it changes 300 files or more, and the filter asks for paths",
        );
        let renamed = Files::All { paths: vec!["docs/a.rs".into()], old: vec!["src/a.rs".into()] };
        says(PATHS, "x", renamed, "why is not known: whether the files that it changes pass the filter is not known");
        says(
            "  push:\n    paths-ignore: ['docs/**']",
            "x",
            changed(&["docs/a.md"]),
            "no file that it changes passes the filter, which leaves out `docs/**`",
        );
        says("  push:\n    paths-ignore: ['docs/**']", "x", changed(&["docs/a.md", "b"]), LOST);
    }

    #[test]
    fn what_the_forge_does_not_start() {
        let text = "on: push\njobs: {}\n".to_string();
        let commit = Commit {
            sha: String::new(),
            tree: String::new(),
            parents: Vec::new(),
            message: String::new(),
            committed: Some(NOW.plus(-20)),
            files: Files::Unknown,
        };
        let known = WorkflowKnown {
            file: Ok((".github/workflows/build.yml", &text)),
            state: None,
            archived: false,
            branch: "main",
            now: NOW,
        };
        assert_eq!(not_started(&commit, &known), NotStarted::TooNew { seconds: 20 });
        let archived = WorkflowKnown { archived: true, ..known.clone() };
        assert_eq!(not_started(&commit, &archived), NotStarted::Archived);
        let disabled = WorkflowKnown { state: Some(&WorkflowState::DisabledInactivity), ..known.clone() };
        assert_eq!(not_started(&commit, &disabled), NotStarted::Disabled(WorkflowState::DisabledInactivity));
        let missing = Trouble::new(Program::Gh, TroubleKind::Missing);
        let unread = WorkflowKnown { file: Err(missing.clone()), ..known };
        assert_eq!(not_started(&commit, &unread), NotStarted::Unknown(StartDoubt::File(missing)));
    }
}
