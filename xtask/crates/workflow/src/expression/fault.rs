//! Why GitHub cannot read an expression, or does not take it at its place. Must not
//! know how that is worded.

use prodproof_syntax::span::Span;

/// Lower case, no final dot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpressionFault {
    TooLong,
    TooDeep,
    OpenString,
    NoNumber(String),
    /// A character that the language does not have.
    Foreign(char),
    /// What is written where the expression could have ended.
    Unexpected(String),
    /// A bracket.
    Missing(char),
    NoProperty,
    NoValue,
    EndsEarly,
    UnknownContext(String),
    UnknownFunction(String),
    Arguments {
        function: String,
        given: usize,
    },
    /// `case` whose last condition has no value behind it.
    OpenCase,
    /// A context that this place does not know.
    ContextElsewhere(String),
    FunctionElsewhere(String),
    /// `success` and `failure` name jobs, which those of a step cannot.
    StatusArguments(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// In the expression's text.
    pub span: Span,
    pub fault: ExpressionFault,
}
