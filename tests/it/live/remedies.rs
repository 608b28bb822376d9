//! The remedy of a rule that asks the world is carried out: its command lines are run, its
//! files stand in the repository of `all-well`; then the rule tells nothing any more.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use prodproof_rules::docs;
use prodproof_rules::rules;
use prodproof_syntax::finding::Rule;

use super::*;

/// Programs whose calls mend something: by what comes first, the parts of the world that are
/// then as they are when all is well. Any other call is answered as before.
const MENDING: &[(&str, &[&str], &[&str])] = &[
    ("gh", &["run rerun", "workflow run"], &["gh", "skopeo", "ssh", "curl"]),
    ("systemctl", &["restart", "start", "enable"], &["ssh", "curl"]),
    ("podman", &["auto-update"], &["ssh", "curl"]),
];

/// The fences of a rule's remedy, each with its language.
fn fences(rule: &Rule) -> Vec<(String, String)> {
    let section = docs::section(rule, "Use instead").unwrap_or_default();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for event in Parser::new(&section) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                found.push((language.to_string(), String::new()));
                inside = true;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            Event::Text(text) if inside => found.iter_mut().last().expect("a fence").1.push_str(&text),
            _ => {}
        }
    }
    found
}

impl World {
    /// With programs whose calls mend what they are for.
    fn mendable(changes: &BTreeMap<String, Vec<u8>>) -> Self {
        let world = Self::new(changes);
        for (path, bytes) in tree(&scenarios().join("world")) {
            world.put(&format!("well/{path}"), &bytes);
        }
        for (program, calls, parts) in MENDING {
            let mends: String = parts
                .iter()
                .map(|part| format!("rm -rf \"$WORLD/{part}\"; cp -r \"$WORLD/../well/{part}\" \"$WORLD/{part}\"; "))
                .collect();
            let calls: String = calls.iter().map(|call| format!("*\" {call}\"*) {mends}exit ;;\n")).collect();
            let own = fs::read_to_string(scenarios().join("programs").join(program)).unwrap_or("exit 0\n".into());
            let own = own.trim_start_matches("#!/bin/sh\n");
            world.put_program(program, format!("#!/bin/sh\ncase \" $*\" in\n{calls}esac\n{own}").as_bytes());
        }
        world
    }

    /// Carries a remedy out.
    fn mend(&self, rule: &Rule) {
        let fences = fences(rule);
        let well = tree(&scenarios().join("repo"));
        let texts: Vec<String> = well.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        for (language, text) in &fences {
            if language == "sh" {
                self.sh(text).expect(0);
                continue;
            }
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            let stand = |file: &String| lines.iter().all(|line| file.lines().any(|own| own.trim() == *line));
            assert!(texts.iter().any(stand), "{}: its remedy stands in no file of the repository:\n{text}", rule.code);
        }
        // Told in words, or written into files: then all is as it should be.
        if fences.iter().all(|(language, _)| language != "sh") {
            well.iter().for_each(|(path, bytes)| self.sandbox.write(path, bytes));
            self.sandbox.commit("mended");
            self.sh("rm -rf \"$WORLD\"/*; cp -r \"$WORLD\"/../well/. \"$WORLD\"").expect(0);
        }
    }
}

#[test]
fn remedies_mend() {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(scenarios()).expect("scenarios").map(|one| one.expect("one").path()).collect();
    folders.sort();
    let told = folders
        .into_iter()
        .filter_map(|folder| Some((folder.clone(), fs::read_to_string(folder.join("transcript")).ok()?)));
    let told: Vec<(PathBuf, String)> = told.filter(|(_, text)| text.starts_with('#')).collect();
    let asked = |rule: &&Rule| rule.code.starts_with('L') || ["F012", "F013"].contains(&rule.code);
    for rule in rules::all().filter(asked) {
        // Where the first line of its transcript names the rule.
        let (folder, transcript) = told
            .iter()
            .find(|(_, text)| text.lines().next().is_some_and(|line| line.contains(rule.code)))
            .unwrap_or_else(|| panic!("no scenario is about {}", rule.code));
        let mut changes = tree(folder);
        changes.remove("transcript");
        let world = World::mendable(&changes);
        let line = transcript.lines().find_map(|line| line.strip_prefix("$ ")).expect("a command");
        let tells = |ran: &Ran| ran.stdout.contains(&format!("[{}]", rule.code));
        let ran = world.sh(line);
        assert!(tells(&ran), "{}: {}", rule.code, ran.stdout);
        world.mend(rule);
        let ran = world.sh(line);
        assert!(!tells(&ran), "{} is told after its remedy: {}", rule.code, ran.stdout);
    }
}
