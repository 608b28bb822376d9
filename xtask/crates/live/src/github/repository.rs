//! What GitHub says of a repository, and of the state of a workflow.

use super::{answer, garbled, text};
use crate::call::Outcome;
use crate::trouble::Trouble;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// `owner/name` as it is called now: a renamed one answers with its new name.
    pub full_name: String,
    pub default_branch: String,
    pub archived: bool,
    pub disabled: bool,
    pub fork: bool,
    /// The owner is an organisation.
    pub organisation: bool,
}

impl Repository {
    pub fn read(outcome: &Outcome) -> Result<Self, Trouble> {
        let value = answer(outcome)?;
        let flag = |name: &str| value[name].as_bool().unwrap_or(false);
        match (text(&value, "/full_name"), text(&value, "/default_branch")) {
            (Some(full_name), Some(default_branch)) => Ok(Self {
                full_name,
                default_branch,
                archived: flag("archived"),
                disabled: flag("disabled"),
                fork: flag("fork"),
                organisation: value.pointer("/owner/type").is_some_and(|kind| kind == "Organization"),
            }),
            _ => garbled("repository"),
        }
    }
}

/// Whether GitHub starts a workflow at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkflowState {
    Active,
    /// Somebody switched it off.
    DisabledManually,
    /// 60 days without activity; schedules of public repositories only.
    DisabledInactivity,
    /// Workflows of a fork, which somebody has to enable.
    DisabledFork,
    Deleted,
    /// A word that was not known when this was written.
    Other(String),
}

impl WorkflowState {
    pub fn read(outcome: &Outcome) -> Result<Self, Trouble> {
        let value = answer(outcome)?;
        let Some(state) = text(&value, "/state") else { return garbled("workflow") };
        Ok(match state.as_str() {
            "active" => Self::Active,
            "disabled_manually" => Self::DisabledManually,
            "disabled_inactivity" => Self::DisabledInactivity,
            "disabled_fork" => Self::DisabledFork,
            "deleted" => Self::Deleted,
            _ => Self::Other(state),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::ok;
    use super::*;

    #[test]
    fn repositories_are_read() {
        let body = r#"{"id":1,"full_name":"acme/widget","private":false,"owner":{"login":"acme","type":"Organization"},"fork":false,"default_branch":"main","archived":true,"disabled":false}"#;
        let read = Repository::read(&ok(body)).expect("a repository");
        assert_eq!((read.full_name.as_str(), read.default_branch.as_str()), ("acme/widget", "main"));
        assert!(read.archived && read.organisation && !read.fork && !read.disabled);
        assert!(Repository::read(&ok("{}")).is_err());
        assert!(Repository::read(&ok("[]")).is_err());
    }

    #[test]
    fn states_are_read() {
        for (word, state) in [
            ("active", WorkflowState::Active),
            ("disabled_manually", WorkflowState::DisabledManually),
            ("disabled_inactivity", WorkflowState::DisabledInactivity),
            ("disabled_fork", WorkflowState::DisabledFork),
            ("deleted", WorkflowState::Deleted),
            ("asleep", WorkflowState::Other("asleep".into())),
        ] {
            assert_eq!(WorkflowState::read(&ok(&format!("{{\"id\":7,\"state\":\"{word}\"}}"))), Ok(state));
        }
    }
}
