//! Does a merge publish the promised tag, and if not, what stands in the way: one
//! finding, at the cause.

use super::*;
use crate::span::Span;
use crate::workflow::trigger::{Trigger, Why};
use crate::workflow::Remark;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    let build = &repo.build;
    let merge = build.merge();
    match build.publishes(&merge, &latest).answer {
        Answer::Unknown => return,
        Answer::Yes => return paths(repo, &latest, acc),
        Answer::No => {}
    }
    let entries = entries(repo, &latest);
    // Those that run on a merge come first, then those that publish the tag elsewhere.
    let runs = |file: &&File| started(repo, file, &merge).is_some_and(|run| run.answer != Answer::No);
    let writes = |file: &&File| {
        let own = |(one, entry): (&Publication, &str)| {
            entry == file.path && one.reference.as_ref().is_some_and(|own| own.same(&latest) == Answer::Yes)
        };
        build.with_entries().any(own)
    };
    let file = entries
        .iter()
        .find(|file| runs(file) && writes(file))
        .or_else(|| entries.iter().find(|file| writes(file)))
        .or_else(|| entries.iter().find(|file| runs(file)))
        .or_else(|| entries.first());
    let Some(file) = file else { return };
    let Some(run) = started(repo, file, &merge) else { return };
    let branch = &build.default_branch;
    let trigger = file.triggers.as_ref().and_then(|triggers| triggers.get("push"));
    let finding = match run.why {
        // Another finding says so.
        Why::Invalid => return,
        Why::OnlyTags => {
            let filter = trigger.and_then(|trigger| trigger.tags.as_ref());
            let message = format!("only tags start `{}`: a merge to `{branch}` publishes nothing", file.path);
            let finding = TAG_ONLY_TRIGGER.at(Place::new(&file.path, filter.map_or(run.span, |f| f.key_span)), message);
            fixes::add_branches(repo, file, finding.help(format!("let pushes to `{branch}` start it too")))
        }
        Why::NoTrigger | Why::OnlyBranches | Why::Types => {
            let names: Vec<String> = file
                .triggers
                .iter()
                .flat_map(|triggers| &triggers.list)
                .map(|trigger| format!("`{}`", trigger.name))
                .collect();
            let message = format!(
                "no push starts `{}`, only {}: a merge to `{branch}` publishes nothing",
                file.path,
                names.join(", ")
            );
            let finding = MISSING_PUSH_TRIGGER.at(Place::new(&file.path, run.span), message);
            fixes::add_push(repo, file, finding.help(format!("let pushes to `{branch}` start it")))
        }
        Why::Filtered => filtered(repo, file, trigger, run.span),
        Why::Runs => match runs_in_vain(repo, file, &latest) {
            Some(finding) => finding,
            None => return,
        },
    };
    acc.push(finding.implies(&["unmerged-tag-run", "unpublished-tag-run"]));
}

pub(super) fn started<'a>(repo: &'a Repo, file: &File, event: &Event) -> Option<&'a crate::workflow::trigger::Run> {
    repo.build.started.iter().find(|one| one.path == file.path && one.event == *event).map(|one| &one.run)
}

fn filtered(repo: &Repo, file: &File, trigger: Option<&Trigger>, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let filter = trigger.and_then(|trigger| trigger.branches.as_ref());
    let patterns = filter.map_or(&[][..], |filter| &filter.patterns);
    if let Some(pattern) = patterns.iter().find(|pattern| pattern.text == "$default-branch") {
        let message = "`$default-branch` is a placeholder of templates; here it is a branch of that name".to_string();
        let finding = TEMPLATE_DEFAULT_BRANCH.at(Place::new(&file.path, pattern.span), message);
        let edit = crate::finding::Edit::new(&file.path, pattern.span, branch.clone());
        return finding.help(format!("write `{branch}`")).fix(
            format!("write `{branch}`"),
            fixes::is_safe(repo),
            vec![edit],
        );
    }
    let shown = filter.map_or(String::new(), |filter| format!("`{}` has {}", filter.key, filter.shown()));
    let message = format!("the default branch `{branch}` does not start `{}`: {shown}", file.path);
    let finding = FILTERED_DEFAULT_BRANCH
        .at(Place::new(&file.path, span), message)
        .help(format!("let `{branch}` pass the filter"));
    match filter {
        Some(filter) if !filter.ignore => fixes::append_branch(repo, file, finding),
        _ => finding,
    }
}

/// The workflow runs on a merge and does not publish the promised tag.
fn runs_in_vain(repo: &Repo, file: &File, latest: &Reference) -> Option<Finding> {
    let build = &repo.build;
    let merge = build.merge();
    let branch = &build.default_branch;
    let own: Vec<&Publication> = of_image(repo, latest)
        .filter(|(one, entry)| *entry == file.path && one.event == merge)
        .map(|(one, _)| one)
        .collect();
    if let Some(first) = own.first() {
        if let Some(finding) = suppressed::cause(repo, &[file], &own, latest) {
            return Some(finding);
        }
        let mut tags: Vec<String> =
            own.iter().filter_map(|one| Some(format!("`{}`", one.reference.as_ref()?))).collect();
        tags.dedup();
        let others: Vec<&Event> = build
            .publications
            .iter()
            .filter(|one| one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes))
            .map(|one| &one.event)
            .collect();
        let finding = match others.first() {
            Some(event) => LATEST_ONLY_FROM_TAGS.at(
                Place::new(&first.path, first.span),
                format!(
                    "a merge to `{branch}` publishes {}; `{latest}` comes from {} only",
                    tags.join(", "),
                    told(event)
                ),
            ),
            None => UNPUBLISHED_MERGE.at(
                Place::new(&first.path, first.span),
                format!("a merge to `{branch}` publishes {} and not `{latest}`", tags.join(", ")),
            ),
        };
        return Some(fixes::add_latest(repo, first, latest, finding.help(format!("publish `{latest}` on merges"))));
    }
    // Nothing at all: what holds the publishing step or job back?
    let places: Vec<&Publication> =
        of_image(repo, latest).filter(|(_, entry)| *entry == file.path).map(|(one, _)| one).collect();
    let remarks = || build.remarks.iter().filter(|remark| remark.event == merge);
    let holds = |remark: &&Remark| match remark.kind {
        RemarkKind::HeldBack(place) | RemarkKind::NeedSkipped(place) => {
            places.iter().any(|one| one.path == remark.path && place.contains(one.span))
        }
        _ => false,
    };
    // A job's own guard is nearer to the cause than what is skipped behind it.
    if let Some(remark) = remarks().find(|remark| matches!(remark.kind, RemarkKind::NeedSkipped(_)) && holds(remark)) {
        let message = format!("a merge to `{branch}` publishes nothing: {}", remark.message);
        let mut finding = SKIPPED_NEED.at(Place::new(&remark.path, remark.span), message);
        let cause = remarks().find(|other| matches!(other.kind, RemarkKind::HeldBack(_)) && other.path == remark.path);
        if let Some(cause) = cause {
            finding = finding.related(&cause.path, cause.span, "this does not hold on a merge");
        }
        return Some(finding.help("let the needed job run on merges, or the publishing job without it"));
    }
    if let Some(remark) = remarks().find(holds) {
        let place = Place::new(&remark.path, remark.span);
        let foreign = remark.message.contains("github.repository");
        let finding = match foreign {
            true => FOREIGN_REPOSITORY_GUARD.at(
                place,
                format!(
                    "`if: {}` does not hold in `{}`",
                    remark.message,
                    repo.snapshot.facts.repository.as_deref().unwrap_or("this repository")
                ),
            ),
            false => MERGE_HELD_BACK.at(
                place,
                format!("`if: {}` does not hold on a push to `{branch}`: a merge publishes nothing", remark.message),
            ),
        };
        let finding = match places.first() {
            Some(one) => finding.related(&one.path, one.span, "this is what it holds back"),
            None => finding,
        };
        return Some(finding.help("let the condition hold on the default branch"));
    }
    let paths: Vec<&str> = places.iter().map(|one| one.path.as_str()).collect();
    let found = remarks().find(|remark| remark.kind == RemarkKind::NotPushed && paths.contains(&remark.path.as_str()));
    if let Some(remark) = found {
        let message = format!("a merge to `{branch}` builds the image and does not push it: {}", remark.message);
        let place = Place::new(&remark.path, remark.span);
        return Some(UNPUSHED_BUILD.at(place, message).help("let `push` be true on the default branch"));
    }
    // Faults that other rules tell.
    let told = remarks().any(|remark| {
        paths.contains(&remark.path.as_str())
            && matches!(
                remark.kind,
                RemarkKind::MetadataError
                    | RemarkKind::InvalidReference
                    | RemarkKind::PushNotBoolean
                    | RemarkKind::DisabledCommand
                    | RemarkKind::MissingCall
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
    let (place, message) = match no_tag {
        Some(remark) => (
            Place::new(&remark.path, remark.span),
            format!("on a merge to `{branch}` no tag is made, so nothing is published"),
        ),
        None => (
            Place::new(&one.path, one.span),
            format!("`{}` runs on a merge to `{branch}` and does not publish `{latest}`", file.path),
        ),
    };
    let finding = UNPUBLISHED_MERGE.at(place, message).help(format!("publish `{latest}` on merges"));
    Some(match no_tag {
        Some(_) => fixes::add_latest(repo, one, latest, finding),
        None => finding,
    })
}

/// A merge publishes, but only if certain files changed.
fn paths(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let sure: Vec<(&Publication, &str)> = build
        .with_entries()
        .filter(|(one, _)| {
            one.event == merge
                && one.certainty == crate::workflow::Certainty::Yes
                && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
        })
        .collect();
    let filter = |entry: &str| build.file(entry)?.triggers.as_ref()?.get("push")?.paths.as_ref();
    if sure.iter().any(|(_, entry)| filter(entry).is_none()) {
        return;
    }
    let Some((one, entry)) = sure.first() else { return };
    let Some(filter) = filter(entry) else { return };
    let message = match filter.ignore {
        true => format!("a merge that changes only {} does not publish `{latest}`", filter.shown()),
        false => format!("a merge that changes none of {} does not publish `{latest}`", filter.shown()),
    };
    acc.push(
        REBUILD_BEHIND_PATHS
            .at(Place::new(*entry, filter.key_span), message)
            .related(&one.path, one.span, "published here")
            .help("publish on every merge, or waive this with the reason why nothing else enters the image"),
    );
}
