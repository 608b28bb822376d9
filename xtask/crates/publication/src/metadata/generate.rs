//! `getVersion()`, `getTags()` and `getLabels()` of `meta.ts`, in every world that holes
//! allow.

use std::collections::BTreeMap;

use super::csv;
use super::input::{self, Flavor, Latest, Tag};
use super::template::{Bad, TemplateScope};
use super::values::{values, Added};
use super::{Inputs, MetadataEvent, MetadataOutcome};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::Symbolic;

/// `getVersion()` in the middle of its loop, in one of the worlds that holes allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct World {
    main: Option<Symbolic>,
    partial: Vec<Symbolic>,
    latest: Option<bool>,
}

/// More worlds than this are folded into two: what holds in all, what holds in any.
const MOST_WORLDS: usize = 16;

pub(super) fn compute(inputs: &Inputs, context: &MetadataEvent) -> Result<Vec<MetadataOutcome>, String> {
    let images = input::images(&csv::list(&inputs.images, inputs.comments)?)?;
    let tags = input::tags(&csv::list(&inputs.tags, inputs.comments)?)?;
    let flavor = input::flavor(&csv::list(&inputs.flavor, inputs.comments)?)?;
    let scope = TemplateScope::new(context, inputs.short_sha_length.as_ref());

    let mut worlds = vec![World::default()];
    for tag in &tags {
        let added = evaluate(tag, &flavor, &scope)?;
        let mut next: Vec<World> = Vec::new();
        for world in &worlds {
            for one in &added {
                for world in world.add(one, flavor.latest) {
                    if !next.contains(&world) {
                        next.push(world);
                    }
                }
            }
        }
        worlds = if next.len() > MOST_WORLDS { fold(&next) } else { next };
    }
    if tags.iter().any(|tag| tag.priority_unknown) && flavor.latest == Latest::Auto {
        let toggled: Vec<World> =
            worlds.iter().map(|world| World { latest: world.latest.map(|latest| !latest), ..world.clone() }).collect();
        worlds.extend(toggled);
    }

    let mut name_sets = vec![Vec::new()];
    for (name, enable) in &images {
        let with: Vec<Vec<Symbolic>> =
            name_sets.iter().map(|set: &Vec<Symbolic>| [set.as_slice(), std::slice::from_ref(name)].concat()).collect();
        match enable {
            Answer::Yes => name_sets = with,
            Answer::No => {}
            Answer::Unknown if name_sets.len() < 4 => name_sets.extend(with),
            Answer::Unknown => name_sets = with,
        }
    }

    let mut outcomes: Vec<MetadataOutcome> = Vec::new();
    for names in &name_sets {
        for world in &worlds {
            let outcome = finish(world, names, &flavor, inputs, &scope, context)?;
            if !outcomes.contains(&outcome) {
                outcomes.push(outcome);
            }
        }
    }
    Ok(outcomes)
}

impl World {
    /// `setVersion()`; several, where the flavor is not decided.
    fn add(&self, added: &Added, flavor: Latest) -> Vec<World> {
        let Some((value, auto)) = added else { return vec![self.clone()] };
        if value.is_empty() {
            return vec![self.clone()];
        }
        let value = sanitize(value);
        let mut world = self.clone();
        match &world.main {
            None => world.main = Some(value),
            Some(main) if *main != value && !world.partial.contains(&value) => world.partial.push(value),
            Some(_) => {}
        }
        if world.latest.is_some() {
            return vec![world];
        }
        let latest = match flavor {
            Latest::Auto => vec![*auto],
            Latest::Always => vec![true],
            Latest::Never => vec![false],
            Latest::Unknown => vec![true, false],
        };
        latest.into_iter().map(|latest| World { latest: Some(latest), ..world.clone() }).collect()
    }

    fn values(&self) -> impl Iterator<Item = &Symbolic> {
        self.main.iter().chain(&self.partial)
    }
}

/// Two worlds for many: the tags that all have, and the tags that any has.
fn fold(worlds: &[World]) -> Vec<World> {
    let Some(first) = worlds.first() else { return Vec::new() };
    let mut any: Vec<Symbolic> = Vec::new();
    for value in worlds.iter().flat_map(World::values) {
        if !any.contains(value) {
            any.push(value.clone());
        }
    }
    let all: Vec<Symbolic> = first
        .values()
        .filter(|value| worlds.iter().all(|world| world.values().any(|v| v == *value)))
        .cloned()
        .collect();
    let world = |values: Vec<Symbolic>, latest: bool| {
        let mut values = values.into_iter();
        World { main: values.next(), partial: values.collect(), latest: Some(latest) }
    };
    vec![
        world(all, worlds.iter().all(|world| world.latest == Some(true))),
        world(any, worlds.iter().any(|world| world.latest == Some(true))),
    ]
}

/// `sanitizeTag()`: every run of other characters becomes one `-`.
fn sanitize(tag: &Symbolic) -> Symbolic {
    tag.map_known(|piece| {
        let mut out = String::new();
        let mut in_run = false;
        for c in piece.chars() {
            if c.is_ascii_alphanumeric() || "._-".contains(c) {
                out.push(c);
                in_run = false;
            } else if !in_run {
                out.push('-');
                in_run = true;
            }
        }
        out
    })
}

/// Everything that one tag may add; an error fails the step.
fn evaluate(tag: &Tag, flavor: &Flavor, scope: &TemplateScope<'_>) -> Result<Vec<Added>, String> {
    let enabled = match scope.global(&tag.enable) {
        Ok(text) => {
            match text.as_known() {
                Some("true") => Answer::Yes,
                Some("false") => Answer::No,
                Some(other) => return Err(format!("Invalid value for enable attribute: {other}")),
                // The step fails unless it turns out exactly `true` or `false`.
                None => Answer::Unknown,
            }
        }
        Err(Bad::Fails(why)) => return Err(why),
        Err(Bad::Unknown) => Answer::Unknown,
    };
    if enabled == Answer::No {
        return Ok(vec![None]);
    }
    let mut added = match values(tag, flavor, scope) {
        Ok(values) => values,
        // An error behind an undecided `enable` is only a doubt.
        Err(Bad::Fails(_)) if enabled == Answer::Unknown => vec![None],
        Err(Bad::Fails(why)) => return Err(why),
        Err(Bad::Unknown) => vec![None, Some((Symbolic::unknown(), false)), Some((Symbolic::unknown(), true))],
    };
    if enabled == Answer::Unknown && !added.contains(&None) {
        added.push(None);
    }
    Ok(added)
}

/// `getTags()`, `getLabels()` and `getAnnotations()` of one world.
fn finish(
    world: &World,
    images: &[Symbolic],
    flavor: &Flavor,
    inputs: &Inputs,
    scope: &TemplateScope<'_>,
    context: &MetadataEvent,
) -> Result<MetadataOutcome, String> {
    let mut names: Vec<Symbolic> = world.values().cloned().collect();
    if world.main.is_some() && world.latest == Some(true) {
        // The flavor's prefix and suffix are not rendered here, in the action either.
        let mut latest = Symbolic::default();
        if flavor.prefix_latest {
            latest.push(&flavor.prefix);
        }
        latest.push_known("latest");
        if flavor.suffix_latest {
            latest.push(&flavor.suffix);
        }
        names.push(sanitize(&latest));
    }
    let tags = if images.is_empty() {
        names.clone()
    } else {
        let named = |image: &Symbolic, name: &Symbolic| {
            let mut text = image.clone();
            text.push_known(":");
            text.push(name);
            text
        };
        images.iter().flat_map(|image| names.iter().map(move |name| named(image, name))).collect()
    };
    let version = world.main.clone();
    let pairs = |extra: &Symbolic| -> Result<Vec<(Symbolic, Symbolic)>, String> {
        let mut out: BTreeMap<Symbolic, Symbolic> = BTreeMap::new();
        for (key, value) in [
            ("title", context.name.clone()),
            ("description", Symbolic::unknown()),
            ("url", context.html_url.clone()),
            ("source", context.html_url.clone()),
            ("version", version.clone().unwrap_or_default()),
            ("created", Symbolic::hole("date")),
            ("revision", context.sha.clone()),
            ("licenses", Symbolic::unknown()),
        ] {
            out.insert(Symbolic::known(&format!("org.opencontainers.image.{key}")), value);
        }
        for line in csv::list(extra, inputs.comments)? {
            let line = match scope.global(&line) {
                Ok(line) => line,
                Err(Bad::Fails(why)) => return Err(why),
                Err(Bad::Unknown) => continue,
            };
            if let Some((key, value)) = line.marked().split_once('=') {
                out.insert(Symbolic::from_marked(key), Symbolic::from_marked(value));
            }
        }
        Ok(out.into_iter().collect())
    };
    let labels = pairs(&inputs.labels)?;
    let annotations = if inputs.annotations == inputs.labels { labels.clone() } else { pairs(&inputs.annotations)? };
    Ok(MetadataOutcome {
        labels,
        annotations,
        version: world.main.clone(),
        tags,
        tag_names: names,
        images: images.to_vec(),
    })
}
