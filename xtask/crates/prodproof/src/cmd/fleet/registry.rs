//! `fleet --registry`: asks registries once for each reference that the fleet publishes, and
//! says whose image is there.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::progress;
use crate::cmd::live::asker::{at_once, Client};
use prodproof_live::registry::Asked;
use prodproof_rules::fleet::{FleetFinding, JoinedFleet};
use prodproof_rules::rules::fleet::{foreign_current_image, unanswered_registry};
use prodproof_syntax::reference::Reference;

pub fn ask(fleet: &JoinedFleet) -> Vec<FleetFinding> {
    let references: Vec<(Reference, Asked)> = foreign_current_image::references(fleet)
        .into_iter()
        .filter_map(|reference| Some((reference.clone(), Asked::new(&reference).ok()?)))
        .collect();
    let client = Client::default();
    let done = AtomicUsize::new(0);
    let answers = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            at_once(&references, |(_, asked)| {
                let image = client.image(asked);
                done.fetch_add(1, Ordering::Relaxed);
                image
            })
        });
        progress(&done, references.len(), "references");
        asking.join().unwrap_or_default()
    });
    let both = || references.iter().map(|(reference, _)| reference).zip(&answers);
    let silent =
        both().filter_map(|(reference, answer)| unanswered_registry::found(fleet, reference, answer.as_ref().err()?));
    let images = both().filter_map(|(reference, answer)| Some((reference, answer.as_ref().ok()?)));
    foreign_current_image::check(fleet, images).into_iter().chain(silent).collect()
}
