//! The words of causes. A cause is a type with data, in whatever crate finds it; what people
//! read of it is made here and nowhere else, a file a subject. Nothing here decides anything,
//! and nothing that decides may look at what is made here.

use std::fmt;

mod amendment;
mod chain;
mod claims;
pub mod contract;
pub mod live;
mod publication;
mod script;
mod syntax;
mod workflow;

/// A cause that people are told of. Lower case, without a final dot.
pub trait Worded {
    /// Writes the words.
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    /// The words, for a text that is made.
    fn told(&self) -> Telling<'_, Self> {
        Telling(self)
    }
}

/// A cause as it is read.
pub struct Telling<'a, T: ?Sized>(&'a T);

impl<T: Worded + ?Sized> fmt::Display for Telling<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.tell(f)
    }
}

/// Names in backticks, with commas.
pub fn quoted(names: &[String]) -> String {
    listed(names, ", ")
}

fn listed(names: &[String], between: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
}
