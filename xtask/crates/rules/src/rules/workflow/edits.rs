//! How a workflow's text is edited so that every other byte stays: layout, quotes, comments,
//! line ends. Where the layout is one that is not understood, there is no edit. Must not
//! know what a rule edits, nor what it calls that: both stand in the rule's file.

use crate::repo::Repo;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{line_end, Edit, Finding, Safety};
use prodproof_syntax::span::line_start;
use prodproof_syntax::yaml::{Layout, Node, TextStyle};

/// The mandates are built in and on for every repository: an edit that makes a workflow
/// keep one of them is safe once it is sure which image is meant.
pub(super) fn safety(repo: &Repo) -> Safety {
    match repo.promise.image {
        Some(_) => Safety::Safe,
        None => Safety::Unsafe,
    }
}

/// What stands before a node in its line, if that is only white space.
pub(super) fn indentation(text: &str, at: usize) -> Option<&str> {
    let before = text.get(..at)?;
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    let line = line.trim_start_matches('\u{feff}');
    line.chars().all(|c| c == ' ').then_some(line)
}

/// Inserts `key: value` as the first entry of a mapping.
pub(super) fn first_entry(file: &WorkflowFile, mapping: &Node, block: &str, flow: &str) -> Option<Edit> {
    let first = mapping.entries().first()?;
    let at = first.key.span.start;
    let text = match mapping.layout()? {
        Layout::Flow => format!("{flow}, "),
        Layout::Block => {
            let indent = indentation(&file.text, at)?;
            format!("{block}{}{indent}", line_end(&file.text))
        }
    };
    Some(Edit::insert(&file.path, at, text))
}

/// Inserts a first item into a list, or makes a list of what stands alone.
pub(super) fn first_item(file: &WorkflowFile, list: &Node, item: &str) -> Option<Edit> {
    let Some(first) = list.items().first() else {
        let alone = list.scalar().filter(|scalar| {
            matches!(scalar.style, TextStyle::Plain | TextStyle::SingleQuoted | TextStyle::DoubleQuoted)
        })?;
        let written = list.span.text(&file.text);
        let fits = list.alias.is_none() && !alone.text.is_empty() && !written.contains([',', '[', ']', '\n']);
        return fits.then(|| Edit::new(&file.path, list.span, format!("[{item}, {written}]")));
    };
    let at = first.span.start;
    let text = match list.layout()? {
        Layout::Flow => format!("{item}, "),
        Layout::Block => {
            let line = line_start(file.text.get(..at)?);
            let head = file.text.get(line..at)?;
            if head.trim() != "-" {
                return None;
            }
            format!("{item}{}{head}", line_end(&file.text))
        }
    };
    Some(Edit::insert(&file.path, at, text))
}

/// A scalar as it may stand in a list: quoted where plain would be something else.
pub(super) fn plain(text: &str) -> String {
    let safe = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && text.starts_with(|c: char| c.is_ascii_alphabetic());
    if safe {
        text.to_string()
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

pub(super) fn with(repo: &Repo, finding: Finding, title: &str, edit: Option<Edit>) -> Finding {
    match edit {
        Some(edit) => finding.fix(title, safety(repo), vec![edit]),
        None => finding,
    }
}

pub(super) fn append_item(file: &WorkflowFile, list: &Node, item: &str) -> Option<Edit> {
    let last = list.items().last()?;
    // Quoted as its neighbour is.
    let item = match last.scalar().map(|scalar| scalar.style) {
        Some(TextStyle::SingleQuoted) if !item.starts_with('\'') => format!("'{item}'"),
        Some(TextStyle::DoubleQuoted) if !item.starts_with('\'') => format!("\"{item}\""),
        _ => item.to_string(),
    };
    if last.alias.is_some()
        || !matches!(last.scalar()?.style, TextStyle::Plain | TextStyle::SingleQuoted | TextStyle::DoubleQuoted)
    {
        return None;
    }
    let text = match list.layout()? {
        Layout::Flow => format!(", {item}"),
        Layout::Block => {
            let indent = indentation(&file.text, list.span.start)?;
            format!("{}{indent}- {item}", line_end(&file.text))
        }
    };
    Some(Edit::insert(&file.path, last.span.end, text))
}

/// A line at the top of a literal block.
pub(super) fn add_line(file: &WorkflowFile, block: &Node, line: &str) -> Option<Edit> {
    let scalar = block.scalar()?;
    if scalar.style != TextStyle::Literal || block.alias.is_some() || block.span.is_empty() {
        return None;
    }
    let first = scalar.text.find(|c: char| !c.is_whitespace())?;
    let at = block.offset_in(&file.text, first);
    let indent = indentation(&file.text, at)?;
    Some(Edit::insert(&file.path, at, format!("{line}{}{indent}", line_end(&file.text))))
}
