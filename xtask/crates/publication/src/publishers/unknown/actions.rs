//! Actions whose insides nobody here knows: which of them may publish an image. What is
//! known of one stands in a table; of all others their inputs tell, and what they can log
//! in with, never their names.

use super::inputs::{self, Images};
use super::table::{Pushes, Row, ROWS};
use crate::bots;
use crate::condition::On;
use crate::publishers::action::{Access, ActionStep, StepEffects, StepPush};
use crate::publishers::deletions;
use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_syntax::answer::Certainty;

/// Owners whose actions never publish an image.
const HARMLESS_OWNERS: [&str; 8] = [
    "actions/",
    "step-security/harden-runner",
    "github/",
    "dtolnay/",
    "swatinem/",
    "codecov/",
    "actions-rs/",
    "taiki-e/",
];

/// What of a known action's pushes is not read.
fn untold(row: &Row) -> Option<Untold> {
    match row.pushes {
        Pushes::Perhaps(untold) | Pushes::With(_, untold) => Some(untold),
        Pushes::Never(_) | Pushes::LogsIn(_) => None,
    }
}

pub(in crate::publishers) fn run(step: &ActionStep<'_>, lower: &str) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let may = match row(lower).map(|row| row.pushes) {
        Some(Pushes::Perhaps(_)) => step.access != Access::None,
        Some(Pushes::With(input, _)) => {
            step.access != Access::None && step.filled(input).is_some_and(|value| value.as_known() != Some("false"))
        }
        Some(Pushes::Never(_) | Pushes::LogsIn(_)) => false,
        None if is_known(lower) || refuses(step) => false,
        None => {
            let images = inputs::images(step);
            effects.unread = images != Images::Elsewhere;
            images == Images::Named && step.access != Access::None
        }
    };
    if !may {
        return effects;
    }
    effects.unread = false;
    let push = |reference| StepPush {
        reference,
        method: step.name.to_string(),
        span: step.uses,
        certainty: Certainty::Possible,
        conditions: vec![On::Opaque {
            what: step.name.to_string(),
            why: row(lower).and_then(untold).map(Unfollowed::Tool),
        }],
    };
    let named = inputs::named(step.with, step.names);
    effects.pushes.extend(named.into_iter().map(|image| push(Some(image))));
    if effects.pushes.is_empty() {
        effects.pushes.push(push(None));
    }
    effects
}

/// Whether it is known of an action that it does not push, nor logs in.
pub(crate) fn never_pushes(lower: &str) -> bool {
    row(lower).is_some_and(|row| matches!(row.pushes, Pushes::Never(_)))
        || HARMLESS_OWNERS.iter().any(|owner| lower.starts_with(owner))
}

/// The rows of the table of actions that are not followed: name, source, day.
pub fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ROWS.iter().map(|row| (row.name, row.source, row.read))
}

fn row(lower: &str) -> Option<&'static Row> {
    let name = lower.strip_suffix("/main").unwrap_or(lower);
    // An image that is run as a step is told by its name, without the tag.
    let start = if name.starts_with("docker://") { "docker://".len() } else { name.len() };
    let end = name[start..].find([':', '@']).map_or(name.len(), |at| start + at);
    let name = &name[..end];
    ROWS.iter().find(|row| row.name == name)
}

/// Whether it is known of an action, which has no row as a publisher, what it does.
pub(crate) fn is_known(lower: &str) -> bool {
    never_pushes(lower) || bots::action(lower).is_some() || deletions::rows().any(|(name, ..)| name == lower)
}

/// Whether the step is told not to push.
fn refuses(step: &ActionStep<'_>) -> bool {
    step.get("push").is_some_and(|push| push.as_known() == Some("false"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_is_run_has_a_row_too() {
        assert!(never_pushes("docker://lsiodev/readme-sync:latest"));
        assert!(!never_pushes("docker://gcr.io/kaniko-project/executor:latest"));
    }

    #[test]
    fn rows_are_in_order_and_say_where_they_are_from() {
        assert!(ROWS.is_sorted_by_key(|row| row.name));
        for row in ROWS {
            assert!(row.name == row.name.to_lowercase() && row.name.contains('/'), "{}", row.name);
            assert!(row.source.contains(' ') && row.pushes != Pushes::Never(""), "{}", row.name);
            assert!(row.read.len() == 10 && row.read.starts_with("20"), "{}", row.name);
        }
    }
}
