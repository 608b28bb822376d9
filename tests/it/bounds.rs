//! Bounded whatever comes: inputs that once broke the program, or kept it busy for
//! minutes, under a hard limit of CPU time and memory. Beyond a bound the answer is
//! unknown, never a crash and never a silent end.

use super::support::Sandbox;

/// Ten times what is aimed at, for a build without optimisation: seconds and KiB.
const LIMIT: &str = "ulimit -t 10 -v 2000000";

const HEAD: &str = "on:\n  push:\n    branches: [main]\n    tags: ['v*']\n  workflow_dispatch:\n";

/// A repository whose only workflow runs this script and pushes then.
fn script(lines: &[String]) -> Vec<(String, String)> {
    let lines: String = lines.iter().map(|line| format!("          {line}\n")).collect();
    let push = "          docker push quay.io/acme/widget:latest\n";
    workflow(&format!("jobs:\n  b:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n{lines}{push}"))
}

fn workflow(jobs: &str) -> Vec<(String, String)> {
    vec![(".github/workflows/build.yml".into(), format!("{HEAD}{jobs}"))]
}

fn pushing(more: Vec<(String, String)>) -> Vec<(String, String)> {
    let push = "jobs:\n  b:\n    runs-on: x\n    steps:\n      - run: docker push quay.io/acme/widget:latest\n";
    workflow(push).into_iter().chain(more).collect()
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
    let ran = sandbox.sh(&format!("{LIMIT}; cargo xtask verify --check"));
    assert!(matches!(ran.code, 0 | 1), "{name}: exit {}: {}", ran.code, ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{name}: {}", ran.stderr);
    assert!(ran.stdout.len() < 256 * 1024, "{name}: {} bytes of output", ran.stdout.len());
    ran.stdout
}

#[test]
fn scripts() {
    let lines = |lines: &[&str]| script(&lines.iter().map(|line| (*line).to_string()).collect::<Vec<_>>());
    ends("a range of integers", &lines(&["echo {-9223372036854775808..0}", "echo {0..9223372036854775807}"]));
    ends("negations", &lines(&[&("! ".repeat(2000) + "true")]));
    let mut doubling = vec!["a=x".to_string()];
    doubling.extend(std::iter::repeat_n("a=$a$a".to_string(), 28));
    ends("doublings", &script(&doubling));
    ends("a long list", &lines(&[&("a && ".repeat(10_000) + "true")]));
    let mut loops = vec!["for i in a b; do".to_string(); 12];
    loops.push("docker push quay.io/acme/x:$i".into());
    loops.extend(std::iter::repeat_n("done".to_string(), 12));
    ends("nested loops", &script(&loops));
    ends("nested substitutions", &lines(&[&("$(".repeat(3000) + "true")]));
    ends("nested parentheses", &lines(&[&("( ".repeat(3000) + "true")]));
}

#[test]
fn workflows() {
    let mut nested = "'x'".to_string();
    for _ in 0..28 {
        nested = format!("format('{{0}}{{0}}', {nested})");
    }
    let job = |run: &str| format!("jobs:\n  b:\n    runs-on: x\n    steps:\n      - run: {run}\n");
    ends("nested format()", &workflow(&job(&format!("docker push quay.io/acme/widget:${{{{ {nested} }}}}"))));
    ends("nested parentheses", &workflow(&job(&format!("echo ${{{{ {}1{} }}}}", "(".repeat(5000), ")".repeat(5000)))));
    let chain: String = (0..400)
        .map(|n| {
            let needs = if n == 0 { String::new() } else { format!("    needs: j{}\n", n - 1) };
            format!("  j{n}:\n    runs-on: x\n{needs}    steps:\n      - run: docker push quay.io/acme/w{n}:latest\n")
        })
        .collect();
    ends("a chain of jobs", &workflow(&format!("jobs:\n{chain}")));
    let env: String = (0..20_000).map(|n| format!("  K{n}: v{n}\n")).collect();
    ends("many variables", &workflow(&format!("env:\n{env}{}", job("docker push quay.io/acme/widget:latest"))));
}

#[test]
fn calls_that_call_and_targets_that_inherit() {
    let mut files = Vec::new();
    for depth in 0..4 {
        let calls: String =
            (0..20).map(|n| format!("  c{n}:\n    uses: ./.github/workflows/l{}.yml\n", depth + 1)).collect();
        let last = "  c:\n    runs-on: x\n    steps:\n      - run: docker push quay.io/acme/widget:latest\n";
        let on = if depth == 0 { HEAD } else { "on:\n  workflow_call:\n" };
        let jobs = if depth == 3 { last.to_string() } else { calls };
        files.push((format!(".github/workflows/l{depth}.yml"), format!("{on}jobs:\n{jobs}")));
    }
    ends("workflows that call workflows", &files);
    let mut bake = "target \"t0\" { tags=[\"quay.io/acme/widget:latest\"] }\n".to_string();
    for n in 1..14 {
        let before = n - 1;
        bake.push_str(&format!("target \"t{n}\" {{ inherits=[\"t{before}\",\"t{before}\",\"t{before}\"] }}\n"));
        bake.push_str(&format!("target \"u{n}\" {{ inherits=[\"t{before}\",\"u{before}\",\"t{n}\"] }}\n"));
        bake.push_str(&format!("group \"g{n}\" {{ targets=[\"g{before}\",\"g{before}\",\"g{before}\"] }}\n"));
    }
    let run = "jobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: docker buildx bake --push t13 u13 g13\n";
    let mut files = workflow(run);
    files.push(("docker-bake.hcl".into(), bake));
    ends("targets that inherit", &files);
}

#[test]
fn prose_and_manifests() {
    for marker in ["- ", "> ", "1. ", "* ", "+ "] {
        let prose = format!("# C\n\n{}x\n\n**Version**: 1.0.0\n", marker.repeat(20_000));
        ends("nested lists", &pushing(vec![(".specify/memory/constitution.md".into(), prose)]));
    }
    let containers: String =
        (0..1000).map(|n| format!("  - name: c{n}\n    image: quay.io/acme/c{n}:latest\n")).collect();
    let pod = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n{containers}");
    let unit = "[Kube]\nYaml=p.yaml\nAutoUpdate=registry\n".to_string();
    ends("a large pod", &pushing(vec![("deploy/p.yaml".into(), pod), ("deploy/p.kube".into(), unit)]));
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
