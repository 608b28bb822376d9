//! The edges between repositories: which workflow wakes which other repository
//! (`repository_dispatch`, or `workflow_dispatch` of another repository), and to which
//! types a repository listens. Sources: "Create a repository dispatch event" and
//! "Create a workflow dispatch event" of GitHub's REST API, and the READMEs of
//! `peter-evans/repository-dispatch` and `benc-uk/workflow-dispatch`.
//! Must not know whether the other repository exists.

use prodproof_workflow::file::{action, steps_of};
use std::collections::BTreeMap;
use std::sync::Arc;

use prodproof_publication::WorkflowFile;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::LineIndex;
use prodproof_syntax::yaml::Node;

use super::{Dispatch, Receiver, Spot};

/// Alternatives of one step that are told apart (matrix, shell loop); the rest is unknown.
const MOST: usize = 256;

/// All dispatches that the workflows send, and all types they listen to. `owner` stands
/// for `github.repository_owner`. A workflow that cannot be read is another rule's finding.
pub fn dispatches(files: &[Arc<WorkflowFile>], owner: Option<&str>) -> (Vec<Dispatch>, Vec<Receiver>) {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for file in files.iter().filter(|file| file.yaml.syntax_error().is_none()) {
        let places = Places { file, index: LineIndex::new(&file.text) };
        if let Some(on) = file.triggers.as_ref().and_then(|all| all.get("repository_dispatch")) {
            received.push(Receiver { spot: places.at(on.span.start), types: on.types.clone().unwrap_or_default() });
        }
        let whole = file.root().and_then(|root| root.get("env"));
        for (_, job) in file.jobs() {
            for step in steps_of(job) {
                let names = Names { owner, matrix: matrix(job), env: [step.get("env"), job.get("env"), whole] };
                of_step(step, &names, &places, &mut sent);
            }
        }
    }
    sent.order();
    sent.dedup();
    (sent, received)
}

/// Where things stand in one workflow.
struct Places<'a> {
    file: &'a WorkflowFile,
    index: LineIndex,
}

impl Places<'_> {
    fn at(&self, byte: usize) -> Spot {
        let (line, column) = self.index.line_col(&self.file.text, byte);
        Spot { path: self.file.path.clone(), line, column }
    }

    /// Of a byte of a value's text.
    fn within(&self, value: &Node, byte: usize) -> Spot {
        self.at(value.offset_in(&self.file.text, byte))
    }
}

/// What can stand for a `${{ … }}` or a shell variable.
struct Names<'a> {
    owner: Option<&'a str>,
    matrix: BTreeMap<String, Vec<String>>,
    env: [Option<&'a Node>; 3],
}

fn of_step(step: &Node, names: &Names<'_>, places: &Places<'_>, sent: &mut Vec<Dispatch>) {
    let input = |key: &str| step.get("with").and_then(|with| with.get_any_case(key));
    let with = |key: &str| input(key).and_then(Node::as_str);
    match action(step).unwrap_or_default().as_str() {
        "peter-evans/repository-dispatch" => {
            // Without `repository` it wakes its own.
            let Some((to, place)) = with("repository").zip(input("repository")) else { return };
            let types = with("event-type").map_or(vec![None], |text| names.resolve(text, ""));
            push(sent, &places.within(place, 0), &names.resolve(to, ""), &types, None);
        }
        "benc-uk/workflow-dispatch" => {
            let Some((to, place)) = with("repo").zip(input("repo")) else { return };
            let workflow = with("workflow").unwrap_or_default();
            push(sent, &places.within(place, 0), &names.resolve(to, ""), &[None], Some(workflow));
        }
        "actions/github-script" => {
            if let Some((script, place)) = with("script").zip(input("script")) {
                of_javascript(script, place, names, places, sent);
            }
        }
        _ => {
            let run = step.get("run");
            if let Some((script, place)) = run.and_then(Node::as_str).zip(run) {
                of_script(script, place, names, places, sent);
            }
        }
    }
}

/// `github.rest.repos.createDispatchEvent({ owner: …, repo: …, event_type: … })`.
fn of_javascript(script: &str, place: &Node, names: &Names<'_>, places: &Places<'_>, sent: &mut Vec<Dispatch>) {
    for (at, _) in script.match_indices("createDispatchEvent") {
        let call = script.get(at..).unwrap_or_default();
        let call = call.split_once(')').map_or(call, |(call, _)| call);
        let owner = match property(call, "owner") {
            Some(Property::Literal(text)) => Some(text.to_string()),
            Some(Property::Other(text)) if text.starts_with("context.repo") => names.owner.map(str::to_string),
            _ => None,
        };
        let Some(Property::Literal(repo)) = property(call, "repo") else { continue };
        let to = owner.map(|owner| format!("{owner}/{repo}"));
        let types = match property(call, "event_type") {
            Some(Property::Literal(text)) => names.resolve(text, ""),
            _ => vec![None],
        };
        push(sent, &places.within(place, at), &[to], &types, None);
    }
}

/// `gh api repos/O/N/dispatches`, `curl …/repos/O/N/dispatches`, `gh workflow run -R O/N`.
fn of_script(script: &str, place: &Node, names: &Names<'_>, places: &Places<'_>, sent: &mut Vec<Dispatch>) {
    let types: Vec<Option<String>> = match event_type(script) {
        Some(text) => names.resolve(text, script),
        None => vec![None],
    };
    for (end, _) in script.match_indices("/dispatches") {
        let before = script.get(..end).unwrap_or_default();
        let Some(start) = before.rfind("repos/") else { continue };
        let path = &before[start + "repos/".len()..];
        if path.contains('\n') {
            continue;
        }
        let spot = places.within(place, start);
        match path.split_once("/actions/workflows/") {
            Some((to, workflow)) => push(sent, &spot, &names.resolve(to, script), &[None], Some(workflow)),
            None => push(sent, &spot, &names.resolve(path, script), &types, None),
        }
    }
    for (start, _) in script.match_indices("gh workflow run ") {
        let line = script[start..].lines().next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let flag = |word: &&str| matches!(*word, "-R" | "--repo");
        let to = match words.iter().position(flag) {
            Some(at) => words.get(at + 1).copied(),
            None => words.iter().find_map(|word| word.strip_prefix("--repo=")),
        };
        let Some(to) = to else { continue };
        let spot = places.within(place, start);
        let workflow = words.get(3).copied().unwrap_or_default();
        push(sent, &spot, &names.resolve(to.trim_matches(['"', '\'']), script), &[None], Some(workflow));
    }
}

fn push(
    sent: &mut Vec<Dispatch>,
    spot: &Spot,
    to: &[Option<String>],
    types: &[Option<String>],
    workflow: Option<&str>,
) {
    for to in to {
        for event_type in types {
            sent.push(Dispatch {
                spot: spot.clone(),
                to: to.clone(),
                event_type: event_type.clone(),
                workflow: workflow.map(str::to_string),
            });
        }
    }
}

/// The value behind `event_type` in `-f event_type=X`, `"event_type": "X"`, with or
/// without backslashes.
fn event_type(script: &str) -> Option<&str> {
    let (_, rest) = script.split_once("event_type")?;
    let rest = rest.trim_start_matches(['"', '\'', '\\', ' ', ':', '=', '\t']);
    if rest.starts_with("${{") {
        return rest.split_inclusive("}}").next();
    }
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "-_.$/{}".contains(c))).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|text| !text.is_empty())
}

enum Property<'a> {
    Literal(&'a str),
    Other(&'a str),
}

/// The value of `name:` in a JavaScript object literal.
fn property<'a>(call: &'a str, name: &str) -> Option<Property<'a>> {
    let (at, _) = call.match_indices(name).find(|(at, _)| {
        let before = call.get(..*at).unwrap_or_default().chars().next_back();
        let after = call.get(at + name.len()..).unwrap_or_default().trim_start();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') && after.starts_with(':')
    })?;
    let value = call.get(at + name.len()..)?.trim_start().strip_prefix(':')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'));
    match quote {
        Some(quote) => value[1..].split(quote).next().filter(|text| !text.contains("${")).map(Property::Literal),
        None => value.split([',', '}', '\n']).next().map(|text| Property::Other(text.trim())),
    }
}

/// Every key of the matrix with all values it can have, `include` among them.
fn matrix(job: &Node) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let matrix = job.at(&["strategy", "matrix"]).map_or(&[][..], Node::entries);
    for (key, values) in matrix.iter().filter_map(|entry| Some((entry.key.as_str()?, &entry.value))) {
        if key == "include" {
            for entry in values.items().iter().flat_map(Node::entries) {
                if let (Some(key), Some(value)) = (entry.key.as_str(), entry.value.as_str()) {
                    out.entry(key.to_string()).or_default().push(value.to_string());
                }
            }
        } else if key != "exclude" && values.is_sequence() {
            let texts = values.items().iter().filter_map(Node::as_str).map(str::to_string);
            out.entry(key.to_string()).or_default().extend(texts);
        }
    }
    out
}

impl Names<'_> {
    /// All texts that `text` can be; `None` where only the run knows. `script` gives the
    /// variables that its own loops and assignments set.
    fn resolve(&self, text: &str, script: &str) -> Vec<Option<String>> {
        let mut done: Vec<String> = vec![String::new()];
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            done.iter_mut().for_each(|text| text.push_str(&rest[..at]));
            rest = &rest[at..];
            let (values, after) = if let Some(inner) = rest.strip_prefix("${{") {
                let (expression, after) = inner.split_once("}}").unwrap_or((inner, ""));
                (self.expression(expression.trim()), after)
            } else {
                let inner = rest[1..].strip_prefix('{').unwrap_or(&rest[1..]);
                let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
                let (name, after) = inner.split_at(end);
                (self.variable(name, script), after.strip_prefix('}').unwrap_or(after))
            };
            let Some(values) = values.filter(|values| !values.is_empty() && values.len() * done.len() <= MOST) else {
                return vec![None];
            };
            done = done.iter().flat_map(|text| values.iter().map(move |value| format!("{text}{value}"))).collect();
            rest = after;
        }
        done.into_iter().map(|text| Some(format!("{text}{rest}"))).collect()
    }

    fn expression(&self, expression: &str) -> Option<Vec<String>> {
        if expression == "github.repository_owner" {
            return self.owner.map(|owner| vec![owner.to_string()]);
        }
        if let Some(key) = expression.strip_prefix("matrix.") {
            return self.matrix.get(key).cloned();
        }
        self.constant(expression.strip_prefix("env.")?)
    }

    fn variable(&self, name: &str, script: &str) -> Option<Vec<String>> {
        if name == "GITHUB_REPOSITORY_OWNER" {
            return self.owner.map(|owner| vec![owner.to_string()]);
        }
        if let Some(values) = self.constant(name) {
            return Some(values);
        }
        for line in script.lines().map(str::trim) {
            if let Some(list) = line.strip_prefix("for ").and_then(|rest| rest.strip_prefix(name)) {
                let list = list.trim_start().strip_prefix("in ")?.split(';').next()?;
                let words: Vec<String> =
                    list.split_whitespace().map(|w| w.trim_matches(['"', '\'']).to_string()).collect();
                return (!list.contains(['$', '`', '*'])).then_some(words);
            }
            if let Some(value) = line.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                let value = value.trim_matches(['"', '\'']);
                return (!value.contains(['$', '`', ' '])).then(|| vec![value.to_string()]);
            }
        }
        None
    }

    fn constant(&self, name: &str) -> Option<Vec<String>> {
        let value = self.env.iter().flatten().find_map(|env| env.get(name))?.as_str()?;
        if let Some(expression) = value.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")) {
            let expression = expression.trim();
            // Not `env.`: that could go round in circles.
            return (!expression.starts_with("env.") && !expression.contains("}}"))
                .then(|| self.expression(expression))
                .flatten();
        }
        (!value.contains("${{")).then(|| vec![value.to_string()])
    }
}

#[cfg(test)]
mod tests;
