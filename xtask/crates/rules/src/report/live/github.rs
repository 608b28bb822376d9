//! A look inside of a GitHub Actions job: an annotation for each finding, and the links as
//! plain lines for the log.

use super::human;
use crate::report::github::annotation;
use crate::report::human::Style;
use crate::report::trace::Charset;
use crate::report::Locator;
use crate::rules::live::Concluded;
use prodproof_syntax::snapshot::Snapshot;

pub fn github(seen: &Concluded, sources: &Snapshot) -> String {
    let locator = Locator::new(sources);
    let mut out = String::new();
    for finding in &seen.findings {
        out.push_str(&annotation(&locator, finding));
        out.push('\n');
    }
    // Nothing that others say may pass for a command.
    for line in human::human(seen, Style::PLAIN, Charset::Unicode).lines() {
        let harmful = line.trim_start().starts_with("::") || line.contains("##[");
        let line = if harmful { line.replace("::", ": :").replace("##[", "## [") } else { line.to_string() };
        out.push_str(&format!("{line}\n"));
    }
    out
}
