//! Programs that turn text into text: `tr`, `sed`, `cut`, `basename`, `jq` and friends,
//! as far as scripts use them on image names and tags. Must not know variables.

use super::awk;
use super::cut::cut;
use super::expand::{from_items, items, map};
use super::git;
use super::jq::jq;
use super::pattern::{self, Glob, Reach};
use super::sed::sed;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// Whether `name` is such a program: it pushes nothing and sets nothing.
pub(super) fn is_filter(name: &str) -> bool {
    matches!(
        name,
        "tr" | "sed"
            | "cut"
            | "basename"
            | "dirname"
            | "jq"
            | "head"
            | "tail"
            | "git"
            | "date"
            | "awk"
            | "grep"
            | "egrep"
            | "fgrep"
            | "sort"
            | "uniq"
            | "wc"
            | "rev"
            | "seq"
            | "paste"
            | "yq"
            | "uname"
            | "nproc"
            | "pwd"
            | "whoami"
            | "hostname"
            | "id"
            | "ls"
            | "find"
            | "realpath"
            | "readlink"
            | "sha256sum"
            | "md5sum"
            | "base64"
            | "column"
            | "envsubst"
            | "expr"
            | "mktemp"
            | "stat"
            | "du"
            | "df"
            | "cat"
            | "which"
            | "xmllint"
            | "tac"
            | "fold"
            | "od"
    )
}

/// What the program writes, from its arguments, what it reads, and the commit that is
/// checked out.
pub(super) fn output(arguments: &[Symbolic], stdin: Option<&ValueSet>, head: &ValueSet) -> ValueSet {
    let Some(name) = arguments.first().and_then(Symbolic::as_known) else { return ValueSet::unknown() };
    let rest = &arguments[1..];
    let known: Option<Vec<&str>> = rest.iter().map(Symbolic::as_known).collect();
    let lines = |f: &dyn Fn(&Symbolic) -> Symbolic| match stdin {
        Some(values) => map(values, |text| by_line(text, f)),
        None => ValueSet::unknown(),
    };
    match name {
        "basename" => match rest {
            [path] => ValueSet::one(base_name(path, None)),
            [path, suffix] if !path.marked().starts_with('-') => ValueSet::one(base_name(path, Some(suffix))),
            _ => ValueSet::unknown(),
        },
        "dirname" => match rest {
            [path] => {
                let path = Symbolic::from_marked(path.marked().trim_end_matches('/'));
                let mut glob = Glob::default();
                glob.special("/*");
                let shorter = pattern::remove_suffix(&path, &glob, Reach::Shortest);
                ValueSet::one(if shorter == path && path.is_whole() { ".".into() } else { shorter })
            }
            _ => ValueSet::unknown(),
        },
        "date" => ValueSet::one(line(Symbolic::hole("date"))),
        "git" => git::says(rest, head),
        "rev" => lines(&reversed),
        "tr" => match (known.as_deref(), stdin) {
            (Some(arguments), Some(values)) => match translate(arguments) {
                Some(f) => map(values, |text| {
                    let new = text.map_known(|piece| piece.chars().filter_map(&f).collect());
                    if f('/') == Some('/') {
                        new
                    } else {
                        new.without_slashes()
                    }
                }),
                None => ValueSet::unknown(),
            },
            _ => ValueSet::unknown(),
        },
        "cut" => match known.as_deref().and_then(cut) {
            Some(cut) => lines(&|text| cut.apply(text)),
            None => ValueSet::unknown(),
        },
        "sed" => match sed(rest) {
            Some(edits) => lines(&|text| edits.iter().fold(text.clone(), |text, edit| edit.apply(&text))),
            None => ValueSet::unknown(),
        },
        "awk" => match known.as_deref() {
            Some(["{print $1}" | "{ print $1 }"]) => {
                lines(&|text| super::expand::split(text, None).into_iter().next().unwrap_or_default())
            }
            Some(["{print tolower($0)}" | "{ print tolower($0) }"]) => lines(&|text| text.map_known(str::to_lowercase)),
            Some([program]) => match (awk::Print::read(program), stdin) {
                (Some(print), Some(values)) => print.apply(values),
                _ => ValueSet::unknown(),
            },
            _ => ValueSet::unknown(),
        },
        "head" | "tail" => match (known.as_deref(), stdin) {
            (Some(["-n1" | "-1"] | ["-n", "1"]), Some(values)) if values.iter().all(Symbolic::is_whole) => {
                map(values, |text| {
                    let mut lines = text.marked().lines();
                    let one = if name == "head" { lines.next() } else { lines.next_back() };
                    line(Symbolic::from_marked(one.unwrap_or_default()))
                })
            }
            (Some([count]), Some(values)) if name == "head" && count.starts_with("-c") => match count[2..].parse() {
                Ok(count) => map(values, |text| {
                    pattern::substring(&Symbolic::from_marked(text.marked().trim_end_matches('\n')), 0, Some(count))
                }),
                Err(_) => ValueSet::unknown(),
            },
            _ => ValueSet::unknown(),
        },
        "jq" => match stdin {
            Some(values) => map(values, |text| jq(rest, text)),
            None => ValueSet::unknown(),
        },
        "paste" | "sort" | "uniq" | "column" => match (known.as_deref(), stdin) {
            // `paste -sd, -` joins lines.
            (
                Some(
                    ["-sd," | "-sd,-"]
                    | ["-sd,", "-"]
                    | ["-sd", ","]
                    | ["-s", "-d", ","]
                    | ["-s", "-d,"]
                    | ["-sd", ",", "-"],
                ),
                Some(values),
            ) => {
                map(values, |text| line(Symbolic::from_marked(text.marked().trim_end_matches('\n').replace('\n', ","))))
            }
            _ => ValueSet::unknown(),
        },
        "cat" => match (known.as_deref(), stdin) {
            (Some([] | ["-"]), Some(values)) => values.clone(),
            _ => ValueSet::unknown(),
        },
        "seq" => match known.as_deref() {
            Some([to]) => numbers("1", to),
            Some([from, to]) => numbers(from, to),
            _ => ValueSet::unknown(),
        },
        _ => ValueSet::unknown(),
    }
}

/// Backwards; a hole of which only the end is asked for is not told apart, so that it
/// must come back by a second `rev`.
fn reversed(text: &Symbolic) -> Symbolic {
    let mut out = Symbolic::default();
    for piece in text.pieces().collect::<Vec<_>>().into_iter().rev() {
        match piece {
            prodproof_syntax::value::Piece::Known(known) => out.push_known(&known.chars().rev().collect::<String>()),
            prodproof_syntax::value::Piece::Hole(name) => out.push(&Symbolic::hole(name)),
        }
    }
    out
}

pub(super) fn line(mut text: Symbolic) -> Symbolic {
    text.push_known("\n");
    text
}

fn numbers(from: &str, to: &str) -> ValueSet {
    match (from.parse::<u32>(), to.parse::<u32>()) {
        (Ok(from), Ok(to)) if to.saturating_sub(from) < 50 => {
            ValueSet::known(&(from..=to).map(|number| format!("{number}\n")).collect::<String>())
        }
        _ => ValueSet::unknown(),
    }
}

fn by_line(text: &Symbolic, f: &dyn Fn(&Symbolic) -> Symbolic) -> Symbolic {
    let marked = text.marked();
    let mut out = Symbolic::default();
    for (at, one) in marked.strip_suffix('\n').unwrap_or(marked).split('\n').enumerate() {
        if at > 0 {
            out.push_known("\n");
        }
        out.push(&f(&Symbolic::from_marked(one)));
    }
    if marked.ends_with('\n') {
        out.push_known("\n");
    }
    out
}

fn base_name(path: &Symbolic, suffix: Option<&Symbolic>) -> Symbolic {
    let path = Symbolic::from_marked(path.marked().trim_end_matches('/'));
    let mut glob = Glob::default();
    glob.special("*/");
    let mut name = pattern::remove_prefix(&path, &glob, Reach::Longest);
    if let Some(suffix) = suffix {
        let mut glob = Glob::default();
        glob.literal(suffix.marked());
        name = pattern::remove_suffix(&name, &glob, Reach::Shortest);
    }
    line(name)
}

/// `tr`: what becomes of each character.
fn translate(arguments: &[&str]) -> Option<Box<dyn Fn(char) -> Option<char>>> {
    match arguments {
        ["-d", set] | ["--delete", set] => {
            let set = characters(set)?;
            Some(Box::new(move |c| (!set.contains(&c)).then_some(c)))
        }
        [from, to] if !from.starts_with('-') => {
            let (from, to) = (characters(from)?, characters(to)?);
            let last = *to.last()?;
            Some(Box::new(move |c| {
                let at = from.iter().rposition(|wanted| *wanted == c);
                Some(at.map_or(c, |at| to.get(at).copied().unwrap_or(last)))
            }))
        }
        _ => None,
    }
}

fn characters(set: &str) -> Option<Vec<char>> {
    let set = set
        .replace("[:upper:]", "A-Z")
        .replace("[:lower:]", "a-z")
        .replace("[:digit:]", "0-9")
        .replace("[:space:]", " \t\n\r");
    if set.contains("[:") {
        return None;
    }
    let mut out = Vec::new();
    let mut chars = set.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                c => c,
            },
            c => c,
        };
        let mut ahead = chars.clone();
        if ahead.next() == Some('-') {
            if let Some(to) = ahead.next() {
                if to < c || u32::from(to) - u32::from(c) > 300 {
                    return None;
                }
                out.extend(c..=to);
                chars = ahead;
                continue;
            }
        }
        out.push(c);
    }
    (!out.is_empty()).then_some(out)
}

/// The lines of a text as an array.
pub(super) fn lines_as_items(text: &Symbolic) -> Symbolic {
    let marked = text.marked();
    if marked.is_empty() {
        return Symbolic::default();
    }
    let lines: Vec<Symbolic> =
        marked.strip_suffix('\n').unwrap_or(marked).split('\n').map(Symbolic::from_marked).collect();
    from_items(&lines)
}

/// Joins what `xargs` would pass on: words, or lines with `-I`.
pub(super) fn words(text: &Symbolic) -> Vec<Symbolic> {
    items(&from_items(&super::expand::split(text, None)))
}
