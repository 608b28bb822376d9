//! What was worked out once and comes again with other events and matrix jobs. Each answer is
//! kept under all that it depends on. Must not know what the answers mean.

use crate::remark::{InvalidPush, PushFault};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::mentions::{Mentions, VariableValues, MOST_HIDDEN};
use super::Runner;
use crate::metadata::{metadata, Inputs, MetadataEvent, Output, BAKE_FILE};
use prodproof_script::sh::{self, ScriptEffects};
use prodproof_syntax::quick::QuickMap;
use prodproof_syntax::reference::{Reference, ReferenceFault};
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{condition, IfCondition, Name, Object, Rest, Set, Template};
use prodproof_workflow::file::WorkflowFile;

/// A script and its shell.
type Script = (Symbolic, Option<String>);

/// A script, and how it went with the variables that it was run with.
#[derive(Debug)]
struct Runs {
    mentions: Rc<Mentions>,
    code: Code,
    ran: Vec<Ran>,
}

/// Files that a script asked for: the path, as the script has it, and the text, if there
/// is one.
pub type AskedFiles = Vec<(String, Option<String>)>;

/// What a file says now, by its path as a script has it.
pub type TextOf<'t, 'f> = &'t dyn Fn(&str) -> Option<&'f str>;

/// Names of inputs, each once.
pub type InputNames = Rc<[String]>;

/// What a script holds in languages other than sh.
pub type Code = Rc<[String]>;

/// How a script went, and what it asked for.
pub type Went = (ScriptEffects, AskedFiles);

/// Kept by a thread, and from one run of the model to the next.
#[derive(Debug, Default)]
pub struct Cache {
    templates: RefCell<QuickMap<String, Rc<Template>>>,
    guards: RefCell<QuickMap<String, Rc<IfCondition>>>,
    metadata: RefCell<QuickMap<(Inputs, usize), Rc<Metadata>>>,
    /// What docker/metadata-action reads of an event, by the event's payload.
    events: RefCell<Vec<(Object, Rc<MetadataEvent>)>>,
    scripts: RefCell<QuickMap<Script, Runs>>,
    pushed: RefCell<QuickMap<Symbolic, Rc<PushedText>>>,
    references: RefCell<QuickMap<Symbolic, Rc<References>>>,
    words: RefCell<QuickMap<(usize, usize, PackagesToken), StepWords>>,
    /// Inputs that are asked for, by file and place.
    asked: RefCell<QuickMap<(usize, usize), InputNames>>,
    /// By their paths, with each text that was asked about.
    files: RefCell<QuickMap<String, Vec<Arc<WorkflowFile>>>>,
}

/// What the run's own token may do with packages, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PackagesToken {
    MayWrite,
    MayNot,
}

/// What a node has that may be credentials of a registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The run's own token, where it may write packages.
    pub own_token: bool,
    /// Any other secret.
    pub others: bool,
    /// One that nothing says to be another service's: what nobody knows may push with it.
    /// The run's own token is one where it is given the right to.
    pub open: bool,
}

impl Secrets {
    pub fn any(self) -> bool {
        self.own_token || self.others
    }
}

/// What the words of a step say.
#[derive(Clone, Copy, Debug, Default)]
pub struct StepWords {
    /// It leaves a login behind.
    pub login: bool,
    /// Its secrets, which may be a registry's.
    pub secrets: Secrets,
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
    invalid: Option<ReferenceFault>,
    /// Whether it lies in the namespace of Docker's own images, and is spelled as one word.
    official: bool,
    short: bool,
}

impl PushedText {
    /// Why a push of it by this program or action fails. Podman and buildah look a name
    /// of one word up elsewhere; to all others it is one of Docker's own images.
    pub fn refused(&self, method: &str) -> Option<PushFault> {
        let elsewhere = method == "push" || ["podman", "buildah", "redhat"].iter().any(|word| method.contains(word));
        match &self.invalid {
            Some(why) => Some(PushFault::Grammar(why.clone())),
            None if self.official && !(self.short && elsewhere) => Some(PushFault::NoNamespace),
            None => None,
        }
    }
}

/// The references of a list, as docker pushes them.
#[derive(Debug)]
pub struct References {
    pub texts: Vec<Symbolic>,
    /// Which of them no registry takes, and why.
    pub invalid: Option<InvalidPush>,
}

/// A script that was run with these values of the variables that it and its files name.
#[derive(Debug)]
struct Ran {
    /// What the script names, and the files that it came to.
    mentions: Rc<Mentions>,
    /// Where it ran, if it asked for files: others are called the same elsewhere.
    folder: Option<Option<String>>,
    /// They may have another text the next time.
    asked: AskedFiles,
    read: VariableValues,
    /// What the variables that it writes held before.
    written: Vec<(String, Set)>,
    effects: Rc<ScriptEffects>,
}

impl Ran {
    fn fits(&self, read: &[(Name, Set)], env: &Object) -> bool {
        self.read == read && self.written.iter().all(|(name, before)| env.get(name) == *before)
    }
}

impl Cache {
    pub fn file(&self, path: &str, text: &str) -> Arc<WorkflowFile> {
        let mut files = self.files.borrow_mut();
        let known = files.entry(path.to_string()).or_default();
        if let Some(file) = known.iter().find(|file| file.text == text) {
            return file.clone();
        }
        let read = Arc::new(WorkflowFile::read(path, text));
        known.push(read.clone());
        read
    }

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
    pub fn event(&self, payload: &Object, read: impl FnOnce() -> MetadataEvent) -> (usize, Rc<MetadataEvent>) {
        let mut events = self.events.borrow_mut();
        if let Some(number) = events.iter().position(|(own, _)| own.is(payload)) {
            return (number, events[number].1.clone());
        }
        let context = Rc::new(read());
        events.push((payload.clone(), context.clone()));
        (events.len() - 1, context)
    }

    pub fn metadata(&self, inputs: Inputs, (number, context): &(usize, Rc<MetadataEvent>)) -> Rc<Metadata> {
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
            let fault = self.pushed(text).refused("docker push")?;
            Some(InvalidPush::Reference { reference: text.to_string(), fault })
        });
        References { texts, invalid }
    }

    /// What the words of a step say, by its file (which [`Cache::file`] keeps) and place, and
    /// by what the run's token may do with packages.
    pub fn words(
        &self,
        file: &WorkflowFile,
        place: usize,
        token: PackagesToken,
        find: impl FnOnce() -> StepWords,
    ) -> StepWords {
        let key = (std::ptr::from_ref(file) as usize, place, token);
        *self.words.borrow_mut().entry(key).or_insert_with(find)
    }

    /// The inputs that a node of the file (which [`Cache::file`] keeps) asks for.
    pub fn asked(&self, file: &WorkflowFile, node: &Node, find: fn(&Node) -> Vec<String>) -> InputNames {
        let key = (std::ptr::from_ref(file) as usize, node.span.start);
        self.asked.borrow_mut().entry(key).or_insert_with(|| find(node).into()).clone()
    }

    /// Runs a script, unless it ran with the same values of all variables that it can
    /// read: those that it names, and those that the files name which it came to. Where
    /// it may read others, all of them must be the same.
    pub fn script<'f>(
        &self,
        script: &Symbolic,
        shell: Option<&str>,
        (folder, text_of): (Option<&str>, TextOf<'_, 'f>),
        env: &Object,
        runner: &Runner,
        run: impl FnOnce() -> Went,
    ) -> (Rc<ScriptEffects>, Code) {
        let key = (script.clone(), shell.map(str::to_string));
        let mut scripts = self.scripts.borrow_mut();
        let runs = scripts.entry(key).or_insert_with(|| Runs {
            mentions: Rc::new(Mentions::of(script)),
            code: sh::of_other_languages(script, shell).into(),
            ran: Vec::new(),
        });
        let mut reads: Vec<(Rc<Mentions>, VariableValues)> = Vec::new();
        for ran in &runs.ran {
            if ran.folder.as_ref().is_some_and(|own| own.as_deref() != folder) {
                continue;
            }
            if ran.asked.iter().any(|(path, text)| text_of(path) != text.as_deref()) {
                continue;
            }
            let at = match reads.iter().position(|(mentions, _)| Rc::ptr_eq(mentions, &ran.mentions)) {
                Some(at) => at,
                None => {
                    reads.push((ran.mentions.clone(), ran.mentions.read(env, runner)));
                    reads.len() - 1
                }
            };
            if ran.fits(&reads[at].1, env) {
                return (ran.effects.clone(), runs.code.clone());
            }
        }
        let (effects, asked) = run();
        let effects = Rc::new(effects);
        let mut mentions = runs.mentions.clone();
        if !asked.is_empty() {
            let with_files = mentions.with(&asked);
            // Runs that came to the same files share one list, which is then read once.
            let known = runs.ran.iter().map(|ran| &ran.mentions).find(|own| ***own == with_files);
            mentions = known.cloned().unwrap_or_else(|| Rc::new(with_files));
        }
        let read = match reads.into_iter().find(|(own, _)| Rc::ptr_eq(own, &mentions)) {
            Some((_, read)) => read,
            None => mentions.read(env, runner),
        };
        let written = effects.env.keys().map(|name| (name.clone(), env.get(name))).collect();
        let folder = (!asked.is_empty()).then(|| folder.map(str::to_string));
        // To look through many that hang on everything would take longer than to run it.
        if !mentions.hidden || runs.ran.len() < MOST_HIDDEN {
            runs.ran.push(Ran { mentions, folder, asked, read, written, effects: effects.clone() });
        }
        (effects, runs.code.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_runs_again_only_where_something_that_it_can_read_is_another() {
        let cache = Cache::default();
        let runner = Runner::of(Object::new(Rest::Null));
        let env = |tag: &str, other: &str| {
            let mut env = Object::new(Rest::Null);
            env.set("TAG", tag);
            env.set("OTHER", other);
            env
        };
        let runs = std::cell::Cell::new(0);
        let run = |script: &str, folder: Option<&str>, env: &Object, file: &str| {
            let text_of = |_: &str| Some(file);
            cache.script(&Symbolic::known(script), None, (folder, &text_of), env, &runner, || {
                runs.set(runs.get() + 1);
                let path = if script == "goreleaser" { ".goreleaser.yml" } else { "Makefile" };
                (ScriptEffects::default(), vec![(path.to_string(), Some(file.to_string()))])
            });
            runs.get()
        };
        let makefile = "push:\n\tdocker push x:$(TAG)\n";
        assert_eq!(run("make push", Some(""), &env("1", "a"), makefile), 1);
        assert_eq!(run("make push", Some(""), &env("1", "b"), makefile), 1, "nobody names it");
        assert_eq!(run("make push", Some(""), &env("2", "b"), makefile), 2, "the makefile names it");
        assert_eq!(run("make push", Some("docs"), &env("2", "b"), makefile), 3, "another makefile");
        assert_eq!(run("make push", Some("docs"), &env("2", "b"), "push:"), 4, "another text of it");
        assert_eq!(run("make push", Some("docs"), &env("2", "b"), makefile), 4, "the first one again");
        assert_eq!(run("goreleaser", Some(""), &env("1", "a"), ""), 5);
        assert_eq!(run("goreleaser", Some(""), &env("1", "a"), ""), 5);
        assert_eq!(run("goreleaser", Some(""), &env("1", "b"), ""), 6, "it may read any variable");
    }
}
