//! git's configuration as one answer: `git config -z --list`. Must not ask for it.

/// All entries in git's order; a later one wins where only one can be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GitConfig {
    entries: Vec<(String, String)>,
}

impl GitConfig {
    /// `KEY LF VALUE NUL` each; a key without a value is true.
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let entries = text.split('\0').filter(|row| !row.is_empty());
        let entries = entries.map(|row| row.split_once('\n').unwrap_or((row, "true")));
        Self { entries: entries.map(|(key, value)| (key.to_string(), value.to_string())).collect() }
    }

    /// The value that counts. Sections and names are in lower case, as git prints them.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.iter().rev().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn first(&self, key: &str) -> Option<&str> {
        self.entries.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Names of remotes, in the order in which they are configured.
    pub fn remotes(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (key, _) in &self.entries {
            let name = key.strip_prefix("remote.").and_then(|rest| rest.rsplit_once('.')).map(|(name, _)| name);
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }

    /// The URL of a remote as it is configured.
    pub fn url(&self, remote: &str) -> Option<&str> {
        self.first(&format!("remote.{remote}.url"))
    }

    /// The URL that git would speak to: the longest `url.BASE.insteadOf` applied.
    pub fn expanded_url(&self, remote: &str) -> Option<String> {
        let url = self.url(remote)?;
        let instead = self.entries.iter().filter_map(|(key, prefix)| {
            let base = key.strip_prefix("url.")?.strip_suffix(".insteadof")?;
            Some((base, prefix.as_str(), url.strip_prefix(prefix.as_str())?))
        });
        let best = instead.max_by_key(|(_, prefix, _)| prefix.len());
        Some(best.map_or_else(|| url.to_string(), |(base, _, rest)| format!("{base}{rest}")))
    }

    /// The remote of a branch's upstream.
    pub fn upstream_remote(&self, branch: &str) -> Option<&str> {
        self.get(&format!("branch.{branch}.remote"))
    }

    /// The remote-tracking branch of a branch's upstream, as `refs/remotes/…`: what the
    /// remote's refspecs make of `branch.NAME.merge`.
    pub fn upstream(&self, branch: &str) -> Option<String> {
        let remote = self.upstream_remote(branch)?;
        let merge = self.get(&format!("branch.{branch}.merge"))?;
        if remote == "." {
            return Some(merge.to_string());
        }
        let key = format!("remote.{remote}.fetch");
        let specs = self.entries.iter().filter(|(known, _)| *known == key);
        specs.filter_map(|(_, spec)| mapped(spec.trim_start_matches('+'), merge)).next()
    }

    /// Whether objects may be missing that a remote has (a partial clone).
    pub fn is_partial(&self) -> bool {
        let promisor = |key: &str| key.starts_with("remote.") && key.ends_with(".promisor");
        self.get("extensions.partialclone").is_some()
            || self.entries.iter().any(|(key, value)| promisor(key) && value != "false")
    }
}

/// A reference through a refspec `FROM:TO` with at most one `*` a side.
fn mapped(spec: &str, reference: &str) -> Option<String> {
    let (from, to) = spec.split_once(':')?;
    match from.split_once('*') {
        None => (from == reference).then(|| to.to_string()),
        Some((before, after)) => {
            let middle = reference.strip_prefix(before)?.strip_suffix(after)?;
            Some(to.replacen('*', middle, 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_urls_and_upstreams() {
        let config = GitConfig::read(
            b"core.bare\nfalse\0remote.origin.url\ngh:acme/widget\0remote.origin.fetch\n+refs/heads/*:refs/remotes/origin/*\0\
              remote.my.fork.url\n/srv/x\0url.https://github.com/.insteadof\ngh:\0url.https://g.example/.insteadof\ng\0\
              branch.a/b.remote\norigin\0branch.a/b.merge\nrefs/heads/a/b\0branch.c.remote\n.\0branch.c.merge\nrefs/heads/main\0flag\0",
        );
        assert_eq!(config.remotes(), ["origin", "my.fork"]);
        assert_eq!(config.expanded_url("origin").as_deref(), Some("https://github.com/acme/widget"));
        assert_eq!(config.url("my.fork"), Some("/srv/x"));
        assert_eq!(config.upstream("a/b").as_deref(), Some("refs/remotes/origin/a/b"));
        assert_eq!(config.upstream("c").as_deref(), Some("refs/heads/main"));
        assert_eq!(config.upstream("d"), None);
        assert_eq!(config.get("flag"), Some("true"));
    }
}
