//! Filters of a trigger: `branches`, `tags`, `paths`, and those with `-ignore`.

use prodproof_syntax::answer::Answer;
use prodproof_syntax::glob::{Glob, GlobFault};
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Node, Value};

/// One pattern of a filter.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Without the `!`.
    pub text: String,
    pub span: Span,
    pub negative: bool,
    /// Written as a number: `2.0` is the text `2`. Then as it is written.
    pub number: Option<String>,
    /// Or why GitHub refuses it.
    pub glob: Result<Glob, GlobFault>,
}

/// `branches`, `tags` or `paths`, or their `-ignore` form.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// The key as it is written.
    pub key: String,
    pub key_span: Span,
    /// The value: a list or one pattern.
    pub span: Span,
    pub ignore: bool,
    pub patterns: Vec<Pattern>,
    /// `tags:` with nothing behind it. The editor's schema has no such value, GitHub takes
    /// it, and what it means is not documented.
    pub blank: bool,
}

impl Filter {
    pub(super) fn read(body: &Node, kind: &str) -> Option<Self> {
        let ignored = format!("{kind}-ignore");
        let entry = body.entry(kind).or_else(|| body.entry(&ignored))?;
        let key = entry.key.as_str().unwrap_or_default().to_string();
        let patterns = entry.value.one_or_many().into_iter().filter_map(|node| {
            let scalar = node.scalar()?;
            let (negative, text) = match scalar.string.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, scalar.string.as_str()),
            };
            let number = matches!(scalar.value, Value::Number(_)).then(|| scalar.text.clone());
            Some(Pattern { text: text.to_string(), span: node.span, negative, number, glob: Glob::new(text) })
        });
        Some(Self {
            ignore: key.ends_with("-ignore"),
            key,
            key_span: entry.key.span,
            span: entry.value.span,
            patterns: patterns.collect(),
            blank: entry.value.is_null(),
        })
    }

    /// Whether the name passes. The last pattern that matches decides; a list of only
    /// negative patterns is invalid and passes nothing.
    pub fn passes(&self, name: &str) -> Answer {
        if self.blank {
            return Answer::Unknown;
        }
        if self.patterns.iter().any(|pattern| pattern.glob.is_err()) {
            return Answer::Unknown;
        }
        let hits = |pattern: &&Pattern| pattern.glob.as_ref().is_ok_and(|glob| glob.matches(name));
        let last = self.patterns.iter().rev().find(hits);
        let answer = last.map_or(Answer::No, |pattern| Answer::from(!pattern.negative));
        if self.ignore {
            !answer
        } else {
            answer
        }
    }

    /// A list of which every pattern begins with `!`. GitHub takes the file, and the event
    /// never matches (github/docs `workflow-syntax.md`: "at least one pattern without `!`").
    pub fn is_only_negative(&self) -> bool {
        !self.ignore && !self.patterns.is_empty() && self.patterns.iter().all(|pattern| pattern.negative)
    }

    /// Each pattern as it is written.
    pub fn written(&self) -> Vec<String> {
        let written = |pattern: &Pattern| format!("{}{}", if pattern.negative { "!" } else { "" }, pattern.text);
        self.patterns.iter().map(written).collect()
    }
}
