//! What is wrong with a workflow file, as types; and the words. Must not know how it is found.

use std::fmt;

use prodproof_syntax::glob::GlobFault;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::YamlFault;

use crate::expression::ExpressionFault;

/// Why GitHub refuses the file, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    pub cause: FaultCause,
    /// Surely: the workflow never runs.
    pub fatal: bool,
}

/// Lower case, no final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultCause {
    Yaml(YamlFault),
    Empty,
    NoMapping,
    SecondDocument,
    NoOn,
    /// `on` with nothing behind it.
    NoEvent,
    NoJobs,
    /// `jobs` with nothing behind it.
    NoJob,
    /// A key that the workflow, `on.push` or a job does not have.
    ForeignKey {
        key: String,
        owner: KeyOwner,
    },
    /// `branches` and `branches-ignore`, and the like.
    BothFilters(&'static str),
    BrokenPattern {
        pattern: String,
        fault: GlobFault,
    },
    BlankEnv,
    UnknownNeed {
        job: String,
        need: String,
    },
    NeedCircle(Vec<String>),
    /// `${{` without `}}`.
    OpenExpression,
    UnreadExpression(ExpressionFault),
    /// It is read, and cannot stand there.
    WrongExpression(ExpressionFault),
    JobNoMapping(String),
    JobWithout {
        job: String,
        key: &'static str,
    },
    StepsNoList(String),
    Schema(SchemaFault),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOwner {
    Workflow,
    OnPush,
    Job,
}

/// What GitHub's schema does not have there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaFault {
    NoExpressionHere,
    /// `x-…`
    OwnKey,
    NoJobId(String),
    NoStepId(String),
    /// The id of a step, given twice.
    DoubledId(String),
    UnknownEvent(String),
    BrokenCron,
    MissingKey(&'static str),
    EmptyName,
    DoubledName(String),
    /// A key that a job which calls a workflow cannot have.
    NotOfCall(String),
    /// A key that only such a job can have.
    OfCallOnly,
    StepWithoutWork,
    StepWithBoth,
    UnknownKey(String),
    OtherKind,
    UnexpectedValue(String),
}

impl fmt::Display for KeyOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Workflow => "a workflow",
            Self::OnPush => "`on.push`",
            Self::Job => "a job",
        })
    }
}

impl fmt::Display for FaultCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yaml(fault) => fault.fmt(f),
            Self::Empty => f.write_str("the file is empty"),
            Self::NoMapping => f.write_str("the file is not a mapping"),
            Self::SecondDocument => f.write_str("the file has a second document"),
            Self::NoOn => f.write_str("`on` is missing"),
            Self::NoEvent => f.write_str("`on` names no event"),
            Self::NoJobs => f.write_str("`jobs` is missing"),
            Self::NoJob => f.write_str("`jobs` has no job"),
            Self::ForeignKey { key, owner } => write!(f, "`{key}` is no key of {owner}"),
            Self::BothFilters(kind) => write!(f, "`{kind}` and `{kind}-ignore` exclude each other"),
            Self::BrokenPattern { pattern, fault } => write!(f, "the pattern `{pattern}` is broken: {fault}"),
            Self::BlankEnv => f.write_str("`env` has no value, GitHub wants a mapping"),
            Self::UnknownNeed { job, need } => write!(f, "job `{job}` needs `{need}`, which does not exist"),
            Self::NeedCircle(jobs) => {
                let names: Vec<String> = jobs.iter().map(|id| format!("`{id}`")).collect();
                write!(f, "jobs wait for each other: {}", names.join(", "))
            }
            Self::OpenExpression => f.write_str("`${{` is not closed"),
            Self::UnreadExpression(fault) => write!(f, "the expression cannot be read: {fault}"),
            Self::WrongExpression(fault) => fault.fmt(f),
            Self::JobNoMapping(id) => write!(f, "job `{id}` is not a mapping"),
            Self::JobWithout { job, key } => write!(f, "job `{job}` has no `{key}`"),
            Self::StepsNoList(id) => write!(f, "`steps` of job `{id}` is no list"),
            Self::Schema(fault) => fault.fmt(f),
        }
    }
}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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
