//! The history of a constitution: a table, a list or headings, one entry a version.
//! Must not know what a bump writes there.

use semver::Version;

use crate::document::field::{self, Announced};
use crate::document::number::{self, Number};
use crate::document::{date, DatePlace};
use crate::lexicon::{listed, Topic, LANGUAGES};
use prodproof_syntax::markdown::{Block, BlockKind, Markdown};
use prodproof_syntax::span::Span;

/// How one entry is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// The cells' contents with the blanks around them, and which of them says what
    /// changed.
    Row { cells: Vec<Span>, change: Option<usize> },
    /// `- **1.0.1** (2026-01-31): …`, or a line of a paragraph.
    Item,
    /// `### v1.5.0 — 2026-03-26`, with text below.
    Heading,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The number alone, without a `v`.
    pub number: Span,
    pub version: Version,
    pub parts: u8,
    pub date: Option<DatePlace>,
    pub form: Form,
    /// Whole lines, with the last one's end; a heading with the text below it.
    pub span: Span,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionHistory {
    /// In text order, at least one.
    pub entries: Vec<HistoryEntry>,
    pub newest_first: bool,
    /// What belongs to the history and states no rule.
    pub aside: Vec<Span>,
}

impl VersionHistory {
    /// The entry with the highest version; of several, the one nearest to the newest end.
    pub fn newest(&self) -> Option<&HistoryEntry> {
        let best = self.entries.iter().map(|entry| &entry.version).max()?;
        let mut found = self.entries.iter().filter(|entry| entry.version == *best);
        if self.newest_first {
            found.next()
        } else {
            found.next_back()
        }
    }
}

/// Whether a heading is that of a history.
pub(super) fn is_title(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    listed(Topic::HistoryTitle).iter().any(|word| heading.contains(word))
}

pub fn read(text: &str, markdown: &Markdown) -> Option<VersionHistory> {
    let mut history = VersionHistory::default();
    for (index, block) in markdown.headings() {
        let BlockKind::Heading(level) = block.kind else { continue };
        if !is_title(&block.plain()) || level == 1 || !history.entries.is_empty() {
            continue;
        }
        let after = |(_, block): &(usize, &Block)| matches!(block.kind, BlockKind::Heading(other) if other <= level);
        let end = markdown.blocks.iter().enumerate().skip(index + 1).find(after);
        section(text, markdown, index, end.map(|(end, _)| end), &mut history);
    }
    if history.entries.is_empty() {
        below_label(text, markdown, &mut history);
    }
    if history.entries.is_empty() {
        loose_table(text, markdown, &mut history);
    }
    let (first, last) = (history.entries.first()?, history.entries.last()?);
    history.newest_first = match first.version.cmp(&last.version) {
        std::cmp::Ordering::Equal => first.form == Form::Heading,
        order => order.is_gt(),
    };
    Some(history)
}

/// The entries of a list below a line that is no more than its title: `**Changelog**:`.
fn below_label(text: &str, markdown: &Markdown, history: &mut VersionHistory) {
    let blocks = &markdown.blocks;
    let item = |block: &Block| matches!(block.kind, BlockKind::Item { .. });
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Paragraph) {
        let title = block.plain();
        let alone =
            title.len() <= LONGEST_TITLE && (title.ends_with([':', '：']) || block.span.text(text).ends_with("**"));
        let line = lines(text, block.span);
        // "**Version**: 1.0.0 **Changelog**:" states a version of its own.
        let field = !field::fields(text, line).is_empty();
        if !alone || field || !is_title(&title) || !blocks.get(index + 1).is_some_and(item) {
            continue;
        }
        let behind = blocks.iter().skip(index + 1).position(|block| !item(block));
        section(text, markdown, index, behind.map(|items| index + 1 + items), history);
        if !history.entries.is_empty() {
            history.aside.push(line);
            return;
        }
    }
}

/// In bytes.
const LONGEST_TITLE: usize = 60;

/// The entries below the title at `index`, up to the block `end`; what stands before the first
/// of them is prose.
fn section(text: &str, markdown: &Markdown, index: usize, end: Option<usize>, history: &mut VersionHistory) {
    let blocks = &markdown.blocks;
    let behind = end.and_then(|end| Some((end, lines(text, blocks.get(end)?.span).start)));
    let (end, end_at) = behind.unwrap_or((blocks.len(), text.len()));
    let mut columns = Columns::default();
    let mut first = None;
    let mut last = index;
    for (at, block) in blocks.iter().enumerate().take(end).skip(index + 1) {
        // Entries stay of the kind of the first one.
        let kind = history.entries.first().map(|entry| &entry.form);
        let entry = match &block.kind {
            BlockKind::Row { header: true, cells } => {
                columns = Columns::of(text, cells);
                None
            }
            BlockKind::Row { cells, .. } if !matches!(kind, Some(Form::Item | Form::Heading)) => {
                row(text, block, cells, &columns)
            }
            BlockKind::Heading(_) if !matches!(kind, Some(Form::Item | Form::Row { .. })) => {
                line(text, block, Form::Heading)
            }
            // The footer below a history is none of its entries.
            BlockKind::Paragraph if !field::fields(text, lines(text, block.span)).is_empty() => None,
            BlockKind::Item { .. } | BlockKind::Paragraph
                if !matches!(kind, Some(Form::Heading | Form::Row { .. })) =>
            {
                line(text, block, Form::Item)
            }
            _ => None,
        };
        if let Some(entry) = entry {
            first = first.or(Some(entry.span.start));
            last = at;
            history.entries.push(entry);
        }
    }
    // Behind the last row or item a heading opens something else: "Procedure".
    let grouped = history.entries.last().is_some_and(|entry| entry.form == Form::Heading);
    let other = blocks.iter().enumerate().take(end).skip(last + 1).find(|(_, block)| block.is_heading() && !grouped);
    let (end, end_at) = other.map_or((end, end_at), |(end, block)| (end, lines(text, block.span).start));
    // The footer often stands below the history without a heading of its own.
    let foot = blocks[index..end].iter().rev().take_while(|block| {
        let line = lines(text, block.span);
        // What is indented belongs to the entry above it.
        let own = !line.text(text).starts_with([' ', '\t']) && !field::fields(text, line).is_empty();
        block.kind == BlockKind::Html || block.kind == BlockKind::Paragraph && own
    });
    let end_at = foot.last().map_or(end_at, |block| lines(text, block.span).start);
    let below = blocks[last..end.max(last + 1)].iter().find_map(|block| below_item(text, block));
    let end_at = below.unwrap_or(end_at).min(end_at);
    let ends: Vec<usize> = history.entries.iter().skip(1).map(|e| e.span.start).chain([end_at]).collect();
    for (entry, end) in history.entries.iter_mut().zip(ends) {
        if entry.form == Form::Heading {
            entry.span = entry.span.to(end);
        }
    }
    history.aside.extend(first.filter(|first| *first < end_at).map(|first| Span::new(first, end_at)));
}

/// A table with the columns version, date and changes, whatever it stands under.
fn loose_table(text: &str, markdown: &Markdown, history: &mut VersionHistory) {
    let mut columns = Columns::default();
    for block in &markdown.blocks {
        match &block.kind {
            BlockKind::Row { header: true, cells } if history.entries.is_empty() => columns = Columns::of(text, cells),
            BlockKind::Row { header: false, cells } if columns.date.is_some() && columns.change.is_some() => {
                if let Some(entry) = row(text, block, cells, &columns) {
                    history.aside.push(entry.span);
                    history.entries.push(entry);
                }
            }
            BlockKind::Row { .. } => {}
            _ => columns = Columns::default(),
        }
    }
}

#[derive(Default)]
struct Columns {
    version: Option<usize>,
    date: Option<usize>,
    change: Option<usize>,
}

impl Columns {
    fn of(text: &str, cells: &[Span]) -> Self {
        let find = |test: &dyn Fn(&str) -> bool| {
            cells.iter().position(|cell| test(cell.text(text).trim().trim_matches(['*', '_']).to_lowercase().as_str()))
        };
        Self {
            version: find(&|head| field::label(head) == Some(Announced::Version)),
            date: find(&|head| listed(Topic::DateHead).contains(&head) || listed(Topic::WhenHead).contains(&head)),
            change: find(&|head| listed(Topic::ChangeHead).contains(&head)),
        }
    }
}

fn row(text: &str, block: &Block, cells: &[Span], columns: &Columns) -> Option<HistoryEntry> {
    let cell = cells.get(columns.version?)?;
    let (number, version, parts) = version_at(text, *cell)?;
    let date = columns.date.and_then(|date| cells.get(date)).and_then(|cell| date_in(text, *cell));
    let form = Form::Row { cells: cells.to_vec(), change: columns.change };
    Some(HistoryEntry { number, version, parts, date, form, span: lines(text, block.span) })
}

/// An entry whose first line starts with a version.
fn line(text: &str, block: &Block, form: Form) -> Option<HistoryEntry> {
    let whole = Span::new(block.span.start, block.content.end.max(block.span.start));
    let first = whole.text(text).lines().next()?.len();
    let first = Span::new(whole.start, whole.start + first);
    let (number, version, parts) = version_at(text, first)?;
    let date = date_in(text, Span::new(number.end, first.end));
    let whole = below_item(text, block).map_or(whole, |below| Span::new(whole.start, below.max(whole.start + 1) - 1));
    // `### 4.2 Procedure` is a numbered section.
    let marked = text[first.start..number.start].contains(['v', 'V', '版']);
    if parts < 3 && date.is_none() && !marked {
        return None;
    }
    Some(HistoryEntry { number, version, parts, date, form, span: lines(text, whole) })
}

/// The version that `span` starts with, behind markers, emphasis and the word "version".
fn version_at(text: &str, span: Span) -> Option<(Span, Version, u8)> {
    let source = span.text(text);
    let lead = |c: char| c.is_whitespace() || matches!(c, '#' | '-' | '+' | '*' | '_' | '`' | '[' | '>' | '(');
    let mut rest = source.trim_start_matches(lead);
    if let Some(behind) = behind_label(rest) {
        rest = behind.trim_start_matches([' ', ':', '：', '*', '[']);
    }
    let (start, end, number) = number::leading(rest)?;
    let Number::Read { version, parts } = number else { return None };
    let at = span.end - rest.len();
    (parts > 1).then(|| (Span::new(at + start, at + end), version, parts))
}

/// What stands behind the word "version", in any language.
fn behind_label(text: &str) -> Option<&str> {
    let words = LANGUAGES.iter().flat_map(|language| language.labels.version);
    let longest = words.filter(|word| {
        let mut chars = text.chars().flat_map(char::to_lowercase);
        word.chars().all(|c| chars.next() == Some(c))
    });
    let len = longest.map(|word| word.chars().count()).max()?;
    let at = text.char_indices().nth(len).map_or(text.len(), |(at, _)| at);
    let behind = &text[at..];
    (!behind.starts_with(char::is_alphabetic)).then_some(behind)
}

fn date_in(text: &str, span: Span) -> Option<DatePlace> {
    let (start, end, day) = date::find(span.text(text))?;
    Some(DatePlace { span: Span::new(start, end).shift(span.start), day })
}

/// Whether `line` is a labelled field that starts at the margin in a later line of an
/// item: the footer right below a list.
pub(super) fn is_below_item(text: &str, block: &Block, line: Span) -> bool {
    matches!(block.kind, BlockKind::Item { .. })
        && block.quotes == 0
        && line.start > block.span.start
        && !line.text(text).starts_with([' ', '\t'])
        && field::fields(text, line).first().is_some_and(|field| {
            let before = Span::new(line.start, field.label_span.start).text(text);
            !before.contains(|c: char| c.is_alphanumeric())
        })
}

/// The first line of an item that [`is_below_item`].
fn below_item(text: &str, block: &Block) -> Option<usize> {
    let whole = Span::new(block.span.start, block.content.end.max(block.span.start));
    let mut at = whole.start;
    for line in whole.text(text).split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end_matches(['\r', '\n']).len());
        if is_below_item(text, block, span) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The whole lines that `span` touches, with the last one's end.
pub(super) fn lines(text: &str, span: Span) -> Span {
    let start = text.get(..span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    // A block's span may reach over its last line's end; that is no further line.
    let last = span.text(text).trim_end_matches(['\r', '\n']).len() + span.start;
    let end = text.get(last..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| last + at + 1);
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn entries(text: &str) -> Vec<String> {
        let history = read(text, &Markdown::read(text)).unwrap_or_default();
        let date = |entry: &HistoryEntry| entry.date.map_or("-", |date| date.span.text(text)).to_string();
        history.entries.iter().map(|entry| format!("{} {}", entry.number.text(text), date(entry))).collect()
    }

    #[test]
    fn tables_lists_and_headings() {
        let table = "## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.0.0 | 2026-01-01 | A |\n| v1.1.0 | 2026-02-01 | B |\n";
        assert_eq!(entries(table), ["1.0.0 2026-01-01", "1.1.0 2026-02-01"]);
        let below = "# A\n\n**Version**: 1.1.0\n\n**Change Log**:\n\n- **1.1.0** (2026-02-01): b\n- **1.0.0** (2026-01-01): a\n\nTests MUST pass.\n";
        assert_eq!(entries(below), ["1.1.0 2026-02-01", "1.0.0 2026-01-01"]);
        let aside = read(below, &Markdown::read(below)).unwrap_or_default().aside;
        assert!(!aside.iter().any(|span| span.text(below).contains("MUST")), "{aside:?}");
        let list = "\
## Changelog

- **v1.1** (2026-02-01): b
- **v1.0** (2026-01-01): a
  - detail 3.0.0
";
        assert_eq!(entries(list), ["1.1 2026-02-01", "1.0 2026-01-01"]);
        let heads = "## Amendments\n\n### v1.5.0 — 2026-03-26\n\n- 1.2.0 of curl\n\n### [1.4.0] - 2026-03-01\n\ntext\n";
        assert_eq!(entries(heads), ["1.5.0 2026-03-26", "1.4.0 2026-03-01"]);
        let loose = "# A\n\n| 版本 | 日期 | 说明 |\n|---|---|---|\n| 1.0.0 | 2026年1月1日 | x |\n";
        assert_eq!(entries(loose), ["1.0.0 2026年1月1日"]);
    }

    #[test]
    fn other_tables_and_sections_are_no_history() {
        let stack = "## Stack\n\n| Layer | Technology | Version |\n|---|---|---|\n| db | PostgreSQL | 17.1 |\n";
        assert_eq!(entries(stack), Vec::<String>::new());
        let numbered = "## 4. Amendments\n\n### 4.1 Procedure\n\nVote.\n";
        assert_eq!(entries(numbered), Vec::<String>::new());
        let principle = "## VII. Changelog\n\nEvery release MUST have an entry.\n";
        assert_eq!(entries(principle), Vec::<String>::new());
    }

    #[test]
    fn a_section_below_the_entries_is_no_history() {
        let text = "## Amendments\n\n### 2026\n\n- 1.0.0: a\n- 1.1.0: b\n  more\n\n### Procedure\n\nTwo MUST agree.\n";
        let history = read(text, &Markdown::read(text)).expect("a history");
        assert_eq!(history.aside[0].text(text), "- 1.0.0: a\n- 1.1.0: b\n  more\n\n");
    }

    #[test]
    fn prose_before_the_first_entry_is_not_set_aside() {
        let text = "## History\n\nKeep it forever.\n\n- 1.0.0: a\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n";
        let history = read(text, &Markdown::read(text)).unwrap();
        assert_eq!(history.aside[0].text(text), "- 1.0.0: a\n\n");
    }
}
