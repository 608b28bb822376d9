//! Nothing gets out: whatever a file or somebody's claims say stands harmless in every
//! output, and gives the runner of a GitHub job no command.

use super::support::Sandbox;
use prodproof::cli::{FleetFormat, Format};

/// An escape, a C1 control, a bidirectional override, a bell, and a line that is a command.
const EVIL: &str = "x\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\u{7}\u{200f}";

fn evil() -> Sandbox {
    let sandbox = Sandbox::git(&[]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox.write(
        ".specify/memory/constitution.md",
        format!(
            "# {EVIL} Constitution\n\n::error::owned by prose\n\n- Every {EVIL} image MUST be `quay.io/acme/{EVIL}`.\n\n\
             - The workflow `{EVIL}.yml` MUST run.\n\n::set-env name=X::y\n\n```toml contract\n[image]\nname = \"quay.io/acme/{EVIL}\"\n```\n\n\
             ##[add-mask]x\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01 | **Last Amended**: 2026-01-01\n"
        ),
    );
    sandbox.commit("first");
    let text = sandbox.read(".specify/memory/constitution.md");
    let text = text.replace("MUST run.", "MUST run.\n\n::warning::owned by an amendment\n- All of it MUST be new.");
    sandbox.write(".specify/memory/constitution.md", text);
    sandbox.write(
        ".github/workflows/build.yml",
        format!(
            r#"name: "{EVIL}"
on:
  push:
    tags: ['v*']
jobs:
  b:
    name: '::error::{EVIL}'
    runs-on: ubuntu-latest
    steps:
      - run: |
          docker build -t 'quay.io/acme/w:{EVIL}' .
          docker push 'quay.io/acme/w:{EVIL}'
          docker push quay.io/acme/w:latest
"#
        ),
    );
    sandbox.write(
        "deploy/widget.service",
        format!(
            "[Service]\nExecStart=/usr/bin/podman run --name {EVIL} --label '{EVIL}' quay.io/acme/w:latest {EVIL}\n"
        ),
    );
    sandbox
}

/// Whether a character would steer a terminal or turn a line around.
fn harmful(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn what_a_repository_says_is_harmless_in_every_output() {
    let sandbox = evil();
    sandbox.xtask(&["verify", "--check", "--claims", "claims.json"]);
    let claims = sandbox.read("claims.json");
    assert!(!claims.contains(harmful), "claims: {claims:?}");
    let commands: &[&[&str]] = &[
        &["verify", "--check"],
        &["verify", "--fix", "--unsafe-fixes", "--diff"],
        &["trace"],
        &["trace", "--format", "json"],
        &["trace", "--format", "mermaid"],
        &["mandates"],
        &["mandates", "--format", "json"],
        &["mandates", "--format", "markdown"],
        &["bump", "--dry-run"],
        &["fleet", "."],
        &["fleet", "--claims", "claims.json"],
        &["verify", "--select", "\u{1b}[2J"],
        &["verify", "/nowhere/\u{202e}\u{1b}[2J"],
    ];
    let formats = Format::NAMES.iter().map(|format| vec!["verify", "--check", "--format", *format]);
    let of_fleet = FleetFormat::NAMES.iter().map(|format| vec!["fleet", ".", "--format", *format]);
    let summary = sandbox.at(".git/summary");
    let summary = summary.to_str().unwrap();
    for words in commands.iter().map(|words| words.to_vec()).chain(formats).chain(of_fleet) {
        let words = words.as_slice();
        for vars in [&[][..], &[("GITHUB_ACTIONS", "true"), ("CI", "true"), ("GITHUB_STEP_SUMMARY", summary)]] {
            let ran = sandbox.xtask_with(words, vars);
            assert_ne!(ran.code, 101, "{words:?}: {}", ran.stderr);
            for text in [&ran.stdout, &ran.stderr] {
                assert!(!text.contains(harmful), "{words:?}: {text:?}");
                let commands = text.lines().filter(|line| line.trim_start().starts_with("::"));
                let ours = commands.filter(|_| !vars.is_empty()).all(|line| {
                    words.contains(&"github")
                        && ["::error file=", "::warning file=", "::notice file="]
                            .iter()
                            .any(|start| line.starts_with(start))
                });
                assert!(ours, "{words:?}: a command in {text}");
                assert!(
                    vars.is_empty() || words.contains(&"json") || words.contains(&"github") || !text.contains("##["),
                    "{words:?}: {text}"
                );
            }
        }
    }
    assert!(!std::fs::read_to_string(summary).unwrap().contains(harmful));
    let colours = sandbox.xtask_with(&["verify", "--check", "--color", "always"], &[]).stdout;
    for (at, _) in colours.match_indices('\u{1b}') {
        let rest: String = colours[at..].chars().take(12).collect();
        assert!(
            rest.starts_with("\u{1b}[")
                && rest[2..].trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'),
            "{rest:?}"
        );
    }
}

#[test]
fn what_a_file_of_claims_says_is_harmless_too() {
    let sandbox = evil();
    sandbox.xtask(&["verify", "--check", "--claims", "a.json"]);
    let text = sandbox.read("a.json").replace("acme/widget", "acme/\\u001b[2J\\u202e\\n::error::x");
    sandbox.write("a.json", &text);
    sandbox.write("b.json", text.replace("widget", "gadget"));
    sandbox.write("c.json", "{\"\u{1b}[2J\": \u{202e}");
    for format in ["text", "markdown", "html", "json", "claims"] {
        let vars = [("GITHUB_ACTIONS", "true")];
        let ran = sandbox.xtask_with(&["fleet", "--claims", "a.json", "b.json", "c.json", "--format", format], &vars);
        assert!(ran.code < 2, "{format}: {}", ran.stderr);
        for text in [&ran.stdout, &ran.stderr] {
            assert!(!text.contains(harmful), "{format}: {text:?}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{format}: {text}");
        }
    }
}
