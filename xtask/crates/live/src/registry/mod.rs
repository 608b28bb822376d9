//! Questions to a registry through whichever client the user has, and its answers as
//! types: a manifest or an index, the configuration of each platform, a tag's history.
//!
//! All clients are asked the same two things: the document of a reference, byte for byte,
//! whose digest is worked out here; and the configuration of an image by digest. So no
//! answer depends on the platform of whoever asks. Must not know what a commit is.

mod config;
mod history;
mod manifest;

pub use config::Config;
pub use history::{Historian, Movement, Period, Rhythm, TagHistory, Tells, Unexplained};
pub use manifest::{ImageManifest, PlatformManifest, RegistryDocument, MOST_PLATFORMS};

use crate::call::{Call, Outcome, Program};
use crate::refusal::LinkRefusal;
use crate::trouble::{last_line, said, Trouble, TroubleKind};
use prodproof_syntax::reference::Reference;

/// The clients, in the order in which they are looked for.
pub const CLIENTS: [Program; 4] = [Program::Skopeo, Program::Crane, Program::Regctl, Program::Docker];

/// A reference that may be asked for: known to the last letter, and nothing but a reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked(Reference);

impl Asked {
    pub fn new(reference: &Reference) -> Result<Self, LinkRefusal> {
        if reference.has_holes() {
            return Err(LinkRefusal::Hole(reference.clone()));
        }
        if let Some(fault) = reference.invalid() {
            return Err(LinkRefusal::Grammar(fault));
        }
        let digest = |digest: &String| {
            digest.split_once(':').is_some_and(|(algorithm, hex)| {
                algorithm.chars().all(|c| c.is_ascii_alphanumeric()) && hex.chars().all(|c| c.is_ascii_hexdigit())
            })
        };
        let plain = !reference.registry.starts_with(['-', '.', ':']) && !reference.registry.is_empty();
        if plain && reference.digest.as_ref().is_none_or(digest) {
            Ok(Self(reference.clone()))
        } else {
            Err(LinkRefusal::NoReference(reference.clone()))
        }
    }

    pub fn reference(&self) -> &Reference {
        &self.0
    }

    /// The reference as clients take it: never a tag and a digest at once.
    fn word(&self) -> String {
        match &self.0.digest {
            Some(digest) => format!("{}@{digest}", self.0.name()),
            None => self.0.to_string(),
        }
    }

    fn at(&self, digest: &str) -> String {
        format!("{}@{digest}", self.0.name())
    }

    /// The document under the reference, byte for byte.
    pub fn document(&self, client: Program) -> Call {
        raw(client, &self.word())
    }

    /// The document of one platform of an index.
    pub fn document_of(&self, client: Program, digest: &str) -> Call {
        raw(client, &self.at(digest))
    }

    /// The configuration of the image whose manifest has the digest.
    pub fn config(&self, client: Program, digest: &str) -> Call {
        let at = self.at(digest);
        let image = format!("docker://{at}");
        match client {
            Program::Crane => Call::new(client, ["config", &at]),
            Program::Regctl => Call::new(client, ["image", "config", "--format", "raw-body", &at]),
            Program::Docker => {
                Call::new(client, ["buildx", "imagetools", "inspect", "--format", "{{json .Image}}", &at])
            }
            _ => Call::new(Program::Skopeo, ["inspect", "--config", "--raw", &image]),
        }
    }
}

fn raw(client: Program, word: &str) -> Call {
    let image = format!("docker://{word}");
    match client {
        Program::Crane => Call::new(client, ["manifest", word]),
        Program::Regctl => Call::new(client, ["manifest", "get", "--format", "raw-body", word]),
        Program::Docker => Call::new(client, ["buildx", "imagetools", "inspect", "--raw", word]),
        _ => Call::new(Program::Skopeo, ["inspect", "--raw", &image]),
    }
}

/// What a client printed, where it ended well.
pub(crate) fn printed(client: Program, outcome: &Outcome) -> Result<&[u8], Trouble> {
    let said = said(client, outcome)?;
    if said.code == 0 {
        return Ok(said.stdout);
    }
    Err(Trouble::new(client, failure(said.code, &said.stderr)))
}

/// The innermost cause that a client tells. skopeo logs a line of fields, and begins what it
/// means with the name that it was given.
fn cause(stderr: &str) -> String {
    let Some((_, rest)) = stderr.rsplit_once(" msg=\"") else { return last_line(stderr) };
    let mut message = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next().filter(|c| *c != '"') {
        match (c, chars.clone().next()) {
            ('\\', Some('n' | 't')) => message.push('\n'),
            ('\\', Some(escaped)) => message.push(escaped),
            _ => {
                message.push(c);
                continue;
            }
        }
        chars.next();
    }
    let line = last_line(&message);
    let inner = line.strip_prefix("Error parsing image name \"").and_then(|rest| Some(rest.split_once("\": ")?.1));
    inner.unwrap_or(&line).trim_start_matches("* ").to_string()
}

/// What a client's words mean. The codes in capitals are the registry's own
/// (distribution-spec, "Error Codes"), which clients pass on; the rest is theirs and Go's.
fn failure(code: i32, stderr: &str) -> TroubleKind {
    let words = stderr.to_ascii_lowercase();
    let says = |any: &[&str]| any.iter().any(|one| words.contains(one));
    let line = cause(stderr);
    // A file of the user's own, not the registry's answer (Go's `os.PathError`).
    let own_file = |one: &str| ["open /", "mkdir /", "stat /"].iter().any(|call| one.contains(call));
    if words.lines().any(|one| own_file(one) && one.contains(": permission denied")) {
        TroubleKind::Failed { code, words: line }
    } else if says(&["toomanyrequests", "429 too many", "status: 429", "rate limit"]) {
        TroubleKind::Limited
    } else if says(&[
        "connection refused",
        "no such host",
        "i/o timeout",
        "network is unreachable",
        "no route to host",
        "tls handshake timeout",
        "server misbehaving",
        "context deadline exceeded",
    ]) {
        TroubleKind::Unreachable(line)
    } else if says(&["x509:", "certificate signed by", "certificate has expired"]) {
        TroubleKind::Certificate(line)
    } else if says(&[
        "manifest unknown",
        "manifest_unknown",
        "name unknown",
        "name_unknown",
        "repository name not known",
    ]) {
        TroubleKind::NotFound
    } else if says(&["unauthorized", "authentication required", "invalid username/password", "401"]) {
        TroubleKind::NotLoggedIn
    } else if says(&["denied", "403 forbidden", "status: 403"]) {
        TroubleKind::Forbidden
    } else if says(&[": not found", "404 not found", "status: 404", "[http 404]"]) {
        TroubleKind::NotFound
    } else {
        TroubleKind::Failed { code, words: line }
    }
}

/// What stands under a reference: its digest, and what each platform says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryImage {
    /// `sha256:…` of the document that the reference names; of an index the index's.
    pub digest: String,
    pub platforms: Vec<Platform>,
}

impl RegistryImage {
    /// Whether what runs with this digest is this image, for some platform.
    pub fn has(&self, digest: &str) -> bool {
        self.digest == digest || self.platforms.iter().any(|one| one.digest == digest)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// `linux/arm64/v8`; empty of an image that is no index.
    pub name: String,
    pub digest: String,
    pub origin: Origin,
}

/// What an image says of where it comes from: labels (`org.opencontainers.image.*`), else
/// annotations of its manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub revision: Option<String>,
    pub source: Option<String>,
    pub version: Option<String>,
    /// When it was built; `None` where a reproducible build does not say.
    pub created: Option<crate::moment::Moment>,
}

impl Origin {
    pub fn new(config: &Config, manifest: &RegistryDocument) -> Self {
        let label = |name: &str| {
            let key = format!("org.opencontainers.image.{name}");
            let value = config.labels.get(&key).or_else(|| manifest.annotations.get(&key));
            value.map(|value| value.trim().to_string()).filter(|value| !value.is_empty())
        };
        Self {
            revision: label("revision"),
            source: label("source"),
            version: label("version"),
            created: config.created.filter(|moment| !moment.is_placeholder()),
        }
    }

    /// `owner/name` of the source on any forge, in whichever spelling: a URL with or
    /// without `.git`, `git@host:owner/name`, a URL into the tree.
    pub fn repository(&self) -> Option<String> {
        let text = self.source.as_deref()?.trim().trim_end_matches('/');
        let text = text.strip_prefix("git+").unwrap_or(text);
        let path = match text.split_once("://") {
            Some((_, rest)) => rest.split_once('/')?.1,
            None => match text.split_once(':') {
                Some((_, path)) => path,
                // A host, as some write it without a scheme.
                None => match text.split_once('/') {
                    Some((host, path)) if host.contains('.') && path.contains('/') => path,
                    _ => text,
                },
            },
        };
        let path = path.split(['#', '?']).next().unwrap_or(path);
        let mut parts = path.trim_start_matches('/').split('/').filter(|part| !part.is_empty());
        let (owner, name) = (parts.next()?, parts.next()?);
        // Groups within groups, as GitLab has them, are no `owner/name`; what follows here
        // leads into the repository.
        let inside = ["-", "blob", "commit", "commits", "releases", "src", "tree"];
        parts.next().is_none_or(|next| inside.contains(&next)).then_some(())?;
        Some(format!("{owner}/{}", name.strip_suffix(".git").unwrap_or(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Result<Asked, LinkRefusal> {
        Asked::new(&Reference::parse(text))
    }

    #[test]
    fn only_what_is_surely_a_reference_is_asked_for() {
        for text in [
            "-x.io/a/b",
            "quay.io/a/<sha>",
            "quay.io/A/b",
            "quay.io/a/b:x y",
            "quay.io/a/b@sha256:<digest>",
            "quay.io/a/b@--x",
        ] {
            assert!(asked(text).is_err(), "{text}");
        }
        let one = asked("quay.io/acme/widget:latest").expect("a reference");
        assert_eq!(one.document(Program::Skopeo).shown(), "skopeo inspect --raw docker://quay.io/acme/widget:latest");
        assert_eq!(one.document(Program::Crane).shown(), "crane manifest quay.io/acme/widget:latest");
        assert_eq!(
            one.config(Program::Skopeo, "sha256:ab").shown(),
            "skopeo inspect --config --raw docker://quay.io/acme/widget@sha256:ab"
        );
        let both = asked("quay.io/acme/widget:latest@sha256:ab").expect("a reference");
        assert!(both.document(Program::Crane).shown().ends_with("widget@sha256:ab"));
    }

    /// Words of skopeo 1.9.3 against a registry 2.8.2; those of quay.io, Docker Hub, crane and
    /// buildx are written by hand, not measured.
    #[test]
    fn how_clients_fail() {
        let skopeo = "time=\"2026-11-30T02:52:42Z\" level=fatal msg=\"Error parsing image name \\\"docker://localhost:5000/app:x\\\": ";
        for (stderr, kind) in [
            (format!("{skopeo}reading manifest x in localhost:5000/app: manifest unknown: manifest unknown\"\n"), TroubleKind::NotFound),
            (format!("{skopeo}reading manifest latest in quay.io/acme/none: unauthorized: access to the requested resource is not authorized\"\n"), TroubleKind::NotLoggedIn),
            ("Error: fetching manifest x: GET https://ghcr.io/v2/a/b/manifests/x: DENIED: denied".into(), TroubleKind::Forbidden),
            ("Error: GET https://index.docker.io/v2/: TOOMANYREQUESTS: You have reached your pull rate limit".into(), TroubleKind::Limited),
            ("ERROR: quay.io/acme/widget:x: not found".into(), TroubleKind::NotFound),
            // Not the registry's: a file of one's own.
            (
                "time=\"2026-11-30T04:17:53Z\" level=fatal msg=\"Error parsing image name \\\"docker://quay.io/acme/widget:latest\\\": getting username and password: 1 error occurred:\\n\\t* reading JSON file \\\"/run/containers/1001/auth.json\\\": open /run/containers/1001/auth.json: permission denied\\n\\n\"\n".into(),
                TroubleKind::Failed { code: 1, words: "reading JSON file \"/run/containers/1001/auth.json\": open /run/containers/1001/auth.json: permission denied".into() },
            ),
            (
                format!("{skopeo}pinging container registry localhost:5000: Get \\\"http://localhost:5000/v2/\\\": dial tcp 127.0.0.1:5000: connect: connection refused\"\n"),
                TroubleKind::Unreachable("pinging container registry localhost:5000: Get \"http://localhost:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused".into()),
            ),
        ] {
            assert_eq!(failure(1, &stderr), kind, "{stderr}");
        }
        let refused = "dial tcp [::1]:5000: connect: connection refused";
        let unknown = "dial tcp: lookup quay.example on 1.1.1.1:53: no such host";
        let foreign = "x509: certificate signed by unknown authority";
        let plain = "http: server gave HTTP response to HTTPS client";
        for (stderr, kind) in [
            (refused, TroubleKind::Unreachable(refused.into())),
            (unknown, TroubleKind::Unreachable(unknown.into())),
            (foreign, TroubleKind::Certificate(foreign.into())),
            (plain, TroubleKind::Failed { code: 1, words: plain.into() }),
        ] {
            assert_eq!(failure(1, stderr), kind);
        }
    }

    #[test]
    fn sources_in_every_spelling() {
        for source in [
            "https://github.com/acme/widget",
            "https://github.com/acme/widget.git",
            "git@github.com:acme/widget.git",
            "ssh://git@github.com/acme/widget",
            "git+https://github.com/acme/widget#main",
            "https://github.com/acme/widget/tree/main/docker",
            "github.com/acme/widget/",
            "acme/widget",
        ] {
            let origin = Origin { source: Some(source.into()), ..Origin::default() };
            assert_eq!(origin.repository().as_deref(), Some("acme/widget"), "{source}");
        }
        for source in ["widget", "https://github.com", "", "https://gitlab.com/acme/tools/widget"] {
            assert_eq!(Origin { source: Some(source.into()), ..Origin::default() }.repository(), None, "{source}");
        }
    }
}
