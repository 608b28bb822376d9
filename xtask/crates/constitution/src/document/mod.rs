//! Version, dates, report and history of a constitution, in every dialect found in the
//! wild: which places state the document's own version, and which only look like it.
//! Must not know what an amendment is, nor which version is right.

use prodproof_syntax::order::Order;
use time::Date;

use crate::lexicon::{self, Spoken};
use prodproof_syntax::markdown::{Block, BlockKind, InlineKind, Markdown};
use prodproof_syntax::span::{Span, Spanned};

pub mod date;
pub mod field;
pub mod history;
mod location;
pub mod number;
mod own;
mod placeholder;
pub mod report;

pub use date::Day;
pub use history::{HistoryEntry, VersionHistory};
pub use location::{below, is_main, locate, located, may_be, may_hold, named};
pub use number::Number;
pub use placeholder::{Placeholder, PlaceholderKind};
pub use report::SyncReport;

/// The format of a place that states the version or a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Several fields in one line: `**Version**: 1.0.0 | **Ratified**: …`, spec-kit's.
    Footer,
    /// A line of its own: `**Version**: 1.0.0`.
    Line,
    /// `> **Version:** 1.0.0`
    Quote,
    /// `| **Version** | 1.0.0 |`
    Table,
    /// `- **Version**: 1.0.0`
    Item,
    /// `version: 1.0.0` between `---` lines at the top.
    FrontMatter,
    /// A fenced YAML block with the key `constitution`, or with the dates.
    Yaml,
    /// In a heading: `# Widget Constitution v1.0.0`, or alone below `## Version`.
    Heading,
    /// `<!-- version: 1.0.0 -->`
    Comment,
}

impl Dialect {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Footer => "footer",
            Self::Line => "line",
            Self::Quote => "blockquote",
            Self::Table => "table",
            Self::Item => "list item",
            Self::FrontMatter => "front matter",
            Self::Yaml => "YAML block",
            Self::Heading => "heading",
            Self::Comment => "comment",
        }
    }
}

/// A place that states the document's own version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionPlace {
    /// The number alone, without a `v`; the whole value where it cannot be read.
    pub span: Span,
    pub number: Number,
    pub dialect: Dialect,
}

/// A place that states a date of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatePlace {
    /// The date alone; the whole value where it cannot be read.
    pub span: Span,
    pub day: Day,
}

/// A date beside the version, under a label that is not known: whether it follows an
/// amendment, nobody but a reader can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnreadDate {
    pub label: Span,
    pub date: Span,
}

/// A constitution's own words about itself. All places are in text order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub markdown: Markdown,
    /// The first heading of level 1.
    pub title: Option<Spanned<String>>,
    pub versions: Vec<VersionPlace>,
    /// Labelled versions of which nobody can tell whether, or which of them, is the
    /// document's own. Where there are any, `versions` is empty.
    pub unsure: Vec<VersionPlace>,
    pub ratified: Vec<DatePlace>,
    pub amended: Vec<DatePlace>,
    pub unread: Vec<UnreadDate>,
    /// The languages that the text is written in.
    pub spoken: Spoken,
    pub history: Option<VersionHistory>,
    /// Sync impact reports, as they stand in the file: newest first by custom.
    pub reports: Vec<SyncReport>,
    pub placeholders: Vec<Placeholder>,
    /// Nobody has written into the template yet.
    pub template: bool,
    /// Lines that state version or dates, and the history: no rule stands there. None
    /// overlap.
    pub aside: Vec<Span>,
}

/// No constitution comes near it: what is larger is not read as one. To judge prose takes far
/// more than to read it.
pub const MOST_BYTES: usize = 256 * 1024;

impl Document {
    pub fn read(text: &str) -> Self {
        let markdown = Markdown::read(text);
        let title = markdown
            .headings()
            .find(|(_, block)| block.kind == BlockKind::Heading(1))
            .map(|(_, block)| Spanned::new(block.plain(), block.content));
        let history = history::read(text, &markdown);
        let reports = report::read(text, &markdown);
        let placeholders = placeholder::read(text, &markdown);
        let spoken = lexicon::spoken(&prose(&markdown));
        let mut document = Self { title, reports, placeholders, spoken, ..Self::default() };
        own::read(text, &markdown, history.as_ref(), &mut document);
        document.template = placeholder::is_template(&document.placeholders) && document.version().is_none();
        document.aside.extend(history.iter().flat_map(|history| history.aside.iter().copied()));
        document.aside = merged(document.aside);
        document.history = history;
        document.markdown = markdown;
        document
    }

    /// The version the document states: the highest, where places disagree; that of the
    /// history or of the report, where no place states one.
    pub fn version(&self) -> Option<&semver::Version> {
        let stated = self.versions.iter().filter_map(|place| place.number.version()).max();
        match stated {
            None if !self.unsure.is_empty() => None,
            None if self.versions.is_empty() => {
                let history = self.history.as_ref().and_then(|history| history.newest());
                let report = || self.reports.first().and_then(|report| report.new.as_ref());
                history.map(|entry| &entry.version).or_else(|| report().and_then(|new| new.value.version()))
            }
            stated => stated,
        }
    }

    /// The lowest version, where places disagree; else the same as [`Document::version`].
    pub fn lowest(&self) -> Option<&semver::Version> {
        self.versions.iter().filter_map(|place| place.number.version()).min().or_else(|| self.version())
    }

    /// The places that state a version, where they disagree: each is the document's own by
    /// where it stands, and nobody can tell which is right.
    pub fn disagreeing(&self) -> Vec<Span> {
        let stated = || self.versions.iter().filter(|place| place.number.version().is_some());
        if self.lowest() == self.version() {
            return Vec::new();
        }
        stated().map(|place| place.span).collect()
    }

    /// The place that [`Document::version`] was read from, or the first that states one.
    pub fn version_span(&self) -> Option<Span> {
        let version = self.version();
        let place = self.versions.iter().find(|place| place.number.version() == version);
        let place = place.or(self.versions.first()).map(|place| place.span);
        let history = || self.history.as_ref().and_then(|history| history.newest()).map(|entry| entry.number);
        place.or_else(history).or_else(|| self.reports.first().and_then(|r| r.new.as_ref()).map(|new| new.span))
    }

    /// Whether `span` was set aside.
    pub fn is_aside(&self, span: Span) -> bool {
        let next = self.aside.partition_point(|aside| aside.start <= span.start);
        next.checked_sub(1).and_then(|at| self.aside.get(at)).is_some_and(|aside| aside.contains(span))
    }

    /// The latest readable date of the last amendment.
    pub fn amended_on(&self) -> Option<Date> {
        self.amended.iter().filter_map(|place| place.day.date()).max()
    }
}

/// The words of headings, paragraphs, items and rows, without code.
fn prose(markdown: &Markdown) -> String {
    let said =
        |block: &&Block| !matches!(block.kind, BlockKind::Code { .. } | BlockKind::Html | BlockKind::FrontMatter);
    let mut out = String::new();
    for inline in markdown.blocks.iter().filter(said).flat_map(|block| &block.inlines) {
        if inline.kind == InlineKind::Text {
            out.push_str(&inline.text);
        }
        out.push(' ');
    }
    out
}

/// The spans in order, those that overlap as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.order();
    let mut merged: Vec<Span> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => *last = last.to(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
