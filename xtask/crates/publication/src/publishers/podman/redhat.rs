//! redhat-actions/buildah-build, s2i-build and push-to-registry.
//!
//! Source, read 2026-12-01: redhat-actions/buildah-build f34ebba action.yml:8-11,99-103,
//! src/index.ts:177-180; redhat-actions/push-to-registry 72ae595 action.yml:8-17;
//! redhat-actions/s2i-build ec4992c action.yml:11-14,34-36.

use crate::condition::AtRunTime;
use crate::condition::On;
use crate::publishers::action::{lower, pushes, refused, split, ActionStep, StepEffects, StepPush};
use crate::remark::{DoubledBy, InvalidPush, RemarkKind};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest, Set};

/// Builds only; its outputs feed the push.
pub(in crate::publishers) fn buildah_build(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    let image = lower(&step.or("image", ""));
    let tags = step.or("tags", "latest");
    let first = ValueSet::any(
        tags.iter().map(|text| split(text, &[' ', '\n', '\t', '\r']).first().cloned().unwrap_or_default()),
    );
    let full = |tag: &Symbolic| !tag.places_of(':').is_empty();
    let with_tag = ValueSet::any(first.iter().flat_map(|tag| {
        let all: Vec<Symbolic> = if full(tag) {
            vec![tag.clone()]
        } else {
            image.join(&ValueSet::known(":")).join(&ValueSet::one(tag.clone())).iter().cloned().collect()
        };
        all
    }));
    let joined = ValueSet::any(tags.iter().map(|text| {
        let all: Vec<String> =
            split(text, &[' ', '\n', '\t', '\r']).iter().map(|tag| tag.marked().to_string()).collect();
        Symbolic::from_marked(all.join(" "))
    }));
    effects.outputs = Object::new(Rest::Null)
        .with("image", Set::from(&image))
        .with("tags", Set::from(&joined))
        .with("image-with-tag", Set::from(&with_tag));
    effects
}

/// Builds only; its outputs repeat its inputs. Before version 2 they had other names.
pub(in crate::publishers) fn s2i_build(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    if step.node("image").is_some() {
        effects.outputs = Object::new(Rest::Null)
            .with("image", Set::from(&step.or("image", "")))
            .with("tags", Set::from(&step.or("tags", "latest")));
    }
    effects
}

pub(in crate::publishers) fn push_to_registry(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let registry = step.or("registry", "");
    let image = step.or("image", "");
    let tags = step.or("tags", "latest");
    let mut lists: Vec<Vec<Symbolic>> = Vec::new();
    let mut unknown = false;
    for tags in tags.iter() {
        let tags = match split(tags, &[' ', '\n', '\t', '\r']) {
            tags if tags.is_empty() => vec![Symbolic::known("latest")],
            tags => tags,
        };
        let full = tags.iter().filter(|tag| !tag.places_of(':').is_empty()).count();
        if full == tags.len() {
            lists.push(tags);
            continue;
        }
        if full > 0 {
            effects.remarks.push((RemarkKind::InvalidReference(InvalidPush::MixedTags), place(step, "tags")));
            return effects.fail();
        }
        // One hole may be a list of full names as well as tags.
        unknown |= tags.iter().any(|tag| tag.as_hole() == Some("?"));
        for registry in registry.iter() {
            let registry = Symbolic::from_marked(registry.marked().trim_end_matches('/'));
            for image in image.iter() {
                let list = tags.iter().map(|tag| {
                    let mut text = registry.map_known(str::to_lowercase);
                    text.push_known("/");
                    text.push(&image.map_known(str::to_lowercase));
                    text.push_known(":");
                    text.push(tag);
                    text
                });
                lists.push(list.collect());
            }
        }
    }
    effects.pushes = pushes(&lists, step.name, step.uses);
    // Of several possible lists, as behind a step that may be skipped, one may be good.
    let surely = lists.iter().all(|list| list.iter().any(|text| refused(step, text).is_some()));
    for text in effects.pushes.iter().filter_map(|push| push.reference.as_ref()) {
        // The doubled host is pushed to, but it is not what anybody means.
        if let Some(host) = doubled_host(text) {
            let remark = RemarkKind::DoubledHost { reference: text.to_string(), host, by: DoubledBy::Action };
            effects.remarks.push((remark, place(step, "image")));
        } else if let Some(fault) = refused(step, text).filter(|_| surely) {
            let why = InvalidPush::Reference { reference: text.to_string(), fault };
            effects.remarks.push((RemarkKind::InvalidReference(why), place(step, "tags")));
        }
    }
    if unknown {
        effects.pushes.push(StepPush {
            reference: None,
            method: step.name.to_string(),
            span: step.uses,
            certainty: Certainty::Possible,
            conditions: vec![On::RunTime(AtRunTime::Tags)],
        });
    }
    effects.pushes.retain(|push| push.reference.as_ref().is_none_or(|text| refused(step, text).is_none()));
    let paths = ValueSet::any(effects.pushes.iter().filter_map(|push| push.reference.clone()));
    effects.outputs =
        Object::new(Rest::Unknown).with("digest", Symbolic::hole("digest")).with("registry-path", Set::from(&paths));
    effects
}

fn place(step: &ActionStep<'_>, name: &str) -> prodproof_syntax::span::Span {
    step.node(name).map_or(step.uses, |node| node.span)
}

/// `ghcr.io/ghcr.io/acme/x`
fn doubled_host(text: &Symbolic) -> Option<String> {
    let shown = text.to_string();
    let mut parts = shown.split('/');
    let (first, second) = (parts.next()?, parts.next()?);
    parts.next()?;
    (second.contains('.') && first == second).then(|| first.to_string())
}
