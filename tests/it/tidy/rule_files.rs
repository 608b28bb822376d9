//! A rule is a file of its name, and found where it stands.

use super::*;

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

/// What mends a finding is its rule's: models say what is, and try out what they are given.
/// Texts that are made for the constitution, a bump or a contract, are that crate's trade.
#[test]
fn no_model_makes_an_edit() {
    for name in ["syntax", "script", "workflow", "publication", "deployment", "live"] {
        for (path, text) in sources() {
            if !path.starts_with(format!("xtask/crates/{name}")) || path.ends_with("syntax/src/finding.rs") {
                continue;
            }
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for made in ["Edit::new(", "Edit::insert("] {
                assert!(!code.contains(made), "{} edits by {made}: that is a rule's", path.display());
            }
        }
    }
}

/// A toolkit for edits knows the language of the file, and no rule.
#[test]
fn what_edits_is_told_what_by_the_rule() {
    let rows: Vec<Row> = sources().iter().flat_map(|(_, text)| rows(text)).collect();
    let mut toolkits = 0;
    for (path, text) in sources().iter().filter(|(path, _)| path.ends_with("edits.rs")) {
        toolkits += 1;
        for row in &rows {
            assert!(
                !text.contains(&row.name) && !text.contains(&row.constant),
                "{} knows {}",
                path.display(),
                row.name
            );
        }
    }
    assert!(toolkits >= 2);
}
