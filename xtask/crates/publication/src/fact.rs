//! The facts of a merge, or of the run that it starts, on which a decided answer hangs: the
//! one place that tells them from what is not known, and from what is no fact of the merge
//! (a needed job succeeds, a newer run publishes instead).
//! Must not know who asks.

use crate::condition::{Condition, On, When};
use crate::{Build, Event, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::forge::Forge;
use prodproof_syntax::reference::Reference;
use prodproof_workflow::trigger;

/// What a condition asks of the merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `paths` or `paths-ignore` of the trigger: one of the patterns matches a changed
    /// file, or not all changed files match.
    ChangedPaths { patterns: Vec<String>, ignore: bool },
    /// The environment of the job: its protection rules let the run through.
    Environment { name: String },
    /// An `if` that asks who made the merge, what its message says, which labels it has, or
    /// whether it is made in a fork.
    Guard { text: String },
    /// A run of another workflow, on whose end this one starts, or as soon as it is asked for.
    Awaited { workflows: Vec<String>, branch: Option<String>, when: When },
    /// The default token may do what a step asks of it.
    TokenRights { scope: String },
    /// It is a pull request that is merged; `forks`: one of a fork counts as well.
    MergedPullRequest { forks: bool },
    /// A merge queue makes it.
    MergeQueue,
    /// Whoever starts it gives other inputs than the defaults; those that matter, if known.
    Inputs { names: Vec<String> },
    /// Whoever starts it chooses this branch or tag.
    StartedOn { name: String },
    /// Nothing has deleted it again.
    NotDeleted { by: String },
    /// A runner of one's own has the label, which GitHub has retired.
    Runner { label: String },
    /// A forge runs the folder's workflows as GitHub would.
    RunsLikeGitHub { forge: Forge, folder: &'static str },
}

impl On {
    /// The fact that is asked for, where it is one: some merges publish then, others do not.
    pub fn fact(&self) -> Option<Fact> {
        Some(match self {
            Self::Trigger(trigger::StartCondition::Paths { patterns, ignore, .. }) => {
                Fact::ChangedPaths { patterns: patterns.clone(), ignore: *ignore }
            }
            Self::Environment { name } => Fact::Environment { name: name.clone() },
            Self::MergeGuard { text } => Fact::Guard { text: text.clone() },
            Self::Awaited(awaited) => Fact::Awaited {
                workflows: awaited.workflows.clone(),
                branch: awaited.branch.clone(),
                when: awaited.when,
            },
            Self::DefaultToken => Fact::TokenRights { scope: "packages: write".into() },
            Self::MergedPullRequest { forks } => Fact::MergedPullRequest { forks: *forks },
            Self::MergeQueue => Fact::MergeQueue,
            Self::OwnPullRequest => Fact::MergedPullRequest { forks: false },
            Self::OtherInputs(names) => Fact::Inputs { names: names.clone() },
            Self::StartedOn { name, .. } => Fact::StartedOn { name: name.clone() },
            Self::NotDeleted { by } => Fact::NotDeleted { by: by.clone() },
            Self::Runner { label } => Fact::Runner { label: label.clone() },
            Self::Trigger(trigger::StartCondition::Unread { .. } | trigger::StartCondition::NoDraft { .. })
            | Self::OnDefaultBranch { .. }
            | Self::BuiltFrom { .. }
            | Self::Schedule
            | Self::ValidFile(_)
            | Self::Guard { .. }
            | Self::Needs { .. }
            | Self::Digests { .. }
            | Self::NotCancelled { .. }
            | Self::NotReplaced { .. }
            | Self::Matrix { .. }
            | Self::BranchName { .. }
            | Self::NotPermitted
            | Self::LoggedInElsewhere { .. }
            | Self::SomeTags { .. }
            | Self::Script(_)
            | Self::Opaque { .. }
            | Self::RunTime(_) => return None,
        })
    }
}

impl Condition {
    /// Whether it can leave the answer open: neither a stated fact of the merge, nor
    /// something that happens to a good run, too: a needed job fails, a newer run takes its
    /// place.
    pub fn leaves_open(&self) -> bool {
        let of_the_run = matches!(
            self.on,
            On::Needs { runs: Certainty::Yes, .. }
                | On::Digests { .. }
                | On::NotCancelled { .. }
                | On::NotReplaced { .. }
        );
        !of_the_run && !self.is_fact_of_the_merge()
    }

    /// Whether the answer is decided and hangs on this stated fact of the merge.
    pub fn is_fact_of_the_merge(&self) -> bool {
        self.on.fact().is_some()
    }
}

impl Publication {
    /// The facts of the merge on which it hangs.
    pub fn facts(&self) -> impl Iterator<Item = &Condition> {
        self.conditions.iter().filter(|condition| condition.is_fact_of_the_merge())
    }
}

impl Build {
    /// The facts on which a sure publication of the reference hangs: those of the one that
    /// has the fewest. Empty where it has none, or where nothing is sure.
    pub fn hangs_on(&self, event: &Event, wanted: &Reference) -> Vec<&Condition> {
        let sure = |one: &&Publication| {
            one.event == *event
                && one.refused.is_none()
                && one.certainty.is_yes()
                && one.reference.as_ref().is_some_and(|own| own.same(wanted) == Answer::Yes)
        };
        let all = self.publications.near(wanted).filter(sure).map(|one| one.facts().collect::<Vec<_>>());
        all.min_by_key(Vec::len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_job_or_a_script_decides_is_no_fact_of_the_merge() {
        let undecided = On::Guard { text: "steps.x.outputs.y".into(), decided_by: None };
        for on in [
            undecided,
            On::Script(prodproof_script::doubt::ScriptDoubt::NotEnded),
            On::Needs { jobs: vec!["test".into()], runs: Certainty::Yes },
        ] {
            assert_eq!(on.fact(), None, "{on:?}");
        }
    }
}
