//! What is wrong with a workflow file, as types. Must not know how it is
//! found, nor how it is worded.

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
