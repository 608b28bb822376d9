//! Who else moves the promised tag: another workflow, a release, a pre-release. Who ran
//! last wins, also where it built an older commit.

use super::*;
use prodproof_publication::Certainty;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    rival_workflows::check(repo, &latest, acc);
    if !prerelease_moves_latest::check(repo, &latest, acc) {
        release_moves_latest::check(repo, &latest, acc);
    }
}

pub(super) fn moves(one: &Publication, latest: &Reference) -> bool {
    one.certainty == Certainty::Yes && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
}

/// How docker/metadata-action is told, where it makes the tags.
pub(super) fn by_flavor(repo: &Repo, one: &Publication) -> &'static str {
    match repo.build.file(&one.path).is_some_and(|file| file.text.contains("docker/metadata-action")) {
        true => ": `flavor: latest=false` and `type=raw,value=latest,enable={{is_default_branch}}`",
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{everything, findings, shown, workflow, ON, PATH, TAGS};
    use prodproof_syntax::finding::Severity;

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
