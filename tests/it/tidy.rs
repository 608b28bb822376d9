//! The project's own policies, as tests: they hold without a linter and without CI.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::support::{bless, home, tree};

mod names;

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
        ("live", &["syntax"]),
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

/// The top modules of a crate, each with those that it names: `use crate::x`, a path, or
/// an item that the crate's root has.
fn imports(src: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    let top = |path: &Path| {
        let first = path.components().next().expect("a path").as_os_str().to_string_lossy();
        first.trim_end_matches(".rs").to_string()
    };
    let files: Vec<(PathBuf, Vec<u8>)> =
        tree(src).into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)).collect();
    let tops: BTreeSet<String> =
        files.iter().map(|(path, _)| top(path)).filter(|one| one != "lib" && one != "main").collect();
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| tops.contains(&top(path))) {
        let own = top(path);
        let text = String::from_utf8_lossy(bytes);
        for (at, _) in text.match_indices("crate::") {
            let line = text[..at].matches('\n').count() + 1;
            let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
            // `$crate` stands in a macro, and a comment imports nothing.
            if text[..at].ends_with('$') || text[start..].trim_start().starts_with("//") {
                continue;
            }
            let rest = &text[at + "crate::".len()..];
            let named = match rest.strip_prefix('{') {
                Some(list) => list.split_once('}').map_or("", |(list, _)| list),
                None => rest,
            };
            let word =
                |part: &str| part.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_string);
            let parts: Vec<&str> = if rest.starts_with('{') { named.split(',').collect() } else { vec![named] };
            for other in parts.into_iter().filter_map(word).filter(|other| tops.contains(other) && *other != own) {
                out.entry(own.clone()).or_default().entry(other).or_insert(format!("{}:{line}", path.display()));
            }
        }
    }
    out
}

/// Ways through the imports that come back to where they started.
fn circles(imports: &BTreeMap<String, BTreeMap<String, String>>) -> Vec<String> {
    let mut found = Vec::new();
    for start in imports.keys() {
        let mut seen: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let mut todo = vec![start.as_str()];
        while let Some(one) = todo.pop() {
            for (other, place) in imports.get(one).into_iter().flatten() {
                if !seen.contains_key(other.as_str()) {
                    seen.insert(other, (one, place));
                    todo.push(other);
                }
            }
        }
        if seen.contains_key(start.as_str()) {
            let (mut at, mut way) = (start.as_str(), start.clone());
            loop {
                let (from, place) = seen[at];
                way = format!("{from} -> ({place}) {way}");
                at = from;
                if at == start {
                    break;
                }
            }
            found.push(way);
        }
    }
    found
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

#[test]
fn no_two_top_modules_of_a_crate_import_each_other() {
    for src in crates() {
        let found = circles(&imports(&src));
        assert!(found.is_empty(), "{}:\n{}", src.display(), found.join("\n"));
    }
}

#[test]
fn circles_are_seen() {
    let of = |edges: &[(&str, &str)]| {
        let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (from, to) in edges {
            out.entry(from.to_string()).or_default().insert(to.to_string(), "f:1".to_string());
        }
        circles(&out)
    };
    assert!(of(&[("a", "b"), ("b", "c"), ("a", "c")]).is_empty());
    assert_eq!(of(&[("a", "b"), ("b", "a")]).len(), 2);
    assert_eq!(of(&[("a", "b"), ("b", "c"), ("c", "b")]), ["b -> (f:1) c -> (f:1) b", "c -> (f:1) b -> (f:1) c"]);
}

/// The row of a rule: code, constant and kebab name.
struct Row {
    code: String,
    constant: String,
    name: String,
}

/// The rows of a file that makes rules.
fn rows(text: &str) -> Vec<Row> {
    let row = |line: &str| {
        let mut words = line.strip_prefix("    ")?.splitn(4, ' ');
        let (code, constant, name) = (words.next()?, words.next()?, words.next()?);
        let is_code = code.len() == 4 && code[1..].bytes().all(|b| b.is_ascii_digit());
        let is_row = is_code && constant.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        let name = name.trim_matches('"').to_string();
        is_row.then(|| Row { code: code.to_string(), constant: constant.to_string(), name })
    };
    text.split("rule! {\n").skip(1).filter_map(|block| block.split("\n}").next()?.lines().find_map(row)).collect()
}

#[test]
fn a_rule_is_a_file_of_its_name() {
    /// Close siblings may share a file.
    const SIBLINGS: usize = 3;
    let mut told = BTreeMap::new();
    for src in crates() {
        for (path, bytes) in tree(&src) {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let path = Path::new(&path);
            let rows = rows(&text);
            let stem = path.file_stem().expect("a name").to_string_lossy();
            let named = rows.iter().any(|row| row.name.replace('-', "_") == stem);
            assert!(rows.is_empty() || named, "{} holds none of its name", path.display());
            assert!(rows.len() <= SIBLINGS, "{} holds {} rules", path.display(), rows.len());
            let folders: Vec<_> = path.components().map(|one| one.as_os_str().to_string_lossy()).collect();
            assert!(rows.is_empty() || folders.iter().any(|one| one == "rules"), "{}", path.display());
            told.extend(rows.into_iter().map(|row| ((row.code, row.name), path.to_path_buf())));
        }
    }
    for rule in prodproof_rules::rules::all() {
        let key = (rule.code.to_string(), rule.name.to_string());
        assert!(told.contains_key(&key), "{} {} has no file of its own", rule.code, rule.name);
    }
}

/// Where a rule stands it is found as well: a function of its file makes the finding. What
/// another rule makes is that one's own affair; who has to know asks a function there.
#[test]
fn a_rule_is_found_where_it_stands() {
    let rules = home().join("xtask/crates/rules/src/rules");
    let mut files = Vec::new();
    for (path, bytes) in tree(&rules) {
        let text = String::from_utf8(bytes).expect("UTF-8");
        let (rows, code) = (rows(&text), text.split("#[cfg(test)]").next().unwrap_or_default());
        let code: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        files.push((path, rows, code.join("\n")));
    }
    let words = |code: &str| -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        for word in code.split(|c: char| !c.is_alphanumeric() && c != '_') {
            *count.entry(word.to_string()).or_default() += 1;
        }
        count
    };
    let all: BTreeSet<&str> = files.iter().flat_map(|(_, rows, _)| rows).map(|row| row.constant.as_str()).collect();
    for (path, rows, code) in files.iter().filter(|(_, rows, _)| !rows.is_empty()) {
        let words = words(code);
        for row in rows {
            let used = words.get(&row.constant).is_some_and(|&count| count > 1);
            assert!(used && code.contains("fn "), "{path}: nothing finds {}", row.name);
        }
        let others = words.keys().filter(|word| all.contains(word.as_str()));
        let others: Vec<_> = others.filter(|word| !rows.iter().any(|row| row.constant == **word)).collect();
        assert!(others.is_empty(), "{path} speaks of {others:?}");
    }
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

/// The string literals of a source, without comments and tests.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    for line in code.lines() {
        let (mut open, mut text, mut chars) = (false, String::new(), line.chars().peekable());
        while let Some(c) = chars.next() {
            match (c, open) {
                ('/', false) if chars.peek() == Some(&'/') => break,
                ('\'', false) => {
                    // A character, perhaps of quotes; a lifetime has no second mark.
                    let rest: String = chars.clone().take(3).collect();
                    let len = if rest.starts_with('\\') { 3 } else { 2 };
                    if rest.chars().nth(len - 1) == Some('\'') {
                        chars.nth(len - 1);
                    }
                }
                ('\\', true) => text.extend(chars.next()),
                ('"', true) => {
                    found.push(std::mem::take(&mut text));
                    open = false;
                }
                ('"', false) => open = true,
                (c, true) => text.push(c),
                _ => {}
            }
        }
    }
    found
}

/// One table a language: the lexicon is the only place of the crate with words of a human
/// language. A literal outside of it is no phrase that a table has, and in plain letters.
#[test]
fn the_lexicon_alone_has_words_of_human_languages() {
    let vocabulary: BTreeSet<String> =
        prodproof_constitution::lexicon::vocabulary().into_iter().map(str::to_lowercase).collect();
    // What a table has and code must know under the same name.
    let known: &[(&str, &[&str], &str)] = &[
        (
            "contract",
            &[
                "image",
                "build",
                "deploy",
                "mirrors",
                "units",
                "unit",
                "tags",
                "latest",
                "autoupdate",
                "registry",
                "local",
                "disabled",
                "rule",
                "reason",
                "until",
                "service",
                "container",
                "a",
                "an",
            ],
            "keys and values of the contract, and the article before one in a message",
        ),
        ("amendment", &["rule", "until", "amended"], "keys of the contract, and the word of a summary"),
        ("bump/report.rs", &["none"], "what a sync report is written in"),
        (
            "claims/file.rs",
            &[
                "service",
                "timer",
                "container",
                "podman",
                "podman-auto-update",
                "ssh",
                "cron",
                "postgresql",
                "redis",
                "systemd",
                "containerfile",
                "dockerfile",
                "build",
                "out",
                "etc",
                "run",
            ],
            "names of units, files and folders",
        ),
        ("claims", &["main", "master"], "names that branches have"),
        ("claims/image.rs", &["version", "tag", "semver", "date", "from", "latest"], "placeholders in a tag, FROM"),
        ("claims/against.rs", &["local", "disabled", "auto-update", "autoupdate", "latest"], "podman's own words"),
        ("claims/named_time.rs", &["auto-update"], "podman's own word"),
        ("claims/trigger.rs", &["tags"], "push:tags, as GitHub spells it"),
        ("claims/mod.rs", &["release"], "the event's name"),
        ("claims/schedule.rs", &["every hour", "every day", "every week", "every month", "and"], "words of a message"),
        (
            "document/date",
            &["{year}年{month}月{day}日", "{year}년 {month}월 {day}일"],
            "the signs between the numbers of a date",
        ),
        (
            "document/date/named.rs",
            &["de", "st", "rd", "th", "er", "º", "ª"],
            "how each language spells a day's number again, by its code",
        ),
        (
            "document/location.rs",
            &["vendor", "build", "examples", "example", "test", "tests"],
            "folders that hold other people's files",
        ),
        ("document", &["todo", "table"], "spec-kit's mark TODO(…), and what a dialect is called"),
        ("document/report.rs", &["level", "reason"], "the line that `bump --reason` writes"),
        ("amendment/contract.rs", &["image", "deploy", "unit"], "tables and keys of the contract"),
        ("amendment/verdict/contract.rs", &["deploy", "mirrors", "units"], "tables and keys of the contract"),
        ("level.rs", &["none"], "a level's name"),
        ("inherits.rs", &["none"], "a word of a test's message"),
        (
            "mandates/render.rs",
            &["by hand", "nothing", "section", "rule", "summary"],
            "words of a message, and keys of its JSON",
        ),
    ];
    let root = Path::new("xtask/crates/constitution/src");
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let Ok(file) = path.strip_prefix(root) else { continue };
        if file.starts_with("lexicon") || file.ends_with("tests.rs") {
            continue;
        }
        let folder = |entry: &&(&str, &[&str], &str)| entry.0 == "*" || file.starts_with(entry.0);
        let allowed: BTreeSet<&str> = known.iter().filter(folder).flat_map(|entry| entry.1.iter().copied()).collect();
        for literal in literals(&text) {
            let word = literal.trim().to_lowercase();
            let foreign = literal.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
            let listed = word.chars().any(char::is_alphabetic) && vocabulary.contains(&word);
            if allowed.contains(word.as_str()) {
                used.insert(word.clone());
            } else if foreign || listed {
                wrong.push(format!("{}: {literal:?}", file.display()));
            }
        }
    }
    let unused: Vec<&&str> = known.iter().flat_map(|entry| entry.1).filter(|word| !used.contains(**word)).collect();
    assert!(wrong.is_empty(), "{} words belong into lexicon/:\n{}", wrong.len(), wrong.join("\n"));
    assert!(unused.is_empty(), "nobody needs {unused:?} any more");
}
