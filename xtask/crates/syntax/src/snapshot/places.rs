//! Places in the files of a snapshot: lines and columns for bytes, and the other way round.
//! Who only asks where something stands need not have the text. Must not know what it says.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::span::{LineIndex, Span};

use super::Snapshot;

impl Snapshot {
    /// Line and column, both from 1, the column in characters; the first of a file without text.
    pub fn line_col(&self, path: &str, at: usize) -> (usize, usize) {
        let text = self.text(path).unwrap_or_default();
        LineIndex::new(text).line_col(text, at)
    }

    /// The word that begins at a line and column.
    pub fn word_at(&self, path: &str, line: usize, column: usize) -> Span {
        let text = self.text(path).unwrap_or_default();
        let first = LineIndex::new(text).start_of(line).unwrap_or(0);
        let rest = text.get(first..).unwrap_or_default();
        let skipped = if rest.starts_with('\u{feff}') { column } else { column.saturating_sub(1) };
        let start = first + rest.char_indices().nth(skipped).map_or(rest.len(), |(at, _)| at);
        let width = text.get(start..).map_or(0, |rest| rest.find(char::is_whitespace).unwrap_or(rest.len()));
        Span::new(start, start + width)
    }

    /// What stands in a line, without the blanks around it.
    pub fn line_body(&self, path: &str, line: usize) -> Span {
        let Some(text) = self.text(path) else { return Span::default() };
        let start = LineIndex::new(text).start_of(line).unwrap_or_default();
        let line = text[start..].split('\n').next().unwrap_or_default();
        let from = start + (line.len() - line.trim_start().len());
        Span::new(from, from + line.trim().len())
    }

    /// What stands at a place, if it is one of the file's.
    pub fn written_at(&self, path: &str, span: Span) -> Option<&str> {
        self.text(path)?.get(span.range())
    }
}

/// Line numbers, with one index for each text that is asked about.
pub struct Lines<'a> {
    snapshot: &'a Snapshot,
    indices: RefCell<BTreeMap<&'a str, (&'a str, LineIndex)>>,
}

impl<'a> Lines<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, indices: RefCell::default() }
    }

    /// From 1; 1 for a file without text.
    pub fn of(&self, path: &str, span: Span) -> usize {
        let mut indices = self.indices.borrow_mut();
        if !indices.contains_key(path) {
            let Some((path, _)) = self.snapshot.files.get_key_value(path) else { return 1 };
            let Some(text) = self.snapshot.text(path) else { return 1 };
            indices.insert(path, (text, LineIndex::new(text)));
        }
        indices.get(path).map_or(1, |(text, index)| index.line(span.start.min(text.len())))
    }
}
