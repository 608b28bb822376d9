//! X105: the constitution promises an image that nothing publishes or runs.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed, Role};
use prodproof_constitution::Constitution;
use prodproof_publication::Publication;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports an image that the prose promises and that is neither published nor run:
    /// another registry, namespace or name. With a contract block, `contradicted-contract`
    /// does, and this one is left with those of the same namespace that are said to be
    /// published beside the right image.
    ///
    /// ## Why is this bad?
    /// Who pulls what the constitution says gets nothing, or somebody else's image.
    ///
    /// ## Example
    /// "Images are published to `quay.io/acme/gadget`", and the workflow pushes
    /// `quay.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in all three files.
    ///
    /// ## References
    /// - A name that is only known at run time may be any, and is no finding.
    X105 UNBACKED_IMAGE "unbacked-image" Error "the constitution promises an image that nothing publishes or runs"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let published: Vec<&Publication> = repo.build.publications.iter().collect();
    // A push of unknown name may be of any.
    if published.iter().any(|one| one.reference.is_none()) || repo.deployments.iter().any(|one| one.image.is_none()) {
        return;
    }
    let run: Vec<&Reference> = repo.deployments.iter().filter_map(|one| Some(&one.image.as_ref()?.value)).collect();
    let pushed: Vec<&Reference> = published.iter().filter_map(|one| one.reference.as_ref()).collect();
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Image { image, role } => Some((claim, (image.name.as_str(), *role))),
        _ => None,
    }));
    let right = stated.iter().any(|((name, _), _)| {
        let claimed = Reference::parse(name);
        pushed.iter().chain(&run).any(|one| one.same_name(&claimed) != Answer::No)
    });
    let images = constitution.contract.images();
    let contract = !images.is_empty();
    let names: Vec<Reference> =
        images.iter().flat_map(|image| image.names()).map(|name| Reference::parse(&name.value)).collect();
    let mut done: Vec<&str> = Vec::new();
    for ((name, role), group) in stated {
        let claimed = Reference::parse(name);
        let known = |all: &[&Reference]| all.iter().any(|one| one.same_name(&claimed) != Answer::No);
        let (measure, what): (Vec<&Reference>, &str) = match role {
            Role::Published => (pushed.clone(), "publishes"),
            Role::Runs => (run.clone(), "runs"),
            Role::Named => (pushed.iter().chain(&run).copied().collect(), "publishes or runs"),
        };
        if measure.is_empty() || known(&measure) || done.contains(&name) {
            continue;
        }
        // An image that shares neither name nor namespace may be a neighbour's; one of our
        // namespace may be another service's, where the right one is named as well.
        let last = |repository: &str| repository.rsplit('/').next().unwrap_or(repository).to_string();
        let space = |one: &Reference| {
            (one.registry.clone(), one.repository.rsplit_once('/').map(|(space, _)| space.to_string()))
        };
        let akin = measure.iter().any(|one| last(&one.repository) == last(&claimed.repository));
        let near = measure.iter().any(|one| space(one) == space(&claimed));
        let ours = near && !right;
        // With a contract, the prose is held against it and it against the rest; what is left is
        // an image of our namespace that is said to be published beside the right one.
        let left = role == Role::Published && near && right && !akin;
        if contract && (!left || names.iter().any(|promised| promised.same_name(&claimed) != Answer::No)) {
            continue;
        }
        if role != Role::Published && !akin && !ours {
            continue;
        }
        done.push(name);
        let Some(first) = group.first() else { continue };
        let mut finding = also(
            at(&UNBACKED_IMAGE, constitution, first, format!("nothing here {what} `{name}`")),
            constitution,
            &group,
        );
        let mut measured: Vec<String> = measure.iter().map(|one| one.name()).collect();
        measured.order();
        measured.dedup();
        for publication in published.iter().take(1).filter(|_| role != Role::Runs) {
            finding = finding.related(
                &publication.path,
                publication.span,
                format!("`{}` is published here", measured.join("`, `")),
            );
        }
        for deployment in repo.deployments.iter().filter(|_| role != Role::Published) {
            if let Some(image) = &deployment.image {
                finding =
                    finding.related(&deployment.image_path, image.span, format!("`{}` runs here", image.value.name()));
            }
        }
        finding = finding.help("write one name in all three files");
        if let [one] = measured.as_slice() {
            let edits: Vec<Edit> = group.iter().filter_map(|claim| rename(constitution, claim, name, one)).collect();
            if !one.contains('<') && !edits.is_empty() {
                finding = finding.help(format!("write `{one}` here, or publish `{name}`"));
                finding = finding.unsafe_fix(format!("write `{one}` into the prose"), edits);
            }
        }
        acc.push(finding);
    }
}

fn rename(constitution: &Constitution, claim: &Claim, from: &str, to: &str) -> Option<Edit> {
    let words = claim.span.text(&constitution.text);
    let at = words.find(from)?;
    Some(Edit::new(&constitution.path, claim.span, format!("{}{to}{}", &words[..at], &words[at + from.len()..])))
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, fixed, good, repo, run, shown};
    use prodproof_syntax::reference::Reference;

    #[test]
    fn beside_the_promised_image_another_one_of_its_namespace_is_told() {
        let block = "\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n```\n";
        let right = "Images are published to `quay.io/acme/widget`.";
        let told = |more: &str| {
            let text = format!("{right} {more}{block}");
            let all = shown(&text, &run(&repo(&text, &[])));
            all.into_iter().filter(|one| one.starts_with("X105")).collect::<Vec<_>>()
        };
        assert_eq!(
            told("Every merge pushes `quay.io/acme/widgets:latest`."),
            ["X105w 1:68 nothing here publishes `quay.io/acme/widgets`"]
        );
        for other in [
            "Every merge pushes `quay.io/acme/widget:latest`.",
            "The host runs `quay.io/acme/proxy:1`.",
            "The proxy's team publishes `ghcr.io/other/proxy:1`.",
        ] {
            assert_eq!(told(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn images_that_nothing_publishes_or_runs() {
        bad(
            "Images are published to `ghcr.io/acme/widget`.",
            &["X105w 3:26 nothing here publishes `ghcr.io/acme/widget`"],
        );
        fixed("The image is `ghcr.io/acme/widget`.", "The image is `quay.io/acme/widget`.");
        fixed(
            "Images MUST be pushed to `quay.io/acme/widgets:latest`.",
            "Images MUST be pushed to `quay.io/acme/widget:latest`.",
        );
        bad("The host runs `docker.io/acme/widget:latest`.", &["X105w 3:16 nothing here runs `docker.io/acme/widget`"]);
        good("The host also runs `docker.io/library/nginx:latest`.");
        bad(
            "The image is `quay.io/acme/gadget`.",
            &["X105w 3:15 nothing here publishes or runs `quay.io/acme/gadget`"],
        );
        bad("The host runs `quay.io/acme/gadget:latest`.", &["X105w 3:16 nothing here runs `quay.io/acme/gadget`"]);
        good("The image is `quay.io/acme/widget`. The host runs `quay.io/acme/gadget:latest` beside it.");
        let text = "Images are published to `ghcr.io/acme/widget`.\n";
        let mut unknown = repo(text, &[]);
        std::sync::Arc::make_mut(&mut unknown.build).publications[0].reference = None;
        assert_eq!(shown(text, &run(&unknown)), [""; 0]);
        std::sync::Arc::make_mut(&mut unknown.build).publications[0].reference =
            Some(Reference::parse("<var:REGISTRY>/acme/widget"));
        assert_eq!(shown(text, &run(&unknown)), [""; 0]);
    }
}
