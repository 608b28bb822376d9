//! A look as Markdown: for a job's summary, and for the one issue that `live.yml` keeps.

use super::{code, further, sentence, sum};
use crate::rules::live::Concluded;
use crate::words::live::{help, words};
use prodproof_live::link::{HostFact, Said};
use prodproof_syntax::markdown::write;

/// A table of the links, what to do, and the sum. Ends in a line feed.
pub fn markdown(seen: &Concluded) -> String {
    let now = seen.look.now;
    let mut out =
        format!("**{}**\n\n| | link | what was found | what to do |\n|---|---|---|---|\n", write::text(&sum(seen)));
    for link in &seen.look.links {
        let mut what = write::text(&(sentence(link, now) + &link.facts.first().map(code).unwrap_or_default()));
        for fact in further(link) {
            what.push_str(&format!("<br>{}", write::text(&(words(fact, now) + &code(fact)))));
        }
        let mut helps: Vec<String> =
            link.facts.iter().filter(|fact| fact.needs_somebody()).map(|fact| write::text(&help(fact))).collect();
        helps.retain(|help| !help.is_empty());
        helps.dedup();
        out.push_str(&format!(
            "| {} | {} | {what} | {} |\n",
            link.standing.as_str(),
            link.part.as_str(),
            helps.join("<br>")
        ));
    }
    for fact in seen.look.links.iter().flat_map(|link| &link.facts) {
        if let Said::Host(HostFact::Drifted { diff }) = &fact.said {
            out.push_str(&format!("\n{}", write::fenced("diff", diff)));
        }
    }
    out
}
