//! Follows a Quadlet file to those that it needs, and on to what they need: one that is
//! refused or missing keeps its service from starting. Must not know what a key means.

use crate::quadlet::{self, QuadletFault, QuadletKind};
use crate::settings::Sources;
use crate::units::{file_name, split_path, Units};
use crate::{Cause, Reason};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::quadlet as quadlet_syntax;
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::UnitText;

/// Files need files; deeper than this is a circle or nobody's unit.
const DEEPEST: usize = 8;

impl Units<'_> {
    /// Another Quadlet file: beside this one, or the only one of that name.
    pub(super) fn locate_quadlet(&self, path: &str, name: &str) -> Option<String> {
        let (folder, _) = split_path(path);
        let beside = if folder.is_empty() { name.to_string() } else { format!("{folder}/{name}") };
        if self.snapshot.text(&beside).is_some() {
            return Some(beside);
        }
        match self.index.named(name) {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    pub(super) fn find_quadlet(&self, path: &str, name: &str) -> Option<UnitText> {
        let path = self.locate_quadlet(path, name)?;
        Some(self.read(&path, quadlet_syntax::read).0)
    }

    /// What keeps the service of a Quadlet file from starting, in the files that it needs.
    pub(super) fn troubles(&self, path: &str, file: &UnitText, sources: &Sources) -> Vec<Reason> {
        let mut found = Vec::new();
        self.follow(path, file, sources, &mut vec![path.to_string()], &mut found);
        found
    }

    fn follow(&self, path: &str, file: &UnitText, sources: &Sources, seen: &mut Vec<String>, found: &mut Vec<Reason>) {
        let Some(kind) = QuadletKind::of(path) else { return };
        for need in quadlet::needs(file, kind) {
            let (here, span) = sources.place(need.span);
            let Some(other) = self.locate_quadlet(path, &need.name) else {
                found.push(missing(&need.name, here, span));
                continue;
            };
            let known = seen.contains(&other);
            let Some(kind) = QuadletKind::of(&other).filter(|_| need.required && !known && seen.len() < DEEPEST) else {
                continue;
            };
            seen.push(other.clone());
            let (file, sources, _) = self.read(&other, quadlet_syntax::read);
            let find = |name: &str| self.find_quadlet(&other, name);
            match quadlet::check(&file, file_name(&other), kind, &find) {
                Ok(()) => self.follow(&other, &file, &sources, seen, found),
                Err(refusal) => {
                    let mut reason = refused(&refusal, &other, kind, &sources);
                    reason.related.push(Place::new(here, span));
                    found.push(reason);
                }
            }
        }
    }
}

/// A reason at a place of another file than the unit's.
pub(super) fn reason(cause: Cause, answer: Answer, path: &str, span: Span) -> Reason {
    Reason { cause, answer, path: path.to_string(), span, related: Vec::new() }
}

fn missing(name: &str, path: &str, span: Span) -> Reason {
    reason(Cause::MissingReference(name.to_string()), Answer::Unknown, path, span)
}

fn refused(refusal: &quadlet::Refusal, path: &str, kind: QuadletKind, sources: &Sources) -> Reason {
    let (place, span) = sources.place(refusal.span);
    // What an old podman refuses and a new one takes depends on the host.
    let answer = if matches!(refusal.why, QuadletFault::Before6(_)) { Answer::Unknown } else { Answer::No };
    let cause = Cause::BrokenReference(refusal.why.clone(), file_name(path).to_string(), kind);
    reason(cause, answer, place, span)
}
