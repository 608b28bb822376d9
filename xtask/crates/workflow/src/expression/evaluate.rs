//! Syntax tree to values.

use std::cmp::Ordering;
use std::rc::Rc;

use super::data::{surely_not_empty, Data, Set};
use super::functions;
use super::parse::{Expr, Relation};
use super::template::{condition, IfCondition, Template};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::Symbolic;

/// What names and status functions mean at the place of the expression.
pub trait Scope {
    /// The value of a context; `None` where there is no such context.
    fn context(&self, name: &str) -> Option<Set>;

    /// `success`, `failure`, `cancelled` (lower case).
    fn status(&self, function: &str) -> Answer;

    /// The text with its expressions parsed, for those who keep it.
    fn template(&self, text: &str) -> Rc<Template> {
        Rc::new(Template::of(text))
    }

    /// The same for the text of an `if`.
    fn guard(&self, text: &str) -> Rc<IfCondition> {
        Rc::new(condition(text))
    }
}

/// The values that the expression can have.
pub fn evaluate(expr: &Expr, scope: &dyn Scope) -> Set {
    match expr {
        Expr::Literal(data) => Set::one(data.clone()),
        Expr::Name(name, _) => scope.context(name).unwrap_or_else(Set::unknown),
        Expr::Call(name, _, arguments) => call(name, arguments, scope),
        Expr::Property(inner, name) => match filtered(inner, scope) {
            Answer::No => evaluate(inner, scope).flat_map(|data| property(data, name)),
            Answer::Yes => evaluate(inner, scope).flat_map(|data| of_each(data, &Data::from(name.as_str()))),
            Answer::Unknown => Set::unknown(),
        },
        Expr::Index(inner, index) => {
            let index = evaluate(index, scope);
            let get = match filtered(inner, scope) {
                Answer::No => at,
                Answer::Yes => of_each,
                Answer::Unknown => return Set::unknown(),
            };
            evaluate(inner, scope).flat_map(|data| index.flat_map(|index| get(data, index)))
        }
        Expr::All(inner) => match filtered(inner, scope) {
            Answer::No => evaluate(inner, scope).flat_map(all),
            Answer::Yes => evaluate(inner, scope).flat_map(all_of_each),
            Answer::Unknown => Set::unknown(),
        },
        Expr::Not(inner) => Set::answer(!evaluate(inner, scope).truthy()),
        Expr::And(left, right) => {
            let left = evaluate(left, scope);
            if left.truthy() == Answer::No {
                return left;
            }
            let right = evaluate(right, scope);
            left.flat_map(|data| match data.truthy() {
                Answer::Yes => right.clone(),
                Answer::No => Set::one(data.clone()),
                Answer::Unknown => Set::one(falsy_form(data)).or(&right),
            })
        }
        Expr::Or(left, right) => {
            let left = evaluate(left, scope);
            if left.truthy() == Answer::Yes {
                return left;
            }
            let right = evaluate(right, scope);
            left.flat_map(|data| match data.truthy() {
                Answer::Yes => Set::one(data.clone()),
                Answer::No => right.clone(),
                Answer::Unknown => Set::one(data.clone()).or(&right),
            })
        }
        Expr::Compare(how, left, right) => {
            let (left, right) = (evaluate(left, scope), evaluate(right, scope));
            left.flat_map(|a| right.flat_map(|b| Set::answer(compare(*how, a, b))))
        }
    }
}

/// What an undecided value is where it turns out to be false.
fn falsy_form(data: &Data) -> Data {
    match data {
        Data::Text(_) => Data::from(""),
        _ => Data::Bool(false),
    }
}

fn call(name: &str, arguments: &[Expr], scope: &dyn Scope) -> Set {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "always" => Set::answer(Answer::Yes),
        // Of single jobs.
        "success" | "failure" if !arguments.is_empty() => Set::answer(Answer::Unknown),
        "success" | "failure" | "cancelled" => Set::answer(scope.status(&name)),
        "case" => case(arguments, scope),
        _ => {
            let arguments: Vec<Set> = arguments.iter().map(|argument| evaluate(argument, scope)).collect();
            functions::call(&name, &arguments)
        }
    }
}

/// `case(predicate, value, …, default)`.
fn case(arguments: &[Expr], scope: &dyn Scope) -> Set {
    let mut found: Option<Set> = None;
    let mut add = |set: Set| found = Some(found.take().map_or(set.clone(), |found| found.or(&set)));
    let mut rest = arguments;
    while let [predicate, value, after @ ..] = rest {
        let predicate = evaluate(predicate, scope);
        // Anything but a boolean fails.
        if predicate.iter().any(|data| !matches!(data, Data::Bool(_) | Data::Unknown)) {
            return Set::unknown();
        }
        match predicate.truthy() {
            Answer::Yes => {
                add(evaluate(value, scope));
                return found.unwrap_or_else(Set::unknown);
            }
            Answer::Unknown => add(evaluate(value, scope)),
            Answer::No => {}
        }
        rest = after;
    }
    match rest.first() {
        Some(default) => add(evaluate(default, scope)),
        None => add(Set::unknown()),
    }
    found.unwrap_or_else(Set::unknown)
}

fn property(data: &Data, name: &str) -> Set {
    match data {
        Data::Object(object) => object.get(name),
        Data::Unknown => Set::unknown(),
        _ => Set::one(Data::Null),
    }
}

/// Whether an array is what `.*` made: then names and indexes are those of its items.
fn filtered(expr: &Expr, scope: &dyn Scope) -> Answer {
    let either = |left: &Expr, right: &Expr, is_left: Answer| {
        let (a, b) = (filtered(left, scope), filtered(right, scope));
        match is_left {
            _ if a == b => a,
            Answer::Yes => a,
            Answer::No => b,
            Answer::Unknown => Answer::Unknown,
        }
    };
    match expr {
        Expr::All(_) => Answer::Yes,
        Expr::Property(inner, _) | Expr::Index(inner, _) => filtered(inner, scope),
        Expr::Or(left, right) => either(left, right, evaluate(left, scope).truthy()),
        Expr::And(left, right) => either(left, right, !evaluate(left, scope).truthy()),
        Expr::Call(name, _, arguments) if name.eq_ignore_ascii_case("case") => {
            let mut all = arguments.iter().map(|argument| filtered(argument, scope));
            if all.any(|one| one != Answer::No) {
                Answer::Unknown
            } else {
                Answer::No
            }
        }
        _ => Answer::No,
    }
}

/// The property or item of each item that has it.
fn of_each(data: &Data, index: &Data) -> Set {
    let Data::Array(items) = data else { return if_known(data, Data::Null) };
    let mut out = Vec::new();
    for item in items.iter() {
        let found = match item {
            Data::Unknown => return Set::unknown(),
            Data::Object(object) => match index.to_text().as_known() {
                Some(name) if is_primitive(index) && object.may_have(name) => object.get(name),
                Some(_) => continue,
                None => return Set::unknown(),
            },
            Data::Array(own) => match place(index) {
                Some(Some(place)) if place < own.len() => at(item, index),
                Some(_) => continue,
                None => return Set::unknown(),
            },
            _ => continue,
        };
        match found.single() {
            Some(data) => out.push(data.clone()),
            None => return Set::unknown(),
        }
    }
    Set::one(Data::Array(Rc::new(out)))
}

/// The values of each item.
fn all_of_each(data: &Data) -> Set {
    let Data::Array(items) = data else { return if_known(data, Data::Array(Rc::default())) };
    let mut out = Vec::new();
    for item in items.iter() {
        match all(item).single() {
            Some(Data::Array(values)) => out.extend(values.iter().cloned()),
            _ => return Set::unknown(),
        }
    }
    Set::one(Data::Array(Rc::new(out)))
}

fn if_known(data: &Data, otherwise: Data) -> Set {
    match data {
        Data::Unknown => Set::unknown(),
        _ => Set::one(otherwise),
    }
}

fn is_primitive(data: &Data) -> bool {
    !matches!(data, Data::Array(_) | Data::Object(_))
}

/// A value as an index of an array; `Some(None)` where it is none.
fn place(index: &Data) -> Option<Option<usize>> {
    let number = index.to_number()?;
    Some((number >= 0.0 && number.is_finite()).then_some(number.floor() as usize))
}

fn at(data: &Data, index: &Data) -> Set {
    match (data, index) {
        (Data::Unknown, _) => Set::unknown(),
        (Data::Object(_), Data::Array(_) | Data::Object(_)) => Set::one(Data::Null),
        (Data::Object(object), index) => match index.to_text().as_known() {
            Some(name) => object.get(name),
            None => Set::unknown(),
        },
        (Data::Array(items), index) => match place(index) {
            Some(place) => Set::one(place.and_then(|place| items.get(place)).cloned().unwrap_or(Data::Null)),
            None => Set::unknown(),
        },
        _ => Set::one(Data::Null),
    }
}

fn all(data: &Data) -> Set {
    match data {
        Data::Array(_) => Set::one(data.clone()),
        Data::Object(object) if object.rest == super::data::Rest::Null => {
            let values: Option<Vec<Data>> = object.entries().iter().map(|(_, set)| set.single().cloned()).collect();
            values.map_or_else(Set::unknown, |values| Set::one(Data::Array(Rc::new(values))))
        }
        Data::Object(_) | Data::Unknown => Set::unknown(),
        _ => Set::one(Data::Array(Rc::default())),
    }
}

fn compare(how: Relation, a: &Data, b: &Data) -> Answer {
    let collections = !is_primitive(a) && !is_primitive(b);
    match how {
        // Neither before nor behind; the same one is still equal.
        Relation::LessOrEqual | Relation::GreaterOrEqual if collections => equal(a, b),
        Relation::Equal => equal(a, b),
        Relation::NotEqual => !equal(a, b),
        Relation::Less => order(a, b, |o| o == Ordering::Less),
        Relation::LessOrEqual => order(a, b, |o| o != Ordering::Greater),
        Relation::Greater => order(a, b, |o| o == Ordering::Greater),
        Relation::GreaterOrEqual => order(a, b, |o| o != Ordering::Less),
    }
}

/// Loose equality: strings ignore case, different kinds compare as numbers.
pub(super) fn equal(a: &Data, b: &Data) -> Answer {
    match (a, b) {
        (Data::Unknown, _) | (_, Data::Unknown) => Answer::Unknown,
        (Data::Text(a), Data::Text(b)) => same_text(a, b),
        (Data::Null, Data::Null) => Answer::Yes,
        (Data::Bool(a), Data::Bool(b)) => Answer::from(a == b),
        (Data::Number(a), Data::Number(b)) => Answer::from(a == b),
        // By identity; the same context twice is the same object.
        (Data::Array(a), Data::Array(b)) => Answer::from(Rc::ptr_eq(a, b)),
        (Data::Object(a), Data::Object(b)) => Answer::from(a.is(b)),
        (Data::Array(_) | Data::Object(_), _) | (_, Data::Array(_) | Data::Object(_)) => Answer::No,
        _ => match (a.to_number(), b.to_number()) {
            (Some(a), Some(b)) => Answer::from(a == b),
            _ => Answer::Unknown,
        },
    }
}

/// As GitHub compares: both in upper case.
pub(super) fn fold(text: &Symbolic) -> Symbolic {
    text.map_known(upper)
}

/// As .NET's `OrdinalIgnoreCase`: each character for itself, so `ß` stays, and no
/// letter outside of ASCII becomes one inside, so `ı` is not `I`.
fn upper(text: &str) -> String {
    let upper = |c: char| {
        let mut all = c.to_uppercase();
        match (all.next(), all.next()) {
            (Some(upper), None) if c.is_ascii() || !upper.is_ascii() => upper,
            _ => c,
        }
    };
    text.chars().map(upper).collect()
}

fn same_text(a: &Symbolic, b: &Symbolic) -> Answer {
    if (a.is_empty() && surely_not_empty(b)) || (b.is_empty() && surely_not_empty(a)) {
        return Answer::No;
    }
    match (a.as_known(), b.as_known()) {
        (Some(a), Some(b)) if a.is_ascii() && b.is_ascii() => Answer::from(a.eq_ignore_ascii_case(b)),
        (Some(a), Some(b)) => Answer::from(upper(a) == upper(b)),
        // The same text that nobody knows: a hole with a name is one value in a run.
        _ if a == b && !a.marked().contains(Symbolic::unknown().marked()) => Answer::Yes,
        _ => fold(a).same(&fold(b)),
    }
}

fn order(a: &Data, b: &Data, holds: impl Fn(Ordering) -> bool) -> Answer {
    let found = match (a, b) {
        (Data::Unknown, _) | (_, Data::Unknown) => return Answer::Unknown,
        (Data::Text(a), Data::Text(b)) => match (a.as_known(), b.as_known()) {
            (Some(a), Some(b)) => Some(upper(a).cmp(&upper(b))),
            _ => return Answer::Unknown,
        },
        _ => match (a.to_number(), b.to_number()) {
            (Some(a), Some(b)) => a.partial_cmp(&b),
            _ => return Answer::Unknown,
        },
    };
    Answer::from(found.is_some_and(holds))
}
