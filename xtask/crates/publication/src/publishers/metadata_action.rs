//! docker/metadata-action as a step.

use crate::remark::RemarkKind;
use std::rc::Rc;

use super::action::{major, ActionStep, StepEffects};
use crate::context::cache::Metadata;
use crate::context::{data, Names};
use crate::metadata::{Comments, Inputs, MetadataEvent};
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, Object, Rest, Scope, Set};
use prodproof_workflow::file::input;

/// More combinations of input alternatives are not told apart.
const MOST: usize = 16;

pub(super) fn run(step: &ActionStep<'_>) -> StepEffects {
    generated(step, step.version, &|name| step.get(name))
}

/// The same with inputs that are given under other names, for a version of the action.
pub(super) fn generated(step: &ActionStep<'_>, version: &str, get: &dyn Fn(&str) -> Option<ValueSet>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let Some(event) = event(step.names) else { return effects };
    effects.outputs = Object::new(Rest::Null);
    let length = match step.env.get("DOCKER_METADATA_SHORT_SHA_LENGTH").single() {
        Some(Data::Null) => None,
        Some(other) => Some(other.to_text()),
        None => Some(Symbolic::unknown()),
    };
    let absent = ValueSet::known("");
    let rows = combinations(&INPUTS.map(|name| get(name).unwrap_or_else(|| absent.clone())));
    let mut errors = Vec::new();
    let mut ran: Vec<Rc<Metadata>> = Vec::new();
    let read = rows.into_iter().flat_map(|row| comments(version, &row).iter().map(move |how| (row.clone(), *how)));
    for (row, comments) in read {
        let [images, tags, flavor, labels, annotations, sep_tags, sep_labels, sep_annotations, bake_target] = row;
        let inputs = Inputs {
            images,
            tags,
            flavor,
            labels,
            annotations,
            sep_tags,
            sep_labels,
            sep_annotations,
            bake_target,
            short_sha_length: length.clone(),
            comments,
        };
        let output = step.names.cache.metadata(inputs, &event);
        match &output.error {
            Some(error) => errors.push(error.clone()),
            None => ran.push(output),
        }
    }
    let place = step.node("tags").map_or(step.uses, |node| node.span);
    if let Some(error) = errors.first() {
        effects.remarks.push((RemarkKind::MetadataError(error.clone()), place));
    }
    match ran.as_slice() {
        [] => return effects.fail(),
        [one] => {
            effects.outputs = one.outputs.clone();
            effects.env = one.env.clone();
        }
        [first, others @ ..] => {
            effects.outputs = first.outputs.clone();
            effects.env = first.env.clone();
            for other in others {
                for (name, set) in other.outputs.entries() {
                    let set = effects.outputs.get(name).or(set);
                    effects.outputs.set(name.clone(), set);
                }
                for ((_, own), (_, set)) in effects.env.iter_mut().zip(&other.env) {
                    *own = own.or(set);
                }
            }
        }
    }
    effects
}

/// What the step would compute of this line of `tags` alone. None where its inputs are bad.
pub(crate) fn tags_of_line(step: &Node, names: &Names, line: Symbolic) -> Vec<Symbolic> {
    let Some(event) = event(names) else { return Vec::new() };
    let given = |name: &str| match input(step, name) {
        Some(node) => data(node, names).to_values().single().cloned().unwrap_or_else(Symbolic::unknown),
        None => Symbolic::default(),
    };
    let inputs = Inputs { images: given("images"), tags: line, flavor: given("flavor"), ..Inputs::default() };
    // Each tag of the step asks for each of its lines.
    let made = names.cache.metadata(inputs, &event);
    let lists = made.outputs.get("tags").to_values();
    lists.iter().flat_map(|list| list.marked().lines().map(Symbolic::from_marked)).collect()
}

/// The inputs that matter, in the order of [`Inputs`].
const INPUTS: [&str; 9] =
    ["images", "tags", "flavor", "labels", "annotations", "sep-tags", "sep-labels", "sep-annotations", "bake-target"];

/// Every combination of the inputs' alternatives; where that would be too many, an input
/// is unknown.
fn combinations(inputs: &[ValueSet; INPUTS.len()]) -> Vec<[Symbolic; INPUTS.len()]> {
    let mut rows = vec![inputs.each_ref().map(|values| values.single().cloned().unwrap_or_default())];
    for (at, values) in inputs.iter().enumerate() {
        if values.single().is_some() {
            continue;
        }
        if rows.len() * values.iter().count() > MOST {
            rows.iter_mut().for_each(|row| row[at] = Symbolic::unknown());
            continue;
        }
        let with = |row: &[Symbolic; INPUTS.len()], value: &Symbolic| {
            let mut row = row.clone();
            row[at] = value.clone();
            row
        };
        rows = rows.iter().flat_map(|row| values.iter().map(move |value| with(row, value))).collect();
    }
    rows
}

/// How the version reads comments: both ways where nobody knows and it makes a difference.
fn comments(version: &str, row: &[Symbolic]) -> &'static [Comments] {
    let infix = |line: &str| line.char_indices().any(|(at, c)| c == '#' && at > 0);
    // Names, tags and flavor are what references are made of.
    if !row.iter().take(3).any(|text| text.marked().trim().lines().any(infix)) {
        return &[Comments::WholeLines];
    }
    match major(version) {
        Some(3..=5) => &[Comments::Anywhere],
        Some(6..) => &[Comments::WholeLines],
        None if matches!(version, "master" | "main") => &[Comments::WholeLines],
        _ => &[Comments::Anywhere, Comments::WholeLines],
    }
}

/// The event of the step; each has a payload of its own.
fn event(names: &Names) -> Option<(usize, Rc<MetadataEvent>)> {
    let github = names.context("github")?;
    let Some(Data::Object(github)) = github.single() else { return None };
    let event = github.get("event");
    let Some(Data::Object(payload)) = event.single() else { return None };
    Some(names.cache.event(payload, || context(github, &event)))
}

/// What the action reads of the context `github`.
fn context(github: &Object, event: &Set) -> MetadataEvent {
    let text = |set: Set| set.single().map_or_else(Symbolic::unknown, Data::to_text);
    let payload = |path: &[&str]| {
        let found = path.iter().fold(event.clone(), |at, name| {
            at.flat_map(|data| match data {
                Data::Object(object) => object.get(name),
                _ => Data::Null.into(),
            })
        });
        text(found)
    };
    MetadataEvent {
        event_name: text(github.get("event_name")).to_string(),
        git_ref: text(github.get("ref")),
        sha: text(github.get("sha")),
        default_branch: payload(&["repository", "default_branch"]),
        pull_request: payload(&["number"]),
        base_ref: payload(&["pull_request", "base", "ref"]),
        name: payload(&["repository", "name"]),
        html_url: payload(&["repository", "html_url"]),
    }
}
