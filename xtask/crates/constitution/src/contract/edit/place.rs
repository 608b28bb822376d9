//! Where a new contract block goes. Must not know what stands in it.

use crate::lexicon::{listed, Topic, LANGUAGES};
use prodproof_syntax::markdown::{BlockKind, Markdown};
use prodproof_syntax::span::line_start;

/// Where a new block goes: behind the last line of the section about releases.
pub(super) fn place(text: &str, markdown: &Markdown) -> usize {
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
    let line = line_start(&text[..end]);
    let mut end = if end == text.len() { end } else { line };
    // Blank lines and rules between the section and what follows stay with what follows.
    while end > 0 {
        let before = text[..end].strip_suffix('\n').unwrap_or(&text[..end]);
        let start = line_start(before);
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
