//! YAML as GitHub reads it: a tree with positions.
//!
//! YAML 1.2 with the core schema (so `on` and `yes` are strings), aliases but no merge
//! keys, and numbers that turn into the text that GitHub compares with. Must not know
//! what a key means to anybody.

mod fault;
mod place;
mod read;
mod scalar;

pub use fault::{YamlFault, YamlProblem};
pub use scalar::{number_text, parse_number, Value};

use crate::order::Order;
use crate::span::Span;
use crate::steps;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextStyle {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// A block after `|`.
    Literal,
    /// A block after `>`.
    Folded,
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Block,
    /// In `[]` or `{}`.
    Flow,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text, without quotes and escapes; for numbers and booleans as it is written.
    pub text: String,
    /// The text as GitHub turns it into a string: `2.0` is `2`.
    pub string: String,
    pub value: Value,
    pub style: TextStyle,
    pub(super) lines: place::LineBegins,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: Node,
    pub value: Node,
}

#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    Scalar(Scalar),
    Sequence(Vec<Node>, Layout),
    /// In file order; a doubled key keeps both entries, [`Node::get`] finds the first.
    Mapping(Vec<Entry>, Layout),
    /// An alias to nothing, or one that would grow beyond all measure.
    Missing,
}

/// A value and where it stands. What comes from an alias keeps the place of its anchor's
/// text, because that is what an edit would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub kind: NodeKind,
    /// The value with its quotes or brackets; a block collection ends with its last
    /// value, an absent value is empty.
    pub span: Span,
    /// Where the alias stands through which this value came.
    pub alias: Option<Span>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Behind the `#`.
    pub text: String,
    /// With the `#`, without the line break.
    pub span: Span,
}

/// No file that a person writes has as many values, aliases followed.
pub const MOST_NODES: usize = 50_000;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Yaml {
    pub documents: Vec<Node>,
    /// In file order.
    pub comments: Vec<Comment>,
    pub problems: Vec<YamlProblem>,
}

impl Yaml {
    /// Reads any text. What follows a syntax error is missing from the tree, what
    /// precedes it is there. All offsets count a byte order mark.
    pub fn read(text: &str) -> Self {
        read::read(text)
    }

    /// The value of a file that is one document, as most tools want theirs; `None` where they
    /// would refuse it.
    pub fn document(text: &str) -> Option<Node> {
        let yaml = Self::read(text);
        let refused = |problem: &YamlProblem| problem.fault != YamlFault::MergeKey;
        let sound = yaml.documents.len() <= 1 && !yaml.problems.iter().any(refused);
        sound.then(|| yaml.documents.into_iter().next().unwrap_or_else(|| Node::missing(Span::default())))
    }

    /// The first document's value.
    pub fn root(&self) -> Option<&Node> {
        self.documents.first()
    }

    pub fn syntax_error(&self) -> Option<&YamlProblem> {
        self.problems.iter().find(|problem| problem.is_syntax())
    }
}

impl Node {
    pub fn missing(span: Span) -> Self {
        Self { kind: NodeKind::Missing, span, alias: None }
    }

    /// The value of a key of a mapping; `None` where this is no mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        let entries = self.entries();
        let at = entries.iter().position(|entry| entry.key.as_str() == Some(key));
        steps::took(at.map_or(entries.len(), |at| at + 1));
        entries.get(at?)
    }

    /// The same, whatever the case of the key: inputs of actions and workflows are so.
    pub fn get_any_case(&self, key: &str) -> Option<&Node> {
        let same = |entry: &&Entry| entry.key.as_str().is_some_and(|own| own.eq_ignore_ascii_case(key));
        steps::took(self.entries().len());
        self.entries().iter().find(same).map(|entry| &entry.value)
    }

    /// The value at a path of keys: `root.at(&["on", "push"])`.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Every entry of every mapping in it, in the order in which they are written.
    pub fn all_entries(&self) -> Vec<&Entry> {
        let mut found = Vec::new();
        let mut rest = vec![self];
        while let Some(node) = rest.pop() {
            found.extend(node.entries());
            let inner = node.entries().iter().map(|entry| &entry.value).chain(node.items());
            rest.extend(inner.collect::<Vec<_>>().into_iter().rev());
        }
        found.order_by_key(|entry| entry.key.span);
        found
    }

    /// All entries of a mapping; none of anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Mapping(entries, _) => entries,
            _ => &[],
        }
    }

    /// All items of a sequence; none of anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::Sequence(items, _) => items,
            _ => &[],
        }
    }

    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// A scalar's text as GitHub turns it into a string; null is empty.
    pub fn as_str(&self) -> Option<&str> {
        self.scalar().map(|scalar| scalar.string.as_str())
    }

    /// A scalar's text as it is written, as tools take it that want a string; none of null.
    pub fn as_written(&self) -> Option<&str> {
        self.scalar().filter(|scalar| scalar.value != Value::Null).map(|scalar| scalar.text.as_str())
    }

    /// `true` and `false` in the spellings of the core schema, unquoted.
    pub fn as_bool(&self) -> Option<bool> {
        match self.scalar()?.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar(scalar) if scalar.value == Value::Null)
    }

    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, NodeKind::Mapping(..))
    }

    pub fn is_sequence(&self) -> bool {
        matches!(self.kind, NodeKind::Sequence(..))
    }

    /// The layout of a collection.
    pub fn layout(&self) -> Option<Layout> {
        match self.kind {
            NodeKind::Sequence(_, layout) | NodeKind::Mapping(_, layout) => Some(layout),
            _ => None,
        }
    }

    /// One scalar or a list of scalars, as filters and `needs` take them.
    pub fn one_or_many(&self) -> Vec<&Node> {
        match &self.kind {
            NodeKind::Sequence(items, _) => items.iter().collect(),
            NodeKind::Scalar(scalar) if scalar.value == Value::Null => Vec::new(),
            NodeKind::Scalar(_) => vec![self],
            _ => Vec::new(),
        }
    }

    /// How many columns (bytes) precede the first byte of this value in its line. For a
    /// block mapping this is the indentation of its keys, for a block sequence that of
    /// its `-`.
    pub fn indent(&self, source: &str) -> usize {
        let before = source.get(..self.start()).unwrap_or_default();
        before.rfind('\n').map_or(before, |at| &before[at + 1..]).trim_start_matches('\u{feff}').len()
    }

    /// Where the value's first byte stands; for a block sequence that is its first `-`.
    pub fn start(&self) -> usize {
        self.span.start
    }

    /// The byte of the file at which byte `offset` of a scalar's text stands: exact for
    /// every character that is no white space.
    pub fn offset_in(&self, source: &str, offset: usize) -> usize {
        match &self.kind {
            NodeKind::Scalar(scalar) => place::offset_in(scalar, self.span, source, offset),
            _ => self.span.start,
        }
    }

    /// The place in the file of a part of a scalar's text.
    pub fn span_in(&self, source: &str, part: Span) -> Span {
        let start = self.offset_in(source, part.start);
        if part.is_empty() {
            return Span::at(start);
        }
        // The end is behind the last byte, not before the next: they may be lines apart.
        let text = self.scalar().map_or("", |scalar| scalar.text.as_str());
        let last = text.get(..part.end).and_then(|text| text.char_indices().next_back());
        let end = match last {
            Some((at, c)) if at >= part.start => {
                let from = self.offset_in(source, at);
                let written = source.get(from..).and_then(|rest| rest.chars().next());
                from + written.map_or(0, |w| if w == c { c.len_utf8() } else { w.len_utf8() })
            }
            _ => self.offset_in(source, part.end),
        };
        Span::new(start, end.clamp(start, self.span.end.max(start)))
    }
}

#[cfg(test)]
mod tests;
