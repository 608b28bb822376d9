//! The delivery chain as a mermaid picture. Must not know the tree.

use super::{events, runs};
use crate::chain::Chain;
use prodproof_syntax::answer::Answer;

/// A mermaid flowchart, from left to right. Ends in a line feed.
pub fn mermaid(chain: &Chain) -> String {
    let mut out = String::from("flowchart LR\n");
    let mut references: Vec<&str> = Vec::new();
    for one in &chain.publications {
        if !references.contains(&one.reference.as_str()) {
            references.push(&one.reference);
        }
    }
    for unit in chain.deployments.iter() {
        if !references.contains(&unit.reference.as_str()) {
            references.push(&unit.reference);
        }
    }
    let events = events(chain);
    for (index, event) in events.iter().enumerate() {
        let title = if *event == chain.merge() { format!("merge to {}", chain.branch) } else { event.clone() };
        out.push_str(&format!("  e{index}([\"{}\"])\n", label(&title)));
    }
    for (index, reference) in references.iter().enumerate() {
        out.push_str(&format!("  r{index}[(\"{}\")]\n", label(reference)));
    }
    for (index, unit) in chain.deployments.iter().enumerate() {
        out.push_str(&format!("  d{index}[\"{}\"]\n", label(&unit.unit)));
    }
    let merge = chain.merge();
    if !chain.publications.iter().any(|one| one.event == merge) {
        out.push_str("  nothing[\"nothing is published\"]\n  e0 -.-x nothing\n");
    }
    let mut drawn = Vec::new();
    for one in &chain.publications {
        let event = events.iter().position(|event| *event == one.event).unwrap_or_default();
        let reference = references.iter().position(|text| *text == one.reference).unwrap_or_default();
        let arrow = if one.certainty.is_yes() { "-->" } else { "-.->" };
        let file = one.workflow.rsplit('/').next().unwrap_or(&one.workflow);
        let edge = format!("  e{event} {arrow}|\"{}\"| r{reference}\n", label(&format!("{file}:{}", one.line)));
        if !drawn.contains(&edge) {
            out.push_str(&edge);
            drawn.push(edge);
        }
    }
    for (index, unit) in chain.deployments.iter().enumerate() {
        for (at, reference) in references.iter().enumerate() {
            let runs = runs(chain, unit, reference);
            if runs == Answer::No {
                continue;
            }
            let edge = match unit.verdict.and(runs) {
                Answer::Yes => format!("  r{at} -->|\"pulled anew\"| d{index}\n"),
                Answer::No => format!("  r{at} -.-x|\"not pulled anew\"| d{index}\n"),
                Answer::Unknown => format!("  r{at} -.->|\"perhaps pulled anew\"| d{index}\n"),
            };
            out.push_str(&edge);
        }
    }
    out
}

/// Text inside of mermaid's quotes: its entity codes for what it or HTML would read.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '#' => out.push_str("#35;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
