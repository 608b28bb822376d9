//! What was not understood, so that nothing is left out in silence.

use super::{AMBIGUOUS_DATE, OVERSTATED_REPORT, UNREAD_DATE, UNREAD_LANGUAGE};
use prodproof_constitution::document::{date, Day};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Finding, Place};

pub fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    let text = &constitution.text;
    for unread in &document.unread {
        let label = unread.label.text(text);
        let message = format!("`{label}` is not known: a bump leaves this date as it is");
        let finding = UNREAD_DATE.at(Place::new(&constitution.path, unread.label), message);
        acc.push(finding.help("label the date of the last amendment `Last Amended`"));
    }
    for place in document.ratified.iter().chain(&document.amended) {
        if let Day::Ambiguous(day_first, month_first) = place.day {
            let message =
                format!("`{}` is {} or {}", place.span.text(text), date::iso(day_first), date::iso(month_first));
            let finding = AMBIGUOUS_DATE.at(Place::new(&constitution.path, place.span), message);
            acc.push(finding.help("write it as YYYY-MM-DD"));
        }
    }
    language(constitution, acc);
    let claimed = constitution.demand.as_ref().and_then(|demand| Some((demand, demand.claimed.as_ref()?)));
    if let Some((demand, claimed)) = claimed {
        let message = format!("the report says {}, the text shows {}", claimed.value, demand.amendment.level);
        let finding = OVERSTATED_REPORT.at(Place::new(&constitution.path, claimed.span), message);
        acc.push(finding.help("look whether a change is missing, or the report says too much"));
    }
}

fn language(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let spoken = &constitution.document.spoken;
    let message = match (spoken.unknown, spoken.labels.as_slice()) {
        (Some(letters), _) => format!("a good part is in a language with {letters} that is not known"),
        (None, [language, ..]) if spoken.read.is_empty() => {
            format!("{} is known for versions and dates only: which sentences bind is not read", language.name)
        }
        _ => return,
    };
    let finding = UNREAD_LANGUAGE.at(Place::file(&constitution.path), message);
    acc.push(finding.help("write MUST, MUST NOT, SHOULD and MAY in English inside of the sentences"));
}
