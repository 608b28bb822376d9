//! The commit that is expected, in words.

use prodproof_live::link::{short, MergeFact};
use prodproof_live::moment::Moment;

use crate::words::Worded;

pub fn words(fact: &MergeFact, now: Moment) -> String {
    match fact {
        MergeFact::Expected { sha, title, branch, committed } => {
            let when = committed.map_or_else(String::new, |at| format!(", {}", at.seen_from(now)));
            format!("{} \"{}\", {branch}{when}", short(sha), shortened(title))
        }
        MergeFact::Stated { sha, title } if title.is_empty() => format!("{}, as stated", short(sha)),
        MergeFact::Stated { sha, title } => format!("{} \"{}\", as stated", short(sha), shortened(title)),
        MergeFact::AsFetched { sha, branch } => format!("{}, {branch} as it was last fetched", short(sha)),
        MergeFact::NotToBeBuilt { sha, why } => format!("{} is not to be built: {}", short(sha), why.told()),
        MergeFact::NoneToBeBuilt { looked_at } => format!("none of the last {looked_at} commits was to be built"),
    }
}

/// A title at a length that fits a line.
fn shortened(title: &str) -> String {
    match title.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &title[..at]),
        None => title.to_string(),
    }
}
