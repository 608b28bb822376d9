//! Ids of commits as people write them, and how a site tells the one that it runs.
//! Must not know git, nor how a site is asked.

/// As short as git abbreviates an id.
const LEAST: usize = 7;
/// As long as an id of SHA-256 is.
pub const LONGEST: usize = 64;

/// Whether the text is a commit's id, perhaps abbreviated, and nothing else: not `main`, not
/// `v1.2.3`, no `-dirty` behind it.
pub fn is_id(text: &str) -> bool {
    (LEAST..=LONGEST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Where the commit stands in a site's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// The name of a header.
    Header(String),
    /// A JSON pointer (RFC 6901) into the body.
    Json(String),
    /// A text of the body in which `<sha>` stands for the commit.
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn only_ids_are_commits() {
        assert!(is_id("860c1904a1ce19322e91ac35af1ab07466440c37"));
        for text in ["", "main", "v1.2.3", "860c19", "860c190-dirty", "--help", &"a".repeat(65)] {
            assert!(!is_id(text), "{text}");
        }
    }
}
