//! Bounded whatever comes: inputs that once broke the program, or kept it busy for
//! minutes, under a hard limit of CPU time and memory. Beyond a bound the answer is
//! unknown, never a crash and never a silent end.

mod files;
mod kinds;
mod long;
mod many;
mod pairs;

use std::fs;

use prodproof_constitution::document::MOST_BYTES;
use prodproof_rules::repo::Repo;
use prodproof_syntax::snapshot::{Facts, Snapshot};

use self::files::{pod, running};
use super::support::Sandbox;

/// Ten times what is aimed at: seconds and KiB.
const LIMIT: &str = "ulimit -t 10 -v 2000000";

/// Steps of jobs and commands of scripts, over all events; what people write takes some
/// hundred. Each of the usual seven events is followed for 20,000 and the script under way.
const MOST_STEPS: usize = 200_000;

/// How many of a thing are a heap. That twice as many are twice the work, `growth.rs` counts;
/// the benchmark, which is optimised, takes more.
const HEAP: usize = if cfg!(debug_assertions) { 250 } else { 5000 };

/// A number that once was too many: unoptimised, of each a quarter is enough to see that it ends.
const fn many(n: usize) -> usize {
    if cfg!(debug_assertions) {
        n / 4
    } else {
        n
    }
}

/// What stands in each other this deep overflows the stack of a reader that calls itself.
const DEEP: usize = 20_000;

const HEAD: &str = "\
on:
  push:
    branches: [main]
    tags: ['v*']
  workflow_dispatch:
";

/// A repository whose only workflow runs this script and pushes then.
fn script(lines: &[String]) -> Vec<(String, String)> {
    let lines: String = lines.iter().map(|line| format!("          {line}\n")).collect();
    let push = "          docker push quay.io/acme/widget:latest\n";
    workflow(&format!(
        "\
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - run: |
{lines}{push}"
    ))
}

fn workflow(jobs: &str) -> Vec<(String, String)> {
    vec![(".github/workflows/build.yml".into(), format!("{HEAD}{jobs}"))]
}

fn pushing(more: Vec<(String, String)>) -> Vec<(String, String)> {
    let push = "\
jobs:
  b:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/widget:latest
";
    workflow(push).into_iter().chain(more).collect()
}

/// A constitution of which this is the text, small enough to be read.
fn prose(body: String) -> Vec<(String, String)> {
    let text = format!("# C\n\n{body}\n\n**Version**: 1.0.0\n");
    assert!(text.len() <= MOST_BYTES, "{} bytes are not read", text.len());
    pushing(vec![(".specify/memory/constitution.md".into(), text)])
}

/// The tool on these files, under the limit: it ends by itself, and its output is small.
#[track_caller]
fn ends(name: &str, files: &[(String, String)]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write(
        "CONSTITUTION.md",
        "# W Constitution\n\n- The image is `quay.io/acme/widget`.\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n",
    );
    for (path, text) in files {
        sandbox.write(path, text);
    }
    let time = "[ -x /usr/bin/time ] && time='/usr/bin/time -o used -f %U,%S,%M'";
    let ran = sandbox.sh(&format!("{LIMIT}; {time}; $time cargo xtask verify --check"));
    // What the benchmark prints.
    let used = fs::read_to_string(sandbox.at("used")).unwrap_or_default();
    let used: Vec<f64> = used.lines().last().unwrap_or_default().split(',').filter_map(|n| n.parse().ok()).collect();
    if let [user, system, kib] = used.as_slice() {
        println!("{name:<32} {:>6.2} s {:>5.0} MB", user + system, kib / 1024.0);
    }
    assert!(matches!(ran.code, 0 | 1), "{name}: exit {}: {}", ran.code, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
    ran.stdout
}

/// The same where one finding says it all.
#[track_caller]
fn ends_shortly(name: &str, files: &[(String, String)]) {
    let out = ends(name, files);
    assert!(out.len() < 256 * 1024, "{name}: {} bytes of output", out.len());
}

/// The same of workflows, in few steps.
#[track_caller]
fn ends_in_few_steps(name: &str, files: &[(String, String)]) {
    let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let steps = Repo::new(Snapshot::of(&texts, Facts::unknown("widget", time::Date::MIN))).build.steps;
    println!("{name:<32} {steps:>8} steps");
    assert!(steps <= MOST_STEPS, "{name}: {steps} steps");
    ends_shortly(name, files);
}

#[test]
fn scripts() {
    let lines = |lines: &[&str]| script(&lines.iter().map(|line| (*line).to_string()).collect::<Vec<_>>());
    ends_in_few_steps(
        "a range of integers",
        &lines(&["echo {-9223372036854775808..0}", "echo {0..9223372036854775807}"]),
    );
    ends_in_few_steps("negations", &lines(&[&("! ".repeat(2000) + "true")]));
    let mut doubling = vec!["a=x".to_string()];
    doubling.extend(std::iter::repeat_n("a=$a$a".to_string(), 28));
    ends_in_few_steps("doublings", &script(&doubling));
    ends_in_few_steps("a long list", &lines(&[&("a && ".repeat(10_000) + "true")]));
    let mut loops = vec!["for i in a b; do".to_string(); 12];
    loops.push("docker push quay.io/acme/x:$i".into());
    loops.extend(std::iter::repeat_n("done".to_string(), 12));
    ends_in_few_steps("nested loops", &script(&loops));
    ends_in_few_steps("nested substitutions", &lines(&[&("$(".repeat(3000) + "true")]));
    ends_in_few_steps("nested parentheses", &lines(&[&("( ".repeat(3000) + "true")]));
}

#[test]
fn workflows() {
    let mut nested = "'x'".to_string();
    for _ in 0..28 {
        nested = format!("format('{{0}}{{0}}', {nested})");
    }
    let job = |run: &str| {
        format!(
            "\
jobs:
  b:
    runs-on: x
    steps:
      - run: {run}
"
        )
    };
    ends_in_few_steps(
        "nested format()",
        &workflow(&job(&format!("docker push quay.io/acme/widget:${{{{ {nested} }}}}"))),
    );
    ends_in_few_steps(
        "nested parentheses",
        &workflow(&job(&format!("echo ${{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000)))),
    );
    let chain: String = (0..many(400))
        .map(|n| {
            let needs = if n == 0 { String::new() } else { format!("    needs: j{}\n", n - 1) };
            format!(
                "  j{n}:
    runs-on: x
{needs}    steps:
      - run: docker push quay.io/acme/w{n}:latest
"
            )
        })
        .collect();
    ends_in_few_steps("a chain of jobs", &workflow(&format!("jobs:\n{chain}")));
    let env: String = (0..4 * HEAP).map(|n| format!("  K{n}: v{n}\n")).collect();
    ends_in_few_steps(
        "many variables",
        &workflow(&format!("env:\n{env}{}", job("docker push quay.io/acme/widget:latest"))),
    );
}

#[test]
fn calls_that_call_and_targets_that_inherit() {
    let mut files = Vec::new();
    for depth in 0..4 {
        let calls: String =
            (0..20).map(|n| format!("  c{n}:\n    uses: ./.github/workflows/l{}.yml\n", depth + 1)).collect();
        let last = "  c:
    runs-on: x
    steps:
      - run: docker push quay.io/acme/widget:latest
";
        let on = if depth == 0 { HEAD } else { "on:\n  workflow_call:\n" };
        let jobs = if depth == 3 { last.to_string() } else { calls };
        files.push((format!(".github/workflows/l{depth}.yml"), format!("{on}jobs:\n{jobs}")));
    }
    ends_in_few_steps("workflows that call workflows", &files);
    let mut bake = "target \"t0\" { tags=[\"quay.io/acme/widget:latest\"] }\n".to_string();
    for n in 1..14 {
        let before = n - 1;
        bake.push_str(&format!("target \"t{n}\" {{ inherits=[\"t{before}\",\"t{before}\",\"t{before}\"] }}\n"));
        bake.push_str(&format!("target \"u{n}\" {{ inherits=[\"t{before}\",\"u{before}\",\"t{n}\"] }}\n"));
        bake.push_str(&format!("group \"g{n}\" {{ targets=[\"g{before}\",\"g{before}\",\"g{before}\"] }}\n"));
    }
    let run = "\
jobs:
  b:
    runs-on: x
    steps:
      - uses: actions/checkout@v4
      - run: docker buildx bake --push t13 u13 g13
";
    let mut files = workflow(run);
    files.push(("docker-bake.hcl".into(), bake));
    ends_in_few_steps("targets that inherit", &files);
}

#[test]
fn prose_and_manifests() {
    for marker in ["- ", "> ", "1. ", "* ", "+ "] {
        let prose = format!("# C\n\n{}x\n\n**Version**: 1.0.0\n", marker.repeat(DEEP));
        ends_shortly("nested lists", &pushing(vec![(".specify/memory/constitution.md".into(), prose)]));
    }
    let unit = "[Kube]\nYaml=p.yaml\nAutoUpdate=registry\n".to_string();
    ends_shortly(
        "a large pod",
        &pushing(vec![("deploy/p.yaml".into(), pod(many(1000))), ("deploy/p.kube".into(), unit)]),
    );
}

/// `deploy/u0` and so on, with one text each.
fn units(ending: &str, text: impl Fn(usize) -> String) -> Vec<(String, String)> {
    pushing((0..HEAP).map(|n| (format!("deploy/u{n}.{ending}"), text(n))).collect())
}

/// A contract of `n` images, a workflow that publishes them, and units that run them.
fn images(n: usize) -> Vec<(String, String)> {
    let stated = |n: usize| {
        format!(
            "\
[[image]]
name = \"quay.io/acme/w{n}\"
units = [\"deploy/u{n}.container\"]
"
        )
    };
    let stated: String = (0..n).map(stated).collect();
    let contract = format!(
        "\
# W

```toml contract
{stated}```

**Version**: 1.0.0
"
    );
    let push = |n: usize| {
        format!(
            "      - run: |
          docker push quay.io/acme/w{n}:latest
          docker push quay.io/acme/w{n}:${{{{ github.ref_name }}}}
"
        )
    };
    let build = format!(
        "\
{HEAD}jobs:
  b:
    runs-on: x
    steps:
{}",
        (0..n).map(push).collect::<String>()
    );
    let unit = |n: usize| {
        format!(
            "\
[Container]
Image=quay.io/acme/w{n}:latest
AutoUpdate=registry
"
        )
    };
    let units = (0..n).map(|n| (format!("deploy/u{n}.container"), unit(n)));
    assert!(contract.len() <= MOST_BYTES, "{} bytes are not read", contract.len());
    let all =
        [(".specify/memory/constitution.md".to_string(), contract), (".github/workflows/build.yml".into(), build)];
    all.into_iter().chain(units).collect()
}

#[test]
fn a_thousand_images() {
    ends("images", &images(many(1000)));
}

/// Each is told of, so that only time and memory are bounded.
#[test]
fn thousands_of_units() {
    let image = "Image=quay.io/acme/widget:latest\n";
    ends("units of one image", &units("container", |_| format!("[Container]\n{image}")));
    let other = |n: usize| format!("[Container]\nImage=quay.io/acme/w{n}:latest\nAutoUpdate=registry\n");
    ends("units of many images", &units("container", other));
    let run = "podman run --rm quay.io/acme/widget:latest";
    let service = format!("[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=/usr/bin/{run}\n");
    ends("services with a fix each", &units("service", |_| service.clone()));
    let mut pods = units("container", |_| format!("[Container]\n{image}Pod=p.pod\nNetwork=n.network\n"));
    pods.push(("deploy/p.pod".into(), "[Pod]\n".into()));
    pods.push(("deploy/n.network".into(), "[Network]\n".into()));
    ends("units of one pod", &pods);
}

#[test]
fn units_of_thousands() {
    let line =
        format!("[Service]\nExecStart=/bin/sh -c '{}'\n", "podman run quay.io/acme/widget:latest; ".repeat(HEAP));
    ends_shortly("commands of one script", &pushing(vec![("deploy/u.service".into(), line)]));
    let labels = "--label a=b ".repeat(10 * HEAP);
    let line = format!("[Service]\nExecStart=/usr/bin/podman run {labels}quay.io/acme/widget:latest\n");
    ends_shortly("labels of one command", &pushing(vec![("deploy/u.service".into(), line)]));
    let mut drop_ins: Vec<(String, String)> = (0..HEAP)
        .map(|n| (format!("deploy/u.service.d/{n:04}.conf"), "[Service]\nEnvironment=A=b\n".to_string()))
        .collect();
    let unit = "[Service]\nExecStart=/usr/bin/podman run quay.io/acme/widget:latest\n";
    drop_ins.push(("deploy/u.service".into(), unit.into()));
    ends_shortly("drop-ins of one unit", &pushing(drop_ins));
    let pod = |n| {
        format!(
            "\
apiVersion: v1
kind: Pod
metadata:
  name: p{n}
spec:
  containers:
  - name: c
    image: quay.io/acme/widget:latest
"
        )
    };
    let pods: Vec<String> = (0..many(1000)).map(pod).collect();
    let kube = ("deploy/p.kube".into(), "[Kube]\nYaml=p.yaml\n".into());
    ends("pods of one manifest", &pushing(vec![("deploy/p.yaml".into(), pods.join("---\n")), kube]));
}

#[test]
fn tags_of_a_matrix() {
    let list = |c: char| (0..16).map(|n| format!("{c}{n}")).collect::<Vec<_>>().join(", ");
    let tags: String = (0..many(128))
        .map(|n| format!("            quay.io/acme/widget:${{{{ matrix.a }}}}-${{{{ matrix.b }}}}-{n}\n"))
        .collect();
    let (a, b) = (list('a'), list('b'));
    let job = format!(
        "\
jobs:
  b:
    runs-on: x
    strategy:
      matrix:
        a: [{a}]
        b: [{b}]
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
{tags}"
    );
    ends_in_few_steps("tags of a matrix", &workflow(&job));
}

#[test]
fn a_name_of_any_length_is_shown() {
    let sandbox = Sandbox::scaffolded();
    sandbox.xtask(&["verify", "--check", "--claims", "a.json"]).expect(0);
    let long = "w".repeat(70_000);
    sandbox.write("a.json", sandbox.read("a.json").replace("widget", &long));
    for format in ["text", "markdown", "html", "json"] {
        let ran = sandbox.xtask(&["fleet", "--claims", "a.json", "--format", format]);
        assert!(ran.code < 2, "{format}: {}", ran.stderr);
    }
}
