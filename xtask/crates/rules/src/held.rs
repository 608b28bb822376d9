//! The `if` without which a merge would publish: tried out by letting it hold, for what
//! stands behind one that never holds is seen on no event. Must not know rules.

use crate::repo::Repo;
use prodproof_publication::expression::condition;
use prodproof_publication::{Build, Event, Remark, RemarkKind, Started};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Edit;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;

/// More guards than this are not tried: each asks the whole model.
const MOST: usize = 12;

/// The guard that keeps a merge from publishing the reference, if letting it hold (and what
/// it holds back, with a guard of its own) makes a merge publish it.
pub fn guard(repo: &Repo, wanted: &Reference) -> Option<Remark> {
    let merge = repo.build.merge();
    let publishes = |build: &Build| build.publishes(&merge, wanted).answer != Answer::No;
    let mut tries = 0;
    for remark in held(&repo.build, None).iter().take(MOST) {
        let open = hold(remark);
        let Some(changed) = repo.merge_with(std::slice::from_ref(&open)) else { continue };
        if publishes(&changed) {
            return Some(remark.clone());
        }
        // Edits are made from the end on, so that an inner one stands where it stood.
        for inner in held(&changed, Some(remark)) {
            tries += 1;
            if tries > MOST {
                return None;
            }
            let both = repo.merge_with(&[open.clone(), shifted(repo, remark, &inner)?]);
            if both.is_some_and(|build| publishes(&build)) {
                return Some(remark.clone());
            }
        }
    }
    None
}

/// What holds something back on a merge; inside of what `outer` held back, where given.
fn held(build: &Build, outer: Option<&Remark>) -> Vec<Remark> {
    let merge = build.merge();
    let inside = |one: &&Remark| match outer {
        None => true,
        // A step's guard holds back no other step.
        Some(outer) => {
            one.path == outer.path
                && one.span.start > outer.span.start
                && matches!(outer.kind, RemarkKind::HeldBack { place, .. } if place.contains(one.span))
        }
    };
    let all = build.remarks.iter().filter(|one| one.event == merge && matches!(one.kind, RemarkKind::HeldBack { .. }));
    all.filter(inside).cloned().collect()
}

fn hold(remark: &Remark) -> Edit {
    Edit::new(&remark.path, remark.span, "true")
}

/// The inner guard where it stood before the outer one was changed.
fn shifted(repo: &Repo, outer: &Remark, inner: &Remark) -> Option<Edit> {
    let back = |at: usize| (at + outer.span.len()).checked_sub("true".len());
    let span = Span::new(back(inner.span.start)?, back(inner.span.end)?);
    repo.snapshot.written_at(&inner.path, span).map(|_| Edit::new(&inner.path, span, "true"))
}

/// What such a guard comes to: one that asks for another repository, and one that holds on
/// no event that starts its file, are told so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldGuard {
    /// It is true in another repository; this one's name.
    Elsewhere { guard: String, own: String },
    /// On no event that starts the file.
    Never { guard: String, path: String },
    /// A merge publishes something, and not what the guard holds back.
    InPart { guard: String, branch: String },
    /// A merge publishes nothing.
    Whole { guard: String, branch: String },
    /// Something else holds it back.
    Other(RemarkKind),
}

impl HeldGuard {
    pub fn of(repo: &Repo, remark: &Remark) -> Self {
        let build = &repo.build;
        let RemarkKind::HeldBack { guard, elsewhere, .. } = &remark.kind else {
            return Self::Other(remark.kind.clone());
        };
        let guard = guard.clone();
        if *elsewhere {
            let own = repo.snapshot.facts.repository.as_deref().unwrap_or("this repository").to_string();
            return Self::Elsewhere { guard, own };
        }
        if holds_never(build, remark) {
            return Self::Never { guard, path: remark.path.clone() };
        }
        let (merge, branch) = (build.merge(), build.default_branch.clone());
        let publishes = build.publications.iter().any(|one| one.event == merge && one.refused.is_none());
        if publishes {
            Self::InPart { guard, branch }
        } else {
            Self::Whole { guard, branch }
        }
    }
}

/// Whether the guard asks for the tag, of which the model knows a sample alone: it may hold
/// for another.
fn asks_what_samples_stand_for(build: &Build, remark: &Remark, guard: &str) -> bool {
    let tagged = |one: &Started| {
        one.path == remark.path
            && one.run.answer != Answer::No
            && matches!(one.event, Event::Tag(_) | Event::Release | Event::DispatchOnTag(_))
    };
    let of_tag = |path: &Vec<String>| match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["github", "event", "release", ..] => true,
        ["github", "ref" | "ref_name"] => build.started.iter().any(tagged),
        _ => false,
    };
    condition(guard).expr().is_some_and(|expr| expr.paths().iter().any(of_tag))
}

fn holds_never(build: &Build, remark: &Remark) -> bool {
    let RemarkKind::HeldBack { place, guard, .. } = &remark.kind else { return false };
    let mut starts =
        build.started.iter().filter(|one| one.path == remark.path && one.run.answer != Answer::No).peekable();
    let held = |event: &_| {
        let same = |other: &&Remark| {
            matches!(other.kind, RemarkKind::HeldBack { .. }) && other.path == remark.path && other.span == remark.span
        };
        build.remarks.iter().filter(same).any(|other| other.event == *event)
    };
    let seen = build
        .publications
        .of_file(&remark.path)
        .chain(build.elsewhere.of_file(&remark.path))
        .any(|one| place.contains(one.span));
    !asks_what_samples_stand_for(build, remark, guard)
        && starts.peek().is_some()
        && starts.all(|one| held(&one.event))
        && !seen
}
