//! When a tag moved, where the registry tells everybody: quay.io and Docker Hub.
//!
//! Source: docs.quay.io/api (`/api/v1/repository/NS/NAME/tag/`),
//! docs.docker.com/reference/api/hub (`/v2/repositories/NS/NAME/tags/TAG`). Docker Hub
//! tells the last movement only.

use serde_json::Value;

use crate::call::{Call, Outcome, Program};
use crate::moment::Moment;
use crate::site;
use crate::trouble::Trouble;
use prodproof_syntax::reference::Reference;

/// A registry that tells a tag's history, and whom to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Historian {
    Quay,
    DockerHub,
}

/// The tag was set to a digest.
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
            _ => None,
        }
    }

    /// The question; `None` of a reference without a tag, or one that went through no
    /// [`super::Asked`].
    pub fn call(self, asked: &super::Asked) -> Option<Call> {
        let reference = asked.reference();
        let (name, tag) = (&reference.repository, reference.tag.as_ref()?);
        // Both are of an alphabet that means nothing in a URL.
        Some(site::fetch(&match self {
            Self::Quay => {
                format!("https://quay.io/api/v1/repository/{name}/tag/?specificTag={tag}&limit=20&onlyActiveTags=false")
            }
            Self::DockerHub => format!("https://hub.docker.com/v2/repositories/{name}/tags/{tag}"),
        }))
    }

    /// The movements, the newest first.
    pub fn read(self, outcome: &Outcome) -> Result<Vec<Movement>, Trouble> {
        let garbled = || Trouble::garbled(Program::Curl, "history of a tag");
        let answer = site::Answer::read(outcome)?;
        if answer.status != 200 {
            return Err(Trouble::new(Program::Curl, crate::trouble::Kind::Broken { status: answer.status }));
        }
        let value: Value = serde_json::from_slice(&answer.body).map_err(|_| garbled())?;
        let mut all = match self {
            Self::Quay => {
                let tags = value["tags"].as_array().ok_or_else(garbled)?;
                tags.iter().map(quay).collect::<Option<Vec<_>>>().ok_or_else(garbled)?
            }
            Self::DockerHub => vec![hub(&value).ok_or_else(garbled)?],
        };
        all.sort_by_key(|one| std::cmp::Reverse(one.at));
        Ok(all)
    }
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

/// Movements that no run explains, and the hour of the week at which they come, if it is
/// always the same: a schedule that is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unexplained {
    pub count: usize,
    pub last: Moment,
    pub weekly: bool,
}

/// How long after its run's last sign a tag may still move.
const LATE: i64 = 900;

/// How far a schedule's runs may be apart from its hour.
const DRIFT: i64 = 3600;

impl Unexplained {
    /// Of movements, the newest first, those within none of the runs (begin and end). What
    /// is older than the oldest run is not judged: its run may be deleted.
    pub fn of(movements: &[Movement], runs: &[(Moment, Moment)]) -> Option<Self> {
        const WEEK: i64 = 7 * 86_400;
        let oldest = runs.iter().map(|(begin, _)| *begin).min()?;
        let explained = |at: Moment| runs.iter().any(|(begin, end)| (*begin..=end.plus(LATE)).contains(&at));
        let all: Vec<Moment> =
            movements.iter().map(|one| one.at).filter(|at| *at >= oldest && !explained(*at)).collect();
        let last = *all.first()?;
        let apart = |at: &Moment| {
            let rest = last.since(*at).rem_euclid(WEEK);
            rest.min(WEEK - rest)
        };
        let weekly = all.len() > 1 && all.iter().all(|at| apart(at) <= DRIFT);
        Some(Self { count: all.len(), last, weekly })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Outcome {
        let head = "HTTP/1.1 200 OK\r\n\r\n";
        Outcome::ended(0, &format!("{head}{body}"), &format!("200 {} https://quay.io/", head.len()))
    }

    /// Shapes from the documentation: the registries were not asked.
    #[test]
    fn movements_the_newest_first() {
        let body = r#"{"tags":[
            {"name":"latest","manifest_digest":"sha256:a","start_ts":1796006668,"end_ts":1796006700},
            {"name":"latest","manifest_digest":"sha256:b","start_ts":1796006700}],"page":1,"has_additional":false}"#;
        let all = Historian::Quay.read(&told(body)).expect("a history");
        assert_eq!(all.iter().map(|one| one.digest.as_str()).collect::<Vec<_>>(), ["sha256:b", "sha256:a"]);
        let body = r#"{"name":"latest","digest":"sha256:c","last_updated":"2026-11-30T02:44:28.1Z","last_updater_username":"bot"}"#;
        let all = Historian::DockerHub.read(&told(body)).expect("a history");
        assert_eq!(all[0].by.as_deref(), Some("bot"));
        assert!(Historian::Quay.read(&told("{}")).is_err());
        assert!(Historian::Quay.read(&told(r#"{"tags":[{"name":"x"}]}"#)).is_err());
    }

    #[test]
    fn movements_that_no_run_explains() {
        let at = |seconds: i64| Movement { digest: "sha256:a".into(), at: Moment(seconds), by: None };
        let week = 7 * 86_400;
        let runs = [(Moment(0), Moment(300)), (Moment(5 * week), Moment(5 * week + 300))];
        let ours = [at(5 * week + 200), at(250)];
        assert_eq!(Unexplained::of(&ours, &runs), None);
        let weekly = [at(5 * week + 200), at(3 * week + 1000 + 120), at(2 * week + 1000 + 60), at(week + 1000), at(-9)];
        let found = Unexplained { count: 3, last: Moment(3 * week + 1120), weekly: true };
        assert_eq!(Unexplained::of(&weekly, &runs), Some(found));
        let once = [at(week)];
        assert_eq!(Unexplained::of(&once, &runs).map(|one| (one.count, one.weekly)), Some((1, false)));
        assert_eq!(Unexplained::of(&once, &[]), None, "nothing is known of our own runs");
    }

    #[test]
    fn only_two_registries_tell() {
        let of = |text: &str| Historian::of(&Reference::parse(text));
        assert_eq!(of("quay.io/acme/widget"), Some(Historian::Quay));
        assert_eq!(of("acme/widget"), Some(Historian::DockerHub));
        assert_eq!(of("localhost:5000/widget"), None);
        let asked = super::super::Asked::new(&Reference::parse("quay.io/acme/widget:latest")).expect("a reference");
        let shown = Historian::Quay.call(&asked).expect("a call").shown();
        assert!(shown.contains("https://quay.io/api/v1/repository/acme/widget/tag/?specificTag=latest"), "{shown}");
    }
}
