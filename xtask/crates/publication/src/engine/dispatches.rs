//! Which workflows of its own repository a step starts by GitHub's interface: for a dispatch
//! any token does, the run's own too. Must not know what the started workflow does.
//!
//! Source: github/docs "Triggering a workflow from a workflow" (`workflow_dispatch` and
//! `repository_dispatch` are the exceptions), rest/actions/workflows.md
//! (`POST …/actions/workflows/{workflow_id}/dispatches`), rest/repos/repos.md
//! (`POST …/dispatches`), read 2026-11-30; benc-uk/workflow-dispatch v1.3.1 action.yaml:5,19
//! (`workflow`, `repo`), peter-evans/repository-dispatch 73ca9d9 action.yml:7, cli/cli v2.60.0
//! pkg/cmd/workflow/run/run.go:54,131-133,306 and convictional/trigger-workflow-and-wait v1.6.5
//! action.yml:26, entrypoint.sh:141, read 2026-12-01.

use std::collections::BTreeMap;

use super::bots::Given;
use super::moves::MoveContext;
use super::Engine;
use crate::javascript;
use crate::model::{Dispatched, OwnDispatch};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::Symbolic;
use prodproof_workflow::file::WorkflowFile;

/// What a command starts.
pub(super) fn command(words: &[Symbolic], context: &MoveContext<'_>) -> Option<Dispatched> {
    let known: Vec<&str> = words.iter().map(Symbolic::marked).collect();
    match known.as_slice() {
        ["gh", "workflow", "run", rest @ ..] => {
            let operand = operand(rest, context)?;
            Some(operand.map_or(Dispatched::Unknown, |at| workflow(&words[at + 3])))
        }
        ["gh", "api", ..] | ["curl" | "wget" | "http" | "xh", ..] => {
            words.iter().find_map(|word| address(word, context))
        }
        _ => None,
    }
}

/// The first word of `gh workflow run` that is no option: its number, if there is one.
/// `None` where another repository is asked.
fn operand(rest: &[&str], context: &MoveContext<'_>) -> Option<Option<usize>> {
    const VALUES: [&str; 8] = ["-R", "--repo", "-r", "--ref", "-f", "--raw-field", "-F", "--field"];
    let (mut at, mut found) = (0, None);
    while let Some(word) = rest.get(at) {
        let next = rest.get(at + 1).copied().unwrap_or_default();
        let repository = match *word {
            "-R" | "--repo" => Some(next),
            word => word.strip_prefix("--repo="),
        };
        if repository.is_some_and(|own| is_foreign(own, context)) {
            return None;
        }
        match *word {
            word if VALUES.contains(&word) => at += 1,
            word if word.starts_with('-') => {}
            _ if found.is_none() => found = Some(at),
            _ => {}
        }
        at += 1;
    }
    Some(found)
}

/// Whether a repository is surely another one.
fn is_foreign(name: &str, context: &MoveContext<'_>) -> bool {
    let written = !name.is_empty() && Symbolic::from_marked(name).as_known().is_some() && !name.contains(['{', '$']);
    written && context.repository.is_some_and(|own| !own.eq_ignore_ascii_case(name))
}

/// `…/repos/O/N/actions/workflows/W/dispatches` and `…/repos/O/N/dispatches`.
fn address(word: &Symbolic, context: &MoveContext<'_>) -> Option<Dispatched> {
    let path = word.marked().trim_end_matches('/').strip_suffix("/dispatches")?;
    let path = path.rsplit_once("repos/").map_or(path, |(_, path)| path);
    let (repository, id) = match path.split_once("/actions/workflows/") {
        Some((repository, id)) => (repository, Some(id)),
        None => (path, None),
    };
    if is_foreign(repository, context) {
        return None;
    }
    Some(id.map_or(Dispatched::Repository, |id| workflow(&Symbolic::from_marked(id))))
}

/// A workflow by its file, name or number.
fn workflow(named: &Symbolic) -> Dispatched {
    match named.as_known() {
        // Only GitHub knows the numbers.
        Some(id) if !id.is_empty() && !id.contains('{') && !id.bytes().all(|c| c.is_ascii_digit()) => {
            Dispatched::Workflow(id.to_string())
        }
        _ => Dispatched::Unknown,
    }
}

/// What an action starts; `name` in lower case.
pub(super) fn action(name: &str, given: &Given<'_>, context: &MoveContext<'_>) -> Option<Dispatched> {
    let foreign = |input: &str| {
        given.input(input).and_then(|value| value.as_known().map(|own| is_foreign(own, context))).unwrap_or(false)
    };
    let by = |input: &str| {
        let named = given.input(input).and_then(|value| value.single().cloned());
        named.map_or(Dispatched::Unknown, |named| workflow(&named))
    };
    match name {
        "benc-uk/workflow-dispatch" => (!foreign("repo")).then(|| by("workflow")),
        "convictional/trigger-workflow-and-wait" => Some(by("workflow_file_name")),
        "peter-evans/repository-dispatch" => (!foreign("repository")).then_some(Dispatched::Repository),
        "actions/github-script" => {
            let script = given.input("script").and_then(|values| values.single().map(ToString::to_string));
            javascript(&script.unwrap_or_default())
        }
        // One that nobody here has read says it by its name.
        _ if name.contains("workflow-dispatch") || name.contains("dispatch-workflow") => Some(Dispatched::Unknown),
        _ if name.contains("repository-dispatch") => Some(Dispatched::Repository),
        _ => None,
    }
}

/// What code of another language starts, by the addresses that it names and the methods of
/// PyGithub.
pub(super) fn code(text: &str, context: &MoveContext<'_>) -> Option<Dispatched> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with(['#', '/'])).collect();
    let code = lines.join("\n");
    let words = code.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | '(' | ')'));
    let mut named = words.filter_map(|word| address(&Symbolic::known(word), context));
    named.next().or_else(|| {
        let calls = |name: &str| code.contains(&format!(".{name}("));
        match () {
            () if calls("create_repository_dispatch") => Some(Dispatched::Repository),
            () if calls("create_dispatch") => Some(Dispatched::Unknown),
            () => None,
        }
    })
}

/// The methods of octokit; whose repository it is, is taken for this one.
fn javascript(script: &str) -> Option<Dispatched> {
    let code = javascript::code(script);
    if let Some((_, behind)) = code.split_once("createWorkflowDispatch(") {
        let id = behind.split_once("workflow_id:").and_then(|(_, value)| javascript::literal(value.trim_start()));
        return Some(id.map_or(Dispatched::Unknown, |id| workflow(&Symbolic::from_marked(id))));
    }
    (code.contains("createDispatchEvent(") || code.contains("/dispatches")).then_some(Dispatched::Repository)
}

/// The inputs that `gh workflow run` hands on; `None` where not all of that is known, or it
/// asks for another branch or tag.
pub(super) fn inputs(words: &[Symbolic]) -> Option<Inputs> {
    let known: Vec<&str> = words.iter().map(Symbolic::as_known).collect::<Option<_>>()?;
    let ["gh", "workflow", "run", rest @ ..] = known.as_slice() else { return None };
    let mut found = Inputs::new();
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        let (option, value) = word.split_once('=').map_or((*word, None), |(option, value)| (option, Some(value)));
        match option {
            "--json" | "-r" | "--ref" => return None,
            "-f" | "-F" | "--raw-field" | "--field" => {
                let (name, text) = value.or_else(|| rest.next().copied())?.split_once('=')?;
                found.insert(name.to_string(), text.to_string());
            }
            _ => {}
        }
    }
    Some(found)
}

/// The same of benc-uk/workflow-dispatch, whose inputs are JSON.
pub(super) fn action_inputs(name: &str, given: &Given<'_>) -> Option<Inputs> {
    let asks = given.input("ref").is_some_and(|value| value.as_known() != Some(""));
    if name != "benc-uk/workflow-dispatch" || asks {
        return None;
    }
    let Some(json) = given.input("inputs") else { return Some(Inputs::new()) };
    let json: serde_json::Value = serde_json::from_str(json.as_known()?).ok()?;
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    Some(json.as_object()?.iter().map(|(name, value)| (name.clone(), text(value))).collect())
}

/// What a workflow is given, by the names of its inputs.
type Inputs = BTreeMap<String, String>;

impl Engine<'_> {
    /// Notes that a step starts a workflow, once.
    pub(super) fn dispatched(
        &mut self,
        file: &WorkflowFile,
        span: Span,
        what: Option<Dispatched>,
        given: Option<Inputs>,
    ) {
        let Some(what) = what else { return };
        let new = OwnDispatch {
            event: self.event.clone(),
            entry: self.entry.clone(),
            path: file.path.clone(),
            span,
            what,
            given,
        };
        if !self.dispatches.contains(&new) {
            self.dispatches.push(new);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_workflow::event::Event;

    fn of(line: &str) -> Option<Dispatched> {
        let words: Vec<Symbolic> = line.split_whitespace().map(Symbolic::from_marked).collect();
        let event = Event::Push("main".into());
        let context =
            MoveContext { event: &event, default_branch: "main", release_tags: "v*", repository: Some("acme/widget") };
        command(&words, &context)
    }

    #[test]
    fn what_a_command_starts() {
        let named = |name: &str| Some(Dispatched::Workflow(name.to_string()));
        for (line, expected) in [
            ("gh workflow run build.yml", named("build.yml")),
            ("gh workflow run --ref v1 build.yml -f tag=v1", named("build.yml")),
            ("gh workflow run -R acme/Widget build.yml", named("build.yml")),
            ("gh workflow run", Some(Dispatched::Unknown)),
            ("gh workflow run 12345", Some(Dispatched::Unknown)),
            ("gh workflow run build.yml --repo acme/other", None),
            ("gh workflow run --repo=acme/other build.yml", None),
            ("gh workflow list", None),
            ("gh api repos/{owner}/{repo}/actions/workflows/build.yml/dispatches -f ref=v1", named("build.yml")),
            ("gh api /repos/acme/widget/dispatches -f event_type=x", Some(Dispatched::Repository)),
            ("gh api repos/acme/other/dispatches -f event_type=x", None),
            (
                "curl -X POST https://api.github.com/repos/acme/widget/actions/workflows/w.yml/dispatches",
                named("w.yml"),
            ),
            ("curl https://api.github.com/repos/acme/widget", None),
        ] {
            assert_eq!(of(line), expected, "{line}");
        }
    }

    #[test]
    fn what_it_is_given() {
        let of = |line: &str| {
            let words: Vec<Symbolic> = line.split_whitespace().map(Symbolic::from_marked).collect();
            inputs(&words).map(|given| given.into_iter().map(|(name, text)| format!("{name}={text}")).collect())
        };
        let given = |pairs: &[&str]| Some(pairs.iter().map(|pair| pair.to_string()).collect::<Vec<_>>());
        assert_eq!(of("gh workflow run b.yml -f push=true --field tag=a=b"), given(&["push=true", "tag=a=b"]));
        assert_eq!(of("gh workflow run b.yml"), given(&[]));
        assert_eq!(of("gh workflow run b.yml --ref v1"), None);
        let unknown = format!("gh workflow run b.yml -f tag={}", Symbolic::unknown().marked());
        assert_eq!(of(&unknown), None);
    }

    #[test]
    fn what_code_starts() {
        let named = |name: &str| Some(Dispatched::Workflow(name.to_string()));
        let event = Event::Push("main".into());
        let context =
            MoveContext { event: &event, default_branch: "main", release_tags: "v*", repository: Some("acme/widget") };
        for (text, expected) in [
            (
                "requests.post('https://api.github.com/repos/acme/widget/dispatches', json=x)",
                Some(Dispatched::Repository),
            ),
            ("url = f\"https://api.github.com/repos/{repo}/actions/workflows/b.yml/dispatches\"", named("b.yml")),
            ("u = f'{api}/repos/{repo}/actions/workflows/{id}/dispatches'", Some(Dispatched::Unknown)),
            ("repo.create_repository_dispatch('build')", Some(Dispatched::Repository)),
            ("repo.get_workflow('b.yml').create_dispatch('main')", Some(Dispatched::Unknown)),
            ("requests.post('https://api.github.com/repos/acme/other/dispatches')", None),
            ("# requests.post('https://api.github.com/repos/acme/widget/dispatches')", None),
            ("print('dispatches')", None),
        ] {
            assert_eq!(code(text, &context), expected, "{text}");
        }
    }

    #[test]
    fn what_a_script_starts() {
        let named = |name: &str| Some(Dispatched::Workflow(name.to_string()));
        for (script, expected) in [
            (
                "github.rest.actions.createWorkflowDispatch({...context.repo, workflow_id: 'b.yml', ref: 'v1'})",
                named("b.yml"),
            ),
            ("github.rest.actions.createWorkflowDispatch({workflow_id: id})", Some(Dispatched::Unknown)),
            ("github.rest.repos.createDispatchEvent({event_type: 'x'})", Some(Dispatched::Repository)),
            ("// github.rest.repos.createDispatchEvent({event_type: 'x'})", None),
            ("core.info('x')", None),
        ] {
            assert_eq!(javascript(script), expected, "{script}");
        }
    }
}
