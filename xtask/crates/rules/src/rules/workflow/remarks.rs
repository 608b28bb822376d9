//! Faults of single steps and conditions, each once, with the events on which they show.
//! The walk is here; what each means stands with its rule.

use super::{
    always_true_guard, deals_with_images, disabled_command, doubled_host, doubled_publication, failing_metadata,
    ignored_push_failure, invalid_reference, invalid_workflow, push_not_boolean,
};
use crate::deciding;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::{Remark, RemarkKind};
use prodproof_syntax::finding::{Finding, Place, Rule, Severity};

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let mut seen: Vec<&Remark> = Vec::new();
    for remark in &repo.build.remarks {
        let of = match &remark.kind {
            RemarkKind::MetadataError(_) => failing_metadata::of,
            RemarkKind::InvalidReference(_) => invalid_reference::of,
            RemarkKind::DoubledHost { .. } => doubled_host::of,
            RemarkKind::PushNotBoolean => push_not_boolean::of,
            RemarkKind::MissingCall { .. } => invalid_workflow::of,
            RemarkKind::DisabledCommand(_) => disabled_command::of,
            RemarkKind::FailureIgnored(_) => ignored_push_failure::of,
            RemarkKind::GuardAlwaysTrue { .. } => always_true_guard::of,
            RemarkKind::PushedByLegs { reference } if doubled_publication::matters(repo, remark, reference) => {
                doubled_publication::of_legs
            }
            RemarkKind::HeldBack { .. }
            | RemarkKind::NeedSkipped { .. }
            | RemarkKind::NotPushed { .. }
            | RemarkKind::PushedByLegs { .. }
            | RemarkKind::NoTag => continue,
        };
        // The same of another event was told.
        if seen.iter().any(|other| is_same(other, remark)) {
            continue;
        }
        // A guard in a file that publishes nothing is not this family's.
        let own = repo.build.publications.of_file(&remark.path).next().is_some();
        if !own && !repo.build.file(&remark.path).is_some_and(deals_with_images) {
            continue;
        }
        seen.push(remark);
        acc.push(at_cause(repo, remark, of(repo, remark)));
    }
}

/// Told at the word that is the cause, where that stands elsewhere.
pub(super) fn at_cause(repo: &Repo, remark: &Remark, mut finding: Finding) -> Finding {
    let Some(place) = deciding::of_remark(repo, remark) else { return finding };
    let inside = finding.primary.path == place.path && finding.primary.span.contains(place.span);
    let shown = std::mem::replace(&mut finding.primary, place);
    if inside {
        finding
    } else {
        finding.related(shown.path, shown.span, "this is where it shows")
    }
}

/// Whether both are of one fault, whatever event shows it and in which values.
pub(super) fn is_same(one: &Remark, other: &Remark) -> bool {
    one.span == other.span && one.path == other.path && one.kind.is_like(&other.kind)
}

/// A finding about a fault that shows whatever event it is.
pub(super) fn always(rule: &'static Rule, remark: &Remark) -> Finding {
    weighed(rule, remark, remark.told().to_string())
}

/// A finding about a fault that shows on some events only, which are named.
pub(super) fn on_events(rule: &'static Rule, repo: &Repo, remark: &Remark) -> Finding {
    let same = repo.build.remarks.iter().filter(|other| is_same(other, remark));
    let mut events: Vec<String> = same.map(|other| format!("`{}`", other.event)).collect();
    events.dedup();
    weighed(rule, remark, format!("on {}: {}", events.join(", "), remark.told()))
}

fn weighed(rule: &'static Rule, remark: &Remark, message: String) -> Finding {
    let finding = rule.at(Place::new(&remark.path, remark.span), message);
    // What only warns explains nothing that is missing.
    match rule.severity {
        Severity::Error => finding.implies(&["unpublished-image", "unpublished-merge", "unpublished-release"]),
        _ => finding,
    }
}
