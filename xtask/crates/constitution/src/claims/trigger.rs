//! What publishes, by the prose: a push to the default branch, a tag, a dispatch, a
//! release. Only where the sentence is about publishing.

use std::ops::Range;

use super::words::Word;
use super::{Context, Effect, Trigger, What};

const PUBLISHING: [&str; 34] = [
    "trigger",
    "triggers",
    "publish",
    "publishes",
    "published",
    "publishing",
    "publication",
    "rebuild",
    "rebuilds",
    "rebuilt",
    "rebuilding",
    "build",
    "builds",
    "built",
    "pushes the image",
    "push the image",
    "image is pushed",
    "images are pushed",
    "ship",
    "ships",
    "shipped",
    "container build",
    "发布",
    "發佈",
    "构建",
    "構建",
    "推送镜像",
    "重建",
    "公開",
    "ビルド",
    "再構築",
    "게시",
    "빌드",
    "배포",
];
const OBJECT: [&str; 14] = [
    "image",
    "images",
    "container",
    "containers",
    "latest",
    "镜像",
    "鏡像",
    "容器",
    "イメージ",
    "コンテナ",
    "이미지",
    "컨테이너",
    "registry",
    "container-build",
];
/// Builds of something else.
const OTHER: [&str; 16] = [
    "test",
    "tests",
    "docs",
    "documentation",
    "site",
    "pages",
    "package",
    "packages",
    "crate",
    "pypi",
    "npm",
    "changelog",
    "notes",
    "lint",
    "dev",
    "preview",
];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    let mut found = mentions(context);
    cjk(context, &mut found);
    // The cheap question first: most sentences name no trigger.
    if found.is_empty() {
        return;
    }
    let named =
        context.words.iter().any(|word| word.code && (word.text.starts_with(':') || word.text.contains(":latest")));
    // `push:main` is said of workflows alone.
    let named = named || context.words.iter().any(|word| word.lower.starts_with("push:"));
    if !context.about(&PUBLISHING)
        || !(named || context.says(&OBJECT) || OBJECT.iter().any(|word| context.sentence.lead.contains(word)))
        || context.says(&OTHER)
    {
        return;
    }
    found.sort_by_key(|(range, _)| range.start);
    found.dedup_by(|a, b| a.1 == b.1);
    for (range, trigger) in found {
        if context.modality.forbids(&range) {
            // Only a plain "X must not publish" is the opposite of a promise.
            let plain =
                !context.says(&["without", "unless", "except", "instead", "fail", "fails", "break", "skip", "delay"]);
            if plain && subject(context, &range) {
                out.push((range, What::Trigger { trigger, effect: Effect::Never }));
            }
        } else if context.modality.asserts(&range) {
            let effect = if only(context, &range) { Effect::Only } else { Effect::Publishes };
            out.push((range, What::Trigger { trigger, effect }));
        }
    }
}

fn mentions(context: &Context<'_>) -> Vec<(Range<usize>, Trigger)> {
    let words = context.words;
    let mut out = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if let Some(event) = word.lower.strip_prefix("push:") {
            let trigger = match event.strip_prefix("tags").map(|rest| rest.trim_start_matches(':')) {
                Some("") => Trigger::Tag(None),
                Some(pattern) => Trigger::Tag(Some(pattern.to_string())),
                None => Trigger::Push(Some(event.to_string())),
            };
            if !event.is_empty() && !super::is_placeholder(event.trim_end_matches('*')) {
                out.push((word.range.clone(), trigger));
            }
            continue;
        }
        if word.code {
            match word.lower {
                "workflow_dispatch" => out.push((word.range.clone(), Trigger::Dispatch)),
                "pull_request" => out.push((word.range.clone(), Trigger::PullRequest)),
                text if is_tag_pattern(text) && near_tag(words, index) => {
                    out.push((word.range.clone(), Trigger::Tag(Some(word.text.to_string()))))
                }
                _ => {}
            }
            continue;
        }
        let next = |by: usize| words.get(index + by).map_or("", |word| word.lower);
        match word.lower {
            "push" | "pushes" | "pushed" | "merge" | "merges" | "merged" | "commit" | "commits" => {
                let mut at = index + 1;
                let mut linked = false;
                while words.get(at).is_some_and(|word| {
                    !word.code
                        && ["to", "into", "on", "onto", "the", "in", "lands", "landing", "land", "from"]
                            .contains(&word.lower)
                }) {
                    linked |= !["the", "from"].contains(&words[at].lower);
                    at += 1;
                }
                let branch = words.get(at).and_then(|target| branch(target, words.get(at + 1)));
                match branch {
                    Some((branch, width)) if linked => {
                        let end = words.get(at + width - 1).map_or(word.range.end, |word| word.range.end);
                        out.push((word.range.start..end, Trigger::Push(branch)));
                    }
                    _ if ["merge", "merges"].contains(&word.lower)
                        && index > 0
                        && ["every", "each", "on", "a", "any"].contains(&words[index - 1].lower) =>
                    {
                        out.push((words[index - 1].range.start..word.range.end, Trigger::Push(None)));
                    }
                    _ => {}
                }
            }
            "version" | "release" | "git" | "semver" if matches!(next(1), "tag" | "tags") => {
                let end = words[index + 1].range.end;
                // "the version tag `:v1`" names an image's tag.
                if next(2) != "of" && !words.get(index + 2).is_some_and(|word| word.code && word.text.starts_with(':'))
                {
                    out.push((word.range.start..end, Trigger::Tag(None)));
                }
            }
            "tag" if matches!(next(1), "push" | "pushes") => {
                out.push((word.range.start..words[index + 1].range.end, Trigger::Tag(None)));
            }
            "github"
                if matches!(next(1), "release" | "releases")
                    && (1..=2).any(|by| {
                        let before =
                            index.checked_sub(by).and_then(|index| words.get(index)).map_or("", |word| word.lower);
                        ["on", "every", "each", "when", "upon"].contains(&before)
                    }) =>
            {
                out.push((word.range.start..words[index + 1].range.end, Trigger::Release));
            }
            "dispatch" | "dispatched" if index > 0 && ["manual", "manually"].contains(&words[index - 1].lower) => {
                out.push((words[index - 1].range.start..word.range.end, Trigger::Dispatch));
            }
            "workflow_dispatch" => out.push((word.range.clone(), Trigger::Dispatch)),
            "v*" if near_tag(words, index) => out.push((word.range.clone(), Trigger::Tag(Some("v*".into())))),
            _ => {}
        }
    }
    out
}

fn near_tag(words: &[Word<'_>], index: usize) -> bool {
    let near =
        |by: isize| index.checked_add_signed(by).and_then(|index| words.get(index)).map_or("", |word| word.lower);
    ["tag", "tags", "release", "version"].contains(&near(1)) || ["tag", "tags", "matching"].contains(&near(-1))
}

fn is_tag_pattern(text: &str) -> bool {
    text.ends_with('*') && text.len() <= 20 && text.chars().all(|c| c.is_ascii_alphanumeric() || ".*[]-_/+".contains(c))
}

/// The branch that words name, and how many words that takes.
fn branch(word: &Word<'_>, next: Option<&Word<'_>>) -> Option<(Option<String>, usize)> {
    if word.code {
        let text = word.text;
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
        let image = text.contains('.') && text.contains('/');
        return (plain && !image && !text.is_empty()).then(|| (Some(text.to_string()), 1));
    }
    match word.lower {
        "main" | "master" | "trunk" => Some((Some(word.text.to_string()), 1)),
        "default" if next.is_some_and(|next| next.lower == "branch") => Some((None, 2)),
        _ => None,
    }
}

fn cjk(context: &Context<'_>, out: &mut Vec<(Range<usize>, Trigger)>) {
    let text = &context.sentence.lower;
    let merges = ["合并", "合併", "推送", "提交", "マージ", "プッシュ", "병합", "푸시", "머지"];
    for word in context.words.iter().filter(|word| ["main", "master"].contains(&word.lower)) {
        let start = word.range.start;
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(word.range.end..).unwrap_or_default();
        let close = |part: &str| part.chars().filter(|c| !c.is_whitespace()).take(8).collect::<String>();
        let behind: String = before.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        if merges.iter().any(|merge| behind.contains(merge) || close(after).contains(merge)) {
            out.push((word.range.clone(), Trigger::Push(Some(word.text.to_string()))));
        }
    }
    for mark in ["版本标签", "版本標籤", "发布标签", "リリースタグ", "バージョンタグ", "릴리스 태그", "버전 태그"]
    {
        if let Some(at) = text.find(mark) {
            out.push((at..at + mark.len(), Trigger::Tag(None)));
        }
    }
}

/// Whether "only" stands right before the trigger's phrase in its part of the sentence.
fn only(context: &Context<'_>, range: &Range<usize>) -> bool {
    let clause = context.modality.clause(range.start);
    let clause = clause.start..clause.end.min(context.sentence.lower.len());
    let before = context.sentence.lower.get(clause.start.min(range.start)..range.start).unwrap_or_default();
    let words: Vec<&str> = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let near = &words[words.len().saturating_sub(5)..];
    let whole = context.sentence.lower.get(clause.clone()).unwrap_or_default();
    // "on version tags only", "on version tags alone".
    let behind = context.sentence.lower.get(range.end..clause.end.max(range.end)).unwrap_or_default();
    let behind = behind.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    near.iter().any(|word| ["only", "exclusively", "solely"].contains(word))
        || ["only", "exclusively", "alone"].contains(&behind)
        || ["仅", "僅", "只在", "只有", "のみ", "だけ", "오직"].iter().any(|mark| whole.contains(mark))
}

/// Whether the trigger is what must not publish ("a push to main MUST NOT publish") or
/// where nothing may be published ("MUST NOT be published on a push to main").
fn subject(context: &Context<'_>, range: &Range<usize>) -> bool {
    let denial = context.words.iter().position(|word| !word.code && ["not", "never", "no"].contains(&word.lower));
    let Some(denial) = denial else {
        return ["不得", "禁止", "てはならない"].iter().any(|word| context.sentence.lower.contains(word));
    };
    let verbs = ["publish", "publishes", "published", "rebuild", "rebuilds", "rebuilt", "trigger", "build", "builds"];
    let verb = context.words.iter().skip(denial).take(4).any(|word| verbs.contains(&word.lower));
    let first = context.words.iter().position(|word| word.range.start >= range.start).unwrap_or(usize::MAX);
    // Nothing else may stand as the subject: "logs of a push to main must not …".
    verb && (first <= 2 || first > denial)
}
