//! A constitution as sections and statements, each with its place: list items and
//! sentences, table rows, lines of code. What states no rule is left out.
//! Must not compare anything.

use std::collections::BTreeMap;

use crate::amendment::{contract, words};
use crate::document::Document;
use crate::lexicon::{self, listed, Reading, Topic};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    Prose,
    Row,
    /// A line of a code block: an example, not a rule.
    Code,
}

#[derive(Clone, Debug)]
pub struct Statement {
    pub nature: Nature,
    /// Blanks, hyphens and quotes made alike.
    pub text: String,
    pub words: Vec<String>,
    /// What its words ask.
    pub reading: Reading,
    /// Whether they bind, or those that lead into its list.
    pub binding: bool,
    /// Whether it only gives reasons or examples: "Rationale: …".
    pub reason: bool,
    /// What stands between backticks: names, paths, values.
    pub literals: Vec<String>,
    pub span: Span,
    /// Index in [`Text::sections`].
    pub section: usize,
}

#[derive(Clone, Debug)]
pub struct Section {
    /// 0 for what stands before the first heading.
    pub level: u8,
    pub title: String,
    /// The title without numbering, emphasis and remarks like "(NON-NEGOTIABLE)".
    pub key: String,
    /// Whether the title says that the principle is not negotiable.
    pub firm: bool,
    pub span: Span,
    pub parent: Option<usize>,
    /// Index of the first section behind this one that does not stand below it.
    pub end: usize,
}

#[derive(Clone, Debug, Default)]
pub struct Text {
    pub sections: Vec<Section>,
    pub statements: Vec<Statement>,
    /// Every contract block: key to value, both as text.
    pub contract: BTreeMap<String, contract::Value>,
    /// Titles and texts in order, to tell whether anything changed at all.
    pub whole: Vec<String>,
    /// The languages whose sentences are read.
    pub languages: Vec<&'static str>,
    /// Whether the words that lead into a list bind: "Every image MUST:".
    lead: bool,
    /// Whether the block that is being read gives reasons or examples.
    reasons: bool,
}

impl Text {
    pub fn read(source: &str) -> Self {
        let document = Document::read(source);
        let languages = document.spoken.read.iter().map(|language| language.code).collect();
        let mut text = Self { languages, ..Self::default() };
        text.sections.push(Section {
            level: 0,
            title: String::new(),
            key: String::new(),
            firm: false,
            span: Span::default(),
            parent: None,
            end: 0,
        });
        for block in &document.markdown.blocks {
            text.block(source, block, &document);
        }
        let mut open: Vec<usize> = Vec::new();
        for index in 0..=text.sections.len() {
            let level = text.sections.get(index).map(|section| section.level);
            while let Some(&last) = open.last() {
                if level.is_some_and(|level| text.sections[last].level < level) {
                    break;
                }
                text.sections[last].end = index;
                open.pop();
            }
            open.push(index);
        }
        text
    }

    /// Whether `section` is `of` or stands below it.
    pub fn below(&self, section: usize, of: usize) -> bool {
        of <= section && self.sections.get(of).is_some_and(|of| section < of.end)
    }

    /// The statements that stand in `section` or below, with their indices.
    pub fn within(&self, section: usize) -> impl Iterator<Item = (usize, &Statement)> {
        let end = self.sections.get(section).map_or(section, |section| section.end);
        let from = self.statements.partition_point(|statement| statement.section < section);
        let all = self.statements.iter().enumerate().skip(from);
        all.take_while(move |(_, statement)| statement.section < end)
    }

    fn block(&mut self, source: &str, block: &Block, document: &Document) {
        self.lead &= matches!(block.kind, BlockKind::Item { .. });
        match &block.kind {
            BlockKind::FrontMatter | BlockKind::Html => {}
            BlockKind::Code { info } if contract::is_contract(info) => {
                contract::read(source, block.content, &mut self.contract);
            }
            BlockKind::Code { .. } => {
                let mut at = block.content.start;
                for line in block.content.text(source).split_inclusive('\n') {
                    let span = Span::new(at, at + line.trim_end().len());
                    at += line.len();
                    if !document.is_aside(span) {
                        self.push(Nature::Code, alike(line), span, block);
                    }
                }
            }
            BlockKind::Heading(level) => {
                let (plain, _) = plain(block, document);
                if plain.trim().is_empty() {
                    return;
                }
                self.heading(*level, alike(&plain), block.content);
            }
            BlockKind::Row { .. } => {
                let (plain, places) = plain(block, document);
                let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
                self.push(Nature::Row, alike(&plain), Span::new(first.0, last.1), block);
            }
            BlockKind::Paragraph | BlockKind::Item { .. } => {
                let (plain, places) = plain(block, document);
                // Reasons and examples bind nobody, also in a list that binds.
                let lead = self.lead;
                self.reasons = lexicon::opens_aside(&plain);
                self.lead &= !self.reasons;
                for (start, end) in sentences(&plain) {
                    let (Some(first), Some(last)) = (places.get(start), places.get(end - 1)) else { continue };
                    self.push(Nature::Prose, alike(&plain[start..end]), Span::new(first.0, last.1.max(first.1)), block);
                }
                (self.lead, self.reasons) = (lead, false);
                if block.kind == BlockKind::Paragraph && plain.trim_end().ends_with([':', '：']) {
                    self.lead = self.statements.last().is_some_and(|statement| statement.binding);
                }
            }
        }
    }

    fn heading(&mut self, level: u8, title: String, span: Span) {
        let mut parent = Some(self.sections.len() - 1);
        while let Some(at) = parent.and_then(|index| self.sections.get(index)) {
            if at.level < level {
                break;
            }
            parent = at.parent;
        }
        let lower = title.to_lowercase();
        let firm = listed(Topic::Firm).iter().any(|word| lower.contains(word));
        self.whole.push(format!("# {title}"));
        self.sections.push(Section { level, key: key(&title), title, firm, span, parent, end: 0 });
    }

    fn push(&mut self, nature: Nature, text: String, span: Span, block: &Block) {
        let words = words::words(&text);
        // A line of marks states nothing, whatever it is for.
        if words.is_empty() {
            return;
        }
        let reading = if nature == Nature::Code { Reading::default() } else { lexicon::read(&text) };
        let binding = nature != Nature::Code && !lexicon::opens_aside(&text) && (self.lead || reading.binds());
        self.whole.push(text.clone());
        let reason = self.reasons && !binding;
        let section = self.sections.len() - 1;
        let first = block.inlines.partition_point(|inline| inline.span.start < span.start);
        let inside = block.inlines.iter().skip(first).take_while(|inline| inline.span.start < span.end);
        let literals =
            inside.filter(|inline| inline.kind == InlineKind::Code).map(|inline| inline.text.clone()).collect();
        self.statements.push(Statement { nature, text, words, reading, binding, reason, literals, span, section });
    }
}

/// A block's text without markup, comments, what was struck out, and what was set aside,
/// and for each byte of it the range in the source that it was made from.
fn plain(block: &Block, document: &Document) -> (String, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for inline in &block.inlines {
        if matches!(inline.kind, InlineKind::Html | InlineKind::Deleted) {
            continue;
        }
        let exact = inline.text.len() == inline.span.len();
        let row = matches!(block.kind, BlockKind::Row { .. });
        // Cells stand apart.
        let gap = places.last().is_some_and(|last| row && inline.span.start > last.1);
        if gap {
            text.push(' ');
            places.push((inline.span.start, inline.span.start));
        }
        for (at, c) in inline.text.char_indices() {
            let range = match exact {
                true => (inline.span.start + at, inline.span.start + at + c.len_utf8()),
                false => (inline.span.start, inline.span.end),
            };
            if document.is_aside(Span::new(range.0, range.1)) {
                continue;
            }
            text.push(c);
            places.extend(std::iter::repeat_n(range, c.len_utf8()));
        }
        // The target binds as much as the words: a link elsewhere is another statement.
        if let Some(link) = inline.link.as_ref().filter(|link| !link.starts_with('#')) {
            let known = inline.text.contains(link.as_str());
            if !known && !document.is_aside(inline.span) {
                let shown = format!(" <{link}> ");
                places.extend(std::iter::repeat_n((inline.span.start, inline.span.end), shown.len()));
                text.push_str(&shown);
            }
        }
    }
    (text, places)
}

/// Blanks, hyphens and quotes made alike; what prints the same is the same.
fn alike(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{2010}' | '\u{2011}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => out.push('-'),
            '\u{00ad}' => {}
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            c => out.push(c),
        }
    }
    out
}

/// The ranges of the sentences in `text`. An abbreviation, a number or an initial does
/// not end one.
fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                let quotes = ['"', '\'', ')', ']', '”', '’', '*', '_'];
                let next = text[after..].trim_start_matches(quotes);
                next.starts_with(char::is_whitespace)
                    && opens_sentence(next)
                    && !(c == '.' && is_short(&text[start..at]))
            }
            _ => false,
        };
        if ends {
            let closing = text[after..].len() - text[after..].trim_start_matches(['"', '\'', ')', ']', '”', '’']).len();
            found.extend(trimmed(text, start, after + closing));
            start = after + closing;
            while chars.peek().is_some_and(|(at, _)| *at < start) {
                chars.next();
            }
        }
    }
    found.extend(trimmed(text, start, text.len()));
    found
}

/// Whether what follows a full stop may start a sentence.
fn opens_sentence(next: &str) -> bool {
    next.trim_start().chars().take(16).find(|c| c.is_alphanumeric()).is_none_or(|c| !c.is_lowercase())
}

/// Whether the last word before a full stop is an abbreviation or an initial.
fn is_short(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase();
    listed(Topic::Abbreviation).contains(&word.as_str())
        || word.chars().count() < 2 && !word.chars().all(|c| c.is_ascii_digit())
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let part = text.get(start..end)?;
    let from = start + part.len() - part.trim_start().len();
    let to = from + part.trim().len();
    (to > from).then_some((from, to))
}

/// What remains of a title without its numbering and its remarks: `III. Test-First
/// (NON-NEGOTIABLE)`, `Principle 3: Test-First` and `Test‑First` are one title.
fn key(title: &str) -> String {
    let mut text = title.to_string();
    while let (Some(open), Some(close)) = (text.find(['(', '（']), text.rfind([')', '）'])) {
        if close < open {
            break;
        }
        text.replace_range(open..=close + text[close..].chars().next().map_or(1, char::len_utf8) - 1, " ");
    }
    let words = words::words(&text);
    let all = || words::words(title).join(" ");
    let mut rest = &words[..];
    let kind = |word: &str| listed(Topic::SectionKind).contains(&word);
    let number = |word: &str| {
        word.chars().all(|c| c.is_ascii_digit() || c == '.')
            || word.chars().all(|c| matches!(c, 'i' | 'v' | 'x')) && word.len() < 6
            || word.len() == 1 && word.is_ascii()
    };
    if rest.first().is_some_and(|word| kind(word)) && rest.get(1).is_some_and(|word| number(word)) {
        rest = &rest[1..];
    }
    // `第三条`, `原则 3`, `原則一`
    let joined = words.concat();
    let mut kinds = listed(Topic::SectionKind).iter().filter(|kind| kind.starts_with(words::is_cjk));
    if let Some(prefix) = kinds.find(|prefix| joined.starts_with(**prefix)) {
        let counts =
            |c: char| c.is_ascii_digit() || listed(Topic::SectionNumber).iter().any(|sign| sign.starts_with(c));
        let rest = joined[prefix.len()..].trim_start_matches(counts).to_string();
        return if rest.is_empty() { all() } else { rest };
    }
    let numbered = title.split_whitespace().next().is_some_and(|first| {
        first.ends_with(['.', ')', ':', '—', '-']) || first.chars().all(|c| c.is_ascii_digit() || c == '.')
    });
    let dashed = title.contains(['—', '–', ':']);
    while rest.len() > 1
        && rest.first().is_some_and(|word| number(word))
        && (numbered || dashed || rest.len() < words.len())
    {
        rest = &rest[1..];
    }
    if rest.is_empty() || rest.len() == 1 && number(&rest[0]) {
        return all();
    }
    rest.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_without_their_numbers() {
        for title in [
            "Test-First",
            "III. Test-First (NON-NEGOTIABLE)",
            "3. Test-First",
            "3.1 Test‑First",
            "Principle 3: Test-First",
            "Principle III — Test-First",
            "Article 4: Test-First",
        ] {
            assert_eq!(key(title), "test first", "{title}");
        }
        assert_eq!(key("Principle 3"), "principle 3");
        assert_eq!(key("第三条 测试优先"), key("第四条：测试优先"));
        assert_eq!(key("A Word on X"), "a word on x");
    }

    #[track_caller]
    fn texts(source: &str) -> Vec<String> {
        let text = Text::read(source);
        for statement in &text.statements {
            assert!(source.get(statement.span.range()).is_some_and(|text| !text.is_empty()));
        }
        text.statements.iter().map(|statement| statement.text.clone()).collect()
    }

    #[test]
    fn statements_are_sentences_items_rows_and_lines_of_code() {
        let source = "# A\n\nOne thing, e.g. this.\nTwo **MUST** hold. <!-- no -->\n\n- item ~~gone~~\n  - nested. Twice.\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode 1\n```\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n";
        assert_eq!(
            texts(source),
            ["One thing, e.g. this.", "Two MUST hold.", "item", "nested.", "Twice.", "a b", "c d", "code 1"]
        );
    }

    #[test]
    fn statements_know_their_place() {
        let source = "## A\n\nFirst `one` here. Second **two** there.\n";
        let text = Text::read(source);
        let spans: Vec<_> = text.statements.iter().map(|s| s.span.text(source)).collect();
        assert_eq!(spans, ["First `one` here.", "Second **two** there."]);
    }
}
