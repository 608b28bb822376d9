//! What was found out about the image under a tag.

use prodproof_live::call::Program;
use prodproof_live::link::{short, ImageFact};
use prodproof_live::moment::Moment;
use prodproof_live::registry::{Movement, Period, Rhythm, TagHistory, Tells, Unexplained};
use prodproof_live::trouble::TroubleKind;

use super::commits;
use crate::words::Worded;

pub fn words(fact: &ImageFact, now: Moment) -> String {
    let built = |at: &Option<Moment>| at.map_or_else(String::new, |at| format!(", built {}", at.said_at(now)));
    let of =
        |revision: &Option<String>| revision.as_deref().map_or_else(String::new, |text| format!(" at {}", short(text)));
    match fact {
        ImageFact::Missing => "there is no such tag".into(),
        ImageFact::Carries { revision } => format!("is of {}", short(revision)),
        ImageFact::SameFiles { revision } => format!("is of {}, which has the same files", short(revision)),
        ImageFact::Ahead { revision, count } => format!("is of {}, {} further", short(revision), commits(*count)),
        ImageFact::Behind { revision, count, built: at } => {
            format!("is of {}, {} behind{}", short(revision), commits(*count), built(at))
        }
        ImageFact::OtherBranch { revision, built: at } => {
            format!("is of {}, which is on another branch{}", short(revision), built(at))
        }
        ImageFact::Foreign { repository: Some(name), revision, built: at } => {
            format!("is of {name}{}{}: somebody else publishes this tag", of(revision), built(at))
        }
        ImageFact::Foreign { repository: None, revision, built: at } => {
            let revision = revision.as_deref().map_or("a commit", short);
            format!(
                "is of {revision}, which this repository does not have{}: somebody else publishes this tag",
                built(at)
            )
        }
        ImageFact::MaybeForeign { repository: Some(name), revision } => {
            format!("says that it is of {name}{}, which may be what its base image says", of(revision))
        }
        ImageFact::MaybeForeign { repository: None, revision } => {
            let revision = revision.as_deref().map_or("a commit", short);
            format!("says {revision}, which this repository does not have, and which may be what its base image says")
        }
        ImageFact::Unlabelled { told: Some(text) } => format!("says `{text}` where its commit is to stand"),
        ImageFact::Unlabelled { told: None } => "does not say of which commit it is".into(),
        ImageFact::Older { built } => {
            format!("does not say of which commit it is, but was built {}, before the merge", built.said_at(now))
        }
        ImageFact::Unplaced { revision, why: Some(why) } => {
            format!("is of {}; where that lies is not known: {}", short(revision), why.told())
        }
        ImageFact::Unplaced { revision, why: None } => {
            format!("is of {}; where that lies is not known", short(revision))
        }
        ImageFact::Uneven { platforms } => {
            let all: Vec<String> = platforms.iter().map(|(name, revision)| format!("{name} {revision}")).collect();
            format!("has platforms that differ: {}", all.join(", "))
        }
        ImageFact::Attested => "a signed attestation says so".into(),
        ImageFact::Unverified { words } => format!("has an attestation that does not verify: {words}"),
        ImageFact::Unattested => "none attests it, though the workflow here attests what it builds".into(),
        ImageFact::AttestationUnknown { why, .. } => format!("whether it is attested is not known: {}", why.told()),
        ImageFact::Moved(history) => moved(history, now),
        ImageFact::HistoryUnknown { why } => {
            let more = match (why.program, &why.kind) {
                (Program::Gh, TroubleKind::Forbidden | TroubleKind::NotFound) => {
                    "; it takes a token that reads packages: `gh auth refresh --scopes read:packages`"
                }
                _ => "",
            };
            format!("when the tag was set is not known: {}{more}", why.told())
        }
        ImageFact::Unexplained(one) => unexplained(one, now),
    }
}

/// Imperative, one action; empty where there is nothing to do.
pub fn help(fact: &ImageFact) -> &'static str {
    match fact {
        ImageFact::Missing => "find out why the run pushed nothing; a step may have been skipped",
        ImageFact::Foreign { .. } => "stop the other publisher: give each repository its own image name",
        ImageFact::MaybeForeign { .. } | ImageFact::Unlabelled { .. } => {
            "let the build set `org.opencontainers.image.revision` and `.source`"
        }
        ImageFact::Behind { .. } | ImageFact::Older { .. } | ImageFact::OtherBranch { .. } => {
            "find out who set the tag since, or why the run did not push it"
        }
        ImageFact::Unverified { .. } => "find out who attested it; a workflow of yours makes one that verifies",
        ImageFact::Uneven { .. } => "build all platforms of a merge, or push none",
        _ => "",
    }
}

/// Movements that are named; the rest is in the registry.
const NAMED: usize = 4;

fn moved(history: &TagHistory, now: Moment) -> String {
    let when = |one: &Movement| match &one.by {
        Some(by) => format!("{} by {by}", one.at.said_at(now)),
        None => one.at.said_at(now),
    };
    let mut times = history.movements.iter().take(NAMED).map(when);
    let what = match history.tells {
        Tells::Tag => "the tag was last set",
        Tells::Pushes => "the package was last pushed to",
    };
    let last = times.next().unwrap_or_default();
    let before: Vec<String> = times.collect();
    if before.is_empty() {
        format!("{what} {last}")
    } else {
        format!("{what} {last}; before that {}", before.join(", "))
    }
}

fn unexplained(one: &Unexplained, now: Moment) -> String {
    let times = if one.count == 1 { "once".to_string() } else { format!("{} times", one.count) };
    let what = match one.tells {
        Tells::Tag => "the tag was set",
        Tells::Pushes => "the package was pushed to",
    };
    let rhythm = one.rhythm.map_or_else(String::new, |Rhythm { each, at, count }| {
        let some = if count < one.count { format!(" {count} of them") } else { String::new() };
        let (day, clock) = at.in_week();
        match each {
            Period::Week => format!(",{some} every {day} at {clock}"),
            Period::Day => format!(",{some} every day at {clock}"),
        }
    });
    format!("{what} {times} without a run of ours, last {}{rhythm}", one.last.said_at(now))
}
