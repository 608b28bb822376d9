//! Actions that run one command, and containers that are used as actions: what the command
//! does. Must not know any single tool.
//!
//! Source, read 2026-12-01: action.yml of each row: burrunan/gradle-cache-action a6063c0 :88,
//! eskatos/gradle-command-action 33e91b6 :20, goreleaser/goreleaser-action 57e184b :24,
//! gradle/actions v3 setup-gradle/action.yml:176 (an error from v4.0.0 on:
//! sources/src/configuration.ts:351-358 there, 372-376 in 889dc53), gradle/gradle-build-action 093dfe9 :176,
//! jreleaser/release-action 2.5.0 :33, magefile/mage-action ee3263a :14,
//! addnab/docker-run-action 3e77f18 :11, nick-fields/retry dd56f1c :14,
//! Wandalen/wretry.action e94c43b :13. Read 2026-11-30: github/docs
//! workflow-syntax-for-github-actions.md (`jobs.<job_id>.steps[*].with.args`, `entrypoint`).

use std::collections::BTreeMap;

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{major, split, Access, ActionStep, StepEffects, StepPush};
use super::docker::tool_of;
use crate::condition::On;
use crate::context::{runner, script_env};
use crate::MOST_PUBLICATIONS;

/// Actions, the program that they run, and the input that has its arguments.
const PROGRAMS: [(&str, &str, &str); 7] = [
    ("burrunan/gradle-cache-action", "gradle", "arguments"),
    ("eskatos/gradle-command-action", "gradle", "arguments"),
    ("goreleaser/goreleaser-action", "goreleaser", "args"),
    ("gradle/actions/setup-gradle", "gradle", "arguments"),
    ("gradle/gradle-build-action", "gradle", "arguments"),
    ("jreleaser/release-action", "jreleaser", "arguments"),
    ("magefile/mage-action", "mage", "args"),
];

/// Those that fail from this major version on if they are given the input.
const DROPPED: [(&str, u32); 1] = [("gradle/actions/setup-gradle", 4)];

/// Actions whose input is a script: what it does is looked at as that of a `run`.
const SCRIPTS: [(&str, &str); 4] = [
    ("addnab/docker-run-action", "run"),
    ("nick-fields/retry", "command"),
    ("nick-invision/retry", "command"),
    ("wandalen/wretry.action", "command"),
];

/// The input of an action that is run as a script.
pub(crate) fn script_of(action: &str) -> Option<&'static str> {
    SCRIPTS.iter().find(|(name, _)| *name == action).map(|(_, input)| *input)
}

/// What the step runs, if its action is one of those.
pub(super) fn run(step: &ActionStep<'_>) -> Option<StepEffects> {
    if let Some(image) = step.lower.strip_prefix("docker://") {
        return container(step, image);
    }
    let (_, program, input) = PROGRAMS.iter().find(|(name, ..)| *name == step.lower)?;
    if step.filled("install-only").is_some_and(|value| value.as_known() == Some("true")) {
        return Some(StepEffects::nothing());
    }
    // Without arguments a build tool does nothing that matters.
    let Some(arguments) = step.filled(input) else {
        let default = match *program {
            "goreleaser" => vec![vec![Symbolic::known(program)]],
            "jreleaser" => vec![vec![Symbolic::known(program), Symbolic::known("full-release")]],
            _ => Vec::new(),
        };
        return Some(of(step, &default));
    };
    let ways: Vec<Vec<Symbolic>> = arguments.iter().map(|text| command(program, text)).collect();
    let dropped = DROPPED.iter().find(|(name, _)| *name == step.lower).map(|(_, from)| from);
    Some(match (dropped, major(step.version)) {
        (Some(from), Some(own)) if own >= *from => StepEffects::nothing().fail(),
        (Some(_), None) => {
            let mut effects = of(step, &ways);
            effects.pushes.iter_mut().for_each(|push| push.certainty = Certainty::Possible);
            effects
        }
        _ => of(step, &ways),
    })
}

/// `docker://gcr.io/kaniko-project/executor:v1` with `args`, and perhaps another entrypoint.
fn container(step: &ActionStep<'_>, image: &str) -> Option<StepEffects> {
    Some(of(step, &in_container(step, image)?))
}

/// What a container that is used as an action runs, for each text that its arguments may be.
pub(super) fn in_container(step: &ActionStep<'_>, image: &str) -> Option<Vec<Vec<Symbolic>>> {
    let entrypoint = step.filled("entrypoint").and_then(|values| values.as_known().map(str::to_string));
    let program = match &entrypoint {
        Some(program) => program.as_str(),
        None => tool_of(image)?,
    };
    let arguments = step.or("args", "");
    let ways: Vec<Vec<Symbolic>> = arguments
        .iter()
        .map(|text| {
            let mut words = command(program, text);
            // Some images have no entrypoint: the tool is the first argument.
            if words.get(1).and_then(Symbolic::as_known) == Some(program) {
                words.remove(0);
            }
            words
        })
        .collect();
    Some(ways)
}

/// A program and its arguments, divided at blanks outside of quotes.
fn command(program: &str, arguments: &Symbolic) -> Vec<Symbolic> {
    let mut words = vec![Symbolic::known(program)];
    let mut quoted: Option<(char, String)> = None;
    for word in split(arguments, &[' ', '\n', '\t', '\r']) {
        let text = word.marked();
        quoted = match quoted.take() {
            Some((quote, mut before)) => {
                before.push(' ');
                before.push_str(text);
                Some((quote, before))
            }
            None => match text.find(['"', '\'']) {
                Some(at) => Some((text[at..].chars().next().unwrap_or('"'), text.to_string())),
                None => {
                    words.push(word.clone());
                    None
                }
            },
        };
        if let Some((quote, text)) = quoted.take_if(|(quote, text)| text.matches(*quote).count() % 2 == 0) {
            words.push(Symbolic::from_marked(text.replace(quote, "")));
        }
    }
    words.extend(quoted.map(|(_, text)| Symbolic::from_marked(text)));
    words
}

/// What a step does that runs one of these commands.
fn of(step: &ActionStep<'_>, ways: &[Vec<Symbolic>]) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let env: BTreeMap<String, ValueSet> = script_env(step.env, runner(step.names).as_ref());
    let context = Context { env: &env, files: step.files };
    for way in ways {
        let mut left = super::read(way, &context);
        if left.len() > 2 * MOST_PUBLICATIONS {
            // The engine tells no more apart.
            left.truncate(2 * MOST_PUBLICATIONS);
            effects.pushes.push(StepPush {
                reference: None,
                method: step.lower.to_string(),
                span: step.uses,
                certainty: Certainty::Possible,
                conditions: Vec::new(),
            });
        }
        while let Some(effect) = left.pop() {
            match effect {
                Effect::Push(push) => effects.pushes.push(StepPush {
                    reference: push.reference,
                    method: push.method.to_string(),
                    span: step.uses,
                    certainty: push.certainty.and(ways.len() == 1),
                    conditions: Vec::new(),
                }),
                Effect::Opaque { command, why } if step.access == Access::Credentials => {
                    effects.pushes.push(StepPush {
                        reference: None,
                        method: step.name.to_string(),
                        span: step.uses,
                        certainty: Certainty::Possible,
                        conditions: vec![On::Opaque { what: command, why: Some(why) }],
                    })
                }
                Effect::Login(login) => effects.logins.push((login.host, login.token.map(ValueSet::one))),
                Effect::Command { arguments } => left.extend(super::read(&arguments, &context)),
                Effect::Shell(text) => {
                    let words = split(&text, &[' ', '\n', '\t']);
                    left.extend(super::read(&words, &context));
                }
                Effect::Named(name) => effects.named.push((name, Certainty::from(ways.len() == 1))),
                Effect::Builds(recipe) => effects.builds.push((recipe, step.uses)),
                Effect::Opaque { .. } | Effect::Fails(_) | Effect::Script { .. } => {}
            }
        }
    }
    effects.pushes.reverse();
    effects.named.reverse();
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_divided_outside_of_quotes() {
        let words = |text: &str| -> Vec<String> {
            command("x", &Symbolic::known(text)).iter().skip(1).map(Symbolic::to_string).collect()
        };
        assert_eq!(words("copy a  docker://b\n"), ["copy", "a", "docker://b"]);
        assert_eq!(words("-c \"skopeo copy a b\" --x='y z'"), ["-c", "skopeo copy a b", "--x=y z"]);
        assert_eq!(words("it's open"), ["it's open"]);
    }
}
