//! The delivery chain as text, as JSON (version 2) and as a mermaid picture.

use serde_json::{json, Value};

use crate::chain::{Break, Chain, ChainPublication, ChainUnit, Judged, Stated};
use crate::report::on_host::on_host;
use crate::rules;
use prodproof_deployment::Reason;
use prodproof_publication::{Certainty, Fact};
use prodproof_syntax::answer::{Answer, Verdict};
use prodproof_syntax::reference::could_equal;

/// The promised shape of the JSON (JSON Schema, draft 2020-12).
pub const SCHEMA: &str = include_str!("../../schemas/trace.schema.json");

/// Which characters the tree is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    Unicode,
    Ascii,
}

/// The document of `trace --format json`. Ends in a line feed.
pub fn json(chain: &Chain) -> String {
    let publications: Vec<Value> = chain.publications.iter().map(publication).collect();
    let deployments: Vec<Value> = chain.deployments.iter().map(deployment).collect();
    let broken_at = chain.broken_at.iter().map(broken);
    let document = json!({
        "schema": 2,
        "publications": publications,
        "deployments": deployments,
        "deliveries": chain.deliveries.iter().map(delivery).collect::<Vec<_>>(),
        "merge_reaches_production": chain.merge_reaches_production.as_str(),
        "conditions": chain.conditions.iter().map(condition).collect::<Vec<_>>(),
        "broken_at": broken_at.collect::<Vec<_>>(),
        "unless": chain.unless,
        "host": chain.host.iter().map(on_host).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

/// The code of the rule that finds the break, where one does.
/// Why a unit is not pulled anew, as its rule says it.
fn in_words(reason: &Reason) -> String {
    rules::unit::finding(reason).message.into()
}

fn rule(at: &Break) -> Option<&'static str> {
    rules::chain::of(&at.why).map(|rule| rule.code)
}

fn broken(at: &Break) -> Value {
    json!({ "path": at.path, "line": at.line, "message": rules::chain::words(&at.why), "rule": rule(at) })
}
/// An image with its mirrors, what runs it, and what became of the question.
pub fn delivery(one: &Judged) -> Value {
    json!({
        "image": one.image,
        "mirrors": one.mirrors,
        "units": one.units,
        "promised": one.promised,
        "verdict": one.verdict.as_str(),
        "conditions": one.conditions.iter().map(condition).collect::<Vec<_>>(),
        "broken_at": one.broken_at.iter().map(broken).collect::<Vec<_>>(),
    })
}

/// A fact of the merge: its kind and data, where it is written, and the words.
fn condition(one: &Stated) -> Value {
    let mut value = match &one.fact {
        Fact::ChangedPaths { patterns, ignore } => {
            json!({ "kind": "changed-paths", "patterns": patterns, "ignore": ignore })
        }
        Fact::Environment { name } => json!({ "kind": "environment", "name": name }),
        Fact::Guard { text } => json!({ "kind": "guard", "text": text }),
        Fact::Awaited { workflows, branch } => json!({ "kind": "awaited", "workflows": workflows, "branch": branch }),
        Fact::RunsLikeGitHub { forge, folder } => {
            json!({ "kind": "runs-like-github", "forge": forge.to_string(), "folder": folder })
        }
        Fact::Runner { label } => json!({ "kind": "runner", "label": label }),
        Fact::TokenRights { scope } => json!({ "kind": "token-rights", "scope": scope }),
        Fact::MergedPullRequest { forks } => json!({ "kind": "merged-pull-request", "forks": forks }),
        Fact::Inputs { names } => json!({ "kind": "inputs", "names": names }),
        Fact::StartedOn { name } => json!({ "kind": "started-on", "ref": name }),
        Fact::NotDeleted { by } => json!({ "kind": "not-deleted", "by": by }),
    };
    value["path"] = json!(one.path);
    value["line"] = json!(one.line);
    value["message"] = json!(one.fact.to_string());
    value
}

fn publication(one: &ChainPublication) -> Value {
    json!({
        "event": one.event,
        "workflow": one.workflow,
        "line": one.line,
        "ref": one.reference,
        "by": one.by,
        "certainty": match one.certainty {
            Certainty::Yes if one.conditional => "conditional",
            certainty => certainty.as_str(),
        },
        "conditions": one.conditions,
    })
}

fn deployment(one: &ChainUnit) -> Value {
    json!({
        "unit": one.unit,
        "line": one.line,
        "ref": one.reference,
        "verdict": one.verdict.as_str(),
        "reasons": one.reasons.iter().map(in_words).collect::<Vec<_>>(),
    })
}

/// One sentence: "a merge to `main` reaches production".
pub fn answer(chain: &Chain) -> String {
    let branch = &chain.branch;
    match chain.merge_reaches_production {
        Verdict::Yes => format!("a merge to `{branch}` reaches production"),
        Verdict::Conditional => {
            let conditions: Vec<String> = chain.conditions.iter().map(|one| one.fact.to_string()).collect();
            format!("a merge to `{branch}` reaches production if {}", conditions.join(", and if "))
        }
        Verdict::No => format!("a merge to `{branch}` does not reach production"),
        Verdict::Unknown => format!("whether a merge to `{branch}` reaches production is not known"),
    }
}

/// A tree: each event, what it publishes, and the units that run it; then units that
/// run what nothing publishes, then where it breaks, and what holds for all of it. Ends
/// in a line feed.
pub fn text(chain: &Chain, charset: Charset) -> String {
    let mut top = Vec::new();
    let everywhere = everywhere(chain);
    if !everywhere.is_empty() {
        let mut node = Node::new("all that is published".to_string());
        node.notes.extend(everywhere.iter().map(|text| line(text)));
        top.push(node);
    }
    for event in events(chain) {
        let published: Vec<&ChainPublication> = chain.publications.iter().filter(|one| one.event == event).collect();
        let title = if event == chain.merge() { format!("merge ({event})") } else { event.clone() };
        let mut node = Node::new(title);
        if published.is_empty() {
            node.below.push(Node::new(format!("{} publishes nothing", mark(Answer::No, charset))));
        }
        // What holds for all that the event publishes is said once.
        let common = common(&published);
        node.notes.extend(common.iter().filter(|text| !everywhere.contains(text)).map(|text| line(text)));
        let common: Vec<&str> = common.into_iter().chain(everywhere.iter().copied()).collect();
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
        top.push(deliveries_node(chain, charset));
    }
    let mut out = String::new();
    for node in &top {
        node.draw(&mut out, "", None, charset);
    }
    out.push_str(&format!("\n{} {}\n", verdict_mark(chain.merge_reaches_production, charset), answer(chain)));
    // Nothing is broken where nothing is known.
    let open = chain.merge_reaches_production == Verdict::Unknown;
    let how = if open { "open" } else { "broken" };
    let several = open && chain.broken_at.len() > 1;
    if several {
        out.push_str("  open at\n");
    }
    for at in &chain.broken_at {
        let rule = rule(at).map(|code| format!(" [{code}]")).unwrap_or_default();
        let head = if several { "    ".to_string() } else { format!("  {how} at ") };
        out.push_str(&format!("{head}{}:{}: {}{rule}\n", at.path, at.line, line(&rules::chain::words(&at.why))));
    }
    if !chain.unless.is_empty() {
        out.push_str(&format!("  unless GitHub starts no run: {}\n", chain.unless.join(", ")));
    }
    if !chain.host.is_empty() {
        let host: Vec<String> = chain.host.iter().map(on_host).collect();
        out.push_str(&format!("  provided that {}\n", host.join("; ")));
    }
    out
}

/// All events, the merge first even if it publishes nothing.
fn events(chain: &Chain) -> Vec<String> {
    let mut events = vec![chain.merge()];
    for one in &chain.publications {
        if !events.contains(&one.event) {
            events.push(one.event.clone());
        }
    }
    events
}

/// The conditions that all publications of several events have: said once for all of them.
fn everywhere(chain: &Chain) -> Vec<&str> {
    let all: Vec<&ChainPublication> = chain.publications.iter().collect();
    let several = all.first().is_some_and(|first| all.iter().any(|one| one.event != first.event));
    if several {
        common(&all)
    } else {
        Vec::new()
    }
}

/// The conditions that several publications have, all of them.
fn common<'a>(published: &[&'a ChainPublication]) -> Vec<&'a str> {
    let [first, rest @ ..] = published else { return Vec::new() };
    let all = first.conditions.iter().filter(|text| rest.iter().all(|one| one.conditions.contains(text)));
    all.filter(|_| !rest.is_empty()).map(String::as_str).collect()
}

/// The publications of an event. A condition that several of them have is said once: those
/// that have the most in common stand together, where the first of them stands.
fn grouped(chain: &Chain, published: &[&ChainPublication], said: &[&str], charset: Charset) -> Vec<Node> {
    let open = |one: &ChainPublication| -> Vec<String> {
        one.conditions.iter().filter(|text| !said.contains(&text.as_str())).cloned().collect()
    };
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
    let has = |one: &&ChainPublication| one.conditions.contains(&shared);
    let (group, rest): (Vec<&ChainPublication>, Vec<&ChainPublication>) =
        published.iter().copied().partition(|one| has(one));
    let common: Vec<&str> = common(&group).into_iter().filter(|text| !said.contains(text)).collect();
    let all: Vec<&str> = said.iter().chain(&common).copied().collect();
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

fn publication_node(chain: &Chain, one: &ChainPublication, common: &[&str], charset: Charset) -> Node {
    let sure = match one.certainty {
        Certainty::Yes => Answer::Yes,
        Certainty::Possible => Answer::Unknown,
    };
    let mut node =
        Node::new(format!("{} publishes {}  ({}:{})", mark(sure, charset), one.reference, one.workflow, one.line));
    if one.reference == "<?>" {
        node.notes.push(line(&format!("by `{}`", one.by)));
    }
    node.notes.extend(one.conditions.iter().filter(|text| !common.contains(&text.as_str())).map(|text| line(text)));
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
fn deliveries_node(chain: &Chain, charset: Charset) -> Node {
    let mut top = Node::new("deliveries".to_string());
    for one in &chain.deliveries {
        let image = one.image.as_deref().unwrap_or("<?>");
        let mirrors = one.mirrors.iter().map(|name| format!(", {name}")).collect::<String>();
        let standing = if one.promised { "" } else { ", only published" };
        let mut node = Node::new(format!("{} {image}{mirrors}{standing}", verdict_mark(one.verdict, charset)));
        node.notes.extend(one.conditions.iter().map(|one| line(&format!("if {}", one.fact))));
        node.notes.extend(
            one.broken_at.iter().map(|at| line(&format!("{}:{}: {}", at.path, at.line, rules::chain::words(&at.why)))),
        );
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

/// Whether the unit runs this reference. Where it surely runs one that is published, it
/// does not perhaps run another that is only known in part.
fn runs(chain: &Chain, unit: &ChainUnit, reference: &str) -> Answer {
    let answer = could_equal(&unit.reference, reference);
    let sure = |one: &ChainPublication| could_equal(&unit.reference, &one.reference) == Answer::Yes;
    if answer == Answer::Unknown && chain.publications.iter().any(sure) {
        return Answer::No;
    }
    answer
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

impl Node {
    fn new(title: String) -> Self {
        Self { title: line(&title), notes: Vec::new(), below: Vec::new() }
    }

    /// `last`: whether this is the last one below its parent; `None` at the top.
    fn draw(&self, out: &mut String, indent: &str, last: Option<bool>, charset: Charset) {
        let (fork, corner, bar) = match charset {
            Charset::Unicode => ("├─ ", "└─ ", "│  "),
            Charset::Ascii => ("|- ", "`- ", "|  "),
        };
        let (own, deeper) = match last {
            None => (String::new(), String::new()),
            Some(true) => (format!("{indent}{corner}"), format!("{indent}   ")),
            Some(false) => (format!("{indent}{fork}"), format!("{indent}{bar}")),
        };
        out.push_str(&format!("{own}{}\n", self.title));
        let inner = if self.below.is_empty() { "  " } else { bar };
        for note in &self.notes {
            out.push_str(&format!("{deeper}{inner}{note}\n"));
        }
        for (index, node) in self.below.iter().enumerate() {
            node.draw(out, &deeper, Some(index + 1 == self.below.len()), charset);
        }
    }
}

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
        let arrow = if one.certainty == Certainty::Yes { "-->" } else { "-.->" };
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
