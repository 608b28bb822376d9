//! Which inputs of a run by hand something asks for, by the names in its expressions. Must
//! not know their values.

use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{parse, parts, Part};

/// Adds the names of the inputs that the expressions in the node name, each once.
pub(super) fn add(node: Option<&Node>, names: &mut Vec<String>) {
    let Some(node) = node else { return };
    if let Some(scalar) = node.scalar() {
        in_text(&scalar.text, names);
    }
    node.items().iter().for_each(|item| add(Some(item), names));
    for entry in node.entries() {
        // An `if` needs no brackets.
        match entry.value.scalar().filter(|_| entry.key.as_str() == Some("if")) {
            Some(scalar) if !scalar.text.contains("${{") => in_expression(&scalar.text, names),
            _ => add(Some(&entry.value), names),
        }
    }
}

/// The keys of a job that decide for all its steps.
pub(super) fn of_job(root: Option<&Node>, job: &Node) -> Vec<String> {
    let mut names = Vec::new();
    add(root.and_then(|root| root.get("env")), &mut names);
    for entry in job.entries().iter().filter(|entry| entry.key.as_str() != Some("steps")) {
        match entry.value.scalar().filter(|_| entry.key.as_str() == Some("if")) {
            Some(scalar) if !scalar.text.contains("${{") => in_expression(&scalar.text, &mut names),
            _ => add(Some(&entry.value), &mut names),
        }
    }
    names
}

fn in_text(text: &str, names: &mut Vec<String>) {
    for part in parts(text) {
        if let Part::Expression(body, _) = part {
            in_expression(body, names);
        }
    }
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
