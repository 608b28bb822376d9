//! All rules, family by family, and what a rule is.
//!
//! A rule is a row in its family's table with its documentation as doc comment, a
//! function below it, tests below that. `explain`, `RULES.md` and the table in the
//! README are printed from the rows. Rules look at values only; none reads a file.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::finding::{Finding, Place, Severity};
use crate::repo::Repo;

pub mod build;
pub mod chain;
pub mod claims;
pub mod constitution;
pub mod contract;
pub mod deploy;
pub mod fleet;
pub mod waiver;

/// A kind of fault. Identity is the code; codes are never reused.
#[derive(Debug)]
pub struct Rule {
    /// Family letter and three digits, for machines: `C` constitution, `B` build,
    /// `D` deploy, `X` chain (across files), `F` fleet (across repositories).
    pub code: &'static str,
    /// Kebab-case, reads after "allow …", names the wrong thing.
    pub name: &'static str,
    pub severity: Severity,
    /// One line, lower case, no final dot.
    pub summary: &'static str,
    /// Markdown: `## What it does`, `## Why is this bad?`, `## Example`,
    /// `## Use instead`, `## References`.
    pub docs: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl Rule {
    /// A finding of this rule, at the rule's own severity.
    pub fn at(&'static self, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            rule: self,
            severity: self.severity,
            message: message.into(),
            help: String::new(),
            primary: place,
            related: Vec::new(),
            fix: None,
            implies: Vec::new(),
        }
    }
}

/// Makes a documented `static` of each row, and the family's slice `RULES`.
macro_rules! rules {
    ($( $(#[doc = $doc:literal])+ $code:ident $konst:ident $name:literal $severity:ident $summary:literal; )+) => {
        $(
            $(#[doc = $doc])+
            pub static $konst: $crate::rules::Rule = $crate::rules::Rule {
                code: stringify!($code),
                name: $name,
                severity: $crate::finding::Severity::$severity,
                summary: $summary,
                docs: concat!($($doc, "\n"),+),
            };
        )+
        pub static RULES: &[&$crate::rules::Rule] = &[$(&$konst),+];
    };
}
pub(crate) use rules;

/// The families in the order in which a reader meets them.
pub static FAMILIES: &[(&str, &[&Rule])] = &[
    ("constitution", constitution::RULES),
    ("constitution", contract::RULES),
    ("constitution", waiver::RULES),
    ("build", build::RULES),
    ("build", build::suppressed::RULES),
    ("build", build::bots::RULES),
    ("build", build::registry::RULES),
    ("build", build::rivals::RULES),
    ("deploy", deploy::RULES),
    ("chain", chain::RULES),
    ("chain", claims::RULES),
    ("fleet", fleet::RULES),
];

pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// Finds a rule by code (`B007`, any case) or name (`unpublished-merge`).
pub fn find(word: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}

/// Every finding in the repository, before selection and waivers, in stable order:
/// by path, place and code.
pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    constitution::check(repo, &mut acc);
    contract::check(repo, &mut acc);
    waiver::check(repo, &mut acc);
    build::check(repo, &mut acc);
    deploy::check(repo, &mut acc);
    chain::check(repo, &mut acc);
    claims::check(repo, &mut acc);
    sort(&mut acc);
    acc
}

/// The stable order: by path, place, code and message.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (&a.primary, a.rule.code, &a.message).cmp(&(&b.primary, b.rule.code, &b.message)));
}
