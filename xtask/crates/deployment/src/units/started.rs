//! What starts a service: its own `[Install]`, a pod, a timer or another unit of the
//! repository. Auto-update looks at running containers only. Must not know podman.

use crate::service::Service;
use crate::units::{file_name, split_path, Units};
use crate::verdict;
use crate::{Cause, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::quadlet::{is_yes, strv};
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd;

/// Targets that only the system's manager has (systemd.special(7)).
const SYSTEM_ONLY: &[&str] = &["multi-user.target", "graphical.target", "sysinit.target", "network-online.target"];

/// Settings that start what they name.
const STARTS: &[&str] = &[
    "Wants",
    "Requires",
    "BindsTo",
    "Requisite",
    "Upholds",
    "Unit",
    "OnSuccess",
    "OnFailure",
    "Sockets",
    "Service",
    "Also",
];

/// Endings of files that systemd and Quadlet read.
const UNITS: &[&str] = &[
    "service",
    "timer",
    "path",
    "socket",
    "target",
    "container",
    "pod",
    "kube",
    "volume",
    "network",
    "image",
    "build",
    "conf",
];

impl Units<'_> {
    /// The timer of the repository that starts a service: one that names it, or has its name.
    pub(super) fn timer(&self, service: &Service) -> Option<String> {
        let full = service.name.full(Span::default()).shown();
        let stem = full.strip_suffix(".service").unwrap_or(&full);
        let starts = |(path, text): &(&str, &str)| {
            let file = systemd::read(text);
            let named = file.last("Timer", "Unit").map(|entry| entry.value.as_str().to_string());
            let has_name = || file_name(path).strip_suffix(".timer") == Some(stem);
            named.as_deref().map_or_else(has_name, |named| named == full) && self.is_deployed(path)
        };
        let timers = self.snapshot.texts(|path| path.ends_with(".timer"));
        timers.into_iter().find(starts).map(|(path, _)| file_name(path).to_string())
    }

    /// A remark where nothing of the repository starts the service.
    pub(super) fn unstarted(&self, service: &Service, of_user: bool) -> Option<Reason> {
        let quadlet = !service.path.ends_with(".service");
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
        let (span, message, help) = match wanted.first() {
            Some(word) if !instantiated => (
                word.span,
                "a template starts only as an instance, and no instance is named here",
                "add `DefaultInstance=`",
            ),
            Some(word) => (
                word.span,
                "a user's systemd has no such target: the service is not started",
                "write `WantedBy=default.target`",
            ),
            None => {
                let first = service.file.headers.first().map_or(Span::default(), |header| header.line);
                (
                    Span::new(
                        first.start,
                        first.start + service.file.headers.first().map_or(0, |header| header.name.len() + 2),
                    ),
                    "nothing here starts the service: Quadlet's services cannot be enabled by hand",
                    "add `[Install]` with `WantedBy=`",
                )
            }
        };
        Some(verdict::reason(service, Cause::NeverStarted, Answer::Yes, span, message).help(help))
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
        let names = |word: &str| {
            word == full || word == own || template.as_ref().is_some_and(|template| word.starts_with(template.as_str()))
        };
        let by_unit = |(path, text): (&str, &str)| {
            let mine = path == service.path || split_path(path).0 == format!("{}.d", service.path);
            !mine
                && text.lines().any(|line| {
                    let Some((key, value)) = line.split_once('=') else { return false };
                    STARTS.contains(&key.trim()) && value.split_whitespace().any(names)
                })
        };
        if self.snapshot.texts(is_source).any(by_unit) {
            return true;
        }
        // A command that somebody is told to run, or that a script runs.
        let stem = full.strip_suffix(".service").unwrap_or(&full);
        let word = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"@._-".contains(c));
            names(word) || word == stem || names(word.trim_end_matches('.'))
        };
        let by_command = |(_, text): (&str, &str)| {
            text.lines()
                .any(|line| line.contains("systemctl") && line.contains("start") && line.split_whitespace().any(word))
        };
        self.snapshot.texts(|path| !is_source(path)).any(by_command)
    }
}

fn is_source(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| UNITS.contains(&ending))
}
