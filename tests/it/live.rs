//! `live` with stand-ins of the programs that it asks: what a person sees in each state of
//! the world, and what becomes of every way in which a program fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::report::schema;
use super::support::{bless, home, tree, Ran, Sandbox};

/// A repository, and a world that it is asked about.
struct World {
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
            world.put(&format!("bin/{path}"), &bytes, true);
        }
        for (path, bytes) in tree(&scenarios().join("world")).iter().chain(changes) {
            world.put(&format!("world/{path}"), bytes, false);
        }
        let gone = changes.get("gone").cloned().unwrap_or_default();
        for path in String::from_utf8(gone).expect("UTF-8").lines() {
            fs::remove_file(world.others.path().join(path)).unwrap_or_else(|err| panic!("{path}: {err}"));
        }
        world
    }

    fn with(changes: &[(&str, &str)]) -> Self {
        Self::new(&changes.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect())
    }

    fn put(&self, path: &str, bytes: &[u8], program: bool) {
        let full = self.others.path().join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("folders");
        fs::write(&full, bytes).expect("a file");
        if program {
            executable(&full);
        }
    }

    /// A command line in the repository, with nobody but the stand-ins to ask.
    fn sh(&self, line: &str) -> Ran {
        let bin = self.others.path().join("bin");
        let world = self.others.path().join("world");
        // What the tests and the stand-ins themselves need: never a real gh or ssh.
        let tools = self.others.path().join("tools");
        if !tools.exists() {
            fs::create_dir(&tools).expect("a folder");
            for tool in [
                "sh", "bash", "git", "cat", "sed", "head", "wc", "printf", "sleep", "yes", "grep", "env", "rm", "tr",
                "jq",
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

/// The verdict on each link that is not a yes, and the words of its first fact.
fn wrong(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let links = json["links"].as_array().expect("links");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_string();
    let wrong = links.iter().filter(|link| link["verdict"] != "yes");
    wrong
        .map(|link| {
            format!("{} {}: {}", text(&link["part"]), text(&link["verdict"]), text(&link["facts"][0]["message"]))
        })
        .collect()
}

/// A program of ours in the place of one that is asked.
#[track_caller]
fn failing(program: &str, script: Option<&str>, expected: &[&str]) {
    let world = World::with(&[]);
    match script {
        Some(script) => world.put(&format!("bin/{program}"), format!("#!/bin/sh\n{script}\n").as_bytes(), true),
        None => fs::remove_file(world.others.path().join("bin").join(program)).expect("a program"),
    }
    let ran = world.sh("cargo xtask live --format json").expect(1);
    assert_eq!(wrong(&ran), expected, "{program}: {script:?}");
}

#[test]
fn a_program_that_is_missing_is_unknown_and_said() {
    failing("skopeo", None, &["registry unknown: skopeo is not on PATH"]);
    failing("ssh", None, &["host unknown: ssh is not on PATH"]);
    failing("curl", None, &["site unknown: curl is not on PATH"]);
    failing(
        "gh",
        None,
        &[
            "merge unknown: gh is not on PATH",
            "run unknown: gh is not on PATH",
            "registry unknown: is of 860c190; where that lies is not known",
            "host unknown: widget runs the image that the registry has, since 22:12 UTC",
            "site unknown: tells 860c190; where that lies is not known",
        ],
    );
}

#[test]
fn a_program_that_refuses_is_unknown_and_said() {
    failing(
        "ssh",
        Some("echo 'root@web1: Permission denied (publickey).' >&2; exit 255"),
        &["host unknown: the host takes no key of ours"],
    );
    failing(
        "ssh",
        Some("echo 'Host key verification failed.' >&2; exit 255"),
        &["host unknown: the host's key is not known here"],
    );
    failing("ssh", Some("echo 'sh: not here' >&2; exit 127"), &["host unknown: ssh ended with 127: sh: not here"]);
    failing(
        "skopeo",
        Some("echo 'unauthorized: access to the requested resource is not authorized' >&2; exit 1"),
        &["registry unknown: skopeo is not logged in"],
    );
    failing(
        "skopeo",
        Some("echo 'dial tcp 1.2.3.4:443: connect: connection refused' >&2; exit 1"),
        &["registry unknown: nobody answers: dial tcp 1.2.3.4:443: connect: connection refused"],
    );
    failing("curl", Some("kill -9 $$"), &["site unknown: curl was killed by signal 9"]);
}

#[test]
fn an_answer_that_is_none_is_unknown_and_said() {
    for script in ["echo '<html>'", "printf '{\"schemaVersion\":2,\"conf'", "exit 0", "printf '\\377\\376'"] {
        failing("skopeo", Some(script), &["registry unknown: what skopeo said is no manifest"]);
    }
    for script in
        ["exit 0", "echo Welcome", "printf 'xtask-probe 1\\n@ uid\\n|0\\n'", "cat >/dev/null; echo 'xtask-probe 1'"]
    {
        failing("ssh", Some(script), &["host unknown: what ssh said is no answer of the probe"]);
    }
    failing("curl", Some("exit 0"), &["site unknown: what curl said is no answer of a site"]);
    failing("curl", Some("yes | head -c 11000000"), &["site unknown: curl said more than 10 MB"]);
    failing("skopeo", Some("yes"), &["registry unknown: skopeo said more than 10 MB"]);
}

/// Half an answer of gh at any place takes nothing for granted: never a yes, never a no.
#[test]
fn half_an_answer_of_the_forge_proves_nothing() {
    for script in
        ["printf 'HTTP/2.0 200 OK\\r\\n\\r\\n{\"full_na'", "echo null", "printf 'HTTP/2.0 200 OK\\r\\n\\r\\n[]'"]
    {
        let world = World::with(&[]);
        world.put("bin/gh", format!("#!/bin/sh\n{script}\n").as_bytes(), true);
        let ran = world.sh("cargo xtask live --format json --only merge,run,registry").expect(1);
        let json = ran.json();
        let verdicts: Vec<_> =
            json["links"].as_array().expect("links").iter().map(|link| link["verdict"].clone()).collect();
        assert_eq!(verdicts, ["unknown", "unknown", "unknown"], "{script}");
    }
}

#[test]
fn a_program_that_hangs_is_killed_with_its_children() {
    let world = World::with(&[]);
    // curl's own deadline is the shortest that is not asked three times here: the site tells
    // nothing, so that it is asked once.
    world.put("bin/gh", b"#!/bin/sh\nsleep 98765 &\nsleep 98765\n", true);
    let ran = world.sh("cargo xtask live --format json --only merge").expect(1);
    assert_eq!(wrong(&ran), ["merge unknown: no answer of gh in 20 s"]);
    let left = world.sh("grep -l 98765 /proc/[0-9]*/cmdline 2>/dev/null | grep -v \"/$$/\" | head -n 3");
    let left: Vec<&str> =
        left.stdout.lines().filter(|path| fs::read(path).is_ok_and(|words| words.starts_with(b"sleep"))).collect();
    assert_eq!(left, [""; 0], "a child is left");
}

/// Programs are asked in the C locale, whatever the user's is, and without colours.
#[test]
fn the_locale_is_c() {
    let world = World::with(&[]);
    let script = "#!/bin/sh\n[ \"$LC_ALL\" = C ] && [ -z \"$LANGUAGE$GH_FORCE_TTY\" ] && [ \"$NO_COLOR\" = 1 ] || exit 9\n[ \"$PWD\" = / ] || exit 8\n";
    for program in ["gh", "skopeo", "ssh", "curl"] {
        let own = fs::read_to_string(scenarios().join("programs").join(program)).expect("a program");
        world.put(&format!("bin/{program}"), own.replacen("#!/bin/sh\n", script, 1).as_bytes(), true);
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
    world.sh("PATH=.:$PATH cargo xtask live").expect(1);
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

#[test]
fn waiting_ends_when_it_is_there_and_when_nothing_can_change() {
    // The run ends at the third look.
    let runs = "gh/repos_acme_widget_actions_workflows_build.yml_runs@860c1904a1ce19322e91ac35af1ab07466440c37";
    let done = fs::read_to_string(scenarios().join("world").join(runs)).expect("runs");
    let going = done.replace(
        "\"status\":\"completed\",\"conclusion\":\"success\"",
        "\"status\":\"in_progress\",\"conclusion\":null",
    );
    let script = format!(
        "#!/bin/sh\nprintf 'HTTP/2.0 200 OK\\r\\n\\r\\n'\necho x >>\"$WORLD/looks\"\nif [ \"$(wc -l <\"$WORLD/looks\")\" -lt 3 ]; then\ncat <<'E'\n{going}E\nelse\ncat <<'E'\n{done}E\nfi\n"
    );
    let world = World::with(&[(runs, script.as_str())]);
    let ran = world.sh("cargo xtask live --wait 1m").expect(0);
    assert!(ran.stderr.contains("run       … Build and Push Container #412 runs"), "{}", ran.stderr);
    assert!(ran.stderr.contains("run       ✓ Build and Push Container #412 succeeded"), "{}", ran.stderr);
    assert!(ran.stdout.ends_with("✓ 860c190 is running\n"), "{}", ran.stdout);

    let failed = done.replace("\"conclusion\":\"success\"", "\"conclusion\":\"failure\"");
    let world = World::with(&[(runs, failed.as_str())]);
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
    world.put("bin/gh", gh.as_bytes(), true);
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

/// The probe's own words on a host with stand-ins, in one shell.
fn probe(shell: &[&str], script: &str, names: &[&str], command: Option<&str>) -> (i32, String) {
    probe_as(None, shell, script, names, command)
}

/// The same, logged in as the user of that number, else as ourselves.
fn probe_as(uid: Option<&str>, shell: &[&str], script: &str, names: &[&str], command: Option<&str>) -> (i32, String) {
    const SYSTEMCTL: &str = r#"#!/bin/sh
case " $* " in
*' --version '*) echo 'systemd 252 (252.39-1~deb12u1)' ;;
*' --user '*) echo 'Failed to connect to bus: No medium found' >&2; exit 1 ;;
*auto-update.timer*) printf 'LoadState=loaded\nActiveState=active\nUnitFileState=enabled\n' ;;
*auto-update.service*) printf 'LoadState=loaded\nResult=success\nExecMainStatus=0\n' ;;
*MainPID*) echo MainPID=77 ;;
*gone.service*) printf 'Id=gone.service\nLoadState=not-found\nActiveState=inactive\n' ;;
*) printf 'Id=widget.service\nLoadState=loaded\nActiveState=active\nSubState=running\nFragmentPath=%s/widget.service\nDropInPaths=%s/10.conf\n' "$UNITS" "$UNITS" ;;
esac
"#;
    const PODMAN: &str = r#"#!/bin/sh
echo "podman $*" >>"$UNITS/asked"
case " $* " in
*' version '*) echo 4.3.1 ;;
*' ps '*none*) ;;
*' ps '*) echo 8a52 ;;
*'{{.Image}}'*) echo abc123 ;;
*' container inspect '*) printf '{"Name":"widget","ImageName":"q","Status":"running","Labels":{}}\n' ;;
*' image inspect '*) echo 'WARN[0000] odd' >&2; printf '{"Digest":"sha256:aa","RepoDigests":["q@sha256:aa"]}\n' ;;
*auto-update*) echo 'Error: invalid auto-update policy' >&2; exit 125 ;;
esac
"#;
    let host = Sandbox::new();
    host.write("bin/systemctl", SYSTEMCTL);
    host.write("bin/podman", PODMAN);
    // Not always: busybox has an `id` of its own.
    if let Some(uid) = uid {
        host.write("bin/id", format!("#!/bin/sh\necho {uid}\n"));
        executable(&host.at("bin/id"));
    }
    ["bin/systemctl", "bin/podman"].iter().for_each(|program| executable(&host.at(program)));
    // A unit that looks like the probe's own answer.
    host.write("widget.service", "[Service]\nExecStart=x\n@ end\n= 0\nxtask-probe end");
    host.write("10.conf", b"[Service]\n# a\\tb \xff\n");
    host.write("script", script);
    let before = host.files().len();
    let mut ran = std::process::Command::new(shell[0]);
    ran.args(&shell[1..]).arg(host.at("script")).args(names).current_dir(host.path());
    ran.env("PATH", format!("{}:/usr/bin:/bin", host.at("bin").display()))
        .env("UNITS", host.path())
        .env("LC_ALL", "de_DE.UTF-8");
    if let Some(command) = command {
        ran.env("SSH_ORIGINAL_COMMAND", command);
    }
    let ran = ran.output().expect("a shell");
    assert!(host.files().len() <= before + 1, "nothing is written but the stand-in's own list");
    let asked = fs::read_to_string(host.at("asked")).unwrap_or_default();
    assert!(!asked.contains("Env") && !asked.contains("Command") && !asked.contains("Cmd"), "{asked}");
    (
        ran.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&ran.stdout).replace(&*host.path().to_string_lossy(), "/etc"),
    )
}

#[test]
fn the_probe_says_the_same_in_every_shell() {
    use prodproof_live::call::Outcome;
    use prodproof_live::host::{probe as ask, Update};
    let names = ["widget.service", "gone.service", "-x", "a;touch pwned", "$(id)"];
    let (code, said) = probe(&["/bin/sh"], ask::SCRIPT, &names, None);
    assert_eq!(code, 0);
    for shell in [&["bash", "--posix"][..], &["bash"], &["dash"], &["busybox", "sh"]] {
        let there = ["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(shell[0]).exists());
        if there {
            assert_eq!(probe(shell, ask::SCRIPT, &names, None).1, said, "{shell:?}");
        }
    }
    let host = ask::read(&Outcome::ended(0, &said, "")).expect("an answer");
    // Whoever is not root has a manager of their own, which is silent here.
    let asked = if host.root { &["gone.service", "widget.service"][..] } else { &["widget.service"] };
    assert_eq!(host.units.keys().collect::<Vec<_>>(), asked, "nothing else is asked");
    let widget = &host.units["widget.service"];
    assert_eq!(
        widget.texts.iter().map(|one| one.path.as_str()).collect::<Vec<_>>(),
        ["/etc/widget.service", "/etc/10.conf"]
    );
    assert!(widget.texts[0].text.as_deref().is_some_and(|text| text.ends_with("xtask-probe end\n")));
    assert_eq!(widget.containers[0].digests, ["sha256:aa"]);
    assert_eq!(host.update, Update::Fails("Error: invalid auto-update policy".into()));
}

/// A user may have units that only their own manager knows, and here it does not answer.
#[test]
fn what_a_silent_manager_may_have_is_not_called_missing() {
    use prodproof_live::call::Outcome;
    use prodproof_live::host::probe as ask;
    for (uid, known) in [("0", &["gone.service", "widget.service"][..]), ("1001", &["widget.service"])] {
        let (_, said) = probe_as(Some(uid), &["/bin/sh"], ask::SCRIPT, &["widget.service", "gone.service"], None);
        let host = ask::read(&Outcome::ended(0, &said, "")).expect("an answer");
        assert_eq!(host.units.keys().collect::<Vec<_>>(), known, "as {uid}");
    }
}

#[test]
fn the_installed_probe_does_nothing_else() {
    use prodproof_live::host::probe as ask;
    let installed = Sandbox::new().xtask(&["live", "--print-probe"]).expect(0).stdout;
    assert!(installed.contains("restrict,command=\"/usr/local/libexec/xtask-probe\""), "{installed}");
    let (_, said) = probe(&["/bin/sh"], ask::SCRIPT, &["widget.service"], None);
    let (code, same) = probe(&["/bin/sh"], &installed, &[], Some("sh -s -- 'widget.service'"));
    assert_eq!((code, same), (0, said));
    for command in ["rm -rf /", "sh -c id", "", "sh -s -- 'x'; touch pwned", "sh -s -- $(touch pwned)", "sh -s -- '*'"]
    {
        let (code, said) = probe(&["/bin/sh"], &installed, &[], Some(command));
        // Words behind the names are names as well; what runs is the script alone.
        let asks = command.starts_with("sh -s -- ");
        assert!(asks || !said.contains("@ unit"), "{command}: {said}");
        assert!(!said.contains("uid="), "{command}: {said}");
        assert_eq!(code == 0, command.is_empty() || asks, "{command}");
    }
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
        place.sh_in("", "bash -e keep.sh", &vars).expect(code.parse().expect("a code"));
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
    let ran = world.sh("cargo xtask fleet .");
    assert!(!ran.stdout.contains("F012"), "nobody asked: {}", ran.stdout);
    fs::remove_file(world.others.path().join("bin/skopeo")).expect("skopeo");
    let ran = world.sh("cargo xtask fleet . --registry");
    assert!(ran.stdout.contains("F013") && ran.stdout.contains("skopeo is not on PATH"), "{}", ran.stdout);
}
