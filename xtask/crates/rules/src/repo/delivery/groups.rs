//! Published names that are one image are kept together: the same path on several
//! registries, or several names of one build. Must not know which of them is meant.

use std::collections::{HashMap, HashSet};

use super::last;
use crate::repo::Promised;
use prodproof_publication::{Build, Event, Publication};
use prodproof_syntax::finding::Place;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::Node;

/// The published names, those together that are one image: the same path on several
/// registries, or several names that one step gives to one build.
pub(super) fn groups(build: &Build) -> Vec<Vec<Promised>> {
    let usual = grouped(build, &mut build.publications.iter());
    if !usual.is_empty() {
        return usual;
    }
    // What only a push to another branch publishes is no by-product of anything.
    grouped(build, &mut build.elsewhere.iter().filter(|one| matches!(one.event, Event::Push(_))))
}

fn grouped<'b>(build: &'b Build, all: &mut dyn Iterator<Item = &'b Publication>) -> Vec<Vec<Promised>> {
    let mut groups: Vec<Vec<Promised>> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut kin: HashMap<Kin<'_>, Vec<(usize, &Publication)>> = HashMap::new();
    let mut pushes = HashSet::new();
    for one in all {
        let Some(reference) = one.reference.as_ref().filter(|reference| is_publication(reference, one)) else {
            continue;
        };
        let name = reference.name();
        let fact = || Promised {
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
    by_product(last(&reference.repository))
        || reference.tag.as_deref().is_some_and(|tag| by_product(tag) || tag.starts_with("buildcache-"))
}

/// Whether two pushes of different names are of one image.
fn is_one_image(build: &Build, one: &Publication, other: &Publication) -> bool {
    let (Some(a), Some(b)) = (&one.reference, &other.reference) else { return false };
    if a.registry != b.registry
        && (a.repository == b.repository || (last(&a.repository) == last(&b.repository) && same_job(one, other)))
    {
        return true;
    }
    let same_step = same_job(one, other) && one.span == other.span;
    // A bake file's targets and the jobs of a matrix are images of their own.
    same_step && one.method.eq_ignore_ascii_case("docker/build-push-action") && !by_matrix(build, one, (a, b))
}

fn same_job(one: &Publication, other: &Publication) -> bool {
    one.path == other.path && one.job == other.job
}

/// Whether the jobs of a matrix may make the names different: one holds a word of the matrix
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
