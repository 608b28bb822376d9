//! Waivers written as comments beside a line. Must not judge them.

use time::Date;

use super::ending::{self, WaiverEnd};
use super::{GivenWaiver, WaiverScope};
use crate::rules;
use prodproof_syntax::finding::Place;
use prodproof_syntax::markdown::{BlockKind, InlineKind, Markdown};
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::{LineIndex, Span};

/// The comments `xtask: allow(rule) reason` in YAML, units and Markdown; with `until
/// 2027-01-01` in the reason they end.
pub fn inline(snapshot: &Snapshot) -> Vec<GivenWaiver> {
    let mut out = Vec::new();
    for (path, text) in snapshot.texts(|_| true) {
        if !text.contains("xtask") && !text.contains("Xtask") && !text.contains("XTASK") {
            continue;
        }
        let today = snapshot.facts.today;
        match Syntax::of(path) {
            Some(Syntax::Markdown) => markdown(path, text, today, &mut out),
            Some(syntax) => lines(path, text, syntax, today, &mut out),
            None => {}
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Unit,
    /// Containerfiles, scripts, environment files: `#` on a line of its own.
    Other,
    Markdown,
}

impl Syntax {
    fn of(path: &str) -> Option<Self> {
        // Copies of this crate and test data are no sources of the repository.
        let mut folders = path.split('/').rev().skip(1);
        if folders.any(|one| matches!(one, "tests" | "testdata" | "fixtures" | "xtask" | "templates")) {
            return None;
        }
        match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "yml" | "yaml" => Some(Self::Yaml),
            "service" | "timer" | "container" | "pod" | "kube" | "image" | "build" | "conf" => Some(Self::Unit),
            "md" => Some(Self::Markdown),
            _ => Some(Self::Other),
        }
    }
}

/// `#` comments; in units `;` as well. Only in YAML may something stand before the
/// comment; in units and Containerfiles it would be part of the value.
fn lines(path: &str, text: &str, syntax: Syntax, today: Date, out: &mut Vec<GivenWaiver>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let code = line.trim_start_matches('\u{feff}').trim_start();
        let alone = code.starts_with('#') || (syntax == Syntax::Unit && code.starts_with(';'));
        let comment = if alone {
            line.len() - code.len() + 1
        } else if syntax == Syntax::Yaml {
            match line.rfind(" #").or_else(|| line.rfind("\t#")) {
                Some(at) => at + 2,
                None => continue,
            }
        } else {
            continue;
        };
        let body = line[comment..].trim_end();
        let below = if alone { below(text, start, syntax) } else { start };
        // With the blanks before it, or with its line.
        let code_end = from + line[..comment - 1].trim_end().len();
        let removal = if alone {
            Span::new(from + line.len() - line.trim_start_matches('\u{feff}').len(), start)
        } else {
            Span::new(code_end, from + comment + body.len())
        };
        let comment = Comment { path, body, at: from + comment, lines: Span::new(from, below), removal, today };
        comment.waivers(out);
    }
}

/// The end of the line that a comment above it means: the next one that says something,
/// and in units those that continue it.
fn below(text: &str, mut at: usize, syntax: Syntax) -> usize {
    let mut inside = false;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let code = line.trim();
        let comment = code.starts_with('#') || (syntax == Syntax::Unit && code.starts_with(';'));
        if comment || (code.is_empty() && !inside) {
            continue;
        }
        inside = syntax != Syntax::Yaml && code.ends_with('\\');
        if !inside {
            break;
        }
    }
    at
}

/// HTML comments that Markdown reads as such; those in code are examples.
fn markdown(path: &str, text: &str, today: Date, out: &mut Vec<GivenWaiver>) {
    let index = LineIndex::new(text);
    let line_end = |line: usize| index.start_of(line + 1).unwrap_or(text.len());
    for block in &Markdown::read(text).blocks {
        let spans: Vec<Span> = match block.kind {
            BlockKind::Html => vec![block.span],
            _ => block.inlines.iter().filter(|one| one.kind == InlineKind::Html).map(|one| one.span).collect(),
        };
        for span in spans {
            let html = span.text(text);
            for (open, _) in html.match_indices("<!--") {
                let from = span.start + open;
                let body = html[open + 4..].split("-->").next().unwrap_or_default();
                let end = from + 4 + body.len() + 3;
                let (first, _) = index.line_col(text, from);
                let (mut last, _) = index.line_col(text, end);
                let own = index.start_of(first).unwrap_or_default();
                let rest = text.get(end..line_end(last)).unwrap_or_default();
                let alone = text.get(own..from).unwrap_or_default().trim().is_empty() && rest.trim().is_empty();
                if alone {
                    // The next line that says something and is no comment itself.
                    loop {
                        last += 1;
                        let next = text.get(index.start_of(last).unwrap_or(text.len())..line_end(last));
                        let next = next.unwrap_or_default().trim();
                        if last > index.lines() || !(next.is_empty() || next.starts_with("<!--")) {
                            break;
                        }
                    }
                }
                let removal = if alone {
                    Span::new(own, line_end(index.line_col(text, end).0).max(own))
                } else {
                    // At the end of a line the blanks before it would be left over.
                    let said = text.get(own..from).unwrap_or_default();
                    let start = if rest.trim().is_empty() { own + said.trim_end().len() } else { from };
                    Span::new(start, end.min(text.len()).max(from))
                };
                let lines = Span::new(own, line_end(last).max(own));
                Comment { path, body: body.trim_end(), at: from + 4, lines, removal, today }.waivers(out);
            }
        }
    }
}

/// One comment.
struct Comment<'a> {
    path: &'a str,
    /// Its text without marks, which starts at byte `at` of its file.
    body: &'a str,
    at: usize,
    /// What it means.
    lines: Span,
    /// What goes with it.
    removal: Span,
    today: Date,
}

/// Words that people write for it.
const VERBS: [&str; 6] = ["allow", "ignore", "disable", "waive", "skip", "noqa"];

impl Comment<'_> {
    /// `allow(rule)`, `allow(rule, rule) reason`; what looks like it but is not becomes a
    /// waiver without a word, for the rule about unreadable ones.
    fn waivers(&self, out: &mut Vec<GivenWaiver>) {
        let said = self.body.trim_start();
        let offset = |part: &str| self.at + self.body.len() - part.len();
        let Some(name) = tool(said) else { return };
        let behind = &said[name + TOOL.len()..];
        let rest = behind.trim_start_matches([' ', '\t', ':', '-']);
        let verb = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        let named = said.strip_prefix("xtask:").is_some_and(|behind| behind.trim_start() == rest);
        let behind = &rest[verb.len()..];
        let list = behind.strip_prefix('(').filter(|_| named && verb == "allow").and_then(|list| list.split_once(')'));
        let Some((names, reason)) = list else {
            let known = VERBS.iter().any(|known| verb.eq_ignore_ascii_case(known));
            let bracket = behind.starts_with(['(', '[', ':', '=']);
            let word = behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(|word| !word.is_empty());
            let rule = word.and_then(rules::find).is_some();
            // "xtask: permits(rule)": with a rule's name in brackets no word is needed to know.
            if name == 0 && known && (bracket || rule) || bracket && rule {
                out.push(self.unreadable(offset(said)));
            }
            return;
        };
        let (reason, until) = match ending::of(reason) {
            WaiverEnd::Unread => {
                out.push(self.unreadable(offset(said)));
                return;
            }
            WaiverEnd::Open => (reason.to_string(), None),
            WaiverEnd::On { date, day, words } => {
                let at = offset(reason);
                let left = format!("{} {}", &reason[..words.start], &reason[words.end..]);
                (left, Some((date, Span::new(at + day.start, at + day.end))))
            }
        };
        let reason = bare(&reason);
        let parts: Vec<&str> = names.split(',').collect();
        let mut start = offset(behind) + 1;
        for (index, name) in parts.iter().enumerate() {
            let word = name.trim();
            let from = start + (name.len() - name.trim_start().len());
            let span = Span::new(from, from + word.len());
            // Of several names one goes with its comma, and the blanks up to the next one.
            let removal = match (parts.len(), parts.get(index + 1)) {
                (1, _) => self.removal,
                (_, None) => Span::new(start - 1, start + name.len()),
                (_, Some(next)) => Span::new(from, start + name.len() + 1 + next.len() - next.trim_start().len()),
            };
            out.push(self.waiver(word, reason.clone(), until, span, Some(removal)));
            start += name.len() + 1;
        }
    }

    /// It waives nothing.
    fn unreadable(&self, from: usize) -> GivenWaiver {
        self.waiver("", None, None, Span::new(from, self.at + self.body.len()), None)
    }

    fn waiver(
        &self,
        word: &str,
        reason: Option<String>,
        until: Option<(Date, Span)>,
        span: Span,
        removal: Option<Span>,
    ) -> GivenWaiver {
        GivenWaiver {
            images: Vec::new(),
            word: word.to_string(),
            reason,
            place: Place::new(self.path, span),
            scope: WaiverScope::Lines(self.lines),
            until,
            expired: until.is_some_and(|(date, _)| self.today > date),
            removal,
        }
    }
}

const TOOL: &str = "xtask";

/// Where a comment names the tool: `xtask: …`, `cargo xtask: …`.
fn tool(said: &str) -> Option<usize> {
    let lower = said.to_ascii_lowercase();
    let fresh = |at: usize| !lower[..at].ends_with(|c: char| c.is_alphanumeric());
    lower.match_indices(TOOL).map(|(at, _)| at).find(|at| fresh(*at))
}

/// A reason without the signs around it.
fn bare(reason: &str) -> Option<String> {
    let text = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.trim_matches([':', '-', '–', '—', ' ', ',', ';', '(', ')']);
    (!text.is_empty()).then(|| text.to_string())
}
