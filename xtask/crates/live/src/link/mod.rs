//! The verdict on each link from the commit to the process. A verdict has facts, each a
//! type with its own weight; words are made last, and nothing is decided by them.
//!
//! Each judge takes answers as values: no link needs another to be judged, but for what it
//! is told of it. Must not know how a link is shown.

mod host;
mod image;
mod kin;
mod merge;
mod run;
mod site;

pub use host::{judge_host, Deployed, HostFact, HostQuestion, Published};
pub use image::{judge_image, ImageFact, ImageQuestion, Provenance};
pub use kin::Kin;
pub use merge::MergeFact;
use prodproof_syntax::order::Order;
pub use run::{judge_runs, NotStarted, RunFact, RunQuestion, StartDoubt};
pub use site::{judge_site, SiteFact, SiteQuestion};

use crate::refusal::LinkRefusal;
use crate::trouble::Trouble;

/// What became of a link, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nobody said that it is to be asked for.
    NotConfigured,
    Yes,
    /// It is not so, and that was decided: a waiver says until when.
    Held,
    /// Not yet, and it comes by itself.
    Behind,
    Unknown,
    /// It is not so, and will not come by itself.
    No,
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotConfigured => "not configured",
            Self::Yes => "yes",
            Self::Held => "held",
            Self::Behind => "behind",
            Self::Unknown => "unknown",
            Self::No => "no",
        }
    }

    /// Whether it counts as proved: nothing that is known to be wrong, and nothing that is
    /// not known.
    pub fn holds(self) -> bool {
        matches!(self, Self::NotConfigured | Self::Yes | Self::Held)
    }
}

/// Which part of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkPart {
    Merge,
    Run,
    Registry,
    Host,
    Site,
}

impl LinkPart {
    pub const ALL: [Self; 5] = [Self::Merge, Self::Run, Self::Registry, Self::Host, Self::Site];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Run => "run",
            Self::Registry => "registry",
            Self::Host => "host",
            Self::Site => "site",
        }
    }
}

/// One link, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub part: LinkPart,
    /// What it is about, as the repository names it: a workflow's path, a reference, a
    /// host, a URL; empty of the merge and where nothing is configured.
    pub subject: String,
    /// The unit's path in the repository, of a host and a site.
    pub unit: Option<String>,
    pub standing: Standing,
    /// The weightiest first.
    pub facts: Vec<LinkFact>,
}

impl Link {
    pub fn new(part: LinkPart, subject: impl Into<String>, facts: Vec<LinkFact>) -> Self {
        let mut facts = facts;
        facts.order_by_key(|fact| std::cmp::Reverse(fact.standing));
        let standing = facts.first().map_or(Standing::Unknown, |fact| fact.standing);
        Self { part, subject: subject.into(), unit: None, standing, facts }
    }

    pub fn not_configured(part: LinkPart, what: Absent) -> Self {
        Self::new(part, "", vec![LinkFact { standing: Standing::NotConfigured, said: Said::Absent(what) }])
    }

    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = Some(unit.to_string());
        self
    }
}

/// Something that was found out about a link, and what it alone makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFact {
    pub standing: Standing,
    pub said: Said,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Merge(MergeFact),
    Run(RunFact),
    Image(ImageFact),
    Host(HostFact),
    Site(SiteFact),
    /// A question without an answer.
    NoAnswer(Trouble),
    /// What stands in the repository is not asked for: it is no host, no URL, no reference.
    Refused(LinkRefusal),
    Absent(Absent),
}

/// Why a link is not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// `--only` leaves it out.
    NotAsked,
    NoForge,
    NoImage,
    NoWorkflow,
    NoHost,
    NoUrl,
}

impl LinkFact {
    pub fn no_answer(trouble: Trouble) -> Self {
        Self { standing: Standing::Unknown, said: Said::NoAnswer(trouble) }
    }

    /// Nobody can be asked what is no host; the repository is to be mended.
    pub fn refused(why: LinkRefusal) -> Self {
        Self { standing: Standing::No, said: Said::Refused(why) }
    }

    /// Whether somebody has to do something: it is not so and does not come by itself, is
    /// not known, or waits for a person.
    pub fn needs_somebody(&self) -> bool {
        matches!(self.standing, Standing::No | Standing::Unknown)
            || matches!(self.said, Said::Run(RunFact::AwaitsApproval { .. }))
    }

    /// Worth a word only where the link is no yes.
    pub fn is_aside(&self) -> bool {
        matches!(self.said, Said::Image(ImageFact::Moved(_) | ImageFact::AttestationUnknown { awaited: false, .. }))
    }

    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match &self.said {
            Said::Merge(fact) => fact.kind(),
            Said::Run(fact) => fact.kind(),
            Said::Image(fact) => fact.kind(),
            Said::Host(fact) => fact.kind(),
            Said::Site(fact) => fact.kind(),
            Said::NoAnswer(_) => "no-answer",
            Said::Refused(_) => "refused",
            Said::Absent(_) => "not-configured",
        }
    }
}

/// Seven digits of an id.
pub fn short(sha: &str) -> &str {
    sha.get(..7).unwrap_or(sha)
}

/// The worst of all links; those of which nothing is to be asked do not count.
pub fn overall(links: &[Link]) -> Standing {
    links.iter().map(|link| link.standing).max().unwrap_or(Standing::NotConfigured)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Program;
    use crate::trouble::TroubleKind;

    #[test]
    fn the_worst_fact_decides_and_comes_first() {
        let unknown = LinkFact::no_answer(Trouble::new(Program::Ssh, TroubleKind::Missing));
        let link = Link::new(LinkPart::Host, "web1", vec![unknown, LinkFact::refused(LinkRefusal::HoldsCredentials)]);
        assert_eq!(link.standing, Standing::No);
        assert!(matches!(link.facts[0].said, Said::Refused(_)));
    }

    #[test]
    fn what_is_not_known_is_not_proved() {
        for (standing, holds) in [
            (Standing::NotConfigured, true),
            (Standing::Yes, true),
            (Standing::Held, true),
            (Standing::Behind, false),
            (Standing::Unknown, false),
            (Standing::No, false),
        ] {
            assert_eq!(standing.holds(), holds, "{standing:?}");
        }
        assert_eq!(overall(&[]), Standing::NotConfigured);
    }
}
