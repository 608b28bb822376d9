//! What else writes the promised tag, or keeps it from being written.

use super::merge::started;
use super::*;
use crate::workflow::Certainty;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    numbers(repo, acc);
    awaited(repo, acc);
    let Some(image) = image(repo) else { return };
    pull_request(repo, &image, acc);
    idle(repo, &image, acc);
    doubled(repo, &image, acc);
    let Some(latest) = repo.promised_latest() else { return };
    branches(repo, &latest, acc);
    cancelled(repo, &latest, acc);
}

fn numbers(repo: &Repo, acc: &mut Vec<Finding>) {
    for file in repo.build.files.iter().filter(|file| deals_with_images(file)) {
        let Some(push) = file.triggers.as_ref().and_then(|triggers| triggers.get("push")) else { continue };
        for pattern in [&push.branches, &push.tags].into_iter().flatten().flat_map(|filter| &filter.patterns) {
            let Some(written) = pattern.number.as_ref().filter(|written| **written != pattern.text) else { continue };
            let place = Place::new(&file.path, pattern.span);
            let message = format!("`{written}` is a number to YAML, and GitHub matches `{}`", pattern.text);
            let edit = crate::finding::Edit::new(&file.path, pattern.span, format!("'{written}'"));
            acc.push(NUMBER_AS_BRANCH.at(place, message).help("put it in quotes").fix(
                "put it in quotes",
                true,
                vec![edit],
            ));
        }
    }
}

fn awaited(repo: &Repo, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    for file in &build.files {
        let Some(trigger) = file.triggers.as_ref().and_then(|triggers| triggers.get("workflow_run")) else { continue };
        let publishes = build.with_entries().any(|(_, entry)| entry == file.path);
        let known = |name: &str| build.files.iter().any(|other| other.name() == name);
        if !publishes || trigger.workflows.is_empty() || trigger.workflows.iter().any(|(name, _)| known(name)) {
            continue;
        }
        for (name, span) in &trigger.workflows {
            let message = format!("no workflow here has the name `{name}`");
            let finding = UNKNOWN_WORKFLOW_AWAITED.at(Place::new(&file.path, *span), message);
            acc.push(finding.help("write the `name` of the awaited workflow"));
        }
    }
}

/// A pull request pushes the image.
fn pull_request(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let own: Vec<&Publication> = of_image(repo, image)
        .map(|(one, _)| one)
        .filter(|one| one.event == Event::PullRequest && one.reference.as_ref().is_some_and(|own| own.tag.is_some()))
        .collect();
    let latest = repo.promised_latest();
    let is_latest = |one: &&&Publication| match (&one.reference, &latest) {
        (Some(own), Some(latest)) => own.same(latest) == Answer::Yes,
        _ => false,
    };
    let Some(one) = own.iter().find(is_latest).or_else(|| own.first()) else { return };
    // Behind a guard that cannot be decided, it may well be meant.
    let guarded = one.conditions.iter().any(|condition| condition.starts_with("only if `"));
    let Some(reference) = one.reference.as_ref().filter(|_| !guarded) else { return };
    let mut finding = PULL_REQUEST_PUBLISHES
        .at(Place::new(&one.path, one.span), format!("a pull request publishes `{reference}`"))
        .help("let only pushes publish: `push: ${{ github.event_name != 'pull_request' }}`, or an `if` of the step");
    if is_latest(&one) {
        finding = finding.severity(crate::finding::Severity::Error);
    }
    acc.push(finding);
}

/// Another branch than the default one pushes what production runs: with every push, or
/// where somebody starts the workflow on it.
fn branches(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let all = || {
        build.publications.iter().chain(&build.elsewhere).filter(|one| {
            one.certainty == Certainty::Yes && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
        })
    };
    let pushed = all().find(|one| matches!(&one.event, Event::Push(branch) if *branch != build.default_branch));
    let by_hand = || all().find(|one| matches!(one.event, Event::DispatchOn(_)));
    let Some(one) = pushed.or_else(by_hand) else { return };
    let place = Place::new(&one.path, one.span);
    let help = format!("let only `{}` publish it", build.default_branch);
    acc.push(match &one.event {
        Event::Push(branch) => EVERY_BRANCH_PUBLISHES_LATEST
            .at(place, format!("a push to the branch `{branch}` publishes `{latest}` too"))
            .help(help),
        _ => EVERY_BRANCH_PUBLISHES_LATEST
            .at(place, format!("whoever runs the workflow by hand on another branch publishes `{latest}` from it"))
            // Somebody chooses to.
            .severity(crate::finding::Severity::Info)
            .help(format!("{help}: `enable={{{{is_default_branch}}}}`, or an `if` on `github.ref`")),
    });
}

/// An event builds and pushes nothing, while others push.
fn idle(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    for file in entries(repo, image) {
        for event in [Event::Schedule, Event::WorkflowDispatch, Event::RepositoryDispatch] {
            let Some(run) = started(repo, file, &event).filter(|run| run.answer == Answer::Yes) else { continue };
            let pushes = build.with_entries().any(|(one, entry)| one.event == event && entry == file.path);
            let builds = build
                .builds
                .iter()
                .any(|one| one.event == event && one.path == file.path && one.reached == Answer::Yes);
            // With other inputs a dispatch may push.
            let inputs = file.text.contains("inputs.");
            if pushes || !builds || (inputs && event == Event::WorkflowDispatch) {
                continue;
            }
            let message = format!("`{event}` builds the image in `{}` and can never push it", file.path);
            let finding = IDLE_RUN.at(Place::new(&file.path, run.span), message);
            acc.push(finding.help(format!("let the push happen on `{event}`, or do not start the workflow on it")));
        }
    }
}

fn cancelled(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let found = build.with_entries().find(|(one, _)| {
        one.event == merge
            && one.certainty == Certainty::Yes
            && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
            && one.conditions.iter().any(|condition| condition.starts_with("unless a newer run"))
    });
    let Some((one, entry)) = found else { return };
    let nodes = |path: &str| {
        let file = build.file(path)?;
        let jobs = file.jobs().map(|(_, job)| job);
        let mut all = file.root().into_iter().chain(jobs);
        all.find_map(|node| Some(node.get("concurrency")?.entry("cancel-in-progress")?.value.span))
    };
    let (path, span) = match (nodes(entry), nodes(&one.path)) {
        (Some(span), _) => (entry, span),
        (None, Some(span)) => (one.path.as_str(), span),
        (None, None) => return,
    };
    let written = build.file(path).map_or("", |file| span.text(&file.text));
    let mut finding = CANCELLED_PUBLICATION
        .at(Place::new(path, span), format!("a newer run cancels the one that publishes `{latest}`"))
        .related(&one.path, one.span, "published here")
        .help("let the newest run wait: `cancel-in-progress: false`");
    if written == "true" {
        let edit = crate::finding::Edit::new(path, span, "false");
        finding = finding.fix("let the newest run wait", false, vec![edit]);
    }
    acc.push(finding);
}

/// Two writers of one reference on one event.
fn doubled(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let sure: Vec<(&Publication, &str)> = of_image(repo, image)
        .filter(|(one, _)| {
            one.certainty == Certainty::Yes
                && one.reference.as_ref().is_some_and(|own| !own.has_holes() && own.tag.is_some())
        })
        .collect();
    for (index, (one, entry)) in sure.iter().enumerate() {
        let other = sure[..index].iter().find(|(other, other_entry)| {
            let apart = match other_entry == entry {
                true => other.job != one.job && !related(build.file(entry), &one.job, &other.job),
                // A run by hand starts one workflow only.
                false => !one.event.is_by_hand(),
            };
            apart && other.event == one.event && other.reference == one.reference
        });
        let Some((other, _)) = other else { continue };
        let Some(reference) = &one.reference else { continue };
        let message = format!("on {} both `{}` and `{}` publish `{reference}`", told(&one.event), other.job, one.job);
        acc.push(
            DOUBLED_PUBLICATION
                .at(Place::new(&one.path, one.span), message)
                .related(&other.path, other.span, "the other one")
                .help("let one job publish it"),
        );
        return;
    }
}

/// Whether one of the jobs waits for the other, directly or through others.
fn related(file: Option<&File>, a: &str, b: &str) -> bool {
    let Some(file) = file else { return false };
    // A called workflow's job is named after its caller.
    let (a, b) = (a.split(" / ").next().unwrap_or(a), b.split(" / ").next().unwrap_or(b));
    let waits = |from: &str, to: &str| {
        let mut open = vec![from.to_string()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(id) = open.pop() {
            if id == to {
                return true;
            }
            if seen.contains(&id) {
                continue;
            }
            let needs = file.job(&id).and_then(|job| job.get("needs"));
            open.extend(
                needs
                    .map(|node| node.one_or_many())
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|n| n.as_str().map(str::to_string)),
            );
            seen.push(id);
        }
        false
    };
    a == b || waits(a, b) || waits(b, a)
}
