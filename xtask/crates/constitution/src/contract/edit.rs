//! Edits of the contract that keep its format: set one value, or insert a whole block.
//! Must not decide what a value should be. An edit that would not do what it says is
//! none: each result is read again before it is handed out.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::block::{self, Block};
use crate::lexicon::{listed, Topic, LANGUAGES};
use prodproof_syntax::finding::{apply, Edit};
use prodproof_syntax::markdown::{BlockKind, Markdown};
use prodproof_syntax::span::Span;

/// Sets `key` (`image.name`, `build.vars.REGISTRY`) to `value` in the constitution
/// `text` at `path`; inserts the key, its table or the whole block where it is missing.
///
/// Empty where it already has that value, or where the block cannot be edited because
/// it is no TOML.
pub fn set(path: &str, text: &str, key: &str, value: &str) -> Vec<Edit> {
    let markdown = Markdown::read(text);
    let blocks = block::find(text, &markdown);
    let Some(block) = blocks.first() else { return insert_block(path, text, &[(key, value)]) };
    let edit = Document::parse(block.toml.as_str()).ok().and_then(|document| {
        if at(document.as_table(), key).and_then(Item::as_str) == Some(value) {
            return None;
        }
        change(text, block, &document, key, value)
    });
    let Some((span, new)) = edit else { return Vec::new() };
    let edits = vec![Edit::new(path, span, new)];
    let Ok(after) = apply(text, &edits) else { return Vec::new() };
    let blocks = block::find(&after, &Markdown::read(&after));
    let done = blocks
        .first()
        .and_then(|block| Document::parse(block.toml.clone()).ok())
        .is_some_and(|document| at(document.as_table(), key).and_then(Item::as_str) == Some(value));
    if done {
        edits
    } else {
        Vec::new()
    }
}

/// Inserts a block with these facts (`("image.name", "quay.io/acme/widget")`, table by
/// table) behind the section about releases, else before the version footer, else at
/// the end. Empty where there already is a block.
pub fn insert_block(path: &str, text: &str, facts: &[(&str, &str)]) -> Vec<Edit> {
    insert_lines(path, text, &block_text(facts))
}

/// The same with these lines, which end in a newline.
pub fn insert_lines(path: &str, text: &str, lines: &str) -> Vec<Edit> {
    let markdown = Markdown::read(text);
    if !block::find(text, &markdown).is_empty() {
        return Vec::new();
    }
    let eol = eol(text);
    let body = format!("```toml contract{eol}{}```", lines.replace('\n', eol));
    let offset = place(text, &markdown);
    let ends_line = offset == 0 || text[..offset].ends_with('\n');
    let new = match (offset == 0, ends_line, offset == text.len()) {
        (true, _, true) => format!("{body}{eol}"),
        (true, _, false) => format!("{body}{eol}{eol}"),
        (false, true, _) => format!("{eol}{body}{eol}"),
        // The last line stays without a line break, as it was.
        (false, false, _) => format!("{eol}{eol}{body}"),
    };
    let edits = vec![Edit::insert(path, offset, new)];
    match apply(text, &edits).map(|after| super::read(&after)) {
        Ok(contract) if contract.block.is_some() => edits,
        _ => Vec::new(),
    }
}

/// The lines between the fences for these facts, in their order, ending in a newline.
pub fn block_text(facts: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let mut open = "";
    for (key, value) in facts {
        let (table, leaf) = key.rsplit_once('.').unwrap_or(("", key));
        if table != open {
            out.push_str(&format!("[{table}]\n"));
            open = table;
        }
        out.push_str(&format!("{leaf} = {}\n", quoted(value, '"')));
    }
    out
}

fn at<'a>(table: &'a dyn TableLike, key: &str) -> Option<&'a Item> {
    let (first, rest) = match key.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (key, None),
    };
    let item = table.get(first)?;
    match rest {
        Some(rest) => at(item.as_table_like()?, rest),
        None => Some(item),
    }
}

/// The span in the constitution that is replaced, and by what.
fn change(text: &str, block: &Block, document: &Document<&str>, key: &str, value: &str) -> Option<(Span, String)> {
    let eol = eol(text);
    if let Some(item) = at(document.as_table(), key) {
        let span = block.place(item.span().filter(|_| item.is_value())?);
        let quote = if span.text(text).starts_with('\'') && !span.text(text).starts_with("'''") { '\'' } else { '"' };
        return Some((span, quoted(value, quote)));
    }
    let mut segments: Vec<&str> = key.split('.').collect();
    let mut table: &dyn TableLike = document.as_table();
    // What must be written in front of the key, within the table that has a header.
    let mut dotted = String::new();
    let mut header: Option<Range<usize>> = None;
    while segments.len() > 1 {
        let Some(item) = table.get(segments[0]) else { break };
        table = item.as_table_like()?;
        let segment = segments.remove(0);
        if let Some(inline) = item.as_inline_table() {
            let new = format!("{} = {}", segments.join("."), quoted(value, '"'));
            let last = inline.iter().filter_map(|(_, value)| value.span()).map(|span| span.end).max();
            return match last {
                Some(end) => Some((Span::at(block.place(end..end).end), format!(", {new}"))),
                None => Some((block.place(item.span()?), format!("{{ {new} }}"))),
            };
        }
        let own = item.as_table()?;
        if own.is_dotted() {
            dotted.push_str(segment);
            dotted.push('.');
        } else {
            dotted.clear();
            header = own.span().filter(|_| !own.is_implicit());
        }
    }
    let open = segments.len() > 1 || (header.is_none() && dotted.is_empty());
    if open && !block.closed {
        return None;
    }
    if open {
        // The table is missing: its header goes to the end of the block.
        let prefix = prefix(text, block.fence.start);
        let (table, leaf) = key.rsplit_once('.')?;
        let new = format!("{prefix}[{table}]{eol}{prefix}{leaf} = {}{eol}", quoted(value, '"'));
        return Some((Span::at(block.span.end), new));
    }
    let (behind, indent) = match last_value(table) {
        Some((key, end)) => {
            let start = block.place(key..key).start;
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            // A dotted key starts with the segments that are written anew.
            let own = text[line..start].trim_end_matches(|c: char| !c.is_whitespace() && c != '>');
            (block.place(end..end).end, own.to_string())
        }
        None => {
            let header = block.place(header?);
            (header.start, prefix(text, header.start))
        }
    };
    let line_end = text[behind..].find('\n').map_or(text.len(), |at| behind + at + 1);
    let new = format!("{indent}{dotted}{} = {}{eol}", segments.join("."), quoted(value, '"'));
    Some((Span::at(line_end), new))
}

/// Of the last value directly in a table: where its key starts, and where it ends.
fn last_value(table: &dyn TableLike) -> Option<(usize, usize)> {
    let mut last: Option<(usize, usize)> = None;
    for (name, item) in table.iter() {
        let found = match item.as_table() {
            Some(own) if own.is_dotted() => last_value(own),
            Some(_) => None,
            None => {
                let key = table.get_key_value(name).and_then(|(key, _)| key.span());
                key.zip(item.span().filter(|_| item.is_value())).map(|(key, value)| (key.start, value.end))
            }
        };
        if found.is_some_and(|(_, end)| last.is_none_or(|(_, before)| end > before)) {
            last = found;
        }
    }
    last
}

/// What stands on the line before `offset`, list markers as blanks.
pub(super) fn prefix(text: &str, offset: usize) -> String {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    text[line..offset]
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| if c == '>' || c == '\t' { c } else { ' ' })
        .collect()
}

/// A TOML string, literal where `quote` is `'` and the value allows that.
pub(super) fn quoted(value: &str, quote: char) -> String {
    if quote == '\'' && !value.contains('\'') && !value.chars().any(char::is_control) {
        return format!("'{value}'");
    }
    let mut out = String::from('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

pub(super) fn eol(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where a new block goes: behind the last line of the section about releases.
fn place(text: &str, markdown: &Markdown) -> usize {
    let footer = footer(markdown);
    // The best first.
    let kinds = [Topic::ReleaseHeading, Topic::DeployHeading, Topic::ImageHeading];
    let section = kinds.iter().find_map(|kind| {
        markdown.headings().find(|(_, block)| {
            let title = block.plain().to_lowercase();
            matches!(block.kind, BlockKind::Heading(level) if level > 1)
                && listed(*kind).iter().any(|word| title.contains(word))
        })
    });
    let end = match section {
        Some((index, heading)) => {
            let own = level(&heading.kind);
            let next = markdown.headings().find(|(at, block)| *at > index && level(&block.kind) <= own);
            let end = next.map_or(text.len(), |(_, block)| block.span.start);
            footer.filter(|&at| heading.span.start < at && at < end).unwrap_or(end)
        }
        None => footer.unwrap_or(text.len()),
    };
    let line = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let mut end = if end == text.len() { end } else { line };
    // Blank lines and rules between the section and what follows stay with what follows.
    while end > 0 {
        let before = text[..end].strip_suffix('\n').unwrap_or(&text[..end]);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before[start..].trim_end();
        let rule = line.len() >= 3 && (line.chars().all(|c| c == '-') || line.chars().all(|c| c == '*'));
        // Under a text line, dashes would make a heading of it.
        let rule = rule && before[..start].trim_end_matches('\r').ends_with('\n') && {
            let above = before[..start].trim_end_matches(['\r', '\n']);
            above.len() + 1 < start
        };
        if !line.is_empty() && !rule {
            break;
        }
        end = start;
    }
    end
}

fn level(kind: &BlockKind) -> u8 {
    match kind {
        BlockKind::Heading(level) => *level,
        _ => u8::MAX,
    }
}

/// Where the version footer starts: a block below the last heading that opens with the
/// word for "version".
fn footer(markdown: &Markdown) -> Option<usize> {
    let last = markdown.headings().last().map(|(index, _)| index)?;
    markdown
        .blocks
        .iter()
        .enumerate()
        .filter(|(index, block)| *index > last && !matches!(block.kind, BlockKind::Code { .. } | BlockKind::Html))
        .find(|(_, block)| {
            let plain = block.plain().to_lowercase();
            let mut words = LANGUAGES.iter().flat_map(|language| language.labels.version);
            words.any(|word| plain.trim_start().starts_with(word)) && plain.chars().any(|c| c.is_ascii_digit())
        })
        .map(|(_, block)| block.span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn sets(text: &str, key: &str, value: &str, after: &str) {
        let edits = set("c.md", text, key, value);
        assert_eq!(apply(text, &edits).unwrap(), after);
        assert_eq!(set("c.md", after, key, value), [], "twice changes nothing");
        let crlf = text.replace('\n', "\r\n");
        let edits = set("c.md", &crlf, key, value);
        assert_eq!(apply(&crlf, &edits).unwrap(), after.replace('\n', "\r\n"), "CRLF");
    }

    #[test]
    fn a_value_is_replaced_in_its_style() {
        sets(
            "```toml contract\n[image]\nname = \"a\" # why\n```\n",
            "image.name",
            "quay.io/a/b",
            "```toml contract\n[image]\nname = \"quay.io/a/b\" # why\n```\n",
        );
        sets(
            "- x\n  ~~~toml contract\n  image.name='a'\n  ~~~\n",
            "image.name",
            "b",
            "- x\n  ~~~toml contract\n  image.name='b'\n  ~~~\n",
        );
        sets(
            "```toml contract\nimage = { name = 'a' }\n```\n",
            "image.name",
            "it's \"b\"",
            "```toml contract\nimage = { name = \"it's \\\"b\\\"\" }\n```\n",
        );
    }

    #[test]
    fn a_missing_key_goes_behind_the_last_of_its_table() {
        sets(
            "```toml contract\n[build]\n  branch = \"main\" # x\n\n[deploy]\n```\n",
            "build.tags",
            "v*",
            "```toml contract\n[build]\n  branch = \"main\" # x\n  tags = \"v*\"\n\n[deploy]\n```\n",
        );
        sets(
            "```toml contract\n[deploy]\n# nothing yet\n```\n",
            "deploy.unit",
            "a.service",
            "```toml contract\n[deploy]\nunit = \"a.service\"\n# nothing yet\n```\n",
        );
        sets(
            "```toml contract\nbuild.branch = \"main\"\n```\n",
            "build.tags",
            "v*",
            "```toml contract\nbuild.branch = \"main\"\nbuild.tags = \"v*\"\n```\n",
        );
        sets(
            "```toml contract\nbuild = { branch = \"main\" }\n```\n",
            "build.vars.X",
            "1",
            "```toml contract\nbuild = { branch = \"main\", vars.X = \"1\" }\n```\n",
        );
        sets(
            "> ```toml contract\n> [build]\n> branch = \"main\"\n> ```\n",
            "build.tags",
            "v*",
            "> ```toml contract\n> [build]\n> branch = \"main\"\n> tags = \"v*\"\n> ```\n",
        );
    }

    #[test]
    fn a_missing_table_goes_to_the_end() {
        sets(
            "- ```toml contract\n  [image]\n  name = \"a\"\n  ```\n",
            "build.branch",
            "main",
            "- ```toml contract\n  [image]\n  name = \"a\"\n  [build]\n  branch = \"main\"\n  ```\n",
        );
        sets("```toml contract\n```\n", "build.vars.X", "1", "```toml contract\n[build.vars]\nX = \"1\"\n```\n");
    }

    #[test]
    fn what_is_no_toml_is_not_edited() {
        assert_eq!(set("c.md", "```toml contract\n[image\n```\n", "image.name", "a"), []);
        assert_eq!(set("c.md", "```toml contract\nimage = 1\n```\n", "image.name", "a"), []);
        assert_eq!(set("c.md", "```toml contract\n[image]", "build.branch", "a"), [], "not closed");
    }

    #[track_caller]
    fn inserts(text: &str, after: &str) {
        let facts = [("image.name", "q/a"), ("build.branch", "main"), ("build.tags", "v*")];
        let block = "```toml contract\n[image]\nname = \"q/a\"\n[build]\nbranch = \"main\"\ntags = \"v*\"\n```";
        let after = after.replace("BLOCK", block);
        let edits = insert_block("c.md", text, &facts);
        assert_eq!(apply(text, &edits).unwrap(), after);
        assert_eq!(insert_block("c.md", &after, &facts), []);
        let crlf = text.replace('\n', "\r\n");
        let edits = insert_block("c.md", &crlf, &facts);
        // A text without a line break has no line ending to keep.
        if text.contains('\n') {
            assert_eq!(apply(&crlf, &edits).unwrap(), after.replace('\n', "\r\n"), "CRLF");
        }
    }

    #[test]
    fn a_block_goes_behind_the_release_section() {
        inserts(
            "# C\n\n## Releases\n\nWords.\n\n### Sub\n\n- more\n\n## Governance\n\nx\n\n**Version**: 1.0.0\n",
            "# C\n\n## Releases\n\nWords.\n\n### Sub\n\n- more\n\nBLOCK\n\n## Governance\n\nx\n\n**Version**: 1.0.0\n",
        );
        inserts(
            "# C\n\n## Release\n\nWords.\n\n---\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n",
            "# C\n\n## Release\n\nWords.\n\nBLOCK\n\n---\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n",
        );
    }

    #[test]
    fn else_before_the_footer_else_at_the_end() {
        inserts("# Release bot\n\nx\n\n**版本**：1.1.0\n", "# Release bot\n\nx\n\nBLOCK\n\n**版本**：1.1.0\n");
        inserts(
            "# C\n\n> **Version:** 1.0.0\n\n## I. License\n\nx\n",
            "# C\n\n> **Version:** 1.0.0\n\n## I. License\n\nx\n\nBLOCK\n",
        );
        inserts("# C\n\nno newline", "# C\n\nno newline\n\nBLOCK");
        inserts("", "BLOCK\n");
        inserts("\n\n", "BLOCK\n\n\n\n");
    }

    #[test]
    fn an_open_fence_or_comment_swallows_no_block() {
        assert_eq!(insert_block("c.md", "# C\n\n```\ncode\n", &[("image.name", "a")]), []);
        assert_eq!(insert_block("c.md", "# C\n\n<!-- open\n", &[("image.name", "a")]), []);
    }
}
