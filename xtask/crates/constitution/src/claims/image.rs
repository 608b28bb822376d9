//! Image references in prose: the service's own, published or run, and its base image.

use std::ops::Range;

use super::words::Word;
use super::{is_placeholder, Context, Image, Role, What};
use prodproof_syntax::reference::Reference;

const PUBLISH: [&str; 22] = [
    "publish",
    "publishes",
    "published",
    "publishing",
    "push",
    "pushes",
    "pushed",
    "pushing",
    "ships",
    "shipped",
    "uploaded",
    "uploads",
    "released",
    "releases",
    "tagged",
    "推送",
    "发布",
    "發佈",
    "公開",
    "プッシュ",
    "게시",
    "푸시",
];
const RUN: [&str; 20] = [
    "run",
    "runs",
    "running",
    "deploy",
    "deploys",
    "deployed",
    "pull",
    "pulls",
    "pulled",
    "unit",
    "production",
    "quadlet",
    "部署",
    "运行",
    "運行",
    "拉取",
    "稼働",
    "デプロイ",
    "실행",
    "배포",
];
const NAME: [&str; 8] = ["image", "image name", "container image", "registry", "镜像", "鏡像", "イメージ", "이미지"];
const BASE: [&str; 16] = [
    "based on",
    "base image",
    "base images",
    "parent image",
    "parent:",
    "base:",
    "built on",
    "builds on",
    "builds from",
    "built from",
    "derives from",
    "derived from",
    "基于",
    "基础镜像",
    "基礎映像",
    "ベースイメージ",
];
/// Words for images that are not the service's own.
const FOREIGN: [&str; 40] = [
    "test",
    "tests",
    "testing",
    "e2e",
    "database",
    "db",
    "postgres",
    "redis",
    "cache",
    "sidecar",
    "sidecars",
    "sibling",
    "siblings",
    "upstream",
    "third-party",
    "dependency",
    "dependencies",
    "tool",
    "tools",
    "tooling",
    "scanner",
    "linter",
    "lint",
    "dev",
    "development",
    "devcontainer",
    "local",
    "locally",
    "mirror",
    "mirrors",
    "mirrored",
    "other",
    "others",
    "builder",
    "another",
    "proxy",
    "vendor",
    "runner",
    "runners",
    "测试",
];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    let images: Vec<(&Word<'_>, Image)> = context.words.iter().filter_map(|word| Some((word, image(word)?))).collect();
    // The cheap question first: an image has a registry or stands in backticks.
    if images.is_empty() && !context.words.iter().any(|word| word.code) {
        return;
    }
    // "a or b": nobody knows which.
    if images.len() > 1 && context.says(&["or", "either", "或", "または"]) {
        return;
    }
    let mut tags = Vec::new();
    for (word, image) in &images {
        if !context.modality.asserts(&word.range) || is_base(context, word) {
            continue;
        }
        let Some(role) = role(context, word) else { continue };
        out.push((word.range.clone(), What::Image { image: image.clone(), role }));
        if let (Some(tag), Role::Published) = (&image.tag, role) {
            tags.push((word.range.clone(), What::Tag(tag.clone())));
        }
    }
    for word in context.words.iter().filter(|word| word.code) {
        if let Some((range, image)) = base(context, word) {
            if context.modality.asserts(&word.range) {
                out.push((range, What::Base(image)));
            }
        }
    }
    out.extend(tags);
    bare_tags(context, out);
}

/// The image that a word names with its registry, if it is one.
fn image(word: &Word<'_>) -> Option<Image> {
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
fn split(text: &str, fixed: fn(&str) -> bool) -> Option<Image> {
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
    Some(Image { name: name.to_string(), tag: tag.map(str::to_string) })
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

fn role(context: &Context<'_>, word: &Word<'_>) -> Option<Role> {
    let above = |word: &&&str| !["other", "others", "another"].contains(*word);
    let foreign = context.says(&FOREIGN) || FOREIGN.iter().filter(above).any(|word| context.about(&[word]));
    if let Some((header, first)) = context.column(word.range.start) {
        // In a table the cell's labels decide.
        let label = |part: &str| super::has_word(header, part) || super::has_word(first, part);
        if FOREIGN.iter().any(|word| label(word)) || label("base") || label("parent") {
            return None;
        }
        if label("published") || label("publish") || label("push") {
            return Some(Role::Published);
        }
        if label("image")
            || label("registry")
            || label("container image")
            || header.contains("镜像")
            || first.contains("镜像")
        {
            return Some(Role::Named);
        }
    }
    // A heading with the word "Other" stands above the service's own things, too.
    let foreign_here = context.says(&["other", "others", "another"]);
    if foreign_here || context.about(&["sibling", "siblings", "upstream", "third-party", "mirror", "mirrors"]) {
        return None;
    }
    if says_before_or_after(context, &PUBLISH) {
        return Some(Role::Published);
    }
    if foreign {
        return None;
    }
    if context.says(&RUN) {
        return Some(Role::Runs);
    }
    context.about(&NAME).then_some(Role::Named)
}

/// `push` as in "push to main" pushes no image.
fn says_before_or_after(context: &Context<'_>, verbs: &[&str]) -> bool {
    verbs.iter().any(|verb| match verb.is_ascii() {
        false => context.sentence.lower.contains(verb) || context.sentence.lead.contains(verb),
        true => {
            super::has_word(&context.sentence.lead, verb)
                || context.words.iter().enumerate().any(|(index, word)| {
                    let next = |by: usize| context.words.get(index + by).map_or("", |word| word.lower);
                    let to_branch = next(1) == "to" && ["main", "master", "the", "a"].contains(&next(2));
                    let of_tag = next(1) == "of";
                    let noun =
                        index > 0 && ["every", "each", "any", "a", "on"].contains(&context.words[index - 1].lower);
                    !word.code && word.lower == *verb && !(verb.starts_with("push") && (to_branch || of_tag || noun))
                })
        }
    })
}

fn is_base(context: &Context<'_>, word: &Word<'_>) -> bool {
    base(context, word).is_some()
        || context.words.iter().filter(|word| word.code).any(|code| {
            base(context, code).is_some_and(|(range, _)| range.start <= word.range.start && word.range.end <= range.end)
        })
}

/// The base image that a code span names: `FROM x`, or `x` behind "based on".
fn base(context: &Context<'_>, word: &Word<'_>) -> Option<(Range<usize>, Image)> {
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
    let labelled = context.column(word.range.start).is_some_and(|(header, first)| {
        ["base image", "parent image", "基础镜像"].iter().any(|label| header.contains(label) || first.contains(label))
    });
    // "## Base Image", and the first thing below it.
    let heading = context.sentence.headings.last().map_or("", String::as_str);
    let headed = (heading.contains("base image") || heading.contains("parent image"))
        && context.words.first().is_some_and(|first| first.range == word.range)
        && image(word).is_some();
    let after =
        context.sentence.lower.get(word.range.end..clause.end.min(context.sentence.lower.len())).unwrap_or_default();
    let behind =
        ["as the base", "as base", "as its base", "as a base", "base image"].iter().any(|words| after.contains(words));
    let built = before.trim_end().ends_with("from")
        && ["build", "built"].iter().any(|verb| context.sentence.lower.contains(verb));
    if !(labelled || headed || behind || built || BASE.iter().any(|phrase| before.contains(phrase))) {
        return None;
    }
    // "Base image" talks of images; "based on `main`" or "`spec-kit`" does not.
    let names = text.contains([':', '/'])
        || context.about(&["image", "images", "containerfile", "dockerfile", "镜像", "イメージ"]);
    let path = text.ends_with(".md") || text.ends_with('/') || text.starts_with(['.', '/', ':', '-']);
    let tag = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    (names && !path && !tag && !["main", "master", "latest"].contains(&text))
        .then(|| split(text, is_one))
        .flatten()
        .map(|image| (word.range.clone(), image))
}

/// `:latest` in backticks, or `latest` beside the word "tag", where a sentence says that
/// it is published.
fn bare_tags(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    if !says_before_or_after(context, &PUBLISH)
        && !context.says(&[
            "rebuild",
            "rebuilds",
            "rebuilt",
            "update",
            "updates",
            "refresh",
            "refreshes",
            "构建",
            "ビルド",
        ])
    {
        return;
    }
    // A heading with the word "Other" stands above the service's own tags, too.
    let foreign = ["sibling", "siblings", "upstream", "base", "parent", "test", "tests", "local"];
    if context.about(&foreign) || context.says(&["other", "others", "another"]) {
        return;
    }
    for (index, word) in context.words.iter().enumerate().filter(|(_, word)| word.code) {
        let near = |by: isize| {
            index.checked_add_signed(by).and_then(|index| context.words.get(index)).map_or("", |word| word.lower)
        };
        let tag = match word.text.strip_prefix(':') {
            Some(tag) => tag,
            // A git tag is a tag too: only "image tag", "tagged" and "as" tell them apart.
            None if near(-1) == "tagged" || (near(-1) == "as" && near(-2) == "tagged") => word.text,
            None => continue,
        };
        let valid = Reference::parse("localhost/x").with_tag(tag).invalid().is_none();
        if valid && is_fixed(tag) && context.modality.asserts(&word.range) {
            out.push((word.range.clone(), What::Tag(tag.to_string())));
        }
    }
}
