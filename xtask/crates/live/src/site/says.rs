//! How a site tells the commit that it runs: a header, a JSON pointer, or a text.

use super::Response;
use prodproof_syntax::commit::{is_id, Says, LONGEST};

impl Response {
    /// The commit that stands where the site is to tell it, if one stands there.
    pub fn commit(&self, says: &Says) -> Option<String> {
        match says {
            Says::Header(name) => {
                let own = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                own.and_then(|(_, value)| commit(value))
            }
            Says::Json(pointer) => {
                let value: Option<serde_json::Value> = serde_json::from_slice(&self.body).ok();
                value.and_then(|value| commit(value.pointer(pointer)?.as_str()?))
            }
            Says::Text(text) => in_text(text, &String::from_utf8_lossy(&self.body)),
        }
    }
}

/// An id, where the text is one and nothing else; `"…"` and `W/"…"` are how headers quote.
fn commit(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("W/").trim_matches('"');
    is_id(text).then(|| text.to_ascii_lowercase())
}

/// The id where `<sha>` stands in `template`, at the first place of `body` that fits.
fn in_text(template: &str, body: &str) -> Option<String> {
    let (before, after) = template.split_once("<sha>")?;
    let mut from = 0;
    while let Some(at) = body[from..].find(before) {
        let start = from + at + before.len();
        let rest = &body[start..];
        // One more than any id has: what is longer is none.
        let digits = rest.bytes().take(LONGEST + 1).take_while(u8::is_ascii_hexdigit).count();
        // An id of which only a part is shown ends where the digits do.
        let found = commit(&rest[..digits]).filter(|_| rest[digits..].starts_with(after));
        if found.is_some() {
            return found;
        }
        // On to the next place; at least one character further.
        from = start - before.len() + body[start - before.len()..].chars().next().map_or(1, char::len_utf8);
        if from >= body.len() {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::told;
    use super::*;

    const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

    #[track_caller]
    fn finds(says: &Says, headers: &str, body: &str, expected: Option<&str>) {
        let answer = Response::read(&told(200, headers, body)).expect("an answer");
        assert_eq!(answer.commit(says).as_deref(), expected, "{says:?} in {headers:?} {body:?}");
    }

    #[test]
    fn headers() {
        let says = Says::Header("X-Commit".into());
        finds(&says, &format!("x-commit: {SHA}\r\n"), "", Some(SHA));
        finds(&says, "X-COMMIT: \"860C190\"\r\n", "", Some("860c190"));
        finds(&says, "X-Commit: 860c19\r\n", "", None);
        finds(&says, "X-Commit: v1.2.3\r\n", "", None);
        finds(&says, "", "", None);
    }

    #[test]
    fn json_pointers() {
        let says = Says::Json("/build/commit".into());
        finds(&says, "", &format!("{{\"build\":{{\"commit\":\"{SHA}\"}}}}"), Some(SHA));
        finds(&says, "", "{\"build\":{\"commit\":860}}", None);
        finds(&says, "", "<html>", None);
    }

    #[test]
    fn texts() {
        let says = Says::Text("version: <sha>)".into());
        finds(&says, "", &format!("version: x) version: {SHA}) "), Some(SHA));
        finds(&says, "", "version: 860c190", None);
        let bare = Says::Text("<sha>".into());
        finds(&bare, "", &format!("é{SHA}\n"), Some(SHA));
        finds(&bare, "", "", None);
        finds(&bare, "", "short abc", None);
        finds(&Says::Text("no place".into()), "", "no place", None);
    }
}
