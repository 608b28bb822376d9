//! Runs by hand that publish for some inputs only: which inputs make it certain. Such
//! inputs are tried, one choice of them after the other, until a run surely publishes: what
//! is told is always something that somebody can do.
//!
//! Source: github/docs `workflow-syntax.md`, `on.workflow_dispatch.inputs`. Must not know
//! how a run is followed.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::condition::{Condition, On};
use crate::context::Others;
use crate::context::INPUT;
use crate::model::{Build, Publication};
use crate::source::BuiltCommit;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::order::Order;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{each_expression, parse, Data, Expr};
use prodproof_workflow::file::WorkflowFile;

/// More choices of one workflow's inputs are not tried: each is a run of it.
const MOST: usize = 24;
/// What somebody may type where any text will do: a word, and a version.
const WORDS: [&str; 2] = ["any-input-zz", "v97.53.1"];

/// What is given for inputs, by their names.
pub(super) type Choice = BTreeMap<String, String>;
/// What scripts hold against holes: the name of the hole, and a text.
pub(super) type Compared = BTreeSet<(String, String)>;

/// What is asked about one workflow, and what it has cost so far.
struct Tries<'f, 'r> {
    file: &'f WorkflowFile,
    left: usize,
    known: BTreeMap<Others, BTreeMap<Choice, Vec<Publication>>>,
    run: &'r mut dyn FnMut(&'f WorkflowFile, &Choice, Others) -> Vec<Publication>,
}

impl Tries<'_, '_> {
    /// What a run publishes with this choice; `None` where there were too many.
    fn with(&mut self, choice: &Choice, others: Others) -> Option<&[Publication]> {
        let known = self.known.entry(others).or_default();
        if !known.contains_key(choice) {
            self.left = self.left.checked_sub(1)?;
            let found = (self.run)(self.file, choice, others);
            known.insert(choice.clone(), found);
        }
        known.get(choice).map(Vec::as_slice)
    }
}

/// Makes certain what surely happens for some choice of inputs, and names them; drops what
/// happens for no value of an input that has few. `entries`: for each of what is published
/// elsewhere by other inputs, the workflow that starts it. `run` follows a workflow with
/// what is given; the other inputs are free or at their defaults.
pub(super) fn decide<'f>(
    build: &mut Build,
    files: &'f [Arc<WorkflowFile>],
    entries: &[(usize, String)],
    compared: &Compared,
    mut run: impl FnMut(&'f WorkflowFile, &Choice, Others) -> Vec<Publication>,
) {
    let mut gone: Vec<usize> = Vec::new();
    let entries: HashMap<usize, &str> = entries.iter().map(|(at, entry)| (*at, entry.as_str())).collect();
    let all_literals = OnceCell::new();
    for file in files {
        let Some(trigger) = file.triggers.as_ref().and_then(|all| all.get("workflow_dispatch")) else { continue };
        let usual = build.publications.iter_mut().zip(&build.entries).filter(|(_, entry)| **entry == file.path);
        let own = |at: &usize| entries.get(at) == Some(&file.path.as_str());
        let others = build.elsewhere.iter_mut().enumerate().filter(|(at, _)| own(at));
        let usual = usual.map(|(one, _)| (None, one));
        let targets: Vec<(Option<usize>, &mut Publication)> =
            usual.chain(others.map(|(at, one)| (Some(at), one))).filter(|(_, one)| is_open(one)).collect();
        if targets.is_empty() {
            continue;
        }
        let literals = all_literals.get_or_init(|| literals(files));
        let inputs = inputs(file, compared, literals);
        let any = choices(&inputs.iter().collect::<Vec<_>>());
        let mut tries = Tries { file, left: 2 * MOST, known: BTreeMap::new(), run: &mut run };
        for (at, target) in targets {
            let asked = asked(target, &inputs);
            let named = (asked.len() < inputs.len()).then(|| choices(&asked));
            let mut found = surely(target, named.as_ref().unwrap_or(&any), &mut tries);
            if found.is_none() && at.is_some() && asked.iter().any(|input| never(target, input, &mut tries)) {
                gone.extend(at);
                continue;
            }
            // What it asks for may come by way of other steps, and other inputs.
            if found.is_none() && named.is_some() {
                found = surely(target, &any, &mut tries);
            }
            if let Some((choice, found)) = found {
                let reference = target.reference.take().or_else(|| found.reference.clone());
                *target = Publication { reference, ..found };
                // What was typed in stands for any text.
                let typed = |one: &Condition| matches!(&one.on, On::BuiltFrom { source: BuiltCommit::Named(name) } if choice.values().any(|text| text == name));
                if target.conditions.iter().any(typed) {
                    target.conditions.retain(|one| !typed(one));
                    target.source = BuiltCommit::Unknown;
                }
                let names = choice.into_keys().collect();
                target.conditions.insert(0, On::OtherInputs(names).at(&file.path, trigger.span));
            }
        }
    }
    gone.order();
    for at in gone.into_iter().rev() {
        build.elsewhere.remove(at);
    }
}

/// The first choice with which a run surely publishes it.
fn surely(target: &Publication, choices: &[Choice], tries: &mut Tries<'_, '_>) -> Option<(Choice, Publication)> {
    for choice in choices {
        let found = tries.with(choice, Others::AtDefaults)?;
        let sure = found.iter().find(|one| one.certainty.is_yes() && is_that(target, one, choice));
        if let Some(one) = sure.cloned() {
            return Some((choice.clone(), one));
        }
    }
    None
}

/// Whether no value of an input that has few lets it happen, whatever the others are.
fn never(target: &Publication, input: &Asked, tries: &mut Tries<'_, '_>) -> bool {
    let Some(all) = &input.all else { return false };
    all.iter().all(|text| {
        let choice = Choice::from([(input.name.clone(), text.clone())]);
        let found = tries.with(&choice, Others::Free);
        found.is_some_and(|found| !found.iter().any(|one| is_that(target, one, &choice)))
    })
}

fn is_open(one: &Publication) -> bool {
    one.event == Event::WorkflowDispatch && one.certainty == Certainty::Possible && one.refused.is_none()
}

/// Whether the run that is followed publishes what may be published.
fn is_that(open: &Publication, sure: &Publication, choice: &Choice) -> bool {
    if (open.span, &open.path, &open.job) != (sure.span, &sure.path, &sure.job) {
        return false;
    }
    match (&open.reference, &sure.reference) {
        (Some(open), Some(sure)) => open.same(sure) != Answer::No,
        // What is typed in stands for any text: the name is not known.
        (None, Some(sure)) => {
            let tag = sure.to_string();
            !choice.values().any(|text| tag.contains(text.trim_start_matches('v')))
        }
        (None, None) => true,
        (Some(_), None) => false,
    }
}

/// An input of the workflow.
struct Asked {
    name: String,
    required: bool,
    /// What is worth trying, besides its default.
    candidates: Vec<String>,
    /// All that it can be, where that is little.
    all: Option<Vec<String>>,
}

/// The inputs that decide about the publication: those that it is known to ask for, else
/// those that have to be given, else all.
fn asked<'i>(one: &Publication, inputs: &'i [Asked]) -> Vec<&'i Asked> {
    let named = |name: &str| {
        one.conditions.iter().any(|condition| match &condition.on {
            On::OtherInputs(names) => names.iter().any(|own| own.eq_ignore_ascii_case(name)),
            _ => false,
        })
    };
    let by_name: Vec<&Asked> = inputs.iter().filter(|input| named(&input.name)).collect();
    let required = || inputs.iter().filter(|input| input.required).collect::<Vec<_>>();
    match (by_name.is_empty(), required()) {
        (false, _) => by_name,
        (true, required) if !required.is_empty() => required,
        (true, _) => inputs.iter().collect(),
    }
}

/// What may be given for the inputs: for one of them first, then for two at a time, then
/// for all of them.
fn choices(inputs: &[&Asked]) -> Vec<Choice> {
    let one = |input: &&Asked| -> Vec<Choice> {
        input.candidates.iter().map(|text| Choice::from([(input.name.clone(), text.clone())])).collect()
    };
    let singles: Vec<Vec<Choice>> = inputs.iter().map(one).collect();
    let both = |a: &Choice, b: &Choice| a.iter().chain(b).map(|(name, text)| (name.clone(), text.clone())).collect();
    let pairs = singles.iter().enumerate().flat_map(|(at, first)| {
        let behind = singles.iter().skip(at + 1);
        behind.flat_map(move |second| first.iter().flat_map(move |a| second.iter().map(move |b| both(a, b))))
    });
    let mut out: Vec<Choice> = singles.iter().flatten().cloned().chain(pairs).take(MOST).collect();
    let first = |input: &&Asked| Some((input.name.clone(), input.candidates.first()?.clone()));
    let every: Choice = inputs.iter().filter_map(first).collect();
    if every.len() > 2 {
        out.insert(out.len().min(MOST / 2), every);
    }
    out.truncate(MOST);
    out
}

fn inputs(file: &WorkflowFile, compared: &Compared, literals: &[(Option<String>, String)]) -> Vec<Asked> {
    let on = file.on();
    let inputs = on.and_then(|on| on.at(&["workflow_dispatch", "inputs"])).map_or(&[][..], Node::entries);
    let all = inputs.iter().filter_map(|entry| Some((entry.key.as_str()?, &entry.value)));
    all.map(|(name, node)| input(name, node, compared, literals)).collect()
}

fn input(name: &str, node: &Node, compared: &Compared, literals: &[(Option<String>, String)]) -> Asked {
    const FEW: usize = 6;
    let default = node.get("default").and_then(Node::as_str).unwrap_or_default();
    let kind = node.get("type").and_then(Node::as_str).unwrap_or("string");
    let of_scripts = || compared.iter().filter(|(hole, _)| hole.strip_prefix(INPUT) == Some(name));
    let of_expressions =
        literals.iter().filter(|(own, _)| own.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(name)));
    let all: Option<Vec<String>> = match kind {
        "boolean" => Some(["true", "false"].map(str::to_string).to_vec()),
        "choice" => {
            let options = node.get("options").map_or(&[][..], Node::items);
            Some(options.iter().filter_map(Node::as_str).map(str::to_string).collect())
        }
        _ => None,
    };
    let texts = || {
        let number = kind == "number";
        let asked = of_scripts().map(|(_, text)| text.clone());
        let asked = asked.chain(of_expressions.filter(|_| !number).map(|(_, text)| text.clone()));
        let words = if number { ["97531", "97531"] } else { WORDS };
        asked.chain(words.map(str::to_string)).collect()
    };
    let mut candidates: Vec<String> = all.clone().unwrap_or_else(texts);
    let usual = if kind == "boolean" && default.is_empty() { "false" } else { default };
    let mut seen = BTreeSet::new();
    candidates.retain(|text| text != usual && !text.is_empty() && seen.insert(text.clone()));
    let required = node.get("required").and_then(Node::as_bool) == Some(true) && default.is_empty();
    Asked { name: name.to_string(), required, candidates, all: all.filter(|all| all.len() <= FEW) }
}

/// The texts that expressions hold against an input, or against something that an input may
/// have become on its way; of the latter without a name.
fn literals(files: &[Arc<WorkflowFile>]) -> Vec<(Option<String>, String)> {
    let mut out = Vec::new();
    for file in files {
        if let Some(jobs) = file.root().and_then(|root| root.get("jobs")) {
            each_expression(jobs, &mut |text| in_expression(text, &mut out));
        }
    }
    out
}

fn in_expression(text: &str, out: &mut Vec<(Option<String>, String)>) {
    let Ok(expr) = parse(text) else { return };
    expr.walk(&mut |expr| {
        let sides: Vec<&Expr> = match expr {
            Expr::Compare(_, left, right) => vec![left, right],
            Expr::Call(name, _, arguments) if !name.eq_ignore_ascii_case("format") => arguments.iter().collect(),
            _ => return,
        };
        let literal = |side: &&Expr| match side {
            Expr::Literal(Data::Text(text)) => text.as_known().map(str::to_string),
            _ => None,
        };
        let Some(text) = sides.iter().find_map(literal) else { return };
        let paths = sides.iter().flat_map(|side| side.paths());
        let names = paths.filter_map(|path| match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["inputs", name] | ["github", "event", "inputs", name] => Some(Some(name.to_string())),
            ["env" | "steps" | "needs", _, ..] => Some(None),
            _ => None,
        });
        out.extend(names.map(|name| (name, text.clone())));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_tried() {
        let text = "\
on:
  workflow_dispatch:
    inputs:
      push: {type: boolean, default: true}
      sure: {default: 'no'}
      env: {type: choice, options: [dev, prod], default: dev}
jobs:
  b:
    if: inputs.sure == 'yes'
    runs-on: x
";
        let files = [Arc::new(WorkflowFile::read(".github/workflows/w.yml", text))];
        let compared = Compared::from([("input:sure".to_string(), "ja".to_string())]);
        let inputs = inputs(&files[0], &compared, &literals(&files));
        let texts = |name: &str| inputs.iter().find(|input| input.name == name).unwrap().candidates.clone();
        assert_eq!(texts("sure"), ["ja", "yes", "any-input-zz", "v97.53.1"]);
        assert_eq!(texts("push"), ["false"]);
        assert_eq!(texts("env"), ["prod"]);
        let all = choices(&inputs.iter().collect::<Vec<_>>());
        assert!(all.iter().any(|choice| choice.len() == 3), "{all:?}");
        let one = Choice::from([("env".to_string(), "prod".to_string()), ("push".to_string(), "false".to_string())]);
        assert!(all.contains(&one), "{all:?}");
        assert!(all.len() <= MOST);
    }
}
