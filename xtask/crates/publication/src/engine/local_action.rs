//! Actions that stand in the repository itself: their steps run as the job's.

use super::matrix_job::MatrixJob;
use super::{Engine, DEEPEST};
use crate::context::{data, Names};
use crate::publishers::action::StepEffects;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{value, Name, Object, Rest, Set};
use prodproof_workflow::file::steps_of;

impl<'a> Engine<'a> {
    pub(super) fn local_action(
        &mut self,
        matrix_job: &mut MatrixJob<'_, 'a>,
        step: &'a Node,
        folder: &str,
        names: &Names,
    ) -> StepEffects {
        let mut effects = StepEffects::nothing();
        let folder = folder.trim_matches('/');
        let action = self.actions.get(folder);
        let runs = action.and_then(|file| file.root()).and_then(|root| root.get("runs"));
        let composite = runs.and_then(|runs| runs.get("using")).and_then(Node::as_str) == Some("composite");
        let (Some(file), Some(runs), true, true) = (action, runs, composite, matrix_job.depth < DEEPEST) else {
            // What a folder that is not in the repository holds comes from a checkout.
            effects.unread = true;
            effects.env_rest = Rest::Unknown;
            return effects;
        };
        let root = file.root();
        let mut inputs = Object::new(Rest::Null);
        for entry in root.and_then(|root| root.get("inputs")).map_or(&[][..], Node::entries) {
            let Some(name) = entry.key.as_str() else { continue };
            let given = step.get("with").and_then(|with| with.get_any_case(name));
            let set = match (given, entry.value.get("default").and_then(Node::scalar)) {
                (Some(given), _) => data(given, names),
                (None, Some(default)) => value(&default.string, names),
                (None, None) => Set::from(""),
            };
            inputs.set(Name::read(name), Set::from(&set.to_values()));
        }
        let mut inside = names.clone();
        inside.set("inputs", inputs);
        inside.set("secrets", Object::new(Rest::Null));
        inside.steps = Some(Object::new(Rest::Null));
        inside.success = Answer::Yes;
        inside.failure = Answer::No;
        let mut inner = matrix_job.inside(file, inside);
        self.steps(&mut inner, steps_of(runs));
        let mut outputs = Object::new(Rest::Null);
        for entry in root.and_then(|root| root.get("outputs")).map_or(&[][..], Node::entries) {
            if let (Some(name), Some(node)) = (entry.key.as_str(), entry.value.get("value")) {
                outputs.set(Name::read(name), Set::from(&data(node, &inner.names).to_values()));
            }
        }
        effects.outputs = outputs;
        // What its steps wrote to GITHUB_ENV goes on; its own `env` does not.
        for (name, value) in inner.names.env.entries() {
            if names.env.get(name) != *value {
                effects.env.push((name.clone(), value.clone()));
            }
        }
        effects.env_rest = inner.names.env_rest;
        let failed = inner.failed();
        matrix_job.outside(inner);
        if failed {
            effects.failed = true;
        }
        effects
    }
}
