//! A list of publications, with an index of their names and files that is made when somebody
//! asks for it: a repository may publish thousands of images, and every rule asks about each.
//! Must not know what is asked.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use super::Publication;
use prodproof_syntax::reference::{ByName, Reference};
use prodproof_syntax::span::Span;

#[derive(Clone, Debug, Default)]
pub struct Publications {
    all: Vec<Publication>,
    index: OnceLock<Index>,
}

#[derive(Clone, Debug)]
struct Index {
    names: ByName,
    paths: HashMap<String, Vec<usize>>,
    /// By the place of the push, in whichever file.
    spans: HashMap<Span, Vec<usize>>,
}

impl Publications {
    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut paths: HashMap<String, Vec<usize>> = HashMap::new();
            let mut spans: HashMap<Span, Vec<usize>> = HashMap::new();
            for (at, one) in self.all.iter().enumerate() {
                spans.entry(one.span).or_default().push(at);
                match paths.get_mut(&one.path) {
                    Some(known) => known.push(at),
                    None => {
                        paths.insert(one.path.clone(), vec![at]);
                    }
                }
            }
            Index { names: ByName::of(self.all.iter().map(|one| one.reference.as_ref())), paths, spans }
        })
    }

    /// Those that may have the name of the reference, and those of which no name is known:
    /// all others surely do not have it.
    pub fn near(&self, wanted: &Reference) -> impl Iterator<Item = &Publication> + Clone {
        self.places_near(wanted).into_iter().filter_map(|at| self.all.get(at))
    }

    /// Where those stand in the list.
    pub(crate) fn places_near(&self, wanted: &Reference) -> Vec<usize> {
        self.index().names.near(wanted)
    }

    /// Those of which the push stands at the same place of the same file.
    pub fn beside<'a>(&'a self, one: &'a Publication) -> impl Iterator<Item = &'a Publication> {
        let places = self.index().spans.get(&one.span).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.all.get(*at)).filter(|own| own.path == one.path)
    }

    /// Those of which the push stands in the file.
    pub fn of_file(&self, path: &str) -> impl Iterator<Item = &Publication> + Clone {
        let places = self.index().paths.get(path).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.all.get(*at))
    }
}

impl Deref for Publications {
    type Target = Vec<Publication>;

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

/// Whoever changes the list makes the index void.
impl DerefMut for Publications {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.index.take();
        &mut self.all
    }
}

impl PartialEq for Publications {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all
    }
}

impl From<Vec<Publication>> for Publications {
    fn from(all: Vec<Publication>) -> Self {
        Self { all, index: OnceLock::new() }
    }
}

impl<'a> IntoIterator for &'a Publications {
    type Item = &'a Publication;
    type IntoIter = std::slice::Iter<'a, Publication>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::BuiltCommit;
    use prodproof_syntax::answer::{Answer, Certainty};
    use prodproof_syntax::span::Span;
    use prodproof_workflow::event::Event;

    fn publication(path: &str, reference: Option<&str>) -> Publication {
        Publication {
            event: Event::Schedule,
            path: path.into(),
            span: Span::default(),
            job: "b".into(),
            method: "docker push".into(),
            reference: reference.map(Reference::parse),
            certainty: Certainty::Yes,
            refused: None,
            conditions: Vec::new(),
            source: BuiltCommit::Event,
            hosts: None,
            anonymous: false,
        }
    }

    #[test]
    fn whoever_is_left_out_surely_has_another_name() {
        let names = [
            Some("quay.io/acme/a:latest"),
            Some("quay.io/acme/b:latest"),
            None,
            Some("quay.io/<?>/a"),
            Some("<?>/acme/a"),
            Some("quay.io/acme/a:1"),
            Some("quay.io/<var:OWNER>/b"),
            Some("a"),
            Some("docker.io/library/a"),
        ];
        let all: Publications = names.iter().map(|name| publication("x.yml", *name)).collect::<Vec<_>>().into();
        for wanted in names.iter().flatten().chain(&["ghcr.io/acme/z"]) {
            let wanted = Reference::parse(wanted);
            let near = all.places_near(&wanted);
            for (at, one) in all.iter().enumerate() {
                let may = one.may_be(&wanted, |own| own.same_name(&wanted));
                assert!(near.contains(&at) || may == Answer::No, "{wanted}: {:?}", one.reference);
            }
            assert!(near.is_sorted());
        }
        assert_eq!(all.places_near(&Reference::parse("quay.io/acme/a")), [0, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_list_that_was_changed_is_asked_anew() {
        let mut all = Publications::from(vec![publication("a.yml", Some("quay.io/acme/a"))]);
        let wanted = Reference::parse("quay.io/acme/b");
        assert_eq!((all.near(&wanted).count(), all.of_file("b.yml").count()), (0, 0));
        all.push(publication("b.yml", Some("quay.io/acme/b")));
        assert_eq!((all.near(&wanted).count(), all.of_file("b.yml").count()), (1, 1));
        all[1].reference = Some(Reference::parse("quay.io/acme/c"));
        assert_eq!(all.near(&wanted).count(), 0);
    }
}
