//! The HCL of bake files: what blocks and expressions mean. Conditionals, templates and a
//! few functions; the rest is unknown. Must not know what targets are for.

use std::collections::BTreeMap;

use super::functions::call;
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// `kind "label" { name = expression }`.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub kind: String,
    pub label: Option<String>,
    pub attributes: Vec<(String, Expression)>,
}

impl Block {
    pub fn attribute(&self, name: &str) -> Option<&Expression> {
        self.attributes.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Known(ValueSet),
    /// Parts of a template.
    Template(Vec<Expression>),
    Name(String),
    /// `target.app.tags` and the like.
    Path(Vec<String>),
    List(Vec<Expression>),
    Map(Vec<(String, Expression)>),
    Call(String, Vec<Expression>),
    If(Box<[Expression; 3]>),
    Binary(&'static str, Box<[Expression; 2]>),
    Not(Box<Expression>),
    For(Box<For>),
    Null,
    Unknown,
}

/// `[for key, item in list : value if condition]`.
#[derive(Clone, Debug)]
pub(super) struct For {
    pub key: Option<String>,
    pub item: String,
    pub list: Expression,
    pub value: Expression,
    pub condition: Option<Expression>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(ValueSet),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    Null,
    Unknown,
}

/// Names and their values.
pub(super) struct HclScope<'a> {
    blocks: &'a [Block],
    env: &'a BTreeMap<String, ValueSet>,
    local: Vec<(String, Value)>,
    depth: usize,
    /// How much may still be asked for.
    left: usize,
}

pub(super) const DEEPEST: usize = 24;

/// Expressions that are worked out for one call of bake. What a person writes takes some
/// hundred; a `for` in a `for`, and variables that each name another twice, take any number.
const MOST_VALUES: usize = 20_000;

impl<'a> HclScope<'a> {
    pub fn new(blocks: &'a [Block], env: &'a BTreeMap<String, ValueSet>) -> Self {
        Self { blocks, env, local: Vec::new(), depth: 0, left: MOST_VALUES }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.local.push((name.to_string(), value));
    }

    pub fn unset(&mut self, name: &str) {
        if let Some(at) = self.local.iter().rposition(|(known, _)| known == name) {
            self.local.remove(at);
        }
    }

    /// A list of texts; empty for anything else.
    pub fn texts(&mut self, expression: Option<&Expression>) -> Vec<Symbolic> {
        self.texts_with_certainty(expression).0
    }

    /// And whether each is in the list in every case.
    pub fn texts_with_certainty(&mut self, expression: Option<&Expression>) -> (Vec<Symbolic>, Certainty) {
        let Some(expression) = expression else { return (Vec::new(), Certainty::Yes) };
        let mut out = Vec::new();
        let mut certainty = Certainty::Yes;
        match self.value(expression) {
            Value::List(items) => {
                for item in items {
                    flatten(&item, &mut out, &mut certainty);
                }
            }
            Value::Null => {}
            other => flatten(&other, &mut out, &mut certainty),
        }
        // Empty tags are dropped by bake.
        out.retain(|text| !text.is_empty());
        (out, certainty)
    }

    /// Outputs: texts, or objects that are spelled as `key=value,…`.
    pub fn outputs(&mut self, expression: Option<&Expression>) -> Vec<Symbolic> {
        let Some(expression) = expression else { return Vec::new() };
        let items = match self.value(expression) {
            Value::List(items) => items,
            other => vec![other],
        };
        let mut out = Vec::new();
        for item in items {
            match item {
                Value::Map(entries) => {
                    let mut text = Symbolic::default();
                    for (key, value) in entries {
                        if !text.is_empty() {
                            text.push_known(",");
                        }
                        text.push_known(&key);
                        text.push_known("=");
                        match value {
                            Value::Text(values) => {
                                text.push(&values.single().cloned().unwrap_or_else(Symbolic::unknown))
                            }
                            _ => text.push(&Symbolic::unknown()),
                        }
                    }
                    out.push(text);
                }
                Value::Text(values) => out.push(values.single().cloned().unwrap_or_else(Symbolic::unknown)),
                Value::Null => {}
                _ => out.push(Symbolic::unknown()),
            }
        }
        out
    }

    pub fn value(&mut self, expression: &Expression) -> Value {
        if self.depth == DEEPEST || self.left == 0 {
            return Value::Unknown;
        }
        self.left -= 1;
        self.depth += 1;
        let value = self.evaluate(expression);
        self.depth -= 1;
        value
    }

    fn evaluate(&mut self, expression: &Expression) -> Value {
        match expression {
            Expression::Known(values) => Value::Text(values.clone()),
            Expression::Null => Value::Null,
            Expression::Unknown => Value::Unknown,
            Expression::Template(parts) => {
                let mut out = ValueSet::known("");
                for part in parts {
                    out = out.join(&text_of(&self.value(part)));
                }
                Value::Text(out)
            }
            Expression::List(items) => Value::List(items.iter().map(|item| self.value(item)).collect()),
            Expression::Map(entries) => {
                Value::Map(entries.iter().map(|(key, value)| (key.clone(), self.value(value))).collect())
            }
            Expression::Name(name) => self.name(name),
            Expression::Path(path) => self.path(path),
            Expression::Not(inner) => match truth(&self.value(inner)) {
                Some(truth) => Value::from(!truth),
                None => Value::Unknown,
            },
            Expression::If(parts) => {
                let [condition, then, otherwise] = parts.as_ref();
                match truth(&self.value(condition)) {
                    Some(true) => self.value(then),
                    Some(false) => self.value(otherwise),
                    None => match (self.value(then), self.value(otherwise)) {
                        (Value::Text(left), Value::Text(right)) => Value::Text(left.or(right)),
                        _ => Value::Unknown,
                    },
                }
            }
            Expression::Binary(operator, sides) => {
                let [left, right] = sides.as_ref();
                let (left, right) = (self.value(left), self.value(right));
                let both = || Some((truth(&left)?, truth(&right)?));
                let answer = match *operator {
                    "==" => same(&left, &right),
                    "!=" => same(&left, &right).map(|same| !same),
                    "&&" => both().map(|(left, right)| left && right),
                    "||" => both().map(|(left, right)| left || right),
                    _ => None,
                };
                answer.map_or(Value::Unknown, Value::from)
            }
            Expression::Call(name, arguments) => {
                let values: Vec<Value> = arguments.iter().map(|argument| self.value(argument)).collect();
                let blocks = self.blocks;
                let own = |block: &&Block| block.kind == "function" && block.label.as_deref() == Some(name);
                match blocks.iter().rev().find(own) {
                    Some(function) => self.own_function(function, values),
                    None => call(name, &values),
                }
            }
            Expression::For(each) => self.each(each),
        }
    }

    fn each(&mut self, each: &For) -> Value {
        let items: Vec<(Value, Value)> = match self.value(&each.list) {
            Value::List(items) => items
                .into_iter()
                .enumerate()
                .map(|(at, item)| (Value::Text(ValueSet::known(&at.to_string())), item))
                .collect(),
            Value::Map(entries) => {
                entries.into_iter().map(|(key, value)| (Value::Text(ValueSet::known(&key)), value)).collect()
            }
            _ => return Value::Unknown,
        };
        let mut out = Vec::new();
        for (key, item) in items {
            let before = self.local.len();
            if let Some(name) = &each.key {
                self.set(name, key);
            }
            self.set(&each.item, item);
            let holds = each.condition.as_ref().map_or(Some(true), |condition| truth(&self.value(condition)));
            let value = (holds == Some(true)).then(|| self.value(&each.value));
            self.local.truncate(before);
            match holds {
                Some(_) => out.extend(value),
                None => return Value::Unknown,
            }
        }
        Value::List(out)
    }

    /// `function "tag" { params = [x] result = "…" }`, also with `variadic_params`.
    fn own_function(&mut self, function: &Block, arguments: Vec<Value>) -> Value {
        let Some(result) = function.attribute("result") else { return Value::Unknown };
        let before = self.local.len();
        let mut arguments = arguments.into_iter();
        for name in parameter_names(function.attribute("params")) {
            self.set(&name, arguments.next().unwrap_or(Value::Unknown));
        }
        if let Some(Expression::Name(name)) = function.attribute("variadic_params") {
            self.set(name, Value::List(arguments.collect()));
        }
        let value = self.value(result);
        self.local.truncate(before);
        value
    }

    fn name(&mut self, name: &str) -> Value {
        if let Some((_, value)) = self.local.iter().rev().find(|(known, _)| known == name) {
            return value.clone();
        }
        let variable =
            self.blocks.iter().rev().find(|block| block.kind == "variable" && block.label.as_deref() == Some(name));
        let Some(variable) = variable else {
            // A top-level attribute is a name too.
            let attribute =
                self.blocks.iter().filter(|block| block.kind.is_empty()).find_map(|block| block.attribute(name));
            return match attribute {
                Some(value) => self.value(value),
                None if name.starts_with("BAKE_") => Value::Unknown,
                None => self.env.get(name).map_or(Value::Unknown, |values| Value::Text(values.clone())),
            };
        };
        // A variable of the environment goes before the default.
        if let Some(values) = self.env.get(name) {
            return Value::Text(values.clone());
        }
        match variable.attribute("default") {
            Some(default) => self.value(default),
            None => Value::Null,
        }
    }

    fn path(&mut self, path: &[String]) -> Value {
        if let [kind, label, attribute] = path {
            let blocks = self.blocks;
            let block = blocks.iter().rev().find(|block| block.kind == *kind && block.label.as_deref() == Some(label));
            if let Some(value) = block.and_then(|block| block.attribute(attribute)) {
                return self.value(value);
            }
        }
        if let [name, rest @ ..] = path {
            let mut value = self.name(name);
            for key in rest {
                value = match value {
                    Value::Map(entries) => {
                        entries.into_iter().find(|(known, _)| known == key).map_or(Value::Null, |(_, value)| value)
                    }
                    Value::List(items) => {
                        key.parse::<usize>().ok().and_then(|at| items.get(at).cloned()).unwrap_or(Value::Unknown)
                    }
                    _ => Value::Unknown,
                };
            }
            return value;
        }
        Value::Unknown
    }
}

/// Parameters are written as bare names; JSON has them as texts.
fn parameter_names(expression: Option<&Expression>) -> Vec<String> {
    let Some(Expression::List(items)) = expression else { return Vec::new() };
    let name = |item: &Expression| match item {
        Expression::Name(name) => name.clone(),
        Expression::Known(values) => values.as_known().unwrap_or_default().to_string(),
        _ => String::new(),
    };
    items.iter().map(name).collect()
}

fn flatten(value: &Value, out: &mut Vec<Symbolic>, certainty: &mut Certainty) {
    match value {
        Value::Text(values) => {
            *certainty = certainty.and(values.single().is_some());
            out.extend(values.iter().cloned());
        }
        Value::List(items) => items.iter().for_each(|item| flatten(item, out, certainty)),
        Value::Null => {}
        Value::Map(_) | Value::Unknown => {
            *certainty = Certainty::Possible;
            out.push(Symbolic::unknown());
        }
    }
}

pub(super) fn text_of(value: &Value) -> ValueSet {
    match value {
        Value::Text(values) => values.clone(),
        Value::Null => ValueSet::known(""),
        _ => ValueSet::unknown(),
    }
}

impl From<bool> for Value {
    fn from(holds: bool) -> Self {
        Self::Text(ValueSet::known(if holds { "true" } else { "false" }))
    }
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Text(values) => match values.as_known()? {
            "true" | "1" => Some(true),
            "false" | "0" | "" => Some(false),
            _ => None,
        },
        Value::Null => Some(false),
        _ => None,
    }
}

pub(super) fn same(left: &Value, right: &Value) -> Option<bool> {
    use prodproof_syntax::answer::Answer;
    let (Some(left), Some(right)) = (text_of(left).single().cloned(), text_of(right).single().cloned()) else {
        return None;
    };
    match left.same(&right) {
        Answer::Yes => Some(true),
        Answer::No => Some(false),
        Answer::Unknown => None,
    }
}
