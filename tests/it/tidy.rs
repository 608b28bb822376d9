//! The project's own policies, as tests: they hold without a linter and without CI.

mod bools;
mod circles;
mod code;
mod decides;
mod environment;
mod fixtures;
mod lengths;
mod rule_files;
mod worded;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::support::{bless, home, tree};

mod names;
mod origins;
mod reads;

fn sources() -> Vec<(PathBuf, String)> {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for src in crates() {
        for (path, bytes) in tree(&src) {
            let path = src.join(path).strip_prefix(home()).expect("below home").to_path_buf();
            files.push((path, String::from_utf8(bytes).expect("UTF-8")));
        }
    }
    files
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{}", path.display());
    }
}

#[test]
fn the_core_does_not_touch_the_world() {
    let touches = |path: &Path| {
        let Ok(path) = path.strip_prefix("xtask/crates/prodproof/src") else { return path.starts_with("xtask/src") };
        ["cmd", "host", "cli"].iter().any(|folder| path.starts_with(folder)) || matches!(path.to_str(), Some("lib.rs"))
    };
    for (path, text) in sources().iter().filter(|(path, _)| !touches(path)) {
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for door in ["std::fs", "std::env", "std::process", "xshell", "SystemTime", "now_utc", "println!", "eprintln!"]
        {
            let used = code.lines().any(|line| line.contains(door) && !line.trim_start().starts_with("//"));
            assert!(!used, "{} uses {door}", path.display());
        }
    }
}

/// `host/print.rs` is the one door for what is printed: it takes harmless text only.
#[test]
fn there_is_one_door_for_printing() {
    for (path, text) in sources() {
        if path.ends_with("host/print.rs") {
            continue;
        }
        for door in ["println!(", "print!(", "eprintln!(", "eprint!(", "stdout().lock", "stdout().write"] {
            let used = text.lines().any(|line| line.contains(door) && !line.trim_start().starts_with("//"));
            assert!(!used, "{} prints by {door}", path.display());
        }
    }
}

#[test]
fn the_crate_inherits_nothing_and_its_templates_are_in_it() {
    for path in manifests() {
        let manifest = fs::read_to_string(home().join(&path)).expect("manifest");
        assert!(
            !manifest.contains("workspace = true") && !manifest.contains("path = \"../.."),
            "{path} must stand alone"
        );
    }
    let (linked, lies) = (home().join("templates"), home().join("xtask/crates/scaffold/templates"));
    assert!(
        linked.join("constitution.md.in").is_file(),
        "recreate it: ln -s xtask/crates/scaffold/templates templates"
    );
    assert_eq!(tree(&linked.canonicalize().expect("templates")), tree(&lies));
}

/// The manifests of the crates that travel.
fn manifests() -> Vec<String> {
    let mut out: Vec<String> = tree(&home().join("xtask"))
        .into_keys()
        .filter(|path| path == "Cargo.toml" || path.ends_with("/Cargo.toml"))
        .filter(|path| !path.split('/').any(|folder| folder == "target"))
        .map(|path| format!("xtask/{path}"))
        .collect();
    out.sort();
    out
}

/// Tag, versions and changelog are one: launchers pin the tag, and bots raise it.
#[test]
fn a_release_is_one_version_in_tag_crates_and_changelog() {
    let manifest = fs::read_to_string(home().join("xtask/Cargo.toml")).expect("a manifest");
    let version =
        manifest.lines().find_map(|line| line.strip_prefix("version = \"")).expect("a version").trim_matches('"');
    let check = |tag: &str, root: &std::path::Path| {
        let script = home().join(".ci/release/check.sh");
        let ran = Command::new("bash").arg(script).arg(tag).arg(root).output().expect("bash");
        (ran.status.success(), String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    // The same crates with a changelog that has the section, and one that has not.
    let released = tempfile::tempdir().expect("a folder");
    for path in manifests() {
        let to = released.path().join(&path);
        fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
        fs::copy(home().join(&path), to).expect("a copy");
    }
    let log = released.path().join("CHANGELOG.md");
    fs::write(&log, format!("# Changelog\n\n## Unreleased\n\n## {version} - 2027-01-31\n")).expect("a file");
    let tag = format!("v{version}");
    assert_eq!(check(&tag, released.path()), (true, String::new()));
    for bad in [version, "v9.9.9", "release-1", "v1", &format!("{tag}+build"), &format!("x{tag}")] {
        assert!(!check(bad, released.path()).0, "{bad}");
    }
    fs::write(&log, "# Changelog\n\n## Unreleased\n").expect("a file");
    assert!(check(&tag, released.path()).1.contains("CHANGELOG.md has no section"));
    let one = released.path().join("xtask/crates/syntax/Cargo.toml");
    let other = fs::read_to_string(&one).expect("a manifest").replacen(version, "0.0.1", 1);
    fs::write(&one, other).expect("a file");
    assert!(check(&tag, released.path()).1.contains("xtask/crates/syntax/Cargo.toml has version 0.0.1"));
    // At home: everything in Unreleased, or the newest section is this version's.
    let own = fs::read_to_string(home().join("CHANGELOG.md")).expect("the changelog");
    let newest = own.lines().filter_map(|line| line.strip_prefix("## ")).find(|head| *head != "Unreleased");
    assert!(newest.is_none_or(|head| head.starts_with(version)), "{newest:?} is newer than {version}");
    let tag_of_own = check(&tag, &home());
    assert!(tag_of_own.0 || tag_of_own.1.contains("CHANGELOG.md"), "{}", tag_of_own.1);
    // A rule that is new says so in the changelog.
    for rule in prodproof_rules::rules::all().filter(|rule| rule.is_new(version)) {
        assert!(own.contains(&format!("`{}`", rule.name)), "CHANGELOG.md does not name {}", rule.name);
    }
}

/// What cargo says of the members of the workspace.
fn metadata() -> serde_json::Value {
    let listed = Command::new("cargo")
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(home())
        .output()
        .expect("cargo");
    serde_json::from_slice(&listed.stdout).expect("JSON")
}

/// The members, each with its normal dependencies, by package name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let listed = metadata();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_string();
    let of = |package: &serde_json::Value| {
        let all = package["dependencies"].as_array().expect("a list").iter();
        all.filter(|one| one["kind"].is_null()).map(|one| text(&one["name"])).collect()
    };
    let packages = listed["packages"].as_array().expect("packages").iter();
    packages.map(|package| (text(&package["name"]), of(package))).collect()
}

#[test]
fn a_module_with_a_folder_has_its_own_file_in_it() {
    for (path, _) in sources() {
        let folder = home().join(path.with_extension(""));
        assert!(!folder.is_dir(), "{} belongs into its folder, as mod.rs", path.display());
    }
}

/// The direction of the crates: each may know those that stand before it, and the three
/// models not each other. What touches the world is for the library alone.
#[test]
fn a_crate_knows_those_below_it_and_only_the_library_the_world() {
    const BELOW: &[(&str, &[&str])] = &[
        ("syntax", &[]),
        ("script", &["syntax"]),
        ("workflow", &["syntax"]),
        ("publication", &["syntax", "script", "workflow"]),
        ("deployment", &["syntax", "script"]),
        ("constitution", &["syntax"]),
        ("live", &["syntax", "workflow"]),
        ("rules", &["syntax", "script", "workflow", "publication", "deployment", "constitution", "live"]),
        ("scaffold", &["syntax", "deployment", "constitution", "rules"]),
    ];
    let all = dependencies();
    for (name, allowed) in BELOW {
        let own = &all[&format!("prodproof-{name}")];
        for dependency in own {
            let below = dependency.strip_prefix("prodproof").map(|rest| rest.trim_start_matches('-'));
            assert!(below.is_none_or(|below| allowed.contains(&below)), "{name} knows {dependency}");
            assert!(!["xshell", "walkdir", "anyhow", "clap"].contains(&dependency.as_str()), "{name} has {dependency}");
        }
        let manifest = fs::read_to_string(home().join(format!("xtask/crates/{name}/Cargo.toml"))).expect("manifest");
        assert!(manifest.contains("disallowed_methods = \"deny\""), "{name}: clippy denies what touches the world");
    }
    let crates: BTreeSet<&str> = BELOW.iter().map(|(name, _)| *name).chain(["prodproof"]).collect();
    let found = fs::read_dir(home().join("xtask/crates")).expect("crates").map(|one| one.expect("one").file_name());
    let found: BTreeSet<String> = found.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), crates, "a new crate gets its row");
}

/// Cargo searches the whole tree of a git dependency for the package it wants, so that a
/// fixture with the name of a crate may be built in its place.
#[test]
fn no_manifest_stands_about_but_the_members_own() {
    let listed = metadata();
    let members: BTreeSet<PathBuf> = listed["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| PathBuf::from(package["manifest_path"].as_str().expect("a path")))
        .chain([home().join("Cargo.toml")])
        .collect();
    let tracked =
        Command::new("git").args(["ls-files", "-z", "Cargo.toml", "*/Cargo.toml"]).current_dir(home()).output();
    let tracked = String::from_utf8(tracked.expect("git").stdout).expect("UTF-8");
    let tracked: BTreeSet<PathBuf> =
        tracked.split('\0').filter(|path| !path.is_empty()).map(|path| home().join(path)).collect();
    assert!(!tracked.is_empty());
    assert_eq!(tracked, members);
}

/// The published packages hold what the code includes: templates, schemas.
#[test]
fn packages_hold_what_they_include() {
    for (package, wanted) in [
        ("prodproof-scaffold", "templates/constitution.md.in"),
        ("prodproof-rules", "schemas/findings.schema.json"),
        ("prodproof-live", "scripts/probe.sh"),
    ] {
        let listed = Command::new("cargo")
            .args(["package", "--list", "--offline", "--allow-dirty", "-p", package])
            .current_dir(home())
            .output()
            .expect("cargo");
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert!(listed.lines().any(|line| line == wanted), "{package}: {listed}");
    }
}

#[test]
fn codes_and_names_are_told_once() {
    let letter = |family: &str| match family {
        "constitution" => 'C',
        "build" => 'B',
        "deploy" => 'D',
        "chain" => 'X',
        "fleet" => 'F',
        "live" => 'L',
        other => panic!("no letter for {other}"),
    };
    let mut names = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for (family, rules) in prodproof_rules::rules::FAMILIES {
        for rule in *rules {
            assert!(rule.code.starts_with(letter(family)) && rule.code.len() == 4, "{}", rule.code);
            assert!(names.insert(rule.name) && codes.insert(rule.code), "{} {}", rule.code, rule.name);
            for section in ["## What it does", "## Why is this bad?", "## Example", "## Use instead"] {
                assert!(rule.docs.contains(section), "{}: {section}", rule.code);
            }
        }
    }
}

/// A launcher's lock is made of the same versions, by text.
#[test]
fn the_launcher_s_lock_is_that_of_the_library() {
    let path = home().join("xtask/crates/scaffold/templates/launcher/Cargo.lock.in");
    let workspace = fs::read_to_string(home().join("xtask/Cargo.lock")).expect("the lock that travels");
    let mut development = Vec::new();
    for manifest in manifests() {
        let manifest = fs::read_to_string(home().join(&manifest)).expect("manifest");
        let name = manifest.lines().find_map(|line| line.strip_prefix("name = ")).expect("a name").trim_matches('"');
        let section = manifest.split("[dev-dependencies]\n").nth(1).unwrap_or_default();
        let lines = section.lines().take_while(|line| !line.starts_with('['));
        let packages = lines.filter_map(|line| line.split_once(" = "));
        development.extend(packages.map(|(package, _)| (name.to_string(), package.to_string())));
    }
    let fresh = prodproof_scaffold::launcher::lock_template(&workspace, &development);
    for (_, package) in &development {
        assert!(fresh.contains(&format!(" \"{package}\",\n")), "{package} would be left over in a launcher's lock");
    }
    if bless() {
        fs::write(&path, fresh).expect("the template");
        return;
    }
    assert_eq!(fs::read_to_string(&path).expect("the template"), fresh, "BLESS=1 cargo test tidy rewrites it");
}

#[test]
fn the_lock_file_that_travels_has_the_versions_that_are_tested() {
    let packages = |path: &str| -> Vec<String> {
        let text = fs::read_to_string(home().join(path)).expect(path);
        text.split("[[package]]")
            .skip(1)
            .map(|package| package.lines().skip(1).take(2).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let tested = packages("Cargo.lock");
    for package in packages("xtask/Cargo.lock") {
        assert!(tested.contains(&package), "xtask/Cargo.lock has {package}; refresh it with .ci/lock");
    }
}

/// Compares, or with `BLESS=1` rewrites, what stands between two marks of the README.
#[track_caller]
fn readme(begin: &str, end: &str, fresh: &str) {
    let path = home().join("README.md");
    let text = fs::read_to_string(&path).expect("README");
    let (head, rest) = text.split_once(begin).expect("the mark");
    let (old, tail) = rest.split_once(end).expect("the mark");
    let fresh = format!("\n\n{}\n\n", fresh.trim());
    if bless() {
        fs::write(&path, format!("{head}{begin}{fresh}{end}{tail}")).expect("README");
        return;
    }
    assert_eq!(old, fresh, "BLESS=1 cargo test tidy rewrites it");
}

/// What a case's transcript has below a command line, up to the next.
fn printed(transcript: &str, line: &str) -> String {
    let text = fs::read_to_string(home().join(transcript)).expect("a transcript");
    let (_, rest) = text.split_once(&format!("$ {line}\n")).unwrap_or_else(|| panic!("{transcript} has no {line}"));
    rest.lines().take_while(|line| !line.starts_with("$ ") && !line.starts_with("[exit")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_readme_shows_what_is_seen() {
    let shown = super::launcher::shown();
    readme("<!-- shown: init -->", "<!-- /shown -->\n\nThat is", &format!("```text\n{}\n```", shown.trim()));

    const BROKEN: &str = "tests/cases/merged-and-never-running/transcript";
    let seen = printed(BROKEN, "COLUMNS=80 cargo xtask verify --check");
    let seen = format!("```text\n$ cargo xtask verify\n{seen}\n```");
    readme("<!-- shown: broken -->", "<!-- /shown -->\n\n`cargo xtask verify --fix`", &seen);
    let seen = printed(BROKEN, "COLUMNS=80 LC_ALL=C.UTF-8 cargo xtask trace");
    let seen = format!("```text\n$ cargo xtask trace\n{seen}\n```");
    readme("<!-- shown: trace -->", "<!-- /shown -->\n\n## Every day", &seen);

    let transcript = home().join("tests/scenarios/live/sibling-pushed-over-the-tag/transcript");
    let transcript = fs::read_to_string(transcript).expect("the scenario");
    let lines = transcript.lines().filter(|line| !line.starts_with('#') && !line.starts_with("[exit"));
    let asked = format!("```text\n{}\n```", lines.collect::<Vec<_>>().join("\n"));
    readme("<!-- shown: live -->", "<!-- /shown -->\n\nHere a sibling's", &asked);
}

/// The `src` of every crate that travels.
fn crates() -> Vec<PathBuf> {
    let mut out = vec![home().join("xtask/src")];
    if let Ok(entries) = fs::read_dir(home().join("xtask/crates")) {
        out.extend(entries.map(|entry| entry.expect("an entry").path().join("src")).filter(|path| path.is_dir()));
    }
    out.sort();
    out
}

/// What GitHub's templates for `.gitignore` make people ignore: a folder of such a name
/// does not arrive where the crate is dropped in.
const IGNORED: [&str; 23] = [
    "build",
    "target",
    "dist",
    "lib",
    "lib64",
    "out",
    "deploy",
    "env",
    "venv",
    "tmp",
    "logs",
    "log",
    "bin",
    "obj",
    "packages",
    "parts",
    "var",
    "debug",
    "release",
    "coverage",
    "docs",
    "vendor",
    "node_modules",
];

#[test]
fn no_folder_that_travels_has_a_name_that_people_ignore() {
    for path in tree(&home().join("xtask")).keys().filter(|path| !path.starts_with("target/")) {
        let mut folders = path.split('/').rev().skip(1);
        assert!(!folders.any(|folder| IGNORED.contains(&folder.to_ascii_lowercase().as_str())), "xtask/{path}");
    }
}
