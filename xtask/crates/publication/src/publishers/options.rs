//! Options and operands, and programs that run other programs.

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
        at += if with_value.contains(&name) { 2 } else { 1 };
    }
    arguments.get(at..).unwrap_or_default()
}

pub(super) enum Inner {
    Command(Vec<Symbolic>),
    Shell(Symbolic),
    Script(String, Vec<Symbolic>),
}

/// What a wrapper runs, if `program` is one.
pub(super) fn behind_wrapper(program: &str, rest: &[Symbolic]) -> Option<Inner> {
    let command = |arguments: &[Symbolic]| Some(Inner::Command(arguments.to_vec()));
    match program {
        "sudo" | "doas" => {
            let rest = skip_options(rest, &["u", "g", "user", "group", "h", "p", "C", "D", "R", "T", "U", "t", "r"]);
            command(behind_assignments(rest))
        }
        "env" => command(behind_assignments(skip_options(rest, &["u", "unset", "C", "chdir", "S"]))),
        "time" | "nice" | "ionice" | "nohup" | "command" | "builtin" | "exec" | "stdbuf" | "setsid" | "unbuffer"
        | "caffeinate" | "xvfb-run" | "catchsegv" | "chronic" | "ts" => {
            command(skip_options(rest, &["n", "c", "o", "e", "f", "format", "output", "i", "a"]))
        }
        "timeout" | "gtimeout" => {
            let rest = skip_options(rest, &["k", "kill-after", "s", "signal"]);
            command(rest.get(1..).unwrap_or_default())
        }
        "flock" => command(skip_options(rest, &["w", "timeout", "E"]).get(1..).unwrap_or_default()),
        "retry" | "retry.sh" | "nick-fields-retry" | "wretry" | "with_retry" | "with-retry" => {
            let mut rest = skip_options(rest, &["t", "times", "d", "delay", "m", "max", "until", "s", "n", "r", "c"]);
            // Some take a count first.
            while rest.first().and_then(Symbolic::as_known).is_some_and(|text| text.parse::<u64>().is_ok()) {
                rest = &rest[1..];
            }
            command(rest)
        }
        "dotenv" | "doppler" | "op" | "aws-vault" | "chamber" | "teller" => {
            let at = rest.iter().position(|text| text.as_known() == Some("--"))?;
            command(&rest[at + 1..])
        }
        "nix" | "nix-shell" | "devbox" | "mise" | "direnv" | "poetry" | "pipenv" | "uv" | "uvx" => {
            let at = rest.iter().position(|text| {
                matches!(text.as_known(), Some("--command" | "-c" | "run" | "--run" | "exec" | "--"))
            })?;
            let rest = rest.get(at + 1..).unwrap_or_default();
            let rest = if rest.first().and_then(Symbolic::as_known) == Some("--") { &rest[1..] } else { rest };
            match rest {
                [one] if one.marked().contains(' ') => Some(Inner::Shell(one.clone())),
                rest => command(rest),
            }
        }
        "bash" | "sh" | "dash" | "zsh" | "ksh" => {
            let mut at = 0;
            while let Some(option) =
                rest.get(at).and_then(Symbolic::as_known).filter(|text| text.starts_with(['-', '+']))
            {
                at += 1;
                if option == "-o" || option == "+o" {
                    at += 1;
                } else if !option.starts_with("--") && option.contains('c') {
                    return rest.get(at).map(|text| Inner::Shell(text.clone()));
                } else if !option.starts_with("--") && option.contains('s') {
                    // The script comes from standard input, what follows are its arguments.
                    return command(&[]);
                }
            }
            let path = rest.get(at)?.as_known()?;
            Some(Inner::Script(path.to_string(), rest.get(at + 1..).unwrap_or_default().to_vec()))
        }
        _ => None,
    }
}

fn behind_assignments(arguments: &[Symbolic]) -> &[Symbolic] {
    let is_assignment = |text: &&Symbolic| {
        let marked = text.marked();
        marked
            .split_once('=')
            .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    };
    let count = arguments.iter().take_while(is_assignment).count();
    &arguments[count..]
}
