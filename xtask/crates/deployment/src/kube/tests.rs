//! What is read of played manifests, by example.

use super::*;

fn call(text: &str, name: &str, play: &str) -> PodmanCall {
    let manifest = read(text);
    assert_eq!(manifest.fault, None, "{text}");
    let words: Vec<Word> = play.split_whitespace().map(Word::plain).collect();
    let play = crate::podman::parse(&words);
    let pod = &manifest.pods[0];
    let container = pod.containers.iter().find(|container| container.name.value == name).unwrap();
    as_call(pod, container, &flags(&play), 0, &play)
}

/// The policy that auto-update sees.
#[track_caller]
fn policy(text: &str, name: &str, play: &str, expected: Option<&str>) {
    let label = call(text, name, play).label(AUTOUPDATE);
    let found = label.map(|label| label.value.map_or(String::new(), |value| value.as_str().to_string()));
    assert_eq!(found.as_deref(), expected, "{text} {name} {play}");
}

const POD: &str = "\
kind: Pod
metadata:
  name: p
  annotations:
    io.containers.autoupdate: registry
    io.containers.autoupdate/b: local
    other: x
spec:
  containers:
  - name: a
    image: quay.io/a/b
  - name: b
";

fn deployment(own: &str, template: &str) -> String {
    format!(
        "\
kind: Deployment
metadata:
  name: d
  {own}
spec:
  template:
    metadata:
      {template}
    spec:
      containers:
      - name: a
        image: x
"
    )
}

#[test]
fn annotations_become_labels_of_all_or_of_one() {
    policy(POD, "a", "", Some("registry"));
    policy(POD, "b", "", Some("local"));
    policy(POD, "b", "kube play --annotation io.containers.autoupdate/b=image x", Some("image"));
    assert!(stray(&read(POD).pods[0], &[]).is_empty());
    assert_eq!(stray(&read(&POD.replace("/b:", "/c:")).pods[0], &[]).len(), 1);
}

#[test]
fn annotations_count_on_the_object_and_labels_on_the_pod() {
    let annotation = "annotations: {io.containers.autoupdate: registry}";
    let label = "labels: {io.containers.autoupdate: local}";
    policy(&deployment(annotation, ""), "a", "", Some("registry"));
    policy(&deployment("", annotation), "a", "", None);
    policy(&deployment(label, ""), "a", "", None);
    policy(&deployment("", label), "a", "", Some("local"));
    policy(&deployment(annotation, label), "a", "", Some("local"));
    let flag = "kube play --annotation io.containers.autoupdate=registry x";
    policy(&deployment("", ""), "a", flag, None);
    policy(&deployment(annotation, label).replace("local", "''"), "a", flag, Some(""));
}

#[test]
fn unheard_annotations_are_noticed() {
    let text = deployment("", "annotations: {io.containers.autoupdate/a: registry}");
    let pod = &read(&text).pods[0];
    assert!(matches!(unheard(pod, &pod.containers[0], &[]), Some(Unheard::OnTemplate(_))));
    let pod = &read(&deployment("", "")).pods[0];
    assert_eq!(unheard(pod, &pod.containers[0], &[]), None);
}

#[track_caller]
fn refused(text: &str, expected: ManifestFault) {
    assert_eq!(read(text).fault.map(|fault| fault.value), Some(expected), "{text}");
}

#[test]
fn what_podman_refuses_whole() {
    refused("", ManifestFault::NoKind(Vec::new()));
    refused(
        "kind: StatefulSet\n---\nkind: Service\n",
        ManifestFault::NoKind(vec!["StatefulSet".into(), "Service".into()]),
    );
    refused(&POD.replace("  name: p\n", ""), ManifestFault::NoName(ObjectKind::Pod));
    refused(&POD.replace("registry", "[registry]"), ManifestFault::NoText);
    refused(&POD.replace("name: b", "name: a"), ManifestFault::SameName("a".into()));
    refused("kind: Pod\nspec: [\n", ManifestFault::Syntax);
    assert_eq!(read(&format!("kind: ReplicaSet\n---\n{POD}")).fault, None, "skipped beside what is played");
    assert_eq!(read("kind: Secret\n").fault, None);
}

#[test]
fn keys_are_read_as_kubernetes_reads_them() {
    policy(&POD.replace("annotations", "Annotations"), "a", "", Some("registry"));
    let merged =
        POD.replace("    io.containers.autoupdate: registry\n", "    <<: {io.containers.autoupdate: registry}\n");
    policy(&merged, "a", "", Some("registry"));
}
