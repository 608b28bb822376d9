//! B048: the job logs in to another registry than the one that it pushes to.

use super::{image, is_named, other_image_published};
use crate::deciding;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::condition::On;
use prodproof_publication::Publication;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports a push of the promised image to a registry that the job has not logged in to,
    /// while it has logged in to another one: every login of the job is read, none of its
    /// other steps has a secret, and the runner is GitHub's.
    ///
    /// ## Why is this bad?
    /// The registry takes no push from nobody: the run fails, and nothing is published.
    /// Mostly an image has moved to another registry, and the login has stayed.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/login-action@v3
    ///   with:
    ///     registry: ghcr.io
    ///     username: ${{ github.actor }}
    ///     password: ${{ secrets.GITHUB_TOKEN }}
    /// - run: docker push quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/login-action@v3
    ///   with:
    ///     registry: quay.io
    ///     username: ${{ secrets.QUAY_USER }}
    ///     password: ${{ secrets.QUAY_TOKEN }}
    /// - run: docker push quay.io/acme/widget:latest
    /// ```
    B048 LOGIN_ELSEWHERE "login-elsewhere" Error "the job logs in to another registry than the one that it pushes to"
}

/// The same of names that are no delivery because every push of theirs is refused.
pub(in crate::rules) fn check_others(repo: &Repo, acc: &mut Vec<Finding>) {
    let mut told: Vec<Reference> = Vec::new();
    for one in &repo.build.publications {
        let (Some(reference), Some(why)) = (&one.reference, &one.refused) else { continue };
        let is = |other: &Reference| other.same_name(reference) != Answer::No;
        let known = repo.deliveries.iter().flat_map(|delivery| delivery.names());
        let delivered = known.map(|fact| Reference::parse(&fact.value)).any(|own| is(&own));
        let arrives = || {
            let mut all = repo.build.publications.near(reference).filter(|other| other.refused.is_none());
            all.any(|other| other.reference.as_ref().is_none_or(is))
        };
        // What may be pushed may as well not be.
        if !one.certainty.is_yes()
            || !matches!(why.on, On::LoggedInElsewhere { .. })
            || told.iter().any(is)
            || delivered
            || arrives()
            || other_image_published::is_told(one, acc)
        {
            continue;
        }
        told.push(reference.clone());
        let finding = LOGIN_ELSEWHERE
            .at(Place::new(&one.path, one.span), why.told().to_string())
            .help(format!("log in to `{}` in this job", reference.registry));
        acc.push(match login(repo, one) {
            Some(place) => finding.related(place.path, place.span, "the job logs in here"),
            None => finding,
        });
    }
}

/// Whether a push of another name is refused because the job has logged in where the image is.
pub(super) fn is_astray(one: &Publication, image: &Reference) -> bool {
    let other = one.reference.as_ref().is_some_and(|own| own.same_name(image) == Answer::No);
    let why = one.refused.as_ref().filter(|_| other);
    why.is_some_and(|why| matches!(&why.on, On::LoggedInElsewhere { hosts, .. } if hosts.contains(&image.registry)))
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = image(repo) else { return };
    let all = repo.build.publications.near(&image).filter(|one| is_named(one, &image));
    let refused =
        |one: &&Publication| one.refused.as_ref().is_some_and(|why| matches!(why.on, On::LoggedInElsewhere { .. }));
    let Some(one) = all.clone().find(refused) else { return };
    let Some(why) = &one.refused else { return };
    // Where another job does publish it then, one that fails is no more than that.
    let is = |other: &Publication| other.event == one.event && other.reference == one.reference;
    if all.clone().any(|other| other.refused.is_none() && is(other)) {
        return;
    }
    // The name is the promised one, so that the login is the odd word.
    let finding = match login(repo, one) {
        Some(place) => LOGIN_ELSEWHERE.at(place, why.told().to_string()).related(
            &one.path,
            one.span,
            format!("this pushes to `{}`", image.registry),
        ),
        None => LOGIN_ELSEWHERE.at(Place::new(&one.path, one.span), why.told().to_string()),
    };
    acc.push(
        finding
            .help(format!("log in to `{}` in this job", image.registry))
            .implies(&["unpublished-merge", "unpublished-release"]),
    );
}

/// The word that names the registry which was logged in to instead.
fn login(repo: &Repo, one: &Publication) -> Option<Place> {
    match &one.refused.as_ref()?.on {
        On::LoggedInElsewhere { hosts, .. } => deciding::of_login(repo, one, hosts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, PATH};

    fn told(steps: &str, more: &str) -> bool {
        let text = format!(
            "\
on: {{push: {{branches: [main], tags: ['v*']}}, workflow_dispatch: }}
jobs:
  b:
    runs-on: ubuntu-latest
{more}    steps:
{steps}      - run: docker push quay.io/acme/widget:latest
"
        );
        findings(&[(PATH, &text)]).iter().any(|one| one.rule.name == "login-elsewhere")
    }

    const GHCR: &str = "      - uses: docker/login-action@v3\n        with: {registry: ghcr.io, username: x, password: '${{ secrets.GITHUB_TOKEN }}'}\n";

    #[test]
    fn the_login_is_to_another_registry() {
        assert!(told(GHCR, ""));
        assert!(told("      - run: echo ${{ secrets.T }} | docker login -u x --password-stdin\n", ""));
        assert!(!told(&format!("{GHCR}{}", GHCR.replace("ghcr.io", "quay.io")), ""));
        // No login at all: who has prepared the runner is not known.
        assert!(!told("", ""));
    }

    #[test]
    fn a_second_registry_without_a_login() {
        let text = format!(
            "\
on: {{push: {{branches: [main], tags: ['v*']}}, workflow_dispatch: }}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
{GHCR}      - run: docker push ghcr.io/acme/widget:latest
      - run: docker push quay.io/acme/widget:latest
      - run: docker push quay.io/acme/widget:next
"
        );
        let found = findings(&[(PATH, &text)]);
        assert_eq!(found.iter().filter(|one| one.rule.name == "login-elsewhere").count(), 1);
    }

    #[test]
    fn other_ways_to_log_in() {
        let with = |step: &str| format!("{GHCR}{step}");
        assert!(!told(&with("      - run: ./login.sh\n        env: {Q: '${{ secrets.Q }}'}\n"), ""));
        assert!(!told(&with("      - uses: acme/login@v1\n        with: {token: '${{ secrets.Q }}'}\n"), ""));
        assert!(!told(&GHCR.replace("registry: ghcr.io", "registry: '${{ vars.R }}'"), ""));
        assert!(!told(GHCR, "    env: {DOCKER_AUTH_CONFIG: '${{ secrets.A }}'}\n"));
        assert!(!told(&format!("{GHCR}      - run: mkdir -p ~/.docker && cp auth.json ~/.docker/config.json\n"), ""));
    }
}
