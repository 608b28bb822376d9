//! Claims as JSON and back. What is read may be anything: a file that is none, or that a
//! newer version wrote, becomes a [`JsonProblem`] with its place.

mod locate;

use serde_json::{json, Map, Value};

use prodproof_syntax::answer::Certainty;
use prodproof_syntax::span::LineIndex;

use locate::locate;

use super::{
    BaseImage, BranchHistory, ClaimedDelivery, ClaimedDeployment, ClaimedGap, ClaimedPromise, ClaimedPublication,
    ClaimedWaiver, Claims, Dispatch, Identity, OpenFindings, Receiver, Spot, SCHEMA,
};

/// Why claims cannot be read, and where in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonProblem {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

pub fn to_json(claims: &Claims) -> Value {
    let identity = &claims.identity;
    let history = &identity.history;
    json!({
        "schema": SCHEMA,
        "identity": {
            "name": identity.name,
            "source": identity.source,
            "remote": identity.remote,
            "roots": history.roots,
            "head": history.head,
            "count": history.count,
            "date": history.date,
            "shallow": history.shallow,
            "commits": history.commit_digits(),
        },
        "constitution": claims.promise.as_ref().map(|promise| json!({
            "path": promise.path, "version": promise.version, "inherits": promise.inherits,
        })),
        "publications": claims.publications.iter().map(|publication| at(&publication.spot, json!({
            "event": publication.event,
            "schedule": publication.schedule,
            "ref": publication.reference,
            "certainty": publication.certainty.as_str(),
            "conditions": publication.conditions,
            "builds": publication.builds,
        }))).collect::<Vec<_>>(),
        "deployments": claims.deployments.iter().map(|deployment| at(&deployment.spot, json!({
            "ref": deployment.reference, "verdict": deployment.verdict,
        }))).collect::<Vec<_>>(),
        "deliveries": claims.deliveries.iter().map(|one| json!({
            "image": one.image, "mirrors": one.mirrors, "units": one.units,
            "promised": one.promised, "stated": one.stated, "verdict": one.verdict,
        })).collect::<Vec<_>>(),
        "bases": claims.bases.iter().map(|base| at(&base.spot, json!({ "ref": base.reference }))).collect::<Vec<_>>(),
        "dispatches": claims.dispatches.iter().map(|dispatch| at(&dispatch.spot, json!({
            "to": dispatch.to, "event_type": dispatch.event_type, "workflow": dispatch.workflow,
        }))).collect::<Vec<_>>(),
        "receives": claims.receivers.iter().map(|receiver| at(&receiver.spot, json!({
            "types": receiver.types,
        }))).collect::<Vec<_>>(),
        "waivers": claims.waivers.iter().map(|waiver| json!({
            "rule": waiver.rule, "reason": waiver.reason,
        })).collect::<Vec<_>>(),
        "unread": claims.unread.iter().map(|gap| json!({ "path": gap.path, "why": gap.why })).collect::<Vec<_>>(),
        "findings": {
            "errors": claims.counts.errors, "warnings": claims.counts.warnings, "infos": claims.counts.infos,
        },
    })
}

fn at(spot: &Spot, mut value: Value) -> Value {
    if let Value::Object(map) = &mut value {
        map.insert("path".into(), json!(spot.path));
        map.insert("line".into(), json!(spot.line));
        map.insert("column".into(), json!(spot.column));
    }
    value
}

/// Reads what one file holds: one repository's claims, or an array of them.
pub fn from_json(text: &str) -> Result<Vec<Claims>, JsonProblem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(all) = streamed(text) {
        return Ok(all);
    }
    let value: Value = serde_json::from_str(text).map_err(|e| JsonProblem {
        line: e.line().max(1),
        column: e.column().max(1),
        message: format!("not JSON: {e}"),
    })?;
    let all = match value.as_array() {
        Some(many) => many.iter().enumerate().map(|(n, one)| read(one, &format!("/{n}"))).collect(),
        None => read(&value, "").map(|one| vec![one]),
    };
    all.map_err(|wrong: Wrong| {
        let (line, column) = LineIndex::new(text).line_col(text, locate(text, &wrong.pointer));
        let place = if wrong.pointer.is_empty() { String::new() } else { format!("`{}`: ", wrong.pointer) };
        JsonProblem { line, column, message: format!("{place}{}", wrong.message) }
    })
}

/// The claims of an array, one read after the other: the whole of it as one value would
/// take many times its text. `None` where it is no array, or anything is wrong with it.
fn streamed(text: &str) -> Option<Vec<Claims>> {
    let after_blanks = |at: usize| {
        let rest = text.get(at..)?;
        Some(at + rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len())
    };
    let mut all = Vec::new();
    let mut at = after_blanks(0)?;
    text[at..].strip_prefix('[')?;
    loop {
        at = after_blanks(at + 1)?;
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        let value = values.next()?.ok()?;
        at = after_blanks(at + values.byte_offset())?;
        all.push(read(&value, "").ok()?);
        match text.as_bytes().get(at)? {
            b',' => {}
            b']' => break,
            _ => return None,
        }
    }
    text[at + 1..].trim().is_empty().then_some(all)
}

/// What is wrong, at a JSON pointer.
struct Wrong {
    pointer: String,
    message: String,
}

fn wrong<T>(pointer: &str, message: impl Into<String>) -> Result<T, Wrong> {
    Err(Wrong { pointer: pointer.to_string(), message: message.into() })
}

fn read(value: &Value, pointer: &str) -> Result<Claims, Wrong> {
    let top = Object::new(Some(value), pointer)?;
    match top.map.get("schema").and_then(Value::as_u64) {
        Some(SCHEMA) => {}
        Some(other) => {
            return wrong(&top.key("schema"), format!("schema {other} is not known here, only {SCHEMA}"));
        }
        None => return wrong(pointer, "not the claims of a repository: there is no `schema`"),
    }
    let identity = Object::new(top.map.get("identity"), &top.key("identity"))?;
    let (roots, head) = (identity.texts("roots")?, identity.maybe("head")?);
    let (count, shallow) = (identity.number("count")?, identity.flag("shallow")?);
    let digits = identity.maybe("commits")?.unwrap_or_default();
    let date = match identity.map.get("date") {
        None | Some(Value::Null) => None,
        Some(value) => match value.as_i64() {
            Some(date) => Some(date),
            None => return wrong(&identity.key("date"), "not a whole number"),
        },
    };
    let mut history = BranchHistory::from_parts(roots, head, count, &digits).with_date(date);
    history.shallow = shallow;
    Ok(Claims {
        identity: Identity {
            name: identity.text("name")?,
            source: identity.maybe("source")?.unwrap_or_default(),
            remote: identity.maybe("remote")?,
            history,
        },
        promise: match top.map.get("constitution") {
            None | Some(Value::Null) => None,
            some => {
                let promise = Object::new(some, &top.key("constitution"))?;
                Some(ClaimedPromise {
                    path: promise.text("path")?,
                    version: promise.maybe("version")?,
                    inherits: promise.texts("inherits")?,
                })
            }
        },
        publications: top.rows("publications", |row| {
            Ok(ClaimedPublication {
                event: row.text("event")?,
                schedule: row.texts("schedule")?,
                spot: row.spot()?,
                reference: row.maybe("ref")?,
                certainty: match row.text("certainty")?.as_str() {
                    "yes" => Certainty::Yes,
                    "possible" => Certainty::Possible,
                    _ => return wrong(&row.key("certainty"), "neither `yes` nor `possible`"),
                },
                conditions: row.texts("conditions")?,
                builds: row.maybe("builds")?,
            })
        })?,
        deployments: top.rows("deployments", |row| {
            Ok(ClaimedDeployment { spot: row.spot()?, reference: row.maybe("ref")?, verdict: row.text("verdict")? })
        })?,
        deliveries: top.rows("deliveries", |row| {
            Ok(ClaimedDelivery {
                image: row.text("image")?,
                mirrors: row.texts("mirrors")?,
                units: row.texts("units")?,
                promised: row.flag("promised")?,
                stated: row.flag("stated")?,
                verdict: row.text("verdict")?,
            })
        })?,
        bases: top.rows("bases", |row| Ok(BaseImage { spot: row.spot()?, reference: row.text("ref")? }))?,
        dispatches: top.rows("dispatches", |row| {
            Ok(Dispatch {
                spot: row.spot()?,
                to: row.maybe("to")?,
                event_type: row.maybe("event_type")?,
                workflow: row.maybe("workflow")?,
            })
        })?,
        receivers: top.rows("receives", |row| Ok(Receiver { spot: row.spot()?, types: row.texts("types")? }))?,
        waivers: top
            .rows("waivers", |row| Ok(ClaimedWaiver { rule: row.text("rule")?, reason: row.text("reason")? }))?,
        unread: top.rows("unread", |row| Ok(ClaimedGap { path: row.text("path")?, why: row.text("why")? }))?,
        counts: match top.map.get("findings") {
            None => OpenFindings::default(),
            some => {
                let counts = Object::new(some, &top.key("findings"))?;
                let number = |key| counts.number(key).map(|n| n as usize);
                OpenFindings { errors: number("errors")?, warnings: number("warnings")?, infos: number("infos")? }
            }
        },
    })
}

/// An object and where it stands. A missing or `null` list is empty, a missing number 0;
/// a value of another type is an error.
struct Object<'a> {
    map: &'a Map<String, Value>,
    pointer: String,
}

impl<'a> Object<'a> {
    fn new(value: Option<&'a Value>, pointer: &str) -> Result<Self, Wrong> {
        match value {
            Some(Value::Object(map)) => Ok(Self { map, pointer: pointer.to_string() }),
            Some(_) => wrong(pointer, "not an object"),
            None => wrong(pointer, "is missing"),
        }
    }

    fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.pointer)
    }

    fn maybe(&self, key: &str) -> Result<Option<String>, Wrong> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => wrong(&self.key(key), "not a string"),
        }
    }

    fn text(&self, key: &str) -> Result<String, Wrong> {
        match self.maybe(key)? {
            Some(text) => Ok(text),
            None => wrong(&self.pointer, format!("`{key}` is missing")),
        }
    }

    /// Empty where it is missing or null.
    fn list(&self, key: &str) -> Result<&[Value], Wrong> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(rows)) => Ok(rows),
            Some(_) => wrong(&self.key(key), "not a list"),
        }
    }

    fn texts(&self, key: &str) -> Result<Vec<String>, Wrong> {
        self.list(key)?
            .iter()
            .enumerate()
            .map(|(n, row)| match row.as_str() {
                Some(text) => Ok(text.to_string()),
                None => wrong(&format!("{}/{n}", self.key(key)), "not a string"),
            })
            .collect()
    }

    fn number(&self, key: &str) -> Result<u64, Wrong> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(0),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(number),
                None => wrong(&self.key(key), "not a whole number"),
            },
        }
    }

    fn flag(&self, key: &str) -> Result<bool, Wrong> {
        match self.map.get(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => wrong(&self.key(key), "neither `true` nor `false`"),
        }
    }

    fn spot(&self) -> Result<Spot, Wrong> {
        let at_least_one = |key| self.number(key).map(|n| n.max(1) as usize);
        Ok(Spot { path: self.text("path")?, line: at_least_one("line")?, column: at_least_one("column")? })
    }

    fn rows<T>(&self, key: &str, one: impl Fn(&Object<'_>) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
        self.list(key)?
            .iter()
            .enumerate()
            .map(|(n, row)| one(&Object::new(Some(row), &format!("{}/{n}", self.key(key)))?))
            .collect()
    }
}

#[cfg(test)]
mod tests;
