//! What deletes from a registry: clean-up actions and commands of clients. Must not know
//! what anybody wishes to keep.

mod actions;
mod commands;
mod javascript;

pub(crate) use self::actions::action;
pub use self::actions::rows;
pub(crate) use self::commands::{command, is_followed};

use crate::model::Age;
use crate::model::Deleted;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::value::Symbolic;

/// What is deleted of one image.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// The image's name; a tag of it does not matter.
    pub name: Reference,
    pub what: Deleted,
    /// Only what is older than some time.
    pub age: Age,
}

/// A package of GitHub's registry.
fn package(owner: &Symbolic, name: &Symbolic) -> Option<Reference> {
    let mut text = Symbolic::known("ghcr.io/");
    text.push(&owner.map_known(str::to_lowercase));
    text.push_known("/");
    text.push(&name.map_known(|name| name.replace("%2F", "/").replace("%2f", "/").to_lowercase()));
    text.reference()
}

/// What is deleted by a reference with a tag or a digest.
fn one(reference: &Symbolic) -> Option<Found> {
    let name = reference.reference()?;
    let what = match (&name.digest, &name.tag) {
        (Some(_), _) => Deleted::Unknown,
        (None, tag) => Deleted::Tags(vec![tag.clone().unwrap_or_else(|| "latest".into())]),
    };
    Some(Found { name, what, age: Age::Any })
}
