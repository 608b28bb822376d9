//! Waivers, wherever they are written: in the contract (`[[waiver]]`) and as comments
//! beside the line. Must not judge them; the rules about waivers do.

use time::Date;

use crate::repo::Repo;
use crate::rules;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::{line_start, Span};

mod comment;
mod ending;

pub use comment::inline;

/// The team's decision to live with the findings of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenWaiver {
    /// Code or name, as written; empty where a comment names none.
    pub word: String,
    pub reason: Option<String>,
    /// The waiver, or the rule's name in it.
    pub place: Place,
    pub scope: WaiverScope,
    /// The names of the only image of which it holds, its mirrors' too; of all where none is.
    pub images: Vec<String>,
    /// The last day on which it holds.
    pub until: Option<(Date, Span)>,
    /// It had an end, and that is over.
    pub expired: bool,
    /// What goes if it is not needed: the comment, its line where nothing else stands
    /// there, its name in a list of several, or its table in the contract.
    pub removal: Option<Span>,
}

/// Where a waiver holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverScope {
    Everywhere,
    /// A file, or everything below a folder.
    Path(String),
    /// Findings that start in this part of this file.
    Lines(Span),
}

impl GivenWaiver {
    pub fn rule(&self) -> Option<&'static Rule> {
        rules::find(&self.word)
    }

    /// Whether the finding is about no other image than the waiver.
    fn is_about(&self, finding: &Finding) -> bool {
        self.images.is_empty() || finding.images.iter().all(|name| self.images.contains(name))
    }

    /// Whether the finding is one that it was written for, and it still holds.
    pub fn covers(&self, finding: &Finding) -> bool {
        let names = finding.rule.name == self.word || finding.rule.code.eq_ignore_ascii_case(&self.word);
        let at = &finding.primary;
        let here = match &self.scope {
            WaiverScope::Everywhere => true,
            WaiverScope::Path(path) => {
                let path = path.trim_start_matches("./").trim_end_matches('/');
                at.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            WaiverScope::Lines(lines) => {
                at.path == self.place.path && (lines.start..lines.end.max(lines.start + 1)).contains(&at.span.start)
            }
        };
        names && here && self.is_about(finding) && !self.expired
    }
}

/// All waivers of the repository: those of the contract, then the comments by path.
pub fn all(repo: &Repo) -> Vec<GivenWaiver> {
    // They stand in the contract block, so there is a constitution.
    let path = repo.constitution_path();
    let text = repo.snapshot.text(path).unwrap_or_default();
    let names = |image: &str| {
        let own = Reference::parse(image).name();
        let of_delivery = repo.deliveries.iter().find(|one| one.names().any(|fact| fact.value == own));
        of_delivery.map_or_else(|| vec![own.clone()], |one| one.names().map(|fact| fact.value.clone()).collect())
    };
    let stated = repo.contract.waivers.iter().map(|one| GivenWaiver {
        word: one.rule.value.clone(),
        reason: one.reason.as_ref().map(|text| text.value.clone()).filter(|text| !text.trim().is_empty()),
        place: Place::new(path, one.rule.span),
        images: one.image.as_ref().map(|image| names(&image.value)).unwrap_or_default(),
        scope: one.path.as_ref().map_or(WaiverScope::Everywhere, |path| WaiverScope::Path(path.value.clone())),
        until: one.until.as_ref().map(|date| (date.value, date.span)),
        expired: one.until.as_ref().is_some_and(|date| repo.snapshot.facts.today > date.value),
        removal: table(text, one.span),
    });
    let mut out: Vec<GivenWaiver> = stated.collect();
    out.extend(inline(&repo.snapshot));
    out
}

/// The lines of a `[[waiver]]` of the contract, with the blank ones that part it from
/// what follows. `None` where it is written otherwise, and where a comment above the
/// table is somebody's word about it.
fn table(text: &str, span: Span) -> Option<Span> {
    let line = |at: usize| line_start(&text[..at]);
    let end = |at: usize| text[at..].find('\n').map_or(text.len(), |more| at + more + 1);
    let from = line(span.start);
    text.get(from..span.end).filter(|text| text.trim_start().starts_with("[[waiver]]"))?;
    if from > 0 && text[line(from - 1)..from].trim_start().starts_with('#') {
        return None;
    }
    let mut to = end(span.end.max(span.start));
    let blank = |at: usize| at < text.len() && text[at..end(at)].trim().is_empty();
    let closed = |at: usize| text[at..].trim_start().starts_with("```") || text[at..].trim_start().starts_with("~~~");
    let mut start = from;
    if blank(to) {
        while blank(to) {
            to = end(to);
        }
    } else if closed(to) {
        // The last table of the block: the blank line above it goes.
        while start > 0 && text[line(start - 1)..start].trim().is_empty() {
            start = line(start - 1);
        }
    }
    Some(Span::new(start, to))
}

#[cfg(test)]
mod tests;
