//! The contract's form for several images and several units: `[[image]]`, `[[deploy]]`,
//! and both forms read as one. Must not know what is published or what runs.

use std::ops::Range;

use toml_edit::Item;

use super::Contract;
use prodproof_syntax::commit::Says;
use prodproof_syntax::span::{Span, Spanned};

mod read;

/// The keys that only this form has besides those of the short one.
pub(super) const KEYS: [(&str, &[&str]); 2] =
    [("image", &["mirrors", "units"]), ("deploy", &["environment", "hosts", "says"])];

const IMAGE: [&str; 6] = ["name", "mirrors", "branch", "latest", "tags", "units"];
const DEPLOY: [&str; 7] = ["unit", "autoupdate", "environment", "host", "hosts", "url", "says"];
const SAYS: [&str; 3] = ["header", "json", "text"];

/// An image that this repository promises. Spans are in the constitution's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedImage {
    /// `registry/namespace/name`.
    pub name: Spanned<String>,
    /// The same image under other names: each must hold.
    pub mirrors: Vec<Spanned<String>>,
    pub branch: Option<Spanned<String>>,
    pub latest: Option<Spanned<String>>,
    pub tags: Option<Spanned<String>>,
    /// Paths of the units that run it; `Some` and empty where nobody runs it here;
    /// `None` where the contract does not say.
    pub units: Option<Vec<Spanned<String>>>,
    /// `[[image]]` with what stands below it.
    pub span: Span,
}

impl PromisedImage {
    /// Its name and the names of its mirrors.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.name).chain(&self.mirrors)
    }
}

/// What a unit needs to be known by besides its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deploy {
    /// The unit's path.
    pub unit: Spanned<String>,
    pub autoupdate: Option<Spanned<String>>,
    /// The forge's environment to which it is deployed.
    pub environment: Option<Spanned<String>>,
    /// What `ssh` takes: `user@host:port`, a bare name.
    pub hosts: Vec<Spanned<String>>,
    pub url: Option<Spanned<String>>,
    /// How the site tells the commit that it runs.
    pub says: Option<Says>,
    pub span: Span,
}

impl Contract {
    /// All images that are stated, in either form. In the short form the unit is the
    /// image's.
    pub fn images(&self) -> Vec<PromisedImage> {
        let short = self.image.iter().map(|name| PromisedImage {
            name: name.clone(),
            mirrors: Vec::new(),
            branch: None,
            latest: None,
            tags: None,
            units: self.unit.as_ref().map(|unit| vec![unit.clone()]),
            span: name.span,
        });
        short.chain(self.several.iter().cloned()).collect()
    }

    /// All units that are stated, in either form.
    pub fn units(&self) -> Vec<Deploy> {
        let short = self.unit.iter().map(|unit| Deploy {
            unit: unit.clone(),
            autoupdate: self.autoupdate.clone(),
            environment: None,
            hosts: self.host.iter().cloned().collect(),
            url: self.url.clone(),
            says: None,
            span: unit.span,
        });
        short.chain(self.deploys.iter().cloned()).collect()
    }

    /// Paths of all units that are named anywhere.
    pub fn named_units(&self) -> Vec<String> {
        let of_images = self.several.iter().flat_map(|one| one.units.iter().flatten().map(|unit| unit.value.clone()));
        self.units().into_iter().map(|one| one.unit.value).chain(of_images).collect()
    }

    /// What is stated of one unit.
    pub fn deploy(&self, unit: &str) -> Option<Deploy> {
        self.units().into_iter().find(|one| one.unit.value == unit)
    }
}

pub(super) fn is_many(item: &Item) -> bool {
    item.is_array_of_tables() || item.is_array()
}

/// The name of a table that the block has in both forms, and where it stands in the short one.
pub(super) fn doubled(toml: &str) -> Option<(&'static str, Range<usize>)> {
    let header = |text: &str| toml.lines().any(|line| line.split('#').next().map(str::trim) == Some(text));
    ["image", "deploy"].into_iter().find_map(|name| {
        let short = format!("[{name}]");
        if !header(&short) || !header(&format!("[{short}]")) {
            return None;
        }
        let mut starts = toml.match_indices(&short).map(|(at, _)| at);
        let at = starts.find(|at| !toml[..*at].ends_with('[') && !toml[at + short.len()..].starts_with(']'))?;
        Some((name, at + 1..at + 1 + name.len()))
    })
}

#[cfg(test)]
mod tests;
