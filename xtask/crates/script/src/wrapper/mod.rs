//! Programs that run other programs: `sudo`, `env`, `nice`, `timeout`, a shell, a retry
//! helper. What they run, and what they do to the environment and the user on the way.
//!
//! Arguments are texts and answers are their numbers, so that whoever asks keeps what else
//! it knows of them. Sources: the programs' own manuals (env(1), sudo(8), su(1),
//! runuser(1), timeout(1), flock(1), bash(1)). Must not know what any of it is run for.

mod users;

use self::users::{env, sudo, switch_user};

/// What a wrapper does; numbers count the program itself as 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapper {
    pub runs: Runs,
    pub changes: Vec<Change>,
}

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    /// The command that begins at this argument.
    Command(usize),
    /// This argument, as a script of sh; the shell's own options stand before it.
    Shell(usize),
    /// The script file that this argument names; its arguments follow.
    Script(usize),
    /// Nothing that stands in the arguments: a script on standard input, a shell for people.
    Nothing,
    /// A command line within this argument, of which the words are not told apart.
    Unread(usize),
}

/// What it changes for what it runs, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The environment is emptied.
    Cleared(usize),
    /// The same, but for the variables that the argument lists from this byte on, with commas.
    ClearedBut(usize, usize),
    /// The variable of this name, in this argument from this byte on, is taken out.
    Unset(usize, usize),
    /// `NAME=VALUE`.
    Set(usize),
    /// Variables are set that nobody sees here.
    Foreign(usize),
    /// Another user: the argument and the byte from which on it names the user; without
    /// it root, by the program's own rules.
    User(Option<(usize, usize)>),
}

/// A wrapper that only takes options, and perhaps operands, before the command.
struct Plain {
    programs: &'static [&'static str],
    /// Options that take the next argument as their value, without dashes.
    with_value: &'static [&'static str],
    /// Operands before the command: `timeout 5m …`.
    operands: usize,
}

const fn plain(programs: &'static [&'static str], with_value: &'static [&'static str]) -> Plain {
    Plain { programs, with_value, operands: 0 }
}

const PLAIN: &[Plain] = &[
    plain(&["nice"], &["n", "adjustment"]),
    plain(&["ionice"], &["c", "n", "class", "classdata"]),
    plain(&["time"], &["f", "o", "format", "output"]),
    plain(&["stdbuf"], &["i", "o", "e", "input", "output", "error"]),
    plain(&["exec"], &["a"]),
    plain(&["nohup", "setsid", "builtin", "unbuffer", "catchsegv", "chronic", "ts", "catatonit"], &[]),
    plain(&["dumb-init"], &["r", "rewrite"]),
    plain(&["tini"], &["p", "e"]),
    plain(&["caffeinate"], &["t", "w"]),
    plain(&["xvfb-run"], &["n", "s", "e", "f", "p", "w", "server-num", "server-args", "error-file", "auth-file"]),
    plain(&["systemd-inhibit"], &["what", "who", "why", "mode"]),
    plain(&["systemd-cat"], &["t", "p", "identifier", "priority", "stderr-priority"]),
    Plain { operands: 1, ..plain(&["timeout", "gtimeout"], &["k", "s", "kill-after", "signal"]) },
    Plain { operands: 1, ..plain(&["chrt"], &["T", "P", "D"]) },
    Plain { operands: 1, ..plain(&["taskset"], &[]) },
    plain(
        &["xargs"],
        &["n", "I", "L", "P", "d", "s", "E", "a", "max-args", "max-procs", "delimiter", "max-chars", "arg-file"],
    ),
];

/// Helpers that try a command again; some take a count first.
const RETRY: &[&str] = &["retry", "retry.sh", "nick-fields-retry", "wretry", "with_retry", "with-retry"];
const RETRY_VALUES: &[&str] = &["t", "times", "d", "delay", "m", "max", "until", "s", "n", "r", "c"];

/// What the program runs, if it is a wrapper. `arguments[0]` is its name without a folder;
/// one that nobody knows is a text that is no option.
pub fn read(arguments: &[&str]) -> Option<Wrapper> {
    let program = *arguments.first()?;
    if let Some(plain) = PLAIN.iter().find(|plain| plain.programs.contains(&program)) {
        let at = Options::read(arguments, plain.with_value).end + plain.operands;
        return Some(Wrapper { runs: command(arguments, at), changes: Vec::new() });
    }
    let mut changes = Vec::new();
    let runs = match program {
        "env" => env(arguments, &mut changes),
        "command" => {
            let options = Options::read(arguments, &[]);
            // `command -v` only asks for the program.
            if options.has(&["v", "V"]) {
                Runs::Nothing
            } else {
                command(arguments, options.end)
            }
        }
        "sudo" => sudo(arguments, &mut changes),
        "doas" => {
            let options = Options::read(arguments, &["u", "C", "a"]);
            changes.extend([Change::Cleared(0), Change::User(options.value(&["u"]))]);
            command(arguments, options.end)
        }
        "su" | "runuser" => switch_user(program, arguments, &mut changes),
        "flock" => {
            let at = Options::read(arguments, &["w", "E", "timeout", "wait", "conflict-exit-code"]).end + 1;
            match arguments.get(at) {
                Some(&("-c" | "--command")) => script(arguments, at + 1),
                _ => command(arguments, at),
            }
        }
        _ if RETRY.contains(&program) => {
            let mut at = Options::read(arguments, RETRY_VALUES).end;
            while arguments.get(at).is_some_and(|text| text.parse::<u64>().is_ok()) {
                at += 1;
            }
            command(arguments, at)
        }
        "dotenv" | "doppler" | "op" | "aws-vault" | "chamber" | "teller" => {
            let at = arguments.iter().position(|text| *text == "--")?;
            changes.push(Change::Foreign(0));
            command(arguments, at + 1)
        }
        "nix" | "nix-shell" | "devbox" | "mise" | "direnv" | "poetry" | "pipenv" | "uv" | "uvx" => {
            let is_start = |text: &&str| matches!(*text, "--command" | "-c" | "run" | "--run" | "exec" | "--");
            let mut at = 2 + arguments.get(1..)?.iter().position(is_start)?;
            changes.push(Change::Foreign(0));
            at += usize::from(arguments.get(at) == Some(&"--"));
            match arguments.get(at..) {
                Some([one]) if one.contains(' ') => Runs::Shell(at),
                _ => command(arguments, at),
            }
        }
        "bash" | "sh" | "dash" | "ash" | "zsh" | "ksh" => shell(arguments),
        _ => return None,
    };
    Some(Wrapper { runs, changes })
}

/// The options of a program that ends them at its first operand, as getopt(3) does.
struct Options<'a> {
    /// The name without dashes, and where its value stands: the argument and the byte.
    all: Vec<(&'a str, Option<(usize, usize)>)>,
    /// The first argument that is none of them.
    end: usize,
}

impl<'a> Options<'a> {
    /// Those of `with_value` take the next argument, if nothing is glued to them.
    fn read(arguments: &[&'a str], with_value: &[&str]) -> Self {
        let mut all = Vec::new();
        let mut at = 1;
        while let Some(text) = arguments.get(at).filter(|text| text.len() > 1 && text.starts_with('-')) {
            let mut next = at + 1;
            if *text == "--" {
                return Self { all, end: next };
            }
            if let Some(long) = text.strip_prefix("--") {
                match long.split_once('=') {
                    Some((name, _)) => all.push((name, Some((at, name.len() + 3)))),
                    None if with_value.contains(&long) => {
                        all.push((long, (next < arguments.len()).then_some((next, 0))));
                        next += 1;
                    }
                    None => all.push((long, None)),
                }
            } else {
                for (place, c) in text.char_indices().skip(1) {
                    let behind = place + c.len_utf8();
                    let name = &text[place..behind];
                    if !with_value.contains(&name) {
                        all.push((name, None));
                        continue;
                    }
                    let is_glued = behind < text.len();
                    let apart = (next < arguments.len()).then_some((next, 0));
                    all.push((name, if is_glued { Some((at, behind)) } else { apart }));
                    next += usize::from(!is_glued);
                    break;
                }
            }
            at = next;
        }
        Self { all, end: at }
    }

    fn has(&self, names: &[&str]) -> bool {
        self.all.iter().any(|(name, _)| names.contains(name))
    }

    fn value(&self, names: &[&str]) -> Option<(usize, usize)> {
        self.all.iter().rev().find(|(name, _)| names.contains(name)).and_then(|(_, value)| *value)
    }
}

fn command(arguments: &[&str], at: usize) -> Runs {
    if at < arguments.len() {
        Runs::Command(at)
    } else {
        Runs::Nothing
    }
}

fn script(arguments: &[&str], at: usize) -> Runs {
    if at < arguments.len() {
        Runs::Shell(at)
    } else {
        Runs::Nothing
    }
}

/// bash(1): `-c` may stand among other flags, and `o` takes a value.
fn shell(arguments: &[&str]) -> Runs {
    let (mut command, mut stdin) = (false, false);
    let mut at = 1;
    while let Some(text) = arguments.get(at) {
        let is_flags = text.len() > 1 && text.starts_with(['-', '+']) && !text.starts_with("--");
        if is_flags {
            command |= text.starts_with('-') && text.contains('c');
            stdin |= text.starts_with('-') && text.contains('s');
            at += usize::from(text.contains('o'));
        } else if *text == "--" {
            at += 1;
            break;
        } else if matches!(*text, "--rcfile" | "--init-file") {
            at += 1;
        } else if !text.starts_with("--") {
            break;
        }
        at += 1;
    }
    match at < arguments.len() {
        true if command => Runs::Shell(at),
        true if !stdin => Runs::Script(at),
        _ => Runs::Nothing,
    }
}

#[cfg(test)]
mod tests;
