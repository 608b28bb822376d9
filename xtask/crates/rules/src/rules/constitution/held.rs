//! What holds a bump back: the text is not what somebody meant to say.

use super::{CONFLICT_MARKS, UNSURE_VERSION};
use prodproof_constitution::bump::{self, Held};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Finding, Place};

/// Whether the version is left alone, because what it ought to be cannot be told.
pub fn check(constitution: &Constitution, acc: &mut Vec<Finding>) -> bool {
    let found = bump::held(&constitution.text, &constitution.document);
    for held in &found {
        match held {
            Held::Conflict(span) => {
                let place = Place::new(&constitution.path, *span);
                let finding = CONFLICT_MARKS.at(place, "a merge was not settled: two texts stand in one");
                acc.push(finding.help("settle the merge, and remove the marks"));
            }
            Held::Versions(spans) => acc.push(versions(constitution, spans)),
            // The rules about the contract and the template tell these.
            Held::Contract(_) | Held::Template => {}
        }
    }
    found.iter().any(|held| matches!(held, Held::Conflict(_) | Held::Versions(_)))
}

fn versions(constitution: &Constitution, spans: &[prodproof_syntax::span::Span]) -> Finding {
    let text = |span: &prodproof_syntax::span::Span| span.text(&constitution.text);
    let (first, others) = spans.split_first().map_or((Default::default(), spans), |(first, others)| (*first, others));
    let message = match others {
        [] => format!("whether `{}` is the version of this document cannot be told", text(&first)),
        _ => format!("which of {} labelled versions is that of this document cannot be told", spans.len()),
    };
    let mut finding = UNSURE_VERSION.at(Place::new(&constitution.path, first), message);
    for other in others {
        finding = finding.related(&constitution.path, *other, format!("`{}` is another one", text(other)));
    }
    finding.help("state the document's version at its head or foot, with the date of its ratification beside it")
}
