//! What a site tells. That it answers is no proof: an old process answers as well.

use std::fmt;
use std::mem::discriminant;

use super::{commits, short, Kin, LinkFact, Said, Standing};
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

    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::DoesNotTell { .. } => {
                "let the site tell its commit, and say how: `says = { header = \"x-commit\" }` in `[[deploy]]`"
            }
            Self::NoCommit { .. } => "let the site tell its commit where `says` looks for it",
            Self::TellsOther { kin: Kin::Unknown(_), .. } => "",
            Self::TellsOther { .. } | Self::Mixed { .. } => {
                "see what answers there: a cache, another instance, a container that was not restarted"
            }
            Self::Status { .. } => "find out why the site answers so",
            _ => "",
        }
    }
}

impl fmt::Display for SiteFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tells { sha, kin: Kin::Ahead(count) } => {
                write!(f, "tells {}, which is {} further", short(sha), commits(*count))
            }
            Self::Tells { sha, .. } => write!(f, "tells {}", short(sha)),
            Self::TellsOther { sha, kin: Kin::Behind(count) } => {
                write!(f, "tells {}, which is {} behind", short(sha), commits(*count))
            }
            Self::TellsOther { sha, kin: Kin::Unknown(Some(why)) } => {
                write!(f, "tells {}; where that lies is not known: {why}", short(sha))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Program;
    use crate::trouble::TroubleKind;

    fn kin(sha: &str) -> Kin {
        match sha {
            "860c190" => Kin::Same,
            "553c207" => Kin::Behind(3),
            "1111111" => Kin::Behind(1),
            "7777777" => Kin::Unknown(None),
            _ => Kin::Absent,
        }
    }

    /// Of a site that is to tell its commit, behind a host that runs what it should.
    fn told(answers: &[Result<(u16, Option<String>), Trouble>]) -> SiteQuestion<'_> {
        SiteQuestion { answers, tells: true, kin: &kin, host_is_behind: false }
    }

    fn judged(question: &SiteQuestion<'_>) -> (Standing, String) {
        let facts = judge_site(question);
        let worst = facts.iter().max_by_key(|fact| fact.standing).expect("a fact");
        (worst.standing, worst.words(crate::moment::Moment(0)))
    }

    #[test]
    fn what_a_site_tells() {
        let tells = |sha: &str| Ok((200, Some(sha.into())));
        let (new, old) = (tells("860c190"), tells("553c207"));
        let three = |a: &Result<_, _>, b: &Result<_, _>, c: &Result<_, _>| [a.clone(), b.clone(), c.clone()];
        for (answers, tell, behind, standing, words) in [
            (three(&new, &new, &new), true, false, Standing::Yes, "tells 860c190"),
            (three(&old, &old, &old), true, false, Standing::No, "tells 553c207, which is 3 commits behind"),
            (three(&old, &old, &old), true, true, Standing::Behind, "tells 553c207, which is 3 commits behind"),
            (
                three(&new, &old, &new),
                true,
                false,
                Standing::No,
                "1 of 3 answers tell 553c207: two processes answer in turn",
            ),
            (
                three(&new, &new, &Ok((200, None))),
                true,
                false,
                Standing::Unknown,
                "answers 200, but there is no commit where it is to stand",
            ),
            (
                three(&tells("1111111"), &tells("1111111"), &tells("1111111")),
                true,
                false,
                Standing::No,
                "tells 1111111, which is one commit behind",
            ),
            // Nobody knows which commit is expected, or where that one lies: no word of another.
            (
                three(&tells("7777777"), &tells("7777777"), &tells("7777777")),
                true,
                false,
                Standing::Unknown,
                "tells 7777777; where that lies is not known",
            ),
            (
                three(&new, &tells("7777777"), &new),
                true,
                false,
                Standing::Unknown,
                "1 of 3 answers tell 7777777: two processes answer in turn",
            ),
            (three(&new, &new, &Ok((502, None))), true, false, Standing::No, "answers 502"),
        ] {
            let question = SiteQuestion { tells: tell, host_is_behind: behind, ..told(&answers) };
            assert_eq!(judged(&question), (standing, words.into()));
        }
        let nothing = [Ok((200, None))];
        assert_eq!(judged(&SiteQuestion { tells: false, ..told(&nothing) }).0, Standing::Unknown);
        assert_eq!(judged(&told(&[Ok((401, None))])), (Standing::Unknown, "answers 401".into()));
        assert_eq!(judged(&told(&[Ok((404, Some("860c190".into())))])).0, Standing::Yes);
        let down = Err(Trouble::new(Program::Curl, TroubleKind::Unreachable("curl: (7) refused".into())));
        assert_eq!(judged(&told(&[down])).0, Standing::No);
        let refused = |ms: u8| -> Result<(u16, Option<String>), Trouble> {
            Err(Trouble::new(Program::Curl, TroubleKind::Unreachable(format!("curl: (7) refused after {ms} ms"))))
        };
        let answers = [refused(0), refused(1), refused(0)];
        assert_eq!(judge_site(&told(&answers)).len(), 1, "one trouble is told once");
        let missing = Err(Trouble::new(Program::Curl, TroubleKind::Missing));
        assert_eq!(judged(&told(&[missing])), (Standing::Unknown, "curl is not on PATH".into()));
    }
}
