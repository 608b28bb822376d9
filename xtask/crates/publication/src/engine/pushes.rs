//! From a push of a step to a publication: its reference, the commit that is in it, and
//! whether its registry lets it in.

use super::credentials::Admission;
use super::matrix_job::MatrixJob;
use super::{certainty, Engine};
use crate::condition::AtRunTime;
use crate::condition::On;
use crate::context::{Names, OTHER_BRANCH};
use crate::model::Publication;
use crate::publishers::action::{StepEffects, StepPush};
use crate::remark::RemarkKind;
use crate::source::BuiltCommit;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::value::{Piece, Symbolic, ANY_BRANCH};
use prodproof_workflow::event::Event;
use prodproof_workflow::expression::{Data, Scope};

impl<'a> Engine<'a> {
    /// The same contexts on a branch without a slash, where the one that stands for all
    /// others has made a reference that no registry takes.
    pub(super) fn with_plain_branch(&self, effects: &StepEffects, names: &Names) -> Option<Names> {
        let refused = |kind: &RemarkKind| matches!(kind, RemarkKind::InvalidReference(_));
        let is_other = matches!(&self.event, Event::Push(branch) if branch == OTHER_BRANCH);
        if !is_other || !effects.remarks.iter().any(|(kind, ..)| refused(kind)) {
            return None;
        }
        let Some(Data::Object(github)) = names.context("github")?.single().cloned() else { return None };
        let github = github.with("ref", format!("refs/heads/{PLAIN_BRANCH}").as_str()).with("ref_name", PLAIN_BRANCH);
        let mut names = names.clone();
        names.set("github", github);
        Some(names)
    }

    /// A job that logs in, and of which no step is known to build or push, may do so by those
    /// of which nothing is known.
    pub(super) fn push_unread(&mut self, matrix_job: &mut MatrixJob<'_, 'a>) {
        let unread = std::mem::take(&mut matrix_job.unread);
        if matrix_job.settled {
            return;
        }
        for one in unread {
            matrix_job.reach = one.reach;
            matrix_job.conditions = one.conditions;
            self.push(matrix_job, one.push, &[], &BuiltCommit::Unknown);
        }
    }

    pub(super) fn push(
        &mut self,
        matrix_job: &MatrixJob<'_, 'a>,
        push: StepPush,
        hub_users: &[String],
        source: &BuiltCommit,
    ) {
        let mut conditions = matrix_job.conditions.clone();
        if !push.certainty.is_yes() && push.conditions.is_empty() {
            // What is only possible says why.
            let what = AtRunTime::Push(push.method.clone());
            conditions.push(On::RunTime(what).at(&matrix_job.file.path, push.span));
        }
        conditions.extend(push.conditions.into_iter().map(|on| on.at(&matrix_job.file.path, push.span)));
        let mut answer = matrix_job.reach.and(push.certainty.into());
        if let Some(named) = push.reference.as_ref().filter(|text| has_branch(text)) {
            conditions.push(On::BranchName { shown: named.to_string() }.at(&matrix_job.file.path, push.span));
            answer = answer.and(Answer::Unknown);
        }
        let source = self.seen_by_the_event(source);
        if let Some(on) = self.another_source(&source) {
            // What was merged is not in it, unless it was merged there, too.
            if matches!(source, BuiltCommit::Named(_) | BuiltCommit::Foreign(_))
                && matches!(&self.event, Event::Push(branch) if *branch == self.input.default_branch)
            {
                answer = answer.and(Answer::Unknown);
            }
            conditions.push(on.at(&matrix_job.file.path, push.span));
        }
        if matrix_job.frame.forks {
            conditions.push(On::OwnPullRequest.at(&matrix_job.frame.file.path, push.span));
            answer = answer.and(Answer::Unknown);
        }
        for condition in &mut conditions {
            if let On::OtherInputs(names) = &mut condition.on {
                names.clone_from(&matrix_job.asked);
            }
        }
        let Some(certainty) = certainty(answer) else { return };
        let reference = self.reference(push.reference.as_ref(), hub_users);
        let registry = reference.as_ref().map_or("", |reference| reference.registry.as_str());
        let hosts = matrix_job.hosts_beside(reference.as_ref().map(|_| registry));
        let refused = match matrix_job.admitted(registry, hosts.as_ref()) {
            Admission::Elsewhere(on) => Some(on.at(&matrix_job.file.path, push.span)),
            Admission::Free => None,
            Admission::OnCondition(on) => {
                conditions.push(on.at(&matrix_job.file.path, push.span));
                None
            }
            Admission::Refused(why) => Some(why),
        };
        if let Some(reference) = reference.as_ref().filter(|_| certainty.is_yes() && refused.is_none()) {
            self.pushed_by_leg(matrix_job, reference, push.span);
        }
        self.publish(Publication {
            refused,
            event: self.event.clone(),
            path: matrix_job.file.path.clone(),
            span: push.span,
            job: matrix_job.job.to_string(),
            method: push.method,
            reference,
            certainty,
            conditions,
            source,
            hosts,
            anonymous: matrix_job.logins.is_empty()
                && !(matrix_job.other_ways || matrix_job.own_token || matrix_job.credentials),
        });
    }

    fn reference(&self, text: Option<&Symbolic>, hub_users: &[String]) -> Option<Reference> {
        let mut reference = self.cache.pushed(text?).reference.clone()?;
        // The user of Docker Hub before the slash: no host, but the namespace there.
        if hub_users.contains(&reference.registry) {
            reference.repository = format!("{}/{}", reference.registry, reference.repository);
            reference.registry = "docker.io".into();
        }
        Some(reference)
    }

    /// Whether the registry surely refuses a push that is surely tried, behind the step's logins.
    pub(super) fn is_refused(&self, matrix_job: &MatrixJob<'_, 'a>, push: &StepPush, hub_users: &[String]) -> bool {
        if !push.certainty.is_yes() || !push.conditions.is_empty() {
            return false;
        }
        let Some(reference) = self.reference(push.reference.as_ref(), hub_users) else { return false };
        let hosts = matrix_job.hosts_beside(Some(&reference.registry));
        let admission = matrix_job.admitted(&reference.registry, hosts.as_ref());
        matches!(admission, Admission::Refused(_) | Admission::Elsewhere(_))
    }

    /// Notes which combination of the matrix pushes the tag, and whether another one does, too.
    fn pushed_by_leg(&mut self, matrix_job: &MatrixJob<'_, 'a>, reference: &Reference, span: Span) {
        if reference.tag.is_none() || reference.digest.is_some() || reference.has_holes() {
            return;
        }
        let Some(leg) = self.leg else { return };
        let key = (leg.matrix, matrix_job.file.path.clone(), span, matrix_job.job.to_string(), reference.clone());
        if *self.pushed_by.entry(key).or_insert(leg.at) != leg.at {
            let remark = RemarkKind::PushedByLegs { reference: reference.to_string() };
            self.remark(matrix_job.file, matrix_job.job, remark, span);
        }
    }

    /// The commit as the event sees it: a workflow that waits for another one's run is at
    /// the tip of the default branch by itself.
    fn seen_by_the_event(&self, source: &BuiltCommit) -> BuiltCommit {
        let default = self.input.default_branch;
        let on_default = !matches!(
            &self.event,
            Event::Tag(_)
                | Event::DispatchOn(_)
                | Event::DispatchOnTag(_)
                | Event::Release
                | Event::Prerelease
                | Event::PullRequest
        ) && !matches!(&self.event, Event::Push(branch) if branch != default);
        match source {
            BuiltCommit::Event if self.behind && self.input.other_home().is_some() => {
                BuiltCommit::Named(self.input.other_home().unwrap_or(default).to_string())
            }
            BuiltCommit::Event if self.behind && !on_default => BuiltCommit::Named(default.to_string()),
            BuiltCommit::Awaited if self.behind => BuiltCommit::Event,
            BuiltCommit::Named(name) if name == default && on_default => BuiltCommit::Event,
            BuiltCommit::Named(name) if matches!(&self.event, Event::Push(own) | Event::Tag(own) if own == name) => {
                BuiltCommit::Event
            }
            other => other.clone(),
        }
    }

    fn another_source(&self, source: &BuiltCommit) -> Option<On> {
        matches!(source, BuiltCommit::Named(_) | BuiltCommit::Foreign(_))
            .then(|| On::BuiltFrom { source: source.clone() })
    }
}

/// The host that stands twice: `ghcr.io/ghcr.io/acme/widget`. Docker Hub, which is meant
/// where no host is named, has no user with a dot.
pub(super) fn twice(reference: Option<&Reference>) -> Option<&str> {
    let Reference { registry, repository, .. } = reference?;
    let (first, _) = repository.split_once('/')?;
    let host = first.contains('.') && !first.contains('<');
    // `registry: ghcr.io/acme` before an image that has the host as well; an image may be called so.
    let (folders, _) = repository.rsplit_once('/')?;
    if registry.contains('.') && folders.split('/').any(|part| part == registry) {
        return Some(registry);
    }
    (host && registry == "docker.io").then_some(first)
}

/// Stands for all branches without a slash, and for nothing that anybody writes.
const PLAIN_BRANCH: &str = "any-branch-zz";

/// A push from a branch of any name.
pub(super) fn any_branch(push: &mut StepPush) {
    let Some(reference) = push.reference.as_ref().filter(|text| text.marked().contains(PLAIN_BRANCH)) else { return };
    let hole = Symbolic::hole(ANY_BRANCH);
    push.reference = Some(Symbolic::from_marked(reference.marked().replace(PLAIN_BRANCH, hole.marked())));
}

/// Whether the text has the name of a branch in it, which may have a slash: whatever event
/// it is that brings it, such a name makes no reference.
fn has_branch(text: &Symbolic) -> bool {
    !text.is_whole() && text.pieces().any(|piece| piece == Piece::Hole(ANY_BRANCH))
}
