//! Bake and compose files: which targets there are, and which tags they push.
//!
//! Reads docker-bake.json, the part of HCL that bake files use, and compose files.
//! What it can't evaluate is a hole. Must not know the command or action that bakes.

pub(super) mod action;
mod compose;
mod functions;
mod grammar;
mod hcl;
mod json;
mod strings;

use std::collections::BTreeMap;

use self::hcl::{Block, HclScope, Value};
use crate::publishers::docker::exporters::{digest_of, output_of, refused_by_digest, Exported};
use prodproof_script::effect::CommandFault;
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};

pub use self::compose::compose_images;

/// What `docker buildx bake` reads without `-f`, in its order; all that exist.
pub const DEFAULT_FILES: [&str; 8] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
];

/// What `docker compose` reads without `-f`.
pub const COMPOSE_FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// One target that is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BakeTarget {
    pub name: String,
    /// As written. A tag of several possible values is there several times.
    pub tags: Vec<Symbolic>,
    /// Exporters, `type=registry` and the like.
    pub outputs: Vec<Symbolic>,
    /// Whether all tags are there in every case.
    pub certainty: Certainty,
}

/// A reference that a target pushes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BakedName {
    /// `None` if the name is unknown.
    pub reference: Option<Symbolic>,
    pub by_digest: bool,
    pub certainty: Certainty,
}

impl BakeTarget {
    /// Why the push of the target surely fails.
    pub fn refused(&self, push: Answer) -> Option<CommandFault> {
        let by_digest = |output: &Symbolic| match output_of(output) {
            Exported::Names { by_digest, .. } => by_digest,
            Exported::Image { by_digest, .. } => by_digest && push == Answer::Yes,
            _ => false,
        };
        refused_by_digest(&self.tags).filter(|_| self.certainty.is_yes() && self.outputs.iter().any(by_digest))
    }

    /// What is pushed, with or without `--push`.
    pub fn published(&self, push: Answer) -> Vec<BakedName> {
        let mut out = Vec::new();
        let mut pushes = push != Answer::No;
        let mut certainty = self.certainty;
        for output in &self.outputs {
            match output_of(output) {
                Exported::Nothing => {}
                Exported::Image { .. } if push == Answer::No => {}
                Exported::Tags => pushes = true,
                // Tags replace the names of outputs.
                Exported::Names { by_digest: false, .. } | Exported::Image { by_digest: false, .. }
                    if !self.tags.is_empty() =>
                {
                    pushes = true;
                }
                Exported::Names { names, by_digest } | Exported::Image { names, by_digest } => {
                    pushes &= !by_digest;
                    let names = if self.tags.is_empty() { names } else { self.tags.clone() };
                    // Without tags it is the target itself that may not be built.
                    let certainty = if self.tags.is_empty() { self.certainty } else { Certainty::Yes };
                    out.extend(names.into_iter().map(|name| BakedName {
                        reference: Some(if by_digest { digest_of(&name) } else { name }),
                        by_digest,
                        certainty,
                    }));
                }
                Exported::Unknown => {
                    certainty = certainty.and(pushes);
                    pushes = true;
                }
            }
        }
        if pushes {
            out.extend(self.tags.iter().map(|tag| BakedName {
                reference: Some(tag.clone()),
                by_digest: false,
                certainty,
            }));
            if out.is_empty() && !self.certainty.is_yes() {
                out.push(BakedName { reference: None, by_digest: false, certainty: Certainty::Possible });
            }
        }
        out
    }
}

/// The targets that `wanted` names (`default` if it names none), through groups and
/// inheritance. `files` are names and texts, later ones override; `set` are the values of
/// `--set`, `target.key=value`.
pub fn targets(
    files: &[(&str, &str)],
    wanted: &[String],
    env: &BTreeMap<String, ValueSet>,
    set: &[String],
) -> Vec<BakeTarget> {
    BakeFiles::read(files, env).targets(wanted, env, set)
}

/// Any target of the files: which of them are built is not known.
pub fn any_target(files: &[(&str, &str)], env: &BTreeMap<String, ValueSet>, set: &[String]) -> Vec<BakeTarget> {
    let files = BakeFiles::read(files, env);
    let mut all = files.targets(&files.labels(), env, set);
    all.retain(|target| !target.published(Answer::Yes).is_empty());
    all.iter_mut().for_each(|target| target.certainty = Certainty::Possible);
    all
}

/// What the files of a bake say together.
struct BakeFiles {
    blocks: Vec<Block>,
    /// They are compose files alone.
    only_services: bool,
}

impl BakeFiles {
    fn read(files: &[(&str, &str)], env: &BTreeMap<String, ValueSet>) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut only_services = true;
        for (name, text) in files {
            let extension = name.rsplit('.').next().unwrap_or_default();
            only_services &= matches!(extension, "yml" | "yaml");
            match extension {
                "yml" | "yaml" => blocks.extend(compose::blocks(text, env)),
                "json" => blocks.extend(json::json(text)),
                _ => blocks.extend(grammar::parse(text)),
            }
        }
        Self { blocks, only_services }
    }

    fn labels(&self) -> Vec<String> {
        self.blocks.iter().filter(|block| block.kind == "target").filter_map(|block| block.label.clone()).collect()
    }

    fn targets(&self, wanted: &[String], env: &BTreeMap<String, ValueSet>, set: &[String]) -> Vec<BakeTarget> {
        let blocks = &self.blocks;
        let mut scope = HclScope::new(blocks, env);
        let mut names: Vec<String> = Vec::new();
        let default = ["default".to_string()];
        let mut beyond = false;
        for name in if wanted.is_empty() { &default[..] } else { wanted } {
            let mut done = Vec::new();
            expand(name, blocks, &mut scope, &mut names, &mut done);
            beyond |= names.len() > MOST_TARGETS || done.len() > MOST_TARGETS;
        }
        let has_default = blocks.iter().any(|block| block.label.as_deref() == Some("default"));
        if wanted.is_empty() && !has_default && self.only_services {
            names = self.labels();
        }
        let mut out = Vec::new();
        for name in names {
            for mut target in build(&name, blocks, &mut scope) {
                override_with(&mut target, set);
                if !out.contains(&target) {
                    out.push(target);
                }
            }
        }
        // Those that were not followed may push anything.
        out.extend(beyond.then(|| unknown("default")));
        out
    }
}

/// Targets, and groups of them, that one call builds; beyond, anything may be pushed as well.
const MOST_TARGETS: usize = 256;

/// Ways through a target's ancestors that are followed; beyond, its tags are uncertain.
const MOST_PARENTS: usize = 1_000;

/// Groups to the names of targets. A group that was expanded brings nothing new.
fn expand<'a>(
    name: &str,
    blocks: &'a [Block],
    scope: &mut HclScope<'_>,
    names: &mut Vec<String>,
    done: &mut Vec<&'a str>,
) {
    if names.len() > MOST_TARGETS || done.len() > MOST_TARGETS {
        return;
    }
    let groups: Vec<&Block> =
        blocks.iter().filter(|block| block.kind == "group" && block.label.as_deref() == Some(name)).collect();
    if groups.is_empty() {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
        return;
    }
    if groups.iter().filter_map(|group| group.label.as_deref()).any(|label| done.contains(&label)) {
        return;
    }
    done.extend(groups.first().and_then(|group| group.label.as_deref()));
    for group in groups {
        for member in scope.texts(group.attribute("targets")) {
            if let Some(member) = member.as_known() {
                expand(member, blocks, scope, names, done);
            }
        }
    }
}

/// One target, or one for each combination of its matrix. A name may also be that of one
/// combination. What no file that could be read has is unknown: a part may be unreadable.
fn build(name: &str, blocks: &[Block], scope: &mut HclScope<'_>) -> Vec<BakeTarget> {
    let own = |block: &&Block| block.kind == "target" && block.label.as_deref() == Some(name);
    if blocks.iter().any(|block| own(&block)) {
        return of_matrix(name, blocks, scope);
    }
    let with_matrix = blocks.iter().filter(|block| block.kind == "target" && block.attribute("matrix").is_some());
    let mut found = Vec::new();
    for label in with_matrix.filter_map(|block| block.label.as_deref()) {
        found.extend(of_matrix(label, blocks, scope).into_iter().filter(|target| target.name == name));
    }
    if found.is_empty() {
        found.push(unknown(name));
    }
    found
}

/// A target of which nothing is known.
fn unknown(name: &str) -> BakeTarget {
    BakeTarget { name: name.into(), tags: Vec::new(), outputs: Vec::new(), certainty: Certainty::Possible }
}

fn of_matrix(name: &str, blocks: &[Block], scope: &mut HclScope<'_>) -> Vec<BakeTarget> {
    let own = |block: &&Block| block.kind == "target" && block.label.as_deref() == Some(name);
    let matrix = blocks.iter().filter(own).find_map(|block| block.attribute("matrix"));
    let spelled = blocks.iter().filter(own).find_map(|block| block.attribute("name"));
    let combinations = match matrix.map(|matrix| scope.value(matrix)) {
        None => vec![Vec::new()],
        Some(Value::Map(axes)) => combinations(&axes),
        Some(_) => return vec![unknown(name)],
    };
    let mut out = Vec::new();
    for combination in combinations {
        for (key, value) in &combination {
            scope.set(key, value.clone());
        }
        let own_name = spelled.and_then(|name| Some(scope.texts(Some(name)).first()?.to_string()));
        let name_of_target = own_name.unwrap_or_else(|| name.to_string());
        let mut target =
            BakeTarget { name: name_of_target, tags: Vec::new(), outputs: Vec::new(), certainty: Certainty::Yes };
        let mut left = MOST_PARENTS;
        inherit(name, blocks, scope, &mut target, 0, &mut left);
        for (key, _) in &combination {
            scope.unset(key);
        }
        out.push(target);
    }
    out
}

fn combinations(axes: &[(String, Value)]) -> Vec<Vec<(String, Value)>> {
    let mut out: Vec<Vec<(String, Value)>> = vec![Vec::new()];
    for (key, values) in axes {
        let Value::List(values) = values else { continue };
        if out.len() * values.len() > 128 {
            return out;
        }
        out = out
            .iter()
            .flat_map(|one| {
                values.iter().map(move |value| {
                    let mut one = one.clone();
                    one.push((key.clone(), value.clone()));
                    one
                })
            })
            .collect();
    }
    out
}

/// Parents first, then each block of this name in the order of the files.
///
/// Each step takes one of `left`: targets that inherit one another many times over are
/// as many steps as there are ways through them.
fn inherit(
    name: &str,
    blocks: &[Block],
    scope: &mut HclScope<'_>,
    target: &mut BakeTarget,
    depth: usize,
    left: &mut usize,
) {
    if depth > 16 || *left == 0 {
        target.certainty = Certainty::Possible;
        return;
    }
    *left -= 1;
    for block in blocks.iter().filter(|block| block.kind == "target" && block.label.as_deref() == Some(name)) {
        let mut parents = scope.texts(block.attribute("inherits"));
        // The same once more in a row changes nothing.
        parents.dedup();
        for parent in parents {
            let Some(parent) = parent.as_known() else { continue };
            // A parent that was not found may have brought tags.
            if !blocks.iter().any(|block| block.kind == "target" && block.label.as_deref() == Some(parent)) {
                target.certainty = Certainty::Possible;
            }
            inherit(parent, blocks, scope, target, depth + 1, left);
        }
        if block.attribute("tags").is_some() {
            (target.tags, target.certainty) = scope.texts_with_certainty(block.attribute("tags"));
        }
        if block.attribute("output").is_some() {
            target.outputs = scope.outputs(block.attribute("output"));
        }
    }
}

/// Whether a `--set` may push, whatever the files say.
pub fn set_pushes(set: &[String]) -> bool {
    let outputs = set.iter().filter_map(|one| one.split_once('=')).filter(|(path, _)| path.ends_with(".output"));
    outputs
        .map(|(_, value)| output_of(&Symbolic::from_marked(value)))
        .any(|output| matches!(output, Exported::Tags | Exported::Names { .. } | Exported::Unknown))
}

fn override_with(target: &mut BakeTarget, set: &[String]) {
    // A key that is set several times is replaced by all of its values.
    let mut replaced: Vec<&str> = Vec::new();
    for one in set {
        let Some((path, value)) = one.split_once('=') else { continue };
        if !Symbolic::from_marked(path).is_whole() {
            target.certainty = Certainty::Possible;
            continue;
        }
        let (path, append) = match path.strip_suffix('+') {
            Some(path) => (path, true),
            None => (path, false),
        };
        let Some((pattern, key)) = path.rsplit_once('.') else { continue };
        if !fits(pattern, &target.name) {
            continue;
        }
        let list = match key {
            "tags" => &mut target.tags,
            "output" => &mut target.outputs,
            _ => continue,
        };
        if !append && !replaced.contains(&key) {
            list.clear();
        }
        replaced.push(key);
        if key == "tags" {
            target.certainty = target.certainty.or(!append);
        }
        // Empty ones are dropped (buildx `bake/bake.go`, `removeDupesStr`), so that none are left.
        if !value.is_empty() {
            list.push(Symbolic::from_marked(value));
        }
    }
}

/// `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((before, after)) => {
            name.strip_prefix(before).is_some_and(|rest| after.is_empty() || rest.ends_with(after))
        }
    }
}

#[cfg(test)]
mod tests;
