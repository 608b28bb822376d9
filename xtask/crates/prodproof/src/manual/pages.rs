//! clap's description of the command line as a list of commands and their arguments.
//! Must not know shells.

use clap::{Arg, Command, ValueHint};

/// One command, with the words that lead to it: `[]` is the tool itself.
pub(super) struct Page {
    pub(super) path: Vec<String>,
    pub(super) params: Vec<Param>,
    pub(super) subcommands: Vec<(String, String)>,
}

/// An option, a flag or a positional argument.
pub(super) struct Param {
    pub(super) id: String,
    pub(super) long: Option<String>,
    pub(super) short: Option<char>,
    /// The value's name in capitals; `None` for a flag.
    pub(super) value: Option<String>,
    /// The values that are possible; empty where any is.
    pub(super) values: Vec<String>,
    pub(super) is_path: bool,
    pub(super) help: String,
}

/// All commands, each before those below it. `help` is left out: it is `--help`.
pub(super) fn pages(command: &Command) -> Vec<Page> {
    let mut command = command.clone();
    command.build();
    let mut out = Vec::new();
    let mut todo = vec![(Vec::new(), &command)];
    while let Some((path, command)) = todo.pop() {
        let subcommands: Vec<&Command> =
            command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help").collect();
        for below in subcommands.iter().rev() {
            let mut path = path.clone();
            path.push(below.get_name().to_string());
            todo.push((path, below));
        }
        let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
        out.push(Page {
            path,
            params: command.get_arguments().filter(|arg| !arg.is_hide_set()).map(param).collect(),
            subcommands: subcommands.iter().map(|one| (one.get_name().to_string(), text(one.get_about()))).collect(),
        });
    }
    out
}

fn param(arg: &Arg) -> Param {
    let takes_value = arg.get_action().takes_values();
    let name = || arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let defaults: Vec<_> = arg.get_default_values().iter().map(|one| one.to_string_lossy()).collect();
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if takes_value && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        help.push_str(&format!(" [default: {}]", defaults.join(",")));
    }
    Param {
        id: arg.get_id().to_string(),
        long: arg.get_long().map(str::to_string),
        short: arg.get_short(),
        value: takes_value.then(|| name().unwrap_or_else(|| arg.get_id().as_str().to_uppercase())),
        values: if takes_value {
            arg.get_possible_values().iter().map(|one| one.get_name().to_string()).collect()
        } else {
            Vec::new()
        },
        is_path: matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath),
        help,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use clap::{value_parser, ArgAction};

    use super::*;

    /// A command line with one of each kind of argument.
    pub(crate) fn command() -> Command {
        let format = Arg::new("format").long("format").value_name("FORMAT").value_parser(["text", "json"]);
        let format = format.default_value("text").help("How it's printed");
        let select = Arg::new("select").long("select").value_name("RULES").action(ArgAction::Append);
        let dir =
            Arg::new("dir").value_name("DIR").help("The repository").value_parser(value_parser!(std::path::PathBuf));
        let quiet = Arg::new("quiet").long("quiet").short('q').action(ArgAction::SetTrue).help("Say: [nothing]");
        Command::new("xtask")
            .bin_name("cargo xtask")
            .version("1.2.3")
            .about("Proves things")
            .subcommand(Command::new("verify").about("Checks it").args([dir, format, select.help("Only these"), quiet]))
            .subcommand(
                Command::new("hook")
                    .about("The hook")
                    .subcommand_required(true)
                    .subcommand(Command::new("install").about("Installs it"))
                    .subcommand(Command::new("status").about("Shows it")),
            )
    }

    #[test]
    fn every_command_has_a_page() {
        let paths: Vec<String> = pages(&command()).iter().map(|page| page.path.join(" ")).collect();
        assert_eq!(paths, ["", "verify", "hook", "hook install", "hook status"]);
    }
}
