//! What a call decides is read where it stands: no function of the crates takes a `bool`, and
//! none of the tests gets a bare `true` or `false`.

use super::code;
use super::lengths::rust_files;
use super::*;

/// A conversion of a `bool` into a type that says more.
const CONVERSIONS: &str = "from";

/// The parameters or arguments behind an opening parenthesis.
fn inside(code: &str, open: usize) -> &str {
    let mut depth = 0;
    let end = code[open..].bytes().position(|byte| {
        depth += match byte {
            b'(' => 1,
            b')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &code[open + 1..open + end.unwrap_or(1)]
}

/// The length of `<…>`, if it stands there.
fn generics(code: &str) -> usize {
    let mut depth = 0;
    let mut last = ' ';
    let end = code.find(|c: char| {
        depth += match c {
            '<' => 1,
            '>' if last != '-' => -1,
            _ => 0,
        };
        last = c;
        depth == 0
    });
    end.filter(|_| code.starts_with('<')).map_or(0, |end| end + 1)
}

/// The word that ends before a byte.
fn word_before(code: &str, at: usize) -> &str {
    let before = code[..at].trim_end();
    let from = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
    &before[from..]
}

/// The functions of a source that take a `bool`, by name, each with its line.
fn takers(code: &str) -> Vec<(&str, usize)> {
    let starts = code.match_indices("fn ").filter(|(at, _)| word_before(code, *at + 2) == "fn");
    let named = starts.filter_map(|(at, _)| {
        let rest = &code[at + 3..];
        let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_')?];
        let open = at + 3 + name.len() + generics(&rest[name.len()..]);
        let takes = inside(code, open).split([',', '\n']).any(|one| {
            let kind =
                one.split_once(": ").map(|(_, kind)| kind.trim().trim_start_matches('&').trim_start_matches("mut "));
            matches!(kind, Some("bool" | "Option<bool>"))
        });
        takes.then(|| (name, code::line(code, at)))
    });
    named.collect()
}

/// The calls that hand a bare `true` or `false` over: the function, and where.
fn calls(code: &str) -> Vec<(&str, usize)> {
    let literals = ["true", "false"].into_iter().flat_map(|word| code.match_indices(word));
    let bare = literals.filter(|(at, word)| {
        let (before, behind) = (code[..*at].trim_end(), code[at + word.len()..].trim_start());
        before.ends_with(['(', ',']) && behind.starts_with([')', ','])
    });
    let call = bare.filter_map(|(at, _)| {
        let mut depth = 0;
        let open = code[..at].rfind(|c: char| {
            depth += match c {
                ')' | ']' | '}' => 1,
                '(' | '[' | '{' => -1,
                _ => 0,
            };
            depth < 0
        })?;
        code[open..].starts_with('(').then(|| (word_before(code, open), at))
    });
    call.filter(|(name, _)| !name.is_empty()).collect()
}

#[test]
fn what_a_call_decides_can_be_read_where_it_stands() {
    let codes: Vec<(String, String)> = rust_files()
        .into_iter()
        .map(|path| {
            let source = fs::read_to_string(home().join(&path)).expect(&path);
            let code = code::read(&source).0;
            (path, code)
        })
        .collect();
    let own = |path: &str| path.starts_with("xtask/");
    let named =
        codes.iter().flat_map(|(path, code)| takers(code).into_iter().map(move |(name, line)| (path, name, line)));
    let named: Vec<(&String, &str, usize)> = named.filter(|(_, name, _)| *name != CONVERSIONS).collect();
    let taking: Vec<String> = named
        .iter()
        .filter(|(path, ..)| own(path))
        .map(|(path, name, line)| format!("{path}:{line}: {name}(…)"))
        .collect();
    assert!(
        taking.is_empty(),
        "take what it is made of, an enum in the field's words, or be two functions:\n{}",
        taking.join("\n")
    );
    let takers: BTreeSet<&str> = named.into_iter().map(|(_, name, _)| name).collect();
    let mut wrong = Vec::new();
    for (path, code) in &codes {
        // A closure is read beside its calls.
        let is_closure = |name: &str| code.contains(&format!("let {name} = |"));
        let calls = calls(code).into_iter().filter(|(name, _)| takers.contains(name) && !is_closure(name));
        wrong.extend(calls.map(|(name, at)| format!("{path}:{}: {name}(…)", code::line(code, at))));
    }
    assert!(wrong.is_empty(), "an enum, two functions or a name say what is meant:\n{}", wrong.join("\n"));
}

#[test]
fn a_bare_bool_is_found_wherever_it_stands() {
    let code = "fn f<T: Fn(&T) -> bool>(a: &str, deep: bool) {}\nfn g(a: usize) -> bool {}\n\
                fn h(a: &mut bool) {}\nfn i(a: Option<bool>) {}\n\
                f(x, true); g(h(a, false), 1); Some(true); f((a, b), [c, true], false, );";
    assert_eq!(takers(code).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["f", "h", "i"]);
    let mut found: Vec<&str> = calls(code).into_iter().map(|(name, _)| name).collect();
    found.sort();
    assert_eq!(found, ["Some", "f", "f", "h"]);
}
