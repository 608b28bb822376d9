//! Kubernetes manifests as `podman kube play` runs them: which objects it plays, their
//! containers, and the labels that auto-update sees.
//!
//! Source: podman pkg/domain/infra/abi/play.go. Annotations count where the object itself
//! has them, labels where the pod has them (of a Deployment, DaemonSet or Job that is its
//! template), and a label is written over an annotation. `--annotation`, which is what
//! `[Kube] AutoUpdate=` becomes, reaches `kind: Pod` only. Held against podman itself by
//! the `kube` oracle. Must not know units.

use std::collections::HashSet;

use crate::labels::{AUTHFILE, AUTOUPDATE};
use crate::podman::{Flag, PodmanCall, Subcommand};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::steps;
use prodproof_syntax::words::Word;
use prodproof_syntax::yaml::{Node, Yaml};

/// A key and its value, each with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub key: Spanned<String>,
    pub value: Spanned<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    pub name: Spanned<String>,
    pub image: Option<Spanned<String>>,
}

/// A kind that podman plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    Pod,
    Deployment,
    DaemonSet,
    Job,
}

impl ObjectKind {
    fn of(text: &str) -> Option<Self> {
        [Self::Pod, Self::Deployment, Self::DaemonSet, Self::Job].into_iter().find(|kind| kind.name() == text)
    }

    /// As a manifest spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
        }
    }

    /// The podman that first played it, where that is not as old as `kube play`.
    pub fn since(self) -> Option<(u32, u32)> {
        match self {
            Self::Pod | Self::Deployment => None,
            Self::DaemonSet => Some((4, 7)),
            Self::Job => Some((5, 3)),
        }
    }
}

/// A pod, or the pod that a Deployment, DaemonSet or Job describes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedPod {
    pub kind: ObjectKind,
    /// The object's own, which count.
    pub annotations: Vec<Pair>,
    /// Those of the template, which do not.
    pub unheard: Vec<Pair>,
    /// The pod's: of the template, where there is one.
    pub labels: Vec<Pair>,
    pub containers: Vec<Container>,
    /// Names of containers that have ended before the others start.
    pub init: Vec<String>,
}

/// Why podman refuses a manifest, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ManifestFault {
    /// Not YAML.
    Syntax,
    /// Nothing in it is of a kind that podman plays; those that are there.
    NoKind(Vec<String>),
    /// A pod or its owner has no `metadata.name`.
    NoName(ObjectKind),
    /// The value of a label or annotation is no text.
    NoText,
    /// Two containers of one pod have this name.
    SameName(String),
}

/// All that podman makes of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    pub pods: Vec<PlayedPod>,
    /// The first thing for which podman refuses it.
    pub fault: Option<Spanned<ManifestFault>>,
}

/// Reads a manifest. Kinds that podman does not play are skipped, as it skips them.
pub fn read(text: &str) -> Manifest {
    let yaml = Yaml::read(text);
    let mut manifest = Manifest::default();
    if let Some(problem) = yaml.syntax_error() {
        manifest.fault = Some(Spanned::new(ManifestFault::Syntax, problem.span));
    }
    let mut skipped = Vec::new();
    // Played without any container of its own.
    let mut other = false;
    for document in &yaml.documents {
        let Some(kind) = field(document, "kind").and_then(Node::as_str) else { continue };
        match ObjectKind::of(kind) {
            Some(kind) => match pod(document, kind) {
                Ok(pod) => manifest.pods.push(pod),
                Err(fault) => {
                    manifest.fault.get_or_insert(fault);
                }
            },
            None if matches!(kind, "PersistentVolumeClaim" | "Secret") => other = true,
            None => skipped.push(kind.to_string()),
        }
    }
    if manifest.pods.is_empty() && !other {
        manifest.fault.get_or_insert(Spanned::new(ManifestFault::NoKind(skipped), Span::default()));
    }
    manifest
}

/// Go's JSON reader, which Kubernetes' YAML goes through, takes keys whatever their case.
fn field<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).or_else(|| node.get_any_case(key))
}

fn at<'a>(node: &'a Node, path: &[&str]) -> Option<&'a Node> {
    path.iter().try_fold(node, |node, key| field(node, key))
}

fn pod(document: &Node, kind: ObjectKind) -> Result<PlayedPod, Spanned<ManifestFault>> {
    let name = at(document, &["metadata", "name"]).and_then(Node::as_str);
    if name.is_none_or(str::is_empty) {
        let place = field(document, "metadata").or(field(document, "kind")).map_or(document.span, |node| node.span);
        return Err(Spanned::new(ManifestFault::NoName(kind), Span::at(place.start)));
    }
    let template = match kind {
        ObjectKind::Pod => Some(document),
        _ => at(document, &["spec", "template"]),
    };
    let of_template = |key: &str| template.and_then(|node| at(node, &["metadata", key]));
    let mut pod = PlayedPod {
        kind,
        annotations: pairs(at(document, &["metadata", "annotations"]))?,
        unheard: Vec::new(),
        labels: pairs(of_template("labels"))?,
        containers: Vec::new(),
        init: Vec::new(),
    };
    if kind != ObjectKind::Pod {
        pod.unheard = pairs(of_template("annotations"))?;
    }
    let spec = template.and_then(|node| field(node, "spec"));
    let list = |key: &str| spec.and_then(|spec| field(spec, key)).map(Node::items).unwrap_or_default();
    for container in list("initContainers") {
        pod.init.extend(field(container, "name").and_then(Node::as_str).map(str::to_string));
    }
    let mut known: HashSet<String> = pod.init.iter().cloned().collect();
    for container in list("containers") {
        steps::took(1);
        let text = |key: &str| {
            let node = field(container, key)?;
            Some(Spanned::new(node.as_str()?.to_string(), node.span))
        };
        let name = text("name").unwrap_or_else(|| Spanned::new(String::new(), container.span));
        if !known.insert(name.value.clone()) {
            return Err(name.map(ManifestFault::SameName));
        }
        pod.containers.push(Container { name, image: text("image") });
    }
    Ok(pod)
}

/// The entries of a mapping of texts, those of a merge key in front.
fn pairs(node: Option<&Node>) -> Result<Vec<Pair>, Spanned<ManifestFault>> {
    let mut found = Vec::new();
    for entry in node.map(Node::entries).unwrap_or_default() {
        let key = Spanned::new(entry.key.as_str().unwrap_or_default().to_string(), entry.key.span);
        if key.value == "<<" {
            let merged =
                if entry.value.is_sequence() { entry.value.items().iter().collect() } else { vec![&entry.value] };
            for node in merged {
                let mut more = pairs(Some(node))?;
                more.append(&mut found);
                found = more;
            }
            continue;
        }
        // Numbers and booleans are taken for the text that they are written as.
        let Some(text) = entry.value.scalar() else {
            return Err(Spanned::new(ManifestFault::NoText, entry.value.span));
        };
        found.push(Pair { key, value: Spanned::new(text.string.clone(), entry.value.span) });
    }
    Ok(found)
}

/// Whether a key asks for auto-update of the container, or of all.
fn asks(key: &str, container: &str) -> bool {
    key.strip_prefix(AUTOUPDATE).is_some_and(|rest| rest.is_empty() || rest.strip_prefix('/') == Some(container))
}

/// An annotation that would ask for auto-update of this container, were it heard: it
/// stands on the template, or it is given by a flag to something that is no pod.
pub fn unheard<'a>(pod: &'a PlayedPod, container: &Container, flags: &'a [Pair]) -> Option<Unheard<'a>> {
    steps::took(pod.unheard.len() + flags.len());
    let find = |pairs: &'a [Pair]| pairs.iter().rfind(|pair| asks(&pair.key.value, &container.name.value));
    let flags = if pod.kind == ObjectKind::Pod { &[] } else { flags };
    find(&pod.unheard).map(Unheard::OnTemplate).or_else(|| find(flags).map(Unheard::ByFlag))
}

/// Where an annotation stands that nobody hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unheard<'a> {
    OnTemplate(&'a Pair),
    ByFlag(&'a Pair),
}

/// Annotations for containers that the pod does not have.
pub fn stray(pod: &PlayedPod, flags: &[Pair]) -> Vec<Pair> {
    let names: HashSet<&str> =
        pod.containers.iter().map(|container| &container.name.value).chain(&pod.init).map(String::as_str).collect();
    let known = |name: &str| names.contains(name);
    let is_stray = |pair: &&Pair| {
        let name = pair.key.value.strip_prefix(AUTOUPDATE).and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !known(name))
    };
    pod.annotations.iter().chain(flags).filter(is_stray).cloned().collect()
}

/// The container as if `podman run` made it: its labels and image. `flags` are the
/// annotations of the command line, `by` is where the manifest's spans start.
pub fn as_call(pod: &PlayedPod, container: &Container, flags: &[Pair], by: usize, play: &PodmanCall) -> PodmanCall {
    let flags = if pod.kind == ObjectKind::Pod { flags } else { &[] };
    let (mut general, mut own) = (Vec::new(), Vec::new());
    for pair in pod.annotations.iter().map(|pair| moved(pair, by)).chain(flags.iter().cloned()) {
        match pair.key.value.split_once('/') {
            Some((key, name)) if key == AUTOUPDATE || key == AUTHFILE => {
                let key = Spanned::new(key.to_string(), pair.key.span);
                own.extend((name == container.name.value).then(|| Pair { key, value: pair.value.clone() }));
            }
            // An empty annotation for all is passed over.
            _ if pair.key.value == AUTOUPDATE && pair.value.value.is_empty() => {}
            // What looks like one of the two is told apart later.
            _ if looks_meant(&pair.key.value) => general.push(pair),
            _ => {}
        }
    }
    // The last one counts: the container's own, and the pod's labels over all.
    let labels = pod.labels.iter().map(|pair| moved(pair, by));
    let label = |pair: Pair| {
        let mut value = Joined::made(&pair.key.value, pair.key.span);
        value.push_str("=", pair.key.span);
        value.push_str(&pair.value.value, pair.value.span);
        let span = Span::new(pair.key.span.start, pair.value.span.end.max(pair.key.span.start));
        Flag { name: "label", value, span, dashes: crate::podman::Dashes::Two }
    };
    let kept = play.flags.iter().filter(|flag| matches!(flag.name, "authfile" | "creds" | "tls-verify")).cloned();
    let image = container.image.as_ref().map(|image| Word::of(Joined::made(&image.value, image.span.shift(by))));
    PodmanCall {
        action: Subcommand::KubePlay,
        verb: container.name.span.shift(by),
        globals: play.globals.clone(),
        flags: kept.chain(general.into_iter().chain(own).chain(labels).map(label)).collect(),
        image,
        arguments: Vec::new(),
        opaque: Vec::new(),
        error: None,
    }
}

/// The two annotations, and what may be misspelt for one.
fn looks_meant(key: &str) -> bool {
    ["io.containers.auto", "io.container.auto"].iter().any(|start| key.starts_with(start))
}

fn moved(pair: &Pair, by: usize) -> Pair {
    Pair {
        key: Spanned::new(pair.key.value.clone(), pair.key.span.shift(by)),
        value: Spanned::new(pair.value.value.clone(), pair.value.span.shift(by)),
    }
}

/// `--annotation k=v` of `podman kube play`.
pub fn flags(play: &PodmanCall) -> Vec<Pair> {
    let annotations = play.flags.iter().filter(|flag| flag.name == "annotation");
    annotations
        .filter_map(|flag| {
            let (key, value) = flag.value.split_once('=')?;
            Some(Pair {
                key: Spanned::new(key.as_str().to_string(), key.span()),
                value: Spanned::new(value.as_str().to_string(), value.span()),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
