//! Bombs of many files of which each takes all of others, and of documents beyond any that a
//! person wrote: what was not read is told.

use prodproof_constitution::document::MOST_BYTES;

use super::{ends, ends_shortly, many, pushing, running, workflow, HEAD, HEAP};
use crate::support::Sandbox;

const RUN: &str = "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/usr/bin/podman run";

/// Four million drop-ins would be read: each instance of the template has all of them.
#[test]
fn units_that_read_all_of_many_files() {
    let unit = format!("{RUN} quay.io/acme/widget:latest\n");
    let instances = (0..many(2000)).map(|n| (format!("deploy/u@{n}.service"), unit.clone()));
    let drop_in = "[Service]\nEnvironment=A=b\n".to_string();
    let drop_ins = (0..many(2000)).map(|n| (format!("deploy/u@.service.d/{n:04}.conf"), drop_in.clone()));
    let out = ends("drop-ins of many instances", &pushing(instances.chain(drop_ins).collect()));
    assert!(out.contains("too many drop-ins and files to read them all"), "{out}");
    let unit = format!("{RUN} --pod p quay.io/acme/widget:latest\n");
    let joining = (0..HEAP).map(|n| (format!("deploy/u{n}.service"), unit.clone())).collect();
    ends("services of a pod that nobody makes", &pushing(joining));
}

#[test]
fn units_of_an_image_with_many_names() {
    let mirrors: Vec<String> = (0..many(1000)).map(|n| format!("\"r{n}.example.com/acme/widget\"")).collect();
    let contract = format!(
        "\
# W

```toml contract
[image]
name = \"quay.io/acme/widget\"
mirrors = [{}]
```

**Version**: 1.0.0
",
        mirrors.join(", ")
    );
    let unit = |n: usize| {
        let image = format!("r{}.example.com/acme/widget:latest", n % many(1000));
        (format!("deploy/u{n}.container"), format!("[Container]\nImage={image}\nAutoUpdate=registry\n"))
    };
    let mut files: Vec<(String, String)> = (0..HEAP).map(unit).collect();
    files.push((".specify/memory/constitution.md".into(), contract));
    ends("units of an image with many names", &pushing(files));
}

#[test]
fn workflows_that_call_all_later_ones() {
    const MANY: usize = many(300);
    let push = "  c:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/widget:latest
";
    let file = |n: usize| {
        let calls: String =
            (n + 1..MANY).map(|k| format!("  c{k}:\n    uses: ./.github/workflows/l{k}.yml\n")).collect();
        let jobs = if n + 1 == MANY { push.to_string() } else { calls };
        let on = if n == 0 { HEAD } else { "on:\n  workflow_call:\n" };
        (format!(".github/workflows/l{n}.yml"), format!("{on}jobs:\n{jobs}"))
    };
    ends("workflows that call all later ones", &(0..MANY).map(file).collect::<Vec<_>>());
}

#[test]
fn images_of_one_script() {
    let push = |n| format!("          docker push quay.io/acme/w{n}:latest\n");
    let lines: String = (0..many(2000)).map(push).collect();
    let jobs = format!(
        "\
jobs:
  b:
    runs-on: x
    steps:
      - run: |
{lines}"
    );
    ends("images of one script", &workflow(&jobs));
}

#[test]
fn a_contract_of_many_hosts() {
    let units: Vec<String> = (0..many(2000)).map(|n| format!("\"deploy/u{n}.container\"")).collect();
    let deploy = |n| format!("[[deploy]]\nunit = \"deploy/u{n}.container\"\nhost = \"h{n}\"\n");
    let deploys: String = (0..many(2000)).map(deploy).collect();
    let contract = format!(
        "\
# W

```toml contract
[[image]]
name = \"quay.io/acme/widget\"
units = [{}]
{deploys}```

**Version**: 1.0.0
",
        units.join(", ")
    );
    let unit = "[Container]\nImage=quay.io/acme/widget:latest\nAutoUpdate=registry\n".to_string();
    let mut files: Vec<(String, String)> =
        (0..many(2000)).map(|n| (format!("deploy/u{n}.container"), unit.clone())).collect();
    files.push((".specify/memory/constitution.md".into(), contract));
    ends("a contract of many hosts", &pushing(files));
}

/// What is larger than any constitution is not read, and that is an error: of the text as it
/// stands, and of the one that it is compared with.
#[test]
fn a_document_beyond_all_measure() {
    let sandbox = Sandbox::scaffolded();
    sandbox.commit("a");
    let path = ".specify/memory/constitution.md";
    let text = sandbox.read(path);
    let large = format!("{}{text}", "It MUST run.\n\n".repeat(MOST_BYTES / 14 + 1));
    sandbox.write(path, &large);
    let ran = sandbox.xtask(&["verify", "--check"]).expect(1);
    let told = format!("error[X006] unreadable-source: `{path}` is {} bytes large", large.len());
    assert!(ran.stdout.contains(&told), "{}", ran.stdout);
    for words in [&["bump"][..], &["mandates"]] {
        let ran = sandbox.xtask(words).expect(2);
        assert!(ran.stderr.contains("cannot be read") && !ran.stderr.contains("there is no"), "{}", ran.stderr);
    }
    sandbox.commit("large");
    sandbox.write(path, &text);
    let ran = sandbox.xtask(&["verify", "--check", "--base", "HEAD"]).expect(1);
    assert!(ran.stdout.contains("missing-base") && ran.stdout.contains("larger than 256 KiB"), "{}", ran.stdout);
    sandbox.write("CONSTITUTION.md", &large);
    let ran = sandbox.xtask(&["verify", "--check"]);
    assert!(ran.stdout.contains("`CONSTITUTION.md` is"), "a second one is not silent: {}", ran.stdout);
}

/// Each asks for the one before it twice.
#[test]
fn variables_of_a_justfile() {
    let doubling: String = (1..2000).map(|n| format!("v{n} := v{} + v{}\n", n - 1, n - 1)).collect();
    let push = "push:\n  podman push quay.io/acme/{{v19}}:{{v1999}}\n";
    let justfile = ("justfile".to_string(), format!("v0 := 'a'\n{doubling}{push}"));
    ends_shortly("variables of a justfile", &running("just push").into_iter().chain([justfile]).collect::<Vec<_>>());
}
