//! What `snapshot` answers, by example.

use super::*;

#[test]
fn what_is_read_later_is_read_once_and_only_if_somebody_asks() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let reader: Reader = Arc::new(move |path| {
        counted.fetch_add(1, Ordering::Relaxed);
        if path == "gone.md" {
            File::Gone
        } else {
            File::Text("kind: Pod".into())
        }
    });
    let mut snapshot = Snapshot::of(&[("a.service", "x")], Facts::unknown("w", Date::MIN));
    for (path, wanted) in [("k8s/pod.yaml", LookFor::Text), ("gone.md", LookFor::Kind)] {
        snapshot.files.insert(path.into(), File::Later(Later::new(path, wanted, reader.clone())));
    }
    let paths = |all: bool| -> Vec<String> {
        let texts: Vec<(&str, &str)> =
            if all { snapshot.all_texts(|_| true).collect() } else { snapshot.texts(|_| true).collect() };
        texts.into_iter().map(|(path, _)| path.to_string()).collect()
    };
    assert_eq!((paths(false), reads.load(Ordering::Relaxed)), (vec!["a.service".to_string()], 0));
    assert_eq!(snapshot.text("k8s/pod.yaml"), Some("kind: Pod"));
    assert_eq!(snapshot.text("k8s/pod.yaml"), Some("kind: Pod"));
    assert_eq!(reads.load(Ordering::Relaxed), 1);
    assert_eq!(paths(true), ["a.service", "k8s/pod.yaml"]);
    assert_eq!(paths(false), ["a.service", "k8s/pod.yaml"], "it has been read");
    assert!(snapshot.has("k8s/pod.yaml") && !snapshot.has("gone.md"));
    assert_eq!(reads.load(Ordering::Relaxed), 2);
}

#[test]
fn manifests_and_playbooks_are_read_later() {
    for path in ["k8s/pod.yaml", "ansible/site.yml"] {
        assert!(wanted(path) && later(path), "{path}");
    }
    for path in [".github/workflows/a.yml", "compose.yaml", "x/action.yml", ".pre-commit-config.yaml", "a.service"] {
        assert!(!later(path), "{path}");
    }
}

#[test]
fn the_sources_are_wanted_and_little_else() {
    for path in [
        ".specify/memory/constitution.md",
        "CONSTITUTION.md",
        ".github/workflows/build.yaml",
        "deploy/web.service",
        "web.container",
        "web.container.d/10.conf",
        "Containerfile",
        "app/Dockerfile.prod",
        "docker-bake.hcl",
        "deploy/start",
        "scripts/run.sh",
        "Makefile",
        "GNUmakefile",
        "hack/build.mk",
        "go.mod",
        "package.json",
        "pom.xml",
        "build.gradle.kts",
        "buildSrc/src/main/kotlin/images.gradle.kts",
        "settings.gradle",
        "build.sbt",
        "jreleaser.yml",
        ".releaserc.json",
        "k8s/pod.yaml",
        ".github/actions/x/action.yml",
        ".cargo/config.toml",
    ] {
        assert!(wanted(path), "{path}");
    }
    for path in ["README.md", "src/main.rs", "node_modules/x/action.yml", "target/x.service", "docs/a.png"] {
        assert!(!wanted(path), "{path}");
    }
}
