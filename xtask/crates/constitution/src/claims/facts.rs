//! Small facts that the prose states: the default branch, ports, platforms. Must not know
//! whether they are so.

use std::ops::Range;

use super::words::Word;
use super::{is_placeholder, Context, What};

/// Whose port or platform it is, if it is not the service's.
const OTHER: [&str; 26] = [
    "database",
    "postgres",
    "postgresql",
    "redis",
    "mysql",
    "ssh",
    "proxy",
    "upstream",
    "sidecar",
    "test",
    "tests",
    "dev",
    "development",
    "local",
    "locally",
    "registry",
    "smtp",
    "prometheus",
    "other",
    "another",
    "blocked",
    "firewall",
    "reserved",
    "debugger",
    "developer",
    "laptop",
];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    branch(context, out);
    ports(context, out);
    platforms(context, out);
}

/// "The default branch is `trunk`."
fn branch(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    let words = context.words;
    let Some(at) = super::words::find(words, "default branch") else { return };
    let named = words.get(at + 2).is_some_and(|word| ["is", "named", "called"].contains(&word.lower));
    let Some(name) = words.get(at + 3).filter(|name| named && name.code) else { return };
    let plain = name.text.chars().all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    if plain && !name.text.is_empty() && !is_placeholder(name.text) && context.modality.asserts(&name.range) {
        out.push((name.range.clone(), What::Branch(name.text.to_string())));
    }
}

/// "The service listens on port 8080."
fn ports(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    const LISTENS: [&str; 12] = [
        "listen",
        "listens",
        "expose",
        "exposes",
        "exposed",
        "serve",
        "serves",
        "served",
        "reachable",
        "publishes",
        "container",
        "service",
    ];
    if !context.says(&LISTENS) || context.about(&OTHER) {
        return;
    }
    const LISTENS_ON: [&str; 8] = ["listen", "listens", "listening", "expose", "exposes", "exposed", "serve", "serves"];
    for (index, word) in context.words.iter().enumerate().filter(|(_, word)| !word.code) {
        let next = |by: usize| context.words.get(index + by);
        let first = match word.lower {
            "port" | "ports" => index + 1,
            verb if LISTENS_ON.contains(&verb) => {
                let on = next(1).is_some_and(|next| ["on", "at"].contains(&next.lower));
                // "Exposes 12 endpoints" counts something else.
                let at = index + 1 + usize::from(on);
                let counts = context.words.get(at + 1).is_some_and(|behind| !BEHIND.contains(&behind.lower));
                if counts && context.words.get(at).is_some_and(|number| !number.code) {
                    continue;
                }
                at
            }
            _ => continue,
        };
        // "ports 80 and 443"
        for word in context.words.iter().skip(first) {
            match port(word) {
                Some(port) if context.modality.asserts(&word.range) => out.push((word.range.clone(), What::Port(port))),
                Some(_) => {}
                None if ["and", "or"].contains(&word.lower) && !word.code => {}
                None => break,
            }
        }
    }
    out.dedup();
}

/// Words that may stand right behind a port's number.
const BEHIND: [&str; 10] = ["and", "by", "for", "in", "inside", "on", "over", "to", "via", "with"];

/// `8080`, `:8080`, `8080/tcp`.
fn port(word: &Word<'_>) -> Option<u16> {
    let text = word.text.trim_start_matches(':');
    let number = text.strip_suffix("/tcp").or_else(|| text.strip_suffix("/udp")).unwrap_or(text);
    let digits = number.len() >= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten().filter(|port| *port > 0)
}

/// "Images are built for `linux/amd64` and `linux/arm64`."
fn platforms(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    const BUILT: [&str; 12] = [
        "build",
        "builds",
        "built",
        "publish",
        "publishes",
        "published",
        "image",
        "images",
        "multi-arch",
        "multi-platform",
        "platforms",
        "architectures",
    ];
    if !context.about(&BUILT) || context.about(&OTHER) {
        return;
    }
    for word in context.words {
        let Some(architecture) = word.lower.strip_prefix("linux/") else { continue };
        let known = ["amd64", "arm64", "arm64/v8", "arm/v6", "arm/v7", "386", "ppc64le", "s390x", "riscv64"];
        if known.contains(&architecture) && context.modality.asserts(&word.range) {
            out.push((word.range.clone(), What::Platform(word.lower.to_string())));
        }
    }
}
