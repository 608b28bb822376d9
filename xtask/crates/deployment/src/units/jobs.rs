//! Containers that run to their end: backups, migrations, one-shots. Auto-update has
//! nothing to restart there; what counts is whether the next start pulls.
//! Must not know labels.

use crate::cause::JobGap;
use crate::on_host::OnHost;
use crate::podman::{PodmanCall, Subcommand};
use crate::service::Service;
use crate::units::Units;
use crate::verdict::{image, Case, UnitVerdict, AUTOUPDATE};
use crate::wrap::{Found, Invocation};
use crate::{Cause, Deployment};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::words::Word;

impl Units<'_> {
    /// Whether a container runs to its end: a oneshot that does not stay, or what a timer
    /// starts that does not ask to be updated while it runs.
    pub(super) fn is_job(&self, service: &Service, call: &PodmanCall) -> bool {
        if call.is_set("detach") && !service.is_oneshot() {
            return false;
        }
        if service.is_oneshot() {
            !service.is_yes("RemainAfterExit") && !call.is_set("detach")
        } else {
            call.label(AUTOUPDATE).is_none() && self.timer(service).is_some()
        }
    }

    /// The verdict on a job.
    pub(super) fn job(&self, case: &Case) -> UnitVerdict {
        let mut verdict = UnitVerdict::default();
        if case.call.error.is_some() {
            return super::super::verdict::judge(case);
        }
        let Some(word) = &case.call.image else { return verdict };
        if word.text.has_holes() || image::names_registry(word.as_str()) {
            image::judge(case, &mut verdict);
        }
        let timer = self.timer(case.service);
        match (pulls(case, word), &timer) {
            (true, Some(timer)) => verdict.timer = Some(OnHost::Timer(timer.clone())),
            (true, None) => {
                let cause = Cause::UnpulledJob(JobGap::Unstarted, case.style);
                verdict.reasons.push(case.unknown(cause, word.span));
            }
            (false, _) => {
                let cause = Cause::UnpulledJob(JobGap::Unpulled, case.style);
                verdict.reasons.push(case.unknown(cause, word.span));
                verdict.unpulled = true;
            }
        }
        verdict.of(case)
    }
}

/// Whether each start asks the registry for the image.
fn pulls(case: &Case, word: &Word) -> bool {
    let policy = case.call.flag("pull").map(|flag| flag.value.as_str().to_string());
    if policy.is_some_and(|policy| matches!(policy.as_str(), "always" | "newer" | "true")) {
        return true;
    }
    let reference = Reference::parse(word.as_str());
    case.before.iter().any(|found| is_pull_of(found, &reference))
}

/// `podman pull IMAGE`.
pub(super) fn is_pull_of(found: &Found, reference: &Reference) -> bool {
    let Invocation::Podman(call) = &found.what else { return false };
    let Subcommand::Other(verb) = &call.action else { return false };
    matches!(verb.as_str(), "pull" | "image pull")
        && call
            .arguments
            .iter()
            .any(|word| !word.as_str().starts_with('-') && Reference::parse(word.as_str()) == *reference)
}

/// A job runs what a neighbour that is updated has pulled, on the same host.
pub(super) fn beside(all: &mut [Deployment]) {
    let updated: Vec<(Option<Reference>, String)> = all
        .iter()
        .filter(|one| one.verdict == Answer::Yes && !one.is_job)
        .map(|one| (one.image.as_ref().map(|image| image.value.clone()), one.service.clone()))
        .collect();
    for job in all.iter_mut().filter(|one| one.is_job && one.unpulled) {
        let own = job.image.as_ref().map(|image| &image.value);
        let Some((_, service)) = updated.iter().find(|(image, _)| image.as_ref() == own && own.is_some()) else {
            continue;
        };
        job.reasons.retain(|reason| !matches!(reason.cause, Cause::UnpulledJob { .. }));
        job.verdict = job.reasons.iter().fold(Answer::Yes, |answer, reason| answer.and(reason.answer));
        job.conditions.push(OnHost::Neighbour(service.clone()));
        job.unpulled = false;
    }
}
