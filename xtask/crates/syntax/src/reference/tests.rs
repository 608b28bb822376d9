//! What `reference` answers, by example.

use super::*;

#[track_caller]
fn good(text: &str, normal: &str) {
    let reference = Reference::parse(text);
    assert_eq!(reference.to_string(), normal);
    assert_eq!(reference.invalid(), None, "{text}");
}

#[track_caller]
fn bad(text: &str, fault: ReferenceFault) {
    assert_eq!(Reference::parse(text).invalid(), Some(fault), "{text}");
}

#[test]
fn references_in_normal_form() {
    good("quay.io/acme/widget", "quay.io/acme/widget:latest");
    good("nginx", "docker.io/library/nginx:latest");
    good("docker.io/nginx:1", "docker.io/library/nginx:1");
    good("index.docker.io/acme/w:1", "docker.io/acme/w:1");
    good("acme/widget:v1", "docker.io/acme/widget:v1");
    good("localhost/w", "localhost/w:latest");
    good("localhost:5000/w:1", "localhost:5000/w:1");
    good("docker://quay.io/a/b:c", "quay.io/a/b:c");
    good("quay.io/a/b@sha256:00", "quay.io/a/b@sha256:00");
    good("quay.io/a/b:t@sha256:00", "quay.io/a/b:t@sha256:00");
}

#[test]
fn holes_are_opaque() {
    good("quay.io/a/b:<sha:7>", "quay.io/a/b:<sha:7>");
    good("<var:REGISTRY>/a/b:1", "<var:REGISTRY>/a/b:1");
    good("docker.io/<secret:USER>/w", "docker.io/<secret:USER>/w:latest");
    good("ghcr.io/a/b@<digest>", "ghcr.io/a/b@<digest>");
    assert!(Reference::parse("quay.io/a/b:<sha>").has_holes());
    for (name, settled) in [
        ("<?>/<secret:IMAGE>", true),
        ("<?>/<var:IMAGE>-edge", true),
        ("ghcr.io/<secret:OWNER>/a", true),
        ("<?>/<?>", false),
        ("<?>/a", false),
        ("ghcr.io/<?>/<secret:NAME>", false),
    ] {
        assert_eq!(Reference::parse(name).has_settled_name(), settled, "{name}");
    }
}

#[test]
fn what_no_registry_takes() {
    bad("ghcr.io/Acme/w", ReferenceFault::UpperCase);
    bad("ghcr.io/acme/", ReferenceFault::EmptyComponent);
    bad("quay.io//w", ReferenceFault::EmptyComponent);
    bad("quay.io/a/w:", ReferenceFault::EmptyTag);
    bad("quay.io/a/w:-abc", ReferenceFault::Tag("-abc".into()));
    bad("quay.io/a/w:a+b", ReferenceFault::Tag("a+b".into()));
    bad("quay.io/a/_w", ReferenceFault::Component("_w".into()));
    bad("quay.io/a/${ x }", ReferenceFault::Component("${ x }".into()));
}

#[test]
fn three_answers_to_the_same_image() {
    let same = |a: &str, b: &str| Reference::parse(a).same(&Reference::parse(b));
    assert_eq!(same("quay.io/a/b", "quay.io/a/b:latest"), Answer::Yes);
    assert_eq!(same("quay.io/a/b:1", "quay.io/a/b:2"), Answer::No);
    assert_eq!(same("quay.io/a/b:<?>", "quay.io/a/b:latest"), Answer::Unknown);
    assert_eq!(same("quay.io/a/b:v<sha>", "quay.io/a/b:latest"), Answer::No);
    assert_eq!(same("<var:R>/a/b:latest", "quay.io/a/b:latest"), Answer::Unknown);
    assert_eq!(same("<var:R>/a/c:latest", "quay.io/a/b:latest"), Answer::No);
    assert_eq!(same("quay.io/a/b:<sha>-x", "quay.io/a/b:<date>-y"), Answer::No);
    assert_eq!(same("quay.io/a/b@<digest>", "quay.io/a/b:latest"), Answer::No);
}

#[test]
fn a_commit_or_a_number_is_never_the_word_latest() {
    let same = |a: &str, b: &str| Reference::parse(a).same(&Reference::parse(b));
    for hole in ["sha", "sha:7", "run_number", "date"] {
        assert_eq!(same(&format!("q.io/a/b:<{hole}>"), "q.io/a/b:latest"), Answer::No, "{hole}");
    }
    assert_eq!(same("q.io/a/b:<?>", "q.io/a/b:latest"), Answer::Unknown);
    assert_eq!(same("q.io/a/b:<sha>", "q.io/a/b:0f1e2d3"), Answer::Unknown);
    assert_eq!(same("q.io/a/b:v<run_number>-<sha:7>", "q.io/a/b:v12-0f1e2d3"), Answer::Unknown);
    assert_eq!(same("q.io/a/b:v<run_number>-<sha:7>", "q.io/a/b:v1.2-0f1e2d3"), Answer::No);
}
