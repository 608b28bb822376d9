//! Inside of a crate no two top modules import each other.

use super::*;

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
