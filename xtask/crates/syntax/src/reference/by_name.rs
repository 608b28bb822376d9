//! Many references by their names, so that whoever asks for one looks at those that may be
//! it, and not at all. Must not know what they are references of.

use std::collections::HashMap;

use super::Reference;
use crate::order::Order;

/// The positions of references in a list, by their names.
#[derive(Clone, Debug, Default)]
pub struct ByName {
    known: HashMap<String, Vec<usize>>,
    /// Those of which only a run knows the whole name, or any of it.
    open: Vec<usize>,
    len: usize,
}

impl ByName {
    pub fn of<'a>(all: impl IntoIterator<Item = Option<&'a Reference>>) -> Self {
        let mut index = Self::default();
        for (at, one) in all.into_iter().enumerate() {
            index.len = at + 1;
            match one.map(Reference::name).filter(|name| !name.contains('<')) {
                Some(name) => index.known.entry(name).or_default().push(at),
                None => index.open.push(at),
            }
        }
        index
    }

    /// The positions of those that may bear just this name, where the other ones may be it at
    /// most: of a known name the known ones.
    pub fn named(&self, wanted: &Reference) -> &[usize] {
        let name = wanted.name();
        let open = if name.contains('<') { self.open.as_slice() } else { &[] };
        self.known.get(&name).map_or(open, Vec::as_slice)
    }

    /// The positions of those that may have the name, in order: all others surely do not.
    pub fn near(&self, wanted: &Reference) -> Vec<usize> {
        let name = wanted.name();
        if name.contains('<') {
            return (0..self.len).collect();
        }
        let known = self.known.get(&name).map_or(&[][..], Vec::as_slice);
        let mut all: Vec<usize> = known.iter().chain(&self.open).copied().collect();
        if !known.is_empty() && !self.open.is_empty() {
            all.order();
        }
        all
    }
}
