//! The words of what a publication hangs on, and of what is seen on the way to one.

use std::fmt;

use prodproof_publication::condition::{AtRunTime, Awaited, Decider, When};
use prodproof_publication::{
    BuiltCommit, Condition, DoubledBy, Fact, GroundCause, IgnoredBy, InvalidPush, On, PushFault, Remark, RemarkKind,
};
use prodproof_script::effect::CommandFault;
use prodproof_syntax::answer::Certainty;

use super::{listed, quoted, Worded};

impl Worded for Condition {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.on.tell(f)
    }
}

impl Worded for On {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trigger(condition) => condition.tell(f),
            Self::MergedPullRequest { forks: true } => f.write_str("if the merge is that of a pull request"),
            Self::MergedPullRequest { forks: false } => {
                f.write_str("if the merge is that of a pull request of this repository: a fork's has no secrets")
            }
            Self::MergeQueue => f.write_str("if a merge queue makes the merge"),
            Self::Awaited(awaited) => awaited.tell(f),
            Self::Schedule => f.write_str(
                "if the schedule runs: GitHub drops runs under load, and ends it after 60 quiet days of a public repository",
            ),
            Self::ValidFile(why) => write!(f, "only if GitHub takes the file: {}", why.told()),
            Self::OtherInputs(names) => match names.as_slice() {
                [] => f.write_str("only with other inputs than the defaults"),
                [one] => write!(f, "only if the input `{one}` asks for it"),
                many => write!(f, "only if the inputs {} ask for it", quoted(many)),
            },
            Self::StartedOn { name, is_tag: true } => {
                write!(f, "only if it is started on a tag: `gh workflow run --ref {name}`")
            }
            Self::StartedOn { name, is_tag: false } => {
                write!(f, "only if it is started on another branch: `gh workflow run --ref {name}`")
            }
            Self::Guard { text, decided_by: Some(who) } => write!(f, "only if `{text}`, which {} decides", who.told()),
            Self::Guard { text, decided_by: None } | Self::MergeGuard { text } => write!(f, "only if `{text}`"),
            Self::Needs { jobs, runs } => match (jobs.as_slice(), runs) {
                ([one], Certainty::Yes) => write!(f, "if the job `{one}` succeeds"),
                ([one], Certainty::Possible) => write!(f, "if the job `{one}` runs and succeeds"),
                (many, Certainty::Yes) => write!(f, "if the jobs {} succeed", quoted(many)),
                (many, Certainty::Possible) => write!(f, "if the jobs {} run and succeed", quoted(many)),
            },
            Self::Digests { job, fail_fast } => {
                let cancels = if *fail_fast { " (`fail-fast`: one that fails cancels the others)" } else { "" };
                write!(f, "if every matrix job of `{job}` pushes its digest{cancels}")
            }
            Self::NotCancelled { group } => {
                write!(f, "unless a newer run of the concurrency group `{group}` cancels it")
            }
            Self::NotReplaced { group } => {
                write!(f, "unless another run of the concurrency group `{group}` replaces it while it waits")
            }
            Self::Environment { name } => {
                write!(f, "if the protection rules of the environment `{name}` let it through")
            }
            Self::Matrix { by } => {
                f.write_str("only for what ")?;
                match by {
                    Some(who) => who.tell(f)?,
                    None => f.write_str("the run")?,
                }
                f.write_str(" puts into the matrix; an empty one publishes nothing")
            }
            Self::OwnPullRequest => {
                f.write_str("only for a pull request of this repository: a fork's has no secrets")
            }
            Self::BranchName { shown } => {
                write!(f, "only for a branch whose name makes a reference of `{shown}`: one with a slash does not")
            }
            Self::DefaultToken => f.write_str(
                "if the repository's settings let `GITHUB_TOKEN` write packages: no `permissions` are given here",
            ),
            Self::LoggedInElsewhere { registry, hosts } => {
                write!(f, "`{registry}` refuses the push: the job has logged in to {} only", quoted(hosts))
            }
            Self::NotPermitted => {
                f.write_str("GitHub refuses the push: the `permissions` of `GITHUB_TOKEN` do not have `packages: write`")
            }
            Self::OnDefaultBranch { branch } => write!(
                f,
                "only if the file is on `{branch}`, the default branch: what waits for another workflow starts there or never"
            ),
            Self::BuiltFrom { source } => write!(f, "what is built is {}", source.told()),
            Self::SomeTags { by: Some(who) } => {
                write!(f, "only with some of the tags, which {} makes", who.told())
            }
            Self::SomeTags { by: None } => f.write_str("only with some of the tags"),
            Self::Script(doubt) => doubt.tell(f),
            Self::RunTime(what) => what.tell(f),
            Self::Opaque { what, why: Some(why) } => write!(f, "`{what}` may publish an image: {}", why.told()),
            Self::Opaque { what, why: None } => {
                write!(f, "`{what}` may publish an image, what it does is not known")
            }
            Self::NotDeleted { by } => write!(f, "until `{by}` deletes it"),
            Self::Runner { label } => {
                write!(f, "if a runner of one's own has the label `{label}`, which GitHub has retired")
            }
        }
    }
}

impl Worded for Decider {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(id) => write!(f, "the step `{id}`"),
            Self::Job(id) => write!(f, "the job `{id}`"),
        }
    }
}

impl Worded for AtRunTime {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Push(method) => write!(f, "whether `{method}` pushes it is only known at run time"),
            Self::Tags => f.write_str("the tags are only known at run time"),
            Self::BakeFiles => f.write_str("the bake files are only known at run time"),
            Self::BakeFolder => f.write_str("the folder of the bake files is only known at run time"),
            Self::BakeTargets => f.write_str("which targets of the bake files are meant is only known at run time"),
            Self::BakeFilesThere => f.write_str("the bake files are not in the repository"),
        }
    }
}

impl Worded for Awaited {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let does = match self.when {
            When::Succeeds => "succeeds",
            When::Completes => "completes",
            When::IsRequested => "is requested",
            When::Starts => "starts",
        };
        let failed =
            if self.when == When::Completes { ", failed or not: nothing asks for its `conclusion`" } else { "" };
        write!(f, "if a run of {} ", listed(&self.workflows, " or "))?;
        match &self.branch {
            Some(branch) => write!(f, "on `{branch}`")?,
            None => f.write_str("for the merged pull request")?,
        }
        write!(f, " {does}{failed}")
    }
}

impl Worded for Fact {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangedPaths { patterns, ignore: false } => {
                write!(f, "a changed file is one of {}", quoted(patterns))
            }
            Self::ChangedPaths { patterns, ignore: true } => {
                write!(f, "a changed file is none of {}", quoted(patterns))
            }
            Self::Environment { name } => {
                write!(f, "the protection rules of the environment `{name}` let it through")
            }
            Self::Guard { text } => write!(f, "`{text}` holds"),
            Self::Awaited { workflows, branch, when } => {
                let does = match when {
                    When::Succeeds | When::Completes => "ends well",
                    When::IsRequested => "is requested",
                    When::Starts => "starts",
                };
                write!(f, "a run of {} ", listed(workflows, " or "))?;
                match branch {
                    Some(branch) => write!(f, "on `{branch}` {does}"),
                    None => write!(f, "for the merged pull request {does}"),
                }
            }
            Self::TokenRights { scope } => write!(f, "the default token has `{scope}`"),
            Self::MergeQueue => f.write_str("a merge queue makes it"),
            Self::MergedPullRequest { forks: true } => f.write_str("it is a pull request that is merged"),
            Self::MergedPullRequest { forks: false } => {
                f.write_str("it is a pull request of this repository, not of a fork, that is merged")
            }
            Self::Inputs { names } if names.is_empty() => f.write_str("the inputs ask for it"),
            Self::Inputs { names } => write!(f, "the inputs {} ask for it", quoted(names)),
            Self::StartedOn { name } => write!(f, "it is started on `{name}`"),
            Self::NotDeleted { by } => write!(f, "`{by}` has not deleted it"),
            Self::Runner { label } => write!(f, "a runner of one's own has the label `{label}`"),
            Self::RunsLikeGitHub { forge, folder } => {
                write!(f, "{forge} runs the workflows in `{folder}`, and no others, as GitHub would")
            }
        }
    }
}

impl Worded for BuiltCommit {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event => f.write_str("the event's commit"),
            Self::Named(name) => write!(f, "`{name}`, and not the event's commit"),
            Self::Awaited => f.write_str("the commit of the run that was waited for"),
            Self::PullRequest => f.write_str("the head of the pull request"),
            Self::Foreign(name) => write!(f, "a commit of the repository `{name}`"),
            Self::Found => f.write_str("a commit that a step of the run has found"),
            Self::Unknown => f.write_str("a commit that only the run knows"),
        }
    }
}

impl Worded for GroundCause {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Condition(on) => on.tell(f),
            Self::OpenReference(reference) => write!(f, "what `{reference}` is, is only known at run time"),
            Self::OpenPush(method) => write!(f, "what `{method}` publishes is only known at run time"),
            Self::NotStarted(reason) => reason.tell(f),
            Self::Remark(kind) => kind.tell(f),
        }
    }
}

impl Worded for Remark {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.tell(f)
    }
}

impl Worded for RemarkKind {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GuardAlwaysTrue { guard } => {
                write!(f, "`{guard}` is text around an expression, which is always true")
            }
            Self::HeldBack { guard, .. } => write!(f, "`if: {guard}` does not hold"),
            Self::NeedSkipped { job, needs, .. } => {
                write!(f, "`{job}` needs {}, which does not run", quoted(needs))
            }
            Self::MetadataError(words) => f.write_str(words),
            Self::PushNotBoolean => f.write_str("`push` is neither `true` nor `false`"),
            Self::NotPushed { stated: true } => f.write_str("`push` is false on this event"),
            Self::NotPushed { stated: false } => f.write_str("`push` is not given, and it is false by default"),
            Self::NoTag => f.write_str("there is no tag, and a push needs one"),
            Self::InvalidReference(why) => why.tell(f),
            Self::DoubledHost { reference, host, by: DoubledBy::Writer } => {
                write!(f, "`{reference}` names the host `{host}` twice: it is pushed to a repository of that name")
            }
            Self::DoubledHost { reference, host, by: DoubledBy::Action } => {
                write!(
                    f,
                    "`image` already names the host `{host}`, the action puts `registry` before it: `{reference}`"
                )
            }
            Self::PushedByLegs { reference } => {
                write!(
                    f,
                    "several combinations of the matrix push `{reference}`: the last one to end replaces the others"
                )
            }
            Self::MissingCall { uses } => write!(f, "the called workflow `{uses}` does not exist"),
            Self::DisabledCommand(command) => write!(f, "`::{command}` is disabled: the runner refuses it"),
            Self::FailureIgnored(IgnoredBy::ContinueOnError) => {
                f.write_str("a push that fails leaves the run green: `continue-on-error` is set")
            }
            Self::FailureIgnored(IgnoredBy::Script(source)) => write!(f, "a failed push goes unnoticed: {source}"),
        }
    }
}

impl Worded for InvalidPush {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reference { reference, fault } => write!(f, "no registry takes `{reference}`: {}", fault.told()),
            Self::MixedTags => f.write_str("some tags are full names and some are not"),
            Self::Command(CommandFault::ManyNames(names)) => {
                write!(f, "`docker push` takes one name and gets {names}, so it fails")
            }
            Self::Command(CommandFault::NoReference(name)) => {
                write!(f, "no image can be called `{name}`, so the command fails")
            }
            Self::Command(CommandFault::TagByDigest(name)) => {
                write!(f, "`{name}` has a tag, and a push by digest takes names without one")
            }
        }
    }
}

impl Worded for PushFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grammar(fault) => fault.tell(f),
            Self::NoNamespace => f.write_str("the namespace is missing, and only Docker pushes to docker.io/library"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_read_as_sentences() {
        let fact = Fact::ChangedPaths { patterns: vec!["src/**".into(), "x".into()], ignore: false };
        assert_eq!(fact.told().to_string(), "a changed file is one of `src/**`, `x`");
        let fact = Fact::Environment { name: "production".into() };
        assert_eq!(fact.told().to_string(), "the protection rules of the environment `production` let it through");
    }

    #[test]
    fn who_decides_a_guard_is_named() {
        let of = |decided_by| On::Guard { text: "x".into(), decided_by }.told().to_string();
        assert_eq!(of(None), "only if `x`");
        assert_eq!(of(Some(Decider::Step("check".into()))), "only if `x`, which the step `check` decides");
    }
}
