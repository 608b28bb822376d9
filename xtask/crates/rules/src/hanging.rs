//! The facts of a merge on which a sure publication hangs: which files it changes, and
//! whether an environment lets its run through.
//! Must not know what anybody wishes to be published.

use std::collections::{BTreeMap, BTreeSet};

use prodproof_publication::condition::On;
use prodproof_publication::{Build, Certainty, Event, Publication};
use prodproof_syntax::answer::{Answer, Condition, Fact};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;

/// The conditions under which the event surely publishes the reference: those of the
/// publication that has the fewest. Empty where it has none, or where nothing is sure.
pub fn conditions(build: &Build, event: &Event, wanted: &Reference) -> Vec<Condition> {
    let sure = |one: &Publication| {
        one.event == *event
            && one.refused.is_none()
            && one.certainty == Certainty::Yes
            && one.reference.as_ref().is_some_and(|own| own.same(wanted) == Answer::Yes)
    };
    let all = build.with_entries().filter(|(one, _)| sure(one)).map(|(one, entry)| of(build, one, entry));
    all.min_by_key(Vec::len).unwrap_or_default()
}

/// Those of one publication, and of the workflow that the event started for it.
pub fn of(build: &Build, one: &Publication, entry: &str) -> Vec<Condition> {
    let mut found: Vec<Condition> = changed_paths(build, one, entry).into_iter().collect();
    found.extend(environments(build, one, entry));
    found.extend(one.conditions.iter().filter_map(stated));
    found
}

/// The other facts that the publication itself states.
fn stated(condition: &prodproof_publication::condition::Condition) -> Option<Condition> {
    let fact = match &condition.on {
        On::Awaited(awaited) => Fact::Awaited { workflows: awaited.workflows.clone(), branch: awaited.branch.clone() },
        On::DefaultToken => Fact::TokenRights { scope: "packages: write".into() },
        _ => return None,
    };
    Some(Condition { fact, path: condition.path.clone(), span: condition.span })
}

fn changed_paths(build: &Build, one: &Publication, entry: &str) -> Option<Condition> {
    // Neither tags nor runs by hand are asked for paths.
    if !matches!(one.event, Event::Push(_)) {
        return None;
    }
    let paths = build.file(entry)?.triggers.as_ref()?.get("push")?.paths.as_ref()?;
    let negated = |negative: bool| if negative { "!" } else { "" };
    let patterns = paths.patterns.iter().map(|one| format!("{}{}", negated(one.negative), one.text)).collect();
    let fact = Fact::ChangedPaths { patterns, ignore: paths.ignore };
    Some(Condition { fact, path: entry.to_string(), span: paths.key_span })
}

/// The environments of the publishing job and of those that call it or that it needs.
fn environments(build: &Build, one: &Publication, entry: &str) -> Vec<Condition> {
    let mut found = Vec::new();
    let own = one.job.rsplit(" / ").next().unwrap_or(&one.job);
    let caller = one.job.split(" / ").next().unwrap_or(&one.job);
    for (path, id) in [(one.path.as_str(), own), (entry, caller)] {
        let Some(file) = build.file(path) else { continue };
        // Seldom any job names one; then nobody needs to be followed.
        let jobs: BTreeMap<&str, &Node> = file.jobs().collect();
        if !jobs.values().any(|job| job.get("environment").is_some()) {
            continue;
        }
        let mut todo = vec![id];
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(id) = todo.pop() {
            let Some(job) = jobs.get(id).filter(|_| seen.insert(id)) else { continue };
            todo.extend(
                job.get("needs").map(Node::one_or_many).unwrap_or_default().into_iter().filter_map(Node::as_str),
            );
            if let Some((name, span)) = environment(job) {
                let condition = Condition { fact: Fact::Environment { name }, path: path.to_string(), span };
                if !found.contains(&condition) {
                    found.push(condition);
                }
            }
        }
    }
    found
}

fn environment(job: &Node) -> Option<(String, Span)> {
    let node = job.get("environment")?;
    let name = node.as_str().or_else(|| node.get("name").and_then(Node::as_str))?;
    Some((name.to_string(), node.span))
}
