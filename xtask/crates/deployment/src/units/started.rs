//! What starts a service: its own `[Install]`, a pod, a timer or another unit of the
//! repository. Auto-update looks at running containers only. Must not know podman.

use crate::cause::StartFault;
use crate::service::Service;
use crate::units::index::Timer;
use crate::units::{file_name, of_user, split_path, Units};
use crate::verdict;
use crate::{Cause, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::quadlet::{is_yes, strv};
use prodproof_syntax::span::Span;

/// Targets that only the system's manager has (systemd.special(7)).
const SYSTEM_ONLY: &[&str] = &["multi-user.target", "graphical.target", "sysinit.target", "network-online.target"];

impl Units<'_> {
    /// The timer of the repository that starts a service: one that names it, or has its name.
    pub(super) fn timer(&self, service: &Service) -> Option<String> {
        let full = service.name.full(Span::default()).shown();
        let stem = full.strip_suffix(".service").unwrap_or(&full);
        let starts = |timer: &&Timer| {
            let has_name = || file_name(&timer.path).strip_suffix(".timer") == Some(stem);
            timer.unit.as_deref().map_or_else(has_name, |named| named == full) && self.is_deployed(&timer.path)
        };
        self.index.timers.iter().find(starts).map(|timer| file_name(&timer.path).to_string())
    }

    /// A remark where nothing of the repository starts the service.
    pub(super) fn unstarted(&self, service: &Service) -> Option<Reason> {
        let (quadlet, of_user) = (!service.path.ends_with(".service"), of_user(&service.path));
        let mut wanted = Vec::new();
        for key in ["WantedBy", "RequiredBy", "UpheldBy"] {
            wanted.extend(strv(&service.file.list("Install", key)));
        }
        // A template has no instance of its own but the default one.
        let instance = service.file.last("Install", "DefaultInstance").is_some_and(|entry| !entry.value.is_empty());
        let instantiated = !service.name.is_template() || instance;
        let has_target = |word: &str| !of_user || !SYSTEM_ONLY.contains(&word);
        let started = instantiated && wanted.iter().any(|word| has_target(word.as_str()));
        if started || (!quadlet && (wanted.is_empty() || !of_user)) || self.is_started(service) {
            return None;
        }
        let (span, fault) = match wanted.first() {
            Some(word) if !instantiated => (word.span, StartFault::Template),
            Some(word) => (word.span, StartFault::Target),
            None => {
                let first = service.file.headers.first().map_or(Span::default(), |header| header.line);
                let length = service.file.headers.first().map_or(0, |header| header.name.len() + 2);
                (Span::new(first.start, first.start + length), StartFault::Nothing)
            }
        };
        Some(verdict::reason(service, Cause::NeverStarted(fault), Answer::Yes, span))
    }

    /// Whether a pod, a timer, another unit or a command of the repository starts it.
    fn is_started(&self, service: &Service) -> bool {
        let with_pod = service.file.last("Container", "Pod").is_some_and(|entry| !entry.value.is_empty())
            && service.file.last("Container", "StartWithPod").is_none_or(|entry| is_yes(&entry.value));
        if with_pod || self.timer(service).is_some() {
            return true;
        }
        let full = service.name.full(Span::default()).shown();
        let template = full.split_once('@').map(|(prefix, _)| format!("{prefix}@"));
        let own = file_name(&service.path);
        let template = template.as_deref();
        let drop_ins = format!("{}.d", service.path);
        let is_other = |path: &str| path != service.path && split_path(path).0 != drop_ins;
        if self.index.is_started(&[&full, own], template, is_other) {
            return true;
        }
        let stem = full.strip_suffix(".service").unwrap_or(&full);
        self.index.is_commanded(self.snapshot, &[&full, own, stem], template)
    }
}
