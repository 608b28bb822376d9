//! What the workflows delete again of what they publish, as a condition on it. Must not
//! know what anybody wishes to keep, nor how anything is deleted.

use crate::condition::{Condition, On};
use crate::model::{Build, Certainty, Deleted, Deletion, ImageBuild, Publication};
use prodproof_script::sh;
use prodproof_syntax::answer::Answer;
use prodproof_workflow::expression::unfilled;

/// Adds to every publication what deletes it again, or may.
pub(super) fn conditions(build: &mut Build) {
    let found: Vec<Vec<Condition>> = build.publications.iter().map(|one| of(build, one)).collect();
    for (publication, conditions) in build.publications.iter_mut().zip(found) {
        publication.conditions.extend(conditions);
    }
}

fn of(build: &Build, one: &Publication) -> Vec<Condition> {
    let mut out: Vec<Condition> = Vec::new();
    let doomed = build.deletions.iter().filter(|deletion| takes(build, deletion, one) != Answer::No);
    for deletion in doomed {
        let condition = On::NotDeleted { by: deletion.method.clone() }.at(&deletion.path, deletion.span);
        // Which of its steps does it, is said by a rule.
        if !out.iter().any(|old| old.on == condition.on) {
            out.push(condition);
        }
    }
    out
}

/// Whether the deletion takes what is published, or a part of it that nobody can pull it
/// without.
pub fn takes(build: &Build, deletion: &Deletion, one: &Publication) -> Answer {
    let Some(reference) = &one.reference else { return Answer::No };
    let tag = match (&reference.tag, &reference.digest) {
        (Some(tag), _) => tag.as_str(),
        (None, None) => "latest",
        (None, Some(_)) => "",
    };
    let taken = match &deletion.what {
        Deleted::Tags(patterns) => Answer::from(patterns.iter().any(|pattern| is_like(pattern, tag))),
        Deleted::Everything { except } => Answer::from(!except.iter().any(|pattern| is_like(pattern, tag))),
        Deleted::Untagged => is_index(build, one),
        Deleted::Unknown => Answer::Unknown,
    };
    if taken == Answer::No {
        return Answer::No;
    }
    let taken = taken.and(reference.same_name(&deletion.name));
    if taken == Answer::No {
        return Answer::No;
    }
    // Deleted first, and then pushed anew by the same job.
    let anew = |other: &Publication| {
        (&deletion.event, &deletion.path, &deletion.job) == (&other.event, &other.path, &other.job)
            && deletion.span.start < other.span.start
            && other.reference == one.reference
            && other.certainty == Certainty::Yes
    };
    if build.publications.near(reference).any(anew) {
        Answer::No
    } else {
        taken
    }
}

/// Whether a pattern with `*` and `?` takes a tag.
fn is_like(pattern: &str, tag: &str) -> bool {
    if !pattern.contains(['*', '?']) {
        return pattern == tag;
    }
    let (pattern, tag): (Vec<char>, Vec<char>) = (pattern.chars().collect(), tag.chars().collect());
    let mut ways = vec![false; tag.len() + 1];
    ways[0] = true;
    for c in pattern {
        let mut next = vec![false; tag.len() + 1];
        for at in 0..=tag.len() {
            next[at] = match c {
                '*' => ways[at] || at > 0 && next[at - 1],
                '?' => at > 0 && ways[at - 1],
                c => at > 0 && ways[at - 1] && tag[at - 1] == c,
            };
        }
        ways = next;
    }
    ways[tag.len()]
}

/// Whether what is pushed is an index of manifests that have no tag of their own: an image
/// of several platforms, or one with attestations.
pub fn is_index(build: &Build, one: &Publication) -> Answer {
    const MERGES: [&str; 6] = [
        "docker buildx imagetools create",
        "docker manifest push",
        "podman manifest push",
        "buildah manifest push",
        "int128/docker-manifest-create-action",
        "docker/github-builder/.github/workflows/build.yml",
    ];
    if MERGES.contains(&one.method.as_str()) {
        return Answer::Yes;
    }
    let same = |built: &&ImageBuild| (&built.path, built.span, &built.event) == (&one.path, one.span, &one.event);
    if let Some(built) = build.builds.iter().find(same) {
        return built.index;
    }
    // Of a command in a script.
    let several = |text: &str| text.split(',').filter(|part| part.contains('/')).count() > 1;
    let file = build.file(&one.path);
    let run = file.and_then(|file| file.job_and_step_at(one.span)?.1.get("run")?.scalar());
    let commands = run.map(|run| sh::written(&unfilled(&run.text))).unwrap_or_default();
    let platforms = commands.iter().flat_map(|command| {
        command.words.iter().enumerate().filter_map(|(at, word)| match word.strip_prefix("--platform")? {
            "" => command.words.get(at + 1).map(String::as_str),
            behind => behind.strip_prefix('='),
        })
    });
    Answer::from(platforms.into_iter().any(several))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn patterns_of_tags() {
        for (pattern, tag) in [("latest", "latest"), ("*", "latest"), ("l*t", "latest"), ("v?.*", "v1.2"), ("*", "")] {
            assert!(is_like(pattern, tag), "{pattern} {tag}");
        }
        for (pattern, tag) in [("late", "latest"), ("pr-*", "latest"), ("l?t", "latest"), ("", "x")] {
            assert!(!is_like(pattern, tag), "{pattern} {tag}");
        }
    }
}
