//! Who else moves the promised tag: another workflow, a release, a pre-release. Who ran
//! last wins, also where it built an older commit.

use super::*;

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(latest) = repo.promised_latest() else { return };
    rival_workflows::check(repo, &latest, acc);
    if !prerelease_moves_latest::check(repo, &latest, acc) {
        release_moves_latest::check(repo, &latest, acc);
    }
}

pub(super) fn moves(one: &Publication, latest: &Reference) -> bool {
    one.certainty.is_yes() && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
}

/// How docker/metadata-action is told, where it makes the tags.
pub(super) fn by_flavor(repo: &Repo, one: &Publication) -> &'static str {
    let is_metadata =
        |one: Ran| one.what == RanWhat::Action && one.text.to_ascii_lowercase().starts_with("docker/metadata-action@");
    if repo.build.file(&one.path).is_some_and(|file| of_workflow(file).into_iter().any(is_metadata)) {
        ": `flavor: latest=false` and `type=raw,value=latest,enable={{is_default_branch}}`"
    } else {
        ""
    }
}
