//! What stands in the way of a merge that is to publish a reference, each with the place
//! where it shows best. Must not know which unit runs it.

use std::collections::BTreeSet;

use super::{Break, Broken};
use crate::deciding::{self, DecidingWord};
use crate::held::{self, HeldGuard};
use crate::repo::lacking::{is_placeholder, lacking, Lacking};
use crate::repo::Repo;
use prodproof_publication::{Ground, GroundCause, Publication, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::forge::Forge;
use prodproof_syntax::paths::BUILD_PATH;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Lines;

/// Why a merge does not publish a reference, or may not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    pub place: Place,
    pub cause: ObstacleCause,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObstacleCause {
    /// The forge does not run what stands in GitHub's folder.
    IdleForge(Forge),
    Ground(GroundCause),
    /// The name is an example's.
    Placeholder(Reference),
    /// What the build is to read is not there.
    Lacking(Lacking),
    HeldBack(HeldGuard),
    /// It is published on these events alone, and on no merge to the branch.
    OtherEvents {
        wanted: Reference,
        events: Vec<String>,
        branch: String,
    },
    /// A merge publishes this instead; `None` where its name is not known.
    OtherName {
        published: Option<Reference>,
        wanted: Reference,
    },
    /// What is written there keeps the tag from merges.
    Decided {
        word: DecidingWord,
        wanted: Reference,
    },
    NoWorkflow(Reference),
}

impl ObstacleCause {
    /// The reference that is not published for it, where the cause is about one.
    pub(super) fn wanted(&self) -> Option<&Reference> {
        match self {
            Self::Placeholder(wanted)
            | Self::OtherEvents { wanted, .. }
            | Self::OtherName { wanted, .. }
            | Self::Decided { wanted, .. }
            | Self::NoWorkflow(wanted) => Some(wanted),
            Self::IdleForge(_) | Self::Ground(_) | Self::Lacking(_) | Self::HeldBack(_) => None,
        }
    }
}

impl Obstacle {
    pub(super) fn at(&self, lines: &Lines<'_>) -> Break {
        Break {
            path: self.place.path.clone(),
            line: lines.of(&self.place.path, self.place.span),
            why: Broken::Unpublished(self.cause.clone()),
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
            return (Answer::Unknown, vec![Obstacle { place, cause: ObstacleCause::IdleForge(forge) }]);
        }
        if account.answer == Answer::No {
            // Nearer than why other files do not run.
            obstacles.extend(self.decided(wanted));
        }
        if account.answer != Answer::Yes && obstacles.is_empty() {
            let grounds = account.reasons.into_iter().filter(|cause| self.concerns(cause, wanted));
            obstacles.extend(grounds.map(|cause| Obstacle {
                place: Place::new(cause.path, cause.span),
                cause: ObstacleCause::Ground(cause.cause),
            }));
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
            let cause = || ObstacleCause::Placeholder(wanted.clone());
            return places.map(|place| Obstacle { place, cause: cause() }).collect();
        }
        let lacking = lacking(self);
        let fails = |one: &&Publication| lacking.iter().find(|lack| lack.workflow == one.path && lack.job == one.job);
        let found: Vec<Obstacle> = publishing
            .iter()
            .filter_map(fails)
            .map(|lack| Obstacle { place: lack.place.clone(), cause: ObstacleCause::Lacking(lack.clone()) })
            .collect();
        // Another job may publish it all the same.
        if found.len() == publishing.len() {
            found
        } else {
            Vec::new()
        }
    }

    /// A word that decides it, or the line of another tag that a merge publishes the image
    /// under.
    fn decided(&self, wanted: &Reference) -> Option<Obstacle> {
        let merge = self.merge();
        let named = |one: &&Publication| {
            let own = one.reference.as_ref();
            own.is_some_and(|own| own.tag.is_some() && own.same_name(wanted) == Answer::Yes)
        };
        let all = &self.build.publications;
        let merged = all.near(wanted).filter(|one| one.event == merge && one.refused.is_none()).find(named);
        let one = merged.or_else(|| all.near(wanted).find(named));
        let entry = one.and_then(|one| {
            let mut all = self.build.near_with_entries(wanted);
            all.find(|(other, _)| std::ptr::eq(*other, one)).map(|(_, entry)| entry)
        });
        let mut paths: Vec<&str> = entry.into_iter().chain(one.map(|one| one.path.as_str())).collect();
        paths.dedup();
        let files: Vec<&WorkflowFile> = paths.iter().filter_map(|path| self.build.file(path)).collect();
        if let Some(word) = deciding::of_tag(self, &files, wanted) {
            let cause = ObstacleCause::OtherName { published: merged?.reference.clone(), wanted: wanted.clone() };
            return Some(Obstacle { place: word.place, cause });
        }
        if let Some(word) = deciding::of_condition(self, &files, wanted) {
            let cause = ObstacleCause::Decided { word: word.word, wanted: wanted.clone() };
            return Some(Obstacle { place: word.place, cause });
        }
        let Some(merged) = merged else {
            let word = deciding::of_name(self, &files, wanted)?;
            let other = all.iter().find(|one| one.event == merge && paths.contains(&one.path.as_str()))?;
            let cause = ObstacleCause::OtherName { published: other.reference.clone(), wanted: wanted.clone() };
            return Some(Obstacle { place: word.place, cause });
        };
        let place = deciding::made_at(self, merged, wanted).unwrap_or_else(|| Place::new(&merged.path, merged.span));
        let cause = ObstacleCause::OtherName { published: merged.reference.clone(), wanted: wanted.clone() };
        Some(Obstacle { place, cause })
    }

    /// Whether why a file does not run says anything of the image: not where that file
    /// publishes others alone.
    fn concerns(&self, ground: &Ground, wanted: &Reference) -> bool {
        let all = &self.build.publications;
        let own = |one: &Publication| one.may_be(wanted, |own| own.same_name(wanted)) != Answer::No;
        let mut of_file = all.of_file(&ground.path).chain(self.build.elsewhere.of_file(&ground.path)).peekable();
        of_file.peek().is_none() || of_file.any(own)
    }

    /// Where it shows best that no merge publishes `wanted`: at what publishes it on
    /// another event, at what a merge publishes instead, else at the missing workflow.
    fn never_published(&self, wanted: &Reference) -> Obstacle {
        let merge = self.merge();
        if let Some(guard) = held::guard(self, wanted) {
            let cause = ObstacleCause::HeldBack(HeldGuard::of(self, &guard));
            return Obstacle { place: Place::new(&guard.path, guard.span), cause };
        }
        let all = &self.build.publications;
        let elsewhere = &self.build.elsewhere;
        let same =
            |one: &Publication| one.reference.as_ref().is_some_and(|reference| reference.same(wanted) != Answer::No);
        if let Some(other) = all.near(wanted).chain(elsewhere.near(wanted)).find(|one| same(one)) {
            let events: BTreeSet<String> = all
                .near(wanted)
                .chain(elsewhere.near(wanted))
                .filter(|one| same(one))
                .map(|one| format!("`{}`", one.event))
                .collect();
            let unstarted = self.build.started.iter().find(|one| one.path == other.path && one.event == merge);
            if let Some(one) = unstarted.filter(|one| one.run.answer == Answer::No && !called(self, &other.path)) {
                let cause = ObstacleCause::Ground(GroundCause::NotStarted(one.run.reason.clone()));
                return Obstacle { place: Place::new(&other.path, one.run.span), cause };
            }
            let events: Vec<String> = events.into_iter().collect();
            let (wanted, branch) = (wanted.clone(), self.promise.branch.value.clone());
            let cause = ObstacleCause::OtherEvents { wanted, events, branch };
            return Obstacle { place: Place::new(&other.path, other.span), cause };
        }
        // Of this very image where there is one: a repository may publish many.
        let merged = |one: &&Publication| one.event == merge;
        let own = |one: &&Publication| {
            merged(one) && one.reference.as_ref().is_some_and(|reference| reference.same_name(wanted) == Answer::Yes)
        };
        if let Some(instead) = all.near(wanted).find(own).or_else(|| all.iter().find(merged)) {
            if let Some(why) = &instead.refused {
                let cause = ObstacleCause::Ground(GroundCause::Condition(why.on.clone()));
                return Obstacle { place: Place::new(&why.path, why.span), cause };
            }
            let files: Vec<&WorkflowFile> = self.build.files.iter().map(AsRef::as_ref).collect();
            let word = deciding::of_name(self, &files, wanted);
            let place = word.map_or_else(|| Place::new(&instead.path, instead.span), |word| word.place);
            let cause = ObstacleCause::OtherName { published: instead.reference.clone(), wanted: wanted.clone() };
            return Obstacle { place, cause };
        }
        let file = self.build.files.first().map_or(BUILD_PATH, |file| file.path.as_str());
        let place = all.first().map_or_else(|| Place::file(file), |one| Place::new(&one.path, one.span));
        Obstacle { place, cause: ObstacleCause::NoWorkflow(wanted.clone()) }
    }
}

/// Whether others call the file.
fn called(repo: &Repo, path: &str) -> bool {
    let triggers = repo.build.file(path).and_then(|file| file.triggers.as_ref());
    triggers.is_some_and(|triggers| triggers.get("workflow_call").is_some())
}
