//! Why a question has no answer. Always *unknown*, never a verdict: a registry that is down
//! says nothing about the image in it.
//!
//! The only place that reads other programs' words on standard error; they were asked for
//! in the C locale. Must not know what the question was for.

use crate::call::{Outcome, Program};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub program: Program,
    pub kind: TroubleKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    Missing,
    NotStarted(String),
    Late {
        seconds: u64,
    },
    TooLong,
    Killed {
        signal: i32,
    },
    /// Nobody is logged in, or the credentials are not taken.
    NotLoggedIn,
    /// Whoever is logged in may not see it. On GitHub 404 may be the same.
    Forbidden,
    /// Too many questions.
    Limited,
    /// What is asked for does not exist, as far as whoever is logged in can see.
    NotFound,
    /// The other side has an error of its own: HTTP 5xx.
    Broken {
        status: u16,
    },
    /// The other side answers, with a status that is no answer to the question.
    Answered {
        status: u16,
    },
    /// Nobody is there: the program's words.
    Unreachable(String),
    /// The key of the host is not known here.
    UnknownHostKey,
    /// The key of the host is another than the one that is known here.
    ChangedHostKey,
    /// The certificate of the site is not accepted; the program's words.
    Certificate(String),
    /// An answer that is none: cut off, not JSON, another protocol. What it was to be.
    Garbled(&'static str),
    /// The program that is here cannot ask that yet.
    TooOld {
        needed: &'static str,
    },
    /// Anything else: how it ended, and its words.
    Failed {
        code: i32,
        words: String,
    },
}

impl Trouble {
    pub fn new(program: Program, kind: TroubleKind) -> Self {
        Self { program, kind }
    }

    /// An answer that is not what was asked for.
    pub fn garbled(program: Program, what: &'static str) -> Self {
        Self::new(program, TroubleKind::Garbled(what))
    }
}

/// How a program ended, and what it said.
pub struct ProgramAnswer<'a> {
    pub code: i32,
    pub stdout: &'a [u8],
    pub stderr: String,
}

/// What was said, whatever the exit code; or why nothing was.
pub fn said(program: Program, outcome: &Outcome) -> Result<ProgramAnswer<'_>, Trouble> {
    let kind = match outcome {
        Outcome::Ended { code, stdout, stderr } => {
            let stderr = String::from_utf8_lossy(stderr).into_owned();
            return Ok(ProgramAnswer { code: *code, stdout, stderr });
        }
        Outcome::Missing => TroubleKind::Missing,
        Outcome::NotStarted(words) => TroubleKind::NotStarted(words.clone()),
        Outcome::Late { seconds } => TroubleKind::Late { seconds: *seconds },
        Outcome::TooLong => TroubleKind::TooLong,
        Outcome::Killed { signal } => TroubleKind::Killed { signal: *signal },
    };
    Err(Trouble::new(program, kind))
}

/// The last line of what a program said, at a length that fits a line: it has the cause.
pub fn last_line(words: &str) -> String {
    let line = words.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    match line.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_by_force_says_nothing() {
        for (outcome, kind) in [
            (Outcome::Missing, TroubleKind::Missing),
            (Outcome::NotStarted("Permission denied".into()), TroubleKind::NotStarted("Permission denied".into())),
            (Outcome::Late { seconds: 20 }, TroubleKind::Late { seconds: 20 }),
            (Outcome::TooLong, TroubleKind::TooLong),
            (Outcome::Killed { signal: 9 }, TroubleKind::Killed { signal: 9 }),
        ] {
            let trouble = said(Program::Curl, &outcome).err();
            assert_eq!(trouble, Some(Trouble::new(Program::Curl, kind)));
        }
    }

    #[test]
    fn the_last_line_has_the_cause() {
        assert_eq!(last_line("a\nb \n\n"), "b");
        assert_eq!(last_line(&"é".repeat(300)).chars().count(), 201);
    }
}
