//! `sed`: substitutions, with POSIX's expressions spelled as JavaScript's.

use super::pattern::{self, Glob, Reach};
use super::posix::{to_javascript, Asked, Grammar};
use prodproof_syntax::regexp::{replace, Groups, Matches};
use prodproof_syntax::value::Symbolic;

/// One `s` or `y` command of sed.
pub(super) enum Edit {
    /// In JavaScript's spelling.
    Replace {
        pattern: String,
        with: String,
        which: Matches,
    },
    Translate(Vec<char>, Vec<char>),
}

pub(super) fn sed(arguments: &[Symbolic]) -> Option<Vec<Edit>> {
    let mut scripts = Vec::new();
    let mut grammar = Grammar::Basic;
    let mut at = 0;
    while let Some(argument) = arguments.get(at) {
        match argument.as_known()? {
            "-e" | "--expression" => {
                at += 1;
                scripts.push(arguments.get(at)?.as_known()?);
            }
            "-E" | "-r" | "--regexp-extended" => grammar = Grammar::Extended,
            "-Ee" | "-re" => {
                grammar = Grammar::Extended;
                at += 1;
                scripts.push(arguments.get(at)?.as_known()?);
            }
            option if option.starts_with('-') => return None,
            script if scripts.is_empty() => scripts.push(script),
            _ => return None,
        }
        at += 1;
    }
    let mut edits = Vec::new();
    for script in scripts {
        let mut rest = script.trim();
        while !rest.is_empty() {
            let (edit, after) = sed_command(rest, grammar)?;
            edits.push(edit);
            rest = after.trim_start_matches([';', ' ', '\n']);
        }
    }
    (!edits.is_empty()).then_some(edits)
}

pub(super) fn sed_command(script: &str, grammar: Grammar) -> Option<(Edit, &str)> {
    let mut chars = script.char_indices();
    let (_, command) = chars.next()?;
    let (_, delimiter) = chars.next()?;
    let mut parts = vec![String::new()];
    let mut end = None;
    let mut escaped = false;
    for (at, c) in chars {
        if escaped {
            escaped = false;
            if c != delimiter {
                parts.last_mut()?.push('\\');
            }
            parts.last_mut()?.push(c);
        } else if c == '\\' {
            escaped = true;
        } else if c == delimiter {
            if parts.len() == 2 {
                end = Some(at + c.len_utf8());
                break;
            }
            parts.push(String::new());
        } else {
            parts.last_mut()?.push(c);
        }
    }
    let rest = script.get(end?..)?;
    let with = parts.pop()?;
    let pattern = parts.pop()?;
    let flags_end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (flags, after) = rest.split_at(flags_end);
    match command {
        'y' => {
            let (from, to): (Vec<char>, Vec<char>) = (pattern.chars().collect(), with.chars().collect());
            (from.len() == to.len() && !pattern.contains('\\')).then_some((Edit::Translate(from, to), after))
        }
        's' if matches!(flags, "" | "g") => {
            let pattern = to_javascript(&pattern, grammar, Asked::Which)?;
            let which = if flags == "g" { Matches::All } else { Matches::First };
            Some((Edit::Replace { pattern, with, which }, after))
        }
        _ => None,
    }
}

/// The replacement: `&`, `\1`, and `\L`, `\U` for all behind them.
pub(super) fn fill(with: &str, groups: &Groups) -> Option<String> {
    let group = |at: usize| groups.get(at).cloned().flatten().unwrap_or_default();
    let mut out = String::new();
    let mut case: Option<fn(&str) -> String> = None;
    let mut chars = with.chars();
    while let Some(c) = chars.next() {
        let piece = match c {
            '&' => group(0),
            '\\' => match chars.next()? {
                'L' => {
                    case = Some(|text| text.to_lowercase());
                    continue;
                }
                'U' => {
                    case = Some(|text| text.to_uppercase());
                    continue;
                }
                'E' => {
                    case = None;
                    continue;
                }
                'n' => "\n".to_string(),
                c if c.is_ascii_digit() => group(usize::try_from(c.to_digit(10)?).ok()?),
                c if c.is_ascii_alphabetic() => return None,
                c => c.to_string(),
            },
            c => c.to_string(),
        };
        out.push_str(&case.map_or(piece.clone(), |case| case(&piece)));
    }
    Some(out)
}

/// A pattern that stands for itself, unescaped.
pub(super) fn plain(pattern: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                c if !c.is_ascii_alphanumeric() => out.push(c),
                _ => return None,
            },
            '.' | '*' | '[' | ']' | '^' | '$' | '+' | '?' | '(' | ')' | '|' | '{' | '}' => return None,
            c => out.push(c),
        }
    }
    (!out.is_empty()).then_some(out)
}

impl Edit {
    pub(super) fn apply(&self, text: &Symbolic) -> Symbolic {
        match self {
            Self::Translate(from, to) => {
                let one = |c: char| from.iter().position(|f| *f == c).and_then(|at| to.get(at)).copied().unwrap_or(c);
                let new = text.map_known(|piece| piece.chars().map(one).collect());
                if one('/') == '/' {
                    new
                } else {
                    new.without_slashes()
                }
            }
            Self::Replace { pattern, with, which } => match text.as_known() {
                Some(known) => {
                    if fill(with, &Vec::new()).is_none() {
                        return Symbolic::unknown();
                    }
                    let replaced = replace(pattern, known, *which, &|groups| fill(with, groups).unwrap_or_default());
                    replaced.map_or_else(Symbolic::unknown, |text| Symbolic::known(&text))
                }
                None => with_holes(text, pattern, with, *which),
            },
        }
    }
}

/// The substitutions that mean the same whatever the holes stand for.
pub(super) fn with_holes(text: &Symbolic, pattern: &str, with: &str, which: Matches) -> Symbolic {
    if matches!(with, "\\L&" | "\\L\\1") && matches!(pattern, ".*" | "(.*)" | "[A-Z]") {
        return text.map_known(str::to_lowercase);
    }
    if with.contains(['&', '\\']) {
        return Symbolic::unknown();
    }
    let (body, at_start) = pattern.strip_prefix('^').map_or((pattern, false), |body| (body, true));
    let (body, at_end) = match body.strip_suffix('$') {
        Some(body) if !body.ends_with('\\') => (body, true),
        _ => (body, false),
    };
    if body.is_empty() && at_start != at_end {
        let mut out = if at_start { Symbolic::known(with) } else { text.clone() };
        out.push(&if at_start { text.clone() } else { Symbolic::known(with) });
        return out;
    }
    if let Some(literal) = plain(body) {
        let mut glob = Glob::default();
        glob.literal(&literal);
        return match (at_start, at_end) {
            (true, false) => changed(text, pattern::remove_prefix(text, &glob, Reach::Shortest), with, Place::Front),
            (false, true) => changed(text, pattern::remove_suffix(text, &glob, Reach::Shortest), with, Place::Back),
            (false, false) => pattern::replace(text, &glob, &Symbolic::known(with), which, None),
            (true, true) => Symbolic::unknown(),
        };
    }
    // One class of characters, as in `s/[^a-z0-9]/-/g`: the holes stay.
    let is_class = body.starts_with('[') && body.find(']').is_some_and(|at| at + 1 == body.len());
    if is_class && which == Matches::All && !at_start && !at_end {
        return text.map_known(|piece| {
            replace(pattern, piece, which, &|_| with.to_string()).unwrap_or_else(|| piece.to_string())
        });
    }
    // `.*X` takes all up to the last X; `X.*` all behind the first.
    let mut glob = Glob::default();
    if let (Some(literal), false) = (body.strip_prefix(".*").and_then(plain), at_end) {
        glob.special("*");
        glob.literal(&literal);
        return changed(text, pattern::remove_prefix(text, &glob, Reach::Longest), with, Place::Front);
    }
    if let (Some(literal), false) = (body.strip_suffix(".*").and_then(plain), at_start) {
        glob.literal(&literal);
        glob.special("*");
        return changed(text, pattern::remove_suffix(text, &glob, Reach::Longest), with, Place::Back);
    }
    Symbolic::unknown()
}

/// Where something was cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Front,
    Back,
}

/// What was cut off is replaced, if anything was.
pub(super) fn changed(before: &Symbolic, rest: Symbolic, with: &str, at: Place) -> Symbolic {
    if *before == rest {
        return rest;
    }
    let mut out = Symbolic::default();
    match at {
        Place::Front => {
            out.push_known(with);
            out.push(&rest);
        }
        Place::Back => {
            out.push(&rest);
            out.push_known(with);
        }
    }
    out
}
