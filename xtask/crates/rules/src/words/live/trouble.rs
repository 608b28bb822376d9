//! Why a question has no answer, and what to do about it.

use std::fmt;

use prodproof_live::call::{Program, MOST_BYTES};
use prodproof_live::trouble::{Trouble, TroubleKind};

use crate::words::Worded;

impl Worded for Trouble {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

/// What to do about it: imperative, one action; empty where there is nothing to do.
pub fn help(trouble: &Trouble) -> String {
    match &trouble.kind {
        TroubleKind::Missing => missing(trouble.program).into(),
        TroubleKind::NotLoggedIn if trouble.program == Program::Gh => {
            "run `gh auth login`, or set GH_TOKEN in a job".into()
        }
        TroubleKind::NotLoggedIn if trouble.program == Program::Ssh => {
            "give this user a key that the host takes; it is used without a question".into()
        }
        TroubleKind::NotLoggedIn => format!("log in to the registry with {}", trouble.program.name()),
        TroubleKind::TooOld { needed } => format!("install {} {needed} or later", trouble.program.name()),
        TroubleKind::Forbidden => "use credentials that may read it".into(),
        TroubleKind::Limited => "ask again later, or log in: the limits are higher then".into(),
        TroubleKind::UnknownHostKey => "compare the host's key with the one its console shows, then add it: \
             `ssh-keyscan -p PORT HOST >> ~/.ssh/known_hosts`"
            .into(),
        TroubleKind::ChangedHostKey => {
            "find out why the host has another key; if it was set up anew: `ssh-keygen -R HOST`, and add the new one"
                .into()
        }
        _ => String::new(),
    }
}

/// What to do where it is not there: imperative, one action.
fn missing(program: Program) -> &'static str {
    match program {
        Program::Gh => "install gh (https://cli.github.com) and run `gh auth login`",
        Program::Skopeo | Program::Crane | Program::Regctl | Program::Docker => {
            "install skopeo (or crane, regctl, docker with buildx)"
        }
        Program::Ssh => "install an OpenSSH client",
        Program::Curl => "install curl",
    }
}
