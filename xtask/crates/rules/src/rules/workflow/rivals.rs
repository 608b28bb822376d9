//! Who else moves the promised tag: another workflow, a release, a pre-release. Who ran
//! last wins, also where it built an older commit.

use super::*;
use crate::syntax::yaml::Node;
use crate::workflow::{concurrency_group, Certainty};

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    workflows(repo, &latest, acc);
    if !prerelease(repo, &latest, acc) {
        release(repo, &latest, acc);
    }
}

fn moves(one: &Publication, latest: &Reference) -> bool {
    one.certainty == Certainty::Yes && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
}

fn workflows(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    // On one and the same event it is another finding.
    if acc.iter().any(|finding| finding.rule == &DOUBLED_PUBLICATION) {
        return;
    }
    let merge = repo.build.merge();
    // By hand is on purpose; other branches and pull requests are other findings.
    let counts = |event: &Event| match event {
        Event::Push(_) => *event == merge,
        Event::PullRequest => false,
        event if event.is_by_hand() => false,
        _ => true,
    };
    let all: Vec<(&Publication, &str)> =
        repo.build.with_entries().filter(|(one, _)| moves(one, latest) && counts(&one.event)).collect();
    let Some((first, entry)) = all.iter().find(|(one, _)| one.event == merge).or(all.first()) else { return };
    let rival = all.iter().find(|(one, own)| own != entry && one.event != first.event);
    let Some((one, own)) = rival else { return };
    let mine = groups(repo, first, entry);
    if groups(repo, one, own).iter().any(|group| mine.contains(group)) {
        return;
    }
    let message = format!(
        "`{own}` publishes `{latest}` on {}, and `{entry}` on {}: who ends last wins",
        told(&one.event),
        told(&first.event)
    );
    acc.push(
        RIVAL_WORKFLOWS
            .at(Place::new(&one.path, one.span), message)
            .related(&first.path, first.span, format!("published here on {}", told(&first.event)))
            .help("publish it from one workflow, or give both the same `concurrency` group"),
    );
}

/// The concurrency groups of a publication that another workflow can have as well.
fn groups(repo: &Repo, one: &Publication, entry: &str) -> Vec<String> {
    let file = repo.build.file(&one.path);
    let job = file.and_then(|file| file.job(one.job.rsplit(" / ").next()?));
    let nodes = [repo.build.file(entry).and_then(File::root), file.and_then(File::root), job];
    let group = |node: &Node| {
        Some(concurrency_group(node)?.to_string())
            .filter(|text| !["github.workflow", "run_id", "github.job"].iter().any(|w| text.contains(w)))
    };
    nodes.into_iter().flatten().filter_map(group).collect()
}

fn prerelease(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) -> bool {
    let event = repo.build.prerelease();
    let tagged = |one: &&Publication| event.as_ref() == Some(&one.event) && moves(one, latest);
    let Some(one) = repo.build.elsewhere.iter().find(tagged) else { return false };
    // What every event moves is one fault.
    let told_already = |finding: &Finding| {
        finding.rule == &EVERY_BRANCH_PUBLISHES_LATEST && finding.primary == Place::new(&one.path, one.span)
    };
    if acc.iter().any(told_already) {
        return true;
    }
    let message = format!("{} publishes `{latest}`: production gets the pre-release", told(&one.event));
    acc.push(
        PRERELEASE_MOVES_LATEST
            .at(Place::new(&one.path, one.span), message)
            .help(format!("let merges alone move `{latest}`{}", by_flavor(repo, one))),
    );
    true
}

fn release(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let by_merges: Vec<&str> = build
        .with_entries()
        .filter(|(one, _)| one.event == merge && moves(one, latest))
        .map(|(_, entry)| entry)
        .collect();
    let tagged = build
        .with_entries()
        .find(|(one, entry)| matches!(one.event, Event::Tag(_)) && moves(one, latest) && by_merges.contains(entry));
    let Some((one, _)) = tagged else { return };
    let message =
        format!("{} moves `{latest}` too: a release of an older commit rolls production back", told(&one.event));
    acc.push(
        RELEASE_MOVES_LATEST
            .at(Place::new(&one.path, one.span), message)
            .help(format!("let merges alone move it{}", by_flavor(repo, one))),
    );
}

/// How docker/metadata-action is told, where it makes the tags.
fn by_flavor(repo: &Repo, one: &Publication) -> &'static str {
    match repo.build.file(&one.path).is_some_and(|file| file.text.contains("docker/metadata-action")) {
        true => ": `flavor: latest=false` and `type=raw,value=latest,enable={{is_default_branch}}`",
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Severity;
    use crate::rules::workflow::tests::{everything, findings, shown, workflow, ON, PATH, TAGS};

    const FLAVOR: &str = "          flavor: latest=false\n          tags: |\n";

    fn quiet(text: String) -> String {
        text.replace("          tags: |\n", FLAVOR)
    }

    #[test]
    fn two_workflows_on_different_events() {
        let build = quiet(workflow(ON, TAGS, "true"));
        let weekly = quiet(workflow("  schedule: [{cron: '30 4 * * 1'}]\n", TAGS, "true"));
        let names = |build: &str, weekly: &str| {
            let found = findings(&[(PATH, build), (".github/workflows/z.yml", weekly)]);
            found.iter().map(|one| format!("{} {}", one.rule.name, one.primary.path)).collect::<Vec<_>>()
        };
        assert_eq!(names(&build, &weekly), ["rival-workflows .github/workflows/z.yml"]);
        // Whichever is read first.
        assert_eq!(names(&weekly, &build), [format!("rival-workflows {PATH}")]);
        let group = |text: &str, group: &str| format!("concurrency:\n  group: {group}\n{text}");
        assert_eq!(names(&group(&build, "publish"), &group(&weekly, "publish")), [""; 0]);
        let own = "${{ github.workflow }}";
        assert_eq!(names(&group(&build, own), &group(&weekly, own)).len(), 1);
        // By hand is on purpose; another tag is none of it.
        let by_hand = weekly.replace("schedule: [{cron: '30 4 * * 1'}]", "workflow_dispatch:");
        let merge = build.replace("  workflow_dispatch:\n", "");
        assert_eq!(names(&merge, &by_hand), [""; 0]);
        assert_eq!(names(&build, &weekly.replace("value=latest", "value=weekly")), [""; 0]);
    }

    fn infos(text: &str) -> Vec<String> {
        let mut found = everything(&[(PATH, text)]);
        found.retain(|one| one.severity == Severity::Info);
        shown(text, &found)
    }

    #[test]
    fn a_release_moves_latest() {
        let text = workflow(ON, TAGS, "true");
        assert_eq!(infos(&text), ["release-moves-latest 18: docker/build-push-action@v6"]);
        assert_eq!(infos(&quiet(text)), [""; 0]);
        // Where merges do not move it, another finding says so.
        let text =
            workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
        assert_eq!(infos(&text), [""; 0]);
    }

    #[test]
    fn a_prerelease_moves_latest() {
        let tags = "            type=raw,value=latest,enable={{is_default_branch}}\n            type=ref,event=tag\n";
        let text = workflow(ON, tags, "true");
        assert_eq!(infos(&text), ["prerelease-moves-latest 18: docker/build-push-action@v6"]);
        let filtered = text.replace("['v*']", "['v[0-9]+.[0-9]+.[0-9]+']");
        assert_eq!(infos(&filtered), ["release-moves-latest 18: docker/build-push-action@v6"]);
        assert_eq!(infos(&quiet(text)), [""; 0]);
    }

    #[test]
    fn a_release_of_another_part_is_no_prerelease() {
        let text = "on:\n  push:\n    branches: [main]\n    tags: ['*/v*']\n  workflow_dispatch:\njobs:\n  b:\n    runs-on: x\n    steps:\n      - run: |\n          case \"${GITHUB_REF_NAME%%/*}\" in\n            web|api) ;;\n            *) exit 1 ;;\n          esac\n          docker push quay.io/acme/widget:latest\n";
        let found: Vec<String> = infos(text).into_iter().filter(|one| one.starts_with("prerelease")).collect();
        assert_eq!(found, [""; 0]);
    }
}
