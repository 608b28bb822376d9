//! From parser events to the tree.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use granit_parser::{options, Event, Parser, ScalarStyle, StructureStyle};

use super::place::LineBegins;
use super::{
    scalar, Comment, Entry, Layout, Node, NodeKind, Scalar, TextStyle, Value, Yaml, YamlFault, YamlProblem, MOST_NODES,
};
use crate::order::Order;
use crate::span::{floor, Span};
use crate::steps;

/// A collection whose end has not come yet.
struct Open {
    anchor: usize,
    start: usize,
    layout: Layout,
    content: Content,
}

enum Content {
    Items(Vec<Node>),
    Entries { done: Vec<Entry>, key: Option<Node> },
}

struct Reader<'a> {
    text: &'a str,
    yaml: Yaml,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
}

pub(super) fn read(text: &str) -> Yaml {
    let mut reader = Reader { text, yaml: Yaml::default(), open: Vec::new(), anchors: BTreeMap::new(), nodes: 0 };
    let options = options! { emit_unresolved_aliases: true, max_buffered_comment_events: 100_000 };
    for next in Parser::new_from_str_with_options(text, options) {
        steps::took(1);
        match next {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or_default();
                reader.event(event, clamp(text, range.start, range.end));
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(text.len());
                let place = clamp(text, at, at);
                reader.problem(YamlFault::Syntax(error.info().to_lowercase()), place);
                break;
            }
        }
        if reader.nodes > MOST_NODES * 2 {
            break;
        }
    }
    // After a syntax error the open collections keep what they have.
    while !reader.open.is_empty() {
        let end = reader.last_end();
        reader.close(end, Ended::Cut);
    }
    let mut yaml = reader.yaml;
    yaml.comments.order_by_key(|comment| comment.span);
    check_keys(&mut yaml);
    yaml
}

/// The nearest places that cut no character.
fn clamp(text: &str, start: usize, end: usize) -> Span {
    let start = floor(text, start);
    Span::new(start, floor(text, end).max(start))
}

/// How a collection comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    /// The parser says where.
    Told,
    /// A syntax error cuts it off.
    Cut,
}

impl Reader<'_> {
    fn problem(&mut self, fault: YamlFault, span: Span) {
        self.yaml.problems.push(YamlProblem { fault, span });
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Comment(text, _) => self.yaml.comments.push(Comment { text: text.into_owned(), span }),
            Event::Scalar(text, style, anchor, tag) => {
                let style = match style {
                    ScalarStyle::Plain => TextStyle::Plain,
                    ScalarStyle::SingleQuoted => TextStyle::SingleQuoted,
                    ScalarStyle::DoubleQuoted => TextStyle::DoubleQuoted,
                    ScalarStyle::Literal => TextStyle::Literal,
                    _ => TextStyle::Folded,
                };
                // An absent value comes as `~` without a place.
                let absent = style == TextStyle::Plain && span.is_empty();
                let text = if absent { String::new() } else { text.into_owned() };
                let value =
                    if style == TextStyle::Plain && tag.is_none() { scalar::resolve(&text) } else { Value::String };
                let string = scalar::string(&text, value);
                let node = Node {
                    kind: NodeKind::Scalar(Scalar { text, string, value, style, lines: LineBegins::default() }),
                    span,
                    alias: None,
                };
                self.add(node, anchor);
            }
            Event::SequenceStart(style, anchor, _) => self.start(style, anchor, span, Content::Items(Vec::new())),
            Event::MappingStart(style, anchor, _) => {
                self.start(style, anchor, span, Content::Entries { done: Vec::new(), key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end, Ended::Told),
            Event::Alias(id) => match self.anchors.get(&id).cloned() {
                Some(mut node) => {
                    self.nodes += count(&node);
                    if self.nodes > MOST_NODES {
                        if !self.yaml.problems.iter().any(|p| p.fault == YamlFault::TooLarge) {
                            self.problem(YamlFault::TooLarge, span);
                        }
                        node = Node::missing(span);
                    }
                    node.alias = Some(span);
                    self.add(node, 0);
                }
                // An alias inside of its own anchor.
                None => {
                    self.problem(YamlFault::OwnAnchor, span);
                    self.add(Node::missing(span), 0);
                }
            },
            Event::UnresolvedAlias(name) => {
                self.problem(YamlFault::UnknownAnchor(name.to_string()), span);
                self.add(Node::missing(span), 0);
            }
            Event::DocumentEnd => self.anchors.clear(),
            _ => {}
        }
    }

    fn start(&mut self, style: StructureStyle, anchor: usize, span: Span, content: Content) {
        let layout = if style == StructureStyle::Flow { Layout::Flow } else { Layout::Block };
        let mut start = span.start;
        let in_mapping = matches!(self.open.last(), Some(Open { content: Content::Entries { .. }, .. }));
        if layout == Layout::Block && in_mapping && matches!(content, Content::Items(_)) {
            start = self.first_dash(start);
        }
        self.open.push(Open { anchor, start, layout, content });
    }

    /// A sequence that is not indented more than its key starts, for the parser, behind
    /// its first `-`; here every block sequence starts at it.
    fn first_dash(&self, start: usize) -> usize {
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        let behind = line.trim() == "-";
        let at_dash = self.text.get(start..).is_some_and(|rest| {
            rest.strip_prefix('-').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r', '\t']))
        });
        if behind || !at_dash {
            before.rfind('-').unwrap_or(start)
        } else {
            start
        }
    }

    /// Where the last thing that was read in the innermost collection ends.
    fn last_end(&self) -> usize {
        let Some(open) = self.open.last() else { return 0 };
        let end = match &open.content {
            Content::Items(items) => items.last().map(end_of),
            Content::Entries { done, key } => key
                .as_ref()
                .map(end_of)
                .or_else(|| done.last().map(|entry| end_of(&entry.value).max(end_of(&entry.key)))),
        };
        end.unwrap_or(open.start).max(open.start)
    }

    /// Closes the innermost collection. The end of a block collection, as the parser
    /// tells it, is where the next thing starts; its last value's end says more.
    fn close(&mut self, end: usize, ended: Ended) {
        let last = self.last_end();
        let Some(open) = self.open.pop() else { return };
        let end = if open.layout == Layout::Flow && ended == Ended::Told { end.max(open.start) } else { last };
        let span = Span::new(open.start.min(end), end);
        let kind = match open.content {
            Content::Items(items) => NodeKind::Sequence(items, open.layout),
            Content::Entries { mut done, key } => {
                if let Some(key) = key {
                    let place = Span::at(key.span.end);
                    done.push(Entry { key, value: Node::missing(place) });
                }
                NodeKind::Mapping(done, open.layout)
            }
        };
        self.add(Node { kind, span, alias: None }, open.anchor);
    }

    fn add(&mut self, node: Node, anchor: usize) {
        self.nodes += 1;
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.yaml.documents.push(node),
            Some(Content::Items(items)) => items.push(node),
            Some(Content::Entries { done, key }) => match key.take() {
                None => *key = Some(node),
                Some(key) => done.push(Entry { key, value: node }),
            },
        }
    }
}

fn end_of(node: &Node) -> usize {
    node.alias.unwrap_or(node.span).end
}

/// How many nodes an alias to this one adds. Bounded, since aliases are already counted
/// when they are added.
fn count(node: &Node) -> usize {
    1 + node.items().iter().map(count).sum::<usize>()
        + node.entries().iter().map(|entry| 1 + count(&entry.value)).sum::<usize>()
}

/// Doubled and merge keys, each once, in file order.
fn check_keys(yaml: &mut Yaml) {
    let mut found = Vec::new();
    for document in &yaml.documents {
        collect(document, &mut found);
    }
    yaml.problems.extend(found);
    yaml.problems.order_by_key(|problem| problem.span);
    yaml.problems.dedup();
}

fn collect(node: &Node, found: &mut Vec<YamlProblem>) {
    // What an alias repeats was looked at where its anchor stands.
    if node.alias.is_some() {
        return;
    }
    let mut seen = BTreeSet::new();
    for entry in node.entries() {
        if let Some(key) = entry.key.as_str() {
            let plain = matches!(entry.key.scalar(), Some(Scalar { style: TextStyle::Plain, .. }));
            if key == "<<" && plain {
                found.push(YamlProblem { fault: YamlFault::MergeKey, span: entry.key.span });
            } else if !seen.insert(key) {
                found.push(YamlProblem { fault: YamlFault::DuplicateKey(key.to_string()), span: entry.key.span });
            }
        }
        collect(&entry.value, found);
    }
    for item in node.items() {
        collect(item, found);
    }
}
