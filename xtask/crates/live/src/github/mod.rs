//! Questions to GitHub's REST API through `gh api`, and its answers as types. The status of
//! an answer is read from the protocol (`--include`), not from gh's words.
//!
//! Source: docs.github.com/rest, api.github.com's description of 2022-11-28. Must not know
//! what the answers are for.

mod attestation;
mod commit;
mod comparison;
mod record;
mod repository;
mod run;

pub use attestation::{attestation, read_attestation, Attestation, Attested, By};
pub use commit::{Commit, Files, MOST_FILES};
pub use comparison::Comparison;
pub use record::{record, Recorded};
pub use repository::{Repository, WorkflowState};
pub use run::{job_that_failed, runs, Conclusion, Failed, Status, WorkflowRun};

use serde_json::Value;

use crate::call::{Call, Outcome, Program};
use crate::trouble::{last_line, said, Trouble, TroubleKind};

/// Whom to ask about which repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForgeRepository {
    /// `github.com`, or the host of a GitHub of one's own. Always named to gh, whose own
    /// default may be another.
    pub host: String,
    /// `owner/name`.
    pub repository: String,
}

impl ForgeRepository {
    /// The repository, if both names are of GitHub's alphabet and the host is one.
    pub fn new(host: &str, repository: &str) -> Option<Self> {
        let (owner, name) = repository.split_once('/')?;
        let is_host = !host.is_empty()
            && !host.starts_with(['-', '.'])
            && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
        let valid = is_name(owner) && is_name(name) && is_host;
        valid.then(|| Self { host: host.to_ascii_lowercase(), repository: repository.to_string() })
    }

    pub fn owner(&self) -> &str {
        self.repository.split('/').next().unwrap_or_default()
    }

    /// Asks for `path`, which is below the root of the API. What stands in it from a file
    /// went through [`encoded`].
    fn get(&self, path: &str) -> Call {
        let mut args = self.head("GET");
        args.push(path.to_string());
        Call::new(Program::Gh, args)
    }

    /// How a request of any method begins.
    fn head(&self, method: &str) -> Vec<String> {
        let words = ["api", "--hostname", &self.host, "--method", method, "--include"];
        let headers = ["-H", "Accept: application/vnd.github+json", "-H", "X-GitHub-Api-Version: 2022-11-28"];
        words.into_iter().chain(headers).map(String::from).collect()
    }

    pub fn repository(&self) -> Call {
        self.get(&format!("repos/{}", self.repository))
    }

    /// The same of another repository; `None` where that is no name of one.
    pub fn other(&self, repository: &str) -> Option<Call> {
        Some(Self::new(&self.host, repository)?.repository())
    }

    /// A commit, by id or by a branch's name.
    pub fn commit(&self, revision: &str) -> Call {
        self.get(&format!("repos/{}/commits/{}", self.repository, encoded(revision)))
    }

    /// How `head` lies to `base`, both ids.
    pub fn compare(&self, base: &str, head: &str) -> Call {
        let (base, head) = (encoded(base), encoded(head));
        self.get(&format!("repos/{}/compare/{base}...{head}?per_page=1", self.repository))
    }

    /// A workflow by the name of its file.
    pub fn workflow(&self, file: &str) -> Call {
        self.get(&format!("repos/{}/actions/workflows/{}", self.repository, encoded(file)))
    }

    /// Its runs for one commit.
    pub fn runs_of(&self, file: &str, sha: &str) -> Call {
        let (file, sha) = (encoded(file), encoded(sha));
        self.get(&format!("repos/{}/actions/workflows/{file}/runs?head_sha={sha}&per_page=100", self.repository))
    }

    /// Its newest runs, whatever the commit.
    pub fn runs(&self, file: &str) -> Call {
        self.get(&format!("repos/{}/actions/workflows/{}/runs?per_page=100", self.repository, encoded(file)))
    }

    /// The newest runs of all workflows.
    pub fn all_runs(&self) -> Call {
        self.get(&format!("repos/{}/actions/runs?per_page=100", self.repository))
    }

    /// The versions of a container package of ghcr.io, which is github.com's: `kind` is `orgs`
    /// or `users`. `None` where the owner's name is none.
    pub fn versions(kind: &str, owner: &str, package: &str) -> Option<Call> {
        is_name(owner).then_some(())?;
        let forge = Self { host: "github.com".into(), repository: String::new() };
        let package = encoded(package);
        Some(forge.get(&format!("{kind}/{owner}/packages/container/{package}/versions?per_page=100&state=active")))
    }

    pub fn jobs(&self, run: u64) -> Call {
        self.get(&format!("repos/{}/actions/runs/{run}/jobs?per_page=100", self.repository))
    }

    /// A file as it was at a commit; its text is told by [`content`].
    pub fn file(&self, path: &str, sha: &str) -> Call {
        let path: Vec<String> = path.split('/').map(encoded).collect();
        self.get(&format!("repos/{}/contents/{}?ref={}", self.repository, path.join("/"), encoded(sha)))
    }
}

/// What GitHub takes for the name of an owner or a repository.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !name.is_empty() && name.len() <= 100 && !matches!(name, "." | "..") && name.chars().all(plain)
}

/// A piece of a path or a query in which nothing ends it (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The JSON of an answer, or why there is none.
pub fn answer(outcome: &Outcome) -> Result<Value, Trouble> {
    let trouble = |kind| Err(Trouble::new(Program::Gh, kind));
    let said = said(Program::Gh, outcome)?;
    let text = String::from_utf8_lossy(said.stdout);
    let Some((status, headers, body)) = parts(&text) else {
        return trouble(match said.code {
            // gh's own: nobody is logged in (cli/cli, `exitAuth`).
            4 => TroubleKind::NotLoggedIn,
            0 => TroubleKind::Garbled("answer of the API"),
            // gh's words for a failure below HTTP, and Go's (cli/cli `main.go`, `net`).
            _ if ["error connecting to", "dial tcp", "timeout", "connection"]
                .iter()
                .any(|one| said.stderr.contains(one)) =>
            {
                TroubleKind::Unreachable(last_line(&said.stderr))
            }
            code => TroubleKind::Failed { code, words: last_line(&said.stderr) },
        });
    };
    let spent = || {
        let header = |name: &str| {
            headers.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        header("retry-after").is_some() || header("x-ratelimit-remaining").is_some_and(|(_, left)| left.trim() == "0")
    };
    match status {
        200..=299 => {}
        401 => return trouble(TroubleKind::NotLoggedIn),
        403 | 429 if spent() => return trouble(TroubleKind::Limited),
        429 => return trouble(TroubleKind::Limited),
        403 => return trouble(TroubleKind::Forbidden),
        // 422: no commit of that id (`repos/O/R/commits/SHA`); 409: an empty repository.
        404 | 409 | 410 | 422 => return trouble(TroubleKind::NotFound),
        500.. => return trouble(TroubleKind::Broken { status }),
        _ => return trouble(TroubleKind::Failed { code: i32::from(status), words: last_line(&said.stderr) }),
    }
    serde_json::from_str(body).or_else(|_| trouble(TroubleKind::Garbled("JSON")))
}

/// Status, headers and body of an answer with its head.
fn parts(text: &str) -> Option<(u16, &str, &str)> {
    let text = text.strip_prefix("HTTP/")?;
    let (_, rest) = text.split_once(' ')?;
    let status = rest.get(..3)?.parse().ok()?;
    let (head, body) = rest.split_once("\r\n\r\n").or_else(|| rest.split_once("\n\n"))?;
    Some((status, head, body))
}

/// A text below a key, where there is one.
fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_string)
}

fn garbled<T>(what: &'static str) -> Result<T, Trouble> {
    Err(Trouble::garbled(Program::Gh, what))
}

/// The text of a file's answer.
pub fn content(outcome: &Outcome) -> Result<String, Trouble> {
    let value = answer(outcome)?;
    let decoded = text(&value, "/content").filter(|_| value["encoding"] == "base64").and_then(|text| base64(&text));
    decoded.map_or_else(|| garbled("file"), Ok)
}

/// RFC 4648, with line ends between; `None` of what is none or no UTF-8.
fn base64(text: &str) -> Option<String> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn ok(body: &str) -> Outcome {
        Outcome::ended(0, &format!("HTTP/2.0 200 OK\r\nContent-Type: application/json\r\n\r\n{body}"), "")
    }

    #[test]
    fn nothing_of_a_name_leaves_its_place() {
        let forge = ForgeRepository::new("github.com", "acme/widget").expect("a name");
        let call = forge.runs_of("a b?x=/../{owner}.yml", "860c190");
        let path = call.args.last().map(String::as_str);
        let expected = "repos/acme/widget/actions/workflows/a%20b%3Fx%3D%2F..%2F%7Bowner%7D.yml/runs?head_sha=860c190&per_page=100";
        assert_eq!(path, Some(expected));
        for (host, name) in [
            ("github.com", "acme"),
            ("github.com", "a/b/c"),
            ("github.com", "../x"),
            ("github.com", "a b/c"),
            ("-x", "a/b"),
            ("h/x", "a/b"),
            ("", "a/b"),
        ] {
            assert_eq!(ForgeRepository::new(host, name), None, "{host} {name}");
        }
        let other = ForgeRepository::new("git.acme.example", "acme/widget").map(|forge| forge.repository().shown());
        assert!(other.is_some_and(|shown| shown.contains("--hostname git.acme.example")));
    }

    /// How each end of gh is taken; the statuses are GitHub's, the rest gh 2.23's.
    #[test]
    fn answers_that_are_none() {
        let head = |status: &str, more: &str| format!("HTTP/2.0 {status}\r\n{more}\r\n{{\"message\":\"x\"}}");
        let table = [
            (Outcome::ended(1, &head("401 Unauthorized", ""), ""), TroubleKind::NotLoggedIn),
            (Outcome::ended(1, &head("403 Forbidden", ""), ""), TroubleKind::Forbidden),
            (Outcome::ended(1, &head("403 Forbidden", "X-Ratelimit-Remaining: 0\r\n"), ""), TroubleKind::Limited),
            (Outcome::ended(1, &head("403 Forbidden", "Retry-After: 60\r\n"), ""), TroubleKind::Limited),
            (Outcome::ended(1, &head("404 Not Found", ""), ""), TroubleKind::NotFound),
            (Outcome::ended(1, &head("422 Unprocessable Entity", ""), ""), TroubleKind::NotFound),
            (Outcome::ended(1, &head("502 Bad Gateway", ""), ""), TroubleKind::Broken { status: 502 }),
            (
                Outcome::ended(4, "", "To get started with GitHub CLI, please run:  gh auth login\n"),
                TroubleKind::NotLoggedIn,
            ),
            (
                Outcome::ended(1, "", "error connecting to api.github.com\ncheck your internet connection\n"),
                TroubleKind::Unreachable("check your internet connection".into()),
            ),
            (Outcome::ended(0, "", ""), TroubleKind::Garbled("answer of the API")),
            (Outcome::ended(0, "HTTP/2.0 200 OK\r\n\r\n{\"full_na", ""), TroubleKind::Garbled("JSON")),
            (Outcome::ended(0, "HTTP/2.0 200 OK\r\n\r\n<html>", ""), TroubleKind::Garbled("JSON")),
            (Outcome::Late { seconds: 20 }, TroubleKind::Late { seconds: 20 }),
        ];
        for (outcome, kind) in table {
            assert_eq!(answer(&outcome), Err(Trouble::new(Program::Gh, kind)), "{outcome:?}");
        }
        assert_eq!(answer(&ok("{\"a\":1}")).map(|value| value["a"].clone()), Ok(Value::from(1)));
        let bare = Outcome::ended(0, "HTTP/1.1 200 OK\nA: b\n\n[]", "");
        assert_eq!(answer(&bare), Ok(Value::Array(Vec::new())));
    }

    #[test]
    fn files_are_decoded() {
        let file = ok(r#"{"encoding":"base64","content":"b246IHB1\nc2gKIyDD\nqQo=\n"}"#);
        assert_eq!(content(&file).as_deref(), Ok("on: push\n# é\n"));
        assert!(content(&ok(r#"{"encoding":"none","content":""}"#)).is_err());
        assert!(content(&ok("[]")).is_err(), "a folder");
    }
}
