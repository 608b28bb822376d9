//! The links for people at a terminal: a line each, what else was found below it, what to
//! do, and the sum.

use super::{code, further, sentence, sum};
use crate::fold::fold;
use crate::report::human::Style;
use crate::report::trace::Charset;
use crate::rules::live::Concluded;
use crate::words::live::{help, words};
use prodproof_live::link::{HostFact, Link, LinkFact, Said, Standing};
use prodproof_live::moment::Moment;

/// The whole report. Ends in a line feed.
pub fn human(seen: &Concluded, style: Style, charset: Charset) -> String {
    let now = seen.look.now;
    let mut out = String::new();
    for link in &seen.look.links {
        out.push_str(&format!(
            "{:<9} {} {}{}\n",
            link.part.as_str(),
            mark(link.standing, charset, style),
            plain(&sentence(link, now)),
            link.facts.first().map(code).unwrap_or_default()
        ));
        for fact in link.facts.iter().take(1) {
            below(&mut out, fact);
        }
        for fact in further(link) {
            out.push_str(&format!("{BELOW}{}{}\n", plain(&words(fact, now)), code(fact)));
            below(&mut out, fact);
        }
    }
    for waived in &seen.waived {
        let until = waived.until.map_or_else(String::new, |date| format!(" until {date}"));
        let (message, reason) = (plain(&waived.finding.message.to_string()), plain(&waived.reason));
        out.push_str(&format!("held{until}: {message} ({reason}) [{}]\n", waived.finding.rule.code));
    }
    let standing = seen.look.standing();
    out.push_str(&format!("{} {}\n", mark(standing, charset, style), sum(seen)));
    fold(&out, style.width)
}

/// A link's own line, for progress.
pub fn line(link: &Link, now: Moment, charset: Charset) -> String {
    format!("{:<9} {} {}", link.part.as_str(), mark(link.standing, charset, Style::PLAIN), plain(&sentence(link, now)))
}

/// Where the words of a link begin.
const BELOW: &str = "            ";

/// What stands below a fact: a diff, the help.
fn below(out: &mut String, fact: &LinkFact) {
    if let Said::Host(HostFact::Drifted { diff }) = &fact.said {
        diff.lines().for_each(|line| out.push_str(&format!("{BELOW}  {}\n", plain(line))));
    }
    let help = help(fact);
    if fact.needs_somebody() && !help.is_empty() {
        out.push_str(&format!("{BELOW}help: {}\n", plain(&help)));
    }
}

fn mark(standing: Standing, charset: Charset, style: Style) -> String {
    let (unicode, ascii, code) = match standing {
        Standing::Yes => ("✓", "ok", "32"),
        Standing::No => ("✗", "NO", "31"),
        Standing::Behind => ("…", "..", "33"),
        Standing::Unknown => ("?", "??", "33"),
        Standing::Held => ("=", "==", "34"),
        Standing::NotConfigured => ("-", "--", "2"),
    };
    let mark = match charset {
        Charset::Unicode => unicode,
        Charset::Ascii => ascii,
    };
    if style.color {
        format!("\u{1b}[{code}m{mark}\u{1b}[0m")
    } else {
        mark.to_string()
    }
}

/// What others say stays in its line and steers nothing.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
