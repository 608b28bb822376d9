//! What a site tells. That it answers is no proof: an old process answers as well.

use std::mem::discriminant;

use super::{Kin, LinkFact, Said, Standing};
use crate::trouble::Trouble;

/// What a site was asked, and what it answered: several times, since a process and its
/// successor may answer in turn.
#[derive(Clone)]
pub struct SiteQuestion<'a> {
    /// Status, and the commit that was told.
    pub answers: &'a [Result<(u16, Option<String>), Trouble>],
    /// Whether the contract says how the site tells its commit.
    pub tells: bool,
    /// How a commit lies to the expected one.
    pub kin: &'a dyn Fn(&str) -> Kin,
    /// The host is not there yet, so that the site cannot be either.
    pub host_is_behind: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteFact {
    /// Every answer tells the expected commit, or one that has it.
    Tells {
        sha: String,
        kin: Kin,
    },
    /// An answer tells another one.
    TellsOther {
        sha: String,
        kin: Kin,
    },
    /// Some answers tell the expected commit, so many of so many another.
    Mixed {
        others: usize,
        of: usize,
        sha: String,
    },
    /// It answers, and nothing says how it tells its commit.
    DoesNotTell {
        status: u16,
    },
    /// It answers, and where the commit is to stand there is none.
    NoCommit {
        status: u16,
    },
    Status {
        status: u16,
    },
}

pub fn judge_site(question: &SiteQuestion<'_>) -> Vec<LinkFact> {
    let mut facts = Vec::new();
    let mut say = |standing, fact| facts.push(LinkFact { standing, said: Said::Site(fact) });
    let mut told: Vec<(&String, Kin)> = Vec::new();
    let mut troubles: Vec<Trouble> = Vec::new();
    for answer in question.answers {
        match answer {
            // The words of one and the same differ in the time that it took.
            Err(trouble) if troubles.iter().any(|one| discriminant(&one.kind) == discriminant(&trouble.kind)) => {}
            Err(trouble) => troubles.push(trouble.clone()),
            // A commit counts whatever the page is: many sites tell it in every header.
            Ok((_, Some(sha))) => told.push((sha, (question.kin)(sha))),
            Ok((status, _)) if !(200..300).contains(status) => {
                // Who is not let in does not know whether it is down.
                let closed = (300..500).contains(status) && !matches!(status, 404 | 410);
                say(if closed { Standing::Unknown } else { Standing::No }, SiteFact::Status { status: *status });
            }
            Ok((status, _)) if !question.tells => say(Standing::Unknown, SiteFact::DoesNotTell { status: *status }),
            Ok((status, None)) => say(Standing::Unknown, SiteFact::NoCommit { status: *status }),
        }
    }
    let is_there = |kin: &Kin| matches!(kin, Kin::Same | Kin::SameFiles | Kin::Ahead(_));
    let others: Vec<&(&String, Kin)> = told.iter().filter(|(_, kin)| !is_there(kin)).collect();
    let later = |standing| if question.host_is_behind { Standing::Behind } else { standing };
    match (others.first(), told.first()) {
        (None, Some((sha, kin))) if told.len() == question.answers.len() => {
            say(Standing::Yes, SiteFact::Tells { sha: sha.to_string(), kin: kin.clone() });
        }
        (Some((sha, kin)), _) if others.len() == told.len() => {
            let standing = if matches!(kin, Kin::Unknown(_)) { Standing::Unknown } else { later(Standing::No) };
            say(standing, SiteFact::TellsOther { sha: sha.to_string(), kin: kin.clone() });
        }
        (Some((sha, _)), _) => {
            let unknown = others.iter().all(|(_, kin)| matches!(kin, Kin::Unknown(_)));
            let standing = if unknown { Standing::Unknown } else { later(Standing::No) };
            say(standing, SiteFact::Mixed { others: others.len(), of: told.len(), sha: sha.to_string() });
        }
        _ => {}
    }
    // A site that is silent is down: that is what was asked, and not a question without an
    // answer, unless it is our own side that fails.
    facts.extend(troubles.into_iter().map(|trouble| {
        let is_down = matches!(
            trouble.kind,
            crate::trouble::TroubleKind::Unreachable(_) | crate::trouble::TroubleKind::Certificate(_)
        );
        let standing = if is_down { Standing::No } else { Standing::Unknown };
        LinkFact { standing, said: Said::NoAnswer(trouble) }
    }));
    facts.dedup();
    facts
}

impl SiteFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tells { .. } => "tells",
            Self::TellsOther { .. } => "tells-other",
            Self::Mixed { .. } => "mixed",
            Self::DoesNotTell { .. } => "does-not-tell",
            Self::NoCommit { .. } => "no-commit",
            Self::Status { .. } => "status",
        }
    }
}
