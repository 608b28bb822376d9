//! What the workflows delete again of what they publish, as a condition on it. Must not
//! know what anybody wishes to keep, nor how anything is deleted.

use crate::condition::{Condition, On};
use crate::model::{Build, Deleted, Deletion, ImageBuild, Publication};
use crate::publishers::given;
use prodproof_script::sh;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::value::Symbolic;
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
        Deleted::Tagged(patterns) => {
            let is = |tag: &str| patterns.iter().any(|pattern| is_like(pattern, tag));
            // One step gives all of its tags to what it builds.
            let is_kin = |own: &Publication| {
                let tagged = |own: &Reference| own.tag.as_deref().is_some_and(is);
                let named = |own: &&Reference| own.same_name(reference) != Answer::No;
                own.event == one.event && own.reference.as_ref().filter(named).is_some_and(tagged)
            };
            Answer::from(is(tag) || build.publications.beside(one).any(is_kin))
        }
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
            && other.certainty.is_yes()
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
    // Of a command in a script: its own platforms, or those of the build that names what it
    // pushes.
    let Some(file) = build.file(&one.path) else { return Answer::No };
    let own = sh::written(&unfilled(one.span.text(&file.text)));
    let run = file.step_at(one.span).and_then(|step| step.get("run")?.scalar());
    let step = run.map(|run| sh::written(&unfilled(&run.text))).unwrap_or_default();
    let pushed: Vec<&str> = own.iter().flat_map(|command| command.words.iter().skip(1).map(String::as_str)).collect();
    let is_pushed = |tag: &Symbolic| pushed.contains(&tag.marked());
    let builds = step.iter().filter(|command| given(&command.words, &["t", "tag"]).iter().any(is_pushed));
    let platforms = own.iter().chain(builds).flat_map(|command| given(&command.words, &["platform"]));
    // buildx attests by default where its builder can (docs.docker.com/build/metadata/attestations).
    let is_off = |text: &Symbolic| text.as_known() == Some("false");
    let plain = own.iter().flat_map(|command| given(&command.words, &["provenance"])).any(|text| is_off(&text));
    let attested = if one.method == "docker buildx build" && !plain { Answer::Unknown } else { Answer::No };
    platforms.fold(attested, |all, text| all.or(several_platforms(text.marked())))
}

/// Whether it names several; what a variable holds is not known here.
fn several_platforms(text: &str) -> Answer {
    if text.split(',').filter(|part| part.contains('/')).count() > 1 {
        return Answer::Yes;
    }
    let known = Symbolic::from_marked(text).as_known().is_some() && !text.contains('$');
    if known {
        Answer::No
    } else {
        Answer::Unknown
    }
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
