//! What holds a bump back. Must not know which version is asked for.

use semver::Version;

use crate::amendment::is_contract;
use crate::contract::{self, ContractFault};
use crate::document::{number, Document, Number};
use prodproof_syntax::markdown::BlockKind;
use prodproof_syntax::span::Span;

/// What holds a bump back: the text is not what somebody meant to say, or where its
/// version stands cannot be told. All places are in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Git's marks of a merge that nobody has settled.
    Conflict(Span),
    /// Git has several texts of it, and waits for somebody to settle the merge.
    Unmerged,
    /// The contract block is no TOML, so that what it states is not known.
    Contract(Span),
    /// The contract block is not closed, so that what belongs to it is not known, or there
    /// is another one; the fence.
    ContractBlock(Span),
    /// Labelled versions of which nobody can tell which, or whether any, is the document's.
    Versions(Vec<Span>),
    /// Places that are equally the document's state different versions, and the base does
    /// not tell which of them was forgotten.
    Disagreeing(Vec<Span>),
    /// What stands in the version's place cannot be read, and begins with more than the
    /// version that would be written: `1.5.0.1`, `2.x`.
    Number(Span),
    /// What was a constitution at the base is a template again.
    Template,
}

/// What holds a bump of `text` back.
pub fn held(text: &str, document: &Document) -> Vec<Held> {
    let mut found = Vec::new();
    found.extend(conflict(text, document).map(Held::Conflict));
    found.extend(unreadable_contract(document).map(Held::Contract));
    found.extend(doubtful_block(text, document).map(Held::ContractBlock));
    if !document.unsure.is_empty() {
        found.push(Held::Versions(document.unsure.iter().map(|place| place.span).collect()));
    }
    found
}

/// The places that disagree, unless the document at the base was of one mind, and the lowest
/// is what it stated: then that one was forgotten.
pub(super) fn disagreeing(base: Option<&Document>, document: &Document) -> Option<Vec<Span>> {
    let spans = document.disagreeing();
    let known = base.filter(|base| base.disagreeing().is_empty()).and_then(Document::version);
    (!spans.is_empty() && known != document.lowest()).then_some(spans)
}

/// A version that cannot be read and begins with more than `target`.
pub(super) fn above(text: &str, document: &Document, target: &Version) -> Option<Span> {
    let unreadable =
        document.versions.iter().filter(|place| place.number == Number::Unreadable).map(|place| place.span);
    unreadable.into_iter().find(|span| number::floor(span.text(text)).is_some_and(|least| least > *target))
}

/// As long as one of Git's marks is at least; the attribute `conflict-marker-size` makes it
/// longer, and a line is a mark only beside others of its length.
const MARK: usize = 7;

/// How often `sign` is repeated at the start of a line that is one of Git's marks.
fn mark(line: &str, sign: char) -> Option<usize> {
    let rest = line.trim_start_matches(sign);
    let length = line.len() - rest.len();
    let ends = match sign {
        '=' => rest.is_empty(),
        _ => rest.is_empty() || rest.starts_with(' '),
    };
    (length >= MARK && ends).then_some(length)
}

/// The line that opens one of Git's conflicts, where all three of its marks stand in
/// order; not in an example.
fn conflict(text: &str, document: &Document) -> Option<Span> {
    let example = |span: Span| {
        document.markdown.blocks.iter().any(|block| match &block.kind {
            BlockKind::Code { info } => !is_contract(info) && block.content.contains(span),
            _ => false,
        })
    };
    let mut at = 0;
    let mut open: Option<(Span, usize)> = None;
    let mut parted = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        let span = Span::new(at, at + bare.len());
        at += line.len();
        let length = open.map(|(_, length)| length);
        if let Some(length) = mark(bare, '<') {
            (open, parted) = (Some((span, length)), false);
        } else if length.is_some() && mark(bare, '=') == length {
            parted = true;
        } else if length.is_some() && mark(bare, '>') == length && parted {
            match open {
                Some((open, _)) if !example(open) => return Some(open),
                _ => {}
            }
        }
    }
    None
}

/// A contract block of which nobody can tell where it ends, or whether it is the one that counts.
fn doubtful_block(text: &str, document: &Document) -> Option<Span> {
    let problems = contract::read_in(text, &document.markdown).problems;
    let doubtful = |fault: &ContractFault| matches!(fault, ContractFault::NotClosed | ContractFault::SecondBlock);
    problems.into_iter().find(|problem| doubtful(&problem.fault)).map(|problem| problem.span)
}

fn unreadable_contract(document: &Document) -> Option<Span> {
    let blocks = document.markdown.blocks.iter();
    blocks
        .filter(|block| matches!(&block.kind, BlockKind::Code { info } if is_contract(info)))
        .find(|block| {
            let toml: String = block.inlines.iter().map(|inline| inline.text.as_str()).collect();
            toml_edit::Document::parse(toml.as_str()).is_err()
        })
        .map(|block| block.content)
}
