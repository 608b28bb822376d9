//! Inheritance: `Inherits: [org/constitution](…) vX.Y.Z` says that the rules of another
//! constitution hold here too, in the version that was read. Must not know how the
//! parent's versions are learnt.

use semver::Version;

use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::{BlockKind, Inline, InlineKind, Markdown};
use prodproof_syntax::span::{Span, Spanned};

/// One line that names a parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inherits {
    /// As it is called here: `org/constitution`.
    pub name: String,
    /// Where its name links to.
    pub link: Option<String>,
    /// Its version; `None` where none can be read. Two parts stand for `.0`.
    pub version: Option<Spanned<Version>>,
    /// Whether the version is written with three parts.
    pub precision: Precision,
    /// The label and what follows, to the end of the line.
    pub span: Span,
}

/// Every line that names a parent: in paragraphs, list items, block quotes and tables.
pub fn read(text: &str, markdown: &Markdown) -> Vec<Inherits> {
    let mut out = Vec::new();
    for block in &markdown.blocks {
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Row { .. }) {
            continue;
        }
        for line in block.inlines.split(|inline| is_break(text, inline)) {
            out.extend(read_line(line));
        }
    }
    out
}

fn is_break(text: &str, inline: &Inline) -> bool {
    inline.text == " " && inline.span.text(text).contains('\n')
}

fn read_line(line: &[Inline]) -> Option<Inherits> {
    let line: Vec<&Inline> =
        line.iter().filter(|inline| !matches!(inline.kind, InlineKind::Html | InlineKind::Deleted)).collect();
    let (first, last) = (line.first()?, line.last()?);
    let plain: String = line.iter().map(|inline| inline.text.as_str()).collect();
    let trimmed = plain.trim_start();
    let lower = trimmed.to_lowercase();
    let label = listed(Topic::Inherits).iter().find(|label| lower.starts_with(**label))?;
    let rest = trimmed.get(label.len()..)?;
    // "Inherits:" as a label, or a table's key cell, or "Inherits [x](y)"; no prose.
    let colon = rest.trim_start().starts_with([':', '：']);
    let linked = line.iter().find(|inline| inline.link.is_some());
    if !colon && linked.is_none() {
        return None;
    }
    let rest = rest.trim_start().trim_start_matches([':', '：']).trim_start();
    let name = match linked {
        Some(inline) => inline.text.clone(),
        None => rest.split([' ', ',', ';', '(']).next().unwrap_or_default().to_string(),
    };
    if name.trim().is_empty()
        || ["-", "—"].contains(&name.trim())
        || listed(Topic::Absent).contains(&name.to_lowercase().as_str())
    {
        return None;
    }
    // A version stands behind the name, never in the link's own text.
    let from = line.iter().position(|inline| inline.link.is_some()).unwrap_or(0);
    let version = line
        .iter()
        .skip(from)
        .filter(|inline| inline.link.is_none())
        .find_map(|inline| version(&inline.text, inline.span));
    let (version, precision) =
        version.map_or((None, Precision::Minor), |(version, precision)| (Some(version), precision));
    Some(Inherits {
        name: name.trim().to_string(),
        link: linked.and_then(|inline| inline.link.clone()),
        version,
        precision,
        span: Span::new(first.span.start, last.span.end.max(first.span.start)),
    })
}

/// The first version in a text: digits and dots, two or three parts, perhaps with a `v`.
fn version(text: &str, span: Span) -> Option<(Spanned<Version>, Precision)> {
    let mut from = 0;
    for part in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '+')) {
        let start = from + text.get(from..)?.find(part)?;
        from = start + part.len();
        let part = part.trim_end_matches('.');
        let number = part.strip_prefix(['v', 'V']).unwrap_or(part);
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (padded, precision) = match number.matches('.').count() {
            1 => (format!("{number}.0"), Precision::Minor),
            _ => (number.to_string(), Precision::Exact),
        };
        let Ok(version) = Version::parse(&padded) else { continue };
        // Where markup shortens the text, the whole run is the place.
        let place = if text.len() == span.len() {
            Span::new(span.start + start, span.start + start + part.len())
        } else {
            span
        };
        return Some((Spanned::new(version, place), precision));
    }
    None
}

/// How much of a version is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    Exact,
    /// `v1.2` is any of that minor.
    Minor,
}

/// How an inherited version stands to the parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParentStanding {
    /// The parent's version, or at most one minor behind it.
    Current,
    /// More than one minor, or a major, behind the parent's `head`.
    Lags { head: Version },
    /// The parent never had this version; the newest that it had below or at it.
    Unknown { nearest: Option<Version> },
    /// The parent's history could not be read.
    Untold,
}

/// Judges an inherited version by the versions that the parent ever had (in any order)
/// and the one that it has now.
pub fn judge(
    version: &Version,
    precision: Precision,
    parent_versions: &[Version],
    parent_head: &Version,
) -> ParentStanding {
    let mut known = parent_versions.iter().chain([parent_head]);
    let same = |other: &Version| match precision {
        Precision::Exact => other == version,
        Precision::Minor => (other.major, other.minor) == (version.major, version.minor),
    };
    if !known.any(same) {
        if parent_versions.is_empty() {
            // A shallow checkout has no past: only a version from the future is wrong.
            return match version > parent_head {
                true => ParentStanding::Unknown { nearest: Some(parent_head.clone()) },
                false if lags(version, parent_head) => ParentStanding::Lags { head: parent_head.clone() },
                false => ParentStanding::Untold,
            };
        }
        let nearest = parent_versions.iter().chain([parent_head]).filter(|other| *other <= version).max();
        return ParentStanding::Unknown { nearest: nearest.cloned() };
    }
    if lags(version, parent_head) {
        return ParentStanding::Lags { head: parent_head.clone() };
    }
    ParentStanding::Current
}

fn lags(version: &Version, head: &Version) -> bool {
    head.major > version.major || (head.major == version.major && head.minor > version.minor.saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn good(text: &str, expected: &[&str]) {
        let found: Vec<String> = read(text, &Markdown::read(text))
            .iter()
            .map(|one| {
                let version = one.version.as_ref().map_or("none".to_string(), |version| {
                    assert!(version.span.text(text).contains(|c: char| c.is_ascii_digit()));
                    format!("{} `{}`", version.value, version.span.text(text))
                });
                format!("{} {} {version}", one.name, one.link.as_deref().unwrap_or("-"))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parents_in_every_shape() {
        good(
            "> **Version:** 1.6.0\n> **Inherits:** [acme/constitution](https://x/y) v1.2.0\n> **Status:** Active\n",
            &["acme/constitution https://x/y 1.2.0 `v1.2.0`"],
        );
        good("**Inherits**: [acme/constitution](../c.md) v1.2\r\n", &["acme/constitution ../c.md 1.2.0 `v1.2`"]);
        good("- Inherits from [acme/constitution](u) (version 2.0.0).\n", &["acme/constitution u 2.0.0 `2.0.0`"]);
        good(
            "| **Inherits** | [acme/constitution](u) `v1.0.0` |\n|---|---|\n| a | b |\n",
            &["acme/constitution u 1.0.0 `v1.0.0`"],
        );
        good("Inherits: acme/constitution v3.1.4\n", &["acme/constitution - 3.1.4 `v3.1.4`"]);
        good("**继承**：[acme/constitution](u) v1.0.0\n", &["acme/constitution u 1.0.0 `v1.0.0`"]);
        good("Inherits: [acme/constitution v9.9.9](u)\n", &["acme/constitution v9.9.9 u none"]);
        good("Inherits: [acme/constitution](u)\n", &["acme/constitution u none"]);
    }

    #[test]
    fn no_parents() {
        good("This service inherits nothing v1.0.0.\n", &[]);
        good("Inherits: none\n", &[]);
        good("Inheritance is explained in [x](y).\n", &[]);
        good("```\nInherits: [a](b) v1.0.0\n```\n<!-- Inherits: [a](b) v1.0.0 -->\n", &[]);
        good("~~Inherits: [a](b) v1.0.0~~\n", &[]);
    }

    #[test]
    fn standing_against_the_parent() {
        let version = |text: &str| Version::parse(text).unwrap();
        let past: Vec<Version> = ["1.0.0", "1.1.0", "1.1.1", "1.2.0", "1.3.0", "2.0.0"].map(version).to_vec();
        let judged = |own: &str, head: &str| judge(&version(own), Precision::Exact, &past, &version(head));
        assert_eq!(judged("1.3.0", "1.3.0"), ParentStanding::Current);
        assert_eq!(judged("1.2.0", "1.3.0"), ParentStanding::Current, "one minor behind");
        assert_eq!(judged("1.1.1", "1.3.0"), ParentStanding::Lags { head: version("1.3.0") });
        assert_eq!(judged("1.3.0", "2.0.0"), ParentStanding::Lags { head: version("2.0.0") });
        assert_eq!(judged("1.1.2", "1.3.0"), ParentStanding::Unknown { nearest: Some(version("1.1.1")) });
        assert_eq!(judged("3.0.0", "2.0.0"), ParentStanding::Unknown { nearest: Some(version("2.0.0")) });
        assert_eq!(judged("0.9.0", "2.0.0"), ParentStanding::Unknown { nearest: None });
        assert_eq!(judged("2.0.0", "1.3.0"), ParentStanding::Current, "the parent went back");
        assert_eq!(
            judge(&version("1.1.0"), Precision::Minor, &past, &version("1.2.0")),
            ParentStanding::Current,
            "v1.1"
        );
        assert_eq!(judge(&version("1.1.0"), Precision::Exact, &[], &version("1.2.0")), ParentStanding::Untold);
        assert_eq!(
            judge(&version("1.1.0"), Precision::Exact, &[], &version("1.9.0")),
            ParentStanding::Lags { head: version("1.9.0") }
        );
        assert_eq!(
            judge(&version("1.9.1"), Precision::Exact, &[], &version("1.9.0")),
            ParentStanding::Unknown { nearest: Some(version("1.9.0")) }
        );
    }
}
