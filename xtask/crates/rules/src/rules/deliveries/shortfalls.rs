//! What images lack that nobody promises: the mandates hold for every image that is published.
//! Must not know how it is told.

use crate::chain::{Broken, Judged};
use crate::repo::{Delivery, Repo};
use crate::rules::{chain, workflow};
use prodproof_syntax::answer::{Answer, Verdict};
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::Reference;

/// One of these images, and what it lacks.
pub(super) struct Shortfall {
    pub image: String,
    pub at_merge: AtMerge,
    /// No release tag publishes it.
    pub unreleased: bool,
    /// A build that does not say which commit it is of.
    pub unlabelled: Option<Place>,
}

/// Whether a merge publishes its promised tag.
pub(super) enum AtMerge {
    Published,
    Not,
    /// The place that leaves it open, and why, for people.
    NotKnown(Place, String),
}

/// What each image lacks that is only published, in the order of the deliveries.
pub(super) fn of_all(repo: &Repo, judged: &[Judged]) -> Vec<Shortfall> {
    let pairs = repo.deliveries.iter().zip(judged).filter(|(delivery, _)| !delivery.promised);
    pairs.filter_map(|(delivery, judged)| of(repo, delivery, judged)).collect()
}

fn of(repo: &Repo, delivery: &Delivery, judged: &Judged) -> Option<Shortfall> {
    let view = repo.view(&delivery.promise);
    let name = &delivery.promise.image.as_ref()?.value;
    let image = Reference::parse(name);
    let open = judged.broken_at.iter().find(|one| matches!(one.why, Broken::Unpublished(_)));
    let at_merge = match (judged.verdict, open) {
        (Verdict::No, _) => AtMerge::Not,
        (Verdict::Unknown, Some(one)) => {
            let place = Place::new(&one.path, repo.snapshot.line_body(&one.path, one.line));
            AtMerge::NotKnown(place, chain::words(&one.why))
        }
        _ => AtMerge::Published,
    };
    let unlabelled = workflow::missing_provenance_labels::unlabelled(&view, &image);
    Some(Shortfall {
        image: name.clone(),
        at_merge,
        unreleased: workflow::release::publishes(&view, &image) == Answer::No,
        unlabelled: unlabelled.filter(|one| one.lacks_revision()).map(|one| one.finding.primary),
    })
}
