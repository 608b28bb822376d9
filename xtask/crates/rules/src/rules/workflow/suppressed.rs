//! Why the promised tag is not made although the workflow runs: a word in the inputs of
//! docker/metadata-action or in a script. A word is the cause if the tag is made once it is
//! changed.

use super::*;

/// The word that keeps the promised tag from being made, where there is one. `files` are
/// asked first, `places` are publications on whatever event.
pub(super) fn cause(
    repo: &Repo,
    files: &[&WorkflowFile],
    places: &[&Publication],
    latest: &Reference,
) -> Option<Finding> {
    let mut files = files.to_vec();
    for path in places.iter().map(|one| one.path.as_str()) {
        files.extend(repo.build.file(path).filter(|own| files.iter().all(|other| other.path != own.path)));
    }
    let by_word = || {
        let finding = unpublished_merge::by_word(repo, &files, latest)?;
        Some(match places.first() {
            Some(one) => unpublished_merge::add_latest(repo, one, latest, finding),
            None => finding,
        })
    };
    let by_condition = || unpublished_merge::by_condition(repo, &files, latest);
    tag_of_other_branch::found(repo, &files, latest).or_else(by_word).or_else(by_condition).or_else(|| {
        let finding = suppressed_latest::found(repo, &files, latest)?;
        let Some(one) = places.first() else { return Some(finding) };
        Some(unpublished_merge::add_latest(repo, one, latest, finding))
    })
}
