//! Twice the text is about twice the work: steps that readers count, the same on every
//! machine. Seconds and memory are for `bounds.rs`.

use prodproof_rules::repo::Repo;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::{markdown, quadlet, steps, systemd, yaml};
use time::Date;

/// More than twice, for what each text has once.
const MOST: f64 = 2.2;

/// `steps` of `n` and of `2 * n`.
#[track_caller]
fn linear(name: &str, n: usize, work: impl Fn(usize) -> u64) {
    let (one, two) = (work(n), work(2 * n));
    println!("{name:<28} {one:>9} steps of {n}, {two:>9} of {}", 2 * n);
    assert!(one as usize >= n, "{name}: {one} steps of {n}: nobody counts");
    assert!((two as f64) <= MOST * one as f64, "{name}: {one} steps of {n}, {two} of {}", 2 * n);
}

fn read<T>(read: impl Fn(&str) -> T, text: String) -> u64 {
    steps::of(|| read(&text)).1
}

/// All that a repository of these files is understood by.
fn understood(files: Vec<(String, String)>) -> u64 {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let snapshot = Snapshot::of(&files, Facts::unknown("widget", Date::MIN));
    steps::of(|| Repo::new(snapshot)).1
}

#[test]
fn of_texts() {
    let yaml = |text| read(yaml::Yaml::read, text);
    linear("YAML, keys", 500, |n| yaml((0..n).map(|n| format!("k{n}: v\n")).collect()));
    linear("YAML, depth", 100, |n| yaml("[".repeat(n) + &"]".repeat(n)));
    linear("YAML, items", 500, |n| yaml("- a\n".repeat(n)));
    linear("YAML, anchors", 200, |n| yaml(format!("a: &a [x]\nb: [{}]\n", "*a, ".repeat(n))));
    linear("YAML, documents", 500, |n| yaml("a: b\n---\n".repeat(n)));
    let prose = |text| read(markdown::Markdown::read, text);
    for marker in
        ["- ", "> ", "1. ", "*a **b ", "[", "`` ` ", "| a | b |\n", "```\nx\n```\n", "<!-- x -->\n\n", "# a\n\n"]
    {
        linear(&format!("Markdown, {marker:?}"), 1000, |n| prose(marker.repeat(n) + "x\n\n") + n as u64);
    }
    for line in ["Environment=A=b\n", "ExecStart=/bin/a \\\n", "[Service]\n", "# c\n", "x\n"] {
        let text = |n: usize| format!("[Service]\n{}", line.repeat(n));
        linear(&format!("unit, {line:?}"), 500, |n| read(systemd::read, text(n)));
    }
    for line in ["Label=a=b\n", "Exec=a \\\n", "PodmanArgs=--x\n", "[Container]\n"] {
        let text = |n: usize| format!("[Container]\n{}", line.repeat(n));
        linear(&format!("Quadlet, {line:?}"), 500, |n| read(quadlet::read, text(n)));
    }
}

#[test]
fn of_units() {
    let many = |n: usize, ending: &str, text: &dyn Fn(usize) -> String| {
        (0..n).map(|n| (format!("deploy/u{n}.{ending}"), text(n))).collect::<Vec<_>>()
    };
    let image = "Image=quay.io/acme/widget:latest\n";
    linear("containers", 100, |n| understood(many(n, "container", &|_| format!("[Container]\n{image}"))));
    linear("containers of a pod", 100, |n| {
        let mut files = many(n, "container", &|_| format!("[Container]\n{image}Pod=p.pod\nNetwork=n.network\n"));
        files.push(("deploy/p.pod".into(), "[Pod]\n".into()));
        files.push(("deploy/n.network".into(), "[Network]\n".into()));
        understood(files)
    });
    linear("containers that want each other", 100, |n| {
        let next = |at: usize| format!("[Unit]\nRequires=u{}.service\n[Container]\n{image}", at + 1);
        understood(many(n, "container", &next))
    });
    let run = "[Service]\nExecStart=/usr/bin/podman run --rm quay.io/acme/widget:latest\n";
    linear("services", 100, |n| understood(many(n, "service", &|_| run.into())));
    linear("drop-ins", 100, |n| {
        let drop_in = |n| (format!("deploy/u.service.d/{n:04}.conf"), "[Service]\nEnvironment=A=b\n".to_string());
        let mut files: Vec<(String, String)> = (0..n).map(drop_in).collect();
        files.push(("deploy/u.service".into(), run.into()));
        understood(files)
    });
    linear("settings of a container", 200, |n| {
        understood(vec![("deploy/u.container".into(), format!("[Container]\n{image}{}", "Label=a=b\n".repeat(n)))])
    });
}

#[test]
fn of_played_manifests() {
    let kube = || ("deploy/p.kube".to_string(), "[Kube]\nYaml=p.yaml\n".to_string());
    let pod = |name: usize, containers: &str| {
        format!(
            "\
apiVersion: v1
kind: Pod
metadata:
  name: p{name}
spec:
  containers:
{containers}"
        )
    };
    let container = |n: usize| format!("  - name: c{n}\n    image: quay.io/acme/c{n}:latest\n");
    linear("containers of one pod", 100, |n| {
        let all: String = (0..n).map(container).collect();
        understood(vec![("deploy/p.yaml".into(), pod(0, &all)), kube()])
    });
    linear("pods of one manifest", 100, |n| {
        let all: Vec<String> = (0..n).map(|n| pod(n, &container(n))).collect();
        understood(vec![("deploy/p.yaml".into(), all.join("---\n")), kube()])
    });
}

#[test]
fn of_constitutions() {
    let file = |text: String| vec![(".specify/memory/constitution.md".to_string(), text)];
    let prose = |body: String| file(format!("# C\n\n{body}\n\n**Version**: 1.0.0\n"));
    let must = |n: usize| format!("- Every push to `main` MUST publish `quay.io/acme/w{n}:latest`.\n");
    linear("mandates", 100, |n| understood(prose((0..n).map(must).collect())));
    linear("rows of a history", 200, |n| {
        let rows: String = (0..n).map(|n| format!("| 1.0.{n} | 2026-01-01 |\n")).collect();
        understood(prose(format!("## History\n\n| Version | Date |\n|---|---|\n{rows}")))
    });
    // In one sentence, so that each phrase may meet each of the others.
    for words in ["it MUST run and ", "it does not run, nor ", "不得做必须", "`a` 必须 "] {
        linear(&format!("phrases, {words:?}"), 200, |n| understood(prose(words.repeat(n))));
    }
    linear("contracts", 100, |n| {
        understood(prose("```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n```\n".repeat(n)))
    });
}
