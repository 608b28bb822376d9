//! Asks a site through curl, and reads what it answers: status, headers, body, and the
//! commit that it tells. Must not know which commit is expected.

mod says;

use crate::call::{Call, Outcome, Program};
use crate::refusal::{AskedPart, LinkRefusal};
use crate::trouble::{last_line, said, Trouble, TroubleKind};

/// Bytes of a site's answer that are read.
const MOST: &str = "4000000";

/// A URL that may be asked: `http` or `https`, a host, nothing that could be an option or
/// carry a password into a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    pub fn new(text: &str) -> Result<Self, LinkRefusal> {
        let lower = text.to_ascii_lowercase();
        let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
            return Err(LinkRefusal::NoUrl(shown(text)));
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // What curl would take for a pattern, and what no URL holds (RFC 3986).
        let odd = |c: char| c.is_control() || c.is_whitespace() || !c.is_ascii() || "{}\\\"<>^`|".contains(c);
        if let Some(character) = text.chars().find(|c| odd(*c)) {
            return Err(LinkRefusal::Character { part: AskedPart::Url, character });
        }
        if authority.contains('@') {
            return Err(LinkRefusal::HoldsCredentials);
        }
        if authority.is_empty() || authority.starts_with(['-', '.', ':']) {
            Err(LinkRefusal::NoHost(shown(text)))
        } else {
            Ok(Self(text.to_string()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn call(&self) -> Call {
        fetch(&self.0)
    }
}

/// A URL as it may stand in a log: without what stands before the host, which may be a password.
pub fn shown(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}…{}", &text[..start], &text[start + at..]),
        None => text.to_string(),
    }
}

/// What curl is to do with a URL that went through [`Url::new`] or is our own: no
/// configuration file, no netrc, no other protocol, at most 20 s.
pub(crate) fn fetch(url: &str) -> Call {
    let args = [
        "--disable",
        "--globoff",
        "--proto",
        "=http,https",
        "--proto-redir",
        "=http,https",
        "--location",
        "--max-redirs",
        "5",
        "--connect-timeout",
        "10",
        "--max-time",
        "20",
        "--max-filesize",
        MOST,
        "--silent",
        "--show-error",
        "--include",
        "--suppress-connect-headers",
        "--write-out",
        "%{stderr}%{http_code} %{size_header} %{url_effective}",
        "--",
        url,
    ];
    // curl keeps its own time; this is for a curl that does not.
    Call::new(Program::Curl, args).seconds(30)
}

/// What a site answered, after redirects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Of the last answer, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Where the redirects led.
    pub url: String,
}

impl Response {
    pub fn read(outcome: &Outcome) -> Result<Self, Trouble> {
        let said = said(Program::Curl, outcome)?;
        if said.code != 0 {
            return Err(Trouble::new(Program::Curl, failure(said.code, &said.stderr)));
        }
        let garbled = || Trouble::garbled(Program::Curl, "answer of a site");
        let mut words = said.stderr.lines().last().unwrap_or_default().splitn(3, ' ');
        let status = words.next().and_then(|word| word.parse().ok()).ok_or_else(garbled)?;
        let size: usize = words.next().and_then(|word| word.parse().ok()).ok_or_else(garbled)?;
        let url = words.next().unwrap_or_default().to_string();
        let (heads, body) = match said.stdout.split_at_checked(size) {
            Some((heads, body)) if heads.ends_with(b"\n\r\n") || heads.ends_with(b"\n\n") => (heads, body),
            _ => return Err(garbled()),
        };
        let heads = String::from_utf8_lossy(heads).replace("\r\n", "\n");
        // One head for each redirect, and the last.
        let head = heads.trim_end().rsplit("\n\n").next().unwrap_or_default();
        let headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_string()));
        Ok(Self { status, headers: headers.collect(), body: body.to_vec(), url })
    }
}

/// What curl's exit codes mean (curl(1), EXIT CODES).
fn failure(code: i32, stderr: &str) -> TroubleKind {
    // `--write-out` comes behind the error.
    let words = stderr.lines().find(|line| line.starts_with("curl:")).map(last_line).unwrap_or_default();
    match code {
        5 | 6 | 7 | 28 | 35 | 52 | 56 => TroubleKind::Unreachable(words),
        51 | 58 | 59 | 60 | 77 | 80 | 83 | 90 => TroubleKind::Certificate(words),
        63 => TroubleKind::TooLong,
        _ => TroubleKind::Failed { code, words },
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// What curl prints of one answer.
    pub fn told(status: u16, headers: &str, body: &str) -> Outcome {
        let head = format!("HTTP/1.1 {status} X\r\n{headers}\r\n");
        Outcome::ended(0, &format!("{head}{body}"), &format!("{status} {} https://x.example/", head.len()))
    }

    #[test]
    fn urls_that_are_none_are_refused() {
        for text in ["https://widget.example.com", "http://127.0.0.1:8080/x?y=1#z", "HTTPS://[::1]:443/"] {
            assert!(Url::new(text).is_ok(), "{text}");
        }
        for text in [
            "-o/etc/passwd",
            "--help",
            "file:///etc/passwd",
            "ftp://x",
            "widget.example.com",
            "https://",
            "https://-x",
            "https://a b",
            "https://a\nb",
            "https://u:p@x.example",
            "https://a{1,2}.example",
            "https://é.example",
            "javascript:x",
            "https:///x",
            "gopher://x",
            "https://x.example/\u{202e}",
        ] {
            assert!(Url::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        for (text, expected) in [
            ("https://u:p@x.example/a@b", "https://…@x.example/a@b"),
            ("ftp://u:p@x.example", "ftp://…@x.example"),
            ("u:p@x", "…@x"),
            ("https://x.example/?a=b@c", "https://x.example/?a=b@c"),
        ] {
            assert_eq!(shown(text), expected);
        }
        assert_eq!(Url::new("ftp://u:geheim@x"), Err(LinkRefusal::NoUrl("ftp://…@x".into())));
    }

    #[test]
    fn the_url_is_the_last_word_and_behind_a_barrier() {
        let call = Url::new("https://x.example/").expect("a URL").call();
        assert_eq!(&call.args[call.args.len() - 2..], ["--", "https://x.example/"]);
        assert_eq!(call.args[0], "--disable", "only as the first word it keeps curl from its configuration");
    }

    #[test]
    fn answers_are_divided_where_curl_says() {
        let redirect = "HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n";
        let last = "HTTP/2 200 \r\nX-Commit: 860c190\r\n\r\n";
        let body = "HTTP/1.1 200 OK\r\nX-Commit: lies\r\n\r\n";
        let size = redirect.len() + last.len();
        let outcome = Outcome::ended(0, &format!("{redirect}{last}{body}"), &format!("200 {size} https://x.example/x"));
        let answer = Response::read(&outcome).expect("an answer");
        assert_eq!(answer.headers, [("x-commit".to_string(), "860c190".to_string())]);
        assert_eq!((answer.body, answer.url.as_str()), (body.as_bytes().to_vec(), "https://x.example/x"));
        let torn = Outcome::ended(0, "HTTP/1.1 200 OK\r\nX-", "200 400 https://x.example/");
        assert!(Response::read(&torn).is_err());
        assert!(Response::read(&Outcome::ended(0, "", "")).is_err());
    }

    /// The exit codes of curl(1); the words are written by hand.
    #[test]
    fn how_curl_fails() {
        let refused = "curl: (7) Failed to connect to 127.0.0.1 port 9 after 0 ms: Couldn't connect to server";
        let unknown = "curl: (6) Could not resolve host: x.example";
        let own = "curl: (60) SSL certificate problem: self-signed certificate";
        let round = "curl: (47) Maximum (5) redirects followed";
        for (code, words, kind) in [
            (6, unknown, TroubleKind::Unreachable(unknown.into())),
            (7, refused, TroubleKind::Unreachable(refused.into())),
            (60, own, TroubleKind::Certificate(own.into())),
            (47, round, TroubleKind::Failed { code: 47, words: round.into() }),
            (63, "curl: (63) Maximum file size exceeded", TroubleKind::TooLong),
        ] {
            let outcome = Outcome::ended(code, "", &format!("{words}\n000 0 https://x.example/"));
            assert_eq!(Response::read(&outcome), Err(Trouble::new(Program::Curl, kind)));
        }
    }
}
