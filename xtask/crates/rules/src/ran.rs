//! What the repository itself runs: the commands and actions of its workflows, the hooks of
//! its pre-commit configuration, its hook managers. Must not know what anybody wants to find there.

use crate::repo::Repo;
use prodproof_constitution::lexicon::is_cjk;
use prodproof_script::sh::written;
use prodproof_syntax::span::LineIndex;
use prodproof_syntax::yaml::{Node, Yaml};
use prodproof_workflow::expression::unfilled;
use prodproof_workflow::file::{input, steps_of, WorkflowFile};

/// A command, an action or a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    pub what: RanWhat,
    /// `ruff check .`, `rhysd/actionlint@v1.7.7`.
    pub text: String,
    /// Where it stands: `.github/workflows/ci.yml:12`.
    pub place: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RanWhat {
    /// A simple command of a script, without wrappers like `sudo`.
    Command,
    /// What `uses` names.
    Action,
    /// A hook of pre-commit: its id, or what it runs.
    Hook,
    /// What runs the hooks: its name.
    Manager,
}

/// Inputs that are scripts, of the helpers that run what they are given
/// (nick-fields/retry `command`, actions/github-script is of another language).
const SCRIPTS: [&str; 4] = ["run", "command", "cmd", "commands"];

/// Hook managers, each with the files of which one makes it run (pre-commit.com, "Adding
/// pre-commit plugins to your project"; lefthook's docs/configuration; husky's "Get started").
const MANAGERS: [(&str, &[&str]); 3] = [
    ("pre-commit", &[".pre-commit-config.yaml", ".pre-commit-config.yml"]),
    (
        "lefthook",
        &["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml", "lefthook.toml", "lefthook.json"],
    ),
    ("husky", &[".husky/pre-commit", ".husky/commit-msg", ".husky/pre-push"]),
];

/// All of them, workflows first, in the order of the files.
pub fn ran(repo: &Repo) -> Vec<Ran> {
    let mut found: Vec<Ran> = repo.build.files.iter().flat_map(|file| of_workflow(file)).collect();
    for path in [".pre-commit-config.yaml", ".pre-commit-config.yml"] {
        found.extend(repo.snapshot.text(path).map(|text| of_hooks(path, text)).unwrap_or_default());
    }
    for (name, files) in MANAGERS {
        let file = files.iter().find(|file| repo.snapshot.has(file));
        found.extend(file.map(|file| Ran { what: RanWhat::Manager, text: name.into(), place: file.to_string() }));
    }
    found
}

impl Ran {
    /// Whether it is `name`, a command or a tool: in what is run, as a hook of that tool
    /// (`ruff-check`) or as its action (`astral-sh/ruff-action`).
    pub fn is(&self, name: &str) -> bool {
        match self.what {
            RanWhat::Command | RanWhat::Manager => holds(&self.text, name),
            RanWhat::Action => holds(&self.text, name) || action(&self.text).strip_suffix("-action") == Some(name),
            RanWhat::Hook => {
                let kind = self.text.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
                holds(&self.text, name) || kind.is_some_and(|kind| HOOK_KINDS.contains(&kind))
            }
        }
    }
}

/// What hooks of one tool are called behind its name, where they do what the tool is for.
const HOOK_KINDS: [&str; 8] = ["check", "cli", "cli2", "docker", "fix", "py", "src", "system"];

/// `ruff-action` of `astral-sh/ruff-action@v3`.
fn action(uses: &str) -> &str {
    let path = uses.split('@').next().unwrap_or_default();
    path.split('/').nth(1).unwrap_or(path)
}

/// Whether `name` stands in `line` as words of its own.
pub fn holds(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        // Scripts without blanks, and Korean particles, stick to it.
        let edge = |c: Option<char>| !c.is_some_and(|c| !is_cjk(c) && c.is_alphanumeric() || matches!(c, '-' | '_'));
        edge(line[..at].chars().next_back()) && edge(line[at + name.len()..].chars().next())
    })
}

/// What the jobs of a workflow run.
pub fn of_workflow(file: &WorkflowFile) -> Vec<Ran> {
    let index = LineIndex::new(&file.text);
    let at = |offset: usize| format!("{}:{}", file.path, index.line(offset));
    let mut found = Vec::new();
    for (_, job) in file.jobs() {
        for node in steps_of(job).iter().chain([job]) {
            if let Some(action) = node.get("uses").filter(|uses| uses.as_str().is_some()) {
                // GitHub compares names of actions without regard to case; what is behind `@` is git's.
                let uses = action.as_str().unwrap_or_default();
                let (name, version) = uses.split_at(uses.find('@').unwrap_or(uses.len()));
                let text = name.to_ascii_lowercase() + version;
                found.push(Ran { what: RanWhat::Action, text, place: at(action.span.start) });
            }
            let inputs = SCRIPTS.iter().filter_map(|name| input(node, name));
            for run in node.get("run").into_iter().chain(inputs).filter(|run| run.as_str().is_some()) {
                let text = run.as_str().unwrap_or_default();
                let script = unfilled(text);
                // A hole is as long as its mark, not as what is written: the line is that of
                // the same newline.
                let ends = newlines(script.marked());
                let starts: Vec<usize> = newlines(text).iter().map(|end| end + 1).collect();
                for one in written(&script) {
                    let line = ends.partition_point(|end| *end < one.span.start);
                    let start = line.checked_sub(1).and_then(|before| starts.get(before)).copied().unwrap_or(0);
                    let place = at(run.offset_in(&file.text, start));
                    found.push(Ran { what: RanWhat::Command, text: one.words.join(" "), place });
                }
            }
        }
    }
    found
}

/// The bytes at which lines end.
fn newlines(text: &str) -> Vec<usize> {
    text.match_indices('\n').map(|(at, _)| at).collect()
}

/// What each hook is called and runs: its `id`, and `entry` with `args` where it is the
/// repository's own (pre-commit.com, "Creating new hooks").
fn of_hooks(path: &str, text: &str) -> Vec<Ran> {
    let yaml = Yaml::read(text);
    let index = LineIndex::new(text);
    let repos = yaml.root().and_then(|root| root.get("repos")).map_or(&[][..], Node::items);
    let hooks = repos.iter().filter_map(|one| one.get("hooks")).flat_map(Node::items);
    hooks
        .flat_map(|hook| {
            let place = format!("{path}:{}", index.line(hook.span.start));
            let args = hook.get("args").map_or(&[][..], Node::items).iter().filter_map(Node::as_str);
            let entry = hook.get("entry").and_then(Node::as_str);
            let command = entry.map(|entry| [entry].into_iter().chain(args).collect::<Vec<_>>().join(" "));
            let id = hook.get("id").and_then(Node::as_str).map(str::to_string);
            id.into_iter().chain(command).map(move |text| Ran { what: RanWhat::Hook, text, place: place.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::snapshot::{Facts, Snapshot};

    fn all(path: &str, text: &str) -> Vec<String> {
        let today = time::Date::from_calendar_date(2027, time::Month::January, 31).unwrap();
        let repo = Repo::new(Snapshot::of(&[(path, text)], Facts::unknown("widget", today)));
        ran(&repo).into_iter().map(|one| format!("{} {}", one.place, one.text)).collect()
    }

    #[test]
    fn commands_are_run_and_names_and_comments_are_not() {
        let text = "\
on: push
jobs:
  a:
    runs-on: x
    steps:
      - name: ruff check
        uses: rhysd/actionlint@v1
      - run: |
          # mypy
          echo ${{ github.sha }}
          if true; then sudo ruff check .; fi
      - {run: pytest}
      - {uses: nick-fields/retry@v3, with: {command: mypy .}}
  b:
    uses: acme/ci/.github/workflows/lint.yml@v1
";
        let path = ".github/workflows/ci.yml";
        let expected = [
            "7 rhysd/actionlint@v1",
            "10 echo \u{f0001}github.sha\u{f0002}",
            "11 true",
            "11 ruff check .",
            "12 pytest",
            "13 nick-fields/retry@v3",
            "13 mypy .",
            "15 acme/ci/.github/workflows/lint.yml@v1",
        ];
        assert_eq!(all(path, text), expected.map(|one| format!("{path}:{one}")));
    }

    #[test]
    fn a_tool_is_known_by_its_command_hook_and_action() {
        let is = |what, text: &str, name| Ran { what, text: text.into(), place: String::new() }.is(name);
        assert!(is(RanWhat::Action, "astral-sh/ruff-action@v3", "ruff"));
        assert!(is(RanWhat::Action, "pre-commit/action@v3", "pre-commit"));
        assert!(is(RanWhat::Hook, "ruff-check", "ruff") && is(RanWhat::Hook, "mypy", "mypy"));
        assert!(!is(RanWhat::Hook, "ruff-format", "ruff") && !is(RanWhat::Action, "acme/ruff-report@v1", "ruff"));
        assert!(!is(RanWhat::Command, "ruff-report", "ruff") && is(RanWhat::Command, "ruff check .", "ruff"));
        assert_eq!(all("lefthook.yml", "pre-commit:\n"), ["lefthook.yml lefthook"]);
        assert_eq!(all(".husky/pre-commit", "npm test\n"), [".husky/pre-commit husky"]);
    }

    #[test]
    fn hooks_are_run_by_their_names_and_entries() {
        let text = "\
repos:
  - repo: https://example.com/ruff
    hooks:
      - id: ruff-check # mypy
  - repo: local
    hooks:
      - id: deny
        entry: cargo deny
        args: [check, bans]
";
        let path = ".pre-commit-config.yaml";
        let expected = ["4 ruff-check", "7 deny", "7 cargo deny check bans"].map(|one| format!("{path}:{one}"));
        let manager = format!("{path} pre-commit");
        assert_eq!(all(path, text), [&expected[..], std::slice::from_ref(&manager)].concat());
        assert_eq!(all(path, "repos: 3\n"), std::slice::from_ref(&manager));
        assert_eq!(all(path, "a: ["), [manager]);
    }
}
