//! The settings of one unit from all files that make it: the unit itself, its drop-ins
//! in their order, scripts it runs. Spans of several files live in one number space, so
//! that a value made from two files still knows where each byte stands.
//! Must not know what a setting means.

use std::sync::Arc;

use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::systemd::{Header, Hidden, Problem, Setting, UnitText};

/// The files of a unit, and where each one starts in their common number space.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    // Shared by all containers of the unit.
    files: Arc<Vec<(String, Span)>>,
}

impl Sources {
    /// Takes in a file and answers by how much its spans are to be shifted. A file that
    /// is known already keeps its place.
    pub fn add(&mut self, path: &str, length: usize) -> usize {
        match self.files.iter().find(|(known, _)| known == path) {
            Some((_, span)) => span.start,
            None => self.append(path, length),
        }
    }

    /// The same of one that is not known yet: of a thousand drop-ins nobody looks for each
    /// among all.
    pub fn append(&mut self, path: &str, length: usize) -> usize {
        let start = self.files.last().map_or(0, |(_, span)| span.end + 1);
        Arc::make_mut(&mut self.files).push((path.to_string(), Span::new(start, start + length)));
        start
    }

    /// The file and the span in it. What belongs to no file is the start of the first.
    pub fn place(&self, span: Span) -> (&str, Span) {
        // They stand in the order of their starts.
        let behind = self.files.partition_point(|(_, file)| file.start <= span.start);
        let found = behind.checked_sub(1).and_then(|at| self.files.get(at)).filter(|(_, file)| span.start <= file.end);
        match found.or(self.files.first()) {
            Some((path, file)) if file.start <= span.start => {
                let end = span.end.clamp(span.start, file.end.max(span.start));
                (path, Span::new(span.start - file.start, end - file.start))
            }
            Some((path, _)) => (path, Span::default()),
            None => ("", Span::default()),
        }
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(path, _)| path.as_str())
    }
}

/// The same file with all of its spans moved.
pub fn shifted(file: UnitText, by: usize) -> UnitText {
    let problem = |problem: Problem| Problem { span: problem.span.shift(by), ..problem };
    let header = |header: Header| Header { line: header.line.shift(by), ..header };
    let spanned = |value: Spanned<String>| Spanned::new(value.value, value.span.shift(by));
    let entry = |entry: Setting| Setting {
        section: spanned(entry.section),
        key: spanned(entry.key),
        value: entry.value.shifted(by),
        span: entry.span.shift(by),
    };
    UnitText {
        headers: file.headers.into_iter().map(header).collect(),
        entries: file.entries.into_iter().map(entry).collect(),
        hidden: file.hidden.into_iter().map(|hidden| Hidden { span: hidden.span.shift(by) }).collect(),
        problems: file.problems.into_iter().map(problem).collect(),
        refused: file.refused.map(problem),
    }
}

/// A unit and its drop-ins as one file: what comes later stands behind.
pub fn merged(files: Vec<UnitText>) -> UnitText {
    let mut all = UnitText::default();
    for file in files {
        all.headers.extend(file.headers);
        all.entries.extend(file.entries);
        all.hidden.extend(file.hidden);
        all.problems.extend(file.problems);
        all.refused = all.refused.or(file.refused);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_syntax::systemd;

    #[test]
    fn places_lead_back_to_their_files() {
        let mut sources = Sources::default();
        let texts = [("a.service", "[S]\nA=1\n"), ("a.service.d/x.conf", "[S]\nA=2\n")];
        let read = |(path, text): (&str, &str), sources: &mut Sources| {
            let by = sources.add(path, text.len());
            shifted(systemd::read(text), by)
        };
        let files = texts.map(|file| read(file, &mut sources));
        let all = merged(files.to_vec());
        let last = all.last("S", "A").unwrap();
        let (path, span) = sources.place(last.value.span());
        assert_eq!((path, span.text(texts[1].1)), ("a.service.d/x.conf", "2"));
        assert_eq!(sources.add("a.service", 8), 0, "known already");
        assert_eq!(sources.place(Span::at(0)), ("a.service", Span::at(0)));
    }
}
