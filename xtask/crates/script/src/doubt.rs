//! Why a command of a script may not run, and why nobody knows what one does: types with
//! their words. Must not know which program publishes what.

use std::fmt;

/// On what it hangs that a command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptDoubt {
    /// This holds, as its author wrote it.
    If(String),
    Unless(String),
    /// This fails.
    Fails(String),
    /// The value takes this way through `case`.
    Case(String),
    /// The loop comes to this item.
    Turn(String),
    /// The command that is only known at run time is this one.
    IsCommand(String),
    /// Of the values that its arguments may have, only some.
    SomeArguments,
    TrapIsSet,
    /// What a trap waits for comes.
    TrapRuns,
    NotEnded,
    /// The loop or function was not left.
    NotLeft,
    /// There are more of these than anybody wants to read.
    More,
}

impl fmt::Display for ScriptDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::If(text) => write!(f, "only if {text}"),
            Self::Unless(text) => write!(f, "unless {text}"),
            Self::Fails(text) => write!(f, "only if {text} fails"),
            Self::Case(value) => write!(f, "only if `{value}` is matched by `case`"),
            Self::Turn(item) => write!(f, "only if the loop reaches `{item}`"),
            Self::IsCommand(command) => write!(f, "only if the command is `{command}`"),
            Self::SomeArguments => f.write_str("only with some values of its arguments"),
            Self::TrapIsSet => f.write_str("only if the trap is set"),
            Self::TrapRuns => f.write_str("only if a signal comes, or a command fails"),
            Self::NotEnded => f.write_str("only if the script has not ended before"),
            Self::NotLeft => f.write_str("only if the loop or function has not been left before"),
            Self::More => f.write_str("only if further conditions of the script hold"),
        }
    }
}

/// Why what a command pushes is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfollowed {
    /// The script is for a shell that nobody here reads.
    Shell(String),
    /// There is too much of the script.
    TooLong,
    /// The line is broken, or of no grammar that is known.
    Line,
    /// A command line within an argument.
    Argument,
    /// The whole command is only known at run time.
    Command,
    /// The program is.
    Program,
    /// It starts another workflow: its file.
    Starts(String),
    /// What whoever knows the tool says of it, a sentence of a table.
    Tool(&'static str),
}

impl fmt::Display for Unfollowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(shell) => write!(f, "a script for `{shell}` is not read"),
            Self::TooLong => f.write_str("it is too long to be followed"),
            Self::Line => f.write_str("the line is not read"),
            Self::Argument => f.write_str("the command line within its argument is not read"),
            Self::Command => f.write_str("the command is only known at run time"),
            Self::Program => f.write_str("the program is only known at run time"),
            Self::Starts(file) => write!(f, "it starts `{file}`"),
            Self::Tool(words) => f.write_str(words),
        }
    }
}
