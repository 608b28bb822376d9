//! When a tag moved, where the registry tells: quay.io and Docker Hub everybody, ghcr.io
//! whoever may read the package.
//!
//! Source: docs.quay.io/api (`/api/v1/repository/NS/NAME/tag/`),
//! docs.docker.com/reference/api/hub (`/v2/repositories/NS/NAME/tags/TAG`),
//! docs.github.com/rest/packages (`/orgs/ORG/packages/container/NAME/versions`). Docker Hub
//! tells the last movement only.

mod ghcr;
mod unexplained;

pub use unexplained::{Period, Rhythm, Unexplained};

use prodproof_syntax::order::Order;
use serde_json::Value;

use crate::call::{Call, Outcome, Program};
use crate::moment::Moment;
use crate::site;
use crate::trouble::{Trouble, TroubleKind};
use prodproof_syntax::reference::Reference;

/// A registry that tells a tag's history, and whom to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Historian {
    Quay,
    DockerHub,
    Ghcr,
}

/// What a registry keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tells {
    /// When the tag was set.
    Tag,
    /// When something was pushed into the package that may have had the tag.
    Pushes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagHistory {
    pub tells: Tells,
    /// The newest first.
    pub movements: Vec<Movement>,
}

/// The tag was set to a digest, or a digest was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    pub digest: String,
    pub at: Moment,
    /// Who did it, where the registry says so.
    pub by: Option<String>,
}

impl Historian {
    pub fn of(reference: &Reference) -> Option<Self> {
        match reference.registry.as_str() {
            "quay.io" => Some(Self::Quay),
            "docker.io" => Some(Self::DockerHub),
            "ghcr.io" => Some(Self::Ghcr),
            _ => None,
        }
    }

    /// The questions, each of which is asked only where the one before found nothing; none of
    /// a reference without a tag.
    pub fn calls(self, asked: &super::Asked) -> Vec<Call> {
        let reference = asked.reference();
        let name = &reference.repository;
        let Some(tag) = &reference.tag else { return Vec::new() };
        // Both are of an alphabet that means nothing in a URL.
        match self {
            Self::Quay => vec![site::fetch(&format!(
                "https://quay.io/api/v1/repository/{name}/tag/?specificTag={tag}&limit=20&onlyActiveTags=false"
            ))],
            Self::DockerHub => {
                vec![site::fetch(&format!("https://hub.docker.com/v2/repositories/{name}/tags/{tag}"))]
            }
            Self::Ghcr => ghcr::calls(name),
        }
    }

    pub fn read(self, asked: &super::Asked, outcome: &Outcome) -> Result<TagHistory, Trouble> {
        let (tells, mut movements) = match self {
            Self::Quay | Self::DockerHub => (Tells::Tag, self.of_tag(&fetched(outcome)?)?),
            Self::Ghcr => (Tells::Pushes, ghcr::pushes(outcome, asked.reference().tag.as_deref().unwrap_or_default())?),
        };
        movements.order_by_key(|one| std::cmp::Reverse(one.at));
        Ok(TagHistory { tells, movements })
    }

    fn of_tag(self, value: &Value) -> Result<Vec<Movement>, Trouble> {
        let all = match self {
            Self::Quay => value["tags"].as_array().and_then(|tags| tags.iter().map(quay).collect()),
            _ => hub(value).map(|one| vec![one]),
        };
        all.ok_or_else(|| Trouble::garbled(Program::Curl, "history of a tag"))
    }
}

/// The document that curl was sent for.
fn fetched(outcome: &Outcome) -> Result<Value, Trouble> {
    let answer = site::Response::read(outcome)?;
    if answer.status != 200 {
        return Err(Trouble::new(Program::Curl, TroubleKind::Answered { status: answer.status }));
    }
    serde_json::from_slice(&answer.body).map_err(|_| Trouble::garbled(Program::Curl, "history of a tag"))
}

fn quay(value: &Value) -> Option<Movement> {
    Some(Movement {
        digest: value["manifest_digest"].as_str()?.to_string(),
        at: Moment::unix(value["start_ts"].as_i64()?),
        by: None,
    })
}

fn hub(value: &Value) -> Option<Movement> {
    Some(Movement {
        digest: value["digest"].as_str()?.to_string(),
        at: Moment::rfc3339(value["last_updated"].as_str()?)?,
        by: value["last_updater_username"].as_str().map(str::to_string),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Asked;
    use super::*;

    fn told(body: &str) -> Outcome {
        let head = "HTTP/1.1 200 OK\r\n\r\n";
        Outcome::ended(0, &format!("{head}{body}"), &format!("200 {} https://quay.io/", head.len()))
    }

    fn asked(text: &str) -> Asked {
        Asked::new(&Reference::parse(text)).expect("a reference")
    }

    /// Shapes from the documentation: the registries were not asked.
    #[test]
    fn movements_the_newest_first() {
        let read = |historian: Historian, body: &str| historian.read(&asked("quay.io/a/b:latest"), &told(body));
        let body = r#"{"tags":[
            {"name":"latest","manifest_digest":"sha256:a","start_ts":1796006668,"end_ts":1796006700},
            {"name":"latest","manifest_digest":"sha256:b","start_ts":1796006700}],"page":1,"has_additional":false}"#;
        let all = read(Historian::Quay, body).expect("a history").movements;
        assert_eq!(all.iter().map(|one| one.digest.as_str()).collect::<Vec<_>>(), ["sha256:b", "sha256:a"]);
        let body = r#"{"name":"latest","digest":"sha256:c","last_updated":"2026-11-30T02:44:28.1Z","last_updater_username":"bot"}"#;
        let all = read(Historian::DockerHub, body).expect("a history").movements;
        assert_eq!(all[0].by.as_deref(), Some("bot"));
        assert!(read(Historian::Quay, "{}").is_err());
        assert!(read(Historian::Quay, r#"{"tags":[{"name":"x"}]}"#).is_err());
        let private = Outcome::ended(0, "HTTP/2 401 \r\n\r\n{}", "401 15 https://quay.io/");
        let trouble = Historian::Quay.read(&asked("quay.io/a/b:latest"), &private).expect_err("no history");
        assert_eq!(trouble.kind, TroubleKind::Answered { status: 401 });
    }

    #[test]
    fn only_three_registries_tell() {
        let of = |text: &str| Historian::of(&Reference::parse(text));
        assert_eq!(of("quay.io/acme/widget"), Some(Historian::Quay));
        assert_eq!(of("acme/widget"), Some(Historian::DockerHub));
        assert_eq!(of("ghcr.io/acme/widget"), Some(Historian::Ghcr));
        assert_eq!(of("localhost:5000/widget"), None);
        let shown = Historian::Quay.calls(&asked("quay.io/acme/widget:latest"))[0].shown();
        assert!(shown.contains("https://quay.io/api/v1/repository/acme/widget/tag/?specificTag=latest"), "{shown}");
    }
}
