//! The sync impact report's new entry, in spec-kit's shape. Must not decide on a version.

use crate::amendment::Amendment;
use crate::bump::{next, same, top, BumpTarget, Version};
use crate::document::{number, Document};
use crate::level::Level;
use prodproof_syntax::finding::line_end;
use prodproof_syntax::span::Span;

/// The edits that make the newest report the target's. A report that already starts at
/// the base is set right; else a new one is put above the others, which stay below it.
/// A document without reports gets one only to record a level that a person stated.
pub fn entry(text: &str, document: &Document, target: &BumpTarget<'_>) -> Vec<(Span, String)> {
    let first = document.reports.first();
    let Some(report) = first else {
        if target.stated.is_none() {
            return Vec::new();
        }
        return vec![(Span::at(top(text, document)), format!("{}{eol}", comment(text, target), eol = line_end(text)))];
    };
    let old = report.old.as_ref().and_then(|old| old.value.version());
    // "1.0.0 → 1.0.0 (initial creation)" tells of the beginning, not of this amendment.
    let told = report.new.as_ref().is_some_and(|new| new.value.version().is_some() && new.value.version() == old);
    let base = old == target.base && !told;
    let known = report.new.as_ref().filter(|new| base || same(&new.value, &target.version));
    let Some(new) = known else {
        // On a line of its own, above the comment that holds the newest one.
        return vec![(Span::at(report.comment.start), comment(text, target))];
    };
    let mut changes = Vec::new();
    if !same(&new.value, &target.version) {
        changes.push((new.span, number::spell(&target.version, new.value.parts())));
        // "(MINOR)" behind a version that is now a major one would be false.
        let step = target.base.and_then(|base| step(base, &target.version));
        if let (Some(step), Some(claimed)) = (step, &report.claimed) {
            if step != claimed.value {
                changes.push((claimed.span, step.as_str().to_uppercase()));
            }
        }
    }
    if let Some((level, reason)) = target.stated.filter(|_| report.level.is_none()) {
        let line = format!("{}Level: {level} (reason: {})", line_end(text), harmless(reason));
        changes.push((Span::at(report.line.end), line));
    }
    changes
}

/// By what the version moves; `None` for what moves otherwise than by a level.
fn step(base: &Version, version: &Version) -> Option<Level> {
    [Level::Patch, Level::Minor, Level::Major].into_iter().find(|level| next(Some(base), *level) == *version)
}

fn comment(text: &str, target: &BumpTarget<'_>) -> String {
    let eol = line_end(text);
    let old = target.base.map_or_else(|| "none".to_string(), ToString::to_string);
    let mut lines = vec!["<!--".to_string(), "Sync Impact Report".to_string()];
    lines.push(format!("Version change: {old} → {}", target.version));
    if let Some((level, reason)) = target.stated {
        lines.push(format!("Level: {level} (reason: {})", harmless(reason)));
    }
    lines.extend(told(target.amendment));
    lines.push("-->".to_string());
    lines.iter().map(|line| format!("{line}{eol}")).collect()
}

/// What changed, under spec-kit's labels.
fn told(amendment: &Amendment) -> Vec<String> {
    let list = |titles: Vec<String>| if titles.is_empty() { "none".to_string() } else { harmless(&titles.join("; ")) };
    let renamed = amendment.renamed.iter().map(|(old, new)| format!("{old} → {new}"));
    vec![
        format!("Modified principles: {}", list(renamed.chain(amendment.modified.iter().cloned()).collect())),
        format!("Added sections: {}", list(amendment.added.clone())),
        format!("Removed sections: {}", list(amendment.removed.clone())),
    ]
}

/// Without what would end the comment or open another report.
fn harmless(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace("--", "—").replace("<!", "<").trim_end_matches('-').to_string()
}
