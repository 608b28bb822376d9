//! Which images a repository delivers: what the contract states, else what the units run,
//! the prose names, the repository's own name says, of all that the workflows publish.
//! Names that are one image are kept together. Must not judge whether they arrive.

use std::collections::{HashMap, HashSet};

use super::{Fact, Promise};
use prodproof_constitution::contract::Contract;
use prodproof_constitution::Constitution;
use prodproof_deployment::Deployment;
use prodproof_publication::{Build, Certainty, Event, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::yaml::Node;

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
    pub fn names(&self) -> impl Iterator<Item = &Fact> {
        self.promise.names()
    }
}

/// What is known before the images are.
pub struct BeforeImages<'a> {
    pub contract: &'a Contract,
    pub constitution: Option<&'a Constitution>,
    pub build: &'a Build,
    pub deployments: &'a [Deployment],
    /// `owner/name`, or the folder.
    pub repository: &'a str,
    /// All but the image and its units.
    pub base: Promise,
}

/// All deliveries, the promised ones first, then what is only published.
pub fn all(known: &BeforeImages<'_>) -> Vec<Delivery> {
    let groups = groups(known.build);
    let mut promised = stated(known);
    if promised.is_empty() {
        promised = inferred(known, &groups);
    }
    let taken = |group: &Vec<Fact>| {
        let mut names = promised.iter().flat_map(Promise::names);
        names.any(|own| group.iter().any(|fact| may_be(&own.value, &fact.value) || is_open(&own.value, &fact.value)))
    };
    let others: Vec<Promise> =
        groups.iter().filter(|group| !taken(group)).filter_map(|group| promise(known, group.clone())).collect();
    let promised = promised.into_iter().map(|promise| Delivery { promise, promised: true });
    promised.chain(others.into_iter().map(|promise| Delivery { promise, promised: false })).collect()
}

/// The contract's images.
fn stated(known: &BeforeImages<'_>) -> Vec<Promise> {
    let path = known.constitution.map_or("", |found| found.path.as_str());
    let fact = |value: &Spanned<String>| Fact {
        value: value.value.clone(),
        from: "the contract".into(),
        place: Some(Place::new(path, value.span)),
    };
    let name = |value: &Spanned<String>| Fact { value: Reference::parse(&value.value).name(), ..fact(value) };
    let images = known.contract.images();
    let read = |image: &prodproof_constitution::contract::Image| {
        let stated = |value: &Option<Spanned<String>>, base: &Fact| value.as_ref().map_or_else(|| base.clone(), fact);
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
            own.unit = only(run_by(known.deployments, &own));
        }
        if let Some(policy) = own.unit.as_ref().and_then(|unit| known.contract.deploy(&unit.value)?.autoupdate) {
            own.autoupdate = fact(&policy);
        }
        own
    };
    images.iter().map(read).collect()
}

/// A promise of the image that is published under these names.
fn promise(known: &BeforeImages<'_>, names: Vec<Fact>) -> Option<Promise> {
    let mut names = names.into_iter();
    let mut own = Promise { image: Some(names.next()?), mirrors: names.collect(), ..known.base.clone() };
    own.unit = match &known.base.unit {
        // The contract names the unit without the image.
        Some(unit) => Some(unit.clone()),
        None => only(run_by(known.deployments, &own)),
    };
    if let Some(tag) = run_and_merged(known, &own) {
        own.latest = tag;
    }
    Some(own)
}

/// The tag that all units run which run the image, where a merge surely publishes it: where
/// nobody has promised `latest`, that is what a merge is to publish.
fn run_and_merged(known: &BeforeImages<'_>, promise: &Promise) -> Option<Fact> {
    if known.constitution.is_some() {
        return None;
    }
    let ours = |image: &&Spanned<Reference>| promise.same_name(&image.value) == Answer::Yes;
    let mut images = known.deployments.iter().filter_map(|one| one.image.as_ref()).filter(ours);
    let first = images.next()?;
    let tag = first.value.tag.clone().filter(|tag| !tag.contains('<') && first.value.digest.is_none())?;
    let merged = known.build.publishes(&known.build.merge(), &first.value).answer == Answer::Yes;
    let alone = images.all(|other| other.value.tag.as_ref() == Some(&tag));
    (merged && alone).then(|| Fact {
        value: tag,
        from: "the tag that a merge publishes and a unit runs".into(),
        place: known.deployments.iter().find_map(|one| {
            let image = one.image.as_ref().filter(|image| image.value == first.value)?;
            Some(Place::new(&one.image_path, image.span))
        }),
    })
}

/// The units that run the image, by whatever name.
fn run_by(deployments: &[Deployment], promise: &Promise) -> Vec<Fact> {
    let runs =
        |one: &&Deployment| one.image.as_ref().is_some_and(|image| promise.same_name(&image.value) == Answer::Yes);
    let mut found: Vec<Fact> = Vec::new();
    for one in deployments.iter().filter(runs) {
        if !found.iter().any(|fact| fact.value == one.path) {
            found.push(Fact {
                value: one.path.clone(),
                from: "the only unit that runs the image".into(),
                place: Some(Place::file(&one.path)),
            });
        }
    }
    found
}

/// The first of unit, prose and the repository's name that tells images from others.
fn inferred(known: &BeforeImages<'_>, groups: &[Vec<Fact>]) -> Vec<Promise> {
    let by_prose = || claimed(known, groups);
    let steps: [&dyn Fn() -> Vec<Vec<Fact>>; 5] =
        [&|| by_units(known, groups), &by_prose, &|| by_name(known, groups), &|| alone(known.build, groups), &|| {
            nothing_published(known, groups)
        }];
    let found = steps.iter().map(|step| step()).find(|found| !found.is_empty()).unwrap_or_default();
    found.into_iter().filter_map(|names| promise(known, names)).collect()
}

/// What a unit runs and a workflow publishes, or may publish.
fn by_units(known: &BeforeImages<'_>, groups: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
    let images: Vec<(&Deployment, &Reference)> =
        known.deployments.iter().filter_map(|one| Some((one, &one.image.as_ref()?.value))).collect();
    let mut by_last: HashMap<&str, Vec<&Reference>> = HashMap::new();
    for (_, image) in &images {
        by_last.entry(last(&image.repository)).or_default().push(image);
    }
    let mut found: Vec<Vec<Fact>> = Vec::new();
    for group in groups {
        let is = |fact: &Fact| {
            let runs = by_last.get(last(&fact.value)).map_or(&[][..], Vec::as_slice);
            !runs.is_empty() && {
                let own = Reference::parse(&fact.value);
                runs.iter().any(|image| image.same_name(&own) == Answer::Yes)
            }
        };
        if group.iter().any(is) {
            let from = "what a workflow publishes and a unit runs";
            let mut names: Vec<Fact> =
                first(group, is).into_iter().map(|fact| Fact { from: from.into(), ..fact }).collect();
            // Where the prose names it too, that is where it is promised.
            if let Some(prose) = in_prose(known, &names[0]) {
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
        let last = |reference: &Reference| reference.repository.rsplit('/').next().map(str::to_string);
        let may = |one: &Publication| {
            let own = one.reference.as_ref();
            own.is_some_and(|own| own.same_name(image) == Answer::Unknown && last(own) == last(image))
        };
        let name = image.name();
        if !image.has_holes()
            && known.build.publications.iter().any(may)
            && !found.iter().flatten().any(|fact| fact.value == name)
        {
            let span = unit.image.as_ref().map(|image| image.span).unwrap_or_default();
            found.push(vec![Fact {
                value: name,
                from: "what a unit runs and a workflow may publish".into(),
                place: Some(Place::new(&unit.image_path, span)),
            }]);
        }
    }
    found
}

/// The sentence that names the image.
fn in_prose(known: &BeforeImages<'_>, fact: &Fact) -> Option<Fact> {
    let constitution = known.constitution?;
    let own = constitution.images().into_iter().find(|image| is_same(&image.value, &fact.value))?;
    Some(Fact {
        value: fact.value.clone(),
        from: "the constitution's prose".into(),
        place: Some(Place::new(&constitution.path, own.span)),
    })
}

/// What the prose names and a workflow or a unit knows as well; a constitution may name
/// base images and neighbours too.
fn claimed(known: &BeforeImages<'_>, groups: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
    let Some(constitution) = known.constitution else { return Vec::new() };
    let mut found: Vec<Vec<Fact>> = Vec::new();
    let mut others: Vec<Vec<Fact>> = Vec::new();
    for image in constitution.images() {
        let reference = Reference::parse(&image.value);
        let fact = Fact {
            value: reference.name(),
            from: "the constitution's prose".into(),
            place: Some(Place::new(&constitution.path, image.span)),
        };
        let is = |own: &Fact| is_same(&own.value, &fact.value);
        if found.iter().chain(&others).flatten().any(is) {
            continue;
        }
        let runs =
            |one: &Deployment| one.image.as_ref().is_some_and(|own| own.value.same_name(&reference) == Answer::Yes);
        let may = |own: &Fact| may_be(&own.value, &fact.value);
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
fn by_name(known: &BeforeImages<'_>, groups: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
    let own = plain(known.repository.rsplit('/').next().unwrap_or(known.repository));
    let is = |fact: &Fact| plain(fact.value.rsplit('/').next().unwrap_or(&fact.value)) == own;
    let named: Vec<&Vec<Fact>> = groups.iter().filter(|group| group.iter().any(is)).collect();
    let from = |fact: Fact| Fact { from: "the repository's name".into(), ..fact };
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
fn alone(build: &Build, groups: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
    let merge = build.merge();
    let merged = |group: &&Vec<Fact>| {
        let publishes = |one: &Publication| {
            let is = |own: &Reference| group.iter().any(|fact| is_same(&own.name(), &fact.value));
            one.event == merge && one.certainty == Certainty::Yes && one.reference.as_ref().is_some_and(is)
        };
        build.publications.iter().any(publishes)
    };
    let on_merges: Vec<&Vec<Fact>> = groups.iter().filter(merged).collect();
    match (on_merges.as_slice(), groups) {
        ([one], _) => vec![(*one).clone()],
        (_, [one]) => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// The one image that the units run, where no workflow publishes anything known. Where the
/// repository is known, somebody else's is no promise of its own.
fn nothing_published(known: &BeforeImages<'_>, groups: &[Vec<Fact>]) -> Vec<Vec<Fact>> {
    let mut names: Vec<Fact> = Vec::new();
    for one in known.deployments {
        let Some(image) = &one.image else { continue };
        if known.constitution.is_none() && is_foreign(known.repository, &image.value) {
            continue;
        }
        let name = image.value.name();
        if !image.value.has_holes() && !names.iter().any(|fact| fact.value == name) {
            names.push(Fact {
                value: name,
                from: "the only image that a unit runs".into(),
                place: Some(Place::new(&one.image_path, image.span)),
            });
        }
    }
    // What is published under an unknown name may be anything.
    match (names.len(), groups.is_empty() && known.build.publications.is_empty()) {
        (1, true) => vec![names],
        _ => Vec::new(),
    }
}

/// Whether neither owner nor name of the repository is in the image's name.
fn is_foreign(repository: &str, image: &Reference) -> bool {
    let own = |part: &str| repository.split('/').any(|own| plain(own) == plain(part));
    repository.contains('/') && image.registry != "localhost" && !image.repository.split('/').any(own)
}

/// The group with the first name that is meant in front.
fn first(group: &[Fact], is: impl Fn(&Fact) -> bool) -> Vec<Fact> {
    let mut names = group.to_vec();
    if let Some(at) = names.iter().position(is) {
        names[..=at].rotate_right(1);
    }
    names
}

/// The published names, those together that are one image: the same path on several
/// registries, or several names that one step gives to one build.
fn groups(build: &Build) -> Vec<Vec<Fact>> {
    let mut groups: Vec<Vec<Fact>> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut kin: HashMap<Kin<'_>, Vec<(usize, &Publication)>> = HashMap::new();
    let mut pushes = HashSet::new();
    for one in &build.publications {
        let Some(reference) = one.reference.as_ref().filter(|reference| is_publication(reference, one)) else {
            continue;
        };
        let name = reference.name();
        let fact = || Fact {
            value: name.clone(),
            from: "the only image that the workflows publish".into(),
            place: Some(Place::new(&one.path, one.span)),
        };
        let known = by_name.get(&name).copied();
        let at = known.or_else(|| {
            // Only what shares one of these can be one image with it.
            let near = Kin::of(reference, one).into_iter().filter_map(|key| kin.get(&key)).flatten();
            near.filter(|(_, other)| is_one_image(build, one, other)).map(|(group, _)| *group).min()
        });
        let at = at.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if known.is_none() {
            groups[at].push(fact());
            by_name.insert(name.clone(), at);
        }
        // The same push on another event is nothing new.
        if pushes.insert((name, &one.path, &one.job, one.span)) {
            for key in Kin::of(reference, one) {
                kin.entry(key).or_default().push((at, one));
            }
        }
    }
    for names in &mut groups {
        // A name that is known stands for the image before one that the settings know.
        names.order_by_key(|fact| fact.value.contains('<'));
    }
    groups
}

/// What two pushes of one image have in common: see [`is_one_image`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Kin<'a> {
    Repository(&'a str),
    /// The last part of the name, and the job.
    Last(&'a str, &'a str, &'a str),
    Step(&'a str, &'a str, Span),
}

impl<'a> Kin<'a> {
    fn of(reference: &'a Reference, one: &'a Publication) -> [Self; 3] {
        [
            Self::Repository(&reference.repository),
            Self::Last(last(&reference.repository), &one.path, &one.job),
            Self::Step(&one.path, &one.job, one.span),
        ]
    }
}

/// Whether the push makes a name that somebody may run: no test, no cache, no pull request's.
fn is_publication(reference: &Reference, one: &Publication) -> bool {
    one.event != Event::PullRequest
        && one.refused.is_none()
        && reference.has_settled_name()
        && reference.invalid().is_none()
        && !is_by_product(reference)
}

/// Whether the name or the tag says that it is a test's or a cache.
pub fn is_by_product(reference: &Reference) -> bool {
    let by_product = |word: &str| {
        word == "buildcache"
            || word == "cache"
            || ["-buildcache", "-cache", "-test", "-tests"].iter().any(|end| word.ends_with(end))
    };
    reference.repository.rsplit('/').next().is_some_and(by_product)
        || reference.tag.as_deref().is_some_and(|tag| by_product(tag) || tag.starts_with("buildcache-"))
}

/// Whether two pushes of different names are of one image.
fn is_one_image(build: &Build, one: &Publication, other: &Publication) -> bool {
    let (Some(a), Some(b)) = (&one.reference, &other.reference) else { return false };
    let last = |reference: &Reference| reference.repository.rsplit('/').next().unwrap_or_default().to_string();
    if a.registry != b.registry && (a.repository == b.repository || (last(a) == last(b) && same_job(one, other))) {
        return true;
    }
    let same_step = same_job(one, other) && one.span == other.span;
    // A bake file's targets and the legs of a matrix are images of their own.
    same_step && one.method == "docker/build-push-action" && !by_matrix(build, one, (a, b))
}

fn same_job(one: &Publication, other: &Publication) -> bool {
    one.path == other.path && one.job == other.job
}

/// Whether the legs of a matrix may make the names different: one holds a word of the matrix
/// that the other does not, or the matrix is only known at run time.
fn by_matrix(build: &Build, one: &Publication, names: (&Reference, &Reference)) -> bool {
    let (a, b) = (names.0.name(), names.1.name());
    let tells = |word: &str| a.contains(word) != b.contains(word);
    let of_job = |path: &str, id: &str| {
        let job = build.file(path).and_then(|file| file.job(id));
        let matrix = job.and_then(|job| job.at(&["strategy", "matrix"]));
        matrix.is_some_and(|matrix| is_made(matrix) || any_word(matrix, &tells))
    };
    let own = one.job.rsplit(" / ").next().unwrap_or(&one.job);
    let callers = one.job.split(" / ");
    of_job(&one.path, own)
        || callers.into_iter().any(|id| build.files.iter().any(|file| file.path != one.path && of_job(&file.path, id)))
}

/// Whether only a run knows the matrix, or one of its dimensions.
fn is_made(matrix: &Node) -> bool {
    let made = |node: &Node| node.as_str().is_some_and(|text| text.contains("${{"));
    made(matrix) || matrix.entries().iter().any(|entry| made(&entry.value))
}

/// Whether a word that the node holds is one.
fn any_word(node: &Node, is: &dyn Fn(&str) -> bool) -> bool {
    let own = |text: &str| text.split('/').any(|word| !word.is_empty() && is(word));
    node.as_str().is_some_and(own)
        || node.items().iter().any(|item| any_word(item, is))
        || node.entries().iter().any(|entry| any_word(&entry.value, is))
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
fn is_open(own: &str, name: &str) -> bool {
    let name = Reference::parse(name);
    name.registry == "<?>" && Reference::parse(own).same_name(&name) == Answer::Unknown
}

fn is_same(one: &str, other: &str) -> bool {
    last(one) == last(other) && Reference::parse(one).same_name(&Reference::parse(other)) == Answer::Yes
}

fn only(mut facts: Vec<Fact>) -> Option<Fact> {
    if facts.len() == 1 {
        facts.pop()
    } else {
        None
    }
}
