//! `live` with stand-ins of the programs that it asks: what a person sees in each state of
//! the world.

mod asked;
mod failures;
mod judged;
mod probe;
mod remedies;
#[cfg(target_os = "linux")]
mod terminal;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::report::schema;
use super::support::{bless, home, tree, Ran, Sandbox};

/// A repository, and a world that it is asked about.
pub struct World {
    sandbox: Sandbox,
    others: tempfile::TempDir,
}

fn scenarios() -> PathBuf {
    home().join("tests/scenarios/live")
}

impl World {
    /// All is well but for what `changes` has: a file replaces the one of its name, a line
    /// of `gone` takes one away.
    fn new(changes: &BTreeMap<String, Vec<u8>>) -> Self {
        let sandbox = Sandbox::git(&[]);
        let repo = changes.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("repo/")?, bytes)));
        let mut files = tree(&scenarios().join("repo"));
        files.extend(repo.map(|(path, bytes)| (path.to_string(), bytes.clone())));
        files.iter().for_each(|(path, bytes)| sandbox.write(path, bytes));
        sandbox.commit("all");
        sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
        let others = tempfile::tempdir().expect("a folder");
        let world = Self { sandbox, others };
        for (path, bytes) in tree(&scenarios().join("programs")) {
            world.put_program(&path, &bytes);
        }
        for (path, bytes) in tree(&scenarios().join("world")).iter().chain(changes) {
            world.put(&format!("world/{path}"), bytes);
        }
        let gone = changes.get("gone").cloned().unwrap_or_default();
        for path in String::from_utf8(gone).expect("UTF-8").lines() {
            fs::remove_file(world.others.path().join(path)).unwrap_or_else(|err| panic!("{path}: {err}"));
        }
        world
    }

    /// One of the scenarios.
    pub fn of(scenario: &str) -> Self {
        let mut changes = tree(&scenarios().join(scenario));
        changes.remove("transcript");
        Self::new(&changes)
    }

    fn with(changes: &[(&str, &str)]) -> Self {
        Self::new(&changes.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect())
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let full = self.others.path().join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        fs::write(&full, bytes).expect("a file");
    }

    /// A stand-in for a program.
    fn put_program(&self, name: &str, bytes: &[u8]) {
        let path = format!("bin/{name}");
        self.put(&path, bytes);
        executable(&self.others.path().join(path));
    }

    /// A command line in the repository, with nobody but the stand-ins to ask.
    pub fn sh(&self, line: &str) -> Ran {
        let bin = self.others.path().join("bin");
        let world = self.others.path().join("world");
        // What the tests and the stand-ins themselves need: never a real gh or ssh.
        let tools = self.others.path().join("tools");
        if !tools.exists() {
            fs::create_dir(&tools).expect("a folder");
            for tool in [
                "sh", "bash", "git", "cat", "sed", "head", "wc", "printf", "sleep", "yes", "grep", "env", "rm", "tr",
                "stty", "jq", "cp",
            ] {
                let real =
                    ["/usr/bin", "/bin"].iter().map(|folder| Path::new(folder).join(tool)).find(|path| path.exists());
                if let Some(real) = real {
                    std::os::unix::fs::symlink(real, tools.join(tool)).expect("a link");
                }
            }
        }
        let path = format!("{}:{}", bin.display(), tools.display());
        let vars = [("PATH", path.as_str()), ("WORLD", world.to_str().expect("UTF-8")), ("LC_ALL", "C.UTF-8")];
        self.sandbox.sh_in("", line, &vars)
    }
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn what_a_person_sees_in_each_state_of_the_world() {
    let mut wrong = Vec::new();
    let mut folders: Vec<PathBuf> =
        fs::read_dir(scenarios()).expect("scenarios").map(|one| one.expect("one").path()).collect();
    folders.sort();
    for folder in folders.iter().filter(|folder| folder.join("transcript").exists()) {
        let mut changes = tree(folder);
        let expected = String::from_utf8(changes.remove("transcript").expect("a transcript")).expect("UTF-8");
        let world = World::new(&changes);
        let mut actual = String::new();
        for line in expected.lines().filter(|line| line.starts_with("$ ") || line.starts_with('#')) {
            actual.push_str(&format!("{line}\n"));
            if let Some(command) = line.strip_prefix("$ ") {
                let ran = world.sh(&format!("{{ {command}\n}} 2>&1"));
                actual.push_str(&ran.stdout);
                if ran.code != 0 {
                    actual.push_str(&format!("[exit {}]\n", ran.code));
                }
            }
        }
        if bless() {
            fs::write(folder.join("transcript"), &actual).expect("transcript");
        } else if actual != expected {
            let diff = prodproof_rules::fix::diff("transcript", Some(&expected), Some(&actual));
            wrong.push(format!("{}:\n{diff}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\n(BLESS=1 cargo test live rewrites them)", wrong.join("\n\n"));
}

/// Every rule of the family is seen by a person in some state of the world.
#[test]
fn every_rule_is_in_a_transcript() {
    let all: String = tree(&scenarios())
        .iter()
        .filter(|(path, _)| path.ends_with("/transcript"))
        .map(|(_, text)| String::from_utf8_lossy(text).into_owned())
        .collect();
    let missing: Vec<&str> = prodproof_rules::rules::live::RULES
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !all.lines().any(|line| !line.starts_with('#') && line.ends_with(&format!("[{code}]"))))
        .collect();
    assert_eq!(missing, [""; 0]);
}

/// Programs are asked in the C locale, whatever the user's is, and without colours.
#[test]
fn the_locale_is_c() {
    let world = World::with(&[]);
    let script = "#!/bin/sh\n[ \"$LC_ALL\" = C ] && [ -z \"$LANGUAGE$GH_FORCE_TTY\" ] && [ \"$NO_COLOR\" = 1 ] || exit 9\n[ \"$PWD\" = / ] || exit 8\n";
    for program in ["gh", "skopeo", "ssh", "curl"] {
        let own = fs::read_to_string(scenarios().join("programs").join(program)).expect("a program");
        world.put_program(program, own.replacen("#!/bin/sh\n", script, 1).as_bytes());
    }
    world.sh("LANGUAGE=de GH_FORCE_TTY=1 LC_ALL=de_DE.UTF-8 cargo xtask live").expect(0);
}

/// Nothing of the repository is run, also where `PATH` has its folder.
#[test]
fn a_program_in_the_repository_is_not_run() {
    let world = World::with(&[]);
    for program in ["gh", "skopeo", "ssh", "curl"] {
        world.sandbox.write(program, "#!/bin/sh\n>pwned\n");
        executable(&world.sandbox.at(program));
    }
    fs::remove_dir_all(world.others.path().join("bin")).expect("bin");
    world.sh("PATH=.:$PATH cargo xtask live").expect(3);
    assert!(!world.sandbox.at("pwned").exists());
}

/// What others say steers no terminal and gives no command to a runner.
#[test]
fn what_others_say_is_harmless() {
    let evil = "\\u001b]0;x\\u0007 ::error::pwned \\u202e ##[add-path]/tmp";
    let commit = fs::read_to_string(scenarios().join("world/gh/repos_acme_widget_commits_main")).expect("a commit");
    let commit = commit.replace("sign the OAuth state", evil);
    let world = World::with(&[("gh/repos_acme_widget_commits_main", commit.as_str())]);
    for format in ["human", "json", "markdown", "github"] {
        let ran = world.sh(&format!("GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=acme/widget cargo xtask live --format {format}"));
        for bad in ['\u{1b}', '\u{7}', '\u{202e}'] {
            assert!(!ran.stdout.contains(bad), "{format}: {}", ran.stdout);
        }
        let command = |line: &str| line.trim_start().starts_with("::") && line.contains("pwned");
        assert!(!ran.stdout.lines().any(command), "{format}: {}", ran.stdout);
        assert!(format == "json" || !ran.stdout.contains("##[add"), "{format}: {}", ran.stdout);
    }
}

#[test]
fn the_shape_of_json_is_the_promised_one() {
    let promised: serde_json::Value =
        serde_json::from_str(prodproof_rules::report::live::json::SCHEMA).expect("a schema");
    for folder in [
        "all-well",
        "sibling-pushed-over-the-tag",
        "unit-without-labels-there",
        "pinned-on-purpose",
        "hostile-contract",
    ] {
        let mut changes = tree(&scenarios().join(folder));
        changes.remove("transcript");
        let json = World::new(&changes).sh("cargo xtask live --format json").json();
        schema::check(&promised, &json).unwrap_or_else(|why| panic!("{folder}: {why}"));
    }
}

const RUNS: &str = "gh/repos_acme_widget_actions_workflows_build.yml_runs@860c1904a1ce19322e91ac35af1ab07466440c37";

/// A world in which the run goes on for so many looks, and then has succeeded.
fn going(looks: usize) -> World {
    let done = fs::read_to_string(scenarios().join("world").join(RUNS)).expect("runs");
    let going = done.replace(
        "\"status\":\"completed\",\"conclusion\":\"success\"",
        "\"status\":\"in_progress\",\"conclusion\":null",
    );
    let script = format!(
        "#!/bin/sh\nprintf 'HTTP/2.0 200 OK\\r\\n\\r\\n'\necho x >>\"$WORLD/looks\"\nif [ \"$(wc -l <\"$WORLD/looks\")\" -le {looks} ]; then\ncat <<'E'\n{going}E\nelse\ncat <<'E'\n{done}E\nfi\n"
    );
    World::with(&[(RUNS, script.as_str())])
}

#[test]
fn waiting_ends_when_it_is_there_and_when_nothing_can_change() {
    let ran = going(2).sh("cargo xtask live --wait 1m").expect(0);
    assert!(ran.stderr.contains("run       … Build and Push Container #412 runs"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run       ✓ Build and Push Container #412 succeeded"), "{}", ran.stderr);
    assert!(ran.stdout.ends_with("✓ 860c190 is running\n"), "{}", ran.stdout);

    let done = fs::read_to_string(scenarios().join("world").join(RUNS)).expect("runs");
    let failed = done.replace("\"conclusion\":\"success\"", "\"conclusion\":\"failure\"");
    let world = World::with(&[(RUNS, failed.as_str())]);
    let start = std::time::Instant::now();
    world.sh("cargo xtask live --wait 10m").expect(1);
    assert!(start.elapsed().as_secs() < 60, "nothing can change any more");
}

#[test]
fn what_cannot_be_asked_for_is_an_error() {
    let world = World::with(&[]);
    for (words, said) in [
        ("--sha main", "is no id of a commit"),
        ("--wait soon", "is no length of time"),
        ("--only moon", "moon"),
        ("--environment staging", "the contract has no environment `staging`; it has `production`"),
        ("--format sarif", "sarif"),
        ("--record --dry-run", "cannot be used with"),
    ] {
        let ran = world.sh(&format!("cargo xtask live {words}")).expect(2);
        assert!(ran.stderr.contains(said), "{words}: {}", ran.stderr);
    }
    world.sh("cargo xtask live --environment production").expect(0);
}

#[test]
fn what_was_proved_is_recorded_only_when_asked() {
    let recorded = "orgs_acme_artifacts_metadata_deployment-record";
    let script = "#!/bin/sh\ncat >\"$WORLD/record\"\nprintf 'HTTP/2.0 201 Created\\r\\n\\r\\n{}'\n";
    let world = World::with(&[(&format!("gh/{recorded}"), script)]);
    // The stand-in looks at the last word, which is `-` here.
    let gh = fs::read_to_string(scenarios().join("programs/gh")).expect("gh");
    let gh = gh.replace(
        "for word; do last=$word; done",
        "for word; do case $word in --input | -) ;; *) last=$word ;; esac; done",
    );
    world.put_program("gh", gh.as_bytes());
    world.sh("cargo xtask live").expect(0);
    assert!(!world.others.path().join("world/record").exists());
    let ran = world.sh("cargo xtask live --record").expect(0);
    assert!(ran.stderr.contains("recorded: quay.io/acme/widget sha256:"), "{}", ran.stderr);
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(world.others.path().join("world/record")).expect("a record")).expect("JSON");
    assert_eq!((&record["status"], &record["deployment_name"]), (&"deployed".into(), &"widget.service".into()));
    let mut changes = tree(&scenarios().join("timer-disabled"));
    changes.remove("transcript");
    let ran = World::new(&changes).sh("cargo xtask live --record").expect(1);
    assert!(ran.stderr.contains("nothing was recorded"), "{}", ran.stderr);
}

/// The workflow that `init --live` writes keeps one issue: it is opened, renewed, closed.
#[test]
fn the_workflow_keeps_one_issue() {
    let sandbox = Sandbox::git(&[]);
    sandbox.sh("git remote add origin https://github.com/acme/widget.git").expect(0);
    sandbox.write("Containerfile", "FROM scratch\n");
    sandbox.xtask(&["init", "--live", "--image", "quay.io/acme/widget"]).expect(0);
    sandbox.xtask(&["verify", "--check", "--strict"]).expect(0);
    let text = sandbox.read(".github/workflows/live.yml");
    let workflow = prodproof_syntax::yaml::Yaml::read(&text);
    let root = workflow.root().expect("YAML");
    let on: Vec<_> = root.get("on").expect("on").entries().iter().map(|one| one.key.as_str().unwrap_or("?")).collect();
    assert_eq!(on, ["push", "schedule", "workflow_dispatch"]);
    let steps = root.at(&["jobs", "live", "steps"]).expect("steps").items();
    let named = |name: &str| {
        let own = steps.iter().find(|step| step.get("name").is_some_and(|own| own.as_str() == Some(name)));
        own.and_then(|step| step.get("run")?.as_str()).expect("the step").to_string()
    };
    assert!(named("Ask").contains("--wait"));
    let script = named("Keep the issue");
    let gh = "#!/bin/sh\necho \"$*\" >>asked\ncase $* in *'issue list'*) printf '%s' \"$NUMBER\" ;; esac\n";
    let run = |number: &str, code: &str| {
        let place = Sandbox::new();
        place.write("bin/gh", gh);
        executable(&place.at("bin/gh"));
        place.write("live.md", "page\n");
        place.write("keep.sh", &script);
        let path = format!("{}:/usr/bin:/bin", place.at("bin").display());
        let vars = [("PATH", path.as_str()), ("NUMBER", number), ("CODE", code), ("RUN", "https://run")];
        place.sh_in("", "bash -e keep.sh", &vars).expect(i32::from(code == "1"));
        place
            .read("asked")
            .lines()
            .skip(1)
            .map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(run("", "1"), ["label create", "issue create"]);
    assert_eq!(run("7", "1"), ["issue edit"]);
    assert_eq!(run("7", "0"), ["issue close"]);
    assert_eq!(run("7", "3"), ["issue edit"], "what comes by itself heals nothing yet");
    assert_eq!(run("", "3"), [""; 0], "and is nobody's task");
    assert_eq!(run("", "0"), [""; 0]);
}

/// `fleet --registry` asks for each published reference once, and sees a sibling's image
/// without the sibling.
#[test]
fn a_fleet_sees_whose_image_a_tag_has() {
    let world = World::with(&[]);
    let ran = world.sh("cargo xtask fleet . --registry --format json").expect(0);
    assert!(!ran.stdout.contains("F012") && !ran.stdout.contains("F013"), "{}", ran.stdout);
    let config = fs::read_to_string(scenarios().join("sibling-pushed-over-the-tag/skopeo/config")).expect("a config");
    let world = World::with(&[("skopeo/config", config.as_str())]);
    let ran = world.sh("cargo xtask fleet . --registry");
    assert!(ran.stdout.contains("F012") && ran.stdout.contains("acme/widget-old"), "{}", ran.stdout);
    for format in ["json", "markdown", "html"] {
        let ran = world.sh(&format!("cargo xtask fleet . --registry --format {format}"));
        let told = ran.stdout.contains("acme/widget-old") && ran.stdout.contains("F012");
        assert!(told, "{format}: {}", ran.stdout);
    }
    let ran = world.sh("cargo xtask fleet .");
    assert!(!ran.stdout.contains("F012"), "nobody asked: {}", ran.stdout);
    fs::remove_file(world.others.path().join("bin/skopeo")).expect("skopeo");
    let ran = world.sh("cargo xtask fleet . --registry");
    assert!(ran.stdout.contains("F013") && ran.stdout.contains("skopeo is not on PATH"), "{}", ran.stdout);
}
