//! Does a merge publish the promised tag, and if not, what stands in the way: one
//! finding, at the cause.

use super::*;
use prodproof_publication::trigger::{RunReason, Trigger};
use prodproof_publication::Remark;
use prodproof_syntax::span::Span;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    let build = &repo.build;
    let merge = build.merge();
    match build.publishes(&merge, &latest).answer {
        Answer::Unknown => return,
        Answer::Yes => return rebuild_behind_paths::check(repo, &latest, acc),
        Answer::No => {}
    }
    let entries = entries(repo, &latest);
    // Those that run on a merge come first, then those that publish the tag elsewhere.
    let runs = |file: &&WorkflowFile| started(repo, file, &merge).is_some_and(|run| run.answer != Answer::No);
    let writes = |file: &&WorkflowFile| {
        let own = |(one, entry): (&Publication, &str)| {
            entry == file.path && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes)
        };
        build.near_with_entries(&latest).any(own)
    };
    let file = entries
        .iter()
        .find(|file| runs(file) && writes(file))
        .or_else(|| entries.iter().find(|file| writes(file)))
        .or_else(|| entries.iter().find(|file| runs(file)))
        .or_else(|| entries.first());
    let Some(file) = file else { return acc.extend(only_elsewhere(repo, &latest)) };
    let Some(run) = started(repo, file, &merge) else { return };
    // What a merge starts publishes the image under another tag: that is what is to be told.
    let tagged = |file: &&&WorkflowFile| runs(file) && publishes_other_tag(repo, file, &latest);
    let instead = entries.iter().find(tagged).filter(|_| !matches!(run.why, RunReason::Runs | RunReason::Invalid));
    if let Some(finding) = instead.and_then(|other| runs_in_vain(repo, other, &latest)) {
        return acc.push(finding.implies(&["unmerged-tag-run", "unpublished-tag-run"]));
    }

    let trigger = file.triggers.as_ref().and_then(|triggers| triggers.get("push"));
    let finding = match run.why {
        // Another finding says so.
        RunReason::Invalid => return,
        RunReason::OnlyTags => tag_only_trigger::found(repo, file, trigger, run.span),
        RunReason::NoTrigger | RunReason::OnlyBranches | RunReason::Types => {
            missing_push_trigger::found(repo, file, run.span)
        }
        RunReason::Filtered => filtered(repo, file, trigger, run.span),
        RunReason::Runs => match runs_in_vain(repo, file, &latest) {
            Some(finding) => finding,
            None => return,
        },
    };
    acc.push(finding.implies(&["unmerged-tag-run", "unpublished-tag-run"]));
}

/// Whether the file publishes the image on a merge, or may do so, under a tag.
fn publishes_other_tag(repo: &Repo, file: &WorkflowFile, latest: &Reference) -> bool {
    let merge = repo.build.merge();
    let tagged = |one: &Publication| {
        let tag = one.reference.as_ref().and_then(|own| own.tag.as_ref());
        one.event == merge && tag.is_some()
    };
    of_image(repo, latest).any(|(one, entry)| entry == file.path && tagged(one))
}

/// A merge publishes another image in its place: a word says so.
fn named_otherwise(repo: &Repo, file: &WorkflowFile, latest: &Reference) -> Option<Finding> {
    let fact = repo.promise.image.as_ref()?;
    let found = deciding::of_name(repo, &[file], latest)?;
    let merge = repo.build.merge();
    let other = repo.build.publications.iter().find(|one| {
        one.event == merge && one.reference.as_ref().is_some_and(|own| own.same_name(latest) == Answer::No)
    })?;
    Some(other_image_published::found(other, Some(found.place), other.reference.as_ref()?, fact))
}

/// No usual event publishes the image: what keeps merges from it, or what alone publishes
/// it.
fn only_elsewhere(repo: &Repo, latest: &Reference) -> Option<Finding> {
    if let Some(guard) = held::guard(repo, latest) {
        return Some(merge_held_back::of(repo, &guard));
    }
    let one = repo.build.elsewhere.near(latest).find(|one| is_named(one, latest))?;
    let files: Vec<&WorkflowFile> = repo.build.file(&one.path).into_iter().collect();
    if let Some(finding) = suppressed::cause(repo, &files, &[], latest) {
        return Some(finding);
    }
    let unstarted = files.first().and_then(|file| Some((*file, started(repo, file, &repo.merge())?)));
    match unstarted {
        Some((file, run)) if run.why == RunReason::NoTrigger && run.answer == Answer::No => {
            Some(missing_push_trigger::found(repo, file, run.span))
        }
        // That another branch publishes is the same fault.
        Some((file, run)) if run.why == RunReason::Filtered && matches!(one.event, Event::Push(_)) => {
            let trigger = file.triggers.as_ref().and_then(|triggers| triggers.get("push"));
            let mut finding = filtered(repo, file, trigger, run.span).implies(&["every-branch-publishes-latest"]);
            // It may be meant: that branch is where releases are made.
            finding.fix.iter_mut().for_each(|fix| fix.safe = false);
            Some(finding)
        }
        _ => Some(unpublished_merge::only_on(repo, one, latest)),
    }
}

/// The filter of `push` does not let the default branch pass.
fn filtered(repo: &Repo, file: &WorkflowFile, trigger: Option<&Trigger>, span: Span) -> Finding {
    let filter = trigger.and_then(|trigger| trigger.branches.as_ref());
    let patterns = filter.map_or(&[][..], |filter| &filter.patterns);
    match patterns.iter().find(|pattern| pattern.text == "$default-branch") {
        Some(pattern) => template_default_branch::found(repo, file, pattern.span),
        None => filtered_default_branch::found(repo, file, filter, span),
    }
}

/// The image is published on a merge, as `own`, and not under the promised tag.
fn under_another_tag(
    repo: &Repo,
    file: &WorkflowFile,
    own: &[&Publication],
    first: &Publication,
    latest: &Reference,
) -> Finding {
    let build = &repo.build;
    if let Some(guard) = held::guard(repo, latest) {
        return merge_held_back::of(repo, &guard);
    }
    if let Some(finding) = suppressed::cause(repo, &[file], own, latest) {
        return finding;
    }
    let names = |keep: fn(&Reference) -> bool| -> Vec<String> {
        let references = own.iter().filter_map(|one| one.reference.as_ref());
        references.filter(|one| keep(one)).map(|one| format!("`{one}`")).collect()
    };
    let mut tags = names(|one| one.tag.is_some());
    if tags.is_empty() {
        tags = names(|_| true);
    }
    tags.dedup();
    let others: Vec<&Event> = build
        .publications
        .near(latest)
        .chain(build.elsewhere.near(latest))
        .filter(|one| one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes))
        .map(|one| &one.event)
        .collect();
    // What is not known to be published is not told as published.
    let may = if own.iter().any(|one| one.certainty.is_yes()) { "publishes" } else { "may publish" };
    let does = format!("{may} {}", tags.join(", "));
    let finding = match others.first() {
        Some(event) => latest_only_from_tags::found(repo, first, &does, latest, event),
        None => unpublished_merge::of_other_tags(repo, first, &does, latest),
    };
    unpublished_merge::add_latest(repo, first, latest, finding.help(format!("publish `{latest}` on merges")))
}

/// The workflow runs on a merge and does not publish the promised tag.
fn runs_in_vain(repo: &Repo, file: &WorkflowFile, latest: &Reference) -> Option<Finding> {
    let build = &repo.build;
    let merge = build.merge();

    let own: Vec<&Publication> = of_image(repo, latest)
        .filter(|(one, entry)| *entry == file.path && one.event == merge)
        .map(|(one, _)| one)
        .collect();
    // The digests are those of the parts of what gets a tag.
    let tagged = own.iter().find(|one| one.reference.as_ref().is_some_and(|own| own.tag.is_some()));
    if tagged.is_none() {
        if let Some(finding) = named_otherwise(repo, file, latest) {
            return Some(finding);
        }
    }
    if let Some(first) = tagged.or(own.first()) {
        return Some(under_another_tag(repo, file, &own, first, latest));
    }
    // Nothing at all: what holds the publishing step or job back?
    let places: Vec<&Publication> =
        of_image(repo, latest).filter(|(_, entry)| *entry == file.path).map(|(one, _)| one).collect();
    let remarks = || build.remarks.iter().filter(|remark| remark.event == merge);
    let holds = |remark: &&Remark| match remark.kind {
        RemarkKind::HeldBack { place, .. } | RemarkKind::NeedSkipped { place, .. } => {
            places.iter().any(|one| one.path == remark.path && place.contains(one.span))
        }
        _ => false,
    };
    // A job's own guard is nearer to the cause than what is skipped behind it.
    if let Some(remark) =
        remarks().find(|remark| matches!(remark.kind, RemarkKind::NeedSkipped { .. }) && holds(remark))
    {
        let cause =
            remarks().find(|other| matches!(other.kind, RemarkKind::HeldBack { .. }) && other.path == remark.path);
        return Some(skipped_need::found(repo, remark, cause));
    }
    if let Some(remark) = remarks().find(holds) {
        let finding = merge_held_back::of(repo, remark);
        let finding = match places.first() {
            Some(one) => finding.related(&one.path, one.span, "this is what it holds back"),
            None => finding,
        };
        return Some(finding);
    }
    // A call, in whose file nothing is held back.
    if let Some(guard) = held::guard(repo, latest) {
        return Some(merge_held_back::of(repo, &guard));
    }
    let paths: Vec<&str> = places.iter().map(|one| one.path.as_str()).collect();
    let found = remarks()
        .find(|remark| matches!(remark.kind, RemarkKind::NotPushed { .. }) && paths.contains(&remark.path.as_str()));
    if let Some(remark) = found {
        return Some(unpushed_build::on_merges(repo, remark));
    }
    // Faults that other rules tell.
    let told = remarks().any(|remark| {
        paths.contains(&remark.path.as_str())
            && matches!(
                remark.kind,
                RemarkKind::MetadataError(_)
                    | RemarkKind::InvalidReference(_)
                    | RemarkKind::PushNotBoolean
                    | RemarkKind::DisabledCommand(_)
                    | RemarkKind::MissingCall { .. }
            )
    });
    if told {
        return None;
    }
    let no_tag = remarks().find(|remark| remark.kind == RemarkKind::NoTag && paths.contains(&remark.path.as_str()));
    if let Some(finding) = suppressed::cause(repo, &[file], &places, latest) {
        return Some(finding);
    }
    let one = places.first()?;
    let finding = match no_tag {
        Some(remark) => unpublished_merge::of_no_tag(repo, remark, latest),
        None => unpublished_merge::of(repo, file, one, latest),
    };
    let finding = finding.help(format!("publish `{latest}` on merges"));
    Some(match no_tag {
        Some(_) => unpublished_merge::add_latest(repo, one, latest, finding),
        None => finding,
    })
}
