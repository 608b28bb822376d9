//! What stands in the way of a merge that is to publish a reference, each with the place
//! where it shows best. Must not know which unit runs it.

use std::collections::BTreeSet;

use super::{Break, Broken, Lines};
use crate::held;
use crate::repo::lacking::{is_placeholder, lacking};
use crate::repo::Repo;
use prodproof_publication::Publication;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::forge::GITHUB_FOLDER;
use prodproof_syntax::paths::BUILD_PATH;
use prodproof_syntax::reference::Reference;

/// Why a merge does not publish a reference, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    pub place: Place,
    pub message: String,
}

impl Obstacle {
    pub(super) fn at(&self, lines: &Lines<'_>) -> Break {
        Break {
            path: self.place.path.clone(),
            line: lines.of(&self.place.path, self.place.span),
            why: Broken::Unpublished(self.message.clone()),
        }
    }
}

impl Repo {
    /// Whether a merge publishes `wanted`, with what stands in the way.
    pub fn merge_publishes(&self, wanted: &Reference) -> (Answer, Vec<Obstacle>) {
        let account = self.build.arrives(&self.merge(), wanted);
        let mut obstacles: Vec<Obstacle> = Vec::new();
        if let (Answer::Yes, Some(forge)) = (account.answer, self.idle_forge()) {
            let by = self.build.publications.first();
            let place = by.map_or_else(|| Place::file(BUILD_PATH), |one| Place::new(&one.path, one.span));
            let message = format!("{forge} does not run the workflows in `{GITHUB_FOLDER}`");
            return (Answer::Unknown, vec![Obstacle { place, message }]);
        }
        if account.answer != Answer::Yes {
            obstacles.extend(
                account.reasons.into_iter().map(|cause| Obstacle {
                    place: Place::new(cause.path, cause.span),
                    message: cause.cause.to_string(),
                }),
            );
            if obstacles.is_empty() {
                obstacles.push(self.never_published(wanted));
            }
        }
        let hopeless = if account.answer == Answer::No { Vec::new() } else { self.hopeless(wanted) };
        if !hopeless.is_empty() {
            return (Answer::No, hopeless);
        }
        (account.answer, obstacles)
    }

    /// What makes every push of a merge fail, although the workflow says it all: the
    /// build's file is not there, or the name belongs to somebody else.
    fn hopeless(&self, wanted: &Reference) -> Vec<Obstacle> {
        let merge = self.merge();
        let publishing: Vec<&Publication> = self
            .build
            .publications
            .near(wanted)
            .filter(|one| one.event == merge)
            .filter(|one| one.reference.as_ref().is_none_or(|reference| reference.same(wanted) != Answer::No))
            .collect();
        if is_placeholder(&wanted.name()) {
            let places = publishing.iter().take(1).map(|one| Place::new(&one.path, one.span));
            let message = format!("`{wanted}` is a placeholder: nobody here may push to it");
            return places.map(|place| Obstacle { place, message: message.clone() }).collect();
        }
        let lacking = lacking(self);
        let fails = |one: &&Publication| lacking.iter().find(|lack| lack.workflow == one.path && lack.job == one.job);
        let found: Vec<Obstacle> = publishing
            .iter()
            .filter_map(fails)
            .map(|lack| Obstacle { place: lack.place.clone(), message: lack.message() })
            .collect();
        // Another job may publish it all the same.
        if found.len() == publishing.len() {
            found
        } else {
            Vec::new()
        }
    }

    /// Where it shows best that no merge publishes `wanted`: at what publishes it on
    /// another event, at what a merge publishes instead, else at the missing workflow.
    fn never_published(&self, wanted: &Reference) -> Obstacle {
        let merge = self.merge();
        if let Some(guard) = held::guard(self, wanted) {
            return Obstacle { place: Place::new(&guard.path, guard.span), message: held::told(self, &guard) };
        }
        let all = &self.build.publications;
        let same =
            |one: &Publication| one.reference.as_ref().is_some_and(|reference| reference.same(wanted) != Answer::No);
        if let Some(other) = all.near(wanted).find(|one| same(one)) {
            let events: BTreeSet<String> =
                all.near(wanted).filter(|one| same(one)).map(|one| format!("`{}`", one.event)).collect();
            let events: Vec<String> = events.into_iter().collect();
            let message = format!(
                "`{wanted}` is published on {} only, never on a merge to `{}`",
                events.join(", "),
                self.promise.branch.value
            );
            return Obstacle { place: Place::new(&other.path, other.span), message };
        }
        // Of this very image where there is one: a repository may publish many.
        let merged = |one: &&Publication| one.event == merge;
        let own = |one: &&Publication| {
            merged(one) && one.reference.as_ref().is_some_and(|reference| reference.same_name(wanted) == Answer::Yes)
        };
        if let Some(instead) = all.near(wanted).find(own).or_else(|| all.iter().find(merged)) {
            let name = instead.reference.as_ref().map_or_else(|| "<?>".to_string(), ToString::to_string);
            let message = format!("a merge publishes `{name}`, nothing publishes `{wanted}`");
            return Obstacle { place: Place::new(&instead.path, instead.span), message };
        }
        let place = all.first().map_or_else(|| Place::file(BUILD_PATH), |one| Place::new(&one.path, one.span));
        Obstacle { place, message: format!("no workflow publishes `{wanted}`") }
    }
}
