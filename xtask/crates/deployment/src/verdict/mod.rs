//! The verdict on one container that a unit runs: will podman auto-update pull and
//! restart it? Each question has its room; all of them fill one list of reasons.

pub mod image;
mod label;
mod name;
mod place;
mod restart;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::cause::{CallRefusal, CutOffBy, UnitStyle};
use crate::containerfile::ImageLabel;
pub use crate::labels::{AUTHFILE, AUTOUPDATE, UNIT};
use crate::on_host::OnHost;
use crate::podman::PodmanCall;
use crate::service::Service;
use crate::wrap::{Found, WrapEffects};
use crate::{Reason, WrittenUnit};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::order::Order;
use prodproof_syntax::span::Span;

use crate::Cause;

/// All that is known about one container.
pub struct Case<'a> {
    pub service: &'a Service,
    pub style: UnitStyle,
    /// The command that makes the container, and what stands around it.
    pub call: &'a PodmanCall,
    pub effects: &'a WrapEffects,
    /// `podman start` or the like, where the container was made before `ExecStart=`.
    pub starter: Option<&'a PodmanCall>,
    /// `ExecStartPre=`, and `ExecStop=` with `ExecStopPost=`.
    pub before: &'a [Found],
    pub after: &'a [Found],
    /// The labels of the image, from the Containerfile at this path.
    pub image_labels: Option<(&'a str, &'a BTreeMap<String, ImageLabel>)>,
    /// Who makes the pod that it joins.
    pub pod: Pod<'a>,
    /// All services that the repository's files make.
    pub services: &'a BTreeSet<String>,
    /// The unit is one of a user's systemd.
    pub of_user: bool,
    /// Words that Quadlet drops.
    pub dropped: &'a [Span],
    /// The text of each file that has to do with the unit.
    pub texts: &'a BTreeMap<String, String>,
}

/// The pod of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pod<'a> {
    None,
    /// `--pod new:…`
    ByRun,
    /// Made by the unit itself, by this command.
    Own(&'a PodmanCall),
    /// Made by another service of the repository that names itself to podman.
    Other(String),
    /// Made by another service that does not.
    Nameless(String),
    /// Made by another service, without the container that would name it.
    Infraless(String),
    Unknown,
}

#[derive(Default)]
pub struct UnitVerdict {
    pub reasons: Vec<Reason>,
    pub conditions: Vec<OnHost>,
    /// What starts it anew, where that is not podman's own timer.
    pub timer: Option<OnHost>,
    /// A job that does not ask for its image.
    pub unpulled: bool,
    pub written: Option<Arc<WrittenUnit>>,
}

impl UnitVerdict {
    pub fn answer(&self) -> Answer {
        self.reasons.iter().fold(Answer::Yes, |answer, reason| answer.and(reason.answer))
    }

    pub fn has(&self, is_it: impl Fn(&Cause) -> bool) -> bool {
        self.reasons.iter().any(|reason| is_it(&reason.cause))
    }

    pub fn condition(&mut self, what: OnHost) {
        if !self.conditions.contains(&what) {
            self.conditions.push(what);
        }
    }

    /// The same, with what edits of this case hang on.
    pub fn of(self, case: &Case) -> Self {
        let written = (!self.reasons.is_empty()).then(|| Arc::new(case.written()));
        Self { written, ..self }
    }

    pub fn sorted(mut self) -> Self {
        sort(&mut self.reasons);
        self
    }
}

/// Worst first, then in the order in which they were found.
pub fn sort(reasons: &mut [Reason]) {
    reasons.order_by_key(|reason| match reason.answer {
        Answer::No => 0,
        Answer::Unknown => 1,
        Answer::Yes => 2,
    });
}

/// Makes a reason at a place of the unit's own.
pub fn reason(service: &Service, cause: Cause, answer: Answer, span: Span) -> Reason {
    let (path, span) = service.sources.place(span);
    Reason { cause, answer, path: path.to_string(), span, related: Vec::new() }
}

impl Reason {
    fn related(mut self, service: &Service, span: Span) -> Self {
        let (path, span) = service.sources.place(span);
        self.related.push(Place::new(path, span));
        self
    }
}

impl Case<'_> {
    /// Where a variable of podman's process is set, if it is.
    fn variable(&self, name: &str) -> Option<Span> {
        let environment = &self.service.environment;
        let inherited = environment.set.get(name).filter(|_| environment.variables.contains_key(name));
        self.effects.variables.get(name).or(inherited).copied()
    }

    fn written(&self) -> WrittenUnit {
        WrittenUnit {
            service: self.service.clone(),
            style: self.style,
            call: self.call.clone(),
            name: name::effective(self).map(|name| name.value),
            names_unit: label::names_unit(self),
            in_pod: self.pod != Pod::None,
        }
    }

    pub(super) fn no(&self, cause: Cause, span: Span) -> Reason {
        reason(self.service, cause, Answer::No, span)
    }

    pub(super) fn unknown(&self, cause: Cause, span: Span) -> Reason {
        reason(self.service, cause, Answer::Unknown, span)
    }

    pub(super) fn remark(&self, cause: Cause, span: Span) -> Reason {
        reason(self.service, cause, Answer::Yes, span)
    }
}

/// The verdict on a container made by `podman run` or `podman create`.
pub fn judge(case: &Case) -> UnitVerdict {
    let mut verdict = UnitVerdict::default();
    if let Some(reason) = image::filled_in(case) {
        verdict.reasons.push(reason);
        return verdict;
    }
    if refused(case, &mut verdict) {
        return verdict.of(case);
    }
    label::judge(case, &mut verdict);
    name::judge(case, &mut verdict);
    if label::asks_registry(case) {
        image::judge(case, &mut verdict);
    }
    if !case.style.is_manifest() {
        restart::judge(case, &mut verdict);
    }
    place::judge(case, &mut verdict);
    verdict.of(case)
}

/// Whether systemd cuts the command or podman refuses it: nothing else is worth saying.
fn refused(case: &Case, verdict: &mut UnitVerdict) -> bool {
    if let Some(reason) = cut_off(case.service) {
        verdict.reasons.push(reason);
        return true;
    }
    let dashed = case.call.flags.iter().find(|flag| {
        flag.dashes == crate::podman::Dashes::One && flag.name == "label" && flag.value.as_str() == "abel"
    });
    if let Some(flag) = dashed {
        verdict.reasons.push(case.no(Cause::SingleDash, flag.span));
        return true;
    }
    if let Some(error) = case.call.error {
        let why = CallRefusal::Call(case.call.action.clone(), error.fault);
        verdict.reasons.push(case.no(Cause::RefusedCommand(why), error.span));
        return true;
    }
    if case.call.is_set("rm") {
        if let Some(flag) = case.call.flag("restart").filter(|flag| !matches!(flag.value.as_str(), "" | "no")) {
            verdict.reasons.push(case.no(Cause::RefusedCommand(CallRefusal::RestartWithRm), flag.span));
            return true;
        }
    }
    false
}

/// A value that a blank line or a blank behind its backslash cuts.
pub fn cut_off(service: &Service) -> Option<Reason> {
    use prodproof_syntax::systemd::ProblemKind;
    let problem = |kind| service.file.problems.iter().find(|problem| problem.kind == kind);
    let rest = problem(ProblemKind::CutOff);
    let (span, by) = match (problem(ProblemKind::BlankAfterBackslash), rest) {
        (Some(blank), Some(_)) => (blank.span, CutOffBy::BlankBehind),
        (_, Some(rest)) => (rest.span, CutOffBy::BlankLine),
        _ => return None,
    };
    let reason = reason(service, Cause::CutOff(by), Answer::No, span);
    Some(match rest {
        Some(rest) if rest.span != span => reason.related(service, rest.span),
        _ => reason,
    })
}
