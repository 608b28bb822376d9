//! Schedules and other triggers that the prose promises.

use super::{also, at, grouped, UNBACKED_SCHEDULE, UNBACKED_TRIGGER};
use crate::answer::Answer;
use crate::constitution::claims::schedule::{Cron, Period, Schedule};
use crate::constitution::claims::{Claim, Effect, Trigger, What};
use crate::constitution::Constitution;
use crate::finding::Finding;
use crate::repo::Repo;
use crate::snapshot;
use crate::span::{Span, Spanned};
use crate::workflow::{self, Event};

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // Without workflows, that nothing is published says it all.
    let Some(workflows) = workflows(repo) else { return };
    if workflows.is_empty() {
        return;
    }
    let schedules = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Schedule(schedule) => Some((claim, *schedule)),
        _ => None,
    }));
    let crons: Vec<(&str, Spanned<String>)> =
        workflows.iter().flat_map(|file| crons(file).into_iter().map(|cron| (file.path.as_str(), cron))).collect();
    for (schedule, group) in schedules {
        let held = crons.iter().any(|(_, cron)| Cron::parse(&cron.value).is_none_or(|cron| schedule.holds(&cron)));
        if !held {
            unbacked(constitution, &schedule, &group, &crons, acc);
        }
    }
    let triggers = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Trigger { trigger, effect: Effect::Publishes } => Some((claim, trigger)),
        _ => None,
    }));
    for (trigger, group) in triggers {
        let event = match trigger {
            // A merge and a release tag are the mandates'.
            Trigger::Push(Some(branch)) if *branch != repo.promise.branch.value => Event::Push(branch.clone()),
            Trigger::Release => Event::Release,
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
            let finding = at(&UNBACKED_TRIGGER, constitution, first, format!("no workflow is started by `{event}`"));
            acc.push(
                also(finding, constitution, &group)
                    .help("add the trigger to the workflow that publishes, or amend the constitution"),
            );
        }
    }
}

/// Every workflow, read; `None` where one cannot be, as it might hold anything.
fn workflows(repo: &Repo) -> Option<Vec<workflow::File>> {
    let mut out = Vec::new();
    for (path, file) in &repo.snapshot.files {
        let name = path.strip_prefix(".github/workflows/").filter(|name| !name.contains('/'));
        if !name.is_some_and(|name| name.ends_with(".yml") || name.ends_with(".yaml")) {
            continue;
        }
        let snapshot::File::Text(text) = file else { return None };
        let file = workflow::File::read(path, text);
        // A file that GitHub refuses is a finding of its own.
        if file.triggers.is_none() || file.yaml.syntax_error().is_some() {
            return None;
        }
        out.push(file);
    }
    Some(out)
}

/// The cron lines of a workflow with their places.
fn crons(file: &workflow::File) -> Vec<Spanned<String>> {
    let on = file.root().and_then(|root| root.get("on").or_else(|| root.get("true")));
    let items = on.and_then(|on| on.get("schedule")).map_or(&[][..], |schedule| schedule.items());
    let cron = |item: &crate::syntax::yaml::Node| {
        let cron = item.get("cron")?;
        Some(Spanned::new(cron.as_str()?.to_string(), cron.span))
    };
    items.iter().filter_map(cron).collect()
}

fn unbacked(
    constitution: &Constitution,
    schedule: &Schedule,
    group: &[&Claim],
    crons: &[(&str, Spanned<String>)],
    acc: &mut Vec<Finding>,
) {
    let Some(first) = group.first() else { return };
    let words: String =
        first.span.text(&constitution.text).split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let message = match crons {
        [] => format!("`{words}` is promised, and no workflow has a schedule"),
        [(_, cron)] => format!("`{words}` is promised, and the only schedule is `{}`", cron.value),
        _ => format!("`{words}` is promised, and none of the {} schedules is that", crons.len()),
    };
    let mut finding = also(at(&UNBACKED_SCHEDULE, constitution, first, message), constitution, group);
    for (path, cron) in crons {
        finding = finding.related(*path, cron.span, "this schedule is another");
    }
    let help = match (cron_line(schedule), crons) {
        (Some(line), []) => {
            format!("add `schedule` with the cron line `{line}` to the workflow, or amend the constitution")
        }
        (Some(line), _) => format!("write the cron line `{line}`, or amend the constitution"),
        (None, _) => "add `schedule` to the workflow, or amend the constitution".to_string(),
    };
    finding = finding.help(help);
    // One schedule and one full statement of it: which cron line is meant is known.
    if let (Some(line), [(path, cron)]) = (cron_line(schedule), crons) {
        let plain = |span: Span| span.len() >= cron.value.len();
        if plain(cron.span) && schedule.time.is_some() {
            let quoted = cron.span.len() == cron.value.len() + 2;
            let span = if quoted { Span::new(cron.span.start + 1, cron.span.end - 1) } else { cron.span };
            if quoted || cron.span.len() == cron.value.len() {
                let edit = crate::finding::Edit::new(*path, span, line.clone());
                finding = finding.fix(format!("write the cron line `{line}`"), false, vec![edit]);
            }
        }
    }
    acc.push(finding);
}

/// The cron line of a schedule that states day and time.
fn cron_line(schedule: &Schedule) -> Option<String> {
    let (hour, minute) = schedule.time?;
    let weekdays = match schedule.period {
        Period::Daily => "*".to_string(),
        Period::Weekly(Some(days)) => {
            (0..7).filter(|day| days & (1 << day) != 0).map(|day| day.to_string()).collect::<Vec<_>>().join(",")
        }
        _ => return None,
    };
    Some(format!("{minute} {hour} * * {weekdays}"))
}
