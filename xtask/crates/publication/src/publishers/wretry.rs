//! Wandalen/wretry.action: runs another action that its inputs name, with the inputs that a
//! text has. What it does with a command is what the script does.
//!
//! Source, read 2026-12-01: Wandalen/wretry.action e94c43b action.yml:8-16, Readme.md:62-88
//! (`with`: lines of `key : value`, and multiline strings).

use super::action::{ActionStep, StepEffects};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::{Node, NodeKind, Yaml};

/// What the action in the input `action` does; `None` where that is not known.
pub(super) fn wretry(step: &ActionStep<'_>) -> Option<StepEffects> {
    let action = step.filled("action")?;
    let (name, version) = action.as_known()?.split_once('@')?;
    if name.starts_with("./") || name.starts_with("docker://") {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    // It may not run itself for ever.
    if lower.starts_with("wandalen/") {
        return None;
    }
    let given = step.node("with");
    let with = match given {
        Some(node) => Some(at(&Yaml::document(&node.scalar()?.text)?, node.span)),
        None => None,
    };
    let inner = ActionStep {
        name,
        lower: &lower,
        version,
        with: with.as_ref().filter(|node| node.is_mapping()),
        uses: step.uses,
        names: step.names,
        env: step.env,
        named: step.named,
        access: step.access,
        registries: step.registries,
        files: step.files,
    };
    let mut effects = super::run(&inner);
    if lower == "docker/login-action" {
        let host = inner.or("registry", "").single().cloned().unwrap_or_else(Symbolic::unknown);
        effects.logins.push((host, inner.get("password")));
    }
    // Its outputs are one text.
    effects.outputs = StepEffects::nothing().outputs;
    Some(effects)
}

/// The node, which stands in a text of a file, at the place of that text.
fn at(node: &Node, span: Span) -> Node {
    let mut out = node.clone();
    out.span = span;
    match &mut out.kind {
        NodeKind::Sequence(items, _) => items.iter_mut().for_each(|item| *item = at(item, span)),
        NodeKind::Mapping(entries, _) => entries.iter_mut().for_each(|entry| {
            entry.key = at(&entry.key, span);
            entry.value = at(&entry.value, span);
        }),
        _ => {}
    }
    out
}
