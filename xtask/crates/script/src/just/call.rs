//! The arguments of `just`, and the recipes that they run, in order.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::read::{Justfile, Many, Needed, Recipe};
use super::value::JustScope;
use super::{DEEPEST, MOST_BYTES, MOST_RECIPES};
use crate::effect::Context;
use crate::recipe::{command, ends_open, shell, OnFailure};
use prodproof_syntax::value::Symbolic;

/// The arguments of a call.
#[derive(Debug, Default)]
pub(super) struct Call {
    /// Recipes and their arguments, as marked texts.
    words: Vec<String>,
    overrides: BTreeMap<String, String>,
    /// Nothing is run: it lists, shows or says.
    pub dry: bool,
}

impl Call {
    /// The justfile that it names.
    pub fn file(arguments: &[Symbolic]) -> Option<String> {
        value(arguments, ["-f", "--justfile"]).flatten()
    }

    /// The folder that it names for the recipes; `None` inside where that is not known.
    pub fn folder(arguments: &[Symbolic]) -> Option<Option<String>> {
        value(arguments, ["-d", "--working-directory"])
    }

    /// `None` where an option changes what is read.
    pub fn read(arguments: &[Symbolic]) -> Option<Self> {
        let mut call = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let marked = argument.marked();
            if !call.words.is_empty() {
                call.words.push(marked.to_string());
                continue;
            }
            if let Some((name, value)) = marked.split_once('=').filter(|(name, _)| !name.starts_with('-')) {
                call.overrides.insert(name.to_string(), value.to_string());
                continue;
            }
            match argument.as_known()? {
                "--set" => {
                    let name = rest.next()?.as_known()?.to_string();
                    call.overrides.insert(name, rest.next()?.marked().to_string());
                }
                "-f"
                | "--justfile"
                | "-d"
                | "--working-directory"
                | "--color"
                | "--dotenv-filename"
                | "--dotenv-path"
                | "-E" => drop(rest.next()?),
                "-n" | "--dry-run" | "-l" | "--list" | "--summary" | "-s" | "--show" | "--evaluate" | "--dump"
                | "--fmt" | "--version" | "-V" | "-h" | "--help" | "--variables" => call.dry = true,
                "--shell" | "--shell-arg" | "-c" | "--command" | "--choose" => return None,
                option if option.starts_with('-') => {}
                word => call.words.push(word.to_string()),
            }
        }
        Some(call)
    }
}

/// What is given with one of these options, apart or behind its long one's `=`; `None` inside
/// where that is not known.
fn value(arguments: &[Symbolic], names: [&str; 2]) -> Option<Option<String>> {
    let known = |one: &Symbolic| one.as_known().map(str::to_string);
    if let Some(at) = arguments.iter().position(|one| one.as_known().is_some_and(|word| names.contains(&word))) {
        return Some(arguments.get(at + 1).and_then(known));
    }
    let glued = |one: &Symbolic| Some(one.as_known()?.strip_prefix(names[1])?.strip_prefix('=')?.to_string());
    arguments.iter().find_map(glued).map(Some)
}

/// The script of the recipes that are called; `None` where one is not known.
pub(super) fn recipes(file: &Justfile, call: &Call, context: &Context<'_>) -> Option<String> {
    let mut run = Run { file, context, overrides: &call.overrides, done: Vec::new(), out: String::new() };
    run.exports();
    let mut words = call.words.as_slice();
    if words.is_empty() {
        run.recipe(&file.recipes.first()?.name, &[], 0)?;
    }
    while let Some((name, rest)) = words.split_first() {
        let recipe = run.named(name)?;
        let any = recipe.parameters.iter().any(|one| one.many != Many::One);
        let taken = if any { rest.len() } else { recipe.parameters.len().min(rest.len()) };
        run.recipe(name, &rest[..taken], 0)?;
        words = &rest[taken..];
    }
    Some(run.out)
}

struct Run<'a> {
    file: &'a Justfile,
    context: &'a Context<'a>,
    overrides: &'a BTreeMap<String, String>,
    /// Each runs once with the same arguments.
    done: Vec<(String, Vec<String>)>,
    out: String,
}

impl<'a> Run<'a> {
    fn named(&self, name: &str) -> Option<&'a Recipe> {
        let name = self.file.aliases.get(name).map_or(name, String::as_str);
        self.file.recipes.iter().rev().find(|recipe| recipe.name == name)
    }

    fn scope(&self) -> JustScope<'a> {
        JustScope { file: self.file, context: self.context, own: self.overrides.clone(), lookups: Cell::default() }
    }

    fn exports(&mut self) {
        let scope = self.scope();
        let all = self.file.variables.keys().filter(|_| self.file.export_all);
        for name in self.file.exported.iter().chain(all) {
            self.export(name, &scope.variable(name, 0));
        }
    }

    fn export(&mut self, name: &str, value: &str) {
        if !value.contains(['"', '\n']) && !name.contains('-') {
            self.out.push_str(&format!("export {name}=\"{value}\"\n"));
        }
    }

    fn recipe(&mut self, name: &str, given: &[String], depth: usize) -> Option<()> {
        let recipe = self.named(name)?;
        let key = (recipe.name.clone(), given.to_vec());
        if self.done.contains(&key) {
            return Some(());
        }
        if depth > DEEPEST || self.done.len() > MOST_RECIPES || self.out.len() > MOST_BYTES {
            return None;
        }
        self.done.push(key);
        let mut scope = self.scope();
        let mut given = given.iter();
        let mut exported = Vec::new();
        for one in &recipe.parameters {
            let value = match one.many {
                Many::One => given.next().cloned(),
                Many::Some | Many::Any => Some(given.by_ref().cloned().collect::<Vec<_>>().join(" ")),
            };
            let value = value.filter(|value| one.many == Many::One || !value.is_empty());
            let default = || one.default.as_ref().map(|text| scope.value(text, 0));
            let value = value.or_else(default).or((one.many == Many::Any).then(String::new))?;
            exported.extend((one.exported || self.file.export_all).then(|| (one.name.clone(), value.clone())));
            scope.own.insert(one.name.clone(), value);
        }
        if given.next().is_some() {
            return None;
        }
        self.needed(&recipe.before, &scope, depth)?;
        for (name, value) in exported {
            self.export(&name, &value);
        }
        self.lines(recipe, &scope)?;
        self.needed(&recipe.behind, &scope, depth)
    }

    fn needed(&mut self, needs: &[Needed], scope: &JustScope<'_>, depth: usize) -> Option<()> {
        for (name, arguments) in needs {
            let arguments: Vec<String> = arguments.iter().map(|text| scope.value(text, 0)).collect();
            self.recipe(name, &arguments, depth + 1)?;
        }
        Some(())
    }

    fn lines(&mut self, recipe: &Recipe, scope: &JustScope<'_>) -> Option<()> {
        let filled: Vec<String> = recipe.lines.iter().map(|line| scope.filled(line, 0)).collect();
        if let Some(interpreter) = filled.first().and_then(|line| line.strip_prefix("#!")) {
            let shells = ["sh", "bash", "dash", "zsh"];
            let is_shell = |word: &str| word.rsplit('/').next().is_some_and(|name| shells.contains(&name));
            if !interpreter.split_whitespace().any(is_shell) {
                return None;
            }
            let body = filled.get(1..).unwrap_or_default().join("\n");
            // Without `set -e` it goes on behind what fails.
            shell(&mut self.out, &format!("set +e\n{body}"), OnFailure::Stops);
            return Some(());
        }
        let mut lines = filled.iter();
        while let Some(line) = lines.next() {
            let mut line = line.clone();
            while ends_open(&line) {
                let Some(next) = lines.next() else { break };
                line.push('\n');
                line.push_str(next);
            }
            let (line, failing) = command(&line, &['@', '-']);
            shell(&mut self.out, &line, failing);
        }
        Some(())
    }
}
