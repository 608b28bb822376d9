//! Image references: `registry/namespace/name:tag@digest`, with holes.
//!
//! Grammar: distribution/reference `regexp.go`, normalisation as its `normalize.go`
//! (default registry `docker.io`, `library/` for single names, implicit `latest`).
//! A piece that is only known at run time is spelled as a hole between `<` and `>`,
//! which no reference may contain: `<sha>`, `<sha:7>`, `<date>`, `<run_number>`,
//! `<secret:X>`, `<var:X>`, `<?>`; a push by digest ends in `@<digest>`.
//! Must not know who publishes or runs it.

mod by_name;
mod fault;

pub use by_name::ByName;

use std::fmt;

pub use fault::ReferenceFault;

use crate::answer::Answer;
use crate::order::Order;

/// A reference in normal form. Each part may hold holes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Host, with port where there is one: `quay.io`, `localhost:5000`.
    pub registry: String,
    /// All path components: `acme/widget`.
    pub repository: String,
    /// `None` only beside a digest.
    pub tag: Option<String>,
    /// With its algorithm, `sha256:…`, or `<digest>`.
    pub digest: Option<String>,
}

impl Reference {
    /// Reads a reference as docker and podman do; never fails, see [`Reference::invalid`].
    ///
    /// A leading transport `docker://` is dropped.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix("docker://").unwrap_or(text);
        let (rest, digest) = match find_outside_holes(text, '@') {
            Some(at) => (&text[..at], Some(text[at + 1..].to_string())),
            None => (text, None),
        };
        let last_slash = rfind_outside_holes(rest, '/').map_or(0, |at| at + 1);
        let (name, tag) = match rfind_outside_holes(&rest[last_slash..], ':') {
            Some(at) => (&rest[..last_slash + at], Some(rest[last_slash + at + 1..].to_string())),
            None => (rest, None),
        };
        let (registry, repository) = match find_outside_holes(name, '/') {
            Some(at) if is_domain(&name[..at]) => (&name[..at], name[at + 1..].to_string()),
            Some(_) => ("docker.io", name.to_string()),
            None => ("docker.io", name.to_string()),
        };
        let registry = if registry == "index.docker.io" { "docker.io" } else { registry };
        let repository = match (registry, repository.contains('/')) {
            // What only the run knows may well have a slash.
            ("docker.io", false) if !repository.contains('<') => format!("library/{repository}"),
            _ => repository,
        };
        let tag = tag.or_else(|| digest.is_none().then(|| "latest".to_string()));
        Self { registry: registry.to_string(), repository, tag, digest }
    }

    /// `registry/namespace/name`, without tag and digest.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }

    /// The same name with another tag.
    pub fn with_tag(&self, tag: &str) -> Self {
        Self { tag: Some(tag.to_string()), digest: None, ..self.clone() }
    }

    /// Whether some part is only known at run time.
    pub fn has_holes(&self) -> bool {
        self.to_string().contains('<')
    }

    /// Why no registry would take this reference, if so: the first violation of the grammar.
    /// Holes are taken to be valid.
    pub fn invalid(&self) -> Option<ReferenceFault> {
        if self.repository.is_empty()
            || self.repository.starts_with('/')
            || self.repository.ends_with('/')
            || self.repository.contains("//")
        {
            return Some(ReferenceFault::EmptyComponent);
        }
        if !without_holes(&self.registry).chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c)) {
            return Some(ReferenceFault::Host(self.registry.clone()));
        }
        for component in split_outside_holes(&self.repository, '/') {
            let plain = without_holes(component);
            if plain.chars().any(|c| c.is_ascii_uppercase()) {
                return Some(ReferenceFault::UpperCase);
            }
            if !plain.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c))
                || component.starts_with(['.', '_', '-'])
                || component.ends_with(['.', '_', '-'])
            {
                return Some(ReferenceFault::Component(component.to_string()));
            }
        }
        if let Some(tag) = &self.tag {
            let plain = without_holes(tag);
            let known_length = plain.len();
            if tag.is_empty() {
                return Some(ReferenceFault::EmptyTag);
            }
            if tag.starts_with(['.', '-']) || !plain.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
                return Some(ReferenceFault::Tag(tag.clone()));
            }
            if known_length > 128 {
                return Some(ReferenceFault::LongTag);
            }
        }
        None
    }

    /// Whether both name the same image. Unknown where holes leave both possible.
    pub fn same(&self, other: &Self) -> Answer {
        let tag = match (&self.tag, &other.tag, &self.digest, &other.digest) {
            (_, _, Some(a), Some(b)) => could_equal(a, b),
            (Some(a), Some(b), None, None) => could_equal(a, b),
            _ => Answer::No,
        };
        self.same_name(other).and(tag)
    }

    /// Whether the name is one and the same in every run of its repository, although only
    /// the repository's settings know it: what is open in it are secrets and variables.
    pub fn has_settled_name(&self) -> bool {
        // A name that one of them begins has its registry from it too.
        let begins = ["<secret:", "<var:"].iter().any(|mark| self.repository.starts_with(mark));
        let name = if self.registry == "<?>" && begins { self.repository.clone() } else { self.name() };
        let mut holes = name.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
        holes.all(|hole| hole.starts_with("secret:") || hole.starts_with("var:"))
    }

    /// Whether both lie in the same repository of the same registry, whatever the tag. Of
    /// one repository's workflows: a secret is the same text wherever it is named.
    pub fn same_name(&self, other: &Self) -> Answer {
        let is_same = self.registry == other.registry && self.repository == other.repository;
        let is_known = |one: &Self| !one.registry.contains('<') && !one.repository.contains('<');
        if is_known(self) && is_known(other) {
            return Answer::from(is_same);
        }
        if is_same && self.has_settled_name() {
            return Answer::Yes;
        }
        could_equal(&self.name(), &other.name())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// Whether two texts with holes can be the same text: yes (both without holes and
/// equal), no (no filling makes them equal), else unknown.
pub fn could_equal(a: &str, b: &str) -> Answer {
    match (a.contains('<'), b.contains('<')) {
        (false, false) => Answer::from(a == b),
        (true, false) => {
            if glob(a, b) && fills(a, b) {
                Answer::Unknown
            } else {
                Answer::No
            }
        }
        (false, true) => {
            if glob(b, a) && fills(b, a) {
                Answer::Unknown
            } else {
                Answer::No
            }
        }
        (true, true) => {
            let (pa, sa) = ends(a);
            let (pb, sb) = ends(b);
            let prefixes = pa.starts_with(pb) || pb.starts_with(pa);
            let suffixes = sa.ends_with(sb) || sb.ends_with(sa);
            if prefixes && suffixes {
                Answer::Unknown
            } else {
                Answer::No
            }
        }
    }
}

/// The literal text before the first and behind the last hole.
fn ends(text: &str) -> (&str, &str) {
    let prefix = text.find('<').map_or(text, |at| &text[..at]);
    let suffix = text.rfind('>').map_or(text, |at| &text[at + 1..]);
    (prefix, suffix)
}

/// Whether `pattern`, its holes standing for any text, matches all of `text`.
fn glob(pattern: &str, text: &str) -> bool {
    let mut literals = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('<') {
        literals.push(&rest[..open]);
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    literals.push(rest);
    let (Some(first), Some(last)) = (literals.first(), literals.last()) else { return false };
    let Some(mut middle) = text.strip_prefix(first) else { return false };
    let Some(stripped) = middle.strip_suffix(last) else { return false };
    middle = stripped;
    for literal in &literals[1..literals.len() - 1] {
        match middle.find(literal) {
            Some(at) => middle = &middle[at + literal.len()..],
            None => return false,
        }
    }
    true
}

/// Whether holes of known kind can take what `text` has in their place: a commit is
/// hexadecimal, a run's number decimal, a date never the word `latest`.
fn fills(pattern: &str, text: &str) -> bool {
    if !["<sha", "<run_", "<date>"].iter().any(|kind| pattern.contains(kind)) {
        return true;
    }
    // The ends of all beginnings of `text` that the pieces so far can be.
    let mut ends = vec![0];
    let mut rest = pattern;
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>').map(|close| open + close) else { return true };
        ends = behind(&rest[..open], text, &ends);
        let hole = &rest[open + 1..close];
        let to = |from: usize| {
            (from..=text.len()).filter(move |to| text.get(from..*to).is_some_and(|part| takes(hole, part)))
        };
        let mut next: Vec<usize> = ends.iter().flat_map(|from| to(*from)).collect();
        next.order();
        next.dedup();
        ends = next;
        rest = &rest[close + 1..];
    }
    behind(rest, text, &ends).contains(&text.len())
}

fn behind(literal: &str, text: &str, ends: &[usize]) -> Vec<usize> {
    let starts = ends.iter().filter(|end| text.get(**end..).is_some_and(|rest| rest.starts_with(literal)));
    starts.map(|end| end + literal.len()).collect()
}

/// Holes that are a commit, whole or shortened: the event's, `head_sha`, that of the run or
/// the pull request that the event is about, and `commit`, any other.
pub fn is_commit_hole(name: &str) -> bool {
    let name = name.split(':').next().unwrap_or(name);
    matches!(name, "sha" | "head_sha" | "commit")
}

/// Whether the hole may be the text at run time.
fn takes(hole: &str, text: &str) -> bool {
    match hole {
        "run_number" | "run_id" | "run_attempt" => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
        "date" => text != "latest",
        _ if is_commit_hole(hole) => !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit()),
        _ => true,
    }
}

/// docker's rule: the part before the first `/` is a host if it has a dot or a colon,
/// is `localhost`, or has an upper-case letter. A hole that fills the part is taken for
/// a host only if the text says so elsewhere; alone, it is a host of unknown name.
fn is_domain(part: &str) -> bool {
    let plain = without_holes(part);
    plain.contains(['.', ':'])
        || part == "localhost"
        || plain.chars().any(|c| c.is_ascii_uppercase())
        || (plain.is_empty() && part.starts_with('<'))
}

fn without_holes(text: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn positions_outside_holes(text: &str, wanted: char) -> impl DoubleEndedIterator<Item = usize> {
    let mut depth = 0usize;
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth == 0 && c == wanted => found.push(at),
            _ => {}
        }
    }
    found.into_iter()
}

fn find_outside_holes(text: &str, wanted: char) -> Option<usize> {
    positions_outside_holes(text, wanted).next()
}

fn rfind_outside_holes(text: &str, wanted: char) -> Option<usize> {
    positions_outside_holes(text, wanted).next_back()
}

fn split_outside_holes(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for at in positions_outside_holes(text, separator) {
        parts.push(&text[from..at]);
        from = at + separator.len_utf8();
    }
    parts.push(&text[from..]);
    parts
}

/// What logins call Docker Hub, besides naming no registry.
const HUB: [&str; 5] = ["", "docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"];

/// Whether a login to this registry, as host or address, is one to Docker Hub.
pub fn is_hub(registry: &str) -> bool {
    let host = registry.strip_prefix("https://").unwrap_or(registry);
    HUB.contains(&host.split('/').next().unwrap_or(host))
}

#[cfg(test)]
mod tests;
