//! Replays amendments: of each folder with an `old.md` and a `new.md` prints the level,
//! whether a person has to look, the versions, what is asked of them, and whether the
//! bump keeps its promises. For histories that stay outside of this repository.

use std::path::Path;

use prodproof_constitution::amendment::compare;
use prodproof_constitution::bump::{demand, plan_for, BumpVerdict};
use prodproof_rules::words::Worded;

fn main() {
    let today = time::Date::from_calendar_date(2026, time::Month::November, 23).expect("a day");
    for folder in std::env::args().skip(1) {
        let read = |name: &str| {
            let bytes = std::fs::read(Path::new(&folder).join(name)).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        let (old, new) = (read("old.md"), read("new.md"));
        let amendment = compare(&old, &new);
        let demand = demand(Some(&old), &new);
        let text = |version: &Option<_>| version.as_ref().map_or("-".to_string(), ToString::to_string);
        let verdict = match &demand.verdict {
            BumpVerdict::Missing { target } => format!("missing {target}"),
            BumpVerdict::Unbumped { target } => format!("unbumped {target}"),
            BumpVerdict::TooLittle { target } => format!("too-little {target}"),
            BumpVerdict::Backwards { target } => format!("backwards {target}"),
            other => format!("{other:?}").to_lowercase(),
        };
        let held: Vec<String> = demand.held.iter().map(|held| held.told().to_string()).collect();
        println!(
            "{folder}\t{}\t{}\t{}\t{}\t{verdict}\t{}",
            amendment.level,
            if amendment.ambiguous.is_some() { "look" } else { "sure" },
            text(&demand.base),
            text(&demand.stated),
            held.join("; "),
        );
        for reason in amendment.reasons.iter().take(4) {
            let quote = |span: Option<prodproof_syntax::span::Span>, text: &str| {
                span.map_or(String::new(), |span| span.text(text).chars().take(160).collect())
            };
            let (old, new) = (quote(reason.old, &old), quote(reason.new, &new));
            println!("    {}: {} | {old:?} | {new:?}", reason.level, reason.change);
        }
        if let Some(why) = &amendment.ambiguous {
            println!("    ambiguous: {}", why.told());
        }
        let bumped = plan_for(&new, &demand, today).apply(&new);
        if plan_for(&bumped, &again(&old, &bumped), today).apply(&bumped) != bumped {
            println!("    BUMPS TWICE");
        }
    }
}

fn again(old: &str, new: &str) -> prodproof_constitution::bump::Demand {
    demand(Some(old), new)
}
