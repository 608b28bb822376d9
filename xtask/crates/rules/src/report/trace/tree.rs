//! The delivery chain as a tree of lines. Must not know JSON, nor how wide a terminal is.

use super::{answer, events, in_words, rule, runs, Charset};
use crate::chain::{Break, Chain, ChainPublication, ChainUnit};
use crate::report::on_host::on_host;
use crate::rules;
use crate::words::Worded;
use prodproof_syntax::answer::{Answer, Verdict};

/// A tree: each event, what it publishes, and the units that run it; then units that
/// run what nothing publishes, then where it breaks, and what holds for all of it. Ends
/// in a line feed.
pub fn text(chain: &Chain, charset: Charset) -> String {
    let mut top = Vec::new();
    let all: Vec<Told> = chain.publications.iter().map(Told::of).collect();
    let everywhere = everywhere(&all);
    if !everywhere.is_empty() {
        let mut node = Node::new("all that is published".to_string());
        node.notes.extend(everywhere.iter().map(|text| line(text)));
        top.push(node);
    }
    for event in events(chain) {
        let published: Vec<&Told> = all.iter().filter(|told| told.one.event == event).collect();
        let title = if event == chain.merge() { format!("merge ({event})") } else { event.clone() };
        let mut node = Node::new(title);
        if published.is_empty() {
            node.below.push(Node::new(format!("{} publishes nothing", mark(Answer::No, charset))));
        }
        // What holds for all that the event publishes is said once.
        let common = common(&published);
        node.notes.extend(common.iter().filter(|text| !everywhere.contains(text)).map(|text| line(text)));
        let common: Vec<String> = common.into_iter().chain(everywhere.iter().cloned()).collect();
        node.below.extend(grouped(chain, &published, &common, charset));
        top.push(node);
    }
    let orphan =
        |unit: &&ChainUnit| chain.publications.iter().all(|one| runs(chain, unit, &one.reference) == Answer::No);
    for unit in chain.deployments.iter().filter(orphan) {
        let mut node = Node::new(format!("nothing here publishes {}", unit.reference));
        node.below.push(unit_node(unit, Answer::No, "runs it", charset));
        top.push(node);
    }
    if chain.deployments.is_empty() {
        top.push(Node::new(format!("{} no unit runs anything", mark(Answer::No, charset))));
    }
    if chain.deliveries.len() > 1 {
        top.push(deliveries_node(chain, &everywhere, charset));
    }
    let mut out = String::new();
    for node in &top {
        node.draw(&mut out, "", Below::Nothing, charset);
    }
    out.push_str(&format!("\n{} {}\n", verdict_mark(chain.merge_reaches_production, charset), answer(chain)));
    // Nothing is broken where nothing is known.
    let open = chain.merge_reaches_production == Verdict::Unknown;
    let how = if open { "open" } else { "broken" };
    let several = open && chain.broken_at.len() > 1;
    if several {
        out.push_str("  open at\n");
    }
    for (at, more) in said_once(&chain.broken_at) {
        let rule = rule(at).map(|code| format!(" [{code}]")).unwrap_or_default();
        let head = if several { "    ".to_string() } else { format!("  {how} at ") };
        let more: String = more.iter().map(|line| format!(", {line}")).collect();
        out.push_str(&format!("{head}{}:{}{more}: {}{rule}\n", at.path, at.line, line(&rules::chain::words(&at.why))));
    }
    if !chain.unless.is_empty() {
        let unless: Vec<String> = chain.unless.iter().map(|one| one.told().to_string()).collect();
        out.push_str(&format!("  unless GitHub starts no run: {}\n", unless.join(", ")));
    }
    if !chain.host.is_empty() {
        let host: Vec<String> = chain.host.iter().map(on_host).collect();
        out.push_str(&format!("  provided that {}\n", host.join("; ")));
    }
    out
}

/// A publication, and its conditions as they are read: those that read the same are said once.
struct Told<'a> {
    one: &'a ChainPublication,
    conditions: Vec<String>,
}

impl<'a> Told<'a> {
    fn of(one: &'a ChainPublication) -> Self {
        Self { one, conditions: one.conditions.iter().map(|on| on.told().to_string()).collect() }
    }
}

/// What is the same at several lines of a file: with the further lines.
fn said_once(broken_at: &[Break]) -> Vec<(&Break, Vec<usize>)> {
    let mut out: Vec<(&Break, Vec<usize>)> = Vec::new();
    for one in broken_at {
        match out.iter_mut().find(|(first, _)| first.path == one.path && first.why == one.why) {
            Some((_, more)) => more.push(one.line),
            None => out.push((one, Vec::new())),
        }
    }
    out
}

/// The conditions that all publications of several events have: said once for all of them.
fn everywhere(all: &[Told]) -> Vec<String> {
    let several = all.first().is_some_and(|first| all.iter().any(|told| told.one.event != first.one.event));
    if several {
        common(&all.iter().collect::<Vec<_>>())
    } else {
        Vec::new()
    }
}

/// The conditions that several publications have, all of them.
fn common(published: &[&Told]) -> Vec<String> {
    let [first, rest @ ..] = published else { return Vec::new() };
    let all = first.conditions.iter().filter(|text| rest.iter().all(|one| one.conditions.contains(text)));
    all.filter(|_| !rest.is_empty()).cloned().collect()
}

/// The publications of an event. A condition that several of them have is said once: those
/// that have the most in common stand together, where the first of them stands.
fn grouped(chain: &Chain, published: &[&Told], said: &[String], charset: Charset) -> Vec<Node> {
    let open =
        |one: &Told| -> Vec<String> { one.conditions.iter().filter(|text| !said.contains(text)).cloned().collect() };
    let mut counts: Vec<(String, usize)> = Vec::new();
    for text in published.iter().flat_map(|one| open(one)) {
        match counts.iter_mut().find(|(own, _)| *own == text) {
            Some((_, count)) => *count += 1,
            None => counts.push((text, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    let shared = counts.iter().find(|(_, count)| *count == most && most > 1).map(|(text, _)| text.clone());
    let Some(shared) = shared else {
        return published.iter().map(|one| publication_node(chain, one, said, charset)).collect();
    };
    let has = |one: &&Told| one.conditions.contains(&shared);
    let (group, rest): (Vec<&Told>, Vec<&Told>) = published.iter().copied().partition(|one| has(one));
    let common: Vec<String> = common(&group).into_iter().filter(|text| !said.contains(text)).collect();
    let all: Vec<String> = said.iter().chain(&common).cloned().collect();
    let mut node = Node::new(format!("{} together", group.len()));
    node.notes.extend(common.iter().map(|text| line(text)));
    node.below.extend(grouped(chain, &group, &all, charset));
    let first = published.iter().position(has).unwrap_or_default();
    let (before, behind) = rest.split_at(first.min(rest.len()));
    let mut out = grouped(chain, before, said, charset);
    out.push(node);
    out.extend(grouped(chain, behind, said, charset));
    out
}

fn publication_node(chain: &Chain, told: &Told, common: &[String], charset: Charset) -> Node {
    let one = told.one;
    let sure = mark(one.certainty.into(), charset);
    let mut node = Node::new(format!("{} publishes {}  ({}:{})", sure, one.reference, one.workflow, one.line));
    if one.reference == "<?>" {
        node.notes.push(line(&format!("by `{}`", one.by)));
    }
    node.notes.extend(told.conditions.iter().filter(|text| !common.contains(text)).map(|text| line(text)));
    for unit in chain.deployments.iter() {
        let runs = runs(chain, unit, &one.reference);
        if runs != Answer::No {
            let verdict = match unit.verdict {
                Answer::Yes => "pulls it anew",
                Answer::No => "does not pull it anew",
                Answer::Unknown => "may not pull it anew",
            };
            let perhaps = if runs == Answer::Unknown { ", if it runs this one" } else { "" };
            node.below.push(unit_node(unit, unit.verdict.and(runs), &format!("{verdict}{perhaps}"), charset));
        }
    }
    node
}

/// Of several images each, with what it comes to.
fn deliveries_node(chain: &Chain, said: &[String], charset: Charset) -> Node {
    let mut top = Node::new("deliveries".to_string());
    for one in &chain.deliveries {
        let image = one.image.as_deref().unwrap_or("<?>");
        let mirrors = one.mirrors.iter().map(|name| format!(", {name}")).collect::<String>();
        let standing = if one.promised { "" } else { ", only published" };
        let mut node = Node::new(format!("{} {image}{mirrors}{standing}", verdict_mark(one.verdict, charset)));
        node.notes.extend(one.conditions.iter().map(|one| line(&format!("if {}", one.fact.told()))));
        let whys = one.broken_at.iter().map(|at| (at, rules::chain::words(&at.why)));
        let open = whys.filter(|(_, why)| !said.contains(why));
        node.notes.extend(open.map(|(at, why)| line(&format!("{}:{}: {why}", at.path, at.line))));
        top.below.push(node);
    }
    top
}

fn verdict_mark(verdict: Verdict, charset: Charset) -> &'static str {
    match verdict {
        Verdict::Yes => mark(Answer::Yes, charset),
        Verdict::Conditional => "~",
        Verdict::Unknown => mark(Answer::Unknown, charset),
        Verdict::No => mark(Answer::No, charset),
    }
}

fn unit_node(unit: &ChainUnit, arrives: Answer, what: &str, charset: Charset) -> Node {
    let mut node = Node::new(format!("{} {}:{} {what}", mark(arrives, charset), unit.unit, unit.line));
    node.notes.extend(unit.reasons.iter().map(|one| line(&in_words(one))));
    node
}

fn mark(answer: Answer, charset: Charset) -> &'static str {
    match (answer, charset) {
        (Answer::Yes, Charset::Unicode) => "✓",
        (Answer::No, Charset::Unicode) => "✗",
        (Answer::Yes, Charset::Ascii) => "+",
        (Answer::No, Charset::Ascii) => "x",
        (Answer::Unknown, _) => "?",
    }
}

/// Text from a repository, on one line and without what would steer the terminal.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

struct Node {
    title: String,
    notes: Vec<String>,
    below: Vec<Node>,
}

/// Where a node stands below another one.
#[derive(Clone, Copy)]
enum Below {
    /// At the top.
    Nothing,
    BeforeOthers,
    AsLast,
}

impl Node {
    fn new(title: String) -> Self {
        Self { title: line(&title), notes: Vec::new(), below: Vec::new() }
    }

    fn draw(&self, out: &mut String, indent: &str, below: Below, charset: Charset) {
        let (fork, corner, bar) = match charset {
            Charset::Unicode => ("├─ ", "└─ ", "│  "),
            Charset::Ascii => ("|- ", "`- ", "|  "),
        };
        let (own, deeper) = match below {
            Below::Nothing => (String::new(), String::new()),
            Below::AsLast => (format!("{indent}{corner}"), format!("{indent}   ")),
            Below::BeforeOthers => (format!("{indent}{fork}"), format!("{indent}{bar}")),
        };
        out.push_str(&format!("{own}{}\n", self.title));
        let inner = if self.below.is_empty() { "  " } else { bar };
        for note in &self.notes {
            out.push_str(&format!("{deeper}{inner}{note}\n"));
        }
        for (index, node) in self.below.iter().enumerate() {
            let is_last = index + 1 == self.below.len();
            node.draw(out, &deeper, if is_last { Below::AsLast } else { Below::BeforeOthers }, charset);
        }
    }
}
