//! The words of why a command of a script may not run, and of why nobody knows what one does.

use std::fmt;

use prodproof_script::doubt::{ScriptDoubt, Unfollowed};

use super::Worded;

impl Worded for ScriptDoubt {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

impl Worded for Unfollowed {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
