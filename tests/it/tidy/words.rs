//! Words of human languages stand in the lexicon only.

use super::*;

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
                "host",
                "hosts",
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
                "secrets",
            ],
            "keys and values of the contract",
        ),
        ("amendment", &["rule", "until", "amended"], "keys of the contract, and the word of a summary"),
        ("bump/report.rs", &["none", "sync impact report"], "what a sync report is written in"),
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
        (
            "claims/image.rs",
            &["version", "tag", "semver", "date", "digest", "from", "latest"],
            "placeholders in a tag, FROM",
        ),
        ("claims/against", &["local", "disabled", "latest", "podman", "update"], "podman's own words"),
        ("claims/named_time.rs", &["auto-update"], "podman's own word"),
        ("claims/trigger.rs", &["tags", "latest", "de"], "push:tags, as GitHub spells it; the tag's name; a language"),
        ("claims/mod.rs", &["release"], "the event's name"),
        (
            "document/date/named.rs",
            &["de", "st", "rd", "th", "er", "ᵉʳ", "º", "ª", "o"],
            "how each language spells a day's number again, by its code",
        ),
        (
            "document/location.rs",
            &["vendor", "archived", "build", "examples", "example", "test", "tests"],
            "folders that hold other people's files",
        ),
        ("document", &["todo", "table"], "spec-kit's mark TODO(…), and what a dialect is called"),
        ("document/report.rs", &["level", "reason"], "the line that `bump --reason` writes"),
        ("amendment/contract.rs", &["image", "deploy", "unit"], "tables and keys of the contract"),
        ("amendment/verdict/contract.rs", &["deploy", "mirrors", "units"], "tables and keys of the contract"),
        ("mod.rs", &["clippy", "rustfmt", "check", "lint", "test"], "names of tools and of their parts"),
        ("level.rs", &["none"], "a level's name"),
        ("inherits.rs", &["none"], "a word of a test's message"),
        (
            "mandates/render.rs",
            &["by hand", "nothing", "section", "rule", "summary"],
            "words of a message, and keys of its JSON",
        ),
    ];
    // What enforces a mandate is decided by topics as well.
    let roots = [Path::new("xtask/crates/constitution/src"), Path::new("xtask/crates/rules/src/rules/mandates")];
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let Some(file) = roots.iter().find_map(|root| path.strip_prefix(root).ok()) else { continue };
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
    assert!(
        wrong.is_empty(),
        "{} words belong into lexicon/, or into `known` above with the reason:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(unused.is_empty(), "nobody needs {unused:?} any more");
}

/// Why something is as it is, a model says by a type with data; the words are made when it is
/// told, and no rule can look into them. What is text here was text before: somebody else wrote it.
#[test]
fn no_model_keeps_a_cause_as_words() {
    const WRITTEN: &[(&str, &str)] = &[
        ("constitution/bump/mod.rs: reason", "the reason that a person states for a lower level"),
        ("constitution/contract/mod.rs: reason", "the reason of a waiver, as it is written"),
        ("live/github/commit.rs: message", "a commit's"),
        ("rules/fleet/json/mod.rs: message", "the parser's, or which field another tool's file lacks"),
        ("rules/fleet/mod.rs: conditions", "as another run of ours has written them into its claims"),
        ("rules/fleet/mod.rs: reason", "a waiver's, out of such a file"),
        ("rules/fleet/mod.rs: why", "why that run could not read a file"),
        ("rules/rules/live/mod.rs: reason", "a waiver's"),
        ("rules/rules/waiver/read/comment.rs: reason", "a waiver's"),
        ("rules/rules/waiver/read/mod.rs: reason", "a waiver's"),
        ("rules/select/mod.rs: reason", "a waiver's"),
        ("syntax/snapshot/mod.rs: help", "git's place to look, which only the host knows"),
        ("syntax/snapshot/mod.rs: why", "why git does not have the base, which only the host knows"),
    ];
    let is_cause = ["message", "reason", "why", "help", "doubt", "doubts", "invalid", "cause", "conditions"];
    let is_text = |kind: &str| {
        let inner = kind.trim_start_matches("Option<").trim_start_matches("Vec<").trim_start_matches("Spanned<");
        inner.starts_with("String")
    };
    let mut found = BTreeSet::new();
    for (path, text) in sources() {
        let Ok(own) = path.strip_prefix("xtask/crates") else { continue };
        let own = own.display().to_string().replace("/src/", "/");
        let models = ["syntax", "script", "workflow", "publication", "constitution", "deployment", "live", "rules"];
        let shows = own.starts_with("rules/report/");
        if shows || !models.iter().any(|name| own.starts_with(&format!("{name}/"))) || own.ends_with("tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.contains("fn ") && !line.contains("let ")) {
            // A field of a struct, or of a variant.
            let fields = line.split(['{', ',']).filter_map(|part| part.trim().split_once(": "));
            for (field, kind) in fields.map(|(field, kind)| (field.trim_start_matches("pub "), kind)) {
                if is_cause.contains(&field) && is_text(kind) {
                    found.insert(format!("{own}: {field}"));
                }
            }
        }
    }
    let known: BTreeSet<String> = WRITTEN.iter().map(|(field, _)| field.to_string()).collect();
    assert_eq!(found, known, "a cause is a type, with data");
}
