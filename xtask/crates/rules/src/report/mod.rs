//! Findings and chains into words: for people, for GitHub, for machines. Returns
//! text; must not print it.

pub mod fleet;
pub mod github;
pub mod human;
pub mod json;
pub mod live;
pub mod markdown;
pub mod on_host;
pub mod sarif;
pub mod trace;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::chain::Chain;
use crate::select::{Counts, Selected};
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{Finding, Place};
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::LineIndex;

/// Everything that a format shows.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub selected: &'a Selected,
    /// The texts in which the findings' places lie.
    pub sources: &'a Snapshot,
    /// Whether warnings count for the exit code.
    pub strict: bool,
    /// What can be said when nothing is wrong, without a final dot:
    /// "a merge to `main` publishes … and `widget.service` pulls it anew".
    pub clean: &'a str,
    /// The delivery chain, for formats that can show a picture.
    pub chain: Option<&'a Chain>,
    /// Whether anything but a plain yes counts (`--require yes`).
    pub require_yes: bool,
}

impl<'a> Report<'a> {
    pub fn findings(&self) -> &'a [Finding] {
        &self.selected.shown
    }

    pub fn counts(&self) -> Counts {
        self.selected.counts()
    }

    /// Whether the exit code is 1: errors always count, warnings when strict, infos never.
    pub fn fails(&self) -> bool {
        let proved = self.chain.is_none_or(|chain| chain.merge_reaches_production == Verdict::Yes);
        let fails = if self.strict { self.selected.fails_strictly() } else { self.selected.fails() };
        fails || (self.require_yes && !proved)
    }

    /// What only follows from the finding at `index`: "`X001` merge-never-arrives".
    fn follows(&self, index: usize) -> Vec<&'a Finding> {
        self.selected.suppressed.iter().filter(|one| one.cause == index).map(|one| &one.finding).collect()
    }
}

/// Lines and columns of a place, from 1; the columns in characters, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Turns places into regions; each text's lines are counted once.
pub struct Locator<'a> {
    sources: &'a Snapshot,
    indexes: RefCell<BTreeMap<String, LineIndex>>,
}

impl<'a> Locator<'a> {
    pub fn new(sources: &'a Snapshot) -> Self {
        Self { sources, indexes: RefCell::default() }
    }

    /// The region of a place; the very start where its file has no text.
    pub fn region(&self, place: &Place) -> Region {
        let Some(text) = self.sources.text(&place.path) else {
            return Region { line: 1, column: 1, end_line: 1, end_column: 1 };
        };
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry(place.path.clone()).or_insert_with(|| LineIndex::new(text));
        let (line, column) = index.line_col(text, place.span.start);
        let (end_line, end_column) = index.line_col(text, place.span.end.max(place.span.start));
        Region { line, column, end_line, end_column }
    }
}

/// "1 error", "2 errors".
fn count(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}
