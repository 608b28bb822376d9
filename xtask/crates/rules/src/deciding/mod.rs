//! Which written word decides that a merge does not publish the promised tag: what it says
//! is tried out by exchanging it. Must not know rules, nor what a finding says.

mod faults;
mod texts;

use crate::repo::Repo;
use prodproof_publication::{Publication, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{Edit, Place};
use prodproof_syntax::reference::{is_hub, Reference};
use prodproof_syntax::span::Span;
use texts::Written;

pub use faults::{idle_line, of_load, of_login, of_remark, tag_made_at};
pub use texts::{texts, Within};

/// More words than this are not tried: each asks the whole model.
pub const MOST: usize = 12;

/// A word without which the promised tag would be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deciding {
    pub place: Place,
    pub word: DecidingWord,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecidingWord {
    /// Another tag than the promised one.
    Tag(String),
    /// Another name, or a part of one.
    Name(String),
    /// An attribute that lets the line of the promised tag hold elsewhere.
    Enable(String),
    /// What is put before or behind the promised tag.
    Affix(String),
    /// A comparison that a merge does not meet.
    Comparison(String),
}

impl DecidingWord {
    pub fn text(&self) -> &str {
        match self {
            Self::Tag(text) | Self::Name(text) | Self::Enable(text) | Self::Affix(text) | Self::Comparison(text) => {
                text
            }
        }
    }
}

/// A word, and what is tried in its place; what is shown may be more than that word.
struct Candidate {
    place: Place,
    edit: Edit,
    word: DecidingWord,
}

/// The first one with which a merge publishes the reference.
fn first(repo: &Repo, wanted: &Reference, candidates: impl Iterator<Item = Candidate>) -> Option<Deciding> {
    let merge = repo.build.merge();
    let mends = |one: &Candidate| {
        let changed = repo.merge_with(std::slice::from_ref(&one.edit));
        changed.is_some_and(|build| build.publishes(&merge, wanted).answer == Answer::Yes)
    };
    let found = candidates.take(MOST).find(mends)?;
    Some(Deciding { place: found.place, word: found.word })
}

/// A merge publishes the image under another tag, and a word says so.
pub fn of_tag(repo: &Repo, files: &[&WorkflowFile], wanted: &Reference) -> Option<Deciding> {
    let promised = wanted.tag.as_deref()?;
    let merge = repo.build.merge();
    let named = repo.build.publications.near(wanted).filter(|one| one.event == merge);
    let own = named.filter_map(|one| one.reference.as_ref()).filter(|own| own.same_name(wanted) == Answer::Yes);
    let mut tags: Vec<&str> = own.filter_map(|own| own.tag.as_deref()).collect();
    tags.dedup();
    let words = texts::all(repo, files).into_iter().flat_map(|written| {
        let spans: Vec<(Span, &str)> = tags
            .iter()
            .flat_map(|tag| texts::tags_in(&written, tag).into_iter().map(move |span| (span, *tag)))
            .collect();
        spans.into_iter().filter_map(move |(span, tag)| {
            Candidate::word(&written, span, promised, DecidingWord::Tag(tag.to_string()))
        })
    });
    first(repo, wanted, words)
}

/// A merge publishes another image, and a word says so.
pub fn of_name(repo: &Repo, files: &[&WorkflowFile], wanted: &Reference) -> Option<Deciding> {
    let merge = repo.build.merge();
    let merged = repo.build.publications.iter().filter(|one| one.event == merge);
    let tagged = |own: &&Reference| own.tag.is_some() && own.same_name(wanted) == Answer::Yes;
    let known = repo.build.publications.near(wanted).filter_map(|one| one.reference.as_ref()).any(|own| tagged(&own));
    let mut others: Vec<&Reference> = Vec::new();
    for own in merged.filter_map(|one| one.reference.as_ref()) {
        let other = own.same_name(wanted) == Answer::No && !others.iter().any(|old| old.name() == own.name());
        // What releases publish beside the promised one is an image of its own.
        let released = |event: &_| repo.build.publishes_name(event, own).answer == Answer::Yes;
        if other && (!known || repo.build.release().is_none_or(|event| !released(event))) {
            others.push(own);
        }
    }
    let pairs: Vec<(String, String)> = others.iter().flat_map(|own| texts::differing_parts(own, wanted)).collect();
    let words = texts::all(repo, files).into_iter().flat_map(|written| {
        let spans: Vec<(Span, &(String, String))> = pairs
            .iter()
            .flat_map(|pair| texts::names_in(&written, &pair.0).into_iter().map(move |span| (span, pair)))
            .collect();
        spans
            .into_iter()
            .filter_map(move |(span, (old, new))| Candidate::word(&written, span, new, DecidingWord::Name(old.clone())))
    });
    let unhosted = others.iter().any(|own| is_hub(&own.registry)) && texts::has_variable(files, &wanted.registry);
    let before = unhosted.then(|| without_host(files, wanted)).into_iter().flatten();
    first(repo, wanted, before.chain(words))
}

/// Names to which the registry is not put that a variable has.
fn without_host(files: &[&WorkflowFile], wanted: &Reference) -> Vec<Candidate> {
    let host = format!("{}/", wanted.registry);
    let of = |written: &Written<'_>| {
        let whole = Place::new(written.path, written.span(Span::new(0, written.text.len())));
        let edit = Edit::new(written.path, Span::at(whole.span.start), host.as_str());
        Candidate { place: whole, edit, word: DecidingWord::Name(written.text.to_string()) }
    };
    texts::inputs(files, &["images", "tags"]).iter().filter(|one| !one.text.contains('\n')).map(of).collect()
}

/// The line of the promised tag is there, and something keeps it from merges.
pub fn of_condition(repo: &Repo, files: &[&WorkflowFile], wanted: &Reference) -> Option<Deciding> {
    let promised = wanted.tag.as_deref()?;
    let inputs = texts::inputs(files, &["tags", "flavor"]);
    let attributes = inputs.into_iter().flat_map(|written| {
        let enable = texts::enabled(&written, promised).into_iter();
        let enable = enable.map(|(span, word)| (span, "enable=true".to_string(), DecidingWord::Enable(word)));
        let affixes = texts::affixes(&written).into_iter();
        let affixes = affixes.map(|(span, word)| {
            let key = word.split('=').next().unwrap_or_default();
            (span, format!("{key}="), DecidingWord::Affix(word))
        });
        let all: Vec<_> = enable.chain(affixes).collect();
        all.into_iter().filter_map(move |(span, new, word)| Candidate::word(&written, span, &new, word))
    });
    let comparisons = texts::all(repo, files).into_iter().flat_map(|written| {
        let found = texts::comparisons(&written);
        found.into_iter().filter_map(move |(whole, operator, new)| {
            let shown = whole.text(written.text).to_string();
            let mut one = Candidate::word(&written, operator, new, DecidingWord::Comparison(shown))?;
            one.place = Place::new(written.path, written.span(whole));
            Some(one)
        })
    });
    first(repo, wanted, attributes).or_else(|| first(repo, wanted, comparisons))
}

/// The line of which the tag comes that a merge publishes with `one`; without it that tag
/// is not made.
fn line_of(repo: &Repo, one: &Publication) -> Option<Place> {
    let file = repo.build.file(&one.path)?;
    let lines = texts::lines_of_tags(file);
    let gone = |(written, span): &&(Written<'_>, Span)| {
        let edit = Edit::new(written.path, written.span(*span), "");
        let changed = repo.merge_with(std::slice::from_ref(&edit));
        changed.is_some_and(|build| !build.publications.iter().any(|other| other.reference == one.reference))
    };
    let (written, span) = lines.iter().take(MOST).find(gone)?;
    Some(Place::new(written.path, written.span(*span)))
}

/// Where the tag is made that `one` publishes instead of the wanted one; where that is only
/// the tag of a commit, the line that should make another.
pub fn made_at(repo: &Repo, one: &Publication, wanted: &Reference) -> Option<Place> {
    let of_commit = one.reference.as_ref().is_some_and(|own| own.tag.is_some() && own.has_holes());
    let own = line_of(repo, one)?;
    let other = if of_commit { line_for_merges(repo, &one.path, wanted) } else { None };
    Some(other.unwrap_or(own))
}

/// The line that a merge should get its tag of, where several make tags: one that stands
/// twice and makes nothing of its own, else one that makes another tag on merges which is not
/// only that of a commit, else the first.
pub fn line_for_merges(repo: &Repo, path: &str, wanted: &Reference) -> Option<Place> {
    let lines = texts::lines_of_metadata(repo.build.file(path)?);
    let place = |(written, span): &(Written<'_>, Span)| Place::new(written.path, written.span(*span));
    let text = |(written, span): &(Written<'_>, Span)| span.text(written.text).to_string();
    let mut twice =
        lines.iter().enumerate().filter(|(at, line)| lines[at + 1..].iter().any(|own| text(own) == text(line)));
    if let Some((_, line)) = twice.next() {
        return Some(place(line));
    }
    let merge = repo.build.merge();
    let is_own = |one: &&Publication| {
        one.event == merge
            && one.reference.as_ref().is_some_and(|own| own.tag.is_some() && !own.has_holes())
            && one.path == path
    };
    let own = repo.build.publications.near(wanted).find(is_own).and_then(|one| line_of(repo, one));
    own.or_else(|| lines.first().map(place))
}

impl Candidate {
    /// What stands there has to be what the model reads: no folded or escaped text.
    fn word(written: &Written<'_>, part: Span, new: &str, word: DecidingWord) -> Option<Self> {
        let span = written.span(part);
        let place = Place::new(written.path, span);
        let same = span.text(written.source) == part.text(written.text);
        same.then(|| Self { edit: Edit::new(written.path, span, new), place, word })
    }
}
