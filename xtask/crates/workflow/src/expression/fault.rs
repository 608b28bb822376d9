//! Why GitHub cannot read an expression, or does not take it at its place; and the words.

use std::fmt;

use prodproof_syntax::span::Span;

use super::parse::LONGEST;

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

impl fmt::Display for ExpressionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// In the expression's text.
    pub span: Span,
    pub fault: ExpressionFault,
}
