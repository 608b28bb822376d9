//! Which images a repository delivers: what the contract states, else what the units run,
//! the prose names, the repository's own name says, of all that the workflows publish.
//! Must not judge whether they arrive.

mod groups;
mod inferred;

pub use groups::is_by_product;

use std::collections::HashMap;

use super::running::near;
use super::{Promise, Promised};
use prodproof_constitution::contract::Contract;
use prodproof_constitution::Constitution;
use prodproof_deployment::Deployment;
use prodproof_publication::Build;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::{ByName, Reference};
use prodproof_syntax::span::Spanned;

/// An image, where it is published, and what runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its image is known.
    pub promise: Promise,
    /// Whether something says that it is meant to reach production; what is only
    /// published is looked at as well.
    pub promised: bool,
}

impl Delivery {
    /// The names under which it is published, the one that is meant first.
    pub fn names(&self) -> impl Iterator<Item = &Promised> {
        self.promise.names()
    }
}

/// What is known before the images are.
pub struct BeforeImages<'a> {
    pub contract: &'a Contract,
    pub constitution: Option<&'a Constitution>,
    pub build: &'a Build,
    pub deployments: &'a [Deployment],
    /// The same by the image that they run.
    pub running: &'a ByName,
    /// `owner/name`, or the folder.
    pub repository: &'a str,
    /// All but the image and its units.
    pub base: Promise,
}

/// All deliveries, the promised ones first, then what is only published.
pub fn all(known: &BeforeImages<'_>) -> Vec<Delivery> {
    let groups = groups::groups(known.build);
    let mut promised = stated(known);
    if promised.is_empty() {
        promised = inferred::inferred(known, &groups);
    }
    let names: Vec<(&Promised, Reference)> =
        promised.iter().flat_map(Promise::names).map(|own| (own, Reference::parse(&own.value))).collect();
    let by_name = ByName::of(names.iter().map(|(_, reference)| Some(reference)));
    let is_taken = |fact: &Promised| {
        let reference = Reference::parse(&fact.value);
        // Of all others they surely are not.
        let mut near = by_name.near(&reference).into_iter().filter_map(|at| names.get(at));
        near.any(|(own, _)| may_be(&own.value, &fact.value) || is_open(&own.value, &reference))
    };
    let taken = |group: &Vec<Promised>| group.iter().any(is_taken);
    let others: Vec<Promise> =
        groups.iter().filter(|group| !taken(group)).filter_map(|group| promise(known, group.clone())).collect();
    let promised = promised.into_iter().map(|promise| Delivery { promise, promised: true });
    promised.chain(others.into_iter().map(|promise| Delivery { promise, promised: false })).collect()
}

/// The contract's images.
fn stated(known: &BeforeImages<'_>) -> Vec<Promise> {
    let path = known.constitution.map_or("", |found| found.path.as_str());
    let fact = |value: &Spanned<String>| Promised {
        value: value.value.clone(),
        from: "the contract".into(),
        place: Some(Place::new(path, value.span)),
    };
    let name = |value: &Spanned<String>| Promised { value: Reference::parse(&value.value).name(), ..fact(value) };
    let images = known.contract.images();
    let mut deploys = HashMap::new();
    for one in known.contract.units() {
        deploys.entry(one.unit.value.clone()).or_insert(one);
    }
    let read = |image: &prodproof_constitution::contract::PromisedImage| {
        let stated =
            |value: &Option<Spanned<String>>, base: &Promised| value.as_ref().map_or_else(|| base.clone(), fact);
        let units = image.units.as_ref().map(|units| units.iter().map(fact).collect::<Vec<_>>());
        let mut own = Promise {
            image: Some(name(&image.name)),
            mirrors: image.mirrors.iter().map(name).collect(),
            branch: stated(&image.branch, &known.base.branch),
            latest: stated(&image.latest, &known.base.latest),
            tags: stated(&image.tags, &known.base.tags),
            ..known.base.clone()
        };
        own.unit = units.as_ref().and_then(|units| units.first().cloned());
        own.units = units;
        if own.units.is_none() {
            own.unit = only(run_by(known, &own));
        }
        let policy = own.unit.as_ref().and_then(|unit| deploys.get(&unit.value)?.autoupdate.as_ref());
        if let Some(policy) = policy {
            own.autoupdate = fact(policy);
        }
        own
    };
    // What is stated twice is said to be; its units are the image's all the same.
    let mut found: Vec<Promise> = Vec::new();
    let mut known_as: HashMap<String, usize> = HashMap::new();
    for own in images.iter().map(read) {
        let name = own.image.as_ref().map_or("", |image| &image.value).to_string();
        match known_as.get(&name).and_then(|at| found.get_mut(*at)) {
            Some(first) => {
                first.mirrors.extend(own.mirrors);
                first.unit = first.unit.take().or(own.unit);
                if let Some(units) = own.units {
                    first.units.get_or_insert_default().extend(units);
                }
            }
            None => {
                known_as.insert(name, found.len());
                found.push(own);
            }
        }
    }
    found
}

/// A promise of the image that is published under these names.
fn promise(known: &BeforeImages<'_>, names: Vec<Promised>) -> Option<Promise> {
    let mut names = names.into_iter();
    let mut own = Promise { image: Some(names.next()?), mirrors: names.collect(), ..known.base.clone() };
    own.unit = match &known.base.unit {
        // The contract names the unit without the image.
        Some(unit) => Some(unit.clone()),
        None => only(run_by(known, &own)),
    };
    if let Some(tag) = run_and_merged(known, &own) {
        own.latest = tag;
    }
    Some(own)
}

/// The tag that all units run which run the image, where a merge surely publishes it: where
/// nobody has promised `latest`, that is what a merge is to publish.
fn run_and_merged(known: &BeforeImages<'_>, promise: &Promise) -> Option<Promised> {
    if known.constitution.is_some() {
        return None;
    }
    let ours = |image: &&Spanned<Reference>| promise.same_name(&image.value) == Answer::Yes;
    let units = near(known.running, promise);
    let units = || units.iter().filter_map(|at| known.deployments.get(*at));
    let mut images = units().filter_map(|one| one.image.as_ref()).filter(ours);
    let first = images.next()?;
    let tag = first.value.tag.clone().filter(|tag| !tag.contains('<') && first.value.digest.is_none())?;
    let merged = known.build.publishes(&known.build.merge(), &first.value).answer == Answer::Yes;
    let alone = images.all(|other| other.value.tag.as_ref() == Some(&tag));
    (merged && alone).then(|| Promised {
        value: tag,
        from: "the tag that a merge publishes and a unit runs".into(),
        place: units().find_map(|one| {
            let image = one.image.as_ref().filter(|image| image.value == first.value)?;
            Some(Place::new(&one.image_path, image.span))
        }),
    })
}

/// The units that run the image, by whatever name.
fn run_by(known: &BeforeImages<'_>, promise: &Promise) -> Vec<Promised> {
    let runs =
        |one: &&Deployment| one.image.as_ref().is_some_and(|image| promise.same_name(&image.value) == Answer::Yes);
    let mut found: Vec<Promised> = Vec::new();
    for one in near(known.running, promise).iter().filter_map(|at| known.deployments.get(*at)).filter(runs) {
        if !found.iter().any(|fact| fact.value == one.path) {
            found.push(Promised {
                value: one.path.clone(),
                from: "the only unit that runs the image".into(),
                place: Some(Place::file(&one.path)),
            });
        }
    }
    found
}

/// The same name, or one that may be it where the settings have filled it in.
fn may_be(one: &str, other: &str) -> bool {
    if last(one) != last(other) {
        return false;
    }
    let (a, b) = (Reference::parse(one), Reference::parse(other));
    a.same_name(&b) != Answer::No
}

/// The last part of a name, without which no two are the same.
fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a name that the settings know as a whole may be this one: it is no other image then.
fn is_open(own: &str, name: &Reference) -> bool {
    name.registry == "<?>" && Reference::parse(own).same_name(name) == Answer::Unknown
}

fn is_same(one: &str, other: &str) -> bool {
    last(one) == last(other) && Reference::parse(one).same_name(&Reference::parse(other)) == Answer::Yes
}

fn only(mut facts: Vec<Promised>) -> Option<Promised> {
    if facts.len() == 1 {
        facts.pop()
    } else {
        None
    }
}
