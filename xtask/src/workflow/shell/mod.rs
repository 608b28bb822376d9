//! Placeholder until the reader of scripts lands.
use std::collections::BTreeMap;
use std::ops::Range;

use super::value::{Text, Values};
use crate::answer::Answer;

#[derive(Clone, Copy)]
pub struct Step<'a> {
    pub script: &'a Text,
    pub shell: Option<&'a str>,
    pub env: &'a BTreeMap<String, Values>,
    pub files: &'a dyn Fn(&str) -> Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub pushes: Vec<Push>,
    pub outputs: BTreeMap<String, Values>,
    pub env: BTreeMap<String, Values>,
    pub opaque: Vec<Opaque>,
    pub remarks: Vec<Remark>,
    pub unread: bool,
    pub fails: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    pub reference: Option<Text>,
    pub method: String,
    pub certain: bool,
    pub conditions: Vec<String>,
    pub by_digest: bool,
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opaque {
    pub command: String,
    pub why: String,
    pub certain: bool,
    pub conditions: Vec<String>,
    pub span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub kind: RemarkKind,
    pub message: String,
    pub span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkKind {
    DisabledCommand,
    FailureIgnored,
    Unreadable,
}

/// Honest and blunt: a script that says `push` may push anything.
pub fn run(step: &Step<'_>) -> Effects {
    let length = step.script.marked().len();
    let opaque = ["push", "publish", "skopeo"].iter().any(|word| step.script.marked().contains(word));
    Effects {
        opaque: opaque
            .then(|| Opaque {
                command: "run".into(),
                why: "scripts are not read yet".into(),
                certain: true,
                conditions: Vec::new(),
                span: 0..length,
            })
            .into_iter()
            .collect(),
        unread: true,
        ..Effects::default()
    }
}
