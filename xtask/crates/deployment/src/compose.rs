//! Compose files as far as deployment goes: which services run which image, with which
//! labels, and who would pull it anew (the Compose Specification, `services`).
//! Must not know units.

use prodproof_syntax::span::{Span, Spanned};
use prodproof_syntax::words::Word;
use prodproof_syntax::yaml::{Node, Yaml};

/// The names under which compose programs look for a file, first come first served.
pub const NAMES: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yaml",
    "docker-compose.yml",
    "podman-compose.yaml",
    "podman-compose.yml",
];

/// Which program reads the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `podman compose`, `podman-compose`.
    Podman,
    /// `docker compose`, `docker-compose`, which `podman-docker` may turn into podman's.
    Docker,
}

/// A call of a compose program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComposeCall {
    pub tool: Tool,
    /// `up`, `pull`, `down`.
    pub verb: Word,
    /// `-f FILE`, where it is given.
    pub file: Option<Word>,
    /// It asks the registry for newer images.
    pub pulls: bool,
}

/// Reads the words behind the program. `None` without a verb.
pub fn parse(tool: Tool, words: &[Word]) -> Option<ComposeCall> {
    const WITH_VALUE: &[&str] = &[
        "-f",
        "--file",
        "-p",
        "--project-name",
        "--profile",
        "--env-file",
        "--project-directory",
        "--progress",
        "--ansi",
        "--parallel",
        "--in-pod",
        "--podman-args",
        "--podman-run-args",
        "--podman-path",
    ];
    let mut file = None;
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| word.as_str().starts_with('-')) {
        let text = word.as_str();
        let (name, value) = text.split_once('=').map_or((text, None), |(name, _)| (name, word.text.split_once('=')));
        if matches!(name, "-f" | "--file") && file.is_none() {
            file = value.clone().map(|(_, value)| Word::of(value)).or_else(|| words.get(at + 1).cloned());
        }
        at += if value.is_none() && WITH_VALUE.contains(&name) { 2 } else { 1 };
    }
    let verb = words.get(at)?.clone();
    let rest: Vec<&str> = words.get(at + 1..).unwrap_or_default().iter().map(Word::as_str).collect();
    let policy = |value: &str| matches!(value, "always" | "newer" | "true");
    let pulls = rest.windows(2).any(|pair| pair[0] == "--pull" && policy(pair[1]))
        || rest.iter().any(|word| word.strip_prefix("--pull=").is_some_and(policy));
    Some(ComposeCall { tool, pulls: pulls || verb.as_str() == "pull", verb, file })
}

/// One service of a compose file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComposeService {
    pub name: Spanned<String>,
    /// None where it is only built.
    pub image: Option<Spanned<String>>,
    pub builds: bool,
    pub labels: Vec<(Spanned<String>, String)>,
    pub pulls: bool,
}

impl ComposeService {
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().rev().find(|(known, _)| known.value == key).map(|(_, value)| value.as_str())
    }

    /// Watchtower's own label for "look after this one".
    pub fn is_watched(&self) -> bool {
        self.label("com.centurylinklabs.watchtower.enable") == Some("true")
    }

    /// The service is Watchtower.
    pub fn is_watchtower(&self) -> bool {
        self.image.as_ref().is_some_and(|image| image.value.contains("watchtower"))
    }
}

/// An image with the host's variables as holes: `${TAG:-latest}` is only known there.
pub fn with_holes(image: &str) -> String {
    let mut out = String::new();
    let mut rest = image;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        rest = match after.strip_prefix('{') {
            Some(inner) => inner.split_once('}').map_or("", |(_, rest)| rest),
            None => after.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'),
        };
        out.push_str("<?>");
    }
    out + rest
}

/// All services of a file; what cannot be read is left out.
pub fn read(text: &str) -> Vec<ComposeService> {
    let yaml = Yaml::read(text);
    let services = yaml.root().and_then(|root| root.get("services")).map(Node::entries).unwrap_or_default();
    services
        .iter()
        .map(|entry| {
            let node = &entry.value;
            let image = node.get("image").and_then(|image| Some(Spanned::new(image.as_str()?.to_string(), image.span)));
            let policy = node.get("pull_policy").and_then(Node::as_str).unwrap_or_default();
            ComposeService {
                name: Spanned::new(entry.key.as_str().unwrap_or_default().to_string(), entry.key.span),
                image: image.filter(|image| !image.value.is_empty()),
                builds: node.get("build").is_some(),
                labels: node.get("labels").map(labels).unwrap_or_default(),
                pulls: matches!(policy, "always" | "newer" | "daily" | "weekly"),
            }
        })
        .collect()
}

/// `KEY: value` or `- KEY=value`.
fn labels(node: &Node) -> Vec<(Spanned<String>, String)> {
    let pair = |text: &str, span: Span| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (Spanned::new(key.to_string(), span), value.to_string())
    };
    let listed = node.items().iter().filter_map(|item| Some(pair(item.as_str()?, item.span)));
    let mapped = node.entries().iter().filter_map(|entry| {
        let key = Spanned::new(entry.key.as_str()?.to_string(), entry.key.span);
        Some((key, entry.value.as_str().unwrap_or_default().to_string()))
    });
    listed.chain(mapped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str) -> Option<ComposeCall> {
        let words: Vec<Word> = text.split_whitespace().map(Word::plain).collect();
        parse(Tool::Podman, &words)
    }

    #[test]
    fn calls_name_their_file_and_whether_they_pull() {
        let up = call("-f a.yml -p web up -d --pull always").unwrap();
        assert_eq!((up.verb.as_str(), up.file.unwrap().as_str(), up.pulls), ("up", "a.yml", true));
        let up = call("--file=b.yml up").unwrap();
        assert_eq!((up.file.unwrap().as_str(), up.pulls), ("b.yml", false));
        assert!(call("pull").unwrap().pulls);
        assert!(call("-f a.yml").is_none());
    }

    #[test]
    fn variables_are_holes() {
        assert_eq!(with_holes("quay.io/a/b:${TAG:-latest}"), "quay.io/a/b:<?>");
        assert_eq!(with_holes("$R/a:1"), "<?>/a:1");
        assert_eq!(with_holes("a:1"), "a:1");
        assert_eq!(with_holes("a:${X"), "a:<?>");
    }

    #[test]
    fn services_have_images_and_labels_in_both_spellings() {
        let text = "\
services:
  web:
    image: quay.io/a/b:1
    labels:
      a: b
      c: true
  db:
    build: .
    pull_policy: always
    labels: [x=y, z]
";
        let found = read(text);
        assert_eq!(found[0].image.as_ref().unwrap().value, "quay.io/a/b:1");
        assert_eq!((found[0].label("a"), found[0].label("c")), (Some("b"), Some("true")));
        assert_eq!(
            (found[1].label("x"), found[1].label("z"), found[1].builds, found[1].pulls),
            (Some("y"), Some(""), true, true)
        );
        assert!(read("").is_empty() && read("services: [").is_empty());
    }
}
