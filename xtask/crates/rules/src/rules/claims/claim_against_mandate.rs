//! X110: the constitution states the opposite of a mandate.

use super::at;
use crate::repo::Repo;
use prodproof_constitution::claims::{Against, Claim, ClaimEffect, Claimed, ClaimedTrigger};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{line_end, rule, Edit, Finding, Severity};

rule! {
    /// ## What it does
    /// Reports prose that states the opposite of what holds in every repository: that
    /// only tags or releases publish, that a merge must not, that only releases move the
    /// tag which hosts follow, that a unit is not auto-updated or is pinned to a digest, or
    /// that people publish or deploy by hand. Where only tags are said to publish and
    /// people are asked to push one after each merge, that is told as an info.
    ///
    /// ## Why is this bad?
    /// A fix that is merged is then not in the image until somebody remembers to tag.
    /// Changing the workflow alone would break the constitution.
    ///
    /// ## Example
    /// "Images are published only on `v*` tags."
    ///
    /// ## Use instead
    /// "Images are published on every push to `main`, as `:latest`, and on every `v*`
    /// tag, as that version."
    ///
    /// ## References
    /// - The first mandate: both a merge and a release tag publish.
    X110 CLAIM_AGAINST_MANDATE "claim-against-mandate" Error "the constitution states the opposite of a mandate"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(first) = claims.get(from) {
        let until =
            claims[from..].iter().position(|claim| claim.number != first.number).map_or(claims.len(), |at| from + at);
        sentence(repo, constitution, &claims[from..until], acc);
        from = until;
    }
}

fn sentence(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let branch = repo.promise.branch.value.as_str();
    let is_merge = |trigger: &ClaimedTrigger| match trigger {
        ClaimedTrigger::Push(None) => true,
        ClaimedTrigger::Push(Some(other)) => other == branch,
        _ => false,
    };
    let is_tag = |trigger: &ClaimedTrigger| matches!(trigger, ClaimedTrigger::Tag(_));
    let triggers = || {
        claims.iter().filter_map(|claim| match &claim.what {
            Claimed::Trigger { trigger, effect } => Some((claim, trigger, *effect)),
            _ => None,
        })
    };
    let image_tags: Vec<&str> = claims
        .iter()
        .filter_map(|claim| match &claim.what {
            Claimed::Tag(tag) => Some(tag.as_str()),
            _ => None,
        })
        .collect();
    let latest = repo.promise.latest.value.as_str();
    let help = format!(
        "amend it: every merge to `{branch}` publishes `:{latest}`, and every `{}` tag a version",
        repo.promise.tags.value
    );
    for claim in claims {
        if let Claimed::Against(against) = claim.what {
            acc.push(stands_against(repo, constitution, claim, against));
            return;
        }
    }
    for (claim, trigger, effect) in triggers() {
        if effect == ClaimEffect::Never && (is_merge(trigger) || is_tag(trigger)) {
            let what = if is_merge(trigger) { "a merge" } else { "a release tag" };
            acc.push(
                at(
                    &CLAIM_AGAINST_MANDATE,
                    constitution,
                    claim,
                    format!("{what} must publish the image, and this forbids it"),
                )
                .help(&help)
                .safe_fix("let the sentence say what the mandate says", vec![amended(repo, constitution, claim)]),
            );
            return;
        }
    }
    let publishing = |is: &dyn Fn(&ClaimedTrigger) -> bool| {
        triggers().any(|(_, trigger, effect)| effect != ClaimEffect::Never && is(trigger))
    };
    let Some((claim, trigger, _)) = triggers().find(|(_, _, effect)| *effect == ClaimEffect::Only) else { return };
    // "`:latest` only on merges" leaves version tags to the tags, and the other way round.
    let speaks_of_merge = image_tags.is_empty() || image_tags.contains(&latest);
    let speaks_of_version = image_tags.is_empty();
    let missing = if speaks_of_merge && !publishing(&is_merge) {
        "a merge must publish the image too"
    } else if speaks_of_version && !publishing(&is_tag) && publishing(&is_merge) {
        "a release tag must publish the image too"
    } else {
        return;
    };
    // A push to another branch alone says nothing of the default branch's tag.
    if triggers().all(|(_, trigger, _)| matches!(trigger, ClaimedTrigger::Push(_)) && !is_merge(trigger)) {
        return;
    }
    acc.push(
        at(&CLAIM_AGAINST_MANDATE, constitution, claim, format!("only `{trigger}` publishes by this, and {missing}"))
            .help(&help)
            .safe_fix("let the sentence say what the mandate says", vec![amended(repo, constitution, claim)]),
    );
}

/// A sentence against what every delivery needs that names no event.
fn stands_against(repo: &Repo, constitution: &Constitution, claim: &Claim, against: Against) -> Finding {
    let promise = &repo.promise;
    let (branch, latest) = (promise.branch.value.as_str(), promise.latest.value.as_str());
    let (message, help) = match against {
        Against::AutoUpdateForbidden => (
            "a deployed unit must be auto-updated, and this forbids it".to_string(),
            "amend it: units carry `io.containers.autoupdate=registry`".to_string(),
        ),
        Against::AutoUpdateOff => (
            "by this label the host pulls nothing, and a deployed unit must be auto-updated".to_string(),
            "amend it: units carry `io.containers.autoupdate=registry`".to_string(),
        ),
        Against::LatestByReleases => (
            format!("only releases move `:{latest}` by this, and every merge must"),
            format!("amend it: every merge to `{branch}` publishes `:{latest}`"),
        ),
        Against::LatestNotByMerges => (
            format!("merges do not move `:{latest}` by this, and every merge must"),
            format!("amend it: every merge to `{branch}` publishes `:{latest}`"),
        ),
        Against::ImagesByReleases => (
            "only releases publish by this, and a merge must publish the image too".to_string(),
            format!("amend it: every merge to `{branch}` publishes `:{latest}`"),
        ),
        Against::PublishedByHand => (
            "people publish the image by this, and every merge must publish it by itself".to_string(),
            format!("amend it: every merge to `{branch}` publishes `:{latest}`"),
        ),
        Against::DeployedByHand => (
            "people deploy by this, and a deployed unit must be auto-updated".to_string(),
            "amend it: units carry `io.containers.autoupdate=registry`".to_string(),
        ),
        Against::DigestRun => (
            "what is pinned to a digest is never pulled anew, and a deployed unit must be auto-updated".to_string(),
            format!("amend it: units run `:{latest}`, and carry `io.containers.autoupdate=registry`"),
        ),
        Against::MergeWaitsForRelease => (
            "what is merged waits for a release by this, and every merge must publish the image".to_string(),
            format!("amend it: every merge to `{branch}` publishes `:{latest}`"),
        ),
        Against::TagAfterMerge => (
            "what is merged runs only after somebody has pushed a tag, by this".to_string(),
            format!("let every merge to `{branch}` publish `:{latest}` by itself"),
        ),
    };
    let finding = at(&CLAIM_AGAINST_MANDATE, constitution, claim, message).help(help);
    match against {
        // People may remember; it is how they forget.
        Against::TagAfterMerge => finding.severity(Severity::Info),
        _ => finding,
    }
}

/// The sentence, replaced by the first mandate in the repository's own names and wrapped
/// like prose. The mandate is built in, so the sentence could not stand anyhow.
fn amended(repo: &Repo, constitution: &Constitution, claim: &Claim) -> Edit {
    const WIDTH: usize = 80;
    let promise = &repo.promise;
    let sentence = format!(
        "The image MUST be published on every push to `{}`, as `:{}`, and on every push of a `{}` tag, as that version.",
        promise.branch.value, promise.latest.value, promise.tags.value
    );
    let text = &constitution.text;
    let before = text.get(..claim.sentence.start).unwrap_or_default();
    let line = before.rfind('\n').map_or(before, |at| before.get(at + 1..).unwrap_or_default());
    let ending = line_end(text);
    // Lines of a list item or a quote are continued under its text.
    let marks = line.chars().take_while(|c| " >".contains(*c)).collect::<String>();
    let deeper = line.chars().skip(marks.len()).take_while(|c| "-*+0123456789.) ".contains(*c)).count();
    let margin = format!("{marks}{}", " ".repeat(deeper));
    let mut out = String::new();
    let mut column = line.chars().count();
    for word in words(&sentence) {
        let width = word.chars().count();
        if !out.is_empty() && column + 1 + width > WIDTH {
            out.push_str(ending);
            out.push_str(&margin);
            column = margin.chars().count();
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    Edit::new(&constitution.path, claim.sentence, out)
}

/// Words for wrapping: what stands in backticks is not torn apart.
fn words(sentence: &str) -> Vec<&str> {
    let mut code = false;
    let split = |c: char| {
        code ^= c == '`';
        c == ' ' && !code
    };
    sentence.split(split).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, good};

    #[test]
    fn the_opposite_of_a_mandate() {
        bad(
            "Images MUST be published only on `v*` tags.",
            &["X110e 3:35 only `tag:v*` publishes by this, and a merge must publish the image too"],
        );
        bad(
            "Merges to `main` MUST NOT publish the image.",
            &["X110e 3:1 a merge must publish the image, and this forbids it"],
        );
        bad(
            "The image is published only on pushes to `main`.",
            &["X110w 3:32 only `push:main` publishes by this, and a release tag must publish the image too"],
        );
        bad(
            "`:latest` is published only on version tags.",
            &["X110w 3:32 only `tag:<any>` publishes by this, and a merge must publish the image too"],
        );
        good("Images are published only on pushes to `main` and on `v*` tags.");
        good("`:latest` is published only on pushes to `main`.");
        good("Versioned images are published only on `v*` tags.");
        good("Pull requests MUST NOT publish the image.");
        good("A push to main MUST NOT publish the image without a passing test run.");
    }
}
