//! What a look at forge, registry, host and site came to, into words: for people, for
//! GitHub, for machines.

pub mod github;
pub mod human;
pub mod json;
pub mod markdown;

use crate::rules::live::{rule, Concluded};
use prodproof_live::link::{short, Fact, HostFact, ImageFact, Link, Part, RunFact, Said, Standing};
use prodproof_live::moment::Moment;

/// What a link is about and what was found out first, as one sentence.
fn sentence(link: &Link, now: Moment) -> String {
    let words = link.facts.first().map(|fact| fact.words(now)).unwrap_or_default();
    with_subject(link, &words, link.facts.first())
}

/// The code of the rule that a fact breaks, as it is put behind its words.
fn code(fact: &Fact) -> String {
    rule(fact).map_or_else(String::new, |rule| format!(" [{}]", rule.code))
}

fn with_subject(link: &Link, words: &str, fact: Option<&Fact>) -> String {
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
fn further(link: &Link) -> impl Iterator<Item = &Fact> {
    link.facts.iter().skip(1).filter(|fact| link.standing != Standing::Yes || !fact.is_aside())
}

/// The sum: "860c190 is running".
fn sum(seen: &Concluded) -> String {
    let look = &seen.look;
    let commit = look.expected.as_deref().map_or("what was merged", short);
    let proved = |part: Part| {
        look.links.iter().any(|link| link.part == part && matches!(link.standing, Standing::Yes | Standing::Held))
    };
    // The process is what counts: where it is proved, the rest is what will go wrong next.
    let of = |part: Part| look.links.iter().filter(move |link| link.part == part);
    let runs = of(Part::Host).next().is_some()
        && of(Part::Host).all(|link| link.facts.iter().any(runs_it))
        && of(Part::Site).all(|link| !matches!(link.standing, Standing::No | Standing::Behind));
    let approval = look
        .links
        .iter()
        .flat_map(|link| &link.facts)
        .any(|fact| matches!(fact.said, Said::Run(RunFact::AwaitsApproval { .. })));
    match look.standing() {
        Standing::No if runs => format!("{commit} is running, but something is broken"),
        Standing::Unknown if runs => format!("{commit} is running, but not all is known"),
        Standing::No => format!("{commit} is not running"),
        Standing::Behind if approval => format!("{commit} is not running yet; somebody has to approve the run"),
        Standing::Behind => format!("{commit} is not running yet; it comes by itself"),
        Standing::Unknown => format!("whether {commit} is running is not known"),
        Standing::Held => format!("{commit} is held back, as was decided"),
        Standing::Yes | Standing::NotConfigured => {
            match (proved(Part::Host) || proved(Part::Site), proved(Part::Registry), proved(Part::Run)) {
                (true, ..) => format!("{commit} is running"),
                (false, true, _) => format!("{commit} is published; whether it runs was not asked"),
                (false, false, true) => format!("{commit} was built; whether it runs was not asked"),
                _ => "nothing was asked: no link is configured".into(),
            }
        }
    }
}

/// A container's own word that it is the merge's.
fn runs_it(fact: &Fact) -> bool {
    matches!(&fact.said, Said::Host(HostFact::Runs { .. } | HostFact::RunsCurrent { is_merge: true, .. }))
}
