//! Where tags and names may be written: inputs, scripts, variables, matrices, what callers
//! hand over, bake files. These are guesses; what they come to is tried out.

use crate::repo::Repo;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::reference::{is_hub, Reference};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::file::{action, input, steps_of};

/// A text with its place in a file.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub path: &'a str,
    pub source: &'a str,
    pub text: &'a str,
    /// `None`: the text is the whole file.
    node: Option<&'a Node>,
}

impl Written<'_> {
    pub fn span(&self, part: Span) -> Span {
        self.node.map_or(part, |node| node.span_in(self.source, part))
    }
}

/// Where the texts are of which tags are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    Inputs,
    InputsAndScripts,
}

/// The texts of which tags are made: these inputs of steps, and perhaps what runs and its
/// variables.
pub fn texts<'a>(
    files: &[&'a WorkflowFile],
    names: &[&str],
    within: Within,
) -> Vec<(&'a WorkflowFile, &'a Node, &'a str)> {
    let scripts = within == Within::InputsAndScripts;
    let mut found = Vec::new();
    for file in files {
        let jobs: Vec<&Node> = file.jobs().map(|(_, job)| job).collect();
        let steps = jobs.iter().flat_map(|job| steps_of(job));
        let mut nodes: Vec<&Node> = Vec::new();
        for step in steps.clone() {
            nodes.extend(names.iter().filter_map(|name| input(step, name)));
            nodes.extend(step.get("run").filter(|_| scripts));
        }
        let with_env = file.root().into_iter().chain(jobs.iter().copied()).chain(steps).filter(|_| scripts);
        let variables = with_env.flat_map(|node| node.get("env").map_or(&[][..], Node::entries));
        nodes.extend(variables.map(|entry| &entry.value));
        found.extend(nodes.into_iter().filter_map(|node| Some((*file, node, node.scalar()?.text.as_str()))));
    }
    found
}

pub(super) fn inputs<'a>(files: &[&'a WorkflowFile], names: &[&str]) -> Vec<Written<'a>> {
    texts(files, names, Within::Inputs).into_iter().map(|(file, node, text)| of(file, node, text)).collect()
}

fn of<'a>(file: &'a WorkflowFile, node: &'a Node, text: &'a str) -> Written<'a> {
    Written { path: &file.path, source: &file.text, text, node: Some(node) }
}

/// Every text in which a tag or a name may stand, the nearest first.
pub(super) fn all<'a>(repo: &'a Repo, files: &[&'a WorkflowFile]) -> Vec<Written<'a>> {
    let near = texts(files, &["tags", "flavor", "images"], Within::InputsAndScripts);
    let mut found: Vec<Written<'a>> = near.into_iter().map(|(file, node, text)| of(file, node, text)).collect();
    for file in files {
        let mut nodes: Vec<&Node> = Vec::new();
        for (_, job) in file.jobs() {
            nodes.extend(["with", "outputs", "strategy"].iter().filter_map(|key| job.get(key)));
            let steps = steps_of(job).iter().filter_map(|step| step.get("with"));
            let others = steps.flat_map(Node::entries).filter(|entry| {
                !matches!(entry.key.as_str(), Some("tags" | "flavor" | "images" | "labels" | "username" | "password"))
            });
            nodes.extend(others.map(|entry| &entry.value));
        }
        let inputs = ["workflow_call", "workflow_dispatch"]
            .iter()
            .filter_map(|event| Some(file.root()?.get("on")?.get(event)?.get("inputs")?.entries().iter()));
        nodes.extend(inputs.flatten().filter_map(|one| one.value.get("default")));
        let mut scalars = Vec::new();
        nodes.into_iter().for_each(|node| push_scalars(node, &mut scalars));
        found.extend(scalars.into_iter().filter_map(|node| Some(of(file, node, node.scalar()?.text.as_str()))));
    }
    let baked = repo.snapshot.texts(|path| path.rsplit('/').next().is_some_and(|name| name.contains("docker-bake")));
    found.extend(baked.map(|(path, text)| Written { path, source: text, text, node: None }));
    found
}

/// Whether a variable has just this value.
pub(super) fn has_variable(files: &[&WorkflowFile], value: &str) -> bool {
    let is = |node: &Node| node.as_str() == Some(value);
    files.iter().any(|file| {
        let jobs: Vec<&Node> = file.jobs().map(|(_, job)| job).collect();
        let mut holders = file.root().into_iter().chain(jobs.iter().copied());
        holders.any(|node| node.get("env").is_some_and(|env| env.entries().iter().any(|one| is(&one.value))))
    })
}

pub(super) fn push_scalars<'a>(node: &'a Node, out: &mut Vec<&'a Node>) {
    if node.scalar().is_some() {
        return out.push(node);
    }
    node.entries().iter().for_each(|entry| push_scalars(&entry.value, out));
    node.items().iter().for_each(|item| push_scalars(item, out));
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._-".contains(c)
}

/// Where the tag stands as a whole word that names one: `value=edge`, `widget:edge`,
/// `'edge'`, or all that the text says.
pub(super) fn tags_in(written: &Written<'_>, tag: &str) -> Vec<Span> {
    let text = written.text;
    let whole = |at: usize| {
        let (before, after) = (&text[..at], &text[at + tag.len()..]);
        let marked = ["value=", ":", "raw,", "=", "'", "\"", ":-"].iter().any(|mark| before.ends_with(mark));
        (marked || before.is_empty() && after.is_empty()) && !after.starts_with(is_part)
    };
    text.match_indices(tag).filter(|(at, _)| whole(*at)).map(|(at, _)| Span::new(at, at + tag.len())).collect()
}

/// Where the name stands as a whole word.
pub(super) fn names_in(written: &Written<'_>, name: &str) -> Vec<Span> {
    let text = written.text;
    let whole = |at: usize| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    };
    text.match_indices(name).filter(|(at, _)| whole(*at)).map(|(at, _)| Span::new(at, at + name.len())).collect()
}

/// In what two names differ, the longest part first: each with what the other one says.
pub(super) fn differing_parts(own: &Reference, wanted: &Reference) -> Vec<(String, String)> {
    let mut pairs = vec![(own.name(), wanted.name())];
    // What is written without a host is Docker Hub's.
    if is_hub(&own.registry) && own.repository == wanted.repository {
        pairs.push((own.repository.clone(), wanted.name()));
    }
    if own.registry != wanted.registry && own.repository == wanted.repository {
        pairs.push((own.registry.clone(), wanted.registry.clone()));
    }
    if own.registry == wanted.registry && own.repository != wanted.repository {
        pairs.push((own.repository.clone(), wanted.repository.clone()));
        let (old, new) = (own.repository.rsplit_once('/'), wanted.repository.rsplit_once('/'));
        if let (Some((owner, old)), Some((same, new))) = (old, new) {
            let pair = if owner == same { Some((old, new)) } else { (old == new).then_some((owner, same)) };
            pairs.extend(pair.map(|(old, new)| (old.to_string(), new.to_string())));
        }
    }
    pairs.retain(|(old, _)| !old.is_empty());
    pairs
}

/// `enable=…` in the line of the promised tag, up to its end or the next attribute.
pub(super) fn enabled(written: &Written<'_>, promised: &str) -> Vec<(Span, String)> {
    let own = |line: &str| !tags_in(&Written { text: line, ..*written }, promised).is_empty();
    attributes(written.text, own, &["enable"])
}

/// `enable=…`, whatever line it stands in.
pub(super) fn switches(written: &Written<'_>) -> Vec<(Span, String)> {
    attributes(written.text, |_| true, &["enable"])
}

/// `prefix=…` and `suffix=…`, whatever line they stand in.
pub(super) fn affixes(written: &Written<'_>) -> Vec<(Span, String)> {
    attributes(written.text, |_| true, &["prefix", "suffix"])
}

fn attributes(text: &str, keep: impl Fn(&str) -> bool, keys: &[&str]) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        for key in keys {
            let starts = body.match_indices(*key).map(|(at, _)| at);
            for at in starts.filter(|at| *at == 0 || body[..*at].ends_with([',', ' '])) {
                let rest = &body[at..];
                if !rest[key.len()..].starts_with('=') || !keep(body) {
                    continue;
                }
                let end = attribute_end(rest);
                found.push((Span::new(start + at, start + at + end), rest[..end].to_string()));
            }
        }
        start += line.len();
    }
    found
}

/// Up to the next comma outside of an expression.
fn attribute_end(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '(' => depth += 1,
            '}' | ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// Comparisons: all of it, the operator, and its opposite.
pub(super) fn comparisons(written: &Written<'_>) -> Vec<(Span, Span, &'static str)> {
    let text = written.text;
    let mut found = Vec::new();
    for (operator, opposite) in [("==", "!="), ("!=", "=="), (" = ", " != ")] {
        for (at, _) in text.match_indices(operator) {
            let end = at + operator.len();
            let left = text[..at].rfind(|c: char| "[({&|;\n".contains(c)).map_or(0, |at| at + 1);
            let right = text[end..].find(|c: char| "])}&|;\n".contains(c)).map_or(text.len(), |len| end + len);
            let whole = &text[left..right];
            let start = left + (whole.len() - whole.trim_start().len());
            let whole = Span::new(start, start + whole.trim().len());
            found.push((whole, Span::new(at, end), opposite));
        }
    }
    found
}

/// The lines of which tags come: those of docker/metadata-action first, as others only hand
/// its output over.
pub(super) fn lines_of_tags(file: &WorkflowFile) -> Vec<(Written<'_>, Span)> {
    let mut found = lines_of_metadata(file);
    found.extend(lines_in(file, &["tags"], |step| !is_metadata(step)));
    found
}

/// The lines of docker/metadata-action alone.
pub(super) fn lines_of_metadata(file: &WorkflowFile) -> Vec<(Written<'_>, Span)> {
    lines_of(file, &["tags"])
}

/// The lines of these inputs of it.
pub(super) fn lines_of<'a>(file: &'a WorkflowFile, names: &[&str]) -> Vec<(Written<'a>, Span)> {
    lines_in(file, names, is_metadata)
}

fn is_metadata(step: &Node) -> bool {
    action(step).is_some_and(|name| name == "docker/metadata-action")
}

fn lines_in<'a>(file: &'a WorkflowFile, names: &[&str], keep: impl Fn(&Node) -> bool) -> Vec<(Written<'a>, Span)> {
    let steps = file.jobs().flat_map(|(_, job)| steps_of(job));
    let mut found = Vec::new();
    let nodes = steps.filter(|step| keep(step)).flat_map(|step| names.iter().filter_map(move |name| input(step, name)));
    for node in nodes {
        let Some(scalar) = node.scalar() else { continue };
        let written = of(file, node, &scalar.text);
        let mut start = 0;
        for line in scalar.text.split_inclusive('\n') {
            let body = line.trim();
            let at = start + (line.len() - line.trim_start().len());
            start += line.len();
            if !body.is_empty() {
                found.push((written, Span::new(at, at + body.len())));
            }
        }
    }
    found
}
