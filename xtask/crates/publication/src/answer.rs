//! Questions that rules and pictures ask the model: does an event publish a reference,
//! and if not, why.

use std::collections::{HashMap, HashSet};

use crate::condition::{Condition, On};
use crate::events;
use crate::model::{Build, Publication};
use crate::remark::{Remark, RemarkKind};
use prodproof_script::doubt::ScriptDoubt;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_workflow::event::Event;
use prodproof_workflow::file::WorkflowFile;
use prodproof_workflow::trigger::{RunReason, StartReason};

/// One reason, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    pub path: String,
    pub span: Span,
    pub cause: GroundCause,
}

/// What a reason is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroundCause {
    /// A publication hangs on it, or is refused for it.
    Condition(On),
    /// What is pushed is this reference, with holes.
    OpenReference(Reference),
    /// What this command or action pushes is not known.
    OpenPush(String),
    /// The event does not start the workflow, for this reason.
    NotStarted(StartReason),
    Remark(RemarkKind),
}

impl Ground {
    fn of(condition: &Condition) -> Self {
        let cause = GroundCause::Condition(condition.on.clone());
        Self { path: condition.path.clone(), span: condition.span, cause }
    }
}

/// What becomes of pushes that the registry refuses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// Rules tell of them.
    PassedOver,
    /// They are why nothing arrives.
    Counted,
}

/// An answer and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub answer: Answer,
    /// Of a yes, what else must hold (changed paths, environments); of an unknown, what
    /// is not known; of a no, why.
    pub reasons: Vec<Ground>,
}

/// The reasons of one publication: of a sure one all conditions, of an open one those that
/// leave it open. What a good run may meet, too, and stated facts are no doubts, unless
/// nothing else is there to say.
fn grounds(publication: &Publication, answer: Answer, unnamed: Option<Ground>) -> Vec<Ground> {
    let doubts = publication.conditions.iter().any(Condition::leaves_open) || unnamed.is_some();
    // Of a push without a name it goes without saying that its arguments are not known.
    let nameless = unnamed.as_ref().filter(|one| matches!(one.cause, GroundCause::OpenPush(_))).map(|one| one.span);
    let said = |one: &&Condition| {
        (answer != Answer::Unknown || !doubts || one.leaves_open())
            && !(nameless == Some(one.span) && one.on == On::Script(ScriptDoubt::SomeArguments))
    };
    publication.conditions.iter().filter(said).map(Ground::of).chain(unnamed).collect()
}

impl Build {
    pub fn on<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = &'a Publication> {
        self.publications.iter().filter(move |publication| publication.event == *event)
    }

    /// Each publication and the workflow that the event started for it.
    pub fn with_entries(&self) -> impl Iterator<Item = (&Publication, &str)> {
        (0..self.publications.len()).filter_map(|at| self.with_entry(at))
    }

    /// Those of them that may have the name of the reference, or have none that is known.
    pub fn near_with_entries(&self, wanted: &Reference) -> impl Iterator<Item = (&Publication, &str)> {
        self.publications.places_near(wanted).into_iter().filter_map(|at| self.with_entry(at))
    }

    fn with_entry(&self, at: usize) -> Option<(&Publication, &str)> {
        let publication = self.publications.get(at)?;
        Some((publication, self.entries.get(at).unwrap_or(&publication.path).as_str()))
    }

    pub fn file(&self, path: &str) -> Option<&WorkflowFile> {
        self.files.iter().map(AsRef::as_ref).find(|file: &&WorkflowFile| file.path == path)
    }

    /// The event of a merge.
    pub fn merge(&self) -> Event {
        Event::Push(self.default_branch.clone())
    }

    /// The event of a release: the push of the usual tag.
    pub fn release(&self) -> Option<&Event> {
        self.events.iter().find(|event| matches!(event, Event::Tag(_)))
    }

    /// The event of a pre-release, in [`Build::elsewhere`].
    pub fn prerelease(&self) -> Option<Event> {
        match self.release()? {
            Event::Tag(tag) => Some(events::prerelease(tag)),
            _ => None,
        }
    }

    /// Whether the event makes this repository push the reference. A yes holds if the
    /// run happens and succeeds; its reasons are the conditions. No only where nothing
    /// of unknown name may be pushed.
    pub fn publishes(&self, event: &Event, reference: &Reference) -> Account {
        self.ask(event, Refused::PassedOver, reference, |own| own.same(reference))
    }

    /// The same for any tag of the name.
    pub fn publishes_name(&self, event: &Event, reference: &Reference) -> Account {
        self.ask(event, Refused::PassedOver, reference, |own| own.same_name(reference))
    }

    /// Whether what the event pushes is there afterwards: as [`Self::publishes`], and no
    /// where the registry refuses the push, of which rules tell for itself.
    pub fn arrives(&self, event: &Event, reference: &Reference) -> Account {
        self.ask(event, Refused::Counted, reference, |own| own.same(reference))
    }

    fn ask(&self, event: &Event, refused: Refused, wanted: &Reference, same: impl Fn(&Reference) -> Answer) -> Account {
        let mut best = Account { answer: Answer::No, reasons: Vec::new() };
        // Of an unknown: what speaks of this very name weighs more than what may push anything.
        let mut open: Vec<(usize, Ground)> = Vec::new();
        let mut fewest = usize::MAX;
        let mut refusals: Vec<Ground> = Vec::new();
        for publication in self.publications.near(wanted).filter(|one| one.event == *event) {
            if let Some(why) = publication.refused.as_ref().filter(|_| refused == Refused::Counted) {
                if publication.reference.as_ref().is_some_and(|own| same(own) != Answer::No) {
                    refusals.push(Ground::of(why));
                }
                continue;
            }
            let own = publication.may_be(wanted, &same);
            if own == Answer::No {
                continue;
            }
            let answer = own.and(publication.certainty.into());
            let opaque = publication.conditions.iter().any(|condition| matches!(condition.on, On::Opaque { .. }));
            let unnamed = match &publication.reference {
                _ if own != Answer::Unknown => None,
                Some(reference) => Some(GroundCause::OpenReference(reference.clone())),
                None if opaque => None,
                None => Some(GroundCause::OpenPush(publication.method.clone())),
            };
            let unnamed = unnamed.map(|cause| Ground { path: publication.path.clone(), span: publication.span, cause });
            let reasons = grounds(publication, answer, unnamed);
            match (answer, best.answer) {
                // Of two sure ones, the one with fewer conditions.
                (Answer::Yes, Answer::Yes) if reasons.len() < fewest => {
                    fewest = reasons.len();
                    best.reasons = reasons;
                }
                (Answer::Yes, Answer::No | Answer::Unknown) => {
                    fewest = reasons.len();
                    best = Account { answer, reasons };
                }
                (Answer::Unknown, Answer::No | Answer::Unknown) => {
                    best.answer = Answer::Unknown;
                    let weight = match (&publication.reference, own) {
                        (Some(_), Answer::Yes) => 0,
                        (Some(_), _) => 1,
                        (None, _) => 2,
                    };
                    open.extend(reasons.into_iter().map(|reason| (weight, reason)));
                }
                _ => {}
            }
        }
        if best.answer == Answer::Unknown {
            open.order_by_key(|(weight, _)| *weight);
            for (_, reason) in open {
                if !best.reasons.contains(&reason) {
                    best.reasons.push(reason);
                }
            }
        }
        if best.answer == Answer::No {
            refusals.dedup();
            best.reasons = if refusals.is_empty() { self.why_not(event) } else { refusals };
        }
        best
    }

    /// Why the event does not make this repository push what it pushes on others: for
    /// each publishing workflow, that it does not run, or what holds its steps back.
    pub fn why_not(&self, event: &Event) -> Vec<Ground> {
        let mut causes: Vec<Ground> = Vec::new();
        let builds: HashSet<&str> = self.builds.iter().map(|build| build.path.as_str()).collect();
        let of_event = self.started.iter().filter(|one| one.event == *event);
        let started: HashMap<&str, _> = of_event.rev().map(|one| (one.path.as_str(), one)).collect();
        let mut remarks: HashMap<&str, Vec<&Remark>> = HashMap::new();
        for remark in self.remarks.iter().filter(|remark| remark.event == *event) {
            remarks.entry(&remark.path).or_default().push(remark);
        }
        for file in &self.files {
            let path = file.path.as_str();
            let publishes = self.publications.of_file(path).next().is_some();
            if !publishes && !builds.contains(path) && file.refused().is_none() {
                continue;
            }
            let Some(started) = started.get(path) else { continue };
            if started.run.answer == Answer::No {
                // A called workflow runs with its caller.
                let called = file.triggers.as_ref().is_some_and(|triggers| triggers.get("workflow_call").is_some());
                if !(called && started.run.why == RunReason::NoTrigger) {
                    let cause = GroundCause::NotStarted(started.run.reason.clone());
                    causes.push(Ground { path: file.path.clone(), span: started.run.span, cause });
                }
                continue;
            }
            for remark in remarks.get(path).into_iter().flatten() {
                let matters = match remark.kind {
                    RemarkKind::HeldBack { place, .. } | RemarkKind::NeedSkipped { place, .. } => {
                        self.publications.of_file(&file.path).any(|p| place.contains(p.span))
                    }
                    RemarkKind::GuardAlwaysTrue { .. }
                    | RemarkKind::FailureIgnored(_)
                    | RemarkKind::PushedByLegs { .. } => false,
                    // Each by name: whether a new one explains why nothing is pushed is asked here.
                    RemarkKind::MetadataError(_)
                    | RemarkKind::PushNotBoolean
                    | RemarkKind::NotPushed { .. }
                    | RemarkKind::NoTag
                    | RemarkKind::InvalidReference(_)
                    | RemarkKind::DoubledHost { .. }
                    | RemarkKind::MissingCall { .. }
                    | RemarkKind::DisabledCommand(_) => true,
                };
                if matters {
                    let cause = GroundCause::Remark(remark.kind.clone());
                    causes.push(Ground { path: remark.path.clone(), span: remark.span, cause });
                }
            }
        }
        causes.dedup();
        causes
    }
}
