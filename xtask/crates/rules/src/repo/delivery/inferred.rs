//! Which images are meant where no contract says it: what tells them from all that is
//! published is asked one after the other. Must not know what a promise says besides.

use std::collections::HashMap;

use super::{is_same, last, may_be, promise, BeforeImages};
use crate::repo::{Promise, Promised};
use prodproof_deployment::Deployment;
use prodproof_publication::{Build, Event, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Spanned;

/// The first of unit, prose and the repository's name that tells images from others.
pub(super) fn inferred(known: &BeforeImages<'_>, groups: &[Vec<Promised>]) -> Vec<Promise> {
    let by_prose = || claimed(known, groups);
    let steps: [&dyn Fn() -> Vec<Vec<Promised>>; 5] =
        [&|| by_units(known, groups), &by_prose, &|| by_name(known, groups), &|| alone(known.build, groups), &|| {
            nothing_published(known, groups)
        }];
    let found = steps.iter().map(|step| step()).find(|found| !found.is_empty()).unwrap_or_default();
    found.into_iter().filter_map(|names| promise(known, names)).collect()
}

/// What a unit runs and a workflow publishes, or may publish.
fn by_units(known: &BeforeImages<'_>, groups: &[Vec<Promised>]) -> Vec<Vec<Promised>> {
    let images: Vec<(&Deployment, &Reference)> =
        known.deployments.iter().filter_map(|one| Some((one, &one.image.as_ref()?.value))).collect();
    let mut by_last: HashMap<&str, Vec<&Reference>> = HashMap::new();
    for (_, image) in &images {
        by_last.entry(last(&image.repository)).or_default().push(image);
    }
    let named = known.constitution.map(|found| found.images()).unwrap_or_default();
    let mut found: Vec<Vec<Promised>> = Vec::new();
    for group in groups {
        let is = |fact: &Promised| {
            let runs = by_last.get(last(&fact.value)).map_or(&[][..], Vec::as_slice);
            !runs.is_empty() && {
                let own = Reference::parse(&fact.value);
                runs.iter().any(|image| image.same_name(&own) == Answer::Yes)
            }
        };
        if group.iter().any(is) {
            let from = "what a workflow publishes and a unit runs";
            let mut names: Vec<Promised> =
                first(group, is).into_iter().map(|fact| Promised { from: from.into(), ..fact }).collect();
            // Where the prose names it too, that is where it is promised.
            if let Some(prose) = in_prose(known, &named, &names[0]) {
                names[0] = prose;
            }
            found.push(names);
        }
    }
    if !found.is_empty() {
        return found;
    }
    for (unit, image) in images {
        // A name of which nothing is known is everybody's; its last part must be the image's.
        let may = |one: &Publication| {
            let own = one.reference.as_ref();
            own.is_some_and(|own| {
                own.same_name(image) == Answer::Unknown && last(&own.repository) == last(&image.repository)
            })
        };
        let name = image.name();
        if !image.has_holes()
            && known.build.publications.near(image).any(may)
            && !found.iter().flatten().any(|fact| fact.value == name)
        {
            let span = unit.image.as_ref().map(|image| image.span).unwrap_or_default();
            found.push(vec![Promised {
                value: name,
                from: "what a unit runs and a workflow may publish".into(),
                place: Some(Place::new(&unit.image_path, span)),
            }]);
        }
    }
    found
}

/// The sentence that names the image.
fn in_prose(known: &BeforeImages<'_>, named: &[Spanned<String>], fact: &Promised) -> Option<Promised> {
    let constitution = known.constitution?;
    let own = named.iter().find(|image| is_same(&image.value, &fact.value))?;
    Some(Promised {
        value: fact.value.clone(),
        from: "the constitution's prose".into(),
        place: Some(Place::new(&constitution.path, own.span)),
    })
}

/// What the prose names and a workflow or a unit knows as well; a constitution may name
/// base images and neighbours too.
fn claimed(known: &BeforeImages<'_>, groups: &[Vec<Promised>]) -> Vec<Vec<Promised>> {
    let Some(constitution) = known.constitution else { return Vec::new() };
    let mut found: Vec<Vec<Promised>> = Vec::new();
    let mut others: Vec<Vec<Promised>> = Vec::new();
    for image in constitution.images() {
        let reference = Reference::parse(&image.value);
        let fact = Promised {
            value: reference.name(),
            from: "the constitution's prose".into(),
            place: Some(Place::new(&constitution.path, image.span)),
        };
        let is = |own: &Promised| is_same(&own.value, &fact.value);
        if found.iter().chain(&others).flatten().any(is) {
            continue;
        }
        let runs =
            |one: &Deployment| one.image.as_ref().is_some_and(|own| own.value.same_name(&reference) == Answer::Yes);
        let may = |own: &Promised| may_be(&own.value, &fact.value);
        match groups.iter().find(|group| group.iter().any(is)) {
            // A name of which the settings know a part, and the prose the whole.
            None if groups.iter().any(|group| group.iter().any(may)) => found.push(vec![fact]),
            Some(group) => {
                let mut names = first(group, is);
                names[0] = fact;
                found.push(names);
            }
            None if known.deployments.iter().any(runs) => others.push(vec![fact]),
            None => {}
        }
    }
    // An image that only a unit knows is promised where it is the only one.
    match (found.is_empty(), others.len()) {
        (true, 1) => others,
        _ => found,
    }
}

/// What bears the repository's name.
fn by_name(known: &BeforeImages<'_>, groups: &[Vec<Promised>]) -> Vec<Vec<Promised>> {
    let own = plain(last(known.repository));
    let is = |fact: &Promised| plain(last(&fact.value)) == own;
    let named: Vec<&Vec<Promised>> = groups.iter().filter(|group| group.iter().any(is)).collect();
    let from = |fact: Promised| Promised { from: "the repository's name".into(), ..fact };
    // Where it is the only image, that says more.
    match (named.as_slice(), groups.len()) {
        ([_], 1) => Vec::new(),
        (named, _) => named.iter().map(|group| first(group, is).into_iter().map(from).collect()).collect(),
    }
}

/// A name without what only says that it is an image.
fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let name = ["docker-", "container-"].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(&name).to_string();
    ["-docker", "-container", "-image"].iter().find_map(|word| name.strip_suffix(word)).unwrap_or(&name).to_string()
}

/// The one image that merges publish, else the one that is published at all.
fn alone(build: &Build, groups: &[Vec<Promised>]) -> Vec<Vec<Promised>> {
    let merge = build.merge();
    let merged = |group: &&Vec<Promised>| {
        let publishes = |wanted: &Reference| {
            let is = |own: &Reference| own.same_name(wanted) == Answer::Yes;
            let sure = |one: &Publication| {
                one.event == merge && one.certainty.is_yes() && one.reference.as_ref().is_some_and(is)
            };
            build.publications.near(wanted).any(sure)
        };
        group.iter().any(|fact| publishes(&Reference::parse(&fact.value)))
    };
    let on_merges: Vec<&Vec<Promised>> = groups.iter().filter(merged).collect();
    match (on_merges.as_slice(), groups) {
        ([one], _) => vec![(*one).clone()],
        (_, [one]) => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// The one image that the units run, where no workflow publishes anything known. Where the
/// repository is known, somebody else's is no promise of its own.
fn nothing_published(known: &BeforeImages<'_>, groups: &[Vec<Promised>]) -> Vec<Vec<Promised>> {
    let mut names: Vec<Promised> = Vec::new();
    for one in known.deployments {
        let Some(image) = &one.image else { continue };
        if known.constitution.is_none() && is_foreign(known.repository, &image.value) {
            continue;
        }
        let name = image.value.name();
        if !image.value.has_holes() && !names.iter().any(|fact| fact.value == name) {
            names.push(Promised {
                value: name,
                from: "the only image that a unit runs".into(),
                place: Some(Place::new(&one.image_path, image.span)),
            });
        }
    }
    // What is published under an unknown name may be anything of where its job has logged in.
    let may_be = |name: &Promised| {
        let image = Reference::parse(&name.value);
        let own = |one: &Publication| one.may_be(&image, |own| own.same_name(&image)) != Answer::No;
        // What a pull request pushes that is not merged is no delivery.
        let counts = |one: &Publication| one.refused.is_none() && one.event != Event::PullRequest;
        known.build.publications.iter().any(|one| counts(one) && own(one))
    };
    match names.as_slice() {
        [only] if groups.is_empty() && !may_be(only) => vec![names],
        _ => Vec::new(),
    }
}

/// Whether neither owner nor name of the repository is in the image's name.
fn is_foreign(repository: &str, image: &Reference) -> bool {
    let own = |part: &str| repository.split('/').any(|own| plain(own) == plain(part));
    repository.contains('/') && image.registry != "localhost" && !image.repository.split('/').any(own)
}

/// The group with the first name that is meant in front.
fn first(group: &[Promised], is: impl Fn(&Promised) -> bool) -> Vec<Promised> {
    let mut names = group.to_vec();
    if let Some(at) = names.iter().position(is) {
        names[..=at].rotate_right(1);
    }
    names
}
