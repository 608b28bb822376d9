//! How one commit lies to another, as GitHub counts it.

use super::{answer, garbled, text};
use crate::call::Outcome;
use crate::trouble::Trouble;

/// Of `base...head`: where `head` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Identical,
    /// `head` has everything of `base`, and so many commits more.
    Ahead(u64),
    /// `base` has everything of `head`, and so many commits more.
    Behind(u64),
    /// Each has something that the other has not.
    Diverged,
}

impl Comparison {
    pub fn read(outcome: &Outcome) -> Result<Self, Trouble> {
        let value = answer(outcome)?;
        let count = |name: &str| value[name].as_u64();
        match (text(&value, "/status").as_deref(), count("ahead_by"), count("behind_by")) {
            (Some("identical"), ..) => Ok(Self::Identical),
            (Some("ahead"), Some(count), _) => Ok(Self::Ahead(count)),
            (Some("behind"), _, Some(count)) => Ok(Self::Behind(count)),
            (Some("diverged"), ..) => Ok(Self::Diverged),
            _ => garbled("comparison"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ok;
    use super::*;

    #[test]
    fn comparisons_are_read() {
        let read = |status: &str| {
            Comparison::read(&ok(&format!("{{\"status\":\"{status}\",\"ahead_by\":2,\"behind_by\":3,\"commits\":[]}}")))
        };
        assert_eq!(read("identical"), Ok(Comparison::Identical));
        assert_eq!(read("ahead"), Ok(Comparison::Ahead(2)));
        assert_eq!(read("behind"), Ok(Comparison::Behind(3)));
        assert_eq!(read("diverged"), Ok(Comparison::Diverged));
        assert!(read("sideways").is_err());
    }
}
