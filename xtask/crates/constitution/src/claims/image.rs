//! Image references in prose: the service's own, published or run, and its base image.

use std::ops::Range;

use super::words::ProseWord;
use super::{is_placeholder, Claimed, ClaimedImage, Context, Role};
use crate::lexicon::{listed, Topic, TopicsIn};
use prodproof_syntax::reference::Reference;

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let images: Vec<(&ProseWord<'_>, ClaimedImage)> =
        context.words.iter().filter_map(|word| Some((word, image(word)?))).collect();
    // The cheap question first: an image has a registry or stands in backticks.
    if images.is_empty() && !context.words.iter().any(|word| word.code) {
        return;
    }
    // "a or b": nobody knows which.
    if images.len() > 1 && context.says(Topic::Or) {
        return;
    }
    let mut tags = Vec::new();
    for (word, image) in &images {
        if !context.modality.asserts(&word.range) || is_base(context, word) {
            continue;
        }
        let Some(role) = role(context, word) else { continue };
        out.push((word.range.clone(), Claimed::Image { image: image.clone(), role }));
        if let (Some(tag), Role::Published) = (&image.tag, role) {
            tags.push((word.range.clone(), Claimed::Tag(tag.clone())));
        }
    }
    for word in context.words.iter().filter(|word| word.code) {
        if let Some((range, image)) = base(context, word) {
            if context.modality.asserts(&word.range) {
                out.push((range, Claimed::Base(image)));
            }
        }
    }
    out.extend(tags);
    bare_tags(context, out);
}

/// The image that a word names with its registry, if it is one.
fn image(word: &ProseWord<'_>) -> Option<ClaimedImage> {
    let text = word.text.strip_prefix("docker://").unwrap_or(word.text);
    if text.contains("://") || !text.contains('/') || text.contains(char::is_whitespace) || !text.is_ascii() {
        return None;
    }
    let (host, _) = text.split_once('/')?;
    if !is_registry(host) {
        return None;
    }
    split(text, is_fixed)
}

/// Name and tag of a reference as written; placeholders are allowed in the tag alone.
fn split(text: &str, fixed: fn(&str) -> bool) -> Option<ClaimedImage> {
    let (text, digest) = text.split_once('@').map_or((text, None), |(text, digest)| (text, Some(digest)));
    let last = text.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match text[last..].find(':') {
        Some(at) => (&text[..last + at], Some(&text[last + at + 1..])),
        None => (text, None),
    };
    if name.is_empty() || is_placeholder(name) || Reference::parse(name).invalid().is_some() {
        return None;
    }
    let tag = tag.filter(|tag| digest.is_none() && fixed(tag));
    Some(ClaimedImage { name: name.to_string(), tag: tag.map(str::to_string) })
}

/// Whether a tag is one tag and no pattern of tags (`vX.Y.Z`, `<sha>`, `v1.2.3` as a shape).
fn is_fixed(tag: &str) -> bool {
    let shape = tag.contains('.') && tag.trim_start_matches('v').chars().all(|c| "0123456789.".contains(c));
    !shape && is_one(tag)
}

/// Like [`is_fixed`], but `3.12` is the tag that a base image has.
fn is_one(tag: &str) -> bool {
    let shape = tag.trim_start_matches('v').chars().all(|c| "XYZxyz.".contains(c));
    !tag.is_empty()
        && !is_placeholder(tag)
        && !shape
        && !["sha", "version", "tag", "semver", "digest", "date"]
            .iter()
            .any(|word| tag.to_ascii_lowercase().contains(word))
}

/// Registries by their host; a host of unknown kind is more often a web site or a path.
fn is_registry(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let known = [
        "quay.io",
        "ghcr.io",
        "docker.io",
        "index.docker.io",
        "gcr.io",
        "mcr.microsoft.com",
        "public.ecr.aws",
        "lscr.io",
        "codeberg.org",
        "registry.gitlab.com",
        "localhost",
    ];
    known.contains(&host.as_str())
        || host.starts_with("registry.")
        || host.starts_with("docker.")
        || [".azurecr.io", ".gcr.io", ".pkg.dev", ".amazonaws.com", ".cr.cloud"].iter().any(|end| host.ends_with(end))
        || host
            .split_once(':')
            .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn role(context: &Context<'_>, word: &ProseWord<'_>) -> Option<Role> {
    let foreign = context.about(Topic::Foreign) || context.says(Topic::Another);
    if let Some((header, first)) = context.column(word.range.start) {
        // In a table the cell's labels decide.
        let labels = [TopicsIn::of_text(header, &[]), TopicsIn::of_text(first, &[])];
        let label = |topic| labels.iter().any(|label| label.has(topic));
        if label(Topic::Foreign) || label(Topic::Another) || label(Topic::NotOurs) {
            return None;
        }
        if label(Topic::PublishLabel) {
            return Some(Role::Published);
        }
        if label(Topic::ImageLabel) {
            return Some(Role::Named);
        }
    }
    // A heading with the word "Other" stands above the service's own things, too.
    if context.says(Topic::Another) || context.about(Topic::Sibling) {
        return None;
    }
    if publishes(context) {
        return Some(Role::Published);
    }
    if foreign {
        return None;
    }
    if context.says(Topic::Runs) {
        return Some(Role::Runs);
    }
    context.about(Topic::ImageName).then_some(Role::Named)
}

/// Whether something is published. `push` as in "push to main" pushes no image.
fn publishes(context: &Context<'_>) -> bool {
    let of_branch = |range: &Range<usize>| {
        let Some(index) = context.words.iter().position(|word| word.range == *range) else { return false };
        let word = |by: isize| index.checked_add_signed(by).and_then(|index| context.words.get(index));
        let lower = |by: isize| word(by).map_or("", |word| word.lower);
        let target = matches!(lower(2), "main" | "master")
            || word(2).is_some_and(|word| context.is(word, Topic::Every) || context.is(word, Topic::Article));
        let onto = word(1).is_some_and(|word| context.is(word, Topic::Onto)) && target;
        let of_tag = word(1).is_some_and(|word| context.is(word, Topic::Of));
        let noun = word(-1).is_some_and(|word| context.is(word, Topic::Every));
        context.is(&context.words[index], Topic::Merge) && (onto || of_tag || noun)
    };
    context.led(Topic::Publishes) || context.said.all(Topic::Publishes).any(|spot| !of_branch(&spot.range))
}

fn is_base(context: &Context<'_>, word: &ProseWord<'_>) -> bool {
    base(context, word).is_some()
        || context.words.iter().filter(|word| word.code).any(|code| {
            base(context, code).is_some_and(|(range, _)| range.start <= word.range.start && word.range.end <= range.end)
        })
}

/// The base image that a code span names: `FROM x`, or `x` behind "based on".
fn base(context: &Context<'_>, word: &ProseWord<'_>) -> Option<(Range<usize>, ClaimedImage)> {
    if let Some(rest) = word.text.strip_prefix("FROM ") {
        let text = rest.split_whitespace().next()?;
        if text == "scratch" {
            return None;
        }
        let start = word.range.end - rest.len() + rest.find(text)?;
        return split(text, is_one).map(|image| (start..start + text.len(), image));
    }
    let text = word.text;
    if text.contains(char::is_whitespace) || text == "scratch" || text.contains("://") {
        return None;
    }
    let clause = context.modality.clause(word.range.start);
    let mut start = clause.start.min(word.range.start);
    // "based on Hummingbird (`quay.io/…`)": the brackets explain the word before them.
    let bracket = context.sentence.lower.get(start..).is_some_and(|rest| rest.trim_start().starts_with(['(', '（']));
    if bracket
        && start > 0
        && context.sentence.lower.get(start..word.range.start).is_some_and(|gap| gap.trim().len() <= 3)
    {
        start = context.modality.clause(start - 1).start.min(start);
    }
    let before = context.sentence.lower.get(start..word.range.start)?;
    let label = |text: &str| listed(Topic::BaseLabel).iter().any(|label| text.contains(label));
    let labelled = context.column(word.range.start).is_some_and(|(header, first)| label(header) || label(first));
    // "## Base Image", and the first thing below it.
    let heading = context.sentence.headings.last().map_or("", String::as_str);
    let headed =
        label(heading) && context.words.first().is_some_and(|first| first.range == word.range) && image(word).is_some();
    let stands = |topic: Topic, range: Range<usize>| {
        context.said.all(topic).any(|spot| range.start <= spot.range.start && spot.range.end <= range.end)
    };
    // A bracket stands behind a word, and the sentence goes on behind it.
    let lower = &context.sentence.lower;
    let closed = lower.get(word.range.end..).and_then(|rest| rest.find([')', '）'])).filter(|_| bracket);
    let closed =
        closed.map(|at| word.range.end + at).and_then(|at| Some(at + lower.get(at..)?.chars().next()?.len_utf8()));
    let end = closed.map_or(clause.end, |at| context.modality.clause(at).end.max(at));
    let behind = word.range.end..end.min(lower.len());
    let behind = stands(Topic::BaseBehind, behind);
    let built = stands_right_before(context, word, Topic::From) && context.says(Topic::Built);
    let said = stands(Topic::BaseBefore, start..word.range.start);
    if !(labelled || headed || behind || built || said || ends_in_label(before)) {
        return None;
    }
    // "Base image" talks of images; "based on `main`" or "`spec-kit`" does not.
    let names = text.contains([':', '/']) || context.about(Topic::ImageFile);
    let path = text.ends_with(".md") || text.ends_with('/') || text.starts_with(['.', '/', ':', '-']);
    let tag = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    (names && !path && !tag && !["main", "master", "latest"].contains(&text))
        .then(|| split(text, is_one))
        .flatten()
        .map(|image| (word.range.clone(), image))
}

/// Whether a word or phrase of `topic` ends right before `word`.
fn stands_right_before(context: &Context<'_>, word: &ProseWord<'_>, topic: Topic) -> bool {
    let before = context.words.iter().rev().find(|other| other.range.end <= word.range.start);
    before.is_some_and(|before| context.said.all(topic).any(|spot| spot.range.end == before.range.end))
}

/// "Parent: `x`", "Base: `x`": a label right before it.
fn ends_in_label(before: &str) -> bool {
    let Some(label) = before.trim_end().strip_suffix(':') else { return false };
    let word = label.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    listed(Topic::NotOurs).contains(&word)
}

/// `:latest` in backticks, or `latest` beside the word "tag", where a sentence says that
/// it is published.
fn bare_tags(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    if !publishes(context) && !context.says(Topic::Moves) {
        return;
    }
    // A heading with the word "Other" stands above the service's own tags, too.
    if context.about(Topic::OthersTag) || context.says(Topic::Another) {
        return;
    }
    for word in context.words.iter().filter(|word| word.code) {
        let tag = match word.text.strip_prefix(':') {
            Some(tag) => tag,
            // A git tag is a tag too: only "tagged" and "tagged as" tell them apart.
            None if stands_right_before(context, word, Topic::Tagged) => word.text,
            None => continue,
        };
        let valid = Reference::parse("localhost/x").with_tag(tag).invalid().is_none();
        if valid && is_fixed(tag) && context.modality.asserts(&word.range) {
            out.push((word.range.clone(), Claimed::Tag(tag.to_string())));
        }
    }
}
