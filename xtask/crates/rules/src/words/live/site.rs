//! What a site tells.

use std::fmt;

use prodproof_live::link::{short, Kin, SiteFact};

use super::commits;
use crate::words::Worded;

impl Worded for SiteFact {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tells { sha, kin: Kin::Ahead(count) } => {
                write!(f, "tells {}, which is {} further", short(sha), commits(*count))
            }
            Self::Tells { sha, .. } => write!(f, "tells {}", short(sha)),
            Self::TellsOther { sha, kin: Kin::Behind(count) } => {
                write!(f, "tells {}, which is {} behind", short(sha), commits(*count))
            }
            Self::TellsOther { sha, kin: Kin::Unknown(Some(why)) } => {
                write!(f, "tells {}; where that lies is not known: {}", short(sha), why.told())
            }
            Self::TellsOther { sha, kin: Kin::Unknown(None) } => {
                write!(f, "tells {}; where that lies is not known", short(sha))
            }
            Self::TellsOther { sha, .. } => write!(f, "tells {}, which is another commit", short(sha)),
            Self::Mixed { others, of, sha } => {
                write!(f, "{others} of {of} answers tell {}: two processes answer in turn", short(sha))
            }
            Self::DoesNotTell { status } => write!(f, "answers {status}, but does not tell its commit"),
            Self::NoCommit { status } => write!(f, "answers {status}, but there is no commit where it is to stand"),
            Self::Status { status } => write!(f, "answers {status}"),
        }
    }
}

/// Imperative, one action; empty where there is nothing to do.
pub fn help(fact: &SiteFact) -> &'static str {
    match fact {
        SiteFact::DoesNotTell { .. } => {
            "let the site tell its commit, and say how: `says = { header = \"x-commit\" }` in `[[deploy]]`"
        }
        SiteFact::NoCommit { .. } => "let the site tell its commit where `says` looks for it",
        SiteFact::TellsOther { kin: Kin::Unknown(_), .. } => "",
        SiteFact::TellsOther { .. } | SiteFact::Mixed { .. } => {
            "see what answers there: a cache, another instance, a container that was not restarted"
        }
        SiteFact::Status { .. } => "find out why the site answers so",
        _ => "",
    }
}
