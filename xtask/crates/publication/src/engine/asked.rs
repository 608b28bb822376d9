//! Which inputs of a run by hand something asks for, by the names in its expressions. Must
//! not know their values.

use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{each_expression, each_expression_of, parse};

/// The names of the inputs that the expressions in the node name, each once.
pub(super) fn of(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    each_expression(node, &mut |text| in_expression(text, &mut names));
    names
}

/// The keys of a job that decide for all its steps.
pub(super) fn of_job(root: Option<&Node>, job: &Node) -> Vec<String> {
    let mut names = root.and_then(|root| root.get("env")).map(of).unwrap_or_default();
    for entry in job.entries().iter().filter(|entry| entry.key.as_str() != Some("steps")) {
        each_expression_of(entry, &mut |text| in_expression(text, &mut names));
    }
    names
}

fn in_expression(text: &str, names: &mut Vec<String>) {
    let Ok(expr) = parse(text) else { return };
    for path in expr.paths() {
        let name = match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["inputs", name] | ["github", "event", "inputs", name] => name.to_string(),
            _ => continue,
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
}
