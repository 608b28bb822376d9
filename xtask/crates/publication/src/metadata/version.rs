//! Versions as metadata-action's two libraries read them: node-semver and
//! `@renovate/pep440`. Must not know tags or flavors.

use super::template::Bad;
use prodproof_syntax::regexp;
use prodproof_syntax::value::{is_number_hole, Piece, Symbolic};

/// A version and its fields for a template.
#[derive(Clone, Debug)]
pub(super) struct Version {
    pub raw: Symbolic,
    /// Normalised: without `v` and build metadata.
    pub version: Symbolic,
    /// Under PEP 440 also post and development releases.
    pub prerelease: bool,
    fields: Vec<(&'static str, Symbolic)>,
}

impl Version {
    pub fn field(&self, name: &str) -> Option<Symbolic> {
        match name {
            "raw" => Some(self.raw.clone()),
            "version" => Some(self.version.clone()),
            _ => self.fields.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone()),
        }
    }
}

/// The attribute `match`: the first group of the pattern, if it matches; then `/` to `-`.
pub(super) fn extract(raw: &Symbolic, matching: &Symbolic) -> Result<Symbolic, Bad> {
    let mut raw = raw.clone();
    if !matching.is_empty() {
        let (Some(known), Some(pattern)) = (raw.as_known(), matching.as_known()) else { return Err(Bad::Unknown) };
        match regexp::first_match(pattern, known) {
            None => return Err(Bad::Unknown),
            Some(None) => {}
            Some(Some(groups)) => {
                let group = groups.get(1).cloned().flatten();
                // `undefined.replace` throws.
                raw = Symbolic::known(&group.ok_or_else(|| Bad::Fails(format!("`{pattern}` has no group")))?);
            }
        }
    }
    Ok(raw.map_known(|text| text.replace('/', "-")))
}

/// What the text may be as a semantic version: one answer if it is known; `None` is
/// "not a version".
pub(super) fn semver(raw: &Symbolic) -> Vec<Option<Version>> {
    read(raw, &["major", "minor", "patch"], &semver_known)
}

/// The same for PEP 440.
pub(super) fn pep440(raw: &Symbolic) -> Vec<Option<Version>> {
    read(raw, &["major", "minor", "patch"], &pep440_known)
}

/// Numbers that no version has stand in for the holes that are numbers, so that
/// `1.2.<run_number>` is read too. Any other hole leaves everything open.
fn read(raw: &Symbolic, names: &[&'static str], known: &dyn Fn(&str) -> Option<Version>) -> Vec<Option<Version>> {
    const FIRST: u64 = 8_000_000_000_000_001;
    let mut text = String::new();
    let mut stand_ins: Vec<(String, Symbolic)> = Vec::new();
    for piece in raw.pieces() {
        match piece {
            Piece::Known(literal) => text.push_str(literal),
            Piece::Hole(name) if is_number_hole(name) && stand_ins.len() < 8 => {
                let number = (FIRST + stand_ins.len() as u64).to_string();
                text.push_str(&number);
                stand_ins.push((number, Symbolic::hole(name)));
            }
            Piece::Hole(_) => {
                let unknown = |prerelease| Version {
                    raw: raw.clone(),
                    version: without_v(raw),
                    prerelease,
                    fields: names.iter().map(|name| (*name, Symbolic::unknown())).collect(),
                };
                return vec![None, Some(unknown(false)), Some(unknown(true))];
            }
        }
    }
    let back = |text: &Symbolic| {
        let mut marked = text.marked().to_string();
        for (number, hole) in &stand_ins {
            marked = marked.replace(number, hole.marked());
        }
        Symbolic::from_marked(marked)
    };
    vec![known(&text).map(|version| Version {
        raw: back(&version.raw),
        version: back(&version.version),
        prerelease: version.prerelease,
        fields: version.fields.iter().map(|(name, text)| (*name, back(text))).collect(),
    })]
}

/// `v<?>` without its `v`: what follows is unknown, but it begins with no `v`.
fn without_v(raw: &Symbolic) -> Symbolic {
    Symbolic::from_marked(raw.marked().strip_prefix('v').unwrap_or(raw.marked()))
}

/// node-semver, strict, which takes surrounding blanks and one `v`.
fn semver_known(raw: &str) -> Option<Version> {
    const LARGEST: u64 = 9_007_199_254_740_991;
    let trimmed = raw.trim();
    if trimmed.len() > 256 {
        return None;
    }
    let parsed = semver::Version::parse(trimmed.strip_prefix('v').unwrap_or(trimmed)).ok()?;
    if [parsed.major, parsed.minor, parsed.patch].iter().any(|number| *number > LARGEST) {
        return None;
    }
    let text = |value: &dyn std::fmt::Display| Symbolic::known(&value.to_string());
    let prerelease = !parsed.pre.is_empty();
    let without_build = semver::Version { build: semver::BuildMetadata::EMPTY, ..parsed.clone() };
    Some(Version {
        raw: Symbolic::known(raw),
        version: text(&without_build),
        prerelease,
        fields: vec![
            ("major", text(&parsed.major)),
            ("minor", text(&parsed.minor)),
            ("patch", text(&parsed.patch)),
            // Arrays, which JavaScript joins with commas.
            ("prerelease", Symbolic::known(&parsed.pre.as_str().replace('.', ","))),
            ("build", Symbolic::known(&parsed.build.as_str().replace('.', ","))),
        ],
    })
}

/// The expression of PEP 440, appendix B, read by hand.
fn pep440_known(raw: &str) -> Option<Version> {
    let lower = raw.to_lowercase();
    let mut reader = Reader { rest: &lower };
    reader.eat("v");
    let mut release = vec![reader.digits()?];
    let mut epoch = None;
    if reader.eat("!") {
        epoch = release.pop();
        release.push(reader.digits()?);
    }
    while let Some(after) = reader.rest.strip_prefix('.') {
        let mut next = Reader { rest: after };
        let Some(number) = next.digits() else { break };
        release.push(number);
        reader = next;
    }
    let pre = reader.suffix(&["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"]);
    let post = reader.implicit_post().or_else(|| reader.suffix(&["post", "rev", "r"]));
    let dev = reader.suffix(&["dev"]);
    let mut local = None;
    if reader.eat("+") {
        let text = std::mem::take(&mut reader.rest);
        let mut parts = text.split(['-', '_', '.']);
        if !parts.all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric())) {
            return None;
        }
        local = Some(text.replace(['-', '_'], "."));
    }
    if !reader.rest.is_empty() {
        return None;
    }
    let mut version = epoch.filter(|epoch| epoch != "0").map_or(String::new(), |epoch| format!("{epoch}!"));
    version.push_str(&release.join("."));
    if let Some((letter, number)) = &pre {
        let letter = match letter.as_str() {
            "alpha" => "a",
            "beta" => "b",
            "c" | "pre" | "preview" => "rc",
            other => other,
        };
        version.push_str(&format!("{letter}{number}"));
    }
    for (kind, part) in [("post", &post), ("dev", &dev)] {
        if let Some((_, number)) = part {
            version.push_str(&format!(".{kind}{number}"));
        }
    }
    if let Some(local) = local {
        version.push_str(&format!("+{local}"));
    }
    let part = |at: usize| Symbolic::known(release.get(at).map_or("0", String::as_str));
    Some(Version {
        raw: Symbolic::known(raw),
        version: Symbolic::known(&version),
        prerelease: pre.is_some() || post.is_some() || dev.is_some(),
        fields: vec![("major", part(0)), ("minor", part(1)), ("patch", part(2))],
    })
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A number, without leading zeros.
    fn digits(&mut self) -> Option<String> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty() {
            return None;
        }
        self.rest = rest;
        let digits = digits.trim_start_matches('0');
        Some(if digits.is_empty() { "0" } else { digits }.to_string())
    }

    /// `[-_.]?(name)[-_.]?(number)?`; the number is 0 if absent.
    fn suffix(&mut self, names: &[&str]) -> Option<(String, String)> {
        let after = self.rest.strip_prefix(['-', '_', '.']).unwrap_or(self.rest);
        let name = names.iter().find(|name| after.starts_with(**name))?;
        self.rest = &after[name.len()..];
        let before = self.rest;
        self.rest = self.rest.strip_prefix(['-', '_', '.']).unwrap_or(self.rest);
        let number = match self.digits() {
            Some(number) => number,
            None => {
                self.rest = before;
                "0".into()
            }
        };
        Some((name.to_string(), number))
    }

    /// `-N`, a post release without its name.
    fn implicit_post(&mut self) -> Option<(String, String)> {
        let before = self.rest;
        self.rest = self.rest.strip_prefix('-')?;
        match self.digits() {
            Some(number) => Some(("post".into(), number)),
            None => {
                self.rest = before;
                None
            }
        }
    }
}
