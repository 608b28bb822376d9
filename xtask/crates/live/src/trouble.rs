//! Why a question has no answer. Always *unknown*, never a verdict: a registry that is down
//! says nothing about the image in it.
//!
//! The only place that reads other programs' words on standard error; they were asked for
//! in the C locale. Must not know what the question was for.

use std::fmt;

use crate::call::{Outcome, Program, MOST_BYTES};

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

    /// What to do about it: imperative, one action; empty where there is nothing to do.
    pub fn help(&self) -> String {
        match &self.kind {
            TroubleKind::Missing => self.program.help().into(),
            TroubleKind::NotLoggedIn if self.program == Program::Gh => {
                "run `gh auth login`, or set GH_TOKEN in a job".into()
            }
            TroubleKind::NotLoggedIn if self.program == Program::Ssh => {
                "give this user a key that the host takes; it is used without a question".into()
            }
            TroubleKind::NotLoggedIn => format!("log in to the registry with {}", self.program.name()),
            TroubleKind::TooOld { needed } => format!("install {} {needed} or later", self.program.name()),
            TroubleKind::Forbidden => "use credentials that may read it".into(),
            TroubleKind::Limited => "ask again later, or log in: the limits are higher then".into(),
            TroubleKind::UnknownHostKey => {
                "compare the host's key with the one its console shows, then add it: \
                 `ssh-keyscan -p PORT HOST >> ~/.ssh/known_hosts`"
                    .into()
            }
            TroubleKind::ChangedHostKey => {
                "find out why the host has another key; if it was set up anew: `ssh-keygen -R HOST`, and add the new one"
                    .into()
            }
            _ => String::new(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.program.name();
        match &self.kind {
            TroubleKind::Missing => write!(f, "{name} is not on PATH"),
            TroubleKind::NotStarted(words) => write!(f, "{name} cannot be started: {words}"),
            TroubleKind::Late { seconds } => write!(f, "no answer of {name} in {seconds} s"),
            TroubleKind::TooLong => write!(f, "{name} said more than {} MB", MOST_BYTES / 1024 / 1024),
            TroubleKind::Killed { signal } => write!(f, "{name} was killed by signal {signal}"),
            TroubleKind::NotLoggedIn if self.program == Program::Ssh => f.write_str("the host takes no key of ours"),
            TroubleKind::NotLoggedIn => write!(f, "{name} is not logged in"),
            TroubleKind::Forbidden => write!(f, "whoever {name} is logged in as may not see it"),
            TroubleKind::Limited => write!(f, "{name} was told to ask less often"),
            TroubleKind::NotFound => write!(f, "{name} is told that it does not exist, or may not be seen"),
            TroubleKind::Broken { status } => write!(f, "the other side fails with HTTP {status}"),
            TroubleKind::Answered { status } => write!(f, "the other side answers HTTP {status}"),
            TroubleKind::Unreachable(words) if words.is_empty() => f.write_str("nobody answers"),
            TroubleKind::Unreachable(words) => write!(f, "nobody answers: {words}"),
            TroubleKind::UnknownHostKey => f.write_str("the host's key is not known here"),
            TroubleKind::ChangedHostKey => f.write_str("the host has another key than the one that is known here"),
            TroubleKind::Certificate(words) => write!(f, "the certificate is not accepted: {words}"),
            TroubleKind::TooOld { needed } => write!(f, "{name} is too old for that question, which takes {needed}"),
            TroubleKind::Garbled(what) => write!(f, "what {name} said is no {what}"),
            TroubleKind::Failed { code, words } if words.is_empty() => write!(f, "{name} ended with {code}"),
            TroubleKind::Failed { code, words } => write!(f, "{name} ended with {code}: {words}"),
        }
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

/// A character that was refused, for people: only what is not seen is escaped.
pub(crate) fn named(c: char) -> String {
    match c {
        '!'..='~' => c.to_string(),
        ' ' => "a blank".into(),
        _ => c.escape_default().to_string(),
    }
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
        for (outcome, words) in [
            (Outcome::Missing, "curl is not on PATH"),
            (Outcome::NotStarted("Permission denied".into()), "curl cannot be started: Permission denied"),
            (Outcome::Late { seconds: 20 }, "no answer of curl in 20 s"),
            (Outcome::TooLong, "curl said more than 10 MB"),
            (Outcome::Killed { signal: 9 }, "curl was killed by signal 9"),
        ] {
            let Err(trouble) = said(Program::Curl, &outcome) else { panic!("{outcome:?}") };
            assert_eq!(trouble.to_string(), words);
        }
    }

    #[test]
    fn the_last_line_has_the_cause() {
        assert_eq!(last_line("a\nb \n\n"), "b");
        assert_eq!(last_line(&"é".repeat(300)).chars().count(), 201);
    }
}
