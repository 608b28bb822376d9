//! F012: a published tag has an image of another repository.

use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{FleetFinding, JoinedFleet, Member, Site};
use prodproof_live::registry::RegistryImage;
use prodproof_syntax::finding::{rule, Severity};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// With `--registry`, asks for every reference that the fleet publishes what the registry
    /// has there now, and finds images that name another repository than the publisher as
    /// their source. It is a warning where the name may be that of a base image, or one that
    /// the publisher had before.
    ///
    /// ## Why is this bad?
    /// Somebody else pushed the tag: a repository that the fleet does not hold, or one whose
    /// workflow nobody could read. It is seen without access to that repository.
    ///
    /// ## Example
    /// `acme/widget` publishes `quay.io/acme/widget:latest`, and the image there says
    /// `org.opencontainers.image.source=https://github.com/acme/widget-old`:
    /// ```text
    /// warning[F012] foreign-current-image: `quay.io/acme/widget:latest` has an image that says it is of `acme/widget-old`, which may be its base image's word or a former name
    /// ```
    ///
    /// ## Use instead
    /// Stop the other publisher, or give it an image name of its own.
    F012 FOREIGN_CURRENT_IMAGE "foreign-current-image" Error "a published tag has an image of another repository"
}

/// References that are the same at every run, so that a registry can be asked for them.
pub fn references(fleet: &JoinedFleet) -> Vec<Reference> {
    let publishers = FleetPublishers::new(&fleet.members);
    let names = publishers.names.iter();
    let all = names.flat_map(|(name, one)| one.fixed.keys().map(|tag| Reference::parse(name).with_tag(tag)));
    all.filter(|reference| !reference.has_holes() && reference.invalid().is_none()).collect()
}

/// What the images under references say against those who publish them.
pub fn check<'a>(
    fleet: &JoinedFleet,
    images: impl IntoIterator<Item = (&'a Reference, &'a RegistryImage)>,
) -> Vec<FleetFinding> {
    let publishers = FleetPublishers::new(&fleet.members);
    images.into_iter().filter_map(|(reference, image)| found(fleet, &publishers, reference, image)).collect()
}

fn found(
    fleet: &JoinedFleet,
    publishers: &FleetPublishers<'_>,
    reference: &Reference,
    image: &RegistryImage,
) -> Option<FleetFinding> {
    let tag = reference.tag.as_deref()?;
    let all = publishers.names.get(&reference.name())?.fixed.get(tag)?;
    let sources: Vec<String> = image.platforms.iter().filter_map(|one| one.origin.repository()).collect();
    let is = |member: &Member, source: &str| {
        let names = [Some(member.claims.identity.name.as_str()), member.claims.identity.remote.as_deref()];
        names.into_iter().flatten().any(|name| {
            let mut parts = name.rsplit('/');
            let (last, owner) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            format!("{owner}/{last}").eq_ignore_ascii_case(source)
        })
    };
    let own = |source: &String| {
        all.iter().any(|push| fleet.members.get(push.member).is_some_and(|member| is(member, source)))
    };
    let foreign = sources.iter().find(|source| !own(source))?;
    let first = all.first()?;
    let member = fleet.members.get(first.member)?;
    let other = fleet.members.iter().find(|one| is(one, foreign));
    // The labels of a base image are inherited where a build sets none.
    let publishes_base = |one: &Member| {
        let published = one.claims.publications.iter().filter_map(|push| push.reference.as_deref());
        let names: Vec<String> = published.map(|text| Reference::parse(text).name()).collect();
        member.claims.bases.iter().any(|base| names.contains(&Reference::parse(&base.reference).name()))
    };
    let surely = other.is_some_and(|one| !publishes_base(one));
    let message = if surely {
        format!("`{reference}` has an image of `{foreign}`, which is another repository")
    } else {
        format!("`{reference}` has an image that says it is of `{foreign}`, which may be its base image's word or a former name")
    };
    let site = Site { repo: member.label.clone(), spot: first.publication.spot.clone() };
    let mut finding = FleetFinding::new(&FOREIGN_CURRENT_IMAGE, site, message);
    if !surely {
        finding.severity = Severity::Warning;
    }
    finding.help = "stop the other publisher, or give it an image name of its own".into();
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::repo;
    use super::super::join;
    use super::*;
    use prodproof_live::registry::{Origin, Platform};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

    fn image(source: &str) -> RegistryImage {
        let origin = Origin { source: (!source.is_empty()).then(|| source.to_string()), ..Origin::default() };
        let platforms = vec![Platform { name: String::new(), digest: "sha256:a".into(), origin }];
        RegistryImage { digest: "sha256:a".into(), platforms }
    }

    #[track_caller]
    fn says(claims: Vec<crate::fleet::Claims>, source: &str, expected: Option<(Severity, &str)>) {
        let fleet = join(claims, None);
        let asked = references(&fleet);
        let latest = asked.iter().find(|one| one.to_string() == "quay.io/acme/widget:latest").expect("published");
        let found = check(&fleet, [(latest, &image(source))]);
        assert_eq!(
            found.first().map(|one| (one.severity, one.message.to_string())),
            expected.map(|(severity, words)| (severity, words.to_string()))
        );
    }

    #[test]
    fn the_publisher_s_own_image_is_right() {
        let widget = || vec![repo("acme/widget", &["a"], &[LATEST])];
        says(widget(), "https://github.com/acme/widget", None);
        says(widget(), "git@github.com:Acme/Widget.git", None);
        says(widget(), "", None);
    }

    #[test]
    fn another_repository_s_image_is_not() {
        let both = || vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/widget-old", &["z"], &[])];
        let words = "`quay.io/acme/widget:latest` has an image of `acme/widget-old`, which is another repository";
        says(both(), "https://github.com/acme/widget-old", Some((Severity::Error, words)));
        let words = "`quay.io/acme/widget:latest` has an image that says it is of `acme/gone`, which may be its base image's word or a former name";
        says(both(), "https://github.com/acme/gone", Some((Severity::Warning, words)));
    }

    #[test]
    fn a_base_image_s_label_is_no_proof() {
        let base = repo("acme/base", &["b"], &["push:main quay.io/acme/base:latest"]);
        let widget = repo("acme/widget", &["a"], &[LATEST, "from quay.io/acme/base:latest"]);
        let words = "`quay.io/acme/widget:latest` has an image that says it is of `acme/base`, which may be its base image's word or a former name";
        says(vec![base, widget], "https://github.com/acme/base", Some((Severity::Warning, words)));
    }
}
