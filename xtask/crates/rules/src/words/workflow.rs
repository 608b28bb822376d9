//! The words of what is wrong with a workflow file, and of why an event starts it or not.

use std::fmt;

use prodproof_workflow::expression::{ExpressionFault, LONGEST};
use prodproof_workflow::fault::{FaultCause, KeyOwner, SchemaFault};
use prodproof_workflow::trigger::{StartCondition, StartReason, UnreadFilter};

use super::{quoted, Worded};

impl Worded for KeyOwner {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Workflow => "a workflow",
            Self::OnPush => "`on.push`",
            Self::Job => "a job",
        })
    }
}

impl Worded for FaultCause {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yaml(fault) => fault.tell(f),
            Self::Empty => f.write_str("the file is empty"),
            Self::NoMapping => f.write_str("the file is not a mapping"),
            Self::SecondDocument => f.write_str("the file has a second document"),
            Self::NoOn => f.write_str("`on` is missing"),
            Self::NoEvent => f.write_str("`on` names no event"),
            Self::NoJobs => f.write_str("`jobs` is missing"),
            Self::NoJob => f.write_str("`jobs` has no job"),
            Self::ForeignKey { key, owner } => write!(f, "`{key}` is no key of {}", owner.told()),
            Self::BothFilters(kind) => write!(f, "`{kind}` and `{kind}-ignore` exclude each other"),
            Self::BrokenPattern { pattern, fault } => write!(f, "the pattern `{pattern}` is broken: {}", fault.told()),
            Self::BlankEnv => f.write_str("`env` has no value, GitHub wants a mapping"),
            Self::UnknownNeed { job, need } => write!(f, "job `{job}` needs `{need}`, which does not exist"),
            Self::NeedCircle(jobs) => {
                write!(f, "jobs wait for each other: {}", quoted(jobs))
            }
            Self::OpenExpression => f.write_str("`${{` is not closed"),
            Self::UnreadExpression(fault) => write!(f, "the expression cannot be read: {}", fault.told()),
            Self::WrongExpression(fault) => fault.tell(f),
            Self::JobNoMapping(id) => write!(f, "job `{id}` is not a mapping"),
            Self::JobWithout { job, key } => write!(f, "job `{job}` has no `{key}`"),
            Self::StepsNoList(id) => write!(f, "`steps` of job `{id}` is no list"),
            Self::Schema(fault) => fault.tell(f),
        }
    }
}

impl Worded for SchemaFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoExpressionHere => f.write_str("no expression is known here"),
            Self::OwnKey => f.write_str("keys of one's own are not known"),
            Self::NoJobId(id) => write!(f, "`{id}` is no id of a job"),
            Self::NoStepId(id) => write!(f, "`{id}` is no id of a step"),
            Self::DoubledId(id) => write!(f, "the id `{id}` is another step's"),
            Self::UnknownEvent(name) => write!(f, "there is no event `{name}`"),
            Self::BrokenCron => f.write_str("`cron` is not `minute hour day month weekday`"),
            Self::MissingKey(key) => write!(f, "`{key}` is missing"),
            Self::EmptyName => f.write_str("the name is empty"),
            Self::DoubledName(name) => write!(f, "`{name}` is already defined"),
            Self::NotOfCall(key) => write!(f, "a job with `uses` has no `{key}`"),
            Self::OfCallOnly => f.write_str("only a job with `uses` has it"),
            Self::StepWithoutWork => f.write_str("the step has neither `run` nor `uses`"),
            Self::StepWithBoth => f.write_str("the step has `run` and `uses`"),
            Self::UnknownKey(key) => write!(f, "`{key}` is not known here"),
            Self::OtherKind => f.write_str("a value of another kind is expected"),
            Self::UnexpectedValue(text) => write!(f, "`{text}` is not expected here"),
        }
    }
}

impl Worded for StartReason {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starts(name) => write!(f, "`{name}` starts it"),
            Self::NoTrigger(name) => write!(f, "`{name}` is not among its triggers"),
            Self::Followed => {
                f.write_str("what it waits for runs on no other event than those that are told for themselves")
            }
            Self::OnlyTags => f.write_str("only tags start it: `push` has no `branches`"),
            Self::OnlyBranches => f.write_str("only branches start it: `push` has no `tags`"),
            Self::Types(name) => write!(f, "its `types` do not have `{name}`"),
            Self::Filtered { name, key, patterns } => {
                write!(f, "`{name}` does not pass `{key}`: {}", quoted(patterns))
            }
            Self::OnlyNegative { key, patterns } => {
                write!(f, "`{key}` has only patterns with `!`, and matches nothing: {}", quoted(patterns))
            }
            Self::PullRequestBranch { key } => {
                write!(f, "whether the pull request's branch passes `{key}` is not known")
            }
            Self::Unread(unread) => unread.tell(f),
            Self::Refused(cause) => write!(f, "GitHub refuses the file: {}", cause.told()),
            Self::NoOn => f.write_str("it has no `on`"),
        }
    }
}

impl Worded for UnreadFilter {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank(key) => write!(f, "`{key}` has no value, and what GitHub makes of that is not documented"),
            Self::BrokenPattern(key) => write!(f, "a pattern of `{key}` is broken"),
        }
    }
}

impl Worded for StartCondition {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paths { ignore: true, patterns, .. } => {
                write!(f, "not if every changed file is one of {}", quoted(patterns))
            }
            Self::Paths { ignore: false, patterns, .. } => {
                write!(f, "only if a changed file is one of {}", quoted(patterns))
            }
            Self::NoDraft { .. } => {
                f.write_str("not for a release that was a draft: GitHub sends no `created` when it is published")
            }
            Self::Unread { filter, .. } => filter.tell(f),
        }
    }
}

impl Worded for ExpressionFault {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "it is longer than {LONGEST} characters"),
            Self::TooDeep => f.write_str("the expression is nested too deeply"),
            Self::OpenString => f.write_str("the string is not closed"),
            Self::NoNumber(word) => write!(f, "`{word}` is not a number"),
            Self::Foreign(c) => write!(f, "`{c}` is not part of the expression language"),
            Self::Unexpected(text) => write!(f, "`{text}` is unexpected"),
            Self::Missing(bracket) => write!(f, "`{bracket}` is missing"),
            Self::NoProperty => f.write_str("a property name is missing"),
            Self::NoValue => f.write_str("a value is missing"),
            Self::EndsEarly => f.write_str("the expression ends too early"),
            Self::UnknownContext(name) => write!(f, "there is no context `{name}`"),
            Self::UnknownFunction(name) => write!(f, "there is no function `{name}`"),
            Self::Arguments { function, given } => write!(f, "`{function}` does not take {given} arguments"),
            Self::OpenCase => f.write_str("`case` lacks a value for the other cases"),
            Self::ContextElsewhere(name) => write!(f, "the context `{name}` is not known here"),
            Self::FunctionElsewhere(name) => write!(f, "the function `{name}` is not known here"),
            Self::StatusArguments(name) => write!(f, "`{name}` of a step takes no arguments"),
        }
    }
}
