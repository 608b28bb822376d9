//! docker/metadata-action as a step.

use super::{Effects, Step};
use crate::workflow::expression::{Data, Object, Rest, Scope, Set};
use crate::workflow::metadata::{Context, Inputs};
use crate::workflow::value::{Text, Values};
use crate::workflow::RemarkKind;

/// More combinations of input alternatives are not told apart.
const MOST: usize = 16;

pub(super) fn run(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.outputs = Object::new(Rest::Null);
    let Some(Data::Object(github)) = step.names.context("github").and_then(|set| set.single().cloned()) else {
        return Effects::nothing();
    };
    let text = |set: Set| set.to_values().single().cloned().unwrap_or_else(Text::unknown);
    let event = match github.get("event").single() {
        Some(Data::Object(event)) => event.clone(),
        _ => return Effects::nothing(),
    };
    let inner = |object: &Object, path: &[&str]| -> Set {
        let mut at: Set = Data::from(object.clone()).into();
        for name in path {
            at = at.flat_map(|data| match data {
                Data::Object(object) => object.get(name),
                _ => Data::Null.into(),
            });
        }
        at
    };
    let context = Context {
        event_name: text(github.get("event_name")).to_string(),
        git_ref: text(github.get("ref")),
        sha: text(github.get("sha")),
        default_branch: text(inner(&event, &["repository", "default_branch"])),
        pull_request: text(inner(&event, &["number"])),
        base_ref: text(inner(&event, &["pull_request", "base", "ref"])),
        name: text(inner(&event, &["repository", "name"])),
        html_url: text(inner(&event, &["repository", "html_url"])),
    };
    let names = [
        "images",
        "tags",
        "flavor",
        "labels",
        "annotations",
        "sep-tags",
        "sep-labels",
        "sep-annotations",
        "bake-target",
    ];
    let mut combinations: Vec<Vec<Text>> = vec![Vec::new()];
    for name in names {
        let mut values = step.or(name, "");
        if combinations.len() * values.iter().count() > MOST {
            values = Values::unknown();
        }
        combinations = combinations
            .iter()
            .flat_map(|row| {
                values.iter().map(move |value| {
                    let mut row = row.clone();
                    row.push(value.clone());
                    row
                })
            })
            .collect();
    }
    let length = match step.env.get("DOCKER_METADATA_SHORT_SHA_LENGTH").single() {
        Some(Data::Null) => None,
        Some(other) => Some(other.to_text()),
        None => Some(Text::unknown()),
    };
    let mut errors = Vec::new();
    let mut ran = 0;
    for row in &combinations {
        let [images, tags, flavor, labels, annotations, sep_tags, sep_labels, sep_annotations, bake_target] =
            row.as_slice()
        else {
            continue;
        };
        let inputs = Inputs {
            images: images.clone(),
            tags: tags.clone(),
            flavor: flavor.clone(),
            labels: labels.clone(),
            annotations: annotations.clone(),
            sep_tags: sep_tags.clone(),
            sep_labels: sep_labels.clone(),
            sep_annotations: sep_annotations.clone(),
            bake_target: bake_target.clone(),
            short_sha_length: length.clone(),
        };
        let output = step.names.memo.metadata(inputs, &context);
        if let Some(error) = &output.error {
            errors.push(error.clone());
            continue;
        }
        for (name, set) in &output.outputs {
            let set = if ran == 0 { set.clone() } else { effects.outputs.get(name).or(set) };
            effects.outputs.set(name.clone(), set);
        }
        let set = &output.bake_file;
        let set = if ran == 0 { set.clone() } else { effects.outputs.get(BAKE).or(set) };
        effects.outputs.set(BAKE, set);
        ran += 1;
    }
    let place = step.node("tags").map_or(step.uses, |node| node.span);
    if let Some(error) = errors.first() {
        effects.remarks.push((RemarkKind::MetadataError, place, error.clone()));
        if ran == 0 {
            return effects.fail(error.clone());
        }
    }
    for (name, value) in effects.outputs.entries().to_vec() {
        let name = name.replace('-', "_").to_ascii_uppercase();
        effects.env.push((format!("DOCKER_METADATA_OUTPUT_{name}"), value));
    }
    effects
}

/// Not an output of the action: the text of the file that its bake outputs name.
pub const BAKE: &str = "xtask bake file";
