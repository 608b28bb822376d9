//! Text to syntax tree.

use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::parse_number;

use super::data::Data;
use super::fault::{ExpressionFault, SyntaxError};

/// Deeper nesting is refused, as GitHub does (it allows 50).
const DEEPEST: usize = 50;
/// Longer expressions are refused; in UTF-16 units.
pub const LONGEST: usize = 21_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Literal(Data),
    /// A context, such as `github`; its place in the expression.
    Name(String, Span),
    Call(String, Span, Vec<Expr>),
    Property(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    /// `.*` and `[*]`.
    All(Box<Expr>),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Compare(Relation, Box<Expr>, Box<Expr>),
}

impl Expr {
    /// Calls `f` for this expression and all inside of it.
    pub fn walk<'a>(&'a self, f: &mut impl FnMut(&'a Expr)) {
        f(self);
        match self {
            Self::Literal(_) | Self::Name(..) => {}
            Self::Call(_, _, arguments) => arguments.iter().for_each(|argument| argument.walk(f)),
            Self::Property(inner, _) | Self::All(inner) | Self::Not(inner) => inner.walk(f),
            Self::Index(a, b) | Self::And(a, b) | Self::Or(a, b) | Self::Compare(_, a, b) => {
                a.walk(f);
                b.walk(f);
            }
        }
    }

    /// Whether `success()`, `always()`, `cancelled()` or `failure()` occurs.
    pub fn asks_status(&self) -> bool {
        let mut found = false;
        self.walk(&mut |expr| {
            if let Expr::Call(name, ..) = expr {
                found |= ["success", "always", "cancelled", "failure"].iter().any(|f| name.eq_ignore_ascii_case(f));
            }
        });
        found
    }

    /// `github.event_name`-like chains from the context on, all of them, in lower case: GitHub
    /// compares without it.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let mut found = self.written_paths();
        found.iter_mut().flatten().for_each(|name| name.make_ascii_lowercase());
        found
    }

    /// The same, as they are written.
    pub fn written_paths(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        self.walk(&mut |expr| {
            if let Some(path) = expr.path() {
                found.push(path);
            }
        });
        found
    }

    fn path(&self) -> Option<Vec<String>> {
        match self {
            Self::Name(name, _) => Some(vec![name.clone()]),
            Self::Property(inner, name) => {
                let mut path = inner.path()?;
                path.push(name.clone());
                Some(path)
            }
            Self::Index(inner, index) => {
                let mut path = inner.path()?;
                match index.as_ref() {
                    Self::Literal(Data::Text(text)) => path.push(text.as_known()?.to_string()),
                    _ => return None,
                }
                Some(path)
            }
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Literal(Data),
    Word(String),
    /// An operator or bracket.
    Mark(&'static str),
}

const MARKS: [&str; 16] = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*"];

fn tokens(text: &str) -> Result<Vec<(Token, Span)>, SyntaxError> {
    let mut out: Vec<(Token, Span)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let error = |length: usize, fault| SyntaxError { span: Span::new(at, at + length), fault };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if c == '\'' {
            let mut value = String::new();
            let mut end = 1;
            loop {
                let Some(quote) = rest[end..].find('\'') else {
                    return Err(error(rest.len(), ExpressionFault::OpenString));
                };
                value.push_str(&rest[end..end + quote]);
                end += quote + 1;
                if rest[end..].starts_with('\'') {
                    value.push('\'');
                    end += 1;
                } else {
                    break;
                }
            }
            out.push((Token::Literal(Data::from(value.as_str())), Span::new(at, at + end)));
            at += end;
            continue;
        }
        let property = matches!(out.last(), Some((Token::Mark("."), _)));
        let number_start = c.is_ascii_digit()
            || (matches!(c, '-' | '+') && rest[1..].starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == 'I'))
            || (c == '.'
                && rest[1..].starts_with(|c: char| c.is_ascii_digit())
                && !matches!(out.last(), Some((Token::Word(_) | Token::Mark(")" | "]" | "*"), _))));
        if number_start && !property {
            let end = rest[1..]
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')))
                .map_or(rest.len(), |end| end + 1);
            let mut word = &rest[..end];
            // A sign belongs to a number only behind its `e`.
            if let Some(sign) = word[1..].find(['-', '+']).map(|at| at + 1) {
                if !word[..sign].ends_with(['e', 'E']) {
                    word = &word[..sign];
                }
            }
            let number = parse_number(word);
            if number.is_nan() {
                return Err(error(word.len(), ExpressionFault::NoNumber(word.to_string())));
            }
            out.push((Token::Literal(Data::Number(number)), Span::new(at, at + word.len())));
            at += word.len();
            continue;
        }
        if c.is_ascii_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
            let word = &rest[..end];
            let token = match word {
                _ if property => Token::Word(word.into()),
                "true" => Token::Literal(Data::Bool(true)),
                "false" => Token::Literal(Data::Bool(false)),
                "null" => Token::Literal(Data::Null),
                "NaN" => Token::Literal(Data::Number(f64::NAN)),
                "Infinity" => Token::Literal(Data::Number(f64::INFINITY)),
                _ => Token::Word(word.into()),
            };
            out.push((token, Span::new(at, at + end)));
            at += end;
            continue;
        }
        let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) else {
            return Err(error(c.len_utf8(), ExpressionFault::Foreign(c)));
        };
        out.push((Token::Mark(mark), Span::new(at, at + mark.len())));
        at += mark.len();
    }
    Ok(out)
}

/// Reads one expression, without the `${{` and `}}` around it.
pub fn parse(text: &str) -> Result<Expr, SyntaxError> {
    if text.len() > LONGEST && text.encode_utf16().count() > LONGEST {
        return Err(SyntaxError { span: Span::at(0), fault: ExpressionFault::TooLong });
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, at: 0, depth: 0, end: text.len() };
    let expr = parser.or()?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some((_, span)) => {
            let fault = ExpressionFault::Unexpected(span.text(text).to_string());
            Err(SyntaxError { span: *span, fault })
        }
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
    end: usize,
}

impl Parser {
    fn error<T>(&self, fault: ExpressionFault) -> Result<T, SyntaxError> {
        let span = self.tokens.get(self.at).map_or(Span::at(self.end), |(_, span)| *span);
        Err(SyntaxError { span, fault })
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some((Token::Mark(own), _)) if *own == mark);
        self.at += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.error(ExpressionFault::TooDeep);
        }
        let mut left = self.and()?;
        while self.eat("||") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.equality()?;
        while self.eat("&&") {
            left = Expr::And(Box::new(left), Box::new(self.equality()?));
        }
        Ok(left)
    }

    fn equality(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.order()?;
        loop {
            let compare = match () {
                () if self.eat("==") => Relation::Equal,
                () if self.eat("!=") => Relation::NotEqual,
                () => return Ok(left),
            };
            left = Expr::Compare(compare, Box::new(left), Box::new(self.order()?));
        }
    }

    fn order(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.unary()?;
        loop {
            let compare = match () {
                () if self.eat("<=") => Relation::LessOrEqual,
                () if self.eat(">=") => Relation::GreaterOrEqual,
                () if self.eat("<") => Relation::Less,
                () if self.eat(">") => Relation::Greater,
                () => return Ok(left),
            };
            left = Expr::Compare(compare, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Result<Expr, SyntaxError> {
        let mut nots = 0;
        while self.eat("!") {
            nots += 1;
            if nots > DEEPEST {
                return self.error(ExpressionFault::TooDeep);
            }
        }
        let mut expr = self.postfix()?;
        for _ in 0..nots {
            expr = Expr::Not(Box::new(expr));
        }
        Ok(expr)
    }

    fn postfix(&mut self) -> Result<Expr, SyntaxError> {
        let literal = matches!(self.tokens.get(self.at), Some((Token::Literal(_), _)));
        let mut expr = self.primary()?;
        if literal {
            // It has no properties, unless it stands in brackets.
            return Ok(expr);
        }
        let mut links = 0;
        loop {
            links += 1;
            if links > DEEPEST {
                return self.error(ExpressionFault::TooDeep);
            }
            if self.eat(".") {
                if self.eat("*") {
                    expr = Expr::All(Box::new(expr));
                    continue;
                }
                let Some((Token::Word(name), _)) = self.tokens.get(self.at) else {
                    return self.error(ExpressionFault::NoProperty);
                };
                expr = Expr::Property(Box::new(expr), name.clone());
                self.at += 1;
            } else if self.eat("[") {
                if self.eat("*") {
                    expr = Expr::All(Box::new(expr));
                } else {
                    expr = Expr::Index(Box::new(expr), Box::new(self.or()?));
                }
                if !self.eat("]") {
                    return self.error(ExpressionFault::Missing(']'));
                }
            } else {
                return Ok(expr);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let Some((token, span)) = self.tokens.get(self.at).cloned() else {
            return self.error(ExpressionFault::EndsEarly);
        };
        self.at += 1;
        match token {
            Token::Literal(data) => Ok(Expr::Literal(data)),
            Token::Word(name) => {
                if !self.eat("(") {
                    return Ok(Expr::Name(name, span));
                }
                let mut arguments = Vec::new();
                if !self.eat(")") {
                    loop {
                        arguments.push(self.or()?);
                        if self.eat(")") {
                            break;
                        }
                        if !self.eat(",") {
                            return self.error(ExpressionFault::Missing(')'));
                        }
                    }
                }
                Ok(Expr::Call(name, span, arguments))
            }
            Token::Mark("(") => {
                let inner = self.or()?;
                if !self.eat(")") {
                    return self.error(ExpressionFault::Missing(')'));
                }
                Ok(inner)
            }
            Token::Mark(_) => {
                self.at -= 1;
                self.error(ExpressionFault::NoValue)
            }
        }
    }
}
