//! All rules, family by family.
//!
//! A rule is a file of its name: its row with the documentation as doc comment, what
//! finds it below, tests below that. Where one walk finds several rules, the walk stands
//! in the family's `mod.rs` or in a file of its topic. `explain`, `RULES.md` and the table
//! in the README are printed from the rows. Rules look at values only; none reads a file.

use crate::repo::Repo;
use prodproof_syntax::finding::{Finding, Rule};
use prodproof_syntax::order::Order;

pub mod chain;
pub mod claims;
pub mod constitution;
pub mod contract;
pub mod deliveries;
pub mod fleet;
pub mod live;
pub mod mandates;
pub mod unit;
pub mod waiver;
pub mod workflow;

/// The families in the order in which a reader meets them.
pub static FAMILIES: &[(&str, &[&Rule])] = &[
    ("constitution", constitution::RULES),
    ("constitution", contract::RULES),
    ("constitution", waiver::RULES),
    ("build", workflow::RULES),
    ("deploy", unit::RULES),
    ("chain", chain::RULES),
    ("chain", deliveries::RULES),
    ("chain", claims::RULES),
    ("fleet", fleet::RULES),
    ("live", live::RULES),
];

pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// Finds a rule by code (`B007`, any case) or name (`unpublished-merge`).
pub fn find(word: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code.eq_ignore_ascii_case(word) || rule.name == word)
}

/// The rules that a word may stand for: the one of this code or name, else those whose code or
/// name begins with it.
pub fn meant(word: &str) -> Vec<&'static Rule> {
    let begins = |whole: &str| whole.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match find(word) {
        Some(rule) => vec![rule],
        None if word.is_empty() => Vec::new(),
        None => all().filter(|rule| begins(rule.code) || begins(rule.name)).collect(),
    }
}

/// The rule's name that is nearest to a misspelt one, or of which the beginning is: `tagonly`
/// for `tag-only-trigger`.
pub fn like(word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let distance = |name: &str| similar::TextDiff::from_chars(word.as_str(), name).ratio();
    let nearest = |all: &mut dyn Iterator<Item = (&str, &'static str)>| {
        let all = all.map(|(part, name)| (distance(part), name)).filter(|(near, _)| *near > 0.7);
        all.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
    };
    let beginnings = |name: &'static str| name.match_indices('-').map(move |(at, _)| (&name[..at], name));
    // Of three letters anything begins like something.
    let part = || nearest(&mut all().flat_map(|rule| beginnings(rule.name))).filter(|_| word.len() > 3);
    nearest(&mut all().map(|rule| (rule.name, rule.name))).or_else(part)
}

/// Every finding in the repository, before selection and waivers, in stable order:
/// by path, place and code.
pub fn check(repo: &Repo) -> Vec<Finding> {
    let mut acc = Vec::new();
    constitution::check(repo, &mut acc);
    contract::check(repo, &mut acc);
    waiver::check(repo, &mut acc);
    unit::check(repo, &mut acc);
    deliveries::check(repo, &mut acc);
    claims::check(repo, &mut acc);
    claims::relate(repo, &mut acc);
    sort(&mut acc);
    acc
}

/// The stable order: by path, place, code and message.
pub fn sort(findings: &mut [Finding]) {
    findings.order_by(|a, b| (&a.primary, a.rule.code, &a.message).cmp(&(&b.primary, b.rule.code, &b.message)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_and_beginnings_of_names_have_a_nearest() {
        for (word, name) in [
            ("unpublished-merg", Some("unpublished-merge")),
            ("unpublshed-merge", Some("unpublished-merge")),
            ("tagonly", Some("tag-only-trigger")),
            ("tag_only", Some("tag-only-trigger")),
            ("TagOnly", Some("tag-only-trigger")),
            ("foreingpod", Some("foreign-pod")),
            ("xyz", None),
            ("quux", None),
            ("nonsense-altogether", None),
        ] {
            assert_eq!(like(word), name, "{word}");
        }
    }
}
