//! Schedules and other triggers that the prose promises.

use super::{grouped, unbacked_schedule, unbacked_trigger};
use crate::repo::Repo;
use prodproof_constitution::claims::schedule::Cron;
use prodproof_constitution::claims::{Claim, ClaimEffect, Claimed, ClaimedTrigger};
use prodproof_constitution::Constitution;
use prodproof_publication::Event;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Finding;
use prodproof_syntax::snapshot;
use prodproof_syntax::span::Spanned;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // Without workflows, that nothing is published says it all.
    let Some(workflows) = workflows(repo) else { return };
    if workflows.is_empty() {
        return;
    }
    let schedules = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Schedule(schedule) => Some((claim, *schedule)),
        _ => None,
    }));
    let crons: Vec<(&str, Spanned<String>)> =
        workflows.iter().flat_map(|file| crons(file).into_iter().map(|cron| (file.path.as_str(), cron))).collect();
    for (schedule, group) in schedules {
        let held = crons.iter().any(|(_, cron)| Cron::parse(&cron.value).is_none_or(|cron| schedule.holds(&cron)));
        if !held {
            unbacked_schedule::found(constitution, &schedule, &group, &crons, acc);
        }
    }
    let triggers = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Trigger { trigger, effect: ClaimEffect::Publishes } => Some((claim, trigger)),
        _ => None,
    }));
    for (trigger, group) in triggers {
        let event = match trigger {
            // A merge and a release tag are the mandates'.
            ClaimedTrigger::Push(Some(branch)) if *branch != repo.promise.branch.value => Event::Push(branch.clone()),
            ClaimedTrigger::Release => Event::Release,
            _ => continue,
        };
        // Another spelling of the default branch is the contract's to say.
        if ["main", "master", "trunk"].contains(&event.to_string().trim_start_matches("push:")) {
            continue;
        }
        let started = workflows
            .iter()
            .filter_map(|file| file.triggers.as_ref())
            .any(|triggers| triggers.run(&event, &repo.promise.branch.value).answer != Answer::No);
        let Some(first) = group.first() else { continue };
        if !started {
            acc.push(unbacked_trigger::found(constitution, &event, first, &group));
        }
    }
}

/// Every workflow, read; `None` where one cannot be, as it might hold anything.
fn workflows(repo: &Repo) -> Option<Vec<prodproof_publication::WorkflowFile>> {
    let mut out = Vec::new();
    for (path, file) in &repo.snapshot.files {
        if !repo.snapshot.is_workflow(path) {
            continue;
        }
        let snapshot::File::Text(text) = file else { return None };
        let file = prodproof_publication::WorkflowFile::read(path, text);
        // A file that GitHub refuses is a finding of its own.
        if file.triggers.is_none() || file.yaml.syntax_error().is_some() {
            return None;
        }
        out.push(file);
    }
    Some(out)
}

/// The cron lines of a workflow with their places.
pub(super) fn crons(file: &prodproof_publication::WorkflowFile) -> Vec<Spanned<String>> {
    let on = file.on();
    let items = on.and_then(|on| on.get("schedule")).map_or(&[][..], |schedule| schedule.items());
    let cron = |item: &prodproof_syntax::yaml::Node| {
        let cron = item.get("cron")?;
        Some(Spanned::new(cron.as_str()?.to_string(), cron.span))
    };
    items.iter().filter_map(cron).collect()
}
