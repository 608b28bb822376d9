//! Small changes to files that are not ours: one line or one stanza more, every other
//! byte kept, CRLF and byte order mark included.

use prodproof_syntax::finding::line_end;
use toml_edit::{value, Array, DocumentMut, Item, Table};

/// What to add to `.pre-commit-config.yaml`; `cargo xtask` is the crate's alias.
pub const PRE_COMMIT_STANZA: &str = "\
- repo: local
  hooks:
    - id: constitution-verify
      name: constitution verify
      language: system
      entry: cargo xtask verify --staged --strict
      always_run: true # a deleted workflow must be seen as well
      pass_filenames: false
";

/// `text` with one more line at its end.
fn with_line(text: &str, line: &str) -> String {
    let ending = line_end(text);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { ending };
    format!("{text}{gap}{line}{ending}")
}

/// Where an ignore file's bare name matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BareName {
    /// In every folder (gitignore(5)).
    Anywhere,
    /// At the top only, as in a `.dockerignore`.
    AtTop,
}

/// An ignore file with `<folder>/target` in it; `None` where the file covers it already.
pub fn ignore_line(text: &str, folder: &str, bare: BareName) -> Option<String> {
    let own = format!("{folder}/target");
    let covered = text.trim_start_matches('\u{feff}').lines().map(str::trim).any(|line| {
        let plain = line.trim_start_matches('/').trim_end_matches('/').trim_end_matches("/*").trim_end_matches("/**");
        plain == own
            || plain == folder
            || plain == "**/target"
            || ((bare == BareName::Anywhere) && plain == "target" && !line.starts_with('/'))
    });
    (!covered).then(|| with_line(text, &own))
}

/// Whether a Containerfile copies the whole build context into the image (`COPY . .`):
/// then what must not be in it has to be ignored.
pub fn copies_whole_context(text: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_ascii_whitespace();
        let copies =
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("COPY") || word.eq_ignore_ascii_case("ADD"));
        let mut sources: Vec<&str> = words.map(|word| word.trim_matches(['[', ']', '"', ','])).collect();
        let elsewhere = sources.iter().any(|word| word.starts_with("--from"));
        sources.pop();
        copies && !elsewhere && sources.iter().any(|word| matches!(*word, "." | "./" | "/" | "*" | "./*"))
    })
}

/// The text without one of our own lines, once; `None` where it has none.
pub fn without_line(text: &str, line: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = lines.iter().rposition(|found| found.trim_end() == line)?;
    Some(lines.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, line)| *line).collect())
}

/// Cargo's configuration without the alias, where it is the one that was written:
/// `Ok(None)` where there is none.
pub fn without_alias(text: &str, alias: &str, command: &str) -> Result<Option<String>, String> {
    edit(text, |document| {
        let Some(aliases) = document.get_mut("alias").and_then(Item::as_table_like_mut) else { return Ok(false) };
        match aliases.get(alias) {
            None => return Ok(false),
            Some(found) if found.as_str().is_some_and(|found| is_ours(found, command)) => aliases.remove(alias),
            Some(_) => return Err(format!("the alias `{alias}` was edited")),
        };
        if aliases.is_empty() {
            document.remove("alias");
        }
        Ok(true)
    })
}

/// Whether an alias is `command`, or that with the place of the constitution behind it.
fn is_ours(found: &str, command: &str) -> bool {
    let words: Vec<&str> = found.strip_prefix(command).unwrap_or("?").split_ascii_whitespace().collect();
    words.is_empty() || matches!(words.as_slice(), ["--constitution", _])
}

/// Cargo's configuration with the alias, which runs the crate in `folder`, and keeps
/// where the constitution stands, if somebody says; `Ok(None)` where it is there already.
pub fn cargo_alias(
    text: &str,
    alias: &str,
    folder: &str,
    command: &str,
    constitution: Option<&str>,
) -> Result<Option<String>, String> {
    let whole = constitution.map_or(command.to_string(), |path| format!("{command} --constitution {path}"));
    edit(text, |document| {
        let aliases = document.entry("alias").or_insert_with(|| Item::Table(Table::new()));
        let Some(aliases) = aliases.as_table_like_mut() else {
            return Err("`alias` is not a table".into());
        };
        match aliases.get(alias).map(|item| item.as_str().map(str::to_string)) {
            Some(Some(found)) if constitution.is_some() && found != whole && is_ours(&found, command) => {
                aliases.insert(alias, value(&whole));
                Ok(true)
            }
            Some(Some(found)) if constitution.is_some() && found != whole => Err(format!(
                "the alias `{alias}` was edited; write `--constitution {}` behind it",
                constitution.unwrap_or_default()
            )),
            Some(Some(found)) if found.contains(&format!(" {folder}/Cargo.toml")) => Ok(false),
            Some(_) => Err(format!("the alias `{alias}` is something else already")),
            None => {
                aliases.insert(alias, value(&whole));
                Ok(true)
            }
        }
    })
}

/// The root manifest with those of the new `folders` excluded that one of its `members`
/// patterns takes in: Cargo reads every folder that a pattern matches as a package, and
/// finds two workspace roots in ours. `Ok(None)` where none need be.
pub fn exclude_from_workspace(text: &str, folders: &[String]) -> Result<Option<String>, String> {
    edit(text, |document| {
        let Some(workspace) = document.get_mut("workspace").and_then(Item::as_table_like_mut) else {
            return Ok(false);
        };
        let names = |key: &str| -> Vec<String> {
            let array = workspace.get(key).and_then(Item::as_array);
            let texts = array.map(|array| array.iter().filter_map(|item| item.as_str()).collect::<Vec<_>>());
            let plain = |pattern: &str| pattern.trim_start_matches("./").trim_end_matches('/').to_string();
            texts.unwrap_or_default().into_iter().map(plain).collect()
        };
        let (members, excluded) = (names("members"), names("exclude"));
        let taken =
            |folder: &&String| members.iter().any(|pattern| takes(pattern, folder)) && !excluded.contains(folder);
        let needed: Vec<&String> = folders.iter().filter(taken).collect();
        if needed.is_empty() {
            return Ok(false);
        }
        let exclude = workspace.entry("exclude").or_insert_with(|| value(Array::new()));
        let Some(exclude) = exclude.as_array_mut() else {
            return Err("`workspace.exclude` is not an array".into());
        };
        for folder in needed {
            // `push` alone would put it behind the last element of a multi-line array; the
            // element before it says how lines are indented.
            let prefix = exclude.iter().last().and_then(|last| last.decor().prefix()?.as_str().map(str::to_string));
            exclude.push(folder.as_str());
            if let (Some(prefix), Some(item)) =
                (prefix.filter(|prefix| prefix.contains('\n')), exclude.iter_mut().last())
            {
                let start = prefix.rfind('\n').unwrap_or(0);
                item.decor_mut().set_prefix(prefix.get(start..).unwrap_or_default().to_string());
            }
        }
        Ok(true)
    })
}

/// Whether a pattern of `workspace.members` takes the top folder `name` in: `*`, `?` and
/// classes as Cargo's glob reads them, one component only.
fn takes(pattern: &str, name: &str) -> bool {
    fn from(pattern: &[char], name: &[char]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, None) => true,
            (Some((&'*', rest)), _) => from(rest, name) || (!name.is_empty() && from(pattern, &name[1..])),
            (Some((&'?', rest)), Some((_, tail))) => from(rest, tail),
            (Some((&'[', rest)), Some((c, tail))) => match rest.iter().position(|&p| p == ']') {
                Some(close) => {
                    let class = &rest[..close];
                    let hit = class.contains(c) || class.windows(3).any(|w| w[1] == '-' && w[0] <= *c && *c <= w[2]);
                    hit && from(&rest[close + 1..], tail)
                }
                None => false,
            },
            (Some((p, rest)), Some((c, tail))) => p == c && from(rest, tail),
            _ => false,
        }
    }
    from(&pattern.chars().collect::<Vec<_>>(), &name.chars().collect::<Vec<_>>())
}

/// Edits TOML and keeps what toml_edit does not: line endings and the byte order mark.
/// `change` says whether it changed anything.
fn edit(text: &str, change: impl FnOnce(&mut DocumentMut) -> Result<bool, String>) -> Result<Option<String>, String> {
    let bom = text.starts_with('\u{feff}');
    let mut document: DocumentMut =
        text.trim_start_matches('\u{feff}').parse().map_err(|err: toml_edit::TomlError| err.to_string())?;
    if !change(&mut document)? {
        return Ok(None);
    }
    let mut out = document.to_string().replace("\r\n", "\n").replace('\n', line_end(text));
    if bom {
        out.insert(0, '\u{feff}');
    }
    Ok(Some(out))
}

/// A pre-commit configuration with the stanza at the end of its list of repos.
///
/// `Ok(None)` where it runs `verify` already; `Err` where the list cannot be found for
/// sure, with the reason: then the stanza is printed instead.
pub fn pre_commit(text: &str, alias: &str) -> Result<Option<String>, String> {
    if text.contains(&format!("{alias} verify")) {
        return Ok(None);
    }
    let before = repos(text)?;
    let newline = line_end(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let start = lines
        .iter()
        .position(|line| line.trim_start_matches('\u{feff}').trim_end() == "repos:")
        .ok_or("its list `repos:` is not written as a block")?;
    let is_item = |line: &&&str| line.trim_start().starts_with("- ");
    let first = lines[start + 1..].iter().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let indent = first.filter(is_item).map_or(0, |line| line.len() - line.trim_start().len());
    // The list ends where something that is not deeper stands; blank lines and comments
    // before that belong to what follows.
    let deeper = |line: &str| {
        let own = line.len() - line.trim_start().len();
        own > indent || (own == indent && line.trim_start().starts_with('-'))
    };
    let is_blank = |line: &str| line.trim().is_empty();
    let end = lines[start + 1..]
        .iter()
        .position(|line| !is_blank(line) && !line.trim_start().starts_with('#') && !deeper(line))
        .map_or(lines.len(), |at| start + 1 + at);
    let end =
        (start + 1..end).rev().find(|&at| !is_blank(lines[at]) && deeper(lines[at])).map_or(start + 1, |at| at + 1);
    let stanza = PRE_COMMIT_STANZA.replace("xtask", alias);
    let stanza: String = stanza.lines().map(|line| format!("{}{line}{newline}", " ".repeat(indent))).collect();
    let head: String = lines[..end].concat();
    let gap = if head.ends_with('\n') { "" } else { newline };
    let out = format!("{head}{gap}{stanza}{}", lines[end..].concat());
    // Proof by the values: all that was there, and one more.
    let after = repos(&out)?;
    if after.len() == before.len() + 1 && after.starts_with(&before) {
        Ok(Some(out))
    } else {
        Err("the end of its list `repos:` cannot be told".into())
    }
}

fn repos(text: &str) -> Result<Vec<serde_yaml::Value>, String> {
    let value: serde_yaml::Value = serde_yaml::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|err| format!("it is not valid YAML: {err}"))?;
    match value.get("repos") {
        Some(serde_yaml::Value::Sequence(repos)) => Ok(repos.clone()),
        Some(serde_yaml::Value::Null) => Ok(Vec::new()),
        _ => Err("it has no list `repos:`".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignore_files_get_one_line_once() {
        assert_eq!(ignore_line("", "xtask", BareName::Anywhere).unwrap(), "xtask/target\n");
        assert_eq!(ignore_line("a\r\nb", "xtask", BareName::Anywhere).unwrap(), "a\r\nb\r\nxtask/target\r\n");
        for covered in ["xtask/target", "/xtask/target/", "target\n", "target/", "**/target\n"] {
            assert_eq!(ignore_line(covered, "xtask", BareName::Anywhere), None, "{covered}");
        }
        assert!(ignore_line("/target\n", "xtask", BareName::Anywhere).is_some());
        assert!(
            ignore_line("target\n", "xtask", BareName::AtTop).is_some(),
            "a .dockerignore's bare name is the top's"
        );
        assert_eq!(ignore_line("**/target\n", "xtask", BareName::AtTop), None);
    }

    #[test]
    fn the_alias_keeps_where_the_constitution_stands() {
        let run = "run --locked --manifest-path xtask/Cargo.toml --";
        let with = |text: &str, path| cargo_alias(text, "xtask", "xtask", run, path);
        let plain = with("", None).unwrap().unwrap();
        let named = with(&plain, Some("AGENTS.md")).unwrap().unwrap();
        assert!(named.contains(&format!("\"{run} --constitution AGENTS.md\"")), "{named}");
        assert_eq!(with(&named, None).unwrap(), None, "what was said once is kept");
        assert_eq!(with(&named, Some("AGENTS.md")).unwrap(), None);
        assert!(with(&named, Some("b.md")).unwrap().unwrap().contains("--constitution b.md"));
        assert_eq!(without_alias(&named, "xtask", run).unwrap().as_deref(), Some(""));
        let edited = plain.replace("--locked", "--locked --offline");
        assert!(with(&edited, Some("AGENTS.md")).is_err());
    }

    #[test]
    fn the_alias_keeps_every_other_byte() {
        let run = "run --manifest-path xtask/Cargo.toml --";
        let text = "\u{feff}# mine\r\n[build]\r\njobs = 2 # few\r\n\r\n[alias]\r\nb = \"build\"\r\n";
        let out = cargo_alias(text, "xtask", "xtask", run, None).unwrap().unwrap();
        assert_eq!(out, text.to_string() + "xtask = \"run --manifest-path xtask/Cargo.toml --\"\r\n");
        assert_eq!(cargo_alias(&out, "xtask", "xtask", run, None).unwrap(), None);
        assert!(cargo_alias("[alias]\nxtask = \"run -p other --\"\n", "xtask", "xtask", run, None).is_err());
        assert!(cargo_alias("[alias\n", "xtask", "xtask", run, None).is_err());
        assert!(cargo_alias("alias = 1\n", "xtask", "xtask", run, None).is_err());
    }

    #[test]
    fn what_was_added_is_taken_away_again() {
        let run = "run --manifest-path xtask/Cargo.toml --";
        for text in ["", "[build]\njobs = 2\n", "\u{feff}# mine\r\n[alias]\r\nb = \"build\"\r\n"] {
            let with = cargo_alias(text, "xtask", "xtask", run, None).unwrap().unwrap();
            assert_eq!(without_alias(&with, "xtask", run).unwrap().as_deref(), Some(text));
            assert_eq!(without_alias(text, "xtask", run), Ok(None));
            assert!(without_alias(&with.replace("run", "run --release"), "xtask", run).is_err());
        }
        let with = ignore_line("a\r\nb\r\n", "xtask", BareName::AtTop).unwrap();
        assert_eq!(without_line(&with, "xtask/target").as_deref(), Some("a\r\nb\r\n"));
        assert_eq!(without_line("a\n", "xtask/target"), None);
    }

    #[test]
    fn a_containerfile_that_takes_everything() {
        for text in
            ["FROM a\nCOPY . .\n", "copy --chown=1 ./ /app", "ADD . /app", "COPY [\".\", \"/app\"]", "COPY * /app/"]
        {
            assert!(copies_whole_context(text), "{text}");
        }
        for text in ["COPY app.py .", "COPY src ./", "COPY --from=build . .", "# COPY . .", "RUN cp . ."] {
            assert!(!copies_whole_context(text), "{text}");
        }
    }

    #[test]
    fn a_workspace_excludes_only_where_cargo_needs_it() {
        let exclude = |text: &str| exclude_from_workspace(text, &["xtask".to_string(), "deploy".to_string()]).unwrap();
        assert_eq!(exclude("[package]\nname = \"a\"\n"), None);
        assert_eq!(exclude("[workspace]\nmembers = [\"crates/*\", \"a\"]\n"), None);
        let out = exclude("[workspace]\nmembers = [\"*\"] # all\n").unwrap();
        assert_eq!(out, "[workspace]\nmembers = [\"*\"] # all\nexclude = [\"xtask\", \"deploy\"]\n");
        assert_eq!(exclude(&out), None);
        let long = "[workspace]\nmembers = [\"x*\"]\nexclude = [\n    \"a\", # first\n    \"b\",\n]\n";
        let out = exclude(long).unwrap();
        assert_eq!(out, long.replace("    \"b\",\n", "    \"b\",\n    \"xtask\",\n"));
    }

    #[test]
    fn pre_commit_gets_the_stanza_in_its_own_style() {
        let text = "\
# c
repos:
  - repo: https://a
    rev: v1
    hooks:
      - id: x

# about ci
ci:
  skip: []
";
        let out = pre_commit(text, "xtask").unwrap().unwrap();
        assert!(
            out.starts_with(
                "\
# c
repos:
  - repo: https://a
    rev: v1
    hooks:
      - id: x
  - repo: local
    hooks:
"
            ),
            "{out}"
        );
        assert!(
            out.ends_with(
                "      pass_filenames: false

# about ci
ci:
  skip: []
"
            ),
            "{out}"
        );
        assert_eq!(pre_commit(&out, "xtask").unwrap(), None);
        let flat = pre_commit("repos:\r\n- repo: meta\r\n  hooks: [{id: identity}]", "xtask").unwrap().unwrap();
        assert!(flat.contains("identity}]\r\n- repo: local\r\n"), "{flat}");
        assert!(pre_commit("repos: []\n", "xtask").is_err());
        assert!(pre_commit("{", "xtask").is_err());
        assert!(pre_commit("repos:\n", "xtask").unwrap().is_some());
    }
}
