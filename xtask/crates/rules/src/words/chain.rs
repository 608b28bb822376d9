//! The words of what stands between a merge and production.

use std::fmt;

use super::Worded;
use crate::chain::{NoRun, ObstacleCause};
use crate::deciding::DecidingWord;
use crate::held::HeldGuard;
use crate::repo::lacking::Lacking;
use prodproof_syntax::forge::GITHUB_FOLDER;

impl Worded for NoRun {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SkipCi => "`[skip ci]`",
            Self::ManyTags => "more than three tags at once",
            Self::Disabled => "workflow disabled",
            Self::Archived => "repository archived",
        })
    }
}

impl Worded for ObstacleCause {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdleForge(forge) => write!(f, "{forge} does not run the workflows in `{GITHUB_FOLDER}`"),
            Self::Ground(cause) => cause.tell(f),
            Self::Placeholder(wanted) => write!(f, "`{wanted}` is a placeholder: nobody here may push to it"),
            Self::Lacking(lacking) => lacking.tell(f),
            Self::HeldBack(guard) => guard.tell(f),
            Self::OtherEvents { wanted, events, branch } => {
                let events = events.join(", ");
                write!(f, "`{wanted}` is published on {events} only, never on a merge to `{branch}`")
            }
            Self::OtherName { published: Some(name), wanted } => {
                write!(f, "a merge publishes `{name}`, and not `{wanted}`")
            }
            Self::OtherName { published: None, wanted } => {
                write!(f, "a merge publishes `<?>`, and not `{wanted}`")
            }
            Self::Decided { word: DecidingWord::Affix(word), wanted } => {
                write!(f, "`{word}` makes another tag than `{wanted}` on a merge")
            }
            Self::Decided { word, wanted } => write!(f, "`{}` keeps `{wanted}` from merges", word.text()),
            Self::NoWorkflow(wanted) => write!(f, "no workflow publishes `{wanted}`"),
        }
    }
}

impl Worded for HeldGuard {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere { guard, own } => write!(f, "`if: {guard}` does not hold in `{own}`"),
            Self::Never { guard, path } => write!(f, "`if: {guard}` never holds: on no event that starts `{path}`"),
            Self::InPart { guard, branch } => write!(
                f,
                "`if: {guard}` does not hold on a push to `{branch}`: a merge does not publish what it holds back"
            ),
            Self::Whole { guard, branch } => {
                write!(f, "`if: {guard}` does not hold on a push to `{branch}`: a merge publishes nothing")
            }
            Self::Other(kind) => kind.tell(f),
        }
    }
}

impl Worded for Lacking {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.stage {
            Some(stage) => write!(f, "`{}` has no stage `{stage}`: the build fails", self.path),
            None => write!(f, "there is no `{}`, and no earlier step makes it: the build fails", self.path),
        }
    }
}
