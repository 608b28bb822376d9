//! Options and operands.

use prodproof_syntax::value::Symbolic;

/// The options of a command, in order, and what is left.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    pub options: Vec<(String, Option<Symbolic>)>,
    pub operands: Vec<Symbolic>,
}

impl Parsed {
    /// Splits arguments as pflag does: `--name=value`, `--name value` for the names that
    /// take one, `-nvalue`. Names without dashes.
    pub fn new(arguments: &[Symbolic], with_value: &[&str]) -> Self {
        let mut out = Self::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let marked = argument.marked();
            if marked == "--" {
                out.operands.extend(rest.cloned());
                break;
            }
            if let Some(long) = marked.strip_prefix("--") {
                match long.split_once('=') {
                    Some((name, value)) => out.options.push((name.into(), Some(Symbolic::from_marked(value)))),
                    None if with_value.contains(&long) => out.options.push((long.into(), rest.next().cloned())),
                    None => out.options.push((long.into(), None)),
                }
            } else if marked.len() > 1 && marked.starts_with('-') {
                for (at, c) in marked[1..].char_indices() {
                    let name = c.to_string();
                    if with_value.contains(&name.as_str()) {
                        let glued = &marked[1 + at + c.len_utf8()..];
                        let glued = glued.strip_prefix('=').unwrap_or(glued);
                        let value =
                            if glued.is_empty() { rest.next().cloned() } else { Some(Symbolic::from_marked(glued)) };
                        out.options.push((name, value));
                        break;
                    }
                    out.options.push((name, None));
                }
            } else {
                out.operands.push(argument.clone());
            }
        }
        out
    }

    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|(name, value)| {
            names.contains(&name.as_str())
                && value.as_ref().is_none_or(|value| !matches!(value.as_known(), Some("false" | "0")))
        })
    }

    pub fn values<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a Symbolic> {
        self.options.iter().filter(|(name, _)| names.contains(&name.as_str())).filter_map(|(_, value)| value.as_ref())
    }

    pub fn value(&self, names: &[&str]) -> Option<Symbolic> {
        self.options.iter().rev().find(|(name, _)| names.contains(&name.as_str())).and_then(|(_, value)| value.clone())
    }
}

/// The arguments from the first one that is no global option; `with_value` as above.
pub(super) fn skip_options<'a>(arguments: &'a [Symbolic], with_value: &[&str]) -> &'a [Symbolic] {
    let mut at = 0;
    while let Some(marked) = arguments.get(at).map(Symbolic::marked).filter(|marked| marked.starts_with('-')) {
        let name = marked.trim_start_matches('-');
        // `-itv` takes the next one, `-itv/a:/b` has its own.
        let short = || {
            let taking = name.char_indices().find(|(at, c)| with_value.contains(&&name[*at..at + c.len_utf8()]));
            taking.is_some_and(|(at, c)| at + c.len_utf8() == name.len())
        };
        at += if with_value.contains(&name) || !marked.starts_with("--") && short() { 2 } else { 1 };
    }
    arguments.get(at..).unwrap_or_default()
}
