//! What GitHub says about an organisation's repositories:
//! `gh repo list ORG --json name,nameWithOwner,isArchived,isFork,parent,url`.
//! Says which repositories exist, which the fleet lacks, and which are archived or forks.

use std::collections::BTreeMap;

use serde_json::Value;

use prodproof_syntax::answer::Answer;

/// `gh repo list` stops at 30 rows without `--limit`.
const CUT: usize = 30;

/// One row of the listing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedRepository {
    /// `owner/name` with its case.
    pub name: String,
    pub archived: bool,
    pub fork: bool,
    /// `owner/name` of what it was forked from, where it was told.
    pub parent: Option<String>,
}

/// The rows by `host/owner/name`, lower case, as [`remote`] makes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    pub rows: BTreeMap<String, ListedRepository>,
}

impl Listing {
    /// Reads the JSON array. The error says what is wrong, for people.
    pub fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| e.to_string())?;
        let Some(rows) = value.as_array() else {
            return Err("not a JSON array, as `gh repo list --json …` prints it".into());
        };
        let mut listing = Self::default();
        for (at, row) in rows.iter().enumerate() {
            let Some(name) = full_name(row) else {
                return Err(format!("row {at} has neither `nameWithOwner` nor `url`"));
            };
            let url = row.get("url").and_then(Value::as_str).and_then(remote);
            let key = url.unwrap_or_else(|| format!("github.com/{}", name.to_ascii_lowercase()));
            let flag = |key| row.get(key).and_then(Value::as_bool).unwrap_or(false);
            let parent = row.get("parent").and_then(full_name);
            let listed = ListedRepository {
                name,
                archived: flag("isArchived"),
                fork: flag("isFork") || parent.is_some(),
                parent,
            };
            listing.rows.insert(key, listed);
        }
        Ok(listing)
    }

    /// Whether the repository of this remote exists: listed; not listed though others of
    /// its owner are; or unknown, because the listing does not speak of its owner, or was
    /// cut off at [`CUT`] rows.
    pub fn exists(&self, remote: &str) -> Answer {
        if self.rows.contains_key(remote) {
            return Answer::Yes;
        }
        let Some((owner, _)) = remote.rsplit_once('/') else { return Answer::Unknown };
        let from = format!("{owner}/");
        let rows = self.rows.range(from.clone()..).take_while(|(key, _)| key.starts_with(&from)).take(CUT + 1).count();
        if rows == 0 || rows == CUT {
            Answer::Unknown
        } else {
            Answer::No
        }
    }
}

/// `owner/name`, from `nameWithOwner`, from `owner.login` and `name` (as `parent` has
/// it), or from the URL.
fn full_name(row: &Value) -> Option<String> {
    let text = |key: &str| row.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(name) = text("nameWithOwner") {
        return Some(name.to_string());
    }
    let login = row.get("owner").and_then(|owner| owner.get("login")).and_then(Value::as_str);
    if let (Some(login), Some(name)) = (login, text("name")) {
        return Some(format!("{login}/{name}"));
    }
    let (path, _) = split_remote(text("url")?)?;
    Some(path.to_string())
}

/// A network remote as `host/owner/name`, lower case, without user, port, `.git`;
/// `None` for a local path. The same for `https://`, `ssh://`, `git@host:owner/name`.
pub fn remote(url: &str) -> Option<String> {
    let (path, host) = split_remote(url)?;
    // GitHub serves ssh on port 443 under a second name.
    let host = if host.eq_ignore_ascii_case("ssh.github.com") { "github.com" } else { host };
    Some(format!("{host}/{path}").to_ascii_lowercase())
}

/// `owner/name` of a remote, with its case.
pub fn repository(url: &str) -> Option<String> {
    split_remote(url).map(|(path, _)| path.to_string())
}

fn split_remote(url: &str) -> Option<(&str, &str)> {
    let url = url.trim();
    let (host, path) = match url.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?,
        // scp's form needs a colon before any slash; `C:\` is no host.
        None => match url.split_once(':') {
            Some((host, path)) if !host.contains('/') && host.len() > 1 => (host, path),
            _ => return None,
        },
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
    (!host.is_empty() && path.contains('/')).then_some((path, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn good(url: &str, normal: &str) {
        assert_eq!(remote(url).as_deref(), Some(normal), "{url}");
    }

    #[test]
    fn one_remote_in_all_its_spellings() {
        for url in [
            "https://github.com/Acme/Widget",
            "https://github.com/acme/widget.git",
            "https://github.com/acme/widget/",
            "https://x-access-token:abc@github.com/acme/widget.git",
            "git@github.com:acme/widget.git",
            "ssh://git@github.com/acme/widget",
            "ssh://git@github.com:22/acme/widget.git",
            "ssh://git@ssh.github.com:443/acme/widget.git",
            "git://github.com/acme/widget.git",
            "github.com:acme/widget",
        ] {
            good(url, "github.com/acme/widget");
        }
        good("https://gitlab.com/group/sub/widget.git", "gitlab.com/group/sub/widget");
    }

    #[test]
    fn a_local_path_is_no_name() {
        for url in ["/srv/git/widget.git", "../widget", "file:///srv/widget", "C:\\src\\widget", "", "./a:b/c"] {
            assert_eq!(remote(url), None, "{url}");
        }
    }

    #[test]
    fn the_listing_of_gh() {
        let listing = Listing::parse(
            r#"[{"name":"widget","nameWithOwner":"acme/Widget","isArchived":false,"isFork":false,"parent":null,"url":"https://github.com/acme/Widget"},
                {"name":"old","nameWithOwner":"acme/old","isArchived":true,"isFork":true,"parent":{"id":"R_1","name":"widget","owner":{"id":"U","login":"acme"}},"url":"https://github.com/acme/old"}]"#,
        )
        .unwrap();
        let old = &listing.rows["github.com/acme/old"];
        assert_eq!((old.archived, old.fork, old.parent.as_deref()), (true, true, Some("acme/widget")));
        assert_eq!(listing.rows["github.com/acme/widget"].name, "acme/Widget");
        assert_eq!(listing.exists("github.com/acme/old"), Answer::Yes);
        assert_eq!(listing.exists("github.com/acme/gone"), Answer::No);
        assert_eq!(listing.exists("github.com/acm/gone"), Answer::Unknown);
        assert_eq!(listing.exists("github.com/other/gone"), Answer::Unknown);
    }

    #[test]
    fn a_listing_that_may_be_cut_off_proves_no_absence() {
        let rows: Vec<String> = (0..30).map(|n| format!("{{\"nameWithOwner\":\"acme/r{n}\"}}")).collect();
        let listing = Listing::parse(&format!("[{}]", rows.join(","))).unwrap();
        assert_eq!(listing.exists("github.com/acme/gone"), Answer::Unknown);
    }

    #[test]
    fn a_listing_that_is_none_says_why() {
        assert!(Listing::parse("{}").unwrap_err().contains("array"));
        assert!(Listing::parse("[{}]").unwrap_err().contains("row 0"));
        assert!(Listing::parse("[").unwrap_err().contains("line 1"));
        assert_eq!(Listing::parse("[]"), Ok(Listing::default()));
    }
}
