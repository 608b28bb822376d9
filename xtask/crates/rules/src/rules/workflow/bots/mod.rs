//! What workflows of the repository push themselves, and the publication that never
//! comes of it: GitHub starts nothing for the run's own token and for skipped commits.

use super::started;
use super::*;
use prodproof_publication::{Move, Moved};
use prodproof_syntax::span::Span;
use prodproof_syntax::value::is_plain_hole;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let mut seen: Vec<(&str, Span)> = Vec::new();
    for one in &repo.build.moves {
        if seen.contains(&(one.path.as_str(), one.span)) {
            continue;
        }
        let skipped = one.skips.filter(|_| one.what == Moved::Branch);
        if one.own_token != Answer::Yes && skipped.is_none() {
            continue;
        }
        let Some(waits) = waiting(repo, &image, one) else { continue };
        seen.push((&one.path, one.span));
        acc.push(match (one.own_token, skipped) {
            (Answer::Yes, skips) => default_token_push::found(repo, &image, one, &waits, skips),
            (_, Some(skips)) => skipped_bot_commit::found(repo, one, &waits, skips),
            (_, None) => continue,
        });
    }
}

/// A workflow that waits for what is moved.
pub(super) struct Waits<'a> {
    pub(super) file: &'a WorkflowFile,
    /// Its trigger.
    pub(super) span: Span,
}

/// The workflow that would publish the image on the event, if GitHub started it, and
/// without which nothing does.
pub(super) fn waiting<'a>(repo: &'a Repo, image: &Reference, one: &Move) -> Option<Waits<'a>> {
    let build = &repo.build;
    let merge = build.merge();
    // What happens on other branches is nobody's release.
    if matches!(&one.event, Event::Push(_)) && one.event != merge {
        return None;
    }
    let brings = |event: &Event| match one.what {
        Moved::Branch => *event == merge,
        Moved::Tag => matches!(event, Event::Tag(_)),
        Moved::Release => *event == Event::Release,
    };
    let by_tag = matches!(one.event, Event::Tag(_)) && build.publishes_name(&one.event, image).answer != Answer::No;
    if (one.what == Moved::Release && by_tag) || publishes_itself(repo, image, one) || starts_others(repo, image, one) {
        return None;
    }
    let (publication, entry) = of_image(repo, image).find(|(own, _)| brings(&own.event) && own.certainty.is_yes())?;
    let file = build.file(entry)?;
    let run = started(repo, file, &publication.event)?;
    // The commit may well change none of the paths.
    if !run.conditions.is_empty() {
        return None;
    }
    let push = file.triggers.as_ref()?.get("push");
    let filter = match one.what {
        Moved::Branch => push.and_then(|push| push.branches.as_ref()),
        Moved::Tag => push.and_then(|push| push.tags.as_ref()),
        Moved::Release => None,
    };
    Some(Waits { file, span: filter.map_or(run.span, |filter| filter.key_span) })
}

/// Whether the workflow that moves it publishes what comes of it, or may.
fn publishes_itself(repo: &Repo, image: &Reference, one: &Move) -> bool {
    let latest = repo.promised_latest();
    repo.build.near_with_entries(image).any(|(own, entry)| {
        if own.event != one.event || entry != one.entry {
            return false;
        }
        // What the bot itself may push besides, does not start the one that waits.
        let Some(reference) = &own.reference else { return (&own.path, own.span) != (&one.path, one.span) };
        if reference.same_name(image) == Answer::No {
            return false;
        }
        match one.what {
            Moved::Branch => latest.as_ref().is_none_or(|latest| reference.same(latest) != Answer::No),
            Moved::Tag | Moved::Release => reference.tag.as_deref().is_none_or(may_be_version),
        }
    })
}

/// `1.2.3`, or a tag of which too little is known. A commit, a date or a run's number is
/// none.
fn may_be_version(tag: &str) -> bool {
    let mut pieces = tag.split('<');
    let first = pieces.next().unwrap_or_default();
    let is_number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    is_number(first)
        || pieces.any(|piece| match piece.split_once('>') {
            Some((hole, behind)) => !is_plain_hole(hole) || is_number(behind),
            None => true,
        })
}

/// Whether the workflow starts one by itself that pushes the image, or may, or such a one
/// waits for its end.
fn starts_others(repo: &Repo, image: &Reference, one: &Move) -> bool {
    let build = &repo.build;
    let pushes = |file: &WorkflowFile| {
        let by_hand = |event: &Event| matches!(event, Event::WorkflowDispatch | Event::RepositoryDispatch);
        let entered = build.near_with_entries(image).filter(|(own, entry)| *entry == file.path && by_hand(&own.event));
        let entered = entered.map(|(own, _)| own);
        let elsewhere = build.elsewhere.of_file(&file.path);
        entered.chain(elsewhere).any(|own| own.may_be(image, |own| own.same_name(image)) != Answer::No)
    };
    let own = build.dispatches.iter().filter(|own| own.event == one.event && own.entry == one.entry);
    let starts =
        own.flat_map(|own| build.files.iter().filter(|file| own.what.may_start(file))).any(|file| pushes(file));
    let name = build.file(&one.entry).map_or("", WorkflowFile::name);
    starts
        || build.files.iter().any(|file| {
            let trigger = file.triggers.as_ref().and_then(|triggers| triggers.get("workflow_run"));
            trigger.is_some_and(|trigger| trigger.workflows.iter().any(|(awaited, _)| awaited == name))
                && build.with_entries().any(|(_, entry)| entry == file.path)
        })
}

#[cfg(test)]
pub(super) mod fixture;

#[cfg(test)]
mod tests {
    use crate::rules::workflow::bots::fixture::{beside, bot, found, CHECKOUT, MERGE};
    use crate::rules::workflow::tests::{workflow, ON, TAGS};

    #[test]
    fn nobody_waits_for_it() {
        let tag = format!("{CHECKOUT}      - run: git push --tags\n");
        let build = workflow(
            "  push:
    branches: [main]
    tags: ['v*']
    paths: [src/**]
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        // Only behind changed paths.
        assert_eq!(
            beside(&build, &bot("schedule", &format!("{CHECKOUT}      - run: git push\n"))),
            ["rebuild-behind-paths 6"]
        );
        // It starts the other one, or the other one waits for its end.
        found(MERGE, &format!("{tag}      - run: gh workflow run w.yml --ref v1\n"), &[]);
        found(MERGE, &format!("{tag}      - {{uses: benc-uk/workflow-dispatch@v1, with: {{workflow: w.yml}}}}\n"), &[]);
        // That starts another one, which pushes no image, or says so only.
        for step in
            ["gh workflow run docs.yml --ref v1", "echo gh workflow run w.yml", "gh workflow run w.yml -R acme/other"]
        {
            found(MERGE, &format!("{tag}      - run: {step}\n"), &["default-token-push 8"]);
        }
        let build = workflow(&format!("{ON}  workflow_run:\n    workflows: [bot]\n"), TAGS, "true");
        assert_eq!(beside(&build, &bot(MERGE, &tag)), [""; 0]);
        // It publishes the version by itself.
        let own = "      - {uses: docker/build-push-action@v6, with: {push: true, labels: '${{ x }}', tags: 'quay.io/acme/widget:${{ steps.v.outputs.v }}'}}\n";
        found(
            MERGE,
            &format!("{tag}      - {{id: v, run: ./version}}\n{}", own.replace("${{ x }}", "${{ github.sha }}")),
            &[],
        );
        // A release made on the push of the tag, which has published.
        let release = "      - uses: softprops/action-gh-release@v2\n";
        found("{push: {tags: ['v*']}}", release, &[]);
    }
}
