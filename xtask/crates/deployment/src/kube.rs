//! Kubernetes manifests as `podman kube play` runs them: the containers, and the labels
//! that auto-update sees (podman pkg/specgen/generate/kube/play.go: annotations of the
//! pod, for all containers or, with `/NAME` behind the key, for one).
//! Must not know units.

use crate::span::{Span, Spanned};
use crate::syntax::joined::Joined;
use crate::syntax::words::Word;
use crate::syntax::yaml::{Node, Yaml};
use crate::unit::podman::{Action, Call, Flag};
use crate::unit::verdict::{AUTHFILE, AUTOUPDATE};

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

/// A pod, or the pod that a Deployment, Job or DaemonSet describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pod {
    pub annotations: Vec<Pair>,
    pub labels: Vec<Pair>,
    pub containers: Vec<Container>,
}

/// All pods of a manifest. What cannot be read is left out.
pub fn read(text: &str) -> Vec<Pod> {
    Yaml::read(text).documents.iter().filter_map(pod).collect()
}

fn pod(document: &Node) -> Option<Pod> {
    let kind = document.get("kind")?.as_str()?;
    let mut pod = Pod::default();
    let metadata = |node: &Node, pod: &mut Pod| {
        pod.annotations.extend(pairs(node.at(&["metadata", "annotations"])));
        pod.labels.extend(pairs(node.at(&["metadata", "labels"])));
    };
    let spec = match kind {
        "Pod" => {
            metadata(document, &mut pod);
            document.get("spec")?
        }
        "Deployment" | "DaemonSet" | "Job" | "ReplicaSet" | "StatefulSet" => {
            let template = document.at(&["spec", "template"])?;
            pod.annotations.extend(pairs(document.at(&["metadata", "annotations"])));
            metadata(template, &mut pod);
            template.get("spec")?
        }
        _ => return None,
    };
    let containers = spec.get("containers").map(Node::items).unwrap_or_default();
    pod.containers = containers
        .iter()
        .map(|container| {
            let text = |key: &str| {
                let node = container.get(key)?;
                Some(Spanned::new(node.as_str()?.to_string(), node.span))
            };
            let name = text("name").unwrap_or_else(|| Spanned::new(String::new(), container.span));
            Container { name, image: text("image") }
        })
        .collect();
    Some(pod)
}

fn pairs(node: Option<&Node>) -> Vec<Pair> {
    let entries = node.map(Node::entries).unwrap_or_default();
    let pair = |entry: &crate::syntax::yaml::Entry| {
        let key = entry.key.scalar()?.string.clone();
        let value = entry.value.scalar()?.string.clone();
        Some(Pair { key: Spanned::new(key, entry.key.span), value: Spanned::new(value, entry.value.span) })
    };
    entries.iter().filter_map(pair).collect()
}

/// Annotations for containers that the pod does not have.
pub fn stray(pod: &Pod, flags: &[Pair]) -> Vec<Pair> {
    let known = |name: &str| pod.containers.iter().any(|container| container.name.value == name);
    let is_stray = |pair: &&Pair| {
        let name = pair.key.value.strip_prefix(AUTOUPDATE).and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| !known(name))
    };
    pod.annotations.iter().chain(flags).filter(is_stray).cloned().collect()
}

/// The container as if `podman run` made it: its labels and image. `flags` are the
/// annotations of the command line, `by` is where the manifest's spans start.
pub fn as_call(pod: &Pod, container: &Container, flags: &[Pair], by: usize, play: &Call) -> Call {
    let mut general = Vec::new();
    let mut own = Vec::new();
    let annotations = pod.annotations.iter().map(|pair| moved(pair, by)).chain(flags.iter().cloned());
    for pair in pod.labels.iter().map(|pair| moved(pair, by)) {
        general.push(pair);
    }
    for pair in annotations {
        match pair.key.value.split_once('/') {
            Some((key, name)) if key == AUTOUPDATE || key == AUTHFILE => {
                let key = Spanned::new(key.to_string(), pair.key.span);
                own.extend((name == container.name.value).then(|| Pair { key, value: pair.value.clone() }));
            }
            _ if pair.key.value.starts_with("io.containers.auto") || pair.key.value == AUTHFILE => general.push(pair),
            _ => {}
        }
    }
    let label = |pair: Pair| {
        let mut value = Joined::made(&pair.key.value, pair.key.span);
        value.push_str("=", pair.key.span);
        value.push_str(&pair.value.value, pair.value.span);
        let span = Span::new(pair.key.span.start, pair.value.span.end.max(pair.key.span.start));
        Flag { name: "label", value, span, short: false }
    };
    let verb = container.name.span.shift(by);
    let image = container.image.as_ref().map(|image| Word::of(Joined::made(&image.value, image.span.shift(by))));
    Call {
        action: Action::KubePlay,
        verb,
        globals: play.globals.clone(),
        flags: general.into_iter().chain(own).map(label).collect(),
        image,
        arguments: Vec::new(),
        opaque: Vec::new(),
        error: None,
    }
}

fn moved(pair: &Pair, by: usize) -> Pair {
    Pair {
        key: Spanned::new(pair.key.value.clone(), pair.key.span.shift(by)),
        value: Spanned::new(pair.value.value.clone(), pair.value.span.shift(by)),
    }
}

/// `--annotation k=v` of `podman kube play`.
pub fn flags(play: &Call) -> Vec<Pair> {
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
mod tests {
    use super::*;

    fn labels(text: &str, name: &str) -> Vec<String> {
        let pods = read(text);
        let play = crate::unit::podman::parse(&[]);
        let container = pods[0].containers.iter().find(|container| container.name.value == name).unwrap();
        let call = as_call(&pods[0], container, &[], 0, &play);
        call.flags.iter().map(|flag| flag.value.as_str().to_string()).collect()
    }

    const POD: &str = "kind: Pod\nmetadata:\n  annotations:\n    io.containers.autoupdate: registry\n    \
                       io.containers.autoupdate/b: local\n    other: x\nspec:\n  containers:\n  - name: a\n    \
                       image: quay.io/a/b\n  - name: b\n";

    #[test]
    fn annotations_become_labels_of_all_or_of_one() {
        assert_eq!(labels(POD, "a"), ["io.containers.autoupdate=registry"]);
        assert_eq!(labels(POD, "b"), ["io.containers.autoupdate=registry", "io.containers.autoupdate=local"]);
        assert!(stray(&read(POD)[0], &[]).is_empty());
        assert_eq!(stray(&read(&POD.replace("/b:", "/c:"))[0], &[]).len(), 1);
    }

    #[test]
    fn deployments_describe_pods_and_other_kinds_do_not() {
        let text = "kind: ConfigMap\n---\nkind: Deployment\nspec:\n  template:\n    metadata:\n      annotations:\n        \
                    io.containers.autoupdate: registry\n    spec:\n      containers:\n      - name: a\n        image: x\n";
        assert_eq!(read(text).len(), 1);
        assert_eq!(labels(text, "a"), ["io.containers.autoupdate=registry"]);
        assert!(read("").is_empty());
        assert!(read("kind: Pod\nspec: [\n").is_empty() || read("kind: Pod\nspec: [\n")[0].containers.is_empty());
    }
}
