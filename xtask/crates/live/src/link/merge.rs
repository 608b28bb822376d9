//! The commit that is expected to run, and how it was found.

use super::run::NotStarted;
use super::short;
use crate::moment::Moment;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MergeFact {
    /// What is to run: the branch's tip, or the newest commit of it that was to be built.
    Expected { sha: String, title: String, branch: String, committed: Option<Moment> },
    /// The same, stated by `--sha`.
    Stated { sha: String, title: String },
    /// The branch's tip as it was last fetched: the forge said nothing.
    AsFetched { sha: String, branch: String },
    /// A newer commit of the branch that is not to be built, and why.
    NotToBeBuilt { sha: String, why: NotStarted },
    /// So many commits were looked at, and none of them was to be built.
    NoneToBeBuilt { looked_at: usize },
}

impl MergeFact {
    /// A name for machines; it stays what it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Expected { .. } => "expected",
            Self::Stated { .. } => "stated",
            Self::AsFetched { .. } => "as-fetched",
            Self::NotToBeBuilt { .. } => "not-to-be-built",
            Self::NoneToBeBuilt { .. } => "none-to-be-built",
        }
    }

    pub(super) fn words(&self, now: Moment) -> String {
        match self {
            Self::Expected { sha, title, branch, committed } => {
                let when = committed.map_or_else(String::new, |at| format!(", {}", at.seen_from(now)));
                format!("{} \"{}\", {branch}{when}", short(sha), shortened(title))
            }
            Self::Stated { sha, title } if title.is_empty() => format!("{}, as stated", short(sha)),
            Self::Stated { sha, title } => format!("{} \"{}\", as stated", short(sha), shortened(title)),
            Self::AsFetched { sha, branch } => format!("{}, {branch} as it was last fetched", short(sha)),
            Self::NotToBeBuilt { sha, why } => format!("{} is not to be built: {why}", short(sha)),
            Self::NoneToBeBuilt { looked_at } => format!("none of the last {looked_at} commits was to be built"),
        }
    }
}

/// A title at a length that fits a line.
fn shortened(title: &str) -> String {
    match title.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &title[..at]),
        None => title.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_commit_in_words() {
        let now = Moment(1_796_006_668);
        let fact = MergeFact::Expected {
            sha: "860c1904a1ce19322e91ac35af1ab07466440c37".into(),
            title: "sign the OAuth state".into(),
            branch: "main".into(),
            committed: Some(now.plus(-7200)),
        };
        assert_eq!(fact.words(now), "860c190 \"sign the OAuth state\", main, 2 h ago");
        let stated = MergeFact::Stated { sha: "860c190".into(), title: "x".repeat(80) };
        assert_eq!(stated.words(now).chars().count(), "860c190 \"\", as stated".len() + 61);
    }
}
