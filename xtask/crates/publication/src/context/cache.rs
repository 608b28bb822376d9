//! What was worked out once and comes again with other events and legs. Each answer is
//! kept under all that it depends on. Must not know what the answers mean.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

use super::Runner;
use crate::metadata::{metadata, Context, Inputs, Output, BAKE_FILE};
use prodproof_script::sh::Effects;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::value::Symbolic;
use prodproof_workflow::expression::{condition, IfCondition, Name, Object, Rest, Set, Template};
use prodproof_workflow::file::File;

/// By keys that nobody outside chooses for their hash: a quick one will do.
type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Multiplies and rotates, eight bytes at a time.
#[derive(Debug, Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The table looks at the upper bits as well as at the lower ones.
        self.0 ^ (self.0 >> 32)
    }
}

/// A script and its shell.
type Script = (Symbolic, Option<String>);

/// A script, and how it went with the variables that it was run with.
#[derive(Debug)]
struct Runs {
    mentions: Mentions,
    ran: Vec<Ran>,
}

/// Kept by one run of the model.
#[derive(Debug, Default)]
pub struct Cache {
    templates: RefCell<Map<String, Rc<Template>>>,
    guards: RefCell<Map<String, Rc<IfCondition>>>,
    metadata: RefCell<Map<(Inputs, usize), Rc<Metadata>>>,
    /// What docker/metadata-action reads of an event, by the event's payload.
    events: RefCell<Vec<(Object, Rc<Context>)>>,
    scripts: RefCell<Map<Script, Runs>>,
    pushed: RefCell<Map<Symbolic, Rc<PushedText>>>,
    references: RefCell<Map<Symbolic, Rc<References>>>,
    credentials: RefCell<BTreeMap<(String, usize), bool>>,
    words: RefCell<Map<(usize, usize, bool), Words>>,
}

/// What the words of a step say.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// It leaves a login behind.
    pub login: bool,
    /// It has a secret that may be a registry's.
    pub secret: bool,
}

/// What docker/metadata-action computes, as values.
#[derive(Debug)]
pub struct Metadata {
    pub error: Option<String>,
    /// With the text of the bake file under [`BAKE_FILE`].
    pub outputs: Object,
    /// The same as variables for the steps that follow.
    pub env: Vec<(Name, Set)>,
}

/// A pushed text.
#[derive(Debug)]
pub struct PushedText {
    pub reference: Option<Reference>,
    /// Why no registry takes it.
    invalid: Option<String>,
    /// Whether it lies in the namespace of Docker's own images, and is spelled as one word.
    official: bool,
    short: bool,
}

impl PushedText {
    /// Why a push of it by this program or action fails. Podman and buildah look a name
    /// of one word up elsewhere; to all others it is one of Docker's own images.
    pub fn refused(&self, method: &str) -> Option<String> {
        let elsewhere = method == "push" || ["podman", "buildah", "redhat"].iter().any(|word| method.contains(word));
        match &self.invalid {
            Some(why) => Some(why.clone()),
            None if self.official && !(self.short && elsewhere) => {
                Some("the namespace is missing, and only Docker pushes to docker.io/library".into())
            }
            None => None,
        }
    }
}

/// The references of a list, as docker pushes them.
#[derive(Debug)]
pub struct References {
    pub texts: Vec<Symbolic>,
    /// Which of them no registry takes, and why.
    pub invalid: Option<String>,
}

/// A script that was run with these values of the variables that it names.
#[derive(Debug)]
struct Ran {
    read: Vec<(Name, Set)>,
    /// What the variables that it writes held before.
    written: Vec<(String, Set)>,
    effects: Rc<Effects>,
}

impl Ran {
    fn fits(&self, read: &[(Name, Set)], env: &Object) -> bool {
        self.read == read && self.written.iter().all(|(name, before)| env.get(name) == *before)
    }
}

impl Cache {
    pub fn template(&self, text: &str) -> Rc<Template> {
        if let Some(known) = self.templates.borrow().get(text) {
            return known.clone();
        }
        let parsed = Rc::new(Template::of(text));
        self.templates.borrow_mut().insert(text.to_string(), parsed.clone());
        parsed
    }

    pub fn guard(&self, text: &str) -> Rc<IfCondition> {
        if let Some(known) = self.guards.borrow().get(text) {
            return known.clone();
        }
        let parsed = Rc::new(condition(text));
        self.guards.borrow_mut().insert(text.to_string(), parsed.clone());
        parsed
    }

    /// The event with this payload, and its number, by which [`Cache::metadata`] knows it.
    pub fn event(&self, payload: &Object, read: impl FnOnce() -> Context) -> (usize, Rc<Context>) {
        let mut events = self.events.borrow_mut();
        if let Some(number) = events.iter().position(|(own, _)| own.is(payload)) {
            return (number, events[number].1.clone());
        }
        let context = Rc::new(read());
        events.push((payload.clone(), context.clone()));
        (events.len() - 1, context)
    }

    pub fn metadata(&self, inputs: Inputs, (number, context): &(usize, Rc<Context>)) -> Rc<Metadata> {
        let key = (inputs, *number);
        if let Some(known) = self.metadata.borrow().get(&key) {
            return known.clone();
        }
        let output: Output = metadata(&key.0, context);
        let mut outputs = Object::new(Rest::Null);
        output.outputs().iter().for_each(|(name, values)| outputs.set(name, Set::from(values)));
        outputs.set(BAKE_FILE, Set::from(&output.bake_file()));
        let env = outputs.entries().iter().map(|(name, set)| {
            let variable = format!("DOCKER_METADATA_OUTPUT_{}", name.replace('-', "_").to_ascii_uppercase());
            (Name::read(&variable), set.clone())
        });
        let env = env.collect();
        let made = Rc::new(Metadata { outputs, env, error: output.error });
        self.metadata.borrow_mut().insert(key, made.clone());
        made
    }

    pub fn pushed(&self, text: &Symbolic) -> Rc<PushedText> {
        if let Some(known) = self.pushed.borrow().get(text) {
            return known.clone();
        }
        let reference = text.reference();
        let invalid = reference.as_ref().and_then(Reference::invalid);
        let official = |reference: &Reference| {
            reference.registry == "docker.io"
                && reference.repository.starts_with("library/")
                && !reference.repository.contains('<')
        };
        let official = reference.as_ref().is_some_and(official);
        let made = Rc::new(PushedText { reference, invalid, official, short: !text.marked().contains('/') });
        self.pushed.borrow_mut().insert(text.clone(), made.clone());
        made
    }

    /// The references of a list that `split` takes apart, always in the same way.
    pub fn references(&self, list: &Symbolic, split: fn(&Symbolic) -> Vec<Symbolic>) -> Rc<References> {
        if let Some(known) = self.references.borrow().get(list) {
            return known.clone();
        }
        let made = Rc::new(self.checked(split(list)));
        self.references.borrow_mut().insert(list.clone(), made.clone());
        made
    }

    pub fn checked(&self, texts: Vec<Symbolic>) -> References {
        let invalid = texts.iter().find_map(|text| {
            let why = self.pushed(text).refused("docker push")?;
            Some(format!("no registry takes `{text}`: {why}"))
        });
        References { texts, invalid }
    }

    /// Whether a job has credentials, by its file and place.
    pub fn credentials(&self, path: &str, place: usize, find: impl FnOnce() -> bool) -> bool {
        *self.credentials.borrow_mut().entry((path.to_string(), place)).or_insert_with(find)
    }

    /// What the words of a step say, by its file (which outlives all this) and place, and by
    /// whether the run's token may write packages.
    pub fn words(&self, file: &File, place: usize, may_write: bool, find: impl FnOnce() -> Words) -> Words {
        let key = (std::ptr::from_ref(file) as usize, place, may_write);
        *self.words.borrow_mut().entry(key).or_insert_with(find)
    }

    /// Runs a script, unless it ran with the same values of all variables that it can
    /// read. `run` also says whether the script asked for files: then it may read more.
    pub fn script(
        &self,
        script: &Symbolic,
        shell: Option<&str>,
        env: &Object,
        runner: &Runner,
        run: impl FnOnce() -> (Effects, bool),
    ) -> Rc<Effects> {
        let key = (script.clone(), shell.map(str::to_string));
        let mut scripts = self.scripts.borrow_mut();
        let runs = scripts.entry(key).or_insert_with(|| Runs { mentions: Mentions::of(script), ran: Vec::new() });
        let Some(read) = runs.mentions.read(env, runner) else {
            drop(scripts);
            return Rc::new(run().0);
        };
        if let Some(ran) = runs.ran.iter().find(|ran| ran.fits(&read, env)) {
            return ran.effects.clone();
        }
        let (effects, asked_for_files) = run();
        let effects = Rc::new(effects);
        if !asked_for_files {
            let written = effects.env.keys().map(|name| (name.clone(), env.get(name))).collect();
            runs.ran.push(Ran { read, written, effects: effects.clone() });
        }
        effects
    }
}

/// Words with which a script can read variables that it does not name.
const HIDDEN: [&str; 9] = ["${!", "eval", "declare", "typeset", "local -n", "printenv", "envsubst", "-c", "\\$"];

/// Those of them that take the name of a variable without a `$`.
const PRINTERS: [&str; 3] = ["declare", "typeset", "printenv"];

/// Variables that programs read without being told.
const IMPLIED: [&str; 3] = ["ACTIONS_ALLOW_UNSECURE_COMMANDS", "IFS", "KO_DOCKER_REPO"];

/// How more of those begin, in any case: of the command line of AWS, of Quarkus, of the
/// containers of .NET, and what steps before have left for publishers.
const IMPLIED_HEADS: [&str; 4] = ["AWS_", "QUARKUS_CONTAINER_IMAGE_", "Container", "xtask "];

fn is_implied(name: &str) -> bool {
    IMPLIED_HEADS.iter().any(|head| name.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head)))
}

/// The names that stand in a text of shell; it may read others where it is `hidden`.
#[derive(Debug)]
struct Mentions {
    hidden: bool,
    /// Sorted.
    words: Vec<Box<str>>,
    /// A bit for each [`kind`] of word: most names are told apart by it alone.
    kinds: u64,
}

/// One of 64 kinds of words, by length and last letter.
fn kind(word: &str) -> u64 {
    1 << ((word.len() + 7 * usize::from(word.as_bytes().last().copied().unwrap_or_default())) % 64)
}

impl Mentions {
    fn of(text: &Symbolic) -> Self {
        let text = text.marked();
        if HIDDEN.iter().any(|word| text.contains(word)) {
            return Self { hidden: true, words: Vec::new(), kinds: 0 };
        }
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
        let mut words: Vec<Box<str>> = words.chain(IMPLIED).map(Box::from).collect();
        words.sort_unstable();
        words.dedup();
        let kinds = words.iter().fold(0, |all, word| all | kind(word));
        Self { hidden: false, words, kinds }
    }

    /// The variables that the text names, or that their values name, and their values.
    fn read(&self, env: &Object, runner: &Runner) -> Option<Vec<(Name, Set)>> {
        let mut read: Vec<(Name, Set)> = Vec::new();
        let mut values = Vec::new();
        let mut next = self.take(env, runner, &mut read, &mut values);
        while next.is_some() {
            let Some(text) = values.pop() else { return Some(read) };
            next = Mentions::of(&text).take(env, runner, &mut read, &mut values);
        }
        None
    }

    /// Adds what is not there yet, and the values that can name more; `None` where the
    /// text may read others.
    fn take(
        &self,
        env: &Object,
        runner: &Runner,
        read: &mut Vec<(Name, Set)>,
        values: &mut Vec<Symbolic>,
    ) -> Option<()> {
        if self.hidden {
            return None;
        }
        let named =
            |name: &str| self.kinds & kind(name) != 0 && self.words.binary_search_by(|word| (**word).cmp(name)).is_ok();
        let own = env.entries().iter().filter(|(name, _)| named(name) || is_implied(name));
        let own = own.map(|(name, set)| (name.clone(), set.clone()));
        let github = runner.variables(named).map(|(name, set)| (name.into(), set));
        for (name, set) in own.chain(github) {
            if read.iter().any(|(own, _)| *own == name) {
                continue;
            }
            // Other values name nothing that would be read, not even as a command.
            let speaks = |text: &str| text.contains('$') || PRINTERS.iter().any(|word| text.contains(word));
            values.extend(set.to_values().iter().filter(|text| speaks(text.marked())).cloned());
            read.push((name, set));
        }
        Some(())
    }
}
