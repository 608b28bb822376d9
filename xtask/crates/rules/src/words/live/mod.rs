//! What forge, registry, host and site came to, in words: a file a link.

use std::fmt;

use prodproof_live::link::{Absent, LinkFact, Said};
use prodproof_live::moment::Moment;

use super::Worded;

mod host;
mod image;
mod merge;
mod refusal;
mod run;
mod site;
mod trouble;

pub use trouble::help as help_of;

/// What was found out, with times as they are seen from `now`. Lower case, no final dot.
pub fn words(fact: &LinkFact, now: Moment) -> String {
    match &fact.said {
        Said::Merge(fact) => merge::words(fact, now),
        Said::Run(fact) => run::words(fact, now),
        Said::Image(fact) => image::words(fact, now),
        Said::Host(fact) => host::words(fact, now),
        Said::Site(fact) => fact.told().to_string(),
        Said::NoAnswer(trouble) => trouble.told().to_string(),
        Said::Refused(why) => why.told().to_string(),
        Said::Absent(what) => what.told().to_string(),
    }
}

/// What to do about it: imperative, one action; empty where there is nothing to do.
pub fn help(fact: &LinkFact) -> String {
    match &fact.said {
        Said::Run(fact) => run::help(fact).into(),
        Said::Image(fact) => image::help(fact).into(),
        Said::Host(fact) => host::help(fact),
        Said::Site(fact) => site::help(fact).into(),
        Said::NoAnswer(trouble) => trouble::help(trouble),
        Said::Merge(_) | Said::Refused(_) | Said::Absent(_) => String::new(),
    }
}

impl Worded for Absent {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAsked => "not asked",
            Self::NoForge => "no remote on GitHub",
            Self::NoImage => "no image is promised",
            Self::NoWorkflow => "no workflow publishes the image on a merge",
            Self::NoHost => "the contract names no host",
            Self::NoUrl => "the contract names no url",
        })
    }
}

/// So many commits, as they are spoken of.
fn commits(count: u64) -> String {
    match count {
        1 => "one commit".into(),
        _ => format!("{count} commits"),
    }
}
