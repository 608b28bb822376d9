//! The families that judge a delivery, asked about each; what is published beyond the
//! promised images; and what nothing else has said: no answer of the chain stays silent.

mod broken_delivery;
mod shortfalls;
mod undecided_delivery;
mod undeclared_image;
mod unjudged_unit;
mod unnamed_publication;

pub use broken_delivery::BROKEN_DELIVERY;
pub use undecided_delivery::UNDECIDED_DELIVERY;
pub use undeclared_image::UNDECLARED_IMAGE;
pub use unjudged_unit::UNJUDGED_UNIT;
pub use unnamed_publication::UNNAMED_PUBLICATION;

use std::collections::{HashMap, HashSet};

use super::waiver::{self, GivenWaiver};
use super::{chain, workflow};
use crate::chain::{Break, Chain, Judged};
use crate::repo::{Promise, Repo};
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{Finding, Message, Place, RelatedPlace, Rule, Severity};
use prodproof_syntax::snapshot::Lines;
use prodproof_syntax::span::Span;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] =
    &[&UNDECLARED_IMAGE, &UNDECIDED_DELIVERY, &BROKEN_DELIVERY, &UNNAMED_PUBLICATION, &UNJUDGED_UNIT];

/// More places than these help nobody.
const MOST_PLACES: usize = 4;

/// Every delivery by the families that judge one, each fault once.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let several = repo.deliveries.len() > 1;
    let waivers: Vec<GivenWaiver> = waiver::all(repo).into_iter().filter(|one| !one.images.is_empty()).collect();
    let mut said = Said::of(acc);
    for promise in repo.promises() {
        // Mirrors are published by themselves, and run as one image.
        for name in names(promise) {
            let view = repo.view(&Promise { image: name, mirrors: Vec::new(), ..promise.clone() });
            let mut own = Vec::new();
            workflow::check(&view, &mut own);
            merge(own, promise, (several, &waivers), &mut said);
        }
        let mut own = Vec::new();
        chain::check(&repo.view(promise), &mut own);
        merge(own, promise, (several, &waivers), &mut said);
    }
    workflow::login_elsewhere::check_others(repo, acc);
    unnamed_publication::check(repo, acc);
    unjudged_unit::check(repo, acc);
    let judged = Chain::of(repo).deliveries;
    undeclared_image::check(repo, &judged, acc);
    let lines = Lines::new(&repo.snapshot);
    for one in judged.iter().filter(|one| one.promised) {
        unsaid(repo, one, &lines, acc);
    }
}

fn names(promise: &Promise) -> Vec<Option<crate::repo::Promised>> {
    let names: Vec<_> = promise.names().cloned().map(Some).collect();
    if names.is_empty() {
        vec![None]
    } else {
        names
    }
}

/// Adds what is not said yet; what is wrong with several images at one place is one fault,
/// but for those of which a waiver of one image holds.
fn merge(own: Vec<Finding>, promise: &Promise, (several, waivers): (bool, &[GivenWaiver]), said: &mut Said<'_>) {
    let waived = |finding: &Finding| waiver::of(waivers, finding);
    for mut finding in own {
        if several {
            finding.images = promise.names().map(|fact| fact.value.clone()).collect();
        }
        let by = waived(&finding);
        match said.like(&finding, |old| waived(old) == by) {
            Some(at) => said.add(at, finding),
            None => said.push(finding),
        }
    }
}

/// What has been found so far, by rule and place.
struct Said<'a> {
    acc: &'a mut Vec<Finding>,
    places: HashMap<(&'static str, Place), Vec<usize>>,
    /// The messages that each has, and the images of which it was said.
    told: HashSet<(usize, Message)>,
    images: HashSet<(usize, String)>,
}

impl<'a> Said<'a> {
    fn of(acc: &'a mut Vec<Finding>) -> Self {
        let (places, told, images) = (HashMap::new(), HashSet::new(), HashSet::new());
        let mut said = Self { acc, places, told, images };
        (0..said.acc.len()).for_each(|at| said.knows(at));
        said
    }

    fn knows(&mut self, at: usize) {
        let Some(one) = self.acc.get(at) else { return };
        self.places.entry((one.rule.code, one.primary.clone())).or_default().push(at);
        let messages = one.related.iter().map(|label| &label.message).chain([&one.message]);
        self.told.extend(messages.map(|message| (at, message.clone())));
        self.images.extend(one.images.iter().map(|image| (at, image.clone())));
    }

    /// The first of the same rule at the same place for which this holds.
    fn like(&self, finding: &Finding, holds: impl Fn(&Finding) -> bool) -> Option<usize> {
        let places = self.places.get(&(finding.rule.code, finding.primary.clone()))?;
        places.iter().copied().find(|at| self.acc.get(*at).is_some_and(&holds))
    }

    /// The same fault of other images, perhaps in other words.
    fn add(&mut self, at: usize, finding: Finding) {
        let Some(old) = self.acc.get_mut(at) else { return };
        if self.told.insert((at, finding.message.clone())) {
            old.related.push(RelatedPlace { place: finding.primary, message: finding.message });
        }
        let images = &mut self.images;
        old.images.extend(finding.images.into_iter().filter(|image| images.insert((at, image.clone()))));
    }

    fn push(&mut self, finding: Finding) {
        self.acc.push(finding);
        self.knows(self.acc.len() - 1);
    }
}

/// What the chain says of a promised delivery, and no finding does.
fn unsaid(repo: &Repo, one: &Judged, lines: &Lines<'_>, acc: &mut Vec<Finding>) {
    // That no image is known is said by the rules about what is published.
    if one.image.is_none() {
        return;
    }
    // A unit of somebody else's image, and nothing that says that it is published here.
    let unpublished = acc.iter().any(|finding| finding.rule == &workflow::UNPUBLISHED_IMAGE);
    if one.verdict == Verdict::No && unpublished && repo.build.publications.is_empty() {
        return;
    }
    let rule = match one.verdict {
        Verdict::Yes | Verdict::Conditional => return,
        Verdict::Unknown => &UNDECIDED_DELIVERY,
        Verdict::No => &BROKEN_DELIVERY,
    };
    let found = match one.verdict {
        Verdict::No => broken_delivery::found,
        _ => undecided_delivery::found,
    };
    let line = |place: &Place| lines.of(&place.path, place.span);
    let weighs = |finding: &&Finding| finding.severity != Severity::Info;
    // A "no" is said by one error, wherever its cause is.
    if one.verdict == Verdict::No
        && acc.iter().any(|finding| finding.severity == Severity::Error && concerns(finding, one))
    {
        return;
    }
    let said = |at: &Break| {
        let own_rule = chain::of(&at.why);
        // What the chain lacks behind a publication says nothing of the publication, nor does
        // what else is wrong with the step.
        let aside = |rule: &'static Rule| {
            chain::RULES.contains(&rule) || workflow::ASIDE.contains(&rule) || rule == &UNDECLARED_IMAGE
        };
        let speaks = |finding: &Finding| own_rule.is_some() || !aside(finding.rule);
        acc.iter().filter(weighs).any(|finding| {
            own_rule.is_some_and(|rule| rule == finding.rule)
                || finding.primary.path == at.path && line(&finding.primary) == at.line && speaks(finding)
        })
    };
    let open: Vec<Break> = one.broken_at.iter().filter(|at| !said(at)).cloned().collect();
    let image = one.image.as_deref().map_or_else(|| "an image".to_string(), |name| format!("`{name}`"));
    // One delivery, one answer: each place that leaves it open is told there.
    let places = open.iter().map(|at| (Place::new(&at.path, start_of(repo, at)), chain::words(&at.why)));
    let is_new = |place: &Place| !acc.iter().any(|old| old.rule == rule && old.primary == *place);
    let mut places = places.filter(|(place, _)| is_new(place));
    let Some((place, why)) = places.next() else { return };
    let mut finding = found(place, &image, &why);
    for (Place { path, span }, why) in places.take(MOST_PLACES) {
        finding = finding.related(path, span, why);
    }
    acc.push(finding);
}

/// Whether the finding may be about this delivery.
fn concerns(finding: &Finding, one: &Judged) -> bool {
    let family = finding.rule.code.starts_with(['B', 'D', 'X']);
    let own = |name: &String| Some(name) == one.image.as_ref() || one.mirrors.contains(name);
    family && (finding.images.is_empty() || finding.images.iter().any(own))
}

fn start_of(repo: &Repo, at: &Break) -> Span {
    repo.snapshot.line_body(&at.path, at.line)
}
