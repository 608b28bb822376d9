//! The delivery chain as text, as JSON (version 2) and as a mermaid picture.

mod mermaid;
mod tree;

use crate::words::Worded;
use serde_json::{json, Value};

use crate::chain::{Break, Chain, ChainPublication, ChainUnit, Judged, Stated};
use crate::report::on_host::on_host;
use crate::rules;
use prodproof_deployment::Reason;
use prodproof_publication::Fact;
use prodproof_syntax::answer::{Answer, Certainty, Verdict};
use prodproof_syntax::reference::could_equal;

pub use mermaid::mermaid;
pub use tree::text;

/// The promised shape of the JSON (JSON Schema, draft 2020-12).
pub const SCHEMA: &str = include_str!("../../../schemas/trace.schema.json");

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
        "unless": chain.unless.iter().map(|one| one.told().to_string()).collect::<Vec<_>>(),
        "host": chain.host.iter().map(on_host).collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}

/// Why a unit is not pulled anew, as its rule says it.
fn in_words(reason: &Reason) -> String {
    rules::unit::finding(reason).message.into()
}

/// The code of the rule that finds the break, where one does.
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
        Fact::Awaited { workflows, branch: Some(branch), .. } => {
            json!({ "kind": "awaited", "workflows": workflows, "branch": branch })
        }
        Fact::Awaited { workflows, branch: None, .. } => json!({ "kind": "awaited", "workflows": workflows }),
        Fact::RunsLikeGitHub { forge, folder } => {
            json!({ "kind": "runs-like-github", "forge": forge.to_string(), "folder": folder })
        }
        Fact::Runner { label } => json!({ "kind": "runner", "label": label }),
        Fact::TokenRights { scope } => json!({ "kind": "token-rights", "scope": scope }),
        Fact::MergedPullRequest { forks } => json!({ "kind": "merged-pull-request", "forks": forks }),
        Fact::MergeQueue => json!({ "kind": "merge-queue" }),
        Fact::Inputs { names } => json!({ "kind": "inputs", "names": names }),
        Fact::StartedOn { name } => json!({ "kind": "started-on", "ref": name }),
        Fact::NotDeleted { by } => json!({ "kind": "not-deleted", "by": by }),
    };
    value["path"] = json!(one.path);
    value["line"] = json!(one.line);
    value["message"] = json!(one.fact.told().to_string());
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
        "conditions": one.conditions.iter().map(|on| on.told().to_string()).collect::<Vec<_>>(),
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
            let conditions: Vec<String> = chain.conditions.iter().map(|one| one.fact.told().to_string()).collect();
            format!("a merge to `{branch}` reaches production if {}", conditions.join(", and if "))
        }
        Verdict::No => format!("a merge to `{branch}` does not reach production"),
        Verdict::Unknown => format!("whether a merge to `{branch}` reaches production is not known"),
    }
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

/// Whether the unit runs this reference. Where it surely runs one that is published, it
/// does not perhaps run another that is only known in part.
fn runs(chain: &Chain, unit: &ChainUnit, reference: &str) -> Answer {
    // What is on the host only is of no registry, whatever a hole may stand for.
    if unit.reference.starts_with("localhost/") {
        return Answer::No;
    }
    let answer = could_equal(&unit.reference, reference);
    let sure = |one: &ChainPublication| could_equal(&unit.reference, &one.reference) == Answer::Yes;
    if answer == Answer::Unknown && chain.publications.iter().any(sure) {
        return Answer::No;
    }
    answer
}
