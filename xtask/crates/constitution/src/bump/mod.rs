//! The next version of a constitution: which one its amendment demands, and the edits
//! that write it, in the format found. Must not know where the base came from.

pub use semver::Version;
use semver::{BuildMetadata, Prerelease};
use time::Date;

use crate::amendment::{compare, Amendment, Level};
use crate::document::Document;
use prodproof_syntax::span::Spanned;

mod held;
pub mod history;
mod plan;
pub mod report;

use held::{above, disagreeing};
pub use held::{held, Held};
pub use plan::{dates, plan, plan_for, stale, target, BumpPlan, BumpTarget};
use plan::{same, top};

/// The first version of a document that had none.
pub const INITIAL: Version = Version::new(1, 0, 0);

/// What is asked of a document, compared with its base.
#[derive(Clone, Debug)]
pub struct Demand {
    pub amendment: Amendment,
    /// The version at the base; `None` where there was no document, no version or only
    /// the template.
    pub base: Option<Version>,
    /// The dates of ratification and of the last amendment at the base.
    pub base_ratified: Option<Date>,
    pub base_amended: Option<Date>,
    /// The version that the document states.
    pub stated: Option<Version>,
    /// The least level: the text's, or a lower one that a person stated with a reason.
    pub level: Level,
    /// The reason of that person.
    pub reason: Option<String>,
    /// Why nothing may be written, whatever is asked.
    pub held: Vec<Held>,
    /// A level above the one that the content shows, and where the document's own sync
    /// report claims it.
    pub claimed: Option<Spanned<Level>>,
    pub verdict: BumpVerdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BumpVerdict {
    /// Not amended, and the version stands.
    Unamended,
    /// Amended, and bumped by enough.
    Bumped,
    /// Not amended, but the version is higher: what a person may do.
    Idle,
    /// States no version that can be read; this would be it.
    Missing { target: Version },
    /// Amended under the version of the base.
    Unbumped { target: Version },
    /// Amended, and bumped by less than its content demands.
    TooLittle { target: Version },
    /// The version went backwards.
    Backwards { target: Version },
    /// Nobody has filled in the template: nothing can be asked of it yet.
    Template,
}

/// The level that the newest report claims for this very amendment, where it is above
/// what the content shows.
fn claimed(document: &Document, base: Option<&Version>, amendment: &Amendment) -> Option<Spanned<Level>> {
    let report = document.reports.first()?;
    let old = report.old.as_ref().and_then(|old| old.value.version());
    let same = amendment.changed && base.is_some() && old == base;
    report.claimed.clone().filter(|claimed| same && claimed.value > amendment.level)
}

impl Demand {
    /// The version that the document ought to state now.
    pub fn target(&self) -> Option<&Version> {
        match &self.verdict {
            BumpVerdict::Missing { target }
            | BumpVerdict::Unbumped { target }
            | BumpVerdict::TooLittle { target }
            | BumpVerdict::Backwards { target } => Some(target),
            BumpVerdict::Unamended | BumpVerdict::Bumped | BumpVerdict::Idle => self.stated.as_ref(),
            BumpVerdict::Template => None,
        }
    }
}

/// The version that follows `base` at `level`; the first one without a base. A
/// pre-release of the asked-for version becomes that version.
pub fn next(base: Option<&Version>, level: Level) -> Version {
    let Some(base) = base else { return INITIAL };
    if level == Level::None {
        return base.clone();
    }
    let mut next = base.clone();
    next.pre = Prerelease::EMPTY;
    next.build = BuildMetadata::EMPTY;
    let released = match level {
        Level::Major => base.minor == 0 && base.patch == 0,
        Level::Minor => base.patch == 0,
        _ => true,
    };
    if !base.pre.is_empty() && released {
        return next;
    }
    match level {
        Level::Major => (next.major, next.minor, next.patch) = (next.major.saturating_add(1), 0, 0),
        Level::Minor => (next.minor, next.patch) = (next.minor.saturating_add(1), 0),
        _ => next.patch = next.patch.saturating_add(1),
    }
    next
}

/// What the text asks of its version, compared with the text at the base (`None` where
/// the document did not exist).
pub fn demand(base: Option<&str>, text: &str) -> Demand {
    let amendment = compare(base.unwrap_or_default(), text);
    demand_of(base.map(Document::read).as_ref(), text, &Document::read(text), amendment)
}

/// The same, of documents that were read and compared already.
pub fn demand_of(base: Option<&Document>, text: &str, document: &Document, amendment: Amendment) -> Demand {
    let known = base.filter(|base| !base.template);
    // Where the base was of two minds nobody can say that less than its lower version was meant.
    let from = known.and_then(Document::lowest).cloned();
    let stated = document.version().cloned();
    let readable = document.versions.iter().all(|place| place.number.version().is_some());
    let person = document
        .reports
        .first()
        .filter(|report| report.old.as_ref().and_then(|old| old.value.version()) == from.as_ref())
        .and_then(|report| report.level.as_ref())
        .filter(|(level, _)| level.value < amendment.level && amendment.changed);
    let level = person.map_or(amendment.level, |(level, _)| level.value);
    let target = next(from.as_ref(), level);
    let verdict = match (&stated, &from) {
        _ if document.template => BumpVerdict::Template,
        (None, _) => BumpVerdict::Missing { target },
        (Some(now), None) if readable || *now >= target => BumpVerdict::Bumped,
        (Some(now), None) => BumpVerdict::Missing { target: now.clone() },
        (Some(now), Some(from)) if now < from => BumpVerdict::Backwards { target },
        (Some(now), Some(from)) if !amendment.changed => {
            if now == from {
                BumpVerdict::Unamended
            } else {
                BumpVerdict::Idle
            }
        }
        (Some(now), Some(from)) if now == from => BumpVerdict::Unbumped { target },
        (Some(now), Some(_)) if *now < target => BumpVerdict::TooLittle { target },
        _ => BumpVerdict::Bumped,
    };
    let mut held = held(text, document);
    held.extend(disagreeing(known, document).map(Held::Disagreeing));
    if let BumpVerdict::Missing { target } = &verdict {
        held.extend(above(text, document, target).map(Held::Number));
    }
    held.extend((document.template && from.is_some()).then_some(Held::Template));
    Demand {
        held,
        claimed: claimed(document, from.as_ref(), &amendment),
        base: from,
        base_ratified: known.and_then(|base| base.ratified.iter().find_map(|place| place.day.date())),
        base_amended: known.and_then(Document::amended_on),
        stated,
        level,
        reason: person.map(|(_, reason)| reason.clone()),
        verdict,
        amendment,
    }
}

#[cfg(test)]
mod tests;
