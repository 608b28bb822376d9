//! A constitution as sections and statements, each with its place: list items and
//! sentences, table rows, lines of code. What states no rule is left out.
//! Must not compare anything.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::amendment::{contract, words};
use crate::document::Document;
use crate::lexicon::{self, listed, Reading, Topic};
use crate::sentences;
use plain::{alike, alike_around, plain, Plain};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind};
use prodproof_syntax::span::Span;
use title::key;

mod plain;
pub mod references;
mod title;

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
    /// The words of it that are the targets of links.
    pub targets: Vec<String>,
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
pub struct Statements {
    pub sections: Vec<Section>,
    pub statements: Vec<Statement>,
    /// Every contract block: key to value, both as text.
    pub contract: BTreeMap<String, contract::ContractValue>,
    /// Titles and texts in order, to tell whether anything changed at all.
    pub whole: Vec<String>,
    /// The languages whose sentences are read.
    pub languages: Vec<&'static str>,
    /// Whether the words that lead into a list bind: "Every image MUST:".
    lead: bool,
    /// Whether the block that is being read gives reasons or examples.
    reasons: bool,
}

impl Statements {
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
                        self.push(Nature::Code, (alike(line), Vec::new()), span, block);
                    }
                }
            }
            BlockKind::Heading(level) => {
                let plain = plain(block, document).text;
                if plain.trim().is_empty() {
                    return;
                }
                self.heading(*level, alike(&plain), block.content);
            }
            BlockKind::Row { .. } => {
                let Plain { text: plain, places, codes } = plain(block, document);
                let (Some(first), Some(last)) = (places.first(), places.last()) else { return };
                self.push(Nature::Row, alike_around(&plain, &codes), Span::new(first.0, last.1), block);
            }
            BlockKind::Paragraph | BlockKind::Item { .. } => {
                let Plain { text: plain, places, codes } = plain(block, document);
                // Reasons and examples bind nobody, also in a list that binds.
                let lead = self.lead;
                self.reasons = lexicon::opens_aside(&plain);
                self.lead &= !self.reasons;
                for Range { start, end } in sentences::split(&plain, &codes) {
                    let (Some(first), Some(last)) = (places.get(start), places.get(end - 1)) else { continue };
                    let own = codes.iter().filter(|code| code.start < end && start < code.end);
                    let own: Vec<Range<usize>> =
                        own.map(|code| code.start.max(start) - start..code.end.min(end) - start).collect();
                    let text = alike_around(&plain[start..end], &own);
                    self.push(Nature::Prose, text, Span::new(first.0, last.1.max(first.1)), block);
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

    /// `text` comes with the ranges of it that are code, which is named and asks nothing.
    fn push(&mut self, nature: Nature, (text, codes): (String, Vec<Range<usize>>), span: Span, block: &Block) {
        let words = words::words(&text);
        // A line of marks states nothing, whatever it is for.
        if words.is_empty() {
            return;
        }
        let reading = if nature == Nature::Code { Reading::default() } else { lexicon::read_around(&text, &codes) };
        let binding = nature != Nature::Code && !lexicon::opens_aside(&text) && (self.lead || reading.binds());
        self.whole.push(text.clone());
        let reason = self.reasons && !binding;
        let section = self.sections.len() - 1;
        let first = block.inlines.partition_point(|inline| inline.span.start < span.start);
        let inside = block.inlines.iter().skip(first).take_while(|inline| inline.span.start < span.end);
        let (mut literals, mut targets) = (Vec::new(), Vec::new());
        for inline in inside {
            literals.extend((inline.kind == InlineKind::Code).then(|| inline.text.clone()));
            targets.extend(inline.link.iter().flat_map(|link| words::words(link)));
        }
        self.statements.push(Statement {
            nature,
            text,
            words,
            reading,
            binding,
            reason,
            literals,
            targets,
            span,
            section,
        });
    }
}

#[cfg(test)]
mod tests;
