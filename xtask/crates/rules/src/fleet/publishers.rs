//! All publications of a fleet by what they push: first by name, then by tag, so that the
//! join stays linear. Must not know what is a fault.

use std::collections::{BTreeMap, HashMap};

use prodproof_syntax::answer::Answer;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::{could_equal, Reference};

use super::{ClaimedPublication, Member};

/// A publication and who makes it.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    pub member: usize,
    pub publication: &'a ClaimedPublication,
}

/// What kind of text a tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TagKind {
    /// The same at every run: `latest`, `main`, `nightly`.
    Fixed,
    /// Follows the git tag that was pushed: a version. The text is only an example.
    Version,
    /// Partly known at run time: `<sha:7>`, `<date>`, `<?>`, a digest.
    Open,
}

/// What is pushed to one `registry/namespace/name`.
#[derive(Clone, Debug, Default)]
pub struct PublishedName<'a> {
    pub fixed: BTreeMap<String, Vec<Publisher<'a>>>,
    pub versions: Vec<Publisher<'a>>,
    /// With the tag, holes spelled out; a digest as `@<digest>`.
    pub open: Vec<(String, Publisher<'a>)>,
}

/// All pushes of a fleet.
#[derive(Clone, Debug, Default)]
pub struct FleetPublishers<'a> {
    pub names: BTreeMap<String, PublishedName<'a>>,
    /// Names with holes in them, by their last component, which has none.
    pub loose: HashMap<String, Vec<(Reference, Publisher<'a>)>>,
    /// Of these nothing is known, or not even the last component.
    pub unknown: Vec<Publisher<'a>>,
}

impl<'a> FleetPublishers<'a> {
    pub fn new(members: &'a [Member]) -> Self {
        let mut all = Self::default();
        for (member, claims) in members.iter().enumerate().map(|(at, member)| (at, &member.claims)) {
            for publication in &claims.publications {
                all.add(Publisher { member, publication });
            }
        }
        all
    }

    fn add(&mut self, push: Publisher<'a>) {
        let Some(text) = &push.publication.reference else {
            self.unknown.push(push);
            return;
        };
        let reference = Reference::parse(text);
        let name = reference.name();
        if name.contains('<') {
            let last = last_component(&name);
            if last.contains(['<', '>']) {
                self.unknown.push(push);
            } else {
                self.loose.entry(last.to_string()).or_default().push((reference, push));
            }
            return;
        }
        let entry = self.names.entry(name).or_default();
        let tag = tag_of(&reference);
        match kind(&push.publication.event, &tag) {
            TagKind::Fixed => entry.fixed.entry(tag).or_default().push(push),
            TagKind::Version => entry.versions.push(push),
            TagKind::Open => entry.open.push((tag, push)),
        }
    }

    /// Whether anyone publishes `wanted`, and the members who surely do. Version tags that
    /// follow a git tag answer for every version.
    pub fn of(&self, wanted: &Reference) -> (Answer, Vec<usize>) {
        let (name, tag) = (wanted.name(), tag_of(wanted));
        let mut answer = Answer::No;
        let mut who = Vec::new();
        if let Some(entry) = self.names.get(&name) {
            if wanted.tag.is_none() {
                // By digest only: some push of this name made it, or none did.
                answer = Answer::Unknown;
            }
            for push in entry.fixed.get(&tag).into_iter().flatten() {
                answer = answer.or(push.publication.certainty.into());
                who.push(push.member);
            }
            let version = looks_like_version(&tag);
            for push in entry.versions.iter().filter(|_| version) {
                answer = answer.or(Answer::Yes);
                who.push(push.member);
            }
            if entry.open.iter().any(|(open, _)| tags_could_equal(open, &tag) != Answer::No) {
                answer = answer.or(Answer::Unknown);
            }
        }
        if name.contains('<') {
            answer = answer.or(Answer::Unknown);
        }
        let loose = self.loose.get(last_component(&name)).into_iter().flatten();
        for (reference, push) in loose {
            let tag_fits = match kind(&push.publication.event, &tag_of(reference)) {
                TagKind::Version => Answer::from(looks_like_version(&tag)),
                _ => tags_could_equal(&tag_of(reference), &tag),
            };
            if reference.same_name(wanted).and(tag_fits) != Answer::No {
                answer = answer.or(Answer::Unknown);
            }
        }
        who.order();
        who.dedup();
        (answer, who)
    }
}

/// The tag, or `@` and the digest where there is no tag.
pub fn tag_of(reference: &Reference) -> String {
    match (&reference.tag, &reference.digest) {
        (Some(tag), _) => tag.clone(),
        (None, Some(digest)) => format!("@{digest}"),
        (None, None) => "latest".to_string(),
    }
}

pub fn last_component(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// What kind of tag an event pushes. On a tag push, a tag that repeats a part of the git
/// tag's version follows it.
pub fn kind(event: &str, tag: &str) -> TagKind {
    if tag.contains('<') {
        return TagKind::Open;
    }
    let digits = |text: &str| text.find(|c: char| c.is_ascii_digit()).map(|at| text[at..].to_string());
    let pushed = event.strip_prefix("tag:");
    if pushed == Some(tag) {
        return TagKind::Version;
    }
    let release = event == "release";
    match (pushed.and_then(digits), digits(tag)) {
        (Some(pushed), Some(version)) => {
            let rest = pushed.strip_prefix(&version);
            let part = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '+']));
            let lead = tag.strip_suffix(&version).unwrap_or_default();
            if part && matches!(lead, "" | "v") {
                return TagKind::Version;
            }
        }
        (None, Some(_)) if release && looks_like_version(tag) => return TagKind::Version,
        _ => {}
    }
    TagKind::Fixed
}

pub fn looks_like_version(tag: &str) -> bool {
    let rest = tag.strip_prefix('v').unwrap_or(tag);
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.split('.').all(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether two tags can be one at run time. Better than text: a commit id is hexadecimal,
/// a date or a number is digits.
pub fn tags_could_equal(a: &str, b: &str) -> Answer {
    let fits = |open: &str, known: &str| -> bool {
        let (Some(at), Some(end)) = (open.find('<'), open.rfind('>')) else { return true };
        let (Some(hole), Some(middle)) = (
            open.get(at + 1..end),
            known.strip_prefix(&open[..at]).and_then(|rest| rest.strip_suffix(open.get(end + 1..).unwrap_or_default())),
        ) else {
            return true;
        };
        let (name, length) = hole.split_once(':').unwrap_or((hole, ""));
        match name {
            "sha" => {
                let length = length.parse().unwrap_or(40);
                middle.len() == length && middle.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase())
            }
            "run_number" | "run_id" | "run_attempt" => !middle.is_empty() && middle.chars().all(|c| c.is_ascii_digit()),
            "date" => middle.chars().any(|c| c.is_ascii_digit()),
            "digest" => middle.contains(':'),
            _ => true,
        }
    };
    let answer = could_equal(a, b);
    match (a.contains('<'), b.contains('<')) {
        (true, false) if !fits(a, b) => Answer::No,
        (false, true) if !fits(b, a) => Answer::No,
        _ => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_follow_the_git_tag_are_told_from_fixed_ones() {
        for (event, tag, expected) in [
            ("push:main", "latest", TagKind::Fixed),
            ("push:main", "1.2", TagKind::Fixed),
            ("tag:v1.2.3", "latest", TagKind::Fixed),
            ("tag:v1.2.3", "v1.2.3", TagKind::Version),
            ("tag:v1.2.3", "1.2.3", TagKind::Version),
            ("tag:v1.2.3", "1.2", TagKind::Version),
            ("tag:v1.2.3", "v1", TagKind::Version),
            ("tag:release-1.2.3", "1.2.3", TagKind::Version),
            ("tag:v1.2.3", "12", TagKind::Fixed),
            ("tag:v1.2.3", "ubi9", TagKind::Fixed),
            ("tag:nightly", "nightly", TagKind::Version),
            ("release", "1.2.3", TagKind::Version),
            ("push:main", "<sha:7>", TagKind::Open),
            ("schedule", "@<digest>", TagKind::Open),
        ] {
            assert_eq!(kind(event, tag), expected, "{event} {tag}");
        }
    }

    #[test]
    fn a_commit_id_is_never_latest() {
        for (a, b, expected) in [
            ("<sha>", "latest", Answer::No),
            ("<sha:7>", "abcdef0", Answer::Unknown),
            ("<sha:7>", "1.2.3", Answer::No),
            ("sha-<sha:7>", "sha-abcdefg", Answer::No),
            ("<run_number>", "17", Answer::Unknown),
            ("<run_number>", "latest", Answer::No),
            ("<date>", "latest", Answer::No),
            ("<?>", "latest", Answer::Unknown),
            ("<var:TAG>", "latest", Answer::Unknown),
            ("<sha>", "<sha>", Answer::Unknown),
            ("a-<sha>-<date>", "a-b", Answer::No),
            ("latest", "latest", Answer::Yes),
        ] {
            assert_eq!(tags_could_equal(a, b), expected, "{a} {b}");
            assert_eq!(tags_could_equal(b, a), expected, "{b} {a}");
        }
    }
}
