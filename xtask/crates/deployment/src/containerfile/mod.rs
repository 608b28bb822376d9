//! What a Containerfile says about the image: the labels of its last stage, and what it
//! copies where (docs.docker.com/reference/dockerfile; podman builds with the same
//! grammar). Must not know units.

use std::collections::BTreeMap;

use prodproof_syntax::answer::Answer;
use prodproof_syntax::containerfile::{instructions, words};
use prodproof_syntax::span::Span;

/// More than any value of a variable is long.
const MOST_BYTES: usize = 4096;

/// A label; the value is `None` where it holds a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageLabel {
    pub value: Option<String>,
    /// The instruction.
    pub span: Span,
}

/// `COPY` or `ADD` from the build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub sources: Vec<String>,
    pub destination: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Containerfile {
    /// Labels of the last stage and of those it builds on.
    pub labels: BTreeMap<String, ImageLabel>,
    /// What that stage, and those it builds on, take from the build context.
    pub copies: Vec<Copy>,
    /// The same of all stages whose files end up in it as well: those that `COPY --from`
    /// names, and what `RUN --mount=type=bind` shows to them.
    pub inputs: Vec<Copy>,
    /// Whether the image is an operating system that a host boots (bootc, ostree): what it
    /// holds runs on the host.
    pub boots: bool,
}

/// What one stage says by itself, and which earlier ones it builds on and takes from.
#[derive(Default)]
struct Stage {
    name: String,
    base: Option<usize>,
    uses: Vec<usize>,
    labels: BTreeMap<String, ImageLabel>,
    copies: Vec<Copy>,
    inputs: Vec<Copy>,
    boots: bool,
    workdir: String,
}

/// Words in the names of images that a host boots.
const BOOTED: [&str; 6] = ["bootc", "ublue-os/", "fedora-coreos", "fedora-ostree", "silverblue", "kinoite"];

/// Whether it has such a stage; a syntax of somebody else's may bring stages along.
pub fn has_stage(text: &str, name: &str) -> Answer {
    let first = text.lines().next().unwrap_or_default();
    if first.contains("syntax=") && !first.contains("docker/dockerfile") || read_stage(text, None).is_none() {
        return Answer::Unknown;
    }
    Answer::from(read_stage(text, Some(name)).is_some())
}

/// The image of the last stage.
pub fn read(text: &str) -> Containerfile {
    read_stage(text, None).unwrap_or_default()
}

/// The image of the stage with this name or number, as `--target` names it, else of the
/// last; `None` where there is no such stage, so that the build fails.
pub fn read_stage(text: &str, target: Option<&str>) -> Option<Containerfile> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    for instruction in instructions(text) {
        let rest = instruction.rest.as_str();
        if instruction.name == "FROM" {
            stages.push(from(&with_arguments(rest, &arguments), &stages));
            continue;
        }
        // Only those before the first stage count for bases; a build may give them other values.
        if instruction.name == "ARG" && stages.is_empty() {
            for (name, value) in pairs(rest) {
                let value = with_arguments(&value, &arguments);
                arguments.insert(name, value);
            }
        }
        let Some((stage, before)) = stages.split_last_mut() else { continue };
        if matches!(instruction.name.as_str(), "COPY" | "RUN") {
            stage.uses.extend(used(rest, before));
        }
        match instruction.name.as_str() {
            "LABEL" => {
                for (key, value) in pairs(rest) {
                    stage.boots |= matches!(key.as_str(), "containers.bootc" | "ostree.bootable");
                    let value = (!value.contains('$')).then_some(value);
                    stage.labels.insert(key, ImageLabel { value, span: instruction.span });
                }
            }
            "WORKDIR" => stage.workdir = absolute(&stage.workdir, rest),
            "RUN" => {
                stage.boots |= rest.contains("bootc container lint") || rest.contains("ostree container commit");
                stage.inputs.extend(mounted(rest));
            }
            "COPY" | "ADD" => {
                let copied = copy(rest).map(|copy| {
                    let folder = if copy.destination.ends_with('/') { "/" } else { "" };
                    let destination = absolute(&stage.workdir, &copy.destination);
                    Copy { destination: format!("{}{folder}", destination.trim_end_matches('/')), ..copy }
                });
                stage.inputs.extend(copied.clone());
                stage.copies.extend(copied);
            }
            _ => {}
        }
    }
    let at = match target {
        None => stages.len().checked_sub(1)?,
        Some(target) => {
            let named = stages.iter().position(|stage| stage.name.eq_ignore_ascii_case(target));
            named.or_else(|| target.parse().ok().filter(|at| *at < stages.len()))?
        }
    };
    Some(built(&stages, at))
}

/// What a stage ends up with: each earlier one is looked at once, however often it is named.
fn built(stages: &[Stage], at: usize) -> Containerfile {
    let mut image = Containerfile::default();
    let mut bases: Vec<&Stage> = std::iter::successors(stages.get(at), |stage| stages.get(stage.base?)).collect();
    bases.reverse();
    for stage in bases {
        image.boots |= stage.boots;
        image.labels.extend(stage.labels.clone());
        image.copies.extend(stage.copies.iter().cloned());
    }
    let mut seen = vec![false; stages.len()];
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let Some((stage, false)) = stages.get(at).zip(seen.get(at).copied()) else { continue };
        seen[at] = true;
        image.inputs.extend(stage.inputs.iter().cloned());
        open.extend(stage.base.iter().chain(&stage.uses));
    }
    image
}

/// The scripts of all `RUN` instructions; those that are lists of words have none.
pub fn runs(text: &str) -> Vec<String> {
    let runs = instructions(text).into_iter().filter(|one| one.name == "RUN" && !one.rest.starts_with('['));
    runs.map(|one| {
        let options = one.rest.split_inclusive(char::is_whitespace).take_while(|word| word.starts_with("--"));
        let from: usize = options.map(str::len).sum();
        let script = &one.rest[from..];
        // All that a here-document holds is the script, where nothing else is to read it.
        match script.split_once('\n') {
            Some((head, body)) if head.trim_start().starts_with("<<") && head.split_whitespace().count() == 1 => {
                body.rsplit_once('\n').map_or(body, |(body, _)| body).to_string()
            }
            _ => script.to_string(),
        }
    })
    .collect()
}

/// The text with its variables: `$NAME`, `${NAME}`, `${NAME:-default}`. One that has no
/// value stays as it is written, and so does what would make the text longer than any that
/// is meant.
fn with_arguments(text: &str, arguments: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let (inner, length) = match behind.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((inner, _)) => (inner, inner.len() + 2),
            None => {
                let end = behind.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(behind.len());
                (&behind[..end], end)
            }
        };
        let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
        match arguments.get(name).map(String::as_str).or(default) {
            Some(value) if out.len() + value.len() <= MOST_BYTES => out.push_str(value),
            _ => out.push_str(&rest[at..at + 1 + length]),
        }
        rest = &behind[length..];
    }
    out + rest
}

/// A new stage, and the earlier one that it builds on.
fn from(rest: &str, stages: &[Stage]) -> Stage {
    let words: Vec<&str> = rest.split_ascii_whitespace().filter(|word| !word.starts_with("--")).collect();
    let base = words.first().copied().unwrap_or_default();
    let name = match words.as_slice() {
        [_, as_, name, ..] if as_.eq_ignore_ascii_case("as") => name.to_ascii_lowercase(),
        _ => String::new(),
    };
    let known = stages.iter().rposition(|stage| !stage.name.is_empty() && stage.name.eq_ignore_ascii_case(base));
    let boots = BOOTED.iter().any(|word| base.contains(word)) && !base.contains("bootc-image-builder");
    let workdir = known.and_then(|at| stages.get(at)).map(|stage| stage.workdir.clone()).unwrap_or_default();
    Stage { name, base: known, boots: boots && known.is_none(), workdir, ..Stage::default() }
}

/// The earlier stages that `--from=` or a mount's `from=` names.
fn used(rest: &str, before: &[Stage]) -> Vec<usize> {
    let options: Vec<String> =
        rest.split_ascii_whitespace().take_while(|word| word.starts_with("--")).map(str::to_string).collect();
    let names = options.into_iter().flat_map(|word| {
        let fields = word.trim_start_matches("--").split(',').map(|field| field.trim_start_matches("mount="));
        fields.filter_map(|field| field.strip_prefix("from=")).map(str::to_string).collect::<Vec<_>>()
    });
    let found = names.filter_map(|name| {
        let named = before.iter().rposition(|stage| !stage.name.is_empty() && stage.name.eq_ignore_ascii_case(&name));
        named.or_else(|| name.parse::<usize>().ok().filter(|at| *at < before.len()))
    });
    found.collect()
}

/// What bind mounts take from the build context: all of it where no `source` is given.
fn mounted(rest: &str) -> Vec<Copy> {
    let options = rest.split_ascii_whitespace().take_while(|word| word.starts_with("--"));
    let binds = options.filter_map(|word| word.strip_prefix("--mount=")).filter_map(|mount| {
        let value = |keys: &[&str]| {
            mount
                .split(',')
                .filter_map(|field| field.split_once('='))
                .find(|(key, _)| keys.contains(key))
                .map(|(_, v)| v)
        };
        let of_context = value(&["from"]).is_none() && value(&["type"]).is_none_or(|kind| kind == "bind");
        let source = value(&["source", "src"]).unwrap_or(".").to_string();
        let destination = value(&["target", "dst", "destination"]).unwrap_or("/").to_string();
        of_context.then(|| Copy { sources: vec![source], destination })
    });
    binds.collect()
}

/// A path in the image, from the stage's working directory.
fn absolute(workdir: &str, path: &str) -> String {
    let path = path.trim();
    if path.starts_with('/') {
        return path.to_string();
    }
    let path = path.trim_start_matches("./").trim_matches('.');
    format!("{}/{path}", workdir.trim_end_matches('/')).trim_end_matches('/').to_string()
        + if path.is_empty() { "/" } else { "" }
}

/// `k=v k2="v 2"`, or the old form `k v`.
fn pairs(text: &str) -> Vec<(String, String)> {
    let words = words(text);
    match words.first() {
        Some(first) if !first.contains('=') => {
            let value = text.split_once([' ', '\t']).map_or("", |(_, value)| value.trim());
            vec![(first.clone(), value.trim_matches(['"', '\'']).to_string())]
        }
        _ => words.iter().filter_map(|word| word.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect(),
    }
}

/// Only what comes from the context: `--from=` names another stage.
fn copy(rest: &str) -> Option<Copy> {
    // What a here-document holds is no path.
    let rest = rest.split('\n').next().unwrap_or(rest);
    let mut words = words(rest);
    words.retain(|word| !word.starts_with("<<"));
    if rest.trim_start().starts_with('[') {
        let json: Vec<String> = serde_json::from_str(rest).ok()?;
        words = json;
    }
    if words.iter().any(|word| word.starts_with("--from=")) {
        return None;
    }
    words.retain(|word| !word.starts_with("--"));
    let destination = words.pop()?;
    (!words.is_empty()).then_some(Copy { sources: words, destination })
}

impl Containerfile {
    /// Whether a file of the build context is an input of the image.
    pub fn takes(&self, path: &str) -> bool {
        self.inputs.iter().any(|copy| copy.sources.iter().any(|source| target(copy, source, path).is_some()))
    }

    /// Where a file of the build context ends up in the image, for each `COPY` that takes it.
    pub fn destinations(&self, path: &str) -> Vec<String> {
        self.copies
            .iter()
            .flat_map(|copy| copy.sources.iter().filter_map(|source| target(copy, source, path)))
            .collect()
    }
}

fn target(copy: &Copy, source: &str, path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let source = source.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
    let base = copy.destination.trim_end_matches('/');
    if source == path || (source.contains(['*', '?']) && matches_glob(source, path)) {
        let folder = copy.destination.ends_with('/') || copy.sources.len() > 1 || source.contains(['*', '?']);
        return Some(if folder { format!("{base}/{name}") } else { copy.destination.clone() });
    }
    let inside = match source {
        "" | "." => Some(path),
        _ => path.strip_prefix(source).and_then(|rest| rest.strip_prefix('/')),
    };
    inside.map(|inside| format!("{base}/{inside}"))
}

/// `*` and `?` within one component, as Go's `filepath.Match`.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let (patterns, texts) = (pattern.split('/'), text.split('/'));
    pattern.matches('/').count() == text.matches('/').count()
        && patterns.zip(texts).all(|(pattern, text)| component_matches(pattern, text))
}

/// Goes back to the last `*` only, which is enough: an earlier one could take no more.
fn component_matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    t = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests;
