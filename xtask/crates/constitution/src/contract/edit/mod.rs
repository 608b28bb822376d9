//! Edits of the contract that keep its format: set one value, or insert a whole block.
//! Must not decide what a value should be. An edit that would not do what it says is
//! none: each result is read again before it is handed out.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike};

use super::block::{self, Block};
use place::place;
use prodproof_syntax::finding::{apply, line_end, Edit};
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::span::{line_start, Span};

mod place;

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
    let eol = line_end(text);
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
    let eol = line_end(text);
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
            let line = line_start(&text[..start]);
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
    let line = line_start(&text[..offset]);
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

#[cfg(test)]
mod tests;
