//! docker/build-push-action, and what has the same inputs.
//!
//! Source: docker/build-push-action cb941d0 action.yml:43-101, src/context.ts:69-77, read
//! 2026-12-01; its tag v1; docker/actions-toolkit `util.ts` (lists); buildx (`--push` is an output
//! of type registry).

use crate::remark::{InvalidPush, RemarkKind};
use std::rc::Rc;

use super::exporters::{digest_of, refused_by_digest};
use super::login::hub_login;
use crate::context::cache::References;
use crate::publishers::action::{lower, pushes_if, split, ActionStep, StepEffects};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::{Object, Rest};

/// What one line of `outputs` does.
struct Output {
    /// `push: true` pushes it too.
    is_image: bool,
    pushes: Answer,
    by_digest: Answer,
    names: Vec<Symbolic>,
}

pub(in crate::publishers) fn run(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    if step.named {
        effects.outputs = Object::new(Rest::Null)
            .with("digest", Symbolic::hole("digest"))
            .with("imageid", Symbolic::hole("digest"))
            .with("metadata", Symbolic::unknown());
    }
    let span = step.uses;
    let place = |name: &str| step.node(name).map_or(span, |node| node.span);
    // `push`
    let mut push = Answer::No;
    let mut seen: Option<Answer> = None;
    let options = step.boolean("push", "false");
    let broken = options.iter().any(Option::is_none);
    if broken {
        effects.remarks.push((RemarkKind::PushNotBoolean, place("push")));
        if options.iter().all(Option::is_none) {
            return effects.fail();
        }
    }
    for option in options.into_iter().flatten() {
        push = match seen {
            None => option,
            Some(before) if before == option => option,
            Some(_) => Answer::Unknown,
        };
        seen = Some(push);
    }
    if broken && push == Answer::Yes {
        push = Answer::Unknown;
    }
    // `outputs`
    let mut outputs: Vec<Vec<Output>> =
        step.or("outputs", "").iter().map(|text| split(text, &['\n', '\r']).iter().map(output).collect()).collect();
    // With `push`, every output of type image is pushed; without such an output, one more.
    for line in outputs.iter_mut().flatten().filter(|line| line.is_image) {
        line.pushes = line.pushes.or(push);
    }
    let by_outputs = outputs
        .iter()
        .map(|lines| lines.iter().fold(Answer::No, |all, line| all.or(line.pushes)))
        .reduce(|a, b| if a == b { a } else { Answer::Unknown })
        .unwrap_or(Answer::No);
    let digest = outputs.iter().flatten().any(|line| line.by_digest != Answer::No && line.pushes != Answer::No);
    let any = push.or(by_outputs);
    if any == Answer::No {
        let stated = step.node("push").is_some();
        effects.remarks.push((RemarkKind::NotPushed { stated }, place("push")));
        // With `load: true` the local images have its tags.
        let lists = lists_of(step);
        effects.named = lists.iter().flatten().map(|tag| (tag.clone(), Certainty::from(lists.len() == 1))).collect();
        return effects;
    }
    let certain = any == Answer::Yes;
    let tags = step.or("tags", "");
    let lists = || tags.iter().map(|text| step.names.cache.references(text, list));
    let checked = |texts: Vec<Symbolic>| Rc::new(step.names.cache.checked(texts));
    let lists: Vec<Rc<References>> = if digest {
        let named = named_by_digest(&outputs, lists().map(|list| list.texts.clone()).collect());
        if let Some(fault) = named.iter().find_map(|list| refused_by_digest(list)).filter(|_| all_by_digest(&outputs)) {
            let span = place(if step.node("tags").is_some() { "tags" } else { "outputs" });
            effects.remarks.push((RemarkKind::InvalidReference(InvalidPush::Command(fault)), span));
            let everywhere = named.iter().all(|list| refused_by_digest(list).is_some());
            return if everywhere { effects.fail() } else { effects };
        }
        named.iter().map(|list| checked(list.iter().map(digest_of).collect())).collect()
    } else {
        // buildx (`build/opt.go`, `toSolveOpt`): tags replace the names of outputs.
        let named: Vec<Symbolic> = outputs.iter().flat_map(|lines| names_of(lines)).collect();
        match named.as_slice() {
            [] => lists().collect(),
            named => lists().map(|list| if list.texts.is_empty() { checked(named.to_vec()) } else { list }).collect(),
        }
    };
    if !digest && lists.iter().all(|list| list.texts.is_empty()) {
        effects.remarks.push((RemarkKind::NoTag, place("tags")));
        return if certain { effects.fail() } else { effects };
    }
    // One reference that no registry takes fails the whole step. If that is one of several
    // possible lists, as behind a step that may be skipped, nobody knows that it happens.
    let mut good: Vec<&[Symbolic]> = Vec::with_capacity(lists.len());
    let mut bad = Vec::new();
    for list in &lists {
        match &list.invalid {
            Some(why) => {
                let place = place(if digest { "outputs" } else { "tags" });
                bad.push((RemarkKind::InvalidReference(why.clone()), place));
            }
            None => good.push(&list.texts),
        }
    }
    if good.is_empty() {
        effects.remarks.extend(bad);
        return if certain { effects.fail() } else { effects };
    }
    effects.pushes = pushes_if(Certainty::from(certain && good.len() == lists.len()), &good, step.name, span);
    effects
}

fn names_of(lines: &[Output]) -> Vec<Symbolic> {
    lines.iter().flat_map(|line| line.names.clone()).collect()
}

/// What is pushed by digest: the tags, or without any the names of outputs.
fn named_by_digest(outputs: &[Vec<Output>], tags: Vec<Vec<Symbolic>>) -> Vec<Vec<Symbolic>> {
    if tags.iter().any(|list| !list.is_empty()) {
        return tags;
    }
    outputs.iter().map(|lines| names_of(lines)).filter(|names| !names.is_empty()).collect()
}

/// Whether something is surely pushed by digest.
fn all_by_digest(outputs: &[Vec<Output>]) -> bool {
    let by_digest = |line: &Output| line.by_digest == Answer::Yes && line.pushes == Answer::Yes;
    outputs.iter().all(|lines| lines.iter().any(by_digest))
}

fn lists_of(step: &ActionStep<'_>) -> Vec<Vec<Symbolic>> {
    step.or("tags", "").iter().map(list).collect()
}

/// The input `tags`: lines, or separated by commas.
fn list(text: &Symbolic) -> Vec<Symbolic> {
    split(text, &['\n', '\r', ','])
}

/// `type=image,name=a,push=true` with quotes as in CSV.
fn output(line: &Symbolic) -> Output {
    let mut out = Output { is_image: false, pushes: Answer::No, by_digest: Answer::No, names: Vec::new() };
    if line.as_hole().is_some() {
        out.pushes = Answer::Unknown;
        return out;
    }
    let mut fields: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for c in line.marked().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().into_iter().for_each(|field| field.push(c)),
        }
    }
    let mut kind = Symbolic::default();
    let mut push = Answer::No;
    let truth = |value: &str| match Symbolic::from_marked(value).as_known() {
        Some(value) => Answer::from(matches!(value.to_ascii_lowercase().as_str(), "true" | "1")),
        None => Answer::Unknown,
    };
    for field in &fields {
        let Some((key, value)) = field.split_once('=') else { continue };
        match key.trim() {
            "type" => kind = Symbolic::from_marked(value.trim()),
            "push" => push = truth(value),
            "push-by-digest" => out.by_digest = truth(value),
            "name" => out.names = split(&Symbolic::from_marked(value), &[',']),
            _ => {}
        }
    }
    out.is_image = matches!(kind.as_known(), Some("image" | "registry"));
    out.pushes = match kind.as_known() {
        Some("registry") => Answer::Yes,
        Some("image") => push,
        Some(_) => Answer::No,
        None => Answer::Unknown,
    };
    out
}

/// Version 1 is another action: `repository`, `tag_with_ref`, and it pushes by default.
pub(in crate::publishers) fn version_1(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    let push = step.boolean("push", "true");
    if push.iter().all(|push| *push == Some(Answer::No)) {
        let place = step.node("push").map_or(step.uses, |node| node.span);
        effects.remarks.push((RemarkKind::NotPushed { stated: true }, place));
        return effects;
    }
    let mut certainty = Certainty::from(push.iter().all(|push| *push == Some(Answer::Yes)));
    let mut name = ValueSet::known("");
    let registry = step.or("registry", "");
    if registry.as_known() != Some("") {
        name = registry.join(&ValueSet::known("/"));
    }
    let name = name.join(&lower(&step.or("repository", "")));
    let mut tags: Vec<Symbolic> = step.or("tags", "").iter().flat_map(|text| split(text, &[',', '\n'])).collect();
    if step.or("tag_with_ref", "false").as_known() != Some("false") {
        certainty = certainty.and(step.or("tag_with_ref", "false").as_known() == Some("true"));
        let git_ref = step.github("ref");
        let full = git_ref.marked();
        let tag = match () {
            () if full == "refs/heads/master" => Some("latest".to_string()),
            () if full.starts_with("refs/heads/") => Some(full["refs/heads/".len()..].replace('/', "-")),
            () if full.starts_with("refs/tags/") => Some(full["refs/tags/".len()..].to_string()),
            () if full.starts_with("refs/pull/") => {
                Some(format!("pr-{}", full["refs/pull/".len()..].trim_end_matches("/merge").replace('/', "-")))
            }
            () => None,
        };
        tags.extend(tag.map(Symbolic::from_marked));
    }
    if step.or("tag_with_sha", "false").as_known() == Some("true") {
        let mut tag = Symbolic::known("sha-");
        tag.push(&Symbolic::hole("sha:7"));
        tags.push(tag);
    }
    if tags.is_empty() {
        tags.push(Symbolic::known("latest"));
    }
    let list: Vec<Symbolic> = tags
        .iter()
        .flat_map(|tag| {
            name.join(&ValueSet::known(":")).join(&ValueSet::one(tag.clone())).iter().cloned().collect::<Vec<_>>()
        })
        .collect();
    effects.pushes = pushes_if(certainty.and(name.single().is_some()), &[list], step.name, step.uses);
    effects
}
