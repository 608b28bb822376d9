//! What a look at forge, registry, host and site came to, into words: for people, for
//! GitHub, for machines.

pub mod github;
pub mod human;
pub mod json;
pub mod markdown;

use crate::rules::live::{rule, Concluded};
use crate::words::live::words;
use prodproof_live::link::{short, HostFact, ImageFact, Link, LinkFact, LinkPart, RunFact, Said, SiteFact, Standing};
use prodproof_live::moment::Moment;

/// What a link is about and what was found out first, as one sentence.
fn sentence(link: &Link, now: Moment) -> String {
    let words = link.facts.first().map(|fact| words(fact, now)).unwrap_or_default();
    with_subject(link, &words, link.facts.first())
}

/// The code of the rule that a fact breaks, as it is put behind its words.
fn code(fact: &LinkFact) -> String {
    rule(fact).map_or_else(String::new, |rule| format!(" [{}]", rule.code))
}

fn with_subject(link: &Link, words: &str, fact: Option<&LinkFact>) -> String {
    let said = fact.map(|fact| &fact.said);
    let missing = matches!(said, Some(Said::Image(ImageFact::Missing)));
    let plain = matches!(said, Some(Said::Image(_) | Said::Site(_))) && !missing;
    match (link.subject.as_str(), said) {
        ("", _) => words.to_string(),
        // A run has the name of its workflow.
        (_, Some(Said::Run(run))) if run.url().is_some() => words.to_string(),
        (subject, _) if plain => format!("{subject} {words}"),
        (subject, _) => format!("{subject}: {words}"),
    }
}

/// What else is to be told of a link: all that was found beside it, but for what only
/// matters where it is no yes.
fn further(link: &Link) -> impl Iterator<Item = &LinkFact> {
    link.facts.iter().skip(1).filter(|fact| link.standing != Standing::Yes || !fact.is_aside())
}

/// The sum: "860c190 is running".
fn sum(seen: &Concluded) -> String {
    let look = &seen.look;
    let commit = look.expected.as_deref().map_or("what was merged", short);
    let proved = |part: LinkPart| {
        look.links.iter().any(|link| link.part == part && matches!(link.standing, Standing::Yes | Standing::Held))
    };
    // The process is what counts: where it is proved, the rest is what will go wrong next.
    let of = |part: LinkPart| look.links.iter().filter(move |link| link.part == part);
    let facts = |part: LinkPart| of(part).flat_map(|link| &link.facts);
    let told_otherwise = facts(LinkPart::Site).any(tells_other);
    let runs = of(LinkPart::Host).next().is_some()
        && of(LinkPart::Host).all(|link| link.facts.iter().any(runs_it))
        && !told_otherwise;
    let is_no = |part: LinkPart| facts(part).any(|fact| fact.standing == Standing::No && !refused(fact));
    let runs_not = told_otherwise || facts(LinkPart::Host).any(runs_something_else);
    let approval = look
        .links
        .iter()
        .flat_map(|link| &link.facts)
        .any(|fact| matches!(fact.said, Said::Run(RunFact::AwaitsApproval { .. })));
    match look.standing() {
        Standing::No if runs => format!("{commit} is running, but something is broken"),
        Standing::Unknown if runs => format!("{commit} is running, but not all is known"),
        Standing::No if runs_not => format!("{commit} is not running"),
        Standing::No if is_no(LinkPart::Registry) => format!("{commit} is not what the registry has"),
        Standing::No if is_no(LinkPart::Run) => format!("{commit} was not built"),
        Standing::No => format!("whether {commit} is running is not known, and something is broken"),
        Standing::Behind if approval => format!("{commit} is not running yet; somebody has to approve the run"),
        Standing::Behind => format!("{commit} is not running yet; it comes by itself"),
        Standing::Unknown => format!("whether {commit} is running is not known"),
        Standing::Held => format!("{commit} is held back, as was decided"),
        Standing::Yes | Standing::NotConfigured => {
            match (proved(LinkPart::Host) || proved(LinkPart::Site), proved(LinkPart::Registry), proved(LinkPart::Run))
            {
                (true, ..) => format!("{commit} is running"),
                (false, true, _) => format!("{commit} is published; whether it runs was not asked"),
                (false, false, true) => format!("{commit} was built; whether it runs was not asked"),
                _ => "nothing was asked: no link is configured".into(),
            }
        }
    }
}

/// A container's own word that it is the merge's.
fn runs_it(fact: &LinkFact) -> bool {
    matches!(&fact.said, Said::Host(HostFact::Runs { .. } | HostFact::RunsCurrent { is_merge: true, .. }))
}

/// Anything that a host says instead: another image, or that nothing runs there.
fn runs_something_else(fact: &LinkFact) -> bool {
    let Said::Host(said) = &fact.said else { return false };
    match said {
        HostFact::RunsOther { .. } => true,
        // Of a registry that is silent the same would be said of the merge's image.
        HostFact::RunsCurrent { is_merge: false, .. } => fact.standing == Standing::Behind,
        HostFact::NoUnit | HostFact::NotLoaded { .. } | HostFact::NotActive { .. } => true,
        HostFact::NoContainer => fact.standing == Standing::No,
        _ => false,
    }
}

/// The site's own word that it is of another commit.
fn tells_other(fact: &LinkFact) -> bool {
    matches!(fact.said, Said::Site(SiteFact::TellsOther { .. } | SiteFact::Mixed { .. }))
        && matches!(fact.standing, Standing::No | Standing::Behind)
}

/// What stands in the contract cannot be asked: that says nothing of what runs.
fn refused(fact: &LinkFact) -> bool {
    matches!(fact.said, Said::Refused(_))
}
