//! The constitution: what the team promised, in prose and in the contract block, and
//! which version of the promise this is. Must not know workflows or units.

use prodproof_syntax::snapshot::{Base, Snapshot};

pub mod amendment;
pub mod bump;
pub mod claims;
pub mod contract;
pub mod document;
pub mod inherits;
pub mod level;
pub mod lexicon;
pub mod mandates;
pub mod sentences;

use claims::Claim;
use contract::Contract;
use document::Document;
use sentences::Sentence;

/// The repository's constitution, read.
#[derive(Clone, Debug)]
pub struct Constitution {
    pub path: String,
    pub text: String,
    pub document: Document,
    pub contract: Contract,
    /// Of the prose, in order.
    pub sentences: Vec<Sentence>,
    pub claims: Vec<Claim>,
    /// What the text asks of its version; `None` where the base is missing, which is a
    /// finding of its own.
    pub demand: Option<bump::Demand>,
    /// The text at the base.
    pub base: Option<(String, Document)>,
    /// A merge of it is not settled, by git's own records.
    pub unmerged: bool,
    /// Other paths at which a constitution stands.
    pub copies: Vec<String>,
}

impl Constitution {
    /// The readable constitution that comes first in [`document::located`]'s order.
    pub fn read(snapshot: &Snapshot) -> Option<Self> {
        let paths = document::located(snapshot);
        let readable = |path: &&str| snapshot.text(path).filter(|text| text.len() <= document::MOST_BYTES);
        let (path, text) = paths.iter().find_map(|path| Some((path.to_string(), readable(path)?.to_string())))?;
        let document = Document::read(&text);
        let unmerged = snapshot.facts.unmerged.contains(&path);
        let base = match &snapshot.facts.base {
            Base::Found { text, .. } => text.as_ref().map(|text| (text.clone(), Document::read(text))),
            _ => None,
        };
        let demand = match &snapshot.facts.base {
            Base::Missing { .. } => None,
            _ => {
                let old = base.as_ref().map_or("", |(text, _)| text);
                let amendment = amendment::compare(old, &text);
                let mut demand =
                    bump::demand_of(base.as_ref().map(|(_, document)| document), &text, &document, amendment);
                demand.held.extend(unmerged.then_some(bump::Held::Unmerged));
                Some(demand)
            }
        };
        let copies = paths.iter().filter(|other| **other != path).map(|other| other.to_string()).collect();
        let contract = contract::read_in(&text, &document.markdown);
        let sentences = sentences::read(&text, &document.markdown);
        let claims = claims::of(&sentences, &document.spoken.known());
        Some(Self { path, text, document, contract, sentences, claims, demand, base, unmerged, copies })
    }
}
