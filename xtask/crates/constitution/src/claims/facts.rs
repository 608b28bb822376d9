//! Small facts that the prose states: the default branch, ports, platforms. Must not know
//! whether they are so.

use std::ops::Range;

use super::words::ProseWord;
use super::{is_placeholder, Claimed, Context};
use crate::lexicon::Topic;

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    branch(context, out);
    ports(context, out);
    platforms(context, out);
}

/// "The default branch is `trunk`."
fn branch(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let Some(spot) = context.said.first(Topic::DefaultBranch) else { return };
    // "The upstream project's default branch": its own is another matter.
    if context.said.all(Topic::OthersBranch).any(|owner| owner.range.end <= spot.range.start) {
        return;
    }
    let english = spot.language == "en";
    let mut behind = context.words.iter().filter(|word| word.range.start >= spot.range.end);
    let name = if english {
        let verb = behind.next().filter(|word| context.is(word, Topic::Is));
        // "… is called `trunk`"
        let word = verb.and_then(|_| behind.next());
        word.and_then(|word| if context.is(word, Topic::Is) { behind.next() } else { Some(word) })
    } else {
        // In other languages the verb may stand elsewhere, or not at all.
        behind.take(2).find(|word| word.code)
    };
    let Some(name) = name else {
        return;
    };
    let plain = name.text.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    let named = name.code && plain && !name.text.is_empty() && !is_placeholder(name.text);
    if named && context.modality.asserts(&name.range) {
        out.push((name.range.clone(), Claimed::Branch(name.text.to_string())));
    }
}

/// "The service listens on port 8080."
fn ports(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    if !context.says(Topic::Listens) || context.about(Topic::OthersPort) {
        return;
    }
    let words = context.words;
    for (index, word) in words.iter().enumerate().filter(|(_, word)| !word.code) {
        let is = |index: usize, topic| words.get(index).is_some_and(|word| context.is(word, topic));
        let first = if context.is(word, Topic::Port) {
            index + 1
        } else if context.is(word, Topic::ListensOn) {
            let at = index + 1 + usize::from(is(index + 1, Topic::At));
            // "Exposes 12 endpoints" counts something else.
            let counts = at + 1 < words.len() && !is(at + 1, Topic::BehindPort);
            if counts && words.get(at).is_some_and(|number| !number.code) {
                continue;
            }
            at
        } else {
            continue;
        };
        // "ports 80 and 443"
        for (at, word) in words.iter().enumerate().skip(first) {
            match port(word) {
                Some(port) if context.modality.asserts(&word.range) => {
                    out.push((word.range.clone(), Claimed::Port(port)))
                }
                Some(_) => {}
                None if is(at, Topic::Joins) => {}
                None => break,
            }
        }
        // "8080 portunda": the number before its word.
        let before = index.checked_sub(1).and_then(|at| words.get(at)).filter(|_| port_behind(context, word));
        if let Some((word, port)) = before.and_then(|word| Some((word, port(word)?))) {
            if context.modality.asserts(&word.range) {
                out.push((word.range.clone(), Claimed::Port(port)));
            }
        }
    }
    glued_ports(context, out);
    out.dedup();
}

/// Whether the language of a word for "port" puts the number before it.
fn port_behind(context: &Context<'_>, word: &ProseWord<'_>) -> bool {
    context.said.all(Topic::Port).any(|spot| spot.range == word.range && spot.language == "tr")
}

/// "监听端口 8080", "8080 포트": scripts whose words are not told apart.
fn glued_ports(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    let text = &context.sentence.lower;
    for spot in context.said.all(Topic::Port).filter(|spot| matches!(spot.language, "zh" | "ja" | "ko")) {
        for word in context.words {
            let gap = if word.range.start >= spot.range.end {
                spot.range.end..word.range.start
            } else {
                word.range.end..spot.range.start
            };
            let close =
                text.get(gap).is_some_and(|gap| gap.chars().filter(|c| !c.is_whitespace() && *c != '`').count() <= 2);
            match port(word).filter(|_| close && context.modality.asserts(&word.range)) {
                Some(port) if !out.iter().any(|(range, _)| *range == word.range) => {
                    out.push((word.range.clone(), Claimed::Port(port)))
                }
                _ => {}
            }
        }
    }
}

/// `8080`, `:8080`, `8080/tcp`.
fn port(word: &ProseWord<'_>) -> Option<u16> {
    let text = word.text.trim_start_matches(':');
    let number = text.strip_suffix("/tcp").or_else(|| text.strip_suffix("/udp")).unwrap_or(text);
    let digits = number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().filter(|port| *port > 0)
}

/// What an architecture is called in a platform's name, and by itself.
const BARE: [&str; 5] = ["amd64", "arm64", "ppc64le", "s390x", "riscv64"];
const VARIANTS: [&str; 4] = ["arm64/v8", "arm/v6", "arm/v7", "386"];

/// "Images are built for `linux/amd64` and `linux/arm64`."
fn platforms(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    if !context.about(Topic::BuiltFor) || context.about(Topic::OthersPort) {
        return;
    }
    let images = context.about(Topic::Artefact);
    for word in context.words {
        // Of an image its architecture alone says it: "images for amd64 and s390x".
        let alone = images && BARE.contains(&word.lower) && !word.code;
        let (architecture, known) = match word.lower.strip_prefix("linux/") {
            Some(architecture) => (architecture, BARE.contains(&architecture) || VARIANTS.contains(&architecture)),
            None => (word.lower, alone),
        };
        if known && context.modality.asserts(&word.range) {
            out.push((word.range.clone(), Claimed::Platform(format!("linux/{architecture}"))));
        }
    }
}
