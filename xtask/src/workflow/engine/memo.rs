//! What was worked out once and comes again with other events and legs. Each answer is
//! kept under all that it depends on. Must not know what the answers mean.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::reference::Reference;
use crate::workflow::expression::{condition, parse, Condition, Expr, Object, Set, SyntaxError};
use crate::workflow::metadata::{metadata, Context, Inputs, Output};
use crate::workflow::shell::Effects;
use crate::workflow::value::{Text, Values};

/// A script and its shell.
type Script = (Text, Option<String>);

/// Kept by one run of the model.
#[derive(Debug, Default)]
pub struct Memo {
    expressions: RefCell<BTreeMap<String, Rc<Result<Expr, SyntaxError>>>>,
    guards: RefCell<BTreeMap<String, Rc<Condition>>>,
    metadata: RefCell<BTreeMap<(Inputs, Context), Rc<Metadata>>>,
    scripts: RefCell<BTreeMap<Script, Vec<Ran>>>,
    references: RefCell<BTreeMap<Text, Rc<Pushed>>>,
    credentials: RefCell<BTreeMap<(String, usize), bool>>,
}

/// What docker/metadata-action computes, as values.
#[derive(Debug)]
pub struct Metadata {
    pub error: Option<String>,
    /// Outputs by name.
    pub outputs: Vec<(String, Set)>,
    pub bake_file: Set,
}

/// A pushed text.
#[derive(Debug)]
pub struct Pushed {
    pub reference: Option<Reference>,
    /// Why no registry takes it.
    pub invalid: Option<String>,
}

/// A script that was run with these values of the variables that it names.
#[derive(Debug)]
struct Ran {
    read: Vec<(String, Set)>,
    /// What the variables that it writes held before.
    written: Vec<(String, Set)>,
    effects: Rc<Effects>,
}

impl Ran {
    fn fits(&self, read: &[(String, Set)], env: &Object) -> bool {
        self.read == read && self.written.iter().all(|(name, before)| env.get(name) == *before)
    }
}

impl Memo {
    pub fn expression(&self, text: &str) -> Rc<Result<Expr, SyntaxError>> {
        if let Some(known) = self.expressions.borrow().get(text) {
            return known.clone();
        }
        let parsed = Rc::new(parse(text));
        self.expressions.borrow_mut().insert(text.to_string(), parsed.clone());
        parsed
    }

    pub fn guard(&self, text: &str) -> Rc<Condition> {
        if let Some(known) = self.guards.borrow().get(text) {
            return known.clone();
        }
        let parsed = Rc::new(condition(text));
        self.guards.borrow_mut().insert(text.to_string(), parsed.clone());
        parsed
    }

    pub fn metadata(&self, inputs: Inputs, context: &Context) -> Rc<Metadata> {
        let key = (inputs, context.clone());
        if let Some(known) = self.metadata.borrow().get(&key) {
            return known.clone();
        }
        let output: Output = metadata(&key.0, &key.1);
        let made = Rc::new(Metadata {
            outputs: output.outputs().iter().map(|(name, values)| (name.clone(), Set::from(values))).collect(),
            bake_file: Set::from(&output.bake_file()),
            error: output.error,
        });
        self.metadata.borrow_mut().insert(key, made.clone());
        made
    }

    pub fn pushed(&self, text: &Text) -> Rc<Pushed> {
        if let Some(known) = self.references.borrow().get(text) {
            return known.clone();
        }
        let reference = super::reference(text);
        let invalid = reference.as_ref().and_then(Reference::invalid);
        let made = Rc::new(Pushed { reference, invalid });
        self.references.borrow_mut().insert(text.clone(), made.clone());
        made
    }

    /// Whether a job has credentials, by its file and place.
    pub fn credentials(&self, path: &str, place: usize, find: impl FnOnce() -> bool) -> bool {
        *self.credentials.borrow_mut().entry((path.to_string(), place)).or_insert_with(find)
    }

    /// Runs a script, unless it ran with the same values of all variables that it can
    /// read. `run` also says whether the script asked for files: then it may read more.
    pub fn script(
        &self,
        script: &Text,
        shell: Option<&str>,
        env: &Object,
        github: &[(&'static str, Set)],
        run: impl FnOnce() -> (Effects, bool),
    ) -> Rc<Effects> {
        let Some(read) = read(script, env, github) else { return Rc::new(run().0) };
        let key = (script.clone(), shell.map(str::to_string));
        if let Some(all) = self.scripts.borrow().get(&key) {
            if let Some(ran) = all.iter().find(|ran| ran.fits(&read, env)) {
                return ran.effects.clone();
            }
        }
        let (effects, asked_for_files) = run();
        let effects = Rc::new(effects);
        if !asked_for_files {
            let written = effects.env.keys().map(|name| (name.clone(), env.get(name))).collect();
            let ran = Ran { read, written, effects: effects.clone() };
            self.scripts.borrow_mut().entry(key).or_default().push(ran);
        }
        effects
    }
}

/// Words with which a script can read variables that it does not name.
const HIDDEN: [&str; 9] = ["${!", "eval", "declare", "typeset", "local -n", "printenv", "envsubst", "-c", "\\$"];

/// Variables that programs read without being told.
const IMPLIED: [&str; 2] = ["IFS", "KO_DOCKER_REPO"];

/// The variables that a script names, or that their values name, and their values; `None`
/// where it may read others.
fn read(script: &Text, env: &Object, github: &[(&'static str, Set)]) -> Option<Vec<(String, Set)>> {
    let own = env.entries().iter().map(|(name, value)| (name.as_str(), value));
    let all: Vec<(&str, &Set)> = github.iter().map(|(name, value)| (*name, value)).chain(own).collect();
    let mut taken = vec![false; all.len()];
    let mut texts = vec![script.marked().to_string()];
    let mut read = Vec::new();
    while let Some(text) = texts.pop() {
        if HIDDEN.iter().any(|word| text.contains(word)) {
            return None;
        }
        // A value without a `$` names nothing that would be read.
        if !text.contains('$') && text != script.marked() {
            continue;
        }
        for ((name, value), taken) in all.iter().zip(&mut taken) {
            if *taken || !(IMPLIED.contains(name) || text.contains(name)) {
                continue;
            }
            *taken = true;
            read.push((name.to_string(), (*value).clone()));
            let values: Values = value.to_values();
            texts.extend(values.iter().map(|value| value.marked().to_string()));
        }
    }
    Some(read)
}
